#pragma once
// The ladder of a negotiation plan as a drawing: what is owed as the ground, each offer as a step up to the target, with its total, its goodwill, and why it may be
// released or not. Pure: works on the section analysis.negotiation_plan alone. Used by reports and by the checklist sheet.
#include <string>
#include <string_view>

#include "review/palettes.hpp"
#include "support/json.hpp"

namespace amends::review {

struct PlanOptions {
  std::string language = "zh";  ///< "zh" or "en"
  int currency_digits = 2;      ///< minor digits of the plan's currency, by the pack tables/currency; 0 to 4
};

/// Inline SVG, readable in light and dark and in black on white, with a title and a description for those who do not see it. States are told by words, not by colour
/// alone. Empty when the section holds no ladder (see `ladder_off` for why), or when its numbers are no ladder. Size: a few kB.
[[nodiscard]] std::string ladder_svg(const json::Value& section, const PlanOptions& options);

/// The colours of the drawing, for a page that declares a theme.
[[nodiscard]] Palettes ladder_palettes() noexcept;

}  // namespace amends::review
