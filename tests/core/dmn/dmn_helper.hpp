#pragma once
// What the tests of core/dmn share: small models as text.
#include <string>
#include <string_view>

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

}  // namespace amends::dmn::test
