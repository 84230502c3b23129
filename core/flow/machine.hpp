#pragma once
// The state machine: (definition, state, event) -> (state', commands). A pure function: no clock, disk, thread or log.
// The runtime executes the commands and feeds their results back as events; replay folds the same events and ignores the commands;
// `outstanding` gives the commands again that a state still waits for, which is all that recovery needs.
#include <cstdint>
#include <string>
#include <vector>

#include "flow/definition.hpp"
#include "support/json.hpp"

namespace amends::flow {

enum class CaseStatus { running, waiting, parked, finished, cancelled };

enum class TokenState {
  running,    ///< its command is outstanding (run_stage, decide, choose, set_facts)
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
  friend bool operator==(const Token&, const Token&) = default;
};

struct State {
  CaseStatus status = CaseStatus::running;
  std::vector<Token> tokens;              ///< in order of creation
  std::vector<std::int32_t> visits;       ///< by step index
  std::int32_t next_token = 1;
  friend bool operator==(const State&, const State&) = default;
};

enum class EventKind { started, stage_done, stage_failed, chosen, decided, facts_set, task_answered, message, timer_due, resumed, cancelled };

/// What happened. Fields that a kind does not name are empty.
struct Event {
  EventKind kind = EventKind::started;
  std::string step;                      ///< step name; for task_answered, message and timer_due: from `id`
  std::int32_t visit = 1;
  std::string id;                        ///< task_answered: task id; timer_due: timer id; message: alternative or step that it was matched to
  std::int32_t branch = -1;              ///< chosen: index into Step::choose; -1 = no branch could be chosen: the token parks with `reason`
  std::vector<std::string> holds;        ///< stage_done: blocking tasks and questions just opened
  bool need_input = false;               ///< stage_done: status need_input: run again after the holds
  bool question = false;                 ///< task_answered: it answers a stage's question (the stage runs again)
  std::string code;                      ///< stage_failed: "unavailable", "needs_person", ... (no "error." prefix)
  bool retryable = false;                ///< stage_failed: unavailable, deadline
  std::string reason;                    ///< stage_failed, chosen: sentence
};

enum class CommandKind { run_stage, decide, choose, set_facts, open_task, close_task, await_message, forget_message, set_timer, cancel_timer, meet_clock, park, finish };

/// What the runtime is to do. Ids are "<step>#<visit>" or "<step>#<visit>:<part>", the same on every replay.
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
[[nodiscard]] Result<Advance> advance(const Definition& definition, State state, const Event& event);

/// The commands a state still waits for, in token order: after a restart the runtime does these and nothing else.
[[nodiscard]] std::vector<Command> outstanding(const Definition& definition, const State& state);

/// The step name and visit inside "<step>#<visit>[:part]"; `schema` for another text.
struct CommandId { std::string step; std::int32_t visit = 1; std::string part; };
[[nodiscard]] Result<CommandId> parse_command_id(std::string_view id);

/// For reviews and tests: every token with its step, state and reason.
[[nodiscard]] json::Value to_json(const Definition& definition, const State& state);

}  // namespace amends::flow
