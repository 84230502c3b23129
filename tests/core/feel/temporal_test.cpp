#include "feel/temporal.hpp"

#include <gtest/gtest.h>

namespace amends::feel {
namespace {

template <class T> std::string read(Result<T> value) {
  return value ? text_of(*value) : std::string(code_name(value.error().code));
}

std::string duration(std::string_view text) {
  auto value = parse_duration(text);
  if (!value) return std::string(code_name(value.error().code));
  return value->calendar ? text_of(value->years_months) : text_of(value->days_time);
}

TEST(Temporal, ReadsDatesThatExist) {
  EXPECT_EQ(read(parse_date("2026-03-02")), "2026-03-02");
  EXPECT_EQ(read(parse_date("2024-02-29")), "2024-02-29");
  EXPECT_EQ(read(parse_date("0001-01-01")), "0001-01-01");
  EXPECT_EQ(read(parse_date("9999-12-31")), "9999-12-31");
  for (const auto* bad : {"2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-3-2", "26-03-02", "2026-03-02 ", "", "2026/03/02",
      "2026-03-02T00:00:00", "02026-03-02", "+2026-03-02", "-0000-01-01", "1000000000-01-01", "--2026-03-02"})
    EXPECT_EQ(read(parse_date(bad)), "error.schema") << bad;
  for (const auto* other : {"12026-03-02", "-2026-03-02", "0000-01-01", "999999999-12-31", "-999999999-01-01", "-0044-03-15"}) EXPECT_EQ(read(parse_date(other)), other);
}

TEST(Temporal, ReadsTimesWithOffsetsAndZones) {
  EXPECT_EQ(read(parse_time("09:30:00")), "09:30:00");
  EXPECT_EQ(read(parse_time("09:30:00Z")), "09:30:00Z");
  EXPECT_EQ(read(parse_time("09:30:00+08:00")), "09:30:00+08:00");
  EXPECT_EQ(read(parse_time("09:30:00-00:00")), "09:30:00Z");
  EXPECT_EQ(read(parse_time("09:30:00.25-03:30")), "09:30:00.25-03:30");
  EXPECT_EQ(read(parse_time("23:59:59.999999999")), "23:59:59.999999999");
  EXPECT_EQ(read(parse_time("23:59:59.9999999990")), "23:59:59.999999999");
  EXPECT_EQ(read(parse_time("23:59:59.9999999991")), "error.schema") << "finer than a nanosecond";
  EXPECT_EQ(read(parse_time("09:30:00@Asia/Shanghai")), "09:30:00@Asia/Shanghai");
  EXPECT_EQ(read(parse_time("09:30:00@Etc/UTC")), "09:30:00@Etc/UTC");
  EXPECT_EQ(read(parse_time("09:30:00@xyz/abc")), "error.not_found");
  for (const auto* bad : {"24:00:00", "09:60:00", "09:00:60", "9:00:00", "09:00", "09:00:00.", "09:00:00+15:00", "09:00:00+08", "09:00:00 Z", "09:00:00ZZ"})
    EXPECT_EQ(read(parse_time(bad)), "error.schema") << bad;
}

TEST(Temporal, AZoneGivesADateAndTimeItsOffset) {
  const auto offset = [](std::string_view text) { return parse_date_time(text)->offset_s; };
  EXPECT_EQ(offset("2018-10-08T00:00:00@Europe/Paris"), 7200);
  EXPECT_EQ(offset("2018-02-08T00:00:00@Europe/Paris"), 3600);
  EXPECT_EQ(offset("2018-03-25T02:30:00@Europe/Paris"), 7200) << "a time that the clock skips";
  EXPECT_EQ(offset("2018-10-28T02:30:00@Europe/Paris"), 7200) << "a time that it shows twice: the first";
  EXPECT_EQ(difference(*parse_date_time("2018-10-08T00:00:00@Europe/Paris"), *parse_date_time("2018-10-07T22:00:00Z")), 0);
  EXPECT_EQ(text_of(*plus(*parse_date_time("2018-10-27T12:00:00@Europe/Paris"), kNanosecondsPerDay)), "2018-10-28T11:00:00@Europe/Paris") << "a day of 25 hours";
  EXPECT_EQ(text_of(*plus_months(*parse_date_time("2018-10-27T12:00:00@Europe/Paris"), 1)), "2018-11-27T12:00:00@Europe/Paris");
  EXPECT_EQ(read(parse_date_time("2037-12-31T00:00:00@Europe/Paris")), "2037-12-31T00:00:00@Europe/Paris");
  EXPECT_EQ(read(parse_date_time("2038-01-01T00:00:00@Europe/Paris")), "error.schema") << "beyond what zone data lists";
  EXPECT_FALSE(plus(*parse_date_time("2037-12-31T23:59:59@Europe/Paris"), 2 * kNanosecondsPerDay));
  EXPECT_EQ(difference(*parse_time("10:00:00@Europe/Paris"), *parse_time("09:00:00@Europe/Paris")), 3600 * kNanosecondsPerSecond);
  EXPECT_EQ(difference(*parse_time("10:00:00@Europe/Paris"), *parse_time("09:00:00@Asia/Tokyo")), std::nullopt) << "their offsets depend on the day";
}

TEST(Temporal, ReadsDateTimesAndTakesADateAsItsMidnight) {
  EXPECT_EQ(read(parse_date_time("2026-03-02T09:00:00+08:00")), "2026-03-02T09:00:00+08:00");
  EXPECT_EQ(read(parse_date_time("1969-12-31T23:59:59.5")), "1969-12-31T23:59:59.5");
  EXPECT_EQ(read(parse_date_time("2026-03-02")), "2026-03-02T00:00:00");
  EXPECT_EQ(read(parse_date_time("2026-03-02 09:00:00")), "error.schema");
  EXPECT_EQ(read(parse_date_time("2026-02-30T09:00:00")), "error.schema");
}

TEST(Temporal, ReadsTheTwoKindsOfDurationAndNeverAMixture) {
  EXPECT_EQ(duration("P1Y2M"), "P1Y2M");
  EXPECT_EQ(duration("P14M"), "P1Y2M");
  EXPECT_EQ(duration("-P1Y"), "-P1Y");
  EXPECT_EQ(duration("P0M"), "P0M");
  EXPECT_EQ(duration("P3DT4H5M6.5S"), "P3DT4H5M6.5S");
  EXPECT_EQ(duration("PT36H"), "P1DT12H");
  EXPECT_EQ(duration("-PT90M"), "-PT1H30M");
  EXPECT_EQ(duration("PT0S"), "PT0S");
  EXPECT_EQ(duration("PT0.S"), "PT0S");
  EXPECT_EQ(duration("-PT0.25S"), "-PT0.25S");
  EXPECT_EQ(duration("P1DT2H3M4.123456789S"), "P1DT2H3M4.123456789S");
  EXPECT_EQ(duration("P999999999M"), "P83333333Y3M");
  for (const auto* bad : {"", "P", "PT", "P1", "1D", "P1M2Y", "P1DT", "P1.5D", "PT1M1H", "P1Y2D", "P1MT1H", "p1d", "P-1D"}) EXPECT_EQ(duration(bad),
      "error.schema") << bad;
  EXPECT_EQ(duration("P999999999999999999D"), "error.range");
  EXPECT_EQ(duration("P9999999999999999999D"), "error.range");
}

TEST(Temporal, AMissingDayBecomesTheMonthsLast) {
  const auto plus = [](std::string_view day, std::int64_t months) { return text_of(*plus_months(*parse_date(day), months)); };
  EXPECT_EQ(plus("2026-01-31", 1), "2026-02-28");
  EXPECT_EQ(plus("2024-01-31", 1), "2024-02-29");
  EXPECT_EQ(plus("2026-03-31", -1), "2026-02-28");
  EXPECT_EQ(plus("2026-01-15", -1), "2025-12-15");
  EXPECT_EQ(plus("2024-02-29", 12), "2025-02-28");
  EXPECT_FALSE(plus_months(*parse_date("999999999-12-01"), 1));
  EXPECT_FALSE(plus_months(*parse_date("-999999999-01-01"), -1));
  EXPECT_FALSE(plus_months(*parse_date("2026-01-01"), INT64_MAX));
}

TEST(Temporal, AddsDaysAcrossMonthEndsAndRefusesToLeaveTheCalendar) {
  EXPECT_EQ(text_of(*plus(*parse_date("2026-02-28"), kNanosecondsPerDay)), "2026-03-01");
  EXPECT_EQ(text_of(*plus(*parse_date("2026-03-01"), -1)), "2026-02-28") << "a nanosecond before midnight is the day before";
  EXPECT_EQ(text_of(*plus(*parse_date("1969-12-31"), kNanosecondsPerDay)), "1970-01-01");
  EXPECT_EQ(text_of(plus(*parse_time("23:00:00"), 2 * 3600 * kNanosecondsPerSecond)), "01:00:00");
  EXPECT_EQ(text_of(plus(*parse_time("01:00:00"), -2 * 3600 * kNanosecondsPerSecond)), "23:00:00");
  EXPECT_FALSE(plus(*parse_date_time("999999999-12-31T23:59:59"), kNanosecondsPerSecond));
  EXPECT_FALSE(plus(*parse_date_time("2026-01-01T00:00:00"), static_cast<WideInteger>(INT64_MAX) * kNanosecondsPerSecond));
  EXPECT_EQ(DaysTime::of(static_cast<WideInteger>(INT64_MAX) * kNanosecondsPerSecond)->s, INT64_MAX);
  EXPECT_FALSE(DaysTime::of((static_cast<WideInteger>(INT64_MAX) + 1) * kNanosecondsPerSecond));
}

TEST(Temporal, ComparesInstantsAndRefusesLocalWithOffset) {
  EXPECT_EQ(difference(*parse_date_time("2026-03-02T09:00:00+08:00"), *parse_date_time("2026-03-02T01:00:00Z")), 0);
  EXPECT_EQ(difference(*parse_date_time("2026-03-02T09:00:01"), *parse_date_time("2026-03-02T09:00:00")), kNanosecondsPerSecond);
  EXPECT_EQ(difference(*parse_date_time("2026-03-02T09:00:00"), *parse_date_time("2026-03-02T09:00:00Z")), std::nullopt);
}

TEST(Temporal, CountsWholeMonthsAndWeekdays) {
  const auto months = [](std::string_view from, std::string_view to) { return months_between(*parse_date(from), *parse_date(to)); };
  EXPECT_EQ(months("2026-01-15", "2026-03-14"), 1);
  EXPECT_EQ(months("2026-01-15", "2026-03-15"), 2);
  EXPECT_EQ(months("2026-03-15", "2026-01-15"), -2);
  EXPECT_EQ(months("2025-12-31", "2026-01-01"), 0);
  EXPECT_EQ(weekday(*parse_date("2026-03-02")), 1);
  EXPECT_EQ(weekday(*parse_date("1970-01-01")), 4);
  EXPECT_EQ(weekday(*parse_date("1969-12-28")), 7);
}

}  // namespace
}  // namespace amends::feel
