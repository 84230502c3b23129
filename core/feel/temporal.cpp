#include "feel/temporal.hpp"

#include <algorithm>

#include "calendar/zone.hpp"

namespace amends::feel {
namespace {

constexpr std::int64_t kOffsetMax_s = 14 * 3600;

/// Floor division for a positive divisor: days before 1970 stay whole days.
template <class T> constexpr T floor_div(T value, std::int64_t by) { return value / by - (value % by < 0 ? 1 : 0); }
template <class T> constexpr T floor_mod(T value, std::int64_t by) { return value - floor_div(value, by) * by; }

bool leap(std::int64_t year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

std::int64_t days_of_month(std::int64_t year, std::int64_t month) {
  constexpr std::int64_t kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && leap(year) ? 29 : kDays[month - 1];
}

bool in_range(WideInteger days) {
  static const std::int64_t first = days_from_civil(-kYearMax, 1, 1), last = days_from_civil(kYearMax, 12, 31);
  return days >= first && days <= last;
}

WideInteger local_ns(const DateTime& value) { return static_cast<WideInteger>(value.local_s) * kNanosecondsPerSecond + value.ns; }

/// Whether zone data tells the offset: before the end of the last year that it lists. What is long past has the zone's first offset.
bool zone_knows(std::int64_t local_s) {
  static const std::int64_t end_s = days_from_civil(calendar::kZoneYearLast + 1, 1, 1) * kSecondsPerDay;
  static const std::int64_t begin_s = days_from_civil(1, 1, 1) * kSecondsPerDay;
  return local_s >= begin_s && local_s < end_s;
}

constexpr std::int64_t kMicrosecondsPerSecond = 1'000'000;

std::int32_t offset_at(ZoneHandle zone, std::int64_t utc_s) { return calendar::Zone::of(zone).offset_seconds(Instant{utc_s * kMicrosecondsPerSecond}); }

/// Of a wall clock's time. One that the clock skips (spring) has the offset after the gap, one that it shows twice (autumn) the first of the two.
std::int32_t offset_of_local(ZoneHandle zone, std::int64_t local_s) {
  const auto days = floor_div(local_s, kSecondsPerDay);
  const calendar::LocalTime local{calendar::Date{static_cast<std::int32_t>(days)}, floor_mod(local_s, kSecondsPerDay) * kMicrosecondsPerSecond};
  const Instant at = calendar::Zone::of(zone).instant(local);
  return offset_at(zone, floor_div(at.us, kMicrosecondsPerSecond));
}

/// Gives the time its zone's offset; nothing where that is not known.
std::optional<DateTime> placed(DateTime value) {
  if (value.zone == nullptr) return value;
  if (!zone_knows(value.local_s)) return std::nullopt;
  value.offset_s = offset_of_local(value.zone, value.local_s);
  return value;
}

}  // namespace

std::optional<DaysTime> DaysTime::of(WideInteger total_ns) noexcept {
  const WideInteger s = floor_div(total_ns, kNanosecondsPerSecond);
  if (s > INT64_MAX || s < INT64_MIN) return std::nullopt;
  return DaysTime{static_cast<std::int64_t>(s), static_cast<std::int32_t>(floor_mod(total_ns, kNanosecondsPerSecond))};
}

Result<ZoneHandle> find_zone(std::string_view name) {
  AMENDS_TRY(const auto zone, calendar::Zone::find(name));
  return zone.handle();
}

std::string_view zone_name(ZoneHandle zone) noexcept { return calendar::Zone::of(zone).name(); }

std::optional<Date> make_date(std::int64_t year, std::int64_t month, std::int64_t day) noexcept {
  if (year < -kYearMax || year > kYearMax || month < 1 || month > 12 || day < 1 || day > days_of_month(year, month)) return std::nullopt;
  return Date{days_from_civil(year, static_cast<unsigned>(month), static_cast<unsigned>(day))};
}

std::optional<Time> make_time(std::int64_t hour, std::int64_t minute, std::int64_t second, std::int64_t ns) noexcept {
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 || ns < 0 || ns >= kNanosecondsPerSecond) return std::nullopt;
  return Time{((hour * 60 + minute) * 60 + second) * kNanosecondsPerSecond + ns, std::nullopt, nullptr};
}

bool offset_in_range(std::int64_t offset_s) noexcept { return offset_s >= -kOffsetMax_s && offset_s <= kOffsetMax_s; }

Date date_of(const DateTime& value) noexcept { return {floor_div(value.local_s, kSecondsPerDay)}; }

Time time_of(const DateTime& value) noexcept {
  return {floor_mod(value.local_s, kSecondsPerDay) * kNanosecondsPerSecond + value.ns, value.zone ? std::nullopt : value.offset_s, value.zone};
}

std::optional<DateTime> join(const Date& date, const Time& time) {
  return placed({date.days * kSecondsPerDay + time.ns / kNanosecondsPerSecond, static_cast<std::int32_t>(time.ns % kNanosecondsPerSecond), time.offset_s, time.zone});
}

DateTime midnight_utc(const Date& date) noexcept { return {date.days * kSecondsPerDay, 0, 0, nullptr}; }

DateTime date_time_at(Instant at, std::int32_t offset_s) noexcept {
  return {floor_div(at.us, kMicrosecondsPerSecond) + offset_s, static_cast<std::int32_t>(floor_mod(at.us, kMicrosecondsPerSecond) * 1'000), offset_s, nullptr};
}

std::optional<Date> plus_months(const Date& value, std::int64_t months) noexcept {
  if (months > 12 * 2 * kYearMax || months < -12 * 2 * kYearMax) return std::nullopt;
  const auto day = civil_from_days(value.days);
  const std::int64_t month = day.year * 12 + (day.month - 1) + months;
  const std::int64_t year = floor_div(month, 12), month_of_year = floor_mod(month, 12) + 1;
  if (year < -kYearMax || year > kYearMax) return std::nullopt;
  return make_date(year, month_of_year, std::min<std::int64_t>(day.day, days_of_month(year, month_of_year)));
}

std::optional<DateTime> plus_months(const DateTime& value, std::int64_t months) {
  const auto date = plus_months(date_of(value), months);
  if (!date) return std::nullopt;
  return join(*date, time_of(value));
}

std::optional<DateTime> plus(const DateTime& value, WideInteger ns) {
  const WideInteger total = local_ns(value) + ns;  // far from the edge of 128 bits: each is below 2^94
  const WideInteger s = floor_div(total, kNanosecondsPerSecond);
  if (!in_range(floor_div(s, kSecondsPerDay))) return std::nullopt;
  DateTime out = value;
  out.local_s = static_cast<std::int64_t>(s);
  out.ns = static_cast<std::int32_t>(floor_mod(total, kNanosecondsPerSecond));
  if (value.zone == nullptr) return out;
  const std::int64_t utc_s = out.local_s - value.offset_s.value_or(0);
  if (!zone_knows(utc_s)) return std::nullopt;
  out.offset_s = offset_at(value.zone, utc_s);
  out.local_s = utc_s + *out.offset_s;
  return out;
}

std::optional<Date> plus(const Date& value, WideInteger ns) noexcept {
  const WideInteger days = floor_div(static_cast<WideInteger>(value.days) * kNanosecondsPerDay + ns, kNanosecondsPerDay);
  if (!in_range(days)) return std::nullopt;
  return Date{static_cast<std::int64_t>(days)};
}

Time plus(const Time& value, WideInteger ns) noexcept {
  Time out = value;
  out.ns = static_cast<std::int64_t>(floor_mod(value.ns + ns % kNanosecondsPerDay, kNanosecondsPerDay));
  return out;
}

std::optional<WideInteger> difference(const DateTime& left, const DateTime& right) noexcept {
  if (left.offset_s.has_value() != right.offset_s.has_value()) return std::nullopt;
  const auto instant = [](const DateTime& value) { return local_ns(value) - static_cast<WideInteger>(value.offset_s.value_or(0)) * kNanosecondsPerSecond; };
  return instant(left) - instant(right);
}

std::optional<WideInteger> difference(const Time& left, const Time& right) noexcept {
  if (left.zone != right.zone || left.offset_s.has_value() != right.offset_s.has_value()) return std::nullopt;
  return (left.ns - left.offset_s.value_or(0) * kNanosecondsPerSecond) - (right.ns - right.offset_s.value_or(0) * kNanosecondsPerSecond);
}

std::int64_t months_between(const Date& from, const Date& to) noexcept {
  if (to < from) return -months_between(to, from);
  const auto first = civil_from_days(from.days), last = civil_from_days(to.days);
  const std::int64_t months = (last.year - first.year) * 12 + static_cast<std::int64_t>(last.month) - static_cast<std::int64_t>(first.month);
  return last.day < first.day ? months - 1 : months;
}

int weekday(const Date& value) noexcept { return static_cast<int>(floor_mod(value.days + 3, 7)) + 1; }

int day_of_year(const Date& value) noexcept { return static_cast<int>(value.days - days_from_civil(civil_from_days(value.days).year, 1, 1)) + 1; }

int week_of_year(const Date& value) noexcept {
  const Date thursday{value.days + 4 - weekday(value)};  // decides which year the week belongs to
  return (day_of_year(thursday) - 1) / 7 + 1;
}

}  // namespace amends::feel
