#include "dedupe.hpp"

#include <algorithm>
#include <tuple>

namespace amends::intake {

Dedupe dedupe(std::vector<Match> candidates, const DedupeLimits& limits) {
  Dedupe out;
  for (auto& match : candidates) {
    match.score = std::clamp<std::int64_t>(match.score, 0, kScoreMax);
    if (match.score >= limits.related && (match.open || match.closed_days <= limits.window_days)) out.matches.push_back(std::move(match));
  }
  std::stable_sort(out.matches.begin(), out.matches.end(), [](const Match& a, const Match& b) { return std::tuple(-a.score, !a.open, std::string_view(a.case_id)) < std::tuple(-b.score, !b.open, std::string_view(b.case_id)); });
  if (out.matches.empty()) return out;
  const auto& best = out.matches.front();
  out.decision = best.score < limits.same ? "related" : best.open ? "attach" : "repeat";
  return out;
}

}  // namespace amends::intake
