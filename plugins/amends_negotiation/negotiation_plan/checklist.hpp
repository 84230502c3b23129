#pragma once
// The negotiation checklist (catalogue 3.11.3): fourteen items, how complete it is, and whether the plan may be used. Value types only.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace amends::negotiation_plan {

enum class Item : std::size_t {
  goal_range, entitlement_paid, merit_table, tolerance_acceptance, qc_pass, accusation_audit, labels, questions, persuasion, options, non_money, roles_place_time, exit_and_rights, compliance_signoff
};
inline constexpr std::array<std::string_view, 14> kItemNames = {"goal_range", "entitlement_paid", "merit_table", "tolerance_acceptance", "qc_pass", "accusation_audit", "labels",
                                                                 "questions", "persuasion", "options", "non_money", "roles_place_time", "exit_and_rights", "compliance_signoff"};
inline constexpr std::int64_t kCompletenessLeast_percent = 80;

/// In the order of Item.
using Done = std::array<bool, kItemNames.size()>;

struct Checklist {
  std::int64_t done = 0, completeness_percent = 0;  ///< 100 * done div 14
  bool released = false;
  std::vector<Item> required_open;                  ///< without these no plan is released, however complete
};
/// with_ladder: offers in steps are planned, so that the quality-control review must have passed.
[[nodiscard]] Checklist assess(const Done& done, bool with_ladder);

}  // namespace amends::negotiation_plan
