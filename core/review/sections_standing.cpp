// The sections that say what a case is and what is due: head, headline, tasks, clocks, facts, nature, route.
#include "review/page_sections.hpp"
#include "review/section_writer.hpp"
#include "review/task_order.hpp"

namespace amends::review {
namespace {

class Standing : public SectionWriter {
 public:
  using SectionWriter::SectionWriter;
  std::string take() { return std::move(out_); }

  void head() {
    const auto& head = *json::find(model_, "case");
    out_ += "<header><h1>" + escape_html(say("case")) + " " + escape_html(at(head, "id")) + "</h1><div class=\"meta\">";
    std::string meta;
    for (const auto* part : {"institution", "channel", "reference", "status", "run"})
      if (const auto text = at(head, part); !text.empty()) meta += (meta.empty() ? "" : " · ") + escape_html(text);
    meta += " · " + escape_html(say("received")) + " " + escape_html(at(head, "received")) + " · " + escape_html(named(say("complainant"))) + escape_html(at(head, "complainant"));
    out_ += meta + "</div></header>\n";
  }

  void headline() {
    out_ += "<div class=\"headline\">" + escape_html(json::text_at(model_, "headline")) + "</div>\n";
    for (const auto& alert : json::list_at(model_, "alerts")) out_ += "<div class=\"alert " + escape_html(at(alert, "level")) + "\">" + escape_html(at(alert, "text")) + "</div>\n";
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

  void clocks(bool folded) {
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
      if (folded) out_ += "<details><summary>" + escape_html(say("clock.days")) + "</summary>";
      if (!runs.empty()) table(runs);
      if (days.size() > runs.size()) {
        out_ += "<details><summary>" + escape_html(say("all_days")) + "</summary>";
        table(days);
        out_ += "</details>";
      }
      if (folded) out_ += "</details>";
      out_ += "</div>\n";
    }
    close();
  }

  void tasks(std::size_t shown) {
    open("tasks.open");
    const auto list = ordered_tasks(model_).open;
    if (list.empty()) out_ += "<p class=\"quiet\">" + escape_html(say("no_tasks")) + "</p>";
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (i == shown) fold("tasks.later", true, bracketed(std::to_string(list.size() - i)));
      task(*list[i]);
    }
    if (list.size() > shown) unfold();
    for (const auto& one : json::list_at(model_, "recusals"))
      out_ += "<p class=\"quiet\">" + escape_html(at(one, "by") + bracketed(at(one, "role_text")) + " · " + at(one, "at") + " · " + named(say("task.recused")) + at(one, "reason")) + "</p>";
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

 private:
  void route_row(const json::Value& row, bool primary) {
    out_ += std::string("<div") + (primary ? " class=\"primary\">" : ">") + escape_html(at(row, "title")) + "</div>" + (at(row, "reason").empty() ? "" : "<div>" + escape_html(named(say("reason")) + at(row, "reason")) + "</div>");
    for (const auto& evidence : json::list_at(row, "evidence")) evidence_line(evidence);
  }

  void task(const json::Value& task) {
    const auto status = at(task, "status_code");
    out_ += "<div class=\"finding\"><span class=\"tag " + (json::bool_at(task, "late") ? std::string("late") : escape_html(status)) + "\">" + escape_html(at(task, "status")) + "</span> <b>" + escape_html(at(task, "title")) + "</b> <span class=\"quiet\">" +
            escape_html(at(task, "role_text")) + (at(task, "due").empty() ? "" : " · " + escape_html(say("due")) + " " + escape_html(at(task, "due"))) + (json::bool_at(task, "blocking") && status == "open" ? " · " + escape_html(say("blocking")) : "") +
            (at(task, "by").empty() ? "" : " · " + escape_html(at(task, "by")) + " " + escape_html(at(task, "at"))) + " · " + escape_html(at(task, "id")) + "</span>";
    for (const auto& hand : json::list_at(task, "hands")) out_ += "<div class=\"quiet\">" + escape_html(json::text_or(&hand, "")) + "</div>";
    const auto& answer = json::list_at(task, "answer");
    if (!answer.empty()) {
      out_ += "<dl>";
      for (const auto& line : answer) out_ += "<dt>" + escape_html(at(line, "label")) + "</dt><dd>" + escape_html(at(line, "value")) + "</dd>";
      out_ += "</dl>";
    }
    out_ += "</div>\n";
  }
};

}  // namespace

std::string head_section(const json::Value& model) {
  Standing out(model);
  out.head();
  return out.take();
}
std::string headline_section(const json::Value& model) {
  Standing out(model);
  out.headline();
  return out.take();
}
std::string tasks_section(const json::Value& model, std::size_t shown) {
  Standing out(model);
  out.tasks(shown);
  return out.take();
}
std::string done_tasks_section(const json::Value& model) {
  Standing out(model);
  out.done_tasks();
  return out.take();
}
std::string clocks_section(const json::Value& model, bool folded) {
  Standing out(model);
  out.clocks(folded);
  return out.take();
}
std::string facts_section(const json::Value& model) {
  Standing out(model);
  out.facts();
  return out.take();
}
std::string classification_section(const json::Value& model) {
  Standing out(model);
  out.classification();
  return out.take();
}
std::string route_section(const json::Value& model) {
  Standing out(model);
  out.route();
  return out.take();
}

}  // namespace amends::review
