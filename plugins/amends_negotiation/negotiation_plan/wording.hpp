#pragma once
// What the plan proposes to say: labels, calibrated questions, the accusation audit, the four sides of persuasion and the scripts of each rung, chosen from the banks
// and filled from the case. A script whose slot nothing fills, whose technique is barred, or whose rung is locked does not appear.
#include "ethics.hpp"
#include "money_reading.hpp"
#include "scene_reading.hpp"
#include "stairway.hpp"

namespace amends::negotiation_plan {

inline constexpr std::size_t kLabelsMost = 4, kQuestionsMost = 5, kQuestionsLeast = 3;
inline constexpr std::array<std::string_view, 4> kDimensions = {"feeling", "reason", "benefit", "rule"};  ///< 情 理 利 法

/// One thing to say.
struct Line {
  std::string id, rung, technique, moment;
  sdk::Texts text, why;
  std::vector<std::string> forbidden;
};

struct Accusation {
  std::string id;
  sdk::Texts fear, acknowledgement;
};

struct Persuasion {
  std::vector<std::string_view> order;                   ///< the lead first, the rule never first
  std::array<std::optional<Cited>, 4> cells;             ///< in the order of kDimensions
  std::array<std::string, 4> rows;                       ///< ids of the bank's rows
  [[nodiscard]] bool complete() const;
};

/// A technique of the register as it stands in this case.
struct TechniqueState {
  std::string id, state;                                 ///< allowed, needs_check (caution, and nobody has checked it yet) or blocked
  bool caution = false;
  std::vector<std::string> failed, barred_by;
  sdk::Texts use, safe_form;
  sdk::Texts ethics_note;                                ///< its limit, and what keeps it from being used in this case
};

/// The feeling that leads by the strongest need: comfort, vent and respect lead by feeling, compensation by benefit, balance by reason; a thinking temperament by reason.
[[nodiscard]] std::vector<std::string_view> persuasion_order(std::string_view top_need, bool thinking);

/// The register with the case's signs. `ladder`: the answers that the plan itself gives for the ladder.
[[nodiscard]] std::vector<TechniqueState> read_techniques(const Context& context, const std::vector<std::string>& signs, const Use& ladder);

[[nodiscard]] std::vector<Line> labels(const Context& context, const Facts& facts, const Scene& scene);
[[nodiscard]] std::vector<Line> questions(const Context& context, const Facts& facts, std::int64_t most);
[[nodiscard]] std::vector<Accusation> audit(const Context& context, const Facts& facts);
[[nodiscard]] Persuasion persuasion(const Context& context, const Facts& facts, const Sums& sums, const Scene& scene);

/// The state of the talk that scripts depend on.
struct Moment {
  bool influence_open = false, near_break = false, agreed = false, counter = false;
  std::optional<Rung> ready;                             ///< the offer that may be made now
};
[[nodiscard]] std::vector<Line> scripts(const Context& context, const Facts& facts, const Sums& sums, const Scene& scene, const Moment& moment);

/// Puts the lines that may be said into the envelope, by the register and the gate; answers those that went out.
[[nodiscard]] std::vector<Line> release(const Context& context, const std::vector<Line>& lines, const std::vector<TechniqueState>& techniques, const Facts& facts, bool influence_open);

}  // namespace amends::negotiation_plan
