#pragma once
// The dimension of emotion: intake's reading of the complainant's feelings, the words behind it, how they move from text to text, and what the complainant
// says to expect.
#include "reading.hpp"

namespace amends::dimensions {

struct EmotionReading {
  Block block;
  std::optional<std::int64_t> intensity;         ///< 0..100, by intake
  std::optional<std::string> band, dominant, trend;
  std::vector<std::pair<std::string, sdk::EvidenceId>> expectation;  ///< kinds of the demands that are said outright
  std::vector<sdk::EvidenceId> cited;
};

/// Errors: Failure `error.range`, `error.bad_type`, `error.pack_missing`.
[[nodiscard]] EmotionReading read_emotion(const Context& context);

}  // namespace amends::dimensions
