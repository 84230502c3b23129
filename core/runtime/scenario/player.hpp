#pragma once
// Plays the acts of a scenario on a runtime in virtual time. Used by ScenarioRunner; knows no packs and no files but the scenario's own, whose words were checked
// (words.hpp).
#include <string>

#include "runtime/scenario/scenario.hpp"
#include "support/yaml.hpp"

namespace amends::runtime {

/// Opens the case and does what stands under `when`. What does not hold goes to `outcome`. Errors: what keeps the scenario from being played on.
[[nodiscard]] Result<void> play_scenario(const yaml::Document& file, Runtime& runtime, VirtualClock& clock, const std::string& workflow, json::Value record, ScenarioOutcome& outcome);

}  // namespace amends::runtime
