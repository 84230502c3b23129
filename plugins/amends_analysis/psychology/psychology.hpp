#pragma once
// The adapter of stage amends.psychology: its settings, the order of its steps, and the result. Each part has a file of its own.
#include <cstdint>

#include "sdk/plugin.hpp"

namespace amends::psychology {

struct Settings {
  std::int64_t need_min = 10;          ///< points
  std::int64_t need_second = 50;       ///< percent of the highest need's points that make another need a leading one
  std::int64_t defence_min = 20, temperament_min = 30;  ///< points
  std::int64_t rise_min = 30;          ///< points of intensity from the first text to the last that count as an outburst
  std::int64_t excess_times = 5;       ///< a claim of so many times the proved loss
  std::int64_t long_story = 600;       ///< code points of one text
  bool textbook = false;               ///< the pairing of temperament.alt
};

class Psychology final : public sdk::Stage {
 public:
  /// config: see plugin.json. Errors: Failure `error.range`, `error.bad_type`.
  explicit Psychology(const sdk::Reader& config);
  void handle(const sdk::Call& call, sdk::Envelope& out) override;

 private:
  Settings settings_;
};

}  // namespace amends::psychology
