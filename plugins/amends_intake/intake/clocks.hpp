#pragma once
// The clocks that run from receipt (catalogue 3.1 (5)): acknowledge, decide and the regulator's own date, each with the rule that set it. Rules come from the
// institution's clock pack; the house settings may only be stricter (guardrail G3).
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "received.hpp"

namespace amends::intake {

struct Clock {
  std::string kind, rule;
  sdk::Instant starts_at, due_at;
  sdk::Texts when;  ///< the date as people write it
  /// Where the clock moves to when the matter turns out to be complex: the shorter row holds until classify has run, and a letter that goes out before names
  /// both dates. Nothing where no other row can come to hold, or none is later.
  std::optional<sdk::Instant> later_at = {};
  sdk::Texts later_when = {};
};

/// Starts them as deadlines of the envelope. An acknowledgement that nobody can receive has no clock.
[[nodiscard]] std::vector<Clock> start_clocks(const Context& context);
/// nullptr when no clock of that kind runs.
[[nodiscard]] const Clock* clock_of(const std::vector<Clock>& clocks, std::string_view kind);
/// The rows of the result.
[[nodiscard]] sdk::Array clock_rows(const std::vector<Clock>& clocks);

}  // namespace amends::intake
