#pragma once
// amends.negotiation_plan (catalogue 3.11): one plan for one talk or a series of talks: how to listen, what to say, what may be offered, within fairness limits. The
// adapter: the order of the steps and the result. What is owed is paid whatever the plan says (guardrail G6); nothing here refuses, delays or lowers anything.
#include <memory>
#include <vector>

#include "sdk/sdk.hpp"

namespace amends::negotiation_plan {

class NegotiationPlan : public sdk::Stage {
 public:
  /// config: unit_minor (1..1,000,000,000), steps_bp (catalogue 3.11.3), questions_most (3..5). Errors: Failure `error.range`, `error.bad_type`.
  explicit NegotiationPlan(const sdk::Reader& config);
  void handle(const sdk::Call& call, sdk::Envelope& out) override;

 private:
  std::int64_t unit_minor_ = 100, questions_most_ = 5;
  std::vector<std::int64_t> steps_bp_;
};

}  // namespace amends::negotiation_plan
