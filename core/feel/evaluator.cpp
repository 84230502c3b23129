#include "feel/evaluator.hpp"

#include <algorithm>

#include "feel/lexer.hpp"
#include "feel/limits.hpp"
#include "feel/operators.hpp"

namespace amends::feel {

// --- outcome ---------------------------------------------------------------------------------------------------------------------------------

bool Evaluator::Nested::fits() const noexcept { return budget_.nesting <= kNestingMax; }
std::string Evaluator::Nested::refusal() {
  return "functions call each other deeper than " + std::to_string(kNestingMax) + " levels of expressions; let the function that calls itself end sooner";
}

Result<Value> Evaluator::run() {
  Value out = value(syntax_.root);
  if (error_) return std::move(*error_);
  return out;
}

Result<Value> Evaluator::run_part(NodeIndex index) {
  Value out = value(index);
  if (error_) return std::move(*error_);
  return out;
}

Result<Ternary> Evaluator::run_tests(const Value& input) {
  question_ = &input;
  const Ternary out = tests(syntax_.root, input);
  if (error_) return std::move(*error_);
  return out;
}

bool Evaluator::charge(std::size_t work) {
  if (error_) return false;
  if (work > static_cast<std::size_t>(kStepsMax) || (budget_.steps += static_cast<std::int64_t>(work)) > kStepsMax) {
    (void)stop(ErrorCode::range, "the evaluation takes more than " + std::to_string(kStepsMax) + " steps; loop over less");
    return false;
  }
  return true;
}

Value Evaluator::stop(ErrorCode code, std::string message) {
  if (!error_) error_ = fail(code, std::move(message), where_in(syntax_.text, at_, syntax_.place));
  return {};
}

Value Evaluator::null_because(std::string why) {
  note_at(at_, std::move(why));
  return {};
}

void Evaluator::note_at(std::uint32_t at, std::string text) {
  if (!keep_notes_ || notes_.size() >= kNotesMax) return;
  std::string note = where_in(syntax_.text, at, {}) + ": " + std::move(text);
  if (std::find(notes_.begin(), notes_.end(), note) == notes_.end()) notes_.push_back(std::move(note));
}

void Evaluator::take_why(std::uint32_t at) {
  if (!why_.empty()) note_at(at, std::move(why_));
  why_.clear();
}

bool Evaluator::is_null_literal(NodeIndex index) const {
  const Node& node = syntax_.node(index);
  return node.kind == NodeKind::literal && syntax_.constants[node.data].is_null();
}

// --- values ----------------------------------------------------------------------------------------------------------------------------------

const Value& Evaluator::value_or_constant(NodeIndex index, Value& held) {
  const Node& node = syntax_.node(index);
  if (node.kind == NodeKind::literal) return syntax_.constants[node.data];
  held = value(index);
  return held;
}

/// Lists and contexts that an expression makes stay within kWeightMax and kValueDepthMax.
Value Evaluator::bounded(Value made) {
  if (made.depth() > kValueDepthMax)
    return stop(ErrorCode::range, "the value would be nested deeper than " + std::to_string(kValueDepthMax) + " lists or contexts; make it flatter");
  if (made.weight() > kWeightMax)
    return stop(ErrorCode::range, "the " + std::string(made.as_list() ? "list" : "value") + " would unfold to more than " + std::to_string(kWeightMax) +
        " values; make it smaller");
  return made;
}

Value Evaluator::value(NodeIndex index) {
  const Node& node = syntax_.node(index);
  if (!charge(1)) return {};
  at_ = node.at;
  switch (node.kind) {
    case NodeKind::literal: return syntax_.constants[node.data];
    case NodeKind::name: return name_value(node);
    case NodeKind::question: return question_ ? *question_ : Value();
    case NodeKind::list: {
      Value::List out;
      out.reserve(node.count);
      for (std::uint32_t i = 0; i < node.count; ++i) out.push_back(value(syntax_.child(node, i)));
      return error_ ? Value() : bounded(Value::list(std::move(out)));
    }
    case NodeKind::context: return context(node);
    case NodeKind::negate: {
      Value held;
      const Value& operand = value_or_constant(syntax_.child(node, 0), held);
      Value out = negate(operand, why());
      take_why(node.at);
      return out;
    }
    case NodeKind::arithmetic: return arithmetic(node);
    case NodeKind::comparison: return comparison(node);
    case NodeKind::logic_and: return logic(node, false);
    case NodeKind::logic_or: return logic(node, true);
    case NodeKind::between: return between(node);
    case NodeKind::in: {
      Value held;
      const Value& input = value_or_constant(syntax_.child(node, 0), held);
      return Value::ternary(tests(syntax_.child(node, 1), input));
    }
    case NodeKind::range: return range(node);
    case NodeKind::if_then_else: return conditional(node);
    case NodeKind::for_return:
    case NodeKind::some:
    case NodeKind::every: return iteration(node);
    case NodeKind::filter: return filter(node);
    case NodeKind::path: {
      Value held;
      const Value& from = value_or_constant(syntax_.child(node, 0), held);
      if (!charge_walk(from)) return {};
      return bounded(member(from, syntax_.texts[node.data]));
    }
    case NodeKind::call: return call(node);
    case NodeKind::call_value: return call_value(node);
    case NodeKind::function: return function(node, nullptr);
    case NodeKind::instance_of: return instance_of(node);
    case NodeKind::iteration_range:  // read by iteration() itself
    case NodeKind::test_compare:     // and these by test()
    case NodeKind::tests:
    case NodeKind::any: break;
  }
  return stop(ErrorCode::internal, "this part of the expression has no value of its own; report it");
}

/// Finding a member searches a context, or every context of a list.
bool Evaluator::charge_walk(const Value& from) {
  if (const auto* list = from.as_list()) return charge(list->size() + from.weight() / 16);
  if (const auto* context = from.as_context()) return charge(context->size() / 16);
  return true;
}

Value Evaluator::walk(Value from, std::string_view path) {
  while (!path.empty()) {
    const auto dot = path.find('.');
    if (!charge_walk(from)) return {};
    from = member(from, path.substr(0, dot));
    path = dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
  }
  return from;
}

Value Evaluator::name_value(const Node& node) {
  const std::string_view path = syntax_.texts[node.data];
  const auto dot = node.whole ? std::string_view::npos : path.find('.');
  const auto head = path.substr(0, dot);
  const auto rest = dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
  if (node.bound) {
    for (auto frame = frames_.rbegin(); frame != frames_.rend(); ++frame) {
      if (frame->name != nullptr) {
        if (*frame->name != head) continue;
        if (frame->value != nullptr) return walk(*frame->value, rest);
        if (!charge(frame->gathered->size())) return {};
        return walk(Value::list(*frame->gathered), rest);
      } else if (head == "item") {
        return walk(*frame->value, rest);
      } else {
        if (!charge_walk(*frame->value)) return {};
        if (const auto* entry = frame->value->entry(head)) return walk(*entry, rest);
      }
    }
  }
  Value found = node.whole ? scope_.lookup(path).value_or(Value()) : resolve(scope_, path);
  if (!charge(found.weight() / 4)) return {};  // what the scope had to convert
  if (!found.is_null()) return found;
  if (syntax_.builtin_values && dot == std::string_view::npos && mode_ == NullMode::dmn)
    if (const Builtin* builtin = find_builtin(path); builtin && !scope_.lookup(path)) return builtin_value(*builtin);
  if (std::find(nulls_.begin(), nulls_.end(), path) == nulls_.end()) nulls_.emplace_back(path);
  return {};
}

Value Evaluator::logic(const Node& node, bool deciding) {
  bool open = false;  // a part was neither yes nor no; a later one may still decide
  for (std::uint32_t i = 0; i < node.count && !error_; ++i) {
    Value held;
    const Value& part = value_or_constant(syntax_.child(node, i), held);
    const auto truth = part.truth();
    if (truth && *truth == deciding) return Value::boolean(deciding);
    if (truth) continue;
    open = true;
    if (keep_notes_ && !part.is_null()) note_at(syntax_.node(syntax_.child(node, i)).at, std::string(kind_name(part.kind())) + " is neither true nor false");
  }
  return open ? Value() : Value::boolean(!deciding);
}

Value Evaluator::arithmetic(const Node& node) {
  Value left_held, right_held;
  const Value& left = value_or_constant(syntax_.child(node, 0), left_held);
  const Value& right = value_or_constant(syntax_.child(node, 1), right_held);
  if (error_) return {};
  at_ = node.at;
  if (node.op == Operator::power && !charge(10)) return {};
  if (node.op == Operator::add && left.as_string() && right.as_string()) {
    const std::size_t size = left.as_string()->size() + right.as_string()->size();
    if (size > kStringBytesMax)
      return stop(ErrorCode::range, "the string would have " + std::to_string(size) + " bytes, more than " + std::to_string(kStringBytesMax) +
          "; make it shorter");
    if (!charge(size / 64)) return {};
  }
  Value out = calculate(node.op, left, right, why());
  take_why(node.at);
  return out;
}

Value Evaluator::comparison(const Node& node) {
  const NodeIndex left_at = syntax_.child(node, 0), right_at = syntax_.child(node, 1);
  Value left_held, right_held;
  const Value& left = value_or_constant(left_at, left_held);
  const Value& right = value_or_constant(right_at, right_held);
  if (error_ || !charge(std::min(left.weight(), right.weight()))) return {};
  const bool unknown = mode_ == NullMode::unknown && !is_null_literal(left_at) && !is_null_literal(right_at);
  const Ternary out = relate(node.op, left, right, unknown, why());
  take_why(node.at);
  return Value::ternary(out);
}

Value Evaluator::between(const Node& node) {
  Value value_held, low_held, high_held;
  const Value& middle = value_or_constant(syntax_.child(node, 0), value_held);
  const Value& low = value_or_constant(syntax_.child(node, 1), low_held);
  const Value& high = value_or_constant(syntax_.child(node, 2), high_held);
  const Ternary above = relate(Operator::greater_equal, middle, low, false, why());
  take_why(node.at);
  const Ternary below = relate(Operator::less_equal, middle, high, false, why());
  take_why(node.at);
  if (above == Ternary(false) || below == Ternary(false)) return Value::boolean(false);
  return above && below ? Value::boolean(true) : Value();
}

Value Evaluator::range(const Node& node) {
  Value::Range out;
  out.low_closed = node.low_closed;
  out.high_closed = node.high_closed;
  const bool equality = node.op == Operator::equal || node.op == Operator::not_equal;
  if (node.op != Operator::none) out.form = node.op == Operator::not_equal ? Value::Range::Form::complement : Value::Range::Form::comparison;
  const NodeIndex low = syntax_.child(node, 0), high = syntax_.child(node, 1);
  if (low != kNoNode) out.low = value(low);
  if (high != kNoNode) out.high = value(high);
  if (error_) return {};
  at_ = node.at;
  if ((low != kNoNode && out.low.is_null()) || (high != kNoNode && out.high.is_null())) return null_because("an end of the range is null");
  if (equality) out.high = out.low;
  if (low != kNoNode && high != kNoNode && !compare(out.low, out.high))
    return null_because(std::string(kind_name(out.low.kind())) + " and " + std::string(kind_name(out.high.kind())) + " are no ends of one range");
  return Value::range(std::move(out));
}

Value Evaluator::conditional(const Node& node) {
  Value held;
  const Value& condition = value_or_constant(syntax_.child(node, 0), held);
  if (error_) return {};
  const auto truth = condition.truth();
  if (!truth && mode_ == NullMode::unknown) {
    note_at(node.at, "the condition of 'if' is " + std::string(kind_name(condition.kind())));
    return {};
  }
  return value(syntax_.child(node, truth == Ternary(true) ? 1 : 2));
}

Value Evaluator::context(const Node& node) {
  // Entries are kept in a vector that never grows past its reserve, because frames borrow the values of earlier ones.
  Value::Context out;
  out.reserve(node.count);
  const std::size_t outer = frames_.size();
  for (std::uint32_t i = 0; i < node.count && !error_; ++i) {
    const NodeIndex entry = syntax_.child(node, i);
    const std::string& key = syntax_.texts[node.data + i];
    // A function may call itself by its key.
    out.emplace_back(key, syntax_.node(entry).kind == NodeKind::function ? function(syntax_.node(entry), &key) : value(entry));
    frames_.push_back({&syntax_.texts[node.data + i], &out.back().second});
  }
  frames_.resize(outer);
  return error_ ? Value() : bounded(Value::context(std::move(out)));
}

Value Evaluator::instance_of(const Node& node) {
  Value held;
  const Value& operand = value_or_constant(syntax_.child(node, 0), held);
  const TypePtr& wanted = syntax_.types[node.data];
  if (!wanted || wanted->name == TypeName::any) return Value::boolean(!operand.is_null());
  if (!charge(operand.weight())) return {};
  return Value::boolean(is_instance(operand, *wanted));
}

}  // namespace amends::feel
