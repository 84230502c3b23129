#pragma once
// The working of a clock, day by day: which days counted, how far the count was, and why. A due date that cannot show its days is not trusted.
#include <cstdint>
#include <span>
#include <vector>

#include "calendar/civil.hpp"
#include "calendar/duration.hpp"
#include "support/json.hpp"
#include "support/time.hpp"

namespace amends::calendar {

enum class Measure : std::uint8_t {
  days,          ///< each counted day is 1
  microseconds,  ///< elapsed or working time of the day
};

enum class LineKind : std::uint8_t {
  start_day,     ///< the local day of the start; day 1 is the next one
  calendar_day,  ///< counted, whatever day it is
  working_day,
  make_up_day,   ///< a weekend day that works (调休)
  weekend,
  holiday,
  suspended,     ///< the clock stood still at the end of this day
  elapsed,       ///< time of the clock on the wall
  working_time,  ///< time inside working hours
  no_time,       ///< a working day on which no working time was left
};

/// One local day. `running` is the count at the end of the day, this day included; it starts anew where a clock goes on in another measure.
struct LedgerLine {
  Date date;
  std::int64_t counted = 0;
  std::int64_t running = 0;
  Measure measure = Measure::days;
  LineKind kind = LineKind::calendar_day;
  Bilingual reason;
};

/// Neighbouring lines of one kind in which each day counted alike, for a short rendering of a long ledger.
struct LedgerRun {
  Date from, to;  ///< both included
  std::int64_t counted = 0;  ///< by all of its days
  std::int64_t running = 0;  ///< at its end
  Measure measure = Measure::days;
  LineKind kind = LineKind::calendar_day;
  Bilingual reason;
};

/// The ledger in fewer lines; days of different holidays stay apart. The sum of `counted` is the ledger's.
[[nodiscard]] std::vector<LedgerRun> summarise(std::span<const LedgerLine> ledger);

/// "start_day", "weekend", ...; static storage.
[[nodiscard]] std::string_view line_kind_name(LineKind kind) noexcept;
/// {date, counted, running, measure: "day"|"us", kind, reason{zh,en}}
[[nodiscard]] json::Value to_json(const LedgerLine& line);
/// {from, to, counted, running, measure, kind, reason{zh,en}}
[[nodiscard]] json::Value to_json(const LedgerRun& run);
[[nodiscard]] json::Value to_json(std::span<const LedgerLine> ledger);

}  // namespace amends::calendar
