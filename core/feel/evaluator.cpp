#include "feel/evaluator.hpp"

#include <algorithm>

#include "feel/lexer.hpp"
#include "feel/limits.hpp"
#include "feel/operators.hpp"

namespace amends::feel {

// --- outcome ---------------------------------------------------------------------------------------------------------------------------------

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
  if (work > static_cast<std::size_t>(kStepsMax) || (steps_ += static_cast<std::int64_t>(work)) > kStepsMax) {
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

/// Lists and contexts that an expression makes stay within kWeightMax.
Value Evaluator::bounded(Value made) {
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
  const auto dot = path.find('.');
  const auto head = path.substr(0, dot);
  const auto rest = dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
  if (node.bound) {
    for (auto frame = frames_.rbegin(); frame != frames_.rend(); ++frame) {
      if (frame->name != nullptr) {
        if (*frame->name == head) return walk(*frame->value, rest);
      } else if (head == "item") {
        return walk(*frame->value, rest);
      } else {
        if (!charge_walk(*frame->value)) return {};
        if (const auto* entry = frame->value->entry(head)) return walk(*entry, rest);
      }
    }
  }
  Value found = resolve(scope_, path);
  if (!charge(found.weight() / 4)) return {};  // what the scope had to convert
  if (!found.is_null()) return found;
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
  if (node.op == Operator::power && right.as_number() && left.as_number()) {
    if (!right.as_number()->is_integer()) return stop(ErrorCode::unsupported, "a power with a fraction as exponent is not supported; use a whole number");
    if (!charge(10)) return {};
  }
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
  const NodeIndex low = syntax_.child(node, 0), high = syntax_.child(node, 1);
  if (low != kNoNode) out.low = value(low);
  if (high != kNoNode) out.high = value(high);
  if (error_) return {};
  at_ = node.at;
  if ((low != kNoNode && out.low.is_null()) || (high != kNoNode && out.high.is_null())) return null_because("an end of the range is null");
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
    out.emplace_back(syntax_.texts[node.data + i], value(syntax_.child(node, i)));
    frames_.push_back({&syntax_.texts[node.data + i], &out.back().second});
  }
  frames_.resize(outer);
  return error_ ? Value() : bounded(Value::context(std::move(out)));
}

Value Evaluator::instance_of(const Node& node) {
  Value held;
  const Value& operand = value_or_constant(syntax_.child(node, 0), held);
  using Kind = Value::Kind;
  const auto is = [&](Kind kind) { return Value::boolean(operand.kind() == kind); };
  switch (static_cast<TypeName>(node.data)) {
    case TypeName::any: return Value::boolean(!operand.is_null());
    case TypeName::null: return is(Kind::null);
    case TypeName::boolean: return is(Kind::boolean);
    case TypeName::number: return is(Kind::number);
    case TypeName::string: return is(Kind::string);
    case TypeName::date: return is(Kind::date);
    case TypeName::time: return is(Kind::time);
    case TypeName::date_time: return is(Kind::date_time);
    case TypeName::years_months: return is(Kind::years_months);
    case TypeName::days_time: return is(Kind::days_time);
    case TypeName::list: return is(Kind::list);
    case TypeName::context: return is(Kind::context);
    case TypeName::range: return is(Kind::range);
    case TypeName::function: return Value::boolean(false);
  }
  return {};
}

Value Evaluator::call(const Node& node) {
  std::vector<Value> arguments;
  arguments.reserve(node.count);
  for (std::uint32_t i = 0; i < node.count; ++i) arguments.push_back(value(syntax_.child(node, i)));
  if (error_) return {};
  at_ = node.at;
  pattern_ = node.pattern >= 0 ? syntax_.patterns[static_cast<std::size_t>(node.pattern)].get() : nullptr;
  Value out = builtins()[node.data].function(*this, arguments);
  return error_ ? Value() : bounded(std::move(out));
}

// --- loops -----------------------------------------------------------------------------------------------------------------------------------

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
    Value result = value(syntax_.child(node, variables));
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

// --- unary tests -----------------------------------------------------------------------------------------------------------------------------

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
  if (is_null_literal(index)) return input.is_null();
  if (mode_ == NullMode::unknown && (input.is_null() || other.is_null())) return std::nullopt;
  if (const auto* range = other.as_range(); range && !input.as_range()) {
    const Ternary out = lies_in(input, *range);
    if (!out && keep_notes_) note_at(node.at, std::string(kind_name(input.kind())) + " cannot be compared with the ends of the range");
    return out;
  }
  if (const auto* list = other.as_list(); list && !input.as_list()) {
    if (!charge(other.weight())) return std::nullopt;
    Ternary out = false;
    for (const auto& element : *list) {
      const Ternary same = element.as_range() && !input.as_range() ? lies_in(input, *element.as_range()) : equals(input, element);
      if (same == Ternary(true)) return true;
      if (!same) out = std::nullopt;
    }
    return out;
  }
  if (!charge(std::min(input.weight(), other.weight()))) return std::nullopt;
  const Ternary out = relate(Operator::equal, input, other, false, why());
  take_why(node.at);
  return out;
}

}  // namespace amends::feel
