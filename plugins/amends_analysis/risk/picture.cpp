#include "picture.hpp"

#include <algorithm>

namespace amends::risk {

std::int64_t raised(std::int64_t base, std::int64_t points) noexcept { return std::clamp<std::int64_t>(base + points, 1, kStepMax); }

std::string_view level(const Axes& axes, const Thresholds& thresholds) noexcept {
  std::int64_t highest = 0;
  for (const auto& axis : axes) highest = std::max(highest, axis.score());
  if (highest >= thresholds.red) return "red";
  if (highest >= thresholds.orange) return "orange";
  if (highest >= thresholds.yellow) return "yellow";
  return "blue";
}

std::vector<AxisId> crisis_axes(const Axes& axes, const Thresholds& thresholds) {
  std::vector<AxisId> out;
  for (const auto id : {AxisId::reputation, AxisId::safety, AxisId::contagion})
    if (axes[static_cast<std::size_t>(id)].score() >= thresholds.crisis) out.push_back(id);
  return out;
}

std::vector<AxisId> top(const Axes& axes, std::size_t most) {
  std::vector<AxisId> out;
  for (std::size_t i = 0; i < axes.size(); ++i)
    if (axes[i].score() > 1) out.push_back(static_cast<AxisId>(i));
  // Stable: of equal scores the axis that stands first stays first.
  std::stable_sort(out.begin(), out.end(), [&](AxisId left, AxisId right) { return axes[static_cast<std::size_t>(left)].score() > axes[static_cast<std::size_t>(right)].score(); });
  if (out.size() > most) out.resize(most);
  return out;
}

Exposure exposure(std::optional<std::int64_t> claimed_minor, std::optional<std::int64_t> entitlement_minor, bool merit_full) noexcept {
  if (merit_full) return {.minor = 0, .negative = false, .open = false};
  if (!claimed_minor) return {.minor = std::nullopt, .negative = false, .open = true};
  const auto owed = entitlement_minor.value_or(0);
  return {.minor = std::max<std::int64_t>(0, *claimed_minor - owed), .negative = owed > *claimed_minor, .open = !entitlement_minor};
}

std::string_view publicity(const Media& media) noexcept {
  if (media.posted || media.official || media.reach.value_or(0) > 0) return "posted";
  return media.threatened ? "threat" : "none";
}

}  // namespace amends::risk
