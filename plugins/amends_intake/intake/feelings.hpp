#pragma once
// The complainant's feelings as the words of lex/emotion show them, with the evidence for each. What the points mean is told by complaint.hpp.
#include <vector>

#include "complaint.hpp"
#include "received.hpp"

namespace amends::intake {

struct Feelings {
  std::int64_t points = 0;             ///< not capped: what the cue counts
  Emotion emotion;
  sdk::EvidenceId sum;
  std::vector<sdk::EvidenceId> words;  ///< at most kMarksMax
};

[[nodiscard]] Feelings read_feelings(const Context& context);

}  // namespace amends::intake
