// Days and sums as letters write them.
#include <gtest/gtest.h>

#include "matter/days.hpp"
#include "matter/sums.hpp"

namespace amends::matter {
namespace {

TEST(Days, CountTheSameInBothDirectionsOverLeapYearsAndCenturies) {
  EXPECT_EQ(number_of({1970, 1, 1}), 0);
  EXPECT_EQ(number_of({2026, 3, 2}), 20'514);
  for (const Day day : {Day{1900, 2, 28}, Day{2000, 2, 29}, Day{2024, 2, 29}, Day{2024, 3, 1}, Day{2026, 12, 31}, Day{2100, 3, 1}}) EXPECT_EQ(day_of(number_of(day)), day);
  for (std::int64_t number = 19'000; number < 22'000; ++number) ASSERT_EQ(number_of(day_of(number)), number);
}

TEST(Days, ReadOnlyDaysThatExist) {
  EXPECT_EQ(parse_day("2026-03-02"), (Day{2026, 3, 2}));
  EXPECT_EQ(parse_day("2024-02-29"), (Day{2024, 2, 29}));
  for (const auto* bad : {"2026-02-29", "2026-13-01", "2026-00-10", "2026-3-2", "2026-03-32", "20260302", "2026/03/02", "", "2026-03-0x"}) EXPECT_FALSE(parse_day(bad)) << bad;
}

TEST(Days, AreWrittenAsLettersWriteThem) {
  EXPECT_EQ(written(Day{2026, 3, 2}), (sdk::Texts{"2026年3月2日", "2 March 2026"}));
  EXPECT_EQ(written(Day{2026, 12, 31}), (sdk::Texts{"2026年12月31日", "31 December 2026"}));
  EXPECT_EQ(written_term("today"), (sdk::Texts{"当天", "on the same day"}));
  EXPECT_EQ(written_term("1wd"), (sdk::Texts{"1个工作日内", "within 1 working day"}));
  EXPECT_EQ(written_term("20wd"), (sdk::Texts{"20个工作日内", "within 20 working days"}));
  EXPECT_EQ(written_term("5d").en, "5d");
}

TEST(Sums, CarryTheirMinorDigitsAndTheirCurrency) {
  EXPECT_EQ(written({30'000, "CNY"}, 2), (sdk::Texts{"300.00 元", "CNY 300.00"}));
  EXPECT_EQ(written({5'000'000, "CNY"}, 2), (sdk::Texts{"50,000.00 元", "CNY 50,000.00"}));
  EXPECT_EQ(written({7, "USD"}, 2), (sdk::Texts{"0.07 美元", "USD 0.07"}));
  EXPECT_EQ(written({1'234, "JPY"}, 0), (sdk::Texts{"1,234 日元", "JPY 1,234"}));
  EXPECT_EQ(written({0, "SEK"}, 2), (sdk::Texts{"SEK 0.00", "SEK 0.00"}));
  EXPECT_EQ(digits_of(9'007'199'254'740'991, 2), "90,071,992,547,409.91");
}

}  // namespace
}  // namespace amends::matter
