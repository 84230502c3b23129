#pragma once
// Questions about single code points that the whole text kit must answer alike: what a word is made of, what counts as blank, where a
// window of catalogue 0.2 stops. Knows nothing of packs and texts.
#include <string>
#include <string_view>

namespace amends::text {

[[nodiscard]] constexpr bool is_ascii_digit(char32_t c) noexcept { return c >= U'0' && c <= U'9'; }
[[nodiscard]] constexpr bool is_ascii_letter(char32_t c) noexcept { return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z'); }
/// Han, kana, hangul, bopomofo, Yi and the symbols between them: scripts written without blanks, so every neighbour is a word border.
[[nodiscard]] constexpr bool is_cjk(char32_t c) noexcept {
  return (c >= 0x2E80 && c <= 0xA4CF) ||     // radicals, CJK symbols, kana, bopomofo, compatibility, Han with extension A, Yi
         (c >= 0x1100 && c <= 0x11FF) ||     // hangul jamo
         (c >= 0xA960 && c <= 0xA97F) || (c >= 0xAC00 && c <= 0xD7FF) ||  // hangul
         (c >= 0xF900 && c <= 0xFAFF) ||     // compatibility ideographs
         (c >= 0xFF65 && c <= 0xFFDC) ||     // half-width kana and hangul
         (c >= 0x1B000 && c <= 0x1B16F) ||   // kana supplements
         (c >= 0x20000 && c <= 0x3FFFF);     // the ideographic planes
}
/// is_word for what lies beyond ASCII and those scripts.
[[nodiscard]] bool is_word_by_category(char32_t c) noexcept;
/// Letters, digits, combining marks and `_` outside those scripts: what a Latin word is made of.
[[nodiscard]] inline bool is_word(char32_t c) noexcept {
  if (c < 0x80) return is_ascii_letter(c) || is_ascii_digit(c) || c == U'_';
  return !is_cjk(c) && is_word_by_category(c);
}
/// Blanks and line ends of any kind: tab to carriage return, next line, and the general categories Zs, Zl and Zp.
[[nodiscard]] constexpr bool is_blank(char32_t c) noexcept {
  if (c < 0x80) return c == U' ' || (c >= 0x09 && c <= 0x0D);
  return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}
[[nodiscard]] bool is_punctuation(char32_t c) noexcept;
/// Decimal digits of any script.
[[nodiscard]] bool is_digit(char32_t c) noexcept;
/// A code point of general category M (Mn, Mc, Me), which includes everything with a combining class.
[[nodiscard]] bool is_mark(char32_t c) noexcept;
/// The characters at which the windows of catalogue 0.2, items 3 and 4 stop. Full-width forms have become ASCII by NFKC.
[[nodiscard]] constexpr bool is_window_stop(char32_t c) noexcept {
  switch (c) {
    case U',': case U'.': case U';': case U':': case U'!': case U'?': case U'。': case U'、':
    case U'，': case U'．': case U'；': case U'：': case U'！': case U'？': case U'｡': case U'､': return true;
    default: return false;
  }
}
/// Any blank as U+0020 and the three apostrophes that people type as U+0027; all else unchanged. Matching sees texts and terms through it.
[[nodiscard]] constexpr char32_t plain(char32_t c) noexcept {
  if ((c > 0x20 && c < 0x7F) || c > 0x3000) return c;  // nearly all of a text, and no blank lies beyond U+3000
  if (c == 0x2018 || c == 0x2019 || c == 0x02BC) return U'\'';
  return is_blank(c) ? U' ' : c;
}

/// True when `text` has `word` at `at`.
[[nodiscard]] inline bool stands_at(std::u32string_view text, std::size_t at, std::u32string_view word) noexcept {
  return at <= text.size() && text.substr(at).starts_with(word);
}
/// True when `text` has `word` right before `end`.
[[nodiscard]] inline bool ends_at(std::u32string_view text, std::size_t end, std::u32string_view word) noexcept {
  return end <= text.size() && text.substr(0, end).ends_with(word);
}

}  // namespace amends::text
