#pragma once
// The five layers of the iceberg (catalogue 3.5, D13-D17): feelings, views, expectations, yearnings, self. Each with a quote, a reading, and the question
// that would test the reading; a layer that nothing shows is "not observed".
#include "needs.hpp"

namespace amends::psychology {

struct LayerReading {
  std::string layer;
  bool observed = false;
  std::string code;                       ///< feeling, tag, mode, need or aspect; empty when not observed
  std::string quote;
  sdk::Texts reading, question;
  std::vector<sdk::EvidenceId> evidence;  ///< at least one
};

/// What feelings the words carry: category and points, highest first.
struct Feelings {
  std::vector<Points> categories;
  std::vector<Word> words;
};
[[nodiscard]] Feelings read_feelings(const Context& context);

/// beliefs: words of lex/beliefs. Five layers in their order. Errors: Failure `error.pack_missing`, `error.pack_invalid`.
[[nodiscard]] std::vector<LayerReading> read_iceberg(const Context& context, const Feelings& feelings, const std::vector<Word>& beliefs, const NeedReading& needs);

}  // namespace amends::psychology
