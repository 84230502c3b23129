// The thinking of amends.psychology without packs: points, ties, the claim against the loss, clauses.
#include "amends_analysis/psychology/scores.hpp"

#include <gtest/gtest.h>

namespace amends::psychology {
namespace {

TEST(Scores, AddUpInTheOrderOfThePackAndStopAtAHundred) {
  const auto sums = add_up({"comfort", "vent", "respect"}, {{"vent", 70}, {"comfort", 20}, {"vent", 70}, {"stranger", 90}});
  EXPECT_EQ(sums, (std::vector<Points>{{"comfort", 20}, {"vent", 100}, {"respect", 0}}));
  EXPECT_EQ(at_least(sums, 20), (std::vector<Points>{{"comfort", 20}, {"vent", 100}}));
  EXPECT_EQ(at_least(sums, 21), (std::vector<Points>{{"vent", 100}}));
}

TEST(Scores, OfEqualPointsTheFirstOfThePackStands) {
  EXPECT_EQ(highest({{"comfort", 20}, {"vent", 20}})->code, "comfort");
  EXPECT_EQ(highest({{"comfort", 19}, {"vent", 20}})->code, "vent");
  EXPECT_FALSE(highest({}));
  EXPECT_FALSE(highest({{"comfort", 0}}));
}

TEST(Scores, AClaimIsFarAboveFromFiveTimesTheLossOnAndALossOfZeroCounts) {
  EXPECT_TRUE(far_above(500, 100, 5));
  EXPECT_FALSE(far_above(499, 100, 5));
  EXPECT_TRUE(far_above(1, 0, 5));
  EXPECT_FALSE(far_above(0, 0, 5)) << "nothing is asked for";
  EXPECT_FALSE(far_above(9'007'199'254'740'991, 9'007'199'254'740'991, 5)) << "no overflow";
}

TEST(Clause, EndsAtTheStopsOfBothScriptsAndLeavesThemOut) {
  const std::string body = "柜员敷衍我，我就要一个道歉。谢谢";
  EXPECT_EQ(part_around(body, {6, 9}, Part::clause), (Range{6, 13}));
  EXPECT_EQ(part_around(body, {6, 9}, Part::sentence), (Range{0, 13}));
  const std::string english = "I paid 3.5 percent, you know. Please refund it.";
  EXPECT_EQ(part_around(english, {2, 6}, Part::clause), (Range{0, 18})) << "a stop inside a number is none";
  EXPECT_EQ(part_around(english, {30, 36}, Part::sentence), (Range{30, 46}));
}

TEST(Clause, IsCutAtItsLimitAndAlwaysHoldsThePlace) {
  const std::string body(400, 'a');
  for (const std::int64_t at : {0, 39, 40, 41, 200, 390}) {
    const auto [start, end] = part_around(body, {at, at + 5}, Part::clause);
    EXPECT_LE(start, at);
    EXPECT_GE(end, at + 5);
    EXPECT_LE(end - start, kPartMax);
  }
  EXPECT_EQ(part_around("道歉", {0, 2}, Part::clause), (Range{0, 2}));
}

}  // namespace
}  // namespace amends::psychology
