#pragma once
// The day by which what is owed is paid (guardrail G6). The approver's decision sets it, whatever the decision is, and the record keeps it (`money.owed_due`), so that
// no choice of the customer, no second decision and no later run moves it to a later day. A quicker way to be paid only makes it earlier.
#include <cstdint>
#include <optional>
#include <string_view>

#include "matter/days.hpp"
#include "sdk/call.hpp"

namespace amends::solution {

inline constexpr std::string_view kOwedDue = "money.owed_due";  ///< a fact of this stage: the sum with `due_at`, the instant at which the last day for its payment ends

/// What the record keeps. Unit: minor units.
struct Payday {
  std::int64_t minor = 0;
  sdk::Instant due_at;
};

/// Nothing while no decision set one. Errors: Failure `error.bad_type`.
[[nodiscard]] std::optional<Payday> read_payday(const sdk::Reader& record);
/// The instant that a payment of `owed_minor` keeps at `now`: the known one; nothing when none is known, and when the sum rose after the known day had passed, so that what
/// was found since gets a day of its own. Pure.
[[nodiscard]] std::optional<sdk::Instant> kept(const std::optional<Payday>& known, std::int64_t owed_minor, sdk::Instant now) noexcept;
/// The earlier of a planned term and the instant that is kept. Errors: those of matter::local_day.
[[nodiscard]] std::optional<matter::Term> no_later(const sdk::Call& call, std::optional<matter::Term> planned, const std::optional<sdk::Instant>& kept);

}  // namespace amends::solution
