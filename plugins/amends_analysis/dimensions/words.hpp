#pragma once
// Words of a lexicon in the texts of the case, with the evidence for each.
#include <string>
#include <string_view>
#include <vector>

#include "reading.hpp"

namespace amends::dimensions {

struct Word {
  std::string code;  ///< what the row says of it
  sdk::EvidenceId evidence;
};

/// The hits that count, whose row has the member `code_key`. Errors: Failure `error.pack_missing`, `error.pack_invalid`.
[[nodiscard]] std::vector<Word> read_words(const Context& context, std::string_view lexicon, std::string_view code_key, const std::vector<const sdk::Document*>& documents);

/// The documents whose language the lexicon has words for; one without a language counts.
[[nodiscard]] std::vector<const sdk::Document*> readable(const Context& context, const std::vector<const sdk::Document*>& documents, std::string_view lexicon);

}  // namespace amends::dimensions
