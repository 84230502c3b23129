#pragma once
// The rows of tables/routing that hold, with the evidence of the columns they look at, and a finding for each. Rows, order and primary are told by
// route.hpp.
#include <vector>

#include "columns.hpp"
#include "route.hpp"

namespace amends::routing {

struct Matched {
  Row row;
  std::vector<sdk::EvidenceId> evidence;  ///< at least one
};

/// The first is the primary route. Errors: Failure `error.pack_invalid` for a row without number, kind or route.
[[nodiscard]] std::vector<Matched> choose(const sdk::Call& call, sdk::Envelope& out, const Facts& facts);

}  // namespace amends::routing
