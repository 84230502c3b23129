#include "calendar/duration.hpp"

#include <cassert>

namespace amends::calendar {
namespace {

struct UnitRow {
  Unit unit;
  std::string_view suffix;
  std::int64_t count_max;  ///< ten years of the unit
  std::int64_t unit_us;    ///< microseconds; 0 where a unit has no fixed length
  std::string_view zh;     ///< stands directly after the count
  std::string_view en_one;
  std::string_view en_many;
};

constexpr std::int64_t kSecond = 1'000'000;
constexpr UnitRow kUnits[] = {
    {Unit::seconds, "s", 315'360'000, kSecond, "秒", "second", "seconds"},
    {Unit::minutes, "m", 5'256'000, 60 * kSecond, "分钟", "minute", "minutes"},
    {Unit::hours, "h", 87'600, 3600 * kSecond, "小时", "hour", "hours"},
    {Unit::working_hours, "wh", 87'600, 3600 * kSecond, "个工作小时", "working hour", "working hours"},
    {Unit::working_days, "wd", 3'650, 0, "个工作日", "working day", "working days"},
    {Unit::days, "d", 3'650, 0, "个自然日", "calendar day", "calendar days"},
    {Unit::weeks, "w", 520, 0, "周", "week", "weeks"},
    {Unit::months, "mo", 120, 0, "个月", "calendar month", "calendar months"},
};

const UnitRow& row_of(Unit unit) noexcept { return kUnits[static_cast<int>(unit)]; }

}  // namespace

std::string_view unit_suffix(Unit unit) noexcept { return row_of(unit).suffix; }
std::int64_t count_max(Unit unit) noexcept { return row_of(unit).count_max; }

Result<Duration> make_duration(std::int64_t count, Unit unit) {
  const auto& row = row_of(unit);
  const std::int64_t least = is_elapsed(unit) ? 0 : 1;
  if (count < least || count > row.count_max) {
    return fail(ErrorCode::range, "a duration in " + std::string(row.en_many) + " runs from " + std::to_string(least) + std::string(row.suffix) + " to " +
                                      std::to_string(row.count_max) + std::string(row.suffix) + "; " + std::to_string(count) + std::string(row.suffix) +
                                      " is outside");
  }
  return Duration{count, unit};
}

Result<Duration> parse_duration(std::string_view text) {
  const auto bad = [&] {
    return fail(ErrorCode::bad_type, "'" + std::string(text.substr(0, 40)) +
                                         "' is no duration; write a whole number and one of s, m, h, wh (working hours), wd (working days), d (calendar days), "
                                         "w, mo, for example 15d or 7wd");
  };
  std::size_t digits = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
  if (digits == 0 || (digits > 1 && text[0] == '0')) return bad();
  const auto suffix = text.substr(digits);
  for (const auto& row : kUnits) {
    if (row.suffix != suffix) continue;
    // Twelve digits are beyond every limit and still far from overflow.
    if (digits > 12) {
      return fail(ErrorCode::range, "the duration '" + std::string(text.substr(0, 40)) + "' is too long; the most is " + std::to_string(row.count_max) +
                                        std::string(row.suffix));
    }
    std::int64_t count = 0;
    for (const char c : text.substr(0, digits)) count = count * 10 + (c - '0');
    return make_duration(count, row.unit);
  }
  return bad();
}

std::string format_duration(Duration duration) { return std::to_string(duration.count) + std::string(unit_suffix(duration.unit)); }

std::string duration_zh(Duration duration) { return std::to_string(duration.count) + std::string(row_of(duration.unit).zh); }

std::string duration_en(Duration duration) {
  const auto& row = row_of(duration.unit);
  return std::to_string(duration.count) + " " + std::string(duration.count == 1 ? row.en_one : row.en_many);
}

std::int64_t time_us(Duration duration) noexcept {
  assert(!ends_at_midnight(duration.unit));
  return duration.count * row_of(duration.unit).unit_us;
}

}  // namespace amends::calendar
