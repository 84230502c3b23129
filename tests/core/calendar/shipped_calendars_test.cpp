// Facts of the shipped packs that anybody can look up: the official notices of the State Council office and 5 U.S.C. 6103.
#include <gtest/gtest.h>

#include "calendar/calendar.hpp"
#include "core/calendar/fixtures.hpp"

namespace amends::calendar {
namespace {

using namespace fixtures;

TEST(ShippedCalendars, ChinaCoversEveryPublishedYear) {
  EXPECT_EQ(china().id(), "calendar.cn");
  EXPECT_EQ(china().zone(), kShanghai);
  EXPECT_EQ(china().first_date(), day("2015-01-01"));
  EXPECT_EQ(china().last_date(), day("2026-12-31"));
}

TEST(ShippedCalendars, ChinaNationalDay2025IsEightDaysWithAWorkingSundayAndSaturday) {
  EXPECT_EQ(china().kind(day("2025-09-28")), DayKind::make_up);
  EXPECT_EQ(weekday_of(day("2025-09-28")), Weekday::sunday);
  for (Date date = day("2025-10-01"); date <= day("2025-10-08"); date = plus_days(date, 1)) EXPECT_EQ(china().kind(date), DayKind::holiday) << format_date(date);
  EXPECT_EQ(china().kind(day("2025-10-09")), DayKind::working);
  EXPECT_EQ(china().kind(day("2025-10-11")), DayKind::make_up);
  EXPECT_EQ(value(china().why(day("2025-10-06"))).text.zh, "中秋节（星期一）");
}

TEST(ShippedCalendars, ChinaSpringFestival2020WasLengthenedByNotice) {
  EXPECT_EQ(china().kind(day("2020-01-31")), DayKind::holiday);
  EXPECT_EQ(china().kind(day("2020-02-02")), DayKind::holiday);
  EXPECT_EQ(china().kind(day("2020-02-03")), DayKind::working);
}

TEST(ShippedCalendars, ChinaHasTheVictoryDayOf2015) {
  EXPECT_EQ(china().kind(day("2015-09-03")), DayKind::holiday);
  EXPECT_EQ(china().kind(day("2015-09-04")), DayKind::holiday);
  EXPECT_EQ(china().kind(day("2015-09-06")), DayKind::make_up);
}

TEST(ShippedCalendars, ChinaWorksBetween245And252DaysEachYear) {
  for (int year = 2015; year <= 2026; ++year) {
    int working = 0;
    for (Date date = value(make_date(year, 1, 1)); date <= value(make_date(year, 12, 31)); date = plus_days(date, 1)) working += china().works(date) ? 1 : 0;
    EXPECT_GE(working, 245) << year;
    EXPECT_LE(working, 252) << year;
  }
}

TEST(ShippedCalendars, UnitedStatesCoversTheYearsOfItsHeader) {
  EXPECT_EQ(united_states().id(), "calendar.us");
  EXPECT_EQ(united_states().first_date(), day("2015-01-01"));
  EXPECT_EQ(united_states().last_date(), day("2030-12-31"));
}

TEST(ShippedCalendars, UnitedStatesThanksgivingIsTheFourthThursdayAndTheFridayWorks) {
  EXPECT_EQ(value(united_states().why(day("2026-11-26"))).text.en, "Thanksgiving Day (Thursday)");
  EXPECT_TRUE(united_states().works(day("2026-11-27")));
}

TEST(ShippedCalendars, UnitedStatesSaturdayHolidaysAreObservedOnFriday) {
  EXPECT_EQ(value(united_states().why(day("2026-07-03"))).text.en, "Independence Day, observed (Friday)");
  EXPECT_EQ(united_states().kind(day("2021-12-31")), DayKind::holiday);
  EXPECT_EQ(united_states().kind(day("2027-12-24")), DayKind::holiday);
}

TEST(ShippedCalendars, UnitedStatesSundayHolidaysAreObservedOnMonday) {
  EXPECT_EQ(united_states().kind(day("2021-07-05")), DayKind::holiday);
  EXPECT_EQ(united_states().kind(day("2023-01-02")), DayKind::holiday);
}

TEST(ShippedCalendars, JuneteenthIsAHolidaySince2021Only) {
  EXPECT_TRUE(united_states().works(day("2020-06-19")));
  EXPECT_EQ(united_states().kind(day("2021-06-18")), DayKind::holiday);
}

TEST(ShippedCalendars, UnitedStatesHasElevenHolidaysAYear) {
  // Named days, whether on a weekday or not; New Year's Day observed on 31 December is of the year after.
  for (int year = 2022; year <= 2030; ++year) {
    int free_weekdays = 0;
    for (Date date = value(make_date(year, 1, 1)); date <= value(make_date(year, 12, 31)); date = plus_days(date, 1)) {
      free_weekdays += weekday_of(date) < Weekday::saturday && united_states().kind(date) == DayKind::holiday ? 1 : 0;
    }
    EXPECT_GE(free_weekdays, 10) << year;
    EXPECT_LE(free_weekdays, 12) << year;
  }
}

}  // namespace
}  // namespace amends::calendar
