#include "text/similarity.hpp"

#include <algorithm>

#include "support/utf8.hpp"
#include "text/characters.hpp"

namespace amends::text {

Result<Shingles> shingles(std::string_view bytes, std::span<const std::string> removed, const FoldTable& fold) {
  AMENDS_TRY(const auto normalised, normalise(bytes, fold));
  std::vector<std::u32string> names;
  for (const auto& name : removed) {
    AMENDS_TRY(auto decoded, utf8::decode(name));
    auto form = normalise_code_points(std::move(decoded), fold).text;
    if (!form.empty()) names.push_back(std::move(form));
  }
  std::stable_sort(names.begin(), names.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  const std::u32string_view text = normalised.text;
  std::u32string kept;
  kept.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto name = std::find_if(names.begin(), names.end(), [&](const auto& n) { return stands_at(text, i, n); });
    if (name != names.end()) { i += name->size(); continue; }
    const char32_t c = text[i++];
    if (!is_digit(c) && !is_blank(c) && !is_punctuation(c)) kept.push_back(c);
  }
  Shingles out;
  for (std::size_t i = 0; i + 3 <= kept.size(); ++i)
    out.push_back(std::uint64_t{kept[i]} << 42 | std::uint64_t{kept[i + 1]} << 21 | std::uint64_t{kept[i + 2]});
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::int64_t similarity(const Shingles& a, const Shingles& b) noexcept {
  if (a.empty() || b.empty()) return 0;
  std::int64_t both = 0;
  for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end();) {
    if (*x < *y) ++x;
    else if (*y < *x) ++y;
    else { ++both; ++x; ++y; }
  }
  const auto either = static_cast<std::int64_t>(a.size() + b.size()) - both;
  return 100 * both / either;
}

}  // namespace amends::text
