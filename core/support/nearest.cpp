#include "support/nearest.hpp"

#include <algorithm>
#include <vector>

namespace amends {

// Optimal string alignment distance; three rows are enough for swaps of neighbours.
std::size_t edits(std::string_view left, std::string_view right) {
  std::vector<std::size_t> before(right.size() + 1), last(right.size() + 1), row(right.size() + 1);
  for (std::size_t j = 0; j <= right.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t replace = last[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replace});
      if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[right.size()];
}

std::string nearest_name(std::string_view name, std::span<const std::string_view> known) {
  if (name.size() > 64) return {};
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(name.size() / 3, 1) + 1;
  for (const auto candidate : known) {
    const auto far = edits(name, candidate);
    if (far < best_distance) { best_distance = far; best = candidate; }
  }
  return std::string(best);
}

}  // namespace amends
