#pragma once
// XML as a small tree of our own: elements with namespace, attributes, text and line. The parser is pugixml and stays in xml.cpp. Used by the reader of
// models and by the programs that read test cases beside them; knows nothing of DMN. Nothing outside the text is ever opened: a DOCTYPE, and with it every
// entity of a document's own, is refused.
#include <string>
#include <string_view>
#include <vector>

#include "support/result.hpp"

namespace amends::dmn::xml {

inline constexpr std::string_view kSchemaInstance = "http://www.w3.org/2001/XMLSchema-instance";  ///< the namespace of xsi:type and xsi:nil

struct Attribute {
  std::string space;  ///< namespace; empty for an attribute without prefix
  std::string name;   ///< without prefix
  std::string value;
};

struct Element {
  std::string space;  ///< namespace; empty for none
  std::string name;   ///< without prefix
  std::vector<Attribute> attributes;  ///< without the xmlns ones
  std::vector<Element> children;
  std::string text;   ///< of this element itself, CDATA included; a text of blanks alone is kept when it is all the element has
  int line = 0;       ///< from 1

  /// The value of an attribute, nullptr without it. Borrowed from this element.
  [[nodiscard]] const std::string* attribute(std::string_view name, std::string_view space = {}) const noexcept;
  /// The same, empty without it.
  [[nodiscard]] std::string_view attribute_or_empty(std::string_view name) const noexcept;
};

/// Reads one document of UTF-8 text and gives its root element. Errors, with file:line as `where`: `schema` (not well formed, DOCTYPE, another encoding,
/// an attribute twice), `range` (the limits of limits.hpp), `not_utf8`.
[[nodiscard]] Result<Element> parse(std::string_view text, std::string_view file);

}  // namespace amends::dmn::xml
