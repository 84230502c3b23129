#include "review/markdown.hpp"

#include "support/plain_text.hpp"

namespace amends::review {

std::string escape_markdown(std::string_view text) {
  constexpr std::string_view kRead = "\\`*_{}[]<>#|~&!";
  std::string out;
  out.reserve(text.size());
  for (const char c : utf8::on_one_line(text)) {
    if (kRead.find(c) != std::string_view::npos || (out.empty() && (c == '-' || c == '+' || c == '='))) out += '\\';
    out += c;
  }
  return out;
}

}  // namespace amends::review
