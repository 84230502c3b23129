#include "options.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace amends::solution {
namespace {

/// hr of catalogue 0.1: n/d rounded, halves up. Precondition: n >= 0, d > 0, 2n + d within 64 bits.
std::int64_t hr(std::int64_t n, std::int64_t d) noexcept { return (2 * n + d) / (2 * d); }

void place(Draft& draft, const Offer& offer) {
  auto known = std::find_if(draft.places.begin(), draft.places.end(), [&](const Place& one) { return one.remedy == offer.remedy; });
  if (known == draft.places.end()) known = draft.places.insert(draft.places.end(), Place{.remedy = offer.remedy, .demands = {}});
  if (std::find(known->demands.begin(), known->demands.end(), offer.demand) == known->demands.end()) known->demands.push_back(offer.demand);
}

/// The demands in the order of the offers, each once.
std::vector<std::string> demands_of(const std::vector<Offer>& offers) {
  std::vector<std::string> out;
  for (const auto& offer : offers)
    if (std::find(out.begin(), out.end(), offer.demand) == out.end()) out.push_back(offer.demand);
  return out;
}

/// The ways that the offers name, those of `order` first.
std::vector<std::string> ways_of(const std::vector<Offer>& offers, const std::vector<std::string>& order) {
  std::vector<std::string> out;
  const auto named = [&](const std::string& way) { return std::any_of(offers.begin(), offers.end(), [&](const Offer& offer) { return offer.way == way; }); };
  for (const auto& way : order)
    if (named(way)) out.push_back(way);
  for (const auto& offer : offers)
    if (offer.way != kEveryWay && std::find(out.begin(), out.end(), offer.way) == out.end()) out.push_back(offer.way);
  return out;
}

bool same_remedies(const Draft& left, const Draft& right) {
  return left.places.size() == right.places.size() &&
         std::all_of(left.places.begin(), left.places.end(), [&](const Place& one) { return std::find(right.places.begin(), right.places.end(), one) != right.places.end(); });
}

/// What stands between the separators of a list of letters, in small plain letters.
std::vector<std::string> words_of(std::string_view text) {
  static constexpr std::array<std::string_view, 8> kBetween = {"、", "，", "；", "／", "　", "和", "与", "及"};
  std::vector<std::string> out(1);
  for (std::size_t i = 0; i < text.size();) {
    const auto rest = text.substr(i);
    const auto wide = std::find_if(kBetween.begin(), kBetween.end(), [&](std::string_view mark) { return rest.starts_with(mark); });
    if (wide != kBetween.end()) {
      out.emplace_back();
      i += wide->size();
    } else if (std::string_view(" \t\r\n,;/").find(text[i]) != std::string_view::npos) {
      out.emplace_back();
      ++i;
    } else if (rest.size() >= 3 && (rest.starts_with("\xEF\xBC") || rest.starts_with("\xEF\xBD"))) {
      // Full width: U+FF21 A stands at EF BC A1, U+FF41 a at EF BD 81.
      const auto last = static_cast<unsigned char>(rest[2]);
      const bool large = rest[1] == '\xBC' && last >= 0xA1 && last <= 0xBA, small = rest[1] == '\xBD' && last >= 0x81 && last <= 0x9A;
      if (large || small) out.back().push_back(static_cast<char>('a' + last - (large ? 0xA1 : 0x81)));
      else out.back().append(rest.substr(0, 3));
      i += 3;
    } else {
      out.back().push_back(text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] - 'A' + 'a') : text[i]);
      ++i;
    }
  }
  std::erase_if(out, [](const std::string& word) { return word.empty(); });
  return out;
}

}  // namespace

std::vector<Draft> compose(const std::vector<Offer>& offers, const std::vector<std::string>& ways) {
  const auto demands = demands_of(offers);
  auto used = ways_of(offers, ways);
  if (used.empty()) used.emplace_back();
  std::vector<Draft> out;
  for (const auto& way : used) {
    Draft draft{.way = way, .places = {}};
    for (const auto& demand : demands) {
      // A demand that nothing serves in this way is served in its own first one, so that no option leaves a demand out.
      std::string own = way;
      const auto serves = [&](const std::string& wanted) { return std::any_of(offers.begin(), offers.end(), [&](const Offer& o) { return o.demand == demand && o.way == wanted; }); };
      if (!serves(own))
        for (const auto& other : used)
          if (serves(other)) {
            own = other;
            break;
          }
      for (const auto& wanted : {own, std::string(kEveryWay)})  // what makes this option one of its own comes first
        for (const auto& offer : offers)
          if (offer.demand == demand && offer.way == wanted) place(draft, offer);
    }
    if (draft.places.empty()) continue;
    if (std::none_of(out.begin(), out.end(), [&](const Draft& other) { return same_remedies(draft, other); })) out.push_back(std::move(draft));
  }
  return out;
}

std::vector<std::size_t> by_effect(const std::vector<std::optional<std::int64_t>>& effect_days) {
  std::vector<std::size_t> order(effect_days.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
    if (effect_days[left].has_value() != effect_days[right].has_value()) return effect_days[left].has_value();
    return effect_days[left] < effect_days[right];
  });
  return order;
}

std::optional<std::int64_t> score(const Parts& parts) {
  const std::array<std::pair<std::int64_t, const std::optional<std::int64_t>*>, 4> weighed = {{{40, &parts.need_fit}, {25, &parts.equal_treatment}, {20, &parts.feasibility}, {15, &parts.speed}}};
  std::int64_t sum = 0, weights = 0;
  for (const auto& [weight, part] : weighed)
    if (*part) {
      sum += weight * **part;
      weights += weight;
    }
  return weights == 0 ? std::nullopt : std::optional(hr(sum, weights));
}

std::optional<std::int64_t> need_fit(const std::vector<std::pair<std::string, std::int64_t>>& needs, const std::vector<std::string>& served) {
  std::int64_t all = 0, met = 0;
  for (const auto& [code, points] : needs) {
    all += points;
    if (std::find(served.begin(), served.end(), code) != served.end()) met += points;
  }
  return all <= 0 ? std::nullopt : std::optional(hr(100 * met, all));
}

std::optional<std::int64_t> equal_treatment(std::int64_t total_minor, std::vector<std::int64_t> comparable_minor) {
  if (comparable_minor.size() < kComparableLeast) return std::nullopt;
  std::sort(comparable_minor.begin(), comparable_minor.end());
  const auto median = comparable_minor[(comparable_minor.size() - 1) / 2];  // the lower one of an even count
  const auto apart = total_minor > median ? total_minor - median : median - total_minor;
  if (apart == 0) return 100;
  if (apart >= median) return 0;
  // Both are below 2^53, so that a hundred times the distance needs 60 bits.
  return 100 - (100 * apart) / median;
}

std::int64_t feasibility(std::int64_t lines, std::int64_t conditional, std::int64_t undated) noexcept { return hr(100 * (lines - undated) - 50 * conditional, lines); }

std::optional<std::int64_t> speed(std::optional<std::int64_t> effect_days) noexcept {
  if (!effect_days) return std::nullopt;
  return std::max<std::int64_t>(0, 100 - kPointsPerDay * std::max<std::int64_t>(0, *effect_days));
}

std::optional<std::size_t> best(const std::vector<std::optional<std::int64_t>>& scores) noexcept {
  std::optional<std::size_t> out;
  for (std::size_t i = 0; i < scores.size(); ++i)
    if (scores[i] && (!out || *scores[i] > *scores[*out])) out = i;
  return out;
}

std::string letter_of(std::size_t index) { return std::string(1, static_cast<char>('A' + static_cast<char>(index))); }

std::optional<std::vector<std::string>> named_options(std::string_view text, std::size_t count) {
  std::vector<std::string> out;
  bool any = false;
  for (const auto& word : words_of(text)) {
    if (word == "and") continue;
    any = true;
    if (word.size() != 1 || word[0] < 'a' || word[0] > 'z') return std::nullopt;
    const auto index = static_cast<std::size_t>(word[0] - 'a');
    if (index >= count) continue;
    if (auto letter = letter_of(index); std::find(out.begin(), out.end(), letter) == out.end()) out.push_back(std::move(letter));
  }
  if (any) return out;
  if (!words_of(text).empty()) return std::nullopt;
  for (std::size_t i = 0; i < count; ++i) out.push_back(letter_of(i));
  return out;
}

}  // namespace amends::solution
