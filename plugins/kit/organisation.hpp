#pragma once
// The institution as the packs know it: its row of org, and the rights that its place gives a complainant (rights/notice). Used by every stage that names
// the institution or prints the rights (guardrail G8). Which right applies to a case is for the stage to say.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sdk/call.hpp"

namespace amends::kit {

/// The row of an institution; nothing when org does not have it. Lives until the call returns. Errors: Failure `error.pack_missing`.
[[nodiscard]] std::optional<sdk::Reader> institution(const sdk::Call& call, std::string_view id);
/// The first row of org, which stands for an institution that is not named; nothing when org is empty.
[[nodiscard]] std::optional<sdk::Reader> first_institution(const sdk::Call& call);

/// One way that stays open to the complainant, with the rule it rests on.
struct Right {
  std::string id, route, rule;
  std::string only_when;  ///< always, arbitration.agreed, unit.has_superior, ...
  sdk::Texts text;
  bool verify = true;     ///< counsel has yet to confirm the rule
};
/// The rights of a jurisdiction in the pack's order; none for a place that the pack does not have. Errors: Failure `error.pack_missing`.
[[nodiscard]] std::vector<Right> rights(const sdk::Call& call, std::string_view jurisdiction);

}  // namespace amends::kit
