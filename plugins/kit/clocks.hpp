#pragma once
// The legal clocks of the record (catalogue 0.1 and 2.1) as stages look at them: which has passed unmet, and by when the case is to be answered. Stages read clocks and
// never move them (guardrail G3).
#include <cstddef>
#include <optional>
#include <vector>

#include "sdk/reader.hpp"

namespace amends::kit {

/// A running or ended clock. due: nothing while somebody outside has yet to give the date.
struct ClockView {
  std::optional<sdk::Instant> due, met;
  bool acknowledges = false;  ///< it only wants the receipt acknowledged, which is a task of its own
};

/// In the order of the record. Errors: Failure `error.bad_type`.
[[nodiscard]] std::vector<ClockView> clocks_of(const sdk::Reader& record);
/// Past due and not met: a clock is met when met_at < due_at (catalogue 0.1), so that an answer after the date does not make it met.
[[nodiscard]] bool missed(const ClockView& clock, sdk::Instant now) noexcept;
/// The index of the first missed clock; nothing without the time of the turn.
[[nodiscard]] std::optional<std::size_t> first_missed(const std::vector<ClockView>& clocks, const std::optional<sdk::Instant>& now) noexcept;
/// When the first clock on the answer that is not met comes due, or came due; nothing when none runs. Work on a case ends by then (guardrail G3).
[[nodiscard]] std::optional<sdk::Instant> first_answer_due(const std::vector<ClockView>& clocks) noexcept;

}  // namespace amends::kit
