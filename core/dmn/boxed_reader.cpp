#include "dmn/boxed_reader.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "feel/limits.hpp"

namespace amends::dmn {
namespace {

using Kind = Boxed::Kind;

constexpr std::pair<std::string_view, Kind> kKinds[] = {
    {"literalExpression", Kind::literal}, {"decisionTable", Kind::table},   {"context", Kind::context},       {"list", Kind::list},
    {"relation", Kind::relation},         {"functionDefinition", Kind::function}, {"invocation", Kind::invocation}, {"filter", Kind::filter},
    {"for", Kind::for_return},            {"some", Kind::some},             {"every", Kind::every},           {"conditional", Kind::conditional},
};

constexpr std::pair<std::string_view, feel::HitPolicy> kPolicies[] = {
    {"UNIQUE", feel::HitPolicy::unique},         {"FIRST", feel::HitPolicy::first},           {"PRIORITY", feel::HitPolicy::priority},
    {"ANY", feel::HitPolicy::any},               {"COLLECT", feel::HitPolicy::collect},       {"RULE ORDER", feel::HitPolicy::rule_order},
    {"OUTPUT ORDER", feel::HitPolicy::output_order},
};

constexpr std::pair<std::string_view, feel::Aggregate> kAggregates[] = {
    {"SUM", feel::Aggregate::sum}, {"COUNT", feel::Aggregate::count}, {"MIN", feel::Aggregate::min}, {"MAX", feel::Aggregate::max}};

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

bool is_feel(std::string_view language) {
  return language.empty() || language == "feel" || language == "FEEL" || language.find("/FEEL") != std::string_view::npos || language.find("DMN") != std::string_view::npos;
}

}  // namespace

std::string one_blank(std::string_view text) {
  std::string out;
  for (const char c : trimmed(text)) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!blank) out += c;
    else if (out.back() != ' ') out += ' ';
  }
  return out;
}

Error Places::refuse(const xml::Element& element, const std::string& what, ErrorCode code) const {
  std::string subject = "<" + element.name + ">";
  if (const auto* name = element.attribute("name"); name && !name->empty()) subject += " '" + *name + "'";
  if (const auto* id = element.attribute("id"); id && !id->empty()) subject += " (id '" + *id + "')";
  return fail(code, subject + " " + what, at(element.line));
}

const xml::Element* Places::child(const xml::Element& element, std::string_view name) const {
  for (const auto& one : element.children)
    if (one.space == space && one.name == name) return &one;
  return nullptr;
}

std::string Places::text_of(const xml::Element& element) const {
  const auto* text = child(element, "text");
  return text ? std::string(trimmed(text->text)) : std::string{};
}

Variable BoxedReader::variable_of(const xml::Element& element) const {
  return {one_blank(element.attribute_or_empty("name")), std::string(element.attribute_or_empty("typeRef"))};
}

Result<Boxed> BoxedReader::read_inside(const xml::Element& element) const {
  for (const auto& child : element.children) {
    if (child.space != places_.space) continue;
    for (const auto& [name, kind] : kKinds)
      if (child.name == name) return read(child);
  }
  Boxed out;
  out.line = element.line;
  return out;
}

Result<Boxed> BoxedReader::read(const xml::Element& element) const {
  if (element.name == "functionDefinition") return read_function(element);
  Boxed out;
  for (const auto& [name, kind] : kKinds)
    if (element.name == name) out.kind = kind;
  out.id = element.attribute_or_empty("id");
  out.type_ref = element.attribute_or_empty("typeRef");
  out.line = element.line;
  switch (out.kind) {
    case Kind::literal: {
      if (places_.child(element, "importedValues"))
        return places_.refuse(element, "has imported values, which are not supported; write the values into the model", ErrorCode::unsupported);
      out.text = places_.text_of(element);
      const auto language = element.attribute_or_empty("expressionLanguage");
      if (!is_feel(language)) out.language = language;
      if (out.text.empty()) out.kind = Kind::none;
      break;
    }
    case Kind::table: AMENDS_CHECK(read_table(element, out)); break;
    case Kind::context: AMENDS_CHECK(read_context(element, out)); break;
    case Kind::list:
      for (const auto& child : element.children) {
        if (child.space != places_.space) continue;
        if (std::none_of(std::begin(kKinds), std::end(kKinds), [&](const auto& known) { return known.first == child.name; })) continue;
        AMENDS_TRY(auto item, read(child));
        out.parts.push_back(std::move(item));
      }
      break;
    case Kind::relation: AMENDS_CHECK(read_relation(element, out)); break;
    case Kind::invocation: AMENDS_CHECK(read_invocation(element, out)); break;
    case Kind::filter: AMENDS_CHECK(read_parts(element, {"in", "match"}, out)); break;
    case Kind::conditional: AMENDS_CHECK(read_parts(element, {"if", "then", "else"}, out)); break;
    case Kind::for_return:
    case Kind::some:
    case Kind::every:
      out.text = one_blank(element.attribute_or_empty("iteratorVariable"));
      if (out.text.empty()) return places_.refuse(element, "has no iterator variable; write iteratorVariable=\"...\"");
      AMENDS_CHECK(read_parts(element, {"in", out.kind == Kind::for_return ? "return" : "satisfies"}, out));
      break;
    case Kind::function:
    case Kind::none: break;
  }
  return out;
}

Result<void> BoxedReader::read_parts(const xml::Element& element, std::initializer_list<std::string_view> names, Boxed& out) const {
  for (const auto name : names) {
    const auto* part = places_.child(element, name);
    if (part == nullptr) return places_.refuse(element, "has no <" + std::string(name) + ">; add it");
    AMENDS_TRY(auto read_part, read_inside(*part));
    out.parts.push_back(std::move(read_part));
  }
  return {};
}

Result<Boxed> BoxedReader::read_function(const xml::Element& element) const {
  Boxed out;
  out.kind = Kind::function;
  out.id = element.attribute_or_empty("id");
  out.type_ref = element.attribute_or_empty("typeRef");
  out.line = element.line;
  const auto kind = element.attribute_or_empty("kind");
  if (kind == "Java") out.function_kind = Boxed::FunctionKind::java;
  else if (kind == "PMML") out.function_kind = Boxed::FunctionKind::pmml;
  else if (!kind.empty() && kind != "FEEL") return places_.refuse(element, "has the kind '" + std::string(kind) + "'; a function is FEEL, Java or PMML");
  for (const auto& child : element.children) {
    if (child.space != places_.space || child.name != "formalParameter") continue;
    auto parameter = variable_of(child);
    if (parameter.name.empty()) return places_.refuse(child, "has no name; write name=\"...\"");
    for (const auto& other : out.variables)
      if (other.name == parameter.name) return places_.refuse(child, "stands twice; rename one of the parameters");
    out.variables.push_back(std::move(parameter));
  }
  AMENDS_TRY(auto body, read_inside(element));
  out.parts.push_back(std::move(body));
  return out;
}

Result<void> BoxedReader::read_context(const xml::Element& element, Boxed& out) const {
  for (const auto& child : element.children) {
    if (child.space != places_.space || child.name != "contextEntry") continue;
    Variable variable;
    if (const auto* named = places_.child(child, "variable")) {
      variable = variable_of(*named);
      if (variable.name.empty()) return places_.refuse(*named, "has no name; write name=\"...\"");
      for (const auto& other : out.variables)
        if (other.name == variable.name) return places_.refuse(*named, "stands twice in its context; rename one of the entries");
    }
    if (!out.variables.empty() && out.variables.back().name.empty())
      return places_.refuse(child, "follows the result cell of its context; an entry without variable stands last");
    AMENDS_TRY(auto value, read_inside(child));
    out.variables.push_back(std::move(variable));
    out.parts.push_back(std::move(value));
  }
  return {};
}

Result<void> BoxedReader::read_relation(const xml::Element& element, Boxed& out) const {
  for (const auto& child : element.children) {
    if (child.space != places_.space) continue;
    if (child.name == "column") {
      auto column = variable_of(child);
      if (column.name.empty()) return places_.refuse(child, "has no name; write name=\"...\"");
      for (const auto& other : out.variables)
        if (other.name == column.name) return places_.refuse(child, "stands twice; rename one of the columns");
      out.variables.push_back(std::move(column));
    }
    if (child.name != "row") continue;
    std::size_t cells = 0;
    for (const auto& cell : child.children) {
      if (cell.space != places_.space) continue;
      if (std::none_of(std::begin(kKinds), std::end(kKinds), [&](const auto& known) { return known.first == cell.name; })) continue;
      AMENDS_TRY(auto value, read(cell));
      out.parts.push_back(std::move(value));
      ++cells;
    }
    if (cells != out.variables.size())
      return places_.refuse(child, "has " + std::to_string(cells) + " cells and its relation " + std::to_string(out.variables.size()) + " columns; make them equal");
  }
  return {};
}

Result<void> BoxedReader::read_invocation(const xml::Element& element, Boxed& out) const {
  AMENDS_TRY(auto called, read_inside(element));
  out.parts.push_back(std::move(called));
  for (const auto& child : element.children) {
    if (child.space != places_.space || child.name != "binding") continue;
    const auto* parameter = places_.child(child, "parameter");
    auto variable = parameter ? variable_of(*parameter) : Variable{};
    if (variable.name.empty()) return places_.refuse(child, "names no parameter; write <parameter name=\"...\"/>");
    for (const auto& other : out.variables)
      if (other.name == variable.name) return places_.refuse(*parameter, "is bound twice; remove one of the bindings");
    AMENDS_TRY(auto value, read_inside(child));
    out.variables.push_back(std::move(variable));
    out.parts.push_back(std::move(value));
  }
  return {};
}

Result<void> BoxedReader::read_table(const xml::Element& element, Boxed& out) const {
  auto table = std::make_shared<Table>();
  table->label = element.attribute_or_empty("outputLabel");
  if (const auto policy = element.attribute_or_empty("hitPolicy"); !policy.empty()) {
    const auto* found = std::find_if(std::begin(kPolicies), std::end(kPolicies), [&](const auto& known) { return known.first == policy; });
    if (found == std::end(kPolicies))
      return places_.refuse(element, "has the hit policy '" + std::string(policy) + "'; write UNIQUE, FIRST, PRIORITY, ANY, COLLECT, RULE ORDER or OUTPUT ORDER");
    table->hit = found->second;
  }
  if (const auto aggregation = element.attribute_or_empty("aggregation"); !aggregation.empty()) {
    const auto* found = std::find_if(std::begin(kAggregates), std::end(kAggregates), [&](const auto& known) { return known.first == aggregation; });
    if (found == std::end(kAggregates))
      return places_.refuse(element, "has the aggregation '" + std::string(aggregation) + "'; write SUM, COUNT, MIN or MAX");
    if (table->hit != feel::HitPolicy::collect) return places_.refuse(element, "has an aggregation, which belongs to the hit policy COLLECT; remove one of them");
    table->aggregate = found->second;
  }
  for (const auto& child : element.children) {
    if (child.space != places_.space) continue;
    if (child.name == "input") {
      TableInput input;
      input.line = child.line;
      const auto* expression = places_.child(child, "inputExpression");
      if (expression == nullptr || places_.text_of(*expression).empty()) return places_.refuse(child, "has no input expression; write what the column tests");
      input.text = places_.text_of(*expression);
      input.type_ref = expression->attribute_or_empty("typeRef");
      input.label = child.attribute_or_empty("label");
      if (input.label.empty()) input.label = input.text;
      if (const auto* values = places_.child(child, "inputValues")) input.values = places_.text_of(*values);
      table->inputs.push_back(std::move(input));
      if (table->inputs.size() > feel::kTableInputsMax)
        return places_.refuse(child, "is one input too many; a table has at most " + std::to_string(feel::kTableInputsMax), ErrorCode::range);
    } else if (child.name == "output") {
      TableOutput output;
      output.line = child.line;
      output.name = one_blank(child.attribute_or_empty("name"));
      output.type_ref = child.attribute_or_empty("typeRef");
      if (const auto* values = places_.child(child, "outputValues")) output.values = places_.text_of(*values);
      if (const auto* fallback = places_.child(child, "defaultOutputEntry")) output.fallback = places_.text_of(*fallback);
      for (const auto& other : table->outputs)
        if (other.name == output.name) return places_.refuse(child, "has the same name as another output, or none; give each its own name");
      table->outputs.push_back(std::move(output));
      if (table->outputs.size() > feel::kTableInputsMax)
        return places_.refuse(child, "is one output too many; a table has at most " + std::to_string(feel::kTableInputsMax), ErrorCode::range);
    } else if (child.name == "annotation") {
      table->annotations.push_back(one_blank(child.attribute_or_empty("name")));
    } else if (child.name == "rule") {
      AMENDS_CHECK(read_rule(child, *table));
    }
  }
  if (table->outputs.empty()) return places_.refuse(element, "has no output; add an <output>");
  if (table->outputs.size() > 1)
    for (const auto& output : table->outputs)
      if (output.name.empty()) return places_.refuse(element, "has several outputs, one of them without name; name each");
  if (table->aggregate != feel::Aggregate::none && table->outputs.size() > 1)
    return places_.refuse(element, "has an aggregation and several outputs; aggregate one output");
  out.table = std::move(table);
  return {};
}

Result<void> BoxedReader::read_rule(const xml::Element& element, Table& table) const {
  TableRule rule;
  rule.line = element.line;
  rule.id = std::to_string(table.rules.size() + 1);
  for (const auto& child : element.children) {
    if (child.space != places_.space) continue;
    if (child.name == "inputEntry") rule.inputs.push_back(places_.text_of(child));
    else if (child.name == "outputEntry") rule.outputs.push_back(places_.text_of(child));
    else if (child.name == "annotationEntry") rule.annotations.push_back(places_.text_of(child));
  }
  if (rule.inputs.size() != table.inputs.size() || rule.outputs.size() != table.outputs.size())
    return places_.refuse(element, "has " + std::to_string(rule.inputs.size()) + " input entries and " + std::to_string(rule.outputs.size()) + " output entries; its table has " +
                                       std::to_string(table.inputs.size()) + " inputs and " + std::to_string(table.outputs.size()) + " outputs");
  if (table.rules.size() >= feel::kTableRowsMax)
    return places_.refuse(element, "is one rule too many; a table has at most " + std::to_string(feel::kTableRowsMax) + ", split it", ErrorCode::range);
  table.rules.push_back(std::move(rule));
  return {};
}

}  // namespace amends::dmn
