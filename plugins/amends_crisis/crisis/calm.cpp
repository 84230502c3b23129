#include "calm.hpp"

#include <algorithm>

namespace amends::crisis {
namespace {

using Wide = __int128;  // 100 times 2^53-1 does not fit into 53 bits, and the record holds such counts

}  // namespace

std::optional<bool> calmed_down(const std::optional<std::int64_t>& mentions_24h, const std::optional<std::int64_t>& mentions_peak, std::int64_t share) noexcept {
  if (mentions_peak && *mentions_peak == 0) return true;
  if (!mentions_24h || !mentions_peak) return std::nullopt;
  return static_cast<Wide>(*mentions_24h) * 100 <= static_cast<Wide>(*mentions_peak) * share;
}

std::int64_t percent_of_peak(std::int64_t mentions_24h, std::int64_t peak) noexcept { return static_cast<std::int64_t>(static_cast<Wide>(mentions_24h) * 100 / peak); }

bool may_end(const std::vector<std::optional<bool>>& criteria, const std::optional<std::int64_t>& held_hours, std::int64_t needed) noexcept {
  return !criteria.empty() && held_hours && *held_hours >= needed && std::all_of(criteria.begin(), criteria.end(), [](const auto& met) { return met.value_or(false); });
}

}  // namespace amends::crisis
