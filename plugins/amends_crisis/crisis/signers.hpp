#pragma once
// Who signed a decision that makes a crisis smaller or ends it (catalogue 3.18): commander and legal, two people, and those of the team where one is known.
#include "reading.hpp"

namespace amends::crisis {

struct Signers {
  bool commander = false, legal = false;  ///< the seat's person or stand-in signed; while no team is known, anybody who is named
  [[nodiscard]] bool both() const noexcept { return commander && legal; }
};

/// answer: with signer_commander and signer_legal. One person for both seats counts as the commander alone.
[[nodiscard]] Signers signers_of(const Context& context, const sdk::Reader& answer);

}  // namespace amends::crisis
