#pragma once
// Floors of the severity (catalogue 3.2): signs that alone put the case at a level, whatever its points. The table tables/severity#floors names them; an
// institution may add its own.
#include "severity_reading.hpp"

namespace amends::classify {

/// Raises the level of a reading that is otherwise complete, and says each floor.
void raise_to_floors(const Context& context, SeverityReading& reading);

}  // namespace amends::classify
