#pragma once
// Needs for support (flags.vulnerability) from stated ages and lex/vulnerable, beside those that the record has. They only ever raise protection (guardrail
// G4). Which statement sets a flag is told by signs.hpp.
#include <string>
#include <vector>

#include "received.hpp"

namespace amends::intake {

struct Needs {
  sdk::Array rows;                        ///< of the result's flags: kind and status
  sdk::Array facts;                       ///< the whole list as it is proposed
  std::vector<sdk::EvidenceId> evidence;  ///< of the new ones; empty when nothing is to be proposed
};

/// ages: as the texts state them.
[[nodiscard]] Needs read_needs(const Context& context, const std::vector<sdk::StatedCount>& ages);
void propose_needs(const Context& context, const Needs& needs);

}  // namespace amends::intake
