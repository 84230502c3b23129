#pragma once
// Whether the paths that a workflow's conditions and assignments name can ever hold something. A misspelt one is null for ever, and a condition on it parks every
// case; so it is told when the workflow is read, with the nearest name.
#include <vector>

#include "flow/definition.hpp"
#include "host/stage.hpp"

namespace amends::packs { class PackSet; }

namespace amends::runtime {

/// One place of a workflow file and what is wrong with a name in it.
struct PathFault {
  std::string where;    ///< file:line:column
  std::string message;  ///< a sentence with what to do
};

struct PathFaults {
  std::vector<PathFault> never;     ///< the result schema of the stage, or the form of the step, has no such member: refused
  std::vector<PathFault> doubtful;  ///< the record knows no such field, though a record may bring one: a warning
};

/// `stages`: those that are loaded; a section of another stage is not judged.
[[nodiscard]] PathFaults check_paths(const flow::Definition& definition, const host::StageCatalogue& stages, const packs::PackSet& packs);

}  // namespace amends::runtime
