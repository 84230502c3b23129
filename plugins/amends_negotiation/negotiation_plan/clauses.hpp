#pragma once
// Clauses of a text: what stands between punctuation marks. For quotes in a person's own words and for the mirror of the last words. Value types only.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace amends::negotiation_plan {

/// Code points [start, end) of the original text, without the blanks around them.
struct Range {
  std::int64_t start = 0, end = 0;
  [[nodiscard]] std::int64_t length() const noexcept { return end - start; }
  friend bool operator==(const Range&, const Range&) = default;
};

/// UTF-8 to code points; a byte that is none stands for U+FFFD, so that offsets never run away.
[[nodiscard]] std::u32string code_points_of(std::string_view text);
/// Han characters, the ones that are written without blanks.
[[nodiscard]] bool is_han(char32_t c) noexcept;
[[nodiscard]] bool is_word_character(char32_t c) noexcept;  ///< letters and digits of any other script

/// In text order, none of them empty.
[[nodiscard]] std::vector<Range> clauses_of(const std::u32string& text);
/// The longest clauses, at most `most`, in text order; of equal lengths the earlier one.
[[nodiscard]] std::vector<Range> longest(std::vector<Range> clauses, std::size_t most);

inline constexpr std::int64_t kMirrorHanMax = 8;  ///< a clause in Chinese that is short enough to be repeated whole: where a word begins, nothing marks
inline constexpr std::int64_t kMirrorWords = 3;
[[nodiscard]] bool overlap(Range left, Range right) noexcept;
/// The words that a mirror repeats: of the last clause that suits, the whole clause in Chinese, its last three words elsewhere. Clauses that touch an avoided range
/// (a threat) are passed over. Nothing when none suits.
[[nodiscard]] std::optional<Range> mirror_of(const std::u32string& text, const std::vector<Range>& avoided);

}  // namespace amends::negotiation_plan
