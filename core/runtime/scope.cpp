#include "runtime/scope.hpp"

namespace amends::runtime {
namespace {

/// The value itself, or what is below it.
std::optional<feel::Value> below(const json::Value& value, std::string_view path) { return path.empty() ? feel::value_at(json::Object{{"v", value}}, "v") : feel::value_at(value, path); }

}  // namespace

std::optional<feel::Value> CaseScope::lookup(std::string_view path) const {
  const auto dot = path.find('.');
  const auto root = path.substr(0, dot);
  const auto rest = dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
  if (const auto variable = variables_.find(std::string(root)); variable != variables_.end()) return below(variable->second, rest);
  if (const auto* item = state_.item_variable(root, at_)) return below(*item, rest);
  if (const auto* result = state_.result(root, at_)) return below(*result, rest);
  // What another item has is not known for this one: null, as what a section lacks.
  const auto full = record_path(path);
  if (const auto own = state_.own_part(full, at_)) return own->value ? below(*own->value, own->rest).value_or(feel::Value{}) : feel::Value{};
  if (!is_fact_root(root))
    if (const auto* analysis = json::find(state_.record(), "analysis"); analysis && analysis->is_object() && analysis->get_object().contains(root))
      return feel::value_at(*analysis, path);
  return feel::value_at(state_.record(), path);
}

}  // namespace amends::runtime
