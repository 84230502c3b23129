#include "runtime/scope.hpp"

namespace amends::runtime {

std::optional<feel::Value> CaseScope::lookup(std::string_view path) const {
  const auto dot = path.find('.');
  const auto root = path.substr(0, dot);
  const auto rest = dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
  if (const auto variable = variables_.find(std::string(root)); variable != variables_.end())
    return rest.empty() ? feel::value_at(json::Object{{"v", variable->second}}, "v") : feel::value_at(variable->second, rest);
  if (const auto result = state_.results().find(std::string(root)); result != state_.results().end())
    return rest.empty() ? feel::value_at(json::Object{{"v", result->second}}, "v") : feel::value_at(result->second, rest);
  if (!is_fact_root(root))
    if (const auto* analysis = json::find(state_.record(), "analysis"); analysis && analysis->is_object() && analysis->get_object().contains(root))
      return feel::value_at(*analysis, path);
  return feel::value_at(state_.record(), path);
}

}  // namespace amends::runtime
