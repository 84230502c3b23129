#include "dmn/reader.hpp"

#include <algorithm>
#include <map>
#include <span>
#include <utility>

#include "dmn/boxed_reader.hpp"
#include "dmn/xml.hpp"

namespace amends::dmn {
namespace {

constexpr std::string_view kSpaces[] = {
    "http://www.omg.org/spec/DMN/20180521/MODEL/",   // 1.2
    "https://www.omg.org/spec/DMN/20191111/MODEL/",  // 1.3
    "https://www.omg.org/spec/DMN/20211108/MODEL/",  // 1.4
    "https://www.omg.org/spec/DMN/20230324/MODEL/",  // 1.5
};

class Reader {
 public:
  Reader(const xml::Element& root, std::string_view file) : root_(root), places_{root.space, std::string(file)} { out_.file = file; }

  Result<Definitions> run() {
    AMENDS_CHECK(check_version());
    out_.name = one_blank(root_.attribute_or_empty("name"));
    out_.space = root_.attribute_or_empty("namespace");
    if (out_.space.empty()) return places_.refuse(root_, "has no namespace; write namespace=\"...\"");
    for (const auto& child : root_.children) {
      if (child.space != root_.space) continue;
      if (child.name == "import") AMENDS_CHECK(read_import(child));
      else if (child.name == "itemDefinition") AMENDS_CHECK(read_item(child, out_.items));
      else if (child.name == "inputData") AMENDS_CHECK(read_input(child));
      else if (child.name == "decision") AMENDS_CHECK(read_decision(child));
      else if (child.name == "businessKnowledgeModel") AMENDS_CHECK(read_knowledge(child));
      else if (child.name == "decisionService") AMENDS_CHECK(read_service(child));
      // Else: knowledge sources, artifacts, business context, performance indicators: nothing that decides.
    }
    AMENDS_CHECK(check_items());
    return std::move(out_);
  }

 private:
  Result<void> check_version() const {
    const bool known = std::find(std::begin(kSpaces), std::end(kSpaces), root_.space) != std::end(kSpaces);
    if (known && root_.name == "definitions") return {};
    if (known) return places_.refuse(root_, "is no model; the root element of a DMN file is <definitions>");
    const bool other = root_.space.find("omg.org/spec/DMN/") != std::string::npos;
    return places_.refuse(root_, other ? "is of another version of DMN ('" + root_.space + "'); save the model as DMN 1.2, 1.3, 1.4 or 1.5"
                                       : "is no DMN model; its namespace is '" + root_.space + "' and that of DMN 1.5 is '" + std::string(kSpaces[3]) + "'",
                          other ? ErrorCode::unsupported : ErrorCode::schema);
  }

  Result<void> read_node(const xml::Element& element, Node& node) {
    node.line = element.line;
    node.id = element.attribute_or_empty("id");
    node.name = one_blank(element.attribute_or_empty("name"));
    if (node.name.empty()) return places_.refuse(element, "has no name; write name=\"...\"");
    node.variable.name = node.name;
    if (const auto* variable = places_.child(element, "variable")) {
      node.variable.type_ref = variable->attribute_or_empty("typeRef");
      if (const auto name = one_blank(variable->attribute_or_empty("name")); !name.empty() && name != node.name)
        return places_.refuse(*variable, "is called '" + name + "' and its " + element.name + " '" + node.name + "'; give both one name");
    }
    if (!node.id.empty()) {
      const auto [at, fresh] = ids_.emplace(node.id, element.line);
      if (!fresh) return places_.refuse(element, "has the id '" + node.id + "', which line " + std::to_string(at->second) + " has too; ids are unique in a file");
    }
    const auto [at, fresh] = names_.emplace(node.name, element.line);
    if (!fresh) return places_.refuse(element, "has the same name as the element of line " + std::to_string(at->second) + "; rename one of them");
    return {};
  }

  Result<void> read_references(const xml::Element& element, std::string_view wrapper, std::string_view name, std::vector<Reference>& out) const {
    const auto add = [&](const xml::Element& at) -> Result<void> {
      const auto href = std::string(at.attribute_or_empty("href"));
      const auto hash = href.find('#');
      if (hash == std::string::npos || hash + 1 == href.size())
        return places_.refuse(at, "has no href with an id; write href=\"#id\" or href=\"namespace#id\"");
      out.push_back({href, at.line});
      return {};
    };
    for (const auto& child : element.children) {
      if (child.space != root_.space) continue;
      if (wrapper.empty()) {
        if (child.name == name) AMENDS_CHECK(add(child));
        continue;
      }
      if (child.name != wrapper) continue;
      for (const auto& inner : child.children)
        if (inner.space == root_.space && inner.name == name) AMENDS_CHECK(add(inner));
    }
    return {};
  }

  Result<void> read_import(const xml::Element& element) {
    Import import;
    import.name = one_blank(element.attribute_or_empty("name"));
    import.space = element.attribute_or_empty("namespace");
    import.type = element.attribute_or_empty("importType");
    import.line = element.line;
    if (import.space.empty()) return places_.refuse(element, "has no namespace; write the namespace of the model that is imported");
    for (const auto& other : out_.imports)
      if (!import.name.empty() && other.name == import.name)
        return places_.refuse(element, "has the same name as the import of line " + std::to_string(other.line) + "; rename one of them");
    out_.imports.push_back(std::move(import));
    return {};
  }

  Result<void> read_item(const xml::Element& element, std::vector<ItemDefinition>& out) const {
    ItemDefinition item;
    item.line = element.line;
    item.name = one_blank(element.attribute_or_empty("name"));
    if (item.name.empty()) return places_.refuse(element, "has no name; write name=\"...\"");
    const auto collection = element.attribute_or_empty("isCollection");
    item.collection = collection == "true" || collection == "1";
    for (const auto& child : element.children) {
      if (child.space != root_.space) continue;
      if (child.name == "typeRef") item.type_ref = one_blank(child.text);
      else if (child.name == "allowedValues") item.allowed_values = places_.text_of(child);
      else if (child.name == "typeConstraint") item.type_constraint = places_.text_of(child);
      else if (child.name == "itemComponent") AMENDS_CHECK(read_item(child, item.components));
      else if (child.name == "functionItem") {
        item.function = true;
        item.output_type_ref = child.attribute_or_empty("outputTypeRef");
        for (const auto& parameter : child.children)
          if (parameter.space == root_.space && parameter.name == "parameters")
            item.parameters.push_back({one_blank(parameter.attribute_or_empty("name")), std::string(parameter.attribute_or_empty("typeRef"))});
      }
    }
    for (const auto& other : out)
      if (other.name == item.name)
        return places_.refuse(element, "has the same name as line " + std::to_string(other.line) + "; rename one of them");
    out.push_back(std::move(item));
    return {};
  }

  /// A structure that also says a simple type means two things.
  Result<void> check_items() const {
    for (const auto& item : out_.items)
      if (!item.components.empty() && !item.type_ref.empty())
        return fail(ErrorCode::schema, "the item definition '" + item.name + "' has a typeRef and components; keep one of them", places_.at(item.line));
    return {};
  }

  Result<void> read_input(const xml::Element& element) {
    InputData input;
    AMENDS_CHECK(read_node(element, input));
    out_.inputs.push_back(std::move(input));
    return {};
  }

  Result<void> read_decision(const xml::Element& element) {
    Decision decision;
    AMENDS_CHECK(read_node(element, decision));
    if (const auto* text = places_.child(element, "question")) decision.question = text->text;
    if (const auto* text = places_.child(element, "allowedAnswers")) decision.allowed_answers = text->text;
    AMENDS_CHECK(read_references(element, "informationRequirement", "requiredInput", decision.inputs));
    AMENDS_CHECK(read_references(element, "informationRequirement", "requiredDecision", decision.decisions));
    AMENDS_CHECK(read_references(element, "knowledgeRequirement", "requiredKnowledge", decision.knowledge));
    AMENDS_TRY(decision.expression, BoxedReader(places_).read_inside(element));
    out_.decisions.push_back(std::move(decision));
    return {};
  }

  Result<void> read_knowledge(const xml::Element& element) {
    KnowledgeModel model;
    AMENDS_CHECK(read_node(element, model));
    AMENDS_CHECK(read_references(element, "knowledgeRequirement", "requiredKnowledge", model.knowledge));
    if (const auto* logic = places_.child(element, "encapsulatedLogic")) {
      AMENDS_TRY(model.logic, BoxedReader(places_).read_function(*logic));
    } else {
      model.logic.kind = Boxed::Kind::function;
      model.logic.line = element.line;
      model.logic.parts.emplace_back();
    }
    out_.knowledge.push_back(std::move(model));
    return {};
  }

  Result<void> read_service(const xml::Element& element) {
    Service service;
    AMENDS_CHECK(read_node(element, service));
    AMENDS_CHECK(read_references(element, "", "outputDecision", service.outputs));
    AMENDS_CHECK(read_references(element, "", "encapsulatedDecision", service.encapsulated));
    AMENDS_CHECK(read_references(element, "", "inputDecision", service.input_decisions));
    AMENDS_CHECK(read_references(element, "", "inputData", service.inputs));
    if (service.outputs.empty()) return places_.refuse(element, "has no output decision; name one in <outputDecision href=\"#id\"/>");
    out_.services.push_back(std::move(service));
    return {};
  }

  const xml::Element& root_;
  Places places_;
  Definitions out_;
  std::map<std::string, int> ids_;
  std::map<std::string, int> names_;
};

}  // namespace

Result<Definitions> read_definitions(std::string_view text, std::string_view file) {
  AMENDS_TRY(const auto root, xml::parse(text, file));
  return Reader(root, file).run();
}

}  // namespace amends::dmn
