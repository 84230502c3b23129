#pragma once
// What classify says about its run in five sentences: nature, the three largest parts, any floor, the suspected breach, how the case is handled. Reads what
// the steps found and decides nothing.
#include "handling.hpp"

namespace amends::classify {

/// What the steps of one run found.
struct Findings {
  const NatureReading& nature;
  const Breach& breach;
  const SeverityReading& severity;
  const Handling& handling;
  bool asked = false;  ///< an officer is asked about the nature
};

void explain(sdk::Envelope& out, const Findings& found);

}  // namespace amends::classify
