#pragma once
// The adapter of stage amends.classify: its settings, the order of its steps, the question to an officer, and the result. Each step has a file of its own.
#include <cstdint>

#include "sdk/plugin.hpp"

namespace amends::classify {

struct Settings {
  std::int64_t min_score = 15, secondary_share = 50, secondary_least = 10, confident = 60;
  std::int64_t quick_limit = 1'000;  ///< major units of CNY
  std::int64_t excess_times = 5;
};

class Classify final : public sdk::Stage {
 public:
  /// config: see plugin.json. Errors: Failure `error.range`, `error.bad_type`.
  explicit Classify(const sdk::Reader& config);
  void handle(const sdk::Call& call, sdk::Envelope& out) override;

 private:
  Settings settings_;
};

}  // namespace amends::classify
