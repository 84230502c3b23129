// The thinking of stage amends.intake without host and packs: limits on both sides.
#include <gtest/gtest.h>

#include "amends_intake/intake/amount.hpp"
#include "amends_intake/intake/complaint.hpp"
#include "amends_intake/intake/dedupe.hpp"
#include "amends_intake/intake/signs.hpp"
#include "sdk/values.hpp"
#include "support/utf8.hpp"

namespace amends::intake {
namespace {

TEST(Emotion, BandsChangeAtFifteenThirtyFiveAndSixty) {
  const std::vector<std::pair<std::int64_t, std::string>> cases = {{0, "calm"}, {14, "calm"}, {15, "upset"}, {34, "upset"}, {35, "agitated"}, {59, "agitated"}, {60, "extreme"}, {100, "extreme"}};
  for (const auto& [total, band] : cases) EXPECT_EQ(emotion_of(total, {}).band, band) << total;
}

TEST(Emotion, IntensityEndsAtOneHundred) {
  EXPECT_EQ(emotion_of(100, {}).intensity, 100);
  EXPECT_EQ(emotion_of(101, {}).intensity, 100);
}

TEST(Emotion, TheEarlierCategoryWinsATie) {
  EXPECT_EQ(emotion_of(24, {{"anger", 12}, {"anxiety", 12}}).dominant, "anger");
  EXPECT_EQ(emotion_of(25, {{"anger", 12}, {"anxiety", 13}}).dominant, "anxiety");
  EXPECT_FALSE(emotion_of(6, {{"anger", 0}}).dominant);  // exclamation marks alone name no feeling
}

TEST(Cue, AddsTenForEachPartAndAHundredForSafety) {
  EXPECT_EQ((Cue{.emotion = 15, .demands = 1, .faults = 1}).total(), 35);
  EXPECT_EQ((Cue{.emotion = 80, .safety = 2}).total(), 280);
  EXPECT_EQ((Cue{.complaint_word = true, .formal_channel = true}).total(), 20);
}

TEST(Cue, DecidesAtTenAndAsksFromFive) {
  EXPECT_EQ(is_complaint(10, ""), true);
  EXPECT_EQ(is_complaint(9, ""), std::nullopt);
  EXPECT_EQ(is_complaint(5, ""), std::nullopt);
  EXPECT_EQ(is_complaint(4, ""), false);
}

TEST(Cue, AnAnswerDecidesUnlessTheWordsAreClear) {
  EXPECT_EQ(is_complaint(0, "complaint"), true);
  EXPECT_EQ(is_complaint(7, "enquiry"), false);
  EXPECT_EQ(is_complaint(10, "enquiry"), true);
}

TEST(Cue, SixChannelsAreFormalAndSocialMediaAreNot) {
  for (const auto* channel : {"regulator", "hotline_regulator", "petition_office", "mediation_body", "media", "court"}) EXPECT_TRUE(is_formal_channel(channel)) << channel;
  for (const auto* channel : {"social", "phone", "letter", "agent_walkin", ""}) EXPECT_FALSE(is_formal_channel(channel)) << channel;
}

TEST(Threats, ExposureIsMediaAndEachKindStandsOnce) {
  const auto out = threats_of({"exposure", "media", "regulator"}, {});
  ASSERT_EQ(out.size(), 2u);
  EXPECT_EQ(out[0].kind, "media");
  EXPECT_EQ(out[0].hit, 0u);
  EXPECT_FALSE(out[0].happened);
  EXPECT_EQ(out[1].kind, "regulator");
}

TEST(Threats, WhatHappenedSupersedesItsThreat) {
  const auto out = threats_of({"media"}, {.regulator = true, .media = true});
  ASSERT_EQ(out.size(), 2u);
  EXPECT_TRUE(out[0].happened);
  EXPECT_TRUE(out[0].hit);
  EXPECT_EQ(out[1].kind, "regulator");
  EXPECT_FALSE(out[1].hit);
}

TEST(Threats, UnknownKindsAreNone) { EXPECT_TRUE(threats_of({"none", "weather"}, {}).empty()); }

TEST(Needs, ARelativeGivesHardshipSuspectedAtMost) {
  EXPECT_FALSE(sign_of("illness", "confirmed", "relative"));
  EXPECT_EQ(sign_of("financial_hardship", "confirmed", "relative")->status, "suspected");
  EXPECT_EQ(sign_of("illness", "suspected", "self")->kind, "illness");
  EXPECT_FALSE(sign_of("none", "", "self"));
}

TEST(Needs, AnAgeBehindARelativeIsNotTheComplainants) {
  const std::u32string text = U"我父亲70岁，我68岁";
  EXPECT_TRUE(is_about_relative(text, 3));
  EXPECT_FALSE(is_about_relative(text, 8));
}

TEST(Amount, StandsOnTheSideThatTheSlotNames) {
  const std::vector<std::u32string> texts = {U"扣了我100元，退还200元。还有300元"};
  const std::vector<Sum> sums = {{0, 3, 7, 10000, "CNY"}, {0, 10, 14, 20000, "CNY"}, {0, 17, 21, 30000, "CNY"}};
  EXPECT_EQ(sums_of_demands({{0, 8, 10, "refund", "after"}}, sums, texts)[0], 1u);
  EXPECT_EQ(sums_of_demands({{0, 8, 10, "refund", "before"}}, sums, texts)[0], 0u);
  EXPECT_EQ(sums_of_demands({{0, 8, 10, "apology", "after"}}, sums, texts)[0], std::nullopt);
}

TEST(Amount, OfAnotherSentenceBelongsToNobody) {
  const std::vector<std::u32string> texts = {U"交了10万。我要退还"};
  EXPECT_EQ(sums_of_demands({{0, 8, 10, "refund", "after"}}, {{0, 2, 5, 10000000, "CNY"}}, texts)[0], std::nullopt);
}

TEST(Amount, GoesToOneDemandOnly) {
  const std::vector<std::u32string> texts = {U"退还赔偿300元"};
  const auto out = sums_of_demands({{0, 0, 2, "refund", "after"}, {0, 2, 4, "compensation", "after"}}, {{0, 4, 8, 30000, "CNY"}}, texts);
  EXPECT_EQ(out[0], 0u);
  EXPECT_EQ(out[1], std::nullopt);
}

TEST(Claim, AddsTheSumsOfTheDemandsAndLeavesOtherDemandsOut) {
  const auto claim = claim_of({{"refund", sdk::Money{10000, "CNY"}}, {"apology", std::nullopt}, {"compensation", sdk::Money{500, "CNY"}}, {"other", sdk::Money{7, "CNY"}}}, {});
  EXPECT_EQ(claim.basis, ClaimBasis::demands);
  EXPECT_EQ(claim.sum, (sdk::Money{10500, "CNY"}));
  EXPECT_EQ(claim.demands, (std::vector<std::size_t>{0, 2}));
}

TEST(Claim, DoesNotAddTwoCurrencies) {
  const auto claim = claim_of({{"refund", sdk::Money{10000, "CNY"}}, {"compensation", sdk::Money{500, "USD"}}}, {});
  EXPECT_EQ(claim.basis, ClaimBasis::mixed);
  EXPECT_EQ(claim.demands.size(), 2u);
}

TEST(Claim, EndsAtTheLargestSum) {
  EXPECT_EQ(claim_of({{"refund", sdk::Money{sdk::kIntegerMax, "CNY"}}, {"compensation", sdk::Money{1, "CNY"}}}, {}).sum.minor, sdk::kIntegerMax);
}

TEST(Claim, OfAFullSurrenderWithoutASumIsWhatWasPaidIn) {
  EXPECT_EQ(claim_of({{"full_surrender", std::nullopt}}, {{3200000, "CNY"}}).basis, ClaimBasis::paid_in);
}

TEST(Claim, TakesTheOnlySumOfTheTextsForADemandThatMayHaveOne) {
  const auto claim = claim_of({{"refund", std::nullopt}}, {{30000, "CNY"}, {30000, "CNY"}});
  EXPECT_EQ(claim.basis, ClaimBasis::only_sum);
  EXPECT_EQ(claim.sum, (sdk::Money{30000, "CNY"}));
  EXPECT_EQ(claim_of({{"refund", std::nullopt}}, {{30000, "CNY"}, {500, "CNY"}}).basis, ClaimBasis::unknown);
  EXPECT_EQ(claim_of({{"apology", std::nullopt}}, {{30000, "CNY"}}).basis, ClaimBasis::unknown);
  EXPECT_EQ(claim_of({{"refund", std::nullopt}}, {}).basis, ClaimBasis::unknown);
}

TEST(BareSum, StandsInsideBehindOrBeforeTheDemand) {
  const std::vector<Sum> bare = {{0, 2, 6, 108000, "CNY"}, {0, 9, 12, 66600, "CNY"}};
  const std::u32string text = U"就退1080,多扣666退我";
  EXPECT_EQ(bare_sum_beside({0, 1, 6, "refund", "after"}, bare, text), 0u);    // inside
  EXPECT_EQ(bare_sum_beside({0, 1, 2, "refund", "after"}, bare, text), 0u);    // behind
  EXPECT_EQ(bare_sum_beside({0, 12, 14, "refund", "before"}, bare, text), 1u); // before
  EXPECT_EQ(bare_sum_beside({0, 7, 8, "refund", "after"}, bare, text), std::nullopt);
  EXPECT_EQ(bare_sum_beside({1, 1, 2, "refund", "after"}, bare, text), std::nullopt);  // of another document
}

TEST(BareSum, MayHaveOneBlankBetween) {
  EXPECT_EQ(bare_sum_beside({0, 0, 6, "refund", "after"}, {{0, 7, 10, 19900, "USD"}}, U"refund 199"), 0u);
  EXPECT_EQ(bare_sum_beside({0, 0, 6, "refund", "after"}, {{0, 8, 11, 19900, "USD"}}, U"refund  199"), std::nullopt);
  EXPECT_EQ(bare_sum_beside({0, 0, 6, "refund", "after"}, {{0, 7, 10, 19900, "USD"}}, U"refund:199"), std::nullopt);
}

TEST(BareSum, InWordsCountsFromAHundredOn) {
  EXPECT_EQ(bare_sum_beside({0, 0, 2, "compensation", "after"}, {{0, 2, 4, 50000, "CNY"}}, U"赔偿五百"), 0u);
  EXPECT_EQ(bare_sum_beside({0, 0, 2, "refund", "after"}, {{0, 2, 5, 88800, "CNY"}}, U"退还\uFF18\uFF18\uFF18"), 0u);
  EXPECT_EQ(bare_sum_beside({0, 0, 4, "compensation", "none"}, {{0, 1, 2, 100, "CNY"}, {0, 3, 4, 300, "CNY"}}, U"假一赔三"), std::nullopt);
  EXPECT_EQ(bare_sum_beside({0, 0, 1, "refund", "after"}, {{0, 1, 2, 1000, "CNY"}}, U"退十"), std::nullopt);
}

TEST(BareSum, OfNothingOrOutsideTheTextIsNone) {
  EXPECT_EQ(bare_sum_beside({0, 0, 1, "refund", "after"}, {{0, 1, 2, 0, "CNY"}}, U"退0"), std::nullopt);
  EXPECT_EQ(bare_sum_beside({0, 0, 1, "refund", "after"}, {{0, 1, 9, 100, "CNY"}}, U"退1"), std::nullopt);
  EXPECT_EQ(bare_sum_beside({0, 0, 0, "refund", "after"}, {}, U""), std::nullopt);
}

Match open_case(std::string id, std::int64_t score) { return {.case_id = std::move(id), .open = true, .closed_days = 0, .score = score, .source = 0}; }

TEST(Dedupe, SeventyIsTheSameAndFortyFiveIsRelated) {
  EXPECT_EQ(dedupe({open_case("A", 70)}, {}).decision, "attach");
  EXPECT_EQ(dedupe({open_case("A", 69)}, {}).decision, "related");
  EXPECT_EQ(dedupe({open_case("A", 45)}, {}).decision, "related");
  EXPECT_EQ(dedupe({open_case("A", 44)}, {}).decision, "new");
  EXPECT_TRUE(dedupe({open_case("A", 44)}, {}).matches.empty());
}

TEST(Dedupe, AClosedCaseRepeatsWithinTheWindow) {
  EXPECT_EQ(dedupe({{.case_id = "A", .open = false, .closed_days = 90, .score = 80}}, {}).decision, "repeat");
  EXPECT_EQ(dedupe({{.case_id = "A", .open = false, .closed_days = 91, .score = 80}}, {}).decision, "new");
}

TEST(Dedupe, TiesGoToOpenCasesAndThenToTheId) {
  const auto out = dedupe({{.case_id = "A", .open = false, .closed_days = 1, .score = 80}, open_case("C", 80), open_case("B", 80), open_case("D", 130)}, {});
  ASSERT_EQ(out.matches.size(), 4u);
  EXPECT_EQ(out.matches[0].case_id, "D");
  EXPECT_EQ(out.matches[0].score, 100);
  EXPECT_EQ(out.matches[1].case_id, "B");
  EXPECT_EQ(out.matches[2].case_id, "C");
  EXPECT_EQ(out.matches[3].case_id, "A");
}

TEST(Blank, StagesAndCoreAgreeOnEveryCodePoint) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string text;
    utf8::append(text, c);
    ASSERT_EQ(sdk::is_blank(text), utf8::blank(text)) << std::hex << static_cast<std::uint32_t>(c);
  }
  EXPECT_TRUE(sdk::is_blank(""));
  EXPECT_FALSE(sdk::is_blank("\u200b年"));
}

}  // namespace
}  // namespace amends::intake
