#pragma once
// Which rows of a decision table can never be reached, and which two can match together. Used by the loader of decision_table.cpp.
//
// Every column's values are cut into atoms: null, each boolean, each constant that a cell names, the gaps between the numbers and between the dates,
// any other string, and each other kind. No constant test can tell two values of one atom apart, so a cell is a set of atoms, a row a box of such
// sets, and cover is subtraction of boxes. What a cell means is asked of the cell itself on one value of each atom; there is no second opinion.
#include <optional>
#include <span>
#include <vector>

#include "feel/unary_tests.hpp"

namespace amends::feel {

/// Cells of one row by column; nullptr is the dash. Borrowed.
using CellRow = std::vector<const UnaryTests*>;

struct Unreachable {
  std::size_t row = 0;
  bool impossible = false;             ///< its own cells exclude each other: no value fits
  std::optional<std::size_t> covered;  ///< by this one row alone; nothing: by the rows above it together
};

struct Overlap {
  std::size_t first = 0;
  std::size_t second = 0;
};

/// The first row that cannot match after all rows above it. Sound: a row that some input reaches is never named. Rows that need more than
/// kCoverageWorkMax steps, and cells that read names, ask by `?` or hold other constants than numbers, strings, booleans and dates, are left alone.
[[nodiscard]] std::optional<Unreachable> find_unreachable(std::span<const CellRow> rows);
/// The first row that no input at all can match, under any hit policy. Sound likewise.
[[nodiscard]] std::optional<std::size_t> find_impossible(std::span<const CellRow> rows);
/// The first two rows that one input matches. Sound likewise: each pair that is named has such an input.
[[nodiscard]] std::optional<Overlap> find_overlap(std::span<const CellRow> rows);

}  // namespace amends::feel
