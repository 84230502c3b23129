#pragma once
// The sums of a plan with the evidence behind them: what is owed, the fair target and the authority; the sources of the acceptance point; the talk's log.
#include "ladder.hpp"
#include "limits.hpp"
#include "reading.hpp"

namespace amends::negotiation_plan {

inline constexpr std::string_view kOfferedSum = "money.offered";  ///< a fact of this stage: the highest sum that was ever offered

/// What somebody recorded about how many steps were put to the complainant.
struct Told {
  std::int64_t steps = 0;
  sdk::EvidenceId evidence;
};

struct Sums {
  std::string currency;                      ///< of the first sum that is known; empty without one
  std::optional<std::int64_t> owed, target, limit, own_floor, loss_proved, settled, counter, agreed;  ///< minor units; agreed: what the last talk ended with
  std::vector<std::int64_t> comparable;      ///< settled sums of like cases
  sdk::EvidenceId owed_evidence, target_evidence, limit_evidence, counter_evidence, agreed_evidence, comparable_evidence;
  std::vector<Source> sources;               ///< of the acceptance point, in the order own words, comparable, loss proved
  std::vector<sdk::EvidenceId> source_evidence;
  std::optional<std::int64_t> comparable_median;  ///< of five cases or more
  TalkLog log;                               ///< without the steps: what counts of them is known beside the ladder
  std::vector<Told> told;
  std::optional<std::int64_t> offered_before;  ///< the highest sum that an earlier run knew to be offered, in minor units
};

/// Reads the record first and an answer where the record has nothing. Errors: Failure `error.currency_mismatch` for sums in two currencies, `error.range`,
/// `error.bad_type`.
[[nodiscard]] Sums read_sums(const Context& context);

/// Refuses sums and settings from which no ladder can be built, with the path of the sum. Errors: Failure `error.range`.
void refuse_faults(const sdk::Reader& record, const Sums& sums, std::int64_t unit, std::span<const std::int64_t> steps);

/// "37,200.00元", "37,200.00 USD": for a sentence.
[[nodiscard]] sdk::Texts written(const sdk::Call& call, std::int64_t minor, const std::string& currency);

/// The review of the acceptance point: what the stage knows and what the form qc_review says. audit_items: that the plan proposes; nothing when it proposes none
/// because somebody is in danger.
[[nodiscard]] ReviewResult read_review(const Context& context, const Sums& sums, std::optional<std::int64_t> audit_items);

}  // namespace amends::negotiation_plan
