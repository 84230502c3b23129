#include "nature.hpp"

#include <algorithm>

namespace amends::classify {

std::int64_t Nature::points(std::string_view code) const noexcept {
  for (const auto& score : scores)
    if (score.code == code) return score.points;
  return 0;
}

bool Nature::has(std::string_view code) const noexcept {
  return primary == code || std::find(secondary.begin(), secondary.end(), code) != secondary.end();
}

std::int64_t Nature::further_issues() const noexcept {
  return std::count_if(secondary.begin(), secondary.end(), [](const std::string& code) { return code != kExcessDemand; });
}

Nature nature_of(const std::vector<Cue>& cues, const NatureRules& rules) {
  Nature out;
  for (const auto& code : rules.codes) {
    std::int64_t points = 0;
    for (const auto& cue : cues)
      if (cue.code == code) points += cue.weight;
    if (points > 0) out.scores.push_back({code, points});
  }
  // Stable: of equal points the code that stands first in the rules stays first.
  auto ranked = out.scores;
  std::stable_sort(ranked.begin(), ranked.end(), [](const Score& left, const Score& right) { return left.points > right.points; });
  if (ranked.empty() || ranked.front().points < rules.min_score) return out;

  const auto best = ranked.front().points;
  const auto runner_up = ranked.size() > 1 ? ranked[1].points : 0;
  out.primary = ranked.front().code;
  out.confidence = 100 * best / (best + runner_up);
  for (std::size_t i = 1; i < ranked.size(); ++i)
    if (ranked[i].points >= rules.secondary_least && 100 * ranked[i].points >= rules.secondary_share * best) out.secondary.push_back(ranked[i].code);
  return out;
}

Nature confirmed(const Nature& reading, std::string_view code) {
  Nature out = reading;
  out.by_person = true;
  out.primary = code;
  out.secondary.clear();
  if (reading.primary != code && reading.primary != kOther) out.secondary.push_back(reading.primary);
  for (const auto& other : reading.secondary)
    if (other != code) out.secondary.push_back(other);
  out.confidence = code == kOther ? std::nullopt : std::optional<std::int64_t>(100);
  return out;
}

Excess excess_demand(bool compensation_demanded, std::optional<std::int64_t> claimed_minor, std::optional<std::int64_t> loss_minor, std::int64_t times) noexcept {
  if (!compensation_demanded) return Excess::no;
  if (!loss_minor) return Excess::unknown;
  if (*loss_minor == 0) return Excess::yes;
  if (!claimed_minor) return Excess::unknown;
  return static_cast<__int128>(*loss_minor) * times <= *claimed_minor ? Excess::yes : Excess::no;
}

}  // namespace amends::classify
