#pragma once
// What the tests of drawings ask of boxes and lines.
#include <algorithm>
#include <vector>

#include "review/layered_layout.hpp"

namespace amends::review::kit {

inline bool overlap(const Rectangle& a, const Rectangle& b) { return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height; }

/// A piece of the line lies inside the box (its edge does not count).
inline bool crosses(const std::vector<Point>& line, const Rectangle& box) {
  for (std::size_t i = 1; i < line.size(); ++i) {
    const int left = std::min(line[i - 1].x, line[i].x), right = std::max(line[i - 1].x, line[i].x), top = std::min(line[i - 1].y, line[i].y), bottom = std::max(line[i - 1].y, line[i].y);
    if (right > box.x && left < box.x + box.width && bottom > box.y && top < box.y + box.height) return true;
  }
  return false;
}

/// Two lines run over each other for a while, so that nobody sees which is which. Where they only cross is no such place.
inline bool same_track(const std::vector<Point>& a, const std::vector<Point>& b) {
  for (std::size_t i = 1; i < a.size(); ++i)
    for (std::size_t j = 1; j < b.size(); ++j) {
      const bool upright = a[i].x == a[i - 1].x, other_upright = b[j].x == b[j - 1].x;
      if (upright != other_upright) continue;
      const int place = upright ? a[i].x : a[i].y, other_place = upright ? b[j].x : b[j].y;
      if (place != other_place) continue;
      const auto span = [&](const Point& p) { return upright ? p.y : p.x; };
      const int from = std::max(std::min(span(a[i - 1]), span(a[i])), std::min(span(b[j - 1]), span(b[j]))), to = std::min(std::max(span(a[i - 1]), span(a[i])), std::max(span(b[j - 1]), span(b[j])));
      if (to - from > 0) return true;
    }
  return false;
}

}  // namespace amends::review::kit
