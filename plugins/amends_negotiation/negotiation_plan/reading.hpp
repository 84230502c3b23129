#pragma once
// What the plan takes from the case: feeling, history, need, nature, protection, authority, merit. Each with the evidence that stands behind it.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sdk/sdk.hpp"

namespace amends::negotiation_plan {

struct Context {
  const sdk::Call& call;
  const sdk::Reader& record;
  sdk::Envelope& out;
};

/// Words with the span, fact or computation that they rest on.
struct Cited {
  sdk::Texts text;
  sdk::EvidenceId evidence;
};

struct Facts {
  std::int64_t emotion = 0;                     ///< 0..100
  std::string band = "calm";                    ///< calm, upset, agitated, extreme
  std::string dominant;                         ///< of lex/emotion; empty when no feeling word was found
  std::int64_t same_matter = 0, broken_promises = 0, unanswered = 0;
  std::string top_need = "none";                ///< comfort, vent, compensation, respect, balance or none
  bool needs_known = false;
  std::string nature = "other";
  std::string scenario = "any";                 ///< excess_demand, claim_refusal, surrender_refusal, persistent or any
  bool thinking = false;                        ///< temperament thinking: reasons come first
  bool vulnerable = false;
  std::string safety = "none";                  ///< none, veiled, explicit
  bool no_authority = false;                    ///< somebody speaks for the complainant without authority
  std::string merit = "unknown";                ///< unknown, none, partial, full, undetermined
  std::vector<Cited> demands;                   ///< in the complainant's words
  std::vector<sdk::Texts> demand_names;         ///< in ours, each once
  std::vector<Cited> asserted;                  ///< what the complainant says happened
  std::vector<Cited> confirmed;                 ///< what verify established
  std::vector<Cited> options, rules;            ///< of the solution and of the legal basis
  sdk::EvidenceId feeling_evidence, history_evidence, need_evidence, merit_evidence, protection_evidence, safety_evidence, authority_evidence;
};

/// Errors: Failure `error.missing_field` without intake's emotion, `error.range` for a word or number outside its list, `error.bad_type`.
[[nodiscard]] Facts read_facts(const Context& context);

/// How feelings, needs, bands and other codes are called in a sentence.
[[nodiscard]] sdk::Texts called(std::string_view code);

}  // namespace amends::negotiation_plan
