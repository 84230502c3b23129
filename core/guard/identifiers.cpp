#include "guard/identifiers.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "guard/number_labels.hpp"
#include "text/characters.hpp"

namespace amends::guard {
namespace {

constexpr std::size_t kGroupsMax = 5;       ///< of one grouped number: 6222 0212 3456 7890 128
constexpr std::size_t kRunDigitsMax = 24;   ///< a longer run is no number of a person
constexpr std::size_t kMobileDigits = 11;   ///< the shortest of them
constexpr std::size_t kCardDigitsMin = 13, kCardDigitsMax = 19;  ///< ISO/IEC 7812-1

/// A run of digits; a resident id's X belongs to it.
struct Group {
  std::size_t from = 0, to = 0;  ///< normalised code points
  char32_t separator = 0;        ///< to the next group, when that may belong to the same number
};

bool all_digits(std::string_view text) noexcept { return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }); }

/// Ways in which people group: any single group, and these.
bool is_grouping(NumberKind kind, const std::vector<std::size_t>& sizes) {
  using Sizes = std::vector<std::size_t>;
  if (sizes.size() == 1) return true;
  if (kind == NumberKind::mobile) return sizes == Sizes{3, 4, 4} || sizes == Sizes{3, 8};
  if (kind == NumberKind::resident_id) return sizes == Sizes{6, 8, 4} || sizes == Sizes{6, 4, 4, 4} || sizes == Sizes{3, 3, 4, 4, 4};
  if (sizes == Sizes{4, 6, 5} || sizes == Sizes{4, 6, 4} || sizes == Sizes{6, 13} || sizes == Sizes{6, 10} || sizes == Sizes{8, 8}) return true;
  return std::all_of(sizes.begin(), sizes.end() - 1, [](std::size_t size) { return size == 4; }) && sizes.back() <= 4;
}

}  // namespace

std::string_view kind_name(NumberKind kind) noexcept {
  switch (kind) {
    case NumberKind::resident_id: return "resident_id";
    case NumberKind::bank_card: return "bank_card";
    case NumberKind::mobile: return "mobile";
  }
  return "mobile";
}

bool has_shape_of_resident_id(std::string_view id) noexcept {
  if (id.size() != 18 || !all_digits(id.substr(0, 17))) return false;
  const char last = id[17];
  if (!(last >= '0' && last <= '9') && last != 'x' && last != 'X') return false;
  constexpr std::array<int, 35> kRegions{11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83};
  const auto number = [&](std::size_t at, std::size_t size) {
    int value = 0;
    for (std::size_t i = at; i < at + size; ++i) value = value * 10 + (id[i] - '0');
    return value;
  };
  if (std::find(kRegions.begin(), kRegions.end(), number(0, 2)) == kRegions.end()) return false;
  const int year = number(6, 4), month = number(10, 2), day = number(12, 2);
  constexpr int kDays[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return year >= 1880 && year <= 2100 && month >= 1 && month <= 12 && day >= 1 && day <= kDays[month - 1];
}

bool is_resident_id(std::string_view id) noexcept {
  if (!has_shape_of_resident_id(id)) return false;
  constexpr int kWeights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < 17; ++i) sum += (id[i] - '0') * kWeights[i];
  return "10X98765432"[sum % 11] == (id[17] == 'x' ? 'X' : id[17]);
}

bool has_issuer(std::string_view digits) noexcept {
  if (digits.size() < kCardDigitsMin || digits.size() > kCardDigitsMax || !all_digits(digits)) return false;
  const int two = (digits[0] - '0') * 10 + (digits[1] - '0');
  // Issuer ranges of cards that pay: 62 and 60 (UnionPay, debit), 4, 51-55, 22-27, 34, 35, 37, 30, 36, 38, 50, 56-58, 64, 65, 68, 69, 94-99 (domestic debit).
  return digits[0] == '4' || (two >= 50 && two <= 58) || two == 60 || two == 62 || two == 64 || two == 65 || two == 68 || two == 69 || (two >= 22 && two <= 27) || two == 30 || (two >= 34 && two <= 38) ||
         (two >= 94 && two <= 99);
}

bool is_bank_card(std::string_view digits) noexcept {
  if (!has_issuer(digits)) return false;
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    int digit = digits[digits.size() - 1 - i] - '0';
    if (i % 2 == 1 && (digit *= 2) > 9) digit -= 9;
    sum += digit;
  }
  return sum % 10 == 0;
}

std::optional<NumberKind> kind_by_shape(std::string_view digits, NumberLabel label) noexcept {
  const bool id_length = digits.size() == 18, full_card = digits.size() == 16 || digits.size() == 19;
  if (has_shape_of_resident_id(digits)) return label == NumberLabel::reference ? std::nullopt : std::optional(NumberKind::resident_id);
  if (id_length && label == NumberLabel::identity) return NumberKind::resident_id;
  if (!all_digits(digits)) return std::nullopt;
  if (label == NumberLabel::card) return full_card || has_issuer(digits) ? std::optional(NumberKind::bank_card) : std::nullopt;
  return label == NumberLabel::none && full_card && has_issuer(digits) ? std::optional(NumberKind::bank_card) : std::nullopt;
}

bool is_mobile(std::string_view digits) noexcept {
  return digits.size() == 11 && all_digits(digits) && digits[0] == '1' && digits[1] >= '3' && digits[1] <= '9';
}

namespace {

bool is_x(char32_t c) noexcept { return c == U'x'; }

/// A mainland mobile number, with or without its country code; `skipped` gets the digits of that. A letter right before makes it a code (NO13800138000), and so
/// does one behind: no check digit proves a mobile number.
bool is_mobile_here(std::u32string_view text, std::size_t begin, std::size_t end, std::string_view digits, std::vector<std::size_t> sizes, std::size_t& skipped) {
  skipped = 0;
  // +86 138 0013 8000, 86-13800138000, 008613800138000
  for (const std::string_view prefix : {std::string_view("0086"), std::string_view("86")}) {
    if (!digits.starts_with(prefix) || digits.size() != prefix.size() + 11) continue;
    skipped = prefix.size();
    if (sizes.front() == skipped) sizes.erase(sizes.begin());
    else sizes.front() -= std::min(skipped, sizes.front());
    break;
  }
  if (!is_mobile(digits.substr(skipped)) || !is_grouping(NumberKind::mobile, sizes)) return false;
  const auto letter = [&](std::size_t at) { return at < text.size() && text::is_word(text[at]) && !text::is_cjk(text[at]); };
  if (skipped == 0 && begin > 0 && (letter(begin - 1) || (text[begin - 1] == U'-' && begin > 1 && letter(begin - 2)))) return false;
  return !letter(end);
}

/// The number that `count` groups from `first` make; nothing when they make none. `proved`: by its check digit (a mobile number has none), else by its shape.
std::optional<PersonalNumber> read(const text::Normalised& normalised, const std::vector<Group>& groups, std::size_t first, std::size_t count, bool proved) {
  const std::u32string_view text = normalised.text;
  std::string digits;
  std::vector<std::size_t> places, sizes;
  for (std::size_t g = first; g < first + count; ++g) {
    sizes.push_back(groups[g].to - groups[g].from);
    if (sizes.back() > kRunDigitsMax) return std::nullopt;
    for (std::size_t at = groups[g].from; at < groups[g].to; ++at) {
      digits.push_back(is_x(text[at]) ? 'X' : static_cast<char>(text[at]));
      places.push_back(at);
    }
  }
  if (digits.size() < kMobileDigits || digits.size() > kRunDigitsMax) return std::nullopt;
  const auto begin = groups[first].from, end = groups[first + count - 1].to;
  std::optional<NumberKind> kind;
  std::size_t skipped = 0;
  if (!proved) {
    // A letter beside it makes it a code, as in NO6222021234567891.
    const auto letter = [&](std::size_t at) { return text::is_word(text[at]) && !text::is_cjk(text[at]) && !text::is_ascii_digit(text[at]); };
    if ((begin == 0 || !letter(begin - 1)) && (end >= text.size() || !letter(end))) kind = kind_by_shape(digits, label_of(text, begin, end));
    if (kind && !is_grouping(*kind, sizes)) kind.reset();
  } else if (is_resident_id(digits) && is_grouping(NumberKind::resident_id, sizes)) {
    kind = NumberKind::resident_id;
  } else if (is_bank_card(digits) && is_grouping(NumberKind::bank_card, sizes)) {
    kind = NumberKind::bank_card;
  } else if (is_mobile_here(text, begin, end, digits, sizes, skipped)) {
    kind = NumberKind::mobile;
  }
  if (!kind) return std::nullopt;
  PersonalNumber out;
  out.kind = *kind;
  out.digits = digits.substr(skipped);
  out.span = normalised.span(places[skipped], places.back() + 1);
  const std::size_t kept_front = *kind == NumberKind::mobile ? 3 : 0;
  for (std::size_t k = skipped + kept_front; k + 4 < places.size(); ++k)
    for (std::int32_t at = normalised.start[places[k]]; at < normalised.end[places[k]]; ++at)
      if (out.hidden.empty() || out.hidden.back() < at) out.hidden.push_back(at);
  return out;
}

}  // namespace

std::vector<PersonalNumber> find_personal_numbers(const text::Normalised& normalised, const std::vector<std::string>& own) {
  const std::u32string_view text = normalised.text;
  std::vector<PersonalNumber> out;
  for (std::size_t i = 0; i < text.size();) {
    if (!text::is_ascii_digit(text[i])) { ++i; continue; }
    // Groups of digits with one blank or hyphen between them.
    std::vector<Group> groups;
    for (;;) {
      Group group{i, i, 0};
      while (i < text.size() && text::is_ascii_digit(text[i])) ++i;
      const bool may_end_an_id = i - group.from == 17 || i - group.from == 3;  // 11010119900307123X, or its last group of four
      if (may_end_an_id && i < text.size() && is_x(text[i]) && (i + 1 >= text.size() || !text::is_word(text[i + 1]) || text::is_cjk(text[i + 1]))) ++i;
      group.to = i;
      const bool joined = i + 1 < text.size() && (text::is_blank(text[i]) || text[i] == U'-') && text::is_ascii_digit(text[i + 1]);
      if (joined) group.separator = text[i];
      groups.push_back(group);
      if (!joined) break;
      ++i;
    }
    for (std::size_t first = 0; first < groups.size();) {
      std::size_t taken = 0;
      // What its check digit proves goes before what only looks like one, however many groups that takes.
      for (const bool proved : {true, false})
        for (std::size_t count = std::min(kGroupsMax, groups.size() - first); count >= 1 && taken == 0; --count)
          if (auto number = read(normalised, groups, first, count, proved)) {
            taken = count;
            if (std::find(own.begin(), own.end(), number->digits) == own.end()) out.push_back(*std::move(number));
          }
      first += taken == 0 ? 1 : taken;
    }
  }
  return out;
}

}  // namespace amends::guard
