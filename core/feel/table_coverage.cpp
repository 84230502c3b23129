#include "feel/table_coverage.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "feel/limits.hpp"

namespace amends::feel {
namespace {

using Bits = std::vector<std::uint64_t>;

bool none(const Bits& bits) {
  return std::all_of(bits.begin(), bits.end(), [](std::uint64_t word) { return word == 0; });
}
Bits both(const Bits& a, const Bits& b) {
  Bits out = a;
  for (std::size_t i = 0; i < out.size(); ++i) out[i] &= b[i];
  return out;
}
Bits without(const Bits& a, const Bits& b) {
  Bits out = a;
  for (std::size_t i = 0; i < out.size(); ++i) out[i] &= ~b[i];
  return out;
}
bool apart(const Bits& a, const Bits& b) {
  for (std::size_t i = 0; i < a.size(); ++i)
    if ((a[i] & b[i]) != 0) return false;
  return true;
}

class NoNames final : public Scope {
 public:
  [[nodiscard]] std::optional<Value> lookup(std::string_view) const override { return std::nullopt; }
};

/// Whether the atoms of a column describe this cell exactly.
bool describable(const UnaryTests& cell) {
  const auto* tests = cell.simple();
  if (tests == nullptr) return false;
  using Test = SimpleTest::Kind;
  const auto fit = [](const Value& value, bool ordered) {
    switch (value.kind()) {
      case Value::Kind::null: return true;  // an open end
      case Value::Kind::number:
      case Value::Kind::date: return true;
      case Value::Kind::boolean:
      case Value::Kind::string: return !ordered;
      default: return false;
    }
  };
  return std::all_of(tests->begin(), tests->end(), [&](const SimpleTest& test) {
    const bool ordered = test.kind != Test::equal && test.kind != Test::not_equal && test.kind != Test::null && test.kind != Test::not_null;
    return fit(test.low, ordered) && fit(test.high, ordered);
  });
}

struct Constants {
  std::vector<Decimal> numbers;
  std::vector<Date> dates;
  std::vector<std::string> strings;
};

void collect(const Value& value, Constants& out) {
  if (const auto* number = value.as_number()) out.numbers.push_back(*number);
  if (const auto* date = value.as_date()) out.dates.push_back(*date);
  if (const auto* text = value.as_string()) out.strings.push_back(*text);
}

template <class T> void sort_unique(std::vector<T>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

/// A number on the far side of an outermost constant; nothing at the edge of what numbers can be.
std::optional<Decimal> beyond(const Decimal& edge, bool above) {
  const auto past = [&](const std::optional<Decimal>& candidate) { return candidate && (above ? edge < *candidate : *candidate < edge); };
  const Decimal one = Decimal::from_integer(1);
  const auto near = above ? add(edge, one) : subtract(edge, one);
  if (past(near)) return near;
  const auto far = above ? add(edge, edge.absolute()) : subtract(edge, edge.absolute());
  return past(far) ? far : std::nullopt;
}

/// One value of each atom. Nothing when some atom has no value that can be named; then the column is not decided.
std::optional<std::vector<Value>> atoms_of(Constants constants) {
  std::vector<Value> out = {Value(), Value::boolean(true), Value::boolean(false), Value(Time{}), Value(DateTime{}), Value(YearsMonths{}), Value(DaysTime{}),
                            Value::list({}), Value::context({})};
  auto& numbers = constants.numbers;
  sort_unique(numbers);
  if (numbers.empty()) {
    out.push_back(Value::integer(0));
  } else {
    const auto below = beyond(numbers.front(), false), above = beyond(numbers.back(), true);
    if (!below || !above) return std::nullopt;
    out.push_back(Value::number(*below));
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      out.push_back(Value::number(numbers[i]));
      if (i + 1 == numbers.size()) break;
      const auto sum = add(numbers[i], numbers[i + 1]);
      const auto middle = sum ? divide(*sum, Decimal::from_integer(2)) : std::nullopt;
      if (!middle || !(numbers[i] < *middle && *middle < numbers[i + 1])) return std::nullopt;
      out.push_back(Value::number(*middle));
    }
    out.push_back(Value::number(*above));
  }
  auto& dates = constants.dates;
  sort_unique(dates);
  if (dates.empty()) {
    out.push_back(Value(Date{}));
  } else {
    out.push_back(Value(Date{dates.front().days - 1}));
    for (std::size_t i = 0; i < dates.size(); ++i) {
      out.push_back(Value(dates[i]));
      if (i + 1 < dates.size() && dates[i].days + 1 < dates[i + 1].days) out.push_back(Value(Date{dates[i].days + 1}));
    }
    out.push_back(Value(Date{dates.back().days + 1}));
  }
  auto& strings = constants.strings;
  sort_unique(strings);
  std::size_t longest = 0;
  for (auto& text : strings) {
    longest = std::max(longest, text.size());
    out.push_back(Value::string(text));
  }
  out.push_back(Value::string(std::string(longest + 1, 'x')));  // longer than any: none of them
  return out;
}

/// Rows as boxes; a cell that is not described exactly is marked, and stands as the set of all atoms.
class Boxes {
 public:
  /// `allowed`: one more row, which limits the values that count as natural.
  explicit Boxes(std::span<const CellRow> rows, const CellRow& allowed = {}) : rows_(rows) {
    exact_.assign(rows.size(), true);
    boxes_.resize(rows.size());
    const std::size_t columns = rows.empty() ? allowed.size() : rows.front().size();
    for (std::size_t column = 0; column < columns; ++column) add_column(column, column < allowed.size() ? allowed[column] : nullptr);
  }

  /// All values of the kinds that the cells name, within what is allowed: where gaps are looked for. A column of dashes alone has every atom.
  [[nodiscard]] const std::vector<Bits>& natural() const { return natural_; }
  /// One value a column of a box that is not empty, a natural one where there is one.
  [[nodiscard]] Example example(const std::vector<Bits>& box) const {
    Example out;
    for (std::size_t column = 0; column < box.size(); ++column) {
      const auto common = both(box[column], natural_[column]);
      const auto& from = none(common) ? box[column] : common;
      out.emplace_back();
      if (!named_[column]) continue;
      for (std::size_t i = 0; i < atoms_[column].size() && !out.back(); ++i)
        if ((from[i / 64] >> (i % 64) & 1) != 0) out.back() = atoms_[column][i];
    }
    return out;
  }

  [[nodiscard]] bool exact(std::size_t row) const { return exact_[row]; }
  [[nodiscard]] const std::vector<Bits>& box(std::size_t row) const { return boxes_[row]; }

 private:
  void add_column(std::size_t column, const UnaryTests* allowed) {
    Constants constants;
    bool booleans = false;
    std::map<std::string_view, const UnaryTests*> cells;  // each text once: tables repeat their cells
    std::map<std::string_view, Bits> sets;
    const auto take = [&](const UnaryTests* cell) {
      if (cell == nullptr || cell->any() || !describable(*cell)) return;
      if (!cells.emplace(cell->text(), cell).second) return;
      for (const auto& test : *cell->simple()) {
        collect(test.low, constants);
        collect(test.high, constants);
        booleans = booleans || test.low.as_boolean() != nullptr;
      }
    };
    for (const auto& row : rows_) take(row[column]);
    take(allowed);
    const bool numbers = !constants.numbers.empty(), dates = !constants.dates.empty(), strings = !constants.strings.empty();
    const std::size_t size = constants.numbers.size() + constants.dates.size() + constants.strings.size();
    auto atoms = size * cells.size() <= kCoverageWorkMax ? atoms_of(std::move(constants)) : std::nullopt;
    const std::size_t count = atoms ? atoms->size() : 1;
    Bits all((count + 63) / 64, 0);
    for (std::size_t i = 0; i < count; ++i) all[i / 64] |= std::uint64_t(1) << (i % 64);
    for (const auto& [text, cell] : cells) {
      if (!atoms) break;
      Bits set(all.size(), 0);
      for (std::size_t i = 0; i < count; ++i) {
        const auto fits = cell->match((*atoms)[i], NoNames());
        if (fits && *fits == Ternary(true)) set[i / 64] |= std::uint64_t(1) << (i % 64);
      }
      sets.emplace(text, std::move(set));
    }
    Bits natural = all;
    const bool named = atoms && (booleans || numbers || dates || strings);
    if (named) {
      for (std::size_t i = 0; i < count; ++i) {
        const auto kind = (*atoms)[i].kind();
        const bool fits = (booleans && kind == Value::Kind::boolean) || (numbers && kind == Value::Kind::number) || (dates && kind == Value::Kind::date) ||
                          (strings && kind == Value::Kind::string);
        if (!fits) natural[i / 64] &= ~(std::uint64_t(1) << (i % 64));
      }
      if (allowed != nullptr && !allowed->any() && sets.contains(allowed->text())) natural = both(natural, sets.at(allowed->text()));
    }
    natural_.push_back(std::move(natural));
    named_.push_back(named);
    atoms_.push_back(atoms ? std::move(*atoms) : std::vector<Value>{});
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      const auto* cell = rows_[row][column];
      const bool dash = cell == nullptr || cell->any();
      const auto found = dash ? sets.end() : sets.find(cell->text());
      if (!dash && found == sets.end()) exact_[row] = false;
      boxes_[row].push_back(found == sets.end() ? all : found->second);
    }
  }

  std::span<const CellRow> rows_;
  std::vector<char> exact_;
  std::vector<std::vector<Bits>> boxes_;
  std::vector<Bits> natural_;               // by column
  std::vector<char> named_;                 // by column: whether an example has something to say
  std::vector<std::vector<Value>> atoms_;   // by column
};

std::size_t words(const std::vector<Bits>& box) {
  std::size_t out = 1;
  for (const auto& bits : box) out += bits.size();
  return out;
}

bool disjoint(const std::vector<Bits>& a, const std::vector<Bits>& b) {
  for (std::size_t i = 0; i < a.size(); ++i)
    if (apart(a[i], b[i])) return true;
  return false;
}

/// What of `box` lies outside `cover`, as disjoint boxes.
void subtract(std::vector<Bits> box, const std::vector<Bits>& cover, std::vector<std::vector<Bits>>& out) {
  if (disjoint(box, cover)) {
    out.push_back(std::move(box));
    return;
  }
  for (std::size_t i = 0; i < box.size(); ++i) {
    Bits outside = without(box[i], cover[i]);
    Bits inside = both(box[i], cover[i]);
    if (!none(outside)) {
      out.push_back(box);
      out.back()[i] = std::move(outside);
    }
    box[i] = std::move(inside);
  }
}

/// A table whose boxes alone would be large is left alone.
bool too_large(std::span<const CellRow> rows) { return !rows.empty() && rows.size() * rows.front().size() > kCoverageWorkMax / 10; }

bool empty(const std::vector<Bits>& box) { return std::any_of(box.begin(), box.end(), none); }

}  // namespace

std::optional<std::size_t> find_impossible(std::span<const CellRow> rows) {
  if (too_large(rows)) return std::nullopt;
  const Boxes boxes(rows);
  for (std::size_t row = 0; row < rows.size(); ++row)
    if (empty(boxes.box(row))) return row;
  return std::nullopt;
}

std::optional<Unreachable> find_unreachable(std::span<const CellRow> rows) {
  if (too_large(rows)) return std::nullopt;
  const Boxes boxes(rows);
  std::size_t work = 0;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (empty(boxes.box(row))) return Unreachable{row, true, std::nullopt};
    // A cell that is not described stands as "all": when even that is covered, the row is.
    std::vector<std::vector<Bits>> left = {boxes.box(row)};
    std::optional<std::size_t> alone;
    for (std::size_t above = 0; above < row && !left.empty(); ++above) {
      if (!boxes.exact(above)) continue;  // it may take less than its box says
      std::vector<std::vector<Bits>> next;
      for (auto& box : left) {
        work += words(box);
        if (work > kCoverageWorkMax) return std::nullopt;
        subtract(std::move(box), boxes.box(above), next);
      }
      left = std::move(next);
      if (left.empty()) {
        std::vector<std::vector<Bits>> rest;
        for (std::size_t one = 0; one <= above && !alone; ++one) {
          if (!boxes.exact(one)) continue;
          rest.clear();
          subtract(boxes.box(row), boxes.box(one), rest);
          if (rest.empty()) alone = one;
        }
      }
    }
    if (left.empty()) return Unreachable{row, false, alone};
  }
  return std::nullopt;
}

std::vector<Overlap> find_overlaps(std::span<const CellRow> rows, std::size_t count_max) {
  std::vector<Overlap> out;
  if (too_large(rows)) return out;
  const Boxes boxes(rows);
  std::size_t work = 0;
  for (std::size_t first = 0; first < rows.size(); ++first) {
    if (!boxes.exact(first)) continue;
    for (std::size_t second = first + 1; second < rows.size() && out.size() < count_max; ++second) {
      if (!boxes.exact(second)) continue;
      work += words(boxes.box(first));
      if (work > kCoverageWorkMax) return out;
      if (disjoint(boxes.box(first), boxes.box(second))) continue;
      std::vector<Bits> common;
      for (std::size_t i = 0; i < boxes.box(first).size(); ++i) common.push_back(both(boxes.box(first)[i], boxes.box(second)[i]));
      out.push_back({first, second, boxes.example(common)});
    }
  }
  return out;
}

std::optional<Overlap> find_overlap(std::span<const CellRow> rows) {
  auto found = find_overlaps(rows, 1);
  return found.empty() ? std::nullopt : std::optional<Overlap>(std::move(found.front()));
}

std::optional<std::vector<Example>> find_gaps(std::span<const CellRow> rows, const CellRow& allowed, std::size_t count_max) {
  if (too_large(rows)) return std::nullopt;
  const Boxes boxes(rows, allowed);
  std::vector<std::vector<Bits>> left;
  if (!empty(boxes.natural())) left.push_back(boxes.natural());
  std::size_t work = 0;
  for (std::size_t row = 0; row < rows.size() && !left.empty(); ++row) {
    // A cell that is not described stands as "all": its row may take less, so that a gap that is named is one.
    std::vector<std::vector<Bits>> next;
    for (auto& box : left) {
      work += words(box);
      if (work > kCoverageWorkMax) return std::nullopt;
      subtract(std::move(box), boxes.box(row), next);
    }
    left = std::move(next);
  }
  std::vector<Example> out;
  for (std::size_t i = 0; i < left.size() && i < count_max; ++i) out.push_back(boxes.example(left[i]));
  return out;
}

}  // namespace amends::feel
