#pragma once
// What may be offered: the ladder with the state of each rung, why there is none, the answer to a counter-offer, equal treatment with like cases (catalogue 3.11.3).
#include "money_reading.hpp"
#include "reading.hpp"
#include "wording.hpp"

namespace amends::negotiation_plan {

struct Settings {
  std::int64_t unit_minor = 100;
  std::vector<std::int64_t> steps_bp;
};

struct Offers {
  Frame frame;
  Ladder ladder;                              ///< no rungs while a reason stands against it, or a sum is not known
  std::vector<std::string_view> off;
  std::vector<std::string> signs;             ///< the same, for the register of techniques
  bool sums_missing = false;                  ///< a ladder would be possible once N, G and A are known
  bool alike = true;                          ///< or a supervisor has accepted the difference
  std::optional<std::int64_t> single_minor;   ///< paid or offered in one sum where no ladder is used
  std::optional<CounterAnswer> counter;
  std::optional<std::int64_t> settlement_minor;  ///< what was agreed, to be paid in all; nothing where nothing was, or nobody could agree to it
  TalkLog log;                                ///< with the most steps that anybody ever recorded as offered
  bool steps_told = false;                    ///< somebody said how many steps were offered
  std::optional<std::int64_t> offered_minor;  ///< the highest sum that was offered; nothing is agreed below it
  std::vector<sdk::EvidenceId> evidence;      ///< of the ladder or of the reasons against it
};

/// Errors: Failure `error.range` for sums or settings that no ladder can have.
[[nodiscard]] Offers read_offers(const Context& context, const Facts& facts, const Sums& sums, const ReviewResult& review, std::int64_t tolerance, const Settings& settings);

/// The rungs as the result shows them. open: the stairway's gate, the checklist and the register all let an offer go out.
[[nodiscard]] sdk::Array ladder_rows(const Offers& offers, bool open);
/// The offer that may be made now.
[[nodiscard]] std::optional<Rung> ready_rung(const Offers& offers, bool open);

}  // namespace amends::negotiation_plan
