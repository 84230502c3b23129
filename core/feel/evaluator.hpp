#pragma once
// Computes the value of a syntax tree. One Evaluator serves one evaluation on one thread; it borrows tree and scope. By kind of node: evaluator.cpp
// (names, operators, contexts), evaluator_loops.cpp (for, some, every, filters), evaluator_calls.cpp (functions), evaluator_tests.cpp (unary tests).
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "feel/builtins.hpp"
#include "feel/expression.hpp"
#include "feel/function.hpp"
#include "feel/syntax.hpp"

namespace amends::feel {

class Evaluator final : private CallContext {
 public:
  Evaluator(const Syntax& syntax, const Scope& scope, NullMode mode) : syntax_(syntax), scope_(scope), mode_(mode), budget_(own_budget_) {}
  /// Shares what other evaluations of the same answer have used up.
  Evaluator(const Syntax& syntax, const Scope& scope, NullMode mode, Budget& budget) : syntax_(syntax), scope_(scope), mode_(mode), budget_(budget) {}

  /// Levels that are open while it lives. When they do not fit, nothing may be evaluated.
  class Nested {
   public:
    Nested(Budget& budget, std::int64_t levels) : budget_(budget), levels_(levels) { budget_.nesting += levels_; }
    ~Nested() { budget_.nesting -= levels_; }
    Nested(const Nested&) = delete;
    Nested& operator=(const Nested&) = delete;
    [[nodiscard]] bool fits() const noexcept;
    [[nodiscard]] static std::string refusal();

   private:
    Budget& budget_;
    std::int64_t levels_;
  };

  /// The value of an expression's root.
  [[nodiscard]] Result<Value> run();
  /// The value of a part of it.
  [[nodiscard]] Result<Value> run_part(NodeIndex index);
  /// The body of a function definition with its arguments; all borrowed until the return. `captured` are the values that were in sight where it stands.
  [[nodiscard]] Result<Value> run_body(NodeIndex body, std::span<const std::pair<std::string, Value>> captured, std::string_view self_name, const Value& self,
      std::span<const Function::Parameter> parameters, std::span<const Value> arguments);
  [[nodiscard]] Result<Value> run_builtin(const Builtin& builtin, std::span<const Value> arguments);
  /// Whether unary tests hold for an input, which must live until the return.
  [[nodiscard]] Result<Ternary> run_tests(const Value& input);

  /// Keeps sentences on why parts are null (it costs text, so a condition is evaluated again when one is wanted).
  void keep_notes() { keep_notes_ = true; }
  [[nodiscard]] std::vector<std::string>& nulls() { return nulls_; }
  [[nodiscard]] std::vector<std::string>& notes() { return notes_; }

 private:
  struct Frame {
    const std::string* name;  ///< nullptr: the item of a filter
    const Value* value;       ///< borrowed from the C++ frame that pushed it; nullptr: what a loop has gathered so far
    const Value::List* gathered = nullptr;
  };

  // CallContext
  [[nodiscard]] bool charge(std::size_t work) override;
  Value null_because(std::string why) override;
  Value stop(ErrorCode code, std::string message) override;
  [[nodiscard]] const Scope& scope() const override { return scope_; }
  [[nodiscard]] const re2::RE2* pattern() const override { return pattern_; }
  [[nodiscard]] Value call_function(const Function& function, std::span<const Value> arguments) override;

  [[nodiscard]] Value value(NodeIndex index);
  /// The constant itself for a literal, else the value put into `held`.
  [[nodiscard]] const Value& value_or_constant(NodeIndex index, Value& held);
  [[nodiscard]] Value name_value(const Node& node);
  [[nodiscard]] Value bounded(Value made);
  [[nodiscard]] bool charge_walk(const Value& from);
  [[nodiscard]] Value walk(Value from, std::string_view path);
  [[nodiscard]] Value logic(const Node& node, bool deciding);
  [[nodiscard]] Value arithmetic(const Node& node);
  [[nodiscard]] Value comparison(const Node& node);
  [[nodiscard]] Value between(const Node& node);
  [[nodiscard]] Value range(const Node& node);
  [[nodiscard]] Value conditional(const Node& node);
  [[nodiscard]] Value context(const Node& node);
  [[nodiscard]] Value iteration(const Node& node);
  [[nodiscard]] Value filter(const Node& node);
  [[nodiscard]] Value call(const Node& node);
  [[nodiscard]] Value call_value(const Node& node);
  [[nodiscard]] Value function(const Node& node, const std::string* self_name);
  [[nodiscard]] Value answer_of(Result<Value> called);
  [[nodiscard]] Value instance_of(const Node& node);
  [[nodiscard]] Ternary tests(NodeIndex index, const Value& input);
  [[nodiscard]] Ternary test(NodeIndex index, const Value& input);

  struct Loop;
  bool loop(const Node& node, std::uint32_t depth, Loop& state);

  [[nodiscard]] bool is_null_literal(NodeIndex index) const;
  [[nodiscard]] std::string* why() { return keep_notes_ ? &why_ : nullptr; }
  void note_at(std::uint32_t at, std::string text);
  void take_why(std::uint32_t at);

  const Syntax& syntax_;
  const Scope& scope_;
  NullMode mode_;
  Budget own_budget_;
  Budget& budget_;
  std::optional<Error> error_;
  std::vector<Frame> frames_;
  std::vector<std::string> nulls_;
  std::vector<std::string> notes_;
  std::string why_;
  const Value* question_ = nullptr;
  const re2::RE2* pattern_ = nullptr;
  std::uint32_t at_ = 0;  ///< where the evaluation is, for errors
  bool keep_notes_ = false;
};

}  // namespace amends::feel
