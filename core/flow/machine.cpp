#include "flow/machine.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <limits>
#include <optional>

#include "flow/duration_sum.hpp"

namespace amends::flow {
namespace {

/// What a fitting event does to its token.
enum class Action {
  finish_stage,      ///< leave, or be held by what the stage asked
  fail_stage,        ///< try again later, take the error route, or park
  release_hold,      ///< one task less; with the last one run again or leave
  run_again,         ///< the backoff is over
  branch,            ///< go where `choose` says, or park
  leave,             ///< the step's work is done
  move_on,           ///< the facts of a step that is being left are set
  note_rung,         ///< a rung of the task: people are told, the token stays
  take_alternative,  ///< the first of several; or a rung of one of its tasks
  park,
  resume,
};

constexpr unsigned only(StepKind kind) { return 1u << static_cast<unsigned>(kind); }
constexpr unsigned kAny = ~0u;
constexpr unsigned kNoStage = ~only(StepKind::stage);

struct Transition {
  unsigned kinds;      ///< of step
  TokenState state;
  bool leaving;
  EventKind event;
  Action action;
};

// The whole machine but for `started` and `cancelled`, which concern all tokens. What has no row is refused.
constexpr Transition kTransitions[] = {
    // step kinds                 token state           leaving  event                      action
    {only(StepKind::stage),       TokenState::running,  false,   EventKind::stage_done,     Action::finish_stage},
    {only(StepKind::stage),       TokenState::running,  false,   EventKind::stage_failed,   Action::fail_stage},
    {only(StepKind::stage),       TokenState::held,     false,   EventKind::task_answered,  Action::release_hold},
    {only(StepKind::stage),       TokenState::retrying, false,   EventKind::timer_due,      Action::run_again},
    {only(StepKind::choose),      TokenState::running,  false,   EventKind::chosen,         Action::branch},
    {only(StepKind::decide),      TokenState::running,  false,   EventKind::decided,        Action::leave},
    {only(StepKind::set),         TokenState::running,  false,   EventKind::facts_set,      Action::leave},
    {only(StepKind::human),       TokenState::waiting,  false,   EventKind::task_answered,  Action::leave},
    {only(StepKind::human),       TokenState::waiting,  false,   EventKind::timer_due,      Action::note_rung},
    {only(StepKind::message),     TokenState::waiting,  false,   EventKind::message,        Action::leave},
    {only(StepKind::wait),        TokenState::waiting,  false,   EventKind::timer_due,      Action::leave},
    {only(StepKind::first_of),    TokenState::waiting,  false,   EventKind::message,        Action::take_alternative},
    {only(StepKind::first_of),    TokenState::waiting,  false,   EventKind::task_answered,  Action::take_alternative},
    {only(StepKind::first_of),    TokenState::waiting,  false,   EventKind::timer_due,      Action::take_alternative},
    {kAny,                        TokenState::running,  true,    EventKind::facts_set,      Action::move_on},
    {kAny,                        TokenState::running,  true,    EventKind::stage_failed,   Action::park},
    {kNoStage,                 TokenState::running,  false,   EventKind::stage_failed,   Action::park},
    {kAny,                        TokenState::running,  false,   EventKind::parked,         Action::park},
    {kAny,                        TokenState::running,  true,    EventKind::parked,         Action::park},
    {kAny,                        TokenState::waiting,  false,   EventKind::parked,         Action::park},
    {only(StepKind::stage),       TokenState::retrying, false,   EventKind::parked,         Action::park},
    {kAny,                        TokenState::parked,   false,   EventKind::resumed,        Action::resume},
    {kAny,                        TokenState::parked,   true,    EventKind::resumed,        Action::resume},
};

const Transition* transition(StepKind kind, const Token& token, EventKind event) {
  for (const auto& row : kTransitions)
    if (row.event == event && row.state == token.state && row.leaving == token.leaving && (row.kinds & only(kind)) != 0) return &row;
  return nullptr;
}

bool waits(StepKind kind) { return kind == StepKind::human || kind == StepKind::message || kind == StepKind::wait || kind == StepKind::first_of; }

// ---- ids

struct IdView {
  std::string_view step;
  std::int32_t visit = 0;
  std::string_view part;
};

bool positive(std::string_view text, std::int32_t& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size() && out >= 1 && text[0] != '0';
}

bool split_id(std::string_view id, IdView& out) {
  const auto hash = id.find('#');
  if (hash == std::string_view::npos || hash == 0) return false;
  const auto colon = id.find(':', hash);
  out.step = id.substr(0, hash);
  out.part = colon == std::string_view::npos ? std::string_view{} : id.substr(colon + 1);
  if (colon != std::string_view::npos && out.part.empty()) return false;
  const auto visit = id.substr(hash + 1, colon == std::string_view::npos ? colon : colon - hash - 1);
  return !visit.empty() && positive(visit, out.visit);
}

std::string make_id(const Step& step, std::int32_t visit, std::string_view part = {}) {
  char digits[12];
  const auto end = std::to_chars(digits, digits + sizeof digits, visit).ptr;
  std::string id;
  id.reserve(step.name.size() + 13 + part.size());
  id.append(step.name).append(1, '#').append(digits, end);
  if (!part.empty()) id.append(1, ':').append(part);
  return id;
}

constexpr std::string_view kEscalate = "escalate:";
constexpr std::string_view kRetry = "retry:";

/// The id of rung n (from 1) of a task.
std::string rung_id(const std::string& task_id, std::size_t rung) {
  return task_id + ":" + std::string(kEscalate) + std::to_string(rung);
}

/// True when `part` is "escalate:<n>" with a rung of `work`.
bool is_rung(const HumanWork& work, std::string_view part) {
  std::int32_t rung = 0;
  return part.starts_with(kEscalate) && positive(part.substr(kEscalate.size()), rung) && static_cast<std::size_t>(rung) <= work.escalate.size();
}

bool has(const std::vector<std::string>& texts, std::string_view text) { return std::find(texts.begin(), texts.end(), text) != texts.end(); }

// ---- commands

Command command(CommandKind kind, const Token& token, std::string id = {}) {
  Command out;
  out.kind = kind;
  out.step = token.step;
  out.visit = token.visit;
  out.id = std::move(id);
  return out;
}

void open_task(const HumanWork& work, const Token& token, std::string id, std::vector<Command>& out) {
  auto open = command(CommandKind::open_task, token, id);
  open.work = &work;
  out.push_back(std::move(open));
  std::optional<calendar::Duration> after;
  for (std::size_t i = 0; i < work.escalate.size(); ++i) {
    after = after ? add(*after, work.escalate[i].after) : work.escalate[i].after;  // the reader has refused ladders that do not add up
    auto timer_id = rung_id(id, i + 1);
    if (!after || has(token.rungs, timer_id)) continue;
    auto timer = command(CommandKind::set_timer, token, std::move(timer_id));
    timer.after = *after;
    out.push_back(std::move(timer));
  }
}

void await_message(const std::string& name, const std::optional<feel::Expression>& key, const Token& token, std::string id, std::vector<Command>& out) {
  auto wait = command(CommandKind::await_message, token, std::move(id));
  wait.message = name;
  wait.key = key ? &*key : nullptr;
  out.push_back(std::move(wait));
}

void set_timer(calendar::Duration after, const Token& token, std::string id, std::vector<Command>& out) {
  auto timer = command(CommandKind::set_timer, token, std::move(id));
  timer.after = after;
  out.push_back(std::move(timer));
}

/// The commands that this token waits for. Entering a step and recovering after a restart both come here, so that they cannot differ.
void wanted(const Step& step, const Token& token, std::vector<Command>& out) {
  switch (token.state) {
    case TokenState::running: {
      if (token.leaving) return out.push_back(command(CommandKind::set_facts, token));
      switch (step.kind) {
        case StepKind::stage: {
          auto run = command(CommandKind::run_stage, token);
          run.attempt = token.attempt;
          return out.push_back(std::move(run));
        }
        case StepKind::decide: return out.push_back(command(CommandKind::decide, token));
        case StepKind::choose: return out.push_back(command(CommandKind::choose, token));
        default: return out.push_back(command(CommandKind::set_facts, token));
      }
    }
    case TokenState::retrying:
      return set_timer(doubled(step.retry.backoff, token.attempt), token, make_id(step, token.visit, std::string(kRetry) + std::to_string(token.attempt)), out);
    case TokenState::waiting:
      switch (step.kind) {
        case StepKind::human: return open_task(step.human, token, make_id(step, token.visit), out);
        case StepKind::message: return await_message(step.message, step.key, token, make_id(step, token.visit), out);
        case StepKind::wait: return set_timer(*step.wait, token, make_id(step, token.visit, "after"), out);
        default:
          for (const auto& alternative : step.alternatives) {
            auto id = make_id(step, token.visit, alternative.name);
            if (alternative.human) open_task(*alternative.human, token, std::move(id), out);
            else if (alternative.after) set_timer(*alternative.after, token, std::move(id), out);
            else await_message(alternative.message, alternative.key, token, std::move(id), out);
          }
          return;
      }
    case TokenState::held:      // its tasks are the stage's, opened with the stage's result
    case TokenState::joining:   // its branches have their own tokens
    case TokenState::parked: return;
  }
}

/// The command that takes back an outstanding one; nothing for those that are answered within the turn.
std::optional<CommandKind> opposite(CommandKind kind) {
  switch (kind) {
    case CommandKind::open_task: return CommandKind::close_task;
    case CommandKind::await_message: return CommandKind::forget_message;
    case CommandKind::set_timer: return CommandKind::cancel_timer;
    default: return std::nullopt;
  }
}

// ---- refusals

/// Which token an event is for, and what it does there.
struct Match {
  std::size_t token = 0;
  Action action = Action::park;
  std::int32_t alternative = -1;  ///< take_alternative: the one that won; -1: a rung of one of its tasks
};

std::string_view event_name(EventKind kind) {
  switch (kind) {
    case EventKind::started: return "started";
    case EventKind::stage_done: return "stage_done";
    case EventKind::stage_failed: return "stage_failed";
    case EventKind::chosen: return "chosen";
    case EventKind::decided: return "decided";
    case EventKind::facts_set: return "facts_set";
    case EventKind::task_answered: return "task_answered";
    case EventKind::message: return "message";
    case EventKind::timer_due: return "timer_due";
    case EventKind::resumed: return "resumed";
    case EventKind::cancelled: return "cancelled";
    case EventKind::parked: return "parked";
  }
  return "unknown";
}

bool has_command_id(EventKind kind) { return kind == EventKind::task_answered || kind == EventKind::message || kind == EventKind::timer_due; }

Error refuse(const Event& event, std::string message) {
  auto where = !event.id.empty() ? event.id : event.step.empty() ? std::string(event_name(event.kind)) : event.step + "#" + std::to_string(event.visit);
  return fail(ErrorCode::state, std::move(message), std::move(where));
}

constexpr std::string_view kReadAgain = "; read the case again";

/// Why no token takes this event.
Error no_token(const Definition& definition, const State& state, const Event& event, StepIndex index, std::int32_t visit, std::string_view part) {
  const auto& step = definition.step(index);
  for (const auto& taken : state.taken) {
    if (taken.step != index || taken.visit != visit) continue;
    const auto& winner = step.alternatives[static_cast<std::size_t>(taken.alternative)].name;
    return refuse(event, "the step '" + step.name + "' was already taken by '" + winner + "'" + (part == winner ? " before" : "") + std::string(kReadAgain));
  }
  const auto entered = state.visits[static_cast<std::size_t>(index)];
  if (visit > entered) return refuse(event, "the step '" + step.name + "' has not been entered " + (visit == 1 ? std::string("yet") : std::to_string(visit) + " times") + std::string(kReadAgain));
  for (const auto& token : state.tokens)
    if (token.step == index && token.visit == visit)
      return refuse(event, "the step '" + step.name + "' is " + std::string(token.leaving ? "being left" : token_state_name(token.state)) + " and takes no '" + std::string(event_name(event.kind)) +
                               "' now" + std::string(kReadAgain));
  return refuse(event, "the step '" + step.name + "' was left already (visit " + std::to_string(visit) + " of " + std::to_string(entered) + ")" + std::string(kReadAgain));
}

/// Whether the part of an id names something this step waits for.
bool part_fits(const Step& step, const Token& token, const Event& event, std::string_view part, Match& match) {
  switch (match.action) {
    case Action::run_again: {
      std::int32_t attempt = 0;
      return part.starts_with(kRetry) && positive(part.substr(kRetry.size()), attempt) && attempt == token.attempt;
    }
    case Action::leave:
      return event.kind == EventKind::timer_due ? part == "after" : part.empty();
    case Action::note_rung:
      return is_rung(step.human, part) && !has(token.rungs, event.id);
    case Action::take_alternative: {
      const auto name = part.substr(0, part.find(':'));
      const auto rest = name.size() == part.size() ? std::string_view{} : part.substr(name.size() + 1);
      const auto found = std::find_if(step.alternatives.begin(), step.alternatives.end(), [&](const Alternative& alternative) { return alternative.name == name; });
      if (found == step.alternatives.end()) return false;
      if (event.kind == EventKind::timer_due && found->human) return is_rung(*found->human, rest) && !has(token.rungs, event.id);
      const bool kind_fits = event.kind == EventKind::message ? !found->message.empty() : event.kind == EventKind::task_answered ? found->human.has_value() : found->after.has_value();
      if (!kind_fits || name.size() != part.size()) return false;
      match.alternative = static_cast<std::int32_t>(found - step.alternatives.begin());
      return true;
    }
    default: return true;
  }
}

Result<Match> find_match(const Definition& definition, const State& state, const Event& event) {
  Match match;
  if (event.kind == EventKind::task_answered) {  // a task that a stage opened has the stage's id, not ours
    for (std::size_t i = 0; i < state.tokens.size(); ++i) {
      const auto& token = state.tokens[i];
      if (token.state != TokenState::held || !has(token.holds, event.id)) continue;
      match.token = i;
      match.action = Action::release_hold;
      return match;
    }
  }
  IdView id{event.step, event.visit, {}};
  if (has_command_id(event.kind) && !split_id(event.id, id)) return refuse(event, "no step waits for '" + event.id + "'" + std::string(kReadAgain));
  const auto index = definition.find(id.step);
  if (index == kEnd) return refuse(event, "the workflow has no step '" + std::string(id.step) + "'; is the case pinned to another version?");
  const auto& step = definition.step(index);
  for (std::size_t i = 0; i < state.tokens.size(); ++i) {
    const auto& token = state.tokens[i];
    if (token.step != index || token.visit != id.visit) continue;
    const auto* row = transition(step.kind, token, event.kind);
    if (!row) break;
    match.token = i;
    match.action = row->action;
    if (match.action == Action::release_hold) break;  // an id that the token does not hold
    if (has_command_id(event.kind) && !part_fits(step, token, event, id.part, match)) return refuse(event, "the step '" + step.name + "' does not wait for '" + event.id + "'" + std::string(kReadAgain));
    return match;
  }
  return no_token(definition, state, event, index, id.visit, id.part);
}

Result<void> check_payload(const Definition& definition, const State& state, const Event& event, const Match& match) {
  const auto& step = definition.step(state.tokens[match.token].step);
  if (match.action == Action::branch && (event.branch < -1 || event.branch >= static_cast<std::int32_t>(step.choose.size())))
    return refuse(event, "the step '" + step.name + "' has no branch " + std::to_string(event.branch) + "; it has " + std::to_string(step.choose.size()));
  if (match.action == Action::finish_stage && has(event.holds, "")) return refuse(event, "a task that holds the step '" + step.name + "' has no id; give it one");
  return {};
}

// ---- changes

/// Carries out one event that fits. Works on indexes: tokens come and go on the way.
class Mover {
 public:
  Mover(const Definition& definition, State& state, std::vector<Command>& commands) : definition_(definition), state_(state), commands_(commands) {}

  void start() {
    state_.visits.assign(definition_.steps().size(), 0);
    Token token;
    token.id = state_.next_token++;
    state_.tokens.push_back(std::move(token));
    enter(0, definition_.first());
    settle();
  }

  void cancel() {
    for (const auto& token : state_.tokens) {
      withdraw(token, -1);
      for (const auto& hold : token.holds) commands_.push_back(command(CommandKind::close_task, token, hold));
    }
    state_.tokens.clear();
    state_.status = CaseStatus::cancelled;
  }

  void perform(const Match& match, const Event& event) {
    const auto at = match.token;
    auto& token = state_.tokens[at];
    const auto& step = definition_.step(token.step);
    switch (match.action) {
      case Action::finish_stage: finish_stage(at, event); break;
      case Action::fail_stage: fail_stage(at, event); break;
      case Action::release_hold: release_hold(at, event); break;
      case Action::run_again:
        ++token.attempt;
        token.state = TokenState::running;
        wanted(step, token, commands_);
        break;
      case Action::branch:
        if (event.branch < 0) park(at, event.reason.empty() ? "no branch of '" + step.name + "' could be chosen; look at its conditions, then resume" : event.reason);
        else leave(at, step.choose[static_cast<std::size_t>(event.branch)].go);
        break;
      case Action::leave:
        if (step.kind == StepKind::human) cancel_rungs(step.human, token, make_id(step, token.visit));
        leave(at, onward(step));
        break;
      case Action::move_on: depart(at, token.go); break;
      case Action::note_rung: token.rungs.push_back(event.id); break;
      case Action::take_alternative: take(at, match, event); break;
      case Action::park:
        withdraw(token, -1);
        park(at, event.reason.empty() ? "the step '" + step.name + "' was stopped; look into it, then resume" : event.reason);
        break;
      case Action::resume: resume(at); break;
    }
    settle();
  }

 private:
  static StepIndex onward(const Step& step) { return step.joins ? kEnd : step.next; }  // kEnd in a branch is its join

  void enter(std::size_t at, StepIndex target) {
    begin_visit(at, target);
    if (state_.tokens[at].visit <= kVisitsMax) return arm(at);
    park(at, "the step '" + definition_.step(target).name + "' was entered more than " + std::to_string(kVisitsMax) +
                 " times; the workflow goes round in a circle: mend the case or cancel it, or resume to go on once");
  }

  void begin_visit(std::size_t at, StepIndex target) {
    auto& visits = state_.visits[static_cast<std::size_t>(target)];
    if (visits < std::numeric_limits<std::int32_t>::max()) ++visits;
    auto& token = state_.tokens[at];
    token.step = target;
    token.visit = visits;
    token.attempt = 1;
    token.again = false;
    token.leaving = false;
    token.go = kEnd;
    token.expected = 0;
    token.holds.clear();
    token.rungs.clear();
    token.reason.clear();
  }

  /// Begins the work of the step that the token stands at.
  void arm(std::size_t at) {
    const auto& step = definition_.step(state_.tokens[at].step);
    switch (step.kind) {
      case StepKind::stage:
      case StepKind::decide:
      case StepKind::choose:
      case StepKind::set: state_.tokens[at].state = TokenState::running; break;
      case StepKind::human:
      case StepKind::message:
      case StepKind::wait:
      case StepKind::first_of: state_.tokens[at].state = TokenState::waiting; break;
      case StepKind::parallel: return split(at, step);
    }
    wanted(step, state_.tokens[at], commands_);
  }

  void split(std::size_t at, const Step& step) {
    state_.tokens[at].state = TokenState::joining;
    state_.tokens[at].expected = static_cast<std::int32_t>(step.branches.size());
    const auto parent = state_.tokens[at].id;
    for (const auto& branch : step.branches) {
      Token child;
      child.id = state_.next_token++;
      child.parent = parent;
      state_.tokens.push_back(std::move(child));
      enter(state_.tokens.size() - 1, branch.first);
    }
  }

  /// The step's work is done: its `set` first, then away.
  void leave(std::size_t at, StepIndex target) {
    auto& token = state_.tokens[at];
    const auto& step = definition_.step(token.step);
    if (step.kind == StepKind::set || step.set.empty()) return depart(at, target);
    token.leaving = true;
    token.go = target;
    token.state = TokenState::running;
    token.holds.clear();
    token.rungs.clear();
    wanted(step, token, commands_);
  }

  void depart(std::size_t at, StepIndex target) {
    for (const auto& clock : definition_.step(state_.tokens[at].step).meets) {
      auto meet = command(CommandKind::meet_clock, state_.tokens[at]);
      meet.clock = clock;
      commands_.push_back(std::move(meet));
    }
    move(at, target);
  }

  void move(std::size_t at, StepIndex target) {
    if (target == kEnd) arrive(at);
    else enter(at, target);
  }

  /// The end of the workflow or of a branch.
  void arrive(std::size_t at) {
    const auto parent = state_.tokens[at].parent;
    state_.tokens.erase(state_.tokens.begin() + static_cast<std::ptrdiff_t>(at));
    if (parent == 0) return;
    const auto found = std::find_if(state_.tokens.begin(), state_.tokens.end(), [&](const Token& token) { return token.id == parent; });
    if (found == state_.tokens.end()) return;  // cannot be: a joining token outlives its branches
    if (--found->expected > 0) return;
    leave(static_cast<std::size_t>(found - state_.tokens.begin()), onward(definition_.step(found->step)));
  }

  void park(std::size_t at, std::string reason) {
    auto& token = state_.tokens[at];
    token.state = TokenState::parked;
    token.reason = std::move(reason);
    auto told = command(CommandKind::park, token);
    told.reason = token.reason;
    commands_.push_back(std::move(told));
  }

  void resume(std::size_t at) {
    auto& token = state_.tokens[at];
    const auto& step = definition_.step(token.step);
    token.reason.clear();
    token.attempt = 1;
    if (token.leaving) {
      token.state = TokenState::running;
      return wanted(step, token, commands_);
    }
    // What a waiting step had opened was taken back; a visit of its own gives new tasks, timers and messages new ids.
    if (waits(step.kind)) begin_visit(at, token.step);
    arm(at);
  }

  void finish_stage(std::size_t at, const Event& event) {
    auto& token = state_.tokens[at];
    const auto& step = definition_.step(token.step);
    if (event.holds.empty()) {
      if (event.need_input) return park(at, "the stage of '" + step.name + "' needs more facts but asked nobody for them; add what is missing, then resume");
      return leave(at, onward(step));
    }
    token.state = TokenState::held;
    token.again = event.need_input;
    token.holds.clear();
    for (const auto& hold : event.holds)
      if (!has(token.holds, hold)) token.holds.push_back(hold);
  }

  void fail_stage(std::size_t at, const Event& event) {
    auto& token = state_.tokens[at];
    const auto& step = definition_.step(token.step);
    if (event.retryable && token.attempt < step.retry.attempts_max) {
      token.state = TokenState::retrying;
      return wanted(step, token, commands_);
    }
    const ErrorRoute* route = nullptr;
    for (const auto& candidate : step.on_error) {
      if (candidate.code == event.code) {
        route = &candidate;
        break;
      }
      if (candidate.code == "default") route = &candidate;
    }
    // An error route is no completion: the step's own `set` and `meets` do not happen.
    if (route) return move(at, route->go);
    park(at, event.reason.empty() ? "the stage of '" + step.name + "' failed with " + (event.code.empty() ? std::string("an error") : event.code) + "; look into it, then resume" : event.reason);
  }

  void release_hold(std::size_t at, const Event& event) {
    auto& token = state_.tokens[at];
    const auto& step = definition_.step(token.step);
    std::erase(token.holds, event.id);
    token.again = token.again || event.question;
    if (!token.holds.empty()) return;
    if (!token.again) return leave(at, onward(step));
    token.again = false;
    token.attempt = 1;
    token.state = TokenState::running;
    wanted(step, token, commands_);
  }

  void take(std::size_t at, const Match& match, const Event& event) {
    auto& token = state_.tokens[at];
    if (match.alternative < 0) {
      token.rungs.push_back(event.id);
      return;
    }
    const auto& step = definition_.step(token.step);
    const auto place = std::lower_bound(state_.taken.begin(), state_.taken.end(), token.step, [](const Taken& taken, StepIndex index) { return taken.step < index; });
    const Taken now{token.step, token.visit, match.alternative};
    if (place != state_.taken.end() && place->step == token.step) *place = now;
    else state_.taken.insert(place, now);
    withdraw(token, match.alternative);
    leave(at, step.alternatives[static_cast<std::size_t>(match.alternative)].go);
  }

  /// Takes back what a token waits for, but not what has just come: the winning alternative's own message, timer or task.
  void withdraw(const Token& token, std::int32_t winner) {
    const auto& step = definition_.step(token.step);
    const auto winner_id = winner < 0 ? std::string{} : make_id(step, token.visit, step.alternatives[static_cast<std::size_t>(winner)].name);
    std::vector<Command> open;
    wanted(step, token, open);
    for (auto& wanted_command : open) {
      const auto back = opposite(wanted_command.kind);
      if (back && wanted_command.id != winner_id) commands_.push_back(command(*back, token, std::move(wanted_command.id)));
    }
  }

  void cancel_rungs(const HumanWork& work, const Token& token, const std::string& task_id) {
    for (std::size_t i = 1; i <= work.escalate.size(); ++i)
      if (auto id = rung_id(task_id, i); !has(token.rungs, id)) commands_.push_back(command(CommandKind::cancel_timer, token, std::move(id)));
  }

  void settle() {
    if (state_.tokens.empty()) {
      state_.status = CaseStatus::finished;
      commands_.push_back(Command{});
      return;
    }
    const auto any = [&](TokenState wanted_state) { return std::any_of(state_.tokens.begin(), state_.tokens.end(), [&](const Token& token) { return token.state == wanted_state; }); };
    state_.status = any(TokenState::running) ? CaseStatus::running : any(TokenState::parked) ? CaseStatus::parked : CaseStatus::waiting;
  }

  const Definition& definition_;
  State& state_;
  std::vector<Command>& commands_;
};

}  // namespace

Result<void> advance_in_place(const Definition& definition, State& state, const Event& event, std::vector<Command>& commands) {
  if (state.status == CaseStatus::finished) return refuse(event, "the case is finished and takes no more events");
  if (state.status == CaseStatus::cancelled) return refuse(event, "the case is cancelled and takes no more events");
  const bool begun = state.next_token > 1;
  Mover mover(definition, state, commands);
  if (event.kind == EventKind::started) {
    if (begun) return refuse(event, "the case has started already");
    mover.start();
    return {};
  }
  if (!begun) return refuse(event, "the case has not started; start it first");
  if (state.visits.size() != definition.steps().size()) return refuse(event, "the state belongs to another definition (it knows " + std::to_string(state.visits.size()) + " steps); use the one the case is pinned to");
  if (event.kind == EventKind::cancelled) {
    mover.cancel();
    return {};
  }
  AMENDS_TRY(const auto match, find_match(definition, state, event));
  AMENDS_CHECK(check_payload(definition, state, event, match));
  mover.perform(match, event);
  return {};
}

Result<Advance> advance(const Definition& definition, State state, const Event& event) {
  Advance out{std::move(state), {}};
  AMENDS_CHECK(advance_in_place(definition, out.state, event, out.commands));
  return out;
}

std::vector<Command> outstanding(const Definition& definition, const State& state) {
  std::vector<Command> out;
  for (const auto& token : state.tokens) wanted(definition.step(token.step), token, out);
  return out;
}

Result<CommandId> parse_command_id(std::string_view id) {
  IdView view;
  if (!split_id(id, view)) return fail(ErrorCode::schema, "'" + std::string(id.substr(0, 200)) + "' is no id of a task, timer or message of a step; it looks like <step>#<visit> or <step>#<visit>:<part>");
  return CommandId{std::string(view.step), view.visit, std::string(view.part)};
}

std::string_view status_name(CaseStatus status) noexcept {
  constexpr std::string_view kNames[] = {"running", "waiting", "parked", "finished", "cancelled"};
  return kNames[static_cast<std::size_t>(status)];
}

std::string_view token_state_name(TokenState state) noexcept {
  constexpr std::string_view kNames[] = {"running", "held", "waiting", "retrying", "joining", "parked"};
  return kNames[static_cast<std::size_t>(state)];
}

std::string_view kind_name(StepKind kind) noexcept {
  constexpr std::string_view kNames[] = {"stage", "decide", "human", "choose", "parallel", "first_of", "message", "wait", "set"};
  return kNames[static_cast<std::size_t>(kind)];
}

json::Value to_json(const Definition& definition, const State& state) {
  json::Array tokens;
  for (const auto& token : state.tokens) {
    const auto& step = definition.step(token.step);
    json::Object one;
    one["id"] = token.id;
    one["step"] = step.name;
    one["kind"] = kind_name(step.kind);
    one["visit"] = token.visit;
    one["state"] = token_state_name(token.state);
    if (token.leaving) one["leaving"] = true;
    if (token.parent != 0) one["parent"] = token.parent;
    if (token.state == TokenState::joining) one["expected"] = token.expected;
    if (step.kind == StepKind::stage) one["attempt"] = token.attempt;
    if (token.state == TokenState::held) {
      json::Array holds;
      for (const auto& hold : token.holds) holds.emplace_back(hold);
      one["holds"] = std::move(holds);
    }
    if (!token.reason.empty()) one["reason"] = token.reason;
    tokens.push_back(std::move(one));
  }
  json::Object out;
  out["status"] = status_name(state.status);
  out["tokens"] = std::move(tokens);
  return out;
}

}  // namespace amends::flow
