#pragma once
// The words of scenario files: which acts and expectations there are and what each may say. Used before a scenario is played, so that a misspelt word is told with
// its place and is never an expectation that nobody looks at. Knows nothing of cases. The words are described in scenario.hpp.
#include <string_view>

#include "support/json.hpp"
#include "support/result.hpp"
#include "support/yaml.hpp"

namespace amends::runtime {

/// Checks the words of a whole file. Errors: `schema`, all at once, each with file:line:column and the nearest known word.
[[nodiscard]] Result<void> check_scenario_words(const yaml::Document& file);

/// The word that says what an act is: "answer", "deliver", ...; empty for an act that check_scenario_words would refuse.
[[nodiscard]] std::string_view act_word(const json::Value& act);

}  // namespace amends::runtime
