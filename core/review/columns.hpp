#pragma once
// How wide text stands in a terminal: two columns for CJK and full-width forms (Unicode East Asian Width W and F, the blocks that occur here).
// Used by the text review and by the program's tables. No state.
#include <string_view>

#include "support/utf8.hpp"

namespace amends::review {

[[nodiscard]] inline int columns_of(char32_t c) noexcept {
  return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE4F) ||
                 (c >= 0xFF00 && c <= 0xFF60) || (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD)
             ? 2
             : 1;
}

/// Of a whole line; bytes that are not UTF-8 count one each.
[[nodiscard]] inline int columns_of(std::string_view text) {
  const auto decoded = utf8::decode(text);
  if (!decoded) return static_cast<int>(text.size());
  int columns = 0;
  for (char32_t c : *decoded) columns += columns_of(c);
  return columns;
}

}  // namespace amends::review
