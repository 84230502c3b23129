#pragma once
// Whether like cases come together in a period or at a place (catalogue 3.3). Counts and percentages only; where the counts come from is the adapter's matter.
#include <cstdint>

namespace amends::dimensions {

inline constexpr std::int64_t kPercentMax = 9'007'199'254'740'991;  ///< 2^53-1: a percentage beyond it is shown as this

/// Cases per day of the window against cases per day of the baseline before it: hr(100 * baseline * c_w, window * max(1, c_b)). Unit: percent.
/// Preconditions: counts and days are at least 0, days at least 1.
[[nodiscard]] std::int64_t lift(std::int64_t count_window, std::int64_t count_baseline, std::int64_t window_days, std::int64_t baseline_days) noexcept;

struct UnitCounts {
  std::int64_t unit = 0, unit_customers = 0, institution = 0, institution_customers = 0;
};
/// Cases per customer of the unit against those of the institution: hr(100 * cu * Ni, max(1, ci * Nu)). Unit: percent. Precondition: all at least 0.
[[nodiscard]] std::int64_t rate(const UnitCounts& counts) noexcept;
/// A unit has no more cases and no more customers than its institution.
[[nodiscard]] bool plausible(const UnitCounts& counts) noexcept;

/// A percentage and a count that both reach their least.
[[nodiscard]] constexpr bool common(std::int64_t percent, std::int64_t count, std::int64_t percent_min, std::int64_t count_min) noexcept { return percent >= percent_min && count >= count_min; }

}  // namespace amends::dimensions
