#pragma once
// The adapter of stage amends.dimensions: its settings, the order of its steps, and the result. Each dimension has a file of its own.
#include <cstdint>

#include "sdk/plugin.hpp"

namespace amends::dimensions {

struct Settings {
  std::int64_t window_days = 30, baseline_days = 90;
  std::int64_t lift_min = 200, rate_min = 200;  ///< percent
  std::int64_t count_min = 5, person_min = 3;
  std::int64_t gap_days = 7;
  std::int64_t stable_within = 10;  ///< points of intensity
};

class Dimensions final : public sdk::Stage {
 public:
  /// config: see plugin.json. Errors: Failure `error.range`, `error.bad_type`.
  explicit Dimensions(const sdk::Reader& config);
  void handle(const sdk::Call& call, sdk::Envelope& out) override;

 private:
  Settings settings_;
};

}  // namespace amends::dimensions
