// Tokens, milestones, and what follows when an event has been carried out.
#include <algorithm>

#include "flow/mover.hpp"
#include "flow/wanted.hpp"

namespace amends::flow {

Token* Mover::find(std::int32_t id) {
  const auto found = std::lower_bound(state_.tokens.begin(), state_.tokens.end(), id, [](const Token& token, std::int32_t wanted) { return token.id < wanted; });
  return found == state_.tokens.end() || found->id != id ? nullptr : &*found;
}

std::int32_t Mover::spawn(std::int32_t parent, std::int32_t branch, std::vector<ItemRef> items) {
  Token token;
  token.id = state_.next_token++;
  token.parent = parent;
  token.branch = branch;
  token.items = std::move(items);
  token.leaving = true;  // nothing is to be taken back before it has entered a step
  state_.tokens.push_back(std::move(token));
  return state_.tokens.back().id;
}

void Mover::erase(std::int32_t id) {
  std::erase_if(state_.tokens, [&](const Token& token) { return token.id == id; });
}

void Mover::start() {
  state_.visits.assign(definition_.steps().size(), 0);
  enter(spawn(0, 0, {}), definition_.first());
  settle();
}

void Mover::cancel() {
  for (const auto& token : state_.tokens) drop(token);
  state_.tokens.clear();
  state_.suspended = false;
  state_.status = CaseStatus::cancelled;
}

void Mover::suspend(bool stop) {
  state_.suspended = stop;
  if (!stop) return settle();
  state_.status = CaseStatus::suspended;
}

bool Mover::holds(const Milestone& milestone, std::int32_t except) const {
  return std::any_of(state_.tokens.begin(), state_.tokens.end(), [&](const Token& token) {
    return token.id != except && !token.leaving && token.state != TokenState::absorbing && token.state != TokenState::blocked &&
           std::find(milestone.at.begin(), milestone.at.end(), token.step) != milestone.at.end();
  });
}

/// Begins what has become possible and takes back what no longer is. True when something changed, for one milestone may hang on another.
bool Mover::follow_milestones() {
  for (const auto& token : state_.tokens) {
    const auto& step = definition_.step(token.step);
    if (step.milestone.at.empty() || token.leaving) continue;
    const auto id = token.id;
    if (token.state == TokenState::blocked && holds(step.milestone, id)) {
      begin_work(id);
      return true;
    }
    if (token.state == TokenState::waiting && !holds(step.milestone, id)) {
      withdraw(token, -1);
      disarm(token);
      if (step.milestone.otherwise) {
        move(id, *step.milestone.otherwise);
        return true;
      }
      begin_visit(id, token.step);
      at(id).state = TokenState::blocked;
      events_wanted(step, at(id), commands_);
      return true;
    }
  }
  return false;
}

/// Nothing can happen any more, and some wait for a milestone that can never hold: a person is told instead of a case that waits for ever.
void Mover::park_hopeless() {
  bool blocked = false;
  for (const auto& token : state_.tokens) {
    if (token.state == TokenState::blocked) blocked = true;
    else if (token.state != TokenState::joining && token.state != TokenState::absorbing) return;
  }
  if (!blocked || !outstanding(definition_, state_).empty()) return;
  std::vector<std::int32_t> ids;
  for (const auto& token : state_.tokens)
    if (token.state == TokenState::blocked) ids.push_back(token.id);
  for (const auto id : ids) {
    const auto& step = step_of(id);
    park(id, "the step '" + step.name + "' may only be done while the case stands at '" + definition_.step(step.milestone.at.front()).name + "', and nothing leads there any more; give it an `else`, or end the case");
  }
}

void Mover::settle() {
  do {
    while (!agenda_.empty()) {
      const auto due = agenda_.front();
      agenda_.pop_front();
      after_ = due.after;
      act(due.token);
      after_ = 0;
    }
  } while (state_.status != CaseStatus::cancelled && (follow_milestones() || !agenda_.empty()));
  if (state_.status == CaseStatus::cancelled) return;
  park_hopeless();
  if (state_.tokens.empty()) {
    state_.status = CaseStatus::finished;
    state_.suspended = false;
    commands_.push_back(Command{});
    return;
  }
  if (state_.suspended) return void(state_.status = CaseStatus::suspended);
  const auto any = [&](TokenState wanted_state) { return std::any_of(state_.tokens.begin(), state_.tokens.end(), [&](const Token& token) { return token.state == wanted_state; }); };
  state_.status = any(TokenState::running) ? CaseStatus::running : any(TokenState::parked) ? CaseStatus::parked : CaseStatus::waiting;
}

}  // namespace amends::flow
