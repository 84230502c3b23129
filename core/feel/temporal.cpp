#include "feel/temporal.hpp"

#include <algorithm>
#include <string>

namespace amends::feel {
namespace {

constexpr std::int64_t kOffsetMax_s = 14 * 3600;

/// Floor division for a positive divisor: days before 1970 stay whole days.
constexpr std::int64_t floor_div(std::int64_t value, std::int64_t by) { return value / by - (value % by < 0 ? 1 : 0); }
constexpr std::int64_t floor_mod(std::int64_t value, std::int64_t by) { return value - floor_div(value, by) * by; }

bool leap(std::int64_t year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

std::int64_t days_of_month(std::int64_t year, std::int64_t month) {
  constexpr std::int64_t kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && leap(year) ? 29 : kDays[month - 1];
}

bool in_range(const Date& date) {
  static const std::int64_t first = days_from_civil(1, 1, 1), last = days_from_civil(9999, 12, 31);
  return date.days >= first && date.days <= last;
}

std::string two(std::int64_t value) { return (value < 10 ? "0" : "") + std::to_string(value); }

Error not_a(std::string_view what, std::string_view text, std::string_view example) {
  return fail(ErrorCode::schema, "'" + std::string(text.substr(0, 60)) + "' is no " + std::string(what) + "; write it like " + std::string(example));
}

/// Reads fixed-width fields.
struct Reader {
  std::string_view rest;
  bool take(char c) {
    if (rest.empty() || rest.front() != c) return false;
    rest.remove_prefix(1);
    return true;
  }
  bool digits(std::size_t count, std::int64_t& out) {
    if (rest.size() < count) return false;
    out = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (rest[i] < '0' || rest[i] > '9') return false;
      out = out * 10 + (rest[i] - '0');
    }
    rest.remove_prefix(count);
    return true;
  }
};

enum class Fraction { none, read, too_fine, bad };

/// ".5" as microseconds; zeros beyond the sixth place are harmless.
Fraction fraction(Reader& reader, std::int64_t& us) {
  us = 0;
  if (!reader.take('.')) return Fraction::none;
  std::size_t count = 0;
  bool fine = false;
  while (!reader.rest.empty() && reader.rest.front() >= '0' && reader.rest.front() <= '9') {
    const int digit = reader.rest.front() - '0';
    if (count < 6) us = us * 10 + digit;
    else if (digit != 0) fine = true;
    ++count;
    reader.rest.remove_prefix(1);
  }
  if (count == 0) return Fraction::bad;
  for (std::size_t i = count; i < 6; ++i) us *= 10;
  return fine ? Fraction::too_fine : Fraction::read;
}

Error zone_unsupported(std::string_view text) {
  return fail(ErrorCode::unsupported, "'" + std::string(text.substr(0, 60)) + "' names a time zone; write a UTC offset such as +08:00 instead");
}

Error too_fine(std::string_view text) {
  return fail(ErrorCode::unsupported, "'" + std::string(text.substr(0, 60)) + "' is finer than a microsecond; shorten its fraction");
}

std::string offset_text(const std::optional<std::int32_t>& offset_s) {
  if (!offset_s) return {};
  if (*offset_s == 0) return "Z";
  const std::int32_t size = *offset_s < 0 ? -*offset_s : *offset_s;
  return (*offset_s < 0 ? "-" : "+") + two(size / 3600) + ":" + two(size / 60 % 60) + (size % 60 != 0 ? ":" + two(size % 60) : "");
}

std::string fraction_text(std::int64_t us) {
  if (us == 0) return {};
  std::string digits = std::to_string(1'000'000 + us).substr(1);
  digits.erase(digits.find_last_not_of('0') + 1);
  return "." + digits;
}

std::string clock_text(std::int64_t us) {
  const std::int64_t seconds = us / kMicrosecondsPerSecond;
  return two(seconds / 3600) + ":" + two(seconds / 60 % 60) + ":" + two(seconds % 60) + fraction_text(us % kMicrosecondsPerSecond);
}

}  // namespace

std::optional<Date> make_date(std::int64_t year, std::int64_t month, std::int64_t day) noexcept {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > days_of_month(year, month)) return std::nullopt;
  return Date{days_from_civil(year, static_cast<unsigned>(month), static_cast<unsigned>(day))};
}

std::optional<Time> make_time(std::int64_t hour, std::int64_t minute, std::int64_t second, std::int64_t us) noexcept {
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 || us < 0 || us >= kMicrosecondsPerSecond) return std::nullopt;
  return Time{((hour * 60 + minute) * 60 + second) * kMicrosecondsPerSecond + us, std::nullopt};
}

bool offset_in_range(std::int64_t offset_s) noexcept { return offset_s >= -kOffsetMax_s && offset_s <= kOffsetMax_s; }

Result<Date> parse_date(std::string_view text) {
  Reader reader{text};
  std::int64_t year = 0, month = 0, day = 0;
  const bool signed_year = reader.take('-');
  std::size_t year_digits = 0;
  while (year_digits < reader.rest.size() && reader.rest[year_digits] >= '0' && reader.rest[year_digits] <= '9') ++year_digits;
  if (year_digits < 4 || year_digits > 9 || !reader.digits(year_digits, year) || !reader.take('-') || !reader.digits(2, month) || !reader.take('-') ||
      !reader.digits(2, day) || !reader.rest.empty())
    return not_a("date", text, "2026-03-02");
  if (signed_year || year_digits > 4 || year == 0)
    return fail(ErrorCode::unsupported, "the year of '" + std::string(text) + "' is outside 0001 to 9999; use a year of four digits");
  const auto out = make_date(year, month, day);
  if (!out) return fail(ErrorCode::schema, "there is no day '" + std::string(text) + "'; correct month or day");
  return *out;
}

Result<Time> parse_time(std::string_view text) {
  Reader reader{text};
  std::int64_t hour = 0, minute = 0, second = 0, us = 0;
  const auto refuse = [&] { return not_a("time", text, "09:30:00 or 09:30:00+08:00"); };
  if (!reader.digits(2, hour) || !reader.take(':') || !reader.digits(2, minute) || !reader.take(':') || !reader.digits(2, second)) return refuse();
  const Fraction kind = fraction(reader, us);
  if (kind == Fraction::bad) return refuse();
  if (kind == Fraction::too_fine) return too_fine(text);
  auto out = make_time(hour, minute, second, us);
  if (!out) return fail(ErrorCode::schema, "there is no time '" + std::string(text.substr(0, 60)) + "'; hours go to 23, minutes and seconds to 59");
  if (reader.rest.empty()) return *out;
  if (reader.rest.front() == '@') return zone_unsupported(text);
  if (reader.take('Z')) {
    if (!reader.rest.empty()) return refuse();
    out->offset_s = 0;
    return *out;
  }
  const bool west = reader.rest.front() == '-';
  if (!west && reader.rest.front() != '+') return refuse();
  reader.rest.remove_prefix(1);
  std::int64_t offset_hours = 0, offset_minutes = 0, offset_seconds = 0;
  if (!reader.digits(2, offset_hours) || !reader.take(':') || !reader.digits(2, offset_minutes)) return refuse();
  if (reader.take(':') && !reader.digits(2, offset_seconds)) return refuse();
  const std::int64_t offset_s = (offset_hours * 60 + offset_minutes) * 60 + offset_seconds;
  if (!reader.rest.empty() || offset_minutes > 59 || offset_seconds > 59 || !offset_in_range(offset_s)) return refuse();
  out->offset_s = static_cast<std::int32_t>(west ? -offset_s : offset_s);
  return *out;
}

Result<DateTime> parse_date_time(std::string_view text) {
  const auto at = text.find('T');
  if (at == std::string_view::npos) {
    auto date = parse_date(text);  // a date alone is its midnight, as DMN says
    if (!date) return std::move(date).error();
    return join(*date, Time{});
  }
  auto date = parse_date(text.substr(0, at));
  if (!date) return std::move(date).error();
  auto time = parse_time(text.substr(at + 1));
  if (!time) return std::move(time).error();
  return join(*date, *time);
}

Result<Duration> parse_duration(std::string_view text) {
  const auto refuse = [&] { return not_a("duration", text, "P1Y2M or P3DT4H30M"); };
  const auto too_long = [&] { return fail(ErrorCode::range, "the duration '" + std::string(text.substr(0, 60)) + "' is too long to count; shorten it"); };
  Reader reader{text};
  const bool negative = reader.take('-');
  if (!reader.take('P')) return refuse();
  struct Unit { char letter; bool after_t; bool calendar; std::int64_t size; };  // size in months or microseconds
  static constexpr Unit kUnits[] = {{'Y', false, true, 12}, {'M', false, true, 1}, {'D', false, false, kMicrosecondsPerDay},
                                    {'H', true, false, 3600 * kMicrosecondsPerSecond}, {'M', true, false, 60 * kMicrosecondsPerSecond},
                                    {'S', true, false, kMicrosecondsPerSecond}};
  std::size_t next_unit = 0;
  bool after_t = false, any = false, any_after_t = false, calendar = false, exact = false;
  std::int64_t total = 0;
  while (!reader.rest.empty()) {
    if (!after_t && reader.take('T')) { after_t = true; continue; }
    std::int64_t count = 0, us = 0;
    std::size_t length = 0;
    while (length < reader.rest.size() && reader.rest[length] >= '0' && reader.rest[length] <= '9') ++length;
    if (length == 0) return refuse();
    if (length > 18) return too_long();
    if (!reader.digits(length, count)) return refuse();
    const Fraction kind = fraction(reader, us);
    if (kind == Fraction::bad) return refuse();
    if (kind == Fraction::too_fine) return too_fine(text);
    if (reader.rest.empty()) return refuse();
    const char letter = reader.rest.front();
    reader.rest.remove_prefix(1);
    while (next_unit < std::size(kUnits) && !(kUnits[next_unit].letter == letter && kUnits[next_unit].after_t == after_t)) ++next_unit;
    if (next_unit == std::size(kUnits) || (kind == Fraction::read && letter != 'S')) return refuse();
    const Unit& unit = kUnits[next_unit++];
    (unit.calendar ? calendar : exact) = true;
    std::int64_t part = 0;
    if (__builtin_mul_overflow(count, unit.size, &part) || __builtin_add_overflow(part, us, &part) || __builtin_add_overflow(total, part, &total))
      return too_long();
    any = true;
    any_after_t = any_after_t || after_t;
  }
  if (!any || (after_t && !any_after_t)) return refuse();
  if (calendar && exact)
    return fail(ErrorCode::schema, "the duration '" + std::string(text) + "' mixes months with days, and months differ in length; write one of the two kinds");
  Duration out;
  out.calendar = calendar;
  (calendar ? out.years_months.months : out.days_time.us) = negative ? -total : total;
  return out;
}

std::string text_of(const Date& value) {
  const auto day = civil_from_days(value.days);
  return std::to_string(10'000 + day.year).substr(1) + "-" + two(day.month) + "-" + two(day.day);
}

std::string text_of(const Time& value) { return clock_text(value.us) + offset_text(value.offset_s); }

std::string text_of(const DateTime& value) { return text_of(date_of(value)) + "T" + text_of(time_of(value)); }

std::string text_of(const YearsMonths& value) {
  if (value.months == 0) return "P0M";
  const std::int64_t size = value.months < 0 ? -value.months : value.months;
  return std::string(value.months < 0 ? "-P" : "P") + (size >= 12 ? std::to_string(size / 12) + "Y" : "") + (size % 12 != 0 ? std::to_string(size % 12) + "M"
      : "");
}

std::string text_of(const DaysTime& value) {
  if (value.us == 0) return "PT0S";
  const auto size = value.us < 0 ? ~static_cast<std::uint64_t>(value.us) + 1 : static_cast<std::uint64_t>(value.us);
  std::string out = value.us < 0 ? "-P" : "P";
  const std::uint64_t days = size / kMicrosecondsPerDay, rest = size % kMicrosecondsPerDay;
  if (days != 0) out += std::to_string(days) + "D";
  if (rest == 0) return out;
  const std::uint64_t seconds = rest / kMicrosecondsPerSecond, us = rest % kMicrosecondsPerSecond;
  out += "T";
  if (seconds / 3600 != 0) out += std::to_string(seconds / 3600) + "H";
  if (seconds / 60 % 60 != 0) out += std::to_string(seconds / 60 % 60) + "M";
  if (seconds % 60 != 0 || us != 0) out += std::to_string(seconds % 60) + fraction_text(static_cast<std::int64_t>(us)) + "S";
  return out;
}

Date date_of(const DateTime& value) noexcept { return {floor_div(value.local_us, kMicrosecondsPerDay)}; }
Time time_of(const DateTime& value) noexcept { return {floor_mod(value.local_us, kMicrosecondsPerDay), value.offset_s}; }
DateTime join(const Date& date, const Time& time) noexcept { return {date.days * kMicrosecondsPerDay + time.us, time.offset_s}; }
DateTime date_time_at(Instant at, std::int32_t offset_s) noexcept { return {at.us + offset_s * kMicrosecondsPerSecond, offset_s}; }

std::optional<Date> plus_months(const Date& value, std::int64_t months) noexcept {
  if (months > 12 * 20'000 || months < -12 * 20'000) return std::nullopt;
  const auto day = civil_from_days(value.days);
  const std::int64_t month = day.year * 12 + (day.month - 1) + months;
  const std::int64_t year = floor_div(month, 12), month_of_year = floor_mod(month, 12) + 1;
  if (year < 1 || year > 9999) return std::nullopt;
  return make_date(year, month_of_year, std::min<std::int64_t>(day.day, days_of_month(year, month_of_year)));
}

std::optional<DateTime> plus_months(const DateTime& value, std::int64_t months) noexcept {
  const auto date = plus_months(date_of(value), months);
  if (!date) return std::nullopt;
  return join(*date, time_of(value));
}

std::optional<DateTime> plus(const DateTime& value, std::int64_t us) noexcept {
  DateTime out = value;
  if (__builtin_add_overflow(value.local_us, us, &out.local_us) || !in_range(date_of(out))) return std::nullopt;
  return out;
}

std::optional<Date> plus(const Date& value, std::int64_t us) noexcept {
  const auto out = plus(join(value, Time{}), us);
  if (!out) return std::nullopt;
  return date_of(*out);
}

Time plus(const Time& value, std::int64_t us) noexcept { return {floor_mod(value.us + us % kMicrosecondsPerDay, kMicrosecondsPerDay), value.offset_s}; }

std::optional<std::int64_t> difference(const DateTime& left, const DateTime& right) noexcept {
  if (left.offset_s.has_value() != right.offset_s.has_value()) return std::nullopt;
  return (left.local_us - left.offset_s.value_or(0) * kMicrosecondsPerSecond) - (right.local_us - right.offset_s.value_or(0) * kMicrosecondsPerSecond);
}

std::optional<std::int64_t> difference(const Time& left, const Time& right) noexcept {
  if (left.offset_s.has_value() != right.offset_s.has_value()) return std::nullopt;
  return (left.us - left.offset_s.value_or(0) * kMicrosecondsPerSecond) - (right.us - right.offset_s.value_or(0) * kMicrosecondsPerSecond);
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
