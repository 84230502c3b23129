#include "feel/builtin_functions.hpp"

#include <algorithm>

#include "feel/limits.hpp"

namespace amends::feel::builtin {
namespace {

std::optional<Decimal> total(CallContext& call, Arguments elements, std::optional<Decimal> (*join_two)(const Decimal&, const Decimal&) noexcept,
    std::int64_t start) {
  std::optional<Decimal> out = Decimal::from_integer(start);
  if (!call.charge(elements.size())) return std::nullopt;
  for (const auto& element : elements) {
    const auto* value = element.as_number();
    if (value == nullptr) { (void)call.null_because("the list holds " + std::string(kind_name(element.kind())) + ", not only numbers"); return std::nullopt; }
    out = join_two(*out, *value);
    if (!out) { (void)call.null_because("the result is outside the range of numbers"); return std::nullopt; }
  }
  return out;
}

Value maybe_number(const std::optional<Decimal>& value) { return value ? Value::number(*value) : Value(); }

Value extreme(CallContext& call, Arguments elements, int wanted) {
  if (elements.empty()) return call.null_because("there is no smallest or largest of nothing");
  AMENDS_FEEL_CHARGE(elements.size());
  const Value* best = &elements[0];
  for (const auto& element : elements) {
    const auto order = compare(element, *best);
    if (!order) return call.null_because(std::string(kind_name(element.kind())) + " and " + std::string(kind_name(best->kind())) + " have no order");
    if (*order == wanted) best = &element;
  }
  return *best;
}

bool same(const Value& left, const Value& right) { return equals(left, right) == Ternary(true); }

/// Adds what `out` does not hold yet. False when the steps are used up.
bool add_distinct(CallContext& call, const Value::List& list, Value::List& out) {
  for (const auto& element : list) {
    if (!call.charge(1 + out.size() * element.weight() / 16)) return false;
    if (std::none_of(out.begin(), out.end(), [&](const Value& seen) { return same(seen, element); })) out.push_back(element);
  }
  return true;
}

bool flatten_into(CallContext& call, const Value::List& list, Value::List& out) {
  for (const auto& element : list) {
    if (!call.charge(1) || out.size() > kListSizeMax) return false;
    if (const auto* inner = element.as_list()) {
      if (!flatten_into(call, *inner, out)) return false;  // as deep as the value: JSON's 64 levels and the expression's own
    } else {
      out.push_back(element);
    }
  }
  return true;
}

/// A position from 1, or from the end when negative, as an index; nothing outside the list.
std::optional<std::size_t> index_at(const Value& position, std::size_t size) {
  const auto* number_value = position.as_number();
  const auto at = number_value ? number_value->integer() : std::nullopt;
  const auto count_of = static_cast<std::int64_t>(size);
  if (!at || *at == 0 || *at > count_of || *at < -count_of) return std::nullopt;
  return static_cast<std::size_t>(*at > 0 ? *at - 1 : count_of + *at);
}

/// Three-valued: `deciding` settles it, null or another kind leaves it open.
Value truth_over(CallContext& call, Arguments elements, bool deciding) {
  AMENDS_FEEL_CHARGE(elements.size());
  bool open = false;
  for (const auto& element : elements) {
    const auto truth = element.truth();
    if (truth && *truth == deciding) return Value::boolean(deciding);
    open = open || !truth;
  }
  return open ? call.null_because("an element is no boolean") : Value::boolean(!deciding);
}

}  // namespace

Value count(CallContext& call, Arguments arguments) {
  if (arguments.size() == 1 && arguments[0].is_null()) return wrong(call, 0, arguments[0], "a list");
  return Value::integer(static_cast<std::int64_t>(elements_of(arguments).size()));
}

Value sum(CallContext& call, Arguments arguments) {
  const auto elements = elements_of(arguments);
  if (elements.empty()) return call.null_because("the sum of no numbers is null");
  return maybe_number(total(call, elements, add, 0));
}

Value product(CallContext& call, Arguments arguments) {
  const auto elements = elements_of(arguments);
  if (elements.empty()) return call.null_because("the product of no numbers is null");
  return maybe_number(total(call, elements, multiply, 1));
}

Value mean(CallContext& call, Arguments arguments) {
  const auto elements = elements_of(arguments);
  if (elements.empty()) return call.null_because("the mean of no numbers is null");
  const auto sum_of = total(call, elements, add, 0);
  return sum_of ? number_result(call, divide(*sum_of, Decimal::from_integer(static_cast<std::int64_t>(elements.size())))) : Value();
}

Value min(CallContext& call, Arguments arguments) { return extreme(call, elements_of(arguments), -1); }
Value max(CallContext& call, Arguments arguments) { return extreme(call, elements_of(arguments), 1); }

Value median(CallContext& call, Arguments arguments) {
  const auto elements = elements_of(arguments);
  if (elements.empty()) return call.null_because("the median of no numbers is null");
  AMENDS_FEEL_CHARGE(elements.size() * 8);
  std::vector<Decimal> sorted;
  for (const auto& element : elements) {
    const auto* value = element.as_number();
    if (value == nullptr) return call.null_because("the list holds " + std::string(kind_name(element.kind())) + ", not only numbers");
    sorted.push_back(*value);
  }
  std::sort(sorted.begin(), sorted.end());
  const auto middle = sorted.size() / 2;
  if (sorted.size() % 2 == 1) return Value::number(sorted[middle]);
  const auto both = add(sorted[middle - 1], sorted[middle]);
  return number_result(call, both ? divide(*both, Decimal::from_integer(2)) : std::nullopt);
}

Value list_contains(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_LIST(list, 0);
  AMENDS_FEEL_CHARGE(arguments[0].weight());
  return Value::boolean(std::any_of(list->begin(), list->end(), [&](const Value& element) { return same(element, arguments[1]); }));
}

Value append(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_LIST(list, 0);
  AMENDS_FEEL_CHARGE(list->size() + arguments.size());
  Value::List out = *list;
  out.insert(out.end(), arguments.begin() + 1, arguments.end());
  return list_result(call, std::move(out));
}

Value concatenate(CallContext& call, Arguments arguments) {
  Value::List out;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    AMENDS_FEEL_LIST(list, i);
    AMENDS_FEEL_CHARGE(1 + list->size());
    out.insert(out.end(), list->begin(), list->end());
    if (out.size() > kListSizeMax) break;
  }
  return list_result(call, std::move(out));
}

Value distinct_values(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_LIST(list, 0);
  Value::List out;
  if (!add_distinct(call, *list, out)) return {};
  return list_result(call, std::move(out));
}

Value union_of(CallContext& call, Arguments arguments) {
  Value::List out;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    AMENDS_FEEL_LIST(list, i);
    if (!add_distinct(call, *list, out)) return {};
  }
  return list_result(call, std::move(out));
}

Value flatten(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_LIST(list, 0);
  Value::List out;
  if (!flatten_into(call, *list, out) && out.size() <= kListSizeMax) return {};
  return list_result(call, std::move(out));
}

Value reverse(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_LIST(list, 0);
  AMENDS_FEEL_CHARGE(list->size());
  return Value::list(Value::List(list->rbegin(), list->rend()));
}

Value index_of(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_LIST(list, 0);
  AMENDS_FEEL_CHARGE(arguments[0].weight());
  Value::List out;
  for (std::size_t i = 0; i < list->size(); ++i)
    if (same((*list)[i], arguments[1])) out.push_back(Value::integer(static_cast<std::int64_t>(i) + 1));
  return Value::list(std::move(out));
}

Value sublist(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_LIST(list, 0);
  const auto from = index_at(arguments[1], list->size());
  if (!from) return call.null_because("the start position lies outside the list; positions count from 1");
  std::size_t length = list->size() - *from;
  if (arguments.size() > 2 && !arguments[2].is_null()) {
    AMENDS_FEEL_NUMBER(given, 2);
    const auto wanted = given->integer();
    if (!wanted || *wanted < 0 || static_cast<std::uint64_t>(*wanted) > length) return call.null_because("the length is more than the list holds");
    length = static_cast<std::size_t>(*wanted);
  }
  AMENDS_FEEL_CHARGE(length);
  const auto first = list->begin() + static_cast<std::ptrdiff_t>(*from);
  return Value::list(Value::List(first, first + static_cast<std::ptrdiff_t>(length)));
}

Value insert_before(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_LIST(list, 0);
  const auto at = index_at(arguments[1], list->size());
  if (!at) return call.null_because("the position lies outside the list; positions count from 1");
  AMENDS_FEEL_CHARGE(list->size());
  Value::List out = *list;
  out.insert(out.begin() + static_cast<std::ptrdiff_t>(*at), arguments[2]);
  return list_result(call, std::move(out));
}

Value remove(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_LIST(list, 0);
  const auto at = index_at(arguments[1], list->size());
  if (!at) return call.null_because("the position lies outside the list; positions count from 1");
  AMENDS_FEEL_CHARGE(list->size());
  Value::List out = *list;
  out.erase(out.begin() + static_cast<std::ptrdiff_t>(*at));
  return Value::list(std::move(out));
}

Value all(CallContext& call, Arguments arguments) { return truth_over(call, elements_of(arguments), false); }
Value any(CallContext& call, Arguments arguments) { return truth_over(call, elements_of(arguments), true); }

}  // namespace amends::feel::builtin
