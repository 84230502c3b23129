#pragma once
// Functions as values: what FEEL's `function(a) a + 1` makes and what a model's business knowledge is called as. Derive from Function to make something
// callable from FEEL. A function is immutable; any number of threads may call it.
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "feel/type.hpp"
#include "feel/value.hpp"
#include "support/result.hpp"

namespace amends::feel {

class Scope;

/// What all evaluations that belong to one answer use up together.
struct Budget {
  std::int64_t steps = 0;    ///< of kStepsMax
  std::int64_t nesting = 0;  ///< levels of syntax trees and calls that are open now, of kNestingMax: what keeps the C stack small
};

/// What a call sees besides its arguments. Borrowed for one call.
struct Environment {
  const Scope& scope;  ///< of the caller; only its instant and offset count
  Budget& budget;
};

class Function {
 public:
  struct Parameter {
    std::string name;
    TypePtr type;  ///< nullptr: any
  };

  /// `weight` and `depth`: of what it holds on to, see Value::weight.
  explicit Function(std::vector<Parameter> parameters, TypePtr result = nullptr, std::size_t weight = 1, std::size_t depth = 1)
      : parameters_(std::move(parameters)), result_(std::move(result)), weight_(weight), depth_(depth) {}
  virtual ~Function() = default;
  Function(const Function&) = delete;
  Function& operator=(const Function&) = delete;

  [[nodiscard]] const std::vector<Parameter>& parameters() const noexcept { return parameters_; }
  [[nodiscard]] const TypePtr& result() const noexcept { return result_; }  ///< nullptr: any
  [[nodiscard]] std::size_t weight() const noexcept { return weight_; }
  [[nodiscard]] std::size_t depth() const noexcept { return depth_; }

  /// Called by invoke alone: as many arguments as parameters, of their types. What cannot be computed is null.
  /// Errors: those of Expression::evaluate.
  [[nodiscard]] virtual Result<Value> call(std::span<const Value> arguments, const Environment& environment) const = 0;
  /// Whether a call with so many arguments has a meaning.
  [[nodiscard]] virtual bool takes(std::size_t arguments) const noexcept { return arguments == parameters_.size(); }
  /// Levels that one call opens in Budget::nesting.
  [[nodiscard]] virtual std::int64_t nesting() const noexcept { return 32; }

 private:
  std::vector<Parameter> parameters_;
  TypePtr result_;
  std::size_t weight_;
  std::size_t depth_;
};

/// "function(a: number, b)".
[[nodiscard]] std::string text_of(const Function& function);

/// Calls with arguments in order, each brought into its parameter's type and the answer into the result's (coerce). A wrong number of arguments gives null,
/// and so does one that is not null and has not its parameter's type (TCK 0085).
/// Errors: `range` when calls are nested deeper than kNestingMax or the steps are used up; those of the call.
[[nodiscard]] Result<Value> invoke(const Function& function, std::span<const Value> arguments, const Environment& environment);
/// Calls with arguments by name. A name that is no parameter and a parameter that is not named give null.
[[nodiscard]] Result<Value> invoke(const Function& function, std::span<const std::pair<std::string, Value>> arguments, const Environment& environment);

}  // namespace amends::feel
