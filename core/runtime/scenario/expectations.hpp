#pragma once
// What a scenario expects of a case, held against how it stands. Used by the player; changes nothing and knows no clock.
#include <string>
#include <vector>

#include "runtime/scenario/scenario.hpp"
#include "support/yaml.hpp"

namespace amends::runtime {

/// What does not hold of the expectation that stands at `path` of the file ("when.3.expect"), each with its place. Errors: those of reading the case.
[[nodiscard]] Result<std::vector<ScenarioFailure>> unmet(const yaml::Document& file, const std::string& path, const json::Value& expected, Runtime& runtime, const std::string& case_id);

}  // namespace amends::runtime
