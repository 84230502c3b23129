#pragma once
// Civil dates (no zone, no time of day) and texts in both languages. The arithmetic of days is support's; this adds the type, weekdays and
// months. Used by every file of core/calendar; knows neither zones nor holidays.
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "support/json.hpp"
#include "support/result.hpp"

namespace amends::calendar {

/// What a person reads, in both languages of the product.
struct Bilingual {
  std::string zh;
  std::string en;
  friend bool operator==(const Bilingual&, const Bilingual&) = default;
};
[[nodiscard]] json::Value to_json(const Bilingual& text);

/// A proleptic Gregorian date. Unit: days since 1970-01-01. Range: years 0001 to 9999 where `make_date` and `parse_date` made it.
struct Date {
  std::int32_t days = 0;
  friend auto operator<=>(const Date&, const Date&) = default;
};

enum class Weekday : std::uint8_t { monday, tuesday, wednesday, thursday, friday, saturday, sunday };

/// Errors: `range` for a year outside 1 to 9999 and for a day that the month does not have.
[[nodiscard]] Result<Date> make_date(std::int64_t year, unsigned month, unsigned day);
/// "2026-03-17" and nothing else. Errors: `bad_type`, `range`.
[[nodiscard]] Result<Date> parse_date(std::string_view text);
/// "2026-03-17".
[[nodiscard]] std::string format_date(Date date);

[[nodiscard]] int year_of(Date date) noexcept;
[[nodiscard]] Weekday weekday_of(Date date) noexcept;
/// 星期一 and Monday; static storage behind views.
[[nodiscard]] std::string_view weekday_zh(Weekday day) noexcept;
[[nodiscard]] std::string_view weekday_en(Weekday day) noexcept;

[[nodiscard]] constexpr Date plus_days(Date date, std::int32_t count) noexcept { return Date{date.days + count}; }
/// The same day `count` months later; a day that the month does not have becomes the month's last (31 January + 1 = 28 or 29 February).
[[nodiscard]] Date plus_months(Date date, std::int32_t count) noexcept;

}  // namespace amends::calendar
