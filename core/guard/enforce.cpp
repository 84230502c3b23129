#include "guard/enforce.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "guard/identifiers.hpp"
#include "guard/rights.hpp"
#include "guard/statements.hpp"
#include "support/utf8.hpp"
#include "text/characters.hpp"

namespace amends::guard {
namespace {

constexpr std::size_t kActionsPerTextMax = 200;  ///< listed for one text and one kind of check; the last one says when more were left out

std::string_view view(const json::Value& value) { return {value.get_string().data(), value.get_string().size()}; }

std::string join(std::string_view path, std::string_view part) { return path.empty() ? std::string(part) : std::string(path) + "." + std::string(part); }

json::Value with_more(const json::Value& message) {
  return json::bilingual(std::string(json::text_at(message, "zh")) + "（此处以后还有，没有逐一列出。）", std::string(json::text_at(message, "en")) + " (There are further places, which are not listed.)");
}

std::string_view done(Act act) noexcept { return act == Act::block ? "blocked" : act == Act::rewrite ? "rewritten" : "flagged"; }

Action make(std::string_view guard, std::string_view rule, std::string_view action, std::string where, std::string_view zh, std::string_view en) {
  Action out;
  out.guard = guard;
  out.rule = rule;
  out.action = action;
  out.where = std::move(where);
  out.message = json::bilingual(zh, en);
  return out;
}

/// One text as all checks see it.
struct Reading {
  std::optional<Surface> surface;
  std::optional<Action> unreadable;
};
Reading read(const Knowledge& knowledge, std::string_view text, std::string_view where) {
  Reading out;
  auto normalised = text::normalise(text, knowledge.fold);
  if (normalised) {
    out.surface.emplace(std::move(*normalised));
    return out;
  }
  const bool too_long = normalised.error().code == ErrorCode::text_too_long;
  out.unreadable = make("G1", too_long ? "text.too_long" : "text.not_utf8", "blocked", std::string(where),
                        too_long ? "文本过长，无法检查，因此不放行；请拆分。" : "文本不是 UTF-8，无法检查，因此不放行；请更正编码。",
                        too_long ? "The text is too long to be checked and is therefore not released; split it." : "The text is not UTF-8 and cannot be checked, so it is not released; mend its encoding.");
  return out;
}

Action of_hit(const RuleHit& hit, std::string_view where, const Surface& surface) {
  Action action;
  action.guard = hit.rule->guard;
  action.rule = hit.rule->id;
  // A row whose places are not all listed cannot be rewritten place by place; the text is held back instead.
  action.action = done(hit.more && hit.rule->act == Act::rewrite ? Act::block : hit.rule->act);
  action.where = where;
  action.message = hit.more ? with_more(hit.rule->message) : hit.rule->message;
  const auto& original = surface.normalised().original;
  action.start = hit.span.start;
  action.end = hit.span.end;
  action.quote = utf8::encode(std::u32string_view(original).substr(hit.span.start, hit.span.end - hit.span.start));
  return action;
}

/// The digits of a case id: a reference that the customer needs, whatever it looks like.
void add_digit_runs(std::string_view text, std::vector<std::string>& out) {
  std::string run;
  for (const char c : text) {
    if (c >= '0' && c <= '9') { run.push_back(c); continue; }
    if (!run.empty()) out.push_back(std::exchange(run, {}));
  }
  if (!run.empty()) out.push_back(std::move(run));
}

struct Personal {
  Action action;
  std::vector<std::int32_t> hidden;
};
std::vector<Personal> personal_numbers(const Knowledge& knowledge, const Surface& surface, const Context& context, std::string_view where) {
  std::vector<std::string> own = knowledge.own_numbers;
  if (context.record) add_digit_runs(json::text_at(*context.record, "case.id"), own);
  std::vector<Personal> out;
  const auto& original = surface.normalised().original;
  for (auto& number : find_personal_numbers(surface.normalised(), own)) {
    static constexpr struct { NumberKind kind; std::string_view zh, en; } kNames[] = {{NumberKind::resident_id, "身份证号", "an identity number"},
                                                                                     {NumberKind::bank_card, "银行卡号", "a bank card number"},
                                                                                     {NumberKind::mobile, "个人手机号", "a personal telephone number"}};
    const auto& name = *std::find_if(std::begin(kNames), std::end(kNames), [&](const auto& n) { return n.kind == number.kind; });
    Personal one;
    one.action = make("G11", "number." + std::string(kind_name(number.kind)), "rewritten", std::string(where), "文本含有" + std::string(name.zh) + "，已遮盖；对外文本只保留必要的信息。",
                      "The text holds " + std::string(name.en) + ", which was masked; what leaves carries only the data that is needed.");
    one.action.start = number.span.start;
    one.action.end = number.span.end;
    std::u32string quote(original, number.span.start, number.span.end - number.span.start);
    for (const auto at : number.hidden) quote[at - number.span.start] = U'*';
    one.action.quote = utf8::encode(quote);
    one.hidden = std::move(number.hidden);
    out.push_back(std::move(one));
  }
  return out;
}

// --- the envelope ---------------------------------------------------------------------------------------------------------------------------

enum class Sign { none, veiled, explicit_sign };

/// What a value of flags.safety says: {self_harm, violence} or one word. A word that nobody knows counts as veiled.
Sign sign_of(const json::Value* value) {
  if (!value || value->is_null()) return Sign::none;
  if (value->is_string()) {
    const auto word = view(*value);
    if (word == "explicit") return Sign::explicit_sign;
    return word.empty() || word == "none" || word == "unknown" ? Sign::none : Sign::veiled;
  }
  if (!value->is_object()) return Sign::none;
  return std::max(sign_of(json::find(*value, "self_harm")), sign_of(json::find(*value, "violence")));
}

bool vulnerable(const json::Value* flags) {
  for (const auto& flag : json::list_or_empty(flags)) {
    const auto status = json::text_at(flag, "status");
    if (status == "suspected" || status == "confirmed") return true;
  }
  return false;
}

/// The sign that the record carries. A trained person has answered the protocol: the dispute goes on, bargaining does not (catalogue 3.19, row 1).
Sign recorded_sign(const json::Value& record) {
  const auto recorded = sign_of(json::find(record, "flags.safety"));
  return recorded == Sign::explicit_sign && json::bool_at(record, "answers.safety_protocol.dispute_may_continue") ? Sign::veiled : recorded;
}

/// Wording that bargains: stopped on a safety sign (G10), shown for a vulnerable customer (G9).
std::vector<Action> bargaining(const Knowledge& knowledge, const Surface& surface, std::string_view where, Sign sign, bool is_vulnerable) {
  std::vector<Action> out;
  if (sign == Sign::none && !is_vulnerable) return out;
  for (const auto& hit : knowledge.bargaining->match(surface)) {
    auto action = of_hit(hit, where, surface);
    if (sign == Sign::none) {
      action.guard = "G9";
      action.rule = "vulnerable.no_bargaining";
      action.action = "flagged";
      action.message = json::bilingual("客户可能需要特别照顾，不采用逐级让步；请直接说明应当给付的内容。", "The customer may be vulnerable: no bargaining in steps. Say plainly what is due.");
    }
    out.push_back(std::move(action));
  }
  return out;
}

/// Guards that hold for what only staff reads.
bool for_staff(std::string_view guard) noexcept { return guard == "G2" || guard == "G4" || guard == "G7"; }
bool is_bargaining_moment(std::string_view moment) noexcept {
  return moment == "offer" || moment == "counter_offer" || moment == "bargain" || moment == "bargaining" || moment == "negotiation" || moment == "ladder" ||
         moment == "concession";
}
bool is_final_moment(std::string_view moment) noexcept { return moment == "refusal" || moment == "final_reply" || moment == "final_answer" || moment == "final"; }
bool is_contact(std::string_view kind) noexcept {
  return kind == "call_back" || kind == "contact" || kind == "human_contact" || kind == "customer_contact" || kind == "first_contact" || kind == "visit" || kind == "read_back";
}
bool to_customer(std::string_view role) noexcept { return role == "complainant" || role == "customer" || role == "consumer"; }

class Enforcer {
 public:
  Enforcer(const Knowledge& knowledge, json::Value& envelope, const Context& context) : knowledge_(knowledge), envelope_(envelope), context_(context) {}

  std::vector<Action> run() {
    if (!envelope_.is_object() || says_nothing()) return {};
    know_what_is_there();
    read_signs();
    facts();
    deadlines();
    waits();
    contact();
    outgoing();
    staff_texts();
    if (done_.empty()) return {};
    auto& guards = envelope_.get_object()["guards"];
    if (!guards.is_array()) guards = json::Array{};
    for (const auto& action : done_) guards.get_array().push_back(to_json(action));
    return std::move(done_);
  }

 private:
  /// Nothing that any guard below looks at: no fact, date, task, question or text. Most answers of small computing stages.
  [[nodiscard]] bool says_nothing() const {
    for (const auto& member : envelope_.get_object()) {
      const std::string_view name = member.key();
      const auto& value = member.value();
      if (name == "result" && value.is_object()) {
        for (const auto* part : {"flags", "clocks", "ack", "letter", "letters", "statement_drafts"})
          if (value.get_object().contains(part)) return false;
      } else if (name == "explain") {
        if (!value.is_null()) return false;
      } else if (name == "facts" || name == "deadlines" || name == "tasks" || name == "questions" || name == "scripts") {
        if (!value.is_array() || !value.get_array().empty()) return false;
      }
    }
    return true;
  }
  using Key = std::tuple<std::string, std::string, std::string, std::string, std::string>;
  static Key key(std::string_view guard, std::string_view rule, std::string_view action, std::string_view where, std::string_view quote) {
    return {std::string(guard), std::string(rule), std::string(action), std::string(where), std::string(quote)};
  }
  void know_what_is_there() {
    for (const auto& row : json::list_at(envelope_, "guards"))
      ++known_[key(json::text_at(row, "guard"), json::text_at(row, "rule"), json::text_at(row, "action"), json::text_at(row, "where"), json::text_at(row, "quote"))];
  }
  /// Adds an act. One that only flags leaves the envelope as it was, so it would be found on every pass: the rows that stand in `guards` already are
  /// counted off. What was mended is always told, even when the stage wrote such a row itself.
  void add(Action action) {
    if (action.action == "flagged") {
      auto& left = known_[key(action.guard, action.rule, action.action, action.where, action.quote)];
      if (left > 0) { --left; return; }
    }
    done_.push_back(std::move(action));
  }

  json::Array* list(std::string_view name) {
    auto* value = envelope_.get_object().if_contains(name);
    return value && value->is_array() ? &value->get_array() : nullptr;
  }
  json::Value* at(json::Value& from, std::string_view name) { return from.is_object() ? from.get_object().if_contains(name) : nullptr; }

  // Signs (G9, G10): of the record, and of the envelope itself, which is newer.
  void read_signs() {
    own_sign_ = sign_of(json::find(envelope_, "result.flags.safety"));
    vulnerable_ = vulnerable(json::find(envelope_, "result.flags.vulnerability"));
    for (const auto& fact : json::list_at(envelope_, "facts")) {
      const auto path = json::text_at(fact, "path");
      const auto* value = json::find(fact, "value");
      if (!value) continue;
      if (path == "flags.safety" || path == "flags.safety.self_harm" || path == "flags.safety.violence") own_sign_ = std::max(own_sign_, sign_of(value));
      if (path == "flags") own_sign_ = std::max(own_sign_, sign_of(json::find(*value, "safety")));
      vulnerable_ = vulnerable_ || (path == "flags.vulnerability" && vulnerable(value)) || (path == "flags" && vulnerable(json::find(*value, "vulnerability")));
    }
    sign_ = own_sign_;
    if (context_.record) {
      sign_ = std::max(sign_, recorded_sign(*context_.record));
      vulnerable_ = vulnerable_ || vulnerable(json::find(*context_.record, "flags.vulnerability"));
    }
    if (own_sign_ != Sign::explicit_sign) return;
    const auto& tasks = json::list_at(envelope_, "tasks");
    if (std::none_of(tasks.begin(), tasks.end(), [](const json::Value& task) { return json::text_at(task, "kind") == "safety"; }))
      add(make("G10", "safety.protocol_missing", "flagged", "tasks", "出现明确的人身安全迹象，但没有人身安全处置任务；请立即由受过训练的人员联系。",
               "There is an explicit sign of danger to a person and no task of the safety protocol; a trained person must make contact at once."));
  }

  // Facts that would close, reject or refuse, and clocks moved behind the runtime's back (G5, G3).
  void facts() {
    auto* facts = list("facts");
    if (!facts) return;
    const auto refused_status = [](const json::Value* value) {
      const auto word = json::text_or(value, "");
      return word == "closed" || word == "withdrawn" || word == "transferred";
    };
    const auto refused_kind = [&](const json::Value* value) { return !json::is_null(value) && context_.stage != "amends.intake" && json::text_or(value, "") != "complaint"; };
    for (std::size_t i = 0, place = 0; i < facts->size(); ++place) {
      const auto& fact = (*facts)[i];
      const auto path = json::text_at(fact, "path");
      const auto* value = json::find(fact, "value");
      std::optional<Action> act;
      const auto where = "facts." + std::to_string(place);
      const bool whole = path == "case" && value;
      if ((path == "case.status" && refused_status(value)) || (whole && refused_status(json::find(*value, "status"))))
        act = make("G5", "fact.closing", "blocked", where, "任何环节不得自行结案、撤回或移交投诉；须由有权限的人书面说明理由。",
                   "No stage closes, withdraws or hands over a complaint on its own; a person with authority does, with written reasons.");
      else if ((path == "case.kind" && refused_kind(value)) || (whole && refused_kind(json::find(*value, "kind"))))
        act = make("G5", "fact.kind", "blocked", where, "只有受理环节可以提出这不是投诉；其他环节不得把投诉改成别的类型。", "Only intake may propose that a contact is no complaint; no other stage turns a complaint into something else.");
      else if (path == "clocks" || path.starts_with("clocks."))
        act = make("G3", "fact.clock", "blocked", where, "时限由规则和日历决定，任何环节不得改写；需要延期的，按规则由有权限的人批准。",
                   "Clocks follow their rules and the calendar; no stage rewrites them. An extension needs the approval its rule names.");
      if (!act) { ++i; continue; }
      act->quote = std::string(path) + " = " + (value ? json::write(*value) : std::string("null"));
      add(std::move(*act));
      facts->erase(facts->begin() + static_cast<std::ptrdiff_t>(i));
    }
  }

  // Dates later than the running legal clock of their kind (G3).
  [[nodiscard]] const LegalClock* clock_of(std::string_view kind) const {
    const LegalClock* first = nullptr;
    for (const auto& clock : context_.clocks)
      if (clock.kind == kind && (!first || clock.due_at < first->due_at)) first = &clock;
    return first;
  }
  void hold_to(json::Value& item, std::string_view kind, const std::string& path, Instant latest) {
    auto* due = at(item, "due_at");
    if (!due || due->is_null()) return;
    const auto stated = parse_instant(json::text_or(due, ""));
    if (stated && *stated <= latest) return;
    auto act = make("G3", "deadline.later_than_clock", "rewritten", path + ".due_at", "日期晚于正在计算的法定时限（" + std::string(kind) + "），已改为时限的日期。",
                    "The date is later than the running legal clock (" + std::string(kind) + "); it is now the clock's date.");
    act.quote = due->is_string() ? std::string(view(*due)) : json::write(*due);
    *due = format_instant(latest);
    add(std::move(act));
  }
  void hold_list(json::Array* items, const std::string& path) {
    if (!items) return;
    for (std::size_t i = 0; i < items->size(); ++i) {
      const auto kind = std::string(json::text_at((*items)[i], "kind"));
      if (const auto* clock = clock_of(kind)) hold_to((*items)[i], kind, path + "." + std::to_string(i), clock->due_at);
    }
  }
  void deadlines() {
    hold_list(list("deadlines"), "deadlines");
    hold_list(list("tasks"), "tasks");
    auto* result = at(envelope_, "result");
    if (!result) return;
    if (auto* clocks = at(*result, "clocks"); clocks && clocks->is_array()) hold_list(&clocks->get_array(), "result.clocks");
    if (auto* ack = at(*result, "ack"))
      if (const auto* clock = clock_of("acknowledge")) hold_to(*ack, "acknowledge", "result.ack", clock->due_at);
  }

  // Tasks that only wait (G3): a reason, an end, and the end before the first legal clock.
  void waits() {
    auto* tasks = list("tasks");
    if (!tasks) return;
    std::optional<Instant> first;
    for (const auto& clock : context_.clocks) first = first ? std::min(*first, clock.due_at) : clock.due_at;
    const bool asks = !json::list_at(envelope_, "questions").empty();
    for (std::size_t i = 0, place = 0; i < tasks->size(); ++place) {
      auto& task = (*tasks)[i];
      if (json::text_at(task, "kind") != "wait") { ++i; continue; }
      const auto where = "tasks." + std::to_string(place);
      const bool reason = !json::in_language(json::find(task, "reason"), "zh").empty();
      const bool end = parse_instant(json::text_at(task, "due_at")).has_value();
      if (reason && end) {
        if (first) hold_to(task, "wait", where, *first);
        ++i;
        continue;
      }
      auto act = make("G3", reason ? "wait.no_end" : "wait.no_reason", "blocked", where, "等待任务必须写明理由和结束时间。", "A task that waits needs a reason and an end.");
      act.quote = std::string(json::text_at(task, "id"));
      // The last thing that a waiting case waits for must not vanish, or nothing would ever wake it: it ends now, and a person looks.
      if (json::text_at(envelope_, "status") == "need_input" && tasks->size() == 1 && !asks) {
        act.action = "rewritten";
        task.get_object()["due_at"] = format_instant(context_.now);
        task.get_object()["kind"] = "review";
        add(std::move(act));
        break;
      }
      add(std::move(act));
      tasks->erase(tasks->begin() + static_cast<std::ptrdiff_t>(i));
    }
  }

  // Human contact within one working day for a vulnerable customer (G9).
  void contact() {
    if (!vulnerable_) return;
    auto latest = context_.human_contact_by ? context_.human_contact_by() : std::nullopt;
    if (!latest) {
      constexpr std::int64_t kDayUs = 86'400'000'000;
      auto day = context_.now.us / kDayUs + 1;                                   // the day after the start is day 1
      while ((day + 3) % 7 >= 5) ++day;                                          // 1970-01-01 was a Thursday: 0 is Monday
      latest = Instant{(day + 1) * kDayUs + kDayUs / 2};
    }
    const auto& tasks = json::list_at(envelope_, "tasks");
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      const auto kind = json::text_at(tasks[i], "kind");
      const auto due = parse_instant(json::text_at(tasks[i], "due_at"));
      if ((!is_contact(kind) && kind != "wait") || !due || *due <= *latest) continue;
      auto act = make("G9", "vulnerable.contact_late", "flagged", "tasks." + std::to_string(i) + ".due_at", "客户可能需要特别照顾，一个工作日内应有人联系；请把时间提前。",
                      "The customer may be vulnerable: a person makes contact within one working day. Bring the date forward.");
      act.quote = std::string(json::text_at(tasks[i], "due_at"));
      add(std::move(act));
    }
  }

  // --- texts --------------------------------------------------------------------------------------------------------------------------------

  struct Outgoing {
    json::Value* node;    ///< a string, or an object or list of strings
    std::string where;
    std::string moment;   ///< of a script
    bool letter = false;
    bool final_answer = false;
    bool dated = false;   ///< G1 looks for stated dates
  };

  /// Every string at or under a node, with its path. Texts are {zh, en} or one string; a stage may nest further and is still checked.
  template <class Visit>
  static void strings(json::Value& node, const std::string& path, Visit&& visit) {
    if (node.is_string()) visit(node, path);
    else if (node.is_object())
      for (auto& member : node.get_object()) strings(member.value(), join(path, {member.key().data(), member.key().size()}), visit);
    else if (node.is_array())
      for (std::size_t i = 0; i < node.get_array().size(); ++i) strings(node.get_array()[i], join(path, std::to_string(i)), visit);
  }
  static bool blank(json::Value& node) {
    bool changed = false;
    strings(node, "", [&](json::Value& text, const std::string&) {
      changed = changed || !text.get_string().empty();
      text = "";
    });
    return changed;
  }

  std::vector<Outgoing> outgoing_texts() {
    std::vector<Outgoing> out;
    if (auto* scripts = list("scripts"))
      for (std::size_t i = 0; i < scripts->size(); ++i) {
        auto& script = (*scripts)[i];
        const auto where = "scripts." + std::to_string(i);
        const auto moment = std::string(json::text_at(script, "moment"));
        if (script.is_string()) out.push_back({&script, where, {}, false, false, true});
        if (auto* text = at(script, "text")) out.push_back({text, where + ".text", moment, false, is_final_moment(moment), true});
      }
    if (auto* questions = list("questions"))
      for (std::size_t i = 0; i < questions->size(); ++i)
        if (to_customer(json::text_at((*questions)[i], "to_role")))
          if (auto* reason = at((*questions)[i], "reason")) out.push_back({reason, "questions." + std::to_string(i) + ".reason", {}, false, false, true});
    auto* result = at(envelope_, "result");
    if (!result) return out;
    if (auto* ack = at(*result, "ack"))
      if (auto* text = at(*ack, "text")) out.push_back({text, "result.ack.text", {}, true, false, true});
    const auto letter = [&](json::Value& item, const std::string& where) {
      const bool final_answer = is_final_moment(json::text_at(item, "kind"));
      if (auto* text = at(item, "text")) out.push_back({text, where + ".text", {}, true, final_answer, true});
      if (auto* blocks = at(item, "blocks"); blocks && blocks->is_array())
        for (std::size_t i = 0; i < blocks->get_array().size(); ++i)
          if (auto* text = at(blocks->get_array()[i], "text")) out.push_back({text, where + ".blocks." + std::to_string(i) + ".text", {}, true, false, true});
    };
    if (auto* one = at(*result, "letter")) letter(*one, "result.letter");
    for (const std::string name : {"letters", "statement_drafts"})
      if (auto* many = at(*result, name); many && many->is_array())
        for (std::size_t i = 0; i < many->get_array().size(); ++i) letter(many->get_array()[i], "result." + name + "." + std::to_string(i));
    return out;
  }

  void outgoing() {
    for (auto& text : outgoing_texts()) {
      bool blocked = false;
      strings(*text.node, text.where, [&](json::Value& string, const std::string& where) { blocked = check(string, where, text) || blocked; });
      if (blocked) { blank(*text.node); continue; }
      if (sign_ == Sign::none) continue;
      const bool withheld = sign_ == Sign::explicit_sign ? text.moment != "safety" : is_bargaining_moment(text.moment);
      if (!withheld || !blank(*text.node)) continue;
      if (sign_ == Sign::explicit_sign)
        add(make("G10", "safety.withheld", "blocked", text.where, "有明确的人身安全迹象：先由受过训练的人员处置，在此之前不向客户发送其他内容。",
                 "There is an explicit sign of danger to a person: a trained person acts first, and until then nothing else goes to the customer."));
      else
        add(make("G10", "safety.no_bargaining", "blocked", text.where, "有人身安全迹象时不得讨价还价。", "No bargaining while there is a sign of danger to a person."));
    }
  }

  /// Checks one string that leaves to the customer and mends it; true when it must not leave.
  bool check(json::Value& string, const std::string& where, const Outgoing& kind) {
    const std::string text(view(string));
    if (text.empty()) return false;
    const auto reading = read(knowledge_, text, where);
    if (reading.unreadable) { add(*reading.unreadable); return true; }
    const auto& surface = *reading.surface;
    bool blocked = false;
    std::vector<RuleHit> rewrites;
    std::vector<Action> found;
    for (const auto& hit : knowledge_.rules->match(surface)) {
      auto action = of_hit(hit, where, surface);
      if (action.action == "blocked") blocked = true;
      else if (action.action == "rewritten") rewrites.push_back(hit);
      found.push_back(std::move(action));
    }
    for (auto& action : bargaining(knowledge_, surface, where, sign_, vulnerable_)) {
      blocked = blocked || action.action == "blocked";
      found.push_back(std::move(action));
    }
    if (kind.dated) stated(surface, where, found);
    if (kind.final_answer)
      for (auto& action : check_rights(text, {}, rights_needed(context_.record), where)) found.push_back(std::move(action));
    auto numbers = personal_numbers(knowledge_, surface, context_, where);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      if (i == kActionsPerTextMax) { found.back().message = with_more(found.back().message); break; }
      found.push_back(numbers[i].action);
    }
    for (auto& action : found) add(std::move(action));
    if (!blocked && (!numbers.empty() || !rewrites.empty())) string = mended(surface.normalised().original, numbers, std::move(rewrites), where);
    return blocked;
  }

  static std::string mended(std::u32string original, const std::vector<Personal>& numbers, std::vector<RuleHit> rewrites, const std::string& where) {
    for (const auto& number : numbers)
      for (const auto at : number.hidden) original[at] = U'*';
    // From behind, so that the spans in front stay true; of two that overlap the first one stands.
    std::stable_sort(rewrites.begin(), rewrites.end(), [](const RuleHit& a, const RuleHit& b) { return a.span.start < b.span.start; });
    std::int32_t end = 0;
    std::erase_if(rewrites, [&](const RuleHit& hit) {
      if (hit.span.start < end) return true;
      end = hit.span.end;
      return false;
    });
    for (auto hit = rewrites.rbegin(); hit != rewrites.rend(); ++hit) {
      const auto language = where.ends_with(".zh") ? "zh" : where.ends_with(".en") ? "en" : hit->rule->language;
      const auto words = utf8::decode(json::text_at(hit->rule->rewrite, language));
      original.replace(static_cast<std::size_t>(hit->span.start), static_cast<std::size_t>(hit->span.end - hit->span.start), words ? *words : std::u32string());
    }
    return utf8::encode(original);
  }

  /// Dates and lengths of time that nothing of the envelope carries (G1).
  void stated(const Surface& surface, const std::string& where, std::vector<Action>& found) {
    const auto locale = context_.record ? json::text_at(*context_.record, "case.locale", "zh-CN") : std::string_view("zh-CN");
    auto statements = read_statements(surface.normalised(), knowledge_.numbers, locale);
    if (statements.empty()) return;
    const auto& known = support(locale);
    std::erase_if(statements, [&](const Statement& statement) { return known.covers(statement); });
    if (statements.empty()) return;
    const auto quoted_rights = rights_spans(surface);
    std::size_t count = 0;
    for (const auto& statement : statements) {
      const bool in_rights = std::any_of(quoted_rights.begin(), quoted_rights.end(), [&](text::Span s) { return s.start <= statement.span.start && statement.span.end <= s.end; });
      if (in_rights) continue;
      if (count++ == kActionsPerTextMax) { found.back().message = with_more(found.back().message); return; }
      auto act = make("G1", statement.is_date ? "stated.date" : "stated.limit", "flagged", where, "写出的日期或期限在本结果的时限和证据中找不到依据；请核对，或注明依据。",
                      "The stated date or limit rests on no deadline and no evidence of this result; check it, or name its ground.");
      const auto& original = surface.normalised().original;
      act.start = statement.span.start;
      act.end = statement.span.end;
      act.quote = utf8::encode(std::u32string_view(original).substr(act.start, act.end - act.start));
      found.push_back(std::move(act));
    }
  }
  const Support& support(std::string_view locale) {
    if (support_) return *support_;
    support_.emplace(knowledge_.numbers, locale);
    support_->add(context_.now);
    for (const auto& clock : context_.clocks) support_->add(clock.due_at);
    if (context_.record)
      if (const auto received = parse_instant(json::text_at(*context_.record, "channel.received_at"))) support_->add(*received);
    for (const auto& deadline : json::list_at(envelope_, "deadlines")) support_->add_deadline(deadline);
    for (const auto& evidence : json::list_at(envelope_, "evidence"))
      for (const auto* name : {"quote", "value", "note", "operands"})
        if (const auto* value = json::find(evidence, name)) support_->add_strings(*value);
    return *support_;
  }
  /// Where an item of the rights notice stands word for word: its rule stands in the pack beside it.
  std::vector<text::Span> rights_spans(const Surface& surface) const {
    std::vector<text::Span> out;
    for (const auto& item : knowledge_.rights_texts)
      for (auto at = surface.text().find(item); at != std::u32string::npos; at = surface.text().find(item, at + item.size())) out.push_back(surface.span(at, at + item.size()));
    return out;
  }

  void staff_text(json::Value& node, const std::string& path, bool title) {
    bool blocked = false;
    strings(node, path, [&](json::Value& string, const std::string& where) {
      const auto reading = read(knowledge_, view(string), where);
      if (reading.unreadable) {
        auto act = *reading.unreadable;
        act.action = "flagged";
        add(std::move(act));
        return;
      }
      for (const auto& hit : knowledge_.rules->match(*reading.surface)) {
        if (!for_staff(hit.rule->guard)) continue;
        auto action = of_hit(hit, where, *reading.surface);
        const bool stop = title && action.action != "flagged";
        action.action = stop ? "blocked" : "flagged";
        blocked = blocked || stop;
        add(std::move(action));
      }
    });
    if (blocked) node = json::bilingual("任务标题未通过护栏检查，请查看护栏记录后再办理", "The task's title was held back by a guard; read the guard's record before you act");
  }
  void staff_texts() {
    if (auto* tasks = list("tasks"))
      for (std::size_t i = 0; i < tasks->size(); ++i)
        for (const auto* name : {"title", "reason"})
          if (auto* node = at((*tasks)[i], name)) {
            const bool safety = json::text_at((*tasks)[i], "kind") == "safety";  // never stands in the way of help
            staff_text(*node, "tasks." + std::to_string(i) + "." + name, !safety && std::string_view(name) == "title");
          }
    if (auto* questions = list("questions"))
      for (std::size_t i = 0; i < questions->size(); ++i)
        if (auto* reason = at((*questions)[i], "reason"); reason && !to_customer(json::text_at((*questions)[i], "to_role")))
          staff_text(*reason, "questions." + std::to_string(i) + ".reason", false);
    if (auto* scripts = list("scripts"))
      for (std::size_t i = 0; i < scripts->size(); ++i)
        if (auto* why = at((*scripts)[i], "why")) staff_text(*why, "scripts." + std::to_string(i) + ".why", false);
    if (auto* explain = at(envelope_, "explain")) staff_text(*explain, "explain", false);
  }

  const Knowledge& knowledge_;
  json::Value& envelope_;
  const Context& context_;
  Sign sign_ = Sign::none, own_sign_ = Sign::none;
  bool vulnerable_ = false;
  std::optional<Support> support_;
  std::map<Key, int> known_;
  std::vector<Action> done_;
};

}  // namespace

std::vector<Action> check_outgoing(const Knowledge& knowledge, std::string_view text, std::string_view language, const Context& context, std::string_view where) {
  const auto reading = read(knowledge, text, where);
  if (reading.unreadable) return {*reading.unreadable};
  std::vector<Action> out;
  for (const auto& hit : knowledge.rules->match(*reading.surface, language)) out.push_back(of_hit(hit, where, *reading.surface));
  if (context.record)
    for (auto& action : bargaining(knowledge, *reading.surface, where, recorded_sign(*context.record), vulnerable(json::find(*context.record, "flags.vulnerability")))) out.push_back(std::move(action));
  auto numbers = personal_numbers(knowledge, *reading.surface, context, where);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i == kActionsPerTextMax) { out.back().message = with_more(out.back().message); break; }
    out.push_back(std::move(numbers[i].action));
  }
  std::stable_sort(out.begin(), out.end(), [](const Action& a, const Action& b) { return a.start < b.start; });
  return out;
}

std::vector<Action> enforce_envelope(const Knowledge& knowledge, json::Value& envelope, const Context& context) { return Enforcer(knowledge, envelope, context).run(); }

}  // namespace amends::guard
