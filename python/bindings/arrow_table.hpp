#pragma once
// A table as the extension shows it to the pure Python on top (amends/tables.py).
#include <pybind11/pybind11.h>

#include <memory>

#include "tables/table.hpp"

namespace amends::python {

/// Columns made in C++; never changes. Thread: any.
class ArrowTable {
 public:
  explicit ArrowTable(tables::Table table) : table_(std::make_shared<const tables::Table>(std::move(table))) {}
  [[nodiscard]] std::int64_t rows() const { return table_->rows(); }
  [[nodiscard]] std::string name() const { return table_->spec().name; }
  /// [(name, type, privacy, about)]
  [[nodiscard]] pybind11::list columns() const;
  /// The PyCapsules of the Arrow PyCapsule interface.
  [[nodiscard]] pybind11::capsule stream() const;
  [[nodiscard]] pybind11::capsule schema() const;
  /// Rows [from, to) as dicts: int, bool, str, None; a timestamp as an int of microseconds, a day as an int of days.
  [[nodiscard]] pybind11::list rows_between(std::int64_t from, std::int64_t to) const;

 private:
  std::shared_ptr<const tables::Table> table_;
};

/// Registers the class `_core.ArrowTable`.
void define_arrow_table(pybind11::module_& m);

}  // namespace amends::python
