#include "text/characters.hpp"

#include <gtest/gtest.h>
#include <utf8proc.h>

namespace amends::text {
namespace {

// What characters.hpp decides by ranges, for speed, must be what Unicode's general categories say.
TEST(Characters, KnowsTheBlanksOfUnicode) {
  for (char32_t c = 0; c < 0x110000; ++c) {
    const auto kind = utf8proc_category(static_cast<utf8proc_int32_t>(c));
    const bool separator = kind == UTF8PROC_CATEGORY_ZS || kind == UTF8PROC_CATEGORY_ZL || kind == UTF8PROC_CATEGORY_ZP;
    ASSERT_EQ(is_blank(c), separator || (c >= 0x09 && c <= 0x0D) || c == 0x85) << "U+" << std::hex << static_cast<std::uint32_t>(c);
    const char32_t expected = is_blank(c) ? U' ' : c == 0x2018 || c == 0x2019 || c == 0x02BC ? U'\'' : c;
    ASSERT_EQ(plain(c), expected) << "U+" << std::hex << static_cast<std::uint32_t>(c);
  }
}

TEST(Characters, TellsWordsByCategoryOutsideTheScriptsWithoutBlanks) {
  for (const char32_t c : {U'a', U'Z', U'0', U'_', U'é', U'\u0301', U'Ж', U'٣', U'ⅷ'}) EXPECT_TRUE(is_word(c)) << static_cast<std::uint32_t>(c);
  for (const char32_t c : {U' ', U'-', U'\'', U'退', U'の', U'가', U'、', U'。', U'€', U'\u2019'}) EXPECT_FALSE(is_word(c)) << static_cast<std::uint32_t>(c);
}

}  // namespace
}  // namespace amends::text
