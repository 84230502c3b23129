#include "expiry.hpp"

#include <chrono>

namespace amends::routing {

std::optional<std::int64_t> day_number(std::string_view date) noexcept {
  if (date.size() != 10 || date[4] != '-' || date[7] != '-') return std::nullopt;
  int parts[3] = {0, 0, 0};
  int part = 0;
  for (std::size_t i = 0; i < date.size(); ++i) {
    if (i == 4 || i == 7) {
      ++part;
      continue;
    }
    if (date[i] < '0' || date[i] > '9') return std::nullopt;
    parts[part] = parts[part] * 10 + (date[i] - '0');
  }
  const std::chrono::year_month_day day{std::chrono::year{parts[0]}, std::chrono::month{static_cast<unsigned>(parts[1])}, std::chrono::day{static_cast<unsigned>(parts[2])}};
  if (parts[0] < 1900 || !day.ok()) return std::nullopt;
  return std::chrono::sys_days(day).time_since_epoch().count();
}

}  // namespace amends::routing
