#include "review/wrapped.hpp"

#include <algorithm>

#include "review/columns.hpp"

namespace amends::review {
namespace {

bool wide(char32_t c) { return columns_of(c) == 2; }

}  // namespace

std::string wrap(std::string_view text, int width, int indent) {
  const auto decoded = utf8::decode(text);
  if (!decoded) return std::string(text);
  std::string out;
  std::u32string word;
  int column = indent, word_columns = 0;
  const auto line_break = [&] {
    while (out.ends_with(' ')) out.pop_back();  // the indent of an empty line
    out += '\n' + std::string(static_cast<std::size_t>(indent), ' ');
    column = indent;
  };
  bool blank = false;  // between the last word and the next; written with the next, so that no line ends in blanks
  const auto flush = [&] {
    if (word.empty()) return;
    if (column > indent && column + (blank ? 1 : 0) + word_columns > width) {
      line_break();
    } else if (blank && column > indent) {
      out += ' ';
      ++column;
    }
    blank = false;
    std::replace(word.begin(), word.end(), U'\u00A0', U' ');  // kept together with its neighbours; a plain blank for who searches the text
    out += utf8::encode(word);
    column += word_columns;
    word.clear();
    word_columns = 0;
  };
  // Closing marks never begin a line (kinsoku).
  const auto closing = [](char32_t c) { return std::u32string_view(U"，。、；：！？）》」』”’,.;:!?)]").find(c) != std::u32string_view::npos; };
  for (char32_t c : *decoded) {
    if (c == '\n') {
      flush();
      blank = false;
      line_break();
    } else if (c == ' ') {
      flush();
      blank = true;
    } else if (closing(c)) {
      word.push_back(c);
      word_columns += columns_of(c);
    } else if (wide(c)) {
      flush();
      word.push_back(c);
      word_columns = 2;
    } else {
      if (!word.empty() && (wide(word.back()) || indent + word_columns >= width)) flush();  // a word longer than the line is cut
      word.push_back(c);
      word_columns += columns_of(c);
    }
  }
  flush();
  return out;
}

}  // namespace amends::review
