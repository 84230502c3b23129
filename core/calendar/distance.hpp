#pragma once
// The way between two instants in the measures of a calendar, and the instants at which to warn before something is due. The inverse of due.hpp:
// working_days_between(start, due_at(start, 7wd)) is 7.
#include <cstdint>

#include "calendar/calendar.hpp"
#include "calendar/duration.hpp"
#include "calendar/zone.hpp"

namespace amends::calendar {

/// Working days after the local day of `from`, up to the local day of `to`; a `to` at local midnight belongs to the day that it ends.
/// Negative when `to` is before `from`. Errors: `pack_missing`, `range` (more than kConsumedDaysMax days).
[[nodiscard]] Result<std::int64_t> working_days_between(Instant from, Instant to, const Calendar& calendar, const Zone& zone);
/// Calendar days in the same way of counting.
[[nodiscard]] std::int64_t calendar_days_between(Instant from, Instant to, const Zone& zone);
/// Working time. Unit: microseconds. Negative when `to` is before `from`. Errors: `pack_missing`, `range`.
[[nodiscard]] Result<std::int64_t> working_time_between(Instant from, Instant to, const Calendar& calendar, const Zone& zone);

/// The instant that lies `before` ahead of `due`: d, w and mo go back on the calendar at the same wall-clock time; wd to the n-th working day
/// before, at the same wall-clock time; wh over working time; s, m and h exactly. What is due at the end of Friday has its `2wd` warning at the
/// beginning of Thursday: two working days are left. May lie before the clock's start. Errors: `pack_missing`.
[[nodiscard]] Result<Instant> warning_at(Instant due, Duration before, const Calendar& calendar, const Zone& zone);

}  // namespace amends::calendar
