#include "review/workflow_drawing.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "review/workflow_words.hpp"

namespace amends::review {
namespace {

constexpr int kMargin = 20;
constexpr int kTextWidthMax = 214;
constexpr int kLabelTextWidthMax = 190;
constexpr int kPadX = 13, kPadY = 8;
constexpr int kGlyphWidth = 24;     // the sign of a person, message or clock at the left of the text
constexpr int kSlant = 16;          // what a hexagon loses at each side
constexpr int kBoxWidthMin = 92;
constexpr int kDotSize = 18;        // start and end
constexpr int kJoinWidth = 72, kJoinHeight = 10;
constexpr int kLegendSampleWidth = 34, kLegendSampleHeight = 20, kLegendRow = 30;
constexpr int kPageWidthMin = 460;  // heading, clocks and legend break at the drawing's width, but not below this

bool has_glyph(DrawnShape shape) { return shape == DrawnShape::human || shape == DrawnShape::message || shape == DrawnShape::wait; }

/// What stands inside comes together again; the steps of a path that is run stand elsewhere and may be run from several places.
bool has_join(flow::StepKind kind) { return flow::is_scope(kind) && kind != flow::StepKind::run; }

DrawnShape shape_of(flow::StepKind kind) {
  switch (kind) {
    case flow::StepKind::stage: return DrawnShape::stage;
    case flow::StepKind::decide: return DrawnShape::decide;
    case flow::StepKind::human: return DrawnShape::human;
    case flow::StepKind::choose: return DrawnShape::choose;
    case flow::StepKind::parallel: return DrawnShape::parallel;
    case flow::StepKind::first_of: return DrawnShape::first_of;
    case flow::StepKind::message: return DrawnShape::message;
    case flow::StepKind::wait: return DrawnShape::wait;
    case flow::StepKind::set: return DrawnShape::set;
    case flow::StepKind::inclusive: return DrawnShape::parallel;
    case flow::StepKind::each:
    case flow::StepKind::run:
    case flow::StepKind::block: return DrawnShape::block;
    case flow::StepKind::send:
    case flow::StepKind::listen: return DrawnShape::message;
    case flow::StepKind::raise:
    case flow::StepKind::signal:
    case flow::StepKind::cancel:
    case flow::StepKind::terminate:
    case flow::StepKind::compensate: return DrawnShape::act;
  }
  return DrawnShape::stage;
}

class Draughtsman {
 public:
  Draughtsman(const flow::Definition& definition, const DrawingOptions& options, const Trail* trail) : definition_(definition), options_(options), trail_(trail) {}

  Drawing draw() {
    out_.language = options_.language;
    out_.name = definition_.name() + " " + definition_.version();
    out_.title = std::string(json::in_language(&definition_.title(), options_.language));
    out_.with_case = trail_ != nullptr;
    make_boxes();
    make_arrows();
    const auto places = lay_out(sizes_, lines_, start_);
    const int inner = std::max(places.width, kPageWidthMin);
    int y = heading(inner);
    place(places, kMargin + (inner - places.width) / 2, y);
    y += places.height + kMargin;
    y = clocks(inner, y);
    y = legend(inner, y);
    out_.width = inner + 2 * kMargin;
    out_.height = y;
    describe();
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::string say(std::string_view zh, std::string_view en) const { return std::string(options_.language == "zh" ? zh : en); }

  // ---- boxes, at first with texts relative to their own corner

  int add_box(DrawnBox box, const std::vector<WordLine>& words, int text_width_max, int width_min, int pad_left, int pad_right) {
    const int above = box.shape == DrawnShape::label ? 5 : box.shape == DrawnShape::decide ? kPadY + 4 : kPadY;
    const int below = box.shape == DrawnShape::label ? 5 : kPadY + 2;
    int y = above, width = width_min;
    for (const auto& word : words) {
      box.tooltip += (box.tooltip.empty() ? "" : "\n") + word.text;
      if (!word.source.empty()) box.source += (box.source.empty() ? "" : "\n") + word.source;
      for (auto& line : wrapped(word.text, word.style, text_width_max, word.lines_max)) {
        width = std::max(width, text_width(line, word.style) + pad_left + pad_right);
        y += line_height(word.style);
        box.texts.push_back({std::move(line), word.style, {pad_left, y - 4}, word.quiet, false});
      }
    }
    if (trail_ && box.here) {
      std::vector<Trail::Here> here;
      std::copy_if(trail_->here.begin(), trail_->here.end(), std::back_inserter(here), [&](const Trail::Here& one) { return one.step == box.step; });
      bool first = true;
      for (const auto& said : words_of_here(here, options_))
        for (auto& line : wrapped((std::exchange(first, false) ? "● " : "") + said, TextStyle::strong, text_width_max, 2)) {
          width = std::max(width, text_width(line, TextStyle::strong) + pad_left + pad_right);
          y += line_height(TextStyle::strong);
          box.texts.push_back({std::move(line), TextStyle::strong, {pad_left, y - 3}, false, true});
        }
    }
    box.place.width = width;
    box.place.height = y + below;
    return finish_box(std::move(box));
  }

  int finish_box(DrawnBox box) {
    sizes_.push_back({box.place.width, box.place.height});
    out_.boxes.push_back(std::move(box));
    return static_cast<int>(out_.boxes.size()) - 1;
  }

  int dot(DrawnShape shape, flow::StepIndex step) {
    DrawnBox box;
    box.shape = shape;
    box.step = step;
    box.tooltip = word_of_shape(shape, options_);
    box.place = {0, 0, kDotSize, kDotSize};
    return finish_box(std::move(box));
  }

  void make_boxes() {
    start_ = dot(DrawnShape::start, flow::kEnd);
    out_.boxes.back().visits = trail_ ? 1 : 0;
    const auto& steps = definition_.steps();
    box_of_.resize(steps.size());
    join_of_.assign(steps.size(), -1);
    for (std::size_t i = 0; i < steps.size(); ++i) {
      DrawnBox box;
      box.shape = shape_of(steps[i].kind);
      box.step = static_cast<flow::StepIndex>(i);
      if (trail_) {
        box.visits = trail_->visits[i];
        box.here = std::any_of(trail_->here.begin(), trail_->here.end(), [&](const Trail::Here& here) { return here.step == box.step; });
      }
      const bool six_sides = box.shape == DrawnShape::choose || box.shape == DrawnShape::first_of;
      const int left = kPadX + (has_glyph(box.shape) ? kGlyphWidth : six_sides ? kSlant : 0), right = kPadX + (six_sides ? kSlant : box.shape == DrawnShape::wait ? 6 : 0);
      box_of_[i] = add_box(std::move(box), words_of_step(definition_, steps[i], options_), kTextWidthMax, kBoxWidthMin, left, right);
      if (!has_join(steps[i].kind)) continue;
      DrawnBox join;
      join.shape = DrawnShape::join;
      join.step = static_cast<flow::StepIndex>(i);
      join.tooltip = word_of_shape(DrawnShape::join, options_) + say("：", ": ") + steps[i].name;
      join.place = {0, 0, kJoinWidth, kJoinHeight};
      join_of_[i] = finish_box(std::move(join));
    }
  }

  // ---- arrows: two lines and a small box between them where they say something

  void make_arrows() {
    const auto line = [&](int from, int to) {
      lines_.push_back({from, to});
      return static_cast<int>(lines_.size()) - 1;
    };
    DrawnArrow first;
    first.to = definition_.first();
    first.from_box = start_;
    first.to_box = box_of_[static_cast<std::size_t>(first.to)];
    first.taken = trail_ ? 1 : 0;
    out_.arrows.push_back(first);
    parts_.push_back({line(first.from_box, first.to_box), -1});
    for (const auto& arrow : arrows_of(definition_)) {
      const auto at = static_cast<std::size_t>(arrow.key.from);
      const auto& step = definition_.steps()[at];
      DrawnArrow drawn;
      drawn.key = arrow.key;
      drawn.to = arrow.to;
      drawn.to_join = arrow.to_join;
      if (trail_)
        if (const auto found = trail_->taken.find(arrow.key); found != trail_->taken.end()) drawn.taken = found->second;
      drawn.from_box = has_join(step.kind) && arrow.key.kind == ArrowKind::onward ? join_of_[at] : box_of_[at];
      if (arrow.to == flow::kEnd) drawn.to_box = end_of(arrow.key.from);
      else drawn.to_box = arrow.to_join ? join_of_[static_cast<std::size_t>(arrow.to)] : box_of_[static_cast<std::size_t>(arrow.to)];
      if (drawn.taken > 0 && (arrow.to == flow::kEnd || arrow.to_join)) out_.boxes[static_cast<std::size_t>(drawn.to_box)].visits += drawn.taken;
      const auto words = words_of_arrow(definition_, step, arrow.key, options_);
      if (words.empty()) {
        parts_.push_back({line(drawn.from_box, drawn.to_box), -1});
      } else {
        DrawnBox label;
        label.shape = DrawnShape::label;
        label.step = arrow.key.from;
        label.visits = drawn.taken;
        if (arrow.key.kind == ArrowKind::alternative) {
          const auto& alternative = step.alternatives[static_cast<std::size_t>(arrow.key.index)];
          label.glyph = alternative.human ? DrawnShape::human : alternative.after ? DrawnShape::wait : DrawnShape::message;
        }
        if (arrow.key.kind == ArrowKind::event) {
          const auto kind = step.on[static_cast<std::size_t>(arrow.key.index)].kind;
          label.glyph = kind == flow::Boundary::Kind::timer ? DrawnShape::wait : kind == flow::Boundary::Kind::message || kind == flow::Boundary::Kind::signal ? DrawnShape::message : DrawnShape::stage;
        }
        drawn.label_box = add_box(std::move(label), words, kLabelTextWidthMax, 0, has_glyph(label.glyph) ? 8 + kGlyphWidth : 8, 8);
        const int there = line(drawn.from_box, drawn.label_box);
        parts_.push_back({there, line(drawn.label_box, drawn.to_box)});
      }
      out_.arrows.push_back(std::move(drawn));
    }
    // A join at which nothing arrives, because all inside leaves by an error, has its place all the same.
    for (std::size_t i = 0; i < join_of_.size(); ++i)
      if (join_of_[i] >= 0 && std::none_of(out_.arrows.begin(), out_.arrows.end(), [&](const DrawnArrow& arrow) { return arrow.to_box == join_of_[i]; })) line(box_of_[i], join_of_[i]);
  }

  /// The end that a step leads to stands below that step, so that no line runs through the whole picture.
  int end_of(flow::StepIndex step) {
    const auto [found, made] = ends_.try_emplace(step, -1);
    if (made) found->second = dot(DrawnShape::end, step);
    return found->second;
  }

  // ---- the page

  int lines_of(std::vector<DrawnText>& out, std::string_view text, TextStyle style, bool quiet, int x, int y, int width, int lines_max) {
    for (auto& line : wrapped(text, style, width, lines_max)) {
      y += line_height(style);
      out.push_back({std::move(line), style, {x, y - 4}, quiet, false});
    }
    return y;
  }

  int heading(int width) {
    int y = lines_of(out_.heading, out_.title, TextStyle::strong, false, kMargin, kMargin, width, 2);
    y = lines_of(out_.heading, out_.name, TextStyle::code, true, kMargin, y, width, 1);
    if (trail_ && !trail_->case_id.empty()) y = lines_of(out_.heading, say("案件 ", "case ") + trail_->case_id, TextStyle::code, false, kMargin, y, width, 1);
    if (trail_ && trail_->suspended) {
      y = lines_of(out_.heading, say("● 案件已暂停：不办理、不发出；法定时限照常计算", "● The case is suspended: nothing is done and nothing is sent; legal clocks run on"), TextStyle::strong, false, kMargin, y, width, 2);
      for (auto& line : out_.heading) line.marked = line.marked || line.text.starts_with("●");
    }
    return y + kMargin;
  }

  void place(const Layout& places, int left, int top) {
    for (std::size_t i = 0; i < out_.boxes.size(); ++i) {
      auto& box = out_.boxes[i];
      box.place = places.boxes[i];
      box.place.x += left;
      box.place.y += top;
      for (auto& text : box.texts) text.at = {text.at.x + box.place.x, text.at.y + box.place.y};
    }
    const auto moved = [&](int line) {
      auto points = places.lines[static_cast<std::size_t>(line)];
      for (auto& point : points) point = {point.x + left, point.y + top};
      return points;
    };
    for (std::size_t i = 0; i < out_.arrows.size(); ++i) {
      auto& arrow = out_.arrows[i];
      arrow.first = moved(parts_[i].first);
      arrow.upward = places.upward[static_cast<std::size_t>(parts_[i].first)];
      if (parts_[i].second < 0) continue;
      arrow.second = moved(parts_[i].second);
      arrow.upward = arrow.upward || places.upward[static_cast<std::size_t>(parts_[i].second)];
    }
  }

  int clocks(int width, int y) {
    const auto lines = words_of_clocks(definition_, options_);
    if (lines.empty()) return y;
    y = lines_of(out_.clocks, definition_.notices().empty() ? say("时限", "Clocks") : say("时限与通知", "Clocks and notices"), TextStyle::strong, false, kMargin, y, width, 1);
    for (const auto& line : lines) y = lines_of(out_.clocks, line, TextStyle::plain, false, kMargin, y, width, 3);
    return y + kMargin / 2;
  }

  int legend(int width, int y) {
    std::set<DrawnShape> shapes;
    for (const auto& box : out_.boxes) shapes.insert(box.shape);
    int x = kMargin;
    const auto add = [&](DrawnMark mark, DrawnShape shape, std::string word, int sample_width, int sample_height) {
      const int needed = kLegendSampleWidth + 8 + text_width(word, TextStyle::plain) + 20;
      if (x > kMargin && x + needed > kMargin + width) {
        x = kMargin;
        y += kLegendRow;
      }
      DrawnLegend item;
      item.mark = mark;
      item.shape = shape;
      item.sample = {x + (kLegendSampleWidth - sample_width) / 2, y + (kLegendRow - sample_height) / 2, sample_width, sample_height};
      item.text = {std::move(word), TextStyle::plain, {x + kLegendSampleWidth + 8, y + kLegendRow / 2 + 4}, true, false};
      x += needed;
      out_.legend.push_back(std::move(item));
    };
    for (const auto shape : shapes) {
      const bool small = shape == DrawnShape::start || shape == DrawnShape::end;
      add(DrawnMark::shape, shape, word_of_shape(shape, options_), small ? kDotSize : kLegendSampleWidth, small ? kDotSize : shape == DrawnShape::join ? kJoinHeight : kLegendSampleHeight);
    }
    if (std::any_of(out_.arrows.begin(), out_.arrows.end(), [](const DrawnArrow& arrow) { return arrow.upward; })) add(DrawnMark::way_back, DrawnShape::label, word_of_mark(DrawnMark::way_back, options_), kLegendSampleWidth, kLegendSampleHeight);
    if (trail_) {
      add(DrawnMark::way_taken, DrawnShape::label, word_of_mark(DrawnMark::way_taken, options_), kLegendSampleWidth, kLegendSampleHeight);
      if (!trail_->here.empty()) add(DrawnMark::stands_here, DrawnShape::human, word_of_mark(DrawnMark::stands_here, options_), kLegendSampleWidth, kLegendSampleHeight);
    }
    return y + kLegendRow + kMargin / 2;
  }

  /// The picture in words, for those who hear it.
  void describe() {
    const auto& steps = definition_.steps();
    out_.description = std::to_string(steps.size()) + say(" 个步骤，从 ", " steps, from ") + steps[static_cast<std::size_t>(definition_.first())].name + say(" 开始。", ".");
    for (const auto& arrow : out_.arrows) {
      if (arrow.key.from == flow::kEnd) continue;
      std::string why;
      if (arrow.label_box >= 0) why = " (" + out_.boxes[static_cast<std::size_t>(arrow.label_box)].tooltip + ")";
      std::replace(why.begin(), why.end(), '\n', ' ');
      const auto to = arrow.to == flow::kEnd ? word_of_shape(DrawnShape::end, options_) : steps[static_cast<std::size_t>(arrow.to)].name + (arrow.to_join ? " (" + word_of_shape(DrawnShape::join, options_) + ")" : "");
      out_.description += " " + steps[static_cast<std::size_t>(arrow.key.from)].name + why + " → " + to + say("；", ";");
    }
  }

  const flow::Definition& definition_;
  const DrawingOptions& options_;
  const Trail* trail_;
  Drawing out_;
  int start_ = 0;
  std::vector<int> box_of_, join_of_;
  std::map<flow::StepIndex, int> ends_;
  std::vector<Size> sizes_;
  std::vector<GraphLine> lines_;
  std::vector<std::pair<int, int>> parts_;  // lines of each arrow
};

}  // namespace

Drawing draw_workflow(const flow::Definition& definition, const DrawingOptions& options, const Trail* trail) { return Draughtsman(definition, options, trail).draw(); }

}  // namespace amends::review
