#include "words.hpp"

#include <algorithm>

namespace amends::portrait {
namespace {

using sdk::Reader;
using sdk::Texts;

constexpr std::string_view kNeutral = "neutral";

std::vector<Texts> lines(const Reader& row, std::string_view list) {
  std::vector<Texts> out;
  for (const auto& line : row.list(list))
    if (const auto texts = line.texts("")) out.push_back(*texts);
  return out;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace

Words::Words(const sdk::Call& call) {
  const auto pack = call.pack("portrait.map");
  fields_ = read(pack, "fields");
  types_ = read(pack, "types");
  age_bands_ = read(pack, "age_bands");
  channels_ = read(pack, "channels");
  demands_ = read(pack, "demands");
  roles_ = read(pack, "roles");
  bands_ = read(pack, "bands");
  products_ = read(pack, "products");
  appears_ = read(pack, "appears");
  for (const auto& row : pack.list("zones")) zones_.emplace_back(row.need_text("zone"), row.need_integer("minutes"));
  for (const auto label : pack.text_list("forbidden")) labels_.emplace_back(label);
  for (const auto& row : call.pack("temperament.cards").list("rows"))
    cards_.push_back({std::string(row.need_text("code")), lines(row, "musts"), lines(row, "taboos"), row.texts("first_sentence").value_or(Texts{})});
  if (std::none_of(cards_.begin(), cards_.end(), [](const Card& card) { return card.code == kNeutral; })) sdk::fail("error.pack_invalid", "temperament.cards has no neutral card; add it", "temperament.cards");
}

Words::List Words::read(const Reader& pack, std::string_view list) {
  List out;
  for (const auto& row : pack.list(list)) {
    const auto code = std::string(row.need_text("code"));
    out.emplace_back(code, row.texts("title").value_or(Texts{code, code}));
  }
  return out;
}

Texts Words::of(const List& list, std::string_view code) {
  for (const auto& [known, title] : list)
    if (known == code) return title;
  return {std::string(code), std::string(code)};
}

const Card& Words::card(std::string_view code) const {
  const auto find = [&](std::string_view wanted) { return std::find_if(cards_.begin(), cards_.end(), [&](const Card& card) { return card.code == wanted; }); };
  const auto found = find(code);
  return found == cards_.end() ? *find(kNeutral) : *found;
}

const Texts& Words::first_sentence(std::string_view need) const {
  const auto& own = card(need).first_sentence;
  return own.zh.empty() ? card(kNeutral).first_sentence : own;
}

std::optional<std::int64_t> Words::minutes(std::string_view zone) const {
  for (const auto& [known, minutes] : zones_)
    if (known == zone) return minutes;
  return std::nullopt;
}

std::size_t Words::find_label(std::string_view text, std::size_t& length) const {
  for (const auto& label : labels_)
    for (std::size_t at = 0; at + label.size() <= text.size(); ++at) {
      std::size_t same = 0;
      while (same < label.size() && lower(text[at + same]) == lower(label[same])) ++same;
      if (same < label.size()) continue;
      // A Latin label is a word of its own: "cranky" holds no "crank".
      if (letter(label.front()) && ((at > 0 && letter(text[at - 1])) || (at + same < text.size() && letter(text[at + same])))) continue;
      length = same;
      return at;
    }
  return std::string_view::npos;
}

bool Words::has_label(std::string_view text) const {
  std::size_t length = 0;
  return find_label(text, length) != std::string_view::npos;
}

std::string Words::without_labels(std::string text) const {
  std::size_t length = 0;
  for (auto at = find_label(text, length); at != std::string::npos; at = find_label(text, length)) text.replace(at, length, "…");
  return text;
}

}  // namespace amends::portrait
