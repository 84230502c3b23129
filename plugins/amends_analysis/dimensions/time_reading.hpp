#pragma once
// The dimension of time: the timeline with its precision, answers that came late, seasons, and whether like cases come together in the period.
#include "reading.hpp"

namespace amends::dimensions {

struct TimeReading {
  Block block;
  std::optional<std::int64_t> lift;  ///< percent; nothing when the count of the window is not known
  bool common = false;
  std::int64_t entries = 0, undated = 0;
  std::int64_t late_answers = 0;
  std::vector<sdk::Texts> seasons;
  sdk::EvidenceId basis;             ///< of the lift, or the field that is not known
  std::vector<sdk::EvidenceId> cited;  ///< of gaps and seasons
};

/// Errors: Failure `error.range`, `error.bad_type`, `error.pack_missing`.
[[nodiscard]] TimeReading read_time(const Context& context);

}  // namespace amends::dimensions
