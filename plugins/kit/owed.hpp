#pragma once
// What is owed, read the same way by every stage that offers, plans or writes a sum. Source of the rule: guardrail G6 (what is owed is paid in full).
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "sdk/call.hpp"
#include "sdk/envelope.hpp"

namespace amends::kit {

struct Owed {
  sdk::Money sum;
  std::string path;  ///< in the record, for the evidence
};

/// The entitlement: `money.entitlement` and what verification found. Where both are known and differ, the higher one is owed and a blocking finding
/// (`entitlement.differs`) says so; never the lower one in silence. Where neither is known, the first of `otherwise` that is.
/// Errors: Failure `error.currency_mismatch` for two sums in two currencies, `error.bad_type`.
[[nodiscard]] std::optional<Owed> read_owed(const sdk::Call& call, sdk::Envelope& out, std::initializer_list<std::string_view> otherwise);

}  // namespace amends::kit
