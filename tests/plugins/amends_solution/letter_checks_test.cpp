// The checks of a letter without packs: each on both sides of its border.
#include <gtest/gtest.h>

#include "response_letter/checks.hpp"
#include "response_letter/kind.hpp"

namespace amends::letter {
namespace {

using List = std::vector<std::string>;

std::string han(int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += "字";
  return out;
}
std::string words(int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += "word ";
  return out;
}

TEST(LetterSentences, AreAtMostFortyHanOnAverage) {
  EXPECT_EQ(measure(han(40) + "。", "zh"), (Prose{1, 40}));
  EXPECT_TRUE(is_plain(measure(han(40) + "。", "zh"), "zh"));
  EXPECT_FALSE(is_plain(measure(han(41) + "。", "zh"), "zh"));
  EXPECT_TRUE(is_plain(measure(han(60) + "。" + han(20) + "！", "zh"), "zh")) << "80 in two sentences";
  EXPECT_FALSE(is_plain(measure(han(60) + "，" + han(21) + "。", "zh"), "zh")) << "a comma ends no sentence";
}

TEST(LetterSentences, AreAtMostTwentyWordsOnAverage) {
  EXPECT_TRUE(is_plain(measure(words(20) + ".", "en"), "en"));
  EXPECT_FALSE(is_plain(measure(words(21) + ".", "en"), "en"));
  EXPECT_TRUE(is_plain(measure(words(30) + ". " + words(10) + "?", "en"), "en"));
  EXPECT_FALSE(is_plain(measure(words(31) + ", " + words(10) + ".", "en"), "en"));
}

TEST(LetterSentences, EndWithMarksAndLinesAndNotInsideANumber) {
  EXPECT_EQ(measure("We pay CNY 300.00 today. Thank you.", "en"), (Prose{2, 7}));
  EXPECT_EQ(measure("Today\nTomorrow", "en"), (Prose{2, 2}));
  EXPECT_EQ(measure("一、二；三。四！五？", "zh"), (Prose{4, 5}));
  EXPECT_EQ(measure("See www.example.org... It's a well-known page.", "en"), (Prose{2, 6}));
  EXPECT_EQ(measure("……。。\n\n", "zh"), (Prose{0, 0}));
  EXPECT_EQ(measure("300.00", "zh"), (Prose{0, 0})) << "no Han character, no sentence";
  EXPECT_TRUE(is_plain({}, "zh"));
}

TEST(LetterDemands, EachHasItsFindingAndItsDecisionInTheText) {
  const std::string text = "About the refund: right. We refund it. About the apology: right.";
  EXPECT_TRUE(unanswered(text, {"d1"}, {{"d1", "About the refund: right.", "We refund it."}}).empty());
  EXPECT_EQ(unanswered(text, {"d1", "d2"}, {{"d1", "About the refund: right.", "We refund it."}, {"d2", "About the apology: right.", "We apologise."}}), (List{"d2"})) << "its decision is not in the text";
  EXPECT_EQ(unanswered(text, {"d1", "d2"}, {{"d1", "About the refund: right.", "We refund it."}}), (List{"d2"}));
  EXPECT_EQ(unanswered(text, {"d1"}, {{"d1", "About the refund: right.", " "}}), (List{"d1"}));
  EXPECT_TRUE(unanswered(text, {}, {}).empty());
}

TEST(LetterSums, AreThoseOfTheOptionsAndTheOwedOneIsNamed) {
  const sdk::Money owed{30'000, "CNY"}, other{30'001, "CNY"}, foreign{30'000, "USD"};
  EXPECT_TRUE(unknown_sums({owed, owed}, {owed}).empty());
  EXPECT_EQ(unknown_sums({owed, other, other}, {owed}), std::vector<sdk::Money>{other});
  EXPECT_EQ(unknown_sums({foreign}, {owed}), std::vector<sdk::Money>{foreign});
  EXPECT_TRUE(states_owed({other, owed}, owed));
  EXPECT_FALSE(states_owed({other}, owed));
  EXPECT_FALSE(states_owed({}, owed));
  EXPECT_TRUE(states_owed({}, {0, "CNY"})) << "nothing is owed";
}

TEST(LetterDates, OfTheFutureNeedATaskAndThoseOfThePastDoNot) {
  const matter::Day today{2026, 3, 2}, tomorrow{2026, 3, 3}, later{2026, 3, 9};
  EXPECT_TRUE(days_without_task({{2025, 1, 1}, today}, today, {}).empty());
  EXPECT_EQ(days_without_task({tomorrow}, today, {}), std::vector<matter::Day>{tomorrow});
  EXPECT_TRUE(days_without_task({tomorrow, later}, today, {later, tomorrow}).empty());
  EXPECT_EQ(days_without_task({tomorrow, later, later}, today, {tomorrow}), std::vector<matter::Day>{later});
}

TEST(LetterPeople, NamesAndNumbersOfOthersAreFound) {
  EXPECT_EQ(data_of_others("由李明办理", {"李明"}), (List{"李明"}));
  EXPECT_TRUE(data_of_others("由专人办理", {"李明"}).empty());
  EXPECT_TRUE(data_of_others("李先生", {"李"}).empty()) << "one character is no name";
  EXPECT_TRUE(data_of_others("业务员说", {"业务员"}).empty()) << "a role is no name";
  EXPECT_EQ(data_of_others("Call Jane Roe.", {"Jane Roe", "Jane Roe"}), (List{"Jane Roe"}));
  EXPECT_EQ(data_of_others("号码138 0000 1234", {"+86 138 0000 1234"}), List{}) << "the country code is not in the text";
  EXPECT_EQ(data_of_others("号码138-0000-1234", {"13800001234"}), (List{"13800001234"}));
  EXPECT_EQ(data_of_others("第12345号", {"12345"}), (List{"12345"})) << "short ones are compared as they stand";
  EXPECT_TRUE(data_of_others("12 345", {"12345"}).empty());
}

TEST(LetterLanguage, IsToldByItsLetters) {
  EXPECT_EQ(language_of("我们已经收到"), "zh");
  EXPECT_EQ(language_of("We have received it"), "en");
  EXPECT_EQ(language_of("300.00"), "");
  EXPECT_TRUE(is_in("尊敬的客户：请写到 a@b.cn", "zh"));
  EXPECT_FALSE(is_in("Dear customer", "zh"));
  EXPECT_FALSE(is_in("我们已经收到", "en"));
  EXPECT_TRUE(is_in("Dear 王芳, we have received your complaint.", "en")) << "a name of two characters among many letters";
  EXPECT_TRUE(is_in("字字aa", "zh"));
  EXPECT_FALSE(is_in("字aaa", "zh"));
  EXPECT_TRUE(is_in("字aaaaaaaaa", "en")) << "one in ten";
  EXPECT_FALSE(is_in("字aaaaaaaa", "en"));
  EXPECT_FALSE(is_in("", "zh"));
}

TEST(LetterGrounds, AreClauseFactAndReason) {
  EXPECT_TRUE(missing_grounds({"c", "f", "r"}).empty());
  EXPECT_EQ(missing_grounds({"", "f", " "}), (std::vector<std::string_view>{"clause", "reason"}));
  EXPECT_EQ(missing_grounds({}).size(), 3u);
}

TEST(LetterRights, StandWordForWord) {
  EXPECT_TRUE(missing_rights("You may go to court. You may ask us.", {{"court", "You may go to court."}, {"review", "You may ask us."}}).empty());
  EXPECT_EQ(missing_rights("You may go to court.", {{"court", "You may go to court."}, {"review", "You may ask us."}}), (List{"review"}));
  EXPECT_EQ(missing_rights("anything", {{"court", ""}}), (List{"court"}));
}

TEST(LetterKind, FollowsTheMeritsTheQuickPathAndTheChoice) {
  EXPECT_EQ(kind_for({}), "update");
  EXPECT_EQ(kind_for({.merits = {"undetermined", "undetermined"}}), "update");
  EXPECT_EQ(kind_for({.merits = {"none", "none"}, .quick = true}), "refusal");
  EXPECT_EQ(kind_for({.merits = {"full", "none"}}), "partial_reply");
  EXPECT_EQ(kind_for({.merits = {"full", "undetermined"}}), "partial_reply");
  EXPECT_EQ(kind_for({.merits = {"partial"}}), "partial_reply");
  EXPECT_EQ(kind_for({.merits = {"full"}}), "reply");
  EXPECT_EQ(kind_for({.merits = {"full"}, .quick = true}), "short_reply");
  EXPECT_EQ(kind_for({.merits = {"full"}, .quick = true, .only_apology = true}), "apology");
  EXPECT_EQ(kind_for({.merits = {"full"}, .only_apology = true, .chosen = true}), "agreement");
  for (const auto kind : kKinds) EXPECT_EQ(decides(kind), kind != "update" && kind != "information_request" && kind != "extension_notice" && kind != "transfer_notice" && kind != "mediation_invitation") << kind;
}

}  // namespace
}  // namespace amends::letter
