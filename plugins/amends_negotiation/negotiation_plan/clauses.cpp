#include "clauses.hpp"

#include <algorithm>

namespace amends::negotiation_plan {
namespace {

bool is_blank(char32_t c) noexcept { return c == U' ' || c == U'\t' || c == U'\r' || c == U'\n' || c == U'\u3000' || c == U'\u00A0'; }

bool splits(char32_t c) noexcept { return std::u32string_view(U"，。！？；、：,.!?;:\n\r“”‘’\"（）()【】[]《》…—").find(c) != std::u32string_view::npos; }

}  // namespace

std::u32string code_points_of(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t size = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 0;
    if (size == 0 || i + size > text.size()) {
      out.push_back(U'\uFFFD');
      ++i;
      continue;
    }
    char32_t c = size == 1 ? lead : lead & (0x7F >> size);
    for (std::size_t k = 1; k < size; ++k) c = (c << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3F);
    out.push_back(c);
    i += size;
  }
  return out;
}

bool is_han(char32_t c) noexcept { return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFD); }

bool is_word_character(char32_t c) noexcept {
  if (c < 0x80) return (c >= U'0' && c <= U'9') || (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || c == U'\'';
  return !is_han(c) && ((c >= 0xC0 && c < 0x2000 && c != 0xD7 && c != 0xF7) || (c >= 0x3040 && c <= 0x30FF) || (c >= 0xAC00 && c <= 0xD7A3));
}

std::vector<Range> clauses_of(const std::u32string& text) {
  std::vector<Range> out;
  const auto size = static_cast<std::int64_t>(text.size());
  const auto at = [&](std::int64_t i) { return text[static_cast<std::size_t>(i)]; };
  const auto add = [&](std::int64_t start, std::int64_t end) {
    while (start < end && is_blank(at(start))) ++start;
    while (end > start && is_blank(at(end - 1))) --end;
    if (start < end) out.push_back({start, end});
  };
  std::int64_t start = 0;
  for (std::int64_t i = 0; i < size; ++i) {
    // A point or a comma inside a number belongs to it: 12.3, 1,000.
    const bool in_number = (at(i) == U'.' || at(i) == U',') && i > 0 && i + 1 < size && at(i - 1) >= U'0' && at(i - 1) <= U'9' && at(i + 1) >= U'0' && at(i + 1) <= U'9';
    if (!splits(at(i)) || in_number) continue;
    add(start, i);
    start = i + 1;
  }
  add(start, size);
  return out;
}

std::vector<Range> longest(std::vector<Range> clauses, std::size_t most) {
  std::stable_sort(clauses.begin(), clauses.end(), [](const Range& left, const Range& right) { return left.length() > right.length(); });
  if (clauses.size() > most) clauses.resize(most);
  std::sort(clauses.begin(), clauses.end(), [](const Range& left, const Range& right) { return left.start < right.start; });
  return clauses;
}

bool overlap(Range left, Range right) noexcept { return left.start < right.end && right.start < left.end; }

std::optional<Range> mirror_of(const std::u32string& text, const std::vector<Range>& avoided) {
  const auto at = [&](std::int64_t i) { return text[static_cast<std::size_t>(i)]; };
  const auto clauses = clauses_of(text);
  for (auto clause = clauses.rbegin(); clause != clauses.rend(); ++clause) {
    if (std::any_of(avoided.begin(), avoided.end(), [&](Range range) { return overlap(range, *clause); })) continue;
    if (is_han(at(clause->end - 1))) {
      if (clause->length() <= kMirrorHanMax) return *clause;
      continue;
    }
    auto start = clause->end;
    std::int64_t words = 0;
    while (start > clause->start) {
      --start;
      if ((start == clause->start || is_blank(at(start - 1))) && ++words == kMirrorWords) break;
    }
    return Range{start, clause->end};
  }
  return std::nullopt;
}

}  // namespace amends::negotiation_plan
