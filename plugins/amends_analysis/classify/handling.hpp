#pragma once
// How the case is handled (catalogue 3.2): simple or complex, which drives the legal clock and therefore reads no feeling, no safety sign, no need for
// support, no representative and no result about an agent; and whether the quick path is open.
#include <string>

#include "nature_reading.hpp"
#include "severity_reading.hpp"
#include "tables.hpp"

namespace amends::classify {

struct Handling {
  std::string complexity = "complex";  ///< simple, complex
  bool by_person = false;              ///< an officer has set it
  sdk::Texts why;                      ///< the table's reason
  bool quick = false;
  sdk::EvidenceId complexity_evidence, quick_sum;
};

[[nodiscard]] Handling read_handling(const Context& context, const Tables& tables, const NatureReading& nature, const SeverityReading& severity);

}  // namespace amends::classify
