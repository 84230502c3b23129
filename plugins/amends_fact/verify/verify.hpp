#pragma once
// The adapter of stage amends.verify: its settings, the order of its steps, and the result. Each step has a file of its own.
#include <cstdint>

#include "sdk/plugin.hpp"

namespace amends::verify {

struct Settings {
  std::int64_t quick_limit_major = 1000;  ///< a sum owed above it needs a second person; major units of CNY
  std::int64_t due_share = 40;            ///< percent of the clock on the answer by which the evidence is to be there
};

class Verify final : public sdk::Stage {
 public:
  /// config: see plugin.json. Errors: Failure `error.range`, `error.bad_type`.
  explicit Verify(const sdk::Reader& config);
  void handle(const sdk::Call& call, sdk::Envelope& out) override;

 private:
  Settings settings_;
};

}  // namespace amends::verify
