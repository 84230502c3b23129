#pragma once
// The words of the pieces of a review in a notebook: pictures, what is withheld, what is not there yet, the inbox, a run, the state of a runtime. Read through labels.hpp.
#include "review/labels_analysis.hpp"

namespace amends::review {

[[nodiscard]] const std::map<std::string_view, LabelWords>& view_words();

}  // namespace amends::review
