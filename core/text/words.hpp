#pragma once
// The word lists that the text kit's rules name (catalogue 0.2, items 3, 4 and 6; 3.16). The four lists of `lex/lists.zh.yaml` come from
// packs; what item 3 and 4 fix by name stands here and may be extended.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/normalise.hpp"

namespace amends::text {

struct WordLists {
  std::vector<std::string> not_negators_zh;    ///< `neg.not.zh`: words in which 不, 别 and 无 negate nothing
  std::vector<std::string> idioms_zh;          ///< `idioms.zh`: words whose numerals are no numbers
  std::vector<std::string> counters_zh;        ///< `counters.zh`: what follows a number that is no money
  std::vector<std::string> surnames_zh;        ///< `surnames.zh`: surnames of two characters
  std::vector<std::string> negators_zh;        ///< 不 没 未 ...
  std::vector<std::string> negation_steps_zh;  ///< 有 是 会 ...: stepped over on the way back to a negator
  std::vector<std::string> intensifiers_zh;
  std::vector<std::string> negators_en;        ///< whole tokens; a token that ends in n't always negates
  std::vector<std::string> intensifiers_en;

  /// The lists as catalogue 0.2 prints them.
  [[nodiscard]] static WordLists defaults();
};

/// A list normalised and folded like the text it is compared with, longest word first. Immutable once built.
class Words {
 public:
  Words() = default;
  Words(const std::vector<std::string>& words, const FoldTable& fold);
  /// Length of the longest word at `at`, 0 for none.
  [[nodiscard]] std::size_t at(std::u32string_view text, std::size_t at) const noexcept;
  /// Length of the longest word that ends at `end` and begins at `floor` or later, 0 for none.
  [[nodiscard]] std::size_t before(std::u32string_view text, std::size_t end, std::size_t floor = 0) const noexcept;
  [[nodiscard]] bool contains(std::u32string_view word) const noexcept;
  [[nodiscard]] const std::vector<std::u32string>& words() const noexcept { return words_; }
  [[nodiscard]] std::size_t longest() const noexcept { return words_.empty() ? 0 : words_.front().size(); }

 private:
  std::vector<std::u32string> words_;
  /// A bit for the first and for the last character of each word, by its low bits: most questions are answered by them.
  std::uint64_t firsts_ = 0, lasts_ = 0;
};

}  // namespace amends::text
