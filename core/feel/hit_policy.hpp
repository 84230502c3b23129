#pragma once
// The rules of a decision table and what a hit policy makes of those that match (DMN 1.5, 8.2.8): one evaluator for tables in YAML (decision_table.hpp) and for
// those of DMN models. What a rule's output is, its table knows.
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "feel/expression.hpp"
#include "feel/unary_tests.hpp"
#include "feel/value.hpp"
#include "support/result.hpp"

namespace amends::feel {

/// One match: unique, any, first, priority. Several: collect, rule_order, output_order.
enum class HitPolicy { unique, any, first, priority, collect, rule_order, output_order };
/// What collect makes of the matching outputs; none: their list.
enum class Aggregate { none, sum, min, max, count };

/// "unique", "rule order": as the YAML form spells it.
[[nodiscard]] std::string_view hit_name(HitPolicy policy) noexcept;
/// Whether the output is the list of all matching outputs.
[[nodiscard]] bool gives_list(HitPolicy policy) noexcept;
/// Whether the order of output values counts.
[[nodiscard]] bool needs_ranks(HitPolicy policy) noexcept;

struct RuleCell {
  std::size_t column = 0;
  UnaryTests tests;
};

struct Rule {
  std::string id;               ///< for sentences
  std::vector<RuleCell> cells;  ///< without dashes, in order of columns
};

/// The first cell of a rule that its input did not fit.
struct CellMiss {
  std::size_t rule = 0;
  const RuleCell* cell = nullptr;  ///< borrowed from the rules
};

/// Whether one cell fits the value of its column.
using FitsCell = std::function<Result<Ternary>(const RuleCell&)>;

/// The rules whose cells all fit, in order of writing; under `first` the first one alone. Errors: those of the cells.
[[nodiscard]] Result<std::vector<std::size_t>> matching_rules(std::span<const Rule> rules, HitPolicy policy, const FitsCell& fits, std::vector<CellMiss>* misses);

/// Orders the rules that match as the policy says, the one that fires first in front. `rank`: of a rule's output, the smaller first, compared from the front (asked for
/// where needs_ranks). `same`: whether two rules have one output (asked for under any). Errors: `pack_invalid` when two match under unique, or give different
/// outputs under any; the sentence names both.
Result<void> settle(HitPolicy policy, std::span<const Rule> rules, std::vector<std::size_t>& matched,
                    const std::function<std::vector<std::int64_t>(std::size_t)>& rank, const std::function<bool(std::size_t, std::size_t)>& same);

/// Sum, minimum, maximum or count; null for all but count when there is nothing. Errors: `bad_type` when a sum meets no number, or two values have no order; `range`.
[[nodiscard]] Result<Value> aggregated(Aggregate aggregate, std::span<const Value> values);

}  // namespace amends::feel
