#pragma once
// Whether the paths that a workflow's conditions and assignments name can ever hold something, and whether somebody does what its clocks ask for. A misspelt path is null
// for ever, and a condition on it parks every case; so it is told when the workflow is read, with the nearest name. Knows the manifests of stages: which forms they ask for.
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
  std::vector<PathFault> doubtful;  ///< a warning: a field that the record does not know, though one may bring it; an answer to a form that nobody has here; a clock that nothing meets
};

/// `stages`: those that are loaded; a section of another stage is not judged.
[[nodiscard]] PathFaults check_paths(const flow::Definition& definition, const host::StageCatalogue& stages, const packs::PackSet& packs);

}  // namespace amends::runtime
