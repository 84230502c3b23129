#pragma once
// Letters that a `send` step of the workflow wrote and gave to the outbox, as they left, and what became of them. The words stand in the journal alone: the fold keeps
// a message's body only until its delivery is settled. Used by the review and by `amends case letter`; both show such a letter as they show one of amends.response_letter.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/runtime.hpp"

namespace amends::review {

struct SentLetter {
  std::string key;     ///< of the message in the outbox
  std::string use;     ///< "<step>#<visit>" of its `send` step: under this its approval was used
  std::string to;      ///< as the workflow names it
  std::string status;  ///< open, withheld, parked, acknowledged, dropped
  std::string reason;  ///< of the last failure, or why it was given up
  json::Value body;
  Instant added_at;
  std::optional<Instant> settled_at;
};

/// The messages of kind `letter` that steps of this case sent, oldest first.
[[nodiscard]] std::vector<SentLetter> sent_letters(const runtime::Runtime::Loaded& loaded);
/// The words of a letter: its member `text`; where it has none, every text of its body in the order of their names.
[[nodiscard]] std::string words_of(const SentLetter& letter);
/// "To the complainant; in the outbox since ...; delivered on ...", in `language`. `texts` false: no address and no words of a failure.
[[nodiscard]] std::string dispatch_text(const SentLetter& letter, std::string_view zone, std::string_view language, bool texts);
/// The letter as the section of amends.response_letter gives one (letter_sheet.hpp), in the language of its words. Released and signed: nothing else leaves.
[[nodiscard]] json::Value letter_section(const SentLetter& letter, const runtime::CaseState& state, const runtime::Organisation& organisation);
/// All letters of a case as sections, for its sheets: the one that amends.response_letter wrote as it stands now, then those that steps sent, the newest first. One that a
/// step sent word for word as the stage wrote it is one letter. Empty: the case has none.
[[nodiscard]] std::vector<json::Value> letters_of(const runtime::Runtime::Loaded& loaded, const runtime::Organisation& organisation);

}  // namespace amends::review
