#include "text/similarity.hpp"

#include <gtest/gtest.h>

namespace amends::text {
namespace {

std::int64_t j(std::string_view a, std::string_view b, std::vector<std::string> names = {}) {
  const auto left = shingles(a, names), right = shingles(b, names);
  return similarity(*left, *right);
}

TEST(Similarity, IsAHundredForEqualTextsAndZeroForShortOnes) {
  EXPECT_EQ(j("我要求全额退保", "我要求全额退保"), 100);
  EXPECT_EQ(j("我要求全额退保", "从来没有人告诉过"), 0);
  EXPECT_EQ(j("退保", "退保"), 0);  // no shingle at all
  EXPECT_EQ(j("", ""), 0);
}

TEST(Similarity, DividesTheCommonShinglesByAllOfThemAndFloors) {
  // {abc, bcd} and {bcd, cde}: 1 of 3.
  EXPECT_EQ(j("abcd", "bcde"), 33);
  // A repeated shingle counts once: {aaa}.
  EXPECT_EQ(j("aaaaaa", "aaa"), 100);
}

TEST(Similarity, LeavesOutNamesCodesDigitsBlanksAndPunctuation) {
  EXPECT_EQ(j("张三甲投保P-01于2020年，要求退保！", "李四投保 P-01 于 2021 年 要求退保", {"张三", "张三甲", "李四", "P-01"}), 100);
  EXPECT_LT(j("张三甲投保要求退保", "李四投保要求退保"), 100);
  EXPECT_EQ(j("ＡＢＣＤ", "a b,c.d"), 100);
}

TEST(Similarity, FailsAsNormalisationDoes) {
  EXPECT_EQ(shingles("\xff").error().code, ErrorCode::not_utf8);
  EXPECT_EQ(shingles(std::string(200'001, 'x')).error().code, ErrorCode::text_too_long);
}

}  // namespace
}  // namespace amends::text
