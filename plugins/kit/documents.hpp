#pragma once
// Which texts of a record are the complainant's, the same for every stage that reads words: intake looks for signs of danger where classify reads the
// nature. Call::complainant_documents of the SDK goes by the same rule; here it can be asked of one document.
#include <vector>

#include "sdk/call.hpp"

namespace amends::kit {

/// The complainant is named as the author, whatever the kind; where nobody is named, a complaint, a call_transcript or a chat. An attachment or a note
/// without an author may be anybody's: a policy's clause on suicide is no sign of danger, and a note is the officer's as a rule.
[[nodiscard]] bool is_complainants(const sdk::Document& document) noexcept;
/// Those documents, in the record's order; blank ones too. They live until the call returns. Errors: those of Call::documents.
[[nodiscard]] std::vector<const sdk::Document*> complainant_documents(const sdk::Call& call);

/// Is this document the complainant's own telling? An attachment is not: a contract or a bill that they sent holds sums and words that they do not ask for.
/// Precondition: is_complainants(document).
[[nodiscard]] bool is_own_telling(const sdk::Document& document) noexcept;

}  // namespace amends::kit
