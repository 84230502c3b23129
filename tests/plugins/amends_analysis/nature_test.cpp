#include "amends_analysis/classify/nature.hpp"

#include <gtest/gtest.h>

namespace amends::classify {
namespace {

NatureRules rules() { return {.codes = {"claim_refusal", "surrender_dispute", "mis_selling", "fee_interest"}, .min_score = 15, .secondary_share = 50, .secondary_least = 10}; }

TEST(Nature, SumsTheCuesOfEachCode) {
  const auto nature = nature_of({{"fee_interest", 25}, {"fee_interest", 20}}, rules());
  EXPECT_EQ(nature.primary, "fee_interest");
  EXPECT_EQ(nature.points("fee_interest"), 45);
  EXPECT_EQ(nature.confidence, 100);
  EXPECT_TRUE(nature.secondary.empty());
}

TEST(Nature, ConfidenceIsTheShareOfTheBestAgainstTheRunnerUpRoundedDown) {
  EXPECT_EQ(nature_of({{"surrender_dispute", 50}, {"mis_selling", 45}}, rules()).confidence, 52);
  EXPECT_EQ(nature_of({{"mis_selling", 30}, {"surrender_dispute", 25}}, rules()).confidence, 54);
  EXPECT_EQ(nature_of({{"mis_selling", 30}, {"surrender_dispute", 30}}, rules()).confidence, 50);
  EXPECT_EQ(nature_of({{"mis_selling", 30}, {"surrender_dispute", 5}, {"fee_interest", 4}}, rules()).confidence, 85) << "only the runner-up counts";
}

TEST(Nature, OfEqualPointsTheCodeThatStandsFirstInTheTaxonomyWins) {
  const auto nature = nature_of({{"fee_interest", 30}, {"mis_selling", 30}, {"claim_refusal", 30}}, rules());
  EXPECT_EQ(nature.primary, "claim_refusal");
  EXPECT_EQ(nature.secondary, (std::vector<std::string>{"mis_selling", "fee_interest"}));
}

TEST(Nature, BelowTheLeastScoreItIsOtherAndNothingIsGuessed) {
  const auto below = nature_of({{"fee_interest", 14}}, rules());
  EXPECT_EQ(below.primary, kOther);
  EXPECT_EQ(below.confidence, std::nullopt);
  EXPECT_TRUE(below.secondary.empty());
  EXPECT_EQ(below.points("fee_interest"), 14) << "what was found stays visible";
  EXPECT_EQ(nature_of({{"fee_interest", 15}}, rules()).primary, "fee_interest");
  EXPECT_EQ(nature_of({}, rules()).primary, kOther);
}

TEST(Nature, ASecondaryHasHalfOfThePrimaryAndTenPoints) {
  const auto second = [](std::int64_t best, std::int64_t points) { return nature_of({{"fee_interest", best}, {"mis_selling", points}}, rules()).secondary.size(); };
  EXPECT_EQ(second(40, 19), 0u);
  EXPECT_EQ(second(40, 20), 1u);
  EXPECT_EQ(second(41, 20), 0u) << "20 of 41 is less than half";
  EXPECT_EQ(second(18, 9), 0u) << "half, and below ten";
  EXPECT_EQ(second(18, 10), 1u);
}

TEST(Nature, SecondariesStandStrongestFirst) {
  EXPECT_EQ(nature_of({{"claim_refusal", 40}, {"surrender_dispute", 20}, {"mis_selling", 25}}, rules()).secondary, (std::vector<std::string>{"mis_selling", "surrender_dispute"}));
}

TEST(Nature, ACueOfACodeThatIsReadByRuleAddsNothing) {
  const auto nature = nature_of({{"excess_demand", 90}, {"fee_interest", 20}}, rules());
  EXPECT_EQ(nature.primary, "fee_interest");
  EXPECT_EQ(nature.scores.size(), 1u);
}

TEST(Nature, APersonsWordStandsAndTheReadingStaysBesideIt) {
  const auto reading = nature_of({{"surrender_dispute", 50}, {"mis_selling", 45}}, rules());
  const auto other = confirmed(reading, "mis_selling");
  EXPECT_EQ(other.primary, "mis_selling");
  EXPECT_EQ(other.secondary, (std::vector<std::string>{"surrender_dispute"}));
  EXPECT_EQ(other.confidence, 100);
  EXPECT_TRUE(other.by_person);
  const auto same = confirmed(reading, "surrender_dispute");
  EXPECT_EQ(same.secondary, (std::vector<std::string>{"mis_selling"}));
  EXPECT_EQ(confirmed(reading, "other").confidence, std::nullopt);
  EXPECT_EQ(confirmed(nature_of({}, rules()), "fee_interest").secondary, std::vector<std::string>{});
}

TEST(Nature, ExcessDemandMakesNoCaseComplex) {
  Nature nature;
  nature.secondary = {"excess_demand"};
  EXPECT_EQ(nature.further_issues(), 0);
  nature.secondary = {"mis_selling", "excess_demand"};
  EXPECT_EQ(nature.further_issues(), 1);
}

TEST(ExcessDemand, IsFiveTimesTheProvedLossOrMore) {
  EXPECT_EQ(excess_demand(true, 49'999, 10'000, 5), Excess::no);
  EXPECT_EQ(excess_demand(true, 50'000, 10'000, 5), Excess::yes);
  EXPECT_EQ(excess_demand(true, 50'001, 10'000, 5), Excess::yes);
}

TEST(ExcessDemand, IsThereBesideAProvedLossOfNothing) {
  EXPECT_EQ(excess_demand(true, 80'000'000, 0, 5), Excess::yes);
  EXPECT_EQ(excess_demand(true, std::nullopt, 0, 5), Excess::yes);
}

TEST(ExcessDemand, IsNeverGuessed) {
  EXPECT_EQ(excess_demand(true, 80'000'000, std::nullopt, 5), Excess::unknown);
  EXPECT_EQ(excess_demand(true, std::nullopt, 10'000, 5), Excess::unknown);
  EXPECT_EQ(excess_demand(false, 80'000'000, 0, 5), Excess::no) << "only a demand for compensation can be in excess";
}

TEST(ExcessDemand, HoldsAtTheLargestSums) {
  constexpr std::int64_t kMax = 9'007'199'254'740'991;
  EXPECT_EQ(excess_demand(true, kMax, kMax, 1'000), Excess::no);
  EXPECT_EQ(excess_demand(true, kMax, kMax, 1), Excess::yes);
}

}  // namespace
}  // namespace amends::classify
