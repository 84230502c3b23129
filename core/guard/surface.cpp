#include "guard/surface.hpp"

#include <algorithm>

#include "support/utf8.hpp"
#include "text/characters.hpp"

namespace amends::guard {
namespace {

/// Characters that are not seen on paper (Unicode's default ignorables, as far as they occur in texts).
constexpr bool is_invisible(char32_t c) noexcept {
  return c == 0x00AD || c == 0x034F || c == 0x061C || c == 0x115F || c == 0x1160 || c == 0x180E || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF || (c >= 0xE0000 && c <= 0xE0FFF);
}
constexpr bool is_line_end(char32_t c) noexcept { return (c >= 0x0A && c <= 0x0D) || c == 0x85 || c == 0x2028 || c == 0x2029; }
constexpr std::size_t kSpacedListMax = 3;  ///< single letters in a row that are still letters
constexpr bool is_hyphen(char32_t c) noexcept { return (c >= 0x2010 && c <= 0x2015) || c == 0x2212; }

/// A Latin letter with a blank, or a border of the text, on either side.
bool stands_alone(const std::u32string& in, std::size_t at) noexcept {
  return text::is_ascii_letter(in[at]) && (at == 0 || surface_character(in[at - 1]) == U' ') && (at + 1 == in.size() || surface_character(in[at + 1]) == U' ');
}
/// Where a word that is spaced out ends: w i t h d r a w is one word. `at`: a letter that stands alone. Two blanks are the border of a word, and three
/// letters in a row are a list (a b c).
std::size_t spaced_word_end(const std::u32string& in, std::size_t at) noexcept {
  std::size_t letters = 1, end = at + 1;
  while (end + 1 < in.size() && in[end] == U' ' && stands_alone(in, end + 1)) {
    ++letters;
    end += 2;
  }
  return letters > kSpacedListMax ? end : at;
}

/// Calls put(code point, place) for every code point of the surface.
template <class Put>
void each(const std::u32string& in, Put&& put) {
  char32_t last = 0;
  for (std::size_t i = 0; i < in.size();) {
    const char32_t c = surface_character(in[i]);
    if (c == 0) { ++i; continue; }
    if (c != U' ') {
      if (stands_alone(in, i))
        for (const std::size_t end = spaced_word_end(in, i); i + 1 < end; i += 2) put(in[i], i);  // all but the last letter
      put(last = surface_character(in[i]), i);
      ++i;
      continue;
    }
    const std::size_t from = i;
    bool line_end = false;
    for (; i < in.size(); ++i) {
      const char32_t next = surface_character(in[i]);
      if (next != 0 && next != U' ') break;
      line_end = line_end || is_line_end(in[i]);
    }
    // 最 终 答 复 is one phrase; two lines of Chinese are two.
    const bool inside_chinese = !line_end && last != 0 && text::is_cjk(last) && i < in.size() && text::is_cjk(in[i]);
    if (!inside_chinese) put(last = U' ', from);
  }
}

}  // namespace

char32_t surface_character(char32_t c) noexcept {
  if (c < 0x80) return text::is_blank(c) ? U' ' : c;
  if (is_invisible(c)) return 0;
  if (is_hyphen(c)) return U'-';
  if (is_line_end(c)) return U' ';
  return text::plain(c);
}

std::u32string surface_form(std::u32string original, const text::FoldTable& fold) {
  std::u32string out;
  each(text::normalise_code_points(std::move(original), fold).text, [&](char32_t c, std::size_t) { out.push_back(c); });
  return out;
}

Surface::Surface(text::Normalised normalised) : normalised_(std::move(normalised)) {
  const auto size = normalised_.text.size();
  text_.reserve(size);
  source_.reserve(size);
  offsets_.reserve(size + 1);
  bytes_.reserve(size * 3);
  each(normalised_.text, [&](char32_t c, std::size_t at) {
    text_.push_back(c);
    source_.push_back(static_cast<std::uint32_t>(at));
    offsets_.push_back(static_cast<std::uint32_t>(bytes_.size()));
    utf8::append(bytes_, c);
  });
  offsets_.push_back(static_cast<std::uint32_t>(bytes_.size()));
}

text::Span Surface::span(std::size_t from, std::size_t to) const { return normalised_.span(source_[from], source_[to - 1] + 1); }

text::Span Surface::span_of_bytes(std::size_t from, std::size_t to) const {
  const auto place = [&](std::size_t byte) { return static_cast<std::size_t>(std::lower_bound(offsets_.begin(), offsets_.end(), byte) - offsets_.begin()); };
  return span(place(from), place(to));
}

}  // namespace amends::guard
