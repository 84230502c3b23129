#pragma once
// A calendar of working days and working hours, made from a pack (`calendar.cn.yaml`) and never changed after. It answers for the years
// that its pack covers and for no other day: a guess beyond the published holidays would be a wrong deadline.
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "calendar/civil.hpp"
#include "calendar/reader.hpp"
#include "support/json.hpp"
#include "support/result.hpp"
#include "support/yaml.hpp"

namespace amends::calendar {

inline constexpr int kYearsMax = 200;         ///< years that one calendar may cover
inline constexpr std::size_t kSlotsMax = 24;  ///< slots of working time in one day

/// A slot of working time. Unit: minutes after local midnight, [from, to). Range: 0 to 1440. Where the wall clock shows an end of the slot twice in
/// the night of a clock change, the first time is meant; a part that the clock skips is no working time.
struct Slot {
  std::int32_t from_minute = 0;
  std::int32_t to_minute = 0;
  friend bool operator==(const Slot&, const Slot&) = default;
};

enum class DayKind : std::uint8_t {
  working,  ///< an ordinary working day
  make_up,  ///< works although it falls on a weekend (调休)
  weekend,
  holiday,
};

/// Why a day works or not.
struct DayReason {
  DayKind kind = DayKind::working;
  Bilingual text;  ///< one sentence part: "National Day (Thursday)"
};

/// Immutable; copies are independent. Thread: any.
class Calendar {
 public:
  /// Reads the pack. `hash` is the pack's content hash; when it is empty, the hash of the canonical JSON is kept.
  /// Errors: `pack_invalid` with the place: unknown key, date outside the years, twice the same date, a working date that is no weekend,
  /// overlapping slots, a covered year without any holiday while others have some (a list that ran out).
  [[nodiscard]] static Result<Calendar> from_json(const json::Value& pack, const PlaceOf& place, std::string hash = {});
  [[nodiscard]] static Result<Calendar> from_document(const yaml::Document& pack, std::string hash = {});

  [[nodiscard]] const std::string& id() const noexcept { return id_; }
  [[nodiscard]] const std::string& region() const noexcept { return region_; }
  [[nodiscard]] const std::string& zone() const noexcept { return zone_; }  ///< IANA name; the institution's own zone wins
  [[nodiscard]] const std::string& hash() const noexcept { return hash_; }  ///< "sha256:..." of the pack this was made from
  [[nodiscard]] Date first_date() const noexcept { return first_; }
  [[nodiscard]] Date last_date() const noexcept { return last_; }

  /// False for a day that the pack says nothing about.
  [[nodiscard]] bool covers(Date date) const noexcept { return date >= first_ && date <= last_; }
  /// Errors: `pack_missing`, naming pack and date.
  [[nodiscard]] Result<bool> is_working(Date date) const;
  [[nodiscard]] Result<DayReason> why(Date date) const;
  /// The working time of a day in order of time; empty on a free day. Valid as long as the calendar. Errors: `pack_missing`.
  [[nodiscard]] Result<std::span<const Slot>> slots(Date date) const;
  /// The error for a day outside the pack.
  [[nodiscard]] Error missing(Date date) const;

  /// The same without Result, for loops. Precondition: covers(date).
  [[nodiscard]] bool works(Date date) const noexcept { return day(date).kind == DayKind::working || day(date).kind == DayKind::make_up; }
  [[nodiscard]] DayKind kind(Date date) const noexcept { return day(date).kind; }
  [[nodiscard]] std::span<const Slot> working_time(Date date) const noexcept;
  [[nodiscard]] Bilingual reason(Date date) const;

 private:
  struct Day {
    DayKind kind = DayKind::working;
    std::uint16_t name = 0;   ///< index into names_; 0 is "no name"
    std::uint16_t hours = 0;  ///< index into hours_; 0 is the default
  };
  Calendar() = default;
  [[nodiscard]] const Day& day(Date date) const noexcept { return days_[static_cast<std::size_t>(date.days - first_.days)]; }
  [[nodiscard]] Result<Day*> day_at(const Reader& row, std::string_view key, Date date);
  [[nodiscard]] Result<void> read_weekend(const Reader& pack);
  [[nodiscard]] Result<void> read_holidays(const Reader& pack);
  [[nodiscard]] Result<void> read_working(const Reader& pack);
  [[nodiscard]] Result<void> read_date_hours(const Reader& pack);

  std::string id_, region_, zone_, hash_, file_;
  Date first_, last_;
  std::vector<Day> days_;  ///< one for each covered date
  std::vector<Bilingual> names_{Bilingual{}};
  std::vector<std::vector<Slot>> hours_;
};

/// "09:00-12:00, 13:00-17:00".
[[nodiscard]] std::string format_slots(std::span<const Slot> slots);

}  // namespace amends::calendar
