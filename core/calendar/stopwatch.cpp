#include "calendar/stopwatch.hpp"

#include "calendar/walk.hpp"
#include "support/offset_time.hpp"

namespace amends::calendar {

Result<Stopwatch> Stopwatch::compute(Duration budget, Instant start, std::span<const StopwatchEvent> events, const Calendar& calendar, std::string_view zone_name,
                                     Instant now) {
  AMENDS_TRY(const auto zone, Zone::find(zone_name));
  std::vector<Pause> pauses;
  std::optional<Instant> running_since = start, stopped_at;
  Instant last = start;
  bool paused = false;
  for (const auto& event : events) {
    const auto refused = [&](std::string_view what) { return fail(ErrorCode::refused, "the stopwatch event of " + format_instant(event.at, zone.offset_seconds(event.at)) + " " + std::string(what)); };
    if (event.at < last) return fail(ErrorCode::state, "the stopwatch event of " + format_instant(event.at, zone.offset_seconds(event.at)) + " comes before what was recorded earlier; give the events in order of time");
    if (event.at > now) return fail(ErrorCode::state, "the stopwatch event of " + format_instant(event.at, zone.offset_seconds(event.at)) + " lies in the future; record it when it has happened");
    if (stopped_at) return refused("comes after the stopwatch was stopped");
    last = event.at;
    switch (event.kind) {
      case StopwatchEventKind::paused:
        if (paused) return refused("pauses what is already paused");
        if (event.reason.empty()) return refused("gives no reason; say what the pause waits for");
        paused = true;
        running_since.reset();
        pauses.push_back({event.at, event.at, {event.reason, event.reason}});
        break;
      case StopwatchEventKind::resumed:
        if (!paused) return refused("resumes what is not paused");
        paused = false;
        running_since = event.at;
        pauses.back().to = event.at;
        break;
      case StopwatchEventKind::stopped:
        stopped_at = event.at;
        running_since.reset();
        break;
    }
  }
  const Instant end = stopped_at.value_or(now);
  if (paused) pauses.back().to = end;

  Stopwatch out;
  out.budget = budget;
  out.measure = ends_at_midnight(budget.unit) ? Measure::days : Measure::microseconds;
  out.running_since = running_since;
  AMENDS_TRY(out.consumed, amends::calendar::consumed(start, end, budget.unit, pauses, calendar, zone));
  AMENDS_TRY(out.due.at, walk(start, {&budget, 1}, pauses, calendar, zone, &out.due.ledger));
  out.due.zone = zone.name();
  out.due.calendar_id = calendar.id();
  out.due.calendar_hash = calendar.hash();
  if (!is_met(end, out.due.at)) {
    out.state = StopwatchState::exceeded;
  } else if (stopped_at) {
    out.state = StopwatchState::stopped;
  } else {
    out.state = paused ? StopwatchState::paused : StopwatchState::running;
  }
  return out;
}

std::string_view state_name(StopwatchState state) noexcept {
  static constexpr std::string_view kNames[] = {"running", "paused", "stopped", "exceeded"};
  return kNames[static_cast<int>(state)];
}

json::Value to_json(const Stopwatch& stopwatch) {
  json::Object out;
  out["budget"] = format_duration(stopwatch.budget);
  out["consumed"] = stopwatch.consumed;
  out["measure"] = stopwatch.measure == Measure::days ? "day" : "us";
  out["running_since"] = stopwatch.running_since ? json::Value(format_instant(*stopwatch.running_since)) : json::Value(nullptr);
  out["state"] = json::Value(state_name(stopwatch.state));
  out["due"] = to_json(stopwatch.due);
  return out;
}

}  // namespace amends::calendar
