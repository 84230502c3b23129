#pragma once
// The state machine: (definition, state, event) -> (state', commands). A pure function: no clock, disk, thread or log.
// The runtime executes the commands and feeds their results back as events; replay folds the same events and ignores the commands;
// `outstanding` gives the commands again that a state still waits for, which is all that recovery needs.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "flow/definition.hpp"
#include "support/json.hpp"

namespace amends::flow {

enum class CaseStatus { running, waiting, parked, finished, cancelled, suspended };

enum class TokenState {
  running,    ///< its command is outstanding (run_stage, decide, choose, set_facts; set_facts of any step that is being left)
  held,       ///< the stage is done, blocking tasks or questions it opened are not
  waiting,    ///< for a person, a message, a timer or a delivery
  retrying,   ///< a failed stage waits for its backoff timer
  joining,    ///< a step waits for the steps inside it (one token, counts arrivals); a `compensate` step for what it undoes
  parked,     ///< only a person can go on; see Token::reason
  blocked,    ///< its milestone does not hold
  absorbing,  ///< its step was left by another token (`join`); takes the branches that come later
};

/// Which item of a for-each a token works on.
struct ItemRef {
  StepIndex each = kEnd;
  std::int32_t visit = 0;  ///< of the for-each step
  std::int32_t index = 0;  ///< of the item, from 0
  friend bool operator==(const ItemRef&, const ItemRef&) = default;
};

/// A finished step that can be undone.
struct Done {
  StepIndex step = kEnd;
  std::int32_t visit = 0;
  std::int32_t scope = 0;      ///< token around it: as Token::parent; the next one out once that has ended
  std::vector<ItemRef> items;
  friend bool operator==(const Done&, const Done&) = default;
};

struct Token {
  std::int32_t id = 0;        ///< rising, never reused in a case
  StepIndex step = 0;
  std::int32_t visit = 1;     ///< how often this step was entered, from 1
  TokenState state = TokenState::running;
  std::int32_t parent = 0;    ///< joining (or absorbing) token of the enclosing step, 0 outside
  std::int32_t branch = 0;    ///< of the enclosing step: index of the branch or item
  std::int32_t expected = 0;  ///< joining, absorbing: branches begun and not yet arrived
  std::int32_t attempt = 1;   ///< stage: running attempt, from 1
  bool again = false;         ///< held: run the stage again when the last hold is gone (a question was answered)
  std::vector<std::string> holds;  ///< held: ids of open blocking tasks and questions
  std::string reason;              ///< parked: why, a sentence with the names that were null or the error
  bool leaving = false;            ///< the step's work is done and its `set` is outstanding; then the token goes to `go`
  StepIndex go = kEnd;             ///< leaving: where to; kEnd in a branch is the join
  std::vector<std::string> rungs;  ///< waiting: ids of the escalation timers and reminders that have fired
  std::int32_t arrived = 0;        ///< joining: branches that have arrived
  std::int32_t begun = 0;          ///< joining: branches and items begun
  std::int32_t total = 0;          ///< joining: branches that are to run, items known so far
  std::vector<std::int32_t> heard; ///< by Step::on: how often it was heard; empty: none was
  std::vector<ItemRef> items;      ///< outermost first
  std::vector<Done> undoing;       ///< joining at a `compensate` step: what is still to be undone, oldest first
  friend bool operator==(const Token&, const Token&) = default;
};

/// Which alternative the newest visit of a first_of step was left by, so that a later event for another one can be told.
struct Taken {
  StepIndex step = kEnd;
  std::int32_t visit = 0;
  std::int32_t alternative = 0;  ///< index into Step::alternatives
  friend bool operator==(const Taken&, const Taken&) = default;
};

/// How often a step with a bound was entered while the step around it runs.
struct Round {
  StepIndex step = kEnd;
  std::int32_t scope = 0;  ///< as Token::parent
  std::int32_t entered = 0;
  friend bool operator==(const Round&, const Round&) = default;
};

struct State {
  CaseStatus status = CaseStatus::running;
  std::vector<Token> tokens;              ///< in order of creation
  std::vector<std::int32_t> visits;       ///< by step index
  std::int32_t next_token = 1;
  bool suspended = false;                 ///< a person stopped the work: tokens stay where they are until it is continued
  std::vector<Taken> taken;               ///< by step
  std::vector<Round> rounds;              ///< of steps with a bound, in order of their first entry
  std::vector<Done> done;                 ///< what `compensate` can undo, in order of completion
  friend bool operator==(const State&, const State&) = default;
};

enum class EventKind {
  started, stage_done, stage_failed, chosen, decided, facts_set, task_answered, message, timer_due, resumed, cancelled, parked, listed, item_added,
  queued,        ///< the message of a `send` step stands in the outbox
  acknowledged,  ///< it was delivered; `stage_failed` when it was given up
  suspended,     ///< the case does no work; takes answers of tasks that hold a stage, deliveries, `continued` and `cancelled` alone
  continued,     ///< it works again: `outstanding` gives what is to be done
  retried,       ///< a person takes a token back to a step of its scope that was entered before, its own included
};

/// What happened. Fields that a kind does not name are empty.
/// stage_failed also tells that a `decide`, a `set` or the `set` of a step that is being left could not be done: the token parks with `reason`.
/// parked: the runtime stops a running, waiting or retrying token (kTransitionsPerTurnMax, a step that took the process down, a timer or message key that
/// cannot be computed). What the step had opened is taken back; `resumed` gives the command of a running step again, and begins a new visit of a waiting one.
struct Event {
  EventKind kind = EventKind::started;
  std::string step;                      ///< step name; for task_answered, message and timer_due: from `id`
  std::int32_t visit = 1;
  std::string id;                        ///< task_answered: task id; timer_due: timer id; message: the awaited message's id; acknowledged: "<step>#<visit>"
  std::int32_t branch = -1;              ///< chosen at `choose`: index into Step::choose; -1 = no branch could be chosen: the token parks with `reason`
  std::vector<std::int32_t> branches;    ///< chosen at `inclusive`: rising indexes into Step::branches; none = the token parks with `reason`
  std::int32_t count = 0;                ///< listed, item_added: items; 0 of `item_added` is refused
  std::vector<std::string> holds;        ///< stage_done: blocking tasks and questions just opened
  bool need_input = false;               ///< stage_done: status need_input: run again after the holds
  bool question = false;                 ///< task_answered: it answers a stage's question (the stage runs again)
  std::string code;                      ///< stage_failed: "unavailable", "needs_person", ... (no "error." prefix)
  bool retryable = false;                ///< stage_failed: unavailable, deadline
  std::string reason;                    ///< stage_failed, chosen, parked: sentence
  std::string target;                    ///< retried: the step to go back to
};

enum class CommandKind { run_stage, decide, choose, set_facts, open_task, close_task, await_message, forget_message, set_timer, cancel_timer, meet_clock, park, finish, list_items, send_signal, send_message };

/// What the runtime is to do. The id of
///   a task is           "<step>#<visit>",                 in first_of "<step>#<visit>:<alternative>"
///   an awaited message  "<step>#<visit>",                 in first_of "<step>#<visit>:<alternative>"
///   a timer             "<step>#<visit>:after",           in first_of "<step>#<visit>:<alternative>"
///   a backoff timer     "<step>#<visit>:retry:<n>",       n = the attempt that failed, from 1
///   an escalation timer "<step>#<visit>:escalate:<n>",    in first_of "<step>#<visit>:<alternative>:escalate:<n>", n = the rung, from 1
///   a reminder          "<step>#<visit>:remind:<n>",      in first_of "<step>#<visit>:<alternative>:remind:<n>", n from 1
///   an `on` event       "<step>#<visit>:on:<name>",       heard for the n-th time, from 2: "<step>#<visit>:on:<name>:<n>"
///   an item to come     "<step>#<visit>:more:<n>",        n = how many items there will be
/// run_stage, decide, choose, list_items, set_facts, send_message, open_task, await_message and set_timer are waited for (`outstanding`); the others are done at once.
/// Ids are "<step>#<visit>" or "<step>#<visit>:<part>", the same on every replay.
struct Command {
  CommandKind kind = CommandKind::finish;
  StepIndex step = kEnd;
  std::int32_t visit = 1;
  std::int32_t attempt = 1;               ///< run_stage
  std::string id;                         ///< task, timer, awaited message
  const HumanWork* work = nullptr;        ///< open_task: lives as long as the definition
  calendar::Duration after;               ///< set_timer: from the turn's instant
  std::optional<calendar::Duration> before;  ///< set_timer: so long before what `after` gives
  const feel::Expression* key = nullptr;  ///< await_message: null = the case's id
  std::string message;                    ///< await_message: name; with `signal` that of a signal; send_signal
  bool signal = false;                    ///< await_message, forget_message: it listens for a signal, which has no key and goes to all
  std::string clock;                      ///< meet_clock: kind
  std::string reason;                     ///< park
};

struct Advance {
  State state;
  std::vector<Command> commands;
};

/// One event. Errors: `state` when the event does not fit (a task answered twice, a step that has no token): the caller refuses it and journals nothing.
/// A state that was moved in is lost then; `advance_in_place` keeps it.
[[nodiscard]] Result<Advance> advance(const Definition& definition, State state, const Event& event);

/// The same on the caller's state, for callers that spare the copy: `commands` is appended to. On an error state and commands are as they were.
[[nodiscard]] Result<void> advance_in_place(const Definition& definition, State& state, const Event& event, std::vector<Command>& commands);

/// True while a token waits for what the command does. A command that another one of the same event took back is not to be carried out.
[[nodiscard]] bool still_wanted(const Definition& definition, const State& state, const Command& command);

/// The token that is in this visit of a step; nullptr when it was left.
[[nodiscard]] const Token* token_at(const State& state, StepIndex step, std::int32_t visit);

/// The commands a state still waits for, in token order: after a restart the runtime does these and nothing else.
[[nodiscard]] std::vector<Command> outstanding(const Definition& definition, const State& state);

/// The step name and visit inside "<step>#<visit>[:part]"; `schema` for another text.
struct CommandId { std::string step; std::int32_t visit = 1; std::string part; };
[[nodiscard]] Result<CommandId> parse_command_id(std::string_view id);

/// "waiting", "held", ...; static storage.
[[nodiscard]] std::string_view status_name(CaseStatus status) noexcept;
[[nodiscard]] std::string_view token_state_name(TokenState state) noexcept;
[[nodiscard]] std::string_view kind_name(StepKind kind) noexcept;

/// For reviews and tests: every token with its step, state and reason.
[[nodiscard]] json::Value to_json(const Definition& definition, const State& state);

}  // namespace amends::flow
