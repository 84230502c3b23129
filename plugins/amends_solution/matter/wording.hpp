#pragma once
// Words that no offer and no letter may carry (guardrails G1, G2 and G4 to G7), found with the rows of the guard packs before the core's guard sees them: the
// stage then says what is wrong and holds the text back itself. The core enforces the same rows whatever a stage says.
#include <string>
#include <string_view>
#include <vector>

#include "sdk/call.hpp"

namespace amends::matter {

/// A place that a row of a guard pack finds. Rows that only flag are left out, and those that look at a whole sentence.
struct Broken {
  std::string guard, row, quote;
  sdk::Texts message;
};
/// Conditions of an offer: no gag (G7), no bargaining with what is owed (G6), no threat (G2).
[[nodiscard]] std::vector<Broken> broken_by_condition(const sdk::Call& call, std::string_view text);
/// A condition where something is owed: words that make its payment wait for, or be traded against, anything (G6, G7). Stricter than the guard packs, whose rows
/// look at letters too: a plain explanation (what to bring, where to come) has none of these words. Empty where there is none.
[[nodiscard]] std::vector<Broken> bargain_over_what_is_owed(const sdk::Call& call, std::string_view text);
/// A letter: all rows. Errors: Failure `error.pack_missing`, `error.text_too_long`.
[[nodiscard]] std::vector<Broken> broken_by_letter(const sdk::Call& call, std::string_view text);

}  // namespace amends::matter
