#pragma once
// Durations as rules, workflows and configurations write them: a count and a unit (`15d`, `7wd`, `2wh`). The units are different things and
// are never converted into each other: a working day is not 24 hours, and a month is not 30 days. ISO 8601 (`P1D`) is refused, because a
// reader cannot see whether a working day was meant.
#include <cstdint>
#include <string>
#include <string_view>

#include "support/result.hpp"
#include "support/time.hpp"

namespace amends::calendar {

enum class Unit : std::uint8_t {
  seconds,        ///< `2s`: elapsed time
  minutes,        ///< `90m`: elapsed time
  hours,          ///< `4h`: elapsed time
  working_hours,  ///< `2wh`: time inside the calendar's working hours
  working_days,   ///< `7wd`: days on which the calendar works
  days,           ///< `15d`: calendar days, holidays included
  weeks,          ///< `8w`: seven calendar days each
  months,         ///< `6mo`: calendar months; a missing day becomes the month's last
};

/// The suffix that is written after the count: "s", "m", "h", "wh", "wd", "d", "w", "mo".
[[nodiscard]] std::string_view unit_suffix(Unit unit) noexcept;
/// The largest count of a unit: about ten years, which is longer than any clock of a complaint and short enough for a ledger of days.
[[nodiscard]] std::int64_t count_max(Unit unit) noexcept;

/// Range: 1 to count_max(unit); seconds, minutes and hours may be 0 (at once). Valid when `parse_duration` or `make_duration` made it.
struct Duration {
  std::int64_t count = 0;
  Unit unit = Unit::days;
  friend bool operator==(const Duration&, const Duration&) = default;
};

/// Errors: `range`.
[[nodiscard]] Result<Duration> make_duration(std::int64_t count, Unit unit);
/// Reads `15d`. Errors: `bad_type` for any other text (`P1D`, `1.5d`, `-1d`, `15 d`, `015d`, `15D`), `range` for a count outside its range.
[[nodiscard]] Result<Duration> parse_duration(std::string_view text);
/// `15d`; parse_duration reads it back.
[[nodiscard]] std::string format_duration(Duration duration);
/// "15 calendar days" / "15个自然日": for people.
[[nodiscard]] std::string duration_zh(Duration duration);
[[nodiscard]] std::string duration_en(Duration duration);

/// True for seconds, minutes and hours: elapsed time, no calendar needed.
[[nodiscard]] constexpr bool is_elapsed(Unit unit) noexcept { return unit == Unit::seconds || unit == Unit::minutes || unit == Unit::hours; }
/// True for days, weeks, months and working days: the clock ends at a local midnight.
[[nodiscard]] constexpr bool ends_at_midnight(Unit unit) noexcept { return !is_elapsed(unit) && unit != Unit::working_hours; }
/// True for working days and working hours: the calendar decides.
[[nodiscard]] constexpr bool needs_calendar(Unit unit) noexcept { return unit == Unit::working_days || unit == Unit::working_hours; }

/// Microseconds of a duration in seconds, minutes, hours or working hours. Precondition: !ends_at_midnight(unit).
[[nodiscard]] std::int64_t time_us(Duration duration) noexcept;

}  // namespace amends::calendar
