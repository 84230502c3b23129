#pragma once
// Decisions by hand; see deciding.cpp.
#include <pybind11/pybind11.h>

namespace amends::python {

void bind_deciding(pybind11::module_& m);

}  // namespace amends::python
