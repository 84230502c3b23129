#pragma once
// The negotiation checklist on one sheet, to take into the room: the fourteen items, limits, offers, questions, the accusation audit and the sides of persuasion. Pure:
// works on the section analysis.negotiation_plan alone. For staff only (privacy class P4); never for the complainant.
#include <string>

#include "review/ladder_drawing.hpp"
#include "support/json.hpp"

namespace amends::review {

/// Markdown with tables; nothing of the section is read as markup.
[[nodiscard]] std::string checklist_markdown(const json::Value& section, const PlanOptions& options);

/// One HTML page without scripts, fonts or pictures from elsewhere, with the ladder's drawing; prints on A4, readable in light and dark.
[[nodiscard]] std::string checklist_html(const json::Value& section, const PlanOptions& options);

}  // namespace amends::review
