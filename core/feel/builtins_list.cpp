#include "feel/builtin_functions.hpp"

#include <algorithm>

#include "feel/limits.hpp"

namespace amends::feel::builtin {
namespace {

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

/// Adds what `out` does not hold yet. False when the steps are used up.
bool add_distinct(CallContext& call, std::span<const Value> list, Value::List& out) {
  for (const auto& element : list) {
    if (!call.charge(1 + out.size() * element.weight() / 16)) return false;
    if (std::none_of(out.begin(), out.end(), [&](const Value& seen) { return same(seen, element); })) out.push_back(element);
  }
  return true;
}

bool flatten_into(CallContext& call, std::span<const Value> list, Value::List& out) {
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

Value min(CallContext& call, Arguments arguments) { return extreme(call, elements_of(arguments), -1); }
Value max(CallContext& call, Arguments arguments) { return extreme(call, elements_of(arguments), 1); }

Value list_contains(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_LIST(list, 0);
  AMENDS_FEEL_CHARGE(arguments[0].weight());
  return Value::boolean(std::any_of(list->begin(), list->end(), [&](const Value& element) { return same(element, arguments[1]); }));
}

Value append(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_LIST(list, 0);
  AMENDS_FEEL_CHARGE(list->size() + arguments.size());
  Value::List out(list->begin(), list->end());
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
  Value::List out(list->begin(), list->end());
  out.insert(out.begin() + static_cast<std::ptrdiff_t>(*at), arguments[2]);
  return list_result(call, std::move(out));
}

Value remove(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_LIST(list, 0);
  const auto at = index_at(arguments[1], list->size());
  if (!at) return call.null_because("the position lies outside the list; positions count from 1");
  AMENDS_FEEL_CHARGE(list->size());
  Value::List out(list->begin(), list->end());
  out.erase(out.begin() + static_cast<std::ptrdiff_t>(*at));
  return Value::list(std::move(out));
}

Value all(CallContext& call, Arguments arguments) { return truth_over(call, elements_of(arguments), false); }
Value any(CallContext& call, Arguments arguments) { return truth_over(call, elements_of(arguments), true); }

/// A position, or a function of an element and the new item that says which elements give way.
Value list_replace(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_LIST(list, 0);
  AMENDS_FEEL_CHARGE(list->size());
  Value::List out(list->begin(), list->end());
  if (const auto* match = arguments[1].as_function()) {
    for (auto& element : out) {
      const Value pair[] = {element, arguments[2]};
      const Value answer = call.call_function(*match, pair);
      if (!answer.truth()) return call.null_because("the function does not say true or false of an element");
      if (*answer.truth()) element = arguments[2];
    }
    return list_result(call, std::move(out));
  }
  const auto at = index_at(arguments[1], list->size());
  if (!at) return call.null_because("the position lies outside the list; positions count from 1");
  out[*at] = arguments[2];
  return list_result(call, std::move(out));
}

/// Stable. Merges by hand: the order is the caller's function, which need not be one, and may fail.
Value sort(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_LIST(list, 0);
  const auto* precedes = arguments[1].as_function();
  if (precedes == nullptr) return wrong(call, 1, arguments[1], "a function");
  Value::List from(list->begin(), list->end()), to(from.size());
  for (std::size_t width = 1; width < from.size(); width *= 2) {
    for (std::size_t begin = 0; begin < from.size(); begin += 2 * width) {
      const std::size_t middle = std::min(begin + width, from.size()), end = std::min(begin + 2 * width, from.size());
      std::size_t left = begin, right = middle;
      for (std::size_t i = begin; i < end; ++i) {
        AMENDS_FEEL_CHARGE(1);
        bool take_right = left == middle;
        if (!take_right && right < end) {
          const Value pair[] = {from[right], from[left]};
          take_right = call.call_function(*precedes, pair).truth() == Ternary(true);
        }
        to[i] = std::move(from[take_right ? right++ : left++]);
      }
    }
    std::swap(from, to);
  }
  return list_result(call, std::move(from));
}

}  // namespace amends::feel::builtin
