// The extension amends._core: converts and forwards; judgement lives in C++ (core/runtime) or in the pure Python on top.
#include <pybind11/functional.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "convert.hpp"
#include "host/manifest.hpp"
#include "packs/packs.hpp"
#include "python_stage.hpp"
#include "review/review.hpp"
#include "runtime/approving.hpp"
#include "runtime/input.hpp"
#include "runtime/runtime.hpp"
#include "runtime/scenario.hpp"
#include "runtime/verify.hpp"

namespace py = pybind11;
using namespace py::literals;

namespace amends::python {
namespace {

using runtime::Actor;
using runtime::Runtime;

py::dict submitted_dict(const runtime::Submitted& submitted) { return py::dict("id"_a = submitted.case_id, "existed"_a = submitted.existed, "status"_a = submitted.status); }

/// Lines of log wait here until a Python thread takes them: a sink that took the GIL would deadlock with a Python thread that logs (measured).
class LogQueue {
 public:
  static constexpr std::size_t kLinesMax = 10'000;
  void push(runtime::LogLevel level, std::string_view case_id, std::string_view text) {
    const std::lock_guard lock(mutex_);
    if (lines_.size() < kLinesMax) lines_.emplace_back(static_cast<int>(level), std::string(case_id), std::string(text));
  }
  std::vector<std::tuple<int, std::string, std::string>> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(lines_, {});
  }

 private:
  std::mutex mutex_;
  std::vector<std::tuple<int, std::string, std::string>> lines_;
};

class Engine {
 public:
  Engine(const std::string& root, const std::string& database, const std::string& by, const std::string& role, const std::string& purpose, const py::list& stages, const std::string& pack_set,
         const std::vector<std::string>& overlays, const std::vector<std::string>& plugin_folders, bool read_only, bool create, const std::optional<std::string>& now)
      : interruption_(std::make_shared<Interruption>()), log_(std::make_shared<LogQueue>()) {
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
      const auto manifest_text = py::cast<std::string>(item.attr("manifest_json")());
      auto parsed = unwrap(host::parse_manifest(manifest_text, py::cast<std::string>(item.attr("id"))));
      options.stages.push_back(std::make_shared<PythonStage>(std::move(parsed.stages.front()), py::cast<std::string>(item.attr("source_hash")), item.attr("call"), interruption_));
    }
    Result<std::unique_ptr<Runtime>> opened = [&] {
      const py::gil_scoped_release release;
      return Runtime::open(std::move(options));
    }();
    runtime_ = unwrap(std::move(opened));
  }

  ~Engine() { close(); }

  void close() {
    // Joins and closes without the GIL: a stage on another thread may need it to end.
    auto runtime = std::move(runtime_);
    if (!runtime) return;
    const py::gil_scoped_release release;
    runtime.reset();
  }

  /// Shared with the calls under way: closing while one runs, from another thread or from a row generator, takes effect when it ends.
  std::shared_ptr<Runtime> held() {
    if (!runtime_) raise(fail(ErrorCode::state, "the runtime is closed; open it again"));
    return runtime_;
  }
  Runtime& runtime() { return *held(); }

  /// A call into the engine without the GIL; what a stage raised that is no case failure is raised here.
  template <class F>
  auto call(F&& work) {
    auto engine = held();
    auto result = [&] {
      const py::gil_scoped_release release;
      auto done = work(*engine);
      engine.reset();
      return done;
    }();
    interruption_->raise_if_any();
    return unwrap(std::move(result));
  }
  /// The same on the journal.
  template <class F>
  auto stored(F&& work) {
    if (!held()->store()) raise(fail(ErrorCode::state, "no database is open; open one with amends.open(path)"));
    return call([&](Runtime& r) { return work(*r.store()); });
  }

  std::string deploy(const std::string& path) {
    return call([&](Runtime& r) { return r.deploy(path); });
  }

  py::dict submit(const std::string& workflow, const py::object& row, bool at_received, const std::string& mapping, const std::string& institution) {
    auto record = map(from_python(row), mapping, institution);
    runtime::SubmitOptions options;
    options.now_is_received_at = at_received;
    return submitted_dict(call([&](Runtime& r) { return r.submit(workflow, std::move(record), options); }));
  }

  /// rows: any iterable of dicts. Rows are pulled a group at a time, so that the GIL is taken once a group.
  py::dict submit_many(const std::string& workflow, const py::iterable& rows, bool at_received, const std::string& mapping, const std::string& institution, const py::object& progress) {
    const auto engine_held = held();
    auto& engine = *engine_held;
    runtime::InputOptions input;
    input.mapping = mapping;
    input.institution = institution;
    auto mapper = unwrap(runtime::RowMapper::make(*engine.environment().packs, engine.environment().organisations, input));
    py::iterator iterator = py::iter(rows);
    std::deque<json::Value> ready;
    bool ended = false;
    std::int64_t row = 0;
    struct Refused {
      std::int64_t row;
      Error error;
    };
    std::vector<std::pair<std::int64_t, runtime::Submitted>> taken;
    std::vector<Refused> refused;
    std::vector<std::int64_t> numbers;  // our count of given records -> row of the caller
    const auto pull = [&] {
      const py::gil_scoped_acquire gil;
      try {
        while (!ended && ready.size() < store::kGroupTurnsMax) {
          if (iterator == py::iterator::sentinel()) {
            ended = true;
            break;
          }
          const auto this_row = row++;
          try {
            auto mapped = mapper->record(from_python(*iterator));
            if (mapped) {
              ready.push_back(std::move(*mapped));
              numbers.push_back(this_row);
            } else {
              refused.push_back({this_row, mapped.error()});
            }
          } catch (const py::builtin_exception& e) {
            refused.push_back({this_row, fail(ErrorCode::bad_type, e.what())});
          }
          ++iterator;
        }
      } catch (py::error_already_set& error) {  // the iterable itself raised
        interruption_->keep(error);
        ended = true;
      }
    };
    const auto next = [&]() -> std::optional<json::Value> {
      if (ready.empty() && !ended) pull();
      if (ready.empty()) return std::nullopt;
      auto value = std::move(ready.front());
      ready.pop_front();
      return value;
    };
    runtime::SubmitOptions options;
    options.now_is_received_at = at_received;
    auto result = [&] {
      const py::gil_scoped_release release;
      return engine.submit_many(
          workflow, next, [&](std::int64_t number, const runtime::Submitted& submitted) { taken.emplace_back(numbers[static_cast<std::size_t>(number - 1)], submitted); },
          [&](std::int64_t number, const Error& error) { refused.push_back({numbers[static_cast<std::size_t>(number - 1)], error}); },
          [&](const runtime::Progress& count) {
            const py::gil_scoped_acquire gil;
            if (PyErr_CheckSignals() != 0) {
              py::error_already_set error;
              interruption_->keep(error);
              return false;
            }
            if (!progress.is_none()) {
              try {
                progress(count.done, count.added, count.existed, count.refused);
              } catch (py::error_already_set& error) {
                interruption_->keep(error);
                return false;
              }
            }
            return true;
          },
          options);
    }();
    interruption_->raise_if_any();
    if (!result) raise(result.error());
    std::sort(taken.begin(), taken.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::sort(refused.begin(), refused.end(), [](const auto& a, const auto& b) { return a.row < b.row; });
    py::list cases, errors;
    for (const auto& [number, submitted] : taken) {
      auto one = submitted_dict(submitted);
      one["row"] = number;
      cases.append(one);
    }
    for (const auto& one : refused) errors.append(py::dict("row"_a = one.row, "code"_a = std::string(code_name(one.error.code)), "message"_a = one.error.message, "where"_a = one.error.where));
    return py::dict("cases"_a = cases, "rejected"_a = errors);
  }

  py::object review(const std::string& case_id, const std::string& language, bool texts, bool full_ledger, bool restricted) {
    auto loaded = call([&](Runtime& r) { return r.load(case_id); });
    review::Options options{language, texts, full_ledger, false, restricted};
    return to_python(review::model(runtime(), loaded, options));
  }
  std::string review_html(const std::string& case_id, const std::string& language, bool texts, bool restricted) {
    auto loaded = call([&](Runtime& r) { return r.load(case_id); });
    return review::to_html(review::model(runtime(), loaded, review::Options{language, texts, true, true, restricted}));
  }
  std::string review_text(const std::string& case_id, const std::string& language, bool texts, int width, bool restricted) {
    auto loaded = call([&](Runtime& r) { return r.load(case_id); });
    return review::to_text(review::model(runtime(), loaded, review::Options{language, texts, false, false, restricted}), width, false);
  }
  py::dict case_state(const std::string& case_id) {
    auto loaded = call([&](Runtime& r) { return r.load(case_id); });
    py::dict sections;
    for (const auto& [path, section] : loaded.state.sections()) sections[py::str(path)] = to_python(section.envelope);
    return py::dict("id"_a = loaded.row.id, "workflow"_a = loaded.row.workflow, "status"_a = loaded.row.status, "seq"_a = loaded.row.seq, "record"_a = to_python(loaded.state.record()), "envelopes"_a = sections,
                    "flow"_a = to_python(flow::to_json(loaded.state.definition(), loaded.state.flow())), "approvals"_a = approvals(loaded.state));
  }
  py::list events(const std::string& case_id, std::int64_t after) {
    auto events = stored([&](store::Store& s) { return s.events(case_id, after); });
    py::list out;
    for (const auto& event : events) {
      auto payload = json::parse(event.payload);
      out.append(py::dict("seq"_a = event.seq, "at"_a = format_instant(event.at), "actor"_a = event.actor, "kind"_a = event.kind, "hash"_a = hex(event.hash), "payload"_a = payload ? to_python(*payload) : py::object(py::none())));
    }
    return out;
  }
  py::list cases(const std::string& status, const std::string& workflow, const std::map<std::string, std::string>& attributes, std::int64_t limit, std::int64_t offset) {
    store::CaseFilter filter;
    filter.status = status;
    filter.workflow = workflow;
    filter.limit = limit;
    filter.offset = offset;
    filter.attributes.assign(attributes.begin(), attributes.end());
    auto rows = stored([&](store::Store& s) { return s.cases(filter); });
    py::list out;
    for (const auto& row : rows) {
      auto found = stored([&](store::Store& s) { return s.attributes(row.id); });
      py::dict one("id"_a = row.id, "workflow"_a = row.workflow, "status"_a = row.status, "opened_at"_a = format_instant(row.opened_at), "changed_at"_a = format_instant(row.changed_at));
      for (const auto& [name, value] : found)
        if (!one.contains(name)) one[py::str(name)] = value;
      out.append(one);
    }
    return out;
  }
  py::list tasks(const std::string& case_id, const std::string& role, const std::string& status) {
    auto rows = stored([&](store::Store& s) { return s.tasks(case_id, role, status); });
    py::list out;
    for (const auto& task : rows)
      out.append(py::dict("case_id"_a = task.case_id, "id"_a = task.id, "kind"_a = task.kind, "role"_a = task.role, "form"_a = task.form, "step"_a = task.step, "title"_a = to_python(task.title),
                          "opened_at"_a = format_instant(task.opened_at), "due_at"_a = task.due_at ? py::object(py::str(format_instant(*task.due_at))) : py::object(py::none()), "blocking"_a = task.blocking,
                          "status"_a = task.status, "answered_by"_a = task.answered_by, "shows"_a = to_python(json::list_at(task.detail, "shows"))));
    return out;
  }
  py::object form(const std::string& name) {
    const auto* file = runtime().environment().packs->file("forms/" + name);
    return file ? to_python(*file) : py::object(py::none());
  }
  std::string answer(const std::string& case_id, const std::string& task_id, const py::object& answer, const std::string& by, const std::string& role, const std::string& seen, const std::string& on_behalf_of) {
    auto value = from_python(answer);
    return call([&](Runtime& r) { return r.answer(case_id, task_id, std::move(value), Actor{by, role, {}, on_behalf_of}, seen); });
  }
  /// What the approver of a task decides on; None for a task that shows nothing.
  py::object shown(const std::string& case_id, const std::string& task_id) {
    const auto shown = call([&](Runtime& r) { return r.shown(case_id, task_id); });
    return shown.view ? to_python(runtime::to_json(*shown.view)) : py::object(py::none());
  }
  py::list approvals(const runtime::CaseState& state) {
    const auto& organisations = *runtime().environment().organisations;
    const auto* organisation = organisations.find(state.institution());
    json::Array out;
    for (const auto& approval : state.approvals()) {
      auto one = runtime::to_json(approval, std::nullopt);
      json::Array uses, changed;
      for (const auto& use : approval.uses) uses.emplace_back(use.task);
      for (const auto& path : runtime::uncovered(state, organisation ? *organisation : organisations.standard(), approval)) changed.emplace_back(path);
      auto& members = one.as_object();
      members["covers"] = approval.approved && changed.empty() && state.approval_of(approval.step) == &approval;
      members["changed"] = std::move(changed);
      members["uses"] = std::move(uses);
      members["step"] = approval.step;
      members["task"] = approval.task;
      members["by"] = approval.by;
      members["on_behalf_of"] = approval.on_behalf_of;
      members["role"] = approval.role;
      members["at"] = format_instant(approval.at);
      out.push_back(std::move(one));
    }
    return to_python(out);
  }
  std::string message(const std::string& name, const std::string& key, const py::object& body, const std::string& id, const std::string& by, const std::string& role) {
    auto value = from_python(body);
    return call([&](Runtime& r) { return r.message(name, key, std::move(value), id, Actor{by, role, {}, {}}); });
  }
  void correct(const std::string& case_id, const std::string& path, const py::object& value, const std::string& reason, const std::string& by, const std::string& role) {
    auto json_value = from_python(value);
    call([&](Runtime& r) { return r.correct(case_id, path, std::move(json_value), reason, Actor{by, role, {}, {}}); });
  }
  void add_document(const std::string& case_id, const py::object& document, const std::string& by, const std::string& role) {
    auto value = from_python(document);
    call([&](Runtime& r) { return r.add_document(case_id, std::move(value), Actor{by, role, {}, {}}); });
  }
  std::string resume(const std::string& case_id, const std::string& reason, const std::string& by, const std::string& role) {
    return call([&](Runtime& r) { return r.resume(case_id, reason, Actor{by, role, {}, {}}); });
  }
  std::int64_t fire_timers(const std::optional<std::string>& now) {
    std::optional<Instant> at;
    if (now) at = unwrap(parse_instant(*now));
    return call([&](Runtime& r) { return r.fire_timers(at); });
  }
  std::int64_t recover() {
    return call([&](Runtime& r) { return r.recover(); });
  }
  void set_now(const std::string& now) {
    if (!virtual_clock_) raise(fail(ErrorCode::state, "the runtime runs on real time; open it with now= to move its clock"));
    virtual_clock_->set(unwrap(parse_instant(now)));
  }
  std::string now() { return format_instant(runtime().clock().now()); }
  py::dict verify() {
    auto report = stored([&](store::Store& s) {
      return amends::runtime::verify(s, [](std::int64_t, std::int64_t) {
        const py::gil_scoped_acquire gil;
        return PyErr_CheckSignals() == 0;
      });
    });
    if (PyErr_Occurred()) throw py::error_already_set();
    py::list faults;
    for (const auto& fault : report.faults) faults.append(py::dict("case_id"_a = fault.case_id, "seq"_a = fault.seq, "what"_a = fault.what));
    return py::dict("cases"_a = report.cases, "events"_a = report.events, "faults"_a = report.faults_total, "list"_a = faults, "file_head"_a = hex(report.file_head));
  }
  void snapshot(const std::string& path) {
    stored([&](store::Store& s) { return s.snapshot(path); });
  }
  py::object run_stage(const std::string& stage, const py::object& record, const py::object& config) {
    auto record_value = from_python(record);
    auto config_value = from_python(config);
    return to_python(call([&](Runtime& r) { return r.run_stage(stage, std::move(record_value), std::move(config_value)); }));
  }
  py::list stages() {
    py::list out;
    for (const auto* manifest : runtime().stages().all()) out.append(to_python(manifest->raw));
    return out;
  }
  py::list load_report() {
    py::list out;
    for (const auto& row : runtime().load_report().rows)
      out.append(py::dict("path"_a = row.path, "loaded"_a = row.state == host::LoadRow::State::loaded, "stages"_a = row.stages, "reason"_a = row.reason));
    return out;
  }
  std::vector<std::tuple<int, std::string, std::string>> take_log() { return log_->take(); }

 private:
  json::Value map(json::Value row, const std::string& mapping, const std::string& institution) {
    runtime::InputOptions input;
    input.mapping = mapping;
    input.institution = institution;
    auto mapper = unwrap(runtime::RowMapper::make(*runtime().environment().packs, runtime().environment().organisations, input));
    return unwrap(mapper->record(row));
  }

  std::shared_ptr<Interruption> interruption_;
  std::shared_ptr<LogQueue> log_;
  std::shared_ptr<VirtualClock> virtual_clock_;
  std::shared_ptr<Runtime> runtime_;
};

/// Rows of a file for submit_many, read by the same reader as `amends run`.
class FileRows {
 public:
  FileRows(Engine& engine, const std::string& path, const std::string& mapping, const std::string& institution) {
    runtime::InputOptions options;
    options.mapping = mapping;
    options.institution = institution;
    file_ = unwrap(runtime::InputFile::open(path, *engine.runtime().environment().packs, engine.runtime().environment().organisations, options));
  }
  py::object next() {
    while (true) {
      auto row = unwrap(file_->next());
      if (!row) throw py::stop_iteration();
      if (row->record) return to_python(*row->record);
      rejected_.append(py::dict("row"_a = row->number, "code"_a = std::string(code_name(row->error->code)), "message"_a = row->error->message, "where"_a = row->error->where));
    }
  }
  py::list rejected() { return rejected_; }

 private:
  std::unique_ptr<runtime::InputFile> file_;
  py::list rejected_;
};

}  // namespace
}  // namespace amends::python

PYBIND11_MODULE(_core, m) {
  using amends::python::Engine;
  using amends::python::FileRows;
  m.doc() = "The engine of Amends. Use the package `amends`, not this module.";
  m.attr("__version__") = AMENDS_VERSION;
  py::class_<Engine>(m, "Engine")
      .def(py::init<const std::string&, const std::string&, const std::string&, const std::string&, const std::string&, const py::list&, const std::string&, const std::vector<std::string>&,
                    const std::vector<std::string>&, bool, bool, const std::optional<std::string>&>(),
           "root"_a, "database"_a, "by"_a, "role"_a, "purpose"_a, "stages"_a, "pack_set"_a, "overlays"_a, "plugin_folders"_a, "read_only"_a, "create"_a, "now"_a)
      .def("close", &Engine::close)
      .def("deploy", &Engine::deploy, "path"_a)
      .def("submit", &Engine::submit, "workflow"_a, "row"_a, "at_received"_a, "mapping"_a, "institution"_a)
      .def("submit_many", &Engine::submit_many, "workflow"_a, "rows"_a, "at_received"_a, "mapping"_a, "institution"_a, "progress"_a)
      .def("review", &Engine::review, "case_id"_a, "language"_a, "texts"_a, "full_ledger"_a, "restricted"_a)
      .def("review_html", &Engine::review_html, "case_id"_a, "language"_a, "texts"_a, "restricted"_a)
      .def("review_text", &Engine::review_text, "case_id"_a, "language"_a, "texts"_a, "width"_a, "restricted"_a)
      .def("case_state", &Engine::case_state, "case_id"_a)
      .def("events", &Engine::events, "case_id"_a, "after"_a)
      .def("cases", &Engine::cases, "status"_a, "workflow"_a, "attributes"_a, "limit"_a, "offset"_a)
      .def("tasks", &Engine::tasks, "case_id"_a, "role"_a, "status"_a)
      .def("form", &Engine::form, "name"_a)
      .def("answer", &Engine::answer, "case_id"_a, "task_id"_a, "answer"_a, "by"_a, "role"_a, "seen"_a = "", "on_behalf_of"_a = "")
      .def("shown", &Engine::shown, "case_id"_a, "task_id"_a)
      .def("message", &Engine::message, "name"_a, "key"_a, "body"_a, "message_id"_a, "by"_a, "role"_a)
      .def("correct", &Engine::correct, "case_id"_a, "path"_a, "value"_a, "reason"_a, "by"_a, "role"_a)
      .def("add_document", &Engine::add_document, "case_id"_a, "document"_a, "by"_a, "role"_a)
      .def("resume", &Engine::resume, "case_id"_a, "reason"_a, "by"_a, "role"_a)
      .def("fire_timers", &Engine::fire_timers, "now"_a)
      .def("recover", &Engine::recover)
      .def("set_now", &Engine::set_now, "now"_a)
      .def("now", &Engine::now)
      .def("verify", &Engine::verify)
      .def("snapshot", &Engine::snapshot, "path"_a)
      .def("run_stage", &Engine::run_stage, "stage"_a, "record"_a, "config"_a)
      .def("stages", &Engine::stages)
      .def("load_report", &Engine::load_report)
      .def("take_log", &Engine::take_log);
  py::class_<FileRows>(m, "FileRows")
      .def(py::init<Engine&, const std::string&, const std::string&, const std::string&>(), py::keep_alive<1, 2>(), "engine"_a, "path"_a, "mapping"_a, "institution"_a)
      .def("__iter__", [](py::object self) { return self; })
      .def("__next__", &FileRows::next)
      .def("rejected", &FileRows::rejected);
}
