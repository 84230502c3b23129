#pragma once
// The case record of catalogue section 2: what a new record must have, what is filled in, and which status moves are allowed.
#include <string>
#include <string_view>

#include "runtime/organisation.hpp"
#include "support/json.hpp"
#include "support/time.hpp"

namespace amends::runtime {

inline constexpr std::size_t kTextCodePointsMax = 200'000;  ///< one document's body

/// Checks a new record and fills in what is left out (status, kind, locale, group, flags, received_at). Findings about what was filled in are
/// appended to `findings`. Errors name the path: `schema` (unknown top-level key), `missing_field`, `bad_type`, `range` (a future date, a negative
/// sum, 2^53), `text_too_long`, `not_utf8`, `currency_mismatch` (claims in two currencies).
[[nodiscard]] Result<void> complete_record(json::Value& record, const Organisations& organisations, Instant now, json::Array& findings);

/// Catalogue 2.3. Errors: `state`, naming what is allowed from here.
[[nodiscard]] Result<void> check_transition(std::string_view from, std::string_view to);

/// Checks one fact that a person or a form sets. Errors as above.
[[nodiscard]] Result<void> check_fact(std::string_view path, const json::Value& value);

/// "<institution>/<channel kind>/<channel ref>", empty without a reference.
[[nodiscard]] std::string reference_of(const json::Value& record);

}  // namespace amends::runtime
