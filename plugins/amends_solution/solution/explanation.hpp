#pragma once
// What the stage says of its proposal: findings, the five sentences, and the gap between the demands and the best option.
#include "proposal.hpp"

namespace amends::solution {

/// What the customer asks for beyond the best option.
struct Gap {
  std::optional<sdk::Money> amount;  ///< nothing while a sum is not known or none is asked for
  sdk::Texts text;
};
[[nodiscard]] Gap gap_of(const Proposal& proposal);

/// Why the recommended option scores best; empty texts when none is recommended.
[[nodiscard]] sdk::Texts why_recommended(const Proposal& proposal);

void say(sdk::Envelope& out, const Proposal& proposal);
void explain(sdk::Envelope& out, const Proposal& proposal, const Gap& gap);

}  // namespace amends::solution
