#pragma once
// How the talk went so far, from a transcript and from an officer's marks (catalogue 3.11.1); where both tell a number, the officer's holds.
#include "reading.hpp"
#include "stairway.hpp"
#include "transcript.hpp"

namespace amends::negotiation_plan {

struct Talk {
  bool known = false;              ///< a transcript or marks exist
  Listening counts;
  Proof proof;                     ///< for the stairway; the band is the case's
  std::vector<sdk::EvidenceId> evidence;
  std::vector<sdk::EvidenceId> judging_evidence;  ///< the phrases themselves
};

/// Errors: Failure `error.range` for a mark below 0, `error.bad_type`, `error.pack_missing`.
[[nodiscard]] Talk read_talk(const Context& context, const Facts& facts);

}  // namespace amends::negotiation_plan
