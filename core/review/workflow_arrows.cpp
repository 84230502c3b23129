#include "review/workflow_arrows.hpp"

namespace amends::review {

std::vector<Arrow> arrows_of(const flow::Definition& definition) {
  std::vector<Arrow> out;
  const auto& steps = definition.steps();
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto& step = steps[i];
    const auto from = static_cast<flow::StepIndex>(i);
    // In a branch the target `end` is the join of the block.
    const auto lead = [&](ArrowKind kind, std::size_t index, flow::StepIndex to) {
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
      default:
        lead(ArrowKind::onward, 0, step.joins ? flow::kEnd : step.next);
        for (std::size_t k = 0; k < step.branches.size(); ++k) lead(ArrowKind::branch, k, step.branches[k].first);
        for (std::size_t k = 0; k < step.on_error.size(); ++k) lead(ArrowKind::error, k, step.on_error[k].go);
    }
  }
  return out;
}

}  // namespace amends::review
