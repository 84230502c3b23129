#include "calendar/distance.hpp"

#include <algorithm>

#include "calendar/walk.hpp"

namespace amends::calendar {
namespace {

/// The local day that an instant belongs to when it ends a span: midnight belongs to the day before.
Date last_day(Instant to, const Zone& zone) { return zone.date(Instant{to.us - 1}); }

}  // namespace

Result<std::int64_t> working_days_between(Instant from, Instant to, const Calendar& calendar, const Zone& zone) {
  if (to < from) {
    AMENDS_TRY(const auto count, working_days_between(to, from, calendar, zone));
    return -count;
  }
  if (to == from) return std::int64_t{0};
  const Date first = zone.date(from), last = last_day(to, zone);
  if (last.days - first.days > kConsumedDaysMax) return fail(ErrorCode::range, "the two instants are more than 40000 days apart; check them");
  std::int64_t count = 0;
  for (Date date = plus_days(first, 1); date <= last; date = plus_days(date, 1)) {
    if (!calendar.covers(date)) return calendar.missing(date);
    count += calendar.works(date) ? 1 : 0;
  }
  return count;
}

std::int64_t calendar_days_between(Instant from, Instant to, const Zone& zone) {
  if (to < from) return -calendar_days_between(to, from, zone);
  if (to == from) return 0;
  return std::max<std::int64_t>(0, last_day(to, zone).days - zone.date(from).days);
}

Result<std::int64_t> working_time_between(Instant from, Instant to, const Calendar& calendar, const Zone& zone) {
  if (to >= from) return consumed(from, to, Unit::working_hours, {}, calendar, zone);
  AMENDS_TRY(const auto time, consumed(to, from, Unit::working_hours, {}, calendar, zone));
  return -time;
}

Result<Instant> warning_at(Instant due, Duration before, const Calendar& calendar, const Zone& zone) {
  const auto local = zone.local(due);
  switch (before.unit) {
    case Unit::seconds:
    case Unit::minutes:
    case Unit::hours: return Instant{due.us - time_us(before)};
    case Unit::days: return zone.instant({plus_days(local.date, static_cast<std::int32_t>(-before.count)), local.us_of_day});
    case Unit::weeks: return zone.instant({plus_days(local.date, static_cast<std::int32_t>(-7 * before.count)), local.us_of_day});
    case Unit::months: {
      // Counted from the day that midnight ends: a month before the end of 31 March is the end of 28 February.
      const Date day = last_day(due, zone);
      const Date moved = plus_months(day, static_cast<std::int32_t>(-before.count));
      return zone.instant({plus_days(moved, local.date.days - day.days), local.us_of_day});
    }
    case Unit::working_days: {
      Date date = local.date;
      for (std::int64_t left = before.count; left > 0;) {
        date = plus_days(date, -1);
        if (!calendar.covers(date)) return calendar.missing(date);
        if (calendar.works(date)) --left;
      }
      return zone.instant({date, local.us_of_day});
    }
    case Unit::working_hours: break;
  }
  std::int64_t left = time_us(before);
  for (Date date = last_day(due, zone);; date = plus_days(date, -1)) {
    if (!calendar.covers(date)) return calendar.missing(date);
    const auto slots = calendar.working_time(date);
    for (auto slot = slots.rbegin(); slot != slots.rend(); ++slot) {
      const Instant from = zone.instant({date, slot->from_minute * 60'000'000LL});
      const Instant to = std::min(due, zone.instant({date, slot->to_minute * 60'000'000LL}));
      if (to <= from) continue;
      if (to.us - from.us >= left) return Instant{to.us - left};
      left -= to.us - from.us;
    }
  }
}

}  // namespace amends::calendar
