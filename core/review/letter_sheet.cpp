#include "review/letter_sheet.hpp"

#include <string_view>
#include <vector>

#include "review/markdown.hpp"
#include "review/page.hpp"

namespace amends::review {
namespace {

bool chinese(const json::Value& section) noexcept { return json::text_at(section, "letter.lang", "zh") != "en"; }

std::string_view say(const json::Value& section, std::string_view zh, std::string_view en) noexcept { return chinese(section) ? zh : en; }

std::string_view notice(const json::Value& section) noexcept {
  switch (letter_state(section)) {
    case LetterState::absent: return say(section, "没有可以发出的信：信还没有起草，或者护栏没有放行。", "There is no letter to send: it has not been drafted, or a guard has held it back.");
    case LetterState::draft: return say(section, "草稿，检查没有通过，不得发出", "Draft: its checks do not pass, do not send");
    case LetterState::ready: return say(section, "草稿，待签发", "Draft, to be signed");
    case LetterState::signed_: return {};
  }
  return {};
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    if (!line.empty()) out.push_back(line);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return out;
}

/// The length of "12. " at the beginning of a line; 0 where there is none.
std::size_t number_mark(std::string_view line) noexcept {
  std::size_t i = 0;
  while (i < line.size() && i < 3 && line[i] >= '0' && line[i] <= '9') ++i;
  return i > 0 && line.substr(i).starts_with(". ") ? i + 2 : 0;
}

/// Institution and unit on one line; empty where neither is known.
std::string head_of(const json::Value& section) {
  std::string out(json::text_at(section, "letter.head.institution"));
  const auto unit = json::text_at(section, "letter.head.unit");
  if (!unit.empty()) out += std::string(out.empty() ? "" : say(section, " ", ", ")) + std::string(unit);
  return out;
}

constexpr std::string_view kStyle = R"css(
:root{--ink:#1c1c1c;--dim:#5b5b5b;--rule:#8a1f1f;--back:#ececec;--paper:#fff;--mark:#9a3412}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--ink);font:16px/1.6 Georgia,"Times New Roman","Noto Serif",serif}
html[lang^=zh] body{font-family:"Songti SC","Noto Serif CJK SC","Source Han Serif SC",SimSun,serif;line-height:1.9;line-break:strict;text-spacing-trim:trim-start}
.sheet{background:var(--paper);width:210mm;min-height:297mm;margin:12mm auto;padding:22mm 25mm 20mm;box-shadow:0 1px 6px rgba(0,0,0,.25)}
.head{border-bottom:2px solid var(--rule);padding-bottom:4mm;margin-bottom:7mm}
.head b{display:block;font-size:23px;line-height:1.35;color:var(--rule);letter-spacing:.02em}
html[lang^=zh] .head b{letter-spacing:.25em}
.head span{display:block;color:var(--dim);font-size:13px}
.meta{display:flex;justify-content:space-between;color:var(--dim);font-size:13px;margin-bottom:6mm}
h1{font-size:19px;line-height:1.4;margin:0 0 6mm;text-align:center}
html[lang=en] h1{text-align:left}
p{margin:0 0 .55em;overflow-wrap:anywhere}
html[lang^=zh] .block>p{text-indent:2em;text-align:justify}
html[lang^=zh] .greeting>p{text-indent:0}
.block{margin-bottom:.75em}
html[lang^=zh] .block{margin-bottom:.3em}
ol{margin:.1em 0 .55em;padding-left:2em}
html[lang^=zh] ol{padding-left:3.6em}
li{margin-bottom:.3em;overflow-wrap:anywhere}
.rights,.contact{font-size:.92em}
.signature{margin-top:12mm;break-inside:avoid}
html[lang^=zh] .signature>p{text-indent:0;text-align:right}
.signature p{margin:0}
.dispatch{color:var(--dim);margin-bottom:6mm;font:13px/1.5 system-ui,"PingFang SC","Noto Sans CJK SC",sans-serif}
.notice{border:1.5px solid var(--mark);color:var(--mark);padding:2mm 4mm;margin-bottom:6mm;font:600 13px/1.5 system-ui,"PingFang SC","Noto Sans CJK SC",sans-serif;text-align:center}
@media (max-width:230mm){.sheet{width:auto;margin:0;padding:8mm 6mm;min-height:0;box-shadow:none}}
@media print{@page{size:A4;margin:22mm 25mm 20mm}body{background:#fff;font-size:11.5pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}.sheet{width:auto;min-height:0;margin:0;padding:0;box-shadow:none}.sheet+.sheet{break-before:page}h1{break-after:avoid}.block>p:first-child{break-after:avoid}li,.signature{break-inside:avoid}p,li{orphans:2;widows:2}}
)css";

/// A class name from an id: letters, digits and underscores alone.
std::string class_of(std::string_view id) {
  std::string out;
  for (const char c : id)
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_') out += c;
  return out;
}

std::string html_block(const json::Value& block) {
  std::string out = "<div class=\"block " + class_of(json::text_at(block, "id")) + "\">\n";
  bool list = false;
  for (const auto line : lines_of(json::text_at(block, "text"))) {
    const auto mark = number_mark(line);
    if ((mark > 0) != list) {
      out += list ? "</ol>\n" : "<ol>\n";
      list = !list;
    }
    out += mark > 0 ? "<li>" + escape_html(line.substr(mark)) + "</li>\n" : "<p>" + escape_html(line) + "</p>\n";
  }
  return out + (list ? "</ol>\n" : "") + "</div>\n";
}

std::string_view language_tag(const json::Value& section) noexcept { return say(section, "zh-Hans", "en"); }

/// `own_language`: the sheet is in another language than the page.
std::string html_sheet(const json::Value& section, bool own_language) {
  const auto mark = notice(section);
  std::string out = "<main class=\"sheet\"" + (own_language ? " lang=\"" + std::string(language_tag(section)) + "\"" : std::string{}) + ">\n";
  if (!mark.empty()) out += "<div class=\"notice\">" + escape_html(mark) + "</div>\n";
  if (const auto dispatch = json::text_at(section, "letter.dispatch"); !dispatch.empty()) out += "<div class=\"dispatch\">" + escape_html(dispatch) + "</div>\n";
  if (letter_state(section) != LetterState::absent) {
    const auto institution = json::text_at(section, "letter.head.institution"), unit = json::text_at(section, "letter.head.unit"), subject = json::text_at(section, "letter.subject");
    if (!institution.empty() || !unit.empty()) out += "<div class=\"head\"><b>" + escape_html(institution.empty() ? unit : institution) + "</b>" + (institution.empty() ? "" : "<span>" + escape_html(unit) + "</span>") + "</div>\n";
    out += "<div class=\"meta\"><span>" + escape_html(say(section, "编号：", "Number: ")) + escape_html(json::text_at(section, "letter.number")) + "</span><span>" + escape_html(json::text_at(section, "letter.date")) + "</span></div>\n";
    if (!subject.empty()) out += "<h1>" + escape_html(subject) + "</h1>\n";
    for (const auto& block : json::list_at(section, "letter.blocks")) out += html_block(block);
  }
  return out + "</main>";
}

}  // namespace

LetterState letter_state(const json::Value& section) noexcept {
  if (json::text_at(section, "letter.text").empty()) return LetterState::absent;
  if (!json::bool_at(section, "release_ready")) return LetterState::draft;
  return json::bool_at(section, "signed") ? LetterState::signed_ : LetterState::ready;
}

std::string letter_markdown(const json::Value& section) {
  const auto mark = std::string(notice(section));
  if (letter_state(section) == LetterState::absent) return "> " + mark + "\n";
  std::string out;
  if (!mark.empty()) out += "> **" + mark + "**\n\n";
  if (const auto dispatch = json::text_at(section, "letter.dispatch"); !dispatch.empty()) out += "> " + escape_markdown(dispatch) + "\n\n";
  if (const auto head = head_of(section); !head.empty()) out += "**" + escape_markdown(head) + "**\n\n";
  if (const auto number = json::text_at(section, "letter.number"); !number.empty()) out += std::string(say(section, "编号：", "Number: ")) + escape_markdown(number) + "\n\n";
  if (const auto subject = json::text_at(section, "letter.subject"); !subject.empty()) out += "# " + escape_markdown(subject) + "\n\n";
  for (const auto& block : json::list_at(section, "letter.blocks")) {
    bool list = false;
    for (const auto line : lines_of(json::text_at(block, "text"))) {
      const auto number = number_mark(line);
      if (list && number == 0) out += "\n";  // a list ends with an empty line
      out += number > 0 ? std::string(line.substr(0, number)) + escape_markdown(line.substr(number)) + "\n" : escape_markdown(line) + "\n\n";
      list = number > 0;
    }
    if (list) out += "\n";
  }
  if (!mark.empty()) out += "> **" + mark + "**\n";
  while (out.ends_with("\n\n")) out.pop_back();
  return out;
}

std::string letter_html(const json::Value& section) { return letters_html(std::vector<json::Value>(1, section)); }

std::string letters_markdown(const std::vector<json::Value>& sections) {
  std::string out;
  for (const auto& section : sections) out += (out.empty() ? "" : "\n---\n\n") + letter_markdown(section);
  return out;
}

std::string letters_html(const std::vector<json::Value>& sections) {
  const json::Value nothing;
  const auto& first = sections.empty() ? nothing : sections.front();
  std::string out = "<!DOCTYPE html>\n<html lang=\"" + std::string(language_tag(first)) + "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>" + escape_html(json::text_at(first, "letter.subject")) + " " +
                    escape_html(json::text_at(first, "letter.number")) + "</title><style>" + std::string(kStyle) + "</style></head><body>";
  for (const auto& section : sections) out += html_sheet(section, language_tag(section) != language_tag(first));
  return out + "</body></html>\n";
}

}  // namespace amends::review
