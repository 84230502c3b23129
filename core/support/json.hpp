#pragma once
// JSON as the product uses it: I-JSON in (RFC 7493: UTF-8, no duplicate keys, integers within +-(2^53-1)), RFC 8785 out where bytes
// are hashed, and dotted record paths ("money.claimed.minor"). The parser is Boost.JSON; its source is compiled in boost_json.cpp only.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "support/result.hpp"

namespace amends::json {

using Value = boost::json::value;
using Object = boost::json::object;
using Array = boost::json::array;

inline constexpr std::int64_t kIntegerMax = 9'007'199'254'740'991;  ///< 2^53-1: what every JSON reader carries exactly
inline constexpr std::size_t kDepthMax = 64;                         ///< nesting of arrays and objects
inline constexpr std::size_t kBytesMax = 64u << 20;                  ///< one document

/// Reads one I-JSON document. Errors: `schema` with line:column (not JSON, duplicate key, deeper than kDepthMax, larger than kBytesMax),
/// `range` (an integer beyond kIntegerMax, a number that is not finite), `not_utf8`.
[[nodiscard]] Result<Value> parse(std::string_view text);
/// The same with all memory of the tree in one arena that goes with the value: much cheaper to make and to take apart. Move-construct it onwards: assigning
/// or inserting it into another tree copies it, since that tree has memory of its own.
[[nodiscard]] Result<Value> parse_in_arena(std::string_view text, std::size_t depth_max = kDepthMax);

/// Whether the text that `write` makes of a value is read back by `parse` as the same value: texts are UTF-8, integers carried exactly by every reader, and nothing
/// is nested deeper than one reads. Errors: `not_utf8`, `range`.
[[nodiscard]] Result<void> check_read_back(const Value& value, std::size_t depth_max = kDepthMax);

/// Compact JSON, keys in their order of insertion, ASCII control characters escaped, other text as UTF-8.
[[nodiscard]] std::string write(const Value& value);
/// The same at the end of `out`.
void append(std::string& out, const Value& value);
/// A JSON string (quoted, escaped) at the end of `out`.
void append_string(std::string& out, std::string_view text);
/// The same with two blanks of indentation a level, for people.
[[nodiscard]] std::string write_pretty(const Value& value);
/// RFC 8785 bytes: keys sorted by UTF-16 code units, numbers as ECMAScript prints them.
[[nodiscard]] std::string canonical(const Value& value);

/// The value at a dotted path ("parties.0.name"; a number selects a list element), nullptr when any part is absent.
[[nodiscard]] const Value* find(const Value& root, std::string_view path) noexcept;
/// Sets the value at a dotted path and creates what is absent on the way: a list where the next part is `0` or `[]`, else an object.
/// `[]` or the list's size as a part appends.
/// Errors: `bad_type` when a part on the way is neither object nor list, `range` for a list index beyond the size.
Result<void> set(Value& root, std::string_view path, Value value);
/// The same for a text.
inline Result<void> set_text(Value& root, std::string_view path, std::string_view text) { return set(root, path, Value(text)); }
/// Removes the value at a path; nothing happens when it is absent.
void erase(Value& root, std::string_view path);

/// Reading with a default; a value of another type counts as absent.
[[nodiscard]] std::string_view text_or(const Value* value, std::string_view other) noexcept;
[[nodiscard]] std::int64_t integer_or(const Value* value, std::int64_t other) noexcept;
[[nodiscard]] bool bool_or(const Value* value, bool other) noexcept;
[[nodiscard]] inline std::string_view text_at(const Value& root, std::string_view path, std::string_view other = {}) noexcept {
  return text_or(find(root, path), other);
}
[[nodiscard]] inline std::int64_t integer_at(const Value& root, std::string_view path, std::int64_t other = 0) noexcept {
  return integer_or(find(root, path), other);
}
[[nodiscard]] inline bool bool_at(const Value& root, std::string_view path, bool other = false) noexcept {
  return bool_or(find(root, path), other);
}
/// An integer of either signedness as int64, or nothing.
[[nodiscard]] bool as_integer(const Value& value, std::int64_t& out) noexcept;
[[nodiscard]] inline bool is_null(const Value* value) noexcept { return value == nullptr || value->is_null(); }
/// An empty list or object, for `for (auto& x : list_at(...))` without a branch; static storage.
[[nodiscard]] const Array& list_or_empty(const Value* value) noexcept;
[[nodiscard]] const Object& object_or_empty(const Value* value) noexcept;
[[nodiscard]] inline const Array& list_at(const Value& root, std::string_view path) noexcept { return list_or_empty(find(root, path)); }
[[nodiscard]] inline const Object& object_at(const Value& root, std::string_view path) noexcept { return object_or_empty(find(root, path)); }

/// {"zh": ..., "en": ...}: every text that a person reads has both.
[[nodiscard]] Value bilingual(std::string_view zh, std::string_view en);
/// The member for a language ("zh" for zh-CN and zh-HK, else "en"), with the other as fallback; the text itself when it is a plain string.
[[nodiscard]] std::string_view in_language(const Value* texts, std::string_view language) noexcept;

}  // namespace amends::json
