#include "stage_failure.hpp"

#include "call_frame.hpp"

namespace amends::python {
namespace py = pybind11;

Error record_failure(const host::StageCall& call, const host::StageManifest& manifest, py::handle exception) noexcept {
  auto error = fail(ErrorCode::internal, "the stage raised " + std::string(Py_TYPE(exception.ptr())->tp_name), manifest.id);
  json::Value diagnostic = json::Object{{"class", std::string(Py_TYPE(exception.ptr())->tp_name)}};
  try {
    const auto told = py::module_::import("amends.failures").attr("describe")(exception).cast<std::tuple<std::string, std::string, std::string, std::string, std::string>>();
    const auto& [code, sentence, kind, path, traceback] = told;
    error = fail(code_from_name(code), sentence, manifest.id);
    diagnostic = json::Object{{"class", kind}, {"path", path}, {"traceback", traceback}};
  } catch (py::error_already_set&) {  // out of memory, or out of stack: the class is what is known
  } catch (const std::exception&) {
  }
  try {
    tell_caller(call, manifest, error, diagnostic, exception);
    if (call.diagnose) call.diagnose(std::move(diagnostic));
  } catch (...) {
  }
  return error;
}

void tell_caller(const host::StageCall& call, const host::StageManifest& manifest, const Error& error, const json::Value& diagnostic, py::handle exception) {
  auto* frame = CallFrame::current();
  if (!frame || !frame->failure) return;
  *frame->failure = StageFailure{manifest.id, std::string(call.case_id), error, diagnostic, py::reinterpret_borrow<py::object>(exception)};
}

}  // namespace amends::python
