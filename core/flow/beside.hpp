#pragma once
// Two tokens that an `on` event which does not interrupt puts side by side: where both may write one path, what stands there hangs on which came later. Used by the reader,
// which only warns (a case that is pinned to such a file must still be read), and by Definition::check_branches, which knows the stages and refuses.
#include <string>
#include <vector>

#include "flow/definition.hpp"

namespace amends::flow {

struct BesideFault {
  std::string path;     ///< of the event in the file: "steps.0.talks.on.late"
  std::string message;  ///< a sentence with what to do
};

/// At most one for each event, in the order of the file. `uses`: what stages read and write; of a stage that is not in it, its section alone counts.
[[nodiscard]] std::vector<BesideFault> beside_conflicts(const Definition& definition, const StageUses& uses);

}  // namespace amends::flow
