// The ladder of catalogue 3.11.3: the worked examples, its limits on both sides, counter-offers, release, off-reasons and equal treatment.
#include <gtest/gtest.h>

#include "amends_negotiation/negotiation_plan/ladder.hpp"

namespace amends::negotiation_plan {
namespace {

std::vector<std::int64_t> totals(const Ladder& ladder) {
  std::vector<std::int64_t> out;
  for (const auto& rung : ladder.rungs) out.push_back(rung.total_minor);
  return out;
}

Ladder of(std::int64_t owed, std::int64_t target, std::int64_t unit = 100) { return build({owed, target, target, unit}, kStepsDefault_bp); }

TEST(Ladder, trace_A26_GivesTheTotalsOfTheThreeWorkedExamples) {
  EXPECT_EQ(totals(of(0, 1'234'500)), (std::vector<std::int64_t>{802'400, 1'049'300, 1'172'800, 1'234'500}));
  const auto second = of(3'200'000, 4'000'000);
  EXPECT_EQ(totals(second), (std::vector<std::int64_t>{3'720'000, 3'880'000, 3'960'000, 4'000'000}));
  EXPECT_EQ(second.rungs[0], (Rung{.k = 1, .bp = 6'500, .total_minor = 3'720'000, .goodwill_minor = 520'000}));
  EXPECT_EQ(second.rungs[3].goodwill_minor, 800'000);
  EXPECT_EQ(totals(of(0, 333'333, 1)), (std::vector<std::int64_t>{216'666, 283'333, 316'666, 333'333}));
}

TEST(Ladder, trace_B27_ACounterOfferAtMostTheNextOfferIsAcceptedAndNobodyGetsLessThanWasOffered) {
  const Frame frame{3'200'000, 4'000'000, 4'000'000, 100};
  const auto ladder = build(frame, kStepsDefault_bp);
  const auto within = answer_counter(frame, ladder, 1, 3'850'000);
  EXPECT_EQ(within.outcome, CounterOutcome::accept);
  EXPECT_EQ(within.pay_minor, 3'850'000);
  const auto below = answer_counter(frame, ladder, 1, 3'700'000);
  EXPECT_EQ(below.outcome, CounterOutcome::accept);
  EXPECT_EQ(below.pay_minor, 3'720'000) << "3,720,000 was already offered";
  EXPECT_EQ(answer_counter(frame, ladder, 1, 3'880'000).pay_minor, 3'880'000);
  EXPECT_EQ(answer_counter(frame, ladder, 1, 3'880'001).outcome, CounterOutcome::go_on);
  EXPECT_EQ(answer_counter(frame, ladder, 0, 1).pay_minor, 3'200'000) << "what is owed is paid whatever they ask";
  EXPECT_EQ(answer_counter(frame, ladder, 4, 4'000'000).pay_minor, 4'000'000);
  EXPECT_EQ(answer_counter(frame, ladder, 4, 4'000'001).outcome, CounterOutcome::after);
  EXPECT_EQ(answer_counter(frame, ladder, 9, 4'000'000).pay_minor, 4'000'000) << "more offers logged than there are rungs";
}

TEST(Ladder, EqualTotalsAreOneRowWithTheFirstNumberAndTheLastShare) {
  // D = 300, unit 100: 195 -> 200, 255 -> 300, 285 -> 300, 300.
  const auto ladder = of(1'000, 1'300);
  ASSERT_EQ(totals(ladder), (std::vector<std::int64_t>{1'200, 1'300}));
  EXPECT_EQ(ladder.rungs[1].k, 2);
  EXPECT_EQ(ladder.rungs[1].bp, 10'000);
  EXPECT_EQ(ladder.merged, 2);
  EXPECT_EQ(ladder.dropped, 0);
}

TEST(Ladder, RowsWithoutGoodwillAreDropped) {
  // D = 5, unit 100: the first three round to nothing.
  const auto ladder = of(1'000, 1'005);
  ASSERT_EQ(totals(ladder), (std::vector<std::int64_t>{1'005}));
  EXPECT_EQ(ladder.rungs[0].k, 4);
  EXPECT_EQ(ladder.dropped, 3);
  // D = 75: 48.75 -> 0, 63.75 -> 100 is cut to the 75 there are.
  const auto cut = of(0, 75);
  ASSERT_EQ(totals(cut), (std::vector<std::int64_t>{75}));
  EXPECT_EQ(cut.rungs[0].k, 2);
  EXPECT_EQ(cut.dropped, 1);
  EXPECT_EQ(cut.merged, 2);
}

TEST(Ladder, NothingBetweenOwedAndTargetIsNoLadder) {
  const auto ladder = of(5'000, 5'000);
  EXPECT_TRUE(ladder.rungs.empty());
  EXPECT_FALSE(ladder.fault);
}

TEST(Ladder, RefusesWhatIsOutsideItsLimitsAndTakesWhatIsAtThem) {
  const auto fault = [](Frame frame, std::vector<std::int64_t> steps = {6'500, 10'000}) { return fault_of(frame, steps); };
  EXPECT_EQ(fault({-1, 10, 10, 1}), Fault::negative);
  EXPECT_FALSE(fault({0, 10, 10, 1}));
  EXPECT_EQ(fault({11, 10, 20, 1}), Fault::target_below_entitlement);
  EXPECT_FALSE(fault({10, 10, 20, 1}));
  EXPECT_EQ(fault({0, 21, 20, 1}), Fault::target_above_authority);
  EXPECT_FALSE(fault({0, 20, 20, 1}));
  EXPECT_FALSE(fault({0, kGoodwillMax_minor, kSumMax_minor, 1}));
  EXPECT_EQ(fault({0, kGoodwillMax_minor + 1, kSumMax_minor, 1}), Fault::too_large);
  EXPECT_FALSE(fault({kSumMax_minor - 5, kSumMax_minor, kSumMax_minor, 1}));
  EXPECT_EQ(fault({0, 10, kSumMax_minor + 1, 1}), Fault::too_large);
  EXPECT_EQ(fault({0, 10, 10, 0}), Fault::unit);
  EXPECT_FALSE(fault({0, 10, 10, kSumMax_minor}));
  EXPECT_EQ(fault({0, 10, 10, kSumMax_minor + 1}), Fault::unit);
  const Frame good{0, 10, 10, 1};
  EXPECT_EQ(fault(good, {4'999, 10'000}), Fault::steps);
  EXPECT_FALSE(fault(good, {5'000, 10'000}));
  EXPECT_EQ(fault(good, {6'500, 9'999}), Fault::steps);
  EXPECT_EQ(fault(good, {6'500, 10'001}), Fault::steps);
  EXPECT_EQ(fault(good, {6'500, 6'500, 10'000}), Fault::steps);
  EXPECT_EQ(fault(good, {8'500, 6'500, 10'000}), Fault::steps);
  EXPECT_FALSE(fault(good, {10'000}));
  EXPECT_EQ(fault(good, {}), Fault::steps);
  std::vector<std::int64_t> many;
  for (std::int64_t i = 0; i < static_cast<std::int64_t>(kStepsMax); ++i) many.push_back(10'000 - 100 * (static_cast<std::int64_t>(kStepsMax) - 1 - i));
  EXPECT_FALSE(fault(good, many));
  many.insert(many.begin(), many.front() - 1);
  EXPECT_EQ(fault(good, many), Fault::steps);
}

TEST(Ladder, ALaterOfferNeedsAnAnswerAndAWordOfEmpathy) {
  EXPECT_EQ(release_of(0, true, {}), Release::ready);
  EXPECT_EQ(release_of(0, false, {}), Release::locked) << "before the listening is proved no offer is made";
  EXPECT_EQ(release_of(1, true, {}), Release::locked);
  EXPECT_EQ(release_of(0, true, {.offered = 1}), Release::offered);
  EXPECT_EQ(release_of(1, true, {.offered = 1}), Release::locked);
  EXPECT_EQ(release_of(1, true, {.offered = 1, .counter = true}), Release::locked);
  EXPECT_EQ(release_of(1, true, {.offered = 1, .empathy_said = true}), Release::locked);
  EXPECT_EQ(release_of(1, true, {.offered = 1, .counter = true, .empathy_said = true}), Release::ready);
  EXPECT_EQ(release_of(1, true, {.offered = 1, .question_answered = true, .empathy_said = true}), Release::ready);
  EXPECT_EQ(release_of(2, true, {.offered = 1, .counter = true, .question_answered = true, .empathy_said = true}), Release::locked) << "one rung at a time";
  EXPECT_EQ(name(Release::ready), "ready");
}

TEST(Ladder, TheReasonsAgainstItStandInTheCataloguesOrder) {
  using Names = std::vector<std::string_view>;
  EXPECT_EQ(off_reasons({}), Names{});
  EXPECT_EQ(off_reasons({.merit_full = true, .vulnerability = true, .safety = true, .qc_failed = true, .no_authority = true, .tolerance = true}),
            (Names{"merit_full", "vulnerability", "safety", "qc_fail", "no_authority", "tolerance"}));
  EXPECT_EQ(off_reasons({.safety = true, .tolerance = true}), (Names{"safety", "tolerance"}));
}

TEST(Ladder, AQuarterFromTheMedianIsStillAlike) {
  EXPECT_TRUE(treated_alike(125, 100));
  EXPECT_FALSE(treated_alike(126, 100));
  EXPECT_TRUE(treated_alike(75, 100));
  EXPECT_FALSE(treated_alike(74, 100));
  EXPECT_TRUE(treated_alike(0, 0));
  EXPECT_FALSE(treated_alike(1, 0));
  EXPECT_FALSE(treated_alike(kSumMax_minor, 0));
}

}  // namespace
}  // namespace amends::negotiation_plan
