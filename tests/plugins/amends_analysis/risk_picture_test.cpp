// The thinking of amends.risk: axes, levels, the sum at stake, publicity.
#include "amends_analysis/risk/picture.hpp"

#include <gtest/gtest.h>

namespace amends::risk {
namespace {

Axes with(AxisId id, Axis axis) {
  Axes out;
  out[static_cast<std::size_t>(id)] = axis;
  return out;
}

TEST(RiskLevel, TheHighestAxisGivesIt) {
  const Thresholds thresholds;
  EXPECT_EQ(level(Axes{}, thresholds), "blue");
  EXPECT_EQ(level(with(AxisId::legal, {1, 5}), thresholds), "blue");
  EXPECT_EQ(level(with(AxisId::legal, {2, 3}), thresholds), "yellow");
  EXPECT_EQ(level(with(AxisId::contagion, {2, 5}), thresholds), "yellow");
  EXPECT_EQ(level(with(AxisId::financial, {3, 4}), thresholds), "orange");
  EXPECT_EQ(level(with(AxisId::regulatory, {4, 4}), thresholds), "orange");
  EXPECT_EQ(level(with(AxisId::safety, {4, 5}), thresholds), "red");
  EXPECT_EQ(level(with(AxisId::legal, {5, 5}), thresholds), "red");
}

TEST(RiskLevel, AHigherAxisNeverGivesALowerLevel) {
  const Thresholds thresholds;
  const auto rank = [](std::string_view name) { return name == "red" ? 3 : name == "orange" ? 2 : name == "yellow" ? 1 : 0; };
  for (std::int64_t l = 1; l <= kStepMax; ++l)
    for (std::int64_t i = 1; i <= kStepMax; ++i)
      for (std::int64_t more = 0; more <= kStepMax; ++more)
        EXPECT_LE(rank(level(with(AxisId::legal, {l, i}), thresholds)), rank(level(with(AxisId::legal, {raised(l, more), i}), thresholds))) << l << " " << i << " " << more;
}

TEST(RiskLevel, ThresholdsMustLieApart) {
  EXPECT_TRUE(Thresholds{}.apart());
  EXPECT_FALSE((Thresholds{.red = 12, .orange = 12, .yellow = 6, .crisis = 20}.apart()));
  EXPECT_FALSE((Thresholds{.red = 20, .orange = 6, .yellow = 6, .crisis = 20}.apart()));
}

TEST(CrisisAxis, IsSafetyReputationOrContagionAndNoOther) {
  const Thresholds thresholds;
  for (const auto id : {AxisId::safety, AxisId::reputation, AxisId::contagion}) {
    EXPECT_EQ(crisis_axes(with(id, {4, 5}), thresholds), std::vector<AxisId>{id});
    EXPECT_TRUE(crisis_axes(with(id, {4, 4}), thresholds).empty());
  }
  for (const auto id : {AxisId::legal, AxisId::regulatory, AxisId::financial}) EXPECT_TRUE(crisis_axes(with(id, {5, 5}), thresholds).empty());
}

TEST(TopAxes, StrongestFirstTiesInTheOrderOfTheAxes) {
  Axes axes;
  axes[static_cast<std::size_t>(AxisId::legal)] = {2, 1};
  axes[static_cast<std::size_t>(AxisId::regulatory)] = {3, 2};
  axes[static_cast<std::size_t>(AxisId::safety)] = {3, 5};
  axes[static_cast<std::size_t>(AxisId::contagion)] = {2, 3};
  EXPECT_EQ(top(axes, 3), (std::vector<AxisId>{AxisId::safety, AxisId::regulatory, AxisId::contagion}));
  EXPECT_EQ(top(axes, 6).size(), 4u) << "an axis of 1 has nothing to show";
  EXPECT_TRUE(top(Axes{}, 3).empty());
}

TEST(Exposure, IsTheClaimBeyondWhatIsOwed) {
  EXPECT_EQ(exposure(10'000'000, 3'200'000, false).minor, 6'800'000);
  EXPECT_EQ(exposure(10'000'000, 10'000'000, false).minor, 0);
  EXPECT_FALSE(exposure(10'000'000, 10'000'000, false).negative);
}

TEST(Exposure, IsNeverBelowNothing) {
  const auto stake = exposure(100, 300, false);
  EXPECT_EQ(stake.minor, 0);
  EXPECT_TRUE(stake.negative);
}

TEST(Exposure, IsNothingWhenTheDemandHasFullMerit) {
  for (const auto claimed : {std::optional<std::int64_t>{}, std::optional<std::int64_t>{50'000}}) {
    const auto stake = exposure(claimed, std::nullopt, true);
    EXPECT_EQ(stake.minor, 0);
    EXPECT_FALSE(stake.open) << "what is owed is paid, whatever it is";
  }
}

TEST(Exposure, StaysOpenWhileASumIsNotKnown) {
  EXPECT_EQ(exposure(500, std::nullopt, false).minor, 500) << "an entitlement that is not known counts as 0";
  EXPECT_TRUE(exposure(500, std::nullopt, false).open);
  EXPECT_EQ(exposure(std::nullopt, 500, false).minor, std::nullopt);
  EXPECT_TRUE(exposure(std::nullopt, 500, false).open);
  EXPECT_FALSE(exposure(500, 500, false).open);
}

TEST(Exposure, TheLargestSumsFit) { EXPECT_EQ(exposure(9'007'199'254'740'991, 0, false).minor, 9'007'199'254'740'991); }

TEST(Publicity, AKnownReachAndOfficialMediaCountAsPosted) {
  EXPECT_EQ(publicity({}), "none");
  EXPECT_EQ(publicity({.threatened = true}), "threat");
  EXPECT_EQ(publicity({.threatened = true, .reach = 0}), "threat");
  EXPECT_EQ(publicity({.reach = 1}), "posted");
  EXPECT_EQ(publicity({.official = true}), "posted");
  EXPECT_EQ(publicity({.posted = true, .threatened = true}), "posted");
}

TEST(Steps, StayBetweenOneAndFive) {
  EXPECT_EQ(raised(1, 0), 1);
  EXPECT_EQ(raised(1, 4), 5);
  EXPECT_EQ(raised(5, 1), 5);
}

}  // namespace
}  // namespace amends::risk
