#include "calendar/distance.hpp"

#include <gtest/gtest.h>

#include "calendar/due.hpp"
#include "core/calendar/fixtures.hpp"

namespace amends::calendar {
namespace {

using namespace fixtures;

std::string warning_text(std::string_view due, std::string_view before, const Calendar& calendar = china(), std::string_view zone_name = kShanghai) {
  const auto shown = zone(zone_name);
  return format_local(value(warning_at(at(due), length(before), calendar, shown)), shown);
}

TEST(Distance, WorkingDaysBetweenIsTheInverseOfTheDueDate) {
  const auto shanghai = zone(kShanghai);
  const auto start = at("2026-09-18T10:00:00+08:00");
  for (const int count : {1, 2, 7, 15, 40}) {
    const auto due = value(due_instant(start, value(make_duration(count, Unit::working_days)), china(), shanghai));
    EXPECT_EQ(value(working_days_between(start, due, china(), shanghai)), count);
    EXPECT_EQ(value(working_days_between(due, start, china(), shanghai)), -count);
  }
  EXPECT_EQ(value(working_days_between(start, start, china(), shanghai)), 0);
}

TEST(Distance, ADayCountsWhenItHasBegunAndMidnightBelongsToTheDayItEnds) {
  const auto shanghai = zone(kShanghai);
  const auto monday = at("2026-03-02T10:00:00+08:00");
  EXPECT_EQ(value(working_days_between(monday, at("2026-03-02T23:59:59+08:00"), china(), shanghai)), 0);
  EXPECT_EQ(value(working_days_between(monday, at("2026-03-03T00:00:00+08:00"), china(), shanghai)), 0);
  EXPECT_EQ(value(working_days_between(monday, at("2026-03-03T00:00:01+08:00"), china(), shanghai)), 1);
  EXPECT_EQ(value(working_days_between(monday, at("2026-03-08T12:00:00+08:00"), china(), shanghai)), 4);
  EXPECT_EQ(calendar_days_between(monday, at("2026-03-08T12:00:00+08:00"), shanghai), 6);
  EXPECT_EQ(calendar_days_between(at("2026-03-08T12:00:00+08:00"), monday, shanghai), -6);
}

TEST(Distance, WorkingTimeBetweenSkipsNightsAndFreeDays) {
  const auto shanghai = zone(kShanghai);
  constexpr std::int64_t kHour = 3'600'000'000;
  EXPECT_EQ(value(working_time_between(at("2026-03-06T16:00:00+08:00"), at("2026-03-09T10:00:00+08:00"), china(), shanghai)), 2 * kHour);
  EXPECT_EQ(value(working_time_between(at("2026-03-09T10:00:00+08:00"), at("2026-03-06T16:00:00+08:00"), china(), shanghai)), -2 * kHour);
  EXPECT_EQ(value(working_time_between(at("2026-03-07T16:00:00+08:00"), at("2026-03-08T10:00:00+08:00"), china(), shanghai)), 0);
}

TEST(Distance, BeyondThePackIsAnErrorHereToo) {
  const auto shanghai = zone(kShanghai);
  const auto days = working_days_between(at("2026-12-30T10:00:00+08:00"), at("2027-01-02T10:00:00+08:00"), china(), shanghai);
  ASSERT_FALSE(days);
  EXPECT_EQ(days.error().code, ErrorCode::pack_missing);
  EXPECT_EQ(working_time_between(at("2014-12-31T10:00:00+08:00"), at("2015-01-05T10:00:00+08:00"), china(), shanghai).error().code, ErrorCode::pack_missing);
  EXPECT_EQ(working_days_between(at("1900-01-01T10:00:00+08:00"), at("2015-01-05T10:00:00+08:00"), china(), shanghai).error().code, ErrorCode::range);
}

TEST(Distance, WarnsCalendarDaysBeforeAMidnight) {
  EXPECT_EQ(warning_text("2026-03-18T00:00:00+08:00", "5d"), "2026-03-13 00:00 (Asia/Shanghai)");
  EXPECT_EQ(warning_text("2026-03-18T00:00:00+08:00", "1w"), "2026-03-11 00:00 (Asia/Shanghai)");
  EXPECT_EQ(warning_text("2026-04-01T00:00:00+08:00", "1mo"), "2026-03-01 00:00 (Asia/Shanghai)") << "the end of 31 March, a month before: the end of 28 February";
}

TEST(Distance, WarnsAtTheStartOfTheWorkingDaysThatAreLeft) {
  // Due at the end of Friday 20 March: two working days left at the beginning of Thursday.
  EXPECT_EQ(warning_text("2026-03-21T00:00:00+08:00", "2wd"), "2026-03-19 00:00 (Asia/Shanghai)");
  // Due at the end of Sunday: the working days left are Thursday and Friday.
  EXPECT_EQ(warning_text("2026-03-23T00:00:00+08:00", "2wd"), "2026-03-19 00:00 (Asia/Shanghai)");
  // Due at the end of Tuesday: Monday and Tuesday.
  EXPECT_EQ(warning_text("2026-03-25T00:00:00+08:00", "2wd"), "2026-03-23 00:00 (Asia/Shanghai)");
}

TEST(Distance, WarnsAtTheSameTimeOfDayBeforeAnExactInstant) {
  EXPECT_EQ(warning_text("2026-03-23T14:05:00+08:00", "1wd"), "2026-03-20 14:05 (Asia/Shanghai)");
  EXPECT_EQ(warning_text("2026-03-09T14:05:00-04:00", "1d", united_states(), kNewYork), "2026-03-08 14:05 (America/New_York)");
  EXPECT_EQ(warning_text("2026-03-09T14:05:00-04:00", "48h", united_states(), kNewYork), "2026-03-07 13:05 (America/New_York)");
  EXPECT_EQ(warning_text("2026-03-09T10:00:00+08:00", "2wh"), "2026-03-06 16:00 (Asia/Shanghai)");
  EXPECT_EQ(warning_text("2026-03-21T00:00:00+08:00", "1wh"), "2026-03-20 16:00 (Asia/Shanghai)");
  EXPECT_EQ(warning_text("2026-03-09T10:00:00+08:00", "30m"), "2026-03-09 09:30 (Asia/Shanghai)");
}

TEST(Distance, AWarningBeforeThePackIsAnError) {
  const auto shanghai = zone(kShanghai);
  EXPECT_EQ(warning_at(at("2015-01-05T10:00:00+08:00"), length("3wd"), china(), shanghai).error().code, ErrorCode::pack_missing);
  EXPECT_EQ(warning_at(at("2015-01-04T10:00:00+08:00"), length("2wh"), china(), shanghai).error().code, ErrorCode::pack_missing);
}

}  // namespace
}  // namespace amends::calendar
