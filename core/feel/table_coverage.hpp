#pragma once
// Which rows of a decision table can never be reached, which two can match together, and which inputs no row takes. Used by the loader of decision_table.cpp
// and by table_check.hpp, which tells it to people.
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

/// One value a column; nothing for a column where any value will do.
using Example = std::vector<std::optional<Value>>;

struct Overlap {
  std::size_t first = 0;
  std::size_t second = 0;
  Example example;  ///< an input that both match
};

/// The first row that cannot match after all rows above it. Sound: a row that some input reaches is never named. Rows that need more than
/// kCoverageWorkMax steps, and cells that read names, ask by `?` or hold other constants than numbers, strings, booleans and dates, are left alone.
[[nodiscard]] std::optional<Unreachable> find_unreachable(std::span<const CellRow> rows);
/// The first row that no input at all can match, under any hit policy. Sound likewise.
[[nodiscard]] std::optional<std::size_t> find_impossible(std::span<const CellRow> rows);
/// The first two rows that one input matches. Sound likewise: each pair that is named has such an input.
[[nodiscard]] std::optional<Overlap> find_overlap(std::span<const CellRow> rows);
/// The same, up to so many of them, in order of rows.
[[nodiscard]] std::vector<Overlap> find_overlaps(std::span<const CellRow> rows, std::size_t count_max);
/// Inputs that no row takes, up to so many: one example of each region. Only values of the kinds that a column's cells name are looked at (an age column is not tried
/// with a date), and null is not; `allowed` are the columns' own limits, nullptr for none. Sound likewise; nothing when the search takes more than kCoverageWorkMax steps.
[[nodiscard]] std::optional<std::vector<Example>> find_gaps(std::span<const CellRow> rows, const CellRow& allowed, std::size_t count_max);

}  // namespace amends::feel
