#include "calendar/due.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include "core/calendar/fixtures.hpp"

namespace amends::calendar {
namespace {

using namespace fixtures;

std::string due_text(const Calendar& calendar, std::string_view start, std::string_view duration, std::string_view zone_name = kShanghai) {
  const auto shown = zone(zone_name);
  return format_due(value(due_instant(at(start), length(duration), calendar, shown)), shown);
}

TEST(Due, IsMetUpToTheLastMicrosecondBefore) {
  const auto due = value(due_instant(at("2026-03-02T09:00:00+08:00"), length("15d"), china(), kShanghai));
  EXPECT_TRUE(is_met(Instant{due.us - 1}, due));
  EXPECT_FALSE(is_met(due, due));
}

TEST(Due, TheLedgerEndsWithTheDueDayAndKeepsTheVersionOfTheCalendar) {
  const auto due = value(due_at(at("2026-03-02T09:00:00+08:00"), length("7wd"), china(), kShanghai));
  EXPECT_EQ(due.ledger.back().date, day("2026-03-11"));
  EXPECT_EQ(due.ledger.back().running, 7);
  EXPECT_EQ(due.calendar_id, "calendar.cn");
  EXPECT_EQ(due.calendar_hash, china().hash());
  EXPECT_EQ(due.zone, kShanghai);
}

TEST(Due, ALunchBreakIsNoWorkingTime) {
  const auto calendar = plain_calendar("hours: [{from: \"09:00\", to: \"12:00\"}, {from: \"13:30\", to: \"17:30\"}]\nholidays: []\n");
  EXPECT_EQ(due_text(calendar, "2026-03-02T11:00:00+08:00", "2wh"), "2026-03-02 14:30 (Asia/Shanghai)");
  EXPECT_EQ(due_text(calendar, "2026-03-02T12:30:00+08:00", "1wh"), "2026-03-02 14:30 (Asia/Shanghai)") << "starts within the break";
  EXPECT_EQ(due_text(calendar, "2026-03-02T09:00:00+08:00", "3wh"), "2026-03-02 12:00 (Asia/Shanghai)") << "ends where the break begins";
}

TEST(Due, AShortDayHasItsOwnHours) {
  const auto calendar = plain_calendar("holidays: []\ndate_hours: [{date: \"2026-12-24\", hours: [{from: \"09:00\", to: \"12:00\"}]}]\n");
  EXPECT_EQ(due_text(calendar, "2026-12-24T11:00:00+08:00", "2wh"), "2026-12-25 10:00 (Asia/Shanghai)");
}

TEST(Due, AWorkingSaturdayHasWorkingHours) {
  EXPECT_EQ(due_text(china(), "2026-10-09T16:00:00+08:00", "2wh"), "2026-10-10 10:00 (Asia/Shanghai)");
}

TEST(Due, WorkingHoursRoundTheClockSeeDaysOf23And25Hours) {
  const auto calendar = plain_calendar("hours: [{from: \"00:00\", to: \"24:00\"}]\nholidays: []\n");
  // 2026-03-08 and 2026-11-01 are Sundays, so the week is made to work through.
  const auto always = value(read_calendar("id: x\nregion: XX\nzone: America/New_York\nfirst_year: 2026\nlast_year: 2026\nweekend: []\n"
                                          "hours: [{from: \"00:00\", to: \"24:00\"}]\nholidays: []\n"));
  EXPECT_EQ(due_text(always, "2026-03-08T00:00:00-05:00", "23wh", kNewYork), "2026-03-08 24:00 (America/New_York)");
  EXPECT_EQ(due_text(always, "2026-11-01T00:00:00-04:00", "25wh", kNewYork), "2026-11-01 24:00 (America/New_York)");
  EXPECT_EQ(due_text(calendar, "2026-03-06T12:00:00-05:00", "13wh", kNewYork), "2026-03-09 01:00 (America/New_York)") << "over a weekend without working time";
}

TEST(Due, ZeroElapsedTimeIsDueAtOnce) {
  const auto start = at("2026-03-02T09:00:00.000001+08:00");
  EXPECT_EQ(value(due_instant(start, length("0s"), china(), kShanghai)), start);
  EXPECT_EQ(value(due_at(start, length("0m"), china(), kShanghai)).at, start);
}

TEST(Due, ElapsedTimeHasALedgerByLocalDay) {
  const auto due = value(due_at(at("2026-03-06T22:00:00+08:00"), length("26h"), china(), kShanghai));
  ASSERT_EQ(due.ledger.size(), 2u) << "2 hours on the 6th and 24 on the 7th";
  EXPECT_EQ(due.ledger[0].counted, 2 * 3'600'000'000LL);
  EXPECT_EQ(due.ledger[1].counted, 24 * 3'600'000'000LL);
  EXPECT_EQ(due.ledger[1].running, 26 * 3'600'000'000LL);
}

TEST(Due, AnUnknownZoneIsAnErrorOfTheCallToo) {
  const auto due = due_at(at("2026-03-02T09:00:00+08:00"), length("1d"), china(), "Asia/Peking");
  ASSERT_FALSE(due);
  EXPECT_EQ(due.error().code, ErrorCode::not_found);
}

TEST(Due, TheLongestDurationsEndAndNeverOverflow) {
  const auto start = at("2026-03-02T09:00:00+08:00");
  for (const auto unit : {Unit::seconds, Unit::minutes, Unit::hours, Unit::days, Unit::weeks, Unit::months}) {
    const auto due = due_at(start, value(make_duration(count_max(unit), unit)), china(), kShanghai);
    ASSERT_TRUE(due) << unit_suffix(unit) << ": " << due.error().text();
    EXPECT_EQ(year_of(zone(kShanghai).date(due->at)), 2036) << unit_suffix(unit);
  }
  EXPECT_EQ(due_at(start, value(make_duration(count_max(Unit::working_hours), Unit::working_hours)), china(), kShanghai).error().code, ErrorCode::pack_missing);
}

TEST(Due, AnInstantFarAwayIsRefusedAndNotGuessed) {
  for (const auto* duration : {"1d", "1h", "1wd", "1wh", "1mo"}) {
    const auto due = due_instant(at("2099-01-01T00:00:00Z"), length(duration), china(), kShanghai);
    ASSERT_FALSE(due) << duration;
    EXPECT_EQ(due.error().code, ErrorCode::range) << duration;
  }
}

TEST(Due, SixtyDaysTakeAFewMicrosecondsWithoutALedger) {
  // The bound is loose, for slow machines and sanitizers; the figure is printed.
  const auto new_york = zone(kNewYork);
  const auto start = at("2026-03-02T09:00:00-05:00");
  constexpr int kRounds = 20'000;
  for (const auto* duration : {"60d", "60wd", "40wh"}) {
    const auto wanted = length(duration);
    std::int64_t sum = 0;
    const auto before = std::chrono::steady_clock::now();
    for (int i = 0; i < kRounds; ++i) sum += due_instant(Instant{start.us + i}, wanted, united_states(), new_york)->us & 1;
    const auto ns = std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() - before).count() / kRounds;
    std::printf("due_instant %s: %lld ns (%lld)\n", duration, static_cast<long long>(ns), static_cast<long long>(sum));
    EXPECT_LT(ns, 200'000) << duration;
  }
}

}  // namespace
}  // namespace amends::calendar
