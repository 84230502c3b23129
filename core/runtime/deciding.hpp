#pragma once
// One decision by hand, with its reasons: what `amends decide` prints and `amends.decide` gives. The same tables and the same code that cases are decided by.
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "dmn/model.hpp"
#include "feel/decision_table.hpp"
#include "packs/table.hpp"
#include "support/json.hpp"
#include "support/result.hpp"

namespace amends::packs {
class PackSet;
}

namespace amends::runtime {

/// A decision table in YAML, of a file or of the packs.
struct YamlTable {
  feel::DecisionTable table;
  std::string source;   ///< file, or name in the packs
  std::string version;  ///< of the file, or of the pack set; empty where none is said
};

/// A DMN model in a file; `name` is the decision behind '#', empty without one. It gives what the model says, whatever kind of value that is.
struct DmnModel {
  dmn::Model model;
  std::string source;
  std::string name;
};

/// A decision of a model of the packs: it decides as for stages and `decide` steps, where it stands in for a table (packs/table.hpp).
struct ModelTable {
  packs::Table table;
  std::string source;
};

using Found = std::variant<YamlTable, DmnModel, ModelTable>;

/// True for what names a file: "triage.yaml", "triage.yaml#night", "triage.dmn#Night". Everything else is a table of the packs: "tables/severity#amount_points".
[[nodiscard]] bool is_decision_file(std::string_view written);
/// `packs` may be nullptr for a file. Imports of a model are found beside it. Errors: `not_found` with the nearest name, and those of reading; a model with problems is
/// refused with all of them.
[[nodiscard]] Result<Found> find_decision(const packs::PackSet* packs, const std::string& written);
/// The decision meant: the one that is named, or the only one. Errors: `invalid_argument` with the names.
[[nodiscard]] Result<std::string> decision_name(const DmnModel& model);

/// What there is to tell of one decision.
struct Told {
  struct Row {
    std::string id;
    json::Value output, because;  ///< because: {zh, en}, a text, or null
  };
  struct Miss {
    std::string row, column, cell;  ///< of the first cell that failed
    json::Value value;
  };
  struct Table {
    std::string name, hit;
    json::Object inputs;
    std::vector<Row> matched;
    std::vector<Miss> missed;
    bool used_default = false;
  };
  std::string name, source, version, hash;
  json::Value output;
  std::vector<Table> tables;           ///< of a model: each table that was asked
  std::vector<std::string> notes;      ///< why parts are null
  std::vector<std::string> not_given;  ///< inputs that count as null because they were left out
};

/// `moment`: what now() and today() mean in a model; a table in YAML has neither. Errors: `schema` when the inputs are no object, and those of deciding.
[[nodiscard]] Result<Told> tell(const Found& found, const json::Value& input, const dmn::Moment& moment, feel::Explain explain);
/// {decision, source, version, hash, output, tables: [{table, hit, inputs, matched: [{row, output, because}], used_default, missed?: [{row, column, cell, value}]}], notes,
/// not_given}. `missed` only when explained.
[[nodiscard]] json::Value to_json(const Told& told, feel::Explain explain);

}  // namespace amends::runtime
