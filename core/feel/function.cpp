#include "feel/function.hpp"

#include <algorithm>

#include "feel/evaluator.hpp"

namespace amends::feel {

std::string text_of(const Function& function) {
  std::string out = "function(";
  for (const auto& parameter : function.parameters()) {
    if (out.back() != '(') out += ", ";
    out += parameter.name + (parameter.type ? ": " + text_of(*parameter.type) : "");
  }
  return out + ")";
}

Result<Value> invoke(const Function& function, std::span<const Value> arguments, const Environment& environment) {
  if (!function.takes(arguments.size())) return Value();
  Budget& budget = environment.budget;
  const Evaluator::Nested nested(budget, function.nesting());
  if (!nested.fits()) return fail(ErrorCode::range, nested.refusal());
  const auto& parameters = function.parameters();
  std::vector<Value> typed;
  typed.reserve(arguments.size());
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const bool checked = i < parameters.size() && parameters[i].type;
    if (checked) budget.steps += static_cast<std::int64_t>(arguments[i].weight());  // the next charge of the evaluation sees it
    typed.push_back(checked ? coerce(arguments[i], *parameters[i].type) : arguments[i]);
    if (typed.back().is_null() && !arguments[i].is_null()) return Value();
  }
  auto out = function.call(typed, environment);
  if (!out || !function.result()) return out;
  budget.steps += static_cast<std::int64_t>(out->weight());
  return coerce(std::move(*out), *function.result());
}

Result<Value> invoke(const Function& function, std::span<const std::pair<std::string, Value>> arguments, const Environment& environment) {
  const auto& parameters = function.parameters();
  if (arguments.size() != parameters.size()) return Value();
  std::vector<Value> ordered;
  ordered.reserve(arguments.size());
  for (const auto& parameter : parameters) {
    const auto given = std::find_if(arguments.begin(), arguments.end(), [&](const auto& argument) { return argument.first == parameter.name; });
    if (given == arguments.end()) return Value();
    ordered.push_back(given->second);
  }
  return invoke(function, ordered, environment);
}

}  // namespace amends::feel
