#include "review/parts.hpp"

namespace amends::review {
namespace {

constexpr std::int64_t kScoreMost = 25;  // 5 x 5

std::string_view tone_of(std::string_view level) { return level == "red" ? kDanger : level == "orange" ? kWarn : level == "yellow" ? kNotice : kQuiet; }

}  // namespace

RiskThresholds risk_thresholds(const json::Value* envelope) {
  RiskThresholds out;
  if (!envelope) return out;
  for (const auto& item : json::list_at(*envelope, "evidence"))
    if (const auto* set = json::find(item, "operands.thresholds")) out = {json::integer_at(*set, "red", out.red), json::integer_at(*set, "orange", out.orange), json::integer_at(*set, "yellow", out.yellow)};
  return out;
}

json::Value risk_part(const PartSource& source) {
  const auto* result = source.section("analysis.risk");
  if (!result) return nullptr;
  Part part(source, "part.risk");
  const auto level = json::text_at(*result, "level");
  const auto limits = risk_thresholds(source.envelope("analysis.risk"));
  if (!level.empty()) part.state(source.say("risk.level." + std::string(level)), tone_of(level));
  // Who looks and when comes first: it is what somebody has to do.
  for (const auto& action : json::list_at(*result, "actions")) {
    const auto due = source.due(json::text_at(action, "due_at"));
    part.pair("risk.looks", {source.in(action, "text") + (due.empty() ? "" : " · " + source.say("due") + " " + due)});
  }
  if (const auto at = source.due(json::text_at(*result, "review_at")); !at.empty()) part.pair("risk.review", {at});
  part.bars(kScoreMost);
  for (const auto& axis : json::list_at(*result, "axes")) {
    const auto score = json::integer_at(axis, "score");
    part.bar(source.say("risk.axis." + std::string(json::text_at(axis, "id"))), score,
             std::to_string(json::integer_at(axis, "l")) + "×" + std::to_string(json::integer_at(axis, "i")) + " = " + std::to_string(score), source.in(axis, "why"), tone_of(limits.level(score)));
  }
  return part.to_value();
}

}  // namespace amends::review
