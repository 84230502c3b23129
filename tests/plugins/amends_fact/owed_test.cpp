#include "amends_fact/verify/owed.hpp"

#include <gtest/gtest.h>

namespace amends::verify {
namespace {

constexpr std::optional<std::int64_t> kNot;

TEST(Owed, IsWhatWasDemandedWithFullMerit) {
  for (const auto* kind : {"refund", "compensation", "claim_payment", "full_surrender"}) {
    EXPECT_EQ(owed(kind, Merit::full, 30'000, kNot, kNot).minor, 30'000) << kind;
    EXPECT_EQ(owed(kind, Merit::full, 30'000, kNot, kNot).ground, Ground::as_claimed) << kind;
  }
  EXPECT_FALSE(owed("refund", Merit::full, kNot, 500, 500).minor) << "a sum that nobody named is not guessed";
  EXPECT_EQ(owed("full_surrender", Merit::full, kNot, 10'000'000, 3'200'000).minor, 10'000'000);
}

TEST(Owed, TheCashValueIsDueWhateverElseIsFound) {
  for (const auto merit : {Merit::partial, Merit::undetermined, Merit::none}) {
    const auto due = owed("full_surrender", merit, 10'000'000, 10'000'000, 3'200'000);
    EXPECT_EQ(due.minor, 3'200'000);
    EXPECT_EQ(due.ground, Ground::cash_value);
    EXPECT_EQ(due.more, merit != Merit::none);
  }
  EXPECT_FALSE(owed("full_surrender", Merit::partial, 10'000'000, 10'000'000, kNot).minor);
}

TEST(Owed, APartIsForAPersonToWorkOut) {
  EXPECT_EQ(owed("refund", Merit::partial, 30'000, kNot, kNot).ground, Ground::unknown);
  EXPECT_EQ(owed("refund", Merit::undetermined, 30'000, kNot, kNot).ground, Ground::unknown);
  EXPECT_EQ(owed("refund", Merit::none, 30'000, kNot, kNot).minor, 0);
}

TEST(Owed, AnApologyIsNoMoney) {
  for (const auto* kind : {"apology", "explanation", "stop_contact", "other", ""}) EXPECT_EQ(owed(kind, Merit::full, 1, 1, 1).ground, Ground::not_money) << kind;
}

}  // namespace
}  // namespace amends::verify
