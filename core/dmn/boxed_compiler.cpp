#include "dmn/boxed_compiler.hpp"

#include <utility>

#include "dmn/limits.hpp"

namespace amends::dmn {

using Kind = Boxed::Kind;

namespace {

Error of_rule(Error error, const std::string& rule, const std::string& cell) {
  error.message = "rule " + rule + ", " + cell + ": " + error.message;
  return error;
}

}  // namespace

BoxedCompiler::BoxedCompiler(std::string file, const Types& types, std::vector<std::string> members, std::vector<Error>& problems)
    : file_(std::move(file)), types_(types), problems_(problems) {
  vocabulary_.names = std::move(members);
  vocabulary_.types = types.named();
  members_ = vocabulary_.names.size();
}

Compiled BoxedCompiler::compile(const Boxed& boxed, const std::vector<std::string>& names, const std::string& who, const std::string& type_ref) {
  who_ = who;
  vocabulary_.names.resize(members_);
  vocabulary_.names.insert(vocabulary_.names.end(), names.begin(), names.end());
  return expression(boxed, type_ref);
}

void BoxedCompiler::tell(Compiled& out, Error error) {
  error.message = "in " + who_ + ": " + error.message;
  if (problems_.size() < kProblemsMax) problems_.push_back(error);
  out.problem = std::move(error);
}

feel::TypePtr BoxedCompiler::type_of(const std::string& type_ref, int line) {
  auto type = types_.find(type_ref, at(line));
  if (type) return *type;
  auto error = std::move(type).error();
  error.message = "in " + who_ + ": " + error.message;
  if (problems_.size() < kProblemsMax) problems_.push_back(std::move(error));
  return nullptr;
}

Compiled BoxedCompiler::expression(const Boxed& boxed, const std::string& type_ref) {
  Compiled out;
  out.kind = boxed.kind;
  out.where = at(boxed.line);
  out.function_kind = boxed.function_kind;
  const std::size_t outer = vocabulary_.names.size();
  for (const auto& variable : boxed.variables) {
    out.names.push_back(variable.name);
    out.types.push_back(type_of(variable.type_ref, boxed.line));
  }
  const auto part = [&](const Boxed& inner, const std::string& inner_type = {}) { out.parts.push_back(expression(inner, inner_type)); };
  switch (boxed.kind) {
    case Kind::none: break;
    case Kind::literal: {
      if (!boxed.language.empty()) {
        tell(out, fail(ErrorCode::unsupported, "the expression language '" + boxed.language + "' is not supported; write the expression in FEEL", out.where));
        break;
      }
      auto parsed = feel::Expression::parse(boxed.text, out.where, vocabulary_);
      if (parsed) out.expression = std::move(*parsed);
      else tell(out, std::move(parsed).error());
      break;
    }
    case Kind::table: {
      auto made = table(*boxed.table, boxed.type_ref.empty() ? type_ref : boxed.type_ref);
      if (made) out.table = std::move(*made);
      else tell(out, std::move(made).error());
      break;
    }
    case Kind::context:
      for (std::size_t i = 0; i < boxed.parts.size(); ++i) {
        const auto& name = boxed.variables[i].name;
        // A function may call itself by the name of its entry.
        if (!name.empty() && boxed.parts[i].kind == Kind::function) vocabulary_.names.push_back(name);
        part(boxed.parts[i], name.empty() ? type_ref : boxed.variables[i].type_ref);
        if (!name.empty()) vocabulary_.names.push_back(name);
      }
      break;
    case Kind::function: {
      const auto result = type_of(boxed.type_ref, boxed.line);
      out.result = result && result->name == feel::TypeName::function && !result->parts.empty() ? result->parts.back() : nullptr;
      for (const auto& parameter : boxed.variables) vocabulary_.names.push_back(parameter.name);
      if (boxed.function_kind == Boxed::FunctionKind::feel) part(boxed.parts.front());
      break;
    }
    case Kind::for_return:
    case Kind::some:
    case Kind::every:
      out.variable = boxed.text;
      part(boxed.parts[0]);
      vocabulary_.names.push_back(boxed.text);
      part(boxed.parts[1]);
      break;
    case Kind::list:
    case Kind::relation:
    case Kind::invocation:
    case Kind::filter:
    case Kind::conditional:
      for (const auto& one : boxed.parts) part(one);
      break;
  }
  vocabulary_.names.resize(outer);
  return out;
}

Result<CompiledInput> BoxedCompiler::input(const TableInput& input) const {
  AMENDS_TRY(auto expression, feel::Expression::parse(input.text, at(input.line), vocabulary_));
  CompiledInput out{input.label, input.text, std::move(expression), nullptr, std::nullopt};
  AMENDS_TRY(out.type, types_.find(input.type_ref, at(input.line)));
  if (!input.values.empty()) {
    AMENDS_TRY(out.allowed, feel::UnaryTests::parse(input.values, at(input.line), vocabulary_));
  }
  return out;
}

Result<CompiledOutput> BoxedCompiler::output(const TableOutput& output, const std::string& type_ref, bool ranked) const {
  CompiledOutput out;
  out.name = output.name;
  AMENDS_TRY(out.type, types_.find(output.type_ref, at(output.line)));
  if (!output.values.empty()) {
    AMENDS_TRY(out.allowed, feel::UnaryTests::parse(output.values, at(output.line), vocabulary_));
  }
  if (!output.fallback.empty()) {
    AMENDS_TRY(out.fallback, feel::Expression::parse(output.fallback, at(output.line), vocabulary_));
  }
  if (!ranked) return out;
  // The order of output values; without it that of the allowed values of the type.
  auto values = output.values.empty() ? types_.allowed_values(output.type_ref.empty() ? type_ref : output.type_ref) : output.values;
  if (values.empty()) return out;
  AMENDS_TRY(const auto tests, feel::UnaryTests::parse(values, at(output.line), vocabulary_));
  if (const auto* simple = tests.simple())
    for (const auto& test : *simple)
      if (test.kind == feel::SimpleTest::Kind::equal) out.order.push_back(test.low);
  return out;
}

Result<std::shared_ptr<const CompiledTable>> BoxedCompiler::table(const Table& table, const std::string& type_ref) {
  auto out = std::make_shared<CompiledTable>();
  out->label = table.label;
  out->hit = table.hit;
  out->aggregate = table.aggregate;
  out->annotation_names = table.annotations;
  const bool ranked = feel::needs_ranks(table.hit);
  for (const auto& one : table.inputs) {
    AMENDS_TRY(auto compiled, input(one));
    out->inputs.push_back(std::move(compiled));
  }
  for (const auto& one : table.outputs) {
    AMENDS_TRY(auto compiled, output(one, table.outputs.size() == 1 ? type_ref : std::string{}, ranked));
    out->outputs.push_back(std::move(compiled));
  }
  if (ranked && !table.rules.empty()) {
    bool any = false;
    for (const auto& one : out->outputs) any = any || !one.order.empty();
    if (!any)
      return fail(ErrorCode::schema, "the hit policy " + std::string(feel::hit_name(table.hit)) + " needs the order of the output values; write them in <outputValues>, best first",
                  at(table.outputs.front().line));
  }
  for (const auto& from : table.rules) {
    feel::Rule rule;
    rule.id = from.id;
    for (std::size_t i = 0; i < from.inputs.size(); ++i) {
      if (from.inputs[i].empty()) continue;  // as a dash
      auto tests = feel::UnaryTests::parse(from.inputs[i], at(from.line), vocabulary_);
      if (!tests) return of_rule(std::move(tests).error(), from.id, "input '" + table.inputs[i].label + "'");
      if (!tests->any()) rule.cells.push_back({i, std::move(*tests)});
    }
    std::vector<std::optional<feel::Expression>> entries;
    for (std::size_t i = 0; i < from.outputs.size(); ++i) {
      if (from.outputs[i].empty() || from.outputs[i] == "-") {
        entries.emplace_back();
        continue;
      }
      auto entry = feel::Expression::parse(from.outputs[i], at(from.line), vocabulary_);
      if (!entry) return of_rule(std::move(entry).error(), from.id, "output " + std::to_string(i + 1));
      entries.emplace_back(std::move(*entry));
    }
    out->rules.push_back(std::move(rule));
    out->entries.push_back(std::move(entries));
    out->lines.push_back(from.line);
    out->annotations.push_back(from.annotations);
  }
  return std::shared_ptr<const CompiledTable>(std::move(out));
}

}  // namespace amends::dmn
