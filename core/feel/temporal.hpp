#pragma once
// Dates, times and the two durations of FEEL. Local time and time with a UTC offset; zones by name are refused as unsupported until core/calendar
// lends its zone data. Years 0001 to 9999. No clock is read here.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "support/result.hpp"
#include "support/time.hpp"

namespace amends::feel {

inline constexpr std::int64_t kMicrosecondsPerSecond = 1'000'000;
inline constexpr std::int64_t kMicrosecondsPerDay = 86'400 * kMicrosecondsPerSecond;

/// Unit: days since 1970-01-01.
struct Date {
  std::int64_t days = 0;
  friend auto operator<=>(const Date&, const Date&) = default;
};

/// Unit: microseconds since local midnight, [0, kMicrosecondsPerDay). Without an offset it is local to nobody in particular.
struct Time {
  std::int64_t us = 0;
  std::optional<std::int32_t> offset_s;  ///< east of UTC is positive
  friend bool operator==(const Time&, const Time&) = default;  ///< the same in form; what is equal in FEEL, value.hpp says
};

/// Unit: microseconds since 1970-01-01T00:00 on the local calendar; the instant is that less the offset.
struct DateTime {
  std::int64_t local_us = 0;
  std::optional<std::int32_t> offset_s;
  friend bool operator==(const DateTime&, const DateTime&) = default;
};

struct YearsMonths {
  std::int64_t months = 0;
  friend auto operator<=>(const YearsMonths&, const YearsMonths&) = default;
};

struct DaysTime {
  std::int64_t us = 0;
  friend auto operator<=>(const DaysTime&, const DaysTime&) = default;
};

/// Errors of the four readers: `schema` for text of another form or a day that does not exist, `unsupported` for zones by name, years beyond
/// 0001 to 9999 and fractions finer than a microsecond.
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

/// Nothing for a day or time that does not exist.
[[nodiscard]] std::optional<Date> make_date(std::int64_t year, std::int64_t month, std::int64_t day) noexcept;
[[nodiscard]] std::optional<Time> make_time(std::int64_t hour, std::int64_t minute, std::int64_t second, std::int64_t us) noexcept;
/// An offset within +-14 hours.
[[nodiscard]] bool offset_in_range(std::int64_t offset_s) noexcept;
[[nodiscard]] Date date_of(const DateTime& value) noexcept;
[[nodiscard]] Time time_of(const DateTime& value) noexcept;
[[nodiscard]] DateTime join(const Date& date, const Time& time) noexcept;
[[nodiscard]] DateTime date_time_at(Instant at, std::int32_t offset_s) noexcept;

/// Nothing beyond years 0001 to 9999. A day that the month lacks becomes its last: 31 January + P1M is 28 or 29 February.
[[nodiscard]] std::optional<Date> plus_months(const Date& value, std::int64_t months) noexcept;
[[nodiscard]] std::optional<DateTime> plus_months(const DateTime& value, std::int64_t months) noexcept;
[[nodiscard]] std::optional<DateTime> plus(const DateTime& value, std::int64_t us) noexcept;
/// From midnight of the date, then the date again: P1DT23H adds one day (DMN 1.5, 10.3.2.3.5).
[[nodiscard]] std::optional<Date> plus(const Date& value, std::int64_t us) noexcept;
/// Wraps at midnight.
[[nodiscard]] Time plus(const Time& value, std::int64_t us) noexcept;

/// left - right in microseconds; nothing when only one of the two has an offset.
[[nodiscard]] std::optional<std::int64_t> difference(const DateTime& left, const DateTime& right) noexcept;
[[nodiscard]] std::optional<std::int64_t> difference(const Time& left, const Time& right) noexcept;
/// Whole months from `from` to `to`, negative when it lies before.
[[nodiscard]] std::int64_t months_between(const Date& from, const Date& to) noexcept;
/// 1 Monday to 7 Sunday.
[[nodiscard]] int weekday(const Date& value) noexcept;
/// 1 on 1 January.
[[nodiscard]] int day_of_year(const Date& value) noexcept;
/// The week of ISO 8601, 1 to 53: the first one has the year's first Thursday.
[[nodiscard]] int week_of_year(const Date& value) noexcept;

}  // namespace amends::feel
