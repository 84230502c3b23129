#pragma once
// The engine as the extension shows it: converts and forwards; judgement lives in C++ (core/runtime) or in the pure Python on top. Every method is called
// with the GIL held and gives it up while C++ works; a closed engine raises StateError.
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include <pybind11/typing.h>

#include <atomic>

#include "arrow_table.hpp"
#include "call_frame.hpp"
#include "convert.hpp"
#include "log_queue.hpp"
#include "python_stage.hpp"
#include "runtime/input.hpp"
#include "runtime/runtime.hpp"
#include "runtime/scenario/scenario.hpp"

namespace amends::python {

namespace py = pybind11;

// What crosses, by the names that the stubs show.
using Row = py::typing::Dict<py::str, py::object>;
using Rows = py::typing::List<Row>;
/// What was taken, and what was rejected.
using Batch = py::typing::Tuple<Rows, Rows>;

/// Puts a backup in the place of a journal that nobody holds; answers what came of it.
[[nodiscard]] Row restore_backup(const std::string& folder, const std::string& database, bool discard_newer);

/// A row that was not taken, as Python's `Rejected` reads it.
[[nodiscard]] Row rejected_dict(std::int64_t row, const Error& error);

class Engine {
 public:
  // Life, time, integrity, stages (engine_life.cpp).
  Engine(const std::string& root, const std::string& database, const std::string& by, const std::string& role, const std::string& purpose, const py::list& stages, const std::string& pack_set,
         const std::vector<std::string>& overlays, const std::vector<std::string>& plugin_folders, bool read_only, bool create, const std::optional<std::string>& now);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  /// Safe to call twice. Calls under way on other threads go on to their end, after which the file is free; `wait`: until then, with submit_many stopping at its
  /// next group (for the end of the interpreter, which would tear a thread out of the engine). In a forked child nothing is closed: all of it is the parent's.
  void close(bool wait);
  std::string deploy(const std::string& path);
  std::string deploy_text(const std::string& text, const std::string& file_name);
  /// What deploy checks, without taking it; answers the warnings.
  py::typing::List<py::str> check_text(const std::string& text, const std::string& file_name);
  std::int64_t fire_timers(const std::optional<std::string>& now);
  std::int64_t recover();
  void set_now(const std::string& now);
  std::string now();
  Row verify(const std::optional<std::string>& against);
  void snapshot(const std::string& path);
  /// One decision by a table of these packs or of a file, with its reasons (deciding.hpp), and the same as HTML and as text.
  std::tuple<Row, std::string, std::string> decide(const std::string& table, const py::object& inputs, bool explain, const std::string& language);
  Row backup(const std::string& folder);
  Row run_stage(const std::string& stage, const py::object& record, const py::object& config);
  Rows stages();
  Rows load_report();
  std::vector<std::tuple<int, std::string, std::string>> take_log() { return log_->take(); }

  // Cases in (engine_submit.cpp).
  Row submit(const std::string& workflow, const py::object& row, bool at_received, const std::string& mapping, const std::string& institution);
  /// rows: NativeRows, or any iterable of dicts. `progress`: called with rows done, added, existed, refused, and of native rows how much was read and how much
  /// there is; at least every 50 ms, as soon as Python has handled its signals.
  Batch submit_many(const std::string& workflow, const py::object& rows, bool at_received, const std::string& mapping, const std::string& institution, const py::object& progress);

  // What is read (engine_read.cpp).
  Row case_state(const std::string& case_id);
  Rows events(const std::string& case_id, std::int64_t after);
  /// Headers of the events of all cases behind the `after`-th of the file. Payloads are read case by case, where it is asked who may.
  Rows journal(std::int64_t after, std::int64_t limit);
  std::int64_t newest_event();
  /// has: attributes that are there with any value. due_before: RFC 3339.
  Rows cases(const std::string& status, const std::string& workflow, const std::map<std::string, std::string>& attributes, const std::vector<std::string>& has, const std::optional<std::string>& due_before,
             std::int64_t limit, std::int64_t offset);
  /// `mine_of`: those that this person holds, is named for or may take for somebody; empty: all.
  Rows tasks(const std::string& case_id, const std::string& role, const std::string& status, const std::string& mine_of);
  std::optional<Row> form(const std::string& name);
  Row review(const std::string& case_id, const std::string& language, bool full_ledger);
  std::string review_html(const std::string& case_id, const std::string& language);
  std::string review_text(const std::string& case_id, const std::string& language, int width);
  Rows history(const std::string& case_id);
  /// Each run of a section's stage, the oldest first; without texts masked, its digests salted.
  Rows section_runs(const std::string& case_id, const std::string& section);

  // Who may read what (engine_privacy.cpp). The role is the one that the engine was opened with.
  Row view();
  /// Records that a case is read; `sections`: those that it has. Nothing is recorded for a role that sees nothing restricted.
  void record_case(const std::string& case_id, const std::vector<std::string>& sections);
  Rows reads(const std::string& case_id, std::int64_t limit);
  Row export_masked(const std::string& case_id);
  void check_output(const std::string& path);  ///< raises Refused for a place of the journal's own
  std::string masked_html(const py::object& copy);

  // Tables (engine_tables.cpp). since, until: local days since 1970-01-01, for open_daily.
  std::vector<ArrowTable> tables(const std::vector<std::string>& names, std::optional<std::int64_t> since, std::optional<std::int64_t> until);
  void snapshot_with_views(const std::string& path);
  std::string pseudonym(const std::string& id);

  // People and the outside (engine_people.cpp).
  /// What the approver of a task decides on; None for a task that shows nothing.
  std::optional<Row> shown(const std::string& case_id, const std::string& task_id);
  std::string answer(const std::string& case_id, const std::string& task_id, const py::object& answer, const std::string& by, const std::string& role, const std::string& seen, const std::string& on_behalf_of, const std::string& form);
  void claim(const std::string& case_id, const std::string& task_id, const std::string& by, const std::string& role, const std::string& on_behalf_of, const std::string& take_over_reason);
  void release(const std::string& case_id, const std::string& task_id, const std::string& reason, const std::string& by, const std::string& role, const std::string& on_behalf_of);
  void delegate(const std::string& case_id, const std::string& task_id, const std::string& to, const std::string& reason, const std::string& by, const std::string& role, const std::string& on_behalf_of);
  std::vector<std::string> recuse(const std::string& case_id, const std::string& task_id, const std::string& reason, const std::string& by, const std::string& role);
  /// The names of the fields that stand in the draft now.
  std::vector<std::string> save_draft(const std::string& case_id, const std::string& task_id, const py::object& fields, const std::string& by, const std::string& role);
  bool drop_draft(const std::string& case_id, const std::string& task_id, const std::string& by, const std::string& role);
  /// Those that who opened the engine sees; recorded as a read.
  Rows drafts(const std::string& case_id, const std::string& task_id);
  /// `keep`: how long a message that nobody waits for yet is kept ("5d"), and `keeper` the case that keeps it; both may be empty (Runtime::Keep).
  std::string message(const std::string& name, const std::string& key, const py::object& body, const std::string& id, const std::string& by, const std::string& role, const std::string& keep, const std::string& keeper);
  /// The cases that heard it.
  std::vector<std::string> signal(const std::string& name, const py::object& body, const std::string& id, const std::string& by, const std::string& role);
  void correct(const std::string& case_id, const std::string& path, const py::object& value, const std::string& reason, const std::string& by, const std::string& role);
  /// `event`: {kind, reason, approver, approver_role, notices, add, extension, at} (deadline_event.hpp); an `at` left out is now.
  void move_clock(const std::string& case_id, const std::string& clock, const py::object& event, const std::string& by, const std::string& role);
  Rows rebase_clocks(const std::string& case_id, const std::string& clock, const std::string& reason, const std::string& by, const std::string& role, bool dry_run);
  void add_document(const std::string& case_id, const py::object& document, const std::string& by, const std::string& role);
  std::string resume(const std::string& case_id, const std::string& reason, const std::string& by, const std::string& role);

  // What leaves, and the work on a case as a whole (engine_outbox.cpp).
  /// Read in the role and for the purpose that the engine was opened with.
  Rows pull_outbox(std::int64_t most, double lease_s, const std::string& kind);
  Rows outbox(const std::string& case_id, const std::string& kind, const std::string& status, std::int64_t limit);
  bool acknowledge(const std::string& key, const py::object& receipt, const std::string& by, const std::string& role);
  void delivery_failed(const std::string& key, const std::string& reason, bool for_good, const std::string& by, const std::string& role);
  void retry_delivery(const std::string& key, const std::string& reason, const std::string& by, const std::string& role);
  void drop_delivery(const std::string& key, const std::string& reason, const std::string& by, const std::string& role);
  std::string suspend(const std::string& case_id, const std::string& reason, const std::string& by, const std::string& role);
  void cancel(const std::string& case_id, const std::string& reason, const std::string& by, const std::string& role);
  std::string retry(const std::string& case_id, const std::string& step, const std::string& from_step, const std::string& approver, const std::string& approver_role, const std::string& reason, const std::string& by, const std::string& role);
  void wait_for_work(double most_s, const std::vector<std::string>& kinds);
  bool open_to_others();
  void close_to_others();

  /// Shared with the calls under way: closing while one runs, from another thread or from a row generator, takes effect when it ends.
  std::shared_ptr<runtime::Runtime> held();
  runtime::Runtime& runtime() { return *held(); }

  /// A call into the engine without the GIL; what a stage raised that is no case failure is raised here.
  template <class F>
  auto call(F&& work, StageFailure* failure = nullptr) {
    auto engine = held();
    const UnderWay under_way(*this);
    Interruption interruption;
    const CallFrame frame(this, &interruption, false, failure);
    auto result = [&] {
      const py::gil_scoped_release release;
      auto done = work(*engine);
      engine.reset();
      return done;
    }();
    interruption.raise_if_any();
    if (failure && !result) raise_stage_failure(*failure, result.error());
    return unwrap(std::move(result));
  }
  /// The same on the journal.
  template <class F>
  auto stored(F&& work) {
    if (!held()->store()) raise(fail(ErrorCode::state, "no database is open; open one with amends.open(path)"));
    return call([&](runtime::Runtime& r) { return work(*r.store()); });
  }

 private:
  [[nodiscard]] json::Value map(json::Value row, const std::string& mapping, const std::string& institution);
  [[nodiscard]] Rows approvals(const runtime::CaseState& state);

  /// Counts a call. Made and taken apart with the GIL, which the call has again before it stops counting.
  struct UnderWay {
    explicit UnderWay(Engine& engine) : count(engine.calls_) { ++*count; }
    ~UnderWay() { --*count; }
    UnderWay(const UnderWay&) = delete;
    UnderWay& operator=(const UnderWay&) = delete;
    std::shared_ptr<std::atomic<int>> count;
  };
  /// Raises amends.errors.StageError from the stage's own exception, when a stage failed.
  static void raise_stage_failure(const StageFailure& failure, const Error& error);

  std::shared_ptr<std::atomic<int>> calls_ = std::make_shared<std::atomic<int>>(0);
  std::atomic<bool> stopping_ = false;
  std::int64_t process_;  ///< that opened it
  [[nodiscard]] runtime::RoleView role_view() { return runtime::view_of_role(runtime().options().by.role); }
  [[nodiscard]] const std::string& salt();  ///< of this engine's life: digests of one file cannot be compared with another's

  std::string salt_;
  std::shared_ptr<LogQueue> log_;
  std::shared_ptr<VirtualClock> virtual_clock_;
  std::shared_ptr<runtime::Runtime> runtime_;
};

}  // namespace amends::python
