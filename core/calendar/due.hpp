#pragma once
// When something is due: a start, a duration, a calendar and a zone give an instant and the ledger that shows how it came about (catalogue 0.1).
// Day 1 is the local day after the start. d, w, mo and wd are due at the local midnight that ends the last day, and calendar days do not roll
// over a holiday (regulations 1.1.10: Order 2020 No. 3 art. 43); s, m, h are exact; wh counts only the calendar's working hours.
// A clock is met when met_at < due.at.
#include <string>
#include <string_view>
#include <vector>

#include "calendar/calendar.hpp"
#include "calendar/duration.hpp"
#include "calendar/ledger.hpp"
#include "calendar/zone.hpp"

namespace amends::calendar {

/// A due instant with its working and with what it was worked out from, so that a later version of the calendar does not change it silently.
struct Due {
  Instant at;
  std::vector<LedgerLine> ledger;  ///< one line for each local day, complete
  std::string zone;
  std::string calendar_id;
  std::string calendar_hash;
};

/// Errors: `not_found` (zone), `pack_missing` (a wd or wh day outside the calendar), `range` (beyond the year kZoneYearLast).
[[nodiscard]] Result<Due> due_at(Instant start, Duration duration, const Calendar& calendar, std::string_view zone);
[[nodiscard]] Result<Due> due_at(Instant start, Duration duration, const Calendar& calendar, const Zone& zone);

/// The instant alone, without allocating a ledger. Errors: as `due_at`.
[[nodiscard]] Result<Instant> due_instant(Instant start, Duration duration, const Calendar& calendar, std::string_view zone);
[[nodiscard]] Result<Instant> due_instant(Instant start, Duration duration, const Calendar& calendar, const Zone& zone);

[[nodiscard]] constexpr bool is_met(Instant met_at, Instant due) noexcept { return met_at < due; }

/// {due_at, local, text{zh,en}, zone, calendar: {id, hash}, ledger: [...]}
[[nodiscard]] json::Value to_json(const Due& due);
/// The same with `runs` (summarise) in place of the complete ledger.
[[nodiscard]] json::Value to_json_short(const Due& due);

}  // namespace amends::calendar
