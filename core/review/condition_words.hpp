#pragma once
// A condition of a workflow in the words of the reader: fields of forms, facts and readings by their labels, values by theirs. Only a condition of which every part has a word is
// told so; any other stands as the file has it, because half a translation reads worse than the expression. Pure; knows no case.
#include <optional>
#include <string>
#include <string_view>

#include "review/workflow_drawing.hpp"

namespace amends::review {

/// "决定：签发" of `sign.decision = "signed"`, "A; and B". Nothing for what has no words or is no plain comparison (`every`, sums, functions).
[[nodiscard]] std::optional<std::string> words_of_condition(const flow::Definition& definition, std::string_view feel, const DrawingOptions& options);

/// A step as people call it: the title of its stage or task, the workflow that it calls, what it sends or waits for, the status that it gives; its name where the file has no word.
[[nodiscard]] std::string title_of_step(const flow::Definition& definition, const flow::Step& step, const DrawingOptions& options);
/// The same by name; "end" is the end, a name that no step has stays as it is.
[[nodiscard]] std::string title_of_step(const flow::Definition& definition, std::string_view name, const DrawingOptions& options);

}  // namespace amends::review
