#pragma once
// JSON for adapters and tests: Boost.JSON, compiled once into the SDK's static library.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "sdk/values.hpp"

namespace amends::sdk {

using Value = boost::json::value;
using Object = boost::json::object;
using Array = boost::json::array;

/// Throws Failure `error.schema` when the text is not JSON or nests deeper than 64.
[[nodiscard]] Value parse_json(std::string_view text, boost::json::storage_ptr storage = {});
/// Compact, keys in their order of insertion.
[[nodiscard]] std::string write_json(const Value& value);

/// The value at a dotted path ("parties.0.name"), nullptr when any part is absent.
[[nodiscard]] const Value* find(const Value& root, std::string_view path) noexcept;
/// Sets the value at a dotted path and creates the objects on the way; a part on the way that is neither object nor list is replaced by an object.
void set(Value& root, std::string_view path, Value value);

[[nodiscard]] Value to_json(const Texts& texts);
[[nodiscard]] Value to_json(const Money& money);
/// A value of what stages have at hand: texts of any kind, numbers, Texts, Money, Instant, JSON, an optional of these (nothing is null).
template <class T>
[[nodiscard]] Value to_value(T&& value) {
  using Plain = std::remove_cvref_t<T>;
  if constexpr (std::is_same_v<Plain, Texts> || std::is_same_v<Plain, Money>) return to_json(value);
  else if constexpr (std::is_same_v<Plain, Instant>) return Value(format_instant(value));
  else if constexpr (std::is_same_v<Plain, std::nullptr_t> || std::is_same_v<Plain, Value>) return Value(std::forward<T>(value));
  else if constexpr (std::convertible_to<T, std::string_view>) {
    const std::string_view text = value;
    return Value(boost::json::string_view(text.data(), text.size()));
  } else if constexpr (requires { value.has_value(); *value; }) return value.has_value() ? to_value(*value) : Value(nullptr);
  else return Value(std::forward<T>(value));
}
[[nodiscard]] inline std::string_view view(const boost::json::string& text) noexcept { return {text.data(), text.size()}; }

}  // namespace amends::sdk
