#pragma once
// How severe the complaint is by the tables of tables/severity: seven parts with their reasons, the level of their sum, and the floors that raise it. How
// parts, caps and floors are put together is told by severity.hpp.
#include <string>
#include <string_view>
#include <vector>

#include "breach.hpp"
#include "severity.hpp"

namespace amends::classify {

/// Why a part has points.
struct PartWhy {
  std::string_view name;
  sdk::Texts because;
  std::vector<sdk::EvidenceId> evidence;
};

struct SeverityReading {
  Parts parts;
  std::vector<PartWhy> why;             ///< of the parts with points
  std::int64_t score = 0, base = 0;     ///< base: without emotion and vulnerability
  std::string vulnerability = "none";   ///< strongest status: none, suspected, confirmed
  int level = 1;                        ///< by the score, then raised by the floors
  std::string level_row;
  std::vector<Floor> floors;
  std::vector<sdk::Texts> floors_why;
  sdk::EvidenceId sum, vulnerability_sum;
  std::vector<sdk::EvidenceId> floors_evidence;
};

/// The floors are applied too.
[[nodiscard]] SeverityReading read_severity(const Context& context, const Tables& tables, const Breach& breach);

}  // namespace amends::classify
