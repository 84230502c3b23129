#pragma once
// Result<T>: the answer of everything that a caller can see fail in normal life (bad input, missing plugin, busy database).
// Used by every folder of core. Knows nothing of JSON, text or I/O.
#include <cassert>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace amends {

/// What went wrong, for programs. The spelling of `code_name` is part of the product: stages, exit codes and Python classes use it.
enum class ErrorCode {
  invalid_argument,  ///< the call itself makes no sense
  missing_field,     ///< a required field, section or argument is absent
  bad_type,          ///< a value of another type than the one asked for
  range,             ///< a value outside its range, configuration included
  schema,            ///< JSON, YAML or CSV that does not fit its schema
  state,             ///< the case status or the step does not allow it
  currency_mismatch, ///< two currencies and no rate
  pack_missing,      ///< a pack, a file of it, or a date beyond a calendar
  pack_invalid,      ///< a pack that fails its checks
  text_too_long,     ///< more code points than the limit
  not_utf8,          ///< bytes that are not UTF-8
  not_found,         ///< no case, task, step, plugin or file of that name
  already_exists,    ///< the name or the idempotency key is taken
  conflict,          ///< somebody else was faster; read again
  refused,           ///< not allowed: role, four eyes, guard, trust
  unavailable,       ///< not now; the same call may go through later
  busy,              ///< another process holds the file
  corrupt,           ///< a hash, a file or a library is not what it should be
  io,                ///< disk full, read-only, permission
  deadline,          ///< took longer than its limit
  cancelled,         ///< the caller asked to stop
  needs_person,      ///< only a person can go on
  unsupported,       ///< from a newer version, or not built in
  internal,          ///< a broken promise of ours
};

/// "error.range" and so on; static storage.
[[nodiscard]] std::string_view code_name(ErrorCode code) noexcept;

/// The code named by `code_name`, `internal` for an unknown name.
[[nodiscard]] ErrorCode code_from_name(std::string_view name) noexcept;

/// A failure that says what, where and what to do.
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;  ///< one or two sentences for a person, ending with what to do
  std::string where;    ///< file:line:column, JSON path, stage or case id; may be empty

  /// "where: message", or the message alone.
  [[nodiscard]] std::string text() const;
  /// The same failure seen from one level up: `outer` is put before `where`.
  [[nodiscard]] Error within(std::string_view outer) const;
};

[[nodiscard]] inline Error fail(ErrorCode code, std::string message, std::string where = {}) {
  return Error{code, std::move(message), std::move(where)};
}

/// A value or an Error, in the shape of std::expected.
template <class T>
class [[nodiscard]] Result {
 public:
  using value_type = T;
  Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : held_(std::in_place_index<1>, std::move(error)) {}

  [[nodiscard]] bool has_value() const noexcept { return held_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }
  [[nodiscard]] T& operator*() & { assert(has_value()); return *std::get_if<0>(&held_); }
  [[nodiscard]] const T& operator*() const& { assert(has_value()); return *std::get_if<0>(&held_); }
  [[nodiscard]] T&& operator*() && { assert(has_value()); return std::move(*std::get_if<0>(&held_)); }
  [[nodiscard]] T* operator->() { assert(has_value()); return std::get_if<0>(&held_); }
  [[nodiscard]] const T* operator->() const { assert(has_value()); return std::get_if<0>(&held_); }
  [[nodiscard]] Error& error() & { assert(!has_value()); return *std::get_if<1>(&held_); }
  [[nodiscard]] const Error& error() const& { assert(!has_value()); return *std::get_if<1>(&held_); }
  [[nodiscard]] Error&& error() && { assert(!has_value()); return std::move(*std::get_if<1>(&held_)); }
  [[nodiscard]] T value_or(T other) const& { return has_value() ? **this : std::move(other); }

 private:
  std::variant<T, Error> held_;
};

/// Success without a value.
template <>
class [[nodiscard]] Result<void> {
 public:
  using value_type = void;
  Result() = default;
  Result(Error error) : held_(std::in_place_index<1>, std::move(error)) {}
  [[nodiscard]] bool has_value() const noexcept { return held_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }
  [[nodiscard]] const Error& error() const& { assert(!has_value()); return *std::get_if<1>(&held_); }
  [[nodiscard]] Error&& error() && { assert(!has_value()); return std::move(*std::get_if<1>(&held_)); }

 private:
  std::variant<std::monostate, Error> held_;
};

}  // namespace amends

#define AMENDS_CONCAT_INNER(a, b) a##b
#define AMENDS_CONCAT(a, b) AMENDS_CONCAT_INNER(a, b)
/// AMENDS_TRY(auto name, expression): takes the value, or returns the error from the enclosing function.
#define AMENDS_TRY(declaration, ...) AMENDS_TRY_INNER(AMENDS_CONCAT(amends_try_, __LINE__), declaration, __VA_ARGS__)
#define AMENDS_TRY_INNER(held, declaration, ...) \
  auto held = (__VA_ARGS__);                     \
  if (!held) return std::move(held).error();     \
  declaration = *std::move(held)
/// AMENDS_CHECK(expression): the same for Result<void>.
#define AMENDS_CHECK(...)                                                          \
  do {                                                                             \
    if (auto amends_check_ = (__VA_ARGS__); !amends_check_) return std::move(amends_check_).error(); \
  } while (false)
