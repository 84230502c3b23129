#include "signs.hpp"

#include <algorithm>

namespace amends::classify {

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
