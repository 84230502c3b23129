#include "calendar/zone.hpp"

#include <gtest/gtest.h>

#include "core/calendar/fixtures.hpp"

namespace amends::calendar {
namespace {

using namespace fixtures;

TEST(Zone, AZoneThatDoesNotExistIsNamedWithWhatToInstall) {
  for (const auto* name : {"Asia/Beijing", "", "../../etc/passwd", "Europe/Atlantis"}) {
    const auto found = Zone::find(name);
    ASSERT_FALSE(found) << name;
    EXPECT_EQ(found.error().code, ErrorCode::not_found);
    EXPECT_NE(found.error().message.find("'" + std::string(name) + "'"), std::string::npos);
    EXPECT_NE(found.error().message.find("tzdata"), std::string::npos);
  }
}

TEST(Zone, ConvertsThereAndBack) {
  const auto shanghai = zone(kShanghai);
  const auto local = shanghai.local(at("2026-03-17T16:00:00Z"));
  EXPECT_EQ(local, (LocalTime{day("2026-03-18"), 0}));
  EXPECT_EQ(shanghai.instant(local), at("2026-03-17T16:00:00Z"));
  EXPECT_EQ(shanghai.offset_seconds(at("2026-03-17T16:00:00Z")), 8 * 3600);
}

TEST(Zone, KeepsMicrosecondsBefore1970) {
  const auto utc = zone("UTC");
  const Instant before{-1};
  EXPECT_EQ(utc.local(before), (LocalTime{day("1969-12-31"), kDayUs - 1}));
  EXPECT_EQ(utc.instant(utc.local(before)), before);
}

TEST(Zone, ATimeThatTheClockSkipsIsTheInstantAfterTheGap) {
  const auto new_york = zone(kNewYork);
  EXPECT_EQ(new_york.instant({day("2026-03-08"), 150LL * 60'000'000}), at("2026-03-08T03:00:00-04:00"));
}

TEST(Zone, ATimeShownTwiceIsTheFirst) {
  const auto new_york = zone(kNewYork);
  EXPECT_EQ(new_york.instant({day("2026-11-01"), 90LL * 60'000'000}), at("2026-11-01T01:30:00-04:00"));
  EXPECT_TRUE(new_york.shown_twice(at("2026-11-01T01:30:00-05:00")));
  EXPECT_FALSE(new_york.shown_twice(at("2026-11-01T02:30:00-05:00")));
}

TEST(Zone, ADayStartsAfterTheGapWhereMidnightDoesNotExist) {
  EXPECT_EQ(zone("Africa/Cairo").day_start(day("2026-04-24")), at("2026-04-24T01:00:00+03:00"));
}

TEST(Zone, ADayStartsAtTheFirstOfTwoMidnights) {
  EXPECT_EQ(zone("America/Havana").day_start(day("2026-11-01")), at("2026-11-01T00:00:00-04:00"));
}

TEST(Zone, AMidnightThatIsDueIsTheEndOfTheDayBefore) {
  const auto shanghai = zone(kShanghai);
  const auto due = at("2026-03-17T16:00:00Z");
  EXPECT_EQ(format_due(due, shanghai), "2026-03-17 24:00 (Asia/Shanghai)");
  EXPECT_EQ(describe_due(due, shanghai).zh, "2026年3月17日 24:00（北京时间）");
  EXPECT_EQ(describe_due(due, shanghai).en, "end of 17 March 2026 (Asia/Shanghai)");
  EXPECT_EQ(format_local(due, shanghai), "2026-03-18 00:00 (Asia/Shanghai)");
}

TEST(Zone, AnotherDueInstantShowsItsTime) {
  const auto shanghai = zone(kShanghai);
  const auto due = at("2026-03-17T14:05:00+08:00");
  EXPECT_EQ(format_due(due, shanghai), "2026-03-17 14:05 (Asia/Shanghai)");
  EXPECT_EQ(describe_due(due, shanghai).zh, "2026年3月17日 14:05（北京时间）");
  EXPECT_EQ(describe_due(due, shanghai).en, "17 March 2026, 14:05 (Asia/Shanghai)");
  EXPECT_EQ(format_due(at("2026-03-17T14:05:07+08:00"), shanghai), "2026-03-17 14:05:07 (Asia/Shanghai)");
}

TEST(Zone, TheEndOfADayWithoutMidnightAfterItIsShownAsItsEnd) {
  EXPECT_EQ(format_due(at("2026-04-24T01:00:00+03:00"), zone("Africa/Cairo")), "2026-04-23 24:00 (Africa/Cairo)");
}

TEST(Zone, AnHourShownTwiceCarriesItsOffset) {
  const auto new_york = zone(kNewYork);
  EXPECT_EQ(format_local(at("2026-11-01T01:30:00-04:00"), new_york), "2026-11-01 01:30 (America/New_York, UTC-04:00)");
  EXPECT_EQ(format_local(at("2026-11-01T01:30:00-05:00"), new_york), "2026-11-01 01:30 (America/New_York, UTC-05:00)");
}

TEST(Zone, TheZoneFilesReachTheLastYearThatClocksMayReach) {
  // Would fail with zone files compiled "slim", which the date library cannot read to the end (HowardHinnant/date#760).
  const auto new_york = zone(kNewYork);
  EXPECT_EQ(new_york.offset_seconds(at("2037-07-01T12:00:00Z")), -4 * 3600);
  EXPECT_EQ(new_york.offset_seconds(at("2037-12-01T12:00:00Z")), -5 * 3600);
}

}  // namespace
}  // namespace amends::calendar
