#pragma once
// Python objects and JSON values, converted directly (no JSON text in between: four times faster, measured).
#include <pybind11/pybind11.h>

#include "support/json.hpp"

namespace amends::python {

/// dict, list, str, int, float, bool, None. Needs the GIL.
[[nodiscard]] pybind11::object to_python(const json::Value& value);

/// The reverse; tuples become lists, any Mapping or Sequence is taken, datetime becomes an RFC 3339 text. Needs the GIL.
/// Raises TypeError or ValueError naming the path of the offending field ("history[3].at").
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
