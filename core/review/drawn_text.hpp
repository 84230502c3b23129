#pragma once
// How wide text stands in a drawing, and how it is cut to fit. No font is asked: a CJK or full-width character counts two columns, a wide Latin one 1.3, any
// other one. The pixels of a column are chosen on the safe side of the usual system fonts, so that text stays in its box on any of them.
#include <string>
#include <string_view>
#include <vector>

namespace amends::review {

enum class TextStyle {
  strong,  ///< 13 px, half bold: what a step is
  plain,   ///< 12 px: who, until when
  code,    ///< 11 px, fixed width: names of the file
};

/// Pixels, rounded up.
[[nodiscard]] int text_width(std::string_view text, TextStyle style);
/// Pixels from one base line to the next.
[[nodiscard]] int line_height(TextStyle style);

/// The text, or its beginning and "…" so that it is at most `width_max` pixels wide.
[[nodiscard]] std::string shortened(std::string_view text, TextStyle style, int width_max);
/// At most `lines_max` lines of at most `width_max` pixels; broken at blanks, between CJK characters, else anywhere. The last one is shortened.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, TextStyle style, int width_max, int lines_max);

/// For element content and attributes, on one line; control characters and marks that turn a line become U+FFFD (utf8::on_one_line).
[[nodiscard]] std::string xml_text(std::string_view text);

}  // namespace amends::review
