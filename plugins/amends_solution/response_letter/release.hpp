#pragma once
// Whether a letter may be signed: the checks that it asks for, each with what it found (catalogue 3.21, guardrails G1 to G8). Pure checks stand in checks.hpp; this
// reads the texts through the host's text service and the guard packs.
#include <string>
#include <vector>

#include "compose.hpp"

namespace amends::letter {

struct CheckResult {
  std::string id;           ///< demands_answered, amounts_equal_solution, ...
  std::string code;         ///< of the finding when it fails: demand.unanswered, reason.missing, ...
  bool passed = true;
  sdk::Texts text;          ///< what holds, or what is to be done
  sdk::Value found = nullptr;  ///< for the evidence
};

/// In the order of the letter's list, `complete` first: every slot of a block that must stand has something to say.
/// Errors: Failure `error.pack_missing`, `error.pack_invalid` for a check that nobody knows.
[[nodiscard]] std::vector<CheckResult> check(const sdk::Call& call, const Facts& facts, const Letter& letter);
[[nodiscard]] bool all_pass(const std::vector<CheckResult>& results);

}  // namespace amends::letter
