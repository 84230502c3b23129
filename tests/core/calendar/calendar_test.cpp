#include "calendar/calendar.hpp"

#include <gtest/gtest.h>

#include "core/calendar/fixtures.hpp"

namespace amends::calendar {
namespace {

using namespace fixtures;

constexpr const char* kHead = "id: calendar.test\nregion: XX\nzone: Asia/Shanghai\nfirst_year: 2026\nlast_year: 2026\nweekend: [saturday, sunday]\n";
constexpr const char* kHoliday = "holidays: [{date: \"2026-05-01\", name: {zh: 劳动节, en: Labour Day}}]\n";

/// Expects a refusal at a place with a word in its sentence.
void expect_invalid(const std::string& body, const std::string& place, const std::string& word) {
  const auto calendar = read_calendar(body);
  ASSERT_FALSE(calendar) << body;
  EXPECT_EQ(calendar.error().code, ErrorCode::pack_invalid);
  EXPECT_NE(calendar.error().where.find("calendar.test.yaml:" + place), std::string::npos) << calendar.error().text();
  EXPECT_NE(calendar.error().message.find(word), std::string::npos) << calendar.error().text();
}

TEST(Calendar, SaysWhichDaysWorkAndWhy) {
  const auto calendar = value(read_calendar(std::string(kHead) + kHoliday + "working: [\"2026-05-09\"]\n"));
  EXPECT_TRUE(value(calendar.is_working(day("2026-04-30"))));
  EXPECT_FALSE(value(calendar.is_working(day("2026-05-01"))));
  EXPECT_FALSE(value(calendar.is_working(day("2026-05-02"))));
  EXPECT_TRUE(value(calendar.is_working(day("2026-05-09"))));
  EXPECT_EQ(value(calendar.why(day("2026-05-01"))).text.en, "Labour Day (Friday)");
  EXPECT_EQ(value(calendar.why(day("2026-05-01"))).text.zh, "劳动节（星期五）");
  EXPECT_EQ(value(calendar.why(day("2026-05-02"))).kind, DayKind::weekend);
  EXPECT_EQ(value(calendar.why(day("2026-05-09"))).text.en, "working day in lieu (Saturday)");
  EXPECT_EQ(value(calendar.why(day("2026-04-30"))).text.zh, "工作日（星期四）");
}

TEST(Calendar, NeverGuessesADayOutsideItsYears) {
  const auto calendar = value(read_calendar(std::string(kHead) + kHoliday));
  EXPECT_TRUE(calendar.is_working(day("2026-01-01")));
  EXPECT_TRUE(calendar.is_working(day("2026-12-31")));
  for (const auto* outside : {"2025-12-31", "2027-01-01"}) {
    const auto answer = calendar.is_working(day(outside));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::pack_missing);
    EXPECT_NE(answer.error().message.find("calendar.test"), std::string::npos);
    EXPECT_NE(answer.error().message.find(outside), std::string::npos);
    EXPECT_FALSE(calendar.why(day(outside)));
    EXPECT_FALSE(calendar.slots(day(outside)));
  }
}

TEST(Calendar, WorksNineToFiveWhenThePackNamesNoHours) {
  const auto calendar = value(read_calendar(std::string(kHead) + kHoliday));
  const auto slots = value(calendar.slots(day("2026-04-30")));
  ASSERT_EQ(slots.size(), 1u);
  EXPECT_EQ(slots[0], (Slot{540, 1020}));
  EXPECT_TRUE(value(calendar.slots(day("2026-05-01"))).empty());
}

TEST(Calendar, HasSeveralSlotsADayAndShortDays) {
  const auto calendar = value(read_calendar(std::string(kHead) + kHoliday +
                                            "hours: [{from: \"09:00\", to: \"12:00\"}, {from: \"13:00\", to: \"24:00\"}]\n"
                                            "date_hours: [{date: \"2026-04-30\", hours: [{from: \"09:00\", to: \"11:30\"}]}]\n"));
  EXPECT_EQ(format_slots(value(calendar.slots(day("2026-04-29")))), "09:00-12:00, 13:00-24:00");
  EXPECT_EQ(format_slots(value(calendar.slots(day("2026-04-30")))), "09:00-11:30");
}

TEST(Calendar, KeepsTheHashOfItsPackAndAnotherPackHasAnother) {
  const auto one = value(read_calendar(std::string(kHead) + kHoliday));
  const auto again = value(read_calendar(std::string(kHead) + kHoliday));
  const auto other = value(read_calendar(std::string(kHead) + "holidays: [{date: \"2026-05-04\", name: {zh: 劳动节, en: Labour Day}}]\n"));
  EXPECT_EQ(one.hash(), again.hash());
  EXPECT_NE(one.hash(), other.hash());
  EXPECT_TRUE(one.hash().starts_with("sha256:"));
  const auto given = value(Calendar::from_document(value(yaml::parse(std::string(kHead) + kHoliday, "x.yaml")), "sha256:given"));
  EXPECT_EQ(given.hash(), "sha256:given");
}

TEST(Calendar, RefusesAKeyThatNobodyReads) { expect_invalid(std::string(kHead) + kHoliday + "holliday: []\n", "8", "holliday"); }

TEST(Calendar, RefusesMissingParts) {
  expect_invalid(std::string(kHead), "1", "holidays");
  expect_invalid("id: x\nregion: XX\nzone: UTC\nfirst_year: 2026\nlast_year: 2026\nholidays: []\n", "1", "weekend");
  expect_invalid("region: XX\nzone: UTC\nfirst_year: 2026\nlast_year: 2026\nweekend: []\nholidays: []\n", "1", "'id'");
  expect_invalid("id: x\nregion: XX\nzone: UTC\nlast_year: 2026\nweekend: []\nholidays: []\n", "1", "first_year");
}

TEST(Calendar, RefusesBadDates) {
  expect_invalid(std::string(kHead) + "holidays:\n  - {date: \"2026-02-30\", name: {zh: 假, en: Day}}\n", "8", "no date");
  expect_invalid(std::string(kHead) + "holidays:\n  - {date: \"2027-01-01\", name: {zh: 假, en: Day}}\n", "8", "outside");
  expect_invalid(std::string(kHead) + "holidays:\n  - {date: \"2026-01-01\", name: {zh: 假, en: Day}}\n  - {date: \"2026-01-01\", name: {zh: 假, en: Day}}\n", "9", "twice");
  expect_invalid(std::string(kHead) + "holidays:\n  - {date: \"2026-01-01\", name: {zh: 假}}\n", "8", "both languages");
  expect_invalid(std::string(kHead) + "holidays:\n  - \"2026-01-01\"\n", "8", "mapping");
  expect_invalid(std::string(kHead) + "holidays: {}\n", "7", "list");
}

TEST(Calendar, RefusesWorkingDatesThatAreNoWeekend) {
  expect_invalid(std::string(kHead) + kHoliday + "working: [\"2026-04-30\"]\n", "8", "weekend");
  expect_invalid(std::string(kHead) + kHoliday + "working: [\"2026-05-01\"]\n", "8", "holiday");
  expect_invalid(std::string(kHead) + kHoliday + "working: [\"2026-05-09\", \"2026-05-09\"]\n", "8", "twice");
  expect_invalid(std::string(kHead) + kHoliday + "working: [2026]\n", "8", "no date");
}

TEST(Calendar, RefusesBadHours) {
  const std::string head = std::string(kHead) + kHoliday;
  expect_invalid(head + "hours: []\n", "8", "1 to 24 slots");
  expect_invalid(head + "hours: [{from: \"9:00\", to: \"17:00\"}]\n", "8", "09:00");
  expect_invalid(head + "hours: [{from: \"17:00\", to: \"09:00\"}]\n", "8", "before it begins");
  expect_invalid(head + "hours: [{from: \"09:00\", to: \"24:01\"}]\n", "8", "24:00");
  expect_invalid(head + "hours: [{from: \"09:00\", to: \"12:00\"}, {from: \"11:59\", to: \"17:00\"}]\n", "8", "overlap");
  expect_invalid(head + "hours: [{from: \"09:00\", to: \"12:00\", lunch: true}]\n", "8", "lunch");
  expect_invalid(head + "date_hours: [{date: \"2026-05-01\", hours: [{from: \"09:00\", to: \"12:00\"}]}]\n", "8", "free day");
  expect_invalid(head + "date_hours: [{date: \"2026-04-30\"}]\n", "8", "holiday");
}

TEST(Calendar, AcceptsTwentyFourSlotsAndRefusesOneMore) {
  const auto slots = [](int count) {
    std::string text = "hours: [";
    for (int i = 0; i < count; ++i) {
      char buffer[64];
      std::snprintf(buffer, sizeof buffer, "%s{from: \"%02d:%02d\", to: \"%02d:%02d\"}", i ? ", " : "", i / 2, i % 2 * 30, i / 2, i % 2 * 30 + 29);
      text += buffer;
    }
    return text + "]\n";
  };
  EXPECT_TRUE(read_calendar(std::string(kHead) + kHoliday + slots(24)));
  expect_invalid(std::string(kHead) + kHoliday + slots(25), "8", "24 slots");
}

TEST(Calendar, RefusesAListOfHolidaysThatRanOut) {
  const std::string two_years = "id: x\nregion: XX\nzone: UTC\nfirst_year: 2026\nlast_year: 2027\nweekend: [saturday, sunday]\n";
  expect_invalid(two_years + kHoliday, "7", "2027");
  EXPECT_TRUE(read_calendar(two_years + "holidays: []\n")) << "a calendar without any holidays says so itself";
}

TEST(Calendar, CoversAtMostTwoHundredYears) {
  const auto years = [](int first, int last) {
    return "id: x\nregion: XX\nzone: UTC\nfirst_year: " + std::to_string(first) + "\nlast_year: " + std::to_string(last) + "\nweekend: []\nholidays: []\n";
  };
  EXPECT_TRUE(read_calendar(years(1900, 2099)));
  expect_invalid(years(1900, 2100), "5", "200 years");
  expect_invalid(years(2027, 2026), "4", "first_year to last_year");
  expect_invalid(years(0, 10), "4", "within 1 and 9999");
}

TEST(Calendar, HasAWeekendOfItsOwn) {
  const auto calendar = value(read_calendar("id: x\nregion: XX\nzone: Asia/Dubai\nfirst_year: 2026\nlast_year: 2026\nweekend: [friday]\nholidays: []\n"));
  EXPECT_FALSE(value(calendar.is_working(day("2026-05-01"))));
  EXPECT_TRUE(value(calendar.is_working(day("2026-05-02"))));
  expect_invalid("id: x\nregion: XX\nzone: UTC\nfirst_year: 2026\nlast_year: 2026\nweekend: [sat]\nholidays: []\n", "6", "weekend day");
}

}  // namespace
}  // namespace amends::calendar
