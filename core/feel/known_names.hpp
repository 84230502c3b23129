#pragma once
// The known names of a vocabulary as the parser looks them up: names of several tokens, by their first token, longest first. Immutable once made, so any
// number of parsers may share it. Internal to core/feel.
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "feel/lexer.hpp"
#include "feel/type.hpp"

namespace amends::feel {

/// A set of names of several tokens.
class Phrases {
 public:
  /// Names of one token are left out: they can be read without help.
  void add(std::string_view name);
  /// How many tokens at the front of these are the longest name of the set, 0 for none; its text, with single blanks, goes to `out`.
  [[nodiscard]] std::size_t longest(std::span<const Token> tokens, std::string& out) const;
  [[nodiscard]] bool empty() const noexcept { return by_first_.empty(); }

 private:
  struct Phrase {
    std::string text;
    std::vector<std::string> tokens;
    std::vector<bool> blank_before;
  };
  std::unordered_map<std::string, std::vector<Phrase>> by_first_;
};

class KnownNames {
 public:
  explicit KnownNames(const Vocabulary& vocabulary);
  Phrases names;
  Phrases types;
  std::unordered_set<std::string> words;  ///< names of one token
};

}  // namespace amends::feel
