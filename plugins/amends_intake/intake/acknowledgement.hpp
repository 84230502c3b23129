#pragma once
// The acknowledgement (catalogue 3.1 (6)): the letter with case number, contact, next step, next update and rights, the day it is due, and the task to send
// it. An enquiry gets a receipt; for an anonymous contact without an address it is recorded that none can be sent.
#include <optional>
#include <vector>

#include "clocks.hpp"
#include "received.hpp"

namespace amends::intake {

/// The result's `ack`. complaint: what the complaint test said.
[[nodiscard]] sdk::Object acknowledge(const Context& context, std::optional<bool> complaint, const std::vector<Clock>& clocks);

}  // namespace amends::intake
