#pragma once
// The words of the options and the letter (amends.solution, amends.response_letter) in reviews. Read through labels.hpp; internal to core/review.
#include "review/labels_analysis.hpp"

namespace amends::review {

[[nodiscard]] const std::map<std::string_view, LabelWords>& solution_words();

}  // namespace amends::review
