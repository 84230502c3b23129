#pragma once
// When a crisis may end (catalogue 3.18): criteria that each hold, do not hold, or are not known. Value types only.
#include <cstdint>
#include <optional>
#include <vector>

namespace amends::crisis {

/// Mentions of the last day at most `share` percent of the peak; a peak of 0 is met. Nothing while a count is not known. Ranges: counts at least 0, share 0..100.
[[nodiscard]] std::optional<bool> calmed_down(const std::optional<std::int64_t>& mentions_24h, const std::optional<std::int64_t>& mentions_peak, std::int64_t share) noexcept;
/// The last day in percent of the peak, rounded down. Precondition: peak > 0.
[[nodiscard]] std::int64_t percent_of_peak(std::int64_t mentions_24h, std::int64_t peak) noexcept;
/// All criteria hold, and have held for `needed` hours: what is not known does not hold.
[[nodiscard]] bool may_end(const std::vector<std::optional<bool>>& criteria, const std::optional<std::int64_t>& held_hours, std::int64_t needed) noexcept;

}  // namespace amends::crisis
