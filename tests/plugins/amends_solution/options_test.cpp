// The thinking of amends.solution without packs: which remedies stand in which option, the order, the score and the approval's letters.
#include <gtest/gtest.h>

#include "solution/options.hpp"

namespace amends::solution {
namespace {

const std::vector<std::string> kWays = {"to_card", "to_account", "in_person", "by_phone", "in_writing"};

std::vector<std::string> remedies(const Draft& draft) {
  std::vector<std::string> out;
  for (const auto& place : draft.places) out.push_back(place.remedy);
  return out;
}
using List = std::vector<std::string>;

TEST(Options, OneForEachWayInTheOrderOfThePackWithWhatStandsInEveryWay) {
  const auto drafts = compose({{"d1", "to_account", "refund_account"}, {"d1", "to_card", "refund_card"}, {"d1", "all", "notice_fix"}}, kWays);
  ASSERT_EQ(drafts.size(), 2u);
  EXPECT_EQ(drafts[0].way, "to_card");
  EXPECT_EQ(remedies(drafts[0]), (List{"refund_card", "notice_fix"}));
  EXPECT_EQ(remedies(drafts[1]), (List{"refund_account", "notice_fix"}));
}

TEST(Options, EveryDraftServesEveryDemand) {
  const auto drafts = compose({{"d1", "by_phone", "contact_call"}, {"d1", "in_writing", "contact_by_choice"}, {"d2", "in_person", "apology_rank"}, {"d2", "in_writing", "apology_written"}}, kWays);
  ASSERT_EQ(drafts.size(), 2u);
  EXPECT_EQ(remedies(drafts[0]), (List{"contact_call", "apology_rank"})) << "in person: the first demand in its own first way";
  EXPECT_EQ(remedies(drafts[1]), (List{"contact_by_choice", "apology_written"})) << "by phone would be the same remedies as in person";
  for (const auto& draft : drafts) EXPECT_EQ(draft.places.size(), 2u);
}

TEST(Options, TheSameRemediesAreOneOptionAndARemedyStandsOnce) {
  const auto drafts = compose({{"d1", "in_person", "meeting"}, {"d1", "in_writing", "meeting"}, {"d2", "all", "meeting"}}, kWays);
  ASSERT_EQ(drafts.size(), 1u);
  ASSERT_EQ(drafts[0].places.size(), 1u);
  EXPECT_EQ(drafts[0].places[0].demands, (List{"d1", "d2"}));
}

TEST(Options, OffersOfEveryWayAloneAreOneOptionAndNoneIsNone) {
  const auto drafts = compose({{"d1", "all", "expedite"}}, kWays);
  ASSERT_EQ(drafts.size(), 1u);
  EXPECT_TRUE(drafts[0].way.empty());
  EXPECT_TRUE(compose({}, kWays).empty());
  EXPECT_EQ(compose({{"d1", "a_way_of_the_house", "x"}, {"d1", "in_person", "y"}}, kWays).back().way, "a_way_of_the_house");
}

TEST(Options, StandByDateOfEffectAndTheUndatedComeLast) {
  EXPECT_EQ(by_effect({3, 0, std::nullopt, 3, 1}), (std::vector<std::size_t>{1, 4, 0, 3, 2}));
  EXPECT_TRUE(by_effect({}).empty());
}

TEST(OptionScore, IsWeighedFortyTwentyFiveTwentyFifteen) {
  EXPECT_EQ(score({.need_fit = 100, .equal_treatment = 100, .feasibility = 100, .speed = 100}), 100);
  EXPECT_EQ(score({.need_fit = 100, .equal_treatment = 0, .feasibility = 0, .speed = 0}), 40);
  EXPECT_EQ(score({.need_fit = 0, .equal_treatment = 100, .feasibility = 0, .speed = 0}), 25);
  EXPECT_EQ(score({.need_fit = 0, .equal_treatment = 0, .feasibility = 100, .speed = 0}), 20);
  EXPECT_EQ(score({.need_fit = 0, .equal_treatment = 0, .feasibility = 0, .speed = 100}), 15);
  EXPECT_EQ(score({.need_fit = 75, .equal_treatment = std::nullopt, .feasibility = std::nullopt, .speed = 100}), 82) << "(40*75 + 15*100) / 55 = 81.8";
  EXPECT_EQ(score({}), std::nullopt) << "nothing known: no number";
}

TEST(OptionScore, HasNoPlaceForTheCost) {
  // Two options that differ in their sum alone and no comparable case: the cheaper one gains nothing.
  EXPECT_EQ(equal_treatment(100, {}), std::nullopt);
  EXPECT_EQ(equal_treatment(1'000'000, {1, 2, 3, 4}), std::nullopt) << "four comparable cases are no median yet";
}

TEST(OptionParts, NeedsEqualityFeasibilityAndSpeed) {
  EXPECT_EQ(need_fit({{"respect", 55}, {"vent", 20}}, {"respect"}), 73) << "5500 / 75 = 73.3";
  EXPECT_EQ(need_fit({{"respect", 55}}, {}), 0);
  EXPECT_EQ(need_fit({}, {"respect"}), std::nullopt);
  EXPECT_EQ(equal_treatment(300, {100, 200, 300, 400, 500}), 100);
  EXPECT_EQ(equal_treatment(450, {100, 200, 300, 400, 500}), 50);
  EXPECT_EQ(equal_treatment(599, {100, 200, 300, 400, 500}), 1);
  EXPECT_EQ(equal_treatment(600, {100, 200, 300, 400, 500}), 0);
  EXPECT_EQ(equal_treatment(0, {0, 0, 0, 0, 0}), 100);
  EXPECT_EQ(equal_treatment(1, {0, 0, 0, 0, 0}), 0);
  EXPECT_EQ(equal_treatment(9'007'199'254'740'991, {1, 1, 9'007'199'254'740'990, 9'007'199'254'740'991, 9'007'199'254'740'991}), 100) << "no overflow: 1 of 2^53";
  EXPECT_EQ(feasibility(2, 0, 0), 100);
  EXPECT_EQ(feasibility(2, 1, 0), 75);
  EXPECT_EQ(feasibility(2, 0, 2), 0);
  EXPECT_EQ(speed(0), 100);
  EXPECT_EQ(speed(19), 5);
  EXPECT_EQ(speed(20), 0);
  EXPECT_EQ(speed(400), 0);
  EXPECT_EQ(speed(std::nullopt), std::nullopt);
}

TEST(OptionBest, IsTheHighestAndTiesGoToTheEarlier) {
  EXPECT_EQ(best({70, 90, 90}), 1u);
  EXPECT_EQ(best({std::nullopt, 0}), 1u);
  EXPECT_EQ(best({std::nullopt}), std::nullopt);
  EXPECT_EQ(best({}), std::nullopt);
}

TEST(OptionLetters, AreReadAsAnApproverWritesThem) {
  EXPECT_EQ(letter_of(0), "A");
  EXPECT_EQ(letter_of(kOptionsMax - 1), "D");
  EXPECT_EQ(named_options("", 3), (List{"A", "B", "C"}));
  EXPECT_EQ(named_options(" ", 2), (List{"A", "B"}));
  EXPECT_EQ(named_options("b, A", 3), (List{"B", "A"}));
  EXPECT_EQ(named_options("A,A", 2), (List{"A"}));
  EXPECT_EQ(named_options("Ａ、ｂ", 3), (List{"A", "B"}));
  EXPECT_EQ(named_options("B and C", 3), (List{"B", "C"}));
  EXPECT_EQ(named_options("A和C", 3), (List{"A", "C"}));
  EXPECT_EQ(named_options("A; B/C", 3), (List{"A", "B", "C"}));
  for (const auto* sentence : {"not A", "none of them", "all but B", "不要A", "A除外", "none", "AB", "and", "Ｎｏｔ Ａ", "A+", "1"}) EXPECT_EQ(named_options(sentence, 3), std::nullopt) << sentence;
  EXPECT_EQ(named_options("D", 2), List{}) << "an option that is not there approves nothing, and never all of them";
}

}  // namespace
}  // namespace amends::solution
