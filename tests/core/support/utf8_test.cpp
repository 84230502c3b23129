#include "support/plain_text.hpp"

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

TEST(Utf8, MarksThatTurnALineBecomeOneReplacementEach) {
  const std::string shown = "\xEF\xBF\xBD";
  for (const char32_t c : {0x00u, 0x08u, 0x0Du, 0x1Bu, 0x7Fu, 0x80u, 0x9Bu, 0x9Fu, 0x061Cu, 0x200Eu, 0x200Fu, 0x2028u, 0x2029u, 0x202Au, 0x202Eu, 0x2066u, 0x2069u}) {
    EXPECT_TRUE(is_command(c)) << std::hex << static_cast<std::uint32_t>(c);
    EXPECT_EQ(without_controls("a" + encode(std::u32string(1, c)) + "b"), "a" + shown + "b") << std::hex << static_cast<std::uint32_t>(c);
  }
  for (const char32_t c : {0x09u, 0x0Au, 0x20u, 0x7Eu, 0xA0u, 0x061Bu, 0x061Du, 0x200Du, 0x2010u, 0x2027u, 0x202Fu, 0x2065u, 0x206Au, 0xFEFFu, 0x1F469u}) {
    const auto text = "a" + encode(std::u32string(1, c)) + "b";
    EXPECT_EQ(without_controls(text), text) << std::hex << static_cast<std::uint32_t>(c);
  }
  EXPECT_EQ(without_controls("one\r\ntwo\rthree"), "one\r\ntwo" + shown + "three") << "a line may end as files of other systems do";
  EXPECT_EQ(without_controls("a\xff\x1b" "b"), "a\xff" + shown + "b");
}

TEST(Utf8, OneLineAndJsonHoldNoneOfThem) {
  EXPECT_EQ(on_one_line("a\r\nb\tc\u202ed"), "a  b c\xEF\xBF\xBD" "d");
  EXPECT_EQ(with_escaped_controls("{\"a\": \"x\u202ey\xC2\x9bz\",\n\"b\": 1}"), "{\"a\": \"x\\u202ey\\u009bz\",\n\"b\": 1}");
}

}  // namespace
}  // namespace amends::utf8
