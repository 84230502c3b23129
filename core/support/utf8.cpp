#include "support/plain_text.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace amends::utf8 {
namespace {

/// Reads one code point at `i` and moves `i` past it. Returns false for an ill-formed sequence (Unicode 15, table 3-7).
bool next(std::string_view text, std::size_t& i, char32_t& out) noexcept {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned char lead = byte(i);
  if (lead < 0x80) { out = lead; ++i; return true; }
  std::size_t count = 0;
  unsigned char low = 0x80, high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) { count = 1; out = lead & 0x1F; }
  else if (lead >= 0xE0 && lead <= 0xEF) { count = 2; out = lead & 0x0F; if (lead == 0xE0) low = 0xA0; if (lead == 0xED) high = 0x9F; }
  else if (lead >= 0xF0 && lead <= 0xF4) { count = 3; out = lead & 0x07; if (lead == 0xF0) low = 0x90; if (lead == 0xF4) high = 0x8F; }
  else return false;
  if (text.size() - i <= count) return false;
  for (std::size_t k = 1; k <= count; ++k) {
    const unsigned char b = byte(i + k);
    if (b < (k == 1 ? low : 0x80) || b > (k == 1 ? high : 0xBF)) return false;
    out = (out << 6) | (b & 0x3F);
  }
  i += count + 1;
  return true;
}

}  // namespace

bool valid(std::string_view bytes) noexcept {
  char32_t c = 0;
  for (std::size_t i = 0; i < bytes.size();) {
    // Eight ASCII bytes at a time: most of what passes here is keys and ids.
    std::uint64_t word = 0;
    if (bytes.size() - i >= sizeof word) {
      std::memcpy(&word, bytes.data() + i, sizeof word);
      if ((word & 0x8080808080808080u) == 0) {
        i += sizeof word;
        continue;
      }
    }
    if (!next(bytes, i, c)) return false;
  }
  return true;
}

std::int64_t length(std::string_view text) noexcept {
  return std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
}

Result<std::u32string> decode(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  char32_t c = 0;
  for (std::size_t i = 0; i < text.size();) {
    if (!next(text, i, c))
      return fail(ErrorCode::not_utf8, "the text is not UTF-8 at byte " + std::to_string(i) + "; convert the file to UTF-8 and try again");
    out.push_back(c);
  }
  return out;
}

void append(std::string& out, char32_t c) {
  const auto put = [&](unsigned value) { out.push_back(static_cast<char>(value)); };
  if (c < 0x80) put(c);
  else if (c < 0x800) { put(0xC0 | (c >> 6)); put(0x80 | (c & 0x3F)); }
  else if (c < 0x10000) { put(0xE0 | (c >> 12)); put(0x80 | ((c >> 6) & 0x3F)); put(0x80 | (c & 0x3F)); }
  else { put(0xF0 | (c >> 18)); put(0x80 | ((c >> 12) & 0x3F)); put(0x80 | ((c >> 6) & 0x3F)); put(0x80 | (c & 0x3F)); }
}

std::string encode(std::u32string_view text) {
  std::string out;
  out.reserve(text.size() * 2);
  for (char32_t c : text) append(out, c);
  return out;
}

std::string_view slice(std::string_view text, std::int64_t start, std::int64_t end) noexcept {
  std::size_t from = text.size(), to = text.size();
  std::int64_t index = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) == 0x80) continue;
    if (index == start) from = i;
    if (index == end) { to = i; break; }
    ++index;
  }
  if (start < 0 || end <= start || from >= to) return {};
  return text.substr(from, to - from);
}

namespace {

/// Ranges of White_Space, Cc, Cf, fillers and variation selectors (Unicode 15). sdk::is_blank keeps the same list for stages; a test compares them.
constexpr std::pair<char32_t, char32_t> kInvisible[] = {
    {0x0000, 0x0020}, {0x007F, 0x00A0}, {0x00AD, 0x00AD}, {0x034F, 0x034F}, {0x061C, 0x061C}, {0x115F, 0x1160}, {0x1680, 0x1680}, {0x17B4, 0x17B5}, {0x180B, 0x180F}, {0x2000, 0x200F},
    {0x2028, 0x202F}, {0x205F, 0x206F}, {0x2800, 0x2800}, {0x3000, 0x3000}, {0x3164, 0x3164}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF}, {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFFB}, {0xE0000, 0xE0FFF}};

}  // namespace

bool blank(std::string_view text) noexcept {
  char32_t c = 0;
  for (std::size_t i = 0; i < text.size();) {
    if (!next(text, i, c)) return false;
    if (std::none_of(std::begin(kInvisible), std::end(kInvisible), [&](const auto& range) { return c >= range.first && c <= range.second; })) return false;
  }
  return true;
}

namespace {

/// Calls `command(c)` for each code point that commands, and copies the rest.
template <class Command>
std::string replaced(std::string_view text, Command command) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto from = i;
    char32_t c = 0;
    if (static_cast<unsigned char>(text[i]) < 0x80) {
      c = static_cast<unsigned char>(text[i++]);
    } else if (!next(text, i, c)) {
      out.push_back(text[from]);
      i = from + 1;
      continue;
    }
    const bool line_end = c == U'\r' && i < text.size() && text[i] == '\n';
    if (is_command(c) && !line_end) command(out, c);
    else out.append(text, from, i - from);
  }
  return out;
}

}  // namespace

std::string without_controls(std::string_view text) {
  return replaced(text, [](std::string& out, char32_t) { out += "\xEF\xBF\xBD"; });
}

std::string on_one_line(std::string_view text) {
  std::string line(text);
  std::replace_if(line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  return without_controls(line);
}

std::string with_escaped_controls(std::string_view json) {
  return replaced(json, [](std::string& out, char32_t c) {
    constexpr std::string_view kHex = "0123456789abcdef";
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) out.push_back(kHex[(c >> shift) & 0xF]);
  });
}

}  // namespace amends::utf8
