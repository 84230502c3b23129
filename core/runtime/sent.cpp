#include "runtime/sent.hpp"

#include <algorithm>
#include <set>

#include "guard/reply.hpp"
#include "packs/packs.hpp"
#include "runtime/local_instant.hpp"

namespace amends::runtime {
namespace {

struct Fields {
  std::vector<std::string> sent, draft;
  bool is_public = false;  ///< a draft of these is for everybody to read
};

constexpr std::string_view kNothingSaid = "no_statement";  ///< of the field `statement`: the decision to say nothing

bool somebody_in_danger(const json::Value& record) { return json::text_at(record, "flags.safety.self_harm") == "explicit" || json::text_at(record, "flags.safety.violence") == "explicit"; }

Fields outgoing_fields(const packs::PackSet& packs, std::string_view form, const json::Value& answer) {
  constexpr std::string_view kAlways = "text_sent";
  Fields out;
  if (const auto* file = packs.file("forms/" + std::string(form)))
    for (const auto& field : json::list_at(*file, "fields")) {
      const auto name = json::text_at(field, "field");
      const auto outgoing = json::text_at(field, "outgoing");
      if ((outgoing == "draft" || outgoing == "public") && name != kAlways) out.draft.emplace_back(name);
      else if (!outgoing.empty() && name != kAlways) out.sent.emplace_back(name);
      out.is_public = out.is_public || outgoing == "public";
    }
  if (json::find(answer, kAlways)) out.sent.emplace_back(kAlways);
  return out;
}

std::string list_of_guards(const std::vector<guard::Action>& actions, std::string_view separator) {
  std::set<std::pair<std::size_t, std::string>> names;  // G2 before G10
  for (const auto& action : actions)
    if (guard::breaks(action)) names.emplace(action.guard.size(), action.guard);
  std::string out;
  for (const auto& [size, name] : names) out += (out.empty() ? "" : std::string(separator)) + name;
  return out;
}

/// "the reply is not sent like this: G2 "...": ...; G8: ...".
Error not_like_this(const std::vector<guard::Action>& actions, const std::string& where) {
  constexpr std::size_t kShown = 4;
  std::string text = "the text must not be sent like this; change it and answer again. ";
  std::size_t count = 0;
  for (const auto& action : actions) {
    if (!guard::breaks(action) || ++count > kShown) continue;
    text += (count > 1 ? " " : "") + guard::sentence(action, "en");
  }
  if (count > kShown) text += " And " + std::to_string(count - kShown) + " more.";
  return fail(ErrorCode::refused, std::move(text), where);
}

guard::ReplyContext reply_context(const Environment& environment, const CaseState& state, const Organisation& organisation, std::string_view form, Instant now) {
  guard::ReplyContext reply;
  reply.context.record = &state.record();
  reply.context.stage = "person";
  reply.context.now = now;
  for (const auto& clock : state.clocks())
    if (clock.state == "running") reply.context.clocks.push_back({clock.kind, clock.due_at});
  reply.form = form;
  reply.numbers = &environment.packs->numbers();
  const auto currency = Currency::parse(organisation.currency);
  reply.money = environment.packs->money_context(currency ? *currency : Currency{}, json::text_at(state.record(), "case.locale", organisation.locale));
  return reply;
}

constexpr std::string_view kInDanger = "a person is in danger, so nothing is said in public (guardrail G10); record that nothing is said, and see that a trained person makes contact";

}  // namespace

Result<json::Array> check_outgoing(const Environment& environment, const CaseState& state, const Organisation& organisation, std::string_view kind, const json::Object& body, Instant now) {
  json::Array out;
  if (!environment.guard || std::find(flow::kReleasedKinds.begin(), flow::kReleasedKinds.end(), kind) == flow::kReleasedKinds.end()) return out;
  const auto where = state.id();
  if (kind == "statement" && somebody_in_danger(state.record())) return fail(ErrorCode::refused, std::string(kInDanger), where);
  auto reply = reply_context(environment, state, organisation, kind, now);
  reply.texts.clear();
  for (const auto& member : body)
    if (member.value().is_string()) reply.texts.emplace_back(member.key());
  if (reply.texts.empty()) return out;
  const auto found = guard::check_reply(*environment.guard, json::Value(body), reply);
  if (std::any_of(found.begin(), found.end(), guard::breaks)) return not_like_this(found, where);
  for (const auto& action : found) out.push_back(guard::to_json(action));
  return out;
}

Result<Sent> check_sent(const Environment& environment, const CaseState& state, const Organisation& organisation, const TaskState& task, const json::Value& answer, Instant now) {
  Sent out;
  const auto fields = outgoing_fields(*environment.packs, task.form, answer);
  if (!environment.guard || (fields.sent.empty() && fields.draft.empty())) return out;
  const auto where = state.id() + " " + task.id;
  if (fields.is_public && somebody_in_danger(state.record()) && json::text_at(answer, "statement") != kNothingSaid)
    return fail(ErrorCode::refused, std::string(kInDanger), where);

  auto reply = reply_context(environment, state, organisation, task.form, now);
  const auto check = [&](const std::vector<std::string>& texts) {
    reply.texts = texts;
    return texts.empty() ? std::vector<guard::Action>{} : guard::check_reply(*environment.guard, answer, reply);
  };
  const auto broken = [](const std::vector<guard::Action>& actions) { return std::any_of(actions.begin(), actions.end(), guard::breaks); };

  const auto drafts = check(fields.draft);
  if (broken(drafts)) return not_like_this(drafts, where);
  auto sent = check(fields.sent);
  if (const auto* at = json::find(answer, "sent_at"); !json::is_null(at)) {
    const auto instant = parse_instant(json::text_or(at, ""));
    if (!instant)
      return fail(ErrorCode::bad_type, "'" + std::string(json::text_or(at, "")) + "' is no instant; write for example 2026-03-02T09:30:00+08:00, or now", where + " sent_at");
    if (*instant > now) {
      if (broken(sent)) return not_like_this(sent, where);
      return fail(ErrorCode::range, "the time " + local_instant(organisation, *instant) + " lies in the future (now is " + local_instant(organisation, now) + "), so nothing was sent yet; the guards find nothing that stands against the text: send it, then record it",
                  where + " sent_at");
    }
  }
  for (const auto& action : drafts) out.guards.push_back(guard::to_json(action));
  const bool review = broken(sent);
  if (review) {
    out.review = json::Object{{"id", std::string(kReviewTask) + task.id},
                              {"kind", "guard"},
                              {"role", "supervisor"},
                              {"form", "supervisor_review"},
                              {"step", task.step},
                              {"title", json::bilingual("已发出的内容违反护栏（" + list_of_guards(sent, "、") + "）：请审核，必要时向客户更正", "What was sent breaks a guard (" + list_of_guards(sent, ", ") + "): review it and have it corrected where needed")},
                              {"blocking", false}};
    if (const auto due = environment.clock_rules->due(organisation, now, {1, calendar::Unit::working_days})) out.review.as_object()["due_at"] = format_instant(*due);
  }
  for (auto& action : sent) {
    if (guard::breaks(action)) action.action = "flagged";  // it went out; nothing was blocked
    out.guards.push_back(guard::to_json(action));
  }
  return out;
}

}  // namespace amends::runtime
