#include "rates.hpp"

#include <algorithm>

namespace amends::dimensions {
namespace {

using Wide = unsigned __int128;

/// Round half up of n/d, at most kPercentMax.
std::int64_t half_up(Wide n, Wide d) noexcept { return static_cast<std::int64_t>(std::min<Wide>((2 * n + d) / (2 * d), kPercentMax)); }

Wide wide(std::int64_t value) noexcept { return static_cast<Wide>(std::max<std::int64_t>(value, 0)); }

}  // namespace

std::int64_t lift(std::int64_t count_window, std::int64_t count_baseline, std::int64_t window_days, std::int64_t baseline_days) noexcept {
  return half_up(100 * wide(baseline_days) * wide(count_window), wide(window_days) * std::max<Wide>(1, wide(count_baseline)));
}

std::int64_t rate(const UnitCounts& counts) noexcept {
  return half_up(100 * wide(counts.unit) * wide(counts.institution_customers), std::max<Wide>(1, wide(counts.institution) * wide(counts.unit_customers)));
}

bool plausible(const UnitCounts& counts) noexcept { return counts.unit <= counts.institution && counts.unit_customers <= counts.institution_customers; }

}  // namespace amends::dimensions
