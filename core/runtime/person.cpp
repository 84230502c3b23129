#include "runtime/person.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <set>

#include "support/plain_text.hpp"

namespace amends::runtime {

namespace {

/// NFKC_Casefold; the id itself where it is no UTF-8.
std::string folded(std::string_view id) {
  utf8proc_uint8_t* out = nullptr;
  constexpr auto kOptions = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
  const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(id.data()), static_cast<utf8proc_ssize_t>(id.size()), &out, kOptions);
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(out, &std::free);
  return length < 0 ? std::string(id) : std::string(reinterpret_cast<const char*>(out), static_cast<std::size_t>(length));
}

/// Letters, digits and accents say who somebody is.
bool says_who(char32_t c) noexcept {
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO: return true;
    default: return false;
  }
}

/// Latin letters that differ from a plain one by a missing dot, a smaller or a rounder shape alone. Letters with a stroke, a hook or an accent stay another letter:
/// a reader sees it, and languages write with them.
struct Twin {
  char32_t letter, plain;
};
constexpr std::array<Twin, 32> kTwins{{{0x131, 'i'}, {0x237, 'j'}, {0x251, 'a'}, {0x261, 'g'}, {0x262, 'g'}, {0x269, 'i'}, {0x26A, 'i'}, {0x274, 'n'}, {0x280, 'r'}, {0x28F, 'y'}, {0x299, 'b'},
                                       {0x29C, 'h'}, {0x29F, 'l'}, {0x1C0, 'l'}, {0x1D00, 'a'}, {0x1D04, 'c'}, {0x1D05, 'd'}, {0x1D07, 'e'}, {0x1D0A, 'j'}, {0x1D0B, 'k'}, {0x1D0D, 'm'}, {0x1D0F, 'o'},
                                       {0x1D18, 'p'}, {0x1D1B, 't'}, {0x1D1C, 'u'}, {0x1D20, 'v'}, {0x1D21, 'w'}, {0x1D22, 'z'}, {0xA730, 'f'}, {0xA731, 's'}, {0xA7AE, 'i'}, {0xAB4D, 's'}}};

char32_t plain(char32_t c) noexcept {
  const auto found = std::find_if(kTwins.begin(), kTwins.end(), [c](const Twin& twin) { return twin.letter == c; });
  return found == kTwins.end() ? c : found->plain;
}

/// What a name may hold beside letters, digits and accents: the marks of an address, of O'Neil and of 阿依古丽·买买提.
bool is_name_mark(char32_t c) noexcept { return c == '.' || c == '_' || c == '-' || c == '@' || c == '\'' || c == 0x2019 || c == 0xB7; }

/// With these the log of a case says what acted (user:li.na, stage:amends.verify, system); none of them is a person.
constexpr std::array<std::string_view, 10> kEngineNames{"user", "stage", "system", "import", "task", "timer", "engine", "step", "guard", "person"};

enum class Alphabet { none, latin, greek, cyrillic, armenian, cherokee, lisu, coptic };

/// Of a folded letter, by the blocks of Unicode 15; none for everything whose letters are not mistaken for these.
Alphabet alphabet_of(char32_t c) noexcept {
  const auto in = [c](char32_t first, char32_t last) { return c >= first && c <= last; };
  if (in('a', 'z') || in('A', 'Z') || (in(0xC0, 0x24F) && c != 0xD7 && c != 0xF7) || in(0x250, 0x2AF) || in(0x1E00, 0x1EFF) || in(0xA720, 0xA7FF) || in(0xAB30, 0xAB64)) return Alphabet::latin;
  if (in(0x370, 0x3E1) || in(0x3F0, 0x3FF) || in(0x1F00, 0x1FFF)) return Alphabet::greek;
  if (in(0x400, 0x52F) || in(0x1C80, 0x1C8F) || in(0x1D2B, 0x1D2B) || in(0x2DE0, 0x2DFF) || in(0xA640, 0xA69F)) return Alphabet::cyrillic;
  if (in(0x530, 0x58F)) return Alphabet::armenian;
  if (in(0x13A0, 0x13FF) || in(0xAB70, 0xABBF)) return Alphabet::cherokee;
  if (in(0xA4D0, 0xA4FF)) return Alphabet::lisu;
  if (in(0x3E2, 0x3EF) || in(0x2C80, 0x2CFF)) return Alphabet::coptic;
  return Alphabet::none;
}

}  // namespace

std::string person_key(std::string_view id) {
  auto out = folded(id);
  const auto letters = utf8::decode(out);
  if (!letters) return out;
  std::string key;
  for (const auto c : *letters)
    if (says_who(c)) utf8::append(key, plain(c));
  if (!key.empty()) return key;
  std::erase_if(out, [](char c) { return static_cast<unsigned char>(c) <= 0x20; });  // wide and unbreakable blanks are plain ones by now
  return out;
}

Result<void> check_name(std::string_view id) {
  const auto raw = utf8::decode(id);
  if (!raw) return fail(ErrorCode::refused, "the name of a person is no UTF-8; write it anew");
  for (const auto c : *raw)
    if (utf8::is_command(c) || c <= 0x20)
      return fail(ErrorCode::refused, "the name of who acts holds a blank, a control character or a mark that turns the line; write it as one word, for example li.na");
  const auto colon = id.find(':');
  const auto whole = folded(id.substr(0, colon));
  if (std::find(kEngineNames.begin(), kEngineNames.end(), whole) != kEngineNames.end())
    return fail(ErrorCode::refused, "'" + std::string(id) + "' is how the log writes who acted, and no person; give the name alone, for example li.na");
  for (const auto c : *raw) {
    const auto one = utf8::encode(std::u32string(1, c));
    const auto meant = utf8::decode(folded(one));
    if (meant && !meant->empty() && std::all_of(meant->begin(), meant->end(), [](char32_t m) { return says_who(m) || is_name_mark(m); })) continue;
    return fail(ErrorCode::refused, "the name '" + std::string(id) + "' holds '" + one + "', which is no part of a name; write it with letters, digits and . _ - @ ' \u00B7 alone, for example li.na");
  }
  const auto letters = utf8::decode(folded(id));
  Alphabet first = Alphabet::none;
  for (const auto c : *letters) {
    const auto alphabet = alphabet_of(c);
    if (alphabet == Alphabet::none || alphabet == first) continue;
    if (first != Alphabet::none)
      return fail(ErrorCode::refused, "the name '" + std::string(id) + "' mixes letters of two alphabets that look alike (the letter " + utf8::encode(std::u32string(1, c)) + " is of another one than the letters before it); write it in one alphabet");
    first = alphabet;
  }
  return {};
}

bool names_somebody(std::string_view text) {
  const auto letters = utf8::decode(folded(text));
  return letters && std::any_of(letters->begin(), letters->end(), [](char32_t c) {
    const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(c));
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
  });
}

People::People(const json::Value& organisation_row) {
  for (const auto& row : json::list_at(organisation_row, "people")) {
    const auto key = person_key(json::text_at(row, "id"));
    for (const auto& other : json::list_at(row, "also")) person_of_.emplace(person_key(json::text_or(&other, "")), key);
  }
}

std::string People::person(std::string_view id) const {
  auto key = person_key(id);
  const auto found = person_of_.find(key);
  return found == person_of_.end() ? key : found->second;
}

bool share_a_person(const People& people, const ActingPersons& left, const ActingPersons& right) {
  const auto all_of = [&](const ActingPersons& persons) {
    std::set<std::string> keys;
    for (const auto* one : {&persons.by, &persons.on_behalf_of})
      if (!one->empty()) keys.insert(people.person(*one));
    for (const auto& one : persons.passed_by) keys.insert(people.person(one));
    return keys;
  };
  const auto those = all_of(right);
  const auto these = all_of(left);
  return std::any_of(these.begin(), these.end(), [&](const std::string& one) { return those.contains(one); });
}

}  // namespace amends::runtime
