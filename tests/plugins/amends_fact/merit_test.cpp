#include "amends_fact/verify/merit.hpp"

#include <gtest/gtest.h>

namespace amends::verify {
namespace {

constexpr Fact kHolds{.bearing = Bearing::holds}, kFails{.bearing = Bearing::fails}, kOpen{.bearing = Bearing::open}, kGap{.bearing = Bearing::open, .gap = true};
constexpr Fact kNeedHolds{.bearing = Bearing::holds, .necessary = true}, kNeedFails{.bearing = Bearing::fails, .necessary = true};

TEST(Merit, OfADemandFollowsItsFacts) {
  EXPECT_EQ(merit_of({kHolds}), Merit::full);
  EXPECT_EQ(merit_of({kHolds, kHolds}), Merit::full);
  EXPECT_EQ(merit_of({kFails}), Merit::none);
  EXPECT_EQ(merit_of({kFails, kFails}), Merit::none);
  EXPECT_EQ(merit_of({kOpen}), Merit::undetermined);
  EXPECT_EQ(merit_of({}), Merit::undetermined);
  EXPECT_EQ(merit_of({kGap}), Merit::partial) << "a missing record counts for the customer";
  EXPECT_EQ(merit_of({kHolds, kOpen}), Merit::partial);
  EXPECT_EQ(merit_of({kOpen, kFails}), Merit::undetermined);
}

TEST(Merit, OneRefutedPointTakesADemandDownOnlyWhereAPersonCalledItNecessary) {
  EXPECT_EQ(merit_of({kHolds, kFails}), Merit::partial);
  EXPECT_EQ(merit_of({kNeedHolds, kNeedFails}), Merit::none);
  EXPECT_EQ(merit_of({kNeedHolds, kFails}), Merit::partial);
}

TEST(Merit, OfACaseFollowsItsDemands) {
  using enum Merit;
  EXPECT_EQ(case_merit({full, full}), full);
  EXPECT_EQ(case_merit({none, none}), none);
  EXPECT_EQ(case_merit({undetermined, none}), undetermined);
  EXPECT_EQ(case_merit({undetermined, full}), partial);
  EXPECT_EQ(case_merit({undetermined, partial}), partial);
  EXPECT_EQ(case_merit({full, none}), partial);
  EXPECT_EQ(case_merit({undetermined}), undetermined);
  EXPECT_EQ(case_merit({partial}), partial);
  EXPECT_FALSE(case_merit({}));
}

}  // namespace
}  // namespace amends::verify
