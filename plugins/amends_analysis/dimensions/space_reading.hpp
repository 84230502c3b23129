#pragma once
// The dimension of space: the unit of the case, the places its events name, and whether like cases come together at the unit.
#include "reading.hpp"

namespace amends::dimensions {

struct SpaceReading {
  Block block;
  std::optional<std::int64_t> rate;  ///< percent; nothing when a count is not known
  bool regional = false;
  sdk::EvidenceId basis;             ///< the computation, or the field that is not known
};

/// Errors: Failure `error.range`, `error.bad_type`.
[[nodiscard]] SpaceReading read_space(const Context& context);

}  // namespace amends::dimensions
