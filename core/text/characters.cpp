#include "text/characters.hpp"

#include <utf8proc.h>

namespace amends::text {
namespace {

utf8proc_category_t category(char32_t c) noexcept { return utf8proc_category(static_cast<utf8proc_int32_t>(c)); }

}  // namespace

bool is_cjk(char32_t c) noexcept {
  return (c >= 0x2E80 && c <= 0xA4CF) ||     // radicals, CJK symbols, kana, bopomofo, compatibility, Han with extension A, Yi
         (c >= 0x1100 && c <= 0x11FF) ||     // hangul jamo
         (c >= 0xA960 && c <= 0xA97F) || (c >= 0xAC00 && c <= 0xD7FF) ||  // hangul
         (c >= 0xF900 && c <= 0xFAFF) ||     // compatibility ideographs
         (c >= 0xFF65 && c <= 0xFFDC) ||     // half-width kana and hangul
         (c >= 0x1B000 && c <= 0x1B16F) ||   // kana supplements
         (c >= 0x20000 && c <= 0x3FFFF);     // the ideographic planes
}

bool is_word(char32_t c) noexcept {
  if (c < 0x80) return is_ascii_letter(c) || is_ascii_digit(c) || c == U'_';
  if (is_cjk(c)) return false;
  switch (category(c)) {
    case UTF8PROC_CATEGORY_LU: case UTF8PROC_CATEGORY_LL: case UTF8PROC_CATEGORY_LT: case UTF8PROC_CATEGORY_LM: case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN: case UTF8PROC_CATEGORY_MC: case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_ND: case UTF8PROC_CATEGORY_NL: case UTF8PROC_CATEGORY_NO: return true;
    default: return false;
  }
}

bool is_blank(char32_t c) noexcept {
  if (c < 0x80) return c == U' ' || (c >= 0x09 && c <= 0x0D);
  if (c == 0x85) return true;
  const auto kind = category(c);
  return kind == UTF8PROC_CATEGORY_ZS || kind == UTF8PROC_CATEGORY_ZL || kind == UTF8PROC_CATEGORY_ZP;
}

bool is_punctuation(char32_t c) noexcept {
  switch (category(c)) {
    case UTF8PROC_CATEGORY_PC: case UTF8PROC_CATEGORY_PD: case UTF8PROC_CATEGORY_PS: case UTF8PROC_CATEGORY_PE:
    case UTF8PROC_CATEGORY_PI: case UTF8PROC_CATEGORY_PF: case UTF8PROC_CATEGORY_PO: return true;
    default: return false;
  }
}

bool is_digit(char32_t c) noexcept { return c < 0x80 ? is_ascii_digit(c) : category(c) == UTF8PROC_CATEGORY_ND; }

bool is_mark(char32_t c) noexcept {
  if (c < 0x300) return false;
  const auto kind = category(c);
  return kind == UTF8PROC_CATEGORY_MN || kind == UTF8PROC_CATEGORY_MC || kind == UTF8PROC_CATEGORY_ME;
}

char32_t plain(char32_t c) noexcept {
  if (c > 0x20 && c < 0x7F) return c;
  if (c == 0x2018 || c == 0x2019 || c == 0x02BC) return U'\'';
  // Han, by far the most frequent here, needs no look at the tables.
  if (c >= 0x3400 && c <= 0x9FFF) return c;
  return is_blank(c) ? U' ' : c;
}

}  // namespace amends::text
