#pragma once
// The notice of rights (G8): a refusal or a final answer names the review, mediation, arbitration (if agreed), regulator and court options, with
// time limits. Used on letters, and by the runtime on the answer of the form reply_sent.
#include <string>
#include <string_view>
#include <vector>

#include "guard/guard.hpp"
#include "support/json.hpp"

namespace amends::guard {

/// What a notice must name in a case.
struct RightsNeeded {
  bool review = true;        ///< false where the answering unit has no superior and the house offers no review
  bool mediation = true;
  bool arbitration = false;  ///< only where it was agreed
  bool regulator = true;
  bool court = true;
};
/// From the facts: arbitration when route_facts.arbitration is "yes".
[[nodiscard]] RightsNeeded rights_needed(const json::Value* record);

/// One flagged action for each option that the text does not name ("rights.court.missing"), and for review, regulator and court also when no time
/// limit stands beside it ("rights.court.time_limit"): in its sentence or the one after it; "at any time" is one. Mediation and arbitration are
/// named without one, because no rule of the notice sets one. `language`: "zh", "en", empty = the words of either. Empty when all is there.
[[nodiscard]] std::vector<Action> check_rights(std::string_view text, std::string_view language, const RightsNeeded& needed, std::string_view where = "text");

}  // namespace amends::guard
