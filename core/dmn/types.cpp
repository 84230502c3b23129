#include "dmn/types.hpp"

#include <utility>

#include "dmn/limits.hpp"
#include "feel/function.hpp"
#include "feel/unary_tests.hpp"
#include "support/nearest.hpp"

namespace amends::dmn {
namespace {

using feel::Type;
using feel::TypeName;
using feel::TypePtr;
using feel::Value;

constexpr std::pair<std::string_view, TypeName> kBuiltin[] = {
    {"Any", TypeName::any},       {"any", TypeName::any},     {"Null", TypeName::null},  {"boolean", TypeName::boolean},      {"number", TypeName::number},
    {"string", TypeName::string}, {"date", TypeName::date},   {"time", TypeName::time},  {"dateTime", TypeName::date_time},   {"date and time", TypeName::date_time},
    {"context", TypeName::context}, {"list", TypeName::list}, {"range", TypeName::range}, {"function", TypeName::function},
    {"dayTimeDuration", TypeName::days_time},     {"days and time duration", TypeName::days_time},
    {"yearMonthDuration", TypeName::years_months}, {"years and months duration", TypeName::years_months},
};

const TypeName* builtin(std::string_view name) {
  for (const auto& [known, type] : kBuiltin)
    if (known == name) return &type;
  return nullptr;
}

class NoNames final : public feel::Scope {
 public:
  [[nodiscard]] std::optional<Value> lookup(std::string_view) const override { return std::nullopt; }
};

/// The type with one more demand.
TypePtr restricted(const TypePtr& base, feel::UnaryTests tests) {
  auto out = std::make_shared<Type>(base ? *base : Type{});
  out->allowed = [inner = out->allowed, tests = std::move(tests)](const Value& value) {
    if (inner && !inner(value)) return false;
    feel::Budget budget;
    const auto fits = tests.match(value, NoNames(), budget, feel::NullMode::dmn);
    return fits && *fits == feel::Ternary(true);
  };
  return out;
}

}  // namespace

struct Types::Making {
  const Definitions& definitions;
  const std::map<std::string, const Types*>& imported;
  std::vector<std::string> open;  // names of the definitions that are being made: a name among them is a circle

  [[nodiscard]] std::string at(int line) const { return definitions.file + ":" + std::to_string(line); }
};

Types::Types(const Definitions& definitions, const std::map<std::string, const Types*>& imported, std::vector<Error>& problems) {
  for (const auto& [name, types] : imported)
    for (const auto& [inner, type] : types->named_) named_.emplace(name.empty() ? inner : name + "." + inner, type);
  for (const auto& [name, types] : imported)
    for (const auto& [inner, values] : types->allowed_) allowed_.emplace(name.empty() ? inner : name + "." + inner, values);
  for (const auto& item : definitions.items)
    if (!item.allowed_values.empty()) allowed_.insert_or_assign(item.name, item.allowed_values);
  Making making{definitions, imported, {}};
  for (const auto& item : definitions.items) {
    if (named_.contains(item.name)) continue;  // made already, as a part of another
    making.open = {item.name};
    auto type = make(item, making, 1);
    if (!type && problems.size() < kProblemsMax) problems.push_back(type.error());
    named_.insert_or_assign(item.name, type ? *type : feel::simple_type(TypeName::any));
  }
}

Result<TypePtr> Types::refer(std::string_view type_ref, int line, Making& making, int depth) {
  for (const auto& open : making.open)
    if (open == type_ref) {
      std::string circle;
      for (const auto& name : making.open) circle += "'" + name + "' -> ";
      return fail(ErrorCode::schema, "item definitions refer to one another in a circle: " + circle + "'" + std::string(type_ref) + "'; break it", making.at(line));
    }
  if (!named_.contains(type_ref))
    for (const auto& item : making.definitions.items) {
      if (item.name != type_ref) continue;
      making.open.push_back(item.name);
      AMENDS_TRY(auto type, make(item, making, depth + 1));
      making.open.pop_back();
      named_.insert_or_assign(item.name, std::move(type));
      break;
    }
  return find(type_ref, making.at(line));
}

Result<TypePtr> Types::make(const ItemDefinition& item, Making& making, int depth) {
  if (depth > kTypeDepthMax)
    return fail(ErrorCode::range, "item definitions refer to one another more than " + std::to_string(kTypeDepthMax) + " deep; make them flatter", making.at(item.line));
  TypePtr type;
  if (item.function) {
    auto function = std::make_shared<Type>();
    function->name = TypeName::function;
    for (const auto& parameter : item.parameters) {
      AMENDS_TRY(auto part, refer(parameter.type_ref, item.line, making, depth));
      function->parts.push_back(part ? std::move(part) : feel::simple_type(TypeName::any));
    }
    AMENDS_TRY(auto result, refer(item.output_type_ref, item.line, making, depth));
    function->parts.push_back(result ? std::move(result) : feel::simple_type(TypeName::any));
    type = std::move(function);
  } else if (!item.components.empty()) {
    auto structure = std::make_shared<Type>();
    structure->name = TypeName::context;
    for (const auto& component : item.components) {
      AMENDS_TRY(auto part, make(component, making, depth + 1));
      structure->entries.emplace_back(component.name, std::move(part));
    }
    type = std::move(structure);
  } else {
    AMENDS_TRY(type, refer(item.type_ref, item.line, making, depth));
  }
  const auto restrict = [&](const std::string& text, std::string_view what) -> Result<void> {
    if (text.empty()) return {};
    auto tests = feel::UnaryTests::parse(text, making.at(item.line));
    if (!tests) return tests.error().within(std::string(what) + " of the item definition '" + item.name + "'");
    if (!tests->any()) type = restricted(type, std::move(*tests));
    return {};
  };
  AMENDS_CHECK(restrict(item.allowed_values, "allowed values"));
  if (item.collection) {
    auto list = std::make_shared<Type>();
    list->name = TypeName::list;
    if (type) list->parts.push_back(std::move(type));
    type = std::move(list);
  }
  AMENDS_CHECK(restrict(item.type_constraint, "type constraint"));
  return type ? type : feel::simple_type(TypeName::any);
}

Result<TypePtr> Types::find(std::string_view type_ref, const std::string& place) const {
  if (type_ref.empty()) return TypePtr();
  if (const auto found = named_.find(type_ref); found != named_.end()) return found->second;
  if (const auto* type = builtin(type_ref)) return *type == TypeName::any ? TypePtr() : feel::simple_type(*type);
  // "feel:number" of DMN 1.1's habit.
  if (const auto colon = type_ref.rfind(':'); colon != std::string_view::npos) return find(type_ref.substr(colon + 1), place);
  std::vector<std::string_view> known;
  for (const auto& [name, type] : named_) known.push_back(name);
  for (const auto& [name, type] : kBuiltin) known.push_back(name);
  const auto near = nearest_name(type_ref, known);
  return fail(ErrorCode::schema, "'" + std::string(type_ref) + "' is no type of this model" + (near.empty() ? "; define it or use a type of FEEL such as number"
      : "; did you mean '" + near + "'?"), place);
}

std::string Types::allowed_values(std::string_view type_ref) const {
  const auto found = allowed_.find(type_ref);
  return found == allowed_.end() ? std::string{} : found->second;
}

}  // namespace amends::dmn
