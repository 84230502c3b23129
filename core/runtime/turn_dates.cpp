// Dates beyond the calendar pack (catalogue 0.1: a working-day date outside it is error.pack_missing, never a guess). The case goes on without the date,
// the officer sees which one is missing and what to do, and a newer pack brings it.
#include <algorithm>

#include "runtime/turn.hpp"

namespace amends::runtime {

Result<void> Turn::date_missing(std::string id, const calendar::Duration& length, Instant from, std::string_view rule, const std::optional<calendar::Duration>& before) {
  if (state_.missing_dates().contains(id)) return {};
  json::Object payload{{"id", std::move(id)}, {"length", calendar::format_duration(length)}, {"from", format_instant(from)}};
  if (!rule.empty()) payload["rule"] = rule;
  if (before) payload["before"] = calendar::format_duration(*before);
  if (const auto calendar = environment_.clock_rules->calendar_of(organisation())) {
    payload["calendar"] = calendar->id();
    payload["calendar_hash"] = calendar->hash();
    payload["first"] = calendar::format_date(calendar->first_date());
    payload["last"] = calendar::format_date(calendar->last_date());
  }
  return append(kinds::date_missing, std::move(payload), {}, kSystem);
}

Result<void> Turn::undated_warnings(const ClockPlan& plan) {
  for (std::size_t i = 0; i < plan.undated_warnings.size(); ++i)
    AMENDS_CHECK(date_missing("timer:clock:" + plan.kind + ":warn:" + std::to_string(plan.warnings.size() + i), plan.undated_warnings[i], plan.due_at));
  return {};
}

Result<void> Turn::retry_dates() {
  constexpr std::string_view kClock = "clock:", kTask = "task:", kTimer = "timer:", kWarning = "clock:";
  const auto& rules = *environment_.clock_rules;
  const auto missing = state_.missing_dates();
  for (const auto& [id, payload] : missing) {
    if (!state_.missing_dates().contains(id)) continue;  // an earlier one brought it
    const auto length = calendar::parse_duration(json::text_at(payload, "length"));
    const auto from = parse_instant(json::text_at(payload, "from"));
    if (!length || !from) continue;
    const auto name = id.substr(id.find(':') + 1);
    if (id.starts_with(kClock)) {
      // As if a stage offered the clock now: it starts from its own start, or moves the running one to its row.
      const json::Value envelope = json::Object{{"deadlines", json::Array{json::Object{{"kind", name}, {"starts_at", format_instant(*from)}, {"basis", json::text_at(payload, "rule")}}}}};
      AMENDS_CHECK(reconsider_clocks(&envelope));
      const auto* clock = state_.clock(name);
      if (!clock) continue;
      std::vector<std::string> undated;
      for (const auto& task : state_.tasks())
        if (task.status == "open" && !task.due_at && std::find(task.meets.begin(), task.meets.end(), name) != task.meets.end()) undated.push_back(task.id);
      for (const auto& task : undated) AMENDS_CHECK(append(kinds::task_dated, json::Object{{"id", task}, {"due_at", format_instant(clock->due_at)}}, {}, kSystem));
      continue;
    }
    const bool warning = id.starts_with(kTimer) && std::string_view(name).starts_with(kWarning);
    auto due = warning ? rules.before(organisation(), *from, *length) : rules.due(organisation(), *from, *length);
    if (const auto lead = json::text_at(payload, "before"); due && !lead.empty()) {  // a reminder
      const auto length_before = calendar::parse_duration(lead);
      if (length_before) due = rules.before(organisation(), *due, *length_before);
    }
    if (!due) continue;
    const auto kind = id.starts_with(kTask) ? kinds::task_dated : kinds::timer_set;
    AMENDS_CHECK(append(kind, json::Object{{"id", name}, {"due_at", format_instant(*due)}}, {}, kSystem));
  }
  return {};
}

}  // namespace amends::runtime
