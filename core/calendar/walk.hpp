#pragma once
// The one place where time is counted: from a start, over one or more durations, around the spans in which the clock stood still. Deadlines,
// stopwatches and plain due dates all come here, so that they cannot differ.
#include <optional>
#include <span>
#include <vector>

#include "calendar/calendar.hpp"
#include "calendar/ledger.hpp"
#include "calendar/zone.hpp"

namespace amends::calendar {

/// A span [from, to) in which the clock stands still; an empty one changes nothing. Lists of pauses are in order of time and do not overlap.
struct Pause {
  Instant from, to;
  Bilingual reason;
};

/// The instant at which `parts`, one after the other, have run out. A part in d, w, mo or wd counts local days, the first being the day after
/// its start (or, after another such part, the day after that part's last), and ends at the local midnight that ends its last day. Such a day
/// counts when its end is reached while the clock runs. A part in s, m, h counts elapsed time, in wh time inside working hours.
/// `ledger` may be nullptr. Errors: `pack_missing` for wd and wh on a day outside the calendar, `range` beyond the year kZoneYearLast.
[[nodiscard]] Result<Instant> walk(Instant start, std::span<const Duration> parts, std::span<const Pause> pauses, const Calendar& calendar, const Zone& zone,
                                   std::vector<LedgerLine>* ledger);

/// How much has been counted from `start` until `until` in the measure of a unit: days whose end was reached while the clock ran, or microseconds.
/// 0 when `until` is not after `start`. Errors: as `walk`.
[[nodiscard]] Result<std::int64_t> consumed(Instant start, Instant until, Unit unit, std::span<const Pause> pauses, const Calendar& calendar, const Zone& zone);

/// The longest span that `consumed` counts. Unit: days.
inline constexpr std::int32_t kConsumedDaysMax = 40'000;

}  // namespace amends::calendar
