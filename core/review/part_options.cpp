#include "review/parts.hpp"

namespace amends::review {
namespace {

/// One remedy of an option: what is done, by whom, by when.
std::string line_text(const PartSource& source, const json::Value& line) {
  std::string out = source.in(line, "what");
  auto more = source.in(line, "owner_title");
  const auto add = [&](const std::string& text) { more += (more.empty() ? "" : source.zh() ? "，" : ", ") + text; };
  if (const auto day = source.in(line, "last_day"); !day.empty()) add(source.zh() ? day + "前" : "by " + day);
  if (json::bool_at(line, "owed")) add(source.say("option.owed"));
  return out + (more.empty() ? "" : source.bracketed(more));
}

std::string_view tone_of(std::string_view approval) { return approval == "approved" ? kOk : approval == "refused" || approval == "not_approved" || approval == "changes" ? kWarn : kNotice; }

}  // namespace

json::Value options_part(const PartSource& source) {
  const auto* result = source.section("analysis.solution");
  if (!result) return nullptr;
  Part part(source, "part.options");
  const auto& options = json::list_at(*result, "options");
  const auto chosen = json::text_at(*result, "chosen");
  const auto decision = json::text_at(*result, "approval.decision", "open");
  if (options.empty()) {
    part.state(source.say("option.none"), kNotice);
    return part.to_value();
  }
  if (chosen.empty()) part.state(source.say("option.approval." + std::string(decision)) + (decision == "approved" ? source.stop() + source.say("option.no_choice") : ""), tone_of(decision));
  else part.state(source.named(source.say("option.chosen")) + (chosen == "other" || chosen == "another_route" ? source.say("option." + std::string(chosen)) : std::string(chosen)), kOk);
  if (const auto* owed = json::find(*result, "entitlement"); owed && owed->is_object()) part.pair("verify.owed", {source.money(owed) + source.bracketed(source.say("option.owed.note"))});
  for (const auto& option : options) {
    const auto id = std::string(json::text_at(option, "id"));
    std::vector<std::string> lines;
    for (const auto& line : json::list_at(option, "lines"))
      if (json::bool_at(line, "customer", true)) lines.push_back(line_text(source, line));
    for (const auto& condition : json::list_at(option, "conditions")) lines.push_back(source.named(source.say("option.condition")) + std::string(json::in_language(&condition, source.language)));
    for (const auto& con : json::list_at(option, "cons")) lines.push_back(source.named(source.say("option.con")) + std::string(json::in_language(&con, source.language)));
    const auto* total = json::find(option, "total");
    const auto state = json::text_at(option, "approval.state", "open");
    const bool taken = chosen == id;
    part.card(source.named((source.zh() ? "方案" : "Option ") + id) + source.in(option, "way.title"), total && total->is_object() ? source.money(total) : source.say("option.no_money"),
              taken ? source.say("option.chosen") : source.say("option.approval." + std::string(state)), taken ? kOk : tone_of(state), std::move(lines));
  }
  // What is mended in the house is the same in each option: said once.
  std::vector<std::string> fixes;
  for (const auto& fix : json::list_at(*result, "root_cause_actions")) fixes.push_back(line_text(source, fix));
  part.pair("option.fixes", std::move(fixes));
  part.pair("option.gap", {source.in(*result, "gap.text")});
  part.pair("option.advice", {source.in(*result, "why")});
  return part.to_value();
}

}  // namespace amends::review
