#include "review/situation_sheet.hpp"

#include <optional>
#include <utility>
#include <vector>

#include "calendar/zone.hpp"
#include "review/labels.hpp"
#include "review/markdown.hpp"
#include "review/page.hpp"
#include "support/time.hpp"

namespace amends::review {
namespace {

/// One row of a table or one line of a list, in words.
using Cells = std::vector<std::string>;

struct Part {
  std::string heading, empty;   ///< empty: what stands there when there is nothing
  Cells columns;                ///< empty for a list
  std::vector<Cells> rows;      ///< a list has one cell a row
};

struct Sheet {
  std::string language, heading, level, why, as_of, next_update;
  std::vector<Part> parts;      ///< none when there is no crisis
};

/// Puts a section into words; both renderings print what it made.
class Reading {
 public:
  Reading(const json::Value& section, const SheetOptions& options) : options_(options) {
    const auto* result = json::find(section, "result");
    result_ = result ? result : &section;
    envelope_ = result ? &section : nullptr;
    if (auto zone = calendar::Zone::find(options.zone)) zone_ = *std::move(zone);
  }

  Sheet read() const {
    Sheet sheet;
    sheet.language = options_.language;
    sheet.heading = say("sheet.title") + (options_.title.empty() ? "" : " " + options_.title);
    const auto level = std::string(json::text_at(*result_, "level", "none"));
    sheet.level = say("crisis." + level);
    const auto* situation = json::find(*result_, "situation");
    if (!situation || !situation->is_object()) return sheet;
    for (const auto& why : json::list_at(*result_, "why")) sheet.why += (sheet.why.empty() ? "" : comma()) + pick(why, "because");
    sheet.as_of = time(json::text_at(*situation, "as_of"));
    sheet.next_update = time(json::text_at(*situation, "next_update_at"));
    for (const std::string part : {"facts", "rumours"}) sheet.parts.push_back(list(*situation, part));
    sheet.parts.push_back(actions(*situation));
    sheet.parts.push_back(list(*situation, "open_questions"));
    if (!json::list_at(*result_, "team").empty()) sheet.parts.push_back(team());
    if (!json::list_at(*result_, "standdown.criteria").empty()) sheet.parts.push_back(standdown());
    return sheet;
  }

 private:
  [[nodiscard]] std::string say(std::string_view key) const { return label(key, options_.language); }
  [[nodiscard]] std::string comma() const { return options_.language == "zh" ? "、" : ", "; }
  [[nodiscard]] std::string pick(const json::Value& value, std::string_view path) const { return std::string(json::in_language(json::find(value, path), options_.language)); }

  [[nodiscard]] std::string time(std::string_view text) const {
    const auto at = parse_instant(text);
    if (!at) return say("unknown");
    if (!zone_) return format_instant(*at);
    const auto local = calendar::describe_local(*at, *zone_);
    return options_.language == "zh" ? local.zh : local.en;
  }

  /// The words of the case behind a line, where the envelope has them and the reader may see them.
  [[nodiscard]] std::string words(const json::Value& line) const {
    if (!envelope_ || !options_.texts) return {};
    std::string out;
    for (const auto& id : json::list_at(line, "evidence"))
      for (const auto& item : json::list_at(*envelope_, "evidence")) {
        if (json::text_at(item, "id") != json::text_or(&id, "")) continue;
        auto text = std::string(json::text_at(item, "quote"));
        if (text.empty() && json::text_at(item, "path").ends_with(".what")) text = json::text_at(item, "value");
        if (!text.empty()) out += options_.language == "zh" ? "「" + text + "」" : " “" + text + "”";
      }
    return out;
  }

  [[nodiscard]] Part list(const json::Value& situation, const std::string& name) const {
    Part part{.heading = say("sheet." + name), .empty = say("none"), .columns = {}, .rows = {}};
    for (const auto& line : json::list_at(situation, name)) part.rows.push_back({pick(line, "text") + words(line)});
    return part;
  }

  [[nodiscard]] Part actions(const json::Value& situation) const {
    Part part{.heading = say("sheet.actions"), .empty = say("none"), .columns = {say("sheet.what"), say("role"), say("due"), say("status")}, .rows = {}};
    for (const auto& line : json::list_at(situation, "actions")) {
      const auto due = json::text_at(line, "due_at");
      part.rows.push_back({pick(line, "text"), role_text(json::text_at(line, "owner_role"), options_.language), due.empty() ? "–" : time(due), say("timer." + std::string(json::text_at(line, "state")))});
    }
    return part;
  }

  [[nodiscard]] Part team() const {
    Part part{.heading = say("sheet.team"), .empty = say("none"), .columns = {say("sheet.seat"), say("sheet.person"), say("sheet.stand_in")}, .rows = {}};
    const auto person = [&](const json::Value& seat, std::string_view name, std::string_view role) {
      const auto who = std::string(json::text_at(seat, name));
      if (!who.empty() && options_.texts) return who;
      return "(" + role_text(json::text_at(seat, role), options_.language) + ")";
    };
    for (const auto& seat : json::list_at(*result_, "team")) part.rows.push_back({pick(seat, "title"), person(seat, "person", "filled_by"), person(seat, "stand_in", "stand_in_by")});
    return part;
  }

  [[nodiscard]] Part standdown() const {
    Part part{.heading = say("sheet.standdown"), .empty = say("none"), .columns = {say("sheet.criterion"), say("status")}, .rows = {}};
    for (const auto& one : json::list_at(*result_, "standdown.criteria")) {
      const auto* met = json::find(one, "met");
      part.rows.push_back({pick(one, "title"), !met || !met->is_bool() ? say("unknown") : say(met->get_bool() ? "yes" : "no")});
    }
    part.rows.push_back({say("sheet.allowed"), say(json::bool_at(*result_, "standdown.allowed") ? "yes" : "no")});
    return part;
  }

  const SheetOptions& options_;
  const json::Value* result_;
  const json::Value* envelope_;
  std::optional<calendar::Zone> zone_;
};

constexpr std::string_view kStyle = R"css(
body{margin:0;background:#fff;color:#1d2430;font:15px/1.6 -apple-system,"Segoe UI","Noto Sans","Noto Sans CJK SC","PingFang SC","Microsoft YaHei","WenQuanYi Zen Hei",sans-serif}
main{max-width:820px;margin:0 auto;padding:24px 20px}
h1{font-size:20px;margin:0 0 6px}h2{font-size:15px;margin:18px 0 6px;border-bottom:1px solid #bbb;break-after:avoid}
.level{font-size:17px;font-weight:600;border-left:5px solid #b3261e;padding-left:10px;margin:8px 0}.meta{color:#5b6675}
ul{margin:0;padding-left:20px}li{overflow-wrap:anywhere}table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:4px 6px;border-bottom:1px solid #d9dee6;overflow-wrap:anywhere}tr,li{break-inside:avoid}
@media (prefers-color-scheme:dark){body{background:#11151b;color:#e6eaf0}.meta{color:#9aa6b5}}
@media print{@page{size:A4;margin:14mm}body{background:#fff;color:#000;font-size:11px;line-height:1.45}main{max-width:none;padding:0}.meta{color:#444}}
)css";

}  // namespace

std::string situation_markdown(const json::Value& section, const SheetOptions& options) {
  const auto sheet = Reading(section, options).read();
  const auto say = [&](std::string_view key) { return label(key, options.language); };
  const std::string colon = options.language == "zh" ? "：" : ": ";
  std::string out = "# " + escape_markdown(sheet.heading) + "\n\n**" + escape_markdown(sheet.level) + "**" + (sheet.why.empty() ? "" : colon + escape_markdown(sheet.why)) + "\n";
  if (sheet.parts.empty()) return out;
  out += "\n" + say("printed") + colon + escape_markdown(sheet.as_of) + "  \n" + say("sheet.next_update") + colon + escape_markdown(sheet.next_update) + "\n";
  for (const auto& part : sheet.parts) {
    out += "\n## " + escape_markdown(part.heading) + "\n\n";
    if (part.rows.empty()) {
      out += escape_markdown(part.empty) + "\n";
      continue;
    }
    const auto row = [&](const Cells& cells) {
      for (const auto& cell : cells) out += "| " + escape_markdown(cell) + " ";
      out += "|\n";
    };
    if (!part.columns.empty()) {
      row(part.columns);
      for (std::size_t i = 0; i < part.columns.size(); ++i) out += "|---";
      out += "|\n";
    }
    for (const auto& cells : part.rows) {
      if (part.columns.empty()) out += "- " + escape_markdown(cells.front()) + "\n";
      else row(cells);
    }
  }
  return out;
}

std::string situation_html(const json::Value& section, const SheetOptions& options) {
  const auto sheet = Reading(section, options).read();
  const auto say = [&](std::string_view key) { return escape_html(label(key, options.language)); };
  const std::string colon = options.language == "zh" ? "：" : ": ";
  std::string out = "<!DOCTYPE html>\n<html lang=\"" + std::string(options.language == "zh" ? "zh-CN" : "en") + "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>" +
                    escape_html(sheet.heading) + "</title><style>" + std::string(kStyle) + "</style></head><body><main>\n<h1>" + escape_html(sheet.heading) + "</h1>\n<p class=\"level\">" + escape_html(sheet.level) +
                    (sheet.why.empty() ? "" : colon + escape_html(sheet.why)) + "</p>\n";
  if (!sheet.parts.empty()) out += "<p class=\"meta\">" + say("printed") + colon + escape_html(sheet.as_of) + "<br>" + say("sheet.next_update") + colon + escape_html(sheet.next_update) + "</p>\n";
  for (const auto& part : sheet.parts) {
    out += "<h2>" + escape_html(part.heading) + "</h2>\n";
    if (part.rows.empty()) {
      out += "<p class=\"meta\">" + escape_html(part.empty) + "</p>\n";
      continue;
    }
    const auto row = [&](const Cells& cells, const char* tag) {
      out += "<tr>";
      for (const auto& cell : cells) out += std::string("<") + tag + ">" + escape_html(cell) + "</" + tag + ">";
      out += "</tr>\n";
    };
    out += part.columns.empty() ? "<ul>\n" : "<table>\n";
    if (!part.columns.empty()) row(part.columns, "th");
    for (const auto& cells : part.rows) {
      if (part.columns.empty()) out += "<li>" + escape_html(cells.front()) + "</li>\n";
      else row(cells, "td");
    }
    out += part.columns.empty() ? "</ul>\n" : "</table>\n";
  }
  return out + "</main></body></html>\n";
}

}  // namespace amends::review
