#include "kit/safety.hpp"

#include <gtest/gtest.h>

namespace amends::kit {
namespace {

TEST(SafetyDegree, TheStrongerOneWins) {
  EXPECT_EQ(stronger("none", "none"), "none");
  EXPECT_EQ(stronger("none", "veiled"), "veiled");
  EXPECT_EQ(stronger("veiled", "none"), "veiled");
  EXPECT_EQ(stronger("veiled", "explicit"), "explicit");
  EXPECT_EQ(stronger("explicit", "veiled"), "explicit");
}

TEST(SafetyDegree, AnUnknownOneCountsAsNone) {
  EXPECT_EQ(stronger("none", "strange"), "none");
  EXPECT_EQ(stronger("", "veiled"), "veiled");
}

}  // namespace
}  // namespace amends::kit
