#include "calendar/civil.hpp"

#include <gtest/gtest.h>

#include "core/calendar/fixtures.hpp"

namespace amends::calendar {
namespace {

using fixtures::day;

TEST(Civil, ReadsAndPrintsADate) {
  EXPECT_EQ(format_date(day("2026-03-17")), "2026-03-17");
  EXPECT_EQ(format_date(day("0001-01-01")), "0001-01-01");
  EXPECT_EQ(format_date(day("9999-12-31")), "9999-12-31");
  EXPECT_EQ(day("1970-01-02").days, 1);
}

TEST(Civil, RefusesTextThatIsNoDate) {
  for (const auto* text : {"", "2026-3-17", "2026/03/17", "2026-03-17T00:00:00Z", "20260317", "２０２６-03-17", "2026-03-1a"}) {
    const auto date = parse_date(text);
    ASSERT_FALSE(date) << text;
    EXPECT_EQ(date.error().code, ErrorCode::bad_type) << text;
  }
}

TEST(Civil, RefusesDaysThatTheMonthDoesNotHave) {
  for (const auto* text : {"2026-02-29", "2026-04-31", "2026-13-01", "2026-00-10", "2026-01-00", "0000-01-01", "2100-02-29"}) {
    const auto date = parse_date(text);
    ASSERT_FALSE(date) << text;
    EXPECT_EQ(date.error().code, ErrorCode::range) << text;
  }
  EXPECT_TRUE(parse_date("2024-02-29"));
  EXPECT_TRUE(parse_date("2000-02-29"));
}

TEST(Civil, KnowsTheWeekdayOnBothSidesOf1970) {
  EXPECT_EQ(weekday_of(day("1970-01-01")), Weekday::thursday);
  EXPECT_EQ(weekday_of(day("1969-12-31")), Weekday::wednesday);
  EXPECT_EQ(weekday_of(day("2026-03-02")), Weekday::monday);
  EXPECT_EQ(weekday_of(day("2026-03-01")), Weekday::sunday);
  EXPECT_EQ(weekday_zh(Weekday::sunday), "星期日");
  EXPECT_EQ(weekday_en(Weekday::monday), "Monday");
}

TEST(Civil, AMissingDayBecomesTheMonthsLast) {
  EXPECT_EQ(format_date(plus_months(day("2024-01-31"), 1)), "2024-02-29");
  EXPECT_EQ(format_date(plus_months(day("2023-01-31"), 1)), "2023-02-28");
  EXPECT_EQ(format_date(plus_months(day("2024-02-29"), 12)), "2025-02-28");
  EXPECT_EQ(format_date(plus_months(day("2026-11-30"), 3)), "2027-02-28");
  EXPECT_EQ(format_date(plus_months(day("2026-03-31"), -1)), "2026-02-28");
  EXPECT_EQ(format_date(plus_months(day("2026-01-15"), -13)), "2024-12-15");
}

}  // namespace
}  // namespace amends::calendar
