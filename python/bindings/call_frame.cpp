#include "call_frame.hpp"

#include <utility>

namespace amends::python {
namespace py = pybind11;

thread_local CallFrame* CallFrame::current_ = nullptr;

void Interruption::keep(py::error_already_set& error) {
  const std::lock_guard lock(mutex_);
  if (type_) return;
  error.restore();
  PyErr_Fetch(&type_, &value_, &trace_);
}

void Interruption::raise_if_any() {
  PyObject *type = nullptr, *value = nullptr, *trace = nullptr;
  {
    const std::lock_guard lock(mutex_);
    std::swap(type, type_);
    std::swap(value, value_);
    std::swap(trace, trace_);
  }
  if (!type) return;
  PyErr_Restore(type, value, trace);
  throw py::error_already_set();
}

Interruption::~Interruption() {
  if (!type_ || !Py_IsInitialized()) return;
  const py::gil_scoped_acquire gil;
  Py_XDECREF(type_);
  Py_XDECREF(value_);
  Py_XDECREF(trace_);
}

}  // namespace amends::python
