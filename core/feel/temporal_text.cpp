// Dates, times and durations as text: the forms of ISO 8601 that DMN 1.5, 10.3.2.3 and 10.3.4.1 name.
#include <iterator>
#include <string>

#include "feel/temporal.hpp"

namespace amends::feel {
namespace {

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
  /// How many digits stand here.
  [[nodiscard]] std::size_t run() const {
    std::size_t count = 0;
    while (count < rest.size() && rest[count] >= '0' && rest[count] <= '9') ++count;
    return count;
  }
  bool digits(std::size_t count, std::int64_t& out) {
    if (run() < count) return false;
    out = 0;
    for (std::size_t i = 0; i < count; ++i) out = out * 10 + (rest[i] - '0');
    rest.remove_prefix(count);
    return true;
  }
};

enum class Fraction { none, read, too_fine, bad };

/// ".5" as nanoseconds; zeros beyond the ninth place are harmless. `bare`: a point alone is a fraction of nothing.
Fraction fraction(Reader& reader, std::int64_t& ns, bool bare) {
  ns = 0;
  if (!reader.take('.')) return Fraction::none;
  const std::size_t count = reader.run();
  if (count == 0) return bare ? Fraction::read : Fraction::bad;
  bool fine = false;
  for (std::size_t i = 0; i < count; ++i) {
    const int digit = reader.rest[i] - '0';
    if (i < 9) ns = ns * 10 + digit;
    else fine = fine || digit != 0;
  }
  for (std::size_t i = count; i < 9; ++i) ns *= 10;
  reader.rest.remove_prefix(count);
  return fine ? Fraction::too_fine : Fraction::read;
}

Error too_fine(std::string_view text) {
  return fail(ErrorCode::schema, "'" + std::string(text.substr(0, 60)) + "' is finer than a nanosecond; shorten its fraction");
}

std::string offset_text(const std::optional<std::int32_t>& offset_s) {
  if (!offset_s) return {};
  if (*offset_s == 0) return "Z";
  const std::int32_t size = *offset_s < 0 ? -*offset_s : *offset_s;
  return (*offset_s < 0 ? "-" : "+") + two(size / 3600) + ":" + two(size / 60 % 60) + (size % 60 != 0 ? ":" + two(size % 60) : "");
}

std::string fraction_text(std::int64_t ns) {
  if (ns == 0) return {};
  std::string digits = std::to_string(kNanosecondsPerSecond + ns).substr(1);
  digits.erase(digits.find_last_not_of('0') + 1);
  return "." + digits;
}

/// After the seconds: nothing, Z, an offset, or @ and the name of a zone.
Result<void> read_place(Reader& reader, std::string_view text, Time& out) {
  const auto refuse = [&] { return not_a("time", text, "09:30:00, 09:30:00+08:00 or 09:30:00@Asia/Shanghai"); };
  if (reader.rest.empty()) return {};
  if (reader.take('@')) {
    AMENDS_TRY(out.zone, find_zone(reader.rest));
    return {};
  }
  if (reader.take('Z')) {
    if (!reader.rest.empty()) return refuse();
    out.offset_s = 0;
    return {};
  }
  const bool west = reader.rest.front() == '-';
  if (!west && reader.rest.front() != '+') return refuse();
  reader.rest.remove_prefix(1);
  std::int64_t hours = 0, minutes = 0, seconds = 0;
  if (!reader.digits(2, hours) || !reader.take(':') || !reader.digits(2, minutes)) return refuse();
  if (reader.take(':') && !reader.digits(2, seconds)) return refuse();
  const std::int64_t offset_s = (hours * 60 + minutes) * 60 + seconds;
  if (!reader.rest.empty() || minutes > 59 || seconds > 59 || !offset_in_range(offset_s)) return refuse();
  out.offset_s = static_cast<std::int32_t>(west ? -offset_s : offset_s);
  return {};
}

}  // namespace

Result<Date> parse_date(std::string_view text) {
  Reader reader{text};
  std::int64_t year = 0, month = 0, day = 0;
  const bool before_zero = reader.take('-');
  const std::size_t year_digits = reader.run();
  const bool padded = year_digits > 4 && reader.rest.front() == '0';  // a long year has no zeros in front
  if (year_digits < 4 || year_digits > 9 || padded || !reader.digits(year_digits, year) || !reader.take('-') || !reader.digits(2, month) || !reader.take('-') ||
      !reader.digits(2, day) || !reader.rest.empty() || (before_zero && year == 0))
    return not_a("date", text, "2026-03-02");
  const auto out = make_date(before_zero ? -year : year, month, day);
  if (!out) return fail(ErrorCode::schema, "there is no day '" + std::string(text) + "'; correct month or day");
  return *out;
}

Result<Time> parse_time(std::string_view text) {
  Reader reader{text};
  std::int64_t hour = 0, minute = 0, second = 0, ns = 0;
  const auto refuse = [&] { return not_a("time", text, "09:30:00, 09:30:00+08:00 or 09:30:00@Asia/Shanghai"); };
  if (!reader.digits(2, hour) || !reader.take(':') || !reader.digits(2, minute) || !reader.take(':') || !reader.digits(2, second)) return refuse();
  const Fraction kind = fraction(reader, ns, false);
  if (kind == Fraction::bad) return refuse();
  if (kind == Fraction::too_fine) return too_fine(text);
  auto out = make_time(hour, minute, second, ns);
  if (!out) return fail(ErrorCode::schema, "there is no time '" + std::string(text.substr(0, 60)) + "'; hours go to 23, minutes and seconds to 59");
  AMENDS_CHECK(read_place(reader, text, *out));
  return *out;
}

Result<DateTime> parse_date_time(std::string_view text) {
  const auto at = text.find('T');
  if (at == std::string_view::npos) {
    auto date = parse_date(text);  // a date alone is its midnight, as DMN says
    if (!date) return std::move(date).error();
    return *join(*date, Time{});
  }
  auto date = parse_date(text.substr(0, at));
  if (!date) return std::move(date).error();
  auto time = parse_time(text.substr(at + 1));
  if (!time) return std::move(time).error();
  const auto out = join(*date, *time);
  if (!out)
    return fail(ErrorCode::schema, "'" + std::string(text.substr(0, 60)) + "' lies outside the years whose clock changes the zone data lists; write a UTC offset such as +08:00 instead");
  return *out;
}

Result<Duration> parse_duration(std::string_view text) {
  const auto refuse = [&] { return not_a("duration", text, "P1Y2M or P3DT4H30M"); };
  const auto too_long = [&] { return fail(ErrorCode::range, "the duration '" + std::string(text.substr(0, 60)) + "' is too long to count; shorten it"); };
  Reader reader{text};
  const bool negative = reader.take('-');
  if (!reader.take('P')) return refuse();
  struct Unit { char letter; bool after_t; bool calendar; std::int64_t size; };  // size in months or seconds
  static constexpr Unit kUnits[] = {{'Y', false, true, 12}, {'M', false, true, 1}, {'D', false, false, kSecondsPerDay},
                                    {'H', true, false, 3600}, {'M', true, false, 60}, {'S', true, false, 1}};
  std::size_t next_unit = 0;
  bool after_t = false, any = false, any_after_t = false, calendar = false, exact = false;
  std::int64_t total = 0, total_ns = 0;
  while (!reader.rest.empty()) {
    if (!after_t && reader.take('T')) { after_t = true; continue; }
    std::int64_t count = 0, ns = 0;
    const std::size_t length = reader.run();
    if (length == 0) return refuse();
    if (length > 18) return too_long();
    if (!reader.digits(length, count)) return refuse();
    const Fraction kind = fraction(reader, ns, true);
    if (kind == Fraction::too_fine) return too_fine(text);
    if (reader.rest.empty()) return refuse();
    const char letter = reader.rest.front();
    reader.rest.remove_prefix(1);
    while (next_unit < std::size(kUnits) && !(kUnits[next_unit].letter == letter && kUnits[next_unit].after_t == after_t)) ++next_unit;
    if (next_unit == std::size(kUnits) || (kind == Fraction::read && letter != 'S')) return refuse();
    const Unit& unit = kUnits[next_unit++];
    (unit.calendar ? calendar : exact) = true;
    std::int64_t part = 0;
    if (__builtin_mul_overflow(count, unit.size, &part) || __builtin_add_overflow(total, part, &total)) return too_long();
    total_ns += ns;
    any = true;
    any_after_t = any_after_t || after_t;
  }
  if (!any || (after_t && !any_after_t)) return refuse();
  if (calendar && exact)
    return fail(ErrorCode::schema, "the duration '" + std::string(text) + "' mixes months with days, and months differ in length; write one of the two kinds");
  Duration out;
  out.calendar = calendar;
  if (calendar) {
    out.years_months.months = negative ? -total : total;
    return out;
  }
  const WideInteger size = static_cast<WideInteger>(total) * kNanosecondsPerSecond + total_ns;
  out.days_time = *DaysTime::of(negative ? -size : size);  // of at most 2^63-1 seconds and a fraction
  return out;
}

std::string text_of(const Date& value) {
  const auto day = civil_from_days(value.days);
  const std::int64_t size = day.year < 0 ? -day.year : day.year;
  const std::string year = size < 10'000 ? std::to_string(10'000 + size).substr(1) : std::to_string(size);
  return (day.year < 0 ? "-" : "") + year + "-" + two(day.month) + "-" + two(day.day);
}

std::string text_of(const Time& value) {
  const std::int64_t seconds = value.ns / kNanosecondsPerSecond;
  return two(seconds / 3600) + ":" + two(seconds / 60 % 60) + ":" + two(seconds % 60) + fraction_text(value.ns % kNanosecondsPerSecond) +
         (value.zone ? "@" + std::string(zone_name(value.zone)) : offset_text(value.offset_s));
}

std::string text_of(const DateTime& value) { return text_of(date_of(value)) + "T" + text_of(time_of(value)); }

std::string text_of(const YearsMonths& value) {
  if (value.months == 0) return "P0M";
  const std::int64_t size = value.months < 0 ? -value.months : value.months;
  return std::string(value.months < 0 ? "-P" : "P") + (size >= 12 ? std::to_string(size / 12) + "Y" : "") + (size % 12 != 0 ? std::to_string(size % 12) + "M"
      : "");
}

std::string text_of(const DaysTime& value) {
  const WideInteger total = value.total_ns();
  if (total == 0) return "PT0S";
  const WideInteger size = total < 0 ? -total : total;
  const auto seconds = static_cast<std::uint64_t>(size / kNanosecondsPerSecond);
  const auto ns = static_cast<std::int64_t>(size % kNanosecondsPerSecond);
  std::string out = total < 0 ? "-P" : "P";
  const std::uint64_t days = seconds / kSecondsPerDay, rest = seconds % kSecondsPerDay;
  if (days != 0) out += std::to_string(days) + "D";
  if (rest == 0 && ns == 0) return out;
  out += "T";
  if (rest / 3600 != 0) out += std::to_string(rest / 3600) + "H";
  if (rest / 60 % 60 != 0) out += std::to_string(rest / 60 % 60) + "M";
  if (rest % 60 != 0 || ns != 0) out += std::to_string(rest % 60) + fraction_text(ns) + "S";
  return out;
}

}  // namespace amends::feel
