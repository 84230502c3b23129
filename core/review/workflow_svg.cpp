// The drawing of a workflow as SVG: shapes, colours for light, dark and paper, and the marks of a case.
#include <algorithm>
#include <string>

#include "review/workflow_drawing.hpp"

namespace amends::review {
namespace {

constexpr int kCornerRadius = 6;
constexpr int kArrowLength = 8, kArrowHalf = 4;

// Custom properties hold the colours, so that dark and paper change them in one place. Every class begins with "wf": the picture may stand in a page of others.
constexpr std::string_view kRules = R"css(@media print{.wf{--wi:#000000;--wd:#444444;--wl:#777777;--wp:#ffffff;--wb:#ffffff;--wa:#1f4f9f;--wstage:#e3edfb;--whuman:#fdeeda;--wchoose:#f0e8fa;--wwait:#e2f3ef;--wset:#ffffff;--wdecide:#e9eef5;--wpar:#46546a;--wparink:#ffffff;--wgo:#0b6b3a;--where:#b3261e;print-color-adjust:exact;-webkit-print-color-adjust:exact}}
.wf .wf-page{fill:var(--wb)}
.wf text{fill:var(--wi)}.wf .wf-strong{font-size:13px;font-weight:600}.wf .wf-plain{font-size:12px}.wf .wf-code{font-size:11px;font-family:ui-monospace,"DejaVu Sans Mono","Liberation Mono",Menlo,Consolas,"Noto Sans Mono CJK SC",monospace}
.wf .wf-quiet{fill:var(--wd)}.wf .wf-marked{fill:var(--where)}
.wf .wf-s{stroke:var(--wl);stroke-width:1.2;fill:var(--wp)}
.wf .wf-stage .wf-s{fill:var(--wstage)}.wf .wf-stage .wf-bar{fill:var(--wa);stroke:none}.wf .wf-human .wf-s{fill:var(--whuman)}.wf .wf-decide .wf-s{fill:var(--wdecide)}.wf .wf-choose .wf-s,.wf .wf-first_of .wf-s{fill:var(--wchoose)}
.wf .wf-message .wf-s,.wf .wf-wait .wf-s{fill:var(--wwait)}.wf .wf-set .wf-s{fill:var(--wset);stroke-dasharray:4 3}.wf .wf-parallel .wf-s,.wf .wf-join .wf-s{fill:var(--wpar);stroke:var(--wpar)}.wf .wf-parallel text{fill:var(--wparink)}.wf .wf-parallel .wf-quiet{fill:var(--wparink)}
.wf .wf-label .wf-s{fill:var(--wp);stroke:var(--wl);stroke-width:.8}.wf .wf-start .wf-s{fill:var(--wi);stroke:var(--wi)}.wf .wf-end .wf-dot{fill:var(--wi);stroke:none}.wf .wf-sign{fill:none;stroke:var(--wd);stroke-width:1.4}
.wf .wf-line{fill:none;stroke:var(--wl);stroke-width:1.4}.wf .wf-head{fill:var(--wl);stroke:none}.wf .wf-up .wf-line,.wf .wf-key-up .wf-line{stroke-dasharray:6 3}
.wf .wf-gone .wf-line,.wf .wf-key-gone .wf-line{stroke:var(--wgo);stroke-width:2.6}.wf .wf-gone .wf-head{fill:var(--wgo)}.wf .wf-seen .wf-s{stroke:var(--wgo);stroke-width:2.4}.wf .wf-here .wf-s,.wf .wf-key-here .wf-s{stroke:var(--where);stroke-width:3}
.wf .wf-unseen{opacity:.62}.wf .wf-count .wf-s{fill:var(--wgo);stroke:none}.wf .wf-count text{fill:var(--wp);font-size:11px;font-weight:600;text-anchor:middle}
)css";

constexpr std::string_view kLight = "--wi:#1d2430;--wd:#5b6675;--wl:#8a95a5;--wp:#ffffff;--wb:#f4f6f9;--wa:#1f5fbf;--wstage:#e3edfb;--whuman:#fdeeda;--wchoose:#f0e8fa;--wwait:#e2f3ef;--wset:#ffffff;--wdecide:#e9eef5;--wpar:#46546a;--wparink:#ffffff;--wgo:#0b6b3a;--where:#b3261e";
constexpr std::string_view kDark = "--wi:#e6eaf0;--wd:#a3aebc;--wl:#6f7b8b;--wp:#191e26;--wb:#11151b;--wa:#7fb0ff;--wstage:#1d3250;--whuman:#4a3517;--wchoose:#382a4d;--wwait:#17403a;--wset:#191e26;--wdecide:#2a3341;--wpar:#aab6c6;--wparink:#11151b;--wgo:#6fd39a;--where:#ff9a91";

std::string style() {
  static constexpr std::string_view kFont = R"css(font-family:-apple-system,"Segoe UI","Noto Sans","Noto Sans CJK SC","PingFang SC","Microsoft YaHei","WenQuanYi Zen Hei",sans-serif)css";
  return adaptive(".wf", {kLight, kDark}, kFont) + std::string(kRules);
}

std::string number(int value) { return std::to_string(value); }

class Svg {
 public:
  explicit Svg(const Drawing& drawing) : drawing_(drawing) {}

  std::string write() {
    const auto width = number(drawing_.width), height = number(drawing_.height);
    out_ += "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"wf\" width=\"" + width + "\" height=\"" + height + "\" viewBox=\"0 0 " + width + " " + height + "\" role=\"img\" lang=\"" +
            (drawing_.language == "zh" ? "zh-CN" : "en") + "\">\n<title>" + xml_text(drawing_.title + " (" + drawing_.name + ")") + "</title>\n<desc>" + xml_text(drawing_.description) + "</desc>\n<style>" +
            style() + "</style>\n<rect class=\"wf-page\" width=\"" + width + "\" height=\"" + height + "\"/>\n";
    texts(drawing_.heading);
    // Ways that were taken are drawn over those that were not.
    for (const bool taken : {false, true})
      for (const auto& one : drawing_.arrows)
        if ((drawing_.with_case && one.taken > 0) == taken) arrow(one);
    for (const auto& one : drawing_.boxes) box(one);
    texts(drawing_.clocks);
    for (const auto& item : drawing_.legend) {
      legend_sample(item);
      text(item.text);
      out_ += "\n";
    }
    out_ += "</svg>\n";
    return std::move(out_);
  }

 private:
  static std::string_view name_of(DrawnShape shape) {
    switch (shape) {
      case DrawnShape::start: return "start";
      case DrawnShape::end: return "end";
      case DrawnShape::stage: return "stage";
      case DrawnShape::decide: return "decide";
      case DrawnShape::human: return "human";
      case DrawnShape::choose: return "choose";
      case DrawnShape::first_of: return "first_of";
      case DrawnShape::message: return "message";
      case DrawnShape::wait: return "wait";
      case DrawnShape::parallel: return "parallel";
      case DrawnShape::join: return "join";
      case DrawnShape::set: return "set";
      case DrawnShape::label: return "label";
      case DrawnShape::block: return "parallel";
      case DrawnShape::act: return "set";
    }
    return "";
  }

  void text(const DrawnText& one) {
    static constexpr std::string_view kStyles[] = {"strong", "plain", "code"};
    out_ += "<text x=\"" + number(one.at.x) + "\" y=\"" + number(one.at.y) + "\" class=\"wf-" + std::string(kStyles[static_cast<std::size_t>(one.style)]) + (one.quiet ? " wf-quiet" : "") + (one.marked ? " wf-marked" : "") + "\">" + xml_text(one.text) +
            "</text>";
  }
  void texts(const std::vector<DrawnText>& list) {
    for (const auto& one : list) text(one);
    if (!list.empty()) out_ += "\n";
  }

  void rect(const Rectangle& r, int radius, std::string_view name = "wf-s") {
    out_ += "<rect class=\"" + std::string(name) + "\" x=\"" + number(r.x) + "\" y=\"" + number(r.y) + "\" width=\"" + number(r.width) + "\" height=\"" + number(r.height) + "\"" + (radius > 0 ? " rx=\"" + number(radius) + "\"" : "") + "/>";
  }
  void hexagon(const Rectangle& r, int slant) {
    const int middle = r.y + r.height / 2;
    const auto at = [](int x, int y) { return number(x) + "," + number(y) + " "; };
    out_ += "<polygon class=\"wf-s\" points=\"" + at(r.x, middle) + at(r.x + slant, r.y) + at(r.x + r.width - slant, r.y) + at(r.x + r.width, middle) + at(r.x + r.width - slant, r.y + r.height) + number(r.x + slant) + "," + number(r.y + r.height) + "\"/>";
  }

  /// The sign of a person, an envelope or a clock around a middle.
  void sign(DrawnShape shape, int x, int y) {
    const auto open = "<path class=\"wf-sign\" d=\"";
    if (shape == DrawnShape::human)
      out_ += open + ("M" + number(x - 6)) + " " + number(y + 8) + "v-2a6 5 0 0 1 12 0v2zM" + number(x - 3) + " " + number(y - 4) + "a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z\"/>";
    else if (shape == DrawnShape::message)
      out_ += open + ("M" + number(x - 7)) + " " + number(y - 5) + "h14v10h-14zl7 6l7 -6\"/>";
    else if (shape == DrawnShape::wait)
      out_ += open + ("M" + number(x - 7)) + " " + number(y) + "a7 7 0 1 0 14 0a7 7 0 1 0 -14 0zM" + number(x) + " " + number(y - 4) + "v4l3 2\"/>";
  }

  void shape(DrawnShape kind, const Rectangle& r, bool small) {
    const int middle = r.y + r.height / 2, slant = small ? 8 : 16;
    switch (kind) {
      case DrawnShape::stage:
        rect(r, 4);
        rect({r.x, r.y + 3, 4, r.height - 6}, 0, "wf-bar");
        break;
      case DrawnShape::decide:
        rect(r, 0);
        out_ += "<path class=\"wf-sign\" d=\"M" + number(r.x) + " " + number(r.y + (small ? 6 : 8)) + "h" + number(r.width) + (small ? "M" + number(r.x + 12) + " " + number(r.y) + "v" + number(r.height) : std::string()) + "\"/>";
        break;
      case DrawnShape::human:
        rect(r, small ? 7 : 12);
        sign(kind, small ? r.x + r.width / 2 : r.x + 20, middle);
        break;
      case DrawnShape::choose: hexagon(r, slant); break;
      case DrawnShape::first_of:
        hexagon(r, slant);
        hexagon({r.x + 4, r.y + 3, r.width - 8, r.height - 6}, slant - 2);
        break;
      case DrawnShape::message:
        rect(r, 0);
        sign(kind, small ? r.x + r.width / 2 : r.x + 20, middle);
        break;
      case DrawnShape::wait:
        rect(r, std::min(r.height / 2, 22));
        sign(kind, small ? r.x + r.width / 2 : r.x + 20, middle);
        break;
      case DrawnShape::parallel: rect(r, 2); break;
      case DrawnShape::join: rect(r, 2); break;
      case DrawnShape::set: rect(r, 2); break;
      case DrawnShape::block: rect(r, 12); break;
      case DrawnShape::act: rect(r, 9); break;
      case DrawnShape::label: rect(r, 9); break;
      case DrawnShape::start: rect(r, r.width / 2); break;
      case DrawnShape::end:
        rect(r, r.width / 2);
        rect({r.x + 4, r.y + 4, r.width - 8, r.height - 8}, (r.width - 8) / 2, "wf-dot");
        break;
    }
  }

  void legend_sample(const DrawnLegend& item) {
    const auto& r = item.sample;
    switch (item.mark) {
      case DrawnMark::shape:
        out_ += "<g class=\"wf-" + std::string(name_of(item.shape)) + "\">";
        shape(item.shape, r, true);
        break;
      case DrawnMark::way_back:
      case DrawnMark::way_taken:
        out_ += std::string("<g class=\"") + (item.mark == DrawnMark::way_back ? "wf-key-up" : "wf-key-gone") + "\"><path class=\"wf-line\" d=\"M" + number(r.x) + " " + number(r.y + r.height / 2) + "h" + number(r.width) + "\"/>";
        break;
      case DrawnMark::stands_here:
        out_ += "<g class=\"wf-key-here\">";
        rect(r, 7);
        break;
    }
    out_ += "</g>";
  }

  void box(const DrawnBox& one) {
    const bool seen = one.visits > 0;
    out_ += "<g class=\"wf-box wf-" + std::string(name_of(one.shape)) + (!drawing_.with_case ? "" : one.here ? " wf-seen wf-here" : seen ? " wf-seen" : " wf-unseen") + "\"" + ">";
    if (!one.tooltip.empty()) out_ += "<title>" + xml_text(one.source.empty() ? one.tooltip : one.tooltip + "\n" + one.source) + "</title>";
    shape(one.shape, one.place, false);
    if (one.shape == DrawnShape::label && one.glyph != DrawnShape::stage) sign(one.glyph, one.place.x + 17, one.place.y + one.place.height / 2);
    for (const auto& line : one.texts) text(line);
    const bool counted = one.shape != DrawnShape::label && one.shape != DrawnShape::join && one.shape != DrawnShape::start && one.shape != DrawnShape::end;
    if (drawing_.with_case && seen && counted) {
      const auto count = number(one.visits) + "×";
      const int width = 10 + 7 * static_cast<int>(count.size());
      const Rectangle badge{one.place.x + one.place.width - width + 8, one.place.y - 9, width, 17};
      out_ += "<g class=\"wf-count\">";
      rect(badge, 8);
      out_ += "<text x=\"" + number(badge.x + width / 2) + "\" y=\"" + number(badge.y + 13) + "\">" + count + "</text></g>";
    }
    out_ += "</g>\n";
  }

  /// Right angles with rounded corners. `head`: the line ends where the arrow head begins. `backwards`: written from its end, so that the dashes of lines that share
  /// their last part fall on one another.
  void path(const std::vector<Point>& corners, bool head, bool backwards) {
    auto points = corners;
    if (head) points.back().y -= kArrowLength - 1;
    if (backwards) std::reverse(points.begin(), points.end());
    std::string d = "M" + number(points.front().x) + " " + number(points.front().y);
    for (std::size_t i = 1; i < points.size(); ++i) {
      const auto& to = points[i];
      if (i + 1 == points.size()) {
        d += "L" + number(to.x) + " " + number(to.y);
        break;
      }
      const auto& from = points[i - 1];
      const auto& next = points[i + 1];
      const int before = std::abs(to.x - from.x) + std::abs(to.y - from.y), after = std::abs(next.x - to.x) + std::abs(next.y - to.y);
      const int radius = std::min({kCornerRadius, before / 2, after / 2});
      const auto towards = [&](const Point& other) { return Point{to.x + (other.x > to.x ? radius : other.x < to.x ? -radius : 0), to.y + (other.y > to.y ? radius : other.y < to.y ? -radius : 0)}; };
      const auto a = towards(from), b = towards(next);
      d += "L" + number(a.x) + " " + number(a.y) + "Q" + number(to.x) + " " + number(to.y) + " " + number(b.x) + " " + number(b.y);
    }
    out_ += "<path class=\"wf-line\" d=\"" + d + "\"/>";
    if (!head) return;
    const auto& tip = corners.back();
    out_ += "<path class=\"wf-head\" d=\"M" + number(tip.x - kArrowHalf) + " " + number(tip.y - kArrowLength) + "h" + number(2 * kArrowHalf) + "l-" + number(kArrowHalf) + " " + number(kArrowLength) + "z\"/>";
  }

  void arrow(const DrawnArrow& one) {
    out_ += std::string("<g class=\"wf-arrow") + (one.upward ? " wf-up" : "") + (!drawing_.with_case ? "" : one.taken > 0 ? " wf-gone" : " wf-unseen") + "\">";
    path(one.first, one.second.empty(), one.upward);
    if (!one.second.empty()) path(one.second, true, one.upward);
    out_ += "</g>\n";
  }

  const Drawing& drawing_;
  std::string out_;
};

}  // namespace

Palettes workflow_palettes() noexcept { return {kLight, kDark}; }

std::string to_svg(const Drawing& drawing) { return Svg(drawing).write(); }

}  // namespace amends::review
