#include "amends_analysis/dimensions/chain.hpp"

#include <gtest/gtest.h>

namespace amends::dimensions {
namespace {

TEST(Standing, VerificationComesBeforeWords) {
  EXPECT_EQ(standing({.verified = "confirmed", .contested = true}, false), Standing::agreed);
  EXPECT_EQ(standing({.verified = "refuted"}, true), Standing::disputed);
  EXPECT_EQ(standing({.verified = "unknown", .contested = true}, false), Standing::disputed);
  EXPECT_EQ(standing({.verified = "unknown", .contested = true}, true), Standing::agreed) << "both sides say the same";
  EXPECT_EQ(standing({.verified = "unknown"}, false), Standing::asserted);
}

TEST(Standing, BothSidesMustSayTheSame) {
  EXPECT_EQ(said_by_both({{.what = "a", .side = Side::complainant}, {.what = "a", .side = Side::institution}, {.what = "b", .side = Side::complainant}}), (std::vector<bool>{true, true, false}));
  EXPECT_EQ(said_by_both({{.what = "a", .side = Side::complainant}, {.what = "a", .side = Side::complainant}}), (std::vector<bool>{false, false}));
  EXPECT_EQ(said_by_both({{.what = "", .side = Side::complainant}, {.what = "", .side = Side::institution}}), (std::vector<bool>{false, false})) << "no words, nothing said";
  EXPECT_EQ(said_by_both({{.what = "a", .side = Side::unknown}, {.what = "a", .side = Side::institution}}), (std::vector<bool>{false, false}));
}

const ProcessStep kFiled{"filed", "claim", "", 1}, kAssessed{"assessed", "claim", "", 2}, kDecided{"decided", "claim", "filed", 3}, kNotice{"notice", "fee", "", 1};
When day(std::int64_t number) { return {number * kDayUs, number * kDayUs, Precision::day, false}; }

TEST(Reversals, TellWhatCannotBeFromWhatShouldNotBe) {
  const auto impossible = reversals({{0, &kDecided, day(1)}, {1, &kFiled, day(5)}}, 20);
  ASSERT_EQ(impossible.size(), 1u);
  EXPECT_EQ(impossible[0].earlier, 0u);
  EXPECT_EQ(impossible[0].later, 1u);
  EXPECT_TRUE(impossible[0].impossible);
  const auto odd = reversals({{0, &kDecided, day(1)}, {1, &kAssessed, day(5)}}, 20);
  ASSERT_EQ(odd.size(), 1u);
  EXPECT_FALSE(odd[0].impossible);
}

TEST(Reversals, NeedDatesThatAreCertainAndOneProcess) {
  EXPECT_TRUE(reversals({{0, &kFiled, day(1)}, {1, &kDecided, day(5)}}, 20).empty());
  EXPECT_TRUE(reversals({{0, &kDecided, day(1)}, {1, &kFiled, day(1)}}, 20).empty());
  EXPECT_TRUE(reversals({{0, &kDecided, day(1)}, {1, &kFiled, std::nullopt}}, 20).empty());
  EXPECT_TRUE(reversals({{0, &kDecided, day(1)}, {1, &kNotice, day(5)}}, 20).empty());
  EXPECT_TRUE(reversals({{0, nullptr, day(1)}, {1, &kNotice, day(5)}}, 20).empty());
}

TEST(Reversals, ASecondClaimAfterTheFirstDecisionIsInOrder) {
  EXPECT_TRUE(reversals({{0, &kFiled, day(1)}, {1, &kDecided, day(5)}, {2, &kFiled, day(9)}}, 20).empty());
}

TEST(Reversals, StopAtTheMost) {
  const std::vector<StepEvent> events{{0, &kDecided, day(1)}, {1, &kFiled, day(5)}, {2, &kAssessed, day(3)}};
  EXPECT_EQ(reversals(events, 20).size(), 3u);
  EXPECT_EQ(reversals(events, 2).size(), 2u);
  EXPECT_TRUE(reversals(events, 0).empty());
}

TEST(Parts, StandFromCauseToConsequence) {
  EXPECT_LT(part_rank("cause"), part_rank("act"));
  EXPECT_LT(part_rank("act"), part_rank("consequence"));
  EXPECT_LT(part_rank("consequence"), part_rank(""));
}

}  // namespace
}  // namespace amends::dimensions
