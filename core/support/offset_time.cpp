#include "support/offset_time.hpp"

#include <cstdio>

namespace amends {

std::string format_instant(Instant at, std::int32_t offset_s) {
  constexpr std::int64_t kMinuteUs = 60'000'000;
  const auto minutes = offset_s / 60;
  if (minutes == 0) return format_instant(at);
  auto out = format_instant(Instant{at.us + std::int64_t{minutes} * kMinuteUs});
  out.pop_back();  // the Z
  const auto size = minutes < 0 ? -minutes : minutes;
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%c%02d:%02d", minutes < 0 ? '-' : '+', size / 60, size % 60);
  return out + buffer;
}

}  // namespace amends
