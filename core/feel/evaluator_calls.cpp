#include "feel/evaluator.hpp"

#include <algorithm>
#include <memory>

#include "feel/lexer.hpp"
#include "feel/limits.hpp"

namespace amends::feel {
namespace {

using Captured = std::vector<std::pair<std::string, Value>>;  // an empty name: the item of a filter

/// The scope of a function's body: what it read from the scope where it was made; the time is the caller's.
class ClosureScope final : public Scope {
 public:
  ClosureScope(const Captured& values, const Scope& caller) : values_(values), caller_(caller) {}
  [[nodiscard]] std::optional<Value> lookup(std::string_view path) const override {
    for (const auto& [name, value] : values_)
      if (name == path) return value;
    return std::nullopt;
  }
  [[nodiscard]] std::optional<Instant> instant() const override { return caller_.instant(); }
  [[nodiscard]] std::int32_t utc_offset_s() const override { return caller_.utc_offset_s(); }

 private:
  const Captured& values_;
  const Scope& caller_;
};

std::pair<std::size_t, std::size_t> weight_and_depth(const Captured& frames, const Captured& names) {
  std::size_t weight = 1, depth = 0;
  for (const auto* values : {&frames, &names})
    for (const auto& [name, value] : *values) {
      weight += value.weight();
      depth = std::max(depth, value.depth());
    }
  return {weight, depth + 1};
}

/// A function that FEEL text defines. It keeps the tree and every value that its body may read, so it may outlive expression and scope.
class Closure final : public Function, public std::enable_shared_from_this<Closure> {
 public:
  struct Holds {
    std::shared_ptr<const Syntax> syntax;
    Captured frames;  // in sight where the function stands, outermost first
    Captured names;   // paths read from the scope
    std::string self_name;
    NodeIndex body = kNoNode;
    std::uint32_t index = 0;
  };

  Closure(Holds holds, std::pair<std::size_t, std::size_t> size)
      : Function(holds.syntax->functions[holds.index].parameters, holds.syntax->functions[holds.index].result, size.first, size.second), holds_(std::move(holds)) {}

  [[nodiscard]] Result<Value> call(std::span<const Value> arguments, const Environment& environment) const override {
    if (written().external) return Value();  // no foreign code runs here
    const ClosureScope scope(holds_.names, environment.scope);
    const Value self = holds_.self_name.empty() ? Value() : Value::function(shared_from_this());
    return Evaluator(*holds_.syntax, scope, NullMode::dmn, environment.budget)
        .run_body(holds_.body, holds_.frames, holds_.self_name, self, parameters(), arguments);
  }
  [[nodiscard]] std::int64_t nesting() const noexcept override { return written().depth + 4; }  // and the frames of the call itself

 private:
  [[nodiscard]] const FunctionSyntax& written() const { return holds_.syntax->functions[holds_.index]; }

  Holds holds_;
};

/// A built-in function as a value.
class BuiltinFunction final : public Function {
 public:
  explicit BuiltinFunction(const Builtin& builtin) : Function({}), builtin_(builtin) {}
  [[nodiscard]] Result<Value> call(std::span<const Value> arguments, const Environment& environment) const override {
    const Syntax nothing;
    return Evaluator(nothing, environment.scope, NullMode::dmn, environment.budget).run_builtin(builtin_, arguments);
  }
  [[nodiscard]] bool takes(std::size_t arguments) const noexcept override {
    return arguments >= static_cast<std::size_t>(builtin_.arguments_min) && arguments <= static_cast<std::size_t>(builtin_.arguments_max);
  }

 private:
  const Builtin& builtin_;
};

}  // namespace

/// The same object for all, so that a built-in equals itself.
Value builtin_value(const Builtin& builtin) {
  static const auto values = [] {
    std::vector<Value> out;
    for (const auto& one : builtins()) out.push_back(Value::function(std::make_shared<const BuiltinFunction>(one)));
    return out;
  }();
  return values[static_cast<std::size_t>(&builtin - builtins().data())];
}

Result<Value> Evaluator::run_body(NodeIndex body, std::span<const std::pair<std::string, Value>> captured, std::string_view self_name, const Value& self,
    std::span<const Function::Parameter> parameters, std::span<const Value> arguments) {
  const std::string own_name(self_name);
  frames_.reserve(captured.size() + parameters.size() + 4);
  for (const auto& [name, held] : captured) frames_.push_back({name.empty() ? nullptr : &name, &held});
  if (!own_name.empty()) frames_.push_back({&own_name, &self});
  for (std::size_t i = 0; i < parameters.size(); ++i) frames_.push_back({&parameters[i].name, &arguments[i]});
  return run_part(body);
}

Result<Value> Evaluator::run_builtin(const Builtin& builtin, std::span<const Value> arguments) {
  Value out = builtin.function(*this, arguments);
  if (!error_) out = bounded(std::move(out));
  if (error_) return std::move(*error_);
  return out;
}

Value Evaluator::answer_of(Result<Value> called) {
  if (called) return error_ ? Value() : bounded(std::move(*called));
  if (!error_) {
    error_ = std::move(called).error();
    if (error_->where.empty()) error_->where = where_in(syntax_.text, at_, syntax_.place);
  }
  return {};
}

Value Evaluator::call_function(const Function& function, std::span<const Value> arguments) {
  const auto at = at_;
  Value out = answer_of(invoke(function, arguments, {scope_, budget_}));
  at_ = at;
  return out;
}

Value Evaluator::call(const Node& node) {
  std::vector<Value> arguments;
  arguments.reserve(node.count);
  for (std::uint32_t i = 0; i < node.count; ++i) arguments.push_back(value(syntax_.child(node, i)));
  if (error_) return {};
  at_ = node.at;
  pattern_ = node.pattern >= 0 ? syntax_.patterns[static_cast<std::size_t>(node.pattern)].get() : nullptr;
  Value out = builtins()[node.data].function(*this, arguments);
  return error_ ? Value() : bounded(std::move(out));
}

Value Evaluator::call_value(const Node& node) {
  const Value callee = value(syntax_.child(node, 0));
  std::vector<Value> arguments;
  arguments.reserve(node.count - 1);
  for (std::uint32_t i = 1; i < node.count && !error_; ++i) arguments.push_back(value(syntax_.child(node, i)));
  if (error_) return {};
  at_ = node.at;
  const auto* function = callee.as_function();
  if (function == nullptr) return null_because(std::string(kind_name(callee.kind())) + " cannot be called");
  if (node.named) {
    std::vector<std::pair<std::string, Value>> named;
    for (std::uint32_t i = 0; i < arguments.size(); ++i) named.emplace_back(syntax_.texts[node.data + i], std::move(arguments[i]));
    Value out = answer_of(invoke(*function, named, {scope_, budget_}));
    return out.is_null() && !error_ ? null_because("the call of " + text_of(*function) + " by name gave null") : out;
  }
  if (!function->takes(arguments.size()))
    return null_because(text_of(*function) + " does not take " + std::to_string(arguments.size()) + (arguments.size() == 1 ? " argument" : " arguments"));
  return call_function(*function, arguments);
}

/// A function definition becomes a value: what its body may read is taken along.
Value Evaluator::function(const Node& node, const std::string* self_name) {
  const FunctionSyntax& written = syntax_.functions[node.data];
  if (!charge(1 + frames_.size() + written.reads.size())) return {};
  Closure::Holds holds;
  holds.syntax = syntax_.shared_from_this();
  holds.body = syntax_.child(node, 0);
  holds.index = node.data;
  if (self_name != nullptr) holds.self_name = *self_name;
  for (const auto& frame : frames_) {
    if (frame.name && frame.name->empty()) continue;  // the key "", which no name in the text can mean
    if (frame.value == nullptr && !charge(frame.gathered->size())) return {};
    holds.frames.emplace_back(frame.name ? *frame.name : std::string(), frame.value ? *frame.value : Value::list(*frame.gathered));
  }
  for (const auto index : written.reads) {
    const auto& path = syntax_.texts[index];
    auto found = scope_.lookup(path);
    Value read = found ? std::move(*found) : resolve(scope_, path);
    if (!charge(read.weight() / 4)) return {};
    if (found || !read.is_null()) holds.names.emplace_back(path, std::move(read));
  }
  const auto size = weight_and_depth(holds.frames, holds.names);
  if (size.first > kWeightMax) return stop(ErrorCode::range, "the function would hold on to more than " + std::to_string(kWeightMax) + " values; let it read less");
  return bounded(Value::function(std::make_shared<const Closure>(std::move(holds), size)));
}

}  // namespace amends::feel
