#include "amends_routing/routing/route.hpp"

#include <gtest/gtest.h>

namespace amends::routing {
namespace {

TEST(Rows, EachNumberStandsOnceWithTheReasonsOfAllItsLines) {
  const auto rows = rows_of({{"RT12A", 12, "choice", "mediation", "甲", "first"}, {"RT12C", 12, "choice", "mediation", "乙", "second"}, {"RT14", 14, "duty", "regulator", "丙", "third"}});
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].row, 12);
  EXPECT_EQ(rows[0].reason_zh, "甲；乙");
  EXPECT_EQ(rows[0].reason_en, "first; second");
  EXPECT_EQ(rows[0].lines, (std::vector<std::string>{"RT12A", "RT12C"}));
  EXPECT_EQ(rows[1].kind, "duty");
}

TEST(Rows, OneReasonIsSaidOnce) { EXPECT_EQ(rows_of({{"a", 7, "choice", "internal", "同", "same"}, {"b", 7, "choice", "internal", "同", "same"}})[0].reason_en, "same"); }

TEST(Rows, StandInTheOrderOfTheirNumbersWhereverTheirLinesStand) {
  const auto rows = rows_of({{"x", 8, "choice", "internal", "", ""}, {"own", 2, "choice", "transfer", "", ""}, {"y", 13, "choice", "court", "", ""}});
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].row, 2);
  EXPECT_EQ(rows[1].row, 8);
  EXPECT_EQ(rows[2].row, 13);
}

TEST(Rows, NothingHoldsNothingIsListed) { EXPECT_TRUE(rows_of({}).empty()); }

TEST(InDispute, IsTheClaimBeyondTheEntitlementAndNeverNegative) {
  EXPECT_EQ(in_dispute(10'000'000, 3'200'000), 6'800'000);
  EXPECT_EQ(in_dispute(3'200'000, 10'000'000), 0);
  EXPECT_EQ(in_dispute(10'000'000, std::nullopt), 10'000'000);
  EXPECT_EQ(in_dispute(std::nullopt, 3'200'000), 0);
  EXPECT_EQ(in_dispute(std::nullopt, std::nullopt), 0);
}

TEST(Arbitration, TheRecordedFactComesBeforeTheAnswerOfLegal) {
  EXPECT_EQ(arbitration("yes", "no"), "yes");
  EXPECT_EQ(arbitration("no", "yes"), "no");
  EXPECT_EQ(arbitration("unknown", "yes"), "yes");
  EXPECT_EQ(arbitration("unknown", "unknown"), "unknown");
}

}  // namespace
}  // namespace amends::routing
