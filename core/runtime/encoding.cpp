#include "runtime/encoding.hpp"

#include <algorithm>

namespace amends::runtime {
namespace {

unsigned char at(std::string_view bytes, std::size_t i) noexcept { return static_cast<unsigned char>(bytes[i]); }

bool utf16(std::string_view bytes) noexcept {
  if (bytes.size() >= 2 && ((at(bytes, 0) == 0xFF && at(bytes, 1) == 0xFE) || (at(bytes, 0) == 0xFE && at(bytes, 1) == 0xFF))) return true;
  // Without a mark: every other byte of Latin letters and digits is zero.
  const auto part = bytes.substr(0, 4096);
  return part.size() >= 4 && static_cast<std::size_t>(std::count(part.begin(), part.end(), '\0')) * 4 >= part.size();
}

/// Every byte is ASCII or part of a two- or four-byte sequence of GB 18030-2022, and there is one of the common plane.
bool gb18030(std::string_view bytes) noexcept {
  bool common = false;
  for (std::size_t i = 0; i < bytes.size();) {
    const auto lead = at(bytes, i);
    if (lead < 0x80) { ++i; continue; }
    if (lead == 0x80 || lead == 0xFF || i + 1 >= bytes.size()) return false;
    const auto trail = at(bytes, i + 1);
    if (trail >= 0x30 && trail <= 0x39) {
      if (i + 3 >= bytes.size() || at(bytes, i + 2) < 0x81 || at(bytes, i + 3) < 0x30 || at(bytes, i + 3) > 0x39) return false;
      i += 4;
      continue;
    }
    if (trail < 0x40 || trail == 0x7F || trail == 0xFF) return false;
    common = common || (lead >= 0xA1 && trail >= 0xA1);
    i += 2;
  }
  return common;
}

}  // namespace

std::string_view guess_encoding(std::string_view bytes) noexcept { return utf16(bytes) ? "UTF-16" : gb18030(bytes) ? "GB18030" : std::string_view{}; }

std::string how_to_convert(std::string_view bytes, std::string_view file) {
  const auto guess = guess_encoding(bytes);
  const auto command = [&](std::string_view from) { return "`iconv -f " + std::string(from) + " -t UTF-8 " + std::string(file) + " > NEW` and take NEW"; };
  if (guess == "UTF-16") return "it looks like UTF-16 (\"Unicode text\" of a spreadsheet): save it as CSV UTF-8, or convert it with " + command(guess);
  if (guess == "GB18030") return "it looks like GB18030 or GBK, in which Chinese spreadsheets and bank systems export (Big5 for traditional characters): save it as CSV UTF-8, or convert it with " + command(guess);
  return "find out its encoding, for example WINDOWS-1252, and convert it with " + command("WINDOWS-1252");
}

}  // namespace amends::runtime
