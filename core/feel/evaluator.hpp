#pragma once
// Computes the value of a syntax tree. One Evaluator serves one evaluation on one thread; it borrows tree and scope.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "feel/builtins.hpp"
#include "feel/expression.hpp"
#include "feel/syntax.hpp"

namespace amends::feel {

/// How null counts in = and != and `in`, see Expression::test.
enum class NullMode { dmn, unknown };

class Evaluator final : private CallContext {
 public:
  Evaluator(const Syntax& syntax, const Scope& scope, NullMode mode) : syntax_(syntax), scope_(scope), mode_(mode) {}

  /// The value of an expression's root.
  [[nodiscard]] Result<Value> run();
  /// The value of a part of it.
  [[nodiscard]] Result<Value> run_part(NodeIndex index);
  /// Whether unary tests hold for an input, which must live until the return.
  [[nodiscard]] Result<Ternary> run_tests(const Value& input);

  /// Keeps sentences on why parts are null (it costs text, so a condition is evaluated again when one is wanted).
  void keep_notes() { keep_notes_ = true; }
  [[nodiscard]] std::vector<std::string>& nulls() { return nulls_; }
  [[nodiscard]] std::vector<std::string>& notes() { return notes_; }

 private:
  struct Frame {
    const std::string* name;  ///< nullptr: the item of a filter
    const Value* value;       ///< borrowed from the C++ frame that pushed it
  };

  // CallContext
  [[nodiscard]] bool charge(std::size_t work) override;
  Value null_because(std::string why) override;
  Value stop(ErrorCode code, std::string message) override;
  [[nodiscard]] const Scope& scope() const override { return scope_; }
  [[nodiscard]] const re2::RE2* pattern() const override { return pattern_; }

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
  std::optional<Error> error_;
  std::vector<Frame> frames_;
  std::vector<std::string> nulls_;
  std::vector<std::string> notes_;
  std::string why_;
  const Value* question_ = nullptr;
  const re2::RE2* pattern_ = nullptr;
  std::int64_t steps_ = 0;
  std::uint32_t at_ = 0;  ///< where the evaluation is, for errors
  bool keep_notes_ = false;
};

}  // namespace amends::feel
