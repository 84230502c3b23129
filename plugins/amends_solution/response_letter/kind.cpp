#include "kind.hpp"

#include <algorithm>

namespace amends::letter {

std::string_view kind_for(const Situation& situation) noexcept {
  const auto& merits = situation.merits;
  const auto all = [&](std::string_view merit) { return std::all_of(merits.begin(), merits.end(), [&](std::string_view one) { return one == merit; }); };
  if (merits.empty() || all("undetermined")) return "update";
  if (all("none")) return "refusal";
  if (!all("full")) return "partial_reply";
  if (situation.chosen) return "agreement";
  if (situation.only_apology) return "apology";
  return situation.quick ? "short_reply" : "reply";
}

bool decides(std::string_view kind) noexcept {
  return kind == "reply" || kind == "short_reply" || kind == "partial_reply" || kind == "agreement" || kind == "apology" || kind == "refusal" || kind == "final_reply" || kind == "review_reply";
}

}  // namespace amends::letter
