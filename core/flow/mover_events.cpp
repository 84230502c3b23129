// `on` events, and the steps that raise, signal, cancel and terminate.
#include <algorithm>

#include "flow/command_ids.hpp"
#include "flow/mover.hpp"
#include "flow/wanted.hpp"

namespace amends::flow {

/// `event_id`: of the message, signal or timer that came; empty for an error or escalation.
void Mover::hear(std::int32_t id, std::size_t index, const std::string& event_id) {
  const auto& step = step_of(id);
  const auto& boundary = step.on[index];
  if (boundary.interrupting) {
    // Taken away in the middle: neither `set` nor `meets`.
    cancel_inside(id);
    const auto token = at(id);
    disarm(token, event_id);
    withdraw(token, -1);
    for (const auto& hold : token.holds) commands_.push_back(command(CommandKind::close_task, token, hold));
    close_scope(id, token.parent);
    return move(id, boundary.go);
  }
  auto& token = at(id);
  token.heard.resize(step.on.size(), 0);
  ++token.heard[index];
  if (auto next = hears(step, token, index)) commands_.push_back(*std::move(next));
  if (boundary.go == kEnd) return;
  if (!room_for(1)) return;  // refused before for what comes from outside; for what comes from inside nothing more can begin
  const auto second = spawn(token.parent, token.branch, std::vector<ItemRef>(token.items));
  enter(second, boundary.go);
}

/// Gives an error or escalation to the nearest step around that has an `on` event for it; the exact name goes before `default`.
bool Mover::caught(std::int32_t from, Boundary::Kind kind, const std::string& what) {
  for (auto id = from; id != 0;) {
    const auto& token = at(id);
    if (!token.leaving && token.state != TokenState::absorbing) {
      const auto& on = definition_.step(token.step).on;
      const auto named = [&](std::string_view name) { return std::find_if(on.begin(), on.end(), [&](const Boundary& boundary) { return boundary.kind == kind && boundary.what == name; }); };
      auto found = named(what);
      if (found == on.end() && kind == Boundary::Kind::error) found = named("default");
      if (found != on.end()) {
        hear(id, static_cast<std::size_t>(found - on.begin()), {});
        return true;
      }
    }
    id = token.parent;
  }
  return false;
}

void Mover::act(std::int32_t id) {
  const auto* token = find(id);
  if (!token || token->state != TokenState::running || token->leaving) return;  // taken back by one before it
  switch (definition_.step(token->step).kind) {
    case StepKind::raise: return raise(id);
    case StepKind::signal: return send_signal(id);
    case StepKind::cancel: return cancel_steps(id);
    case StepKind::terminate: return terminate(id);
    case StepKind::compensate: return begin_undoing(id);
    default: return;
  }
}

void Mover::raise(std::int32_t id) {
  const auto& step = step_of(id);
  const auto visit = at(id).visit;
  const auto kind = step.raises_error ? Boundary::Kind::error : Boundary::Kind::escalation;
  if (caught(id, kind, step.event) && (step.raises_error || !find(id) || &step_of(id) != &step || at(id).visit != visit)) return;
  if (!step.raises_error) return leave(id, onward(step));  // an escalation that nobody asked for passes
  park(id, "the step '" + step.name + "' raises the error '" + step.event + "' and no step around it has an `on` event for it; mend the case, then resume");
}

void Mover::send_signal(std::int32_t id) {
  const auto& step = step_of(id);
  const auto visit = at(id).visit;
  if (after_ >= 2 && ++echoes_ > kSignalEchoesMax)
    return park(id, "the step '" + step.name + "' is one of more than " + std::to_string(kSignalEchoesMax) + " signals that led to each other at one moment; the case signals itself in a circle: correct the workflow, then resume or cancel the case");
  auto tell = command(CommandKind::send_signal, at(id));
  tell.message = step.event;
  commands_.push_back(std::move(tell));
  std::vector<std::int32_t> listeners;  // those of now: what a listener leads to does not hear the same signal
  for (const auto& token : state_.tokens) listeners.push_back(token.id);
  ++after_;
  for (const auto listener : listeners)
    if (find(listener)) deliver(listener, step.event);
  --after_;
  if (const auto* token = find(id); token && &definition_.step(token->step) == &step && token->visit == visit) leave(id, onward(step));
}

void Mover::deliver(std::int32_t id, const std::string& signal) {
  const auto& token = at(id);
  const auto& step = definition_.step(token.step);
  if (token.leaving || token.state == TokenState::absorbing) return;
  for (std::size_t i = 0; i < step.on.size(); ++i) {
    if (step.on[i].kind != Boundary::Kind::signal || step.on[i].what != signal) continue;
    auto waits = hears(step, token, i);
    if (!waits) return;
    if (!step.on[i].interrupting) take_back({*waits});
    return hear(id, i, {});
  }
  if (token.state != TokenState::waiting) return;
  if (step.kind == StepKind::listen && step.event == signal) {
    withdraw(token, -1);
    return leave(id, onward(step));
  }
  for (std::size_t i = 0; i < step.alternatives.size(); ++i) {
    if (step.alternatives[i].signal != signal) continue;
    commands_.push_back(*opposite([&] {
      auto wait = command(CommandKind::await_message, token, make_id(step, token.visit, step.alternatives[i].name));
      wait.signal = true;
      return wait;
    }()));
    Event heard;
    return take(id, Match{id, Action::take_alternative, static_cast<std::int32_t>(i)}, heard);
  }
}

/// Takes the tokens off the named steps; a branch that loses its last token has arrived.
void Mover::cancel_steps(std::int32_t id) {
  const auto& step = step_of(id);
  if (step.whole_case) {
    meet(id);
    cancel();
    Command told;
    told.reason = "cancelled";
    commands_.push_back(std::move(told));
    return;
  }
  std::vector<std::int32_t> off;
  for (const auto& token : state_.tokens)
    if (token.id != id && std::find(step.targets.begin(), step.targets.end(), token.step) != step.targets.end()) off.push_back(token.id);
  for (const auto one : off) {
    if (!find(one) || is_within(id, one)) continue;  // gone with one around it; a step around this one is what `terminate` is for
    cancel_inside(one);
    drop(at(one));
    close_scope(one, at(one).parent);
    arrive(one);
  }
  if (find(id)) leave(id, onward(step));
}

/// Ends a step around as done: what still runs in it is taken back.
void Mover::terminate(std::int32_t id) {
  const auto& step = step_of(id);
  meet(id);
  if (step.whole_case) {
    for (const auto& token : state_.tokens) drop(token);
    state_.tokens.clear();
    return;
  }
  auto around = at(id).parent;
  while (around != 0 && at(around).step != step.targets.front()) around = at(around).parent;
  if (around == 0) return park(id, "the step '" + step.name + "' ends '" + definition_.step(step.targets.front()).name + "', in which the case does not stand");
  cancel_inside(around);
  if (at(around).state == TokenState::absorbing) {
    close_scope(around, at(around).parent);
    return arrive(around);
  }
  leave(around, onward(step_of(around)));
}

}  // namespace amends::flow
