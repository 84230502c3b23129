#pragma once
// One column of an Arrow table as JSON values. Knows the memory layout of the types that a complaint can hold, and refuses the others by name before a row is read.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "arrow_c.hpp"
#include "support/json.hpp"
#include "support/result.hpp"

namespace amends::python::arrow {

/// Text (also large, view and dictionary-encoded), booleans, integers, floats, decimals of 128 bits, dates, instants with a zone, null, structs, lists.
/// Decimals become their exact text ("300.50"), dates "2026-03-02", instants RFC 3339 in UTC, a missing float (NaN) null.
class Column {
 public:
  /// Errors: `bad_type` with the column's path and what to do: bytes, a time of day, a duration, an instant without a zone, an unknown type.
  [[nodiscard]] static Result<std::unique_ptr<Column>> make(const Schema& schema, const std::string& path, int depth = 0);
  explicit Column(std::string path) : path_(std::move(path)) {}
  virtual ~Column() = default;
  /// The value of a row, counted from 0 within the array as its offset stands. Errors: `range` (an integer beyond 2^53-1, a float that is not finite), `bad_type`
  /// (text that is not UTF-8; a dictionary's index or a text's view that leads outside the data); `where` is the path. The array passed check_layout.
  [[nodiscard]] Result<json::Value> at(const Array& array, std::int64_t row) const;
  [[nodiscard]] const std::string& path() const { return path_; }

 protected:
  /// `place`: index into the buffers, the offset added. Not null there.
  [[nodiscard]] virtual Result<json::Value> value(const Array& array, std::int64_t place) const = 0;
  [[nodiscard]] virtual bool has_validity() const { return true; }

 private:
  std::string path_;
};

}  // namespace amends::python::arrow
