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

// Each declares `name` as a pointer to the content of an argument, or leaves the function with null when it is of another kind.
#define AMENDS_FEEL_TAKE(type, name, index, accessor, wanted)                  \
  const type* name = arguments[index].accessor();                             \
  if (name == nullptr) return wrong(call, index, arguments[index], wanted)
#define AMENDS_FEEL_STRING(name, index) AMENDS_FEEL_TAKE(std::string, name, index, as_string, "a string")
#define AMENDS_FEEL_NUMBER(name, index) AMENDS_FEEL_TAKE(Decimal, name, index, as_number, "a number")
#define AMENDS_FEEL_LIST(name, index) AMENDS_FEEL_TAKE(Value::List, name, index, as_list, "a list")
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

/// One list argument is its elements; otherwise the arguments are the elements (sum([1, 2]) and sum(1, 2)).
Arguments elements_of(Arguments arguments);

}  // namespace amends::feel::builtin
