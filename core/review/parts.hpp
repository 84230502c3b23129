#pragma once
// The parts of a review that show what the stages after the first line found, each in a file of its own (part_dimensions.cpp and so on). Every function reads the
// sections of the record by the shapes that the stages' manifests promise, leaves out what is missing, and gives null while its stage has not run. A part of class
// P4 (catalogue 2.4) is null as well for a reader without texts or without that class. The shape of what comes back stands at class Part.
#include "review/part_source.hpp"

namespace amends::review {

/// Time, space, participants, event, emotion: one or two lines each, the open question, the common cause (amends.dimensions). Without texts no words of events.
[[nodiscard]] json::Value dimensions_part(const PartSource& source);
/// The scores from which on an axis is of a level, as the stage judged by them: an institution may have set others than catalogue 3.6.
struct RiskThresholds {
  std::int64_t red = 20, orange = 12, yellow = 6;
  [[nodiscard]] std::string_view level(std::int64_t score) const { return score >= red ? "red" : score >= orange ? "orange" : score >= yellow ? "yellow" : "blue"; }
};
[[nodiscard]] RiskThresholds risk_thresholds(const json::Value* envelope);
/// Six axes as likelihood times impact, the level, who looks and when (amends.risk).
[[nodiscard]] json::Value risk_part(const PartSource& source);
/// Needs, demands, what set it off: hypotheses, class P4 (amends.psychology, amends.portrait).
[[nodiscard]] json::Value behind_part(const PartSource& source);
/// Allegations with their state, merit, what is owed and how it was worked out, what is missing (amends.verify).
[[nodiscard]] json::Value verification_part(const PartSource& source);
/// What the customer may choose from, with sums, dates and approval, and the choice (amends.solution).
[[nodiscard]] json::Value options_part(const PartSource& source);
/// The plan of the talk: mode, tolerance, acceptance point, ladder, checklist; class P4 (amends.negotiation_plan).
[[nodiscard]] json::Value plan_part(const PartSource& source);
/// Level, why, timers against now, criteria to stand down (amends.crisis). Null for level none.
[[nodiscard]] json::Value crisis_part(const PartSource& source);
/// Kind, checks, release, and the text for a reader of texts (amends.response_letter).
[[nodiscard]] json::Value letter_part(const PartSource& source);

}  // namespace amends::review
