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

}  // namespace
}  // namespace amends::utf8
