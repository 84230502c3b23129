#pragma once
// Suspected breach of rules by the institution (catalogue 3.2): what the table tables/severity#suspected_breach looks at, and what it answers. A suspicion
// is a hypothesis; a person checks it.
#include <string>
#include <vector>

#include "nature_reading.hpp"
#include "tables.hpp"

namespace amends::classify {

struct Breach {
  std::string degree = "none";            ///< none, possible, likely
  sdk::Texts why;
  std::vector<sdk::EvidenceId> evidence;  ///< empty while none
};

[[nodiscard]] Breach read_breach(const Context& context, const Tables& tables, const NatureReading& nature);

}  // namespace amends::classify
