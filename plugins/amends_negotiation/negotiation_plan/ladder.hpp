#pragma once
// The ladder of offers above what is owed (catalogue 3.11.3): falling steps from the entitlement to the fair target, in exact integers. Value types only.
//
// What is owed (N) is paid first and without conditions, so the ladder begins above it: no rung is below N, none is beyond the target, and the target is
// within the authority. The method's uneven figures are not imitated; each total is the honest sum of entitlement and goodwill (guardrail G1).
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace amends::negotiation_plan {

inline constexpr std::int64_t kStepWhole_bp = 10'000;                    ///< the last step: all of the goodwill
inline constexpr std::int64_t kStepFirstLeast_bp = 5'000;                ///< a first offer below half of the goodwill would be an insult
inline constexpr std::int64_t kGoodwillMax_minor = 900'000'000'000'000;  ///< G - N; its product with a step stays inside the 128-bit arithmetic with room to spare
inline constexpr std::int64_t kSumMax_minor = 9'007'199'254'740'991;     ///< 2^53-1, as everywhere in the record
inline constexpr std::size_t kStepsMax = 12;                             ///< more steps would only wear people down
inline constexpr std::array<std::int64_t, 4> kStepsDefault_bp = {6'500, 8'500, 9'500, 10'000};  ///< the commonly published form of the method: falling increments

/// What a ladder is made from. Units: minor units of one currency.
struct Frame {
  std::int64_t entitlement_minor = 0;      ///< N: owed, outside the ladder
  std::int64_t target_minor = 0;           ///< G: the fair total that a supervisor authorised
  std::int64_t authority_limit_minor = 0;  ///< A: beyond it nobody here may go
  std::int64_t unit_minor = 100;           ///< u: goodwill is rounded to whole units, half up
};

/// One offer. total = entitlement + goodwill.
struct Rung {
  std::int64_t k = 1;  ///< number of the first step with this total, from 1
  std::int64_t bp = 0; ///< of the last step with this total
  std::int64_t total_minor = 0, goodwill_minor = 0;
  friend bool operator==(const Rung&, const Rung&) = default;
};

/// Why there can be no ladder, each an `error.range` of the stage.
enum class Fault { negative, target_below_entitlement, target_above_authority, too_large, unit, steps };

struct Ladder {
  std::vector<Rung> rungs;           ///< totals strictly rising, the last one exactly the target; empty when target and entitlement are equal
  std::int64_t merged = 0;           ///< steps that fell together with another one
  std::int64_t dropped = 0;          ///< rows whose goodwill rounds to nothing
  std::optional<Fault> fault = {};   ///< set: no rungs
};

/// The first fault of a frame and its steps; nothing when a ladder can be built.
[[nodiscard]] std::optional<Fault> fault_of(const Frame& frame, std::span<const std::int64_t> steps_bp) noexcept;

/// O_k = min(G, N + hr(D*s_k, 10000*u)*u) for all steps but the last, which is G exactly; D = G - N. Offers with equal totals become one row with the first
/// k and the last bp; rows without goodwill are dropped.
[[nodiscard]] Ladder build(const Frame& frame, std::span<const std::int64_t> steps_bp);

/// What a counter-offer leads to.
enum class CounterOutcome {
  accept,  ///< it is at most the next offer: it is accepted
  go_on,   ///< the next offer may be released
  after    ///< nothing is left on the ladder: items that are no money, then routing
};
struct CounterAnswer {
  CounterOutcome outcome = CounterOutcome::go_on;
  std::optional<std::int64_t> pay_minor = {};  ///< accepted: the highest of counter-offer, entitlement and highest offer already made
};
/// offered: how many rungs were put to the complainant, 0..rungs.size(). Precondition: the ladder has rungs.
[[nodiscard]] CounterAnswer answer_counter(const Frame& frame, const Ladder& ladder, std::size_t offered, std::int64_t counter_minor) noexcept;

/// What is logged about the talk since the newest offer.
struct TalkLog {
  std::size_t offered = 0;          ///< rungs already put to the complainant
  bool counter = false;             ///< they named a sum
  bool question_answered = false;   ///< they answered a calibrated question
  bool empathy_said = false;        ///< a statement of empathy was made
};
enum class Release { offered, ready, locked };
/// State of rung number `index` (from 0). influence_open: the gate of the stairway. The first rung needs the gate alone; each later one also a counter-offer
/// or an answered question, and a statement of empathy. Time plays no part: waiting is no tactic here.
[[nodiscard]] Release release_of(std::size_t index, bool influence_open, const TalkLog& log) noexcept;
[[nodiscard]] std::string_view name(Release release) noexcept;

/// Why no ladder is used although sums are known, in the order in which they are listed.
struct OffSigns {
  bool merit_full = false, vulnerability = false, safety = false, qc_failed = false, no_authority = false, tolerance = false;
};
[[nodiscard]] std::vector<std::string_view> off_reasons(const OffSigns& signs);

/// Like cases are treated alike: false when the target differs from the median of comparable cases by more than a quarter of it. Exactly a quarter is alike.
[[nodiscard]] bool treated_alike(std::int64_t target_minor, std::int64_t median_minor) noexcept;

}  // namespace amends::negotiation_plan
