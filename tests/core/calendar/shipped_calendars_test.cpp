// Facts of the shipped packs that anybody can look up: the official notices of the State Council office and 5 U.S.C. 6103.
#include <gtest/gtest.h>

#include "calendar/calendar.hpp"
#include "calendar/due.hpp"
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

TEST(ShippedCalendars, EachPackNamesItselfItsZoneAndItsYears) {
  struct Pack {
    const char *name, *zone, *last;
  };
  for (const auto& [name, zone_name, last] : {Pack{"cn", "Asia/Shanghai", "2026-12-31"}, Pack{"us", "America/New_York", "2030-12-31"}, Pack{"hk", "Asia/Hong_Kong", "2027-12-31"},
                                              Pack{"england_wales", "Europe/London", "2027-12-31"}, Pack{"scotland", "Europe/London", "2027-12-31"}, Pack{"target", "Europe/Berlin", "2027-12-31"}}) {
    const auto calendar = shipped(name);
    EXPECT_EQ(calendar.id(), std::string("calendar.") + name);
    EXPECT_EQ(calendar.zone(), zone_name);
    EXPECT_EQ(calendar.first_date(), day("2015-01-01")) << name;
    EXPECT_EQ(calendar.last_date(), day(last)) << name;
  }
}

TEST(ShippedCalendars, ADateBeyondTheLastYearIsAnErrorThatNamesThePack) {
  for (const auto* name : {"cn", "us", "hk", "england_wales", "scotland", "target"}) {
    const auto calendar = shipped(name);
    const auto id = std::string("calendar.") + name;
    EXPECT_TRUE(calendar.is_working(calendar.last_date())) << "the last day itself is covered";
    const auto beyond = calendar.is_working(plus_days(calendar.last_date(), 1));
    ASSERT_FALSE(beyond) << id;
    EXPECT_EQ(beyond.error().code, ErrorCode::pack_missing) << id;
    EXPECT_NE(beyond.error().text().find(id), std::string::npos) << beyond.error().text();
    // The same through a clock: three working days from noon of the last day reach into the year after.
    const auto start = zone(calendar.zone()).instant({calendar.last_date(), 12 * 3'600'000'000LL});
    const auto due = due_at(start, length("3wd"), calendar, calendar.zone());
    ASSERT_FALSE(due) << id;
    EXPECT_EQ(due.error().code, ErrorCode::pack_missing) << id;
    EXPECT_NE(due.error().text().find(id), std::string::npos) << due.error().text();
  }
}

TEST(ShippedCalendars, HongKongClosesOnItsGeneralHolidaysAndInLieuOfASunday) {
  const auto calendar = shipped("hk");
  for (const auto* free : {"2024-02-13", "2025-04-18", "2025-10-07", "2025-10-29", "2026-02-19", "2026-04-03", "2026-04-06", "2026-04-07", "2026-05-25", "2026-10-19", "2027-02-09"})
    EXPECT_EQ(calendar.kind(day(free)), DayKind::holiday) << free;
  for (const auto* open : {"2026-02-20", "2026-04-08", "2026-09-28", "2026-10-02", "2023-10-03", "2027-02-10"}) EXPECT_TRUE(calendar.works(day(open))) << open;
  for (int year = 2016; year <= 2027; ++year) {
    int named = 0;
    for (Date date = value(make_date(year, 1, 1)); date <= value(make_date(year, 12, 31)); date = plus_days(date, 1)) named += calendar.kind(date) == DayKind::holiday ? 1 : 0;
    EXPECT_EQ(named, 17) << year << ": seventeen general holidays a year";
  }
}

TEST(ShippedCalendars, EnglandAndScotlandDifferInTheirBankHolidays) {
  const auto england = shipped("england_wales"), scotland = shipped("scotland");
  // Easter Monday and the summer holiday; 2 January and Saint Andrew's Day.
  for (const auto* only_england : {"2026-04-06", "2026-08-31"}) EXPECT_TRUE(!england.works(day(only_england)) && scotland.works(day(only_england))) << only_england;
  for (const auto* only_scotland : {"2026-01-02", "2026-08-03", "2026-11-30"}) EXPECT_TRUE(england.works(day(only_scotland)) && !scotland.works(day(only_scotland))) << only_scotland;
  for (const auto* both : {"2022-06-02", "2022-06-03", "2022-09-19", "2023-05-08", "2026-04-03", "2026-05-04", "2026-05-25", "2026-12-25", "2026-12-28", "2027-12-27", "2027-12-28"})
    EXPECT_TRUE(!england.works(day(both)) && !scotland.works(day(both))) << both;
  EXPECT_TRUE(england.works(day("2020-05-04"))) << "moved to the Friday of VE day";
  EXPECT_FALSE(england.works(day("2020-05-08")));
}

TEST(ShippedCalendars, TargetClosesOnSixDaysAYearAndOnNoNationalOne) {
  const auto calendar = shipped("target");
  for (const auto* free : {"2026-01-01", "2026-04-03", "2026-04-06", "2026-05-01", "2025-12-25", "2025-12-26"}) EXPECT_EQ(calendar.kind(day(free)), DayKind::holiday) << free;
  for (const auto* open : {"2026-05-14", "2026-05-25", "2025-10-03", "2025-12-24", "2025-12-31"}) EXPECT_TRUE(calendar.works(day(open))) << open;
}

TEST(ShippedCalendars, TheFifteenBusinessDaysOfAPaymentComplaintDifferBetweenLondonEdinburghAndTheEuroArea) {
  const auto due = [](const char* name, const char* start) {
    const auto calendar = shipped(name);
    return format_due(value(due_instant(at(start), length("15wd"), calendar, calendar.zone())), zone(calendar.zone())).substr(0, 16);
  };
  EXPECT_EQ(due("england_wales", "2026-03-26T10:00:00Z"), "2026-04-20 24:00") << "without Good Friday and Easter Monday";
  EXPECT_EQ(due("scotland", "2026-03-26T10:00:00Z"), "2026-04-17 24:00") << "Easter Monday works";
  EXPECT_EQ(due("target", "2026-03-26T10:00:00Z"), "2026-04-20 24:00");
}

}  // namespace
}  // namespace amends::calendar
