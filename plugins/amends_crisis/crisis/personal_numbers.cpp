#include "personal_numbers.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace amends::crisis {
namespace {

using Sizes = std::vector<std::size_t>;

struct Group {
  std::size_t from = 0, to = 0;
};

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) noexcept { return c >= 'a' && c <= 'z'; }

std::string digits_of(std::string_view text) {
  std::string out;
  std::copy_if(text.begin(), text.end(), std::back_inserter(out), is_digit);
  return out;
}

/// A run of digits and, behind 17 or 3 of them, the x that ends an identity number.
Group group_at(std::string_view text, std::size_t at) noexcept {
  Group out{at, at};
  while (out.to < text.size() && is_digit(text[out.to])) ++out.to;
  const auto size = out.to - at;
  const bool ends = out.to + 1 >= text.size() || !(is_letter(text[out.to + 1]) || is_digit(text[out.to + 1]));
  if ((size == 17 || size == 3) && out.to < text.size() && text[out.to] == 'x' && ends) ++out.to;
  return out;
}

bool is_long_number(const Sizes& sizes) {
  if (sizes.size() == 1) return sizes[0] >= 15 && sizes[0] <= 19;
  if (sizes == Sizes{6, 8, 4} || sizes == Sizes{6, 13} || sizes == Sizes{4, 6, 5}) return true;
  return (sizes.size() == 4 || sizes.size() == 5) && std::all_of(sizes.begin(), sizes.begin() + 4, [](std::size_t size) { return size == 4; }) && sizes.back() <= 4;
}

bool is_mobile(const Sizes& sizes, std::string_view digits) {
  if (digits.size() == 13 && sizes.size() == 1 && digits.starts_with("86")) digits.remove_prefix(2);
  else if (sizes != Sizes{11} && sizes != Sizes{3, 4, 4} && sizes != Sizes{3, 8}) return false;
  return digits.size() == 11 && digits[0] == '1' && digits[1] >= '3';
}

}  // namespace

bool holds_personal_number(std::string_view text, std::string_view own) {
  constexpr std::size_t kGroupsMost = 5;
  const auto known = digits_of(own);
  for (std::size_t at = 0; at < text.size();) {
    if (!is_digit(text[at])) {
      ++at;
      continue;
    }
    // Groups with one blank or hyphen between them may be one number.
    Sizes sizes;
    std::size_t end = at;
    for (std::size_t next = at; sizes.size() < kGroupsMost && next < text.size() && is_digit(text[next]);) {
      const auto group = group_at(text, next);
      sizes.push_back(group.to - group.from);
      end = group.to;
      const auto digits = digits_of(text.substr(at, end - at));
      const bool named = known.find(digits) != std::string::npos;
      const bool code = at > 0 && is_letter(text[at - 1]);
      const bool sum = text.substr(end).starts_with("元") || (end + 1 < text.size() && text[end] == '.' && is_digit(text[end + 1]));
      if (!named && !sum && (is_long_number(sizes) || (!code && is_mobile(sizes, digits)))) return true;
      if (end >= text.size() || (text[end] != ' ' && text[end] != '-')) break;
      next = end + 1;
    }
    at = group_at(text, at).to;
  }
  return false;
}

}  // namespace amends::crisis
