// Mode, the stairway's gate, the checklist and the ethics check (catalogue 3.11.1, 3.11.3, 3.11.4).
#include <gtest/gtest.h>

#include "amends_negotiation/negotiation_plan/checklist.hpp"
#include "amends_negotiation/negotiation_plan/ethics.hpp"
#include "amends_negotiation/negotiation_plan/stairway.hpp"

namespace amends::negotiation_plan {
namespace {

using Names = std::vector<std::string_view>;

TEST(Mode, IsRationalOnlyWhenNothingStandsBetweenTheListAndThePerson) {
  EXPECT_EQ(mode_of("calm", 0, "compensation"), "rational");
  EXPECT_EQ(mode_of("calm", 0, "none"), "rational");
  EXPECT_EQ(mode_of("upset", 0, "compensation"), "emotion_first");
  EXPECT_EQ(mode_of("calm", 1, "compensation"), "emotion_first");
  for (const auto* need : {"comfort", "vent", "respect", "balance"}) EXPECT_EQ(mode_of("calm", 0, need), "emotion_first") << need;
}

TEST(Stairway, trace_A20_InfluenceIsLockedUntilTheListeningIsProved) {
  EXPECT_EQ(climb({}).missing, (Names{"paraphrase", "labels"}));
  EXPECT_FALSE(climb({.paraphrases_confirmed = 0, .labels_accepted = 5}).influence_open);
  EXPECT_FALSE(climb({.paraphrases_confirmed = 1, .labels_accepted = 1}).influence_open);
  EXPECT_TRUE(climb({.paraphrases_confirmed = 1, .labels_accepted = 2}).influence_open);
  EXPECT_TRUE(climb({.paraphrases_confirmed = 1, .labels_accepted = 2, .band = "upset"}).influence_open);
  EXPECT_EQ(climb({.paraphrases_confirmed = 1, .labels_accepted = 2, .band = "agitated"}).missing, Names{"band"});
  EXPECT_EQ(climb({.paraphrases_confirmed = 1, .labels_accepted = 2, .band = "extreme"}).missing, Names{"band"});
}

TEST(Stairway, NoRungIsReachedWithoutTheOneBelow) {
  EXPECT_EQ(climb({.paraphrases_confirmed = 0, .labels_accepted = 3, .agreed = true}).reached, (std::array<bool, 5>{}));
  EXPECT_EQ(climb({.paraphrases_confirmed = 1, .labels_accepted = 1}).reached, (std::array<bool, 5>{true}));
  EXPECT_EQ(climb({.paraphrases_confirmed = 1, .labels_accepted = 2, .band = "agitated"}).reached, (std::array<bool, 5>{true, true}));
  EXPECT_EQ(climb({.paraphrases_confirmed = 1, .labels_accepted = 2, .agreed = true}).reached, (std::array<bool, 5>{true, true, true, true, true}));
}

Done first(std::size_t n) {
  Done out{};
  for (std::size_t i = 0; i < n; ++i) out[i] = true;
  return out;
}

TEST(Checklist, trace_A28_ElevenOfFourteenAreNotEnoughAndNeitherAreThirteenWithoutSignOff) {
  auto eleven = first(14);
  eleven[static_cast<std::size_t>(Item::merit_table)] = eleven[static_cast<std::size_t>(Item::labels)] = eleven[static_cast<std::size_t>(Item::options)] = false;
  EXPECT_EQ(assess(eleven, true).completeness_percent, 78);
  EXPECT_FALSE(assess(eleven, true).released);
  auto twelve = eleven;
  twelve[static_cast<std::size_t>(Item::options)] = true;
  EXPECT_EQ(assess(twelve, true).completeness_percent, 85);
  EXPECT_TRUE(assess(twelve, true).released);
  const auto unsigned_plan = assess(first(13), true);
  EXPECT_EQ(unsigned_plan.completeness_percent, 92);
  EXPECT_FALSE(unsigned_plan.released);
  EXPECT_EQ(unsigned_plan.required_open, std::vector<Item>{Item::compliance_signoff});
  EXPECT_TRUE(assess(first(14), true).released);
}

TEST(Checklist, EachRequiredItemHoldsThePlanAlone) {
  for (const auto item : {Item::entitlement_paid, Item::exit_and_rights, Item::compliance_signoff}) {
    auto done = first(14);
    done[static_cast<std::size_t>(item)] = false;
    EXPECT_FALSE(assess(done, false).released) << kItemNames[static_cast<std::size_t>(item)];
  }
  auto unreviewed = first(14);
  unreviewed[static_cast<std::size_t>(Item::qc_pass)] = false;
  EXPECT_FALSE(assess(unreviewed, true).released);
  EXPECT_TRUE(assess(unreviewed, false).released) << "without a ladder the review holds nothing";
}

TEST(Ethics, EveryNoStopsATechniqueOfCaution) {
  const Technique ladder{.id = "ladder", .caution = true, .blocked_when = {"vulnerability", "safety"}};
  const Use good{.facts_evidenced = true, .can_refuse = true, .same_for_similar = true, .plain_words = true, .signs = {}};
  EXPECT_TRUE(check(ladder, good).allowed);
  EXPECT_EQ(check(ladder, {}).failed, (Names{"true", "free", "fair", "clear"}));
  for (const auto member : {&Use::facts_evidenced, &Use::can_refuse, &Use::same_for_similar, &Use::plain_words}) {
    auto use = good;
    use.*member = false;
    EXPECT_EQ(check(ladder, use).failed.size(), 1u);
    EXPECT_FALSE(check(ladder, use).allowed);
  }
  auto barred = good;
  barred.signs = {"safety", "other"};
  EXPECT_EQ(check(ladder, barred).failed, Names{"safe"});
  EXPECT_EQ(check(ladder, barred).barred_by, std::vector<std::string>{"safety"});
  EXPECT_TRUE(check({.id = "label", .blocked_when = {"safety"}}, {}).allowed) << "without caution only a sign stops it";
  EXPECT_FALSE(check({.id = "label", .blocked_when = {"safety"}}, {.signs = {"safety"}}).allowed);
}

TEST(Ethics, ASentenceIsPlainUpToItsLimit) {
  std::string sixty;
  for (int i = 0; i < 60; ++i) sixty += "好";
  EXPECT_TRUE(is_plain(sixty + "。" + sixty + "。", "zh"));
  EXPECT_FALSE(is_plain(sixty + "好。", "zh"));
  std::string thirty;
  for (int i = 0; i < 30; ++i) thirty += "we ";
  EXPECT_TRUE(is_plain(thirty + ". " + thirty, "en"));
  EXPECT_FALSE(is_plain(thirty + "we", "en"));
}

}  // namespace
}  // namespace amends::negotiation_plan
