#include "runtime/corrections.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "runtime/case_state.hpp"
#include "support/money.hpp"

namespace amends::runtime {
namespace {

constexpr std::array<std::string_view, 3> kDegrees{"none", "veiled", "explicit"};  ///< of flags.safety, weakest first
constexpr std::array<std::string_view, 2> kSigns{"flags.safety.self_harm", "flags.safety.violence"};
constexpr std::array<std::string_view, 10> kSums{"money.entitlement", "money.target", "money.authority_limit", "money.offered", "money.settled", "money.owed_due", "analysis.verify.entitlement",
                                                 "analysis.negotiation_plan.settlement", "analysis.negotiation_plan.counter", "analysis.negotiation_plan.single_offer"};  // the last three become money.settled
constexpr std::array<std::string_view, 5> kSumRoles{"supervisor", "legal", "consumer_protection", "head_of_office", "executive"};

/// What belongs to somebody else, and the way to change it.
struct Kept {
  std::string_view path, sentence;
};
constexpr std::array<Kept, 7> kKept{{
    {"answers", "this is what a person answered, and nobody writes it over; have the form answered again (the step back of the workflow, or its next round)"},
    {"analysis.response_letter", "the letter and its checks are not written over by hand; step the letter back, correct what it rests on, and have it drawn up anew"},
    {"store_facts", "this is what the other cases say; correct the case that is counted wrongly, and the stage asks again"},
    // By these the sum owed says who found it and who checked it: they are what a lowered sum rests on.
    {"analysis.verify.entitlement.proposed", "who found and who checked the sum owed is not written over; raise the amount (verify.entitlement.amount), or have the facts verified again"},
    {"analysis.verify.entitlement.second_person", "the second look is given in the task entitlement_check by another person and nowhere else"},
    {"analysis.verify.entitlement.by", "who found the sum owed is not written over; have the facts verified again"},
    {"crisis_facts.standdown.signed", "the end of a crisis is signed by the commander and by legal; have them answer the task stand_down"},
}};

std::size_t degree_of(const json::Value& record, std::string_view sign) {
  const auto found = std::find(kDegrees.begin(), kDegrees.end(), json::text_at(record, sign, kDegrees[0]));
  return found == kDegrees.end() ? 0 : static_cast<std::size_t>(found - kDegrees.begin());
}

Result<void> signs_stay(const json::Value& record, std::string_view path, const json::Value& value) {
  if (!paths_overlap(path, "flags.safety")) return {};
  json::Value after = json::Object{};
  if (const auto* now = json::find(record, "flags.safety")) AMENDS_CHECK(json::set(after, "flags.safety", *now));
  AMENDS_CHECK(json::set(after, path, value));
  for (const auto sign : kSigns) {
    const auto before = degree_of(record, sign);
    if (degree_of(after, sign) < before)
      return fail(ErrorCode::refused, "the sign of danger is '" + std::string(kDegrees[before]) + "' and is only ever raised by hand; who has made contact says how things are in the safety protocol (role crisis_trained)", std::string(sign));
  }
  return {};
}

std::optional<Money> sum_at(const json::Value& record, std::string_view path) {
  const auto* value = json::find(record, path);
  if (json::is_null(value)) return std::nullopt;
  const auto sum = money_from_json(*value);
  return sum ? std::optional<Money>(*sum) : std::nullopt;
}

constexpr std::string_view kOwed = "money.entitlement", kFound = "analysis.verify.entitlement.amount", kFoundByTwo = "analysis.verify.entitlement.proposed";

/// What is owed is raised freely and not lowered by one person's correction: down to what a finished verification found, and no further (guardrail G6).
Result<void> owed_stays(const json::Value& record, std::string_view path, const json::Value& value) {
  for (const auto owed : {kOwed, kFound}) {
    if (!paths_overlap(path, owed)) continue;
    const auto before = sum_at(record, owed);
    if (!before) continue;
    json::Value probe = json::Object{};
    AMENDS_CHECK(json::set(probe, owed, to_json(*before)));
    AMENDS_CHECK(json::set(probe, path, value));
    const auto after = sum_at(probe, owed);
    const auto at_least = [&](const std::optional<Money>& floor) { return after && floor && after->currency == floor->currency && after->minor >= floor->minor; };
    if (at_least(before) || (owed == kOwed && json::bool_at(record, kFoundByTwo) && at_least(sum_at(record, kFound)))) continue;
    return fail(ErrorCode::refused, "what is owed is not lowered, cleared or put into another currency by a correction; step back to the investigation and have it verified again (verify_states, then entitlement_check by another person). "
                                    "A sum that was raised by mistake is corrected down to what that verification finds",
                std::string(owed));
  }
  return {};
}

constexpr std::string_view kSettled = "money.settled", kOwedDue = "money.owed_due", kReadings = "analysis.", kOwnReadings = "ext.", kOptions = "analysis.solution.options";

/// What was agreed is a promise: more may be promised, never less. Another talk agrees anew.
Result<void> settlement_stays(const json::Value& record, std::string_view path, const json::Value& value) {
  if (!paths_overlap(path, kSettled)) return {};
  const auto before = sum_at(record, kSettled);
  if (!before) return {};
  json::Value probe = json::Object{};
  AMENDS_CHECK(json::set(probe, kSettled, to_json(*before)));
  AMENDS_CHECK(json::set(probe, path, value));
  const auto after = sum_at(probe, kSettled);
  if (after && after->currency == before->currency && after->minor >= before->minor) return {};
  return fail(ErrorCode::refused, "what was agreed is not lowered, cleared or put into another currency by a correction; step back to the talk and record what was agreed there (talk_result)", std::string(kSettled));
}

/// The last day for what is owed comes earlier and never later, with the same sum or more: {minor, currency, due_at}.
Result<void> day_stays(const json::Value& record, std::string_view path, const json::Value& value) {
  if (!paths_overlap(path, kOwedDue)) return {};
  const auto day_of = [](const json::Value* owed) { return owed ? parse_instant(json::text_at(*owed, "due_at")) : Result<Instant>(fail(ErrorCode::missing_field, "no day")); };
  json::Value probe = json::Object{};
  const auto* now = json::find(record, kOwedDue);
  if (!json::is_null(now)) AMENDS_CHECK(json::set(probe, kOwedDue, *now));
  AMENDS_CHECK(json::set(probe, path, value));
  const auto* then = json::find(probe, kOwedDue);
  if (json::is_null(now) && json::is_null(then)) return {};
  const auto refuse = [](const char* why) { return fail(ErrorCode::refused, std::string(why) + "; give {minor, currency, due_at} with an instant such as 2026-03-09T16:00:00Z, or have the options approved again, which sets the day anew", std::string(kOwedDue)); };
  const auto sum = sum_at(probe, kOwedDue);
  const auto day = day_of(then);
  if (!sum || !day || then->get_object().size() != 3) return refuse("the day by which what is owed is paid stands beside its sum and in no other shape");
  const auto before = sum_at(record, kOwedDue);
  const auto day_before = day_of(now);
  if (day_before && *day_before < *day) return refuse("the day by which what is owed is paid comes earlier by a correction, never later");
  if (before && (before->currency != sum->currency || sum->minor < before->minor)) return refuse("what is owed by that day is not lowered or put into another currency by a correction");
  return {};
}

/// The members of a reading that say that somebody agreed, wherever they stand, and in the options what is paid and when.
bool is_given(std::string_view key, bool option) {
  if (key == "approval" || key == "signed" || key == "release_ready") return true;
  return option && (key == "amount" || key == "total" || key == "due" || key == "due_at" || key == "approved");
}

void gather(const json::Value& value, bool option, json::Object& out, const std::string& at = "", int depth = 0) {
  constexpr int kDepthMax = 16;
  if (depth > kDepthMax) return;
  if (value.is_object())
    for (const auto& member : value.get_object()) {
      const auto here = at + "." + std::string(member.key());
      if (is_given(member.key(), option)) out[here] = member.value();
      else gather(member.value(), option, out, here, depth + 1);
    }
  if (value.is_array()) {
    std::size_t index = 0;
    for (const auto& one : value.get_array()) gather(one, option, out, at + "." + std::to_string(index++), depth + 1);
  }
}

/// Approvals, signatures and the sums and days of the options come from the task in which they are given, not from a correction beside them.
Result<void> given_stays(const json::Value& record, std::string_view path, const json::Value& value) {
  if (!path.starts_with(kReadings) && !path.starts_with(kOwnReadings)) return {};
  const bool option = path == kOptions || (path.starts_with(kOptions) && path[kOptions.size()] == '.');
  bool inside = false;
  for (auto rest = path; !rest.empty();) {
    const auto dot = rest.find('.');
    inside = inside || is_given(rest.substr(0, dot), option);
    rest = dot == std::string_view::npos ? std::string_view{} : rest.substr(dot + 1);
  }
  json::Object before, after;
  if (!inside) {
    if (const auto* now = json::find(record, path)) gather(*now, option, before);
    gather(value, option, after);
  }
  if (!inside && before == after) return {};
  return fail(ErrorCode::refused, "who approved or signed, and what an option pays and when, is not written over by hand; answer the task in which it is given (the step back of the workflow opens it again), or correct the facts that it rests on", std::string(path));
}

bool is_empty(const json::Value* value) { return json::is_null(value) || (value->is_object() && value->get_object().empty()); }

}  // namespace

bool may_set_sums(std::string_view role) { return std::find(kSumRoles.begin(), kSumRoles.end(), role) != kSumRoles.end(); }

Result<void> may_write(const json::Value& record, std::string_view path, const json::Value& value, std::string_view role) {
  for (const auto& kept : kKept)
    if (paths_overlap(path, kept.path)) return fail(ErrorCode::refused, std::string(kept.sentence), std::string(path));
  AMENDS_CHECK(signs_stay(record, path, value));
  AMENDS_CHECK(given_stays(record, path, value));
  if (!may_set_sums(role) && std::any_of(kSums.begin(), kSums.end(), [&](std::string_view sum) { return paths_overlap(path, sum); })) {
    std::string roles;
    for (const auto one : kSumRoles) roles += (roles.empty() ? "" : ", ") + std::string(one);
    return fail(ErrorCode::refused, "this sum decides what is paid; it is corrected by one of the roles " + roles + ", not by " + (role.empty() ? "nobody" : std::string(role)) + ": ask one of them", std::string(path));
  }
  AMENDS_CHECK(settlement_stays(record, path, value));
  AMENDS_CHECK(day_stays(record, path, value));
  return owed_stays(record, path, value);
}

Result<void> check_opens(const json::Value& record) {
  for (const std::string_view path : {"answers", "analysis"})
    if (!is_empty(json::find(record, path)))
      return fail(ErrorCode::refused, "a record that opens a case says what came in; what people answer and stages read comes later, in the case itself: take this section out", std::string(path));
  if (!is_empty(json::find(record, "crisis_facts.standdown")))
    return fail(ErrorCode::refused, "how a crisis ends is said and signed in the case; take this out", "crisis_facts.standdown");
  return {};
}

json::Array danger_seen(const json::Value& record, const json::Value& answer) {
  json::Array facts;
  const auto danger = json::text_at(answer, "present_danger");
  if (danger != "acute" && danger != "possible") return facts;
  const auto self_harm = degree_of(record, kSigns[0]), violence = degree_of(record, kSigns[1]);
  const std::size_t wanted = danger == "acute" ? 2 : 1;
  if (std::max(self_harm, violence) >= wanted) return facts;
  for (const auto sign : kSigns) {
    const auto degree = degree_of(record, sign);
    const bool stands = degree > 0 || (sign == kSigns[0] && violence == 0);
    if (!stands) continue;
    const auto* before = json::find(record, sign);
    facts.push_back(json::Object{{"path", sign}, {"value", kDegrees[wanted]}, {"before", before ? *before : json::Value(nullptr)}});
  }
  return facts;
}

Result<void> check_protocol(const json::Value& answer) {
  const auto* may = json::find(answer, "dispute_may_continue");
  if (!may || !may->is_bool() || !may->get_bool()) return {};
  const auto danger = json::text_at(answer, "present_danger");
  const auto* reached = json::find(answer, "person_contacted");
  const std::string then = ": stay with the person and call the listed numbers; answer now with dispute_may_continue=false, and let the dispute go on with a later protocol, when the danger is over";
  if (danger == "acute" || danger == "explicit") return fail(ErrorCode::refused, "the danger is " + std::string(danger) + ", so the dispute does not go on" + then, "dispute_may_continue");
  if (!reached || !reached->is_bool() || !reached->get_bool()) return fail(ErrorCode::refused, "nobody has reached the person, so nobody knows that the dispute may go on" + then, "dispute_may_continue");
  return {};
}

}  // namespace amends::runtime
