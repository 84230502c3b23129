#include "calendar/civil.hpp"

#include <cstdio>

#include "support/time.hpp"

namespace amends::calendar {
namespace {

unsigned days_in_month(std::int64_t year, unsigned month) noexcept {
  static constexpr unsigned kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29 : kDays[month - 1];
}

}  // namespace

json::Value to_json(const Bilingual& text) { return json::bilingual(text.zh, text.en); }

Result<Date> make_date(std::int64_t year, unsigned month, unsigned day) {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month)) {
    return fail(ErrorCode::range, "there is no date " + std::to_string(year) + "-" + std::to_string(month) + "-" + std::to_string(day) +
                                      "; give a day of the Gregorian calendar between the years 1 and 9999");
  }
  return Date{static_cast<std::int32_t>(days_from_civil(year, month, day))};
}

Result<Date> parse_date(std::string_view text) {
  const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  bool good = text.size() == 10 && text[4] == '-' && text[7] == '-';
  for (const std::size_t i : {0u, 1u, 2u, 3u, 5u, 6u, 8u, 9u}) good = good && digit(i);
  if (!good) return fail(ErrorCode::bad_type, "'" + std::string(text) + "' is no date; write it as 2026-03-17");
  const auto number = [&](std::size_t from, std::size_t count) {
    unsigned value = 0;
    for (std::size_t i = from; i < from + count; ++i) value = value * 10 + static_cast<unsigned>(text[i] - '0');
    return value;
  };
  return make_date(number(0, 4), number(5, 2), number(8, 2));
}

std::string format_date(Date date) {
  const auto civil = civil_from_days(date.days);
  char buffer[48];
  std::snprintf(buffer, sizeof buffer, "%04lld-%02u-%02u", static_cast<long long>(civil.year), civil.month, civil.day);
  return buffer;
}

int year_of(Date date) noexcept { return static_cast<int>(civil_from_days(date.days).year); }

Weekday weekday_of(Date date) noexcept {
  // 1970-01-01 was a Thursday, the fourth day of a week that starts on Monday.
  const int day = (date.days + 3) % 7;
  return static_cast<Weekday>(day < 0 ? day + 7 : day);
}

std::string_view weekday_zh(Weekday day) noexcept {
  static constexpr std::string_view kNames[] = {"星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"};
  return kNames[static_cast<int>(day)];
}

std::string_view weekday_en(Weekday day) noexcept {
  static constexpr std::string_view kNames[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
  return kNames[static_cast<int>(day)];
}

Date plus_months(Date date, std::int32_t count) noexcept {
  const auto civil = civil_from_days(date.days);
  const std::int64_t months = civil.year * 12 + (civil.month - 1) + count;
  const std::int64_t year = months >= 0 ? months / 12 : (months - 11) / 12;
  const auto month = static_cast<unsigned>(months - year * 12 + 1);
  const unsigned last = days_in_month(year, month);
  return Date{static_cast<std::int32_t>(days_from_civil(year, month, civil.day < last ? civil.day : last))};
}

}  // namespace amends::calendar
