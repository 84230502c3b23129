#include "support/utf8.hpp"

#include <gtest/gtest.h>

namespace amends::utf8 {
namespace {

TEST(Utf8, RefusesOverlongSurrogateAndTruncatedForms) {
  for (const auto* text : {"\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE4\xB8", "\x80", "\xFF"}) EXPECT_FALSE(valid(text)) << text;
  EXPECT_TRUE(valid("aé中😀"));
}

TEST(Utf8, CountsAndCutsByCodePoints) {
  EXPECT_EQ(length("aé中😀"), 4);
  EXPECT_EQ(slice("aé中😀", 1, 3), "é中");
  EXPECT_EQ(slice("aé中😀", 3, 4), "😀");
  EXPECT_EQ(slice("abc", 2, 2), "");
  EXPECT_EQ(slice("abc", 0, 9), "abc");
}

TEST(Utf8, DecodesAndEncodesEveryScalarValue) {
  for (char32_t c = 1; c <= 0x10FFFF; c += (c < 0x3000 ? 1 : 97)) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string text;
    append(text, c);
    const auto back = decode(text);
    ASSERT_TRUE(back);
    ASSERT_EQ(*back, std::u32string(1, c));
    ASSERT_EQ(encode(*back), text);
  }
  EXPECT_NE(decode("ab\xff").error().message.find("byte 2"), std::string::npos);
}

TEST(Utf8, BlankIsWhatNobodyCanRead) {
  for (const char32_t c : U"\x9\n \x7F\u00A0\u00AD\u034F\u061C\u1680\u180E\u2000\u200B\u200D\u200F\u2028\u202E\u2060\u2800\u3000\u3164\uFE0F\uFEFF\uFFA0\U000E0001") {
    if (c == 0) break;
    EXPECT_TRUE(blank(encode(std::u32string(3, c)))) << std::hex << static_cast<std::uint32_t>(c);
  }
  EXPECT_TRUE(blank(""));
  for (const auto* text : {"x", "。", " 年 ", "\u200b.\u200b", "\xEF\xBF\xBD", "\xF0\x9F\x98\xA1"}) EXPECT_FALSE(blank(text)) << text;
}

TEST(Utf8, ControlsBecomeOneReplacementEach) {
  EXPECT_EQ(without_controls("a\x1b[2J\x7f\tb\n\xC2\x9b" "c\xC2\xA0"), "a\xEF\xBF\xBD[2J\xEF\xBF\xBD\tb\n\xEF\xBF\xBD" "c\xC2\xA0");
  EXPECT_EQ(without_controls("年费，多扣"), "年费，多扣");
}

}  // namespace
}  // namespace amends::utf8
