// Tolerance, acceptance point, spread and the quality-control review (catalogue 3.11.2).
#include <gtest/gtest.h>

#include "amends_negotiation/negotiation_plan/limits.hpp"

namespace amends::negotiation_plan {
namespace {

using Names = std::vector<std::string_view>;

TEST(Limits, ToleranceFallsWithFeelingBrokenPromisesSilenceAndRepetition) {
  EXPECT_EQ(tolerance({}), 100);
  EXPECT_EQ(tolerance({.emotion = 0, .same_matter = 4}), 80);
  EXPECT_EQ(tolerance({.emotion = 0, .same_matter = 9}), 80) << "at most four count";
  EXPECT_EQ(tolerance({.emotion = 38}), 62);
  EXPECT_EQ(tolerance({.emotion = 24, .broken_promises = 2, .unanswered = 3, .same_matter = 1}), 36);
  EXPECT_EQ(tolerance({.emotion = 100, .broken_promises = 1}), 0);
  EXPECT_EQ(tolerance({.emotion = 0, .broken_promises = 9'007'199'254'740'991, .unanswered = 9'007'199'254'740'991}), 0);
}

TEST(Limits, trace_B26_BelowThirtyIsNearBreak) {
  EXPECT_EQ(state_of(100), "steady");
  EXPECT_EQ(state_of(60), "steady");
  EXPECT_EQ(state_of(59), "fragile");
  EXPECT_EQ(state_of(30), "fragile");
  EXPECT_EQ(state_of(29), "near_break");
  EXPECT_EQ(state_of(0), "near_break");
}

TEST(Limits, TheMedianOfAnEvenCountIsTheLowerOne) {
  EXPECT_EQ(lower_median({4}), 4);
  EXPECT_EQ(lower_median({9, 1}), 1);
  EXPECT_EQ(lower_median({5, 1, 3}), 3);
  EXPECT_EQ(lower_median({8, 2, 6, 4}), 4);
}

TEST(Limits, TheAcceptancePointIsTheWeightedLowerMedian) {
  using enum SourceKind;
  EXPECT_FALSE(acceptance_point({}));
  EXPECT_FALSE(acceptance_point({{own_words, 100}}));
  EXPECT_EQ(acceptance_point({{own_words, 100}, {comparable, 50}}), 100) << "2*2 < 5, 2*5 >= 5";
  EXPECT_EQ(acceptance_point({{comparable, 50}, {loss_proved, 200}}), 50) << "2*2 >= 4: exactly half is enough";
  EXPECT_EQ(acceptance_point({{own_words, 300}, {comparable, 100}, {loss_proved, 200}}), 200) << "2, 4 of 7";
  EXPECT_EQ(acceptance_point({{own_words, 100}, {comparable, 200}, {loss_proved, 300}}), 200) << "3, 5 of 7";
  EXPECT_EQ(acceptance_point({{own_words, 0}, {comparable, 0}}), 0);
}

TEST(Limits, TheSpreadIsInPercentOfTheMedian) {
  EXPECT_FALSE(spread_percent({5}));
  EXPECT_EQ(spread_percent({100, 150}), 50);
  EXPECT_EQ(spread_percent({100, 151}), 51);
  EXPECT_EQ(spread_percent({0, 0}), 0);
  EXPECT_FALSE(spread_percent({0, 1})) << "the median is 0 and not all are equal";
  EXPECT_EQ(spread_percent({9'007'199'254'740'991, 1}), 900'719'925'474'099'000);
}

Review good() {
  return {.passed = true, .values = {100, 150}, .ages_days = {0, 30}, .other_person = true, .audit_items = 3, .entitlement_known = true};
}

TEST(QualityReview, PassesAtItsLimitsAndFailsOneBeyondEach) {
  EXPECT_TRUE(review(good()).pass);
  const auto fails = [](auto&& change) {
    auto changed = good();
    change(changed);
    return review(changed).reasons;
  };
  EXPECT_EQ(fails([](Review& r) { r.ages_days = {0, 31}; }), Names{"source_age"});
  EXPECT_EQ(fails([](Review& r) { r.values = {100, 151}; }), Names{"spread"});
  EXPECT_EQ(fails([](Review& r) { r.values = {0, 1}; }), Names{"spread"});
  EXPECT_EQ(fails([](Review& r) { r.other_person = false; }), Names{"same_person"});
  EXPECT_EQ(fails([](Review& r) { r.audit_items = 2; }), Names{"audit"});
  EXPECT_EQ(fails([](Review& r) { r.entitlement_known = false; }), Names{"entitlement"});
  EXPECT_EQ(fails([](Review& r) { r.passed = false; }), Names{"rejected"});
  EXPECT_EQ(fails([](Review& r) { r.passed = std::nullopt; }), Names{"not_reviewed"});
}

TEST(QualityReview, trace_A23_OneSourceOnlyFails) {
  // The reviewer listed the sources and there is one: their tick does not make it two.
  const auto listed = review({.passed = true, .values = {100}, .sources_complete = true, .ages_days = {0}, .other_person = true, .audit_items = 3, .entitlement_known = true});
  EXPECT_FALSE(listed.pass);
  EXPECT_EQ(listed.reasons, Names{"sources"});
  // Nobody has reviewed, and one source is known.
  EXPECT_EQ(review({.values = {100}, .ages_days = {0}, .other_person = std::nullopt, .audit_items = 3, .entitlement_known = true}).reasons, (Names{"not_reviewed", "sources", "source_age", "spread", "same_person"}));
}

TEST(QualityReview, WhatTheStageCannotSeeIsTheReviewersWordAndIsSaid) {
  const auto vouched = review({.passed = true, .values = {}, .ages_days = {}, .audit_items = 3});
  EXPECT_TRUE(vouched.pass);
  EXPECT_EQ(vouched.vouched, (Names{"sources", "source_age", "spread", "same_person", "entitlement"}));
  EXPECT_TRUE(review({.passed = true, .values = {}, .ages_days = {}, .audit_items = 3, .told_spread_percent = 50}).pass);
  EXPECT_EQ(review({.passed = true, .values = {}, .ages_days = {}, .audit_items = 3, .told_spread_percent = 51}).reasons, Names{"spread"});
  EXPECT_TRUE(review(good()).vouched.empty());
}

}  // namespace
}  // namespace amends::negotiation_plan
