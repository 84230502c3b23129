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

enum class CaseStatus { running, waiting, parked, finished, cancelled };

enum class TokenState {
  running,    ///< its command is outstanding (run_stage, decide, choose, set_facts; set_facts of any step that is being left)
  held,       ///< the stage is done, blocking tasks or questions it opened are not
  waiting,    ///< for a person, a message or a timer
  retrying,   ///< a failed stage waits for its backoff timer
  joining,    ///< a parallel step waits for its branches (one token, counts arrivals)
  parked,     ///< only a person can go on; see Token::reason
};

struct Token {
  std::int32_t id = 0;        ///< rising, never reused in a case
  StepIndex step = 0;
  std::int32_t visit = 1;     ///< how often this step was entered, from 1
  TokenState state = TokenState::running;
  std::int32_t parent = 0;    ///< joining token of the enclosing parallel step, 0 outside
  std::int32_t expected = 0;  ///< joining: branches not yet arrived
  std::int32_t attempt = 1;   ///< stage: running attempt, from 1
  bool again = false;         ///< held: run the stage again when the last hold is gone (a question was answered)
  std::vector<std::string> holds;  ///< held: ids of open blocking tasks and questions
  std::string reason;              ///< parked: why, a sentence with the names that were null or the error
  bool leaving = false;            ///< the step's work is done and its `set` is outstanding; then the token goes to `go`
  StepIndex go = kEnd;             ///< leaving: where to; kEnd in a branch is the join
  std::vector<std::string> rungs;  ///< waiting: ids of the escalation timers that have fired
  friend bool operator==(const Token&, const Token&) = default;
};

/// Which alternative the newest visit of a first_of step was left by, so that a later event for another one can be told.
struct Taken {
  StepIndex step = kEnd;
  std::int32_t visit = 0;
  std::int32_t alternative = 0;  ///< index into Step::alternatives
  friend bool operator==(const Taken&, const Taken&) = default;
};

struct State {
  CaseStatus status = CaseStatus::running;
  std::vector<Token> tokens;              ///< in order of creation
  std::vector<std::int32_t> visits;       ///< by step index
  std::int32_t next_token = 1;
  std::vector<Taken> taken;               ///< by step
  friend bool operator==(const State&, const State&) = default;
};

enum class EventKind { started, stage_done, stage_failed, chosen, decided, facts_set, task_answered, message, timer_due, resumed, cancelled, parked };

/// What happened. Fields that a kind does not name are empty.
/// stage_failed also tells that a `decide`, a `set` or the `set` of a step that is being left could not be done: the token parks with `reason`.
/// parked: the runtime stops a running, waiting or retrying token (kTransitionsPerTurnMax, a step that took the process down, a timer or message key that
/// cannot be computed). What the step had opened is taken back; `resumed` gives the command of a running step again, and begins a new visit of a waiting one.
struct Event {
  EventKind kind = EventKind::started;
  std::string step;                      ///< step name; for task_answered, message and timer_due: from `id`
  std::int32_t visit = 1;
  std::string id;                        ///< task_answered: task id; timer_due: timer id; message: the awaited message's id
  std::int32_t branch = -1;              ///< chosen: index into Step::choose; -1 = no branch could be chosen: the token parks with `reason`
  std::vector<std::string> holds;        ///< stage_done: blocking tasks and questions just opened
  bool need_input = false;               ///< stage_done: status need_input: run again after the holds
  bool question = false;                 ///< task_answered: it answers a stage's question (the stage runs again)
  std::string code;                      ///< stage_failed: "unavailable", "needs_person", ... (no "error." prefix)
  bool retryable = false;                ///< stage_failed: unavailable, deadline
  std::string reason;                    ///< stage_failed, chosen, parked: sentence
};

enum class CommandKind { run_stage, decide, choose, set_facts, open_task, close_task, await_message, forget_message, set_timer, cancel_timer, meet_clock, park, finish };

/// What the runtime is to do. The id of
///   a task is           "<step>#<visit>",                 in first_of "<step>#<visit>:<alternative>"
///   an awaited message  "<step>#<visit>",                 in first_of "<step>#<visit>:<alternative>"
///   a timer             "<step>#<visit>:after",           in first_of "<step>#<visit>:<alternative>"
///   a backoff timer     "<step>#<visit>:retry:<n>",       n = the attempt that failed, from 1
///   an escalation timer "<step>#<visit>:escalate:<n>",    in first_of "<step>#<visit>:<alternative>:escalate:<n>", n = the rung, from 1
/// run_stage, decide, choose, set_facts, open_task, await_message and set_timer are waited for (`outstanding`); the others are done at once.
/// Ids are "<step>#<visit>" or "<step>#<visit>:<part>", the same on every replay.
struct Command {
  CommandKind kind = CommandKind::finish;
  StepIndex step = kEnd;
  std::int32_t visit = 1;
  std::int32_t attempt = 1;               ///< run_stage
  std::string id;                         ///< task, timer, awaited message
  const HumanWork* work = nullptr;        ///< open_task: lives as long as the definition
  calendar::Duration after;               ///< set_timer: from the turn's instant
  const feel::Expression* key = nullptr;  ///< await_message: null = the case's id
  std::string message;                    ///< await_message: name
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
