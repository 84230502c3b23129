#pragma once
// The four pairs of defences as hypotheses for the wording of an answer (catalogue 3.5). Never a diagnosis, and a person can take one back.
#include "demand.hpp"

namespace amends::psychology {

struct DefenceReading {
  std::vector<Points> defences;                        ///< shown ones, in pack order
  std::vector<std::vector<sdk::EvidenceId>> evidence;  ///< of each
  sdk::EvidenceId basis;
};

/// The words of lex/defences, read before the demand since its conflict rests on some of them.
[[nodiscard]] std::vector<Word> read_defence_words(const Context& context);
/// Those that say it is not about money.
[[nodiscard]] std::vector<Word> denials_of_money(const std::vector<Word>& words);

/// Errors: Failure `error.currency_mismatch`, `error.pack_invalid`, `error.bad_type`.
[[nodiscard]] DefenceReading read_defences(const Context& context, const std::vector<Word>& words, const DemandReading& demand);

}  // namespace amends::psychology
