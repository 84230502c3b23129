#include "runtime/repeated.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace amends::runtime {
namespace {

constexpr std::array<std::string_view, 2> kSectionsOfTheCase{"case", "analysis"};
constexpr std::array<std::string_view, 4> kOfTheDelivery{"received_at", "recorded_by", "at", "id"};

std::optional<std::string> besides(const json::Value* before, const json::Value& again, const std::string& path);

std::optional<std::string> member_besides(const json::Value* before, std::string_view key, const json::Value& again, const std::string& path) {
  if (std::ranges::find(kOfTheDelivery, key) != kOfTheDelivery.end()) return {};
  const auto* held = before && before->is_object() ? before->get_object().if_contains(key) : nullptr;
  return besides(held, again, path.empty() ? std::string(key) : path + "." + std::string(key));
}

/// Null, an empty object and an empty list say nothing.
std::optional<std::string> besides(const json::Value* before, const json::Value& again, const std::string& path) {
  if (again.is_null()) return {};
  if (again.is_object()) {
    for (const auto& member : again.get_object())
      if (auto found = member_besides(before, member.key(), member.value(), path)) return found;
    return {};
  }
  if (again.is_array()) {
    const auto* list = before && before->is_array() ? &before->get_array() : nullptr;
    std::size_t index = 0;
    for (const auto& item : again.get_array()) {
      const auto* held = list && index < list->size() ? &(*list)[index] : nullptr;
      const auto at = path + "." + std::to_string(index++);
      if (auto found = besides(held, item, at)) return found;
    }
    return {};
  }
  if (before && *before == again) return {};
  return path;
}

}  // namespace

std::optional<std::string> said_besides(const json::Value& opening, const json::Value& again) {
  if (!again.is_object()) return {};
  for (const auto& section : again.get_object()) {
    if (std::ranges::find(kSectionsOfTheCase, std::string_view(section.key())) != kSectionsOfTheCase.end()) continue;
    if (auto found = member_besides(&opening, section.key(), section.value(), "")) return found;
  }
  return {};
}

}  // namespace amends::runtime
