#pragma once
// The sentences of letter.phrases, and how several of them become a list in a letter. Knows nothing of a case.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sdk/call.hpp"

namespace amends::letter {

class Phrases {
 public:
  /// Errors: Failure `error.pack_missing`.
  explicit Phrases(const sdk::Call& call);
  /// Errors: Failure `error.pack_invalid` for a phrase that is not there or a slot without a value.
  [[nodiscard]] sdk::Texts get(const std::string& id, const std::vector<sdk::Slot>& slots = {}) const;
  [[nodiscard]] bool has(const std::string& id) const { return known_.contains(id); }

 private:
  std::map<std::string, sdk::Texts> known_;
};

/// The text as a sentence: it ends with a mark, and begins with a capital letter in English.
[[nodiscard]] sdk::Texts sentence(sdk::Texts text);
/// The text inside a sentence: "the schedule in force" in English; an abbreviation keeps its capitals.
[[nodiscard]] sdk::Texts within_sentence(sdk::Texts text);
/// Lines, numbered from two on. Empty for an empty list.
[[nodiscard]] sdk::Texts lines(const std::vector<sdk::Texts>& list);
/// One enumeration inside a sentence: ； and ; between two.
[[nodiscard]] sdk::Texts enumerated(const std::vector<sdk::Texts>& list);

}  // namespace amends::letter
