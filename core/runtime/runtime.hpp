#pragma once
// The runtime: joins flow, store, packs, guards and stages. The only owner of threads and wall time. Everything a user does goes through here,
// from the command line and from Python alike.
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "host/loader.hpp"
#include "runtime/log.hpp"
#include "runtime/privacy.hpp"
#include "runtime/turn.hpp"
#include "store/store.hpp"

namespace amends::runtime {

class Schedule;
namespace handover {
class Relay;
class Server;
}

/// Who acts. The caller vouches for it; the runtime checks what the role may do and writes the id into the journal.
struct Actor {
  std::string id;       ///< "li.na"; never empty for an act that needs a person
  std::string role;     ///< handler, supervisor, legal, consumer_protection, analyst, trainer, crisis_trained, ...
  std::string purpose;  ///< why the text of a case is read
  std::string on_behalf_of = {};  ///< the person this one stands in for; both count wherever one person must not act twice
  /// As the journal names them.
  [[nodiscard]] std::string actor() const { return "user:" + (id.empty() ? std::string("unknown") : id); }
};

/// Acts and submits of one runtime that run at a time; the next one is refused with `busy`. A caller that has more to do than that waits for those that it began,
/// or gives its records to submit_many, which waits by itself.
inline constexpr std::int32_t kActsUnderWayMax = 256;

struct Options {
  std::string root;                ///< the installation: plugins/, packs/, workflows/ stand in it
  std::string database;            ///< empty: no store (only `run_stage` and reading packs)
  bool read_only = false;
  bool create = true;
  bool hand_over = true;           ///< acts go to the process that holds the file, when it takes them (work()); false: write oneself or fail
  std::string pack_set = "shipped";
  std::vector<std::string> overlays;          ///< folders, institution before unit
  std::vector<std::string> plugin_folders;    ///< besides <root>/plugins
  std::vector<std::shared_ptr<host::Stage>> stages;  ///< stages of the host program (Python callables)
  std::shared_ptr<Clock> clock;               ///< nullptr: the machine's
  std::shared_ptr<Entropy> entropy;           ///< nullptr: the system's
  Actor by;
  std::string holder = "amends";              ///< shown to another process that wants to write
  std::function<std::shared_ptr<void>()> thread_scope;  ///< called when a thread of ours starts, its answer dropped when it ends (Python's thread state)
  std::int32_t acts_under_way_max = kActsUnderWayMax;   ///< tests only
  Log log;
};

struct Submitted {
  std::string case_id;
  bool existed = false;      ///< the same complaint was there before under this channel.ref or case id: nothing was written
  std::string status;        ///< running, waiting, parked, finished, stranded
};

struct SubmitOptions {
  bool now_is_received_at = false;  ///< virtual time: the turn happens at channel.received_at
  std::function<std::shared_ptr<void>()> thread_scope = {};  ///< instead of that of Options, for the worker of this submit_many
  std::optional<Actor> by = {};      ///< who opens the case; nothing: who opened the runtime
};

/// What a caller of submit_many hears while it runs.
struct Progress {
  std::int64_t done = 0, added = 0, existed = 0, refused = 0;
};

class Runtime {
 public:
  /// Errors: those of the store, of the packs and of the loader; a database that is locked is `busy` and names the holder. When the holder is at work() the
  /// runtime opens all the same: it reads the file itself, hands each act over, and gets its answer when it is durable. The holder's clock counts then and its
  /// plugins run (`busy` with a clock of one's own or other packs); an act fails with `unavailable` when the holder has ended, and with a sentence that says so when
  /// it may or may not have been taken.
  [[nodiscard]] static Result<std::unique_ptr<Runtime>> open(Options options);
  ~Runtime();

  // Workflows.
  /// A folder with workflow.yaml, or a name in <root>/workflows. Checks that its stages exist or are optional, that the pack set that it is written for
  /// (`packs:`) is among the opened ones and has its forms and tables, and that its branches fit the stages' manifests. Returns the name.
  Result<std::string> deploy(const std::string& path_or_name);
  /// The same for a workflow that stands in no file; `file_name` is for messages.
  Result<std::string> deploy_text(std::string_view text, const std::string& file_name);
  /// What deploy checks, without taking the workflow.
  [[nodiscard]] Result<std::shared_ptr<const flow::Definition>> check_text(std::string_view text, const std::string& file_name) const;
  /// What a workflow may mean but is worth a look: the reader's warnings, and paths in conditions and assignments that the record does not know.
  [[nodiscard]] std::vector<flow::Warning> warnings(const flow::Definition& definition) const;
  [[nodiscard]] Result<std::shared_ptr<const flow::Definition>> definition(const std::string& workflow);

  // Cases.
  Result<Submitted> submit(const std::string& workflow, json::Value record, const SubmitOptions& options = {});
  /// Takes records from `next` until it gives none; a record that is refused goes to `refused` with its row number and the rest go on.
  /// One worker computes while the caller's thread reads records, commits groups of kGroupTurnsMax and calls back. Where a stage of
  /// the workflow asks for other cases, each row is committed before the next is computed, so that it sees those before it. `progress` returning false stops cleanly: what was
  /// acknowledged stays, nothing else was written. It is asked after each group and every tenth of a second.
  Result<Progress> submit_many(const std::string& workflow, const std::function<std::optional<json::Value>()>& next,
                               const std::function<void(std::int64_t row, const Submitted&)>& taken, const std::function<void(std::int64_t row, const Error&)>& refused,
                               const std::function<bool(const Progress&)>& progress, const SubmitOptions& options = {});
  /// The fold of a case, with its events when asked for.
  struct Loaded {
    CaseState state;
    store::CaseRow row;
    std::vector<store::Event> events;
  };
  [[nodiscard]] Result<Loaded> load(std::string_view case_id);
  [[nodiscard]] Result<Loaded> load(store::CaseRow row);  ///< of a case that was looked up

  // Acts of people and of the outside. Each is one turn, durable when it returns.
  /// `seen`: the digest of what was shown, for a task whose step shows something (shown()); else it is not looked at. An answer that would approve or release what
  /// it may not, or answer a safety task without being trained for it, is `refused` (answered before: `state`), and that stands in the journal as approval_refused.
  /// `form`: the digest of the form that was filled in (shown(), a draft); when it is another one today: `conflict`, with what changed. Empty: today's form alone decides.
  /// A task that another person holds is `conflict`; grammar.md has the whole table of answers that come too late or from the wrong person.
  Result<std::string> answer(std::string_view case_id, std::string_view task_id, json::Value answer, const Actor& by, std::string_view seen = {}, std::string_view form = {});
  /// A task with what its approver decides on, as it stands now.
  struct ShownTask {
    TaskState task;
    std::optional<View> view;  ///< nothing for a task that shows nothing: its answer needs no digest
    std::string digest;
    std::string form_digest = {};          ///< of the form as it is today; empty: nothing is asked for by name
    std::vector<Recusal> recusals = {};    ///< who takes no task of the case any more
  };
  [[nodiscard]] Result<ShownTask> shown(std::string_view case_id, std::string_view task_id);

  // Who has a task. Errors of all: `not_found`, `state` (answered, closed), `refused` (role, recused, no candidate, four eyes, safety first), `conflict` (another person
  // holds it: the sentence names them), `range` (kTaskActsMax).
  /// From now on nobody else answers it. Claiming what one holds changes nothing. With a `reason` it takes over what another holds, or what one is no candidate for:
  /// a supervisor, or a role that it was escalated to.
  Result<void> claim(std::string_view case_id, std::string_view task_id, const Actor& by, std::string_view take_over_reason = {});
  /// Back to its role. Who holds it needs no reason, a role that may take it over does (`missing_field`).
  Result<void> release(std::string_view case_id, std::string_view task_id, std::string_view reason, const Actor& by);
  /// To a named person, who holds it then: by who holds it, or who could claim it. Both count where one person must not act twice.
  Result<void> delegate(std::string_view case_id, std::string_view task_id, std::string_view to, std::string_view reason, const Actor& by);
  /// Who acts has a tie to the matter and takes no task of this case any more: what they hold or have handed on goes back to its role, their drafts are dropped. Answers
  /// the ids of the tasks that went back. What they did before stands. Errors: also `state` when they have declared it already, `range` (kRecusalsMax).
  Result<std::vector<std::string>> recuse(std::string_view case_id, std::string_view task_id, std::string_view reason, const Actor& by);
  /// The tasks that a person holds, is named for, or may take for somebody they stand in for today; each as `store()->tasks` gives it.
  [[nodiscard]] Result<std::vector<store::TaskRow>> tasks_of(const Actor& by, std::string_view case_id, std::string_view role, std::string_view status);

  // Drafts of answers: no event; dropped when the task is answered or closed.
  /// Adds `fields` to the draft of who acts and answers all of it; a null takes a field out. Each field is checked as in an answer, what is missing is not. Errors: as for
  /// a claim, those of the form, and `range` (store::kDraftBytesMax, kDraftsMax).
  Result<json::Value> save_draft(std::string_view case_id, std::string_view task_id, json::Value fields, const Actor& by);
  Result<bool> drop_draft(std::string_view case_id, std::string_view task_id, const Actor& by);  ///< one's own; false when there was none
  struct Draft {
    store::DraftRow row;
    bool own = false;
    bool stale = false;  ///< the form is another one today
  };
  /// The drafts of a task that `by` sees: their own, and all for a supervisor. Who shows one records the read first: What::draft.
  [[nodiscard]] Result<std::vector<Draft>> drafts(std::string_view case_id, std::string_view task_id, const Actor& by);
  /// How long a message waits for a receiver that does not wait for it yet, and in which case; without a length it is lost then (`not_found`).
  struct Keep {
    std::optional<calendar::Duration> length;
    std::string case_id;  ///< empty: the message's key is the case's id
  };
  /// Gives a message to the one case that waits for it, or keeps it there. Answers the case. Errors: `not_found` nobody waits, `conflict` several do, `range` kKeptMessagesMax.
  Result<std::string> message(std::string_view name, std::string_view key, json::Value body, std::string_view message_id, const Actor& by, const Keep& keep);
  Result<std::string> message(std::string_view name, std::string_view key, json::Value body, std::string_view message_id, const Actor& by) { return message(name, key, std::move(body), message_id, by, Keep{}); }
  /// Tells all that listen for the signal now; nobody is no error. Answers the cases that heard it. With an id it reaches each of them once.
  Result<std::vector<std::string>> signal(std::string_view name, json::Value body, std::string_view signal_id, const Actor& by);
  Result<void> correct(std::string_view case_id, std::string_view path, json::Value value, std::string_view reason, const Actor& by);
  Result<void> add_document(std::string_view case_id, json::Value document, const Actor& by);
  /// Goes on with a case: lifts its suspension, else runs the steps again at which it is parked. Errors: `state` when neither is so. Answers the status.
  Result<std::string> resume(std::string_view case_id, std::string_view reason, const Actor& by);
  /// Ends the work for good. Errors: `refused` while a task of a person's safety is open, `missing_field` without a reason.
  Result<void> cancel(std::string_view case_id, std::string_view reason, const Actor& by);
  /// Stops the work on a case until it is resumed: no stage runs, no timer of the workflow fires, no task is answered, nothing of a `send` step leaves. Legal clocks
  /// run on, with their warnings, breaches and the tasks of those; tasks of a person's safety are answered as ever. Errors: `missing_field` without a reason, `state`.
  Result<std::string> suspend(std::string_view case_id, std::string_view reason, const Actor& by);
  /// Takes a case back to a step.
  struct Retry {
    std::string step;      ///< to run again: where the case stands, or one that it was at before in the same branch, block or for-each; empty: those at which it is parked
    std::string from;      ///< "<step>#<visit>", which of several tokens goes; empty: the only one that can
    std::string approver, approver_role;  ///< another person, needed when an approval that was answered lies on the way again
  };
  /// Errors: `missing_field` without a reason, `not_found` (no such step), `conflict` (several tokens could go; they are named), `refused` (nobody else approved
  /// it; a task of a person's safety is open), `state`. Answers the status.
  Result<std::string> retry(std::string_view case_id, const Retry& retry, std::string_view reason, const Actor& by);

  // What leaves (outbox.hpp). At least once: what is pulled and not acknowledged comes again when its lease ends, with the same key.
  struct Pull {
    std::int64_t most = 10;             ///< 1..kPullMax
    std::int64_t lease_us = 300'000'000;///< 1 s..kLeaseMaxUs
    std::string kind;                   ///< empty: any
  };
  struct Outgoing {
    OutboxMessage message;
    std::string case_id;
    Instant lease_until;
    std::int64_t handed_out = 1;        ///< above 1: it was handed out before
  };
  /// Hands out messages that are ready, the longest waiting first. That they are read is recorded, and the lease is durable, before anything is answered. A message
  /// that was handed out kHandOutsMax times without a word is parked instead. Errors: `range`, `refused` (a role that sees no texts).
  Result<std::vector<Outgoing>> pull_outbox(const Pull& pull, const Actor& by);
  /// The delivery of a message, once: a second time changes nothing and answers false. The step that waits for it goes on.
  Result<bool> acknowledge(std::string_view key, json::Value receipt, const Actor& by);
  /// The delivery failed: it comes again after a while; after kDeliveryFailuresMax times, or `for_good`, it is parked until a person retries or drops it.
  Result<void> delivery_failed(std::string_view key, std::string_view reason, bool for_good, const Actor& by);
  Result<void> retry_delivery(std::string_view key, std::string_view reason, const Actor& by);
  /// Gives a message up. The step that waits for it fails with `unavailable`.
  Result<void> drop_delivery(std::string_view key, std::string_view reason, const Actor& by);
  /// Sets facts by a person or an importer; paths are checked against the record's schema.
  Result<void> set_facts(std::string_view case_id, const json::Object& facts, std::string_view reason, const Actor& by);

  // Legal clocks: only what the rule names moves one, and a person decides it.
  /// `event`: extended (approver, approver_role, notices, add, extension), suspended (reason that the rule names, approver), resumed, restarted (reason, notices). Its
  /// `actor` is set to `by`, an `at` of 0 is now; an extension is always of now. Four eyes: the approver is another person than who acts. A move that the rule does
  /// not allow is `refused` with the sentence, and that stands in the journal.
  Result<void> move_clock(std::string_view case_id, std::string_view clock, calendar::DeadlineEvent event, const Actor& by);
  /// Clocks whose date the packs of today make another one; with `dry_run` nothing is written. `case_id` and `clock` empty: all open ones.
  struct Rebased {
    std::string case_id;
    Turn::Rebase clock;
  };
  Result<std::vector<Rebased>> rebase_clocks(const std::string& case_id, const std::string& clock, const std::string& reason, const Actor& by, bool dry_run);

  // Who reads what (privacy.hpp). Whoever shows something of a single case that is of class P2 or above asks here first, and shows nothing on an error.
  /// Records the reads of one act, all or none; durable when it returns. Of the machine's clock, whatever clock the runtime runs on. Errors: those of read_rows and
  /// ReadLog::append; `state` without a database.
  Result<void> record_reads(const Actor& by, std::span<const ReadAct> acts);
  Result<void> record_read(const Actor& by, const ReadAct& act) { return record_reads(by, {&act, 1}); }
  /// The record of reads, the oldest first; itself a read that is recorded before.
  [[nodiscard]] Result<std::vector<store::Read>> reads(const Actor& by, const store::ReadFilter& filter);

  // Timers and recovery.
  /// Fires what is due at `now` (the clock's when not given), in due order; where workflows differ in priority, in the order of schedule.hpp. What a workflow's rate
  /// holds back stays for a later call. Returns how many fired; none where another process does the acts, which fires them itself.
  Result<std::int64_t> fire_timers(std::optional<Instant> now = std::nullopt);
  /// Goes on with cases whose turn was cut by a crash, with stranded ones that can go on now, and with dates that a newer calendar pack reaches. A case
  /// that was tried three times is parked. Priority and rate as for timers. Nothing where another process does the acts: it has done so.
  Result<std::int64_t> recover();
  /// Stores the case of a bundle (bundle.hpp), events as they are; answers whether it was new. Errors: those of check_bundle and of runtime::take_bundle.
  Result<bool> take_bundle(const json::Value& bundle);

  /// Runs until `stop` returns true: timers at their time, no polling between them, and acts that other processes hand over (handover/server.hpp). `stop` is asked
  /// after each turn and each wake-up, and nothing is begun once it says so; who makes it true calls wake() or, from a signal handler, makes `stopping` readable, a
  /// descriptor that stays the caller's (-1: none).
  Result<void> work(const std::function<bool()>& stop, int stopping = -1);
  /// Lets other processes hand acts over (handover/server.hpp), as `work` does while it runs, until `close_to_others` or the end of the runtime. Answers whether it
  /// takes acts now: not where another process does the acts, for reading only, or, with a line in the log, where the socket cannot be made. Thread: one at a time.
  bool open_to_others();
  /// Takes no more acts; those under way are done and answered first.
  void close_to_others();
  /// Waits until there may be something to do: a timer that is due, a message of one of the kinds (empty: of any) that is ready, a turn of this process, or `most_us`
  /// microseconds (at most a second).
  Result<void> wait_for_work(std::int64_t most_us, std::span<const std::string> kinds);
  /// Lets `work` look at once what is to be done. Thread: any.
  void wake();

  /// Runs one stage over a record without a store; missing sections of `requires` and `optional` are made first. Returns the envelope.
  Result<json::Value> run_stage(const std::string& stage, json::Value record, json::Value config);

  /// Opened read-only when another process does the acts.
  [[nodiscard]] store::Store* store() { return store_.get(); }
  [[nodiscard]] bool hands_over() const { return relay_ != nullptr; }
  [[nodiscard]] const Environment& environment() const { return environment_; }
  [[nodiscard]] const host::StageCatalogue& stages() const { return *environment_.stages; }
  [[nodiscard]] Clock& clock() { return *clock_; }
  [[nodiscard]] const Options& options() const { return options_; }
  [[nodiscard]] const host::LoadReport& load_report() const { return load_report_; }

 private:
  Runtime() = default;
  struct Lane;
  /// A checked record, ready to become the first event of a case.
  struct Opening {
    CaseState state;
    json::Object payload;
    std::string ref;
  };
  Result<Opening> opened(const std::string& workflow, json::Value record, Instant now);
  [[nodiscard]] Instant turn_instant(const json::Value& record, const SubmitOptions& options) const;
  /// The stored case of this id or reference, when the record says no more than it. Errors: those of `same_again`.
  Result<std::optional<Submitted>> known(const std::string& case_id, const std::string& ref, const json::Value& record);
  /// The stored case, when a record that came under its id or reference says no more than its opening did (repeated.hpp). Errors: `already_exists`, and
  /// those of the store.
  Result<Submitted> same_again(const store::CaseRow& stored, const json::Value& record);
  Result<Turn> begin(std::string_view case_id, std::optional<Instant> now = std::nullopt);
  Result<void> finish(Turn& turn);
  /// How the process that does the acts is told which workflow: by its content where this one knows it, else by the name that was deployed there.
  Result<std::string> name_at_worker(const std::string& workflow);
  /// Does what a stored case has left to do.
  Result<void> go_on(const std::string& case_id, int hops = 0);
  /// Keeps the case of a turn that is over for the next one; the turn has no state any more.
  void keep_warm(Turn& turn);
  Result<std::string> keep_message(std::string_view name, std::string_view key, json::Value body, std::string_view message_id, const std::string& actor, const Keep& keep);
  /// `from`: the case that sent it; it has heard itself already. `hops`: how many signals led to this one.
  Result<std::vector<std::string>> broadcast(std::string_view name, json::Value body, std::string_view signal_id, const std::string& actor, std::string_view from, int hops);
  /// Tells other cases what the turn has signalled, once it is durable.
  Result<void> spread(const Turn& turn) { return spread(turn, turn.signals().size()); }
  Result<void> spread(const Turn& turn, std::size_t first);  ///< so many of them
  Result<std::int64_t> date_again();
  /// Gives the stored cases of a workflow whose stages ask for other cases the keys by which they are found: cases from before it asked.
  Result<void> add_lookup_keys(const std::string& workflow);
  /// A workflow as its file has it; those that it calls are the deployed ones, else found beside it or among the installation's.
  [[nodiscard]] Result<std::shared_ptr<const flow::Definition>> read_text(std::string_view text, const std::string& file_name) const;
  Result<void> act(std::string_view case_id, const std::function<Result<void>(Turn&)>& what);
  [[nodiscard]] Result<void> fresh_form(const TaskState& task, std::string_view digest) const;
  Result<void> keep_forms(const std::string& name, const std::vector<TaskState>& tasks);
  /// The same within an act that is under way.
  Result<void> act_now(std::string_view case_id, const std::function<Result<void>(Turn&)>& what);
  /// Counts an act while it runs. Errors: `busy`.
  class UnderWay;
  [[nodiscard]] Result<UnderWay> under_way();
  /// One act on the message of a key. Errors: `not_found` for a text that is no key of a case.
  Result<void> act_on_message(std::string_view key, const std::function<Result<void>(Turn&, const OutboxMessage&)>& what);
  struct Fired {
    std::int64_t count = 0;
    std::optional<Instant> held_until;  ///< a rate holds timers back until then
  };
  Result<Fired> fire_due(Instant until, const std::function<bool()>& stop);
  Result<bool> fire_one(const store::TimerRow& timer, Instant until);
  Result<Fired> recover_cut(const std::function<bool()>& stop);
  Result<void> quarantine(const std::string& case_id, std::int32_t attempts);
  Result<void> rest(std::int64_t wait_us);
  /// How the turns of cases of a definition take their turn; that of a workflow that says nothing when it cannot be read.
  struct Lot;
  [[nodiscard]] Lot lot_of(const std::string& definition_hash);
  /// A workflow that is written for other packs would find other words, tables and forms than its author meant. Errors: `pack_missing`.
  Result<void> packs_fit(const flow::Definition& definition) const;
  Result<std::shared_ptr<const flow::Definition>> definition_by_hash(const std::string& hash);
  /// Looks for signs of danger in a document that the complainant added; opens the safety task, which holds every other back (guardrail G10).
  Result<void> look_for_danger(Turn& turn, const json::Value& document);
  Result<void> knows(const CaseState& state, std::string_view path, const json::Value& value) const;
  Result<void> check_with_loaded(const flow::Definition& definition) const;
  Result<void> check_authority(const flow::Definition& definition) const;
  void log(LogLevel level, std::string_view case_id, std::string_view message) const;
  /// Opens the database: to write it, to read it, or to read it and hand acts over.
  Result<void> open_store();

  Options options_;
  std::shared_ptr<Clock> clock_;
  std::shared_ptr<Entropy> entropy_;
  Environment environment_;
  std::unique_ptr<host::StageCatalogue> catalogue_;
  host::LoadReport load_report_;
  std::unique_ptr<store::Store> store_;
  std::optional<store::ReadLog> read_log_;  ///< set with store_
  mutable std::mutex mutex_;  ///< guards the maps below; never held while a stage runs or a commit waits
  std::map<std::string, std::shared_ptr<const flow::Definition>> by_name_, by_hash_;
  struct Wake;
  std::unique_ptr<Wake> wake_;
  std::unique_ptr<Schedule> schedule_;  ///< has its own lock
  std::unique_ptr<WarmCases> warm_;     ///< has its own lock
  std::atomic<std::int32_t> acts_ = 0;
  std::unique_ptr<handover::Relay> relay_;  ///< set when another process does the acts
  std::unique_ptr<handover::Server> others_;  ///< set while acts of other processes are taken
};

}  // namespace amends::runtime
