#pragma once
// Words of the negotiation plan: its sheet and drawing, and what its evidence is called. Part of labels.cpp, which looks here last.
#include "review/labels_analysis.hpp"

namespace amends::review {

[[nodiscard]] const std::map<std::string_view, LabelWords>& negotiation_words();

}  // namespace amends::review
