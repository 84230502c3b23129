#include "chain.hpp"

#include <algorithm>
#include <map>

namespace amends::dimensions {

std::string_view standing_name(Standing standing) noexcept {
  switch (standing) {
    case Standing::agreed: return "agreed";
    case Standing::disputed: return "disputed";
    case Standing::asserted: break;
  }
  return "asserted";
}

Standing standing(const FactView& fact, bool other_side_agrees) noexcept {
  if (fact.verified == "confirmed") return Standing::agreed;
  if (fact.verified == "refuted") return Standing::disputed;
  if (other_side_agrees) return Standing::agreed;
  return fact.contested ? Standing::disputed : Standing::asserted;
}

std::vector<bool> said_by_both(const std::vector<FactView>& facts) {
  struct Said {
    bool complainant = false, institution = false;
  };
  std::map<std::string_view, Said> said;
  for (const auto& fact : facts) {
    if (fact.side == Side::complainant) said[fact.what].complainant = true;
    if (fact.side == Side::institution) said[fact.what].institution = true;
  }
  std::vector<bool> out;
  for (const auto& fact : facts) {
    const auto found = said.find(fact.what);
    out.push_back(fact.side != Side::unknown && !fact.what.empty() && found->second.complainant && found->second.institution);
  }
  return out;
}

std::vector<Reversal> reversals(const std::vector<StepEvent>& events, std::size_t most) {
  // Of each step the event that is dated first, so that a second claim after the first decision reverses nothing.
  std::vector<const StepEvent*> first;
  std::map<std::string_view, std::size_t> places;
  for (const auto& event : events) {
    if (!event.step || !event.when) continue;
    const auto [place, fresh] = places.emplace(event.step->id, first.size());
    if (fresh) first.push_back(&event);
    else if (event.when->from_us < first[place->second]->when->from_us) first[place->second] = &event;
  }
  std::vector<Reversal> out;
  for (const auto* dated_first : first)
    for (const auto* dated_last : first) {
      if (dated_first->step->process != dated_last->step->process || dated_first->step->order <= dated_last->step->order) continue;
      if (!certainly_before(*dated_first->when, *dated_last->when)) continue;
      if (out.size() == most) return out;
      out.push_back({dated_first->event, dated_last->event, dated_first->step->needs == dated_last->step->id});
    }
  return out;
}

int part_rank(std::string_view part) noexcept { return part == "cause" ? 0 : part == "act" ? 1 : part == "consequence" ? 2 : 3; }

}  // namespace amends::dimensions
