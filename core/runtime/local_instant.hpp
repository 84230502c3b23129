#pragma once
// Moments in sentences for an institution's people: by their clocks, with the offset. Used wherever a refusal names when something was done or is due.
#include <string>

#include "runtime/organisation.hpp"
#include "support/time.hpp"

namespace amends::runtime {

/// Seconds east of UTC in the institution's zone; 0 where the machine does not know the zone.
[[nodiscard]] std::int32_t utc_offset_s(const Organisation& organisation, Instant at);
/// "2026-03-02T09:00:00+08:00".
[[nodiscard]] std::string local_instant(const Organisation& organisation, Instant at);

}  // namespace amends::runtime
