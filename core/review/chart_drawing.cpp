#include "review/chart_drawing.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "review/drawn_text.hpp"
#include "review/labels.hpp"
#include "support/time.hpp"

namespace amends::review {
namespace {

// Units of the drawings; a page scales them.
constexpr std::int64_t kWidth = 460, kLeft = 10, kRight = 450;  // narrow, so that its words can be read where a cell is narrow
constexpr std::size_t kRowsMax = 12;  ///< clocks, texts or axes in one picture; the rest is counted in a line

// Blue, orange, vermilion and green that people who see few colours can tell apart, darker on white and lighter on black.
constexpr std::string_view kLight = "--ink:#1d2430;--dim:#5b6675;--line:#aab4c2;--soft:#e4e8ee;--paper:#ffffff;--blue:#0072b2;--orange:#c97b00;--red:#c23b00;--green:#00805a;--cell0:#e3edf7;--cell1:#f6e7a8;--cell2:#eea95c;--cell3:#b9401a;--on3:#ffffff";
constexpr std::string_view kDark = "--ink:#e6eaf0;--dim:#a3aebc;--line:#5a6675;--soft:#2a323d;--paper:#191e26;--blue:#56b4e9;--orange:#f0a930;--red:#ff8a5c;--green:#3cc79b;--cell0:#22324a;--cell1:#5d5220;--cell2:#94581a;--cell3:#d4552c;--on3:#ffffff";
constexpr std::string_view kOwn = R"css(max-width:100%;height:auto;font-family:-apple-system,"Segoe UI","Noto Sans","Noto Sans CJK SC","PingFang SC","Microsoft YaHei","WenQuanYi Zen Hei",sans-serif)css";
constexpr std::string_view kRules = R"css(@media print{.amends-chart{--ink:#000;--dim:#333;--line:#777;--soft:#eee;--paper:#fff}}
.amends-chart text{fill:var(--ink);font-size:13px}.amends-chart .h{font-weight:600}.amends-chart .s{font-size:12px;fill:var(--dim)}.amends-chart .m{text-anchor:middle}.amends-chart .e{text-anchor:end}.amends-chart .late{fill:var(--red);font-weight:600}.amends-chart .met{fill:var(--green)}
.amends-chart .track{fill:var(--soft);stroke:var(--line);stroke-width:.8}.amends-chart .gone{fill:var(--blue)}.amends-chart .over{fill:var(--red)}.amends-chart .kept{fill:var(--green)}.amends-chart .axis{stroke:var(--line);stroke-width:1}.amends-chart .now{stroke:var(--ink);stroke-width:1.6;stroke-dasharray:5 3}
.amends-chart .way{fill:none;stroke:var(--blue);stroke-width:2.4}.amends-chart .dot{fill:var(--blue);stroke:var(--paper);stroke-width:2}.amends-chart .hole{fill:var(--paper);stroke:var(--dim);stroke-width:1.6;stroke-dasharray:3 2}
.amends-chart .c0{fill:var(--cell0)}.amends-chart .c1{fill:var(--cell1)}.amends-chart .c2{fill:var(--cell2)}.amends-chart .c3{fill:var(--cell3)}.amends-chart .cell{stroke:var(--paper);stroke-width:2}.amends-chart .pin{fill:var(--paper);stroke:var(--ink);stroke-width:1.6}.amends-chart .pinned{font-size:11px;font-weight:600}.amends-chart .known{fill:var(--blue)}.amends-chart .found{fill:var(--orange)}.amends-chart .ask{fill:none;stroke:var(--ink);stroke-width:1.8}
)css";

std::string number(std::int64_t value) { return std::to_string(value); }

class Chart {
 public:
  Chart(std::string_view language, std::string_view title_key) : language_(language), title_(label(title_key, language)) {}

  [[nodiscard]] std::string say(std::string_view key) const { return label(key, language_); }
  [[nodiscard]] bool zh() const { return language_ == "zh"; }

  void text(std::int64_t x, std::int64_t y, std::string_view style, std::string_view words) {
    body_ += "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\"" + (style.empty() ? "" : " class=\"" + std::string(style) + "\"") + ">" + xml_text(words) + "</text>";
  }
  void rect(std::int64_t x, std::int64_t y, std::int64_t width, std::int64_t height, std::string_view style, std::int64_t radius = 0) {
    body_ += "<rect x=\"" + number(x) + "\" y=\"" + number(y) + "\" width=\"" + number(std::max<std::int64_t>(width, 0)) + "\" height=\"" + number(height) + "\"" + (radius > 0 ? " rx=\"" + number(radius) + "\"" : "") + " class=\"" + std::string(style) + "\"/>";
  }
  void circle(std::int64_t x, std::int64_t y, std::int64_t radius, std::string_view style) { body_ += "<circle cx=\"" + number(x) + "\" cy=\"" + number(y) + "\" r=\"" + number(radius) + "\" class=\"" + std::string(style) + "\"/>"; }
  void line(std::int64_t x1, std::int64_t y1, std::int64_t x2, std::int64_t y2, std::string_view style) {
    body_ += "<line x1=\"" + number(x1) + "\" y1=\"" + number(y1) + "\" x2=\"" + number(x2) + "\" y2=\"" + number(y2) + "\" class=\"" + std::string(style) + "\"/>";
  }
  void path(std::string_view d, std::string_view style) { body_ += "<path d=\"" + std::string(d) + "\" class=\"" + std::string(style) + "\"/>"; }
  /// For those who do not see the picture.
  void tell(const std::string& sentence) { told_ += (told_.empty() ? "" : zh() ? "；" : "; ") + sentence; }

  [[nodiscard]] std::string finish(std::int64_t height) const {
    return "<svg class=\"amends-chart\" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 " + number(kWidth) + " " + number(height) + "\" width=\"" + number(kWidth) + "\" lang=\"" + (zh() ? "zh-CN" : "en") + "\"><title>" + xml_text(title_) +
           "</title><desc>" + xml_text(told_) + "</desc><style>" + adaptive(".amends-chart", {kLight, kDark}, kOwn) + std::string(kRules) + "</style>" + body_ + "</svg>\n";
  }

 private:
  std::string language_, title_, body_, told_;
};

std::string at(const json::Value& value, std::string_view path) { return std::string(json::text_at(value, path)); }
std::string cut(const std::string& text, std::int64_t width) { return shortened(text, TextStyle::strong, static_cast<int>(width)); }

}  // namespace

std::string clocks_chart(const json::Value& chart, std::string_view language) {
  const auto& rows = json::list_at(chart, "rows");
  const auto now = parse_instant(json::text_at(chart, "now"));
  if (rows.empty() || !now) return {};
  auto from = *now, to = *now;
  for (const auto& row : rows)
    for (const auto* member : {"starts_at", "due_at", "met_at"})
      if (const auto instant = parse_instant(json::text_at(row, member))) from = std::min(from, *instant), to = std::max(to, *instant);
  const auto whole = std::max<std::int64_t>(to.us - from.us, 1);
  const auto x = [&](Instant instant) { return kLeft + (kRight - kLeft) * std::clamp<std::int64_t>((instant.us - from.us) / 1'000'000, 0, whole / 1'000'000) / std::max<std::int64_t>(whole / 1'000'000, 1); };
  Chart out(language, "chart.clocks");
  const auto here = x(*now);
  const auto shown = std::min(rows.size(), kRowsMax);
  constexpr std::int64_t kRow = 66;
  std::int64_t y = 22;
  const auto bottom = y + static_cast<std::int64_t>(shown) * kRow;
  for (std::size_t i = 0; i < shown; ++i, y += kRow) {
    const auto& row = rows[i];
    const auto starts = parse_instant(json::text_at(row, "starts_at")), due = parse_instant(json::text_at(row, "due_at")), met = parse_instant(json::text_at(row, "met_at"));
    if (!starts || !due) continue;
    const bool late = json::bool_at(row, "late");
    const auto end = met ? *met : *now;
    const auto said = out.say("due") + " " + at(row, "due") + " · " + (met ? at(row, "state") : at(row, "left"));
    out.text(kLeft, y + 16, "h", cut(at(row, "label"), kRight - kLeft));
    out.text(kLeft, y + 34, late ? "late" : met ? "met" : "", cut(said, kRight - kLeft));
    out.rect(x(*starts), y + 42, x(*due) - x(*starts), 12, "track", 3);
    out.rect(x(*starts), y + 42, x(std::min(end, *due)) - x(*starts), 12, met && !late ? "kept" : "gone", 3);
    if (end > *due) out.rect(x(*due), y + 42, x(end) - x(*due), 12, "over", 3);
    out.line(x(*due), y + 39, x(*due), y + 57, "axis");
    out.line(here, y + 38, here, y + 58, "now");  // across the bars alone: it crosses no words
    out.tell(at(row, "label") + (out.zh() ? "：" : ": ") + said);
  }
  const auto said = out.say("chart.now") + " " + at(chart, "now_text");
  const auto half = text_width(said, TextStyle::plain) / 2;
  out.text(std::clamp<std::int64_t>(here, kLeft + half, kRight - half), 14, "s m", said);
  out.line(here, 18, here, 24, "axis");
  if (rows.size() > shown) out.text(kLeft, bottom + 14, "s", "… +" + number(static_cast<std::int64_t>(rows.size() - shown)));
  return out.finish(bottom + (rows.size() > shown ? 24 : 6));
}

std::string emotion_chart(const json::Value& chart, std::string_view language) {
  const auto& rows = json::list_at(chart, "rows");
  if (rows.empty()) return {};
  constexpr std::int64_t kTop = 20, kHigh = 120, kAxis = 92;
  Chart out(language, "chart.emotion");
  const auto y = [](std::int64_t points) { return kTop + kHigh - kHigh * std::clamp<std::int64_t>(points, 0, 100) / 100; };
  // Where one band ends and the next begins (catalogue 3.1).
  constexpr std::pair<std::int64_t, const char*> kBands[] = {{0, "calm"}, {15, "upset"}, {35, "agitated"}, {60, "extreme"}};
  for (const auto& [points, name] : kBands) {
    out.line(kAxis, y(points), kRight, y(points), "axis");
    out.text(kAxis - 8, y(points) - 3, "s e", out.say(name) + " " + number(points));
  }
  const auto shown = std::min(rows.size(), kRowsMax);
  const auto width = (kRight - kAxis) / static_cast<std::int64_t>(shown);
  std::string way;
  std::int64_t points = 0;
  for (std::size_t i = 0; i < shown; ++i) {
    const auto* value = json::find(rows[i], "intensity");
    const auto middle = kAxis + width * static_cast<std::int64_t>(i) + width / 2;
    if (value && json::as_integer(*value, points)) way += (way.empty() ? "M" : "L") + number(middle) + " " + number(y(points));
  }
  if (way.find('L') != std::string::npos) out.path(way, "way");
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& row = rows[i];
    const auto* value = json::find(row, "intensity");
    const auto middle = kAxis + width * static_cast<std::int64_t>(i) + width / 2;
    const bool read = value && json::as_integer(*value, points);
    if (read) {
      out.circle(middle, y(points), 7, "dot");
      out.text(middle, y(points) > kTop + 24 ? y(points) - 14 : y(points) + 24, "h m", number(points) + " " + at(row, "band"));
    } else {
      out.circle(middle, y(0), 6, "hole");
      if (width >= 110) out.text(middle, y(0) - 14, "s m", cut(out.say("chart.no_reading"), width - 8));
    }
    out.text(middle, kTop + kHigh + 22, "m", cut(at(row, "title"), width - 8));
    if (width >= 110) out.text(middle, kTop + kHigh + 40, "s m", cut(at(row, "at"), width - 8));
    out.tell(at(row, "title") + (out.zh() ? "：" : ": ") + (read ? number(points) + " " + at(row, "band") : out.say("chart.no_reading")));
  }
  if (rows.size() > shown) out.text(kRight, kTop + kHigh + 58, "s e", "… +" + number(static_cast<std::int64_t>(rows.size() - shown)));
  return out.finish(kTop + kHigh + (rows.size() > shown ? 66 : 50));
}

std::string risk_chart(const json::Value& chart, std::string_view language) {
  const auto& rows = json::list_at(chart, "rows");
  if (rows.empty()) return {};
  constexpr std::int64_t kGridLeft = 30, kTop = 10, kCell = 38;
  Chart out(language, "chart.risk");
  const auto red = json::integer_at(chart, "thresholds.red", 20), orange = json::integer_at(chart, "thresholds.orange", 12), yellow = json::integer_at(chart, "thresholds.yellow", 6);
  const auto left = [&](std::int64_t likelihood) { return kGridLeft + (std::clamp<std::int64_t>(likelihood, 1, 5) - 1) * kCell; };
  const auto top = [&](std::int64_t impact) { return kTop + (5 - std::clamp<std::int64_t>(impact, 1, 5)) * kCell; };
  for (std::int64_t likelihood = 1; likelihood <= 5; ++likelihood)
    for (std::int64_t impact = 1; impact <= 5; ++impact) {
      const auto score = likelihood * impact;
      out.rect(left(likelihood), top(impact), kCell, kCell, score >= red ? "cell c3" : score >= orange ? "cell c2" : score >= yellow ? "cell c1" : "cell c0");
    }
  for (std::int64_t step = 1; step <= 5; ++step) {
    out.text(left(step) + kCell / 2, kTop + 5 * kCell + 16, "s m", number(step));
    out.text(kGridLeft - 10, top(step) + kCell / 2 + 4, "s e", number(step));
  }
  out.text(kGridLeft + 5 * kCell, kTop + 5 * kCell + 34, "s e", out.say("chart.likelihood") + " →");
  out.text(2, kTop + 5 * kCell + 34, "s", "↑ " + out.say("chart.impact"));
  const auto shown = std::min(rows.size(), kRowsMax);
  const std::int64_t list = kGridLeft + 5 * kCell + 18;
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& row = rows[i];
    const auto likelihood = json::integer_at(row, "likelihood"), impact = json::integer_at(row, "impact"), score = json::integer_at(row, "score");
    // Several axes may stand in one field: up to six pins, two rows of three.
    std::int64_t place = 0;
    for (std::size_t j = 0; j < i; ++j) place += json::integer_at(rows[j], "likelihood") == likelihood && json::integer_at(rows[j], "impact") == impact ? 1 : 0;
    if (likelihood >= 1 && impact >= 1 && place < 6) {
      const auto x = left(likelihood) + 9 + place % 3 * 10, y = top(impact) + 12 + place / 3 * 15;
      out.circle(x, y, 7, "pin");
      out.text(x, y + 4, "m pinned", number(static_cast<std::int64_t>(i) + 1));
    }
    const auto y = kTop + 14 + static_cast<std::int64_t>(i) * 38;
    out.circle(list + 8, y - 5, 8, "pin");
    out.text(list + 8, y - 1, "m pinned", number(static_cast<std::int64_t>(i) + 1));
    out.text(list + 22, y, "h", cut(at(row, "label"), kRight - list - 22 - 84));
    out.text(kRight, y, "e", likelihood < 1 || impact < 1 ? "0" : number(likelihood) + " × " + number(impact) + " = " + number(score));
    const auto level = out.say("risk.level." + at(row, "level"));
    out.rect(list + 22, y + 6, 12, 12, score >= red ? "c3" : score >= orange ? "c2" : score >= yellow ? "c1" : "c0", 2);
    out.text(list + 40, y + 16, "s", cut(level, kRight - list - 40));
    out.tell(at(row, "label") + (out.zh() ? "：" : ": ") + number(score) + (out.zh() ? "，" : ", ") + level);
  }
  return out.finish(std::max(kTop + 5 * kCell + 42, kTop + static_cast<std::int64_t>(shown) * 38));
}

std::string dimensions_chart(const json::Value& chart, std::string_view language) {
  const auto& rows = json::list_at(chart, "rows");
  if (rows.empty()) return {};
  constexpr std::int64_t kSigns = 96, kStep = 17, kSignsMost = 20;
  Chart out(language, "chart.dimensions");
  std::int64_t y = 8;
  for (const auto& row : rows) {
    const auto known = json::integer_at(row, "known"), found = json::integer_at(row, "findings"), open = json::integer_at(row, "open");
    out.text(kLeft, y + 16, "h", cut(at(row, "label"), kSigns - kLeft - 8));
    std::int64_t place = 0;
    const auto sign = [&](std::int64_t count, int kind) {
      for (std::int64_t i = 0; i < count && place < kSignsMost; ++i, ++place) {
        const auto x = kSigns + place * kStep;
        if (kind == 0) out.rect(x, y + 5, 13, 13, "known", 2);
        else if (kind == 1) out.path("M" + number(x + 6) + " " + number(y + 3) + "l8 9l-8 9l-8 -9z", "found");
        else out.circle(x + 6, y + 12, 6, "ask");
      }
    };
    sign(known, 0);
    sign(found, 1);
    sign(open, 2);
    const auto said = number(known) + " " + out.say("chart.known") + " · " + number(found) + " " + out.say("chart.found") + " · " + number(open) + " " + out.say("chart.ask");
    out.text(kSigns, y + 34, "s", said);
    out.tell(at(row, "label") + (out.zh() ? "：" : ": ") + said);
    y += 44;
  }
  auto legend = [&, x = kSigns](int kind, const std::string& words) mutable {
    if (kind == 0) out.rect(x, y + 5, 13, 13, "known", 2);
    else if (kind == 1) out.path("M" + number(x + 6) + " " + number(y + 3) + "l8 9l-8 9l-8 -9z", "found");
    else out.circle(x + 6, y + 12, 6, "ask");
    out.text(x + 20, y + 16, "s", words);
    x += 20 + text_width(words, TextStyle::plain) + 22;
  };
  legend(0, out.say("chart.known"));
  legend(1, out.say("chart.found"));
  legend(2, out.say("chart.ask"));
  return out.finish(y + 28);
}

Palettes chart_palettes() noexcept { return {kLight, kDark}; }

}  // namespace amends::review
