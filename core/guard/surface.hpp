#pragma once
// A text as the guard rows see it. More forgiving than the text kit's form, because wording that is stopped must not pass by a typesetter's
// accident: invisible characters are gone, blanks of any kind and number are one blank (none between two Chinese characters on one line),
// apostrophes and hyphens are the ASCII ones. Every code point knows where it stands in the original. Internal to core/guard.
#include <string>
#include <string_view>
#include <vector>

#include "text/normalise.hpp"

namespace amends::guard {

class Surface {
 public:
  explicit Surface(text::Normalised normalised);

  [[nodiscard]] const text::Normalised& normalised() const noexcept { return normalised_; }
  [[nodiscard]] const std::u32string& text() const noexcept { return text_; }
  /// The same as UTF-8, for RE2.
  [[nodiscard]] const std::string& bytes() const noexcept { return bytes_; }
  /// The original span of the bytes [from, to). Precondition: from < to <= bytes().size(), both at borders of code points.
  [[nodiscard]] text::Span span_of_bytes(std::size_t from, std::size_t to) const;
  /// The original span of the code points [from, to) of text(). Precondition: from < to <= text().size().
  [[nodiscard]] text::Span span(std::size_t from, std::size_t to) const;

 private:
  text::Normalised normalised_;
  std::u32string text_;
  std::vector<std::uint32_t> source_;   ///< of each code point: its place in normalised_.text
  std::string bytes_;
  std::vector<std::uint32_t> offsets_;  ///< of each code point in bytes_, and the size
};

/// Apostrophes, hyphens and blanks as the surface has them; 0 for a character that it leaves out.
[[nodiscard]] char32_t surface_character(char32_t c) noexcept;
/// A whole term or text in the surface's form.
[[nodiscard]] std::u32string surface_form(std::u32string text, const text::FoldTable& fold);

}  // namespace amends::guard
