#pragma once
// Dates, times and the two durations of FEEL, exact to the nanosecond. Local time, time with a UTC offset and time of a named zone, whose rules
// core/calendar has. Years -999999999 to 999999999. No clock is read here. temporal_text.cpp reads and prints them.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "feel/decimal.hpp"
#include "support/result.hpp"
#include "support/time.hpp"

namespace date {
class time_zone;
}

namespace amends::feel {

using ZoneHandle = const ::date::time_zone*;  ///< calendar::Zone::handle(); nullptr: no named zone

inline constexpr std::int64_t kYearMax = 999'999'999;
inline constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;
inline constexpr std::int64_t kSecondsPerDay = 86'400;
inline constexpr std::int64_t kNanosecondsPerDay = kSecondsPerDay * kNanosecondsPerSecond;

/// Unit: days since 1970-01-01.
struct Date {
  std::int64_t days = 0;
  friend auto operator<=>(const Date&, const Date&) = default;
};

/// Unit: nanoseconds since local midnight, [0, kNanosecondsPerDay). Without offset and zone it is local to nobody in particular; with a zone it has no
/// offset, because that depends on the day.
struct Time {
  std::int64_t ns = 0;
  std::optional<std::int32_t> offset_s;  ///< east of UTC is positive
  ZoneHandle zone = nullptr;
  friend bool operator==(const Time&, const Time&) = default;  ///< the same in form; what is equal in FEEL, value.hpp says
};

/// Unit: seconds since 1970-01-01T00:00 on the local calendar, and nanoseconds; the instant is that less the offset.
struct DateTime {
  std::int64_t local_s = 0;
  std::int32_t ns = 0;                   ///< [0, kNanosecondsPerSecond)
  std::optional<std::int32_t> offset_s;  ///< that of the zone when there is one
  ZoneHandle zone = nullptr;
  friend bool operator==(const DateTime&, const DateTime&) = default;
};

struct YearsMonths {
  std::int64_t months = 0;
  friend auto operator<=>(const YearsMonths&, const YearsMonths&) = default;
};

/// Unit: seconds, and the nanoseconds to add to them, [0, kNanosecondsPerSecond): -0.25 s is {-1, 750'000'000}.
struct DaysTime {
  std::int64_t s = 0;
  std::int32_t ns = 0;
  [[nodiscard]] WideInteger total_ns() const noexcept { return static_cast<WideInteger>(s) * kNanosecondsPerSecond + ns; }
  /// Nothing beyond 2^63 seconds.
  [[nodiscard]] static std::optional<DaysTime> of(WideInteger total_ns) noexcept;
  friend auto operator<=>(const DaysTime&, const DaysTime&) = default;
};

/// Errors of the four readers: `schema` for text of another form, a day or a zone that does not exist, a fraction finer than a nanosecond and years
/// beyond kYearMax; `unavailable` when the machine has no usable zone data.
[[nodiscard]] Result<Date> parse_date(std::string_view text);
[[nodiscard]] Result<Time> parse_time(std::string_view text);
[[nodiscard]] Result<DateTime> parse_date_time(std::string_view text);
struct Duration {
  bool calendar = false;  ///< true: years and months
  YearsMonths years_months;
  DaysTime days_time;
};
/// "P1Y2M" or "P3DT4H5M6.5S", with "-" in front for a negative one. Errors: `schema`, `range`.
[[nodiscard]] Result<Duration> parse_duration(std::string_view text);

[[nodiscard]] std::string text_of(const Date& value);
[[nodiscard]] std::string text_of(const Time& value);
[[nodiscard]] std::string text_of(const DateTime& value);
[[nodiscard]] std::string text_of(const YearsMonths& value);
[[nodiscard]] std::string text_of(const DaysTime& value);

/// Errors: those of calendar::Zone::find.
[[nodiscard]] Result<ZoneHandle> find_zone(std::string_view name);
/// Precondition: not nullptr.
[[nodiscard]] std::string_view zone_name(ZoneHandle zone) noexcept;

/// Nothing for a day or time that does not exist.
[[nodiscard]] std::optional<Date> make_date(std::int64_t year, std::int64_t month, std::int64_t day) noexcept;
[[nodiscard]] std::optional<Time> make_time(std::int64_t hour, std::int64_t minute, std::int64_t second, std::int64_t ns) noexcept;
/// An offset within +-14 hours.
[[nodiscard]] bool offset_in_range(std::int64_t offset_s) noexcept;
[[nodiscard]] Date date_of(const DateTime& value) noexcept;
[[nodiscard]] Time time_of(const DateTime& value) noexcept;
/// Nothing when the time has a zone and the day is beyond what zone data tells (calendar::kZoneYearLast).
[[nodiscard]] std::optional<DateTime> join(const Date& date, const Time& time);
/// 00:00:00Z of the day: what a date is where a date and time is wanted.
[[nodiscard]] DateTime midnight_utc(const Date& date) noexcept;
[[nodiscard]] DateTime date_time_at(Instant at, std::int32_t offset_s) noexcept;

/// Nothing beyond the years, and for zones beyond calendar::kZoneYearLast. A day that the month lacks becomes its last: 31 January + P1M is 28 or 29
/// February.
[[nodiscard]] std::optional<Date> plus_months(const Date& value, std::int64_t months) noexcept;
[[nodiscard]] std::optional<DateTime> plus_months(const DateTime& value, std::int64_t months);
/// With a zone the time goes on by so much, and the wall clock shows what it then shows.
[[nodiscard]] std::optional<DateTime> plus(const DateTime& value, WideInteger ns);
/// From midnight of the date, then the date again: P1DT23H adds one day (DMN 1.5, 10.3.2.3.5).
[[nodiscard]] std::optional<Date> plus(const Date& value, WideInteger ns) noexcept;
/// Wraps at midnight.
[[nodiscard]] Time plus(const Time& value, WideInteger ns) noexcept;

/// left - right in nanoseconds; nothing when only one of the two has an offset, or for times of different zones.
[[nodiscard]] std::optional<WideInteger> difference(const DateTime& left, const DateTime& right) noexcept;
[[nodiscard]] std::optional<WideInteger> difference(const Time& left, const Time& right) noexcept;
/// Whole months from `from` to `to`, negative when it lies before.
[[nodiscard]] std::int64_t months_between(const Date& from, const Date& to) noexcept;
/// 1 Monday to 7 Sunday.
[[nodiscard]] int weekday(const Date& value) noexcept;
/// 1 on 1 January.
[[nodiscard]] int day_of_year(const Date& value) noexcept;
/// The week of ISO 8601, 1 to 53: the first one has the year's first Thursday.
[[nodiscard]] int week_of_year(const Date& value) noexcept;

}  // namespace amends::feel
