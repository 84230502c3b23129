#pragma once
// What every part of amends.psychology reads: the call, the words of psychology.map, the complainant's own texts, and words of a lexicon in them.
#include <string>
#include <string_view>
#include <vector>

#include "map.hpp"
#include "psychology.hpp"
#include "scores.hpp"
#include "sdk/sdk.hpp"

namespace amends::psychology {

inline constexpr std::size_t kShownMax = 20;  ///< quotes that one part shows, and spans behind one score

/// One run over one case. documents: what the complainant says, in a language that the word lists cover.
struct Context {
  const sdk::Call& call;
  const sdk::Reader& record;
  sdk::Envelope& out;
  const Settings& settings;
  const Map& map;
  std::vector<const sdk::Document*> documents;
};

/// The complainant's texts without attachments. A language without words is said in a finding.
[[nodiscard]] std::vector<const sdk::Document*> own_documents(const sdk::Call& call, sdk::Envelope& out);

/// A word of a lexicon that counts.
struct Word {
  std::string code;
  std::int64_t points = 0;
  sdk::Place place;
  std::string quote;
  sdk::EvidenceId evidence;
};
/// In document and text order; rows of the code `none` are left out. Errors: Failure `error.pack_missing`, `error.pack_invalid`.
[[nodiscard]] std::vector<Word> read_words(const Context& context, std::string_view lexicon, std::string_view code_key);

/// The clause or sentence around a word, as evidence and as a quote.
struct Quoted {
  std::string quote;
  sdk::Place place;
  sdk::EvidenceId evidence;
};
[[nodiscard]] Quoted around(const Context& context, const sdk::Place& place, Part part, std::string_view note);

[[nodiscard]] std::vector<Points> cues_of(const std::vector<Word>& words);
/// The evidence of the words of one code, at most kShownMax.
[[nodiscard]] std::vector<sdk::EvidenceId> evidence_of(const std::vector<Word>& words, std::string_view code);
[[nodiscard]] sdk::Array ids(const std::vector<sdk::EvidenceId>& evidence);

}  // namespace amends::psychology
