// Entering a step: its bound and milestone, its `on` events, and the beginning of its work.
#include <algorithm>
#include <limits>
#include <numeric>

#include "flow/mover.hpp"
#include "flow/wanted.hpp"

namespace amends::flow {

std::int32_t& Mover::rounds(StepIndex step, std::int32_t scope) {
  for (auto& round : state_.rounds)
    if (round.step == step && round.scope == scope) return round.entered;
  state_.rounds.push_back({step, scope, 0});
  return state_.rounds.back().entered;
}

bool Mover::exhausted(StepIndex target, std::int32_t scope) {
  const auto& bound = definition_.step(target).bound;
  return !bound.name.empty() && rounds(target, scope) >= bound.most;
}

void Mover::enter(std::int32_t id, StepIndex target) {
  const auto scope = at(id).parent;
  if (exhausted(target, scope)) {
    const auto& bound = definition_.step(target).bound;
    if (bound.go == kEnd) return arrive(id);
    if (exhausted(bound.go, scope)) {
      begin_visit(id, bound.go);
      events_wanted(step_of(id), at(id), commands_);
      return park(id, "the bound '" + bound.name + "' of the step '" + definition_.step(target).name + "' is reached, and so is that of '" + definition_.step(bound.go).name + "', where it leads; cancel the case, or resume to go on once");
    }
    target = bound.go;
  }
  const auto& step = definition_.step(target);
  if (!step.bound.name.empty()) ++rounds(target, scope);
  if (!step.milestone.at.empty() && step.milestone.otherwise && !holds(step.milestone, id)) return move(id, *step.milestone.otherwise);
  begin_visit(id, target);
  if (at(id).visit <= kVisitsMax) return arm(id);
  events_wanted(step, at(id), commands_);
  park(id, "the step '" + step.name + "' was entered more than " + std::to_string(kVisitsMax) +
               " times; the workflow goes round in a circle: mend the case or cancel it, or resume to go on once");
}

void Mover::begin_visit(std::int32_t id, StepIndex target) {
  auto& visits = state_.visits[static_cast<std::size_t>(target)];
  if (visits < std::numeric_limits<std::int32_t>::max()) ++visits;
  const auto& old = at(id);
  Token token;  // a new visit brings nothing along but who it is
  token.id = old.id;
  token.parent = old.parent;
  token.branch = old.branch;
  token.items = old.items;
  token.step = target;
  token.visit = visits;
  at(id) = std::move(token);
}

void Mover::arm(std::int32_t id) {
  const auto& step = step_of(id);
  events_wanted(step, at(id), commands_);
  if (!step.milestone.at.empty() && !holds(step.milestone, id)) at(id).state = TokenState::blocked;
  else begin_work(id);
}

void Mover::begin_work(std::int32_t id) {
  const auto& step = step_of(id);
  if (step.undo != kEnd && state_.done.size() >= kDoneMax)
    return park(id, "the case remembers " + std::to_string(kDoneMax) + " steps that can be undone, and no more than that; undo some, or end the case");
  auto& token = at(id);
  switch (step.kind) {
    case StepKind::stage:
    case StepKind::decide:
    case StepKind::choose:
    case StepKind::inclusive:
    case StepKind::each:
    case StepKind::set:
    case StepKind::send: token.state = TokenState::running; break;
    case StepKind::human:
    case StepKind::message:
    case StepKind::listen:
    case StepKind::wait:
    case StepKind::first_of: token.state = TokenState::waiting; break;
    case StepKind::run:
      if (calls_around(id) >= kCallsMax)
        return park(id, "the step '" + step.name + "' runs a path inside another one, " + std::to_string(kCallsMax) + " deep; a path runs itself without end: mend the case or cancel it, or resume to look again");
      [[fallthrough]];
    case StepKind::parallel:
    case StepKind::block: {
      std::vector<std::int32_t> all(step.branches.size());
      std::iota(all.begin(), all.end(), 0);
      return split(id, all);
    }
    case StepKind::raise:
    case StepKind::signal:
    case StepKind::cancel:
    case StepKind::terminate:
    case StepKind::compensate:
      token.state = TokenState::running;
      agenda_.push_back({id, after_});
      return;
  }
  work_wanted(step, token, commands_);
}

/// How many `run` steps stand around a token.
std::size_t Mover::calls_around(std::int32_t id) {
  std::size_t out = 0;
  for (auto around = at(id).parent; around != 0; around = at(around).parent)
    if (step_of(around).kind == StepKind::run) ++out;
  return out;
}

void Mover::split(std::int32_t id, const std::vector<std::int32_t>& branches) {
  if (!room_for(branches.size())) return park(id, "the case is in more than " + std::to_string(kTokensMax) + " steps at a time; let some of them end, then resume");
  const auto& step = step_of(id);
  auto& token = at(id);
  token.state = TokenState::joining;
  token.expected = token.begun = token.total = static_cast<std::int32_t>(branches.size());
  const auto items = token.items;
  std::vector<std::int32_t> children;
  for (const auto branch : branches) children.push_back(spawn(id, branch, items));
  // A branch may be over at once, and with it the step (`join`).
  for (std::size_t i = 0; i < children.size(); ++i)
    if (find(children[i])) enter(children[i], step.branches[static_cast<std::size_t>(branches[i])].first);
}

}  // namespace amends::flow
