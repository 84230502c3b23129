#pragma once
// What the contact lacks (catalogue 3.1, Ask): the items that intake.forms wants for the channel, and one question for each form that gathers them. What has
// been asked and answered is not asked again, and nothing is refused for want of it.
#include <vector>

#include "received.hpp"

namespace amends::intake {

struct Missing {
  sdk::Array rows;                        ///< of the result: item and form
  sdk::Texts text;                        ///< the items as people read them
  std::vector<sdk::EvidenceId> evidence;  ///< one of each item
};

/// Errors: Failure `error.range` for a channel that intake.forms does not have, `error.pack_missing`.
[[nodiscard]] Missing find_missing(const Context& context);

}  // namespace amends::intake
