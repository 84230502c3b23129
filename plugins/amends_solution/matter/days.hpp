#pragma once
// Days as a letter writes them. Due instants come from the host's calendar; the local day that one ends is told by the calendar's ledger, so that no zone and no
// holiday is worked out here. Used by both stages of this library.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sdk/call.hpp"

namespace amends::matter {

/// A day of the institution's own calendar. Ranges: month 1..12, day 1..31.
struct Day {
  std::int64_t year = 0, month = 0, day = 0;
  friend auto operator<=>(const Day&, const Day&) = default;
};

/// Days since 1970-01-01. Precondition: a day that exists.
[[nodiscard]] std::int64_t number_of(const Day& day) noexcept;
[[nodiscard]] Day day_of(std::int64_t number) noexcept;
/// "2026-03-02"; nothing for another text or a day that the calendar does not have.
[[nodiscard]] std::optional<Day> parse_day(std::string_view text) noexcept;
/// 2026年3月2日, 2 March 2026.
[[nodiscard]] sdk::Texts written(const Day& day);
/// The length of a term as people read it: today, 3wd. 当天, 3个工作日内; the same day, within 3 working days. Another text stays as it is.
[[nodiscard]] sdk::Texts written_term(std::string_view within);

/// By when something is done: the last day, and the instant at which that day ends where the institution is.
struct Term {
  Day last;
  sdk::Instant due_at;
};
/// The institution's local day of an instant. Errors: Failure `error.unsupported` for a host whose calendar keeps no ledger, those of Call::add.
[[nodiscard]] Day local_day(const sdk::Call& call, sdk::Instant at);
/// today, or working days ("3wd") from `now`. Nothing where the calendar does not reach. Errors: Failure `error.pack_invalid` for another length.
[[nodiscard]] std::optional<Term> term(const sdk::Call& call, sdk::Instant now, std::string_view within);

}  // namespace amends::matter
