#pragma once
// What every command of the program shares: the options that are alike everywhere, the language, output, exit codes.
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/age.hpp"
#include "runtime/runtime.hpp"

namespace amends::cli {

/// Exit codes, part of the product: scripts rely on them.
enum Exit : int {
  kOk = 0,
  kFailed = 1,        ///< done, but something was found or refused on the way (rejected rows, faults, a test that failed)
  kUsage = 2,         ///< the command line itself
  kNotFound = 3,      ///< no such case, task, file, workflow, plugin
  kRefused = 4,       ///< role, four eyes, guard, trust
  kBadInput = 5,      ///< schema, type, range, encoding
  kBusy = 6,          ///< somebody else holds the file or was faster; try again
  kStorage = 7,       ///< disk full, read-only, damaged
  kInternal = 70,     ///< a broken promise of ours
};
[[nodiscard]] int exit_code(ErrorCode code) noexcept;

/// What is recorded with a read when nobody gave --purpose: said as what it is, so that an auditor sees that nobody was asked.
inline constexpr const char* kPurposeNotStated = "daily work (not stated)";

struct Options {
  std::string program;        ///< path of this program
  std::string root;           ///< the installation; found from the program when empty
  std::string database = "amends.db";
  std::string by, role, purpose;
  std::string now;            ///< instant, "received", or empty
  std::string packs = "shipped";
  std::vector<std::string> overlays, plugin_folders;
  std::string institution;
  std::string lang;
  bool json = false;
  bool verbose = false;
};

class Context {
 public:
  explicit Context(Options options);

  [[nodiscard]] const Options& options() const { return options_; }
  [[nodiscard]] bool zh() const { return zh_; }
  [[nodiscard]] std::string language() const { return zh_ ? "zh" : "en"; }
  /// The text in the language of the user.
  [[nodiscard]] std::string say(std::string_view zh, std::string_view en) const { return std::string(zh_ ? zh : en); }
  [[nodiscard]] bool colour() const { return colour_; }
  [[nodiscard]] int width() const { return width_; }
  /// The width that tables keep to; 0 where the output is no terminal and nobody set COLUMNS: what a program reads is not cut.
  [[nodiscard]] int table_width() const { return width_known_ ? width_ : 0; }
  [[nodiscard]] runtime::Actor actor() const;
  [[nodiscard]] const std::string& root() const { return options_.root; }

  /// " --db FILE" for a command that is told to the reader; nothing where it would find the file by itself.
  [[nodiscard]] std::string and_db() const { return options_.database == "amends.db" ? std::string{} : " --db " + options_.database; }

  /// write: oneself, or by handing acts over to the process that works on the file. own: oneself, or not at all.
  enum class Need { none, read, write, own };
  /// Opens packs, plugins and, as needed, the database.
  [[nodiscard]] Result<std::unique_ptr<runtime::Runtime>> open(Need need, bool create = false, std::string_view command = "amends") const;
  /// Records that these cases are read. Called before anything of them is shown; on an error nothing is.
  [[nodiscard]] Result<void> record(runtime::Runtime& runtime, std::span<const runtime::ReadAct> acts) const;
  [[nodiscard]] Result<void> record(runtime::Runtime& runtime, const runtime::ReadAct& act) const { return record(runtime, {&act, 1}); }
  /// What this user's role sees of a case.
  [[nodiscard]] runtime::RoleView view() const { return runtime::view_of_role(actor().role); }
  /// The virtual clock of --now, when one was given; tests of scenarios move it.
  [[nodiscard]] std::shared_ptr<VirtualClock> virtual_clock() const { return virtual_clock_; }
  [[nodiscard]] bool now_is_received() const { return options_.now == "received"; }
  /// Checks --now, --role and --lang. Errors: `invalid_argument`.
  [[nodiscard]] Result<void> check();

  /// One sentence for each calendar that ends soon (or has ended) and what to do, for summaries.
  [[nodiscard]] std::vector<std::string> calendar_notes(runtime::Runtime& runtime) const;

  /// Prints the sentence on standard error and gives the exit code.
  int report(const Error& error) const;
  /// On standard output and standard error nothing of a case commands the terminal: all that is printed goes through utf8::without_controls, save what `print_painted`
  /// is given, whose writer has done so and coloured it.
  void print(std::string_view text) const;
  void print_painted(std::string_view text) const;
  void print_json(const json::Value& value) const;
  void note(std::string_view text) const;
  /// The end of a command that has little to say: the text, or with --json the object. Returns kOk.
  int done(std::string_view text, const json::Value& value) const;
  /// Writes a file the user named: whole files atomically, devices and pipes directly (never replaced). Errors: `io`, `not_found`.
  /// Refuses a place for output that is the journal, what stands beside it, or one of `inputs`: `refused`, before anything is written.
  [[nodiscard]] Result<void> check_output(const std::string& path, const std::vector<std::string>& inputs = {}) const;
  [[nodiscard]] Result<void> write_output(const std::string& path, std::string_view bytes) const;  ///< on standard error

 private:
  Options options_;
  bool zh_ = false, colour_ = false, width_known_ = false;
  int width_ = 100;
  std::shared_ptr<VirtualClock> virtual_clock_;
};

/// A table of text: the widths fit the longest cell, CJK counted as two columns. With `width`, the columns of `flexible` give way, widest first, until a line fits
/// or each of them is kFlexibleColumnsMin wide; what is cut ends in "…".
inline constexpr int kFlexibleColumnsMin = 10;
[[nodiscard]] std::string table(const std::vector<std::string>& head, std::vector<std::vector<std::string>> rows, int width = 0, const std::vector<std::size_t>& flexible = {});

/// "2026-03-17 24:00": an instant in the zone of an institution ("": the pack set's first), as lists show it.
[[nodiscard]] std::string local_text(const runtime::Runtime& runtime, std::string_view institution, Instant at);
/// The kinds of the clocks of a case that ran out and are not met yet, in the order in which they began: the lists name one of a case.
[[nodiscard]] Result<std::vector<std::string>> breached_clocks(runtime::Runtime& runtime, std::string_view case_id);
/// The title of a row of a pack, and that of a route by its row number ("8 Internal handling"); the id or number where there is none.
[[nodiscard]] std::string row_title(const runtime::Runtime& runtime, std::string_view file, const std::string& id, std::string_view language);
[[nodiscard]] std::string route_title(const runtime::Runtime& runtime, const std::string& number, std::string_view language);

// The commands. Each gives an exit code.
struct RunOptions {
  std::string workflow, input, mapping, rejected;
  std::optional<std::string> sample;  ///< name of a shipped case instead of an input file; empty: the first of them
};
int run(Context& context, const RunOptions& options);

struct CaseListOptions {
  std::string status, workflow, nature, severity, route;
  std::int64_t limit = 50;
};
int case_list(Context& context, const CaseListOptions& options);
int case_show(Context& context, const std::string& id, bool full_ledger);
int case_correct(Context& context, const std::string& id, const std::string& path, const std::string& value, const std::string& reason);
int case_add(Context& context, const std::string& id, const std::string& file, const std::string& kind);
int case_resume(Context& context, const std::string& id, const std::string& reason);
int case_suspend(Context& context, const std::string& id, const std::string& reason);
int case_cancel(Context& context, const std::string& id, const std::string& reason);
int case_retry(Context& context, const std::string& id, const runtime::Runtime::Retry& retry, const std::string& reason);
int history(Context& context, const std::string& id);
int case_journal(Context& context, const std::string& id);
struct MaskedCopyOptions {
  std::string out;    ///< file; empty: standard output
  bool html = false;  ///< a page instead of JSON
};
int case_export_masked(Context& context, const std::string& id, const MaskedCopyOptions& options);
struct ReadsOptions {
  std::string case_id;       ///< empty: all
  std::int64_t limit = 100;  ///< the newest ones
};
int reads(Context& context, const ReadsOptions& options);
/// What a person takes along: the tool sheet of a portrait (md, html, csv, json); the letter, the checklist of a talk, the situation sheet of a crisis (md, html).
struct SheetOptions {
  std::string format = "md";
  std::string out;   ///< file; empty: standard output
};
int case_sheet(Context& context, const std::string& id, const SheetOptions& options);
int case_letter(Context& context, const std::string& id, const SheetOptions& options);
int case_checklist(Context& context, const std::string& id, const SheetOptions& options);
int case_situation(Context& context, const std::string& id, const SheetOptions& options);

// Legal clocks (clock_commands.cpp).
struct RulesOptions {
  std::string jurisdiction, kind, as_of;  ///< empty: all
};
int rules_list(Context& context, const RulesOptions& options);
int rules_show(Context& context, const std::string& id, const RulesOptions& options);
int clock_explain(Context& context, const std::string& id, const std::string& clock);
struct ClockComputeOptions {
  std::string rule, from, jurisdiction, calendar, zone;
  std::vector<std::string> extend;   ///< "30d", or "max": what the rule allows
  std::vector<std::string> suspend;  ///< "FROM..TO", "REASON=FROM..TO"
  bool days = false;                 ///< every day of the ledger
  std::string batch;                 ///< JSON lines, instead of a rule
};
int clock_compute(Context& context, const ClockComputeOptions& options);
struct ClockMoveOptions {
  calendar::DeadlineEventKind what = calendar::DeadlineEventKind::extended;
  std::string case_id, clock, reason, approved_by, approver_role, add, extension, at;
  std::vector<std::string> notices;  ///< WHO=INSTANT
};
int clock_move(Context& context, const ClockMoveOptions& options);
struct ClockRebaseOptions {
  std::string case_id, clock, reason;  ///< no case: all open ones
  bool dry_run = false;
};
int clock_rebase(Context& context, const ClockRebaseOptions& options);

struct TaskListOptions {
  std::string case_id, role;
  bool all = false;   ///< answered and closed ones too
  bool mine = false;  ///< those that the acting person holds, is named for, or may take for somebody
};
int task_list(Context& context, const TaskListOptions& options);
int task_show(Context& context, const std::string& case_id, const std::string& task_id);
struct TaskAnswerOptions {
  std::string case_id, task_id;
  std::vector<std::string> fields;  ///< name=value
  std::string answer;               ///< JSON, or @file
  std::string seen, on_behalf_of;
  std::string form;                 ///< digest of the form that was filled in
  bool from_draft = false;          ///< begins with the acting person's draft
};
int task_answer(Context& context, const TaskAnswerOptions& options);
/// Puts fields given as name=value into an answer: `now` is the present instant, a sum may be written 300.00CNY. Errors: `invalid_argument`, those of the path.
[[nodiscard]] Result<void> take_fields(runtime::Runtime& runtime, const std::string& case_id, const std::string& task_id, const std::vector<std::string>& fields, json::Value& answer);
/// An answer as JSON or @file; an empty object for an empty text.
[[nodiscard]] Result<json::Value> answer_of(const std::string& text);

// Who has a task (task_commands.cpp).
struct TaskActOptions {
  std::string case_id, task_id, reason, to, on_behalf_of;
  bool take_over = false;
};
int task_claim(Context& context, const TaskActOptions& options);
int task_release(Context& context, const TaskActOptions& options);
int task_delegate(Context& context, const TaskActOptions& options);
int task_recuse(Context& context, const TaskActOptions& options);
struct TaskDraftOptions {
  std::string case_id, task_id;
  std::vector<std::string> fields;  ///< name=value
  std::string answer;               ///< JSON, or @file
  bool drop = false;
};
int task_draft(Context& context, const TaskDraftOptions& options);
/// The lines of `task show` about who has a task, who may take it, and what drafts the reader sees of it.
[[nodiscard]] std::string hands_text(const Context& context, const runtime::Runtime& runtime, const runtime::Runtime::ShownTask& shown, const std::vector<runtime::Runtime::Draft>& drafts, std::string_view institution);
void add_hands(json::Object& out, const runtime::Runtime::ShownTask& shown, const std::vector<runtime::Runtime::Draft>& drafts);
/// `keep`: a duration, or empty; `keeper`: the case that keeps it, or empty where the key is a case's id.
int message(Context& context, const std::string& name, const std::string& key, const std::string& body, const std::string& id, const std::string& keep, const std::string& keeper);
int signal(Context& context, const std::string& name, const std::string& body, const std::string& id);

int report_html(Context& context, const std::vector<std::string>& ids, const std::string& out, bool index);
int stage_run(Context& context, const std::string& stage, const std::string& file, const std::string& config, bool text);
int stage_list(Context& context);
/// `against`: a file of kept checkpoints; empty: none.
int verify(Context& context, bool mend, const std::string& against);
int snapshot(Context& context, const std::string& path, bool views);
/// Files for other tools, made by the Python package beside the program (AMENDS_PYTHON names the interpreter, else python3).
int export_case(Context& context, const std::string& path, const std::string& case_id);
int import_case(Context& context, const std::string& path);
int checkpoint(Context& context);
struct ExportOptions {
  std::string path, format, company;
  std::string case_id;  ///< not empty: the bundle of this case
  std::vector<std::string> tables;
};
int export_files(Context& context, const ExportOptions& options);
int work(Context& context, bool once);

// What leaves (outbox_commands.cpp).
struct OutboxPullOptions {
  std::int64_t most = 10;
  std::string lease = "5m", kind;
};
int outbox_pull(Context& context, const OutboxPullOptions& options);
struct OutboxAckOptions {
  std::vector<std::string> keys;
  bool failed = false, for_good = false;
  std::string reason, receipt;
};
int outbox_ack(Context& context, const OutboxAckOptions& options);
struct OutboxListOptions {
  std::string case_id, kind, status;
  std::int64_t limit = 100;
};
int outbox_list(Context& context, const OutboxListOptions& options);
int outbox_retry(Context& context, const std::vector<std::string>& keys, const std::string& reason);
int outbox_drop(Context& context, const std::vector<std::string>& keys, const std::string& reason);
int validate(Context& context, const std::string& workflow);
struct TestOptions {
  std::string workflow, only;
  bool update = false;
  std::string keep;  ///< a database that takes the cases of the scenarios and stays
  std::string junit; ///< file for the results as JUnit XML
};
int test(Context& context, const TestOptions& test);
int doctor(Context& context);
int stats(Context& context);
int packs_check(Context& context);
struct DrawOptions {
  std::string workflow;         ///< name of a shipped workflow, a folder with workflow.yaml, or such a file
  std::string format = "svg";   ///< svg, mermaid
  std::string case_id;          ///< empty: the workflow alone
  std::string out;              ///< empty: standard output
};
int draw(Context& context, const DrawOptions& options);
struct DecideOptions {
  std::string table;      ///< a YAML file of tables, a .dmn file, or a table of the packs; what of it behind '#'
  std::string input;      ///< JSON file
  bool explain = false;
  bool check = false;     ///< look for gaps, overlaps and the like instead of deciding
};
int decide(Context& context, const DecideOptions& options);
struct TraceOptions {
  std::string results, rows;   ///< empty: the build's test-results folder, and trace_rows.yaml in it
  bool list = false, missing = false;
};
int trace(Context& context, const TraceOptions& options);

int plugin_list(Context& context);
int plugin_inspect(Context& context, const std::string& path);
int plugin_trust(Context& context, const std::string& folder);
int plugin_new(Context& context, const std::string& id, const std::string& folder);

struct BenchOptions {
  std::int64_t cases = 5'000;
  int rounds = 5;
  std::string only;    ///< grouped, by_step, per_step; empty: all three
  std::string record;  ///< text, objects; empty: both
  std::string folder;  ///< where the files are written, and the last ones stay; empty: a temporary folder that is removed
};
int bench_eight(Context& context, const BenchOptions& options);
struct BenchSubmitOptions {
  std::string input;   ///< case records, JSONL
};
int bench_submit(Context& context, const BenchSubmitOptions& options);
int backup(Context& context, const std::string& folder);
int restore(Context& context, const std::string& folder, bool discard_newer);
struct BenchWakeOptions {
  std::int64_t times = 500;  ///< of each way to be woken
};
int bench_wake(Context& context, const BenchWakeOptions& options);

struct BenchAgeOptions {
  bench::AgeOptions age;
  std::string only;  ///< one comparison: step, file or recovery; empty: all
};
int bench_age(Context& context, const BenchAgeOptions& options);

}  // namespace amends::cli
