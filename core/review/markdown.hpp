#pragma once
// Text of a case inside Markdown, for every sheet that is written in it.
#include <string>
#include <string_view>

namespace amends::review {

/// One line in which nothing is read as markup: characters of Markdown are escaped, also `-`, `+` and `=` where the text begins with one; breaks become blanks, and
/// what commands a terminal or turns a line U+FFFD (utf8::on_one_line). Fits a heading, an item, a paragraph and the cell of a table.
[[nodiscard]] std::string escape_markdown(std::string_view text);

}  // namespace amends::review
