#include "kit/currency.hpp"

#include <gtest/gtest.h>

namespace amends::kit {
namespace {

constexpr std::int64_t kMax = 9'007'199'254'740'991;

CurrencyScale cny() { return {.code = "CNY", .digits = 2, .num = 1, .den = 1}; }
CurrencyScale usd() { return {.code = "USD", .digits = 2, .num = 1, .den = 7}; }
CurrencyScale jpy() { return {.code = "JPY", .digits = 0, .num = 20, .den = 1}; }

TEST(Currency, ThresholdsOfTheYuanAreExactToTheFen) {
  EXPECT_TRUE(below(99'999, 1'000, cny()));
  EXPECT_FALSE(below(100'000, 1'000, cny()));
  EXPECT_TRUE(at_most(100'000, 1'000, cny()));
  EXPECT_FALSE(at_most(100'001, 1'000, cny()));
}

TEST(Currency, ADollarCountsSevenTimesAgainstAThreshold) {
  // 1000 CNY are 142.857 USD: 142.85 is below, 142.86 is not.
  EXPECT_TRUE(below(14'285, 1'000, usd()));
  EXPECT_FALSE(below(14'286, 1'000, usd()));
  EXPECT_EQ(major_units(14'285, usd()), 999);
  EXPECT_EQ(major_units(14'286, usd()), 1'000);
}

TEST(Currency, TheYenHasNoMinorDigits) {
  EXPECT_TRUE(below(19'999, 1'000, jpy()));
  EXPECT_FALSE(below(20'000, 1'000, jpy()));
  EXPECT_EQ(major_units(19'999, jpy()), 999);
  EXPECT_EQ(major_units(20'000, jpy()), 1'000);
}

TEST(Currency, WholeUnitsLieBelowAWholeBoundExactlyWhenTheSumDoes) {
  for (const auto& scale : {cny(), usd(), jpy()})
    for (std::int64_t bound : {1, 999, 1'000, 10'000})
      for (std::int64_t minor = 0; minor < 3'000'000; minor += 997) EXPECT_EQ(major_units(minor, scale) < bound, below(minor, bound, scale)) << scale.code << " " << minor << " " << bound;
}

TEST(Currency, TheLargestSumOverflowsNothing) {
  const CurrencyScale heavy{.code = "XXX", .digits = 0, .num = 1, .den = 1'000'000};
  const CurrencyScale light{.code = "XXX", .digits = 4, .num = 1'000'000, .den = 1};
  EXPECT_FALSE(below(kMax, kMax, heavy));
  EXPECT_TRUE(below(kMax, kMax, light));
  EXPECT_EQ(major_units(kMax, heavy), kMax);
  EXPECT_EQ(major_units(kMax, light), kMax / 10'000 / 1'000'000);
}

TEST(Currency, ACurrencyWithoutARowCountsOneToOneAndSaysSo) {
  const Currencies known({cny(), usd()});
  EXPECT_TRUE(known.scale("USD").known);
  EXPECT_EQ(known.scale("USD").den, 7);
  const auto unknown = known.scale("THB");
  EXPECT_FALSE(unknown.known);
  EXPECT_TRUE(below(99'999, 1'000, unknown));
  EXPECT_FALSE(below(100'000, 1'000, unknown));
}

}  // namespace
}  // namespace amends::kit
