#pragma once
// Whether the crisis may end (catalogue 3.18): each criterion with what shows it, the hours they have held, and what follows.
#include <optional>
#include <string>
#include <vector>

#include "reading.hpp"

namespace amends::crisis {

struct Met {
  const Criterion* criterion = nullptr;
  std::optional<bool> met;  ///< nothing: not known
  sdk::EvidenceId evidence;
};

struct Standdown {
  std::vector<Met> criteria;
  std::optional<std::int64_t> held_hours;
  bool allowed = false;
  bool only_signatures = false;  ///< everything but the signatures holds
  sdk::EvidenceId sum;           ///< empty when there is no crisis
};

/// Errors: Failure `error.range` for a count below 0.
[[nodiscard]] Standdown read_standdown(const Context& context, const Reading& reading);
/// The signatures when only they are missing; the review report when it is over.
void ask_to_stand_down(const Context& context, const Standdown& standdown);

}  // namespace amends::crisis
