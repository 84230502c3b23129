#include <string>
#include <tuple>

#include "review/labels.hpp"
#include "review/page.hpp"
#include "review/page_sections.hpp"
#include "review/review.hpp"

namespace amends::review {

std::string page_body(const json::Value& model) {
  std::string out = headline_section(model);
  out += tasks_section(model, kTasksShown);
  out += clocks_section(model, false);
  out += part_section(model, "crisis");
  out += said_section(model);
  out += facts_section(model);
  out += classification_section(model);
  for (const auto* name : {"risk", "verification", "options", "plan", "letter"}) out += part_section(model, name);
  out += route_section(model);
  out += part_section(model, "decisions");
  for (const auto* name : {"dimensions", "behind"}) out += part_section(model, name);
  out += done_tasks_section(model);
  out += findings_section(model);
  out += acknowledgement_section(model);
  out += corrections_section(model);
  out += path_section(model);
  return out;
}

std::string to_html(const json::Value& model) {
  const auto language = json::text_at(model, "language");
  std::string out = "<!DOCTYPE html>\n<html lang=\"" + std::string(language == "zh" ? "zh-CN" : "en") + "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>" +
                    escape_html(json::text_at(model, "case.id")) + "</title><style>" + std::string(page_style()) + "</style></head><body><main>\n";
  out += head_section(model) + page_body(model) + timeline_section(model, 0, true);
  out += "<footer>" + escape_html(label("printed", language)) + " " + escape_html(json::text_at(model, "printed")) + "</footer>\n</main></body></html>\n";
  return out;
}

std::string index_html(const json::Value& rows, std::string_view language, std::string_view title) {
  std::string out = "<!DOCTYPE html>\n<html lang=\"" + std::string(language == "zh" ? "zh-CN" : "en") + "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>" + escape_html(title) +
                    "</title><style>" + std::string(page_style()) + "</style></head><body><main><header><h1>" + escape_html(title) + "</h1></header>\n";
  for (const auto& row : json::list_or_empty(&rows))
    out += "<section><h2><a href=\"" + escape_html(json::text_at(row, "href")) + "\">" + escape_html(json::text_at(row, "title")) + "</a></h2><div>" + escape_html(json::text_at(row, "line")) + "</div></section>\n";
  return out + "</main></body></html>\n";
}

std::string index_of_languages(const json::Value& rows) {
  std::string out = "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>案件报告 · Case reports</title><style>" +
                    std::string(page_style()) + "</style></head><body><main><header><h1>案件报告 · <span lang=\"en\">Case reports</span></h1></header>\n";
  for (const auto& row : json::list_or_empty(&rows)) {
    out += "<section><h2>" + escape_html(json::text_at(row, "title")) + "</h2>";
    for (const auto& [code, lang, name] : {std::tuple{"zh", "zh-CN", "中文"}, std::tuple{"en", "en", "English"}}) {
      const auto href = json::text_at(row, std::string(code) + ".href");
      if (href.empty()) continue;
      out += "<p lang=\"" + std::string(lang) + "\"><a href=\"" + escape_html(href) + "\">" + name + "</a> · " + escape_html(json::text_at(row, std::string(code) + ".line")) + "</p>";
    }
    out += "</section>\n";
  }
  return out + "</main></body></html>\n";
}

}  // namespace amends::review
