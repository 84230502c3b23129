#include "kit/lists.hpp"

#include <gtest/gtest.h>

namespace amends::kit {
namespace {

TEST(Joined, EnumeratesInBothLanguages) {
  EXPECT_EQ(joined({}), (sdk::Texts{}));
  EXPECT_EQ(joined({{"甲", "a"}}), (sdk::Texts{"甲", "a"}));
  EXPECT_EQ(joined({{"甲", "a"}, {"乙", "b"}, {"丙", "c"}}), (sdk::Texts{"甲、乙、丙", "a, b, c"}));
}

TEST(Once, KeepsTheFirstOfEachInOrder) {
  EXPECT_TRUE(once({}).empty());
  EXPECT_EQ(once({"ev2", "ev1", "ev2", "ev3", "ev1"}), (std::vector<sdk::EvidenceId>{"ev2", "ev1", "ev3"}));
}

TEST(Once, StopsAtTheMost) {
  EXPECT_EQ(once({"ev1", "ev1", "ev2", "ev3"}, 2), (std::vector<sdk::EvidenceId>{"ev1", "ev2"}));
  EXPECT_EQ(once({"ev1", "ev2"}, 2).size(), 2u);
  EXPECT_TRUE(once({"ev1"}, 0).empty());
}

}  // namespace
}  // namespace amends::kit
