#pragma once
// A table that anybody hands over by `__arrow_c_stream__` (polars, pyarrow, pandas, duckdb), as rows for submit_many.
#include <pybind11/pybind11.h>

#include <memory>

#include "arrow_column.hpp"
#include "native_rows.hpp"

namespace amends::python {

/// Numbers rows from 0. Holds one chunk of the stream at a time.
class ArrowRows final : public NativeRows {
 public:
  /// `table` has `__arrow_c_stream__`; `rows`: how many there are, 0 when that is not known. Raises BadType (naming the column) for what no record can hold, and
  /// what the table itself raises. Needs the GIL.
  ArrowRows(const pybind11::object& table, std::int64_t rows);
  ~ArrowRows() override;  ///< needs the GIL: what a chunk releases may be a Python object
  ArrowRows(const ArrowRows&) = delete;
  ArrowRows& operator=(const ArrowRows&) = delete;

  [[nodiscard]] Result<std::optional<NativeRow>> next() override;
  [[nodiscard]] bool mapped() const override { return false; }
  [[nodiscard]] std::int64_t done() const override { return number_; }
  [[nodiscard]] std::int64_t total() const override { return rows_; }

 private:
  void drop_chunk();

  arrow::Stream stream_{};
  arrow::Schema schema_{};
  arrow::Array chunk_{};
  std::unique_ptr<arrow::Column> row_;
  std::int64_t at_ = 0;      ///< next row of the chunk
  std::int64_t number_ = 0;  ///< next row of all
  std::int64_t rows_ = 0;
  bool ended_ = false;
};

}  // namespace amends::python
