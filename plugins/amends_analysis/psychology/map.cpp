#include "map.hpp"

namespace amends::psychology {
namespace {

using sdk::Reader;
using sdk::Texts;

Texts need_texts(const Reader& row, std::string_view member) {
  const auto texts = row.texts(member);
  if (!texts) sdk::fail("error.pack_invalid", "the row has no '" + std::string(member) + "' in zh and en; add it", row.where());
  return *texts;
}

Titled titled(const Reader& row) { return {std::string(row.need_text("code")), need_texts(row, "title")}; }

std::vector<Titled> titles(const Reader& pack, std::string_view list) {
  std::vector<Titled> out;
  for (const auto& row : pack.list(list)) out.push_back(titled(row));
  return out;
}

template <class T>
const T* find(const std::vector<T>& list, std::string_view code) {
  for (const auto& one : list)
    if (one.code == code) return &one;
  return nullptr;
}

template <class T>
std::vector<std::string> codes(const std::vector<T>& list) {
  std::vector<std::string> out;
  for (const auto& one : list) out.push_back(one.code);
  return out;
}

}  // namespace

Map::Map(const sdk::Call& call) {
  const auto pack = call.pack("psychology.map");
  for (const auto& row : pack.list("layers")) layers_.push_back({titled(row), need_texts(row, "question")});
  for (const auto& row : pack.list("needs")) {
    Need need{titled(row), need_texts(row, "yearning"), need_texts(row, "first_move"), need_texts(row, "question"), {}};
    for (const auto kind : row.text_list("met_by")) need.met_by.emplace_back(kind);
    needs_.push_back(std::move(need));
  }
  for (const auto& row : pack.list("beliefs")) beliefs_.push_back({titled(row), need_texts(row, "question"), need_texts(row, "alternative")});
  for (const auto& row : pack.list("defences")) defences_.push_back({titled(row), need_texts(row, "hint")});
  for (const auto& row : pack.list("by_nature")) by_nature_.push_back({std::string(row.need_text("code")), std::string(row.need_text("need")), need_texts(row, "first_move")});
  temperaments_ = titles(pack, "temperaments");
  aspects_ = titles(pack, "aspects");
  acts_ = titles(pack, "acts");
  feelings_ = titles(call.pack("dimensions.map"), "feelings");
}

Texts Map::title(const std::vector<Titled>& list, std::string_view code) {
  const auto* found = find(list, code);
  return found ? found->title : Texts{std::string(code), std::string(code)};
}

const Need* Map::need(std::string_view code) const { return find(needs_, code); }
const Belief* Map::belief(std::string_view code) const { return find(beliefs_, code); }
const Defence* Map::defence(std::string_view code) const { return find(defences_, code); }
const ByNature* Map::by_nature(std::string_view code) const { return find(by_nature_, code); }

const Layer& Map::layer(std::string_view code) const {
  const auto* found = find(layers_, code);
  if (!found) sdk::fail("error.pack_invalid", "psychology.map has no layer '" + std::string(code) + "'; add it", "psychology.map");
  return *found;
}

std::vector<std::string> Map::need_codes() const { return codes(needs_); }
std::vector<std::string> Map::defence_codes() const { return codes(defences_); }
std::vector<std::string> Map::temperament_codes() const { return codes(temperaments_); }
std::vector<std::string> Map::feeling_codes() const { return codes(feelings_); }

}  // namespace amends::psychology
