#include "review/workflow_arrows.hpp"

namespace amends::review {

std::vector<Arrow> arrows_of(const flow::Definition& definition) {
  std::vector<Arrow> out;
  const auto& steps = definition.steps();
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto& step = steps[i];
    const auto from = static_cast<flow::StepIndex>(i);
    // In a branch the target `end` is the join of the block. What undoes a step ends where it began.
    const auto lead = [&](ArrowKind kind, std::size_t index, flow::StepIndex to) {
      if (to == flow::kEnd && step.branch == flow::kUndo) return;
      const bool join = to == flow::kEnd && step.inside != flow::kEnd;
      out.push_back({{from, kind, static_cast<std::int32_t>(index)}, join ? step.inside : to, join});
    };
    switch (step.kind) {
      case flow::StepKind::choose:
        for (std::size_t k = 0; k < step.choose.size(); ++k) lead(ArrowKind::choice, k, step.choose[k].go);
        break;
      case flow::StepKind::first_of:
        for (std::size_t k = 0; k < step.alternatives.size(); ++k) lead(ArrowKind::alternative, k, step.alternatives[k].go);
        break;
      case flow::StepKind::cancel:
      case flow::StepKind::terminate:
        if (step.whole_case) out.push_back({{from, ArrowKind::onward, 0}, flow::kEnd, false});
        else if (step.kind == flow::StepKind::terminate) out.push_back({{from, ArrowKind::onward, 0}, step.targets.front(), true});
        else lead(ArrowKind::onward, 0, step.joins ? flow::kEnd : step.next);
        break;
      case flow::StepKind::raise:
        if (!step.raises_error) lead(ArrowKind::onward, 0, step.joins ? flow::kEnd : step.next);
        break;
      default:
        lead(ArrowKind::onward, 0, step.joins ? flow::kEnd : step.next);
        for (std::size_t k = 0; k < step.branches.size(); ++k) lead(ArrowKind::branch, k, step.branches[k].first);
        for (std::size_t k = 0; k < step.on_error.size(); ++k) lead(ArrowKind::error, k, step.on_error[k].go);
    }
    for (std::size_t k = 0; k < step.on.size(); ++k) lead(ArrowKind::event, k, step.on[k].go);
    if (!step.bound.name.empty()) lead(ArrowKind::bound, 0, step.bound.go);
    if (step.milestone.otherwise) lead(ArrowKind::milestone, 0, *step.milestone.otherwise);
    if (step.undo != flow::kEnd) lead(ArrowKind::undo, 0, step.undo);
  }
  return out;
}

}  // namespace amends::review
