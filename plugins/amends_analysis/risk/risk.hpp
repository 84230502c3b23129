#pragma once
// The adapter of stage amends.risk: its settings, the order of its steps, and the result. Each step has a file of its own.
#include "picture.hpp"
#include "sdk/plugin.hpp"

namespace amends::risk {

class Risk final : public sdk::Stage {
 public:
  /// config: see plugin.json. Errors: Failure `error.range`, `error.bad_type`.
  explicit Risk(const sdk::Reader& config);
  void handle(const sdk::Call& call, sdk::Envelope& out) override;

 private:
  Thresholds thresholds_;
};

}  // namespace amends::risk
