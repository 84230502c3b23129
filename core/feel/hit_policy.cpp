#include "feel/hit_policy.hpp"

#include <algorithm>

namespace amends::feel {

std::string_view hit_name(HitPolicy policy) noexcept {
  switch (policy) {
    case HitPolicy::unique: return "unique";
    case HitPolicy::any: return "any";
    case HitPolicy::first: return "first";
    case HitPolicy::priority: return "priority";
    case HitPolicy::collect: return "collect";
    case HitPolicy::rule_order: return "rule order";
    case HitPolicy::output_order: return "output order";
  }
  return "unique";
}

bool gives_list(HitPolicy policy) noexcept {
  return policy == HitPolicy::collect || policy == HitPolicy::rule_order || policy == HitPolicy::output_order;
}

bool needs_ranks(HitPolicy policy) noexcept { return policy == HitPolicy::priority || policy == HitPolicy::output_order; }

Result<std::vector<std::size_t>> matching_rules(std::span<const Rule> rules, HitPolicy policy, const FitsCell& fits, std::vector<CellMiss>* misses) {
  std::vector<std::size_t> matched;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const RuleCell* missed = nullptr;
    for (const auto& cell : rules[i].cells) {
      AMENDS_TRY(const Ternary fit, fits(cell));
      if (fit == Ternary(true)) continue;
      missed = &cell;
      break;
    }
    if (missed != nullptr) {
      if (misses != nullptr) misses->push_back({i, missed});
      continue;
    }
    matched.push_back(i);
    if (policy == HitPolicy::first) break;
  }
  return matched;
}

Result<void> settle(HitPolicy policy, std::span<const Rule> rules, std::vector<std::size_t>& matched,
                    const std::function<std::vector<std::int64_t>(std::size_t)>& rank, const std::function<bool(std::size_t, std::size_t)>& same) {
  const auto both = [&](std::size_t left, std::size_t right) { return "rows '" + rules[left].id + "' and '" + rules[right].id + "' both match"; };
  if (policy == HitPolicy::unique && matched.size() > 1)
    return fail(ErrorCode::pack_invalid, both(matched[0], matched[1]) + ", which 'hit: unique' forbids; narrow one of them");
  if (policy == HitPolicy::any)
    for (const std::size_t other : matched)
      if (!same(matched.front(), other))
        return fail(ErrorCode::pack_invalid, both(matched.front(), other) + " with different outputs, which 'hit: any' forbids; narrow one of them");
  if (needs_ranks(policy) && matched.size() > 1) {
    std::vector<std::pair<std::vector<std::int64_t>, std::size_t>> ranked;
    ranked.reserve(matched.size());
    for (const std::size_t i : matched) ranked.emplace_back(rank(i), i);
    std::sort(ranked.begin(), ranked.end());  // a tie goes to the row written first
    for (std::size_t i = 0; i < matched.size(); ++i) matched[i] = ranked[i].second;
  }
  return {};
}

Result<Value> aggregated(Aggregate aggregate, std::span<const Value> values) {
  if (aggregate == Aggregate::count) return Value::integer(static_cast<std::int64_t>(values.size()));
  Value out;
  for (const auto& value : values) {
    if (aggregate == Aggregate::sum && value.as_number() == nullptr)
      return fail(ErrorCode::bad_type, std::string(kind_name(value.kind())) + " cannot be summed; the outputs of this table are numbers");
    if (out.is_null() && &value == &values.front()) {
      out = value;
      continue;
    }
    if (aggregate == Aggregate::sum) {
      const auto sum = add(*out.as_number(), *value.as_number());
      if (!sum) return fail(ErrorCode::range, "the sum of the matching rows is outside the range of numbers");
      out = Value::number(*sum);
      continue;
    }
    const auto order = compare(value, out);
    if (!order)
      return fail(ErrorCode::bad_type, std::string(kind_name(value.kind())) + " and " + std::string(kind_name(out.kind())) + " have no order; give all rows outputs of one type");
    if (aggregate == Aggregate::min ? *order < 0 : *order > 0) out = value;
  }
  return out;
}

}  // namespace amends::feel
