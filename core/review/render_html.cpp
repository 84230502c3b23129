#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "review/labels.hpp"
#include "review/page.hpp"
#include "review/review.hpp"
#include "review/task_order.hpp"
#include "support/utf8.hpp"

namespace amends::review {
namespace {

constexpr std::size_t kTasksShown = 6;    // of the open ones without a click: what a person takes up today
constexpr std::size_t kEventsShown = 12;  // a longer timeline folds

class Page {
 public:
  explicit Page(const json::Value& model) : model_(model), language_(json::text_at(model, "language")) {}

  std::string write() {
    const auto& head = *json::find(model_, "case");
    out_ += "<!DOCTYPE html>\n<html lang=\"" + std::string(language_ == "zh" ? "zh-CN" : "en") + "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>" +
            escape_html(at(head, "id")) + "</title><style>" + std::string(page_style()) + "</style></head><body><main>\n";
    out_ += "<header><h1>" + escape_html(say("case")) + " " + escape_html(at(head, "id")) + "</h1><div class=\"meta\">";
    std::string meta;
    for (const auto* part : {"institution", "channel", "reference", "status", "run"})
      if (const auto text = at(head, part); !text.empty()) meta += (meta.empty() ? "" : " · ") + escape_html(text);
    meta += " · " + escape_html(say("received")) + " " + escape_html(at(head, "received")) + " · " + escape_html(named(say("complainant"))) + escape_html(at(head, "complainant"));
    out_ += meta + "</div></header>\n<div class=\"headline\">" + escape_html(json::text_at(model_, "headline")) + "</div>\n";
    for (const auto& alert : json::list_at(model_, "alerts")) out_ += "<div class=\"alert " + escape_html(at(alert, "level")) + "\">" + escape_html(at(alert, "text")) + "</div>\n";
    tasks();
    clocks();
    part("crisis");
    said();
    facts();
    classification();
    part("risk");
    part("verification");
    part("options");
    part("plan");
    part("letter");
    route();
    part("dimensions");
    part("behind");
    done_tasks();
    findings();
    acknowledgement();
    corrections();
    drawing();
    timeline();
    out_ += "<footer>" + escape_html(say("printed")) + " " + escape_html(json::text_at(model_, "printed")) + "</footer>\n</main></body></html>\n";
    return out_;
  }

 private:
  std::string say(std::string_view key) const { return label(key, language_); }
  bool zh() const { return language_ == "zh"; }
  /// "Status: " and "状态：".
  std::string named(const std::string& name) const { return name + (zh() ? "：" : ": "); }
  std::string bracketed(const std::string& text) const { return zh() ? "（" + text + "）" : " (" + text + ")"; }
  std::string at(const json::Value& value, std::string_view path) const { return std::string(json::text_at(value, path)); }
  void open(std::string_view key, const std::string& more = {}) { out_ += "<section><h2>" + escape_html(say(key) + more) + "</h2>\n"; }
  void close() { out_ += "</section>\n"; }
  void part(std::string_view name) {
    if (const auto* found = json::find(model_, "parts." + std::string(name))) out_ += part_html(*found);
  }
  /// From here to the end of the fold only on a click; `printed` folds open on paper.
  void fold(std::string_view key, bool printed = false, const std::string& more = {}) { out_ += std::string(printed ? "<details class=\"printed\">" : "<details>") + "<summary>" + escape_html(say(key) + more) + "</summary>"; }
  void unfold() { out_ += "</details>\n"; }

  /// The text cut at every border of a mark; where marks lie over each other the more serious colour wins and the title names all.
  void said() {
    open("said");
    std::set<std::string> used;
    for (const auto& doc : json::list_at(model_, "documents")) {
      out_ += "<div class=\"doc\"><div class=\"head\">" + escape_html(at(doc, "title")) + (at(doc, "at").empty() ? "" : " · " + escape_html(at(doc, "at"))) + "</div>";
      if (const auto hidden = at(doc, "hidden"); !hidden.empty()) {
        out_ += "<span class=\"quiet\">" + escape_html(hidden) + "</span></div>\n";
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
        const auto piece = escape_html(body.substr(from, to - from));
        if (kind.empty()) out_ += piece;
        else {
          used.insert(kind);
          out_ += "<mark class=\"" + kind + "\" title=\"" + escape_html(why) + "\">" + piece + "</mark>";
        }
      }
      out_ += "</div>\n";
    }
    if (!used.empty()) {
      out_ += "<div class=\"legend\">";
      for (const auto& kind : used) out_ += "<mark class=\"" + kind + "\">" + escape_html(say("mark." + kind)) + "</mark>";
      out_ += "</div>\n";
    }
    close();
  }

  void facts() {
    const auto& list = json::list_at(model_, "facts");
    if (list.empty()) return;
    open("facts");
    out_ += "<dl>";
    for (const auto& fact : list) out_ += "<dt>" + escape_html(at(fact, "label")) + "</dt><dd>" + escape_html(at(fact, "value")) + "</dd>";
    out_ += "</dl>\n";
    close();
  }

  void classification() {
    const auto* c = json::find(model_, "classification");
    if (!c || !c->is_object()) return;
    open("classification");
    out_ += "<dl><dt>" + escape_html(say("nature")) + "</dt><dd><b>" + escape_html(at(*c, "nature")) + "</b>";
    if (const auto* confidence = json::find(*c, "confidence"); confidence && confidence->is_int64())
      out_ += " <span class=\"quiet\">" + escape_html(say("confidence")) + " " + std::to_string(confidence->get_int64()) + "%</span>";
    std::string scores;
    for (const auto& score : json::list_at(*c, "scores")) scores += (scores.empty() ? "" : ", ") + at(score, "title") + " " + std::to_string(json::integer_at(score, "points"));
    if (!scores.empty()) out_ += "<div class=\"quiet\">" + escape_html(scores) + "</div>";
    out_ += "</dd>";
    std::string others;
    for (const auto& one : json::list_at(*c, "secondary")) others += (others.empty() ? "" : ", ") + std::string(json::text_or(&one, ""));
    if (!others.empty()) out_ += "<dt>" + escape_html(say("secondary")) + "</dt><dd>" + escape_html(others) + "</dd>";
    out_ += "<dt>" + escape_html(say("severity")) + "</dt><dd><b>" + escape_html(at(*c, "level_text")) + "</b> · " + std::to_string(json::integer_at(*c, "score")) + " / 100";
    // The sum as a drawing: one piece for each part that gave points.
    static constexpr const char* kColours[] = {"#1f5fbf", "#c2553d", "#8a63b8", "#c98a1b", "#3d8f6f", "#6b7686", "#a13a66"};
    std::string bar, text;
    std::size_t colour = 0;
    for (const auto& part : json::list_at(*c, "parts")) {
      const auto points = json::integer_at(part, "points");
      const auto* paint = kColours[colour++ % std::size(kColours)];
      if (points > 0) bar += "<i style=\"width:" + std::to_string(points) + "%;background:" + paint + "\" title=\"" + escape_html(at(part, "name")) + " " + std::to_string(points) + "\"></i>";
      text += (text.empty() ? "" : " + ") + (points > 0 ? "<b><i class=\"key\" style=\"background:" + std::string(paint) + "\"></i>" : std::string("<span class=\"quiet\">")) + escape_html(at(part, "name")) + "&nbsp;" + std::to_string(points) +
              (points > 0 ? "</b>" : "</span>");
    }
    out_ += "<div class=\"bar\">" + bar + "</div><div>" + text + " = " + std::to_string(json::integer_at(*c, "score")) + "</div>";
    for (const auto& floor : json::list_at(*c, "floors")) out_ += "<div><span class=\"tag warn\">" + escape_html(json::text_or(&floor, "")) + "</span></div>";
    out_ += "</dd><dt>" + escape_html(say("complexity")) + "</dt><dd>" + escape_html(at(*c, "complexity")) + "</dd><dt>" + escape_html(say("breach")) + "</dt><dd>" + escape_html(at(*c, "breach")) + "</dd><dt>" + escape_html(say("quick_path")) +
            "</dt><dd>" + escape_html(say(json::bool_at(*c, "quick_path") ? "yes" : "no")) + "</dd></dl>\n";
    close();
  }

  void route_row(const json::Value& row, bool primary) {
    out_ += std::string("<div") + (primary ? " class=\"primary\">" : ">") + escape_html(at(row, "title")) + "</div>" + (at(row, "reason").empty() ? "" : "<div>" + escape_html(named(say("reason")) + at(row, "reason")) + "</div>");
    for (const auto& evidence : json::list_at(row, "evidence")) evidence_line(evidence);
  }

  void route() {
    const auto* r = json::find(model_, "route");
    if (!r || !r->is_object()) return;
    open("route");
    out_ += "<dl>";
    if (const auto* primary = json::find(*r, "primary")) {
      out_ += "<dt>" + escape_html(say("primary_route")) + "</dt><dd>";
      route_row(*primary, true);
      out_ += "</dd>";
    }
    for (const std::string key : {"duties", "alternatives"}) {
      const auto& list = json::list_at(*r, key);
      if (list.empty() && key == "alternatives") out_ += "<dt>" + escape_html(say(key)) + "</dt><dd class=\"quiet\">" + escape_html(say("no_alternatives")) + "</dd>";
      if (list.empty()) continue;
      out_ += "<dt>" + escape_html(say(key)) + "</dt><dd>";
      for (const auto& one : list) route_row(one, false);
      out_ += "</dd>";
    }
    if (const auto rights = at(*r, "rights"); !rights.empty()) out_ += "<dt>" + escape_html(say("rights")) + "</dt><dd><details class=\"printed\"><summary>" + escape_html(say("fold.rights")) + "</summary><div class=\"letter\">" + escape_html(rights) + "</div></details></dd>";
    out_ += "</dl>\n";
    close();
  }

  void clocks() {
    open("clocks");
    const auto& list = json::list_at(model_, "clocks");
    if (list.empty()) out_ += "<p class=\"quiet\">" + escape_html(say("no_clocks")) + "</p>";
    for (const auto& clock : list) {
      const auto code = at(clock, "state_code");
      const bool late = json::bool_at(clock, "late") || code == "breached" || code == "met_late";
      out_ += "<div class=\"finding\"><b>" + escape_html(at(clock, "kind")) + "</b> · " + escape_html(say("due")) + " <b>" + escape_html(at(clock, "due")) + "</b> <span class=\"tag " + (late ? "late" : code) + "\">" + escape_html(at(clock, "state")) + "</span> " +
              escape_html(at(clock, "left")) + (at(clock, "met_at").empty() ? "" : " " + escape_html(at(clock, "met_at"))) + "<div>" + escape_html(at(clock, "title")) + " <span class=\"quiet\">" + escape_html(at(clock, "rule")) + "</span></div>";
      if (!at(clock, "basis").empty()) out_ += "<div class=\"quiet\">" + escape_html(named(say("basis"))) + escape_html(at(clock, "basis")) + (at(clock, "note").empty() ? "" : escape_html(bracketed(at(clock, "note")))) + "</div>";
      for (const auto& change : json::list_at(clock, "changes")) out_ += "<div class=\"quiet\">" + escape_html(named(say("moved"))) + escape_html(json::text_or(&change, "")) + "</div>";
      // Like days drawn together stand open, on paper too; every single day folds out on the screen.
      const auto table = [&](const json::Array& days) {
        out_ += "<table>";
        for (const auto& day : days)
          out_ += "<tr><td class=\"day\">" + escape_html(at(day, "day")) + "</td><td class=\"n\">+" + escape_html(at(day, "count")) + "</td><td class=\"n\">= " + escape_html(at(day, "total")) + "</td><td>" + escape_html(at(day, "reason")) + "</td></tr>";
        out_ += "</table>";
      };
      const auto& runs = json::list_at(clock, "ledger_runs");
      const auto& days = json::list_at(clock, "ledger");
      out_ += "<div class=\"quiet\">" + escape_html(say("starts") + " " + at(clock, "starts")) + "</div>";
      if (!runs.empty()) table(runs);
      if (days.size() > runs.size()) {
        out_ += "<details><summary>" + escape_html(say("all_days")) + "</summary>";
        table(days);
        out_ += "</details>";
      }
      out_ += "</div>\n";
    }
    close();
  }

  void evidence_line(const json::Value& evidence) {
    const bool quote = at(evidence, "code") == "span";
    out_ += "<div class=\"ev\" title=\"" + escape_html(at(evidence, "place")) + "\">" + escape_html(at(evidence, "kind")) + (at(evidence, "where").empty() ? "" : " · " + escape_html(at(evidence, "where"))) + (zh() ? "：" : ": ") + (quote ? "<q>" : "") + escape_html(at(evidence, "text")) + (quote ? "</q>" : "") +
            (at(evidence, "operands").empty() ? "" : " ← " + escape_html(at(evidence, "operands"))) + "</div>";
  }

  void findings() {
    open("findings");
    out_ += "<p class=\"quiet\">" + escape_html(say("may_be_wrong")) + "</p>";
    const auto& list = json::list_at(model_, "findings");
    if (list.empty()) out_ += "<p class=\"quiet\">" + escape_html(say("no_findings")) + "</p>";
    const auto write = [&](const json::Value& finding) {
      out_ += "<div class=\"finding\"><span class=\"tag " + escape_html(at(finding, "severity")) + "\">" + escape_html(at(finding, "severity_text")) + "</span> " + escape_html(at(finding, "text")) + " <span class=\"quiet\">" +
              escape_html(at(finding, "stage_title")) + (at(finding, "rule").empty() ? "" : " · " + escape_html(say("rule") + " " + at(finding, "rule"))) + "</span>";
      for (const auto& evidence : json::list_at(finding, "evidence")) evidence_line(evidence);
      out_ += "</div>\n";
    };
    // What stops or warns stands open; notes and the stages' own words fold.
    for (const auto& finding : list)
      if (at(finding, "severity") != "info") write(finding);
    const auto& explanations = json::list_at(model_, "explanations");
    const auto notes = std::count_if(list.begin(), list.end(), [&](const json::Value& finding) { return at(finding, "severity") == "info"; });
    if (notes > 0 || !explanations.empty()) {
      fold("fold.notes", true, notes > 0 ? bracketed(std::to_string(notes)) : "");
      for (const auto& finding : list)
        if (at(finding, "severity") == "info") write(finding);
      for (const auto& text : explanations) out_ += "<p><b>" + escape_html(named(at(text, "stage_title"))) + "</b>" + escape_html(at(text, "text")) + "</p>";
      unfold();
    }
    for (const auto& guard : json::list_at(model_, "guards"))
      out_ += "<p><span class=\"tag warn\">" + escape_html(at(guard, "guard")) + " " + escape_html(at(guard, "action")) + "</span> " + escape_html(at(guard, "text")) + "</p>";
    close();
  }

  void task(const json::Value& task) {
    const auto status = at(task, "status_code");
    out_ += "<div class=\"finding\"><span class=\"tag " + (json::bool_at(task, "late") ? std::string("late") : escape_html(status)) + "\">" + escape_html(at(task, "status")) + "</span> <b>" + escape_html(at(task, "title")) + "</b> <span class=\"quiet\">" +
            escape_html(at(task, "role_text")) + (at(task, "due").empty() ? "" : " · " + escape_html(say("due")) + " " + escape_html(at(task, "due"))) + (json::bool_at(task, "blocking") && status == "open" ? " · " + escape_html(say("blocking")) : "") +
            (at(task, "by").empty() ? "" : " · " + escape_html(at(task, "by")) + " " + escape_html(at(task, "at"))) + " · " + escape_html(at(task, "id")) + "</span>";
    const auto& answer = json::list_at(task, "answer");
    if (!answer.empty()) {
      out_ += "<dl>";
      for (const auto& line : answer) out_ += "<dt>" + escape_html(at(line, "label")) + "</dt><dd>" + escape_html(at(line, "value")) + "</dd>";
      out_ += "</dl>";
    }
    out_ += "</div>\n";
  }

  void tasks() {
    open("tasks.open");
    const auto list = ordered_tasks(model_).open;
    if (list.empty()) out_ += "<p class=\"quiet\">" + escape_html(say("no_tasks")) + "</p>";
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (i == kTasksShown) fold("tasks.later", true, bracketed(std::to_string(list.size() - i)));
      task(*list[i]);
    }
    if (list.size() > kTasksShown) unfold();
    close();
  }

  void done_tasks() {
    const auto list = ordered_tasks(model_).done;
    if (list.empty()) return;
    open("tasks.done");
    fold("tasks.done", true, bracketed(std::to_string(list.size())));
    for (const auto* one : list) task(*one);
    unfold();
    close();
  }

  void acknowledgement() {
    const auto text = json::text_at(model_, "acknowledgement");
    if (text.empty()) return;
    open("acknowledgement");
    fold("fold.ack");
    out_ += "<div class=\"letter\">" + escape_html(text) + "</div>\n";
    unfold();
    close();
  }

  void corrections() {
    const auto& list = json::list_at(model_, "corrections");
    if (list.empty()) return;
    open("corrections");
    for (const auto& one : list)
      out_ += "<div class=\"finding\"><b>" + escape_html(at(one, "title")) + "</b> · " + escape_html(at(one, "by") + bracketed(at(one, "role_text")) + " " + at(one, "at")) + "<div>" + escape_html(at(one, "reason")) + "</div><div class=\"ev\" title=\"" +
              escape_html(at(one, "path")) + "\">" + escape_html(say("machine_reading") + " " + at(one, "machine_text") + " → " + say("correction") + " " + at(one, "value_text")) + "</div></div>\n";
    close();
  }

  /// Folded, and left out of what is printed unless it is open: few need it, and it is long.
  void drawing() {
    const auto svg = json::text_at(model_, "drawing");
    if (svg.empty()) return;
    out_ += "<section class=\"path\"><h2>" + escape_html(say("path_taken")) + "</h2>\n<details><summary>" + escape_html(say("show_drawing")) + "</summary><div class=\"flow\">" + std::string(svg) + "</div></details>";
    close();
  }

  void timeline() {
    open("timeline", bracketed(at(model_, "zone")));
    const auto& events = json::list_at(model_, "timeline");
    const bool folded = events.size() > kEventsShown;
    if (folded) fold("fold.timeline", true, bracketed(std::to_string(events.size())));
    out_ += "<div class=\"time\">";
    for (const auto& event : events)
      out_ += "<span class=\"at\">" + escape_html(at(event, "at")) + "</span><span>" + escape_html(at(event, "kind")) + "</span><span>" + escape_html(at(event, "text")) + " <span class=\"quiet\">" + escape_html(at(event, "actor")) + "</span></span>";
    out_ += "</div>\n";
    if (folded) unfold();
    close();
  }

  const json::Value& model_;
  std::string language_;
  std::string out_;
};

}  // namespace

std::string to_html(const json::Value& model) { return Page(model).write(); }

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
