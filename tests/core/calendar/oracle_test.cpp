// Every rule of counting again, in the plainest way, over random calendars: dates by std::chrono, zones by their rule written out, working hours
// minute by minute. Shares no code with core/calendar but the types. The seed is printed; AMENDS_SEED gives one back.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <optional>
#include <random>
#include <set>

#include "calendar/distance.hpp"
#include "calendar/due.hpp"
#include "calendar/walk.hpp"
#include "core/calendar/fixtures.hpp"

namespace amends::calendar {
namespace {

using namespace fixtures;
namespace chrono = std::chrono;

constexpr int kFirstYear = 2023, kLastYear = 2027;
constexpr std::int64_t kMinute = 60'000'000, kDay = 1440 * kMinute;

enum class OracleZone { shanghai, new_york, utc };
constexpr OracleZone kZones[] = {OracleZone::shanghai, OracleZone::new_york, OracleZone::utc};
const char* name_of(OracleZone zone) { return zone == OracleZone::shanghai ? "Asia/Shanghai" : zone == OracleZone::new_york ? "America/New_York" : "Etc/UTC"; }

int year_of_day(int days) { return static_cast<int>(chrono::year_month_day(chrono::sys_days(chrono::days(days))).year()); }
int nth_sunday(int year, unsigned month, unsigned n) {
  return static_cast<int>(chrono::sys_days(chrono::year(year) / chrono::month(month) / chrono::Sunday[n]).time_since_epoch().count());
}
int floor_day(std::int64_t us) { return static_cast<int>(us >= 0 ? us / kDay : (us - kDay + 1) / kDay); }

/// Minutes east of Greenwich: US summer time from the second Sunday of March, 07:00Z, to the first of November, 06:00Z.
int offset_at(OracleZone zone, std::int64_t us) {
  if (zone == OracleZone::shanghai) return 480;
  if (zone == OracleZone::utc) return 0;
  const int year = year_of_day(floor_day(us));
  const std::int64_t from = nth_sunday(year, 3, 2) * kDay + 7 * 60 * kMinute, to = nth_sunday(year, 11, 1) * kDay + 6 * 60 * kMinute;
  return us >= from && us < to ? -240 : -300;
}
std::int64_t midnight(OracleZone zone, int day) {
  if (zone != OracleZone::new_york) return day * kDay - (zone == OracleZone::shanghai ? 480 : 0) * kMinute;
  const int year = year_of_day(day);
  const bool summer = day > nth_sunday(year, 3, 2) && day <= nth_sunday(year, 11, 1);
  return day * kDay + (summer ? 240 : 300) * kMinute;
}
int local_day(OracleZone zone, std::int64_t us) { return floor_day(us + offset_at(zone, us) * kMinute); }

struct OracleCalendar {
  std::set<int> weekend;   ///< 0 is Sunday
  std::set<int> holidays, working;
  std::vector<std::pair<int, int>> slots;
  std::optional<Calendar> built;

  [[nodiscard]] bool covers(int day) const { return year_of_day(day) >= kFirstYear && year_of_day(day) <= kLastYear; }
  [[nodiscard]] bool is_weekend(int day) const { return weekend.contains(static_cast<int>(chrono::weekday(chrono::sys_days(chrono::days(day))).c_encoding())); }
  [[nodiscard]] bool works(int day) const { return !holidays.contains(day) && (!is_weekend(day) || working.contains(day)); }
};

OracleCalendar random_calendar(std::mt19937_64& random) {
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  OracleCalendar out;
  for (int i = below(4); i > 0; --i) out.weekend.insert(below(7));
  const int first = static_cast<int>(chrono::sys_days(chrono::year(kFirstYear) / 1 / 1).time_since_epoch().count());
  const int last = static_cast<int>(chrono::sys_days(chrono::year(kLastYear) / 12 / 31).time_since_epoch().count());
  const int rarity = 8 + below(60);
  for (int day = first; day <= last; ++day) {
    if (below(rarity) == 0) {
      for (int length = 1 + below(8); length > 0 && day <= last; --length) out.holidays.insert(day++);
    } else if (out.is_weekend(day) && below(10) == 0) {
      out.working.insert(day);
    }
  }
  for (int year = kFirstYear; year <= kLastYear; ++year) {
    const int day = static_cast<int>(chrono::sys_days(chrono::year(year) / 7 / 15).time_since_epoch().count());
    out.holidays.insert(day);
    out.working.erase(day);
  }
  // Slots keep clear of the hours in which clocks change; a day round the clock has none to keep clear of.
  if (below(5) == 0) {
    out.slots = {{0, 1440}};
  } else {
    int minute = 360 + below(240);
    for (int i = 1 + below(3); i > 0; --i) {
      const int end = minute + 30 + below(180);
      out.slots.emplace_back(minute, end);
      minute = end + below(90);
    }
  }

  static constexpr const char* kNames[] = {"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};
  const auto date_text = [](int day) { return format_date(Date{day}); };
  const auto time_text = [](int minute) {
    char buffer[48];
    std::snprintf(buffer, sizeof buffer, "%02d:%02d", minute / 60, minute % 60);
    return std::string(buffer);
  };
  json::Object pack;
  pack["id"] = "calendar.random";
  pack["region"] = "XX";
  pack["zone"] = "UTC";
  pack["first_year"] = kFirstYear;
  pack["last_year"] = kLastYear;
  json::Array weekend, holidays, working, slots;
  for (const int day : out.weekend) weekend.emplace_back(kNames[day]);
  for (const int day : out.holidays) {
    json::Object row;
    row["date"] = date_text(day);
    row["name"] = json::bilingual("假日", "Day off");
    holidays.push_back(std::move(row));
  }
  for (const int day : out.working) working.emplace_back(date_text(day));
  for (const auto& [from, to] : out.slots) {
    json::Object row;
    row["from"] = time_text(from);
    row["to"] = time_text(to);
    slots.push_back(std::move(row));
  }
  pack["weekend"] = std::move(weekend);
  pack["holidays"] = std::move(holidays);
  pack["working"] = std::move(working);
  pack["hours"] = std::move(slots);
  out.built = value(Calendar::from_json(pack, [](std::string_view path) { return std::string(path); }));
  return out;
}

/// Pauses in whole minutes, in order, apart from each other.
using Spans = std::vector<std::pair<std::int64_t, std::int64_t>>;
bool stands_still_just_before(const Spans& pauses, std::int64_t us) {
  for (const auto& [from, to] : pauses) {
    if (from < us && us <= to) return true;
  }
  return false;
}

/// Nothing: the count touches a day outside the calendar.
std::optional<std::int64_t> oracle_due(const OracleCalendar& calendar, OracleZone zone, std::int64_t start, Duration duration, const Spans& pauses = {}) {
  const int first = local_day(zone, start);
  switch (duration.unit) {
    case Unit::seconds:
    case Unit::minutes:
    case Unit::hours: {
      const std::int64_t us = duration.count * (duration.unit == Unit::seconds ? 1'000'000 : duration.unit == Unit::minutes ? kMinute : 60 * kMinute);
      if (pauses.empty()) return start + us;
      std::int64_t at = start, left = us;
      while (left > 0) {
        at += kMinute;
        if (!stands_still_just_before(pauses, at)) left -= kMinute;
      }
      return at;
    }
    case Unit::working_hours: {
      std::int64_t left = duration.count * 60, at = start;
      while (true) {
        const int day = local_day(zone, at);
        if (!calendar.covers(day)) return std::nullopt;
        if (!calendar.works(day)) {
          at = midnight(zone, day + 1);
          continue;
        }
        const int minute = static_cast<int>((at + offset_at(zone, at) * kMinute - day * kDay) / kMinute);
        bool in_slot = false;
        for (const auto& [from, to] : calendar.slots) in_slot = in_slot || (minute >= from && minute < to);
        at += kMinute;
        if (in_slot && !stands_still_just_before(pauses, at) && --left == 0) return at;
      }
    }
    default: break;
  }
  int target = static_cast<int>(duration.count) * (duration.unit == Unit::weeks ? 7 : 1);
  if (duration.unit == Unit::months) {
    const chrono::year_month_day date(chrono::sys_days(chrono::days{first}));
    auto moved = date + chrono::months(duration.count);
    if (!moved.ok()) moved = moved.year() / moved.month() / chrono::last;
    target = static_cast<int>(chrono::sys_days(moved).time_since_epoch().count()) - first;
  }
  int day = first;
  while (target > 0) {
    ++day;
    if (duration.unit == Unit::working_days) {
      if (!calendar.covers(day)) return std::nullopt;
      if (!calendar.works(day)) continue;
    }
    if (!stands_still_just_before(pauses, midnight(zone, day + 1))) --target;
  }
  return midnight(zone, day + 1);
}

std::uint64_t test_seed() {
  const char* given = std::getenv("AMENDS_SEED");
  const std::uint64_t seed = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  std::printf("seed %llu (give it back with AMENDS_SEED)\n", static_cast<unsigned long long>(seed));
  return seed;
}

struct Case {
  OracleZone zone;
  std::int64_t start;
  Duration duration;
};

Case random_case(std::mt19937_64& random) {
  const auto below = [&](std::int64_t n) { return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n)); };
  static constexpr std::pair<Unit, int> kMost[] = {{Unit::seconds, 200'000}, {Unit::minutes, 10'000}, {Unit::hours, 400},    {Unit::working_hours, 16},
                                                   {Unit::working_days, 90}, {Unit::days, 120},       {Unit::weeks, 12}, {Unit::months, 14}};
  Case out;
  out.zone = kZones[below(3)];
  const auto [unit, most] = kMost[below(8)];
  out.duration = value(make_duration(1 + below(most), unit));
  // From a little before the first year to a little after the last, so that both edges are met; working hours walk by minutes, so on whole minutes.
  const std::int64_t first = midnight(OracleZone::utc, static_cast<int>(chrono::sys_days(chrono::year(kFirstYear) / 1 / 1).time_since_epoch().count()) - 5);
  const std::int64_t last = midnight(OracleZone::utc, static_cast<int>(chrono::sys_days(chrono::year(kLastYear) / 12 / 31).time_since_epoch().count()) + 5);
  out.start = first + below((last - first) / kMinute) * kMinute;
  if (unit != Unit::working_hours && below(2) == 0) out.start += below(kMinute);
  if (below(10) == 0) out.start = midnight(out.zone, local_day(out.zone, out.start)) + (below(3) - 1) * (unit == Unit::working_hours ? kMinute : 1);
  return out;
}

TEST(Oracle, AHundredThousandRandomDueDatesAgreeWithTheNaiveCount) {
  std::mt19937_64 random(test_seed());
  constexpr int kCalendars = 200, kCases = 500;
  int refused = 0;
  for (int c = 0; c < kCalendars; ++c) {
    const auto calendar = random_calendar(random);
    for (int i = 0; i < kCases; ++i) {
      const auto one = random_case(random);
      const auto expected = oracle_due(calendar, one.zone, one.start, one.duration);
      const auto zone_handle = zone(name_of(one.zone));
      const auto due = due_at(Instant{one.start}, one.duration, *calendar.built, zone_handle);
      const auto instant = due_instant(Instant{one.start}, one.duration, *calendar.built, zone_handle);
      const auto what = std::string(name_of(one.zone)) + " " + format_instant(Instant{one.start}) + " + " + format_duration(one.duration);
      ASSERT_EQ(due.has_value(), expected.has_value()) << what;
      ASSERT_EQ(instant.has_value(), expected.has_value()) << what;
      if (!expected) {
        ++refused;
        ASSERT_EQ(due.error().code, ErrorCode::pack_missing) << what;
        continue;
      }
      ASSERT_EQ(format_instant(due->at), format_instant(Instant{*expected})) << what;
      ASSERT_EQ(instant->us, *expected) << what;
      std::int64_t sum = 0;
      for (std::size_t line = 0; line < due->ledger.size(); ++line) {
        sum += due->ledger[line].counted;
        ASSERT_EQ(due->ledger[line].running, sum) << what;
        if (line == 0) continue;
        ASSERT_EQ(due->ledger[line].date, plus_days(due->ledger[line - 1].date, 1)) << what;
      }
      if (!ends_at_midnight(one.duration.unit)) {
        ASSERT_EQ(sum, time_us(one.duration)) << what;
      }
      if (one.duration.unit == Unit::working_days) {
        ASSERT_EQ(value(working_days_between(Instant{one.start}, due->at, *calendar.built, zone_handle)), one.duration.count) << what;
      }
      if (one.duration.unit == Unit::working_hours) {
        ASSERT_EQ(value(working_time_between(Instant{one.start}, due->at, *calendar.built, zone_handle)), time_us(one.duration)) << what;
        ASSERT_EQ(value(working_time_between(Instant{one.start}, value(warning_at(due->at, length("1wh"), *calendar.built, zone_handle)), *calendar.built, zone_handle)),
                  time_us(one.duration) - 60 * kMinute)
            << what;
      }
    }
  }
  EXPECT_GT(refused, 100) << "the edges of the calendars were met";
  EXPECT_LT(refused, kCalendars * kCases / 5);
}

TEST(Oracle, TenThousandRandomPausesAgreeWithTheNaiveCount) {
  std::mt19937_64 random(test_seed());
  const auto below = [&](std::int64_t n) { return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n)); };
  int compared = 0;
  for (int c = 0; c < 50; ++c) {
    const auto calendar = random_calendar(random);
    for (int i = 0; i < 200; ++i) {
      auto one = random_case(random);
      one.start -= one.start % kMinute;
      if (one.duration.unit == Unit::seconds) one.duration = value(make_duration(60 * (1 + below(2000)), Unit::seconds));
      Spans spans;
      std::vector<Pause> pauses;
      std::int64_t at = one.start - 600 * kMinute;
      for (std::int64_t n = 1 + below(4); n > 0; --n) {
        const std::int64_t from = at + (1 + below(4000)) * kMinute, to = from + (1 + below(6000)) * kMinute;
        spans.emplace_back(from, to);
        pauses.push_back({Instant{from}, Instant{to}, {"停", "stop"}});
        at = to;
      }
      const auto expected = oracle_due(calendar, one.zone, one.start, one.duration, spans);
      const auto zone_handle = zone(name_of(one.zone));
      std::vector<LedgerLine> ledger;
      const auto due = walk(Instant{one.start}, {&one.duration, 1}, pauses, *calendar.built, zone_handle, &ledger);
      const auto plain = walk(Instant{one.start}, {&one.duration, 1}, pauses, *calendar.built, zone_handle, nullptr);
      const auto what = std::string(name_of(one.zone)) + " " + format_instant(Instant{one.start}) + " + " + format_duration(one.duration);
      ASSERT_EQ(due.has_value(), expected.has_value()) << what;
      if (!expected) continue;
      ++compared;
      ASSERT_EQ(format_instant(*due), format_instant(Instant{*expected})) << what;
      ASSERT_EQ(plain->us, due->us) << what;
      const auto used = value(consumed(Instant{one.start}, *due, one.duration.unit, pauses, *calendar.built, zone_handle));
      ASSERT_EQ(used, ledger.back().running) << what;
      if (!ends_at_midnight(one.duration.unit)) {
        ASSERT_EQ(used, time_us(one.duration)) << what;
      }
    }
  }
  EXPECT_GT(compared, 8000);
}

}  // namespace
}  // namespace amends::calendar
