#include "amends_crisis/crisis/calm.hpp"

#include <gtest/gtest.h>

namespace amends::crisis {
namespace {

TEST(Calm, MentionsFallToAFifthOfThePeak) {
  EXPECT_EQ(calmed_down(90, 500, 20), true);
  EXPECT_EQ(percent_of_peak(90, 500), 18);
  EXPECT_EQ(calmed_down(100, 500, 20), true);
  EXPECT_EQ(calmed_down(101, 500, 20), false);
  EXPECT_EQ(calmed_down(110, 500, 20), false);
  EXPECT_EQ(percent_of_peak(110, 500), 22);
  EXPECT_EQ(calmed_down(0, 0, 20), true);
  EXPECT_EQ(calmed_down(std::nullopt, 0, 20), true) << "nobody ever spoke of it";
  EXPECT_EQ(calmed_down(std::nullopt, 500, 20), std::nullopt);
  EXPECT_EQ(calmed_down(90, std::nullopt, 20), std::nullopt);
  constexpr std::int64_t kMost = 9'007'199'254'740'991;
  EXPECT_EQ(calmed_down(kMost, kMost, 20), false);
}

TEST(Calm, EndsWhenAllHoldAndHaveHeld) {
  const std::vector<std::optional<bool>> all{true, true};
  EXPECT_TRUE(may_end(all, 48, 48));
  EXPECT_FALSE(may_end(all, 47, 48));
  EXPECT_FALSE(may_end(all, std::nullopt, 48));
  EXPECT_FALSE(may_end({true, false}, 48, 48));
  EXPECT_FALSE(may_end({true, std::nullopt}, 48, 48)) << "what is not known does not hold";
  EXPECT_FALSE(may_end({}, 48, 48));
}

}  // namespace
}  // namespace amends::crisis
