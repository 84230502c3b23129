#include "python_stage.hpp"

#include "convert.hpp"

namespace amends::python {
namespace py = pybind11;

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

PythonStage::PythonStage(host::StageManifest manifest, std::string source_hash, py::object callable, std::shared_ptr<Interruption> interruption)
    : manifest_(std::move(manifest)), source_hash_(std::move(source_hash)), callable_(callable.release().ptr()), interruption_(std::move(interruption)) {}

PythonStage::~PythonStage() {
  if (!Py_IsInitialized()) return;  // the interpreter is gone and took its objects along
  const py::gil_scoped_acquire gil;
  Py_DECREF(callable_);
}

Result<host::StageAnswer> PythonStage::run(const host::StageCall& call) {
  auto record = json::parse(call.record);
  if (!record) return std::move(record).error();
  auto config = json::parse(call.config);
  if (!config) return std::move(config).error();
  const py::gil_scoped_acquire gil;
  try {
    py::dict meta;
    meta["case_id"] = std::string(call.case_id);
    meta["run"] = call.run;
    meta["locale"] = std::string(call.locale);
    meta["institution"] = std::string(call.institution);
    meta["now"] = manifest_.effects == host::Effects::none ? py::object(py::none()) : py::object(py::str(format_instant(call.now)));
    const py::object answer = py::reinterpret_borrow<py::object>(callable_)(to_python(*record), to_python(*config), meta);
    auto envelope = from_python(answer);
    AMENDS_CHECK(host::check_shape(envelope, manifest_, call.run, "the Python stage"));
    auto text = json::write(envelope);
    return host::StageAnswer{std::move(text), std::move(envelope)};
  } catch (py::error_already_set& error) {
    if (!error.matches(PyExc_Exception)) {
      interruption_->keep(error);
      return fail(ErrorCode::cancelled, "stopped while a stage ran", manifest_.id);
    }
    // The real traceback, for the journal's diagnostic part; the last line is the sentence.
    std::string trace;
    try {
      const auto lines = py::module_::import("traceback").attr("format_exception")(error.type(), error.value(), error.trace());
      trace = py::cast<std::string>(py::str("").attr("join")(lines));
    } catch (py::error_already_set&) {
      trace = error.what();
    }
    ErrorCode code = ErrorCode::internal;
    if (py::hasattr(error.value(), "code") && py::isinstance<py::str>(error.value().attr("code"))) code = code_from_name(py::cast<std::string>(error.value().attr("code")));
    return fail(code, trace, manifest_.id);
  } catch (const std::exception& e) {
    return fail(ErrorCode::bad_type, std::string("the stage's answer cannot be stored: ") + e.what(), manifest_.id);
  }
}

std::shared_ptr<void> thread_scope() {
  struct Kept {
    py::gil_scoped_acquire acquire;
    py::gil_scoped_release release;
  };
  return std::static_pointer_cast<void>(std::make_shared<Kept>());
}

}  // namespace amends::python
