#include "review/ladder_drawing.hpp"
#include "review/parts.hpp"

namespace amends::review {
namespace {

std::vector<std::string> codes(const PartSource& source, const json::Value& result, std::string_view path, const std::string& prefix) {
  std::vector<std::string> out;
  for (const auto& code : json::list_at(result, path)) out.push_back(source.say(prefix + std::string(json::text_or(&code, ""))));
  return out;
}

/// Titles that may hold commas of their own.
std::string joined(const PartSource& source, const std::vector<std::string>& titles) {
  std::string out;
  for (const auto& title : titles) out += (out.empty() ? "" : source.stop()) + title;
  return out;
}

void ladder(Part& part, const PartSource& source, const json::Value& result) {
  const auto off = codes(source, result, "ladder_off", "plan.off.");
  const auto& rungs = json::list_at(result, "ladder");
  if (!off.empty()) part.pair("plan.sheet.no_ladder", {source.list(off)}, kNotice);
  if (const auto* single = json::find(result, "single_offer"); single && single->is_object()) part.pair("plan.sheet.single", {source.money(single)});
  if (rungs.empty()) return;
  const auto currency = json::text_at(result, "frame.entitlement.currency");
  part.drawing(ladder_svg(result, {source.language, source.currency_digits(currency)}));
  part.table({source.say("plan.ladder.step"), source.say("plan.sheet.total"), source.say("plan.sheet.goodwill"), source.say("plan.sheet.release")}, true);
  for (const auto& rung : rungs) {
    const auto sum = [&](std::string_view member) {
      const json::Value money = json::Object{{"currency", currency}, {"minor", json::integer_at(rung, member)}};
      return source.money(&money);
    };
    const auto why = source.in(rung, "release.why");
    part.row({std::to_string(json::integer_at(rung, "k")), sum("total"), sum("goodwill"), source.say("plan.release." + std::string(json::text_at(rung, "release.state"))) + (why.empty() ? "" : source.named("") + why)});
  }
}

}  // namespace

json::Value plan_part(const PartSource& source) {
  if (!source.texts || !source.restricted) return nullptr;
  const auto* result = source.section("analysis.negotiation_plan");
  if (!result) return nullptr;
  Part part(source, "part.plan");
  part.note(source.say("plan.sheet.note"));
  const bool released = json::bool_at(*result, "checklist.released");
  part.state(source.say(released ? "plan.sheet.released" : "plan.sheet.held"), released ? kOk : kNotice);
  std::vector<std::string> mode{source.say("plan.mode." + std::string(json::text_at(*result, "mode")))};
  for (const auto& missed : json::list_at(*result, "missed")) mode.push_back(std::string(json::in_language(&missed, source.language)));
  part.pair("plan.sheet.mode", std::move(mode));
  const auto state = json::text_at(*result, "state");
  if (!state.empty()) part.pair("plan.sheet.tolerance", {std::to_string(json::integer_at(*result, "tolerance")) + "/100" + source.bracketed(source.say("plan.state." + std::string(state)))}, state == "near_break" ? kWarn : std::string_view{});
  part.pair("plan.sheet.acceptance", {source.money(json::find(*result, "acceptance_point"))});
  part.pair("plan.sheet.target", {source.money(json::find(*result, "frame.target"))});
  const bool passed = json::bool_at(*result, "qc.pass");
  const auto reasons = source.list(codes(source, *result, "qc.reasons", "plan.qc."));
  part.pair("plan.qc.title", {source.say(passed ? "plan.qc.passed" : "plan.qc.open") + (reasons.empty() ? "" : source.named("") + reasons)}, passed ? kOk : kNotice);
  std::vector<std::string> undone;
  for (const auto& item : json::list_at(*result, "checklist.items"))
    if (!json::bool_at(item, "done")) undone.push_back(source.in(item, "title"));
  std::vector<std::string> checklist{std::to_string(json::integer_at(*result, "checklist.done")) + "/" + std::to_string(json::list_at(*result, "checklist.items").size()) +
                                     source.bracketed(std::to_string(json::integer_at(*result, "checklist.completeness")) + "%")};
  if (!undone.empty()) checklist.push_back(source.named(source.say("plan.undone")) + joined(source, undone));
  part.pair("plan.sheet.items", std::move(checklist));
  ladder(part, source, *result);
  part.command("checklist");
  return part.to_value();
}

}  // namespace amends::review
