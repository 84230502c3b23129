#include "feel/evaluator.hpp"

#include <algorithm>

#include "feel/operators.hpp"

namespace amends::feel {

Ternary Evaluator::tests(NodeIndex index, const Value& input) {
  const Node& node = syntax_.node(index);
  if (node.kind == NodeKind::any) return true;
  if (node.kind != NodeKind::tests) return test(index, input);
  Ternary out = false;
  for (std::uint32_t i = 0; i < node.count && !error_; ++i) {
    const Ternary one = test(syntax_.child(node, i), input);
    if (one == Ternary(true)) { out = true; break; }
    if (!one) out = std::nullopt;
  }
  return node.negated && out ? Ternary(!*out) : out;
}

Ternary Evaluator::test(NodeIndex index, const Value& input) {
  const Node& node = syntax_.node(index);
  if (!charge(1)) return std::nullopt;
  Value held;
  if (node.kind == NodeKind::test_compare) {
    const NodeIndex other_at = syntax_.child(node, 0);
    const Value& other = value_or_constant(other_at, held);
    if (error_) return std::nullopt;
    const Ternary out = relate(node.op, input, other, mode_ == NullMode::unknown && !is_null_literal(other_at), why());
    take_why(node.at);
    return out;
  }
  const Value& other = value_or_constant(index, held);
  if (error_) return std::nullopt;
  if (node.asks) return other.truth();  // an expression with ? in it answers itself
  if (other.as_boolean() && !input.as_boolean() && node.kind != NodeKind::literal) return other.truth();  // and so does one that gives a truth value, as a call may
  if (is_null_literal(index)) return input.is_null();
  if (node.kind == NodeKind::range && other.is_null()) return std::nullopt;  // an end is null
  if (mode_ == NullMode::unknown && (input.is_null() || other.is_null())) return std::nullopt;
  if (const auto* range = other.as_range(); range && !input.as_range()) {
    const Ternary out = lies_in(input, *range);
    if (!out && keep_notes_) note_at(node.at, std::string(kind_name(input.kind())) + " cannot be compared with the ends of the range");
    return out;
  }
  if (const auto* list = other.as_list()) {  // the list itself, or one that it holds
    if (!charge(other.weight())) return std::nullopt;
    Ternary out = false;
    if (input.as_list() && equals(input, other) == Ternary(true)) return true;
    for (const auto& element : *list) {
      const Ternary same = element.as_range() && !input.as_range() ? lies_in(input, *element.as_range()) : equals(input, element);
      if (same == Ternary(true)) return true;
      if (!same && mode_ == NullMode::unknown) out = std::nullopt;  // in DMN what is of another kind is just not held (TCK 0072)
    }
    return out;
  }
  if (!charge(std::min(input.weight(), other.weight()))) return std::nullopt;
  const Ternary out = relate(Operator::equal, input, other, false, why());
  take_why(node.at);
  return out;
}

}  // namespace amends::feel
