#pragma once
// The sections of a case on a page, one function each, so that a whole page (review.hpp) and a piece of it in a notebook (fragments.hpp) are the same bytes.
// Every function reads the model alone and gives one <section>, or nothing where the model has nothing for it. Names of classes only, no ids: two pieces may stand in one document.
#include <cstddef>
#include <string>
#include <string_view>

#include "support/json.hpp"

namespace amends::review {

/// Who, where, when: the head line of a case with its identifier, and below it where it came from.
[[nodiscard]] std::string head_section(const json::Value& model);
/// The sentence that says it all, and what must be seen at once.
[[nodiscard]] std::string headline_section(const json::Value& model);
/// What is to be done, the most pressing first; beyond `shown` folded.
[[nodiscard]] std::string tasks_section(const json::Value& model, std::size_t shown);
[[nodiscard]] std::string done_tasks_section(const json::Value& model);
/// `folded`: the days behind each date only on a click.
[[nodiscard]] std::string clocks_section(const json::Value& model, bool folded);
/// The texts with their marks.
[[nodiscard]] std::string said_section(const json::Value& model);
/// The words of one document with its marks {start, end, kind, text, stage}; offsets in code points. Where marks lie over each other the more serious colour wins and the
/// title names all. A document with `hidden` shows that sentence; `before` and `after` true: it is an excerpt.
[[nodiscard]] std::string marked_document(const json::Value& document);
[[nodiscard]] std::string facts_section(const json::Value& model);
[[nodiscard]] std::string classification_section(const json::Value& model);
[[nodiscard]] std::string route_section(const json::Value& model);
[[nodiscard]] std::string findings_section(const json::Value& model);
/// One finding with what it rests on.
[[nodiscard]] std::string finding_html(const json::Value& finding, std::string_view language);
[[nodiscard]] std::string acknowledgement_section(const json::Value& model);
[[nodiscard]] std::string corrections_section(const json::Value& model);
/// The picture of the way through the workflow, folded.
[[nodiscard]] std::string path_section(const json::Value& model);
/// The first and the last events, with a line for those between, when there are more than `most`; 0: all. Folded when it is long and `folds`.
[[nodiscard]] std::string timeline_section(const json::Value& model, std::size_t most, bool folds);
/// A part of a later stage by its name (review.hpp).
[[nodiscard]] std::string part_section(const json::Value& model, std::string_view name);

inline constexpr std::size_t kTasksShown = 6;  ///< of the open ones without a click: what a person takes up today

}  // namespace amends::review
