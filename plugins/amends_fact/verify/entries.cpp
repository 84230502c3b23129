#include "entries.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace amends::verify {
namespace {

struct Form {
  std::string_view wide, plain;
};
constexpr std::array<Form, 8> kForms = {{{"；", ";"}, {"：", ":"}, {"＝", "="}, {"，", ","}, {"、", ","}, {"　", " "}, {"。", ";"}, {"\xC2\xA0", " "}}};

/// Full-width signs as ASCII, line ends as semicolons, the other blanks as blanks.
std::string plain(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    bool found = false;
    for (const auto& form : kForms)
      if (text.starts_with(form.wide)) {
        out += form.plain;
        text.remove_prefix(form.wide.size());
        found = true;
        break;
      }
    if (found) continue;
    const char c = text.front();
    out += c == '\n' || c == '\r' ? ';' : c == '\t' ? ' ' : c;
    text.remove_prefix(1);
  }
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> out;
  std::string word;
  for (const char c : text) {
    if (c != ' ' && c != ',') {
      word += c;
    } else if (!word.empty()) {
      out.push_back(std::exchange(word, {}));
    }
  }
  if (!word.empty()) out.push_back(std::move(word));
  return out;
}

}  // namespace

Entries parse_entries(std::string_view text) {
  Entries out;
  const auto whole = plain(text);
  for (std::size_t from = 0; from <= whole.size();) {
    const auto end = std::min(whole.find(';', from), whole.size());
    const auto piece = trimmed(std::string_view(whole).substr(from, end - from));
    from = end + 1;
    if (piece.empty()) continue;
    const auto sign = piece.find_first_of(":=");
    const auto border = sign != std::string_view::npos ? sign : std::min(piece.find(' '), piece.size());
    Entry entry{.id = std::string(trimmed(piece.substr(0, border))), .items = border < piece.size() ? words(piece.substr(border + 1)) : std::vector<std::string>{}};
    const bool has_id = !entry.id.empty() && entry.id.find_first_of(" ,") == std::string::npos;
    if (has_id && entry.items.size() <= kItemsMax && out.list.size() < kEntriesMax) out.list.push_back(std::move(entry));
    else out.unreadable.emplace_back(piece);
  }
  return out;
}

}  // namespace amends::verify
