#pragma once
// A service budget that can pause ("answer within 8 working hours, not counting the time we wait for the customer"). It is a promise of the house,
// never a legal date: that is a Deadline. Budget, consumed and running_since are worked out anew from the events each time.
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "calendar/due.hpp"

namespace amends::calendar {

enum class StopwatchEventKind : std::uint8_t { paused, resumed, stopped };

/// Events say what happened (the customer was asked, the customer spoke), never by which channel it came (zammad/zammad#1322).
struct StopwatchEvent {
  StopwatchEventKind kind = StopwatchEventKind::stopped;
  Instant at;
  std::string reason;  ///< required for a pause
  std::string actor;
};

enum class StopwatchState : std::uint8_t {
  running,
  paused,
  stopped,   ///< stopped within the budget
  exceeded,  ///< the budget ran out
};

struct Stopwatch {
  Duration budget;
  std::int64_t consumed = 0;  ///< days for budgets in d, w, mo, wd (days whose end was reached), else microseconds
  Measure measure = Measure::days;
  std::optional<Instant> running_since;  ///< empty while paused and after the stop
  StopwatchState state = StopwatchState::running;
  Due due;  ///< when the budget runs out; while paused: if it went on at `now`

  /// Works it out as it stands at `now`. Events are in order of `at`.
  /// Errors: `refused` for a pause without reason, a pause while paused, a resumption while running, anything after the stop; `state` for events out of
  /// order, before the start or after `now`; and those of `due_at`.
  [[nodiscard]] static Result<Stopwatch> compute(Duration budget, Instant start, std::span<const StopwatchEvent> events, const Calendar& calendar,
                                                 std::string_view zone, Instant now);
};

[[nodiscard]] std::string_view state_name(StopwatchState state) noexcept;
/// {budget, consumed, measure, running_since, state, due: {...}}
[[nodiscard]] json::Value to_json(const Stopwatch& stopwatch);

}  // namespace amends::calendar
