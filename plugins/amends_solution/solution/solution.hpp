#pragma once
// The adapter of stage amends.solution: its setting, the order of its steps, the questions, the tasks and the result. Each step has a file of its own.
#include "proposal.hpp"
#include "sdk/plugin.hpp"

namespace amends::solution {

class Solution final : public sdk::Stage {
 public:
  /// config: see plugin.json. Errors: Failure `error.range`, `error.bad_type`.
  explicit Solution(const sdk::Reader& config);
  void handle(const sdk::Call& call, sdk::Envelope& out) override;

 private:
  Settings settings_;
};

}  // namespace amends::solution
