#include "amount.hpp"

#include <algorithm>
#include <array>

namespace amends::intake {
namespace {

constexpr std::u32string_view kSentenceEnds = U"\u3002\uFF01\uFF1F!?\n\uFF1B;";

/// Digits always, words only with a hundred among them: 一, 三 and 十 count things and stand in idioms.
bool may_name_sum(std::u32string_view text, const Sum& sum) {
  if (sum.start < 0 || sum.start > sum.end || static_cast<std::size_t>(sum.end) > text.size()) return false;
  const auto written = text.substr(static_cast<std::size_t>(sum.start), static_cast<std::size_t>(sum.end - sum.start));
  return std::any_of(written.begin(), written.end(), [](char32_t c) { return (c >= U'0' && c <= U'9') || (c >= U'\uFF10' && c <= U'\uFF19') || c == U'\u767E' || c == U'\u4F70'; });
}

/// A full stop ends a sentence unless digits stand on both sides.
bool ends_sentence(std::u32string_view text, std::size_t i) {
  if (kSentenceEnds.find(text[i]) != std::u32string_view::npos) return true;
  return text[i] == U'.' && (i + 1 >= text.size() || text[i + 1] == U' ');
}

}  // namespace

bool may_have_sum(std::string_view kind) noexcept { return kind == "refund" || kind == "compensation" || kind == "claim_payment" || kind == "full_surrender" || kind == "other"; }

std::vector<std::optional<std::size_t>> sums_of_demands(const std::vector<DemandHit>& demands, const std::vector<Sum>& sums, const std::vector<std::u32string>& texts) {
  std::vector<std::optional<std::size_t>> out(demands.size());
  std::vector<bool> taken(sums.size(), false);
  for (std::size_t d = 0; d < demands.size(); ++d) {
    const auto& demand = demands[d];
    if (!may_have_sum(demand.kind) || demand.document >= texts.size()) continue;
    const std::u32string_view text = texts[demand.document];
    auto from = std::min<std::size_t>(static_cast<std::size_t>(demand.start), text.size());
    auto to = std::min<std::size_t>(static_cast<std::size_t>(demand.end), text.size());
    while (from > 0 && !ends_sentence(text, from - 1)) --from;
    while (to < text.size() && !ends_sentence(text, to)) ++to;
    std::optional<std::size_t> after, before;
    for (std::size_t s = 0; s < sums.size(); ++s) {
      const auto& sum = sums[s];
      if (taken[s] || sum.document != demand.document || sum.start < static_cast<std::int64_t>(from) || sum.end > static_cast<std::int64_t>(to)) continue;
      if (sum.start >= demand.start) {
        if (!after || sum.start < sums[*after].start) after = s;
      } else if (!before || sum.end > sums[*before].end) {
        before = s;
      }
    }
    const auto& chosen = demand.slot == "before" ? (before ? before : after) : (after ? after : before);
    if (!chosen) continue;
    out[d] = chosen;
    taken[*chosen] = true;
  }
  return out;
}

Claim claim_of(const std::vector<AskedSum>& demands, const std::vector<sdk::Money>& stated) {
  Claim out;
  bool mixed = false, wants_money = false, surrender = false;
  for (std::size_t i = 0; i < demands.size(); ++i) {
    const auto& [kind, amount] = demands[i];
    wants_money = wants_money || (may_have_sum(kind) && kind != "other");
    surrender = surrender || kind == "full_surrender";
    if (!amount || kind == "other") continue;
    if (out.demands.empty()) out.sum = *amount;
    else if (out.sum.currency != amount->currency) mixed = true;
    else out.sum.minor = std::min(sdk::kIntegerMax, out.sum.minor + amount->minor);
    out.demands.push_back(i);
  }
  if (mixed) {
    out.basis = ClaimBasis::mixed;
  } else if (!out.demands.empty()) {
    out.basis = ClaimBasis::demands;
  } else if (surrender) {
    out.basis = ClaimBasis::paid_in;
  } else if (wants_money && !stated.empty() && std::all_of(stated.begin(), stated.end(), [&](const sdk::Money& money) { return money == stated.front(); })) {
    out.basis = ClaimBasis::only_sum;
    out.sum = stated.front();
  }
  return out;
}

std::optional<std::size_t> bare_sum_beside(const DemandHit& demand, const std::vector<Sum>& bare, std::u32string_view text) {
  const auto next_to = [&](std::int64_t left, std::int64_t right) {
    return left == right || (left + 1 == right && left >= 0 && static_cast<std::size_t>(left) < text.size() && text[static_cast<std::size_t>(left)] == U' ');
  };
  std::optional<std::size_t> behind, before;
  for (std::size_t i = 0; i < bare.size(); ++i) {
    const auto& sum = bare[i];
    if (sum.document != demand.document || sum.minor <= 0 || !may_name_sum(text, sum)) continue;
    if (sum.start < demand.end && demand.start < sum.end) return i;
    if (!behind && next_to(demand.end, sum.start)) behind = i;
    if (!before && next_to(sum.end, demand.start)) before = i;
  }
  return behind ? behind : before;
}

}  // namespace amends::intake
