#include "sdk/values.hpp"

#include <chrono>
#include <cstdio>

#include "sdk/failure.hpp"

namespace amends::sdk {
namespace {

constexpr std::int64_t kUsPerSecond = 1'000'000;
constexpr std::int64_t kCodePointsPerMark = 256;

bool is_start(char c) noexcept { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

/// Reads `count` digits and then `after` (0: nothing).
bool number(std::string_view text, std::size_t& at, int count, char after, int& out) noexcept {
  out = 0;
  for (int i = 0; i < count; ++i, ++at) {
    if (at >= text.size() || text[at] < '0' || text[at] > '9') return false;
    out = out * 10 + (text[at] - '0');
  }
  if (after == 0) return true;
  return at < text.size() && text[at++] == after;
}

std::string fill_one(std::string_view pattern, const std::vector<Slot>& slots, bool zh) {
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if ((c == '{' || c == '}') && i + 1 < pattern.size() && pattern[i + 1] == c) {
      out += c;
      ++i;
    } else if (c == '{') {
      const auto close = pattern.find('}', i);
      const auto name = pattern.substr(i + 1, close == std::string_view::npos ? 0 : close - i - 1);
      const Slot* found = nullptr;
      for (const auto& slot : slots)
        if (slot.name == name) found = &slot;
      if (!found) fail("error.internal", "the text has a place {" + std::string(name) + "} that nothing fills; give a slot of that name");
      out += zh ? found->text.zh : found->text.en;
      i = close;
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

bool parse_instant(std::string_view text, Instant& out) noexcept {
  std::size_t at = 0;
  int year, month, day, hour, minute, second;
  if (!number(text, at, 4, '-', year) || !number(text, at, 2, '-', month) || !number(text, at, 2, 0, day)) return false;
  if (at >= text.size() || (text[at] != 'T' && text[at] != 't' && text[at] != ' ')) return false;
  ++at;
  if (!number(text, at, 2, ':', hour) || !number(text, at, 2, ':', minute) || !number(text, at, 2, 0, second)) return false;
  std::int64_t fraction = 0;
  if (at < text.size() && text[at] == '.') {
    std::int64_t scale = kUsPerSecond;
    const auto first = ++at;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
      if (scale == 1) return false;
      scale /= 10;
      fraction += scale * (text[at] - '0');
    }
    if (at == first) return false;
  }
  int offset = 0;
  if (at >= text.size()) return false;
  if (text[at] == 'Z' || text[at] == 'z') {
    ++at;
  } else if (text[at] == '+' || text[at] == '-') {
    const int sign = text[at++] == '-' ? -1 : 1;
    int hours, minutes;
    if (!number(text, at, 2, ':', hours) || !number(text, at, 2, 0, minutes) || hours > 23 || minutes > 59) return false;
    offset = sign * (hours * 60 + minutes);
  } else {
    return false;
  }
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)}, std::chrono::day{static_cast<unsigned>(day)}};
  if (at != text.size() || !date.ok() || year < 1 || hour > 23 || minute > 59 || second > 59) return false;
  const std::int64_t days = std::chrono::sys_days{date}.time_since_epoch().count();
  out.us = ((days * 24 + hour) * 60 + minute - offset) * 60 * kUsPerSecond + second * kUsPerSecond + fraction;
  return true;
}

std::string format_instant(Instant at) {
  const std::chrono::sys_time<std::chrono::microseconds> point{std::chrono::microseconds{at.us}};
  const auto day = std::chrono::floor<std::chrono::days>(point);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss<std::chrono::microseconds> time{point - day};
  char text[48];
  int n = std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                        static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                        static_cast<int>(time.seconds().count()));
  if (time.subseconds().count() != 0) n += std::snprintf(text + n, sizeof text - static_cast<std::size_t>(n), ".%06d", static_cast<int>(time.subseconds().count()));
  return std::string(text, static_cast<std::size_t>(n)) + "Z";
}

Texts fill(const Texts& pattern, const std::vector<Slot>& slots) { return {fill_one(pattern.zh, slots, true), fill_one(pattern.en, slots, false)}; }

std::int64_t code_points(std::string_view text) noexcept {
  std::int64_t n = 0;
  for (const char c : text) n += is_start(c);
  return n;
}

bool is_blank(std::string_view text) noexcept {
  // White_Space, Cc, Cf, fillers and variation selectors (Unicode 15); the core keeps the same list.
  static constexpr char32_t kInvisible[][2] = {{0x0000, 0x0020}, {0x007F, 0x00A0}, {0x00AD, 0x00AD}, {0x034F, 0x034F}, {0x061C, 0x061C}, {0x115F, 0x1160}, {0x1680, 0x1680},
                                               {0x17B4, 0x17B5}, {0x180B, 0x180F}, {0x2000, 0x200F}, {0x2028, 0x202F}, {0x205F, 0x206F}, {0x2800, 0x2800}, {0x3000, 0x3000},
                                               {0x3164, 0x3164}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF}, {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFFB}, {0xE0000, 0xE0FFF}};
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i++]);
    char32_t c = lead < 0x80 ? lead : lead < 0xE0 ? lead & 0x1F : lead < 0xF0 ? lead & 0x0F : lead & 0x07;
    while (i < text.size() && !is_start(text[i])) c = (c << 6) | (static_cast<unsigned char>(text[i++]) & 0x3F);
    bool invisible = false;
    for (const auto& range : kInvisible) invisible = invisible || (c >= range[0] && c <= range[1]);
    if (!invisible) return false;
  }
  return true;
}

std::string_view slice(std::string_view text, std::int64_t start, std::int64_t end) noexcept {
  std::int64_t at = -1;
  std::size_t from = text.size(), to = text.size();
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_start(text[i])) continue;
    ++at;
    if (at == start) from = i;
    if (at == end) { to = i; break; }
  }
  if (start < 0) from = 0;
  return from >= to ? std::string_view{} : text.substr(from, to - from);
}

Document::Document(std::string_view id, std::string_view kind, std::string_view lang, std::string_view author_role, std::string_view at, std::string_view body)
    : id_(id), kind_(kind), lang_(lang), author_role_(author_role), at_(at), body_(body) {
  marks_.reserve(body.size() / (kCodePointsPerMark * 2) + 1);
  for (std::size_t i = 0; i < body.size(); ++i) {
    if (!is_start(body[i])) continue;
    if (length_ % kCodePointsPerMark == 0) marks_.push_back(static_cast<std::uint32_t>(i));
    ++length_;
  }
}

std::size_t Document::byte_at(std::int64_t code_point) const {
  if (code_point >= length_) return body_.size();
  std::size_t i = marks_[static_cast<std::size_t>(code_point / kCodePointsPerMark)];
  for (std::int64_t left = code_point % kCodePointsPerMark; left > 0; --left) {
    ++i;
    while (i < body_.size() && !is_start(body_[i])) ++i;
  }
  return i;
}

std::string_view Document::quote(std::int64_t start, std::int64_t end) const {
  const auto from = byte_at(start), to = byte_at(end);
  return body_.substr(from, to - from);
}

}  // namespace amends::sdk
