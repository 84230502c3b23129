#pragma once
// Typed reading of a JSON object: the record, the configuration, a row of a pack, an element of a list. Absent and null are one thing: not known.
// A value of another type is a Failure that names its path.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sdk/json.hpp"
#include "sdk/values.hpp"

namespace amends::sdk {

/// Borrows its value: lives no longer than the call it came from. Thread: any, it only reads.
class Reader {
 public:
  /// where: the path of this value, put before the paths in failures; empty for the record itself.
  explicit Reader(const Value& value, std::string where = {}) : value_(&value), where_(std::move(where)) {}

  [[nodiscard]] const Value& value() const { return *value_; }
  [[nodiscard]] const std::string& where() const { return where_; }
  [[nodiscard]] const Value* find(std::string_view path) const noexcept;  ///< nullptr when absent or null
  [[nodiscard]] bool has(std::string_view path) const noexcept { return find(path) != nullptr; }

  // Nothing when absent. Errors: Failure `error.bad_type` for another type; `error.range` for money below 0, beyond 2^53-1, or an integer with a fraction.
  [[nodiscard]] std::optional<std::string_view> text(std::string_view path) const;
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view path) const;
  [[nodiscard]] std::optional<bool> flag(std::string_view path) const;
  [[nodiscard]] std::optional<Money> money(std::string_view path) const;
  [[nodiscard]] std::optional<Instant> instant(std::string_view path) const;
  [[nodiscard]] std::optional<Texts> texts(std::string_view path) const;  ///< {zh, en}

  // The same with a default.
  [[nodiscard]] std::string_view text_or(std::string_view path, std::string_view other) const { return text(path).value_or(other); }
  [[nodiscard]] std::int64_t integer_or(std::string_view path, std::int64_t other) const { return integer(path).value_or(other); }
  [[nodiscard]] bool flag_or(std::string_view path, bool other) const { return flag(path).value_or(other); }

  // The same for what must be there. Errors: also Failure `error.missing_field`.
  [[nodiscard]] std::string_view need_text(std::string_view path) const;
  [[nodiscard]] std::int64_t need_integer(std::string_view path) const;
  [[nodiscard]] Instant need_instant(std::string_view path) const;

  /// The elements of a list, each with its own path; empty when absent. Errors: `error.bad_type`.
  [[nodiscard]] std::vector<Reader> list(std::string_view path) const;
  /// The texts of a list of texts; empty when absent. Errors: `error.bad_type`.
  [[nodiscard]] std::vector<std::string_view> text_list(std::string_view path) const;
  /// The object at a path, an empty one when absent. Errors: `error.bad_type`.
  [[nodiscard]] Reader at(std::string_view path) const;

  /// The full path of a member: where() and the path.
  [[nodiscard]] std::string path(std::string_view member) const;

 private:
  [[noreturn]] void bad_type(std::string_view path, std::string_view wanted, const Value& value) const;
  [[noreturn]] void missing(std::string_view path) const;
  const Value* value_;
  std::string where_;
};

}  // namespace amends::sdk
