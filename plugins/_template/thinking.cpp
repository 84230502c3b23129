#include "thinking.hpp"

bool @name@_is_large(std::int64_t claimed_minor, std::int64_t limit_minor) noexcept { return claimed_minor >= limit_minor; }
