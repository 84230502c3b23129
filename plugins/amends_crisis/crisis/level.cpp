#include "level.hpp"

#include <array>

namespace amends::crisis {
namespace {

constexpr std::array<std::string_view, 5> kNames = {"none", "watch", "L3", "L2", "L1"};

}  // namespace

std::string_view name(Level level) noexcept { return kNames[static_cast<std::size_t>(level)]; }

std::optional<Level> level_of(std::string_view word) noexcept {
  for (std::size_t i = 0; i < kNames.size(); ++i)
    if (kNames[i] == word) return static_cast<Level>(i);
  return std::nullopt;
}

bool is_crisis(Level level) noexcept { return level >= Level::L3; }

Changed changed(Level by_facts, const std::optional<Change>& change, bool safety_explicit) noexcept {
  if (!change || change->to == by_facts) return {by_facts, Verdict::none};
  if (change->to > by_facts) return {change->to, Verdict::raised};
  if (safety_explicit) return {by_facts, Verdict::safety};
  if (!change->commander || !change->legal) return {by_facts, Verdict::unsigned_};
  if (change->from != by_facts) return {by_facts, Verdict::outdated};
  return {change->to, Verdict::lowered};
}

}  // namespace amends::crisis
