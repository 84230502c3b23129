#include "calendar/reader.hpp"

#include <algorithm>

#include "support/ids.hpp"

namespace amends::calendar {
namespace {

std::string as_text(std::string_view view) { return std::string(view); }

}  // namespace

Result<Reader> Reader::of(const json::Value& value, const PlaceOf& place, std::string path) {
  if (!value.is_object()) return fail(ErrorCode::pack_invalid, "this must be a mapping of keys to values", place(path));
  return Reader(value.get_object(), place, std::move(path));
}

std::string Reader::path(std::string_view key) const {
  if (key.empty()) return path_;
  return path_.empty() ? as_text(key) : path_ + "." + as_text(key);
}

Error Reader::invalid(std::string_view key, std::string message) const { return fail(ErrorCode::pack_invalid, std::move(message), (*place_)(path(key))); }

Result<void> Reader::only(std::initializer_list<std::string_view> keys) const {
  for (const auto& member : *object_) {
    const std::string_view key(member.key().data(), member.key().size());
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
      return invalid(key, "nothing reads the key '" + as_text(key) + "'; correct its spelling or remove it");
    }
  }
  return {};
}

const json::Value* Reader::find(std::string_view key) const noexcept {
  const auto* value = object_->if_contains(key);
  return json::is_null(value) ? nullptr : value;
}

Result<std::string> Reader::text(std::string_view key) const {
  AMENDS_TRY(auto value, text_or_empty(key));
  if (value.empty()) return invalid(key, "'" + as_text(key) + "' is missing; it must be a text that is not empty");
  return value;
}

Result<std::string> Reader::text_or_empty(std::string_view key) const {
  const auto* value = find(key);
  if (!value) return std::string();
  if (!value->is_string()) return invalid(key, "'" + as_text(key) + "' must be a text");
  return as_text(json::text_or(value, {}));
}

Result<bool> Reader::flag(std::string_view key, bool other) const {
  const auto* value = find(key);
  if (!value) return other;
  if (!value->is_bool()) return invalid(key, "'" + as_text(key) + "' must be true or false");
  return value->get_bool();
}

Result<std::int64_t> Reader::integer(std::string_view key) const {
  const auto* value = find(key);
  std::int64_t number = 0;
  if (!value || !json::as_integer(*value, number)) return invalid(key, "'" + as_text(key) + "' must be a whole number");
  return number;
}

Result<std::optional<Date>> Reader::date(std::string_view key) const {
  const auto* value = find(key);
  if (!value) return std::optional<Date>();
  AMENDS_TRY(const auto date, date_from(*value, *place_, path(key)));
  return std::optional<Date>(date);
}

Result<std::optional<Duration>> Reader::duration(std::string_view key) const {
  AMENDS_TRY(const auto written, text_or_empty(key));
  if (!find(key)) return std::optional<Duration>();
  auto duration = parse_duration(written);
  if (!duration) return invalid(key, duration.error().message);
  return std::optional<Duration>(*duration);
}

Result<Bilingual> Reader::bilingual(std::string_view key, bool required) const {
  const auto* value = find(key);
  if (value) return bilingual_from(*value, *place_, path(key));
  if (required) return invalid(key, "'" + as_text(key) + "' is missing; it must be {zh: ..., en: ...}");
  return Bilingual{};
}

Result<std::vector<std::string>> Reader::names(std::string_view key) const {
  std::vector<std::string> out;
  const auto* value = find(key);
  if (!value) return out;
  const auto add = [&](const json::Value& item) {
    const auto name = json::text_or(&item, {});
    if (!is_name(name)) return false;
    out.emplace_back(name);
    return true;
  };
  bool good = true;
  if (value->is_array()) {
    for (const auto& item : value->get_array()) good = good && add(item);
  } else {
    good = add(*value);
  }
  if (!good) return invalid(key, "'" + as_text(key) + "' must hold names of small letters, digits and _, such as head_of_office; prose belongs in 'plain'");
  return out;
}

Result<const json::Array*> Reader::list(std::string_view key) const {
  const auto* value = find(key);
  if (!value) return static_cast<const json::Array*>(nullptr);
  if (!value->is_array()) return invalid(key, "'" + as_text(key) + "' must be a list");
  return &value->get_array();
}

Result<Bilingual> bilingual_from(const json::Value& value, const PlaceOf& place, const std::string& path) {
  const auto* object = value.if_object();
  const auto zh = object ? json::text_or(object->if_contains("zh"), {}) : std::string_view();
  const auto en = object ? json::text_or(object->if_contains("en"), {}) : std::string_view();
  if (zh.empty() || en.empty()) return fail(ErrorCode::pack_invalid, "a text needs both languages: {zh: ..., en: ...}", place(path));
  return Bilingual{as_text(zh), as_text(en)};
}

Result<Date> date_from(const json::Value& value, const PlaceOf& place, const std::string& path) {
  auto date = parse_date(json::text_or(&value, {}));
  if (!date) return fail(ErrorCode::pack_invalid, date.error().message, place(path));
  return *date;
}

}  // namespace amends::calendar
