#pragma once
// IANA time zones from the machine's tzdata: local date and time of an instant, and back. The date library stays in zone.cpp.
// It reads the compiled zone files, whose daylight-saving changes are listed until 2037 and ignored after (HowardHinnant/date#794), so
// clocks are computed up to kZoneYearLast and refused beyond.
#include <cstdint>
#include <string>
#include <string_view>

#include "calendar/civil.hpp"
#include "support/result.hpp"
#include "support/time.hpp"

namespace date {
class time_zone;
}

namespace amends::calendar {

inline constexpr std::int64_t kDayUs = 86'400'000'000;  ///< a local day without a clock change
inline constexpr int kZoneYearLast = 2037;              ///< the last year whose clock changes the zone files list

/// Date and time of day as a wall clock in the zone shows them. Range of us_of_day: 0 to kDayUs (24:00 is the next day's 00:00).
struct LocalTime {
  Date date;
  std::int64_t us_of_day = 0;
  friend auto operator<=>(const LocalTime&, const LocalTime&) = default;
};

/// A zone of the machine's tzdata; a small handle, cheap to copy, valid for the life of the process. Thread: any.
class Zone {
 public:
  /// Errors: `not_found` for a name that tzdata does not have, `unavailable` when the machine has no usable tzdata; both name what to install.
  [[nodiscard]] static Result<Zone> find(std::string_view name);

  [[nodiscard]] std::string_view name() const noexcept;
  [[nodiscard]] LocalTime local(Instant at) const;
  [[nodiscard]] Date date(Instant at) const { return local(at).date; }
  /// A local time that the clock skips (spring) is the first instant after the gap; one that it shows twice (autumn) is the first of the two.
  [[nodiscard]] Instant instant(LocalTime local) const;
  /// The first instant of a local day: midnight, or the end of the gap where midnight does not exist.
  [[nodiscard]] Instant day_start(Date date) const;
  /// Seconds east of Greenwich at an instant.
  [[nodiscard]] std::int32_t offset_seconds(Instant at) const;
  /// True when the wall clock shows the time of this instant twice.
  [[nodiscard]] bool shown_twice(Instant at) const;

  /// The zone in one word, for values that must stay small; valid for the life of the process, never nullptr.
  [[nodiscard]] const ::date::time_zone* handle() const noexcept { return zone_; }
  [[nodiscard]] static Zone of(const ::date::time_zone* handle) noexcept { return Zone(handle); }

 private:
  explicit Zone(const ::date::time_zone* zone) noexcept : zone_(zone) {}
  const ::date::time_zone* zone_;  ///< owned by the date library for the life of the process
};

/// "2026-03-17 14:05 (Asia/Shanghai)"; seconds only when they are not zero, the offset from UTC where the wall clock shows the time twice.
[[nodiscard]] std::string format_local(Instant at, const Zone& zone);
/// The same for a due instant: a local midnight is shown as the end of the day before, "2026-03-17 24:00 (Asia/Shanghai)".
[[nodiscard]] std::string format_due(Instant at, const Zone& zone);

/// For letters and pages: "2026年3月17日 14:05（北京时间）" and "17 March 2026, 14:05 (Asia/Shanghai)".
[[nodiscard]] Bilingual describe_local(Instant at, const Zone& zone);
/// The same for a due instant: "2026年3月17日 24:00（北京时间）" and "end of 17 March 2026 (Asia/Shanghai)".
[[nodiscard]] Bilingual describe_due(Instant at, const Zone& zone);
/// "2026年3月17日" and "17 March 2026".
[[nodiscard]] Bilingual describe_date(Date date);

}  // namespace amends::calendar
