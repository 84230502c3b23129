#pragma once
// The adapter of stage amends.intake: its configuration, the order of its steps, and the result. Each step has a file of its own.
#include <cstdint>
#include <string>

#include "sdk/plugin.hpp"

namespace amends::intake {

struct IntakeConfig {
  std::string ack_within, ack_within_regulator, update_within, safety_within;  ///< durations: 1wd, 4wh, 5wd, 30m
  std::int64_t dedupe_window_days = 90, dedupe_same = 70, dedupe_related = 45;
};

class Intake final : public sdk::Stage {
 public:
  /// config: see plugin.json. Errors: Failure `error.range`, `error.bad_type`.
  explicit Intake(const sdk::Reader& config);
  void handle(const sdk::Call& call, sdk::Envelope& out) override;

 private:
  IntakeConfig config_;
};

}  // namespace amends::intake
