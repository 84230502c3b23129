#pragma once
// Text of a case as it may be shown. What a person wrote must neither command a terminal nor show a line other than it is, so every view of a case (text, HTML, SVG,
// Markdown, CSV, lists, messages) goes through utf8::without_controls (utf8.hpp), which takes out what is named here. No state.
#include <string>
#include <string_view>

#include "support/utf8.hpp"

namespace amends::utf8 {

/// Control characters but tab and line feed, the line and paragraph separators, and the marks that embed, override or isolate a direction (U+061C, U+200E, U+200F,
/// U+202A to U+202E, U+2066 to U+2069). A carriage return right before a line feed is none where a whole text is read.
[[nodiscard]] constexpr bool is_command(char32_t c) noexcept {
  return (c < 0x20 && c != U'\n' && c != U'\t') || (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

/// without_controls on one line: line feeds, carriage returns and tabs become blanks.
[[nodiscard]] std::string on_one_line(std::string_view text);

/// JSON text that means the same and holds none of these in the raw: they stand as \uXXXX. Precondition: `json` is JSON, where they occur inside strings only.
[[nodiscard]] std::string with_escaped_controls(std::string_view json);

}  // namespace amends::utf8
