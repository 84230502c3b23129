#pragma once
// The same complaint or another one (catalogue 3.1 (4)): scores the earlier cases that the core found by tables/dedupe, and asks where the best one is only
// related. Which one decides, and what follows, is told by dedupe.hpp.
#include <vector>

#include "dedupe.hpp"
#include "received.hpp"

namespace amends::intake {

struct SameCase {
  std::string decision = "new";           ///< new, attach, repeat, related
  sdk::Array matches;                     ///< rows of the result
  sdk::Texts text;                        ///< the sentence about the best match
  std::vector<sdk::EvidenceId> evidence;  ///< empty when no earlier case is alike
};

[[nodiscard]] SameCase find_same(const Context& context);

}  // namespace amends::intake
