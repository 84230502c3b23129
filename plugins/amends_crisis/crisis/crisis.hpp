#pragma once
// The adapter of stage amends.crisis: the order of its steps and the result. Each step has a file of its own.
#include "sdk/plugin.hpp"

namespace amends::crisis {

class Crisis final : public sdk::Stage {
 public:
  explicit Crisis(const sdk::Reader& config);
  void handle(const sdk::Call& call, sdk::Envelope& out) override;

 private:
  bool asks_;  ///< false: steps of the workflow convene the team, release statements, take the signatures and ask for the report
};

}  // namespace amends::crisis
