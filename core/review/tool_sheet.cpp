#include "review/tool_sheet.hpp"

#include <set>

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

/// One line, whatever the text held: a break inside a field would end the row of a table.
std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
  return out;
}

Result<Sheet> read(const json::Value& sheet, std::string_view language) {
  auto ids = sheet_fields(sheet);
  if (!ids) return ids.error();
  Sheet out{std::string(json::text_at(sheet, "case")), text_in(sheet, "title", language), text_in(sheet, "notice", language), {}};
  for (const auto& row : json::list_at(sheet, "fields")) {
    Field field{std::string(json::text_at(row, "id")), one_line(text_in(row, "title", language)), {}};
    for (const auto& line : json::list_at(row, "lines")) field.lines.push_back(one_line(json::in_language(&line, language)));
    out.fields.push_back(std::move(field));
  }
  return out;
}

std::string escaped_markdown(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("\\`*_{}[]<>#|~").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string escaped_html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
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

constexpr std::string_view kStyle =
    "body{font:15px/1.5 system-ui,'PingFang SC','Microsoft YaHei',sans-serif;margin:2rem auto;max-width:52rem;padding:0 1rem;color:#1c1c1c;background:#fff}"
    "h1{font-size:1.3rem}p.notice{border-left:4px solid #b26a00;padding:.4rem .8rem;background:#fff6e5}"
    "table{border-collapse:collapse;width:100%}th,td{border:1px solid #bbb;padding:.4rem .6rem;text-align:left;vertical-align:top}th{width:12rem;background:#f3f3f3;font-weight:600}"
    "ul{margin:0;padding-left:1.1rem}tr{break-inside:avoid}@page{size:A4;margin:15mm}@media print{body{margin:0;max-width:none}}";

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
  std::string out = "# " + escaped_markdown(one_line(sheet->title)) + " · " + escaped_markdown(one_line(sheet->id)) + "\n\n> " + escaped_markdown(one_line(sheet->notice)) + "\n";
  for (const auto& field : sheet->fields) {
    out += "\n## " + escaped_markdown(field.title) + "\n\n";
    for (const auto& line : field.lines) out += "- " + escaped_markdown(line) + "\n";
  }
  return out;
}

Result<std::string> sheet_html(const json::Value& value, std::string_view language) {
  auto sheet = read(value, language);
  if (!sheet) return sheet.error();
  std::string out = "<!doctype html>\n<html lang=\"" + std::string(language == "zh" ? "zh-CN" : "en") + "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>" +
                    escaped_html(sheet->title) + " " + escaped_html(sheet->id) + "</title>\n<style>" + std::string(kStyle) + "</style>\n</head>\n<body>\n<h1>" + escaped_html(sheet->title) + " · " + escaped_html(sheet->id) +
                    "</h1>\n<p class=\"notice\">" + escaped_html(sheet->notice) + "</p>\n<table>\n";
  for (const auto& field : sheet->fields) {
    out += "<tr><th scope=\"row\">" + escaped_html(field.title) + "</th><td>";
    if (field.lines.size() == 1) {
      out += escaped_html(field.lines.front());
    } else {
      out += "<ul>";
      for (const auto& line : field.lines) out += "<li>" + escaped_html(line) + "</li>";
      out += "</ul>";
    }
    out += "</td></tr>\n";
  }
  return out + "</table>\n</body>\n</html>\n";
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
