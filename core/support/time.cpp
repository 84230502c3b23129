#include "support/time.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace amends {
namespace {

constexpr std::int64_t kUsPerSecond = 1'000'000;
constexpr std::int64_t kSecondsPerDay = 86'400;

/// Exactly `count` digits at `i`; moves `i`.
bool digits(std::string_view text, std::size_t& i, int count, int& out) {
  out = 0;
  for (int k = 0; k < count; ++k, ++i) {
    if (i >= text.size() || text[i] < '0' || text[i] > '9') return false;
    out = out * 10 + (text[i] - '0');
  }
  return true;
}

bool literal(std::string_view text, std::size_t& i, char c) {
  if (i >= text.size() || text[i] != c) return false;
  ++i;
  return true;
}

bool leap(int y) { return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0); }

int days_in_month(int y, int m) {
  static constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return m == 2 && leap(y) ? 29 : kDays[m - 1];
}

}  // namespace

// Howard Hinnant's published civil-calendar algorithms (chrono-Compatible Low-Level Date Algorithms).
std::int64_t days_from_civil(std::int64_t y, unsigned m, unsigned d) noexcept {
  y -= m <= 2;
  const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
  const auto yoe = static_cast<unsigned>(y - era * 400);
  const unsigned doy = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;
  const unsigned doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return era * 146097 + static_cast<std::int64_t>(doe) - 719468;
}

CivilDay civil_from_days(std::int64_t z) noexcept {
  z += 719468;
  const std::int64_t era = (z >= 0 ? z : z - 146096) / 146097;
  const auto doe = static_cast<unsigned>(z - era * 146097);
  const unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  const unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const unsigned mp = (5 * doy + 2) / 153;
  const unsigned month = mp < 10 ? mp + 3 : mp - 9;
  return {static_cast<std::int64_t>(yoe) + era * 400 + (month <= 2), month, doy - (153 * mp + 2) / 5 + 1};
}

Result<Instant> parse_instant(std::string_view text) {
  const auto bad = [&] {
    return fail(ErrorCode::schema, "'" + std::string(text) + "' is no instant; write it with its offset, for example 2026-03-02T09:00:00+08:00");
  };
  std::size_t i = 0;
  int year, month, day, hour, minute, second;
  if (!digits(text, i, 4, year) || !literal(text, i, '-') || !digits(text, i, 2, month) || !literal(text, i, '-') || !digits(text, i, 2, day)) return bad();
  if (i >= text.size() || (text[i] != 'T' && text[i] != 't' && text[i] != ' ')) return bad();
  ++i;
  if (!digits(text, i, 2, hour) || !literal(text, i, ':') || !digits(text, i, 2, minute) || !literal(text, i, ':') || !digits(text, i, 2, second)) return bad();
  std::int64_t fraction = 0;
  if (i < text.size() && text[i] == '.') {
    std::int64_t scale = kUsPerSecond;
    const auto first = ++i;
    for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i) {
      scale /= 10;
      if (scale == 0) return bad();
      fraction += scale * (text[i] - '0');
    }
    if (i == first) return bad();
  }
  int offset_minutes = 0;
  if (i < text.size() && (text[i] == 'Z' || text[i] == 'z')) {
    ++i;
  } else if (i < text.size() && (text[i] == '+' || text[i] == '-')) {
    const bool negative = text[i++] == '-';
    int h, m;
    if (!digits(text, i, 2, h) || !literal(text, i, ':') || !digits(text, i, 2, m) || h > 23 || m > 59) return bad();
    offset_minutes = (h * 60 + m) * (negative ? -1 : 1);
  } else {
    return bad();
  }
  if (i != text.size() || year < 1 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month) || hour > 23 || minute > 59 || second > 59) return bad();
  const std::int64_t seconds = days_from_civil(year, static_cast<unsigned>(month), static_cast<unsigned>(day)) * kSecondsPerDay + hour * 3600 + minute * 60 + second -
                               offset_minutes * 60;
  return Instant{seconds * kUsPerSecond + fraction};
}

std::string format_instant(Instant at) {
  std::int64_t seconds = at.us / kUsPerSecond, fraction = at.us % kUsPerSecond;
  if (fraction < 0) { fraction += kUsPerSecond; --seconds; }
  std::int64_t days = seconds / kSecondsPerDay, rest = seconds % kSecondsPerDay;
  if (rest < 0) { rest += kSecondsPerDay; --days; }
  const auto date = civil_from_days(days);
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%04lld-%02u-%02uT%02d:%02d:%02d", static_cast<long long>(date.year), date.month, date.day, static_cast<int>(rest / 3600),
                static_cast<int>(rest / 60 % 60), static_cast<int>(rest % 60));
  std::string out = buffer;
  if (fraction != 0) {
    std::snprintf(buffer, sizeof buffer, ".%06lld", static_cast<long long>(fraction));
    out += buffer;
  }
  return out + "Z";
}

Instant SystemClock::now() const {
  const auto wall = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  auto last = last_us_.load();
  while (last < wall && !last_us_.compare_exchange_weak(last, wall)) {
  }
  return {std::max<std::int64_t>(last, wall)};
}

}  // namespace amends
