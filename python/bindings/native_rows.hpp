#pragma once
// Rows that C++ reads by itself for submit_many: no Python object a row, and no GIL while they are read.
#include <optional>

#include "support/json.hpp"
#include "support/result.hpp"

namespace amends::python {

/// Exactly one of `record` and `error` is set.
struct NativeRow {
  std::int64_t number = 0;            ///< line of a file (from 1), or row of a table (from 0)
  std::optional<json::Value> record;
  std::optional<Error> error;
};

class NativeRows {
 public:
  virtual ~NativeRows() = default;
  /// The next row, nothing at the end. Called without the GIL. Errors: the source itself cannot be read on; rows that are no records come as rows.
  [[nodiscard]] virtual Result<std::optional<NativeRow>> next() = 0;
  /// Whether rows are case records already, or still to be mapped.
  [[nodiscard]] virtual bool mapped() const = 0;
  /// How much was read and how much there is, in one unit (bytes of a file, rows of a table); 0 and 0 when that is not known.
  [[nodiscard]] virtual std::int64_t done() const { return 0; }
  [[nodiscard]] virtual std::int64_t total() const { return 0; }
};

}  // namespace amends::python
