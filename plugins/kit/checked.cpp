#include "kit/checked.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "sdk/failure.hpp"

namespace amends::kit {

std::int64_t in_range(const sdk::Reader& config, std::string_view key, std::int64_t otherwise, std::int64_t least, std::int64_t most) {
  const auto value = config.integer_or(key, otherwise);
  if (value < least || value > most)
    sdk::fail("error.range", "the setting is outside " + std::to_string(least) + ".." + std::to_string(most) + "; correct it in the workflow's step", config.path(key));
  return value;
}

std::string_view one_of(const sdk::Reader& record, std::string_view path, std::span<const std::string_view> known, std::string_view otherwise) {
  const auto value = record.text_or(path, otherwise);
  if (std::find(known.begin(), known.end(), value) != known.end()) return value;
  std::string names;
  for (const auto name : known) names += (names.empty() ? "" : ", ") + std::string(name);
  sdk::fail("error.range", "the value is none of " + names + "; correct it", record.path(path));
}

bool is_filled(const sdk::Value* value) {
  if (!value || value->is_null()) return false;
  if (const auto* text = value->if_string()) return !text->empty();
  if (const auto* list = value->if_array()) return !list->empty();
  if (const auto* object = value->if_object()) return !object->empty();
  return true;
}

bool asks_for_sign_off(const sdk::Reader& config) {
  static constexpr std::array<std::string_view, 2> kWho{"stage", "step"};
  return one_of(config, "sign_off", kWho, "stage") == "stage";
}

}  // namespace amends::kit
