#include "dmn/xml.hpp"

#include <algorithm>
#include <pugixml.hpp>

#include "dmn/limits.hpp"
#include "support/utf8.hpp"

namespace amends::dmn::xml {
namespace {

/// The prefixes that are known at a place, innermost last.
struct Prefix {
  std::string name;
  std::string space;
};

class Builder {
 public:
  Builder(std::string_view text, std::string_view file) : file_(file) {
    for (std::size_t i = 0; i < text.size(); ++i)
      if (text[i] == '\n') line_ends_.push_back(i);
  }

  [[nodiscard]] int line_at(std::ptrdiff_t offset) const {
    const auto at = static_cast<std::size_t>(std::max<std::ptrdiff_t>(offset, 0));
    return 1 + static_cast<int>(std::lower_bound(line_ends_.begin(), line_ends_.end(), at) - line_ends_.begin());
  }
  [[nodiscard]] Error refuse(int line, std::string message, ErrorCode code = ErrorCode::schema) const {
    return fail(code, std::move(message), std::string(file_) + ":" + std::to_string(line));
  }

  Result<Element> build(const pugi::xml_node& node, int depth) {
    Element out;
    out.line = line_at(node.offset_debug());
    if (depth > kElementDepthMax)
      return refuse(out.line, "elements are nested more than " + std::to_string(kElementDepthMax) + " deep; make the model flatter", ErrorCode::range);
    if (++elements_ > kElementsMax)
      return refuse(out.line, "the file has more than " + std::to_string(kElementsMax) + " elements; split the model by imports", ErrorCode::range);
    const std::size_t outer = prefixes_.size();
    AMENDS_CHECK(read_attributes(node, out));
    AMENDS_TRY(const auto name, split(node.name(), out.line, true));
    out.space = name.space;
    out.name = name.name;
    for (const auto& child : node.children()) {
      if (child.type() == pugi::node_element) {
        AMENDS_TRY(auto built, build(child, depth + 1));
        out.children.push_back(std::move(built));
      } else if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
        out.text += child.value();
      }
    }
    if (!utf8::valid(out.text)) return refuse(out.line, "a character reference in <" + out.name + "> names no character; remove it", ErrorCode::not_utf8);
    prefixes_.resize(outer);
    return out;
  }

 private:
  Result<void> read_attributes(const pugi::xml_node& node, Element& out) {
    std::vector<const pugi::char_t*> seen;
    std::vector<pugi::xml_attribute> kept;
    for (const auto& attribute : node.attributes()) {
      const std::string_view name = attribute.name();
      if (seen.size() >= kAttributesMax)
        return refuse(out.line, "<" + std::string(node.name()) + "> has more than " + std::to_string(kAttributesMax) + " attributes; remove some",
                      ErrorCode::range);
      for (const auto* other : seen)
        if (name == other) return refuse(out.line, "<" + std::string(node.name()) + "> has the attribute '" + std::string(name) + "' twice; keep one of them");
      seen.push_back(attribute.name());
      if (!utf8::valid(attribute.value()))
        return refuse(out.line, "a character reference in the attribute '" + std::string(name) + "' names no character; remove it", ErrorCode::not_utf8);
      if (name == "xmlns") prefixes_.push_back({"", attribute.value()});
      else if (name.starts_with("xmlns:")) prefixes_.push_back({std::string(name.substr(6)), attribute.value()});
      else kept.push_back(attribute);
    }
    for (const auto& attribute : kept) {
      AMENDS_TRY(auto name, split(attribute.name(), out.line, false));
      out.attributes.push_back({std::move(name.space), std::move(name.name), attribute.value()});
    }
    return {};
  }

  struct Name {
    std::string space;
    std::string name;
  };
  /// An attribute without prefix has no namespace; an element without prefix has the default one.
  Result<Name> split(std::string_view written, int line, bool element) const {
    const auto colon = written.find(':');
    if (colon == std::string_view::npos && !element) return Name{"", std::string(written)};
    const auto prefix = colon == std::string_view::npos ? std::string_view{} : written.substr(0, colon);
    const auto local = colon == std::string_view::npos ? written : written.substr(colon + 1);
    for (auto at = prefixes_.rbegin(); at != prefixes_.rend(); ++at)
      if (at->name == prefix) return Name{at->space, std::string(local)};
    if (prefix == "xml") return Name{"http://www.w3.org/XML/1998/namespace", std::string(local)};
    if (prefix.empty()) return Name{"", std::string(local)};
    return refuse(line, "the prefix '" + std::string(prefix) + "' of '" + std::string(written) + "' is not declared; write xmlns:" + std::string(prefix) +
                            "=\"...\" at the root element");
  }

  std::string_view file_;
  std::vector<std::size_t> line_ends_;
  std::vector<Prefix> prefixes_;
  std::size_t elements_ = 0;
};

bool names_utf8(std::string_view encoding) {
  std::string lower;
  for (const char c : encoding) lower += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return lower.empty() || lower == "utf-8" || lower == "utf8" || lower == "us-ascii";
}

}  // namespace

const std::string* Element::attribute(std::string_view wanted, std::string_view wanted_space) const noexcept {
  for (const auto& one : attributes)
    if (one.name == wanted && one.space == wanted_space) return &one.value;
  return nullptr;
}

std::string_view Element::attribute_or_empty(std::string_view wanted) const noexcept {
  const auto* found = attribute(wanted);
  return found ? std::string_view(*found) : std::string_view{};
}

Result<Element> parse(std::string_view text, std::string_view file) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // a byte order mark
  const std::string at(file);
  if (text.size() > kFileBytesMax)
    return fail(ErrorCode::range, "the file has " + std::to_string(text.size()) + " bytes, more than " + std::to_string(kFileBytesMax) +
        "; split the model by imports", at);
  Builder builder(text, file);
  if (!utf8::valid(text)) {
    std::size_t good = 0;  // the first line that is not UTF-8
    int line = 1;
    while (good < text.size()) {
      const auto end = std::min(text.find('\n', good), text.size());
      if (!utf8::valid(text.substr(good, end - good))) break;
      good = end + 1;
      ++line;
    }
    return builder.refuse(line, "the file is not UTF-8; save it as UTF-8", ErrorCode::not_utf8);
  }
  for (std::size_t i = 0; i < text.size(); ++i)
    if (const auto c = static_cast<unsigned char>(text[i]); c < 0x20 && c != '\n' && c != '\r' && c != '\t')
      return builder.refuse(builder.line_at(static_cast<std::ptrdiff_t>(i)), "the file has a control character, which XML forbids; remove it");

  pugi::xml_document document;
  constexpr unsigned kOptions = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_wconv_attribute | pugi::parse_eol | pugi::parse_declaration |
      pugi::parse_doctype | pugi::parse_ws_pcdata_single;
  const auto outcome = document.load_buffer(text.data(), text.size(), kOptions, pugi::encoding_utf8);
  if (!outcome)
    return builder.refuse(builder.line_at(outcome.offset), std::string("the file is no well-formed XML: ") + outcome.description() +
        "; correct it or save the model again");
  pugi::xml_node root;
  for (const auto& child : document.children()) {
    const int line = builder.line_at(child.offset_debug());
    if (child.type() == pugi::node_doctype)
      return builder.refuse(line, "the file has a DOCTYPE, which could define entities without end; remove it, no model needs one");
    if (child.type() == pugi::node_declaration && !names_utf8(child.attribute("encoding").value()))
      return builder.refuse(line, "the file says that it is '" + std::string(child.attribute("encoding").value()) + "'; save it as UTF-8");
    if (child.type() != pugi::node_element) continue;
    if (root) return builder.refuse(line, "the file has a second root element; keep one");
    root = child;
  }
  if (!root) return builder.refuse(1, "the file has no element; a model is <definitions>...</definitions>");
  return builder.build(root, 1);
}

}  // namespace amends::dmn::xml
