// Rows of a guard pack: what compiles, what is refused, how a match is bounded.
#include "guard/rules.hpp"

#include "guard_test_kit.hpp"
#include "support/utf8.hpp"

namespace amends::guard_test {
namespace {

using guard::GuardRules;

guard::Surface surface(std::string_view text, const text::FoldTable& fold = {}) { return guard::Surface(*text::normalise(text, fold)); }
std::size_t count(const json::Array& rows, std::string_view text) { return (*GuardRules::from_rows(rows))->match(surface(text)).size(); }

void expect_refused(json::Value bad, std::string_view words) {
  const auto made = GuardRules::from_rows({row("gd.good.001", "G1", "zh", "好", "flag"), std::move(bad)});
  ASSERT_FALSE(made.has_value()) << words;
  EXPECT_EQ(made.error().code, ErrorCode::pack_invalid);
  EXPECT_NE(made.error().message.find(words), std::string::npos) << made.error().message;
}

TEST(GuardRules, ABadRowIsRefusedWithItsId) {
  const auto made = GuardRules::from_rows({row("gd.bad.007", "G2", "zh", "(未闭合", "block", true)});
  ASSERT_FALSE(made.has_value());
  EXPECT_EQ(made.error().code, ErrorCode::pack_invalid);
  EXPECT_EQ(made.error().where, "gd.bad.007");
}
TEST(GuardRules, ARowThatIsDisabledIsRefused) {
  auto off = row("gd.x.001", "G2", "zh", "坏", "block");
  off.get_object()["disabled"] = true;
  expect_refused(off, "cannot be disabled");
  expect_refused(json::Object{{"id", "gd.x.001"}, {"disabled", true}}, "cannot be disabled");
}
TEST(GuardRules, UnknownGuardsLanguagesAndActionsAreRefused) {
  expect_refused(row("gd.x.001", "G15", "zh", "坏", "block"), "is no guard");
  expect_refused(row("gd.x.001", "G1", "fr", "坏", "block"), "is no language");
  expect_refused(row("gd.x.001", "G1", "zh", "坏", "warn"), "is no action");
  expect_refused(json::Value("text"), "is an object with an id");
}
TEST(GuardRules, APatternThatMatchesNothingAtAllOrIsTooLargeIsRefused) {
  expect_refused(row("gd.x.001", "G1", "zh", "", "block"), "1 to 1000 bytes");
  expect_refused(row("gd.x.001", "G1", "zh", "a*", "block", true), "matches an empty text");
  expect_refused(row("gd.x.001", "G1", "zh", "\u200B", "block"), "matches an empty text");
  expect_refused(row("gd.x.001", "G1", "en", ")|(", "block", true), "cannot be read");
  expect_refused(row("gd.x.001", "G1", "zh", "(.{0,900}x){5}", "block", true), "");
}
TEST(GuardRules, APatternOfAThousandBytesIsReadAndOneMoreIsNot) {
  EXPECT_TRUE(GuardRules::from_rows({row("gd.x.001", "G1", "en", std::string(1000, 'a'), "block")}).has_value());
  expect_refused(row("gd.x.001", "G1", "en", std::string(1001, 'a'), "block"), "1 to 1000 bytes");
}
TEST(GuardRules, ARewriteNeedsItsWords) {
  expect_refused(row("gd.x.001", "G1", "zh", "坏", "rewrite"), "needs `rewrite`");
}
TEST(GuardRules, AMessageNeedsBothLanguages) {
  auto mute = row("gd.x.001", "G1", "zh", "坏", "block");
  mute.get_object()["message"] = json::Object{{"zh", "改"}};
  expect_refused(mute, "a text in zh and in en");
}
TEST(GuardRules, ATermIsNoExpression) {
  EXPECT_EQ(count({row("gd.x.001", "G1", "en", "a.c", "block")}, "abc"), 0u);
  EXPECT_EQ(count({row("gd.x.001", "G1", "en", "a.c", "block")}, "a.c"), 1u);
}
TEST(GuardRules, RowsAreIndependentAndOverlapFreely) {
  EXPECT_EQ(count({row("gd.x.001", "G1", "zh", "最终决定", "flag"), row("gd.x.002", "G2", "zh", "决定", "block")}, "这是最终决定。"), 2u);
}
TEST(GuardRules, OneRowListsSixteenPlacesAndSaysThatThereAreMore) {
  const json::Array rows{row("gd.x.001", "G1", "zh", "坏", "flag")};
  const auto compiled = *GuardRules::from_rows(rows);
  std::string text;
  for (int i = 0; i < 16; ++i) text += "坏";
  auto hits = compiled->match(surface(text));
  ASSERT_EQ(hits.size(), guard::kHitsPerRowMax);
  EXPECT_FALSE(hits.back().more);
  hits = compiled->match(surface(text + "坏"));
  ASSERT_EQ(hits.size(), guard::kHitsPerRowMax);
  EXPECT_TRUE(hits.back().more);
}
json::Value sentence_row(std::string_view id, std::string_view pattern, json::Array also, std::string_view unless = {}) {
  auto out = row(id, "G7", "zh", pattern, "block", true);
  out.get_object()["also"] = std::move(also);
  if (!unless.empty()) out.get_object()["unless"] = unless;
  return out;
}
TEST(GuardRules, ARowMayNameWhatElseStandsInTheSentenceAndWhatExcusesIt) {
  const json::Array rows{sentence_row("gd.x.001", "撤(诉|回)", {"退款|赔", "才|先"}, "不影响|无需")};
  EXPECT_EQ(count(rows, "先撤诉,退款好说。"), 1u);
  EXPECT_EQ(count(rows, "退款可以,您先把投诉撤回。"), 1u) << "in any order";
  EXPECT_EQ(count(rows, "您先撤诉。退款另说。"), 0u) << "two sentences";
  EXPECT_EQ(count(rows, "您先撤诉!退款另说。"), 0u);
  EXPECT_EQ(count(rows, "先撤诉也行,不影响退款。"), 0u) << "excused";
  EXPECT_EQ(count(rows, "撤诉后退款。"), 0u) << "one is missing";
  EXPECT_EQ(count(rows, "先撤诉再退款。不影响别的。"), 1u) << "the excuse stands in another sentence";
  EXPECT_EQ(count(rows, "先撤诉再退款。先撤回再赔。"), 2u);
}
TEST(GuardRules, SuchARowFindsTheWholeSentenceWithoutItsMark) {
  const auto made = *GuardRules::from_rows({sentence_row("gd.x.001", "撤诉", {"退款"})});
  const auto hits = made->match(surface("您好。先撤诉，后退款，撤诉要快！谢谢。"));
  ASSERT_EQ(hits.size(), 1u) << "once for a sentence";
  EXPECT_EQ(hits[0].span.start, 3);
  EXPECT_EQ(hits[0].span.end, 15);
  const auto english = *GuardRules::from_rows({[] {
    auto out = row("gd.x.002", "G7", "en", "withdraw", "block");
    out.get_object()["also"] = json::Array{"pay"};
    return out;
  }()});
  EXPECT_EQ(english->match(surface("We pay $3.50 if you withdraw it. Thanks.")).size(), 1u) << "a point inside a number ends nothing";
  EXPECT_EQ(english->match(surface("We pay. You may withdraw it.")).size(), 0u);
}
TEST(GuardRules, WhatElseIsNamedIsCheckedToo) {
  expect_refused(sentence_row("gd.x.001", "撤诉", {"(未闭合"}), "`also`");
  expect_refused(sentence_row("gd.x.001", "撤诉", {""}), "`also`");
  expect_refused(sentence_row("gd.x.001", "撤诉", {"一", "二", "三", "四", "五"}), "`also`");
  EXPECT_TRUE(GuardRules::from_rows({sentence_row("gd.x.001", "撤诉", {"一", "二", "三", "四"})}).has_value());
  expect_refused(sentence_row("gd.x.001", "撤诉", {"退款"}, "x*"), "`unless`");
  auto rewrites = sentence_row("gd.x.001", "撤诉", {"退款"});
  rewrites.get_object()["action"] = "rewrite";
  rewrites.get_object()["rewrite"] = json::bilingual("一", "one");
  expect_refused(rewrites, "cannot rewrite");
}
TEST(GuardRules, TheSameIdWithAnotherPatternHoldsBesideTheFirstAndTheStricterActionWins) {
  EXPECT_EQ(count({row("gd.x.001", "G1", "zh", "甲", "flag"), row("gd.x.001", "G1", "zh", "乙", "flag")}, "甲乙"), 2u);
  const auto compiled = *GuardRules::from_rows({row("gd.x.001", "G1", "zh", "甲", "flag"), row("gd.x.001", "G1", "zh", "甲", "block")});
  ASSERT_EQ(compiled->rules().size(), 1u);
  EXPECT_EQ(compiled->rules()[0].act, guard::Act::block);
  const auto other_order = *GuardRules::from_rows({row("gd.x.001", "G1", "zh", "甲", "block"), row("gd.x.001", "G1", "zh", "甲", "flag")});
  EXPECT_EQ(other_order->rules()[0].act, guard::Act::block);
}
TEST(GuardRules, TraditionalTextMeetsSimplifiedRowsThroughTheFoldTable) {
  const auto fold = *text::FoldTable::from_tsv("負\t负\n後\t后\n", "t2s");
  const auto compiled = *GuardRules::from_rows({row("gd.x.001", "G2", "zh", "後果自负", "block")}, fold);
  const std::string text = "請注意，後果自負。";
  const auto hits = compiled->match(surface(text, fold));
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_EQ(utf8::slice(text, hits[0].span.start, hits[0].span.end), "後果自負");
}
TEST(GuardRules, CapitalsOfEveryAlphabetAreMet) {
  EXPECT_EQ(count({row("gd.x.001", "G1", "en", "café fermé", "block")}, "LE CAFÉ FERMÉ"), 1u);
  EXPECT_EQ(count({row("gd.x.001", "G1", "en", "final café", "block")}, "le café"), 0u);
}
TEST(GuardRules, ARowWithoutAnyFixedWordIsStillLookedFor) {
  EXPECT_EQ(count({row("gd.x.001", "G1", "zh", "[0-9]+%", "flag", true), row("gd.x.002", "G1", "zh", "从不出现", "flag")}, "收益30%"), 1u);
}
TEST(GuardRules, NoRowsFindNothing) { EXPECT_EQ(count({}, "后果自负"), 0u); }
TEST(GuardRules, TwoLinesOfChineseAreTwoPhrases) {
  const json::Array rows{row("gd.x.001", "G5", "zh", "不要投诉", "block")};
  EXPECT_EQ(count(rows, "不 要 投 诉"), 1u);
  EXPECT_EQ(count(rows, "如不要\n投诉电话"), 0u);
}
TEST(GuardRules, HostileExpressionsStayLinear) {
  // Every match of the second branch keeps the first one alive: quadratic without the bound on listed places.
  const auto compiled = *GuardRules::from_rows({row("gd.x.001", "G1", "zh", "(甲.*乙|丙)", "flag", true)});
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += "丙甲";
  EXPECT_EQ(compiled->match(surface(text)).size(), guard::kHitsPerRowMax);
}

}  // namespace
}  // namespace amends::guard_test
