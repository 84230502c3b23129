#pragma once
// What every page of a review shares: text made safe for HTML, and the style. Pages hold no scripts, fonts or pictures from elsewhere.
#include <string>
#include <string_view>

#include "support/json.hpp"

namespace amends::review {

/// The text with &, <, > and double quotes as entities and without what commands a terminal or turns a line (utf8::without_controls): safe as content and inside
/// a double-quoted attribute.
[[nodiscard]] std::string escape_html(std::string_view text);

/// One style sheet for light, dark, narrow and printed pages.
[[nodiscard]] std::string_view page_style() noexcept;

/// A part of the review (part_source.hpp) as a <section>; empty for null.
[[nodiscard]] std::string part_html(const json::Value& part);

}  // namespace amends::review
