#pragma once
// How the complainant's feelings move from the first text to the last (catalogue 3.3). Value types only.
#include <cstdint>
#include <string_view>

namespace amends::dimensions {

/// rising, falling, or stable while the difference is at most `stable_within` either way. first, last: intensities 0..100.
[[nodiscard]] constexpr std::string_view trend(std::int64_t first, std::int64_t last, std::int64_t stable_within) noexcept {
  return last - first > stable_within ? "rising" : first - last > stable_within ? "falling" : "stable";
}

}  // namespace amends::dimensions
