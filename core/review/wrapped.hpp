#pragma once
// Text for a terminal: lines of a width in columns, and the parts of a review as such lines.
#include <string>
#include <string_view>

#include "support/json.hpp"

namespace amends::review {

/// Wraps at blanks, and between CJK characters, where no closing mark begins a line; the lines after the first begin with `indent` blanks. `width`: columns of a line.
[[nodiscard]] std::string wrap(std::string_view text, int width, int indent);

/// A part of the review (part_source.hpp) under its title; what is folded on a page is left out here, and drawings are. Empty for null. `colour`: ANSI colours.
[[nodiscard]] std::string part_text(const json::Value& part, std::string_view language, int width, bool colour);

}  // namespace amends::review
