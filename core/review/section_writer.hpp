#pragma once
// What the sections of a page are written with: words in the model's language, a title, a fold. Internal to core/review.
#include <string>
#include <string_view>

#include "review/labels.hpp"
#include "review/page.hpp"

namespace amends::review {

class SectionWriter {
 public:
  explicit SectionWriter(const json::Value& model) : model_(model), language_(json::text_at(model, "language")) {}
  SectionWriter(const json::Value& model, std::string_view language) : model_(model), language_(language) {}

 protected:
  std::string say(std::string_view key) const { return label(key, language_); }
  bool zh() const { return language_ == "zh"; }
  /// "Status: " and "状态：".
  std::string named(const std::string& name) const { return name + (zh() ? "：" : ": "); }
  std::string bracketed(const std::string& text) const { return zh() ? "（" + text + "）" : " (" + text + ")"; }
  static std::string at(const json::Value& value, std::string_view path) { return std::string(json::text_at(value, path)); }
  void open(std::string_view key, const std::string& more = {}) { out_ += "<section><h2>" + escape_html(say(key) + more) + "</h2>\n"; }
  void close() { out_ += "</section>\n"; }
  /// From here to the end of the fold only on a click; `printed` folds open on paper.
  void fold(std::string_view key, bool printed = false, const std::string& more = {}) { out_ += std::string(printed ? "<details class=\"printed\">" : "<details>") + "<summary>" + escape_html(say(key) + more) + "</summary>"; }
  void unfold() { out_ += "</details>\n"; }

  void evidence_line(const json::Value& evidence) {
    const bool quote = at(evidence, "code") == "span";
    out_ += "<div class=\"ev\" title=\"" + escape_html(at(evidence, "place")) + "\">" + escape_html(at(evidence, "kind")) + (at(evidence, "where").empty() ? "" : " · " + escape_html(at(evidence, "where"))) + (zh() ? "：" : ": ") + (quote ? "<q>" : "") + escape_html(at(evidence, "text")) + (quote ? "</q>" : "") +
            (at(evidence, "operands").empty() ? "" : " ← " + escape_html(at(evidence, "operands"))) + "</div>";
  }

  const json::Value& model_;
  std::string language_;
  std::string out_;
};

}  // namespace amends::review
