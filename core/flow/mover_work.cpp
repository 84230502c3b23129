// What results of stages, choices, people and messages do to their token.
#include <algorithm>

#include "flow/command_ids.hpp"
#include "flow/mover.hpp"
#include "flow/wanted.hpp"

namespace amends::flow {
namespace {

bool has(const std::vector<std::string>& texts, std::string_view text) { return std::find(texts.begin(), texts.end(), text) != texts.end(); }

}  // namespace

void Mover::perform(const Match& match, const Event& event) {
  const auto id = match.token;
  const auto& step = step_of(id);
  auto& token = at(id);
  switch (match.action) {
    case Action::finish_stage: finish_stage(id, event); break;
    case Action::fail_stage: fail_stage(id, event); break;
    case Action::release_hold: release_hold(id, event); break;
    case Action::run_again:
      ++token.attempt;
      token.state = TokenState::running;
      work_wanted(step, token, commands_);
      break;
    case Action::branch: choose(id, event); break;
    case Action::list:
      token.total = event.count;
      begin_items(id);
      break;
    case Action::grow: grow(id, event.kind == EventKind::message ? 1 : event.count); break;
    case Action::leave:
      if (step.kind == StepKind::human) cancel_rungs(step.human, token, make_id(step, token.visit));
      leave(id, onward(step));
      break;
    case Action::move_on: depart(id, token.go); break;
    case Action::note_rung: token.rungs.push_back(event.id); break;
    case Action::take_alternative: take(id, match, event); break;
    case Action::hear: hear(id, static_cast<std::size_t>(match.alternative), event.id); break;
    case Action::fail: fail(id, event); break;
    case Action::park:
      withdraw(token, -1);
      park(id, event.reason.empty() ? "the step '" + step.name + "' was stopped; look into it, then resume" : event.reason);
      break;
    case Action::resume: resume(id); break;
    case Action::queue:
      if (step.send.waits) token.state = TokenState::waiting;
      else leave(id, onward(step));
      break;
    case Action::go_back: go_back(id, match.alternative); break;
  }
  settle();
}

void Mover::choose(std::int32_t id, const Event& event) {
  const auto& step = step_of(id);
  const bool none = step.kind == StepKind::choose ? event.branch < 0 : event.branches.empty();
  if (none) return park(id, event.reason.empty() ? "no branch of '" + step.name + "' could be chosen; look at its conditions, then resume" : event.reason);
  if (step.kind == StepKind::inclusive) return split(id, event.branches);
  leave(id, step.choose[static_cast<std::size_t>(event.branch)].go);
}

void Mover::finish_stage(std::int32_t id, const Event& event) {
  auto& token = at(id);
  const auto& step = definition_.step(token.step);
  if (event.holds.empty()) {
    if (event.need_input) return park(id, "the stage of '" + step.name + "' needs more facts but asked nobody for them; add what is missing, then resume");
    return leave(id, onward(step));
  }
  token.state = TokenState::held;
  token.again = event.need_input;
  token.holds.clear();
  for (const auto& hold : event.holds)
    if (!has(token.holds, hold)) token.holds.push_back(hold);
}

void Mover::fail_stage(std::int32_t id, const Event& event) {
  auto& token = at(id);
  const auto& step = definition_.step(token.step);
  if (event.retryable && token.attempt < step.retry.attempts_max) {
    token.state = TokenState::retrying;
    return work_wanted(step, token, commands_);
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
  if (route) {
    disarm(token);
    return move(id, route->go);
  }
  fail(id, event);
}

/// The step's failure goes to the nearest `on` event for errors, its own or one around it; else a person looks at it.
void Mover::fail(std::int32_t id, const Event& event) {
  if (caught(id, Boundary::Kind::error, event.code)) return;
  const auto& step = step_of(id);
  const auto what = step.kind == StepKind::stage ? "the stage of '" + step.name + "'" : "the step '" + step.name + "'";
  park(id, event.reason.empty() ? what + " failed with " + (event.code.empty() ? std::string("an error") : event.code) + "; look into it, then resume" : event.reason);
}

void Mover::release_hold(std::int32_t id, const Event& event) {
  auto& token = at(id);
  const auto& step = definition_.step(token.step);
  std::erase(token.holds, event.id);
  token.again = token.again || event.question;
  if (!token.holds.empty()) return;
  if (!token.again) return leave(id, onward(step));
  token.again = false;
  token.attempt = 1;
  token.state = TokenState::running;
  work_wanted(step, token, commands_);
}

void Mover::take(std::int32_t id, const Match& match, const Event& event) {
  auto& token = at(id);
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
  leave(id, step.alternatives[static_cast<std::size_t>(match.alternative)].go);
}

void Mover::cancel_rungs(const HumanWork& work, const Token& token, const std::string& task_id) {
  for (std::size_t i = 1; i <= work.escalate.size(); ++i)
    if (auto timer = rung_id(task_id, i); !has(token.rungs, timer)) commands_.push_back(command(CommandKind::cancel_timer, token, std::move(timer)));
  for (std::size_t i = 1; i <= work.remind.size(); ++i)
    if (auto timer = reminder_id(task_id, i); !has(token.rungs, timer)) commands_.push_back(command(CommandKind::cancel_timer, token, std::move(timer)));
}

// ---- taking back

void Mover::take_back(const std::vector<Command>& wanted, const std::string& except) {
  for (const auto& one : wanted)
    if (auto back = opposite(one); back && one.id != except) commands_.push_back(*std::move(back));
}

/// Takes back the work that a token waits for, but not what has just come: the winning alternative's own message, timer or task.
void Mover::withdraw(const Token& token, std::int32_t winner) {
  const auto& step = definition_.step(token.step);
  std::vector<Command> open;
  work_wanted(step, token, open);
  take_back(open, winner < 0 ? std::string{} : make_id(step, token.visit, step.alternatives[static_cast<std::size_t>(winner)].name));
}

/// Takes back the `on` events, but not the one that has just come.
void Mover::disarm(const Token& token, const std::string& except) {
  std::vector<Command> open;
  events_wanted(definition_.step(token.step), token, open);
  take_back(open, except);
}

/// Takes back everything of a token that is about to end, the tasks that its stage opened included.
void Mover::drop(const Token& token) {
  disarm(token);
  withdraw(token, -1);
  for (const auto& hold : token.holds) commands_.push_back(command(CommandKind::close_task, token, hold));
}

}  // namespace amends::flow
