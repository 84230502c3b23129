#pragma once
// The complainant's inner scene (catalogue 3.11.1, tactical empathy) and the actor sheet (3.11.3): where they stand, what they fear to lose, whom they answer to, in
// their own words. Only what the case says: a slot that nothing fills stays empty.
#include <array>

#include "money_reading.hpp"
#include "reading.hpp"

namespace amends::negotiation_plan {

inline constexpr std::array<std::string_view, 9> kActorSlots = {"given_circumstances", "moment_before", "objective", "super_objective", "obstacle", "stakes", "actions", "subtext", "relax"};

struct Scene {
  std::optional<Cited> where;
  std::vector<Cited> fears;        ///< of which the first is what labels speak of
  std::vector<Cited> answers_to;   ///< people at home or at work
  std::vector<Cited> quotes;       ///< at most three clauses, in text order
  std::vector<Cited> told;         ///< at most two of the clauses that tell and neither demand nor threaten
  std::optional<Cited> mirror;     ///< last words of their newest text that may be repeated
  sdk::Texts topic;                ///< what it is about, by nature
  sdk::Texts event;                ///< what a label names: what they fear to lose, else the topic
  sdk::EvidenceId event_evidence;
  sdk::Texts feeling;
};
/// Errors: Failure `error.pack_missing`.
[[nodiscard]] Scene read_scene(const Context& context, const Facts& facts);

/// {card, where, fears[], answers_to[]} with evidence; card: the same in the first person, for whoever has to feel their way into it.
[[nodiscard]] sdk::Value scene_card(const Scene& scene);
/// Nine slots in the first person, each {text, evidence[]} or null; subtext {quotes[], evidence[]}.
[[nodiscard]] sdk::Value actor_sheet(const Context& context, const Facts& facts, const Scene& scene);
/// The fast identification card: fact, feeling, demand, need, limit, each {text, evidence[]} or null.
[[nodiscard]] sdk::Value identification_card(const Context& context, const Facts& facts, const Sums& sums, const Scene& scene);

/// The texts of a list of rows {code, text} of a bank; nothing for a code that it does not have.
[[nodiscard]] std::optional<sdk::Texts> coded(const sdk::Reader& bank, std::string_view list, std::string_view code, std::string_view member = "text");

}  // namespace amends::negotiation_plan
