#include "merit.hpp"

#include <algorithm>

namespace amends::verify {

std::string_view name(Merit merit) noexcept {
  switch (merit) {
    case Merit::full: return "full";
    case Merit::partial: return "partial";
    case Merit::none: return "none";
    case Merit::undetermined: return "undetermined";
  }
  return "undetermined";
}

Merit merit_of(const std::vector<Fact>& facts) noexcept {
  if (facts.empty()) return Merit::undetermined;
  const auto all = [&](Bearing bearing) { return std::all_of(facts.begin(), facts.end(), [&](const Fact& fact) { return fact.bearing == bearing; }); };
  if (all(Bearing::fails) || std::any_of(facts.begin(), facts.end(), [](const Fact& fact) { return fact.necessary && fact.bearing == Bearing::fails; })) return Merit::none;
  if (all(Bearing::holds)) return Merit::full;
  const bool some = std::any_of(facts.begin(), facts.end(), [](const Fact& fact) { return fact.bearing == Bearing::holds || (fact.bearing == Bearing::open && fact.gap); });
  return some ? Merit::partial : Merit::undetermined;
}

std::optional<Merit> case_merit(const std::vector<Merit>& demands) noexcept {
  if (demands.empty()) return std::nullopt;
  const auto count = [&](Merit merit) { return std::count(demands.begin(), demands.end(), merit); };
  const auto size = static_cast<std::ptrdiff_t>(demands.size());
  if (count(Merit::full) == size) return Merit::full;
  if (count(Merit::none) == size) return Merit::none;
  if (count(Merit::undetermined) > 0 && count(Merit::full) == 0 && count(Merit::partial) == 0) return Merit::undetermined;
  return Merit::partial;
}

}  // namespace amends::verify
