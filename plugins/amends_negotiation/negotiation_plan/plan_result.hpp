#pragma once
// The whole plan, and how it is written into the result (catalogue 3.11, Out).
#include "checklist.hpp"
#include "listening_reading.hpp"
#include "offers.hpp"

namespace amends::negotiation_plan {

struct Tolerance {
  std::int64_t value = 0;
  std::string_view state;
  sdk::EvidenceId evidence;
};
struct Acceptance {
  std::optional<std::int64_t> point_minor;
  sdk::EvidenceId evidence;
};
/// What is proposed to be said. The lines are those that went into the envelope.
struct Spoken {
  std::vector<Accusation> audit;
  std::vector<Line> labels, questions, audit_lines, persuasion_lines, lines;
};

struct Plan {
  const Facts& facts;
  const Sums& sums;
  const Scene& scene;
  const Talk& talk;
  const Stairway& stairway;
  const Tolerance& tolerance;
  const Acceptance& acceptance;
  const ReviewResult& review;
  const Offers& offers;
  const std::vector<TechniqueState>& techniques;
  const Spoken& spoken;
  const Persuasion& persuasion;
  const Done& done;
  const Checklist& checklist;
  std::string_view mode;
  const std::vector<sdk::Texts>& missed;
  const std::vector<sdk::Value>& non_money;
  bool influence_open = false, offers_open = false;
};

void write(const Context& context, const Plan& plan);

/// The audit and the sides of persuasion as lines to say.
[[nodiscard]] std::vector<Line> audit_lines(const std::vector<Accusation>& audit);
[[nodiscard]] std::vector<Line> persuasion_lines(const Persuasion& persuasion);
/// Items that are no money, by the strongest need: {id, text}.
[[nodiscard]] std::vector<sdk::Value> non_money_items(const Context& context, const Facts& facts);
[[nodiscard]] bool technique_allows(const std::vector<TechniqueState>& techniques, std::string_view id);

}  // namespace amends::negotiation_plan
