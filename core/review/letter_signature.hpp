#pragma once
// Whether the letter that stands in a case was signed and sent. The section of amends.response_letter knows a signature only when the stage ran after it; where a
// person signs in a step of the workflow, the approval says so. Used by the review and by `amends case letter`.
#include "runtime/case_state.hpp"
#include "runtime/organisation.hpp"

namespace amends::review {

/// The newest approval by form `signer` covers the letter as it stands now, or the letter is on record as sent.
[[nodiscard]] bool letter_signed(const runtime::CaseState& state, const runtime::Organisation& organisation);
/// A reply is on record with the instant at which it left, and the case is answered.
[[nodiscard]] bool letter_sent(const runtime::CaseState& state);

}  // namespace amends::review
