#pragma once
// What @stage_id@ decides, in plain values: no JSON, no SDK, no files, no clock. This part is easy to test and to read aloud.
#include <cstdint>

/// True when the claimed sum reaches the limit. Both in minor units of one currency, 0 or more.
[[nodiscard]] bool @name@_is_large(std::int64_t claimed_minor, std::int64_t limit_minor) noexcept;
