#include "calendar/ledger.hpp"

#include <gtest/gtest.h>

#include "calendar/due.hpp"
#include "core/calendar/fixtures.hpp"

namespace amends::calendar {
namespace {

using namespace fixtures;

TEST(Ledger, ShowsEachDayWithItsCountAndReason) {
  const auto due = value(due_at(at("2026-09-30T10:00:00+08:00"), length("3wd"), china(), kShanghai));
  ASSERT_EQ(due.ledger.size(), 11u);
  EXPECT_EQ(due.ledger[0].kind, LineKind::start_day);
  EXPECT_EQ(due.ledger[0].counted, 0);
  EXPECT_EQ(due.ledger[1].reason.zh, "国庆节（星期四），不计入");
  EXPECT_EQ(due.ledger[1].reason.en, "National Day (Thursday): not counted");
  EXPECT_EQ(due.ledger[8].date, day("2026-10-08"));
  EXPECT_EQ(due.ledger[8].running, 1);
  EXPECT_EQ(due.ledger[10].kind, LineKind::make_up_day);
  EXPECT_EQ(due.ledger[10].running, 3);
  EXPECT_EQ(due.ledger[10].reason.zh, "国庆节调休上班（星期六），计入");
}

TEST(Ledger, SaysThatAHolidayDoesNotStopCalendarDays) {
  const auto due = value(due_at(at("2026-09-30T10:00:00+08:00"), length("15d"), china(), kShanghai));
  ASSERT_EQ(due.ledger.size(), 16u);
  EXPECT_EQ(due.ledger[1].counted, 1);
  EXPECT_EQ(due.ledger[1].reason.en, "calendar day: counted although National Day (Thursday) is a holiday");
  EXPECT_EQ(due.ledger[15].running, 15);
  EXPECT_EQ(due.ledger[15].date, day("2026-10-15"));
}

TEST(Ledger, ShowsWorkingHoursWithTheHoursOfTheDay) {
  const auto calendar = plain_calendar("hours: [{from: \"09:00\", to: \"12:00\"}, {from: \"13:00\", to: \"17:00\"}]\nholidays: []\n");
  const auto due = value(due_at(at("2026-03-06T17:30:00+08:00"), length("4wh"), calendar, kShanghai));
  EXPECT_EQ(format_instant(due.at), format_instant(at("2026-03-09T14:00:00+08:00")));
  ASSERT_EQ(due.ledger.size(), 4u);
  EXPECT_EQ(due.ledger[0].kind, LineKind::no_time);
  EXPECT_EQ(due.ledger[1].kind, LineKind::weekend);
  EXPECT_EQ(due.ledger[3].counted, 4 * 3'600'000'000LL);
  EXPECT_EQ(due.ledger[3].measure, Measure::microseconds);
  EXPECT_NE(due.ledger[3].reason.en.find("09:00-12:00, 13:00-17:00"), std::string::npos);
}

TEST(Ledger, ASummaryKeepsTheSumAndTheOrder) {
  const auto due = value(due_at(at("2026-09-18T10:00:00+08:00"), length("20wd"), china(), kShanghai));
  const auto runs = summarise(due.ledger);
  EXPECT_LT(runs.size(), due.ledger.size());
  std::int64_t sum = 0;
  Date next = due.ledger.front().date;
  for (const auto& run : runs) {
    EXPECT_EQ(run.from, next);
    sum += run.counted;
    EXPECT_EQ(run.running, sum);
    next = plus_days(run.to, 1);
  }
  EXPECT_EQ(sum, 20);
  EXPECT_EQ(next, plus_days(due.ledger.back().date, 1));
}

TEST(Ledger, ASummaryKeepsDifferentHolidaysApart) {
  const auto due = value(due_at(at("2025-09-30T10:00:00+08:00"), length("1wd"), china(), kShanghai));
  std::vector<std::string> holidays;
  for (const auto& run : summarise(due.ledger)) {
    if (run.kind == LineKind::holiday) holidays.push_back(format_date(run.from) + " " + run.reason.en);
  }
  ASSERT_EQ(holidays.size(), 3u);
  EXPECT_EQ(holidays[0], "2025-10-01 National Day: not counted");
  EXPECT_EQ(holidays[1], "2025-10-06 Mid-Autumn Festival (Monday): not counted");
  EXPECT_EQ(holidays[2].substr(0, 10), "2025-10-07");
}

TEST(Ledger, HasAJsonFormForReports) {
  const auto due = value(due_at(at("2026-03-02T09:00:00+08:00"), length("15d"), china(), kShanghai));
  const auto out = to_json(due);
  EXPECT_EQ(json::text_at(out, "due_at"), "2026-03-17T16:00:00Z");
  EXPECT_EQ(json::text_at(out, "local"), "2026-03-17 24:00 (Asia/Shanghai)");
  EXPECT_EQ(json::text_at(out, "text.zh"), "2026年3月17日 24:00（北京时间）");
  EXPECT_EQ(json::text_at(out, "calendar.id"), "calendar.cn");
  EXPECT_EQ(json::text_at(out, "calendar.hash"), china().hash());
  EXPECT_EQ(json::list_at(out, "ledger").size(), 16u);
  EXPECT_EQ(json::text_at(out, "ledger.0.kind"), "start_day");
  EXPECT_EQ(json::integer_at(out, "ledger.15.running"), 15);
  EXPECT_EQ(json::text_at(out, "ledger.15.measure"), "day");
  const auto brief = to_json_short(due);
  EXPECT_EQ(json::list_at(brief, "runs").size(), 2u);
  EXPECT_EQ(json::integer_at(brief, "runs.1.counted"), 15);
  EXPECT_EQ(json::text_at(brief, "runs.1.reason.en"), "calendar days: counted");
}

}  // namespace
}  // namespace amends::calendar
