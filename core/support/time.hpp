#pragma once
// Instants in UTC microseconds, and the clock that is passed to whoever needs the time. Civil dates and zones live in core/calendar.
#include <atomic>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "support/result.hpp"

namespace amends {

/// A point in time. Unit: microseconds since 1970-01-01T00:00:00Z. Range: years 0001 to 9999.
struct Instant {
  std::int64_t us = 0;
  friend auto operator<=>(const Instant&, const Instant&) = default;
};

/// RFC 3339 with any offset ("2026-03-02T09:00:00+08:00"), fraction of up to six digits. A date alone or a time without offset is refused.
/// Errors: `schema`.
[[nodiscard]] Result<Instant> parse_instant(std::string_view text);
/// "2026-03-02T01:00:00Z"; the fraction only when it is not zero, then six digits.
[[nodiscard]] std::string format_instant(Instant at);

/// Days since 1970-01-01 of a proleptic Gregorian date, and back.
[[nodiscard]] std::int64_t days_from_civil(std::int64_t year, unsigned month, unsigned day) noexcept;
struct CivilDay { std::int64_t year; unsigned month; unsigned day; };
[[nodiscard]] CivilDay civil_from_days(std::int64_t days) noexcept;

/// Where the time comes from. Thread: any.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() const = 0;
};

/// The machine's clock; never goes back within one object, even when the machine's does.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override;

 private:
  mutable std::atomic<std::int64_t> last_us_{0};
};

/// A clock that stands until it is moved: tests, `--now`, simulation.
class VirtualClock final : public Clock {
 public:
  explicit VirtualClock(Instant at) : us_(at.us) {}
  [[nodiscard]] Instant now() const override { return {us_.load()}; }
  void set(Instant at) { us_.store(at.us); }

 private:
  std::atomic<std::int64_t> us_;
};

}  // namespace amends
