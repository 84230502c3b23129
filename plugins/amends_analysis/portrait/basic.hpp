#pragma once
// The first block (catalogue 3.4): age band, occupation as stated, contact preference, relation to the contract, product experience. For the way of talking
// only: no type has points from it.
#include "reading.hpp"

namespace amends::portrait {

struct Basic {
  std::optional<std::string> age_band, occupation, contact;  ///< contact: a channel
  std::string relation;                        ///< role or kind of authority
  std::optional<std::int64_t> product_years;   ///< whole years since the contract began
  std::vector<sdk::EvidenceId> age_evidence, relation_evidence, contact_evidence;
};

/// Errors: Failure `error.bad_type`, `error.pack_missing`.
[[nodiscard]] Basic read_basic(const Context& context);

}  // namespace amends::portrait
