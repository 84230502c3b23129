#include "amends_crisis/crisis/level.hpp"

#include <gtest/gtest.h>

namespace amends::crisis {
namespace {

TEST(Level, RisesFromNoneToOne) {
  EXPECT_LT(Level::none, Level::watch);
  EXPECT_LT(Level::watch, Level::L3);
  EXPECT_LT(Level::L3, Level::L2);
  EXPECT_LT(Level::L2, Level::L1);
  for (const auto level : {Level::none, Level::watch, Level::L3, Level::L2, Level::L1}) EXPECT_EQ(level_of(name(level)), level);
  EXPECT_FALSE(level_of("L4"));
  EXPECT_FALSE(is_crisis(Level::watch));
  EXPECT_TRUE(is_crisis(Level::L3));
}

TEST(Level, AnybodyInCommandRaises) {
  const auto raised = changed(Level::L3, Change{.to = Level::L1, .from = Level::L3, .commander = true}, false);
  EXPECT_EQ(raised.level, Level::L1);
  EXPECT_EQ(raised.verdict, Verdict::raised);
  EXPECT_EQ(changed(Level::L3, std::nullopt, false).verdict, Verdict::none);
  EXPECT_EQ(changed(Level::L3, Change{.to = Level::L3, .from = Level::L3}, false).verdict, Verdict::none);
}

TEST(Level, LoweringNeedsTwoPeopleAndTheFactsTheySaw) {
  const Change both{.to = Level::L3, .from = Level::L2, .commander = true, .legal = true};
  EXPECT_EQ(changed(Level::L2, both, false).level, Level::L3);
  EXPECT_EQ(changed(Level::L2, both, false).verdict, Verdict::lowered);
  EXPECT_EQ(changed(Level::L2, Change{.to = Level::L3, .from = Level::L2, .commander = true}, false).verdict, Verdict::unsigned_);
  EXPECT_EQ(changed(Level::L1, both, false).verdict, Verdict::outdated) << "the facts have become worse since";
  EXPECT_EQ(changed(Level::L1, both, false).level, Level::L1);
}

TEST(Level, NoSignatureLowersAnExplicitSafetySign) {
  const Change all{.to = Level::none, .from = Level::L1, .commander = true, .legal = true};
  EXPECT_EQ(changed(Level::L1, all, true).level, Level::L1);
  EXPECT_EQ(changed(Level::L1, all, true).verdict, Verdict::safety);
  EXPECT_EQ(changed(Level::L1, all, false).level, Level::none);
}

}  // namespace
}  // namespace amends::crisis
