#pragma once
// Whether the customer may need support (flags.vulnerability, guardrails G4 and G9), for stages that raise protection by it. Only the strongest status and
// the counts leave the record: which need it is, no stage has to know (privacy class P3).
#include <cstdint>
#include <string_view>

#include "sdk/reader.hpp"

namespace amends::kit {

struct NeedForSupport {
  std::int64_t suspected = 0, confirmed = 0;  ///< how many flags; denied ones are not counted
  /// "confirmed", "suspected" or "none".
  [[nodiscard]] std::string_view strongest() const noexcept { return confirmed > 0 ? "confirmed" : suspected > 0 ? "suspected" : "none"; }
};

/// Errors: Failure `error.range` for a status that is none of suspected, confirmed, denied; `error.bad_type`.
[[nodiscard]] NeedForSupport need_for_support(const sdk::Reader& record);

}  // namespace amends::kit
