#pragma once
// What the tests of core/dmn share: small models as text.
#include <string>
#include <string_view>
#include <vector>

#include "dmn/model.hpp"

namespace amends::dmn::test {

inline constexpr std::string_view kSpace = "https://www.omg.org/spec/DMN/20230324/MODEL/";

/// A model around its elements; `space` is the version of DMN.
inline std::string definitions(std::string_view elements, std::string_view space = kSpace, std::string_view ns = "urn:m") {
  return "<definitions xmlns=\"" + std::string(space) + "\" name=\"m\" namespace=\"" + std::string(ns) + "\">\n" + std::string(elements) + "\n</definitions>";
}

inline std::string literal(std::string_view text) {
  std::string out = "<literalExpression><text>";
  for (const char c : text) out += c == '<' ? "&lt;" : c == '&' ? "&amp;" : std::string(1, c);
  return out + "</text></literalExpression>";
}

/// A decision; `requires_` are whole requirement elements.
inline std::string decision(std::string_view name, std::string_view logic, std::string_view requires_ = {}, std::string_view type = {}) {
  const std::string n(name);
  return "<decision id=\"" + n + "\" name=\"" + n + "\"><variable name=\"" + n + "\"" + (type.empty() ? "" : " typeRef=\"" + std::string(type) + "\"") + "/>" +
         std::string(requires_) + std::string(logic) + "</decision>\n";
}

inline std::string input(std::string_view name, std::string_view type = {}) {
  const std::string n(name);
  return "<inputData id=\"" + n + "\" name=\"" + n + "\"><variable name=\"" + n + "\"" + (type.empty() ? "" : " typeRef=\"" + std::string(type) + "\"") + "/></inputData>\n";
}

inline std::string needs_input(std::string_view id) { return "<informationRequirement><requiredInput href=\"#" + std::string(id) + "\"/></informationRequirement>"; }
inline std::string needs_decision(std::string_view id) { return "<informationRequirement><requiredDecision href=\"#" + std::string(id) + "\"/></informationRequirement>"; }
inline std::string needs_knowledge(std::string_view id) { return "<knowledgeRequirement><requiredKnowledge href=\"#" + std::string(id) + "\"/></knowledgeRequirement>"; }

/// A decision's value as FEEL text, or "error.code where: message"; `answer` takes the rest.
inline std::string decided(std::string_view elements, std::string_view name, const std::vector<Given>& given = {}, Answer* answer = nullptr, const std::vector<Source>& others = {}) {
  auto model = Model::load({"m.dmn", definitions(elements)}, others);
  if (!model) return std::string(code_name(model.error().code)) + " " + model.error().text();
  if (!model->problems().empty()) return "problem " + model->problems().front().text();
  auto out = model->decide(name, given, {}, Trace::yes);
  if (!out) return std::string(code_name(out.error().code)) + " " + out.error().text();
  if (answer != nullptr) *answer = *out;
  return feel::text_of(out->value);
}

/// The value of one decision of this logic.
inline std::string value_of(std::string_view logic, Answer* answer = nullptr) { return decided(decision("d", logic), "d", {}, answer); }

inline std::string first_note(const Answer& answer) { return answer.notes.empty() ? std::string{} : answer.notes.front(); }

inline feel::Value number(std::int64_t value) { return feel::Value::integer(value); }
inline feel::Value text(std::string_view value) { return feel::Value::string(std::string(value)); }

}  // namespace amends::dmn::test
