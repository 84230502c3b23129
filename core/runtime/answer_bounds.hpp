#pragma once
// An answer is refused where it is given when a value of it cannot be true or lawful: dates that are none, sums in another currency than the case's, and
// whatever lies outside the bounds that the form states (core/flow/grammar.md, Forms). Knows no form by its name.
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "runtime/person.hpp"
#include "support/json.hpp"
#include "support/result.hpp"
#include "support/time.hpp"

namespace amends::host { class StageCatalogue; }
namespace amends::packs { class PackSet; }

namespace amends::runtime {

/// No date of an answer lies before this day: an older one is a slip, such as the year 0001 of an empty cell. The first day that is taken.
inline constexpr std::string_view kAnsweredDateEarliest = "1900-01-01";

/// What an answer is compared with.
struct AnswerContext {
  const json::Value& record;
  Instant now;
  std::string currency;  ///< of the institution: counts while no sum stands in the case
  std::function<std::int32_t(Instant)> utc_offset_s;  ///< seconds east of UTC of the institution's zone: an instant compared with a date is a day there
};

/// Writes the instant of the answer where a field of the form that is an instant says "now".
void fill_now(const packs::PackSet& packs, std::string_view form, json::Value& answer, Instant now);

/// Call after `check_answer`. An absent value and a bound that stands nowhere yet limit nothing. `where` of an error is the field.
/// Errors: `bad_type` (no date, no instant, a bound that cannot be read), `range` (outside a bound; before kAnsweredDateEarliest), `currency_mismatch`.
[[nodiscard]] Result<void> check_bounds(const packs::PackSet& packs, std::string_view form, const json::Value& answer, const AnswerContext& context);

/// Call after `check_answer`. A field with `other_person_than` and the field that it names are people with a name, and two. Errors: `refused`; `where` is the field.
[[nodiscard]] Result<void> check_two_people(const packs::PackSet& packs, std::string_view form, const json::Value& answer, const People& people);

/// Checks when the engine opens that every result which a form's bound names is one of the loaded stages. A stage that is not loaded is passed over.
/// Errors: `pack_invalid`, naming form and field.
[[nodiscard]] Result<void> check_bound_results(const packs::PackSet& packs, const host::StageCatalogue& stages);

}  // namespace amends::runtime
