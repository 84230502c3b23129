#pragma once
// The explanation of the stage: at most five sentences, each with what it rests on. The last one says that the picture may be wrong (guardrail G12).
#include <string_view>
#include <vector>

#include "actions.hpp"
#include "questions.hpp"

namespace amends::risk {

/// What the steps of one run found.
struct Findings {
  const Reading& reading;
  std::string_view level;
  const sdk::EvidenceId& picture;  ///< the computation of the level
  const std::vector<AxisId>& top;
  const std::vector<AxisId>& crisis;
  const Next& next;
  const Asked& asked;
};

void explain(sdk::Envelope& out, const Findings& found);

}  // namespace amends::risk
