#pragma once
// Due dates for intake: the host's calendar works them out, and a date that no calendar pack reaches becomes a finding, since nothing is refused at intake.
// Used by safety, clocks and the acknowledgement.
#include <optional>
#include <string_view>
#include <vector>

#include "received.hpp"

namespace amends::intake {

/// What a date is for, as people read it: acknowledge, decide, regulator, update, safety, rules; another kind as it is.
[[nodiscard]] sdk::Texts due_name(std::string_view kind);
/// A due instant as people write it where the institution is.
[[nodiscard]] sdk::Texts written(const Context& context, sdk::Instant due);
/// start + length; nothing where the calendar does not reach. kind: what the date is for, as the finding names it.
[[nodiscard]] std::optional<sdk::DueDate> due_from(const Context& context, sdk::Instant start, std::string_view length, std::string_view kind);
/// The same from the receipt of the complaint.
[[nodiscard]] std::optional<sdk::DueDate> due_from_receipt(const Context& context, std::string_view length, std::string_view kind);
/// The rules in force at receipt; none where the clock pack does not reach.
[[nodiscard]] std::vector<sdk::ClockRule> rules_at_receipt(const Context& context);

}  // namespace amends::intake
