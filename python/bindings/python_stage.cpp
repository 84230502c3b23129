#include "python_stage.hpp"

#include <pybind11/stl.h>

#include "call_frame.hpp"
#include "convert.hpp"
#include "host/manifest.hpp"
#include "packs/schema.hpp"
#include "stage_failure.hpp"

namespace amends::python {
namespace py = pybind11;
namespace {

Result<SharedValue> parse_shared(std::string_view text) {
  AMENDS_TRY(auto value, json::parse_in_arena(text));
  return SharedValue(std::make_shared<const json::Value>(std::move(value)));
}

/// Keeps KeyboardInterrupt and its like for the call that runs the stage.
Error interrupted(py::error_already_set& error, const host::StageManifest& manifest) {
  auto* frame = CallFrame::current();
  if (frame && frame->interruption) frame->interruption->keep(error);
  else error.discard_as_unraisable(__func__);
  return fail(ErrorCode::cancelled, "stopped while a stage ran", manifest.id);
}

/// The exception with its traceback, which travels beside it until somebody puts it in.
py::object exception_of(py::error_already_set& error) {
  if (error.trace()) PyException_SetTraceback(error.value().ptr(), error.trace().ptr());
  return error.value();
}

/// The Python code of the stage runs in this frame; the frame around it hears of failures.
struct InStage {
  CallFrame* outer = CallFrame::current();
  CallFrame frame{outer ? outer->engine : nullptr, outer ? outer->interruption : nullptr, true, outer ? outer->failure : nullptr};
};

}  // namespace

Result<std::shared_ptr<PythonStage>> PythonStage::make(const py::object& stage) {
  const auto id = py::cast<std::string>(stage.attr("id"));
  AMENDS_TRY(auto parsed, host::parse_manifest(py::cast<std::string>(stage.attr("manifest_json")()), id));
  for (const auto* name : {"config_schema", "output_schema"}) {
    const auto* schema = json::find(parsed.stages.front().raw, name);
    if (auto compiled = schema ? packs::Schema::compile(*schema) : Result<packs::Schema>(fail(ErrorCode::missing_field, "the manifest has none")); !compiled) return compiled.error().within(id + " " + name);
  }
  return std::shared_ptr<PythonStage>(new PythonStage(std::move(parsed.stages.front()), py::cast<std::string>(stage.attr("source_hash")), py::cast<bool>(stage.attr("batch")), stage));
}

PythonStage::PythonStage(host::StageManifest manifest, std::string source_hash, bool together, const py::object& stage)
    : manifest_(std::move(manifest)),
      source_hash_(std::move(source_hash)),
      together_(together),
      call_(py::object(stage.attr("call")).release().ptr()),
      call_many_(py::object(stage.attr("call_many")).release().ptr()) {}

PythonStage::~PythonStage() {
  if (!Py_IsInitialized()) return;  // the interpreter is gone and took its objects along
  const py::gil_scoped_acquire gil;
  Py_DECREF(call_);
  Py_DECREF(call_many_);
  Py_XDECREF(config_);
}

py::object PythonStage::record_of(const SharedValue& record) const { return look_at(record, *record); }

py::object PythonStage::config_of(std::string_view text) {
  if (!config_ || text != config_text_) {
    const auto parsed = parse_shared(text);
    if (!parsed) throw Unstorable(parsed.error());
    auto view = record_of(*parsed);
    Py_XDECREF(config_);
    config_ = view.release().ptr();
    config_text_ = text;
  }
  return py::reinterpret_borrow<py::object>(config_);
}

py::tuple PythonStage::about(const host::StageCall& call) const {
  const auto text = [](std::string_view of) { return py::str(of.data(), of.size()); };
  return py::make_tuple(text(call.case_id), call.run, text(call.locale), text(call.institution),
                        manifest_.effects == host::Effects::none ? py::object(py::none()) : py::object(py::str(format_instant(call.now))));
}

Result<host::StageAnswer> PythonStage::answer(const host::StageCall& call, const py::object& given) const {
  if (PyExceptionInstance_Check(given.ptr())) return record_failure(call, manifest_, given);
  auto error = [&]() -> Result<host::StageAnswer> {
    try {
      auto envelope = from_python(given);
      AMENDS_CHECK(host::check_shape(envelope, manifest_, call.run, "the Python stage"));
      if (auto kept = json::check_read_back(envelope, host::kAnswerDepthMax); !kept) return kept.error().within(manifest_.id);
      auto text = json::write(envelope);
      return host::StageAnswer{std::move(text), std::move(envelope)};
    } catch (const Unstorable& what) {
      return fail(what.error().code, "the stage's answer cannot be stored: " + what.error().text(), manifest_.id);
    }
  }();
  if (!error) tell_caller(call, manifest_, error.error(), nullptr, {});
  return error;
}

Result<host::StageAnswer> PythonStage::run(const host::StageCall& call) {
  AMENDS_TRY(const auto record, parse_shared(call.record));
  const std::lock_guard lock(alone_);
  const py::gil_scoped_acquire gil;
  const InStage in_stage;
  try {
    return answer(call, py::reinterpret_borrow<py::object>(call_)(record_of(record), config_of(call.config), *about(call)));
  } catch (py::error_already_set& error) {
    if (!error.matches(PyExc_Exception)) return interrupted(error, manifest_);
    return record_failure(call, manifest_, exception_of(error));
  } catch (const std::exception& error) {
    return fail(ErrorCode::internal, std::string("the stage could not be called: ") + error.what(), manifest_.id);
  }
}

std::vector<Result<host::StageAnswer>> PythonStage::run_many(std::span<const host::StageCall> calls) {
  std::vector<Result<host::StageAnswer>> out;
  out.reserve(calls.size());
  if (!together_) {
    for (const auto& call : calls) out.push_back(run(call));
    return out;
  }
  std::vector<Result<SharedValue>> records;
  records.reserve(calls.size());
  for (const auto& call : calls) records.push_back(parse_shared(call.record));
  const std::lock_guard lock(alone_);
  const py::gil_scoped_acquire gil;
  const InStage in_stage;
  const auto all_fail = [&](const Error& error) {
    out.clear();
    for (std::size_t i = 0; i < calls.size(); ++i) out.push_back(error);
  };
  try {
    py::list views, abouts;
    for (std::size_t i = 0; i < calls.size(); ++i) {
      if (!records[i]) continue;
      views.append(record_of(*records[i]));
      abouts.append(about(calls[i]));
    }
    const py::list answers = py::reinterpret_borrow<py::object>(call_many_)(views, config_of(calls.front().config), abouts);
    std::size_t next = 0;
    for (std::size_t i = 0; i < calls.size(); ++i) {
      if (!records[i]) out.push_back(std::move(records[i]).error());
      else out.push_back(answer(calls[i], answers[next++]));
    }
  } catch (py::error_already_set& error) {
    if (!error.matches(PyExc_Exception)) {
      all_fail(interrupted(error, manifest_));
    } else {
      out.clear();
      for (const auto& call : calls) out.push_back(record_failure(call, manifest_, exception_of(error)));
    }
  } catch (const std::exception& error) {
    all_fail(fail(ErrorCode::internal, std::string("the stage could not be called: ") + error.what(), manifest_.id));
  }
  return out;
}

std::shared_ptr<void> thread_scope() {
  struct Kept {
    py::gil_scoped_acquire acquire;
    py::gil_scoped_release release;
  };
  return std::static_pointer_cast<void>(std::make_shared<Kept>());
}

Probe::Probe(const py::object& stage) {
  auto made = PythonStage::make(stage);
  if (!made) raise(made.error());
  stage_ = *std::move(made);
}

namespace {

/// What a probe's call points into.
host::StageCall probe_call(const std::string& record, const std::string& config, const std::string& case_id, std::int32_t run, const std::string& locale, const std::string& institution, Instant now) {
  host::StageCall call;
  call.case_id = case_id;
  call.record = record;
  call.config = config;
  call.run = run;
  call.now = now;
  call.locale = locale;
  call.institution = institution;
  return call;
}

py::tuple told(const Result<host::StageAnswer>& answer) {
  if (answer) return py::make_tuple(answer->text, "", "");
  return py::make_tuple("", std::string(code_name(answer.error().code)), answer.error().message);
}

}  // namespace

py::tuple Probe::run(const std::string& record, const std::string& config, const std::string& case_id, std::int32_t run, const std::string& locale, const std::string& institution, const std::string& now) {
  const auto at = unwrap(parse_instant(now));
  Interruption interruption;
  const CallFrame frame(this, &interruption);
  const auto answer = [&] {
    const py::gil_scoped_release release;
    return stage_->run(probe_call(record, config, case_id, run, locale, institution, at));
  }();
  interruption.raise_if_any();
  return told(answer);
}

py::list Probe::run_many(const std::vector<std::string>& records, const std::string& config, const std::string& locale, const std::string& institution, const std::string& now) {
  const auto at = unwrap(parse_instant(now));
  const std::string case_id = "CASE-TEST-1";
  std::vector<host::StageCall> calls;
  for (const auto& record : records) calls.push_back(probe_call(record, config, case_id, 1, locale, institution, at));
  Interruption interruption;
  const CallFrame frame(this, &interruption);
  const auto answers = [&] {
    const py::gil_scoped_release release;
    return stage_->run_many(calls);
  }();
  interruption.raise_if_any();
  py::list out;
  for (const auto& answer : answers) out.append(told(answer));
  return out;
}

}  // namespace amends::python
