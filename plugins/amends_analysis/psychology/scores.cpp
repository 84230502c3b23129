#include "scores.hpp"

#include <algorithm>

namespace amends::psychology {
namespace {

struct Walker {
  std::string_view text;
  std::size_t at = 0;

  /// The next code point; text that is no UTF-8 never reaches a stage.
  char32_t next() {
    const auto byte = static_cast<unsigned char>(text[at]);
    const std::size_t length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
    char32_t out = length == 1 ? byte : byte & (0xFFu >> (length + 1));
    for (std::size_t i = 1; i < length && at + i < text.size(); ++i) out = (out << 6) | (static_cast<unsigned char>(text[at + i]) & 0x3Fu);
    at = std::min(at + length, text.size());
    return out;
  }
  [[nodiscard]] bool digit_follows() const { return at < text.size() && text[at] >= '0' && text[at] <= '9'; }
};

bool ends(char32_t c, bool digit_follows, Part part) {
  switch (c) {
    case U'。': case U'！': case U'？': case U'!': case U'?': case U'\n': return true;
    case U'.': return !digit_follows;  // 3.5 is a number
    case U'，': case U'；': case U'：': case U';': return part == Part::clause;
    case U',': return part == Part::clause && !digit_follows;
    default: return false;
  }
}

bool blank(char32_t c) { return c == U' ' || c == U'\t' || c == U'\r' || c == U'\u3000'; }

}  // namespace

std::vector<Points> add_up(const std::vector<std::string>& order, const std::vector<Points>& cues) {
  std::vector<Points> out;
  for (const auto& code : order) {
    std::int64_t sum = 0;
    for (const auto& cue : cues)
      if (cue.code == code) sum = std::min(kScoreMax, sum + cue.points);
    out.push_back({code, sum});
  }
  return out;
}

std::vector<Points> at_least(std::vector<Points> scores, std::int64_t least) {
  std::erase_if(scores, [&](const Points& score) { return score.points < least; });
  return scores;
}

std::optional<Points> highest(const std::vector<Points>& scores) {
  const auto found = std::max_element(scores.begin(), scores.end(), [](const Points& left, const Points& right) { return left.points < right.points; });
  return found == scores.end() || found->points == 0 ? std::nullopt : std::optional(*found);
}

bool far_above(std::int64_t claimed, std::int64_t loss, std::int64_t times) noexcept { return claimed > 0 && claimed / times >= loss; }

Range part_around(std::string_view body, Range place, Part part) {
  const auto [start, end] = place;
  std::int64_t from = std::max<std::int64_t>(0, start - kPartMax / 2), to = end;
  bool opening = from == 0;  // nothing but blanks since the part began
  Walker walker{.text = body};
  for (std::int64_t at = 0; walker.at < body.size(); ++at) {
    const auto c = walker.next();
    const bool stop = ends(c, walker.digit_follows(), part);
    if (at < start) {
      if (stop && at + 1 > from) from = at + 1, opening = true;
      else if (opening && blank(c) && at >= from) from = at + 1;
      else if (at >= from) opening = false;
      continue;
    }
    if (at < end) continue;
    if (stop || at - from >= kPartMax) break;
    if (!blank(c)) to = at + 1;
  }
  return {from, to};
}

}  // namespace amends::psychology
