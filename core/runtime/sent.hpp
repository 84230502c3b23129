#pragma once
// Words of a person that leave to the complainant, as the answer of a form carries them. Used when a task is answered; knows the forms of the packs and
// asks core/guard.
//
// A form's field says `outgoing: sent` (the record of what went out) or `outgoing: draft` (what is to go out); a field named text_sent counts as sent in
// every form, so that no overlay takes it from the guards. `outgoing: public` is a draft that everybody will read: while there is an explicit sign that a person is in danger it
// is refused whatever its words are (guardrail G10, catalogue 3.18), unless the answer says that nothing is said (`statement: no_statement`). What was sent cannot be undone and must not be lost: it is recorded with what the guards
// found, its clock is met, and a supervisor gets a task. What is still to be sent is refused with the rule and the words: a draft, and a `sent_at` that
// has not come yet.
#include <string>
#include <string_view>

#include "runtime/case_state.hpp"
#include "runtime/turn.hpp"
#include "support/json.hpp"

namespace amends::runtime {

inline constexpr std::string_view kReviewTask = "guard:";  ///< a supervisor's task on what was sent: "guard:<id of the answered task>"

struct Sent {
  json::Array guards;   ///< what the guards found, for the event and the file
  json::Value review;   ///< the supervisor's task, null when nothing breaks a rule
};

/// Checks the outgoing words of an answer. Errors: `refused` (words to be sent that break a rule; the sentence names the rule and quotes the words),
/// `bad_type` (sent_at is no instant), `range` (sent_at has not come, and the words are in order).
[[nodiscard]] Result<Sent> check_sent(const Environment& environment, const CaseState& state, const Organisation& organisation, const TaskState& task, const json::Value& answer, Instant now);

/// The same for the words of a `send` step, on their way out by the machine: a message of kReleasedKinds. What the guards found and what stands against nothing is
/// answered; other kinds are not looked at. Errors: `refused`, with the rule and the words; a statement while a person is in danger.
[[nodiscard]] Result<json::Array> check_outgoing(const Environment& environment, const CaseState& state, const Organisation& organisation, std::string_view kind, const json::Object& body, Instant now);

}  // namespace amends::runtime
