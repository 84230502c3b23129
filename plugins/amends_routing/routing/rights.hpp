#pragma once
// The notice of rights (guardrail G8) and the kit that mediation needs, both from the rights of the institution's place (rights/notice). The customer's own
// choice of a lawful route always stays open and is printed in every case.
#include <string>
#include <vector>

#include "choice.hpp"
#include "columns.hpp"
#include "kit/organisation.hpp"

namespace amends::routing {

/// The rights of the place, without those whose condition is known not to hold.
struct Rights {
  std::string jurisdiction;       ///< empty for an institution that org does not have
  std::vector<kit::Right> items;
};
[[nodiscard]] Rights read_rights(const sdk::Call& call, const Facts& facts);

/// The items of the mediation kit; none when mediation is no row that holds.
[[nodiscard]] sdk::Array mediation_kit(sdk::Envelope& out, const std::vector<Matched>& matched, const Rights& rights, const Facts& facts);

struct Notice {
  sdk::Value whole = nullptr;  ///< the result's `rights_notice`; null, with a finding, where the place has no rights in the packs
  sdk::EvidenceId sum;
};
[[nodiscard]] Notice rights_notice(const sdk::Call& call, sdk::Envelope& out, const Rights& rights);

}  // namespace amends::routing
