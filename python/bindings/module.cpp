// The extension amends._core.
#include <pybind11/functional.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "case_view.hpp"
#include "bench.hpp"
#include "deciding.hpp"
#include "engine.hpp"
#include "engine_views.hpp"
#include "arrow_rows.hpp"
#include "file_rows.hpp"
#include "workflow_text.hpp"

namespace py = pybind11;
using namespace py::literals;

PYBIND11_MODULE(_core, m) {
  using amends::python::Engine;
  using amends::python::FileRows;
  m.doc() = "The engine of Amends. Use the package `amends`, not this module.";
  m.attr("__version__") = AMENDS_VERSION;
  py::register_exception_translator([](std::exception_ptr thrown) {
    try {
      if (thrown) std::rethrow_exception(thrown);
    } catch (const amends::python::Unstorable& what) {
      try {
        amends::python::raise(what.error());
      } catch (py::error_already_set& error) {
        error.restore();
      }
    }
  });
  amends::python::bind_views(m);
  amends::python::define_arrow_table(m);
  using amends::python::ArrowRows;
  using amends::python::NativeRows;
  // Before the engine, whose signatures name it.
  py::class_<NativeRows>(m, "NativeRows").def("done", &NativeRows::done).def("total", &NativeRows::total);
  py::class_<Engine>(m, "Engine")
      .def(py::init<const std::string&, const std::string&, const std::string&, const std::string&, const std::string&, const py::list&, const std::string&, const std::vector<std::string>&,
                    const std::vector<std::string>&, bool, bool, const std::optional<std::string>&>(),
           "root"_a, "database"_a, "by"_a, "role"_a, "purpose"_a, "stages"_a, "pack_set"_a, "overlays"_a, "plugin_folders"_a, "read_only"_a, "create"_a, "now"_a)
      .def("close", &Engine::close, "wait"_a = false)
      .def("deploy", &Engine::deploy, "path"_a)
      .def("deploy_text", &Engine::deploy_text, "text"_a, "file_name"_a)
      .def("check_text", &Engine::check_text, "text"_a, "file_name"_a)
      .def("submit", &Engine::submit, "workflow"_a, "row"_a, "at_received"_a, "mapping"_a, "institution"_a)
      .def("submit_many", &Engine::submit_many, "workflow"_a, "rows"_a, "at_received"_a, "mapping"_a, "institution"_a, "progress"_a)
      .def("review", &Engine::review, "case_id"_a, "language"_a, "full_ledger"_a)
      .def("review_html", &Engine::review_html, "case_id"_a, "language"_a)
      .def("review_text", &Engine::review_text, "case_id"_a, "language"_a, "width"_a)
      .def("history", &Engine::history, "case_id"_a)
      .def("section_runs", &Engine::section_runs, "case_id"_a, "section"_a)
      .def("view", &Engine::view)
      .def("record_case", &Engine::record_case, "case_id"_a, "sections"_a)
      .def("reads", &Engine::reads, "case_id"_a, "limit"_a)
      .def("export_masked", &Engine::export_masked, "case_id"_a)
      .def("check_output", &Engine::check_output, "path"_a)
      .def("masked_html", &Engine::masked_html, "copy"_a)
      .def("case_state", &Engine::case_state, "case_id"_a)
      .def("events", &Engine::events, "case_id"_a, "after"_a)
      .def("journal", &Engine::journal, "after"_a, "limit"_a)
      .def("newest_event", &Engine::newest_event)
      .def("cases", &Engine::cases, "status"_a, "workflow"_a, "attributes"_a, "has"_a, "due_before"_a, "limit"_a, "offset"_a)
      .def("tasks", &Engine::tasks, "case_id"_a, "role"_a, "status"_a, "mine_of"_a = "")
      .def("tables", &Engine::tables, "names"_a, "since"_a = py::none(), "until"_a = py::none())
      .def("snapshot_with_views", &Engine::snapshot_with_views, "path"_a)
      .def("pseudonym", &Engine::pseudonym, "id"_a)
      .def("form", &Engine::form, "name"_a)
      .def("answer", &Engine::answer, "case_id"_a, "task_id"_a, "answer"_a, "by"_a, "role"_a, "seen"_a = "", "on_behalf_of"_a = "", "form"_a = "")
      .def("claim", &Engine::claim, "case_id"_a, "task_id"_a, "by"_a, "role"_a, "on_behalf_of"_a = "", "take_over_reason"_a = "")
      .def("release", &Engine::release, "case_id"_a, "task_id"_a, "reason"_a, "by"_a, "role"_a, "on_behalf_of"_a = "")
      .def("delegate", &Engine::delegate, "case_id"_a, "task_id"_a, "to"_a, "reason"_a, "by"_a, "role"_a, "on_behalf_of"_a = "")
      .def("recuse", &Engine::recuse, "case_id"_a, "task_id"_a, "reason"_a, "by"_a, "role"_a)
      .def("save_draft", &Engine::save_draft, "case_id"_a, "task_id"_a, "fields"_a, "by"_a, "role"_a)
      .def("drop_draft", &Engine::drop_draft, "case_id"_a, "task_id"_a, "by"_a, "role"_a)
      .def("drafts", &Engine::drafts, "case_id"_a, "task_id"_a)
      .def("shown", &Engine::shown, "case_id"_a, "task_id"_a)
      .def("message", &Engine::message, "name"_a, "key"_a, "body"_a, "message_id"_a, "by"_a, "role"_a, "keep"_a, "keeper"_a)
      .def("signal", &Engine::signal, "name"_a, "body"_a, "signal_id"_a, "by"_a, "role"_a)
      .def("correct", &Engine::correct, "case_id"_a, "path"_a, "value"_a, "reason"_a, "by"_a, "role"_a)
      .def("move_clock", &Engine::move_clock, "case_id"_a, "clock"_a, "event"_a, "by"_a, "role"_a)
      .def("rebase_clocks", &Engine::rebase_clocks, "case_id"_a, "clock"_a, "reason"_a, "by"_a, "role"_a, "dry_run"_a)
      .def("add_document", &Engine::add_document, "case_id"_a, "document"_a, "by"_a, "role"_a)
      .def("resume", &Engine::resume, "case_id"_a, "reason"_a, "by"_a, "role"_a)
      .def("suspend", &Engine::suspend, "case_id"_a, "reason"_a, "by"_a, "role"_a)
      .def("cancel", &Engine::cancel, "case_id"_a, "reason"_a, "by"_a, "role"_a)
      .def("retry", &Engine::retry, "case_id"_a, "step"_a, "from_step"_a, "approver"_a, "approver_role"_a, "reason"_a, "by"_a, "role"_a)
      .def("pull_outbox", &Engine::pull_outbox, "most"_a, "lease_s"_a, "kind"_a)
      .def("outbox", &Engine::outbox, "case_id"_a, "kind"_a, "status"_a, "limit"_a)
      .def("acknowledge", &Engine::acknowledge, "key"_a, "receipt"_a, "by"_a, "role"_a)
      .def("delivery_failed", &Engine::delivery_failed, "key"_a, "reason"_a, "for_good"_a, "by"_a, "role"_a)
      .def("retry_delivery", &Engine::retry_delivery, "key"_a, "reason"_a, "by"_a, "role"_a)
      .def("drop_delivery", &Engine::drop_delivery, "key"_a, "reason"_a, "by"_a, "role"_a)
      .def("wait_for_work", &Engine::wait_for_work, "most_s"_a, "kinds"_a)
      .def("open_to_others", &Engine::open_to_others)
      .def("close_to_others", &Engine::close_to_others)
      .def("fire_timers", &Engine::fire_timers, "now"_a)
      .def("recover", &Engine::recover)
      .def("set_now", &Engine::set_now, "now"_a)
      .def("now", &Engine::now)
      .def("verify", &Engine::verify, "against"_a = py::none())
      .def("snapshot", &Engine::snapshot, "path"_a)
      .def("decide", &Engine::decide, "table"_a, "inputs"_a, "explain"_a, "language"_a)
      .def("backup", &Engine::backup, "folder"_a)
      .def("run_stage", &Engine::run_stage, "stage"_a, "record"_a, "config"_a)
      .def("stages", &Engine::stages)
      .def("load_report", &Engine::load_report)
      .def("take_log", &Engine::take_log);
  using amends::python::Probe;
  py::class_<Probe>(m, "Probe")
      .def(py::init<const py::object&>(), "stage"_a)
      .def("run", &Probe::run, "record"_a, "config"_a, "case_id"_a, "run"_a, "locale"_a, "institution"_a, "now"_a)
      .def("run_many", &Probe::run_many, "records"_a, "config"_a, "locale"_a, "institution"_a, "now"_a);
  amends::python::bind_workflow_text(m);
  py::class_<FileRows, NativeRows>(m, "FileRows")
      .def(py::init<Engine&, const std::string&, const std::string&, const std::string&>(), py::keep_alive<1, 2>(), "engine"_a, "path"_a, "mapping"_a, "institution"_a);
  py::class_<ArrowRows, NativeRows>(m, "ArrowRows").def(py::init<const py::object&, std::int64_t>(), "table"_a, "rows"_a = 0);
  m.def("read_rows", [](const py::object& table, std::int64_t limit) {
    ArrowRows source(table, 0);
    amends::python::Rows out;
    while (static_cast<std::int64_t>(out.size()) < limit) {
      const auto row = amends::python::unwrap(source.next());
      if (!row) break;
      if (row->error) amends::python::raise(*row->error);
      out.append(amends::python::to_python(*row->record));
    }
    return out;
  }, "table"_a, "limit"_a, "The first rows of a table with `__arrow_c_stream__` as submit_many reads them.");
  m.def("restore_backup", &amends::python::restore_backup, "folder"_a, "database"_a, "discard_newer"_a);
  amends::python::bind_bench(m);
  amends::python::bind_deciding(m);
  amends::python::bind_fragments(m);
}
