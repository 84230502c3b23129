#include "calendar/zone.hpp"

#include <date/tz.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace amends::calendar {
namespace {

using std::chrono::microseconds;
using SysTime = date::sys_time<microseconds>;
using LocalPoint = date::local_time<microseconds>;

SysTime sys_of(Instant at) { return SysTime{microseconds{at.us}}; }
LocalPoint point_of(LocalTime local) { return LocalPoint{microseconds{local.date.days * kDayUs + local.us_of_day}}; }

/// True when the zone's clock changes in kZoneYearLast are in the compiled file.
bool lists_last_year(const char* name) {
  const auto* zone = date::locate_zone(name);
  const date::sys_days middle = date::year{kZoneYearLast} / 7 / 1;
  return zone->get_info(middle).end < date::sys_days{date::year{kZoneYearLast + 1} / 1 / 1};
}

/// Zone files may be compiled "slim": only a rule at the end of the file carries the future, and the date library does not read it
/// (HowardHinnant/date#760). Every daylight-saving zone would then be an hour wrong for half of each year. Three jurisdictions that do not decide
/// together are asked, so that one of them giving up summer time does not look like a slim file.
bool zone_files_are_complete() {
  static const bool complete = lists_last_year("America/New_York") || lists_last_year("Europe/London") || lists_last_year("Australia/Sydney");
  return complete;
}

std::string time_of_day(std::int64_t us_of_day) {
  const std::int64_t seconds = us_of_day / 1'000'000;
  char buffer[48];
  if (seconds % 60 == 0) {
    std::snprintf(buffer, sizeof buffer, "%02d:%02d", static_cast<int>(seconds / 3600), static_cast<int>(seconds / 60 % 60));
  } else {
    std::snprintf(buffer, sizeof buffer, "%02d:%02d:%02d", static_cast<int>(seconds / 3600), static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
  }
  return buffer;
}

/// ", UTC-04:00" where the wall clock alone does not tell which of two instants is meant.
std::string offset_note(Instant at, const Zone& zone) {
  if (!zone.shown_twice(at)) return {};
  const int minutes = zone.offset_seconds(at) / 60;
  char buffer[48];
  std::snprintf(buffer, sizeof buffer, ", UTC%c%02d:%02d", minutes < 0 ? '-' : '+', std::abs(minutes) / 60, std::abs(minutes) % 60);
  return buffer;
}

/// The names that readers of Chinese use; other zones keep their IANA name.
std::string_view zone_zh(std::string_view name) {
  struct Row { std::string_view name, zh; };
  static constexpr Row kRows[] = {
      {"Asia/Shanghai", "北京时间"},        {"Asia/Urumqi", "乌鲁木齐时间"},       {"Asia/Hong_Kong", "香港时间"},         {"Asia/Macau", "澳门时间"},
      {"Asia/Taipei", "台北时间"},          {"Asia/Singapore", "新加坡时间"},      {"Asia/Tokyo", "东京时间"},             {"Europe/London", "伦敦时间"},
      {"America/New_York", "美国东部时间"}, {"America/Chicago", "美国中部时间"},   {"America/Denver", "美国山地时间"},     {"America/Los_Angeles", "美国太平洋时间"},
      {"UTC", "协调世界时"},                {"Etc/UTC", "协调世界时"},
  };
  for (const auto& row : kRows) {
    if (row.name == name) return row.zh;
  }
  return name;
}

/// The day that a due instant ends, when it is a local midnight.
bool ends_day(Instant at, const Zone& zone, Date& day) {
  day = zone.date(Instant{at.us - 1});
  return zone.day_start(plus_days(day, 1)) == at;
}

}  // namespace

Result<Zone> Zone::find(std::string_view name) {
  const date::time_zone* zone = nullptr;
  try {
    if (!zone_files_are_complete()) {
      return fail(ErrorCode::unavailable, "this machine's time zone files leave out the clock changes to come (compiled 'slim'); install the distribution's "
                                          "tzdata package, or compile the zone files with 'zic -b fat'", std::string(name));
    }
    zone = date::locate_zone(name);
  } catch (const std::exception&) {
    return fail(ErrorCode::not_found, "there is no time zone '" + std::string(name.substr(0, 80)) +
                                          "' on this machine; use an IANA name such as Asia/Shanghai, and install the package tzdata if the name is right");
  }
  return Zone(zone);
}

std::string_view Zone::name() const noexcept { return zone_->name(); }

LocalTime Zone::local(Instant at) const {
  const auto point = zone_->to_local(sys_of(at)).time_since_epoch().count();
  std::int64_t days = point / kDayUs, rest = point % kDayUs;
  if (rest < 0) { rest += kDayUs; --days; }
  return {Date{static_cast<std::int32_t>(days)}, rest};
}

Instant Zone::instant(LocalTime local) const {
  const auto point = point_of(local);
  const auto info = zone_->get_info(std::chrono::floor<std::chrono::seconds>(point));
  if (info.result == date::local_info::nonexistent) return {microseconds{info.first.end.time_since_epoch()}.count()};
  return {point.time_since_epoch().count() - microseconds{info.first.offset}.count()};
}

Instant Zone::day_start(Date date) const { return instant({date, 0}); }

std::int32_t Zone::offset_seconds(Instant at) const {
  return static_cast<std::int32_t>(zone_->get_info(std::chrono::floor<std::chrono::seconds>(sys_of(at))).offset.count());
}

bool Zone::shown_twice(Instant at) const {
  const auto point = std::chrono::floor<std::chrono::seconds>(point_of(local(at)));
  return zone_->get_info(point).result == date::local_info::ambiguous;
}

std::string format_local(Instant at, const Zone& zone) {
  const auto local = zone.local(at);
  return format_date(local.date) + " " + time_of_day(local.us_of_day) + " (" + std::string(zone.name()) + offset_note(at, zone) + ")";
}

std::string format_due(Instant at, const Zone& zone) {
  Date day;
  if (!ends_day(at, zone, day)) return format_local(at, zone);
  return format_date(day) + " 24:00 (" + std::string(zone.name()) + ")";
}

Bilingual describe_date(Date date) {
  static constexpr std::string_view kMonths[] = {"January", "February", "March",     "April",   "May",      "June",
                                                 "July",    "August",   "September", "October", "November", "December"};
  const auto civil = civil_from_days(date.days);
  const auto year = std::to_string(civil.year), month = std::to_string(civil.month), day = std::to_string(civil.day);
  return {year + "年" + month + "月" + day + "日", day + " " + std::string(kMonths[civil.month - 1]) + " " + year};
}

Bilingual describe_local(Instant at, const Zone& zone) {
  const auto local = zone.local(at);
  const auto date = describe_date(local.date);
  const auto time = time_of_day(local.us_of_day), note = offset_note(at, zone);
  return {date.zh + " " + time + "（" + std::string(zone_zh(zone.name())) + note + "）", date.en + ", " + time + " (" + std::string(zone.name()) + note + ")"};
}

Bilingual describe_due(Instant at, const Zone& zone) {
  Date day;
  if (!ends_day(at, zone, day)) return describe_local(at, zone);
  const auto date = describe_date(day);
  return {date.zh + " 24:00（" + std::string(zone_zh(zone.name())) + "）", "end of " + date.en + " (" + std::string(zone.name()) + ")"};
}

}  // namespace amends::calendar
