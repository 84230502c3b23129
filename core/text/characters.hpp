#pragma once
// Questions about single code points that the whole text kit must answer alike: what a word is made of, what counts as blank, where a
// window of catalogue 0.2 stops. Knows nothing of packs and texts.
#include <string>
#include <string_view>

namespace amends::text {

/// Han, kana, hangul, bopomofo, Yi and the symbols between them: scripts written without blanks, so every neighbour is a word border.
[[nodiscard]] bool is_cjk(char32_t c) noexcept;
/// Letters, digits, combining marks and `_` outside those scripts: what a Latin word is made of.
[[nodiscard]] bool is_word(char32_t c) noexcept;
/// Blanks and line ends of any kind.
[[nodiscard]] bool is_blank(char32_t c) noexcept;
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
[[nodiscard]] char32_t plain(char32_t c) noexcept;
[[nodiscard]] constexpr bool is_ascii_digit(char32_t c) noexcept { return c >= U'0' && c <= U'9'; }
[[nodiscard]] constexpr bool is_ascii_letter(char32_t c) noexcept { return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z'); }

/// True when `text` has `word` at `at`.
[[nodiscard]] inline bool stands_at(std::u32string_view text, std::size_t at, std::u32string_view word) noexcept {
  return at <= text.size() && text.substr(at).starts_with(word);
}
/// True when `text` has `word` right before `end`.
[[nodiscard]] inline bool ends_at(std::u32string_view text, std::size_t end, std::u32string_view word) noexcept {
  return end <= text.size() && text.substr(0, end).ends_with(word);
}

}  // namespace amends::text
