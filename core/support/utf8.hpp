#pragma once
// UTF-8 and code points. Every offset that leaves the product counts code points of the original text.
#include <cstdint>
#include <string>
#include <string_view>

#include "support/result.hpp"

namespace amends::utf8 {

/// True for well-formed UTF-8 (no surrogates, no overlong forms, nothing beyond U+10FFFF).
[[nodiscard]] bool valid(std::string_view bytes) noexcept;

/// Code points of well-formed text; for bad bytes every start byte counts once.
[[nodiscard]] std::int64_t length(std::string_view text) noexcept;

/// Errors: `not_utf8` with the byte offset.
[[nodiscard]] Result<std::u32string> decode(std::string_view text);

[[nodiscard]] std::string encode(std::u32string_view text);
void append(std::string& out, char32_t code_point);

/// The bytes of code points [start, end); clipped to the text. Precondition: `text` is valid UTF-8.
[[nodiscard]] std::string_view slice(std::string_view text, std::int64_t start, std::int64_t end) noexcept;

/// True for a text without anything that a person could read: blanks of any script, control, format and filling characters. Empty text is one.
[[nodiscard]] bool blank(std::string_view text) noexcept;
/// The text with U+FFFD for control characters (but tab and line feed), one for one, so that no text of a case moves a terminal's cursor.
[[nodiscard]] std::string without_controls(std::string_view text);

}  // namespace amends::utf8
