#pragma once
// Normalisation of catalogue 0.2, item 1, with the way back: every code point of the normalised text knows which code points of the
// original it came from, so that a span found in it can quote what the complainant really wrote.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "support/result.hpp"

namespace amends::text {

inline constexpr std::int64_t kCodePointsMax = 200'000;  ///< one document, catalogue 0.3
/// Marks after one starter; more begin a segment of their own (the bound of Unicode's Stream-Safe Text Format, UAX 15 section 13), so
/// that a text of nothing but marks cannot make sorting them quadratic.
inline constexpr std::size_t kMarksMax = 30;

/// `[start, end)` in code points of the original text.
struct Span {
  std::int32_t start = 0;
  std::int32_t end = 0;
  friend bool operator==(const Span&, const Span&) = default;
};

/// Traditional to simplified, one code point to one. An empty table changes nothing. Value type, safe to share between threads.
class FoldTable {
 public:
  FoldTable() = default;
  /// Lines `萬<tab>万`; empty lines and lines that begin with # are skipped.
  /// Errors: `pack_invalid` with name:line (not two fields, a field of several code points, a character twice), `not_utf8`.
  [[nodiscard]] static Result<FoldTable> from_tsv(std::string_view text, const std::string& name);
  [[nodiscard]] char32_t operator()(char32_t c) const noexcept {
    if (c < 0x2E80 || map_.empty()) return c;  // no CJK character stands below
    const auto found = map_.find(c);
    return found == map_.end() ? c : found->second;
  }
  [[nodiscard]] std::size_t size() const noexcept { return map_.size(); }
  [[nodiscard]] const std::unordered_map<char32_t, char32_t>& pairs() const noexcept { return map_; }

 private:
  std::unordered_map<char32_t, char32_t> map_;
};

/// A normalised text and the map back.
struct Normalised {
  std::u32string text;              ///< NFKC by segment, ASCII letters lower-case, folded
  std::vector<std::int32_t> start;  ///< of each code point of `text`: where its segment begins in the original
  std::vector<std::int32_t> end;    ///< and where it ends
  std::u32string original;          ///< the text as it came
  bool one_to_one = false;          ///< true when each code point came from the one at its place, as in most texts: `start` and `end` need no look
  bool is_plain = false;            ///< true when `plain` (characters.hpp) changes nothing in `text`, as in most texts

  /// The original span of normalised code points [from, to). Precondition: from < to <= text.size().
  [[nodiscard]] Span span(std::size_t from, std::size_t to) const noexcept {
    if (one_to_one) return {static_cast<std::int32_t>(from), static_cast<std::int32_t>(to)};
    return {start[from], end[to - 1]};
  }
  /// True when the code points before and at `at` came from one segment. Precondition: 0 < at < text.size().
  [[nodiscard]] bool inside_segment(std::size_t at) const noexcept { return !one_to_one && start[at] == start[at - 1]; }
};

/// Errors: `not_utf8` with the byte, `text_too_long` beyond kCodePointsMax.
[[nodiscard]] Result<Normalised> normalise(std::string_view utf8, const FoldTable& fold = {});
/// The same without the limit, for terms and word lists. Precondition: `original` holds Unicode scalar values.
[[nodiscard]] Normalised normalise_code_points(std::u32string original, const FoldTable& fold = {});

}  // namespace amends::text
