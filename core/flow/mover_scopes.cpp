// Steps in which other steps stand: joins, the items of a for-each, and taking back all that is inside.
#include <algorithm>
#include <set>

#include "flow/mover.hpp"
#include "flow/wanted.hpp"

namespace amends::flow {

/// Begins the items that are known and may begin now.
void Mover::begin_items(std::int32_t id) {
  const auto& step = step_of(id);
  if (at(id).total == 0) return leave(id, onward(step));
  if (!step.each.one_by_one && !room_for(static_cast<std::size_t>(at(id).total - at(id).begun)))
    return park(id, "the case is in more than " + std::to_string(kTokensMax) + " steps at a time; let some of them end, then resume");
  at(id).state = TokenState::joining;
  const bool first = at(id).begun == 0;
  std::vector<std::int32_t> begun;
  while (at(id).begun < at(id).total && !(step.each.one_by_one && at(id).expected > 0)) {
    auto& token = at(id);
    const auto index = token.begun++;
    ++token.expected;
    auto items = token.items;
    items.push_back({token.step, token.visit, index});
    begun.push_back(spawn(id, index, std::move(items)));
  }
  if (first && !step.each.grows_by.empty()) {
    auto token = at(id);
    std::vector<Command> waits;
    events_wanted(step, token, waits);
    for (auto& wait : waits)
      if (wait.id.find(":more:") != std::string::npos) commands_.push_back(std::move(wait));
  }
  for (const auto child : begun)
    if (find(child)) enter(child, step.branches.front().first);
}

void Mover::grow(std::int32_t id, std::int32_t count) {
  const auto& step = step_of(id);
  std::vector<Command> before, after;
  events_wanted(step, at(id), before);
  at(id).total += count;
  events_wanted(step, at(id), after);
  const auto waits_for_more = [](const Command& command) { return command.id.find(":more:") != std::string::npos; };
  std::erase_if(before, [&](const Command& command) { return !waits_for_more(command); });
  std::erase_if(after, [&](const Command& command) { return !waits_for_more(command); });
  take_back(before);
  for (auto& wait : after) commands_.push_back(std::move(wait));
  if (at(id).state == TokenState::joining) begin_items(id);
}

void Mover::branch_done(std::int32_t scope) {
  auto& token = at(scope);
  --token.expected;
  ++token.arrived;
  if (token.state == TokenState::absorbing) {
    if (token.expected > 0) return;
    close_scope(scope, token.parent);
    return arrive(scope);
  }
  if (token.state == TokenState::joining) progress(scope);  // a parked one looks when it is resumed
}

/// Leaves the step when enough of its branches have arrived.
void Mover::progress(std::int32_t scope) {
  auto& token = at(scope);
  const auto& step = definition_.step(token.step);
  if (step.kind == StepKind::compensate) return token.expected > 0 ? void() : undo_next(scope);
  if (step.join.of > 0 && token.arrived >= step.join.of) {
    if (token.expected > 0) {
      if (step.join.cancel) cancel_inside(scope);
      else absorb(scope);
    }
    return leave(scope, onward(step));
  }
  if (token.begun < token.total) return begin_items(scope);
  if (token.expected == 0) leave(scope, onward(step));
}

/// Another token takes over the branches that have not arrived, so that this one can go on.
void Mover::absorb(std::int32_t scope) {
  const auto old = at(scope);
  const auto keeper = spawn(old.parent, old.branch, old.items);
  auto& token = at(keeper);
  token.step = old.step;
  token.visit = old.visit;
  token.state = TokenState::absorbing;
  token.expected = old.expected;
  token.begun = token.total = old.begun;
  for (auto& child : state_.tokens)
    if (child.parent == scope) child.parent = keeper;
  for (auto& round : state_.rounds)
    if (round.scope == scope) round.scope = keeper;
  at(scope).expected = 0;
}

bool Mover::is_within(std::int32_t id, std::int32_t scope) {
  for (const auto* token = find(id); token; token = token->parent == 0 ? nullptr : find(token->parent))
    if (token->id == scope) return true;
  return false;
}

/// Ends all tokens inside, without the token itself. What they had finished stays undoable by whoever undoes the step around them.
void Mover::cancel_inside(std::int32_t root) {
  std::set<std::int32_t> ends;
  for (const auto& token : state_.tokens)
    if (token.id != root && is_within(token.id, root)) ends.insert(token.id);
  for (const auto& token : state_.tokens)
    if (ends.contains(token.id)) drop(token);
  for (auto& done : state_.done)
    if (ends.contains(done.scope)) done.scope = root;
  std::erase_if(state_.rounds, [&](const Round& round) { return ends.contains(round.scope); });
  std::erase_if(state_.tokens, [&](const Token& token) { return ends.contains(token.id); });
  auto& token = at(root);
  token.expected = 0;
  token.undoing.clear();
}

/// The step has ended: what was done in it counts as done in the step around it, and its bounds begin anew when it is entered again.
void Mover::close_scope(std::int32_t scope, std::int32_t parent) {
  for (auto& done : state_.done)
    if (done.scope == scope) done.scope = parent;
  std::erase_if(state_.rounds, [&](const Round& round) { return round.scope == scope; });
}

}  // namespace amends::flow
