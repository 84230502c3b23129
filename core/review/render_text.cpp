#include <algorithm>
#include <vector>

#include "review/columns.hpp"
#include "review/labels.hpp"
#include "review/review.hpp"
#include "review/task_order.hpp"
#include "review/wrapped.hpp"
#include "support/utf8.hpp"

namespace amends::review {
namespace {

/// No text of a case commands the terminal: control characters become U+FFFD, one for one, so that marks stay in their places.
void scrub(json::Value& value) {
  if (value.is_string()) {
    const std::string_view text = value.get_string();
    if (auto plain = utf8::without_controls(text); plain != text) value = std::move(plain);
  } else if (value.is_array()) {
    for (auto& item : value.get_array()) scrub(item);
  } else if (value.is_object()) {
    for (auto& member : value.get_object()) scrub(member.value());
  }
}

class Writer {
 public:
  Writer(const json::Value& model, int width, bool colour) : model_(model), width_(std::max(width, 40)), colour_(colour), language_(json::text_at(model, "language")) {}

  std::string write() {
    head();
    alerts();
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
    part("decisions");
    part("dimensions");
    part("behind");
    done_tasks();
    findings();
    acknowledgement();
    corrections();
    timeline();
    return out_;
  }

  std::string section(std::string_view name) {
    if (name == "head") {
      head();
      alerts();
    } else if (name == "tasks") {
      tasks();
      done_tasks();
    } else if (name == "clocks") {
      clocks();
    } else if (name == "said") {
      said();
    } else if (name == "findings") {
      findings();
    } else if (name == "timeline") {
      timeline();
    } else {
      part(name);
    }
    return std::move(out_);
  }

 private:
  std::string say(std::string_view key) const { return label(key, language_); }
  void part(std::string_view name) {
    if (const auto* found = json::find(model_, "parts." + std::string(name))) out_ += part_text(*found, language_, width_, colour_);
  }
  std::string paint(std::string_view text, const char* code) const { return colour_ ? std::string("\033[") + code + "m" + std::string(text) + "\033[0m" : std::string(text); }
  void line(std::string_view text, int indent = 2) { out_ += std::string(static_cast<std::size_t>(indent), ' ') + wrap(text, width_, indent) + "\n"; }
  void title(std::string_view key, const std::string& more = {}) { out_ += "\n" + paint("── " + say(key) + more, "1") + "\n"; }
  bool zh() const { return language_ == "zh"; }
  /// "Status: " and "状态：".
  std::string named(const std::string& name) const { return name + (zh() ? "：" : ": "); }
  std::string bracketed(const std::string& text) const { return zh() ? "（" + text + "）" : " (" + text + ")"; }
  std::string at(const json::Value& value, std::string_view path) const { return std::string(json::text_at(value, path)); }

  void head() {
    const auto& head = *json::find(model_, "case");
    out_ += paint(at(head, "id"), "1") + "  " + at(head, "institution") + " · " + at(head, "channel") + (at(head, "reference").empty() ? "" : " " + at(head, "reference")) + "\n";
    line(named(say("status")) + at(head, "status") + " · " + at(head, "run") + " · " + say("received") + " " + at(head, "received") + " · " + named(say("complainant")) + at(head, "complainant"), 0);
    out_ += "\n" + paint(wrap(json::text_at(model_, "headline"), width_, 0), "1") + "\n";
  }

  void alerts() {
    for (const auto& alert : json::list_at(model_, "alerts")) {
      const auto level = at(alert, "level");
      const char* mark = level == "danger" ? "!! " : level == "warn" ? "!  " : "i  ";
      out_ += paint(mark, level == "danger" ? "1;31" : level == "warn" ? "33" : "2") + wrap(at(alert, "text"), width_, 3) + "\n";
    }
  }

  void facts() {
    const auto& list = json::list_at(model_, "facts");
    if (list.empty()) return;
    title("facts");
    for (const auto& fact : list) line(named(at(fact, "label")) + at(fact, "value"));
  }

  /// The text with its marks in brackets and, with colour, underlined.
  void said() {
    title("said");
    for (const auto& doc : json::list_at(model_, "documents")) {
      if (const auto hidden = at(doc, "hidden"); !hidden.empty()) {
        line(hidden);
        continue;
      }
      const auto body = utf8::decode(json::text_at(doc, "body"));
      if (!body) continue;
      std::vector<bool> marked(body->size() + 1, false);
      for (const auto& mark : json::list_at(doc, "marks"))
        for (auto i = json::integer_at(mark, "start"); i < json::integer_at(mark, "end") && i < static_cast<std::int64_t>(body->size()); ++i) marked[static_cast<std::size_t>(i)] = true;
      std::u32string shown;
      for (std::size_t i = 0; i < body->size(); ++i) {
        if (marked[i] && (i == 0 || !marked[i - 1])) shown += U'[';
        shown += (*body)[i];
        if (marked[i] && !marked[i + 1]) shown += U']';
      }
      line(at(doc, "title") + (at(doc, "at").empty() ? "" : " · " + at(doc, "at")));
      line(utf8::encode(shown), 4);
    }
  }

  void classification() {
    const auto* c = json::find(model_, "classification");
    if (!c || !c->is_object()) return;
    title("classification");
    std::string nature = named(say("nature")) + at(*c, "nature");
    if (const auto* confidence = json::find(*c, "confidence"); confidence && confidence->is_int64()) nature += bracketed(say("confidence") + " " + std::to_string(confidence->get_int64()) + "%");
    line(nature);
    std::string others;
    for (const auto& one : json::list_at(*c, "secondary")) others += (others.empty() ? "" : zh() ? "、" : ", ") + std::string(json::text_or(&one, ""));
    if (!others.empty()) line(named(say("secondary")) + others);
    std::string parts;
    for (const auto& part : json::list_at(*c, "parts")) parts += (parts.empty() ? "" : " + ") + at(part, "name") + "\u00A0" + std::to_string(json::integer_at(part, "points"));
    line(named(say("severity")) + at(*c, "level_text") + bracketed(parts + " = " + std::to_string(json::integer_at(*c, "score")) + (zh() ? "，" : ", ") + say("of_100")));
    for (const auto& floor : json::list_at(*c, "floors")) line(named(say("floors")) + std::string(json::text_or(&floor, "")));
    line(named(say("complexity")) + at(*c, "complexity") + " · " + named(say("breach")) + at(*c, "breach") + " · " + named(say("quick_path")) + say(json::bool_at(*c, "quick_path") ? "yes" : "no"));
  }

  void route() {
    const auto* r = json::find(model_, "route");
    if (!r || !r->is_object()) return;
    title("route");
    const auto row = [&](const std::string& name, const json::Value& one) { line(named(name) + at(one, "title") + (at(one, "reason").empty() ? "" : " · " + named(say("reason")) + at(one, "reason"))); };
    if (const auto* primary = json::find(*r, "primary")) row(paint(say("primary_route"), "1"), *primary);
    for (const auto& one : json::list_at(*r, "duties")) row(say("duties"), one);
    const auto& alternatives = json::list_at(*r, "alternatives");
    for (const auto& one : alternatives) row(say("alternatives"), one);
    if (alternatives.empty()) line(named(say("alternatives")) + say("no_alternatives"));
    if (const auto rights = at(*r, "rights"); !rights.empty()) {
      line(say("rights") + (zh() ? "：" : ":"));
      line(rights, 4);
    }
  }

  void clocks() {
    title("clocks");
    const auto& list = json::list_at(model_, "clocks");
    if (list.empty()) line(say("no_clocks"));
    for (const auto& clock : list) {
      const bool late = json::bool_at(clock, "late") || at(clock, "state_code") == "breached" || at(clock, "state_code") == "met_late";
      line(paint(named(at(clock, "kind")) + at(clock, "due"), late ? "1;31" : "1") + " · " + at(clock, "state") + (at(clock, "met_at").empty() ? "" : " " + at(clock, "met_at")) + (at(clock, "left").empty() ? "" : " · " + at(clock, "left")));
      if (!at(clock, "rule").empty()) line(say("rule") + " " + at(clock, "rule") + (at(clock, "title").empty() ? "" : " · " + at(clock, "title")), 4);
      else if (!at(clock, "title").empty()) line(at(clock, "title"), 4);
      if (!at(clock, "basis").empty()) line(named(say("basis")) + at(clock, "basis") + (at(clock, "note").empty() ? "" : bracketed(at(clock, "note"))), 4);
      for (const auto& change : json::list_at(clock, "changes")) line(named(say("moved")) + std::string(json::text_or(&change, "")), 4);
      line(say("starts") + " " + at(clock, "starts"), 4);
      const auto& ledger = json::list_at(clock, "ledger");
      int day_columns = 0, count_columns = 0;
      const auto count = [&](const json::Value& day) { return "+" + at(day, "count") + " = " + at(day, "total"); };
      for (const auto& day : ledger) {
        day_columns = std::max(day_columns, columns_of(at(day, "day")));
        count_columns = std::max(count_columns, columns_of(count(day)));
      }
      const auto padded = [](std::string text, int columns) { return text + std::string(static_cast<std::size_t>(columns - columns_of(text)) + 2, ' '); };
      const int indent = 6 + day_columns + count_columns + 4;
      for (const auto& day : ledger) out_ += std::string(6, ' ') + padded(at(day, "day"), day_columns) + padded(count(day), count_columns) + wrap(at(day, "reason"), std::max(width_, indent + 20), indent) + "\n";
    }
  }

  void findings() {
    title("findings");
    out_ += "  " + paint(wrap(say("may_be_wrong"), width_, 2), "2") + "\n";
    const auto& list = json::list_at(model_, "findings");
    if (list.empty()) line(say("no_findings"));
    for (const auto& finding : list) {
      const auto severity = at(finding, "severity");
      line(paint("[" + at(finding, "severity_text") + "] ", severity == "block" ? "1;31" : severity == "warn" ? "33" : "36") + at(finding, "text"));
      for (const auto& evidence : json::list_at(finding, "evidence")) {
        const bool quote = at(evidence, "code") == "span";
        const auto where = at(evidence, "where"), operands = at(evidence, "operands");
        line(at(evidence, "kind") + (where.empty() ? "" : " · " + where) + (zh() ? "：" : ": ") + (quote ? (zh() ? "「" : "“") : "") + at(evidence, "text") + (quote ? (zh() ? "」" : "”") : "") + (operands.empty() ? "" : " ← " + operands), 6);
      }
    }
    for (const auto& text : json::list_at(model_, "explanations")) line(named(at(text, "stage_title")) + at(text, "text"));
    for (const auto& guard : json::list_at(model_, "guards")) line(named(at(guard, "guard") + " " + at(guard, "action")) + at(guard, "text"));
  }

  void task(const json::Value& task) {
    const auto status = at(task, "status_code");
    // The lines after the first stand under the title, so that the boxes are found at a glance.
    out_ += std::string("  ") + (status == "open" ? "[ ] " : status == "answered" ? "[x] " : "[-] ") + wrap(at(task, "title") + " · " + at(task, "role_text") + " · " + at(task, "status") +
         (at(task, "due").empty() || status != "open" ? "" : " · " + say("due") + " " + at(task, "due")) + (at(task, "by").empty() ? "" : " · " + at(task, "by") + " " + at(task, "at")), width_, 6) + "\n";
    line(at(task, "id") + (at(task, "fields").empty() ? "" : " · " + named(say("answer_with")) + at(task, "fields")), 6);
    for (const auto& hand : json::list_at(task, "hands")) line(std::string(json::text_or(&hand, "")), 6);
    for (const auto& answer : json::list_at(task, "answer")) line(named(at(answer, "label")) + at(answer, "value"), 6);
  }

  void tasks() {
    title("tasks.open");
    const auto list = ordered_tasks(model_).open;
    if (list.empty()) line(say("no_tasks"));
    for (const auto* one : list) task(*one);
    for (const auto& one : json::list_at(model_, "recusals")) line(at(one, "by") + bracketed(at(one, "role_text")) + " · " + at(one, "at") + " · " + named(say("task.recused")) + at(one, "reason"));
  }

  void done_tasks() {
    const auto list = ordered_tasks(model_).done;
    if (list.empty()) return;
    title("tasks.done");
    for (const auto* one : list) task(*one);
  }

  void acknowledgement() {
    const auto text = json::text_at(model_, "acknowledgement");
    if (text.empty()) return;
    title("acknowledgement");
    line(text);
  }

  void corrections() {
    const auto& list = json::list_at(model_, "corrections");
    if (list.empty()) return;
    title("corrections");
    for (const auto& one : list) {
      line(at(one, "title") + " · " + at(one, "by") + bracketed(at(one, "role_text")) + " " + named(at(one, "at")) + at(one, "reason"));
      line(say("machine_reading") + " " + at(one, "machine_text") + replaced(one) + " → " + say("correction") + " " + at(one, "value_text") + bracketed(at(one, "path")), 4);
    }
  }

  /// What an earlier correction said, which this one replaced.
  std::string replaced(const json::Value& one) const { return at(one, "before_text").empty() ? "" : " → " + say("earlier_correction") + " " + at(one, "before_text"); }

  void timeline() {
    title("timeline", bracketed(at(model_, "zone")));
    for (const auto& event : json::list_at(model_, "timeline"))
      line(std::to_string(json::integer_at(event, "seq")) + ". " + at(event, "at") + " · " + at(event, "kind") + (at(event, "text").empty() ? "" : (zh() ? "：" : ": ") + at(event, "text")) + (at(event, "actor").empty() ? "" : " · " + at(event, "actor")));
  }

  const json::Value& model_;
  int width_;
  bool colour_;
  std::string language_;
  std::string out_;
};

}  // namespace

std::string to_text(const json::Value& model, int width, bool colour) {
  json::Value shown = model;
  scrub(shown);
  return Writer(shown, width, colour).write();
}

std::string to_text_section(const json::Value& model, std::string_view section, int width) {
  json::Value shown = model;
  scrub(shown);
  return Writer(shown, width, false).section(section);
}

}  // namespace amends::review
