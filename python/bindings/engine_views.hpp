#pragma once
// Pieces of a review, the inbox, a run, a workflow and the state of the runtime for Python's views; core/review/fragments.hpp renders all of them.
#include <pybind11/pybind11.h>

namespace amends::python {

/// Functions of the module that take an engine. Called after its class is bound: their signatures name it.
void bind_fragments(pybind11::module_& m);

}  // namespace amends::python
