#pragma once
// Where the file of a called workflow is found (flow/calls.hpp).
#include <string>

#include "flow/definition.hpp"

namespace amends::runtime {

/// Looks for `workflow` beside the calling file, and then under <root>/workflows: NAME/workflow.yaml beside the folder of a `workflow.yaml`, NAME.yaml beside any other file.
/// `root` may be empty. Errors: `not_found` with the nearest name.
[[nodiscard]] flow::Callee called_from(const std::string& file_name, const std::string& root);

}  // namespace amends::runtime
