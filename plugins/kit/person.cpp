#include "kit/person.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace amends::kit {
namespace {

struct Symbol {
  char32_t code = 0;
  std::size_t length = 0;  ///< bytes; 0: no UTF-8 here
};

Symbol symbol_at(std::string_view text, std::size_t at) noexcept {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 0;
  if (length == 0 || at + length > text.size()) return {};
  char32_t code = length == 1 ? lead : lead & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[at + i]);
    if ((next & 0xC0u) != 0x80u) return {};
    code = code << 6 | (next & 0x3Fu);
  }
  return {code, length};
}

void put(std::string& out, char32_t code) {
  const auto byte = [&](char32_t value) { out.push_back(static_cast<char>(static_cast<unsigned char>(value))); };
  if (code < 0x80) return byte(code);
  if (code < 0x800) {
    byte(0xC0 | code >> 6);
  } else if (code < 0x10000) {
    byte(0xE0 | code >> 12);
    byte(0x80 | (code >> 6 & 0x3F));
  } else {
    byte(0xF0 | code >> 18);
    byte(0x80 | (code >> 12 & 0x3F));
    byte(0x80 | (code >> 6 & 0x3F));
  }
  byte(0x80 | (code & 0x3F));
}

bool within(char32_t code, char32_t first, char32_t last) noexcept { return code >= first && code <= last; }

/// Latin letters that differ from a plain one by a missing dot or their shape alone; core/runtime/person.cpp has the same.
constexpr std::array<std::array<char32_t, 2>, 32> kTwins{{
    {{0x131, U'i'}}, {{0x237, U'j'}}, {{0x251, U'a'}}, {{0x261, U'g'}}, {{0x262, U'g'}}, {{0x269, U'i'}}, {{0x26A, U'i'}}, {{0x274, U'n'}}, {{0x280, U'r'}}, {{0x28F, U'y'}}, {{0x299, U'b'}},
    {{0x29C, U'h'}}, {{0x29F, U'l'}}, {{0x1C0, U'l'}}, {{0x1D00, U'a'}}, {{0x1D04, U'c'}}, {{0x1D05, U'd'}}, {{0x1D07, U'e'}}, {{0x1D0A, U'j'}}, {{0x1D0B, U'k'}}, {{0x1D0D, U'm'}}, {{0x1D0F, U'o'}},
    {{0x1D18, U'p'}}, {{0x1D1B, U't'}}, {{0x1D1C, U'u'}}, {{0x1D20, U'v'}}, {{0x1D21, U'w'}}, {{0x1D22, U'z'}}, {{0xA730, U'f'}}, {{0xA731, U's'}}, {{0xA7AE, U'i'}}, {{0xAB4D, U's'}}
}};

/// Full width to its plain form, large letters to small ones, twins to the letter they are taken for.
char32_t folded(char32_t code) noexcept {
  if (within(code, 0xFF01, 0xFF5E)) code -= 0xFEE0;
  if (within(code, U'A', U'Z') || (within(code, 0xC0, 0xDE) && code != 0xD7)) return code + 0x20;
  const auto twin = std::find_if(kTwins.begin(), kTwins.end(), [code](const auto& one) { return one[0] == code; });
  return twin == kTwins.end() ? code : (*twin)[1];
}

/// Blanks, controls, characters without a glyph, marks between the parts of a name.
bool says_nothing(char32_t code) noexcept {
  if (code < 0x80) return !within(code, U'a', U'z') && !within(code, U'0', U'9');
  if (code <= 0xBF) return code != 0xAA && code != 0xB5 && code != 0xBA;
  if (within(code, 0x2000, 0x206F) || within(code, 0x3000, 0x3003) || within(code, 0xFE00, 0xFE0F)) return true;
  constexpr std::array<char32_t, 12> kMarks = {0x034F, 0x061C, 0x115F, 0x1160, 0x180E, 0x2E31, 0x3008, 0x3009, 0x30FB, 0x3164, 0xFEFF, 0xFF65};
  return std::find(kMarks.begin(), kMarks.end(), code) != kMarks.end();
}

}  // namespace

std::string person_key(std::string_view name) {
  std::string out;
  for (std::size_t at = 0; at < name.size();) {
    const auto symbol = symbol_at(name, at);
    if (symbol.length == 0) {
      out.push_back(name[at++]);
      continue;
    }
    at += symbol.length;
    if (const auto code = folded(symbol.code); !says_nothing(code)) put(out, code);
  }
  return out;
}

bool same_person(std::string_view one, std::string_view other) {
  const auto key = person_key(one);
  return !key.empty() && key == person_key(other);
}

bool two_people(std::string_view one, std::string_view other) {
  const auto left = person_key(one), right = person_key(other);
  return !left.empty() && !right.empty() && left != right;
}

}  // namespace amends::kit
