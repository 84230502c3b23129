#pragma once
// The adapter of stage amends.routing: its setting, the order of its steps, the result and the explanation. Each step has a file of its own.
#include <cstdint>

#include "sdk/plugin.hpp"

namespace amends::routing {

class Routing final : public sdk::Stage {
 public:
  /// config: see plugin.json. Errors: Failure `error.range`, `error.bad_type`.
  explicit Routing(const sdk::Reader& config);
  void handle(const sdk::Call& call, sdk::Envelope& out) override;

 private:
  std::int64_t small_dispute_major_;
};

}  // namespace amends::routing
