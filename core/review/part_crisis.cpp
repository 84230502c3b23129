#include "review/parts.hpp"

namespace amends::review {

json::Value crisis_part(const PartSource& source) {
  const auto* result = source.section("analysis.crisis");
  if (!result) return nullptr;
  const auto level = json::text_at(*result, "level", "none");
  if (level == "none") return nullptr;
  Part part(source, "part.crisis");
  part.state(source.say("crisis." + std::string(level)), level == "watch" ? kNotice : kDanger);
  std::vector<std::string> why;
  for (const auto& row : json::list_at(*result, "why")) why.push_back(source.in(row, "because"));
  part.pair("crisis.why", {source.list(why)});
  const auto& timers = json::list_at(*result, "timer_dates");
  if (!timers.empty()) {
    part.table({source.say("sheet.what"), source.say("due"), source.say("status"), source.say("role")});
    for (const auto& timer : timers) {
      // The stage said "open" when it ran; whether the time has passed is a matter of now.
      auto state = std::string(json::text_at(timer, "state", "open"));
      const auto due = parse_instant(json::text_at(timer, "due_at"));
      if (state == "open" && due && *due <= source.now) state = "missed";
      const auto met = source.local(json::text_at(timer, "met_at"));
      part.row({source.in(timer, "title") + (json::bool_at(timer, "verify") ? source.bracketed(source.say("crisis.verify")) : ""), source.due(json::text_at(timer, "due_at")),
                source.say("timer." + state) + (met.empty() ? "" : " " + met), role_text(json::text_at(timer, "owner_role"), source.language)},
               state == "missed" ? kDanger : state == "done" ? kOk : std::string_view{});
    }
  }
  if (!json::list_at(*result, "team").empty() && !json::bool_at(*result, "team_confirmed")) part.line(source.say("crisis.team_open"), "open", kWarn);
  const auto& criteria = json::list_at(*result, "standdown.criteria");
  std::size_t holding = 0;
  for (const auto& one : criteria) holding += json::bool_at(one, "met") ? 1 : 0;
  if (!criteria.empty())
    part.line(source.named(source.say("sheet.standdown")) + std::to_string(holding) + "/" + std::to_string(criteria.size()) + source.stop() +
              source.say(json::bool_at(*result, "standdown.allowed") ? "crisis.may_end" : "crisis.goes_on"));
  for (const auto& one : criteria) {
    const auto* met = json::find(one, "met");
    const bool known = met && met->is_bool();
    part.line(source.in(one, "title") + (known ? "" : source.bracketed(source.say("unknown"))), known ? (met->get_bool() ? "yes" : "no") : "open");
  }
  part.command("situation");
  return part.to_value();
}

}  // namespace amends::review
