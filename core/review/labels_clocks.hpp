#pragma once
// The words of legal clocks and of the pages about their rules. Read through labels.hpp.
#include "review/labels_analysis.hpp"

namespace amends::review {

[[nodiscard]] const std::map<std::string_view, LabelWords>& clock_words();

}  // namespace amends::review
