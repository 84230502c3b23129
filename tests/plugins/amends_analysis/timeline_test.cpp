#include "amends_analysis/dimensions/timeline.hpp"

#include <gtest/gtest.h>

namespace amends::dimensions {
namespace {

When point(std::int64_t us, Precision precision) { return {us, us, precision, false}; }

TEST(CertainOrder, TakesTheCoarserOfTwoPrecisions) {
  EXPECT_TRUE(certainly_before(point(0, Precision::minute), point(60'000'000, Precision::minute)));
  EXPECT_FALSE(certainly_before(point(0, Precision::minute), point(59'999'999, Precision::minute)));
  EXPECT_TRUE(certainly_before(point(0, Precision::minute), point(kDayUs, Precision::day)));
  EXPECT_FALSE(certainly_before(point(0, Precision::day), point(kDayUs - 1, Precision::day))) << "it may be the same day somewhere";
  EXPECT_TRUE(certainly_before(point(0, Precision::month), point(31 * kDayUs, Precision::day)));
  EXPECT_FALSE(certainly_before(point(0, Precision::month), point(30 * kDayUs, Precision::day)));
}

TEST(CertainOrder, IsNeverCertainWithoutAPrecision) {
  EXPECT_FALSE(certainly_before(point(0, Precision::unknown), point(400 * kDayUs, Precision::minute)));
  EXPECT_FALSE(certainly_before(point(0, Precision::minute), point(400 * kDayUs, Precision::unknown)));
}

TEST(CertainOrder, TakesARangeAsItStands) {
  const When first{0, kDayUs - 1, Precision::unknown, true}, second{kDayUs, 2 * kDayUs - 1, Precision::unknown, true};
  EXPECT_TRUE(certainly_before(first, second));
  EXPECT_FALSE(certainly_before(second, first));
  EXPECT_FALSE(certainly_before(first, When{kDayUs - 1, kDayUs, Precision::unknown, true})) << "they touch";
}

TEST(Timeline, PutsWhatHasNoDateLastAndKeepsTheRecordsOrder) {
  EXPECT_EQ(in_order({std::nullopt, point(5, Precision::day), std::nullopt, point(3, Precision::day), point(5, Precision::day)}), (std::vector<std::size_t>{3, 1, 4, 0, 2}));
  EXPECT_TRUE(in_order({}).empty());
}

TEST(Gaps, RunFromTheFirstContactThatWaits) {
  const auto found = gaps({{0, false, 0}, {3 * kDayUs, false, 1}, {8 * kDayUs, true, 2}, {9 * kDayUs, true, 3}}, 7 * kDayUs);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].contact, 0u);
  EXPECT_EQ(found[0].answer, 2u);
  EXPECT_EQ(found[0].length_us, 8 * kDayUs);
}

TEST(Gaps, AreLongerThanTheLongestAndNotEqualToIt) {
  EXPECT_TRUE(gaps({{0, false, 0}, {7 * kDayUs, true, 1}}, 7 * kDayUs).empty());
  EXPECT_EQ(gaps({{0, false, 0}, {7 * kDayUs + 1, true, 1}}, 7 * kDayUs).size(), 1u);
}

TEST(Gaps, SortTheMessagesAndNeedBothSides) {
  EXPECT_EQ(gaps({{20 * kDayUs, true, 0}, {0, false, 1}}, 7 * kDayUs).size(), 1u);
  EXPECT_TRUE(gaps({{0, false, 0}}, 7 * kDayUs).empty()) << "a wait that has not ended has no length here";
  EXPECT_TRUE(gaps({{0, true, 0}, {20 * kDayUs, true, 1}}, 7 * kDayUs).empty());
}

TEST(Days, AreReadFromADuration) {
  EXPECT_EQ(days_of("30d"), 30);
  EXPECT_EQ(days_of("1d"), 1);
  EXPECT_EQ(days_of("3650d"), 3'650);
  for (const auto* other : {"", "d", "0d", "3651d", "99999d", "30", "30wd", "4h", "-3d", " 30d", "3.5d"}) EXPECT_FALSE(days_of(other)) << other;
}

}  // namespace
}  // namespace amends::dimensions
