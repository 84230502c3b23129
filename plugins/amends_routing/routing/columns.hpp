#pragma once
// What the decision table tables/routing reads (catalogue 3.19): each column with its value and with the evidence behind it, which is written only when a
// row that fires looks at the column. What is not known counts as false, as the catalogue wants it, and becomes a finding where somebody should find out.
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "sdk/sdk.hpp"

namespace amends::routing {

struct Column {
  sdk::Value value;
  std::function<std::vector<sdk::EvidenceId>()> evidence;
};

/// The facts of one run, ready for the table and for what people are asked.
struct Facts {
  std::map<std::string, Column> columns;  ///< by the table's input
  std::string arbitration;                ///< yes, no, unknown
  bool no_agreement = false;              ///< a final reply was sent and not accepted
  bool right_expired = false;
  bool consent_answered = false, consent_refused = false;  ///< to mediation
};

/// small_dispute_major: major units of CNY. The columns' evidence borrows the call and the envelope. Errors: Failure `error.range`, `error.bad_type`,
/// `error.currency_mismatch`, `error.missing_field` (a right with a date, and no time of the turn), `error.unsupported`.
[[nodiscard]] Facts read_facts(const sdk::Call& call, sdk::Envelope& out, std::int64_t small_dispute_major);
/// A route as people read it; its id where the pack `routes` has none.
[[nodiscard]] sdk::Texts route_title(const sdk::Call& call, std::string_view route);

}  // namespace amends::routing
