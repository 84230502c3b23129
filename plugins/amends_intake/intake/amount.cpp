#include "amount.hpp"

#include <algorithm>
#include <array>

namespace amends::intake {
namespace {

constexpr std::u32string_view kSentenceEnds = U"\u3002\uFF01\uFF1F!?\n\uFF1B;";
// What follows a number that counts something else than money.
constexpr std::u32string_view kCounters = U"\u4E2A\u500B\u5E74\u6708\u65E5\u5929\u6B21\u5C81\u6B72\u4EFD\u6761\u689D\u5F20\u5F35\u8D9F\u53F7\u865F%\u4EBA\u540D\u4F4D\u6237\u7B14\u4EF6\u5206\u671F\u500D-/:\uFF1A.";

bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }

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

std::optional<BareNumber> bare_number_after(std::u32string_view text, std::int64_t position, std::int64_t digits) {
  auto at = static_cast<std::size_t>(std::max<std::int64_t>(0, position));
  if (at < text.size() && text[at] == U' ') ++at;
  BareNumber out;
  out.start = static_cast<std::int64_t>(at);
  std::int64_t value = 0;
  bool any = false;
  while (at < text.size() && (is_digit(text[at]) || (any && text[at] == U',' && at + 1 < text.size() && is_digit(text[at + 1])))) {
    if (is_digit(text[at])) {
      value = value * 10 + static_cast<std::int64_t>(text[at] - U'0');
      if (value > sdk::kIntegerMax / 100'000) return std::nullopt;
      any = true;
    }
    ++at;
  }
  if (!any) return std::nullopt;
  std::int64_t fraction = 0;
  if (at + 1 < text.size() && text[at] == U'.' && is_digit(text[at + 1])) {
    for (++at; at < text.size() && is_digit(text[at]); ++at) {
      if (++fraction > digits) return std::nullopt;
      value = value * 10 + static_cast<std::int64_t>(text[at] - U'0');
    }
  }
  // A stop at the end of a sentence is no counter; one before a further digit is part of a version or a date.
  if (at < text.size() && kCounters.find(text[at]) != std::u32string_view::npos && !(text[at] == U'.' && (at + 1 >= text.size() || !is_digit(text[at + 1])))) return std::nullopt;
  for (; fraction < digits; ++fraction) value *= 10;
  if (value == 0 || value > sdk::kIntegerMax) return std::nullopt;
  out.end = static_cast<std::int64_t>(at);
  out.minor = value;
  return out;
}

std::optional<BareNumber> bare_number_near(std::u32string_view text, std::int64_t hit_start, std::int64_t hit_end, std::int64_t digits) {
  const auto size = text.size();
  const auto start = std::min(static_cast<std::size_t>(std::max<std::int64_t>(0, hit_start)), size), end = std::min(static_cast<std::size_t>(std::max<std::int64_t>(0, hit_end)), size);
  if (start >= end) return std::nullopt;
  // Part of a longer number or of a word such as T3 is no sum.
  const auto begins = [&](std::size_t at) { return at == 0 || !(is_digit(text[at - 1]) || text[at - 1] == U'.' || text[at - 1] == U',' || text[at - 1] == U'-' || (text[at - 1] >= U'A' && text[at - 1] <= U'z')); };
  for (auto at = start; at < end; ++at)
    if (is_digit(text[at]) && begins(at))
      if (auto found = bare_number_after(text, static_cast<std::int64_t>(at), digits)) return found;
  if (!is_digit(text[end - 1]))
    if (auto found = bare_number_after(text, static_cast<std::int64_t>(end), digits)) return found;
  auto last = start;
  if (last > 0 && text[last - 1] == U' ') --last;
  auto first = last;
  while (first > 0 && (is_digit(text[first - 1]) || text[first - 1] == U'.' || text[first - 1] == U',')) --first;
  while (first < last && !is_digit(text[first])) ++first;
  if (first == last || !begins(first)) return std::nullopt;
  auto found = bare_number_after(text, static_cast<std::int64_t>(first), digits);
  if (found && found->end != static_cast<std::int64_t>(last)) return std::nullopt;
  return found;
}

}  // namespace amends::intake
