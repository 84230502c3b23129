#pragma once
// An instant as a clock shows it that runs beside UTC, for sentences to people: the zone decides the offset (core/calendar), here it is only written.
#include <cstdint>
#include <string>

#include "support/time.hpp"

namespace amends {

/// "2026-03-02T09:00:00+08:00" for 2026-03-02T01:00:00Z. Unit of `offset_s`: seconds east of UTC, told to the minute; below one minute it is format_instant, with "Z".
[[nodiscard]] std::string format_instant(Instant at, std::int32_t offset_s);

}  // namespace amends
