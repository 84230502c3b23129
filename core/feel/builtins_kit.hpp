#pragma once
// What all built-in functions share: reading arguments, paying for work, keeping results within the limits. Internal to the builtins_*.cpp files.
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "feel/builtins.hpp"

namespace amends::feel::builtin {

using Arguments = std::span<const Value>;

/// Null, with a note that argument `index` (from 0) is of another kind than `wanted` ("a number").
Value wrong(CallContext& call, std::size_t index, const Value& given, std::string_view wanted);

/// The argument as content of its kind: itself, or the only element of a list of one (DMN 1.5, 10.3.2.9.4). nullptr when it is of another kind.
template <class T> const T* content(const Value& argument, const T* (Value::*accessor)() const noexcept) {
  if (const T* held = (argument.*accessor)()) return held;
  const auto* list = argument.as_list();
  return list && list->size() == 1 ? (list->front().*accessor)() : nullptr;
}
/// The elements of a list, or one value as a list of one; nothing for null. Borrowed from the argument.
std::optional<std::span<const Value>> list_content(const Value& argument);

// Each declares `name` as a pointer to the content of an argument, or leaves the function with null when it is of another kind.
#define AMENDS_FEEL_TAKE(type, name, index, accessor, wanted)                        \
  const type* name = content<type>(arguments[index], &Value::accessor);             \
  if (name == nullptr) return wrong(call, index, arguments[index], wanted)
#define AMENDS_FEEL_STRING(name, index) AMENDS_FEEL_TAKE(std::string, name, index, as_string, "a string")
#define AMENDS_FEEL_NUMBER(name, index) AMENDS_FEEL_TAKE(Decimal, name, index, as_number, "a number")
/// Declares `name` as the optional span of a list argument's elements.
#define AMENDS_FEEL_LIST(name, index)                      \
  const auto name = list_content(arguments[index]);        \
  if (!name) return wrong(call, index, arguments[index], "a list")
/// Leaves the function when the evaluation has used up its steps.
#define AMENDS_FEEL_CHARGE(amount) \
  if (!call.charge(amount)) return {}

/// About one per 64 bytes, and one.
inline std::size_t text_work(std::size_t bytes) { return 1 + bytes / 64; }

// Results within the limits of limits.hpp; beyond them the evaluation ends.
Value text_result(CallContext& call, std::string text);
Value list_result(CallContext& call, Value::List list);
/// Null with a note when the number is nothing.
Value number_result(CallContext& call, const std::optional<Decimal>& number);

/// A position from 1, or from the end when negative, as an index; nothing outside a list of that size.
std::optional<std::size_t> index_at(const Value& position, std::size_t size);
/// Whether two values are surely equal.
bool same(const Value& left, const Value& right);

/// One list argument is its elements; otherwise the arguments are the elements (sum([1, 2]) and sum(1, 2)).
Arguments elements_of(Arguments arguments);

}  // namespace amends::feel::builtin
