#include "checks.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace amends::letter {
namespace {

/// Code points of UTF-8; a broken byte is passed over.
std::u32string decode(std::string_view text) {
  std::u32string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 0;
    if (length == 0 || i + length > text.size()) { ++i; continue; }
    char32_t code = length == 1 ? lead : lead & (0xFFu >> (length + 1));
    for (std::size_t k = 1; k < length; ++k) code = (code << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3Fu);
    out.push_back(code);
    i += length;
  }
  return out;
}

bool is_han(char32_t c) noexcept { return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x3FFFF) || (c >= 0xF900 && c <= 0xFAFF) || c == 0x3007; }
bool is_digit(char32_t c) noexcept { return c >= U'0' && c <= U'9'; }
bool is_latin(char32_t c) noexcept { return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || (c >= 0xC0 && c <= 0x24F && c != 0xD7 && c != 0xF7); }
bool is_word(char32_t c) noexcept { return is_latin(c) || is_digit(c) || c == U'\'' || c == 0x2019 || c == U'-'; }

/// A mark at `i` ends a sentence.
bool ends_sentence(const std::u32string& text, std::size_t i) noexcept {
  static constexpr std::u32string_view kEnds = U"。！？；!?;\n…";
  const char32_t c = text[i];
  if (kEnds.find(c) != std::u32string_view::npos) return true;
  if (c != U'.') return false;
  return i + 1 == text.size() || !(is_word(text[i + 1]) || text[i + 1] == U'.');
}

std::int64_t units_of(std::u32string_view piece, bool chinese) noexcept {
  std::int64_t out = 0;
  bool inside = false;
  for (std::size_t i = 0; i < piece.size(); ++i) {
    const char32_t c = piece[i];
    if (chinese) { out += is_han(c) ? 1 : 0; continue; }
    const bool inner = inside && (c == U'.' || c == U',' || c == U'@') && i + 1 < piece.size() && is_word(piece[i + 1]);  // 1,300.00 and an address are one
    const bool word = inner || (is_word(c) && (inside || is_latin(c) || is_digit(c)));
    if (word && !inside) ++out;
    inside = word;
  }
  return out;
}

std::string digits_in(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c >= '0' && c <= '9') out.push_back(c);
  return out;
}

/// Words that stand for a person without naming one.
bool is_role(std::string_view name) noexcept {
  static constexpr std::array<std::string_view, 14> kRoles = {"业务员", "柜员", "经理", "客户经理", "大堂经理", "代理人", "销售", "销售人员", "父亲", "母亲", "家人", "催收员", "agent", "collector"};
  return std::find(kRoles.begin(), kRoles.end(), name) != kRoles.end();
}

constexpr std::size_t kNumberDigitsLeast = 6;

}  // namespace

Prose measure(std::string_view text, std::string_view language) {
  const auto points = decode(text);
  const bool chinese = language == "zh";
  Prose out;
  std::size_t from = 0;
  for (std::size_t i = 0; i <= points.size(); ++i) {
    if (i < points.size() && !ends_sentence(points, i)) continue;
    const auto units = units_of(std::u32string_view(points).substr(from, i - from), chinese);
    if (units > 0) {
      ++out.sentences;
      out.units += units;
    }
    from = i + 1;
  }
  return out;
}

bool is_plain(const Prose& prose, std::string_view language) noexcept { return prose.units <= (language == "zh" ? kHanPerSentenceMax : kWordsPerSentenceMax) * prose.sentences; }

std::vector<std::string> unanswered(std::string_view text, const std::vector<std::string>& demands, const std::vector<Reply>& replies) {
  std::vector<std::string> out;
  for (const auto& demand : demands) {
    const auto reply = std::find_if(replies.begin(), replies.end(), [&](const Reply& one) { return one.demand == demand; });
    const auto said = [&](const std::string& words) { return !sdk::is_blank(words) && text.find(words) != std::string_view::npos; };
    if (reply == replies.end() || !said(reply->finding) || !said(reply->decision)) out.push_back(demand);
  }
  return out;
}

std::vector<sdk::Money> unknown_sums(const std::vector<sdk::Money>& stated, const std::vector<sdk::Money>& known) {
  std::vector<sdk::Money> out;
  for (const auto& sum : stated)
    if (std::find(known.begin(), known.end(), sum) == known.end() && std::find(out.begin(), out.end(), sum) == out.end()) out.push_back(sum);
  return out;
}

bool states_owed(const std::vector<sdk::Money>& stated, const sdk::Money& owed) { return owed.minor == 0 || std::find(stated.begin(), stated.end(), owed) != stated.end(); }

std::vector<matter::Day> days_without_task(const std::vector<matter::Day>& stated, const matter::Day& today, const std::vector<matter::Day>& carried) {
  std::vector<matter::Day> out;
  for (const auto& day : stated)
    if (day > today && std::find(carried.begin(), carried.end(), day) == carried.end() && std::find(out.begin(), out.end(), day) == out.end()) out.push_back(day);
  return out;
}

std::vector<std::string> data_of_others(std::string_view text, const std::vector<std::string>& data) {
  std::vector<std::string> out;
  const auto numbers = digits_in(text);
  for (const auto& one : data) {
    const auto digits = digits_in(one);
    const bool number = digits.size() >= kNumberDigitsLeast && 2 * digits.size() > one.size();
    if (!number && (sdk::code_points(one) < 2 || is_role(one))) continue;
    const bool there = number ? numbers.find(digits) != std::string::npos : text.find(one) != std::string_view::npos;
    if (there && std::find(out.begin(), out.end(), one) == out.end()) out.push_back(one);
  }
  return out;
}

namespace {

std::pair<std::int64_t, std::int64_t> letters_of(std::string_view text) {
  std::int64_t han = 0, latin = 0;
  for (const char32_t c : decode(text)) {
    han += is_han(c) ? 1 : 0;
    latin += is_latin(c) ? 1 : 0;
  }
  return {han, latin};
}

}  // namespace

std::string_view language_of(std::string_view text) {
  const auto [han, latin] = letters_of(text);
  if (han + latin == 0) return {};
  return 2 * han >= han + latin ? "zh" : "en";
}

bool is_in(std::string_view text, std::string_view language) {
  const auto [han, latin] = letters_of(text);
  if (han + latin == 0) return false;
  return language == "zh" ? 2 * latin <= han + latin : 10 * han <= han + latin;
}

std::vector<std::string_view> missing_grounds(const Grounds& grounds) {
  std::vector<std::string_view> out;
  if (sdk::is_blank(grounds.clause)) out.push_back("clause");
  if (sdk::is_blank(grounds.fact)) out.push_back("fact");
  if (sdk::is_blank(grounds.reason)) out.push_back("reason");
  return out;
}

std::vector<std::string> missing_rights(std::string_view text, const std::vector<std::pair<std::string, std::string>>& rights) {
  std::vector<std::string> out;
  for (const auto& [id, words] : rights)
    if (sdk::is_blank(words) || text.find(words) == std::string_view::npos) out.push_back(id);
  return out;
}

}  // namespace amends::letter
