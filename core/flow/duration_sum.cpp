#include "flow/duration_sum.hpp"

#include <algorithm>

namespace amends::flow {
namespace {

std::int64_t seconds_in(calendar::Unit unit) noexcept {
  switch (unit) {
    case calendar::Unit::hours: return 3600;
    case calendar::Unit::minutes: return 60;
    default: return 1;
  }
}

}  // namespace

std::optional<calendar::Duration> add(calendar::Duration left, calendar::Duration right) noexcept {
  auto unit = left.unit;
  std::int64_t count = 0;
  if (left.unit == right.unit) {
    count = left.count + right.count;
  } else if (calendar::is_elapsed(left.unit) && calendar::is_elapsed(right.unit)) {
    unit = seconds_in(left.unit) < seconds_in(right.unit) ? left.unit : right.unit;  // the finer one carries both
    count = left.count * (seconds_in(left.unit) / seconds_in(unit)) + right.count * (seconds_in(right.unit) / seconds_in(unit));
  } else {
    return std::nullopt;
  }
  if (count > calendar::count_max(unit)) return std::nullopt;
  return calendar::Duration{count, unit};
}

calendar::Duration doubled(calendar::Duration backoff, std::int32_t attempt) noexcept {
  const auto most = calendar::count_max(backoff.unit);
  auto count = backoff.count;
  for (std::int32_t i = 1; i < attempt && count < most && count > 0; ++i) count *= 2;
  return {std::min(count, most), backoff.unit};
}

}  // namespace amends::flow
