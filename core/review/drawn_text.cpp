#include "review/drawn_text.hpp"

#include <algorithm>

#include "review/columns.hpp"
#include "support/plain_text.hpp"

namespace amends::review {
namespace {

/// Hundredths of a pixel for one column.
int pixels_per_column(TextStyle style) {
  switch (style) {
    case TextStyle::strong: return 760;
    case TextStyle::plain: return 720;
    case TextStyle::code: return 670;
  }
  return 760;
}

/// Tenths of a column.
int units_of(char32_t c, TextStyle style) {
  if (columns_of(c) == 2) return 20;
  if (style == TextStyle::code) return 10;
  // The dash, the ellipsis and the arrows stand a whole CJK cell wide in Chinese fonts.
  if (c == 0x2014 || c == 0x2026 || (c >= 0x2190 && c <= 0x21FF) || (c >= 0x25A0 && c <= 0x25FF) || c == 0x00D7 || c == 0x00B7) return 20;
  const bool wide = (c >= 'A' && c <= 'Z') || c == 'm' || c == 'w' || c == '@' || c == '%' || c == '&';
  return wide ? 13 : 10;
}

int pixels(std::int64_t units, TextStyle style) { return static_cast<int>((units * pixels_per_column(style) + 999) / 1000); }

std::u32string decoded(std::string_view text) {
  auto points = utf8::decode(text);
  if (points) return std::u32string(points->begin(), points->end());
  return std::u32string(text.size(), U'?');
}

std::string encoded(std::u32string_view text) {
  std::string out;
  for (const auto c : text) utf8::append(out, c);
  return out;
}

int width_of(std::u32string_view text, TextStyle style) {
  std::int64_t units = 0;
  for (const auto c : text) units += units_of(c, style);
  return pixels(units, style);
}

std::u32string cut(std::u32string_view text, TextStyle style, int width_max) {
  if (width_of(text, style) <= width_max) return std::u32string(text);
  std::u32string out;
  std::int64_t units = units_of(U'…', style);
  for (const auto c : text) {
    units += units_of(c, style);
    if (pixels(units, style) > width_max) break;
    out.push_back(c);
  }
  while (!out.empty() && out.back() == U' ') out.pop_back();
  out.push_back(U'…');
  return out;
}

}  // namespace

int text_width(std::string_view text, TextStyle style) { return width_of(decoded(text), style); }

int line_height(TextStyle style) { return style == TextStyle::strong ? 18 : 16; }

std::string shortened(std::string_view text, TextStyle style, int width_max) { return encoded(cut(decoded(text), style, width_max)); }

std::vector<std::string> wrapped(std::string_view text, TextStyle style, int width_max, int lines_max) {
  std::vector<std::string> out;
  const auto whole = decoded(text);
  std::u32string_view rest = whole;
  while (static_cast<int>(out.size()) + 1 < lines_max && width_of(rest, style) > width_max) {
    std::size_t fits = 0;
    std::int64_t units = 0;
    while (fits < rest.size() && pixels(units + units_of(rest[fits], style), style) <= width_max) units += units_of(rest[fits++], style);
    if (fits == 0) break;
    // The last place where a line may end: behind a blank, or beside a CJK character unless a closing mark follows.
    std::size_t at = fits;
    const auto may_end = [&](std::size_t place) {
      if (rest[place - 1] == U' ' || rest[place] == U' ') return true;
      static constexpr std::u32string_view kClosing = U"，。、；：！？）」』》";
      return (columns_of(rest[place - 1]) == 2 || columns_of(rest[place]) == 2) && kClosing.find(rest[place]) == std::u32string_view::npos && rest[place - 1] != U'（';
    };
    while (at > 1 && !may_end(at)) --at;
    // A long name ends before one of its parts, where that leaves a line worth the name.
    for (const char32_t mark : {U'.', U'_'}) {
      if (at > 1) break;
      const auto part = rest.rfind(mark, fits);
      if (part != std::u32string_view::npos && part > fits / 2) at = part;
    }
    if (at <= 1) at = fits;
    auto line = rest.substr(0, at);
    while (!line.empty() && line.back() == U' ') line.remove_suffix(1);
    out.push_back(encoded(line));
    rest.remove_prefix(at);
    while (!rest.empty() && rest.front() == U' ') rest.remove_prefix(1);
  }
  if (!rest.empty()) out.push_back(encoded(cut(rest, style, width_max)));
  return out;
}

std::string xml_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : utf8::on_one_line(text)) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

}  // namespace amends::review
