#include "amends_analysis/classify/severity.hpp"

#include <gtest/gtest.h>

namespace amends::classify {
namespace {

TEST(Severity, AddsAllPartsUpToTheCap) {
  const Parts parts{.amount = 18, .emotion = 5, .vulnerability = 8, .escalation = 6, .group = 12, .repeat = 5, .breach = 10};
  EXPECT_EQ(score(parts, 100), 64);
  const Parts full{.amount = 30, .emotion = 15, .vulnerability = 15, .escalation = 20, .group = 20, .repeat = 15, .breach = 20};
  EXPECT_EQ(score(full, 100), 100) << "the parts sum to 135";
  EXPECT_EQ(score(full, 134), 134);
}

TEST(Severity, TheBaseLeavesFeelingsAndNeedForSupportOut) {
  const Parts parts{.amount = 18, .emotion = 15, .vulnerability = 15, .escalation = 6, .group = 0, .repeat = 0, .breach = 0};
  EXPECT_EQ(base(parts, 100), 24);
  const Parts full{.amount = 30, .emotion = 15, .vulnerability = 15, .escalation = 20, .group = 20, .repeat = 15, .breach = 20};
  EXPECT_EQ(base(full, 100), 100) << "105 is capped, so that the base is never above the score";
}

TEST(Severity, NamesTheThreeLargestParts) {
  const Parts parts{.amount = 18, .emotion = 5, .vulnerability = 8, .escalation = 8, .group = 0, .repeat = 0, .breach = 10};
  EXPECT_EQ(largest(parts, 3), (std::vector<Part>{{"amount", 18}, {"breach", 10}, {"vulnerability", 8}})) << "of equal parts the catalogue's order decides";
  EXPECT_TRUE(largest(Parts{}, 3).empty());
  EXPECT_EQ(largest(Parts{.emotion = 5}, 3).size(), 1u);
}

TEST(Escalation, CountsEachKindOnceWithItsMostPoints) {
  EXPECT_EQ(escalation({{"regulator", 6}, {"regulator", 12}}, 20), 12);
  EXPECT_EQ(escalation({{"regulator", 12}, {"regulator", 6}}, 20), 12);
  EXPECT_EQ(escalation({{"media", 8}, {"exposure", 8}}, 20), 8) << "exposure is another word for media";
  EXPECT_EQ(escalation({{"regulator", 6}, {"lawsuit", 6}}, 20), 12);
  EXPECT_EQ(escalation({}, 20), 0);
}

TEST(Escalation, IsCapped) {
  EXPECT_EQ(escalation({{"regulator", 6}, {"lawsuit", 6}, {"media", 8}}, 20), 20);
  EXPECT_EQ(escalation({{"regulator", 12}, {"media", 16}}, 20), 20);
  EXPECT_EQ(escalation({{"regulator", 12}, {"lawsuit", 6}}, 20), 18);
}

TEST(Level, IsReadFromItsNameAndNothingElse) {
  EXPECT_EQ(level_number("S1"), 1);
  EXPECT_EQ(level_number("S4"), 4);
  EXPECT_EQ(level_name(3), "S3");
  for (const auto* bad : {"S0", "S5", "s1", "S", "S10", ""}) EXPECT_EQ(level_number(bad), std::nullopt) << bad;
}

TEST(Level, FloorsRaiseAndNeverLower) {
  EXPECT_EQ(raised(1, {{"vulnerability", 2}}), 2);
  EXPECT_EQ(raised(4, {{"vulnerability", 2}}), 4);
  EXPECT_EQ(raised(1, {{"vulnerability", 2}, {"safety_explicit", 4}, {"group", 3}}), 4);
  EXPECT_EQ(raised(2, {}), 2);
}

}  // namespace
}  // namespace amends::classify
