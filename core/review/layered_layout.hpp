#pragma once
// Where boxes and lines of a graph stand: rows from top to bottom, the boxes of one row side by side, lines of right angles between the rows. Used by the
// drawing of a workflow. Knows sizes and arrows only, no workflow and no text. A pure function: the same input gives the same places.
//
// How: depth-first search from the root finds the arrows that close a circle; they run on lanes at the right side. Of the others each box stands one row below
// the lowest box that leads to it. A line that passes rows gets a narrow slot in each of them, so that it never crosses a box; lines to one box share these
// slots. The order in a row follows the mean place of the neighbours; places are the least-squares answer to "stand under your neighbours, keep the distance".
#include <vector>

namespace amends::review {

/// Unit of all lengths: pixels, whole. x to the right, y down.
struct Point {
  int x = 0, y = 0;
  friend bool operator==(const Point&, const Point&) = default;
};

struct Size {
  int width = 0, height = 0;
};

struct Rectangle {
  int x = 0, y = 0, width = 0, height = 0;
};

struct GraphLine {
  int from = 0, to = 0;  ///< indexes of boxes
};

inline constexpr int kBoxDistance = 26;    ///< between two boxes of one row
inline constexpr int kLineDistance = 14;   ///< between a line and its neighbour in a row
inline constexpr int kTrackDistance = 10;  ///< between two horizontal lines above each other
inline constexpr int kLaneDistance = 14;   ///< between two lanes at the side
inline constexpr int kOrderedSlotsMax = 6'000;  ///< boxes and passing lines together; a larger graph keeps the order in which it was reached

struct Layout {
  std::vector<Rectangle> boxes;
  std::vector<std::vector<Point>> lines;  ///< corners from the lower edge of the first box to the upper edge of the other, in order of the input
  std::vector<bool> upward;               ///< of each line: it closes a circle and runs at the side
  int width = 0, height = 0;              ///< everything lies in [0, width] x [0, height]
};

/// Preconditions: every box can be reached from `root`, no line leads to `root`, sizes are positive.
[[nodiscard]] Layout lay_out(const std::vector<Size>& boxes, const std::vector<GraphLine>& lines, int root);

}  // namespace amends::review
