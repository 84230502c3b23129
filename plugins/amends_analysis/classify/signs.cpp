#include "signs.hpp"

#include <algorithm>

namespace amends::classify {

std::string_view strongest_vulnerability(const std::vector<std::string_view>& statuses) noexcept {
  for (const std::string_view strong : {"confirmed", "suspected"})
    if (std::find(statuses.begin(), statuses.end(), strong) != statuses.end()) return strong;
  return "none";
}

bool missed(const ClockView& clock, std::int64_t now_us) noexcept {
  if (!clock.due_us) return false;
  if (clock.met_us) return *clock.met_us >= *clock.due_us;
  return now_us >= *clock.due_us;
}

bool has_third_institution(const std::vector<PartyView>& parties) noexcept {
  return std::any_of(parties.begin(), parties.end(), [](const PartyView& party) { return party.role == "third_institution"; });
}

std::int64_t asserted_by_complainant(const std::vector<PartyView>& parties, const std::vector<std::string_view>& asserted_by) noexcept {
  return std::count_if(asserted_by.begin(), asserted_by.end(), [&](std::string_view who) {
    return who == "complainant" || (!who.empty() && std::any_of(parties.begin(), parties.end(), [&](const PartyView& party) { return party.id == who && party.role == "complainant"; }));
  });
}

bool authority_open(const std::vector<PartyView>& parties, std::string_view checked_result) noexcept {
  if (checked_result == "valid") return false;
  return std::any_of(parties.begin(), parties.end(), [](const PartyView& party) {
    return (party.role == "representative" || party.role == "agent_unverified") && party.authority != "statutory" && party.authority != "written";
  });
}

bool quick_path(const QuickFacts& facts, std::int64_t limit_major) noexcept {
  return facts.level == 1 && !facts.complex && !facts.vulnerable && !facts.authority_open && facts.minor && kit::at_most(*facts.minor, limit_major, facts.scale);
}

}  // namespace amends::classify
