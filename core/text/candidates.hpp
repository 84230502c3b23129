#pragma once
// Where in a text a term of a lexicon may begin: the scan that every character of every text passes. Used by lexicon.cpp alone.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "text/trie.hpp"

namespace amends::text {

/// is_word for ASCII, without a branch: 1 or 0.
constexpr std::uint32_t ascii_word(char32_t c) noexcept {
  return static_cast<std::uint32_t>((c | 0x20) - U'a' < 26) | static_cast<std::uint32_t>(c - U'0' < 10) | static_cast<std::uint32_t>(c == U'_');
}

/// The positions of a text at which a term may begin, in order. What it names is still to be checked by left_border and the trie.
///
/// It looks at a block at a time and writes down positions without branching on what it sees: whether a position is one is nearly a toss of a
/// coin, and a branch guessed wrongly costs more than the tests. The first pass asks for two characters and passes over the inside of ASCII
/// words, where item 2's border forbids a beginning; the second one asks for longer prefixes.
class Candidates {
 public:
  /// U+0000 stands behind `text`.
  Candidates(const Trie& trie, std::u32string_view text) : trie_(trie), text_(text) {}

  /// The first candidate at `from` or later, or the text's size. Precondition: `from` never goes back.
  std::size_t next(std::size_t from) noexcept {
    for (;;) {
      for (; at_ < count_; ++at_)
        if (found_[at_] >= from) return found_[at_];
      if (seen_ >= text_.size()) return text_.size();
      look(std::max(seen_, from));
    }
  }

 private:
  static constexpr std::size_t kBlock = 512;

  void look(std::size_t from) noexcept {
    const char32_t* const text = text_.data();
    const std::size_t size = text_.size(), to = std::min(size, from + kBlock);
    std::array<std::uint32_t, kBlock + 1> word;  // word[k]: the character before from + k is one of an ASCII word
    word[0] = from > 0 ? ascii_word(text[from - 1]) : 0;
    std::uint32_t double_blank = 0;
    for (std::size_t at = from; at < to; ++at) {
      word[at - from + 1] = ascii_word(text[at]);
      double_blank |= static_cast<std::uint32_t>(text[at] == U' ') & static_cast<std::uint32_t>(text[at + 1] == U' ');
    }
    std::uint32_t count = 0;
    for (std::size_t at = from; at < to; ++at) {
      found_[count] = static_cast<std::uint32_t>(at);
      count += static_cast<std::uint32_t>(trie_.may_begin(text[at], text[at + 1])) & ~(word[at - from] & word[at - from + 1]);
    }
    // Where two blanks stand side by side a term may be longer than it is, and its later characters elsewhere.
    for (std::size_t at = to; at + 1 < std::min(size, to + Trie::kLook); ++at) double_blank |= text[at] == U' ' && text[at + 1] == U' ';
    std::uint32_t k = 0;
    count_ = 0;
    if (!double_blank)
      for (; k < count && found_[k] + Trie::kLook <= size; ++k) {
        const std::uint32_t at = found_[k];
        found_[count_] = at;
        count_ += static_cast<std::uint32_t>(trie_.may_go_on(text + at));
      }
    while (k < count) found_[count_++] = found_[k++];
    at_ = 0;
    seen_ = to;
  }

  const Trie& trie_;
  const std::u32string_view text_;
  std::array<std::uint32_t, kBlock> found_;
  std::uint32_t at_ = 0, count_ = 0;
  std::size_t seen_ = 0;  ///< positions before it have been looked at
};

}  // namespace amends::text
