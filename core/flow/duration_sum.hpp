#pragma once
// The two sums of durations that a workflow needs: rungs of a task counted from its opening, and a backoff that doubles. Units are never
// converted silently (a working day is not 24 hours); elapsed units are exact multiples of each other and may be added.
#include <cstdint>
#include <optional>
#include <span>

#include "calendar/duration.hpp"

namespace amends::flow {

/// Nothing when the units do not add up exactly (4h and 1wd) or the sum is beyond the unit's count_max.
[[nodiscard]] std::optional<calendar::Duration> add(calendar::Duration left, calendar::Duration right) noexcept;

/// `backoff` times 2^(attempt-1), at most the unit's count_max. attempt: the one that failed, from 1.
[[nodiscard]] calendar::Duration doubled(calendar::Duration backoff, std::int32_t attempt) noexcept;

}  // namespace amends::flow
