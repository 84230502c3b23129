#pragma once
// The case record of catalogue section 2: what a new record must have, what is filled in, and which status moves are allowed.
#include <span>
#include <string>
#include <string_view>

#include "runtime/organisation.hpp"
#include "support/json.hpp"
#include "support/time.hpp"

namespace amends::runtime {

inline constexpr std::size_t kTextCodePointsMax = 200'000;  ///< one document's body

/// No complaint was received before this; an older date is a slip, such as the year 0001 of an empty cell.
inline constexpr Instant kReceivedEarliest{631'152'000'000'000};  // 1990-01-01T00:00:00Z

/// Checks a new record and fills in what is left out (status, kind, locale, group, flags, received_at). Findings about what was filled in are
/// appended to `findings`. Errors name the path: `schema` (unknown top-level key), `missing_field`, `bad_type`, `range` (a future date, one
/// before kReceivedEarliest, a negative sum, 2^53), `text_too_long`, `not_utf8`, `currency_mismatch` (claims in two currencies).
[[nodiscard]] Result<void> complete_record(json::Value& record, const Organisations& organisations, Instant now, json::Array& findings);

/// The values of channel.kind and case.status, sorted.
[[nodiscard]] std::span<const std::string_view> channel_kinds();
[[nodiscard]] std::span<const std::string_view> case_statuses();

/// Catalogue 2.3. Errors: `state`, naming what is allowed from here.
[[nodiscard]] Result<void> check_transition(std::string_view from, std::string_view to);

/// Checks one fact that a person or a form sets at `now`. Errors as above.
[[nodiscard]] Result<void> check_fact(std::string_view path, const json::Value& value, Instant now);

/// Checks the sums of a record: each is money, all in one currency. Errors: `bad_type`, `range`, `schema`, `currency_mismatch`; `where` is the path.
[[nodiscard]] Result<void> check_sums(const json::Value& record);
/// The sums of the record as they would be with these facts ({path: value}) set: one fact may be right and the record wrong with it. Errors: `currency_mismatch`, whose
/// place is the fact that is being set, wherever the other sum stands; those of check_sums.
[[nodiscard]] Result<void> check_sums_with(const json::Value& record, const json::Object& facts);

/// "<institution>/<channel kind>/<channel ref>", empty without a reference.
[[nodiscard]] std::string reference_of(const json::Value& record);

}  // namespace amends::runtime
