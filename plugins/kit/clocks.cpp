#include "kit/clocks.hpp"

#include <algorithm>

namespace amends::kit {

std::vector<ClockView> clocks_of(const sdk::Reader& record) {
  std::vector<ClockView> out;
  for (const auto& clock : record.list("clocks")) out.push_back({.due = clock.instant("due_at"), .met = clock.instant("met_at"), .acknowledges = clock.text_or("kind", "") == "acknowledge"});
  return out;
}

bool missed(const ClockView& clock, sdk::Instant now) noexcept {
  if (!clock.due) return false;
  return clock.met.value_or(now) >= *clock.due;
}

std::optional<std::size_t> first_missed(const std::vector<ClockView>& clocks, const std::optional<sdk::Instant>& now) noexcept {
  for (std::size_t i = 0; now && i < clocks.size(); ++i)
    if (missed(clocks[i], *now)) return i;
  return std::nullopt;
}

std::optional<sdk::Instant> first_answer_due(const std::vector<ClockView>& clocks) noexcept {
  std::optional<sdk::Instant> out;
  for (const auto& clock : clocks)
    if (clock.due && !clock.met && !clock.acknowledges) out = out ? std::min(*out, *clock.due) : *clock.due;
  return out;
}

}  // namespace amends::kit
