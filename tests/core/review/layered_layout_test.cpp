#include "review/layered_layout.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>

#include "drawing_kit.hpp"

namespace amends::review {
namespace {

using kit::crosses;
using kit::same_track;

/// A small generator of its own, so that a seed gives the same graph everywhere.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed * 2 + 1) {}
  int below(int limit) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<int>((state_ >> 33) % static_cast<std::uint64_t>(limit));
  }

 private:
  std::uint64_t state_;
};

struct Graph {
  std::vector<Size> boxes;
  std::vector<GraphLine> lines;
};

/// Every box behind the first has one line from an earlier one, so that all are reached; the rest lead anywhere but to the first.
Graph random_graph(std::uint64_t seed, int boxes, int more) {
  Random random(seed);
  Graph graph;
  for (int i = 0; i < boxes; ++i) graph.boxes.push_back({20 + random.below(180), 16 + random.below(70)});
  for (int i = 1; i < boxes; ++i) graph.lines.push_back({random.below(i), i});
  for (int i = 0; i < more; ++i) graph.lines.push_back({random.below(boxes), 1 + random.below(boxes - 1)});
  return graph;
}

void expect_readable(const Graph& graph, const std::string& which) {
  const auto layout = lay_out(graph.boxes, graph.lines, 0);
  ASSERT_EQ(layout.boxes.size(), graph.boxes.size()) << which;
  ASSERT_EQ(layout.lines.size(), graph.lines.size()) << which;
  for (std::size_t i = 0; i < layout.boxes.size(); ++i) {
    const auto& box = layout.boxes[i];
    EXPECT_TRUE(box.x >= 0 && box.y >= 0 && box.x + box.width <= layout.width && box.y + box.height <= layout.height) << which << " box " << i;
    for (std::size_t j = i + 1; j < layout.boxes.size(); ++j) EXPECT_FALSE(kit::overlap(box, layout.boxes[j])) << which << " boxes " << i << " and " << j;
  }
  for (std::size_t i = 0; i < layout.lines.size(); ++i) {
    const auto& points = layout.lines[i];
    const auto &from = layout.boxes[static_cast<std::size_t>(graph.lines[i].from)], &to = layout.boxes[static_cast<std::size_t>(graph.lines[i].to)];
    ASSERT_GE(points.size(), 2u) << which << " line " << i;
    EXPECT_EQ(points.front().y, from.y + from.height) << which << " line " << i;
    EXPECT_EQ(points.back().y, to.y) << which << " line " << i;
    EXPECT_TRUE(points.back().x > to.x && points.back().x < to.x + to.width) << which << " line " << i;
    for (std::size_t k = 1; k < points.size(); ++k) {
      EXPECT_TRUE(points[k].x == points[k - 1].x || points[k].y == points[k - 1].y) << which << " line " << i << " is slanted";
      EXPECT_TRUE(points[k].x >= 0 && points[k].x <= layout.width && points[k].y >= 0 && points[k].y <= layout.height) << which << " line " << i;
    }
    EXPECT_GT(points.back().y, points[points.size() - 2].y) << which << " line " << i << " arrives from above";
    for (std::size_t box = 0; box < layout.boxes.size(); ++box) EXPECT_FALSE(crosses(points, layout.boxes[box])) << which << " line " << i << " runs through box " << box;
  }
}

TEST(LayeredLayout, PutsASequenceInOneColumn) {
  const auto layout = lay_out({{100, 40}, {60, 30}, {140, 40}}, {{0, 1}, {1, 2}}, 0);
  EXPECT_EQ(layout.boxes[0].x + 50, layout.boxes[1].x + 30);
  EXPECT_EQ(layout.boxes[1].x + 30, layout.boxes[2].x + 70);
  for (const auto& line : layout.lines) EXPECT_EQ(line.size(), 2u);
  EXPECT_EQ(layout.width, 140);
}

TEST(LayeredLayout, PutsBranchesSideBySideUnderTheirOrigin) {
  const auto layout = lay_out({{80, 30}, {80, 30}, {80, 30}, {80, 30}}, {{0, 1}, {0, 2}, {1, 3}, {2, 3}}, 0);
  EXPECT_EQ(layout.boxes[1].y, layout.boxes[2].y);
  EXPECT_EQ(layout.boxes[2].x - layout.boxes[1].x, 80 + kBoxDistance);
  EXPECT_EQ(2 * layout.boxes[0].x, layout.boxes[1].x + layout.boxes[2].x);
  EXPECT_EQ(layout.boxes[3].x, layout.boxes[0].x);
}

TEST(LayeredLayout, LeadsAWayBackAtTheSide) {
  const auto layout = lay_out({{80, 30}, {80, 30}, {80, 30}}, {{0, 1}, {1, 2}, {2, 1}}, 0);
  EXPECT_EQ(layout.upward, (std::vector<bool>{false, false, true}));
  int right = 0;
  for (const auto& point : layout.lines[2]) right = std::max(right, point.x);
  EXPECT_EQ(right, 80 + kLaneDistance);
  EXPECT_EQ(layout.lines[2].back(), (Point{40, layout.boxes[1].y}));
}

TEST(LayeredLayout, LeadsABoxBackToItself) {
  const auto layout = lay_out({{80, 30}, {80, 30}}, {{0, 1}, {1, 1}}, 0);
  EXPECT_TRUE(layout.upward[1]);
  EXPECT_FALSE(crosses(layout.lines[1], layout.boxes[1]));
  EXPECT_GT(layout.height, layout.boxes[1].y + 30);
}

TEST(LayeredLayout, LetsALineThatPassesARowPassBesideItsBoxes) {
  const auto layout = lay_out({{80, 30}, {300, 30}, {80, 30}}, {{0, 1}, {1, 2}, {0, 2}}, 0);
  EXPECT_FALSE(crosses(layout.lines[2], layout.boxes[1]));
  EXPECT_FALSE(layout.upward[2]);
}

TEST(LayeredLayout, KeepsEveryLineOutOfEveryBoxInGraphsOfAnyShape) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) expect_readable(random_graph(seed, 3 + static_cast<int>(seed % 23), static_cast<int>(seed % 17)), "seed " + std::to_string(seed));
}

TEST(LayeredLayout, GivesLinesThatHaveNothingInCommonTracksOfTheirOwn) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const auto graph = random_graph(seed, 3 + static_cast<int>(seed % 19), static_cast<int>(seed % 7));
    const auto layout = lay_out(graph.boxes, graph.lines, 0);
    for (std::size_t i = 0; i < graph.lines.size(); ++i)
      for (std::size_t j = i + 1; j < graph.lines.size(); ++j) {
        if (graph.lines[i].from == graph.lines[j].from || graph.lines[i].to == graph.lines[j].to) continue;
        EXPECT_FALSE(same_track(layout.lines[i], layout.lines[j])) << "seed " << seed << " lines " << i << " and " << j;
      }
  }
}

TEST(LayeredLayout, IsTheSameEachTime) {
  const auto graph = random_graph(7, 40, 30);
  const auto one = lay_out(graph.boxes, graph.lines, 0), other = lay_out(graph.boxes, graph.lines, 0);
  EXPECT_EQ(one.lines, other.lines);
  EXPECT_EQ(one.width, other.width);
}

TEST(LayeredLayout, DrawsAThousandBoxesThatAllLeadToOne) {
  Graph graph;
  for (int i = 0; i < 1'000; ++i) {
    graph.boxes.push_back({80, 30});
    if (i > 0) graph.lines.push_back({i - 1, i});
    if (i > 0 && i < 998) graph.lines.push_back({i, 999});
  }
  const auto layout = lay_out(graph.boxes, graph.lines, 0);
  EXPECT_LT(layout.width, 400) << "lines to one box share their way";
}

TEST(LayeredLayout, KeepsTheOrderOfTheInputBeyondTheLimitOfOrdering) {
  for (const int boxes : {kOrderedSlotsMax - 1, kOrderedSlotsMax, kOrderedSlotsMax + 1}) {
    Graph graph;
    for (int i = 0; i < boxes; ++i) {
      graph.boxes.push_back({10, 10});
      if (i > 0) graph.lines.push_back({i - 1, i});
    }
    const auto layout = lay_out(graph.boxes, graph.lines, 0);
    EXPECT_EQ(layout.boxes.size(), static_cast<std::size_t>(boxes));
    EXPECT_EQ(layout.width, 10);
  }
}

}  // namespace
}  // namespace amends::review
