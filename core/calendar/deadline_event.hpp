#pragma once
// The events of a legal clock as JSON: what the journal keeps of an extension, a suspension or a restart, and what a batch of computations is given.
#include "calendar/deadline.hpp"

namespace amends::calendar {

/// {kind, at, reason, actor, approver, approver_role, notices: [{to, at}], extension, add, due}; what an event does not use is left out.
[[nodiscard]] json::Object to_json(const DeadlineEvent& event);

/// The same read back. Errors: `schema` for an unknown kind or member, `bad_type` and `range` for what is no instant, duration or text; all name the member.
[[nodiscard]] Result<DeadlineEvent> deadline_event_from_json(const json::Value& value);

/// "extended" -> DeadlineEventKind::extended. Errors: `schema`, with the kinds that there are.
[[nodiscard]] Result<DeadlineEventKind> event_kind_from(std::string_view name);

}  // namespace amends::calendar
