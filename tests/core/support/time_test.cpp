#include "support/offset_time.hpp"
#include "support/time.hpp"

#include <gtest/gtest.h>

namespace amends {
namespace {

TEST(Instant, ReadsOffsetsAndFractionsAndWritesUtc) {
  EXPECT_EQ(format_instant(*parse_instant("2026-03-02T09:00:00+08:00")), "2026-03-02T01:00:00Z");
  EXPECT_EQ(format_instant(*parse_instant("2026-03-02T01:00:00.5Z")), "2026-03-02T01:00:00.500000Z");
  EXPECT_EQ(parse_instant("1970-01-01T00:00:00Z")->us, 0);
  EXPECT_EQ(format_instant({-1}), "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(format_instant(*parse_instant("2000-02-29T23:59:59-00:30")), "2000-03-01T00:29:59Z");
}

TEST(Instant, RefusesWhatIsAmbiguousOrImpossible) {
  for (const auto* text : {"2026-03-02", "2026-03-02T01:00:00", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:00:60Z",
                           "2026-01-01T00:00:00.1234567Z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00+8:00", "26-01-01T00:00:00Z", "", "2026-01-01T00:00:00Zx"})
    EXPECT_FALSE(parse_instant(text)) << text;
}

TEST(Instant, RoundTripsEveryDayOfFourCenturies) {
  for (std::int64_t day = days_from_civil(1800, 1, 1); day < days_from_civil(2200, 1, 1); ++day) {
    const auto date = civil_from_days(day);
    ASSERT_EQ(days_from_civil(date.year, date.month, date.day), day);
  }
}

TEST(SystemClock, NeverGoesBack) {
  const SystemClock clock;
  auto last = clock.now();
  for (int i = 0; i < 1000; ++i) {
    const auto now = clock.now();
    ASSERT_GE(now, last);
    last = now;
  }
}

TEST(OffsetTime, ShowsTheClockOfAPlaceAndReadsBackAsTheSameInstant) {
  const auto at = *parse_instant("2026-03-02T01:00:00Z");
  EXPECT_EQ(format_instant(at, 8 * 3600), "2026-03-02T09:00:00+08:00");
  EXPECT_EQ(format_instant(at, -(5 * 3600 + 1800)), "2026-03-01T19:30:00-05:30");
  EXPECT_EQ(format_instant(at, 0), "2026-03-02T01:00:00Z");
  EXPECT_EQ(format_instant({at.us + 1}, 3600), "2026-03-02T02:00:00.000001+01:00");
  for (const auto offset : {-12 * 3600, -1800, 0, 5 * 3600 + 45 * 60, 14 * 3600}) EXPECT_EQ(*parse_instant(format_instant(at, offset)), at) << offset;
}

}  // namespace
}  // namespace amends
