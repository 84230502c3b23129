#pragma once
// The words of the parts of a review (parts.hpp): titles, names of rows, states. Read through labels.hpp; internal to core/review.
#include "review/labels_analysis.hpp"

namespace amends::review {

[[nodiscard]] const std::map<std::string_view, LabelWords>& part_words();

}  // namespace amends::review
