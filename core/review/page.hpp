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
[[nodiscard]] std::string_view page_style();

/// The same rules for one element of a document that is not ours, every selector behind `.amends-view`; the theme is the one that JupyterLab or an editor declares, else
/// the reader's. How wide the element is decides what is narrow, not the window.
[[nodiscard]] std::string_view fragment_style();

/// Every section of a case but its head and its time line, in the order in which they are read.
[[nodiscard]] std::string page_body(const json::Value& model);

/// A part of the review (part_source.hpp) as a <section>; empty for null.
[[nodiscard]] std::string part_html(const json::Value& part);

}  // namespace amends::review
