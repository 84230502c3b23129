#pragma once
// What a built guard holds. Internal to core/guard.
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "guard/guard.hpp"
#include "guard/rules.hpp"

namespace amends::guard {

/// A row of banks/techniques.
struct Technique {
  bool caution = true;                    ///< it appears only with its note and after its ethics check; whatever is not marked `ok`
  std::vector<std::string> blocked_when;  ///< signs under which it is never used: vulnerability, safety; the guard leaves the others to the stage
  json::Value safe_form;                  ///< {zh, en}
};

struct Knowledge {
  std::shared_ptr<const GuardRules> wording;   ///< rows that hold for every text that leaves
  std::shared_ptr<const GuardRules> staff;     ///< those among them that hold for what only staff reads too, see holds_for_staff
  std::shared_ptr<const GuardRules> under_care;///< G9 and G10: bargaining where a customer is vulnerable, that and arguing on a sign of danger
  std::shared_ptr<const GuardRules> refusing;  ///< G8: words by which a letter refuses, whatever kind it calls itself
  text::FoldTable fold;
  text::NumberReader numbers;
  std::vector<std::string> own_numbers;
  std::vector<std::u32string> rights_texts;    ///< in the surface's form
  std::map<std::string, Technique, std::less<>> techniques;  ///< the register (G13)
};

/// Guards whose wording binds staff's own texts as well: nobody plans in a task what nobody may say.
[[nodiscard]] constexpr bool holds_for_staff(std::string_view guard) noexcept {
  return guard == "G2" || guard == "G3" || guard == "G4" || guard == "G5" || guard == "G7" || guard == "G12";
}
/// Rows of these guards are no wording of their own: they hold under a condition of the case or the letter.
[[nodiscard]] constexpr bool is_conditional(std::string_view guard) noexcept { return guard == "G8" || guard == "G9" || guard == "G10"; }

}  // namespace amends::guard
