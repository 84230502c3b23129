// Leaving a step, arriving at a join, and standing still.
#include <algorithm>

#include "flow/command_ids.hpp"
#include "flow/mover.hpp"
#include "flow/wanted.hpp"

namespace amends::flow {

/// The step's work is done: its `on` events are over, its `set` comes first, then away.
void Mover::leave(std::int32_t id, StepIndex target) {
  const auto& step = step_of(id);
  disarm(at(id));
  if (is_scope(step.kind)) close_scope(id, at(id).parent);
  if (step.kind == StepKind::set || step.set.empty()) return depart(id, target);
  auto& token = at(id);
  token.leaving = true;
  token.go = target;
  token.state = TokenState::running;
  token.holds.clear();
  token.rungs.clear();
  work_wanted(step, token, commands_);
}

void Mover::meet(std::int32_t id) {
  for (const auto& clock : step_of(id).meets) {
    auto meets = command(CommandKind::meet_clock, at(id));
    meets.clock = clock;
    commands_.push_back(std::move(meets));
  }
}

void Mover::depart(std::int32_t id, StepIndex target) {
  meet(id);
  remember(id);
  move(id, target);
}

void Mover::move(std::int32_t id, StepIndex target) {
  if (target == kEnd) arrive(id);
  else enter(id, target);
}

/// The end of the workflow or of a branch. A branch has arrived when all tokens in it have, those that `on` events made included.
void Mover::arrive(std::int32_t id) {
  const auto parent = at(id).parent, branch = at(id).branch;
  erase(id);
  if (parent == 0) return;
  if (std::any_of(state_.tokens.begin(), state_.tokens.end(), [&](const Token& token) { return token.parent == parent && token.branch == branch; })) return;
  branch_done(parent);
}

void Mover::park(std::int32_t id, std::string reason) {
  auto& token = at(id);
  token.state = TokenState::parked;
  token.reason = std::move(reason);
  auto told = command(CommandKind::park, token);
  told.reason = token.reason;
  commands_.push_back(std::move(told));
}

void Mover::resume(std::int32_t id) {
  auto& token = at(id);
  const auto& step = definition_.step(token.step);
  token.reason.clear();
  token.attempt = 1;
  if (token.leaving) {
    token.state = TokenState::running;
    return work_wanted(step, token, commands_);
  }
  if (token.begun > 0) {  // its branches went on meanwhile
    token.state = TokenState::joining;
    return progress(id);
  }
  switch (step.kind) {
    case StepKind::human:
    case StepKind::message:
    case StepKind::listen:
    case StepKind::wait:
    case StepKind::first_of:
      // What it had opened was taken back; a visit of its own gives new tasks, timers and messages new ids, its `on` events too.
      disarm(token);
      begin_visit(id, token.step);
      return arm(id);
    default: break;
  }
  if (!step.milestone.at.empty() && !holds(step.milestone, id)) token.state = TokenState::blocked;
  else begin_work(id);
}

/// A person takes the token back: what it had begun is taken back first. The entry counts for a bound and is not held up by it.
void Mover::go_back(std::int32_t id, StepIndex target) {
  cancel_inside(id);
  const auto token = at(id);
  disarm(token);
  withdraw(token, -1);
  for (const auto& hold : token.holds) commands_.push_back(command(CommandKind::close_task, token, hold));
  close_scope(id, token.parent);
  if (!definition_.step(target).bound.name.empty()) ++rounds(target, token.parent);
  begin_visit(id, target);
  arm(id);
}

}  // namespace amends::flow
