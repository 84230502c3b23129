#include <unistd.h>

#include <chrono>
#include <thread>

#include "bench.hpp"
#include "engine.hpp"
#include "runtime/backup.hpp"
#include "runtime/verify.hpp"
#include "store/checkpoint.hpp"
#include "support/files.hpp"

namespace amends::python {
using namespace py::literals;
using runtime::Actor;
using runtime::Runtime;

namespace {

constexpr std::chrono::milliseconds kCloseSlice{5};

}  // namespace

Engine::Engine(const std::string& root, const std::string& database, const std::string& by, const std::string& role, const std::string& purpose, const py::list& stages, const std::string& pack_set,
                   const std::vector<std::string>& overlays, const std::vector<std::string>& plugin_folders, bool read_only, bool create, const std::optional<std::string>& now)
    : process_(::getpid()), log_(std::make_shared<LogQueue>()) {
  runtime::Options options;
  options.root = root;
  options.database = database;
  options.pack_set = pack_set;
  options.overlays = overlays;
  options.plugin_folders = plugin_folders;
  options.read_only = read_only;
  options.create = create;
  options.by = Actor{by, role, purpose};
  options.holder = "python";
  options.thread_scope = thread_scope;
  options.log = [queue = log_](runtime::LogLevel level, std::string_view case_id, std::string_view text) { queue->push(level, case_id, text); };
  if (now) {
    virtual_clock_ = std::make_shared<VirtualClock>(unwrap(parse_instant(*now)));
    options.clock = virtual_clock_;
  }
  for (const auto& item : stages) {
    if (py::isinstance<CompiledStage>(item)) options.stages.push_back(py::cast<const CompiledStage&>(item).stage);
    else options.stages.push_back(unwrap(PythonStage::make(py::reinterpret_borrow<py::object>(item))));
  }
  Result<std::unique_ptr<Runtime>> opened = [&] {
    const py::gil_scoped_release release;
    return Runtime::open(std::move(options));
  }();
  runtime_ = unwrap(std::move(opened));
}

Engine::~Engine() { close(false); }

void Engine::close(bool wait) {
  auto runtime = std::move(runtime_);
  if (::getpid() != process_) {
    // The connections, locks and threads are the parent's; closing them here would take the parent's file from under it.
    if (runtime) new std::shared_ptr<Runtime>(std::move(runtime));
    return;
  }
  if (wait) {
    stopping_ = true;
    const py::gil_scoped_release release;
    while (*calls_ > 0) std::this_thread::sleep_for(kCloseSlice);
  }
  if (!runtime) return;
  // Closes without the GIL: a stage on another thread may need it to end.
  const py::gil_scoped_release release;
  runtime.reset();
}

std::shared_ptr<Runtime> Engine::held() {
  if (::getpid() != process_)
    raise(fail(ErrorCode::state, "this runtime was opened by process " + std::to_string(process_) + " and cannot be used after a fork; open the database in the process that works with it"));
  if (CallFrame::in_stage_of(this))
    raise(fail(ErrorCode::state, "a stage called the runtime that runs it; a stage answers from what it reads alone (name other cases in `lookups`), and acts on cases come after it"));
  if (!runtime_) raise(fail(ErrorCode::state, "the runtime is closed; open it again"));
  return runtime_;
}

void Engine::raise_stage_failure(const StageFailure& failure, const Error& error) {
  if (failure.stage.empty() || failure.error.message != error.message) return;  // what failed is no stage, or not this one
  const py::object exception = py::module_::import("amends.errors").attr("stage_error")(std::string(code_name(error.code)), error.message, failure.stage, failure.case_id, 1, py::none(), to_python(failure.diagnostic));
  if (failure.cause) PyException_SetCause(exception.ptr(), py::object(failure.cause).release().ptr());
  PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(exception.ptr())), exception.ptr());
  throw py::error_already_set();
}

std::string Engine::deploy(const std::string& path) {
  return call([&](Runtime& r) { return r.deploy(path); });
}

std::string Engine::deploy_text(const std::string& text, const std::string& file_name) {
  return call([&](Runtime& r) { return r.deploy_text(text, file_name); });
}

py::typing::List<py::str> Engine::check_text(const std::string& text, const std::string& file_name) {
  const auto definition = call([&](Runtime& r) { return r.check_text(text, file_name); });
  py::typing::List<py::str> out;
  for (const auto& warning : call([&](Runtime& r) { return Result<std::vector<flow::Warning>>(r.warnings(*definition)); })) out.append(warning.where + ": " + warning.message);
  return out;
}

std::int64_t Engine::fire_timers(const std::optional<std::string>& now) {
  std::optional<Instant> at;
  if (now) at = unwrap(parse_instant(*now));
  return call([&](Runtime& r) { return r.fire_timers(at); });
}

std::int64_t Engine::recover() {
  return call([&](Runtime& r) { return r.recover(); });
}

void Engine::set_now(const std::string& now) {
  if (!virtual_clock_) raise(fail(ErrorCode::state, "the runtime runs on real time; open it with now= to move its clock"));
  virtual_clock_->set(unwrap(parse_instant(now)));
}

std::string Engine::now() { return format_instant(runtime().clock().now()); }

Row Engine::verify(const std::optional<std::string>& against) {
  const auto kept = against ? unwrap(store::read_checkpoints(unwrap(read_file(*against, store::kCheckpointBytesMax)), *against)) : std::vector<store::Checkpoint>{};
  std::vector<store::CheckpointFault> differ;
  auto report = stored([&](store::Store& s) -> Result<store::VerifyReport> {
    AMENDS_TRY(auto found, amends::runtime::verify(s, [](std::int64_t, std::int64_t) {
                 const py::gil_scoped_acquire gil;
                 return PyErr_CheckSignals() == 0;
               }));
    if (!kept.empty()) {
      AMENDS_TRY(differ, store::compare(s, kept));
    }
    found.faults_total += static_cast<std::int64_t>(differ.size());
    return found;
  });
  if (PyErr_Occurred()) throw py::error_already_set();
  py::list faults;
  const auto add = [&](const std::string& of, std::int64_t seq, const std::string& zh, const std::string& en) { faults.append(py::dict("case_id"_a = of, "seq"_a = seq, "what"_a = en, "text"_a = py::dict("zh"_a = zh, "en"_a = en))); };
  const std::string in_reads = "record of reads";
  for (const auto& fault : report.faults) add(fault.in_reads ? in_reads : fault.case_id, fault.seq, fault.what, fault.what);  // of an event: for whoever mends the file, in one language
  for (const auto& one : differ) add(one.in_reads ? in_reads : std::string{}, 0, store::sentence(one, "zh"), store::sentence(one, "en"));
  return Row(py::dict("cases"_a = report.cases, "events"_a = report.events, "faults"_a = report.faults_total, "list"_a = faults, "file_head"_a = hex(report.file_head), "reads"_a = report.reads, "reads_head"_a = hex(report.reads_head),
                  "checkpoints"_a = static_cast<std::int64_t>(kept.size())));
}

void Engine::snapshot(const std::string& path) {
  stored([&](store::Store& s) { return s.check_output(path); });  // without a database there is nothing to copy
  call([&](Runtime& r) { return r.record_read(r.options().by, {"", {runtime::What::whole_file}}); });
  stored([&](store::Store& s) { return s.snapshot(path); });
}

Row Engine::backup(const std::string& folder) {
  stored([&](store::Store& s) { return s.check_output(folder); });
  call([&](Runtime& r) { return r.record_read(r.options().by, {"", {runtime::What::whole_file}}); });
  const auto made = stored([&](store::Store& s) {
    return runtime::make_backup(s, folder, SystemClock().now(), [](std::int64_t, std::int64_t) {
      const py::gil_scoped_acquire gil;
      return PyErr_CheckSignals() == 0;
    });
  });
  return Row(py::dict("path"_a = folder, "cases"_a = made.cases, "events"_a = made.events, "no"_a = made.head.no, "hash"_a = hex(made.head.hash), "reads"_a = made.reads, "attachments"_a = made.attachments));
}

Row restore_backup(const std::string& folder, const std::string& database, bool discard_newer) {
  const auto done = unwrap([&] {
    const py::gil_scoped_release release;
    return store::restore(folder, database, {discard_newer, "python", SystemClock().now()});
  }());
  return Row(py::dict("made_at"_a = format_instant(done.backup.made_at), "no"_a = done.backup.head.no, "hash"_a = hex(done.backup.head.hash),
                  "kept_aside"_a = done.kept_aside.empty() ? py::object(py::none()) : py::object(py::str(done.kept_aside)), "reads_kept"_a = done.reads_kept, "attachments"_a = done.attachments));
}

Row Engine::run_stage(const std::string& stage, const py::object& record, const py::object& config) {
  auto record_value = from_python(record);
  auto config_value = from_python(config);
  StageFailure failure;
  return Row(to_python(call([&](Runtime& r) { return r.run_stage(stage, std::move(record_value), std::move(config_value)); }, &failure)));
}

Rows Engine::stages() {
  Rows out;
  for (const auto* manifest : runtime().stages().all()) out.append(to_python(manifest->raw));
  return out;
}

Rows Engine::load_report() {
  Rows out;
  for (const auto& row : runtime().load_report().rows)
    out.append(py::dict("path"_a = row.path, "loaded"_a = row.state == host::LoadRow::State::loaded, "stages"_a = row.stages, "reason"_a = row.reason));
  return out;
}

}  // namespace amends::python
