#include "amends_analysis/dimensions/rates.hpp"

#include <gtest/gtest.h>

#include "amends_analysis/dimensions/feeling.hpp"

namespace amends::dimensions {
namespace {

TEST(Lift, IsTheDailyRateOfTheWindowAgainstTheBaseline) {
  EXPECT_EQ(lift(9, 6, 30, 90), 450) << "hr(2700, 6), the example of catalogue 3.3";
  EXPECT_EQ(lift(3, 9, 30, 90), 100);
  EXPECT_EQ(lift(0, 6, 30, 90), 0);
}

TEST(Lift, TakesAnEmptyBaselineAsOneCase) {
  EXPECT_EQ(lift(5, 0, 30, 90), 1'500);
  EXPECT_EQ(lift(5, 1, 30, 90), 1'500);
}

TEST(Lift, RoundsHalfUp) {
  EXPECT_EQ(lift(1, 8, 30, 90), 38) << "37.5";
  EXPECT_EQ(lift(1, 7, 30, 90), 43) << "42.86";
}

TEST(Lift, StopsAtTheLargestIntegerThatJsonCarries) {
  EXPECT_EQ(lift(kPercentMax, 0, 1, 3'650), kPercentMax);
  EXPECT_EQ(lift(kPercentMax, kPercentMax, 30, 90), 300);
}

TEST(Rate, IsCasesPerCustomerOfTheUnitAgainstTheInstitution) {
  EXPECT_EQ(rate({.unit = 10, .unit_customers = 1'000, .institution = 50, .institution_customers = 10'000}), 200);
  EXPECT_EQ(rate({.unit = 0, .unit_customers = 1'000, .institution = 50, .institution_customers = 10'000}), 0);
  EXPECT_EQ(rate({.unit = 5, .unit_customers = 0, .institution = 0, .institution_customers = 10}), 5'000) << "a divisor of nothing counts as one";
  EXPECT_EQ(rate({.unit = kPercentMax, .unit_customers = 0, .institution = 0, .institution_customers = kPercentMax}), kPercentMax);
}

TEST(Rate, IsImplausibleWhereThePartIsMoreThanTheWhole) {
  EXPECT_TRUE(plausible({.unit = 5, .unit_customers = 10, .institution = 5, .institution_customers = 10}));
  EXPECT_FALSE(plausible({.unit = 6, .unit_customers = 10, .institution = 5, .institution_customers = 10}));
  EXPECT_FALSE(plausible({.unit = 5, .unit_customers = 11, .institution = 5, .institution_customers = 10}));
}

TEST(Common, NeedsBothThePercentageAndTheCount) {
  EXPECT_TRUE(common(200, 5, 200, 5));
  EXPECT_FALSE(common(199, 5, 200, 5));
  EXPECT_FALSE(common(200, 4, 200, 5));
}

TEST(Trend, IsStableWithinTenEitherWay) {
  EXPECT_EQ(trend(20, 30, 10), "stable");
  EXPECT_EQ(trend(30, 20, 10), "stable");
  EXPECT_EQ(trend(20, 31, 10), "rising");
  EXPECT_EQ(trend(31, 20, 10), "falling");
}

}  // namespace
}  // namespace amends::dimensions
