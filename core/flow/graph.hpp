#pragma once
// The arrows of a workflow, for the checks that need to see all of them at once. A step with others inside counts as two nodes, its split and its
// join, so that a branch that arrives at the join is no way back to the split. Used by the reader and by tests.
#include <vector>

#include "flow/definition.hpp"

namespace amends::flow {

/// Steps that no token can ever reach from `first`, in file order. Only the first of each stretch is given: what stands behind it is reached
/// from it and comes back with it.
[[nodiscard]] std::vector<StepIndex> unreachable_steps(const std::vector<Step>& steps, StepIndex first);

/// True when a token that leaves `from` can come to `to`, on whatever way; also round to itself.
[[nodiscard]] bool can_reach(const std::vector<Step>& steps, StepIndex from, StepIndex to);

/// Steps in which a token can go round within one turn: none of them waits, and steps with others inside have branches that need not wait.
struct Circle {
  std::vector<StepIndex> steps;  ///< in file order; of several circles that share a step, all
  std::vector<StepIndex> exits;  ///< those of them with an arrow that leaves; without any, a token goes round for ever
};
[[nodiscard]] std::vector<Circle> waitless_circles(const std::vector<Step>& steps);

/// Where two tokens may be at one time when an `on` event lets its step go on: `first` from that step on (with the steps inside it), `second` from where the event
/// leads. Both end at the join of the step around, which waits for both. Steps in file order; those that only undo are in neither.
struct SideBySide {
  std::vector<StepIndex> first, second;
};
/// `event`: index into Step::on of an event that does not interrupt.
[[nodiscard]] SideBySide side_by_side(const std::vector<Step>& steps, StepIndex step, std::size_t event);

}  // namespace amends::flow
