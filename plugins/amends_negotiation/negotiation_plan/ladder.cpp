#include "ladder.hpp"

#include <algorithm>

namespace amends::negotiation_plan {
namespace {

// 9 * 10^14 * 10^4, doubled for the rounding, is beyond 64 bits.
using Wide = __int128;

/// hr(n, d) of catalogue 0.1: n / d rounded half up. Preconditions: n >= 0, d > 0.
Wide rounded(Wide n, Wide d) noexcept { return (2 * n + d) / (2 * d); }

bool in_sum(std::int64_t minor) noexcept { return minor >= 0 && minor <= kSumMax_minor; }

bool steps_hold(std::span<const std::int64_t> steps) noexcept {
  if (steps.empty() || steps.size() > kStepsMax || steps.front() < kStepFirstLeast_bp || steps.back() != kStepWhole_bp) return false;
  for (std::size_t i = 1; i < steps.size(); ++i)
    if (steps[i] <= steps[i - 1]) return false;
  return true;
}

}  // namespace

std::optional<Fault> fault_of(const Frame& frame, std::span<const std::int64_t> steps_bp) noexcept {
  if (frame.entitlement_minor < 0 || frame.target_minor < 0 || frame.authority_limit_minor < 0) return Fault::negative;
  if (!in_sum(frame.entitlement_minor) || !in_sum(frame.target_minor) || !in_sum(frame.authority_limit_minor)) return Fault::too_large;
  if (frame.target_minor < frame.entitlement_minor) return Fault::target_below_entitlement;
  if (frame.target_minor > frame.authority_limit_minor) return Fault::target_above_authority;
  if (frame.target_minor - frame.entitlement_minor > kGoodwillMax_minor) return Fault::too_large;
  if (frame.unit_minor < 1 || frame.unit_minor > kSumMax_minor) return Fault::unit;
  if (!steps_hold(steps_bp)) return Fault::steps;
  return std::nullopt;
}

Ladder build(const Frame& frame, std::span<const std::int64_t> steps_bp) {
  Ladder out;
  out.fault = fault_of(frame, steps_bp);
  const auto all = frame.target_minor - frame.entitlement_minor;
  if (out.fault || all == 0) return out;
  for (std::size_t i = 0; i < steps_bp.size(); ++i) {
    // The last step is the target itself, so that no rounding keeps anybody from the whole.
    const Wide rounded_goodwill = rounded(static_cast<Wide>(all) * steps_bp[i], static_cast<Wide>(kStepWhole_bp) * frame.unit_minor) * frame.unit_minor;
    const auto goodwill = i + 1 == steps_bp.size() || rounded_goodwill > all ? all : static_cast<std::int64_t>(rounded_goodwill);
    if (goodwill == 0) {
      ++out.dropped;
    } else if (!out.rungs.empty() && out.rungs.back().goodwill_minor == goodwill) {
      out.rungs.back().bp = steps_bp[i];
      ++out.merged;
    } else {
      out.rungs.push_back({.k = static_cast<std::int64_t>(i) + 1, .bp = steps_bp[i], .total_minor = frame.entitlement_minor + goodwill, .goodwill_minor = goodwill});
    }
  }
  return out;
}

CounterAnswer answer_counter(const Frame& frame, const Ladder& ladder, std::size_t offered, std::int64_t counter_minor) noexcept {
  const bool last = offered >= ladder.rungs.size();
  const auto next = last ? frame.target_minor : ladder.rungs[offered].total_minor;
  if (counter_minor > next) return {.outcome = last ? CounterOutcome::after : CounterOutcome::go_on};
  const auto highest = offered == 0 ? frame.entitlement_minor : ladder.rungs[std::min(offered, ladder.rungs.size()) - 1].total_minor;
  return {.outcome = CounterOutcome::accept, .pay_minor = std::max({frame.entitlement_minor, counter_minor, highest})};
}

Release release_of(std::size_t index, bool influence_open, const TalkLog& log) noexcept {
  if (index < log.offered) return Release::offered;
  if (index > log.offered || !influence_open) return Release::locked;
  if (index == 0) return Release::ready;
  return (log.counter || log.question_answered) && log.empathy_said ? Release::ready : Release::locked;
}

std::string_view name(Release release) noexcept {
  switch (release) {
    case Release::offered: return "offered";
    case Release::ready: return "ready";
    case Release::locked: break;
  }
  return "locked";
}

std::vector<std::string_view> off_reasons(const OffSigns& signs) {
  std::vector<std::string_view> out;
  const auto add = [&](bool holds, std::string_view code) {
    if (holds) out.push_back(code);
  };
  add(signs.merit_full, "merit_full");
  add(signs.vulnerability, "vulnerability");
  add(signs.safety, "safety");
  add(signs.qc_failed, "qc_fail");
  add(signs.no_authority, "no_authority");
  add(signs.tolerance, "tolerance");
  return out;
}

bool treated_alike(std::int64_t target_minor, std::int64_t median_minor) noexcept {
  const Wide apart = static_cast<Wide>(target_minor) - median_minor;
  return (apart < 0 ? -apart : apart) * 100 <= static_cast<Wide>(25) * median_minor;
}

}  // namespace amends::negotiation_plan
