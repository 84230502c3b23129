#include "feel/evaluator.hpp"

#include "feel/limits.hpp"

namespace amends::feel {

/// What a loop over all combinations of its sources gathers.
struct Evaluator::Loop {
  NodeKind kind;
  Value::List results;  // for
  Ternary truth;        // some, every
};

/// Runs variable `depth` over its source and, inside, the rest. False to stop: decided, or failed.
bool Evaluator::loop(const Node& node, std::uint32_t depth, Loop& state) {
  const std::uint32_t variables = node.count - 1;
  if (depth == variables) {
    static const std::string kPartial = "partial";
    if (state.kind == NodeKind::for_return) frames_.push_back({&kPartial, nullptr, &state.results});
    Value result = value(syntax_.child(node, variables));
    if (state.kind == NodeKind::for_return) frames_.pop_back();
    if (error_) return false;
    if (state.kind == NodeKind::for_return) {
      if (state.results.size() >= kListSizeMax) {
        (void)stop(ErrorCode::range, "the list would have more than " + std::to_string(kListSizeMax) + " elements; loop over less");
        return false;
      }
      state.results.push_back(std::move(result));
      return true;
    }
    const bool deciding = state.kind == NodeKind::some;
    const auto truth = result.truth();
    if (truth == Ternary(deciding)) { state.truth = deciding; return false; }
    if (!truth) state.truth = std::nullopt;
    return true;
  }
  const std::string* name = &syntax_.texts[node.data + depth];
  const auto with = [&](const Value& element) {
    if (!charge(1)) return false;
    frames_.push_back({name, &element});
    const bool go_on = loop(node, depth + 1, state);
    frames_.pop_back();
    return go_on;
  };
  const auto count = [&](const Value& low_value, const Value& high_value, bool low_closed, bool high_closed) {
    const auto low = low_value.as_number() ? low_value.as_number()->integer() : std::nullopt;
    const auto high = high_value.as_number() ? high_value.as_number()->integer() : std::nullopt;
    constexpr std::int64_t kFar = std::int64_t(1) << 60;
    if (!low || !high || *low > kFar || *low < -kFar || *high > kFar || *high < -kFar) {
      (void)null_because("a loop counts over whole numbers");
      state.truth = std::nullopt;
      state.kind = NodeKind::any;  // no list either: null
      return false;
    }
    const std::int64_t step = *low <= *high ? 1 : -1;
    const std::int64_t first = low_closed ? *low : *low + step, end = high_closed ? *high + step : *high;
    for (std::int64_t i = first; step > 0 ? i < end : i > end; i += step)
      if (!with(Value::integer(i))) return false;
    return true;
  };
  const NodeIndex source_at = syntax_.child(node, depth);
  const Node& source_node = syntax_.node(source_at);
  if (source_node.kind == NodeKind::iteration_range) {
    const Value low = value(syntax_.child(source_node, 0)), high = value(syntax_.child(source_node, 1));
    return !error_ && count(low, high, true, true);
  }
  const Value source = value(source_at);
  if (error_) return false;
  if (const auto* list = source.as_list()) {
    for (const auto& element : *list)
      if (!with(element)) return false;
    return true;
  }
  if (const auto* range = source.as_range()) return count(range->low, range->high, range->low_closed, range->high_closed);
  if (source.is_null()) {
    at_ = source_node.at;
    (void)null_because("the list to loop over is null");
    state.truth = std::nullopt;
    state.kind = NodeKind::any;
    return false;
  }
  return with(source);  // one value is a list of one
}

Value Evaluator::iteration(const Node& node) {
  Loop state{node.kind, {}, node.kind == NodeKind::some ? Ternary(false) : Ternary(true)};
  (void)loop(node, 0, state);
  if (error_ || state.kind == NodeKind::any) return {};
  return node.kind == NodeKind::for_return ? bounded(Value::list(std::move(state.results))) : Value::ternary(state.truth);
}

Value Evaluator::filter(const Node& node) {
  const Value from = value(syntax_.child(node, 0));
  if (error_ || from.is_null()) return {};
  const NodeIndex condition_at = syntax_.child(node, 1);
  const Value::List one = from.as_list() ? Value::List{} : Value::List{from};  // one value is a list of one
  const Value::List& list = from.as_list() ? *from.as_list() : one;
  const auto at_position = [&](const Decimal& position) -> Value {
    const auto index = position.integer();
    const auto size = static_cast<std::int64_t>(list.size());
    if (!index || *index == 0 || *index > size || *index < -size) {
      at_ = node.at;
      return null_because("the list has " + std::to_string(size) + " elements and none at position " + position.text());
    }
    return list[static_cast<std::size_t>(*index > 0 ? *index - 1 : size + *index)];
  };
  if (const Node& condition = syntax_.node(condition_at); condition.kind == NodeKind::literal && syntax_.constants[condition.data].as_number())
    return at_position(*syntax_.constants[condition.data].as_number());
  Value::List out;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (!charge(1)) return {};
    frames_.push_back({nullptr, &list[i]});
    const Value keep = value(condition_at);
    frames_.pop_back();
    if (error_) return {};
    if (const auto* position = keep.as_number(); position && i == 0) return at_position(*position);
    if (keep.truth() == Ternary(true)) out.push_back(list[i]);
  }
  return Value::list(std::move(out));
}

}  // namespace amends::feel
