#pragma once
// DMN decision tables in the YAML form of catalogue 4.3: load with checks, decide, and say which rows fired and why. Public face of core/feel for
// tables. Pure; the journal records hash(), the inputs and the rows that fired.
//
//   table: crisis.levels
//   hit: first                      # unique | any | first | priority | collect | rule order | output order
//   inputs: [reach, threat]         # dotted paths of the scope
//   rows:
//     - {id: CL3, when: {reach: '>= 100000'}, then: {level: L1}, because: {zh: ..., en: ...}}
//   default: {level: none}          # optional: the output when no row matches
//
// Hit policies
//   unique    at most one row may match; the loader refuses rows that overlap, and `decide` fails if two match all the same.
//   any       several rows may match when all have one output; `decide` fails when they differ.
//   first     the first matching row, in order of writing. The loader refuses rows that can never be reached.
//   priority  of all matching rows the one whose output stands first in the table's `priority: {level: [L1, L2, none]}` (DMN: the order of output
//             values; several outputs are compared in the order they are written there), or, instead, the one with the greatest whole number `priority`
//             of its row. A tie goes to the row written first.
//   collect   all matching rows in order of writing; the output is a list. `aggregate: sum | min | max | count` makes it one number under the single
//             name that all rows' `then` have.
//   rule order    as collect without aggregate, which says in words that the order counts.
//   output order  all matching rows, sorted as priority sorts; the output is a list.
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "feel/expression.hpp"
#include "feel/hit_policy.hpp"
#include "support/json.hpp"
#include "support/result.hpp"

namespace amends::feel {

enum class Explain { no, yes };

struct MatchedRow {
  std::string row_id;
  std::size_t index = 0;  ///< in the table, from 0
  json::Value output;     ///< the row's `then`
  json::Value because;    ///< {zh, en} or null
};

/// The first cell of a row that the input did not fit.
struct RowMiss {
  std::string row_id;
  std::string column;
  std::string cell;   ///< as written
  json::Value value;  ///< of the input; null: not known
};

struct Decision {
  json::Value output;               ///< an object, a list where gives_list, null when nothing matched and there is no default
  std::vector<MatchedRow> matched;  ///< the row that fired stands first; where several match the others follow
  json::Value inputs;               ///< {column: value} as the rows saw them
  bool used_default = false;
  std::vector<RowMiss> misses;      ///< of the rows that were tried, when asked for
  std::vector<std::string> notes;   ///< of a DMN model: why parts of the output are null
};

/// What a place in the table ("rows.3.when.reach") is called in messages: "tables/x.yaml:12:5". May be empty.
using PlaceOf = std::function<std::string(std::string_view path)>;

/// A loaded table. Copies share one immutable table; any number of threads may decide with it.
class DecisionTable {
 public:
  /// Errors: `schema` and those of Expression::parse; `where` is the place and the column inside the cell. Refused besides bad cells: unknown hit
  /// policies, inputs and `when` columns, a row id that stands twice, a `then` or `default` that is no object, rows that cannot match, unreachable rows
  /// under first, overlapping rows under unique (the last three only where all cells concerned are constants), outputs without a priority.
  [[nodiscard]] static Result<DecisionTable> from_json(const json::Value& table, const PlaceOf& place = {});

  /// Errors: `pack_invalid` when two rows match under unique or differ under any, `bad_type` when a sum meets no number; `range`, `unsupported`, `missing_field` from cells.
  [[nodiscard]] Result<Decision> decide(const Scope& inputs, Explain explain = Explain::no) const;

  [[nodiscard]] const std::string& name() const noexcept;
  /// "sha256:..." of the table's RFC 8785 bytes: the same for the same content in any layout.
  [[nodiscard]] const std::string& hash() const noexcept;
  [[nodiscard]] HitPolicy hit() const noexcept;
  [[nodiscard]] const std::vector<std::string>& inputs() const noexcept;
  [[nodiscard]] std::size_t row_count() const noexcept;
  [[nodiscard]] std::span<const Rule> rules() const noexcept;  ///< borrowed from the table
  [[nodiscard]] bool has_default() const noexcept;

 private:
  struct Data;
  explicit DecisionTable(std::shared_ptr<const Data> data) : data_(std::move(data)) {}
  std::shared_ptr<const Data> data_;
};

/// The tables of a file: one table with its name under `table`, or several under `tables: {name: {...}}`. Errors: those of from_json.
[[nodiscard]] Result<std::map<std::string, DecisionTable>> tables_from_json(const json::Value& file, const PlaceOf& place = {});

}  // namespace amends::feel
