#include "calendar/duration.hpp"

#include <gtest/gtest.h>

#include "core/calendar/fixtures.hpp"

namespace amends::calendar {
namespace {

TEST(Duration, ReadsEachUnitAndPrintsItBack) {
  for (const auto* text : {"2s", "90m", "4h", "2wh", "7wd", "15d", "8w", "6mo", "0s", "0m", "0h"}) {
    const auto duration = parse_duration(text);
    ASSERT_TRUE(duration) << duration.error().text();
    EXPECT_EQ(format_duration(*duration), text);
  }
  EXPECT_EQ(fixtures::length("7wd"), (Duration{7, Unit::working_days}));
  EXPECT_EQ(fixtures::length("6mo").unit, Unit::months);
  EXPECT_EQ(fixtures::length("90m").unit, Unit::minutes);
}

TEST(Duration, RefusesEveryOtherText) {
  for (const auto* text : {"", "d", "15", "P1D", "PT4H", "1.5d", "-1d", "+1d", "15 d", " 15d", "15d ", "015d", "00s", "15D", "15days", "15bd", "1d2h", "１５d", "十五d", "15d\n"}) {
    const auto duration = parse_duration(text);
    ASSERT_FALSE(duration) << "'" << text << "'";
    EXPECT_EQ(duration.error().code, ErrorCode::bad_type) << "'" << text << "'";
    EXPECT_NE(duration.error().message.find("15d"), std::string::npos) << "the sentence shows a good form";
  }
}

TEST(Duration, EveryUnitHasALimitOnBothSides) {
  for (const auto unit : {Unit::seconds, Unit::minutes, Unit::hours, Unit::working_hours, Unit::working_days, Unit::days, Unit::weeks, Unit::months}) {
    const auto most = count_max(unit);
    EXPECT_TRUE(make_duration(most, unit)) << unit_suffix(unit);
    const auto above = make_duration(most + 1, unit);
    ASSERT_FALSE(above) << unit_suffix(unit);
    EXPECT_EQ(above.error().code, ErrorCode::range);
    EXPECT_FALSE(make_duration(-1, unit)) << unit_suffix(unit);
    EXPECT_EQ(make_duration(0, unit).has_value(), is_elapsed(unit)) << "nothing says which midnight 0 days would end at";
  }
}

TEST(Duration, AHugeCountIsARangeErrorAndNoOverflow) {
  for (const auto* text : {"3651d", "999999999999d", "9223372036854775808d", "99999999999999999999999999s"}) {
    const auto duration = parse_duration(text);
    ASSERT_FALSE(duration) << text;
    EXPECT_EQ(duration.error().code, ErrorCode::range) << text;
  }
}

TEST(Duration, SaysWhichUnitsNeedACalendar) {
  EXPECT_TRUE(needs_calendar(Unit::working_days) && needs_calendar(Unit::working_hours));
  EXPECT_FALSE(needs_calendar(Unit::days) || needs_calendar(Unit::hours) || needs_calendar(Unit::months));
  EXPECT_TRUE(ends_at_midnight(Unit::months) && ends_at_midnight(Unit::working_days));
  EXPECT_FALSE(ends_at_midnight(Unit::working_hours) || ends_at_midnight(Unit::seconds));
  EXPECT_EQ(time_us(fixtures::length("90m")), 5'400'000'000);
}

TEST(Duration, SpeaksBothLanguages) {
  EXPECT_EQ(duration_en(fixtures::length("1wd")), "1 working day");
  EXPECT_EQ(duration_en(fixtures::length("15d")), "15 calendar days");
  EXPECT_EQ(duration_zh(fixtures::length("7wd")), "7个工作日");
}

}  // namespace
}  // namespace amends::calendar
