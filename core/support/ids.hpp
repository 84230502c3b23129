#pragma once
// Ids that sort by time: 48 bits of milliseconds and 80 random bits in Crockford's base 32 (the ULID form), so that the store's
// index grows at its end (random text ids cost a third more time at 1e5 cases).
#include <string>
#include <string_view>

#include "support/hash.hpp"
#include "support/time.hpp"

namespace amends {

/// 26 characters of [0-9A-Z]; fits the case id pattern ^[A-Z0-9-]{6,40}$.
[[nodiscard]] std::string make_id(Instant at, Entropy& entropy);
/// True for ^[A-Z0-9-]{6,40}$.
[[nodiscard]] bool is_case_id(std::string_view text) noexcept;
/// True for ^[a-z][a-z0-9_]*$ of at most 64 characters: steps, variables, sections.
[[nodiscard]] bool is_name(std::string_view text) noexcept;

}  // namespace amends
