#include "feel/table_check.hpp"

#include <algorithm>

namespace amends::feel {
namespace {

/// The kinds of the constants of a cell, each once.
std::vector<Value::Kind> kinds_of(const UnaryTests& cell) {
  std::vector<Value::Kind> out;
  const auto add = [&](const Value& value) {
    if (!value.is_null() && std::find(out.begin(), out.end(), value.kind()) == out.end()) out.push_back(value.kind());
  };
  if (const auto* tests = cell.simple())
    for (const auto& test : *tests) {
      add(test.low);
      add(test.high);
    }
  return out;
}

}  // namespace

TableReport check_table(const CheckedTable& table) {
  TableReport out;
  std::vector<CellRow> rows(table.rules.size(), CellRow(table.columns.size(), nullptr));
  std::vector<std::optional<Value::Kind>> kinds = table.kinds;
  kinds.resize(table.columns.size());
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (const auto& cell : table.rules[i].cells) {
      rows[i][cell.column] = &cell.tests;
      if (cell.tests.simple() == nullptr) ++out.undecided;
      for (const auto kind : kinds_of(cell.tests)) {
        auto& wanted = kinds[cell.column];
        if (!wanted) wanted = kind;
        if (*wanted != kind) out.wrong_kinds.push_back({i, cell.column, std::string(cell.tests.text()), kind, *wanted});
      }
    }
  if (table.hit == HitPolicy::first) out.unreachable = find_unreachable(rows);
  else if (const auto row = find_impossible(rows)) out.unreachable = Unreachable{*row, true, std::nullopt};
  if (table.hit == HitPolicy::unique || table.hit == HitPolicy::any) out.overlaps = find_overlaps(rows, kExamplesMax);
  if (table.has_default || table.columns.empty()) return out;
  auto gaps = find_gaps(rows, table.allowed, kExamplesMax);
  out.gaps_decided = gaps.has_value();
  if (gaps) out.gaps = std::move(*gaps);
  return out;
}

}  // namespace amends::feel
