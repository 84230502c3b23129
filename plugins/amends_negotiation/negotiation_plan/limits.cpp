#include "limits.hpp"

#include <algorithm>

namespace amends::negotiation_plan {

std::int64_t tolerance(const Strain& strain) noexcept {
  // Each part is cut to 100 first, so that no count however large overflows.
  const auto cut = [](std::int64_t value, std::int64_t most) { return std::clamp<std::int64_t>(value, 0, most); };
  const auto sum = cut(strain.emotion, 100) + 10 * cut(strain.broken_promises, 10) + 5 * cut(strain.unanswered, 20) + 5 * cut(strain.same_matter, kPriorMax);
  return std::clamp<std::int64_t>(100 - sum, 0, 100);
}

std::string_view state_of(std::int64_t tolerance) noexcept { return tolerance >= kSteadyLeast ? "steady" : tolerance >= kFragileLeast ? "fragile" : "near_break"; }

std::int64_t weight(SourceKind kind) noexcept { return kind == SourceKind::own_words ? 3 : 2; }

std::string_view name(SourceKind kind) noexcept {
  switch (kind) {
    case SourceKind::own_words: return "own_words";
    case SourceKind::comparable: return "comparable";
    case SourceKind::loss_proved: break;
  }
  return "loss_proved";
}

std::int64_t lower_median(std::vector<std::int64_t> values) {
  const auto middle = static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
  std::nth_element(values.begin(), values.begin() + middle, values.end());
  return values[static_cast<std::size_t>(middle)];
}

std::optional<std::int64_t> acceptance_point(std::vector<Source> sources) {
  if (sources.size() < static_cast<std::size_t>(kSourcesLeast)) return std::nullopt;
  std::stable_sort(sources.begin(), sources.end(), [](const Source& left, const Source& right) { return left.minor < right.minor; });
  std::int64_t total = 0, sum = 0;
  for (const auto& source : sources) total += weight(source.kind);
  for (const auto& source : sources) {
    sum += weight(source.kind);
    if (2 * sum >= total) return source.minor;
  }
  return std::nullopt;
}

std::optional<std::int64_t> spread_percent(const std::vector<std::int64_t>& values) {
  if (values.size() < static_cast<std::size_t>(kSourcesLeast)) return std::nullopt;
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  if (*least == *most) return 0;
  const auto median = lower_median(values);
  if (median == 0) return std::nullopt;
  return static_cast<std::int64_t>(static_cast<__int128>(*most - *least) * 100 / median);  // 2^53 * 100 fits 64 bits only just; the wide type needs no proof
}

ReviewResult review(const Review& review) {
  ReviewResult out;
  const bool vouches = review.passed.value_or(false);
  out.spread = spread_percent(review.values);
  // holds: nothing when the stage cannot see it.
  const auto check = [&](std::string_view code, std::optional<bool> holds) {
    if (holds.value_or(vouches)) {
      if (!holds) out.vouched.push_back(code);
    } else {
      out.reasons.push_back(code);
    }
  };
  if (!review.passed) out.reasons.emplace_back("not_reviewed");
  else if (!*review.passed) out.reasons.emplace_back("rejected");

  const bool enough = review.values.size() >= static_cast<std::size_t>(kSourcesLeast);
  check("sources", enough ? std::optional(true) : review.sources_complete ? std::optional(false) : std::nullopt);
  const bool old = std::any_of(review.ages_days.begin(), review.ages_days.end(), [](const auto& age) { return age && (*age > kSourceAgeMax_days || *age < 0); });
  const bool all_dated = enough && std::all_of(review.ages_days.begin(), review.ages_days.end(), [](const auto& age) { return age.has_value(); });
  check("source_age", old ? std::optional(false) : all_dated ? std::optional(true) : std::nullopt);
  const auto told = review.told_spread_percent ? std::optional(*review.told_spread_percent <= kSpreadMax_percent) : std::nullopt;
  check("spread", enough ? std::optional(out.spread && *out.spread <= kSpreadMax_percent) : told);
  check("same_person", review.other_person);
  check("audit", review.audit_items ? std::optional(*review.audit_items >= kAuditLeast) : std::nullopt);
  check("entitlement", review.entitlement_known);
  out.pass = out.reasons.empty();
  return out;
}

}  // namespace amends::negotiation_plan
