#pragma once
// What a reader should know of a decision table before it decides anything: inputs that no row takes, rows that match together, rows that are never reached, cells of another
// type than their column. For tables in YAML and those of DMN models. Pure; says nothing in any language, the program does.
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "feel/hit_policy.hpp"
#include "feel/table_coverage.hpp"

namespace amends::feel {

inline constexpr std::size_t kExamplesMax = 5;  ///< gaps and overlaps that are told

/// What is checked. Borrowed for the call.
struct CheckedTable {
  HitPolicy hit = HitPolicy::unique;
  std::vector<std::string> columns;
  std::span<const Rule> rules;
  CellRow allowed;                                ///< limits of the columns' values; nullptr: none; may be empty
  std::vector<std::optional<Value::Kind>> kinds;  ///< of the columns, where declared; may be empty
  bool has_default = false;                       ///< then nothing is a gap
};

/// A cell that tests for another kind of value than its column holds.
struct WrongKind {
  std::size_t row = 0;
  std::size_t column = 0;
  std::string cell;
  Value::Kind found = Value::Kind::null;
  Value::Kind wanted = Value::Kind::null;  ///< as declared, else that of the first cell of the column
};

struct TableReport {
  std::vector<Example> gaps;               ///< up to kExamplesMax
  std::vector<Overlap> overlaps;           ///< up to kExamplesMax; under unique and any alone, where they matter
  std::optional<Unreachable> unreachable;  ///< the first such row; under other policies than first only one that nothing matches
  std::vector<WrongKind> wrong_kinds;
  std::size_t undecided = 0;               ///< cells that are no constants (they read names or call functions): rows with them are left out of overlaps
  bool gaps_decided = true;                ///< false: the table is too large to search

  [[nodiscard]] bool clean() const { return gaps.empty() && overlaps.empty() && !unreachable && wrong_kinds.empty(); }
};

[[nodiscard]] TableReport check_table(const CheckedTable& table);

}  // namespace amends::feel
