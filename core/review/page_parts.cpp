// The parts of a review as HTML: one function for each kind of block (part_source.hpp).
#include <algorithm>

#include "review/page.hpp"

namespace amends::review {
namespace {

std::string at(const json::Value& value, std::string_view path) { return escape_html(json::text_at(value, path)); }
/// A tone becomes a class; only known ones do.
std::string tone_of(std::string_view text) {
  for (const std::string_view known : {"danger", "warn", "notice", "ok", "quiet"})
    if (text == known) return " " + std::string(known);
  return {};
}
std::string tone(const json::Value& value) { return tone_of(json::text_at(value, "tone")); }
std::string cell(const json::Value& value) { return escape_html(json::text_or(&value, "")); }

std::string pairs(const json::Value& block) {
  std::string out = "<dl>";
  for (const auto& row : json::list_at(block, "rows")) {
    out += "<dt>" + at(row, "label") + "</dt><dd class=\"tone" + tone(row) + "\">";
    for (const auto& line : json::list_at(row, "lines")) out += "<div>" + cell(line) + "</div>";
    out += "</dd>";
  }
  return out + "</dl>\n";
}

std::string lines(const json::Value& block) {
  std::string out = "<ul class=\"marks\">";
  for (const auto& row : json::list_at(block, "rows")) {
    const auto mark = json::text_at(row, "mark");
    out += "<li class=\"tone" + tone(row) + "\">" + (mark == "yes" ? "<b class=\"yes\">✓</b> " : mark == "no" ? "<b class=\"not\">✗</b> " : mark == "open" ? "<b class=\"open\">○</b> " : "") + at(row, "text") + "</li>";
  }
  return out + "</ul>\n";
}

std::string table(const json::Value& block) {
  const auto& head = json::list_at(block, "head");
  std::string out = "<table class=\"part\"><thead><tr>";
  for (const auto& title : head) out += "<th>" + cell(title) + "</th>";
  out += "</tr></thead><tbody>";
  const auto& tones = json::list_at(block, "tones");
  std::size_t number = 0;
  for (const auto& row : json::list_at(block, "rows")) {
    out += "<tr class=\"tone" + (number < tones.size() ? tone_of(json::text_or(&tones[number], "")) : std::string{}) + "\">";
    ++number;
    std::size_t column = 0;
    // On a narrow page each cell stands on a line of its own, behind its title.
    for (const auto& one : json::list_or_empty(&row)) {
      out += "<td data-title=\"" + (column < head.size() ? cell(head[column]) : std::string{}) + "\">" + cell(one) + "</td>";
      ++column;
    }
    out += "</tr>";
  }
  return out + "</tbody></table>\n";
}

std::string bars(const json::Value& block) {
  const auto most = std::max<std::int64_t>(json::integer_at(block, "most"), 1);
  std::string out = "<div class=\"bars\">";
  for (const auto& row : json::list_at(block, "rows")) {
    const auto share = std::clamp<std::int64_t>(json::integer_at(row, "value") * 100 / most, 0, 100);
    out += "<span>" + at(row, "label") + "</span><span class=\"n\">" + at(row, "text") + "</span><span class=\"track\"><i class=\"" + (tone(row).empty() ? " quiet" : tone(row)).substr(1) + "\" style=\"width:" + std::to_string(share) +
           "%\"></i></span><span class=\"why\">" + at(row, "note") + "</span>";
  }
  return out + "</div>\n";
}

std::string cards(const json::Value& block) {
  std::string out = "<div class=\"cards\">";
  for (const auto& row : json::list_at(block, "rows")) {
    out += "<div class=\"card\"><div><b>" + at(row, "title") + "</b> <b class=\"sum\">" + at(row, "value") + "</b> <span class=\"tag" + tone(row) + "\">" + at(row, "tag") + "</span></div><ul>";
    for (const auto& line : json::list_at(row, "lines")) out += "<li>" + cell(line) + "</li>";
    out += "</ul></div>";
  }
  return out + "</div>\n";
}

std::string block_html(const json::Value& block) {
  const auto kind = json::text_at(block, "kind");
  if (kind == "pairs") return pairs(block);
  if (kind == "lines") return lines(block);
  if (kind == "table") return table(block);
  if (kind == "bars") return bars(block);
  if (kind == "cards") return cards(block);
  if (kind == "letter") return "<div class=\"letter\">" + at(block, "text") + "</div>\n";
  if (kind == "drawing") return "<div class=\"flow drawn\">" + std::string(json::text_at(block, "svg")) + "</div>\n";
  return {};
}

}  // namespace

std::string part_html(const json::Value& part) {
  if (!part.is_object()) return {};
  std::string out = "<section><h2>" + at(part, "title");
  if (const auto state = at(part, "state"); !state.empty()) out += " <span class=\"tag" + tone(part) + "\">" + state + "</span>";
  out += "</h2>\n";
  if (const auto note = at(part, "note"); !note.empty()) out += "<p class=\"quiet\">" + note + "</p>\n";
  for (const auto& block : json::list_at(part, "blocks")) {
    if (json::bool_at(block, "terminal")) continue;
    const auto fold = at(block, "fold");
    // What is still missing is wanted on paper too; a long text or what is in order is not.
    const bool printed = json::text_at(block, "kind") == "lines" && json::text_at(block, "rows.0.mark") != "yes";
    out += fold.empty() ? block_html(block) : (printed ? "<details class=\"printed\"><summary>" : "<details><summary>") + fold + "</summary>" + block_html(block) + "</details>\n";
  }
  if (const auto hint = at(part, "hint"); !hint.empty()) out += "<p class=\"quiet\">" + hint + "</p>\n";
  return out + "</section>\n";
}

}  // namespace amends::review
