#pragma once
// Complaint or enquiry (catalogue 3.1 (3)): adds what only this test looks at (faults, the word complaint, the channel) to the cue, and asks a person where
// the words do not tell. The points and the limits are in complaint.hpp.
#include <optional>
#include <vector>

#include "complaint.hpp"
#include "received.hpp"

namespace amends::intake {

struct Verdict {
  Cue cue;
  std::optional<bool> complaint;              ///< true complaint, false enquiry, nothing: a person is asked
  bool by_person = false;                     ///< an answer says so
  sdk::EvidenceId sum;
  std::vector<sdk::EvidenceId> faults, word;  ///< at most kMarksMax; at most one
};

/// cue: with the points of feelings, demands, threats and safety.
[[nodiscard]] Verdict judge(const Context& context, Cue cue);
/// Proposes case.kind (catalogue 2.1): enquiry, and complaint again once the words or a person say so. Drills, workshops and reviews keep their kind.
void propose_kind(const Context& context, const Verdict& verdict);

}  // namespace amends::intake
