#pragma once
// Workflow files for Python's builder: read, checked, compared and drawn by the core, so that a workflow means the same whoever wrote it.
#include <pybind11/pybind11.h>

namespace amends::python {

/// Adds the functions of this file to the extension. They need no engine.
void bind_workflow_text(pybind11::module_& module);

}  // namespace amends::python
