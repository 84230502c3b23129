#include "review/layered_layout.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <tuple>
#include <utility>

namespace amends::review {
namespace {

constexpr int kGapTop = 12;      // from a row to its first track
constexpr int kGapBottom = 18;   // from the last track to the next row: room for the arrow head
constexpr int kSweeps = 8;
constexpr int kPassingWidth = 2;
constexpr std::int64_t kStraightWeight = 8;  // how much more a passing line wants to be straight than a box wants to stand in the middle

/// What stands in a row: a box, or the place where the line to `target` passes.
struct Slot {
  int box = -1;
  int target = -1;
  int row = 0;
  int width = 0;
  std::int64_t x = 0;  // of the middle
  std::vector<int> above, below;  // slots
};

class Layered {
 public:
  Layered(const std::vector<Size>& sizes, const std::vector<GraphLine>& lines, int root) : sizes_(sizes), lines_(lines), root_(root) {
    out_of_.resize(sizes.size());
    for (std::size_t i = 0; i < lines.size(); ++i) out_of_[static_cast<std::size_t>(lines[i].from)].push_back(static_cast<int>(i));
  }

  Layout place() {
    find_circles();
    give_rows();
    make_slots();
    order_rows();
    place_slots();
    choose_lanes();
    place_tracks();
    return written();
  }

 private:
  // ---- circles and rows

  void find_circles() {
    upward_.assign(lines_.size(), false);
    std::vector<char> state(sizes_.size(), 0);  // 1: on the way from the root, 2: done
    struct Frame {
      int box;
      std::size_t at;
    };
    std::vector<Frame> frames{{root_, 0}};
    state[static_cast<std::size_t>(root_)] = 1;
    reached_.push_back(root_);
    while (!frames.empty()) {
      auto& frame = frames.back();
      const auto& out = out_of_[static_cast<std::size_t>(frame.box)];
      if (frame.at == out.size()) {
        state[static_cast<std::size_t>(frame.box)] = 2;
        finished_.push_back(frame.box);
        frames.pop_back();
        continue;
      }
      const auto line = static_cast<std::size_t>(out[frame.at++]);
      const auto to = lines_[line].to;
      if (state[static_cast<std::size_t>(to)] == 1) upward_[line] = true;
      if (state[static_cast<std::size_t>(to)] != 0) continue;
      state[static_cast<std::size_t>(to)] = 1;
      reached_.push_back(to);
      frames.push_back({to, 0});
    }
  }

  void give_rows() {
    row_of_.assign(sizes_.size(), 0);
    for (auto box = finished_.rbegin(); box != finished_.rend(); ++box)  // a topological order of the lines that go down
      for (const auto line : out_of_[static_cast<std::size_t>(*box)])
        if (!upward_[static_cast<std::size_t>(line)]) {
          auto& row = row_of_[static_cast<std::size_t>(lines_[static_cast<std::size_t>(line)].to)];
          row = std::max(row, row_of_[static_cast<std::size_t>(*box)] + 1);
        }
    rows_.resize(static_cast<std::size_t>(*std::max_element(row_of_.begin(), row_of_.end())) + 1);
  }

  int new_slot(int box, int target, int row, int width) {
    const auto index = static_cast<int>(slots_.size());
    slots_.push_back({box, target, row, width, 0, {}, {}});
    rows_[static_cast<std::size_t>(row)].push_back(index);
    return index;
  }

  void make_slots() {
    slot_of_.assign(sizes_.size(), -1);
    way_.resize(lines_.size());
    std::map<std::pair<int, int>, int> passing;  // (target, row) -> slot
    const auto box_slot = [&](int box) {
      auto& slot = slot_of_[static_cast<std::size_t>(box)];
      if (slot < 0) slot = new_slot(box, -1, row_of_[static_cast<std::size_t>(box)], sizes_[static_cast<std::size_t>(box)].width);
      return slot;
    };
    std::map<std::pair<int, int>, bool> joined;
    for (const auto box : reached_) {
      for (const auto index : out_of_[static_cast<std::size_t>(box)]) {
        const auto line = static_cast<std::size_t>(index);
        auto at = box_slot(box);
        way_[line].push_back(at);
        if (upward_[line]) continue;
        const auto to = lines_[line].to;
        for (int row = row_of_[static_cast<std::size_t>(box)] + 1; row <= row_of_[static_cast<std::size_t>(to)]; ++row) {
          int next = 0;
          if (row == row_of_[static_cast<std::size_t>(to)]) next = box_slot(to);
          else if (const auto found = passing.find({to, row}); found != passing.end()) next = found->second;
          else passing[{to, row}] = next = new_slot(-1, to, row, kPassingWidth);
          if (!std::exchange(joined[{at, next}], true)) {
            slots_[static_cast<std::size_t>(at)].below.push_back(next);
            slots_[static_cast<std::size_t>(next)].above.push_back(at);
          }
          way_[line].push_back(next);
          at = next;
        }
      }
      (void)box_slot(box);
    }
  }

  // ---- order within the rows

  [[nodiscard]] std::vector<int> ranks() const {
    std::vector<int> rank(slots_.size(), 0);
    for (const auto& row : rows_)
      for (std::size_t i = 0; i < row.size(); ++i) rank[static_cast<std::size_t>(row[i])] = static_cast<int>(i);
    return rank;
  }

  [[nodiscard]] std::int64_t crossings() const {
    const auto rank = ranks();
    std::int64_t count = 0;
    for (const auto& row : rows_) {
      std::vector<std::pair<int, int>> joints;
      for (const auto slot : row)
        for (const auto next : slots_[static_cast<std::size_t>(slot)].below) joints.emplace_back(rank[static_cast<std::size_t>(slot)], rank[static_cast<std::size_t>(next)]);
      for (std::size_t i = 0; i < joints.size(); ++i)
        for (std::size_t j = i + 1; j < joints.size(); ++j) {
          const auto& [a, b] = joints[i];
          const auto& [c, d] = joints[j];
          if ((a < c && b > d) || (a > c && b < d)) ++count;
        }
    }
    return count;
  }

  void order_rows() {
    if (slots_.size() > kOrderedSlotsMax) return;
    auto best = rows_;
    auto fewest = crossings();
    for (int sweep = 0; sweep < kSweeps && fewest > 0; ++sweep) {
      const bool down = sweep % 2 == 0;
      auto rank = ranks();
      for (std::size_t step = 1; step < rows_.size(); ++step) {
        auto& row = rows_[down ? step : rows_.size() - 1 - step];
        // Mean rank of the neighbours as a fraction; who has none keeps the place between those beside it.
        std::vector<std::tuple<std::int64_t, std::int64_t, int>> wanted;  // numerator, denominator, slot
        for (const auto slot : row) {
          const auto& near = down ? slots_[static_cast<std::size_t>(slot)].above : slots_[static_cast<std::size_t>(slot)].below;
          std::int64_t sum = 0;
          for (const auto one : near) sum += rank[static_cast<std::size_t>(one)];
          if (near.empty()) wanted.emplace_back(rank[static_cast<std::size_t>(slot)], 1, slot);
          else wanted.emplace_back(sum, static_cast<std::int64_t>(near.size()), slot);
        }
        std::stable_sort(wanted.begin(), wanted.end(), [](const auto& a, const auto& b) { return std::get<0>(a) * std::get<1>(b) < std::get<0>(b) * std::get<1>(a); });
        for (std::size_t i = 0; i < row.size(); ++i) {
          row[i] = std::get<2>(wanted[i]);
          rank[static_cast<std::size_t>(row[i])] = static_cast<int>(i);
        }
      }
      if (const auto now = crossings(); now < fewest) {
        fewest = now;
        best = rows_;
      }
    }
    rows_ = std::move(best);
  }

  // ---- x

  [[nodiscard]] std::int64_t distance(int left, int right) const {
    const auto& a = slots_[static_cast<std::size_t>(left)];
    const auto& b = slots_[static_cast<std::size_t>(right)];
    const int between = a.box >= 0 && b.box >= 0 ? kBoxDistance : kLineDistance;
    return (a.width + 1) / 2 + (b.width + 1) / 2 + between;
  }

  /// Puts the slots of a row as near as their distances allow to where each wants to stand: neighbours that push each other form a block that stands at the
  /// weighted mean of its members' wishes (the pool-adjacent-violators method).
  void settle(const std::vector<int>& row, const std::vector<std::int64_t>& wish, const std::vector<std::int64_t>& weight) {
    struct Block {
      std::int64_t sum, weight;
      std::size_t count;
    };
    std::vector<Block> blocks;
    std::vector<std::int64_t> offset(row.size(), 0);
    for (std::size_t i = 1; i < row.size(); ++i) offset[i] = offset[i - 1] + distance(row[i - 1], row[i]);
    for (std::size_t i = 0; i < row.size(); ++i) {
      blocks.push_back({(wish[i] - offset[i]) * weight[i], weight[i], 1});
      while (blocks.size() > 1) {
        auto& last = blocks[blocks.size() - 1];
        auto& before = blocks[blocks.size() - 2];
        if (before.sum * last.weight <= last.sum * before.weight) break;
        before.sum += last.sum;
        before.weight += last.weight;
        before.count += last.count;
        blocks.pop_back();
      }
    }
    std::size_t at = 0;
    for (const auto& block : blocks) {
      auto x = block.sum / block.weight;
      if (block.sum % block.weight < 0) --x;
      for (std::size_t i = 0; i < block.count; ++i, ++at) slots_[static_cast<std::size_t>(row[at])].x = x + offset[at];
    }
  }

  void place_slots() {
    for (const auto& row : rows_) settle(row, std::vector<std::int64_t>(row.size(), 0), std::vector<std::int64_t>(row.size(), 1));
    for (int sweep = 0; sweep < 2 * kSweeps; ++sweep) {
      const bool down = sweep % 2 == 1;  // the last one goes down: a box stands under the one that leads to it
      for (std::size_t step = 0; step < rows_.size(); ++step) {
        const auto& row = rows_[down ? step : rows_.size() - 1 - step];
        std::vector<std::int64_t> wish, weight;
        for (const auto index : row) {
          const auto& slot = slots_[static_cast<std::size_t>(index)];
          const auto& near = down ? slot.above : slot.below;
          if (near.empty()) {
            wish.push_back(slot.x);
            weight.push_back(1);
            continue;
          }
          std::int64_t sum = 0, parts = 0;
          bool straight = false;
          for (const auto one : near) straight = straight || (slot.box < 0 && slots_[static_cast<std::size_t>(one)].box < 0);
          for (const auto one : near) {
            const auto& other = slots_[static_cast<std::size_t>(one)];
            // A passing line goes straight on, whatever joins it. A neighbour that has no other on this side pulls more: the main line stays straight
            // where side lines come in.
            const bool only = (down ? other.below : other.above).size() == 1;
            const std::int64_t pull = straight ? (other.box < 0 ? 1 : 0) : only ? 2 : 1;
            sum += pull * other.x;
            parts += pull;
          }
          wish.push_back(sum >= 0 ? sum / parts : -((-sum + parts - 1) / parts));
          weight.push_back(straight ? kStraightWeight : 1 + static_cast<std::int64_t>(near.size()));
        }
        settle(row, wish, weight);
      }
    }
    std::int64_t left = 0;
    bool first = true;
    for (const auto& slot : slots_) {
      const auto edge = slot.x - (slot.width + 1) / 2;
      left = first ? edge : std::min(left, edge);
      first = false;
    }
    right_ = 0;
    for (auto& slot : slots_) {
      slot.x -= left;
      right_ = std::max(right_, static_cast<int>(slot.x) + (slot.width + 1) / 2);
    }
  }

  // ---- lanes at the side: one for each box that lines lead back to, the short ones inside

  void choose_lanes() {
    struct Stretch {
      int top, bottom, target;  // gaps
    };
    std::map<int, Stretch> stretches;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      if (!upward_[i]) continue;
      const int to = lines_[i].to, top = row_of_[static_cast<std::size_t>(to)] - 1, bottom = row_of_[static_cast<std::size_t>(lines_[i].from)];
      auto& stretch = stretches.try_emplace(to, Stretch{top, bottom, to}).first->second;
      stretch.bottom = std::max(stretch.bottom, bottom);
    }
    std::vector<Stretch> order;
    for (const auto& [target, stretch] : stretches) order.push_back(stretch);
    std::sort(order.begin(), order.end(), [](const Stretch& a, const Stretch& b) { return std::tuple(a.bottom - a.top, a.top, a.target) < std::tuple(b.bottom - b.top, b.top, b.target); });
    std::vector<std::vector<Stretch>> lanes;
    for (const auto& stretch : order) {
      std::size_t lane = 0;
      while (lane < lanes.size() && std::any_of(lanes[lane].begin(), lanes[lane].end(), [&](const Stretch& other) { return stretch.top <= other.bottom && other.top <= stretch.bottom; })) ++lane;
      if (lane == lanes.size()) lanes.emplace_back();
      lanes[lane].push_back(stretch);
      lane_of_[stretch.target] = right_ + kLaneDistance * (static_cast<int>(lane) + 1);
    }
    width_ = lanes.empty() ? right_ : right_ + kLaneDistance * static_cast<int>(lanes.size()) + 2;
  }

  // ---- tracks between the rows

  /// Lines that share one horizontal piece in a gap: those out of one slot, or those into one slot.
  struct Net {
    std::vector<int> tops, bottoms;  // x where it comes from the row above, where it goes to the row below
    int left = 0, right = 0, track = -1;
    bool splits = false;
    int key = 0;  // the slot it is named for
    std::vector<int> into;  // slots below
    void reach(int x, bool first) {
      left = first ? x : std::min(left, x);
      right = first ? x : std::max(right, x);
    }
  };

  [[nodiscard]] int x_of(int slot) const { return static_cast<int>(slots_[static_cast<std::size_t>(slot)].x); }

  void place_tracks() {
    const auto gaps = rows_.size();
    std::vector<std::map<std::pair<int, int>, Net>> nets(gaps);  // (0 splits / 1 joins, slot)
    std::vector<std::size_t> back_out(slots_.size(), 0);
    for (std::size_t i = 0; i < lines_.size(); ++i)
      if (upward_[i]) ++back_out[static_cast<std::size_t>(way_[i].front())];
    const auto enter = [](std::map<std::pair<int, int>, Net>& gap, std::pair<int, int> key) -> Net& {
      auto& net = gap[key];
      net.splits = key.first == 0;
      net.key = key.second;
      return net;
    };
    const auto add = [](std::vector<int>& list, int value) {
      if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
    };
    net_of_.resize(lines_.size());
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const auto& way = way_[i];
      for (std::size_t k = 0; k + 1 < way.size(); ++k) {
        const auto& from = slots_[static_cast<std::size_t>(way[k])];
        const bool splits = from.below.size() + back_out[static_cast<std::size_t>(way[k])] > 1;
        const std::pair<int, int> key = splits ? std::pair(0, way[k]) : std::pair(1, way[k + 1]);
        auto& net = enter(nets[static_cast<std::size_t>(from.row)], key);
        add(net.tops, x_of(way[k]));
        add(net.bottoms, x_of(way[k + 1]));
        add(net.into, way[k + 1]);
        net_of_[i].push_back({from.row, key});
      }
      if (!upward_[i]) continue;
      const int lane = lane_of_[lines_[i].to], target = slot_of_[static_cast<std::size_t>(lines_[i].to)];
      const int below = slots_[static_cast<std::size_t>(way.front())].row, above = slots_[static_cast<std::size_t>(target)].row - 1;
      auto& away = enter(nets[static_cast<std::size_t>(below)], {0, way.front()});
      add(away.tops, x_of(way.front()));
      add(away.bottoms, lane);
      net_of_[i].push_back({below, {0, way.front()}});
      auto& home = enter(nets[static_cast<std::size_t>(above)], {1, target});
      add(home.tops, lane);
      add(home.bottoms, x_of(target));
      add(home.into, target);
      net_of_[i].push_back({above, {1, target}});
    }
    row_height_.assign(gaps, 0);
    for (std::size_t box = 0; box < sizes_.size(); ++box) {
      auto& height = row_height_[static_cast<std::size_t>(row_of_[box])];
      height = std::max(height, sizes_[box].height);
    }
    row_top_.assign(gaps, 0);
    int y = 0;
    for (std::size_t gap = 0; gap < gaps; ++gap) {
      row_top_[gap] = y;
      y += row_height_[gap];
      const int tracks = assign(nets[gap]);
      for (auto& [key, net] : nets[gap]) track_y_[{static_cast<int>(gap), key}] = net.track < 0 ? -1 : y + kGapTop + net.track * kTrackDistance;
      const bool last = gap + 1 == gaps;
      if (!last || tracks > 0) y += kGapTop + (tracks > 1 ? (tracks - 1) * kTrackDistance : 0) + (last ? 4 : kGapBottom);
    }
    height_ = y;
  }

  /// Gives each net of a gap its track, from 0; returns how many there are. A line that comes down at the place where another goes down on must turn above it.
  static int assign(std::map<std::pair<int, int>, Net>& gap) {
    std::vector<Net*> open;
    for (auto& [key, net] : gap) {
      bool first = true;
      for (const auto* ends : {&net.tops, &net.bottoms})
        for (const auto x : *ends) {
          net.reach(x, first);
          first = false;
        }
      if (net.left != net.right) open.push_back(&net);
    }
    std::sort(open.begin(), open.end(), [](const Net* a, const Net* b) { return std::tuple(a->left, a->right, !a->splits, a->key) < std::tuple(b->left, b->right, !b->splits, b->key); });
    const auto above = [](const Net& a, const Net& b) {  // a must turn above b
      if (&a == &b) return false;
      for (const auto x : a.tops)
        if (std::find(b.bottoms.begin(), b.bottoms.end(), x) != b.bottoms.end()) return true;
      if (a.splits && !b.splits)
        for (const auto slot : a.into)
          if (std::find(b.into.begin(), b.into.end(), slot) != b.into.end()) return true;
      return false;
    };
    std::vector<std::vector<const Net*>> tracks;
    std::vector<Net*> placed;
    while (!open.empty()) {
      auto chosen = std::find_if(open.begin(), open.end(), [&](const Net* net) { return std::none_of(open.begin(), open.end(), [&](const Net* other) { return above(*other, *net); }); });
      if (chosen == open.end()) chosen = open.begin();  // a ring of wishes: one of them is not heard
      Net* net = *chosen;
      open.erase(chosen);
      std::size_t track = 0;
      for (const auto* other : placed)
        if (above(*other, *net)) track = std::max(track, static_cast<std::size_t>(other->track) + 1);
      const auto blocked = [&](std::size_t at) {
        return at < tracks.size() && std::any_of(tracks[at].begin(), tracks[at].end(), [&](const Net* other) { return net->left < other->right + kTrackDistance && other->left < net->right + kTrackDistance; });
      };
      while (blocked(track)) ++track;
      if (track >= tracks.size()) tracks.resize(track + 1);
      tracks[track].push_back(net);
      net->track = static_cast<int>(track);
      placed.push_back(net);
    }
    return static_cast<int>(tracks.size());
  }

  // ---- the answer

  [[nodiscard]] Layout written() const {
    Layout out;
    for (std::size_t box = 0; box < sizes_.size(); ++box) {
      const auto row = static_cast<std::size_t>(row_of_[box]);
      const auto& size = sizes_[box];
      out.boxes.push_back({x_of(slot_of_[box]) - size.width / 2, row_top_[row] + (row_height_[row] - size.height) / 2, size.width, size.height});
    }
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const auto& from = out.boxes[static_cast<std::size_t>(lines_[i].from)];
      const auto& to = out.boxes[static_cast<std::size_t>(lines_[i].to)];
      std::vector<Point> points{{x_of(way_[i].front()), from.y + from.height}};
      const auto turn = [&](const std::pair<int, std::pair<int, int>>& net, int x) {
        const int y = track_y_.at(net);
        if (y < 0) return;
        points.push_back({points.back().x, y});
        points.push_back({x, y});
      };
      for (std::size_t k = 0; k + 1 < way_[i].size(); ++k) turn(net_of_[i][k], x_of(way_[i][k + 1]));
      if (upward_[i]) {
        turn(net_of_[i][0], lane_of_.at(lines_[i].to));
        turn(net_of_[i][1], x_of(slot_of_[static_cast<std::size_t>(lines_[i].to)]));
      }
      points.push_back({x_of(slot_of_[static_cast<std::size_t>(lines_[i].to)]), to.y});
      out.lines.push_back(without_idle(points));
    }
    out.upward = upward_;
    out.width = width_;
    out.height = height_;
    return out;
  }

  /// Leaves out points that lie on the way between their neighbours.
  static std::vector<Point> without_idle(const std::vector<Point>& points) {
    std::vector<Point> out;
    for (const auto& point : points) {
      if (!out.empty() && out.back() == point) continue;
      if (out.size() > 1) {
        const auto &a = out[out.size() - 2], &b = out.back();
        if ((a.x == b.x && b.x == point.x) || (a.y == b.y && b.y == point.y)) out.pop_back();
      }
      out.push_back(point);
    }
    return out;
  }

  const std::vector<Size>& sizes_;
  const std::vector<GraphLine>& lines_;
  int root_;
  std::vector<std::vector<int>> out_of_;
  std::vector<bool> upward_;
  std::vector<int> reached_, finished_, row_of_, slot_of_;
  std::vector<std::vector<int>> rows_, way_;  // slots of a row from left to right; slots that a line passes
  std::vector<Slot> slots_;
  std::map<int, int> lane_of_;  // x by target box
  std::vector<std::vector<std::pair<int, std::pair<int, int>>>> net_of_;  // of each line, gap by gap
  std::map<std::pair<int, std::pair<int, int>>, int> track_y_;
  std::vector<int> row_height_, row_top_;
  int right_ = 0, width_ = 0, height_ = 0;
};

}  // namespace

Layout lay_out(const std::vector<Size>& boxes, const std::vector<GraphLine>& lines, int root) { return Layered(boxes, lines, root).place(); }

}  // namespace amends::review
