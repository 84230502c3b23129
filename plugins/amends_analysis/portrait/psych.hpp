#pragma once
// The third block (catalogue 3.4): what amends.psychology read, and what the complainant says to expect, with links to where it stands.
#include "reading.hpp"

namespace amends::portrait {

struct Psych {
  bool known = false;                         ///< amends.psychology ran and read something
  std::string top_need;                       ///< empty when none was read
  std::string temperament;                    ///< "unknown" below its points
  std::optional<std::int64_t> energy;
  std::vector<std::string> needs, defences, expectation;
  std::vector<sdk::EvidenceId> evidence;      ///< links; at least one
};

/// Errors: Failure `error.bad_type`.
[[nodiscard]] Psych read_psych(const Context& context);

}  // namespace amends::portrait
