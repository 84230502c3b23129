#include "severity.hpp"

#include <algorithm>

namespace amends::classify {

std::array<Part, 7> listed(const Parts& parts) noexcept {
  return {{{"amount", parts.amount},
           {"emotion", parts.emotion},
           {"vulnerability", parts.vulnerability},
           {"escalation", parts.escalation},
           {"group", parts.group},
           {"repeat", parts.repeat},
           {"breach", parts.breach}}};
}

std::int64_t score(const Parts& parts, std::int64_t cap) noexcept {
  std::int64_t sum = 0;
  for (const auto& part : listed(parts)) sum += part.points;
  return std::min(sum, cap);
}

std::int64_t base(const Parts& parts, std::int64_t cap) noexcept {
  Parts without = parts;
  without.emotion = 0;
  without.vulnerability = 0;
  return score(without, cap);
}

std::vector<Part> largest(const Parts& parts, std::size_t count) {
  const auto all = listed(parts);
  std::vector<Part> out(all.begin(), all.end());
  std::stable_sort(out.begin(), out.end(), [](const Part& left, const Part& right) { return left.points > right.points; });
  std::erase_if(out, [](const Part& part) { return part.points == 0; });
  if (out.size() > count) out.resize(count);
  return out;
}

std::string_view escalation_kind(std::string_view kind) noexcept { return kind == "exposure" ? "media" : kind; }

std::int64_t escalation(const std::vector<Step>& steps, std::int64_t cap) {
  std::vector<Step> kinds;
  for (const auto& step : steps) {
    const auto kind = escalation_kind(step.kind);
    const auto known = std::find_if(kinds.begin(), kinds.end(), [&](const Step& other) { return other.kind == kind; });
    if (known == kinds.end()) kinds.push_back({std::string(kind), step.points});
    else known->points = std::max(known->points, step.points);
  }
  std::int64_t sum = 0;
  for (const auto& kind : kinds) sum += kind.points;
  return std::min(sum, cap);
}

std::optional<int> level_number(std::string_view level) noexcept {
  if (level.size() != 2 || level[0] != 'S' || level[1] < '1' || level[1] > '4') return std::nullopt;
  return level[1] - '0';
}

std::string level_name(int level) { return "S" + std::to_string(level); }

int raised(int level, const std::vector<Floor>& floors) noexcept {
  for (const auto& floor : floors) level = std::max(level, floor.level);
  return level;
}

}  // namespace amends::classify
