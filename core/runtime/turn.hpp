#pragma once
// One turn: from an external fact until the case waits or ends. Executes the flow's commands, collects the sealed events, and writes
// nothing; of the database it only asks about other cases.
// Thread: one turn at a time on one object; many objects on many threads, as long as the stages allow it.
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "guard/guard.hpp"
#include "host/stage.hpp"
#include "runtime/case_state.hpp"
#include "runtime/clocks.hpp"
#include "runtime/contracts.hpp"
#include "runtime/lookups.hpp"
#include "runtime/organisation.hpp"
#include "runtime/projection.hpp"
#include "runtime/scope.hpp"
#include "runtime/stage_runner.hpp"
#include "runtime/warm_cases.hpp"
#include "store/store.hpp"

namespace amends::packs { class PackSet; }

namespace amends::runtime {

/// What turns may use. Owned by the runtime, immutable while it is open.
struct Environment {
  const host::StageCatalogue* stages = nullptr;
  std::shared_ptr<const packs::PackSet> packs;
  std::shared_ptr<const guard::Guard> guard;
  std::shared_ptr<const Organisations> organisations;
  std::shared_ptr<const ClockRules> clock_rules;
  std::shared_ptr<const Contracts> contracts;
  Entropy* entropy = nullptr;
  std::shared_ptr<const AskingWorkflows> asking;  ///< set wherever `store` is
  store::Store* store = nullptr;  ///< asked about other cases (lookups.hpp); nullptr: nothing is known of them
};

class Turn {
 public:
  /// What the store has of a case: its newest event, when that was, and how the case is listed. `seq` 0: nothing, the case is new.
  struct Stored {
    std::int64_t seq = 0;
    Digest head{};
    Instant at;
    std::string status;
  };
  /// A new case, or one that was folded from its journal.
  Turn(const Environment& environment, CaseState state, const Stored& stored, Instant now);
  /// A case that goes on where its last turn ended.
  Turn(const Environment& environment, WarmCase warm, Instant now);

  /// Appends one event that happened outside (opened, answered, fired, corrected) and queues what the flow asks for.
  /// Errors: those of CaseState::apply; nothing is appended then.
  Result<void> happen(std::string_view kind, json::Value payload, std::string_view actor);
  /// Works off the queue until the case waits, ends, or (with `checkpoint_each_step`) one stage, decision or choice is done.
  /// Errors: `internal` and `corrupt` only; what stages do wrong becomes events.
  Result<void> run(bool checkpoint_each_step = false);
  [[nodiscard]] bool idle() const { return queue_.empty() && !held_; }
  /// With `hold`, run() stops before a stage that wants the calls of several cases together: held_stage() and held_call() tell which and with what, give()
  /// hands its answer in, and run() goes on. Nothing of the turn depends on whether it was held.
  void hold_where_together(bool hold) { holds_ = hold; }
  [[nodiscard]] host::Stage* held_stage() const { return held_ ? held_->stage : nullptr; }
  [[nodiscard]] const host::StageCall& held_call() const { return held_->call->call(); }
  void give(Result<host::StageAnswer> answer) { held_->answer.emplace(std::move(answer)); }
  /// Queues the commands a recovered case still waits for.
  void recover();

  /// The events since the last call, sealed and ready to append. When the append fails the whole object is thrown away and the turn computed again.
  [[nodiscard]] store::Turn take();
  [[nodiscard]] const std::string& status() const { return projected_.status; }  ///< of the case, as it was taken last
  /// The case as it stands after its last part became durable; nothing where it cannot be gone on with. The turn is over.
  [[nodiscard]] std::optional<WarmCase> release();

  [[nodiscard]] const CaseState& state() const { return state_; }
  [[nodiscard]] Instant now() const { return now_; }
  [[nodiscard]] const Organisation& organisation() const;
  [[nodiscard]] bool has_events() const { return !events_.empty(); }
  /// Opens a task that no step asked for (a breached clock, a withheld letter).
  Result<void> open_task(json::Object task);
  /// Fires one timer of this case, whatever kind it is (flow, clock).
  Result<void> fire_timer(const std::string& timer_id, Instant due_at);
  /// Ends a running clock; an answer's `sent_at` counts as the instant when it lies between the start and now.
  Result<void> meet_clock(std::string_view kind, const json::Value& answer, std::string_view by);
  /// Moves a legal clock by what its rule names (deadline.hpp), as of the event's `at`. `act` goes into the payload: {by, role, for}. Errors: `not_found` for a
  /// clock that the case has not, `refused` with the sentence for the person (nothing is appended then), `state`, `conflict` when newer packs make another date
  /// than the recorded one: that is a rebase, never a side effect.
  Result<void> move_clock(std::string_view kind, const calendar::DeadlineEvent& event, json::Object act, std::string_view actor);
  /// What the packs of today make of a running or suspended clock. Nothing when they make the same date. Errors: those of Deadline::compute.
  struct Rebase {
    std::string kind, rule;
    Instant due_before, due_after;
    json::Value ledger_before, ledger_after;
  };
  [[nodiscard]] Result<std::optional<Rebase>> rebase_of(const ClockState& clock);
  /// Moves it to that date by a clock_rebased event. `act`: {by, role, reason}.
  Result<bool> rebase_clock(std::string_view kind, json::Object act, std::string_view actor);
  /// Starts the clocks of the workflow's `clocks:` block and those a stage offered; moves a running clock to the row whose condition now holds.
  Result<void> reconsider_clocks(const json::Value* envelope);
  /// Looks whether a list that a for-each runs over has grown, and adds the items that are new by their key; without a key, those behind the known ones.
  Result<void> reconsider_items();
  /// The payload of a message that comes to a wait.
  [[nodiscard]] json::Object received(const std::string& wait_id, std::string_view name, std::string_view key, std::string_view message_id, json::Value body, bool kept = false) const;
  /// Queues `on` events that could not be set when their step was entered, because a key or a date was not known.
  void set_missing_events();
  /// A case that was suspended works again: queues what it waits for, and gives its steps the messages that it kept meanwhile.
  Result<void> go_on();
  /// The signals that steps of this turn sent, for the other cases that listen; in order.
  [[nodiscard]] const std::vector<std::string>& signals() const { return signals_; }
  /// How many signals led to this turn, from one case to the next.
  [[nodiscard]] int hops() const { return hops_; }
  void came_by_signal(int hops) { hops_ = hops; }
  /// Works out anew the dates that lay beyond the calendar pack. What is still beyond it stays as it is; `has_events` tells whether any was found.
  Result<void> retry_dates();

 private:
  /// Records that something has no date because the calendar pack ends before it; once for each id. The work goes on without the date.
  /// `before`: the date is so long before what `length` gives.
  Result<void> date_missing(std::string id, const calendar::Duration& length, Instant from, std::string_view rule = {}, const std::optional<calendar::Duration>& before = std::nullopt);
  Result<void> undated_warnings(const ClockPlan& plan);
  /// `text`: the payload as it is journalled, empty = `payload` written; `envelope`: its member of that name when it is kept apart.
  Result<void> append(std::string_view kind, json::Value payload, std::string text, std::string_view actor, json::Value* envelope = nullptr);
  Result<void> work_off(bool checkpoint_each_step);  ///< the queue, as run() says
  Result<void> execute(const flow::Command& command);
  Result<void> run_stage(const flow::Command& command);
  /// The stage's configuration with what its `with` says now; valid until the next call. Errors: an expression that cannot be evaluated.
  [[nodiscard]] Result<const json::Value*> configuration(const flow::Command& command);
  [[nodiscard]] StageInput stage_input(const flow::Step& step, const host::StageManifest& manifest, const flow::Token* token);
  /// Makes an answer, or why there is none, an event.
  Result<void> conclude(const flow::Command& command, const host::Stage& stage, std::optional<json::Value> release, Result<StageOutcome> outcome);
  /// Goes on with a held stage that has its answer.
  Result<void> give_up_hold();
  /// Asks what the stage's manifest wants to know of other cases and journals it, unless this run has its answers.
  Result<void> ask_lookups(const flow::Command& command, const host::StageManifest& manifest);
  Result<void> stage_failed(const flow::Command& command, std::string_view stage, const Error& error, bool retryable);
  /// Of a step that runs no stage and cannot do its work; a person is needed.
  Result<void> step_failed(const flow::Command& command, std::string_view code, std::string message);
  /// Stops a token that the flow did not stop itself, with the reason for a person.
  Result<void> park(const flow::Command& command, std::string reason);
  Result<void> choose(const flow::Command& command);
  Result<void> choose_branches(const flow::Command& command);
  Result<void> list_items(const flow::Command& command);
  Result<json::Array> items_of(const flow::Step& step, const flow::Token* token) const;
  Result<void> await_message(const flow::Command& command);
  Result<void> decide(const flow::Command& command);
  Result<void> set_facts(const flow::Command& command);
  /// Puts what a `send` step says into the outbox, if it may leave.
  Result<void> send_message(const flow::Command& command);
  Result<void> open_human_task(const flow::Command& command);
  Result<void> name_candidates(json::Object& task, const flow::Command& command);
  Result<void> start_clock(const ClockPlan& plan);
  json::Object clock_payload(const ClockPlan& plan) const;
  /// Gives a plan the warnings, `on_breach` and `to` that the workflow names for its clock.
  Result<void> dress(ClockPlan& plan) const;
  /// Finds the plan's warnings that are spent: a rung fires once for each date that the clock has.
  void spend(ClockPlan& plan, const ClockState& before) const;
  /// Both for a clock that is counted anew; one that stands still keeps what it had.
  Result<void> dress_again(ClockPlan& plan, const ClockState& before) const;
  /// The payload of a move: what was before beside what is.
  json::Object moved_payload(const ClockPlan& plan, const ClockState& before) const;
  /// The row that a clock is counted by today: its own, or where that is no law on the day of its start any more, the one that is. nullptr: no row.
  [[nodiscard]] const LoadedRule* row_of(const ClockState& clock) const;
  void find_lookup_salt();
  bool strand_without_packs();  ///< true when the workflow is written for packs that this runtime was not opened with
  [[nodiscard]] CaseScope scope() const;
  /// The same with the items that the command's token works on.
  [[nodiscard]] CaseScope scope(const flow::Command& command) const;
  /// The items that the command's step stands in.
  [[nodiscard]] ItemPath items_around(const flow::Command& command) const;

  const Environment& environment_;
  CaseState state_;
  std::int64_t durable_seq_;  ///< of the newest event that was taken
  Digest durable_head_;
  Instant durable_at_;
  Instant now_;
  std::deque<flow::Command> queue_;
  std::vector<store::Event> events_;
  store::Projection projected_;  ///< what the store holds of this case but its tasks, so that only changes are written
  std::optional<std::int64_t> lookup_salt_;  ///< of the store, when others may ask for this case: a stage of its workflow asks for others
  std::string stranded_;  ///< why no loaded plugin can carry the case on; empty when it can
  std::int64_t steps_ = 0;
  /// A stage whose call waits to be made together with others.
  struct Held {
    flow::Command command;
    host::Stage* stage = nullptr;
    std::optional<json::Value> release;
    std::unique_ptr<const PreparedCall> call;
    std::optional<Result<host::StageAnswer>> answer;
  };
  bool holds_ = false;
  std::optional<Held> held_;
  json::Value config_;  ///< of the stage that runs now, when its `with` adds to it
  std::optional<json::Value> item_record_;  ///< what the stage that runs now sees, where it is another one than the case's
  std::vector<std::string> signals_;
  int hops_ = 0;
  json::Value diagnostic_;  ///< of the stage that failed last; null when it gave none
};

}  // namespace amends::runtime
