#pragma once
// Reads members of a pack's JSON with errors that name the place of the member. For calendar.cpp and rule.cpp.
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "calendar/civil.hpp"
#include "calendar/duration.hpp"
#include "support/json.hpp"
#include "support/result.hpp"

namespace amends::calendar {

/// The place of a dotted path for messages: "calendar.cn.yaml:12:5". yaml::Document::place has this form.
using PlaceOf = std::function<std::string(std::string_view path)>;

/// One object of a pack. Borrows the value and the place function; both outlive the reader.
class Reader {
 public:
  /// Errors: `pack_invalid` when `value` is no object.
  [[nodiscard]] static Result<Reader> of(const json::Value& value, const PlaceOf& place, std::string path);

  /// `pack_invalid` at a member of this object ("" is the object itself).
  [[nodiscard]] Error invalid(std::string_view key, std::string message) const;
  /// Refuses members that nobody reads: a misspelt setting must not be silently without effect.
  [[nodiscard]] Result<void> only(std::initializer_list<std::string_view> keys) const;
  [[nodiscard]] std::string path(std::string_view key) const;
  [[nodiscard]] const PlaceOf& place() const noexcept { return *place_; }

  /// nullptr when absent or null.
  [[nodiscard]] const json::Value* find(std::string_view key) const noexcept;
  [[nodiscard]] Result<std::string> text(std::string_view key) const;                ///< required and not empty
  [[nodiscard]] Result<std::string> text_or_empty(std::string_view key) const;       ///< "" when absent or null
  [[nodiscard]] Result<bool> flag(std::string_view key, bool other) const;
  [[nodiscard]] Result<std::int64_t> integer(std::string_view key) const;            ///< required
  [[nodiscard]] Result<std::optional<Date>> date(std::string_view key) const;
  [[nodiscard]] Result<std::optional<Duration>> duration(std::string_view key) const;
  [[nodiscard]] Result<Bilingual> bilingual(std::string_view key, bool required) const;
  /// A list of names (`^[a-z][a-z0-9_]*$`), or one name as a plain text; empty when absent or null.
  [[nodiscard]] Result<std::vector<std::string>> names(std::string_view key) const;
  /// nullptr when absent or null. Errors: no list.
  [[nodiscard]] Result<const json::Array*> list(std::string_view key) const;

 private:
  Reader(const json::Object& object, const PlaceOf& place, std::string path) : object_(&object), place_(&place), path_(std::move(path)) {}
  const json::Object* object_;
  const PlaceOf* place_;
  std::string path_;
};

/// Texts {zh, en}, both required and not empty.
[[nodiscard]] Result<Bilingual> bilingual_from(const json::Value& value, const PlaceOf& place, const std::string& path);
/// A date as text. Errors: `pack_invalid`.
[[nodiscard]] Result<Date> date_from(const json::Value& value, const PlaceOf& place, const std::string& path);

}  // namespace amends::calendar
