#include "text/normalise.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include "support/utf8.hpp"

namespace amends::text {
namespace {

std::string normal(std::string_view text, const FoldTable& fold = {}) {
  const auto out = normalise(text, fold);
  return out ? utf8::encode(out->text) : out.error().text();
}

TEST(Normalise, MakesWidthCaseAndCompatibilityFormsOne) {
  EXPECT_EQ(normal("ＡＢＣ１２３，！"), "abc123,!");
  EXPECT_EQ(normal("Refund NOW"), "refund now");
  EXPECT_EQ(normal("①㈠㍿ﬃ"), "1(一)株式会社ffi");
  EXPECT_EQ(normal("ﾃｽﾄ"), "テスト");
  EXPECT_EQ(normal("退保。、"), "退保。、");
}

TEST(Normalise, LowersAsciiLettersOnly) { EXPECT_EQ(normal("ÀÉÖ ΑΒ АБ"), "ÀÉÖ ΑΒ АБ"); }

TEST(Normalise, ComposesAStarterWithItsMarksInCanonicalOrder) {
  EXPECT_EQ(normal("e\u0301"), "é");
  EXPECT_EQ(normal("a\u0323\u0302"), normal("a\u0302\u0323"));
  EXPECT_EQ(normal("\u0301x"), "\u0301x");
}

TEST(Normalise, KeepsTheWayBackToTheOriginal) {
  const auto out = normalise("aﬃ①e\u0301中");
  ASSERT_TRUE(out);
  EXPECT_EQ(utf8::encode(out->text), "affi1é中");
  EXPECT_EQ(out->span(0, 1), (Span{0, 1}));
  EXPECT_EQ(out->span(1, 2), (Span{1, 2}));   // f of the ligature: the whole ligature
  EXPECT_EQ(out->span(2, 5), (Span{1, 3}));   // "fi1"
  EXPECT_EQ(out->span(5, 6), (Span{3, 5}));   // letter and mark
  EXPECT_EQ(out->span(6, 7), (Span{5, 6}));
}

TEST(Normalise, FoldsTraditionalCharactersByTheTable) {
  const auto table = FoldTable::from_tsv("# traditional, simplified\n萬\t万\n\n賠\t赔\r\n", "t2s.tsv");
  ASSERT_TRUE(table) << table.error().text();
  EXPECT_EQ(table->size(), 2u);
  EXPECT_EQ(normal("拒賠三萬", *table), "拒赔三万");
  EXPECT_EQ(normal("拒賠三萬"), "拒賠三萬");
}

TEST(Normalise, RefusesABadTableWithItsLine) {
  EXPECT_EQ(FoldTable::from_tsv("萬\t万\n萬\t万\n", "t.tsv").error().where, "t.tsv:2");
  EXPECT_EQ(FoldTable::from_tsv("萬万\n", "t.tsv").error().where, "t.tsv:1");
  EXPECT_EQ(FoldTable::from_tsv("裡面\t里面\n", "t.tsv").error().code, ErrorCode::pack_invalid);
  EXPECT_EQ(FoldTable::from_tsv("\xff\t万\n", "t.tsv").error().code, ErrorCode::not_utf8);
}

TEST(Normalise, TakesTextsUpToTheLimitAndRefusesOneCodePointMore) {
  std::string text;
  for (std::int64_t i = 0; i < kCodePointsMax; ++i) text += "赔";
  const auto at_limit = normalise(text);
  ASSERT_TRUE(at_limit);
  EXPECT_EQ(static_cast<std::int64_t>(at_limit->text.size()), kCodePointsMax);
  text += "赔";
  const auto beyond = normalise(text);
  ASSERT_FALSE(beyond);
  EXPECT_EQ(beyond.error().code, ErrorCode::text_too_long);
  EXPECT_NE(beyond.error().message.find("200001"), std::string::npos);
  EXPECT_EQ(normalise(std::string(4'000'000, 'x')).error().code, ErrorCode::text_too_long);
}

TEST(Normalise, RefusesBytesThatAreNotUtf8) {
  EXPECT_EQ(normalise("退保\xff").error().code, ErrorCode::not_utf8);
  EXPECT_EQ(normalise(std::string(4'000'000, '\xff')).error().code, ErrorCode::not_utf8);
  EXPECT_EQ(normalise("\xed\xa0\x80").error().code, ErrorCode::not_utf8);  // a surrogate
}

TEST(Normalise, AnswersAnEmptyTextWithAnEmptyOne) {
  const auto out = normalise("");
  ASSERT_TRUE(out);
  EXPECT_TRUE(out->text.empty());
}

TEST(Normalise, CutsARunOfMarksSoThatItsCostStaysLinear) {
  // Marks with falling combining classes are the worst order for sorting.
  std::u32string text(1, U'a');
  for (std::int64_t i = 1; i < kCodePointsMax; ++i) text.push_back(i % 2 ? U'\u0301' : U'\u0316');
  const auto begin = std::chrono::steady_clock::now();
  const auto out = normalise_code_points(text);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
  EXPECT_EQ(out.start[out.text.size() - 1] % static_cast<std::int32_t>(kMarksMax + 1), 0);
  EXPECT_EQ(out.end.back(), kCodePointsMax);
  // Exactly kMarksMax marks stay with their starter, one more begins a segment.
  EXPECT_EQ(normalise_code_points(U"a" + std::u32string(kMarksMax, U'\u0316')).end.front(), static_cast<std::int32_t>(kMarksMax + 1));
  EXPECT_EQ(normalise_code_points(U"a" + std::u32string(kMarksMax + 1, U'\u0316')).end.front(), static_cast<std::int32_t>(kMarksMax + 1));
}

}  // namespace
}  // namespace amends::text
