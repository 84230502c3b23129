#pragma once
// The adapter of stage amends.classify: reads the record and the packs, lets nature, severity and signs think, and writes the envelope.
#include <cstdint>

#include "sdk/plugin.hpp"

namespace amends::classify {

class Classify final : public sdk::Stage {
 public:
  /// config: see plugin.json. Errors: Failure `error.range`, `error.bad_type`.
  explicit Classify(const sdk::Reader& config);
  void handle(const sdk::Call& call, sdk::Envelope& out) override;

 private:
  std::int64_t min_score_, secondary_share_, secondary_least_, confident_, quick_limit_, excess_times_;
};

}  // namespace amends::classify
