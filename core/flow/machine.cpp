#include "flow/machine.hpp"

#include <algorithm>

#include "flow/command_ids.hpp"
#include "flow/mover.hpp"
#include "flow/wanted.hpp"

namespace amends::flow {
namespace {

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

// The whole machine but for `started`, `cancelled`, `suspended` and `continued`, which concern all tokens, and `on` events and `retried`, which a token takes in
// every state but when it is being left. What has no row is refused.
constexpr Transition kTransitions[] = {
    // step kinds                 token state           leaving  event                      action
    {only(StepKind::stage),       TokenState::running,  false,   EventKind::stage_done,     Action::finish_stage},
    {only(StepKind::stage),       TokenState::running,  false,   EventKind::stage_failed,   Action::fail_stage},
    {only(StepKind::stage),       TokenState::held,     false,   EventKind::task_answered,  Action::release_hold},
    {only(StepKind::stage),       TokenState::retrying, false,   EventKind::timer_due,      Action::run_again},
    {only(StepKind::choose),      TokenState::running,  false,   EventKind::chosen,         Action::branch},
    {only(StepKind::inclusive),   TokenState::running,  false,   EventKind::chosen,         Action::branch},
    {only(StepKind::each),        TokenState::running,  false,   EventKind::listed,         Action::list},
    {only(StepKind::each),        TokenState::joining,  false,   EventKind::item_added,     Action::grow},
    {only(StepKind::each),        TokenState::joining,  false,   EventKind::message,        Action::grow},
    {only(StepKind::decide),      TokenState::running,  false,   EventKind::decided,        Action::leave},
    {only(StepKind::set),         TokenState::running,  false,   EventKind::facts_set,      Action::leave},
    {only(StepKind::human),       TokenState::waiting,  false,   EventKind::task_answered,  Action::leave},
    {only(StepKind::human),       TokenState::waiting,  false,   EventKind::timer_due,      Action::note_rung},
    {only(StepKind::message),     TokenState::waiting,  false,   EventKind::message,        Action::leave},
    {only(StepKind::listen),      TokenState::waiting,  false,   EventKind::message,        Action::leave},
    {only(StepKind::wait),        TokenState::waiting,  false,   EventKind::timer_due,      Action::leave},
    {only(StepKind::send),        TokenState::running,  false,   EventKind::queued,         Action::queue},
    {only(StepKind::send),        TokenState::waiting,  false,   EventKind::acknowledged,   Action::leave},
    {only(StepKind::send),        TokenState::waiting,  false,   EventKind::stage_failed,   Action::fail},
    {only(StepKind::first_of),    TokenState::waiting,  false,   EventKind::message,        Action::take_alternative},
    {only(StepKind::first_of),    TokenState::waiting,  false,   EventKind::task_answered,  Action::take_alternative},
    {only(StepKind::first_of),    TokenState::waiting,  false,   EventKind::timer_due,      Action::take_alternative},
    {kAny,                        TokenState::running,  true,    EventKind::facts_set,      Action::move_on},
    {kAny,                        TokenState::running,  true,    EventKind::stage_failed,   Action::park},
    {kNoStage,                    TokenState::running,  false,   EventKind::stage_failed,   Action::fail},
    {kAny,                        TokenState::running,  false,   EventKind::parked,         Action::park},
    {kAny,                        TokenState::running,  true,    EventKind::parked,         Action::park},
    {kAny,                        TokenState::waiting,  false,   EventKind::parked,         Action::park},
    {only(StepKind::stage),       TokenState::retrying, false,   EventKind::parked,         Action::park},
    {kAny,                        TokenState::joining,  false,   EventKind::parked,         Action::park},
    {kAny,                        TokenState::blocked,  false,   EventKind::parked,         Action::park},
    {kAny,                        TokenState::parked,   false,   EventKind::resumed,        Action::resume},
    {kAny,                        TokenState::parked,   true,    EventKind::resumed,        Action::resume},
};

const Transition* transition(StepKind kind, const Token& token, EventKind event) {
  for (const auto& row : kTransitions)
    if (row.event == event && row.state == token.state && row.leaving == token.leaving && (row.kinds & only(kind)) != 0) return &row;
  return nullptr;
}

bool has(const std::vector<std::string>& texts, std::string_view text) { return std::find(texts.begin(), texts.end(), text) != texts.end(); }

/// Of a task that the token's stage opened.
bool waits_for_task(const Token& token, const std::string& task_id) { return token.state == TokenState::held && has(token.holds, task_id); }

// ---- refusals

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
    case EventKind::listed: return "listed";
    case EventKind::item_added: return "item_added";
    case EventKind::queued: return "queued";
    case EventKind::acknowledged: return "acknowledged";
    case EventKind::suspended: return "suspended";
    case EventKind::continued: return "continued";
    case EventKind::retried: return "retried";
  }
  return "unknown";
}

bool has_command_id(EventKind kind) { return kind == EventKind::task_answered || kind == EventKind::message || kind == EventKind::timer_due || kind == EventKind::acknowledged; }

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
    case Action::grow: {
      std::int32_t items = 0;
      return part.starts_with(kMore) && positive(part.substr(kMore.size()), items) && items == token.total + 1 && !step.each.grows_by.empty();
    }
    case Action::note_rung:
      return is_rung(step.human, part) && !has(token.rungs, event.id);
    case Action::take_alternative: {
      const auto name = part.substr(0, part.find(':'));
      const auto rest = name.size() == part.size() ? std::string_view{} : part.substr(name.size() + 1);
      const auto found = std::find_if(step.alternatives.begin(), step.alternatives.end(), [&](const Alternative& alternative) { return alternative.name == name; });
      if (found == step.alternatives.end()) return false;
      if (event.kind == EventKind::timer_due && found->human) return is_rung(*found->human, rest) && !has(token.rungs, event.id);
      const bool kind_fits = event.kind == EventKind::message ? !found->message.empty() || !found->signal.empty() : event.kind == EventKind::task_answered ? found->human.has_value() : found->after.has_value();
      if (!kind_fits || name.size() != part.size()) return false;
      match.alternative = static_cast<std::int32_t>(found - step.alternatives.begin());
      return true;
    }
    default: return true;
  }
}

/// The `on` event of a token that the part of an id names, when it is the one it waits for next.
std::optional<std::size_t> heard_by(const Step& step, const Token& token, const Event& event) {
  if (token.leaving || token.state == TokenState::absorbing) return std::nullopt;
  for (std::size_t i = 0; i < step.on.size(); ++i) {
    const auto waits = hears(step, token, i);
    if (waits && waits->id == event.id && (waits->kind == CommandKind::set_timer) == (event.kind == EventKind::timer_due)) return i;
  }
  return std::nullopt;
}

/// The token that a person takes back, and the step that it goes to.
Result<Match> find_retried(const Definition& definition, const State& state, const Event& event) {
  const auto from = definition.find(event.step), to = definition.find(event.target);
  for (const auto index : {from, to})
    if (index == kEnd) return refuse(event, "the workflow has no step '" + (index == from && from == kEnd ? event.step : event.target) + "'; name one of its steps");
  const auto* token = token_at(state, from, event.visit);
  if (!token) return no_token(definition, state, event, from, event.visit, {});
  const auto& here = definition.step(from);
  const auto& there = definition.step(to);
  if (token->leaving && token->state != TokenState::parked) return refuse(event, "the step '" + here.name + "' is being left; read the case again");
  if (here.inside != there.inside || here.branch != there.branch)
    return refuse(event, "'" + there.name + "' stands in another part of the workflow than '" + here.name + "'; go back within one branch, block or for-each, or take the step around it");
  if (to != from && state.visits[static_cast<std::size_t>(to)] == 0) return refuse(event, "the case has not been at '" + there.name + "' yet; one goes back to a step, not forward past others");
  return Match{token->id, Action::go_back, to};
}

Result<Match> find_match(const Definition& definition, const State& state, const Event& event) {
  Match match;
  if (event.kind == EventKind::retried) return find_retried(definition, state, event);
  if (event.kind == EventKind::task_answered) {  // a task that a stage opened has the stage's id, not ours
    for (std::size_t i = 0; i < state.tokens.size(); ++i) {
      const auto& token = state.tokens[i];
      if (!waits_for_task(token, event.id)) continue;
      match.token = token.id;
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
    if (token.step != index || token.visit != id.visit || token.state == TokenState::absorbing) continue;
    if (id.part.starts_with(kOn) && (event.kind == EventKind::message || event.kind == EventKind::timer_due)) {
      const auto boundary = heard_by(step, token, event);
      if (!boundary) break;
      return Match{token.id, Action::hear, static_cast<std::int32_t>(*boundary)};
    }
    const auto* row = transition(step.kind, token, event.kind);
    if (!row) break;
    match.token = token.id;
    match.action = row->action;
    if (match.action == Action::release_hold) break;  // an id that the token does not hold
    if (has_command_id(event.kind) && !part_fits(step, token, event, id.part, match)) return refuse(event, "the step '" + step.name + "' does not wait for '" + event.id + "'" + std::string(kReadAgain));
    return match;
  }
  return no_token(definition, state, event, index, id.visit, id.part);
}

Result<void> check_payload(const Definition& definition, const State& state, const Event& event, const Match& match) {
  const auto& token = *std::find_if(state.tokens.begin(), state.tokens.end(), [&](const Token& one) { return one.id == match.token; });
  const auto& step = definition.step(token.step);
  if (match.action == Action::branch && step.kind == StepKind::inclusive) {
    for (std::size_t i = 0; i < event.branches.size(); ++i)
      if (event.branches[i] < 0 || event.branches[i] >= static_cast<std::int32_t>(step.branches.size()) || (i > 0 && event.branches[i] <= event.branches[i - 1]))
        return refuse(event, "the step '" + step.name + "' has " + std::to_string(step.branches.size()) + " branches; name each that is to run once, in their order");
    return {};
  }
  if (match.action == Action::list || match.action == Action::grow) {
    const auto count = event.kind == EventKind::message ? 1 : event.count;
    if (count < 0 || (match.action == Action::grow && count == 0)) return refuse(event, "the step '" + step.name + "' is told of " + std::to_string(count) + " items");
    if (count > kItemsMax - (match.action == Action::grow ? token.total : 0))
      return refuse(event, "the step '" + step.name + "' would have more than " + std::to_string(kItemsMax) + " items; give it a shorter list");
  }
  if (match.action == Action::hear && state.tokens.size() >= kTokensMax && !step.on[static_cast<std::size_t>(match.alternative)].interrupting)
    return refuse(event, "the case is in " + std::to_string(kTokensMax) + " steps at a time, and no more than that; let some of them end");
  if (match.action == Action::branch && (event.branch < -1 || event.branch >= static_cast<std::int32_t>(step.choose.size())))
    return refuse(event, "the step '" + step.name + "' has no branch " + std::to_string(event.branch) + "; it has " + std::to_string(step.choose.size()));
  if (match.action == Action::finish_stage && has(event.holds, "")) return refuse(event, "a task that holds the step '" + step.name + "' has no id; give it one");
  return {};
}

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
  if (event.kind == EventKind::suspended || event.kind == EventKind::continued) {
    const bool stop = event.kind == EventKind::suspended;
    if (stop == state.suspended) return refuse(event, stop ? "the case is suspended already" : "the case is not suspended");
    mover.suspend(stop);
    return {};
  }
  const auto still = [&] { return refuse(event, "the case is suspended and takes no '" + std::string(event_name(event.kind)) + "' until it is resumed"); };
  if (state.suspended && event.kind != EventKind::task_answered && event.kind != EventKind::acknowledged) return still();
  AMENDS_TRY(const auto match, find_match(definition, state, event));
  if (state.suspended && event.kind == EventKind::task_answered && match.action != Action::release_hold) return still();
  AMENDS_CHECK(check_payload(definition, state, event, match));
  if (match.action != Action::release_hold) {
    mover.perform(match, event);
    return {};
  }
  // Two tokens may wait for one task, when the same stage asked for it at both; one that goes on may take another away.
  std::vector<std::int32_t> holders;
  for (const auto& token : state.tokens)
    if (waits_for_task(token, event.id)) holders.push_back(token.id);
  for (const auto id : holders)
    if (std::any_of(state.tokens.begin(), state.tokens.end(), [&](const Token& token) { return token.id == id && waits_for_task(token, event.id); })) mover.perform({id, Action::release_hold}, event);
  return {};
}

Result<Advance> advance(const Definition& definition, State state, const Event& event) {
  Advance out{std::move(state), {}};
  AMENDS_CHECK(advance_in_place(definition, out.state, event, out.commands));
  return out;
}

std::vector<Command> outstanding(const Definition& definition, const State& state) {
  std::vector<Command> out;
  for (const auto& token : state.tokens) {
    const auto& step = definition.step(token.step);
    events_wanted(step, token, out);
    work_wanted(step, token, out);
  }
  return out;
}

const Token* token_at(const State& state, StepIndex step, std::int32_t visit) {
  for (const auto& token : state.tokens)
    if (token.step == step && token.visit == visit && token.state != TokenState::absorbing) return &token;
  return nullptr;
}

bool still_wanted(const Definition& definition, const State& state, const Command& command) {
  switch (command.kind) {
    case CommandKind::run_stage:
    case CommandKind::decide:
    case CommandKind::choose:
    case CommandKind::list_items:
    case CommandKind::set_facts:
    case CommandKind::send_message:
    case CommandKind::open_task:
    case CommandKind::await_message:
    case CommandKind::set_timer: break;
    default: return true;
  }
  const auto* token = token_at(state, command.step, command.visit);
  if (!token) return false;
  std::vector<Command> open;
  events_wanted(definition.step(token->step), *token, open);
  work_wanted(definition.step(token->step), *token, open);
  return std::any_of(open.begin(), open.end(), [&](const Command& one) { return one.kind == command.kind && one.id == command.id; });
}

Result<CommandId> parse_command_id(std::string_view id) {
  IdView view;
  if (!split_id(id, view)) return fail(ErrorCode::schema, "'" + std::string(id.substr(0, 200)) + "' is no id of a task, timer or message of a step; it looks like <step>#<visit> or <step>#<visit>:<part>");
  return CommandId{std::string(view.step), view.visit, std::string(view.part)};
}

}  // namespace amends::flow
