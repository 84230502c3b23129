#pragma once
// The nature of the complaint as the words of lex/nature, the rule of the excess demand and an officer's answer give it, with the evidence for each. How
// points become a nature is told by nature.hpp.
#include <string>
#include <string_view>
#include <vector>

#include "nature.hpp"
#include "reading.hpp"

namespace amends::classify {

/// A cue word in a text.
struct Cited {
  std::string code;
  std::int64_t weight = 0;
  sdk::EvidenceId id;
};

struct NatureReading {
  struct Code {
    std::string code;
    sdk::Texts title;
  };
  std::vector<Code> codes;      ///< of nature.taxonomy
  std::vector<Cited> spans;
  Nature words, stands;         ///< by the words alone; as it stands with the rule and the answer
  sdk::EvidenceId sum, answer;  ///< answer: only when a person has named the nature
  bool other_language = false;  ///< a text was left out because its language has no cue words

  [[nodiscard]] std::vector<sdk::EvidenceId> spans_of(std::string_view code) const;
  [[nodiscard]] const sdk::Texts* title_or_null(std::string_view code) const;
  [[nodiscard]] sdk::Texts title(std::string_view code) const;  ///< the code itself where the taxonomy has none
  /// What shows that the nature is this one: the answer, or the sum of the words.
  [[nodiscard]] const sdk::EvidenceId& basis() const { return stands.by_person ? answer : sum; }
};

/// Errors: Failure `error.pack_invalid` for a cue of a nature that is not read from words, `error.range` for an answer that is no nature.
[[nodiscard]] NatureReading read_nature(const Context& context);

}  // namespace amends::classify
