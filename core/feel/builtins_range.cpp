#include "feel/builtin_functions.hpp"

#include <algorithm>

#include "feel/evaluator.hpp"
#include "feel/limits.hpp"
#include "feel/parser.hpp"

// The relations of points and ranges of DMN 1.5, table 78. Each takes two arguments of equal right; the mirrored ones swap them.
namespace amends::feel::builtin {
namespace {

/// A range, or a point as the range of itself alone.
struct Span {
  Value low, high;  // null: without end
  bool low_closed = true, high_closed = true;
  bool point = false;
};

/// Two ends of ranges: which stands before which. An end that is null lies outside everything. Precondition: `relation` saw that all ends have an order.
int order(const Value& left, int left_infinity, const Value& right, int right_infinity) {
  if (left.is_null() || right.is_null()) {
    const int a = left.is_null() ? left_infinity : 0, b = right.is_null() ? right_infinity : 0;
    return a < b ? -1 : a > b;
  }
  return compare(left, right).value_or(0);
}

int starts_order(const Span& a, const Span& b) { return order(a.low, -1, b.low, -1); }
int ends_order(const Span& a, const Span& b) { return order(a.high, 1, b.high, 1); }
/// The end of a against the start of b.
int end_to_start(const Span& a, const Span& b) { return order(a.high, 1, b.low, -1); }

bool is_before(const Span& a, const Span& b) {
  const int at = end_to_start(a, b);
  return at < 0 || (at == 0 && !(a.high_closed && b.low_closed));
}
bool is_met(const Span& a, const Span& b) { return a.high_closed && b.low_closed && end_to_start(a, b) == 0; }
/// a reaches into b from the left, or touches it.
bool reaches(const Span& a, const Span& b) {
  const int at = end_to_start(a, b);
  return at > 0 || (at == 0 && a.high_closed && b.low_closed);
}
bool overlap(const Span& a, const Span& b) { return reaches(a, b) && reaches(b, a); }
bool overlap_before(const Span& a, const Span& b) {
  const int starts = starts_order(a, b), ends = ends_order(a, b);
  return (starts < 0 || (starts == 0 && a.low_closed && !b.low_closed)) && reaches(a, b) && (ends < 0 || (ends == 0 && (!a.high_closed || b.high_closed)));
}
bool overlap_after(const Span& a, const Span& b) {
  const int starts = starts_order(b, a), ends = ends_order(b, a);
  return (starts < 0 || (starts == 0 && b.low_closed && !a.low_closed)) && reaches(b, a) && (ends < 0 || (ends == 0 && (!b.high_closed || a.high_closed)));
}
bool finish(const Span& a, const Span& b) {
  if (ends_order(a, b) != 0) return false;
  if (a.point) return b.high_closed;
  const int starts = starts_order(a, b);
  return a.high_closed == b.high_closed && (starts > 0 || (starts == 0 && (!a.low_closed || b.low_closed)));
}
bool start(const Span& a, const Span& b) {
  if (starts_order(a, b) != 0) return false;
  if (a.point) return b.low_closed;
  const int ends = ends_order(a, b);
  return a.low_closed == b.low_closed && (ends < 0 || (ends == 0 && (!a.high_closed || b.high_closed)));
}
/// a holds b.
bool hold(const Span& a, const Span& b) {
  const int starts = starts_order(a, b), ends = ends_order(a, b);
  return (starts < 0 || (starts == 0 && (a.low_closed || !b.low_closed))) && (ends > 0 || (ends == 0 && (a.high_closed || !b.high_closed)));
}
bool coincide(const Span& a, const Span& b) {
  return starts_order(a, b) == 0 && ends_order(a, b) == 0 && a.low_closed == b.low_closed && a.high_closed == b.high_closed;
}

std::optional<Span> span_of(const Value& value) {
  if (const auto* range = value.as_range()) {
    if (range->form == Value::Range::Form::complement) return std::nullopt;  // in two pieces
    return Span{range->low, range->high, range->low_closed, range->high_closed, false};
  }
  if (value.is_null() || !compare(value, value)) return std::nullopt;  // a kind without order
  return Span{value, value, true, true, true};
}

enum class Wants { any, ranges, first_range, second_range, alike };

Value relation(CallContext& call, const Value& left, const Value& right, bool (*holds)(const Span&, const Span&), Wants wants) {
  const auto a = span_of(left), b = span_of(right);
  if (!a || !b) return call.null_because("points and ranges of numbers, texts, dates, times or durations are compared");
  if ((wants == Wants::ranges && (a->point || b->point)) || (wants == Wants::first_range && a->point) ||
      (wants == Wants::second_range && b->point) || (wants == Wants::alike && a->point != b->point))
    return call.null_because("a point stands where a range is wanted");
  for (const auto* one : {&a->low, &a->high})
    for (const auto* other : {&b->low, &b->high})
      if (!one->is_null() && !other->is_null() && !compare(*one, *other)) return call.null_because("the two have no order");
  return Value::boolean(holds(*a, *b));
}

}  // namespace

Value before(CallContext& call, Arguments arguments) { return relation(call, arguments[0], arguments[1], is_before, Wants::any); }
Value after(CallContext& call, Arguments arguments) { return relation(call, arguments[1], arguments[0], is_before, Wants::any); }
Value meets(CallContext& call, Arguments arguments) { return relation(call, arguments[0], arguments[1], is_met, Wants::ranges); }
Value met_by(CallContext& call, Arguments arguments) { return relation(call, arguments[1], arguments[0], is_met, Wants::ranges); }
Value overlaps(CallContext& call, Arguments arguments) { return relation(call, arguments[0], arguments[1], overlap, Wants::ranges); }
Value overlaps_before(CallContext& call, Arguments arguments) { return relation(call, arguments[0], arguments[1], overlap_before, Wants::ranges); }
Value overlaps_after(CallContext& call, Arguments arguments) { return relation(call, arguments[0], arguments[1], overlap_after, Wants::ranges); }
Value finishes(CallContext& call, Arguments arguments) { return relation(call, arguments[0], arguments[1], finish, Wants::second_range); }
Value finished_by(CallContext& call, Arguments arguments) { return relation(call, arguments[1], arguments[0], finish, Wants::second_range); }
Value starts(CallContext& call, Arguments arguments) { return relation(call, arguments[0], arguments[1], start, Wants::second_range); }
Value started_by(CallContext& call, Arguments arguments) { return relation(call, arguments[1], arguments[0], start, Wants::second_range); }
Value during(CallContext& call, Arguments arguments) { return relation(call, arguments[1], arguments[0], hold, Wants::first_range); }
Value includes(CallContext& call, Arguments arguments) { return relation(call, arguments[0], arguments[1], hold, Wants::first_range); }
Value coincides(CallContext& call, Arguments arguments) { return relation(call, arguments[0], arguments[1], coincide, Wants::alike); }

namespace {

/// An end of a range in text: a literal, its negative, or a date, time or duration made of a literal. Nothing is read and nothing computed.
bool plain_end(const Syntax& syntax, NodeIndex index) {
  if (index == kNoNode) return false;
  const Node& node = syntax.node(index);
  if (node.kind == NodeKind::literal) return !syntax.constants[node.data].is_null();
  if (node.kind == NodeKind::negate) return plain_end(syntax, syntax.child(node, 0));
  if (node.kind != NodeKind::call) return false;
  static constexpr std::string_view kMakers[] = {"date", "time", "date and time", "duration"};
  if (std::find(std::begin(kMakers), std::end(kMakers), builtins()[node.data].name) == std::end(kMakers)) return false;
  for (std::uint32_t i = 0; i < node.count; ++i)
    if (syntax.node(syntax.child(node, i)).kind != NodeKind::literal) return false;
  return true;
}

}  // namespace

/// range("[1..3]"): only what is written as an interval with two literal ends in order.
Value range(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_STRING(text, 0);
  AMENDS_FEEL_CHARGE(10 + text->size());
  const auto syntax = parse_expression(*text, {});
  const auto refuse = [&] { return call.null_because("'" + text->substr(0, 60) + "' is no range such as [1..3]"); };
  if (!syntax) return refuse();
  const Node& root = (*syntax)->node((*syntax)->root);
  if (root.kind != NodeKind::range || root.op != Operator::none || !plain_end(**syntax, (*syntax)->child(root, 0)) || !plain_end(**syntax, (*syntax)->child(root, 1)))
    return refuse();
  const auto out = Evaluator(**syntax, call.scope(), NullMode::dmn).run();
  if (!out || !out->as_range()) return refuse();
  const auto order_of = compare(out->as_range()->low, out->as_range()->high);
  return order_of && *order_of <= 0 ? *out : call.null_because("the range ends before it begins");
}

}  // namespace amends::feel::builtin
