// The sections that say why: what was said with its marks, findings with evidence, corrections, the way and the time line.
#include <algorithm>
#include <set>
#include <tuple>
#include <vector>

#include "review/page_sections.hpp"
#include "review/section_writer.hpp"
#include "support/utf8.hpp"

namespace amends::review {
namespace {

constexpr std::size_t kEventsShown = 12;  // a longer timeline folds

class Found : public SectionWriter {
 public:
  using SectionWriter::SectionWriter;
  std::string take() { return std::move(out_); }

  void said() {
    open("said");
    std::set<std::string> used;
    for (const auto& doc : json::list_at(model_, "documents")) document(doc, used);
    legend(used);
    close();
  }

  /// The text cut at every border of a mark.
  void document(const json::Value& doc, std::set<std::string>& used) {
    out_ += "<div class=\"doc\"><div class=\"head\">" + escape_html(at(doc, "title")) + (at(doc, "at").empty() ? "" : " · " + escape_html(at(doc, "at"))) + "</div>";
    if (const auto hidden = at(doc, "hidden"); !hidden.empty()) {
      out_ += "<span class=\"quiet\">" + escape_html(hidden) + "</span></div>\n";
      return;
    }
    const auto body = json::text_at(doc, "body");
    const auto length = utf8::length(body);
    if (json::bool_at(doc, "before")) out_ += "<span class=\"quiet\">…</span>";
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
    if (json::bool_at(doc, "after")) out_ += "<span class=\"quiet\">…</span>";
    out_ += "</div>\n";
  }

  void legend(const std::set<std::string>& used) {
    if (used.empty()) return;
    out_ += "<div class=\"legend\">";
    for (const auto& kind : used) out_ += "<mark class=\"" + kind + "\">" + escape_html(say("mark." + kind)) + "</mark>";
    out_ += "</div>\n";
  }

  void findings() {
    open("findings");
    out_ += "<p class=\"quiet\">" + escape_html(say("may_be_wrong")) + "</p>";
    const auto& list = json::list_at(model_, "findings");
    if (list.empty()) out_ += "<p class=\"quiet\">" + escape_html(say("no_findings")) + "</p>";
    // What stops or warns stands open; notes and the stages' own words fold.
    for (const auto& finding : list)
      if (at(finding, "severity") != "info") one(finding);
    const auto& explanations = json::list_at(model_, "explanations");
    const auto notes = std::count_if(list.begin(), list.end(), [&](const json::Value& finding) { return at(finding, "severity") == "info"; });
    if (notes > 0 || !explanations.empty()) {
      fold("fold.notes", true, notes > 0 ? bracketed(std::to_string(notes)) : "");
      for (const auto& finding : list)
        if (at(finding, "severity") == "info") one(finding);
      for (const auto& text : explanations) out_ += "<p><b>" + escape_html(named(at(text, "stage_title"))) + "</b>" + escape_html(at(text, "text")) + "</p>";
      unfold();
    }
    for (const auto& guard : json::list_at(model_, "guards"))
      out_ += "<p><span class=\"tag warn\">" + escape_html(at(guard, "guard")) + " " + escape_html(at(guard, "action")) + "</span> " + escape_html(at(guard, "text")) + "</p>";
    close();
  }

  void one(const json::Value& finding) {
    out_ += "<div class=\"finding\"><span class=\"tag " + escape_html(at(finding, "severity")) + "\">" + escape_html(at(finding, "severity_text")) + "</span> " + escape_html(at(finding, "text")) + " <span class=\"quiet\">" +
            escape_html(at(finding, "stage_title")) + (at(finding, "rule").empty() ? "" : " · " + escape_html(say("rule") + " " + at(finding, "rule"))) + "</span>";
    for (const auto& evidence : json::list_at(finding, "evidence")) evidence_line(evidence);
    out_ += "</div>\n";
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
              escape_html(at(one, "path")) + "\">" + escape_html(say("machine_reading") + " " + at(one, "machine_text") + (at(one, "before_text").empty() ? "" : " → " + say("earlier_correction") + " " + at(one, "before_text")) + " → " + say("correction") + " " + at(one, "value_text")) + "</div></div>\n";
    close();
  }

  /// Folded, and left out of what is printed unless it is open: few need it, and it is long.
  void path() {
    const auto svg = json::text_at(model_, "drawing");
    if (svg.empty()) return;
    out_ += "<section class=\"path\"><h2>" + escape_html(say("path_taken")) + "</h2>\n<details><summary>" + escape_html(say("show_drawing")) + "</summary><div class=\"flow\">" + std::string(svg) + "</div></details>";
    close();
  }

  void timeline(std::size_t most, bool folds) {
    open("timeline", bracketed(at(model_, "zone")));
    const auto& events = json::list_at(model_, "timeline");
    const bool folded = folds && events.size() > kEventsShown;
    if (folded) fold("fold.timeline", true, bracketed(std::to_string(events.size())));
    const bool cut = most > 0 && events.size() > most;
    const std::size_t first = cut ? most / 4 : events.size(), again = cut ? events.size() - (most - first) : events.size();
    out_ += "<div class=\"time\">";
    for (std::size_t i = 0; i < events.size(); ++i) {
      if (i == first && cut) out_ += "</div>\n<p class=\"quiet\">… " + escape_html(named(say("timeline.left_out")) + std::to_string(again - first)) + "</p>\n<div class=\"time\">";
      if (i >= first && i < again) continue;
      const auto& event = events[i];
      out_ += "<span class=\"at\">" + escape_html(at(event, "at")) + "</span><span>" + escape_html(at(event, "kind")) + "</span><span>" + escape_html(at(event, "text")) + " <span class=\"quiet\">" + escape_html(at(event, "actor")) + "</span></span>";
    }
    out_ += "</div>\n";
    if (folded) unfold();
    close();
  }
};

}  // namespace

std::string said_section(const json::Value& model) {
  Found out(model);
  out.said();
  return out.take();
}
std::string findings_section(const json::Value& model) {
  Found out(model);
  out.findings();
  return out.take();
}
std::string acknowledgement_section(const json::Value& model) {
  Found out(model);
  out.acknowledgement();
  return out.take();
}
std::string corrections_section(const json::Value& model) {
  Found out(model);
  out.corrections();
  return out.take();
}
std::string path_section(const json::Value& model) {
  Found out(model);
  out.path();
  return out.take();
}
std::string timeline_section(const json::Value& model, std::size_t most, bool folds) {
  Found out(model);
  out.timeline(most, folds);
  return out.take();
}
std::string finding_html(const json::Value& finding, std::string_view language) {
  Found out(finding, language);
  out.one(finding);
  return out.take();
}
std::string marked_document(const json::Value& document) {
  Found out(document, {});
  std::set<std::string> used;
  out.document(document, used);
  return out.take();
}
std::string part_section(const json::Value& model, std::string_view name) {
  const auto* found = json::find(model, "parts." + std::string(name));
  return found ? part_html(*found) : std::string{};
}

}  // namespace amends::review
