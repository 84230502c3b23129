#pragma once
// Python objects and JSON values, converted directly (no JSON text in between: four times faster, measured).
#include <pybind11/pybind11.h>

#include <exception>

#include "support/json.hpp"

namespace amends::python {

/// dict, list, str, int, float, bool, None. Needs the GIL.
[[nodiscard]] pybind11::object to_python(const json::Value& value);

/// A Python object that cannot be stored: `bad_type` (a set, bytes, a key that is no str), `range` (an integer beyond 2**53-1, a number that is not finite, deeper
/// than json::kDepthMax), `not_utf8` (a lone surrogate). `where` is the path of the field ("history[3].at").
class Unstorable final : public std::exception {
 public:
  explicit Unstorable(Error error) : error_(std::move(error)), text_(error_.text()) {}
  [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }
  [[nodiscard]] const Error& error() const noexcept { return error_; }

 private:
  Error error_;
  std::string text_;
};

/// The reverse; tuples become lists, any Mapping is taken, views of cases too, datetime becomes an RFC 3339 text. Needs the GIL.
/// Throws Unstorable (in Python: BadType, a TypeError; RangeError or NotUtf8, ValueErrors), and what the object's own methods raise.
[[nodiscard]] json::Value from_python(pybind11::handle object);

/// Raises the exception class of an error's code (amends.errors). Needs the GIL.
[[noreturn]] void raise(const Error& error);

template <class T>
T unwrap(Result<T> result) {
  if (!result) raise(result.error());
  return *std::move(result);
}
inline void unwrap(Result<void> result) {
  if (!result) raise(result.error());
}

}  // namespace amends::python
