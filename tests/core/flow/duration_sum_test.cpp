#include "flow/duration_sum.hpp"

#include <gtest/gtest.h>

namespace amends::flow {
namespace {

using calendar::Duration;
using calendar::Unit;

TEST(DurationSum, AddsEqualUnitsAndElapsedOnesInTheFinerUnit) {
  EXPECT_EQ(add({1, Unit::working_days}, {2, Unit::working_days}), (Duration{3, Unit::working_days}));
  EXPECT_EQ(add({1, Unit::hours}, {30, Unit::minutes}), (Duration{90, Unit::minutes}));
  EXPECT_EQ(add({30, Unit::minutes}, {1, Unit::hours}), (Duration{90, Unit::minutes}));
  EXPECT_EQ(add({2, Unit::minutes}, {5, Unit::seconds}), (Duration{125, Unit::seconds}));
}

TEST(DurationSum, NeverConvertsDaysWorkingDaysAndHours) {
  EXPECT_FALSE(add({4, Unit::hours}, {1, Unit::working_days}));
  EXPECT_FALSE(add({1, Unit::days}, {1, Unit::weeks}));
  EXPECT_FALSE(add({1, Unit::days}, {24, Unit::hours}));
}

TEST(DurationSum, StopsAtTheLargestCountOfTheUnit) {
  const auto most = calendar::count_max(Unit::working_days);
  EXPECT_TRUE(add({most - 1, Unit::working_days}, {1, Unit::working_days}));
  EXPECT_FALSE(add({most, Unit::working_days}, {1, Unit::working_days}));
}

TEST(DurationSum, DoublesForEachFailedAttemptUpToTheLimit) {
  EXPECT_EQ(doubled({2, Unit::seconds}, 1), (Duration{2, Unit::seconds}));
  EXPECT_EQ(doubled({2, Unit::seconds}, 2), (Duration{4, Unit::seconds}));
  EXPECT_EQ(doubled({2, Unit::seconds}, 10), (Duration{1024, Unit::seconds}));
  EXPECT_EQ(doubled({2, Unit::seconds}, 100), (Duration{calendar::count_max(Unit::seconds), Unit::seconds}));
  EXPECT_EQ(doubled({0, Unit::seconds}, 100), (Duration{0, Unit::seconds}));
}

}  // namespace
}  // namespace amends::flow
