// Compensation: what was done is undone, the newest first, by the `undo` steps of each.
#include <algorithm>

#include "flow/mover.hpp"

namespace amends::flow {

/// A step that can be undone has done its work.
void Mover::remember(std::int32_t id) {
  const auto& token = at(id);
  if (definition_.step(token.step).undo == kEnd) return;
  state_.done.push_back({token.step, token.visit, token.parent, token.items});
}

/// Collects what was done inside the named step, as far as it can be seen from here: in a step around this one, or in one that has ended there.
void Mover::begin_undoing(std::int32_t id) {
  const auto& step = step_of(id);
  const auto items = at(id).items;
  // Another item of a for-each around this step is somebody else's work.
  const auto own = [&](const Done& done) { return std::equal(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(std::min(items.size(), done.items.size())), done.items.begin()); };
  std::vector<Done> undoing;
  std::erase_if(state_.done, [&](const Done& done) {
    const bool named = step.whole_case || done.step == step.targets.front() || definition_.is_inside(done.step, step.targets.front());
    if (!named || !own(done) || !(done.scope == 0 || is_within(id, done.scope))) return false;
    undoing.push_back(done);
    return true;
  });
  auto& token = at(id);
  token.undoing = std::move(undoing);
  token.state = TokenState::joining;
  undo_next(id);
}

void Mover::undo_next(std::int32_t id) {
  auto& token = at(id);
  if (token.undoing.empty()) return leave(id, onward(definition_.step(token.step)));
  const auto done = token.undoing.back();
  token.undoing.pop_back();
  token.expected = 1;
  ++token.begun;
  const auto child = spawn(id, 0, done.items);
  enter(child, definition_.step(done.step).undo);
}

}  // namespace amends::flow
