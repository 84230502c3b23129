// amends clock, amends rules: the dates that the law sets, how they come about, and what moves them.
#include <algorithm>
#include <fstream>
#include <iostream>

#include "calendar/deadline_event.hpp"
#include "calendar/zone.hpp"
#include "cli/context.hpp"
#include "packs/packs.hpp"
#include "review/clock_explain.hpp"
#include "review/rule_page.hpp"
#include "runtime/rule_book.hpp"

namespace amends::cli {
namespace {

using calendar::DeadlineEvent;
using calendar::DeadlineEventKind;

constexpr std::size_t kBatchLineBytesMax = 1u << 20;
constexpr std::int64_t kBatchLinesMax = 1'000'000;

Result<Instant> instant_of(const std::string& text, const char* option) {
  auto at = parse_instant(text);
  if (!at) return at.error().within(option);
  return *at;
}

/// "complainant=2026-03-10T09:00:00+08:00".
Result<std::vector<calendar::Notice>> notices_of(const std::vector<std::string>& given, Instant now) {
  std::vector<calendar::Notice> out;
  for (const auto& text : given) {
    const auto equals = text.find('=');
    if (equals == 0 || equals == std::string::npos) return fail(ErrorCode::invalid_argument, "a notice is given as WHO=INSTANT, for example complainant=now, not '" + text + "'", "--notice");
    calendar::Notice notice{text.substr(0, equals), now};
    if (text.substr(equals + 1) != "now") {
      AMENDS_TRY(notice.at, instant_of(text.substr(equals + 1), "--notice"));
    }
    out.push_back(std::move(notice));
  }
  return out;
}

/// A rule with the calendar and zone that count it.
struct Counting {
  calendar::ClockRule rule;
  std::shared_ptr<const calendar::Calendar> calendar;
  std::string zone;
};

Result<Counting> counting(const packs::PackSet& packs, const runtime::RuleBook& book, const std::string& id, const std::string& jurisdiction, const std::string& calendar, const std::string& zone) {
  AMENDS_TRY(const auto found, book.find(id, jurisdiction));
  if (found.size() > 1 && calendar.empty()) {
    std::string known;
    for (const auto& one : found) known += (known.empty() ? "" : ", ") + one.rule->jurisdiction;
    return fail(ErrorCode::invalid_argument, "the rule " + id + " stands in several packs: say which with --jurisdiction (" + known + ")");
  }
  Counting out{*found.front().rule, nullptr, zone};
  const auto name = calendar.empty() ? found.front().pack->calendar : calendar;
  if (name.empty()) return fail(ErrorCode::missing_field, "the pack of " + id + " names no calendar; give one with --calendar, for example calendar.cn");
  AMENDS_TRY(out.calendar, packs.calendar(name));
  if (out.zone.empty()) out.zone = out.calendar->zone();
  return out;
}

void print_ledger(const Context& context, const calendar::Due& due, bool days) {
  const auto lang = context.zh();
  std::vector<std::vector<std::string>> rows;
  const auto amount = [](std::int64_t value, calendar::Measure measure) {
    return measure == calendar::Measure::days ? std::to_string(value) : std::to_string(value / 60'000'000) + " min";
  };
  if (days)
    for (const auto& line : due.ledger)
      rows.push_back({calendar::format_date(line.date), amount(line.counted, line.measure), amount(line.running, line.measure), lang ? line.reason.zh : line.reason.en});
  else
    for (const auto& run : calendar::summarise(due.ledger))
      rows.push_back({calendar::format_date(run.from) + (run.from == run.to ? "" : " – " + calendar::format_date(run.to)), amount(run.counted, run.measure), amount(run.running, run.measure), lang ? run.reason.zh : run.reason.en});
  context.print(table({context.say("日期", "day"), context.say("计入", "counted"), context.say("累计", "so far"), context.say("理由", "why")}, rows, context.table_width(), {3}));
}

/// One line of a batch: {rule | length, jurisdiction, calendar, zone, from, events, now}.
Result<json::Value> batch_answer(const packs::PackSet& packs, const runtime::RuleBook& book, std::string_view text) {
  AMENDS_TRY(const auto asked, json::parse(text));
  const auto at = [&](const char* member) { return std::string(json::text_at(asked, member)); };
  Counting how;
  if (const auto length = at("length"); !length.empty()) {
    AMENDS_TRY(how.rule.length, calendar::parse_duration(length));
    how.rule.id = length;
    if (at("calendar").empty()) return fail(ErrorCode::missing_field, "a length alone is counted by a calendar; name it, for example calendar.cn", "calendar");
    AMENDS_TRY(how.calendar, packs.calendar(at("calendar")));
    how.zone = at("zone").empty() ? how.calendar->zone() : at("zone");
  } else {
    AMENDS_TRY(how, counting(packs, book, at("rule"), at("jurisdiction"), at("calendar"), at("zone")));
  }
  AMENDS_TRY(const auto from, instant_of(at("from"), "from"));
  std::vector<DeadlineEvent> events;
  auto now = from;
  for (const auto& one : json::list_at(asked, "events")) {
    AMENDS_TRY(auto event, calendar::deadline_event_from_json(one));
    now = std::max(now, event.at);
    events.push_back(std::move(event));
  }
  if (!at("now").empty()) {
    AMENDS_TRY(now, instant_of(at("now"), "now"));
  }
  if (events.empty() && at("now").empty()) {
    AMENDS_TRY(const auto due, calendar::due_instant(from, *how.rule.length, *how.calendar, how.zone));
    return json::Value(json::Object{{"due_at", format_instant(due)}});
  }
  AMENDS_TRY(const auto computed, calendar::Deadline::compute(how.rule, from, events, *how.calendar, how.zone, now));
  json::Array moves;
  for (const auto& move : computed.moves) moves.push_back(json::Object{{"kind", calendar::event_kind_name(move.kind)}, {"due_before", format_instant(move.due_before)}, {"due_after", format_instant(move.due_after)}});
  return json::Value(json::Object{{"due_at", format_instant(computed.due.at)}, {"state", calendar::state_name(computed.state)}, {"starts_at", format_instant(computed.start)}, {"moves", std::move(moves)}});
}

int compute_batch(Context& context, const packs::PackSet& packs, const runtime::RuleBook& book, const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return context.report(fail(ErrorCode::not_found, "there is no such file, or it cannot be read", file));
  std::string line;
  std::int64_t number = 0, failed = 0;
  std::string out;
  while (std::getline(in, line)) {
    if (++number > kBatchLinesMax) return context.report(fail(ErrorCode::range, "the file has more than " + std::to_string(kBatchLinesMax) + " lines; split it", file));
    if (line.size() > kBatchLineBytesMax) return context.report(fail(ErrorCode::range, "the line is longer than " + std::to_string(kBatchLineBytesMax) + " bytes", file + ":" + std::to_string(number)));
    if (line.empty()) continue;
    auto answer = batch_answer(packs, book, line);
    if (!answer) {
      ++failed;
      auto code = std::string(code_name(answer.error().code));
      if (code.starts_with("error.")) code.erase(0, 6);
      out += json::write(json::Object{{"error", json::Object{{"code", code}, {"message", answer.error().text()}}}}) + "\n";
    } else {
      out += json::write(*answer) + "\n";
    }
    if (out.size() > (1u << 20)) std::cout << out, out.clear();
  }
  std::cout << out;
  return failed == 0 ? kOk : kFailed;
}

std::string sure_word(const Context& context, std::string_view confidence) {
  return review::is_verified(confidence) ? context.say("已读原文", "read in the source") : confidence == "house_rule" ? context.say("并非法律", "no law") : context.say("未核实", "not verified");
}

}  // namespace

int rules_list(Context& context, const RulesOptions& options) {
  auto runtime = context.open(Context::Need::none);
  if (!runtime) return context.report(runtime.error());
  auto book = runtime::RuleBook::from_packs(*(*runtime)->environment().packs);
  if (!book) return context.report(book.error());
  std::optional<calendar::Date> as_of;
  if (!options.as_of.empty()) {
    auto date = calendar::parse_date(options.as_of);
    if (!date) return context.report(date.error().within("--as-of"));
    as_of = *date;
  }
  json::Array list;
  std::vector<std::vector<std::string>> rows;
  for (const auto& pack : book->packs())
    for (const auto& rule : pack.rules) {
      if (!options.jurisdiction.empty() && rule.jurisdiction != options.jurisdiction) continue;
      if (!options.kind.empty() && rule.kind != options.kind) continue;
      if (as_of && !rule.in_force(*as_of)) continue;
      auto row = runtime::rule_json(pack, rule);
      row["page"] = review::rule_model(pack, rule, context.language());
      list.push_back(std::move(row));
      rows.push_back({rule.id, rule.jurisdiction, review::length_text(rule, context.language()), context.say(rule.title.zh, rule.title.en), rule.article, sure_word(context, rule.confidence)});
    }
  for (const auto& row : book->handling()) {
    const auto at = [&](const char* member) { return std::string(json::text_at(row, member)); };
    if (!options.jurisdiction.empty() && at("jurisdiction") != options.jurisdiction) continue;
    if (!options.kind.empty() && at("kind") != options.kind) continue;
    // Dates as texts of one form compare as dates do.
    if (as_of && ((!at("effective_from").empty() && options.as_of < at("effective_from")) || (!at("effective_to").empty() && options.as_of > at("effective_to")))) continue;
    auto one = row.get_object();
    one["page"] = review::handling_model(row, context.language());
    list.push_back(std::move(one));
    rows.push_back({at("rule_id"), at("jurisdiction"), "", std::string(json::in_language(json::find(row, "title"), context.language())), at("article"), sure_word(context, at("confidence"))});
  }
  if (context.options().json) {
    context.print_json(list);
    return kOk;
  }
  if (rows.empty()) {
    context.print(context.say("没有符合条件的规则。", "No rule fits."));
    return kOk;
  }
  context.print(table({context.say("规则", "rule"), context.say("法域", "where"), context.say("长度", "length"), context.say("内容", "what"), context.say("条", "article"), context.say("核实程度", "how surely")}, rows, context.table_width(), {3}));
  context.print(context.say("所有规则使用前须由本机构法务确认。查看一条：amends rules show 规则", "The institution's counsel confirms each rule before use. One of them: amends rules show RULE"));
  return kOk;
}

int rules_show(Context& context, const std::string& id, const RulesOptions& options) {
  auto runtime = context.open(Context::Need::none);
  if (!runtime) return context.report(runtime.error());
  auto book = runtime::RuleBook::from_packs(*(*runtime)->environment().packs);
  if (!book) return context.report(book.error());
  if (const auto* row = book->handling(id)) {
    if (!context.options().json) {
      context.print(review::rule_text(review::handling_model(*row, context.language()), context.language(), context.width()));
      return kOk;
    }
    auto one = row->get_object();
    one["page"] = json::Object{{"zh", review::handling_model(*row, "zh")}, {"en", review::handling_model(*row, "en")}};
    context.print_json(one);
    return kOk;
  }
  auto found = book->find(id, options.jurisdiction);
  if (!found) return context.report(found.error());
  json::Array list;
  for (const auto& [pack, rule] : *found) {
    auto one = runtime::rule_json(*pack, *rule);
    if (!context.options().json) {
      context.print(review::rule_text(review::rule_model(*pack, *rule, context.language()), context.language(), context.width()));
      continue;
    }
    one["page"] = json::Object{{"zh", review::rule_model(*pack, *rule, "zh")}, {"en", review::rule_model(*pack, *rule, "en")}};
    list.push_back(std::move(one));
  }
  if (context.options().json) context.print_json(list.size() == 1 ? std::move(list.front()) : json::Value(std::move(list)));
  return kOk;
}

int clock_explain(Context& context, const std::string& id, const std::string& clock) {
  auto runtime = context.open(Context::Need::read);
  if (!runtime) return context.report(runtime.error());
  auto loaded = (*runtime)->load(id);
  if (!loaded) return context.report(loaded.error());
  if (!clock.empty() && !loaded->state.clock(clock)) {
    std::string known;
    for (const auto& one : loaded->state.clocks()) known += (known.empty() ? "" : ", ") + one.kind;
    return context.report(fail(ErrorCode::not_found, "the case has no clock '" + clock + "'; " + (known.empty() ? "none runs yet" : "it has " + known), id));
  }
  // Why a clock was moved is what people wrote: such a read stands in the record like that of the whole case.
  if (context.view().texts())
    if (auto recorded = context.record(**runtime, {id, {runtime::What::record}}); !recorded) return context.report(recorded.error());
  review::Options options;
  options.language = context.language();
  options.texts = context.view().texts();
  options.restricted = context.view().restricted();
  const auto model = review::clock_explain_model(**runtime, *loaded, clock, options);
  if (context.options().json) context.print_json(model);
  else context.print(review::clock_explain_text(model, context.width()));
  return kOk;
}

int clock_compute(Context& context, const ClockComputeOptions& options) {
  auto runtime = context.open(Context::Need::none);
  if (!runtime) return context.report(runtime.error());
  const auto& packs = *(*runtime)->environment().packs;
  auto book = runtime::RuleBook::from_packs(packs);
  if (!book) return context.report(book.error());
  if (!options.batch.empty()) return compute_batch(context, packs, *book, options.batch);
  if (options.rule.empty() || options.from.empty()) return context.report(fail(ErrorCode::invalid_argument, "give a rule and the instant it starts at, for example amends clock compute CN-NFRA-DECIDE-SIMPLE --from 2026-03-02T09:00:00+08:00; or --batch FILE"));
  auto how = counting(packs, *book, options.rule, options.jurisdiction, options.calendar, options.zone);
  if (!how) return context.report(how.error());
  const auto from = instant_of(options.from, "--from");
  if (!from) return context.report(from.error());
  // Taken as approved and told: what the rule asks of people is the case's business.
  std::vector<DeadlineEvent> events;
  const auto supposed = [&](DeadlineEventKind kind, Instant at, const std::vector<std::string>& roles, const std::vector<std::string>& told) {
    DeadlineEvent event;
    event.kind = kind;
    event.at = at;
    event.actor = "asker";
    event.approver = "approver";
    event.approver_role = roles.empty() ? (how->rule.approve_by.empty() ? "" : how->rule.approve_by.front()) : roles.front();
    for (const auto& to : told) event.notices.push_back({to, at});
    return event;
  };
  for (const auto& text : options.suspend) {
    const auto equals = text.find('=');
    const auto dots = text.find("..");
    if (dots == std::string::npos) return context.report(fail(ErrorCode::invalid_argument, "a suspension is given as FROM..TO, or REASON=FROM..TO, not '" + text + "'", "--suspend"));
    const bool with_reason = equals != std::string::npos && equals < dots;
    const auto begin = with_reason ? equals + 1 : 0;
    const auto stop = instant_of(text.substr(begin, dots - begin), "--suspend"), go = instant_of(text.substr(dots + 2), "--suspend");
    if (!stop) return context.report(stop.error());
    if (!go) return context.report(go.error());
    const auto reason = with_reason ? text.substr(0, equals) : how->rule.suspensions.empty() ? std::string() : how->rule.suspensions.front().reason;
    std::vector<std::string> told;
    for (const auto& one : how->rule.suspensions)
      if (one.reason == reason) told = one.notice_to;
    auto event = supposed(DeadlineEventKind::suspended, *stop, how->rule.approve_by, told);
    event.reason = reason;
    events.push_back(std::move(event));
    events.push_back(supposed(DeadlineEventKind::resumed, *go, {}, {}));
  }
  for (const auto& text : options.extend) {
    const auto found = how->rule.extensions.empty() ? calendar::Extension{} : how->rule.extensions.front();
    auto event = supposed(DeadlineEventKind::extended, *from, found.approval_by, found.notice_to);
    if (text != "max") {
      auto add = calendar::parse_duration(text);
      if (!add) return context.report(add.error().within("--extend"));
      event.add = *add;
    }
    events.push_back(std::move(event));
  }
  std::stable_sort(events.begin(), events.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  const auto now = events.empty() ? *from : std::max(*from, events.back().at);
  auto computed = calendar::Deadline::compute(how->rule, *from, events, *how->calendar, how->zone, now);
  if (!computed) return context.report(computed.error());
  const auto zone = calendar::Zone::find(how->zone);
  if (!zone) return context.report(zone.error());
  const auto due = calendar::describe_due(computed->due.at, *zone);
  const auto sure = review::confidence_text(how->rule.confidence, how->rule.verified_on ? calendar::format_date(*how->rule.verified_on) : std::string(), context.language());
  if (context.options().json) {
    auto out = calendar::to_json(*computed).get_object();
    out["basis"] = calendar::basis_json(how->rule);
    out["sure"] = sure;
    context.print_json(out);
    return kOk;
  }
  context.print(how->rule.id + " · " + context.say(how->rule.title.zh, how->rule.title.en));
  context.print(context.say("到期：" + due.zh, "due: " + due.en) + "  " + format_instant(computed->due.at));
  context.print(context.say("依据：", "law: ") + how->rule.instrument + (how->rule.article.empty() ? "" : context.say(" 第" + how->rule.article + "条", ", art. " + how->rule.article)));
  context.print(context.say("核实程度：", "how surely: ") + sure);
  context.print(context.say("工作日历：", "calendar: ") + computed->due.calendar_id + " " + computed->due.calendar_hash + ", " + how->zone);
  for (const auto& move : computed->moves) context.print("  " + context.say(move.text.zh, move.text.en));
  print_ledger(context, computed->due, options.days);
  return kOk;
}

int clock_move(Context& context, const ClockMoveOptions& options) {
  const char* command = options.what == DeadlineEventKind::extended ? "amends clock extend" : options.what == DeadlineEventKind::suspended ? "amends clock suspend" :
                        options.what == DeadlineEventKind::resumed  ? "amends clock resume" : "amends clock restart";
  auto runtime = context.open(Context::Need::write, false, command);
  if (!runtime) return context.report(runtime.error());
  DeadlineEvent event;
  event.kind = options.what;
  event.reason = options.reason;
  event.approver = options.approved_by;
  event.approver_role = options.approver_role;
  event.extension = options.extension;
  const auto now = (*runtime)->clock().now();
  auto notices = notices_of(options.notices, now);
  if (!notices) return context.report(notices.error());
  event.notices = std::move(*notices);
  if (!options.add.empty()) {
    auto add = calendar::parse_duration(options.add);
    if (!add) return context.report(add.error().within("--add"));
    event.add = *add;
  }
  if (!options.at.empty()) {
    auto at = instant_of(options.at, "--at");
    if (!at) return context.report(at.error());
    event.at = *at;
  }
  if (auto done = (*runtime)->move_clock(options.case_id, options.clock, event, context.actor()); !done) return context.report(done.error());
  auto loaded = (*runtime)->load(options.case_id);
  if (!loaded) return context.report(loaded.error());
  const auto* clock = loaded->state.clock(options.clock);
  const auto institution = loaded->state.institution();
  return context.done(clock->state == "suspended" ? context.say("时限已中止；恢复：amends clock resume ", "The clock stands still; let it go on with: amends clock resume ") + options.case_id + " " + options.clock
                                                  : context.say("新期限：", "Now due: ") + local_text(**runtime, institution, clock->due_at),
                      json::Object{{"case", options.case_id}, {"clock", options.clock}, {"state", clock->state}, {"due_at", format_instant(clock->due_at)}});
}

int clock_rebase(Context& context, const ClockRebaseOptions& options) {
  auto runtime = context.open(options.dry_run ? Context::Need::read : Context::Need::write, false, "amends clock rebase");
  if (!runtime) return context.report(runtime.error());
  auto moved = (*runtime)->rebase_clocks(options.case_id, options.clock, options.reason, context.actor(), options.dry_run);
  if (!moved) return context.report(moved.error());
  json::Array list;
  for (const auto& [id, clock] : *moved) {
    list.push_back(json::Object{{"case", id}, {"clock", clock.kind}, {"rule", clock.rule}, {"due_before", format_instant(clock.due_before)}, {"due_after", format_instant(clock.due_after)}, {"ledger_before", clock.ledger_before}, {"ledger_after", clock.ledger_after}, {"moved", !options.dry_run}});
    if (context.options().json) continue;
    auto attributes = (*runtime)->store()->attributes(id);
    std::string institution;
    if (attributes)
      for (const auto& [name, value] : *attributes)
        if (name == "institution") institution = value;
    context.print(id + "  " + clock.kind + "  " + clock.rule + "  " + local_text(**runtime, institution, clock.due_before) + " → " + local_text(**runtime, institution, clock.due_after));
    for (const auto* which : {&clock.ledger_before, &clock.ledger_after}) {
      context.print(std::string("  ") + (which == &clock.ledger_before ? context.say("原计算 ", "as it was: ") : context.say("新计算 ", "by today's packs: ")) + std::string(json::text_at(*which, "calendar")) + " " + std::string(json::text_at(*which, "calendar_hash")));
      for (const auto& run : json::list_at(*which, "runs"))
        context.print("    " + std::string(json::text_at(run, "from")) + " – " + std::string(json::text_at(run, "to")) + "  " + std::string(json::in_language(json::find(run, "reason"), context.language())));
    }
  }
  if (context.options().json) {
    context.print_json(list);
    return kOk;
  }
  if (list.empty()) context.print(context.say("没有时限会因新版规则或日历而变动。", "Newer packs move no clock."));
  else if (options.dry_run) context.print(context.say("以上没有改动。改动：同一命令去掉 --dry-run，并写 --reason。", "Nothing was changed. To move them: the same command without --dry-run, with --reason."));
  else context.print(std::to_string(list.size()) + context.say(" 个时限已改按新版计算，两种计算都记入日志。", " clocks moved; both ledgers stand in the journal."));
  return kOk;
}

}  // namespace amends::cli
