#pragma once
// The adapter of stage amends.portrait: its setting, the order of its blocks, and the result. Each block has a file of its own.
#include <cstdint>

#include "sdk/plugin.hpp"

namespace amends::portrait {

struct Settings {
  std::int64_t type_min = 30;  ///< points from which a type is shown
};

class Portrait final : public sdk::Stage {
 public:
  /// config: see plugin.json. Errors: Failure `error.range`, `error.bad_type`.
  explicit Portrait(const sdk::Reader& config);
  void handle(const sdk::Call& call, sdk::Envelope& out) override;

 private:
  Settings settings_;
};

}  // namespace amends::portrait
