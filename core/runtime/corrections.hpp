#pragma once
// What nobody may write into a case by hand, however good the reason: what somebody else answered or signed, what a letter says, and what keeps people safe
// (guardrail G10). Every refusal says what to do instead. Free functions; thread: any.
#include <string_view>

#include "support/result.hpp"
#include "support/json.hpp"

namespace amends::runtime {

/// Whether `role` may change by hand the sums that decide what is paid (money.entitlement, .target, .authority_limit, .offered, .settled, verify.entitlement).
[[nodiscard]] bool may_set_sums(std::string_view role);

/// A person of the role `role` writes `value` at the full path `path` of `record`. What is owed (money.entitlement, verify.entitlement.amount) is raised freely; one
/// person lowers it only where it stands above what a finished verification found (verify.entitlement.proposed), and not below that. Errors: `refused`.
[[nodiscard]] Result<void> may_write(const json::Value& record, std::string_view path, const json::Value& value, std::string_view role);

/// A record that opens a case says what came in, not what was decided of it: it holds no answers, readings or signatures. Errors: `refused`.
[[nodiscard]] Result<void> check_opens(const json::Value& record);

/// The facts [{path, value, before}] that the answer of a safety protocol raises: the person who made contact saw a danger that no sign in the record tells.
/// `present_danger` possible makes a case without signs `veiled`; acute makes the signs that stand, or self_harm where none does, `explicit`. Empty when the
/// record says as much already; nothing is ever lowered.
[[nodiscard]] json::Array danger_seen(const json::Value& record, const json::Value& answer);

/// The answer of a safety protocol that lets the dispute go on while its own words stand against it: present_danger acute (or explicit), or nobody reached
/// (person_contacted false). With dispute_may_continue false every protocol is taken. Errors: `refused`; `where` is the field.
[[nodiscard]] Result<void> check_protocol(const json::Value& answer);

}  // namespace amends::runtime
