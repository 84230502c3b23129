#pragma once
// What `amends decide` and its --check share: where a table is found. The command itself is in decide_command.cpp.
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cli/context.hpp"
#include "dmn/model.hpp"
#include "feel/decision_table.hpp"

namespace amends::cli {

/// A decision table in YAML, of a file or of the packs.
struct YamlTable {
  feel::DecisionTable table;
  std::string source;   ///< file, or name in the packs
  std::string version;  ///< of the file, or of the pack set; empty where none is said
};

/// A DMN model; `name` is the decision behind '#', empty without one.
struct DmnModel {
  dmn::Model model;
  std::string source;
  std::string name;
};

using Found = std::variant<YamlTable, DmnModel>;

/// Errors: `not_found`, and those of reading; a model with problems is refused with all of them.
[[nodiscard]] Result<Found> find_decision(const Context& context, const std::string& written);
/// The decision meant: the one that is named, or the only one. Errors: `invalid_argument` with the names.
[[nodiscard]] Result<std::string> decision_name(const DmnModel& model);

/// `amends decide TABLE --check`.
int check_decision(Context& context, const Found& found);

}  // namespace amends::cli
