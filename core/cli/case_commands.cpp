// amends case, task, message, report: what people do with cases.
#include <algorithm>
#include <functional>
#include <filesystem>
#include <map>

#include "cli/context.hpp"
#include "packs/packs.hpp"
#include "review/labels.hpp"
#include "review/masked_copy.hpp"
#include "review/review.hpp"
#include "runtime/approval.hpp"
#include "runtime/encoding.hpp"
#include "runtime/masking.hpp"
#include "runtime/projection.hpp"
#include "runtime/scenario/scenario.hpp"
#include "support/files.hpp"
#include "support/utf8.hpp"

namespace amends::cli {
namespace {

review::Options review_options(const Context& context, bool full_ledger = false) {
  review::Options options;
  options.language = context.language();
  options.texts = context.view().texts();
  options.restricted = context.view().restricted();
  options.full_ledger = full_ledger;
  return options;
}

/// A value as a user types it: JSON when it reads as JSON, else the text itself.
json::Value typed(const std::string& text) {
  auto value = json::parse(text);
  return value ? *value : json::Value(text);
}

runtime::CurrencyDigits digits_of(const runtime::Runtime& runtime) {
  return [packs = runtime.environment().packs](std::string_view code) { return packs->currency_digits(code); };
}

/// Whether the form of a task has a field of this name for a sum.
bool asks_for_money(runtime::Runtime& runtime, const std::string& case_id, const std::string& task_id, std::string_view name) {
  const auto open = runtime.store()->tasks(case_id, "", "open");
  if (!open) return false;
  const auto task = std::find_if(open->begin(), open->end(), [&](const auto& one) { return one.id == task_id; });
  const auto* form = task == open->end() ? nullptr : runtime.environment().packs->file("forms/" + task->form);
  if (!form) return false;
  return std::ranges::any_of(json::list_at(*form, "fields"), [&](const auto& field) { return json::text_at(field, "field") == name && json::text_at(field, "type") == "money"; });
}

std::string file_id(const std::string& id) {
  std::string out = id;
  std::replace_if(out.begin(), out.end(), [](char c) { return c == '/' || c == '\\'; }, '_');
  return out;
}

}  // namespace

int case_list(Context& context, const CaseListOptions& options) {
  auto runtime = context.open(Context::Need::read);
  if (!runtime) return context.report(runtime.error());
  store::CaseFilter filter;
  filter.status = options.status;
  filter.workflow = options.workflow;
  filter.limit = options.limit;
  if (!options.nature.empty()) filter.attributes.emplace_back("nature", options.nature);
  if (!options.severity.empty()) filter.attributes.emplace_back("severity", options.severity);
  if (!options.route.empty()) filter.attributes.emplace_back("route", options.route);
  auto cases = (*runtime)->store()->cases(filter);
  if (!cases) return context.report(cases.error());
  json::Array list;
  std::vector<std::vector<std::string>> rows;
  for (const auto& row : *cases) {
    auto attributes = (*runtime)->store()->attributes(row.id);
    if (!attributes) return context.report(attributes.error());
    json::Object one{{"id", row.id}, {"workflow", row.workflow}, {"status", row.status}, {"opened_at", format_instant(row.opened_at)}, {"changed_at", format_instant(row.changed_at)}};
    // Why a case stands still is what a stage said, which may hold what it read.
    for (const auto& [name, value] : *attributes) one[name] = name == runtime::kReason && !context.view().texts() && !runtime::is_code(value) ? "…" : value;
    const auto get = [&](const char* name) { return one.contains(name) ? std::string(json::text_or(&one.at(name), "")) : std::string{}; };
    const auto due = parse_instant(get("due"));
    const auto nature = get("nature"), route = get("route"), channel = get("channel");
    const bool safety = get("safety") == "open";  // no stage has read on: what stands in the list is why
    rows.push_back({row.id,
                    get("severity"),
                    nature.empty() ? "" : row_title(**runtime, "nature.taxonomy", nature, context.language()),
                    due                       ? local_text(**runtime, get("institution"), *due) :
                    get("breached").empty()   ? "" :
                                                review::label("breached", context.language()),
                    safety          ? context.say("!! 人身安全优先", "!! safety first") :
                    route.empty()   ? "" :
                                      route_title(**runtime, route, context.language()),
                    channel.empty() ? "" : review::label("channel." + channel, context.language()),
                    review::label("run." + row.status, context.language())});
    list.push_back(std::move(one));
  }
  if (context.options().json) {
    context.print_json(list);
    return kOk;
  }
  if (rows.empty()) {
    context.print(context.say("没有符合条件的案件。", "No case fits."));
    return kOk;
  }
  std::vector<std::string> head{context.say("案件", "case"), context.say("等级", "severity"), context.say("性质", "nature"), context.say("最近到期（当地）", "next due (local)"),
                                context.say("建议途径", "route"), context.say("渠道", "channel"), context.say("进度", "progress")};
  constexpr int kWholeTable = 110;  // columns; in a narrower terminal channel and progress are left to `case show`
  if (context.table_width() > 0 && context.table_width() < kWholeTable) head.resize(5);
  context.print(table(head, rows, context.table_width(), {2, 4}));
  auto total = (*runtime)->store()->case_count();
  if (total && static_cast<std::int64_t>(rows.size()) < *total)
    context.print(context.say("显示 ", "Showing ") + std::to_string(rows.size()) + context.say(" 件，共 ", " of ") + std::to_string(*total) + context.say(" 件；用 --limit 显示更多。", " cases; --limit shows more."));
  return kOk;
}

int case_show(Context& context, const std::string& id, bool full_ledger) {
  auto runtime = context.open(Context::Need::read);
  if (!runtime) return context.report(runtime.error());
  auto loaded = (*runtime)->load(id);
  if (!loaded) return context.report(loaded.error());
  if (context.view().texts())
    if (auto recorded = context.record(**runtime, runtime::whole_case(id, loaded->state.record(), context.view())); !recorded) return context.report(recorded.error());
  const auto model = review::model(**runtime, *loaded, review_options(context, full_ledger));
  if (context.options().json) context.print_json(model);
  else context.print_painted(review::to_text(model, context.width(), context.colour()));
  return kOk;
}

int history(Context& context, const std::string& id) {
  auto runtime = context.open(Context::Need::read);
  if (!runtime) return context.report(runtime.error());
  auto loaded = (*runtime)->load(id);
  if (!loaded) return context.report(loaded.error());
  if (context.view().texts())
    if (auto recorded = context.record(**runtime, runtime::whole_case(id, loaded->state.record(), context.view())); !recorded) return context.report(recorded.error());
  const auto happenings = review::history(**runtime, *loaded, context.view());
  if (context.options().json) {
    context.print_json(happenings);
    return kOk;
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : happenings) {
    const auto text = [&](const char* name) { return std::string(json::in_language(json::find(one, name), context.language())); };
    const auto at = parse_instant(json::text_at(one, "at"));
    const auto more = text("text");
    rows.push_back({std::to_string(json::integer_at(one, "seq", 0)), at ? local_text(**runtime, json::text_at(loaded->state.record(), "case.institution"), *at) : "", std::string(json::text_at(one, "by")),
                    text("title") + (more.empty() ? "" : context.say("：", ": ") + more)});
  }
  context.print(table({"#", context.say("时间（当地）", "when (local)"), context.say("何人", "who"), context.say("事项", "what")}, rows, context.table_width(), {3}));
  return kOk;
}

int case_journal(Context& context, const std::string& id) {
  if (!context.view().restricted()) return context.report(fail(ErrorCode::refused, "the journal holds all texts of the case and what is restricted; read it as handler or supervisor (--role handler)", id));
  auto runtime = context.open(Context::Need::read);
  if (!runtime) return context.report(runtime.error());
  auto events = (*runtime)->store()->events(id);
  if (!events) return context.report(events.error());
  if (auto recorded = context.record(**runtime, {id, {runtime::What::journal}}); !recorded) return context.report(recorded.error());
  json::Array out;
  for (const auto& event : *events) {
    auto payload = json::parse(event.payload);
    out.push_back(json::Object{{"seq", event.seq}, {"at", format_instant(event.at)}, {"actor", event.actor}, {"kind", event.kind}, {"hash", hex(event.hash)}, {"prev", hex(event.prev)},
                               {"payload_digest", hex(event.payload_digest)}, {"salt", hex(event.salt)}, {"payload", payload ? *payload : json::Value(nullptr)}});
  }
  context.print_json(out);
  return kOk;
}

int case_correct(Context& context, const std::string& id, const std::string& path, const std::string& value, const std::string& reason) {
  auto runtime = context.open(Context::Need::write, false, "amends case correct");
  if (!runtime) return context.report(runtime.error());
  if (auto done = (*runtime)->correct(id, path, typed(value), reason, context.actor()); !done) return context.report(done.error());
  return context.done(context.say("已更正，原读数保留在旁。查看：amends case show ", "Corrected; the machine's reading stays beside it. See: amends case show ") + id + context.and_db(), json::Object{{"case", id}, {"path", path}});
}

int case_add(Context& context, const std::string& id, const std::string& file, const std::string& kind) {
  auto text = read_file(file, 4u << 20);
  if (!text) return context.report(text.error());
  if (!utf8::valid(*text)) return context.report(fail(ErrorCode::not_utf8, "the text is not UTF-8; " + runtime::how_to_convert(*text, file), file));
  while (!text->empty() && (text->back() == '\n' || text->back() == '\r')) text->pop_back();
  if (utf8::blank(*text)) return context.report(fail(ErrorCode::missing_field, "the file holds no text; give the words of the document", file));
  auto runtime = context.open(Context::Need::write, false, "amends case add");
  if (!runtime) return context.report(runtime.error());
  json::Object document{{"kind", kind}, {"body", *text}};
  if (auto done = (*runtime)->add_document(id, document, context.actor()); !done) return context.report(done.error());
  return context.done(context.say("已加入案卷；读过旧文本的结果已标为待更新。查看：amends case show ", "Added; what read the old text is marked stale. See: amends case show ") + id + context.and_db(), json::Object{{"case", id}, {"kind", kind}});
}

int task_list(Context& context, const TaskListOptions& options) {
  const bool all = options.all;
  auto runtime = context.open(Context::Need::read);
  if (!runtime) return context.report(runtime.error());
  const auto status = std::string_view(all ? "" : "open");
  auto tasks = options.mine ? (*runtime)->tasks_of(context.actor(), options.case_id, options.role, status) : (*runtime)->store()->tasks(options.case_id, options.role, status);
  if (!tasks) return context.report(tasks.error());
  json::Array list;
  const bool held = std::any_of(tasks->begin(), tasks->end(), [](const auto& task) { return !json::text_at(task.detail, "assignee").empty(); });
  std::map<std::string, std::string> institutions;  // of each case: its zone shows the due date
  std::vector<std::vector<std::string>> rows;
  for (const auto& task : *tasks) {
    list.push_back(json::Object{{"case", task.case_id}, {"id", task.id}, {"kind", task.kind}, {"role", task.role}, {"form", task.form}, {"title", task.title}, {"status", task.status},
                                {"due_at", task.due_at ? json::Value(format_instant(*task.due_at)) : json::Value(nullptr)}, {"blocking", task.blocking}, {"detail", task.detail}});
    if (!institutions.contains(task.case_id)) {
      auto attributes = (*runtime)->store()->attributes(task.case_id);
      if (!attributes) return context.report(attributes.error());
      for (const auto& [name, value] : *attributes)
        if (name == "institution") institutions[task.case_id] = value;
    }
    rows.push_back({task.case_id, task.id, task.role, task.due_at ? local_text(**runtime, institutions[task.case_id], *task.due_at) : ""});
    if (all) rows.back().push_back(review::label(json::bool_at(task.detail, "late") ? "answered_late" : task.status, context.language()));
    if (held) rows.back().emplace_back(json::text_at(task.detail, "assignee"));
    rows.back().emplace_back(json::in_language(&task.title, context.language()));
  }
  if (context.options().json) {
    context.print_json(list);
    return kOk;
  }
  if (rows.empty()) {
    context.print(context.say("没有待办。", "No open task."));
    return kOk;
  }
  std::vector<std::string> head{context.say("案件", "case"), context.say("待办", "task"), context.say("岗位", "role"), context.say("到期（当地）", "due (local)")};
  if (all) head.push_back(context.say("状态", "status"));
  if (held) head.push_back(context.say("办理人", "held by"));
  head.push_back(context.say("内容", "what"));
  constexpr int kCutFrom = 110;  // columns; in a narrower terminal too little of the title would be left, so the line wraps
  context.print(table(head, rows, context.table_width() < kCutFrom ? 0 : context.table_width(), {head.size() - 1}));
  if (std::any_of(tasks->begin(), tasks->end(), [](const auto& task) { return !json::list_at(task.detail, "shows").empty(); }))
    context.print(context.say("审批先看内容：amends task show 案件 待办（会给出校验码）", "Look first at what an approval decides on: amends task show CASE TASK (it gives the digest to answer with)"));
  context.print(context.say("答复：amends task answer 案件 待办 --role 岗位 --by 姓名 字段=值 …", "Answer with: amends task answer CASE TASK --by NAME --role ROLE field=value …"));
  return kOk;
}

namespace {

/// A value as a person reads it: sums in words, an object or a list line by line.
std::string in_lines(const json::Value& value, const Context& context, const std::function<std::string(const Money&)>& money_text, const std::string& indent = {}) {
  if (value.is_null()) return context.say("（空）", "(nothing)");
  if (const auto money = runtime::money_of(value)) return money_text(*money);
  if (value.is_string()) return std::string(json::text_or(&value, ""));
  if (value.is_bool()) return value.get_bool() ? context.say("是", "yes") : context.say("否", "no");
  const auto colon = context.say("：", ": ");
  std::string out;
  const auto line = [&](const std::string& name, const json::Value& held) {
    const bool inside = held.is_structured() && !runtime::money_of(held);
    out += (out.empty() ? "" : "\n") + indent + name + (inside ? colon.substr(0, colon.find(' ')) + "\n" : name == "-" ? " " : colon) + in_lines(held, context, money_text, indent + "  ");
  };
  if (const auto* object = value.if_object())
    for (const auto& member : *object) line(std::string(member.key()), member.value());
  else if (const auto* list = value.if_array())
    for (const auto& one : *list) line("-", one);
  else return json::write(value);
  return out.empty() ? context.say("（空）", "(nothing)") : out;
}

}  // namespace

int task_show(Context& context, const std::string& case_id, const std::string& task_id) {
  if (!context.view().texts()) return context.report(fail(ErrorCode::refused, "a task shows texts of the case; read it in the role that answers it, or as handler or supervisor (--role supervisor)"));
  auto runtime = context.open(Context::Need::read);
  if (!runtime) return context.report(runtime.error());
  auto shown = (*runtime)->shown(case_id, task_id);
  if (!shown) return context.report(shown.error());
  auto drafts = (*runtime)->drafts(case_id, task_id, context.actor());
  if (!drafts) return context.report(drafts.error());
  auto act = runtime::task_view(case_id, shown->view ? &*shown->view : nullptr);
  if (!drafts->empty()) act.what.push_back(runtime::What::draft);
  if (auto recorded = context.record(**runtime, act); !recorded) return context.report(recorded.error());
  auto attributes = (*runtime)->store()->attributes(case_id);
  if (!attributes) return context.report(attributes.error());
  std::string institution;
  for (const auto& [name, value] : *attributes)
    if (name == "institution") institution = value;
  const auto& task = shown->task;
  if (context.options().json) {
    json::Value out = shown->view ? runtime::to_json(*shown->view) : json::Value(json::Object{{"case", case_id}, {"task", task.id}, {"digest", nullptr}, {"seen", nullptr}, {"shown", json::Object{}}, {"amount", nullptr}, {"limits", json::Object{}}});
    out.as_object()["status"] = task.status;
    out.as_object()["role"] = task.role;
    out.as_object()["form"] = task.form;
    out.as_object()["title"] = task.title;
    add_hands(out.as_object(), *shown, *drafts);
    context.print_json(out);
    return kOk;
  }
  const auto colon = context.say("：", ": ");
  std::string out = task.id + colon + std::string(json::in_language(&task.title, context.language())) + "\n" + context.say("岗位", "role") + colon + task.role + "\n" + hands_text(context, **runtime, *shown, *drafts, institution);
  if (!shown->view) {
    if (const auto form = review::form_text(**runtime, task.form, context.language()); !form.empty()) out += context.say("\n应填写\n", "\nWhat the form asks for\n") + form;
    if (task.status == "open")
      out += context.say("\n答复：", "\nAnswer with: ") + "amends task answer " + case_id + " " + task.id + " --by " + context.say("姓名", "NAME") + " --role " + task.role + " " + review::form_fields(**runtime, task.form) + "\n";
    context.print(out + context.say("此待办不是审批，答复时不需要校验码。", "This task approves nothing; its answer needs no digest."));
    return kOk;
  }
  const auto& view = *shown->view;
  const auto money_text = [&](const Money& money) { return runtime::in_words(money, digits_of(**runtime)); };
  if (const auto form = review::form_text(**runtime, task.form, context.language()); !form.empty()) out += context.say("\n应填写\n", "\nWhat the form asks for\n") + form;
  out += context.say("\n审批内容\n", "\nWhat is decided on\n");
  for (const auto& [path, value] : view.shown) {
    const auto text = in_lines(value, context, money_text);
    out += "  " + path + "\n";
    for (std::size_t at = 0; at <= text.size();) {  // each line of a letter stands under its path
      const auto end = std::min(text.find('\n', at), text.size());
      out += "    " + utf8::without_controls(std::string_view(text).substr(at, end - at)) + "\n";
      at = end + 1;
    }
  }
  if (view.amount) out += "\n" + context.say("批准金额", "Amount to approve") + colon + money_text(*view.amount) + "\n";
  for (const auto& [role, sums] : view.limits)
    for (const auto& [currency, limit] : sums)
      if (const auto code = Currency::parse(currency)) out += context.say("审批权限", "Limit of authority") + colon + role + " " + money_text(Money{limit, *code}) + "\n";
  const auto seen = runtime::short_form(shown->digest);
  out += "\n" + context.say("校验码", "Digest") + colon + seen + "\n";
  if (task.status == "open") {
    out += context.say("答复：", "Answer with: ") + "amends task answer " + case_id + " " + task.id + " --seen " + seen + " --by " + context.say("姓名", "NAME") + " --role " + task.role;
    if (const auto form = review::form_fields(**runtime, task.form); !form.empty()) out += " " + form;
  }
  context.print(out);
  return kOk;
}

Result<json::Value> answer_of(const std::string& text) {
  if (text.empty()) return json::Value(json::Object{});
  std::string read = text;
  if (read.starts_with("@")) {
    AMENDS_TRY(read, read_file(text.substr(1), 4u << 20));
  }
  auto parsed = json::parse(read);
  if (!parsed) return parsed.error().within("--answer");
  return parsed;
}

Result<void> take_fields(runtime::Runtime& runtime, const std::string& case_id, const std::string& task_id, const std::vector<std::string>& fields, json::Value& answer) {
  for (const auto& field : fields) {
    const auto equals = field.find('=');
    if (equals == std::string::npos || equals == 0) return fail(ErrorCode::invalid_argument, "a field is given as name=value, not '" + field + "'");
    auto value = field.substr(equals + 1);
    if (value == "now") value = format_instant(runtime.clock().now());
    const auto name = field.substr(0, equals);
    const auto sum = asks_for_money(runtime, case_id, task_id, name) ? runtime::money_of_words(value, digits_of(runtime)) : std::nullopt;
    AMENDS_CHECK(json::set(answer, name, sum ? to_json(*sum) : typed(value)));
  }
  return {};
}

int task_answer(Context& context, const TaskAnswerOptions& options) {
  const auto& [case_id, task_id, fields, answer_json, seen, on_behalf_of, form_seen, from_draft] = options;
  auto given = answer_of(answer_json);
  if (!given) return context.report(given.error());
  auto runtime = context.open(Context::Need::write, false, "amends task answer");
  if (!runtime) return context.report(runtime.error());
  auto form_digest = form_seen;
  json::Value answer = json::Object{};
  if (from_draft) {
    const auto drafts = (*runtime)->drafts(case_id, task_id, context.actor());
    if (!drafts) return context.report(drafts.error());
    const auto own = std::find_if(drafts->begin(), drafts->end(), [](const auto& one) { return one.own; });
    if (own == drafts->end()) return context.report(fail(ErrorCode::not_found, "you have no draft of this task; give the fields, or write one with `amends task draft`", case_id + " " + task_id));
    answer = own->row.answer;
    if (form_digest.empty()) form_digest = own->row.form_digest;
  }
  if (!given->is_object() || answer.as_object().empty()) answer = *std::move(given);
  else for (auto& member : given->as_object()) answer.as_object()[member.key()] = member.value();
  if (auto taken = take_fields(**runtime, case_id, task_id, fields, answer); !taken) return context.report(taken.error());
  auto actor = context.actor();
  actor.on_behalf_of = on_behalf_of;
  auto status = (*runtime)->answer(case_id, task_id, std::move(answer), actor, seen, form_digest);
  if (!status) {
    const int code = context.report(status.error());
    // Nobody knows a form by heart: what it asks for stands below.
    if (code == kBadInput && !context.options().json)
      if (auto open = (*runtime)->store()->tasks(case_id, "", "open"))
        for (const auto& task : *open)
          if (task.id == task_id)
            if (const auto form = review::form_fields(**runtime, task.form); !form.empty()) context.note(context.say("应填写：", "The form asks for: ") + form);
    return code;
  }
  if (context.options().json) context.print_json(json::Object{{"case", case_id}, {"task", task_id}, {"status", *status}});
  else context.print(context.say("已记录。案件：", "Recorded. The case is ") + review::label("run." + *status, context.language()));
  // What was sent and breaks a guard is kept, and somebody else looks at it: who sent it is told at once.
  if (!context.options().json)
    if (const auto open = (*runtime)->store()->tasks(case_id, "", "open"))
      for (const auto& task : *open)
        if (task.kind == "guard" && task.id.ends_with(task_id)) context.note(std::string(json::in_language(&task.title, context.language())) + context.say("（任务 ", " (task ") + task.id + context.say("）", ")"));
  return kOk;
}

int message(Context& context, const std::string& name, const std::string& key, const std::string& body, const std::string& id, const std::string& keep, const std::string& keeper) {
  auto parsed = json::parse(body.empty() ? "{}" : body);
  if (!parsed) return context.report(parsed.error().within("--body"));
  runtime::Runtime::Keep kept;
  kept.case_id = keeper;
  if (!keep.empty()) {
    const auto length = calendar::parse_duration(keep);
    if (!length) return context.report(length.error().within("--keep"));
    kept.length = *length;
  }
  auto runtime = context.open(Context::Need::write, false, "amends message");
  if (!runtime) return context.report(runtime.error());
  auto taken = (*runtime)->message(name, key, *parsed, id, context.actor(), kept);
  if (!taken) return context.report(taken.error());
  return context.done(context.say("已送达案件 ", "Taken by case ") + *taken, json::Object{{"case", *taken}, {"message", name}});
}

int signal(Context& context, const std::string& name, const std::string& body, const std::string& id) {
  auto parsed = json::parse(body.empty() ? "{}" : body);
  if (!parsed) return context.report(parsed.error().within("--body"));
  auto runtime = context.open(Context::Need::write, false, "amends signal");
  if (!runtime) return context.report(runtime.error());
  auto heard = (*runtime)->signal(name, *parsed, id, context.actor());
  if (!heard) return context.report(heard.error());
  json::Array cases;
  for (const auto& one : *heard) cases.emplace_back(one);
  const auto count = std::to_string(heard->size());
  return context.done(context.say("收到信号的案件数：", "Cases that heard it: ") + count, json::Object{{"cases", std::move(cases)}, {"signal", name}});
}

int report_html(Context& context, const std::vector<std::string>& ids, const std::string& out, bool index) {
  namespace fs = std::filesystem;
  auto runtime = context.open(Context::Need::read);
  if (!runtime) return context.report(runtime.error());
  std::vector<std::string> wanted = ids;
  if (wanted.empty()) {
    store::CaseFilter filter;
    filter.limit = 1'000;
    auto cases = (*runtime)->store()->cases(filter);
    if (!cases) return context.report(cases.error());
    for (const auto& row : *cases) wanted.push_back(row.id);
    std::sort(wanted.begin(), wanted.end());
    if (wanted.empty()) return context.done(context.say("没有案件，未生成报告。", "There is no case, so no report was written."), json::Array{});
  }
  // On record before the first page is written, in one transaction.
  std::vector<runtime::ReadAct> acts;
  for (const auto& id : wanted) {
    auto loaded = (*runtime)->load(id);
    if (!loaded) return context.report(loaded.error());
    acts.push_back(runtime::whole_case(id, loaded->state.record(), context.view()));
  }
  if (context.view().texts())
    if (auto recorded = context.record(**runtime, acts); !recorded) return context.report(recorded.error());
  const bool folder = index || wanted.size() > 1;
  if (folder) {
    std::error_code ec;
    fs::create_directories(out.empty() ? "." : out, ec);
  }
  json::Array links, both;
  for (const auto& id : wanted) {
    auto loaded = (*runtime)->load(id);
    if (!loaded) return context.report(loaded.error());
    auto options = review_options(context, true);
    options.drawing = true;
    const auto model = review::model(**runtime, *loaded, options);
    const auto name = file_id(id) + "." + context.language() + ".html";
    const auto path = folder ? (fs::path(out.empty() ? "." : out) / name).string() : out.empty() ? name : out;
    if (auto written = context.write_output(path, review::to_html(model)); !written) return context.report(written.error());
    links.push_back(json::Object{{"href", name}, {"title", id}, {"line", json::text_at(model, "headline")}});
    if (!context.options().json) context.print(path);
    if (!index) continue;
    json::Object row{{"title", id}};
    for (const std::string language : {"zh", "en"}) {
      const auto file = file_id(id) + "." + language + ".html";
      std::error_code ec;
      if (!fs::exists(fs::path(out.empty() ? "." : out) / file, ec)) continue;
      auto brief = review_options(context, true);
      brief.language = language;
      row[language] = json::Object{{"href", file}, {"line", json::text_at(review::model(**runtime, *loaded, brief), "headline")}};
    }
    both.push_back(std::move(row));
  }
  if (index) {
    const auto page = (fs::path(out.empty() ? "." : out) / "index.html").string();
    if (auto written = context.write_output(page, review::index_of_languages(both)); !written) return context.report(written.error());
    const auto path = (fs::path(out.empty() ? "." : out) / ("index." + context.language() + ".html")).string();
    if (auto written = context.write_output(path, review::index_html(links, context.language(), context.say("案件报告", "Case reports"))); !written) return context.report(written.error());
    if (!context.options().json) context.print(path);
  }
  if (context.options().json) context.print_json(links);
  return kOk;
}

}  // namespace amends::cli
