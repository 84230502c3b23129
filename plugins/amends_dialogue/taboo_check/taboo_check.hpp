#pragma once
// The adapter of stage amends.taboo_check: its setting, what stands behind the draft, and the result.
#include <cstdint>

#include "sdk/plugin.hpp"

namespace amends::taboo_check {

class TabooCheck final : public sdk::Stage {
 public:
  /// config: see plugin.json. Errors: Failure `error.range`, `error.bad_type`.
  explicit TabooCheck(const sdk::Reader& config);
  /// Errors: Failure `error.missing_field` for a draft that is absent or blank, and those of kit::read_taboos.
  void handle(const sdk::Call& call, sdk::Envelope& out) override;

 private:
  std::int64_t pass_score_;
};

}  // namespace amends::taboo_check
