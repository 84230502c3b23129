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

}  // namespace
}  // namespace amends
