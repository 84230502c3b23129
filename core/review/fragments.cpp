#include "review/fragments.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "review/chart_drawing.hpp"
#include "review/page_sections.hpp"
#include "review/review.hpp"
#include "review/section_writer.hpp"
#include "review/wrapped.hpp"
#include "support/utf8.hpp"

namespace amends::review {
namespace {

constexpr std::array<std::string_view, 13> kParts = {"review", "summary", "text", "findings", "timeline", "clocks", "workflow", "ladder", "dimensions", "risk", "emotion", "tasks", "decisions"};

Error no_such_part(std::string_view part) {
  std::string known;
  for (const auto one : kParts) known += (known.empty() ? "" : ", ") + std::string(one);
  return fail(ErrorCode::invalid_argument, "there is no part '" + std::string(part) + "' of a review; there are " + known);
}

std::string framed(const std::string& inside, std::string_view language) {
  return "<div class=\"amends-view\" lang=\"" + std::string(language == "zh" ? "zh-CN" : "en") + "\"><style>" + std::string(fragment_style()) + "</style>\n" + inside + "</div>\n";
}

std::string picture(const std::string& svg) { return svg.empty() ? std::string{} : "<div class=\"flow charted\">" + svg + "</div>\n"; }

const json::Value* chart_of(const json::Value& model, std::string_view name) { return json::find(model, "charts." + std::string(name)); }

std::string ladder_picture(const json::Value& model) {
  for (const auto& block : json::list_at(model, "parts.plan.blocks"))
    if (json::text_at(block, "kind") == "drawing") return std::string(json::text_at(block, "svg"));
  return {};
}

class Pieces : public SectionWriter {
 public:
  using SectionWriter::SectionWriter;

  std::string write(std::string_view part) {
    if (part == "review") {
      withheld_line();
      out_ += head_section(model_) + page_body(model_) + timeline_section(model_, kFragmentEventsMax, true);
    } else if (part == "summary") {
      summary();
    } else if (part == "text") {
      withheld_line();
      out_ += said_section(model_);
    } else if (part == "findings") {
      withheld_line();
      out_ += findings_section(model_);
    } else if (part == "timeline") {
      withheld_line();
      out_ += timeline_section(model_, kFragmentEventsMax, false);
    } else if (part == "clocks") {
      out_ += picture(fragment_svg(model_, part)) + clocks_section(model_, true);
    } else if (part == "tasks") {
      out_ += tasks_section(model_, kTasksShown * 2) + done_tasks_section(model_);
    } else if (part == "workflow") {
      drawn("path_taken", fragment_svg(model_, part), "flow whole", {});
    } else if (part == "ladder") {
      ladder();
    } else if (part == "emotion") {
      emotion();
    } else {
      const auto svg = fragment_svg(model_, part);
      const auto section = part_section(model_, part);
      if (section.empty()) absent("part." + std::string(part), "view.not_yet." + std::string(part));
      else out_ += picture(svg) + section;
    }
    return std::move(out_);
  }

 private:
  void line(std::string_view key) { out_ += "<p class=\"quiet line\">" + escape_html(say(key)) + "</p>\n"; }
  void withheld_line() {
    if (json::text_at(model_, "withheld") == "texts") line("view.no_texts");
  }
  void absent(std::string_view title, std::string_view why) {
    open(title);
    line(why);
    close();
  }

  void drawn(std::string_view title, const std::string& svg, std::string_view kind, const std::string& note) {
    if (svg.empty()) return absent(title, "view.nothing_drawn");
    open(title);
    if (!note.empty()) out_ += "<p class=\"quiet line\">" + escape_html(note) + "</p>\n";
    out_ += "<div class=\"" + std::string(kind) + "\">" + svg + "</div>\n";
    close();
  }

  void ladder() {
    const auto svg = ladder_picture(model_);
    if (!svg.empty()) return drawn("plan.ladder.title", svg, "flow drawn", {});
    if (!json::text_at(model_, "withheld").empty()) return absent("plan.ladder.title", "view.no_plan");
    // A plan without steps says itself why there are none.
    open("plan.ladder.title");
    bool said = false;
    for (const auto& block : json::list_at(model_, "parts.plan.blocks"))
      for (const auto& row : json::list_at(block, "rows"))
        for (const auto* key : {"plan.sheet.no_ladder", "plan.sheet.single"})
          if (json::text_at(row, "label") == say(key))
            for (const auto& text : json::list_at(row, "lines")) {
              out_ += "<p class=\"line\">" + escape_html(named(say(key)) + std::string(json::text_or(&text, ""))) + "</p>\n";
              said = true;
            }
    if (!said) line("view.not_yet.plan");
    close();
  }

  void emotion() {
    const auto* chart = chart_of(model_, "emotion");
    if (!chart) return absent("chart.emotion", "view.not_yet.emotion");
    const auto dominant = at(*chart, "dominant"), trend = at(*chart, "trend");
    const auto stop = zh() ? "；" : "; ";
    auto sentence = at(*chart, "band") + " " + std::to_string(json::integer_at(*chart, "whole")) + "/100" + (dominant.empty() ? "" : zh() ? "，以" + dominant + "为主" : ", mostly " + dominant) + stop + named(say("dimension.trend")) +
                    (trend.empty() ? say(json::list_at(*chart, "rows").size() > 1 ? "chart.no_trend" : "dimension.one_text") : trend);
    open("chart.emotion");
    out_ += "<p class=\"line\"><b>" + escape_html(sentence) + "</b></p>\n" + picture(fragment_svg(model_, "emotion"));
    line("chart.emotion.note");
    close();
  }

  void summary() {
    out_ += head_section(model_) + headline_section(model_);
    withheld_line();
    out_ += tasks_section(model_, kSummaryTasksShown) + clocks_section(model_, true);
    const auto folded = [&](std::string_view key, const std::string& more, const std::string& inside) {
      if (!inside.empty()) out_ += "<details><summary>" + escape_html(say(key) + more) + "</summary>\n" + inside + "</details>\n";
    };
    folded("said", {}, said_section(model_));
    folded("view.standing", {}, facts_section(model_) + classification_section(model_) + part_section(model_, "crisis") + part_section(model_, "risk") + part_section(model_, "verification") + part_section(model_, "options") + route_section(model_) + part_section(model_, "decisions"));
    folded("findings", bracketed(std::to_string(json::list_at(model_, "findings").size())), findings_section(model_));
    folded("timeline", bracketed(std::to_string(json::list_at(model_, "timeline").size())), timeline_section(model_, kSummaryEventsMax, false));
  }
};

/// The stretch of a document around the marks of one finding.
struct Stretch {
  std::int64_t start = 0, end = 0;
};

class FindingPiece : public SectionWriter {
 public:
  using SectionWriter::SectionWriter;

  std::string write(const json::Value& finding) {
    out_ += "<section>" + finding_html(finding, language_);
    if (json::text_at(model_, "withheld") == "texts") out_ += "<p class=\"quiet line\">" + escape_html(say("view.no_texts")) + "</p>\n";
    for (const auto& document : json::list_at(model_, "documents")) words_of(document, finding);
    close();
    return std::move(out_);
  }

 private:
  void words_of(const json::Value& document, const json::Value& finding) {
    std::vector<Stretch> spans;
    for (const auto& evidence : json::list_at(finding, "evidence"))
      if (at(evidence, "code") == "span" && at(evidence, "doc") == at(document, "id")) spans.push_back({json::integer_at(evidence, "start"), json::integer_at(evidence, "end")});
    if (spans.empty() || !at(document, "hidden").empty()) return;
    std::sort(spans.begin(), spans.end(), [](const Stretch& left, const Stretch& right) { return left.start < right.start; });
    const auto body = json::text_at(document, "body");
    const auto length = utf8::length(body);
    std::vector<Stretch> shown;
    if (length <= kWholeTextMax) shown.push_back({0, length});
    else
      for (const auto& span : spans) {
        const auto start = std::max<std::int64_t>(span.start - kExcerptContext, 0), end = std::min(span.end + kExcerptContext, length);
        if (!shown.empty() && start <= shown.back().end) shown.back().end = std::max(shown.back().end, end);
        else shown.push_back({start, end});
      }
    for (std::size_t i = 0; i < shown.size(); ++i) {
      const auto [start, end] = shown[i];
      json::Array marks;
      for (const auto& span : spans)
        if (span.start >= start && span.end <= end) marks.push_back(json::Object{{"start", span.start - start}, {"end", span.end - start}, {"kind", "fact"}, {"stage", at(finding, "stage_title")}, {"text", at(finding, "text")}});
      json::Object piece{{"title", i == 0 ? at(document, "title") : "…"}, {"at", i == 0 ? at(document, "at") : ""}, {"marks", std::move(marks)}};
      piece["body"] = std::string(utf8::slice(body, start, end));
      piece["before"] = start > 0;
      piece["after"] = end < length;
      out_ += marked_document(piece);
    }
  }
};

}  // namespace

std::span<const std::string_view> fragment_parts() noexcept { return kParts; }

Result<std::string> to_html_fragment(const json::Value& model, std::string_view part) {
  if (std::find(kParts.begin(), kParts.end(), part) == kParts.end()) return no_such_part(part);
  return framed(Pieces(model).write(part), json::text_at(model, "language"));
}

std::string fragment_svg(const json::Value& model, std::string_view part) {
  using Function = std::string (*)(const json::Value&, std::string_view);
  static constexpr std::pair<std::string_view, Function> kCharts[] = {{"clocks", clocks_chart}, {"emotion", emotion_chart}, {"risk", risk_chart}, {"dimensions", dimensions_chart}};
  if (part == "workflow") return std::string(json::text_at(model, "drawing"));
  if (part == "ladder") return ladder_picture(model);
  for (const auto& [name, function] : kCharts)
    if (const auto* chart = chart_of(model, name); chart && part == name) return function(*chart, json::text_at(model, "language"));
  return {};
}

Result<std::string> to_text_fragment(const json::Value& model, std::string_view part, int width) {
  if (std::find(kParts.begin(), kParts.end(), part) == kParts.end()) return no_such_part(part);
  if (part == "review") return to_text(model, width, false);
  static constexpr std::pair<std::string_view, std::string_view> kSections[] = {{"text", "said"}, {"findings", "findings"}, {"timeline", "timeline"}, {"clocks", "clocks"}, {"tasks", "tasks"}, {"ladder", "plan"}, {"dimensions", "dimensions"}, {"risk", "risk"}, {"decisions", "decisions"}};
  const auto language = json::text_at(model, "language");
  if (part == "summary") return to_text_section(model, "head", width) + to_text_section(model, "tasks", width) + to_text_section(model, "clocks", width);
  std::string out;
  for (const auto& [name, section] : kSections)
    if (name == part) out = to_text_section(model, section, width);
  if (part == "workflow") out = std::string(json::text_at(model, "drawing_text"));
  if (part == "emotion")
    if (const auto* chart = chart_of(model, "emotion"))
      for (const auto& row : json::list_at(*chart, "rows")) {
        const auto* value = json::find(row, "intensity");
        std::int64_t points = 0;
        const bool read = value && json::as_integer(*value, points);
        out += "  " + std::string(json::text_at(row, "title")) + "  " + (read ? std::to_string(points) + "/100 " + std::string(json::text_at(row, "band")) : label("chart.no_reading", language)) + "\n";
      }
  if (out.empty()) out = "  " + label(part == "ladder" ? std::string(json::text_at(model, "withheld").empty() ? "view.not_yet.plan" : "view.no_plan") : "view.not_yet." + std::string(part), language) + "\n";
  return out;
}

Result<std::string> finding_fragment(const json::Value& model, std::size_t index) {
  const auto& findings = json::list_at(model, "findings");
  if (index >= findings.size()) return fail(ErrorCode::range, "the case has " + std::to_string(findings.size()) + " findings; there is no number " + std::to_string(index));
  return framed(FindingPiece(model).write(findings[index]), json::text_at(model, "language"));
}

std::string part_fragment(const json::Value& part, std::string_view language) { return framed(part_html(part), language); }

std::string drawing_fragment(std::string_view svg, std::string_view title, std::string_view language) {
  return framed("<section><h2>" + escape_html(title) + "</h2>\n<div class=\"flow whole\">" + std::string(svg) + "</div>\n</section>\n", language);
}

std::string frame_fragment(std::string_view inside, std::string_view language) { return framed(std::string(inside), language); }

std::string notice_fragment(std::string_view sentence, std::string_view language) { return framed("<p class=\"line\">" + escape_html(sentence) + "</p>\n", language); }

}  // namespace amends::review
