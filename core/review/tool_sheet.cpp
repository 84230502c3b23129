#include "review/tool_sheet.hpp"

#include <set>

#include "review/markdown.hpp"
#include "review/page.hpp"
#include "support/plain_text.hpp"

namespace amends::review {
namespace {

struct Field {
  std::string id, title;
  std::vector<std::string> lines;
};

struct Sheet {
  std::string id, title, notice;
  std::vector<Field> fields;
};

std::string text_in(const json::Value& value, std::string_view member, std::string_view language) { return std::string(json::in_language(json::find(value, member), language)); }

Result<Sheet> read(const json::Value& sheet, std::string_view language) {
  auto ids = sheet_fields(sheet);
  if (!ids) return ids.error();
  Sheet out{std::string(json::text_at(sheet, "case")), text_in(sheet, "title", language), text_in(sheet, "notice", language), {}};
  for (const auto& row : json::list_at(sheet, "fields")) {
    Field field{std::string(json::text_at(row, "id")), utf8::on_one_line(text_in(row, "title", language)), {}};
    for (const auto& line : json::list_at(row, "lines")) field.lines.push_back(utf8::on_one_line(json::in_language(&line, language)));
    out.fields.push_back(std::move(field));
  }
  return out;
}

std::string csv_cell(std::string text) {
  if (!text.empty() && std::string_view("=+-@").find(text.front()) != std::string_view::npos) text.insert(text.begin(), '\'');
  if (text.find_first_of("\",\n\r") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

}  // namespace

Result<std::vector<std::string>> sheet_fields(const json::Value& sheet) {
  const auto& rows = json::list_at(sheet, "fields");
  if (rows.empty()) return fail(ErrorCode::schema, "this is no tool sheet: it has no fields; run amends.portrait for the case first", "fields");
  if (rows.size() > kSheetFieldsMax) return fail(ErrorCode::schema, "a tool sheet has at most " + std::to_string(kSheetFieldsMax) + " fields", "fields");
  std::vector<std::string> out;
  std::set<std::string, std::less<>> seen;
  for (const auto& row : rows) {
    const auto where = "fields." + std::to_string(out.size());
    const auto id = json::text_at(row, "id");
    if (id.empty()) return fail(ErrorCode::schema, "the field has no id", where);
    if (!seen.emplace(id).second) return fail(ErrorCode::schema, "the field '" + std::string(id) + "' stands twice", where);
    const auto lines = json::list_at(row, "lines").size();
    if (lines == 0) return fail(ErrorCode::schema, "the field '" + std::string(id) + "' has no lines", where + ".lines");
    if (lines > kSheetLinesMax) return fail(ErrorCode::schema, "the field '" + std::string(id) + "' has more than " + std::to_string(kSheetLinesMax) + " lines", where + ".lines");
    out.emplace_back(id);
  }
  return out;
}

Result<std::string> sheet_markdown(const json::Value& value, std::string_view language) {
  auto sheet = read(value, language);
  if (!sheet) return sheet.error();
  std::string out = "# " + escape_markdown(sheet->title) + " · " + escape_markdown(sheet->id) + "\n\n> " + escape_markdown(sheet->notice) + "\n";
  for (const auto& field : sheet->fields) {
    out += "\n## " + escape_markdown(field.title) + "\n\n";
    for (const auto& line : field.lines) out += "- " + escape_markdown(line) + "\n";
  }
  return out;
}

Result<std::string> sheet_html(const json::Value& value, std::string_view language) {
  auto sheet = read(value, language);
  if (!sheet) return sheet.error();
  std::string out = "<!doctype html>\n<html lang=\"" + std::string(language == "zh" ? "zh-CN" : "en") + "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>" +
                    escape_html(sheet->title) + " " + escape_html(sheet->id) + "</title>\n<style>" + std::string(page_style()) + "</style>\n</head>\n<body><main>\n<header><h1>" + escape_html(sheet->title) + " · " + escape_html(sheet->id) +
                    "</h1></header>\n<p class=\"alert warn\">" + escape_html(sheet->notice) + "</p>\n<section><table>\n";
  for (const auto& field : sheet->fields) {
    out += "<tr><th scope=\"row\">" + escape_html(field.title) + "</th><td>";
    if (field.lines.size() == 1) {
      out += escape_html(field.lines.front());
    } else {
      out += "<ul>";
      for (const auto& line : field.lines) out += "<li>" + escape_html(line) + "</li>";
      out += "</ul>";
    }
    out += "</td></tr>\n";
  }
  return out + "</table></section>\n</main></body>\n</html>\n";
}

Result<std::string> sheet_csv(const json::Value& value, std::string_view language) {
  auto sheet = read(value, language);
  if (!sheet) return sheet.error();
  std::string header = "case", row = csv_cell(sheet->id);
  for (const auto& field : sheet->fields) {
    std::string cell;
    for (const auto& line : field.lines) cell += (cell.empty() ? "" : " / ") + line;
    header += "," + csv_cell(field.id);
    row += "," + csv_cell(std::move(cell));
  }
  return header + "\r\n" + row + "\r\n";
}

Result<std::string> sheet_json(const json::Value& value, std::string_view language) {
  auto sheet = read(value, language);
  if (!sheet) return sheet.error();
  json::Array fields;
  for (const auto& field : sheet->fields) {
    json::Array lines;
    for (const auto& line : field.lines) lines.push_back(json::Value(line));
    fields.push_back(json::Object{{"id", field.id}, {"title", field.title}, {"lines", std::move(lines)}});
  }
  return json::write_pretty(json::Object{{"case", sheet->id}, {"title", sheet->title}, {"notice", sheet->notice}, {"fields", std::move(fields)}});
}

Result<std::string> sheet_text(const json::Value& sheet, std::string_view format, std::string_view language) {
  if (format == "md") return sheet_markdown(sheet, language);
  if (format == "html") return sheet_html(sheet, language);
  if (format == "csv") return sheet_csv(sheet, language);
  if (format == "json") return sheet_json(sheet, language);
  return fail(ErrorCode::range, "'" + std::string(format) + "' is no format of a sheet; choose md, html, csv or json");
}

}  // namespace amends::review
