#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "review/labels.hpp"
#include "review/review.hpp"
#include "support/utf8.hpp"

namespace amends::review {
namespace {

std::string escape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

constexpr std::string_view kStyle = R"css(
:root{--ink:#1d2430;--dim:#5b6675;--line:#d9dee6;--paper:#fff;--back:#f4f6f9;--accent:#1f5fbf;--danger:#b3261e;--dangerback:#fdecea;--warn:#8a5a00;--warnback:#fff4dc;--ok:#1b6e3c;--okback:#e6f4ea;
--fact:#dbe8fb;--emotion:#fde2e0;--demand:#dcf3e1;--threat:#ffe3bf;--safety:#f7c5c1;--care:#e9dcf7}
@media (prefers-color-scheme:dark){:root{--ink:#e6eaf0;--dim:#9aa6b5;--line:#343c48;--paper:#191e26;--back:#11151b;--accent:#7fb0ff;--danger:#ff9a91;--dangerback:#3a1715;--warn:#f4c26b;--warnback:#362708;--ok:#7fd39c;--okback:#12301d;
--fact:#1d3a63;--emotion:#5a2623;--demand:#1c4a2a;--threat:#5a3c10;--safety:#6e201b;--care:#43295f}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--ink);font:15px/1.6 -apple-system,"Segoe UI","Noto Sans","Noto Sans CJK SC","PingFang SC","Microsoft YaHei","WenQuanYi Zen Hei",sans-serif}
main{max-width:980px;margin:0 auto;padding:24px 20px 60px}
header h1{font-size:20px;margin:0 0 4px}
header .meta{color:var(--dim);font-size:13px}
.headline{font-size:18px;font-weight:600;margin:16px 0;padding:14px 16px;background:var(--paper);border:1px solid var(--line);border-left:5px solid var(--accent);border-radius:6px}
.alert{padding:10px 14px;border-radius:6px;margin:8px 0;border:1px solid var(--line);background:var(--paper)}
.alert.danger{background:var(--dangerback);color:var(--danger);border-color:currentColor;font-weight:600}
.alert.warn{background:var(--warnback);color:var(--warn)}
section{background:var(--paper);border:1px solid var(--line);border-radius:6px;padding:14px 18px;margin:14px 0}
section>h2{font-size:15px;margin:0 0 10px;color:var(--accent)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px;margin:0}
dt{color:var(--dim)}dd{margin:0}
.doc{font-size:17px;line-height:2;white-space:pre-wrap;overflow-wrap:anywhere}
.doc .head{font-size:12px;color:var(--dim);line-height:1.4}
mark{color:inherit;border-radius:3px;padding:1px 1px}
mark.fact{background:var(--fact)}mark.emotion{background:var(--emotion)}mark.demand{background:var(--demand)}mark.threat{background:var(--threat)}mark.safety{background:var(--safety)}mark.care{background:var(--care)}
.legend{font-size:12px;color:var(--dim);margin-top:8px}.legend mark{margin-right:10px;padding:1px 6px}
table{border-collapse:collapse;width:100%;font-size:14px}
th,td{text-align:left;padding:5px 8px;border-bottom:1px solid var(--line);vertical-align:top}
th{color:var(--dim);font-weight:500}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}td.day{white-space:nowrap}
.bar{display:flex;height:18px;border-radius:4px;overflow:hidden;background:var(--back);margin:6px 0;border:1px solid var(--line)}
.bar i{display:block;height:100%}
.key{display:inline-block;width:10px;height:10px;border-radius:2px;margin-right:4px}
.tag{display:inline-block;border-radius:10px;padding:0 9px;font-size:12px;border:1px solid var(--line);background:var(--back);white-space:nowrap}
.tag.block,.tag.late{color:var(--danger);background:var(--dangerback);border-color:currentColor}.tag.warn{color:var(--warn);background:var(--warnback);border-color:currentColor}.tag.met,.tag.answered{color:var(--ok);background:var(--okback);border-color:currentColor}
.finding{padding:8px 0;border-bottom:1px solid var(--line)}.finding:last-child{border-bottom:0}
.ev{color:var(--dim);font-size:13px;margin:2px 0 0 6px}.ev q{color:var(--ink);font-weight:600}
.quiet{color:var(--dim);font-size:13px}
.primary{font-size:16px;font-weight:600}
.letter{white-space:pre-wrap;border-left:3px solid var(--line);padding-left:12px;margin:6px 0;overflow-wrap:anywhere}
details>summary{cursor:pointer;color:var(--dim)}
.flow{overflow-x:auto;margin-top:8px}
.time{display:grid;grid-template-columns:max-content max-content 1fr;gap:3px 14px;font-size:13px}
.time .at{color:var(--dim);white-space:nowrap}
footer{color:var(--dim);font-size:12px;margin-top:20px}
a{color:var(--accent)}
@media (max-width:640px){dl,.time{grid-template-columns:1fr}dt{margin-top:6px}tr{display:grid;grid-template-columns:1fr max-content max-content;border-bottom:1px solid var(--line)}td{padding:3px 4px;border-bottom:0}td:last-child{grid-column:1/-1}.time>span{overflow-wrap:anywhere}.time .at{margin-top:6px}}
@media print{:root{--ink:#000;--dim:#444;--line:#bbb;--paper:#fff;--back:#fff;--accent:#1f4f9f;--danger:#b3261e;--dangerback:#fff;--warn:#6d4700;--warnback:#fff;--ok:#1b6e3c;--okback:#fff;
--fact:#dbe8fb;--emotion:#fde2e0;--demand:#dcf3e1;--threat:#ffe3bf;--safety:#f7c5c1;--care:#e9dcf7}
@page{size:A4;margin:14mm}body{font-size:11px;line-height:1.45;print-color-adjust:exact;-webkit-print-color-adjust:exact}main{max-width:none;padding:0}section{padding:8px 12px;margin:8px 0}table,.time,.quiet,.ev,.tag,.legend,header .meta,.doc .head{font-size:10px}header h1{font-size:16px}section>h2{font-size:12px;margin-bottom:4px}.primary{font-size:12px}.finding{padding:3px 0}td,th{padding:2px 6px}p{margin:4px 0}.bar{height:10px}.doc{font-size:13px;line-height:1.7}.headline{font-size:14px;margin:8px 0;padding:8px 12px}
section>h2{break-after:avoid}.finding,tr,.alert,.headline{break-inside:avoid}details:not([open]),section.path:has(details:not([open])){display:none}.flow svg{max-width:100%;height:auto}}
)css";

class Page {
 public:
  explicit Page(const json::Value& model) : model_(model), language_(json::text_at(model, "language")) {}

  std::string write() {
    const auto& head = *json::find(model_, "case");
    out_ += "<!DOCTYPE html>\n<html lang=\"" + std::string(language_ == "zh" ? "zh-CN" : "en") + "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>" +
            escape(at(head, "id")) + "</title><style>" + std::string(kStyle) + "</style></head><body><main>\n";
    out_ += "<header><h1>" + escape(say("case")) + " " + escape(at(head, "id")) + "</h1><div class=\"meta\">";
    std::string meta;
    for (const auto* part : {"institution", "channel", "reference", "status", "run"})
      if (const auto text = at(head, part); !text.empty()) meta += (meta.empty() ? "" : " · ") + escape(text);
    meta += " · " + escape(say("received")) + " " + escape(at(head, "received")) + " · " + escape(named(say("complainant"))) + escape(at(head, "complainant"));
    out_ += meta + "</div></header>\n<div class=\"headline\">" + escape(json::text_at(model_, "headline")) + "</div>\n";
    for (const auto& alert : json::list_at(model_, "alerts")) out_ += "<div class=\"alert " + escape(at(alert, "level")) + "\">" + escape(at(alert, "text")) + "</div>\n";
    said();
    facts();
    classification();
    route();
    clocks();
    tasks();
    findings();
    acknowledgement();
    corrections();
    drawing();
    timeline();
    out_ += "<footer>" + escape(say("printed")) + " " + escape(json::text_at(model_, "printed")) + "</footer>\n</main></body></html>\n";
    return out_;
  }

 private:
  std::string say(std::string_view key) const { return label(key, language_); }
  bool zh() const { return language_ == "zh"; }
  /// "Status: " and "状态：".
  std::string named(const std::string& name) const { return name + (zh() ? "：" : ": "); }
  std::string bracketed(const std::string& text) const { return zh() ? "（" + text + "）" : " (" + text + ")"; }
  std::string at(const json::Value& value, std::string_view path) const { return std::string(json::text_at(value, path)); }
  void open(std::string_view key, const std::string& more = {}) { out_ += "<section><h2>" + escape(say(key) + more) + "</h2>\n"; }
  void close() { out_ += "</section>\n"; }

  /// The text cut at every border of a mark; where marks lie over each other the more serious colour wins and the title names all.
  void said() {
    open("said");
    std::set<std::string> used;
    for (const auto& doc : json::list_at(model_, "documents")) {
      out_ += "<div class=\"doc\"><div class=\"head\">" + escape(at(doc, "title")) + (at(doc, "at").empty() ? "" : " · " + escape(at(doc, "at"))) + "</div>";
      if (const auto hidden = at(doc, "hidden"); !hidden.empty()) {
        out_ += "<span class=\"quiet\">" + escape(hidden) + "</span></div>\n";
        continue;
      }
      const auto body = json::text_at(doc, "body");
      const auto length = utf8::length(body);
      std::set<std::int64_t> borders{0, length};
      const auto& marks = json::list_at(doc, "marks");
      for (const auto& mark : marks) {
        borders.insert(std::clamp<std::int64_t>(json::integer_at(mark, "start"), 0, length));
        borders.insert(std::clamp<std::int64_t>(json::integer_at(mark, "end"), 0, length));
      }
      // One pass over the text: code point borders to byte offsets.
      std::vector<std::pair<std::int64_t, std::size_t>> offsets;
      std::int64_t index = 0;
      auto next = borders.begin();
      for (std::size_t i = 0; i <= body.size() && next != borders.end(); ++i) {
        const bool start = i == body.size() || (static_cast<unsigned char>(body[i]) & 0xC0) != 0x80;
        if (!start) continue;
        if (index == *next) {
          offsets.emplace_back(index, i);
          ++next;
        }
        ++index;
      }
      static constexpr std::string_view kOrder[] = {"safety", "threat", "care", "emotion", "demand", "fact"};
      for (std::size_t i = 0; i + 1 < offsets.size(); ++i) {
        const auto [start, from] = offsets[i];
        const auto [end, to] = offsets[i + 1];
        std::string kind, why;
        std::size_t rank = std::size(kOrder);
        for (const auto& mark : marks) {
          if (json::integer_at(mark, "start") > start || json::integer_at(mark, "end") < end) continue;
          const auto found = static_cast<std::size_t>(std::find(std::begin(kOrder), std::end(kOrder), json::text_at(mark, "kind")) - std::begin(kOrder));
          if (found < rank) {
            rank = found;
            kind = at(mark, "kind");
          }
          const auto text = at(mark, "stage") + ": " + at(mark, "text");
          if (why.find(text) == std::string::npos) why += (why.empty() ? "" : " | ") + text;
        }
        const auto piece = escape(body.substr(from, to - from));
        if (kind.empty()) out_ += piece;
        else {
          used.insert(kind);
          out_ += "<mark class=\"" + kind + "\" title=\"" + escape(why) + "\">" + piece + "</mark>";
        }
      }
      out_ += "</div>\n";
    }
    if (!used.empty()) {
      out_ += "<div class=\"legend\">";
      for (const auto& kind : used) out_ += "<mark class=\"" + kind + "\">" + escape(say("mark." + kind)) + "</mark>";
      out_ += "</div>\n";
    }
    close();
  }

  void facts() {
    const auto& list = json::list_at(model_, "facts");
    if (list.empty()) return;
    open("facts");
    out_ += "<dl>";
    for (const auto& fact : list) out_ += "<dt>" + escape(at(fact, "label")) + "</dt><dd>" + escape(at(fact, "value")) + "</dd>";
    out_ += "</dl>\n";
    close();
  }

  void classification() {
    const auto* c = json::find(model_, "classification");
    if (!c || !c->is_object()) return;
    open("classification");
    out_ += "<dl><dt>" + escape(say("nature")) + "</dt><dd><b>" + escape(at(*c, "nature")) + "</b>";
    if (const auto* confidence = json::find(*c, "confidence"); confidence && confidence->is_int64())
      out_ += " <span class=\"quiet\">" + escape(say("confidence")) + " " + std::to_string(confidence->get_int64()) + "%</span>";
    std::string scores;
    for (const auto& score : json::list_at(*c, "scores")) scores += (scores.empty() ? "" : ", ") + at(score, "title") + " " + std::to_string(json::integer_at(score, "points"));
    if (!scores.empty()) out_ += "<div class=\"quiet\">" + escape(scores) + "</div>";
    out_ += "</dd>";
    std::string others;
    for (const auto& one : json::list_at(*c, "secondary")) others += (others.empty() ? "" : ", ") + std::string(json::text_or(&one, ""));
    if (!others.empty()) out_ += "<dt>" + escape(say("secondary")) + "</dt><dd>" + escape(others) + "</dd>";
    out_ += "<dt>" + escape(say("severity")) + "</dt><dd><b>" + escape(at(*c, "level_text")) + "</b> · " + std::to_string(json::integer_at(*c, "score")) + " / 100";
    // The sum as a drawing: one piece for each part that gave points.
    static constexpr const char* kColours[] = {"#1f5fbf", "#c2553d", "#8a63b8", "#c98a1b", "#3d8f6f", "#6b7686", "#a13a66"};
    std::string bar, text;
    std::size_t colour = 0;
    for (const auto& part : json::list_at(*c, "parts")) {
      const auto points = json::integer_at(part, "points");
      const auto* paint = kColours[colour++ % std::size(kColours)];
      if (points > 0) bar += "<i style=\"width:" + std::to_string(points) + "%;background:" + paint + "\" title=\"" + escape(at(part, "name")) + " " + std::to_string(points) + "\"></i>";
      text += (text.empty() ? "" : " + ") + (points > 0 ? "<b><i class=\"key\" style=\"background:" + std::string(paint) + "\"></i>" : std::string("<span class=\"quiet\">")) + escape(at(part, "name")) + "&nbsp;" + std::to_string(points) +
              (points > 0 ? "</b>" : "</span>");
    }
    out_ += "<div class=\"bar\">" + bar + "</div><div>" + text + " = " + std::to_string(json::integer_at(*c, "score")) + "</div>";
    for (const auto& floor : json::list_at(*c, "floors")) out_ += "<div><span class=\"tag warn\">" + escape(json::text_or(&floor, "")) + "</span></div>";
    out_ += "</dd><dt>" + escape(say("complexity")) + "</dt><dd>" + escape(at(*c, "complexity")) + "</dd><dt>" + escape(say("breach")) + "</dt><dd>" + escape(at(*c, "breach")) + "</dd><dt>" + escape(say("quick_path")) +
            "</dt><dd>" + escape(say(json::bool_at(*c, "quick_path") ? "yes" : "no")) + "</dd></dl>\n";
    close();
  }

  void route_row(const json::Value& row, bool primary) {
    out_ += std::string("<div") + (primary ? " class=\"primary\">" : ">") + escape(at(row, "title")) + "</div>" + (at(row, "reason").empty() ? "" : "<div>" + escape(named(say("reason")) + at(row, "reason")) + "</div>");
    for (const auto& evidence : json::list_at(row, "evidence")) evidence_line(evidence);
  }

  void route() {
    const auto* r = json::find(model_, "route");
    if (!r || !r->is_object()) return;
    open("route");
    out_ += "<dl>";
    if (const auto* primary = json::find(*r, "primary")) {
      out_ += "<dt>" + escape(say("primary_route")) + "</dt><dd>";
      route_row(*primary, true);
      out_ += "</dd>";
    }
    for (const std::string key : {"duties", "alternatives"}) {
      const auto& list = json::list_at(*r, key);
      if (list.empty() && key == "alternatives") out_ += "<dt>" + escape(say(key)) + "</dt><dd class=\"quiet\">" + escape(say("no_alternatives")) + "</dd>";
      if (list.empty()) continue;
      out_ += "<dt>" + escape(say(key)) + "</dt><dd>";
      for (const auto& one : list) route_row(one, false);
      out_ += "</dd>";
    }
    if (const auto rights = at(*r, "rights"); !rights.empty()) out_ += "<dt>" + escape(say("rights")) + "</dt><dd><div class=\"letter\">" + escape(rights) + "</div></dd>";
    out_ += "</dl>\n";
    close();
  }

  void clocks() {
    open("clocks");
    const auto& list = json::list_at(model_, "clocks");
    if (list.empty()) out_ += "<p class=\"quiet\">" + escape(say("no_clocks")) + "</p>";
    for (const auto& clock : list) {
      const auto code = at(clock, "state_code");
      const bool late = json::bool_at(clock, "late") || code == "breached" || code == "met_late";
      out_ += "<div class=\"finding\"><b>" + escape(at(clock, "kind")) + "</b> · " + escape(say("due")) + " <b>" + escape(at(clock, "due")) + "</b> <span class=\"tag " + (late ? "late" : code) + "\">" + escape(at(clock, "state")) + "</span> " +
              escape(at(clock, "left")) + (at(clock, "met_at").empty() ? "" : " " + escape(at(clock, "met_at"))) + "<div>" + escape(at(clock, "title")) + " <span class=\"quiet\">" + escape(at(clock, "rule")) + "</span></div>";
      if (!at(clock, "basis").empty()) out_ += "<div class=\"quiet\">" + escape(named(say("basis"))) + escape(at(clock, "basis")) + (at(clock, "note").empty() ? "" : escape(bracketed(at(clock, "note")))) + "</div>";
      for (const auto& change : json::list_at(clock, "changes")) out_ += "<div class=\"quiet\">" + escape(named(say("moved"))) + escape(json::text_or(&change, "")) + "</div>";
      // Like days drawn together stand open, on paper too; every single day folds out on the screen.
      const auto table = [&](const json::Array& days) {
        out_ += "<table>";
        for (const auto& day : days)
          out_ += "<tr><td class=\"day\">" + escape(at(day, "day")) + "</td><td class=\"n\">+" + escape(at(day, "count")) + "</td><td class=\"n\">= " + escape(at(day, "total")) + "</td><td>" + escape(at(day, "reason")) + "</td></tr>";
        out_ += "</table>";
      };
      const auto& runs = json::list_at(clock, "ledger_runs");
      const auto& days = json::list_at(clock, "ledger");
      out_ += "<div class=\"quiet\">" + escape(say("starts") + " " + at(clock, "starts")) + "</div>";
      if (!runs.empty()) table(runs);
      if (days.size() > runs.size()) {
        out_ += "<details><summary>" + escape(say("all_days")) + "</summary>";
        table(days);
        out_ += "</details>";
      }
      out_ += "</div>\n";
    }
    close();
  }

  void evidence_line(const json::Value& evidence) {
    const bool quote = at(evidence, "code") == "span";
    out_ += "<div class=\"ev\" title=\"" + escape(at(evidence, "place")) + "\">" + escape(at(evidence, "kind")) + (at(evidence, "where").empty() ? "" : " · " + escape(at(evidence, "where"))) + (zh() ? "：" : ": ") + (quote ? "<q>" : "") + escape(at(evidence, "text")) + (quote ? "</q>" : "") +
            (at(evidence, "operands").empty() ? "" : " ← " + escape(at(evidence, "operands"))) + "</div>";
  }

  void findings() {
    open("findings");
    out_ += "<p class=\"quiet\">" + escape(say("may_be_wrong")) + "</p>";
    const auto& list = json::list_at(model_, "findings");
    if (list.empty()) out_ += "<p class=\"quiet\">" + escape(say("no_findings")) + "</p>";
    for (const auto& finding : list) {
      out_ += "<div class=\"finding\"><span class=\"tag " + escape(at(finding, "severity")) + "\">" + escape(at(finding, "severity_text")) + "</span> " + escape(at(finding, "text")) + " <span class=\"quiet\">" +
              escape(at(finding, "stage_title")) + (at(finding, "rule").empty() ? "" : " · " + escape(say("rule") + " " + at(finding, "rule"))) + "</span>";
      for (const auto& evidence : json::list_at(finding, "evidence")) evidence_line(evidence);
      out_ += "</div>\n";
    }
    for (const auto& text : json::list_at(model_, "explanations")) out_ += "<p><b>" + escape(named(at(text, "stage_title"))) + "</b>" + escape(at(text, "text")) + "</p>";
    for (const auto& guard : json::list_at(model_, "guards"))
      out_ += "<p><span class=\"tag warn\">" + escape(at(guard, "guard")) + " " + escape(at(guard, "action")) + "</span> " + escape(at(guard, "text")) + "</p>";
    close();
  }

  void tasks() {
    open("tasks");
    const auto& list = json::list_at(model_, "tasks");
    if (list.empty()) out_ += "<p class=\"quiet\">" + escape(say("no_tasks")) + "</p>";
    for (const auto& task : list) {
      const auto status = at(task, "status_code");
      out_ += "<div class=\"finding\"><span class=\"tag " + (json::bool_at(task, "late") ? std::string("late") : status) + "\">" + escape(at(task, "status")) + "</span> <b>" + escape(at(task, "title")) + "</b> <span class=\"quiet\">" +
              escape(at(task, "role_text")) + (at(task, "due").empty() ? "" : " · " + escape(say("due")) + " " + escape(at(task, "due"))) + (json::bool_at(task, "blocking") && status == "open" ? " · " + escape(say("blocking")) : "") +
              (at(task, "by").empty() ? "" : " · " + escape(at(task, "by")) + " " + escape(at(task, "at"))) + " · " + escape(at(task, "id")) + "</span>";
      const auto& answer = json::list_at(task, "answer");
      if (!answer.empty()) {
        out_ += "<dl>";
        for (const auto& line : answer) out_ += "<dt>" + escape(at(line, "label")) + "</dt><dd>" + escape(at(line, "value")) + "</dd>";
        out_ += "</dl>";
      }
      out_ += "</div>\n";
    }
    close();
  }

  void acknowledgement() {
    const auto text = json::text_at(model_, "acknowledgement");
    if (text.empty()) return;
    open("acknowledgement");
    out_ += "<div class=\"letter\">" + escape(text) + "</div>\n";
    close();
  }

  void corrections() {
    const auto& list = json::list_at(model_, "corrections");
    if (list.empty()) return;
    open("corrections");
    for (const auto& one : list)
      out_ += "<div class=\"finding\"><b>" + escape(at(one, "title")) + "</b> · " + escape(at(one, "by") + bracketed(at(one, "role_text")) + " " + at(one, "at")) + "<div>" + escape(at(one, "reason")) + "</div><div class=\"ev\" title=\"" +
              escape(at(one, "path")) + "\">" + escape(say("machine_reading") + " " + at(one, "machine_text") + " → " + say("correction") + " " + at(one, "value_text")) + "</div></div>\n";
    close();
  }

  /// Folded, and left out of what is printed unless it is open: few need it, and it is long.
  void drawing() {
    const auto svg = json::text_at(model_, "drawing");
    if (svg.empty()) return;
    out_ += "<section class=\"path\"><h2>" + escape(say("path_taken")) + "</h2>\n<details><summary>" + escape(say("show_drawing")) + "</summary><div class=\"flow\">" + std::string(svg) + "</div></details>";
    close();
  }

  void timeline() {
    open("timeline", bracketed(at(model_, "zone")));
    out_ += "<div class=\"time\">";
    for (const auto& event : json::list_at(model_, "timeline"))
      out_ += "<span class=\"at\">" + escape(at(event, "at")) + "</span><span>" + escape(at(event, "kind")) + "</span><span>" + escape(at(event, "text")) + " <span class=\"quiet\">" + escape(at(event, "actor")) + "</span></span>";
    out_ += "</div>\n";
    close();
  }

  const json::Value& model_;
  std::string language_;
  std::string out_;
};

}  // namespace

std::string to_html(const json::Value& model) { return Page(model).write(); }

std::string index_html(const json::Value& rows, std::string_view language, std::string_view title) {
  std::string out = "<!DOCTYPE html>\n<html lang=\"" + std::string(language == "zh" ? "zh-CN" : "en") + "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>" + escape(title) +
                    "</title><style>" + std::string(kStyle) + "</style></head><body><main><header><h1>" + escape(title) + "</h1></header>\n";
  for (const auto& row : json::list_or_empty(&rows))
    out += "<section><h2><a href=\"" + escape(json::text_at(row, "href")) + "\">" + escape(json::text_at(row, "title")) + "</a></h2><div>" + escape(json::text_at(row, "line")) + "</div></section>\n";
  return out + "</main></body></html>\n";
}

std::string index_of_languages(const json::Value& rows) {
  std::string out = "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>案件报告 · Case reports</title><style>" +
                    std::string(kStyle) + "</style></head><body><main><header><h1>案件报告 · <span lang=\"en\">Case reports</span></h1></header>\n";
  for (const auto& row : json::list_or_empty(&rows)) {
    out += "<section><h2>" + escape(json::text_at(row, "title")) + "</h2>";
    for (const auto& [code, lang, name] : {std::tuple{"zh", "zh-CN", "中文"}, std::tuple{"en", "en", "English"}}) {
      const auto href = json::text_at(row, std::string(code) + ".href");
      if (href.empty()) continue;
      out += "<p lang=\"" + std::string(lang) + "\"><a href=\"" + escape(href) + "\">" + name + "</a> · " + escape(json::text_at(row, std::string(code) + ".line")) + "</p>";
    }
    out += "</section>\n";
  }
  return out + "</main></body></html>\n";
}

}  // namespace amends::review
