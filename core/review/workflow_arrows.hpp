#pragma once
// Every arrow of a workflow by name: which way leads from where to where. Used by the drawing, which draws each once, and by the trail of a case, which counts
// how often each was taken.
#include <cstdint>
#include <tuple>
#include <vector>

#include "flow/definition.hpp"

namespace amends::review {

enum class ArrowKind {
  onward,       ///< from a step to the one after it; of a parallel step from its join
  choice,       ///< of a choose step; index into Step::choose
  alternative,  ///< of a first_of step; index into Step::alternatives
  error,        ///< of a stage step; index into Step::on_error
  branch,       ///< from a step into what stands in it; index into Step::branches
  event,        ///< of an `on` event; index into Step::on
  bound,        ///< when the step was entered as often as it may be
  milestone,    ///< when the case does not stand where `while` says
  undo,         ///< to the steps that undo it
};

/// Which arrow it is. Within one definition a key is unique.
struct ArrowKey {
  flow::StepIndex from = flow::kEnd;
  ArrowKind kind = ArrowKind::onward;
  std::int32_t index = 0;
  friend bool operator<(const ArrowKey& a, const ArrowKey& b) { return std::tuple(a.from, a.kind, a.index) < std::tuple(b.from, b.kind, b.index); }
  friend bool operator==(const ArrowKey&, const ArrowKey&) = default;
};

struct Arrow {
  ArrowKey key;
  flow::StepIndex to = flow::kEnd;  ///< kEnd: the end of the workflow
  bool to_join = false;             ///< it arrives at the join of the parallel step `to`
};

/// In the order of the steps; of one step: onward first, then its other ways as the file has them.
[[nodiscard]] std::vector<Arrow> arrows_of(const flow::Definition& definition);

}  // namespace amends::review
