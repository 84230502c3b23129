#include "support/money.hpp"

#include <gtest/gtest.h>

namespace amends {
namespace {

const Currency kDollar = *Currency::parse("USD");

TEST(Money, AddsAndSubtractsWithinOneCurrency) {
  EXPECT_EQ(add({100, {}}, {250, {}})->minor, 350);
  EXPECT_EQ(subtract({100, {}}, {250, {}})->minor, -150);
  EXPECT_EQ(add({1, {}}, {1, kDollar}).error().code, ErrorCode::currency_mismatch);
}

TEST(Money, StopsAtTwoToTheFiftyThreeMinusOne) {
  EXPECT_TRUE(add({json::kIntegerMax - 1, {}}, {1, {}}));
  EXPECT_EQ(add({json::kIntegerMax, {}}, {1, {}}).error().code, ErrorCode::range);
  EXPECT_EQ(subtract({-json::kIntegerMax, {}}, {1, {}}).error().code, ErrorCode::range);
}

TEST(Money, ReadsJsonAndNamesTheBadMember) {
  EXPECT_EQ(money_from_json(*json::parse(R"({"minor":30000,"currency":"CNY"})"))->minor, 30000);
  EXPECT_EQ(money_from_json(*json::parse(R"({"minor":-1,"currency":"CNY"})")).error().where, "minor");
  EXPECT_EQ(money_from_json(*json::parse(R"({"minor":1.5,"currency":"CNY"})")).error().code, ErrorCode::bad_type);
  EXPECT_EQ(money_from_json(*json::parse(R"({"minor":1,"currency":"yuan"})")).error().where, "currency");
  EXPECT_EQ(money_from_json(*json::parse("3")).error().code, ErrorCode::bad_type);
}

TEST(Money, ShowsMinorUnitsByTheDigitsOfTheCurrency) {
  EXPECT_EQ(format_minor(0, 2), "0.00");
  EXPECT_EQ(format_minor(5, 2), "0.05");
  EXPECT_EQ(format_minor(123456789, 2), "1,234,567.89");
  EXPECT_EQ(format_minor(30000, 0), "30,000");
  EXPECT_EQ(format_minor(1234, 3), "1.234");
  EXPECT_EQ(format_minor(-100000, 2), "-1,000.00");
  EXPECT_EQ(format_minor(9007199254740991, 4), "900,719,925,474.0991");
}

}  // namespace
}  // namespace amends
