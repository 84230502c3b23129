#pragma once
// A letter to a customer as a sheet of paper: Markdown, and one HTML page that prints on A4. Pure: from the section of amends.response_letter alone
// (analysis.response_letter), so that the same bytes come out wherever the letter is shown. Used by the command line, reports and notebooks.
#include <string>
#include <vector>

#include "support/json.hpp"

namespace amends::review {

/// What stands in the way of sending a letter.
enum class LetterState {
  absent,   ///< there is no letter, or a guard has taken its words away
  draft,    ///< a check does not pass yet
  ready,    ///< every check passes, nobody has signed
  signed_,  ///< signed
};
/// section: {letter: {kind, lang, subject, head: {institution, unit, contact}, number, date, dispatch, blocks: [{id, text}], text}, release_ready, signed}. `dispatch`
/// says what became of a letter that has left; it stands above the letterhead. What is missing is left out, never an error: a sheet is also made of the section of an older version.
[[nodiscard]] LetterState letter_state(const json::Value& section) noexcept;

/// Letterhead, number, date, subject and paragraphs. Characters that Markdown reads are escaped. A letter that is not signed says so above and below; one that is
/// absent is a sentence that says why there is nothing to send.
[[nodiscard]] std::string letter_markdown(const json::Value& section);

/// A page without scripts, fonts or pictures from elsewhere. `lang` of the letter sets the typography: Chinese paragraphs begin two characters in and stand in a
/// serif face with wide lines, English ones are set flush left. What is not signed carries a mark that prints.
[[nodiscard]] std::string letter_html(const json::Value& section);

/// Several letters of one case, one after the other: a rule between them in Markdown, a sheet of its own for each in HTML. The page is in the language of the first.
[[nodiscard]] std::string letters_markdown(const std::vector<json::Value>& sections);
[[nodiscard]] std::string letters_html(const std::vector<json::Value>& sections);

}  // namespace amends::review
