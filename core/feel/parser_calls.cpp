#include <span>

#include "feel/limits.hpp"
#include "feel/parser_state.hpp"
#include "feel/pattern.hpp"

namespace amends::feel {
namespace {

/// Calls `each` with the parts of a text between separators.
template <class F> void split(std::string_view text, char separator, F&& each) {
  while (true) {
    const auto at = text.find(separator);
    each(text.substr(0, at));
    if (at == std::string_view::npos) return;
    text.remove_prefix(at + 1);
  }
}

}  // namespace

/// The arguments in parentheses, by position or by name.
bool Parser::arguments(std::vector<Argument>& out) {
  if (!expect_symbol("(")) return false;
  if (take_symbol(")")) return true;
  do {
    Argument argument;
    argument.at = here().at;
    std::size_t count = 0;
    while (count < 8 && (ahead(count).kind == TokenKind::word || ahead(count).kind == TokenKind::number || is_symbol(ahead(count), "-"))) ++count;
    if (count > 0 && here().kind == TokenKind::word && is_symbol(ahead(count), ":")) {
      argument.name = written(at_, count);
      skip(count + 1);
    }
    if (!out.empty() && out.back().name.empty() != argument.name.empty()) {
      refuse(argument.at, "arguments are given either all in order or all by name");
      return false;
    }
    if (!argument.name.empty() && std::any_of(out.begin(), out.end(), [&](const Argument& other) { return other.name == argument.name; })) {
      refuse(argument.at, "the argument '" + argument.name + "' stands twice; keep one of them");
      return false;
    }
    argument.value = expression();
    out.push_back(std::move(argument));
  } while (take_symbol(","));
  return !failed() && expect_symbol(")");
}

/// Puts named arguments into the order of the first parameter list of the built-in that has all of them; what is left out is null. before(point, range) and
/// before(range, point) have the same names: the order given tells which is meant.
bool Parser::in_order(const Token& token, const Builtin& builtin, const std::vector<Argument>& given, std::vector<NodeIndex>& out) {
  bool found = false;
  std::string_view unknown;
  std::string as_given;
  for (const auto& argument : given) as_given += (as_given.empty() ? "" : ",") + argument.name;
  const bool exact = (";" + std::string(builtin.parameters) + ";").find(";" + as_given + ";") != std::string::npos;
  split(builtin.parameters, ';', [&](std::string_view list) {
    if (found || (exact && list != as_given)) return;
    std::vector<std::string_view> parameters;
    split(list, ',', [&](std::string_view parameter) { parameters.push_back(parameter); });
    const bool marked = parameters.back() == "=";
    if (marked) parameters.pop_back();
    std::size_t last = 0;
    for (const auto& argument : given) {
      const auto at = std::find(parameters.begin(), parameters.end(), argument.name);
      if (at == parameters.end()) { unknown = argument.name; return; }
      last = std::max(last, static_cast<std::size_t>(at - parameters.begin()) + 1);
    }
    found = true;
    last = std::max(last, std::min(parameters.size(), static_cast<std::size_t>(builtin.arguments_min)));
    for (std::size_t i = 0; i < last; ++i) {
      const auto argument = std::find_if(given.begin(), given.end(), [&](const Argument& one) { return one.name == parameters[i]; });
      out.push_back(argument == given.end() ? literal(token.at, Value()) : argument->value);
    }
    if (marked) {
      out.resize(std::max(out.size(), parameters.size()), kNoNode);
      for (auto& value : out)
        if (value == kNoNode && !failed()) value = literal(token.at, Value());
      out.push_back(literal(token.at, Value::boolean(true)));
    }
  });
  if (!found) {
    std::string wanted(builtin.parameters);
    if (const auto mark = wanted.find(",="); mark != std::string::npos) wanted.erase(mark, 2);
    for (auto at = wanted.find(';'); at != std::string::npos; at = wanted.find(';')) wanted.replace(at, 1, " or ");
    refuse(token.at, "'" + std::string(builtin.name) + "' has no parameter '" + std::string(unknown) + "'" +
        (wanted.empty() ? "; give the arguments in order" : "; its parameters are " + wanted));
  }
  return found;
}

NodeIndex Parser::call_builtin(const Token& token, const Builtin& builtin) {
  std::vector<Argument> given;
  if (!arguments(given)) return kNoNode;
  std::vector<NodeIndex> values;
  if (!given.empty() && !given.front().name.empty()) {
    if (!in_order(token, builtin, given, values)) return kNoNode;
  } else {
    for (const auto& argument : given) values.push_back(argument.value);
  }
  const auto count = static_cast<int>(values.size());
  const bool by_name = !given.empty() && !given.front().name.empty();
  if (!by_name && (count < builtin.arguments_min || count > builtin.arguments_max)) {
    const std::string wanted = builtin.arguments_max == kAnyNumber ? "at least " + std::to_string(builtin.arguments_min)
                               : builtin.arguments_min == builtin.arguments_max ? std::to_string(builtin.arguments_min)
                               : std::to_string(builtin.arguments_min) + " to " + std::to_string(builtin.arguments_max);
    return refuse(token.at, "'" + std::string(builtin.name) + "' takes " + wanted + (wanted == "1" ? " argument" : " arguments") + ", here stand " +
        std::to_string(count));
  }
  Node out = node(NodeKind::call, token.at);
  out.data = static_cast<std::uint32_t>(&builtin - builtins().data());
  if (!compile_literal_pattern(builtin, values, out)) return kNoNode;
  return make(out, values);
}

/// `callee(...)`, where the callee is any value.
NodeIndex Parser::call_value(const Token& token, NodeIndex callee) {
  const auto at = token.at;
  std::vector<Argument> given;
  if (!arguments(given)) return kNoNode;
  Node out = node(NodeKind::call_value, at);
  out.named = !given.empty() && !given.front().name.empty();
  out.data = static_cast<std::uint32_t>(syntax_->texts.size());
  std::vector<NodeIndex> children = {callee};
  for (auto& argument : given) {
    if (out.named) text(std::move(argument.name));
    children.push_back(argument.value);
  }
  return make(out, children);
}

/// A pattern that stands in the text is compiled once, and a bad one is an error of the text.
bool Parser::compile_literal_pattern(const Builtin& builtin, const std::vector<NodeIndex>& arguments, Node& out) {
  const auto text_of_argument = [&](int index) -> const std::string* {
    if (index < 0 || static_cast<std::size_t>(index) >= arguments.size()) return nullptr;
    const Node& argument = syntax_->nodes[arguments[static_cast<std::size_t>(index)]];
    return argument.kind == NodeKind::literal ? syntax_->constants[argument.data].as_string() : nullptr;
  };
  const auto* pattern = text_of_argument(builtin.pattern_argument);
  if (pattern == nullptr) return true;
  const bool has_flags = builtin.flags_argument >= 0 && static_cast<std::size_t>(builtin.flags_argument) < arguments.size();
  const auto* flags = text_of_argument(builtin.flags_argument);
  if (has_flags && flags == nullptr) return true;
  auto compiled = compile_pattern(*pattern, flags ? std::string_view(*flags) : std::string_view{});
  if (!compiled) {
    refuse(syntax_->nodes[arguments[static_cast<std::size_t>(builtin.pattern_argument)]].at, compiled.error().message, compiled.error().code);
    return false;
  }
  out.pattern = static_cast<std::int32_t>(syntax_->patterns.size());
  syntax_->patterns.push_back(std::move(*compiled));
  return true;
}

/// function(a: number, b) a + b, and function(a) external {...}, which nothing here runs.
NodeIndex Parser::function_definition(const Token& token) {
  const Level level(*this);
  next();
  next();  // the parenthesis
  const auto index = static_cast<std::uint32_t>(syntax_->functions.size());
  syntax_->functions.emplace_back();
  std::vector<Function::Parameter> parameters;
  if (!take_symbol(")")) {
    do {
      auto name = new_name("a parameter", {":", ",", ")"});
      if (!name) return kNoNode;
      if (std::any_of(parameters.begin(), parameters.end(), [&](const auto& other) { return other.name == *name; }))
        return refuse(here().at, "the parameter '" + *name + "' stands twice; keep one of them");
      TypePtr wanted;
      if (take_symbol(":") && !type(wanted)) return kNoNode;
      parameters.push_back({std::move(*name), std::move(wanted)});
    } while (take_symbol(","));
    if (failed() || !expect_symbol(")")) return kNoNode;
  }
  const std::size_t outer = binders_.size();
  for (const auto& parameter : parameters) binders_.push_back({false, parameter.name});
  const bool unary = std::exchange(unary_, false);  // a function has no `?`: it may outlive the test
  open_functions_.push_back(index);
  const bool external = take_word("external");
  const NodeIndex body = expression();
  open_functions_.pop_back();
  unary_ = unary;
  binders_.resize(outer);
  if (failed()) return kNoNode;
  FunctionSyntax& made = syntax_->functions[index];
  made.parameters = std::move(parameters);
  made.external = external;
  made.depth = depths_[body];
  made.result = external ? nullptr : type_of_result(body);
  Node out = node(NodeKind::function, token.at);
  out.data = index;
  return make(out, {body});
}

/// What the body gives whatever the arguments are: told for literals and what is made of them, and for truth values. Else nullptr.
TypePtr Parser::type_of_result(NodeIndex index) const {
  const Node& at = syntax_->nodes[index];
  switch (at.kind) {
    case NodeKind::literal: {
      using Kind = Value::Kind;
      switch (syntax_->constants[at.data].kind()) {
        case Kind::boolean: return simple_type(TypeName::boolean);
        case Kind::number: return simple_type(TypeName::number);
        case Kind::string: return simple_type(TypeName::string);
        case Kind::date: return simple_type(TypeName::date);
        case Kind::time: return simple_type(TypeName::time);
        case Kind::date_time: return simple_type(TypeName::date_time);
        case Kind::years_months: return simple_type(TypeName::years_months);
        case Kind::days_time: return simple_type(TypeName::days_time);
        default: return nullptr;
      }
    }
    case NodeKind::comparison:
    case NodeKind::between:
    case NodeKind::in:
    case NodeKind::logic_and:
    case NodeKind::logic_or:
    case NodeKind::some:
    case NodeKind::every:
    case NodeKind::instance_of: return simple_type(TypeName::boolean);
    case NodeKind::context: {
      Type out{TypeName::context, {}, {}, {}};
      for (std::uint32_t i = 0; i < at.count; ++i) out.entries.emplace_back(syntax_->texts[at.data + i], type_of_result(syntax_->child(at, i)));
      return std::make_shared<const Type>(std::move(out));
    }
    case NodeKind::list: {
      TypePtr element = at.count > 0 ? type_of_result(syntax_->child(at, 0)) : nullptr;
      for (std::uint32_t i = 1; i < at.count && element; ++i) {
        const TypePtr other = type_of_result(syntax_->child(at, i));
        if (!other || !conforms(*other, *element)) element = nullptr;
      }
      return std::make_shared<const Type>(Type{TypeName::list, {element}, {}, {}});
    }
    case NodeKind::function: {
      const FunctionSyntax& made = syntax_->functions[at.data];
      Type out{TypeName::function, {}, {}, {}};
      for (const auto& parameter : made.parameters) out.parts.push_back(parameter.type);
      out.parts.push_back(made.result);
      return std::make_shared<const Type>(std::move(out));
    }
    default: return nullptr;
  }
}

}  // namespace amends::feel
