#pragma once
// A case as a Python stage sees it: a read-only mapping over the C++ value that turns only what is touched into Python objects. A stage that reads two fields of
// a large case pays for two fields.
//
// A view shares the ownership of the value it looks into, and the value never changes: a view that a stage keeps stays readable for as long as it is kept, on any
// thread, also after the runtime was closed. It is registered as collections.abc.Mapping (lists: Sequence), equals the dict or list of the same content, is no
// dict subclass, and takes no assignment.
#include <pybind11/pybind11.h>

#include <memory>

#include "support/json.hpp"

namespace amends::python {

/// What all views of one record share.
using SharedValue = std::shared_ptr<const json::Value>;

struct MapView {
  SharedValue owner;
  const json::Object* at = nullptr;
};

struct ListView {
  SharedValue owner;
  const json::Array* at = nullptr;
};

/// A view for objects and lists, the plain Python object for the rest. Needs the GIL.
[[nodiscard]] pybind11::object look_at(const SharedValue& owner, const json::Value& value);

/// The value under a view; nullptr for any other object. Needs the GIL.
[[nodiscard]] const json::Object* viewed_object(pybind11::handle object);
[[nodiscard]] const json::Array* viewed_list(pybind11::handle object);

/// Adds MapView and ListView to the module and registers them with collections.abc.
void bind_views(pybind11::module_& m);

}  // namespace amends::python
