#include "review/ladder_drawing.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "review/drawn_text.hpp"
#include "review/labels.hpp"
#include "support/money.hpp"

namespace amends::review {
namespace {

// Units of the drawing; a page scales it.
constexpr std::int64_t kWidth = 760, kLeft = 20, kRight = 740, kTop = 64, kStairs = 190, kGround = 58, kLine = 17;
constexpr std::size_t kRungsMax = 12;
constexpr int kLegendLinesMax = 3;  ///< of one step

constexpr std::string_view kRules = R"css(@media print{.amends-ladder{--ink:#000;--dim:#333;--line:#777;--owed:#fff;--offered:#e8e8e8;--ready:#fff;--locked:#fff;--edge:#000}}
.amends-ladder text{fill:var(--ink);font-size:13px}.amends-ladder .h{font-size:15px;font-weight:600}.amends-ladder .s{font-size:12px;fill:var(--dim)}.amends-ladder .n{font-weight:600;paint-order:stroke;stroke:var(--halo);stroke-width:4px}.amends-ladder .g{font-weight:600}.amends-ladder .t{font-size:10px}.amends-ladder .m{text-anchor:middle}
.amends-ladder rect{stroke:var(--line);stroke-width:1}.amends-ladder .owed{fill:var(--owed)}.amends-ladder .offered{fill:var(--offered)}.amends-ladder .ready{fill:var(--ready);stroke:var(--edge);stroke-width:2}.amends-ladder .locked{fill:var(--locked);stroke-dasharray:4 3}
.amends-ladder .counter{stroke:var(--edge);stroke-width:1.5;stroke-dasharray:7 4}
)css";

constexpr std::string_view kLight = "--ink:#1d2430;--dim:#5b6675;--line:#aab4c2;--owed:#dbe8fb;--offered:#cfe9d7;--ready:#ffe3a6;--locked:#eceff4;--edge:#1f5fbf;--halo:#fff";
constexpr std::string_view kDark = "--ink:#e6eaf0;--dim:#9aa6b5;--line:#4a5563;--owed:#1d3a63;--offered:#1c4a2a;--ready:#5a4310;--locked:#262d38;--edge:#7fb0ff;--halo:#11151b";

std::string style() {
  static constexpr std::string_view kOwn = R"css(max-width:100%;height:auto;font-family:-apple-system,"Segoe UI","Noto Sans","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif)css";
  return adaptive(".amends-ladder", {kLight, kDark}, kOwn) + std::string(kRules);
}

struct Step {
  std::int64_t k = 0, bp = 0, total = 0, goodwill = 0;
  std::string state, why;
};

std::string number(std::int64_t value) { return std::to_string(value); }

class Drawing {
 public:
  Drawing(const json::Value& section, const PlanOptions& options) : section_(section), options_(options), zh_(options.language == "zh") {}

  std::string draw() {
    if (!read()) return {};
    legend();
    const auto height = kTop + kStairs + kGround + 26 + static_cast<std::int64_t>(legend_.size()) * kLine + 12;
    out_ = "<svg class=\"amends-ladder\" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 " + number(kWidth) + " " + number(height) + "\" width=\"" + number(kWidth) + "\" lang=\"" + (zh_ ? "zh" : "en") + "\">";
    out_ += "<title>" + xml_text(say("plan.ladder.title")) + "</title><desc>" + xml_text(description()) + "</desc><style>" + style() + "</style>";
    text(kLeft, 24, "h", say("plan.ladder.title"));
    text(kLeft, 44, "s", say("plan.ladder.note"));
    counter();  // behind the steps, so that it crosses no words
    ground();
    stairs();
    std::int64_t y = kTop + kStairs + kGround + 26;
    for (const auto& line : legend_) {
      text(kLeft, y, "s", line);
      y += kLine;
    }
    return out_ + "</svg>\n";
  }

 private:
  [[nodiscard]] std::string say(std::string_view key) const { return label(key, options_.language); }
  [[nodiscard]] std::string sum(std::int64_t minor) const { return format_minor(minor, options_.currency_digits) + (currency_ == "CNY" && zh_ ? "元" : " " + currency_); }
  [[nodiscard]] static std::string share(std::int64_t bp) { return number(bp / 100) + (bp % 100 == 0 ? "" : "." + std::string(bp % 100 < 10 ? "0" : "") + number(bp % 100)) + " %"; }

  /// The steps; false when the numbers are no ladder, so that nothing is drawn that could mislead.
  bool read() {
    const auto& rows = json::list_at(section_, "ladder");
    const auto* owed = json::find(section_, "frame.entitlement.minor");
    if (rows.empty() || rows.size() > kRungsMax || !owed || !json::as_integer(*owed, owed_) || owed_ < 0) return false;
    currency_ = json::text_at(section_, "frame.entitlement.currency");
    std::int64_t before = owed_;
    for (const auto& row : rows) {
      Step step{.k = json::integer_at(row, "k"), .bp = json::integer_at(row, "bp"), .total = json::integer_at(row, "total"), .goodwill = json::integer_at(row, "goodwill"), .state = std::string(json::text_at(row, "release.state", "locked")), .why = std::string(json::in_language(json::find(row, "release.why"), options_.language))};
      if (step.total <= before || step.total - owed_ != step.goodwill || step.goodwill > 900'000'000'000'000) return false;
      if (step.state != "offered" && step.state != "ready") step.state = "locked";
      before = step.total;
      steps_.push_back(std::move(step));
    }
    return true;
  }

  void legend() {
    for (const auto& step : steps_) {
      const auto head = say("plan.ladder.step") + " " + number(step.k) + ": " + say("plan.release." + step.state) + (step.why.empty() ? "" : (zh_ ? "，" : ". ") + step.why);
      for (auto& line : wrapped(head, TextStyle::plain, static_cast<int>(kRight - kLeft), kLegendLinesMax)) legend_.push_back(std::move(line));
    }
  }

  [[nodiscard]] std::string description() const {
    std::string out = say("plan.ladder.owed") + " " + sum(owed_) + ". ";
    for (const auto& step : steps_) out += say("plan.ladder.step") + " " + number(step.k) + ": " + sum(step.total) + ", " + say("plan.release." + step.state) + ". ";
    return out;
  }

  void text(std::int64_t x, std::int64_t y, std::string_view style, const std::string& words) { out_ += "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" class=\"" + std::string(style) + "\">" + xml_text(words) + "</text>"; }
  void box(std::int64_t x, std::int64_t y, std::int64_t width, std::int64_t height, std::string_view style) {
    out_ += "<rect x=\"" + number(x) + "\" y=\"" + number(y) + "\" width=\"" + number(width) + "\" height=\"" + number(height) + "\" class=\"" + std::string(style) + "\"/>";
  }

  void ground() {
    box(kLeft, kTop + kStairs, kRight - kLeft, kGround, "owed");
    text(kLeft + 12, kTop + kStairs + 24, "g", say("plan.ladder.owed") + "  " + sum(owed_));
    text(kLeft + 12, kTop + kStairs + 44, "s", say("plan.ladder.owed_note"));
  }

  [[nodiscard]] std::int64_t height_of(std::int64_t goodwill) const { return (kStairs - 36) * goodwill / steps_.back().goodwill; }

  void stairs() {
    const auto width = (kRight - kLeft) / static_cast<std::int64_t>(steps_.size());
    const bool narrow = width < 120;
    const std::string total = width < 80 ? "m n t" : "m n";
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      const auto& step = steps_[i];
      const auto x = kLeft + static_cast<std::int64_t>(i) * width, height = std::max<std::int64_t>(height_of(step.goodwill), 4), top = kTop + kStairs - height, middle = x + width / 2;
      box(x, top, width, height, step.state);
      text(middle, top - 8, total, narrow ? format_minor(step.total, options_.currency_digits) : sum(step.total));
      // A low step has no room for words; its line below says all of it.
      if (height >= 62 && !narrow) {
        text(middle, top + 20, "m", say("plan.ladder.step") + " " + number(step.k) + " · " + share(step.bp));
        text(middle, top + 38, "m s", "+ " + sum(step.goodwill));
        text(middle, top + 56, "m s", say("plan.release." + step.state));
      } else if (height >= 24) {
        text(middle, top + 18, "m s", number(step.k));
      }
    }
  }

  void counter() {
    const auto* value = json::find(section_, "counter.minor");
    std::int64_t minor = 0;
    if (!value || !json::as_integer(*value, minor) || minor <= owed_ || minor > steps_.back().total) return;
    const auto y = kTop + kStairs - height_of(minor - owed_);
    out_ += "<line x1=\"" + number(kLeft) + "\" x2=\"" + number(kRight) + "\" y1=\"" + number(y) + "\" y2=\"" + number(y) + "\" class=\"counter\"/>";
    text(kLeft + 4, y - 5, "s", say("plan.ladder.counter") + " " + sum(minor));
  }

  const json::Value& section_;
  const PlanOptions& options_;
  bool zh_;
  std::int64_t owed_ = 0;
  std::string currency_;
  std::vector<Step> steps_;
  std::vector<std::string> legend_;
  std::string out_;
};

}  // namespace

Palettes ladder_palettes() noexcept { return {kLight, kDark}; }

std::string ladder_svg(const json::Value& section, const PlanOptions& options) { return Drawing(section, options).draw(); }

}  // namespace amends::review
