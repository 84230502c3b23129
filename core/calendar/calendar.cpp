#include "calendar/calendar.hpp"

#include <array>
#include <cstdio>
#include <limits>
#include <utility>

#include "support/hash.hpp"

namespace amends::calendar {
namespace {

/// "09:30" or "24:00" as minutes; -1 for anything else.
std::int32_t minute_of(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return -1;
  for (const std::size_t i : {0u, 1u, 3u, 4u}) {
    if (text[i] < '0' || text[i] > '9') return -1;
  }
  const std::int32_t hour = (text[0] - '0') * 10 + (text[1] - '0'), minute = (text[3] - '0') * 10 + (text[4] - '0');
  if (minute > 59 || hour * 60 + minute > 1440) return -1;
  return hour * 60 + minute;
}

Result<std::vector<Slot>> read_slots(const Reader& row, std::string_view key) {
  AMENDS_TRY(const auto* list, row.list(key));
  std::vector<Slot> slots;
  if (!list) return slots;
  if (list->empty() || list->size() > kSlotsMax) return row.invalid(key, "'" + std::string(key) + "' needs 1 to 24 slots; a day without working time is a holiday");
  for (std::size_t i = 0; i < list->size(); ++i) {
    AMENDS_TRY(const auto slot, Reader::of((*list)[i], row.place(), row.path(key) + "." + std::to_string(i)));
    AMENDS_CHECK(slot.only({"from", "to"}));
    AMENDS_TRY(const auto from, slot.text("from"));
    AMENDS_TRY(const auto to, slot.text("to"));
    const Slot read{minute_of(from), minute_of(to)};
    if (read.from_minute < 0 || read.to_minute < 0) return slot.invalid("", "a slot is written {from: \"09:00\", to: \"17:00\"}, at the latest to \"24:00\"");
    if (read.from_minute >= read.to_minute) return slot.invalid("", "the slot " + from + "-" + to + " ends before it begins; working time over midnight is two slots of two days");
    if (!slots.empty() && read.from_minute < slots.back().to_minute) return slot.invalid("", "the slots of a day must follow each other without overlap");
    slots.push_back(read);
  }
  return slots;
}

constexpr std::array<std::string_view, 7> kWeekdayKeys = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

}  // namespace

Result<Calendar> Calendar::from_document(const yaml::Document& pack, std::string hash) {
  return from_json(pack.value, [&](std::string_view path) { return pack.place(path); }, std::move(hash));
}

Result<Calendar> Calendar::from_json(const json::Value& value, const PlaceOf& place, std::string hash) {
  AMENDS_TRY(const auto pack, Reader::of(value, place, ""));
  AMENDS_CHECK(pack.only({"pack", "lang", "version", "licence", "authored_by", "reviewed_by", "valid_from", "verify", "sources", "note", "title", "id", "region",
                          "zone", "first_year", "last_year", "weekend", "hours", "date_hours", "holidays", "working"}));
  Calendar calendar;
  AMENDS_TRY(calendar.id_, pack.text("id"));
  AMENDS_TRY(calendar.region_, pack.text("region"));
  AMENDS_TRY(calendar.zone_, pack.text("zone"));
  calendar.file_ = place("");
  calendar.hash_ = hash.empty() ? content_hash(json::canonical(value)) : std::move(hash);

  AMENDS_TRY(const auto first_year, pack.integer("first_year"));
  AMENDS_TRY(const auto last_year, pack.integer("last_year"));
  if (first_year < 1 || last_year > 9999 || first_year > last_year) return pack.invalid("first_year", "the years must run from first_year to last_year, within 1 and 9999");
  if (last_year - first_year >= kYearsMax) return pack.invalid("last_year", "a calendar covers at most 200 years");
  AMENDS_TRY(calendar.first_, make_date(first_year, 1, 1));
  AMENDS_TRY(calendar.last_, make_date(last_year, 12, 31));
  calendar.days_.resize(static_cast<std::size_t>(calendar.last_.days - calendar.first_.days + 1));

  AMENDS_TRY(auto hours, read_slots(pack, "hours"));
  if (hours.empty()) hours = {Slot{9 * 60, 17 * 60}};  // catalogue 0.1: 09:00-17:00 where the pack names no hours
  calendar.hours_.push_back(std::move(hours));
  AMENDS_CHECK(calendar.read_weekend(pack));
  AMENDS_CHECK(calendar.read_holidays(pack));
  AMENDS_CHECK(calendar.read_working(pack));
  AMENDS_CHECK(calendar.read_date_hours(pack));
  return calendar;
}

Result<Calendar::Day*> Calendar::day_at(const Reader& row, std::string_view key, Date date) {
  if (!covers(date)) {
    return row.invalid(key, format_date(date) + " is outside the years " + std::to_string(year_of(first_)) + " to " + std::to_string(year_of(last_)) + " of this calendar");
  }
  return &days_[static_cast<std::size_t>(date.days - first_.days)];
}

Result<void> Calendar::read_weekend(const Reader& pack) {
  AMENDS_TRY(const auto* list, pack.list("weekend"));
  if (!list) return pack.invalid("weekend", "'weekend' is missing; list the days, for example [saturday, sunday], or [] where there is none");
  std::array<bool, 7> free{};
  for (std::size_t i = 0; i < list->size(); ++i) {
    const auto name = json::text_or(&(*list)[i], {});
    std::size_t day = 0;
    while (day < 7 && kWeekdayKeys[day] != name) ++day;
    if (day == 7) return pack.invalid("weekend." + std::to_string(i), "a weekend day is one of monday, tuesday, wednesday, thursday, friday, saturday, sunday");
    free[day] = true;
  }
  for (std::size_t i = 0; i < days_.size(); ++i) {
    const Date date = plus_days(first_, static_cast<std::int32_t>(i));
    days_[i].kind = free[static_cast<std::size_t>(weekday_of(date))] ? DayKind::weekend : DayKind::working;
  }
  return {};
}

Result<void> Calendar::read_holidays(const Reader& pack) {
  AMENDS_TRY(const auto* list, pack.list("holidays"));
  if (!list) return pack.invalid("holidays", "'holidays' is missing; list them, or write [] where there is none");
  std::vector<bool> has_holiday(static_cast<std::size_t>(year_of(last_) - year_of(first_) + 1));
  for (std::size_t i = 0; i < list->size(); ++i) {
    AMENDS_TRY(const auto row, Reader::of((*list)[i], pack.place(), "holidays." + std::to_string(i)));
    AMENDS_CHECK(row.only({"date", "name"}));
    AMENDS_TRY(const auto date, row.date("date"));
    if (!date) return row.invalid("date", "a holiday needs its date");
    AMENDS_TRY(auto name, row.bilingual("name", true));
    AMENDS_TRY(auto* day, day_at(row, "date", *date));
    if (day->kind == DayKind::holiday) return row.invalid("date", format_date(*date) + " is listed twice; put both names into one row");
    day->kind = DayKind::holiday;
    std::size_t index = 1;
    while (index < names_.size() && !(names_[index] == name)) ++index;
    if (index == names_.size()) names_.push_back(std::move(name));
    if (index > std::numeric_limits<std::uint16_t>::max()) return row.invalid("name", "more than 65535 different holiday names");
    day->name = static_cast<std::uint16_t>(index);
    has_holiday[static_cast<std::size_t>(year_of(*date) - year_of(first_))] = true;
  }
  for (std::size_t i = 0; !list->empty() && i < has_holiday.size(); ++i) {
    if (!has_holiday[i]) {
      return pack.invalid("holidays", "the year " + std::to_string(year_of(first_) + static_cast<int>(i)) + " has no holiday, so its list was not entered yet; shorten last_year or add it");
    }
  }
  return {};
}

Result<void> Calendar::read_working(const Reader& pack) {
  AMENDS_TRY(const auto* list, pack.list("working"));
  if (!list) return {};
  for (std::size_t i = 0; i < list->size(); ++i) {
    const auto path = "working." + std::to_string(i);
    const auto& item = (*list)[i];
    Bilingual name;
    Date date;
    if (item.is_object()) {
      AMENDS_TRY(const auto row, Reader::of(item, pack.place(), path));
      AMENDS_CHECK(row.only({"date", "name"}));
      AMENDS_TRY(const auto given, row.date("date"));
      if (!given) return row.invalid("date", "a working day in lieu needs its date");
      date = *given;
      AMENDS_TRY(name, row.bilingual("name", true));
    } else {
      AMENDS_TRY(date, date_from(item, pack.place(), path));
    }
    AMENDS_TRY(auto* day, day_at(pack, path, date));
    if (day->kind != DayKind::weekend) {
      return pack.invalid(path, format_date(date) + (day->kind == DayKind::make_up ? " is listed twice" : " is no day of the weekend, or is a holiday; list only days that work although they are weekend"));
    }
    day->kind = DayKind::make_up;
    if (!name.zh.empty()) {
      std::size_t index = 1;
      while (index < names_.size() && !(names_[index] == name)) ++index;
      if (index == names_.size()) names_.push_back(std::move(name));
      if (index > std::numeric_limits<std::uint16_t>::max()) return pack.invalid(path, "more than 65535 different names");
      day->name = static_cast<std::uint16_t>(index);
    }
  }
  return {};
}

Result<void> Calendar::read_date_hours(const Reader& pack) {
  AMENDS_TRY(const auto* list, pack.list("date_hours"));
  if (!list) return {};
  for (std::size_t i = 0; i < list->size(); ++i) {
    AMENDS_TRY(const auto row, Reader::of((*list)[i], pack.place(), "date_hours." + std::to_string(i)));
    AMENDS_CHECK(row.only({"date", "hours"}));
    AMENDS_TRY(const auto date, row.date("date"));
    if (!date) return row.invalid("date", "hours of a single day need its date");
    AMENDS_TRY(auto* day, day_at(row, "date", *date));
    if (!works(*date)) return row.invalid("date", format_date(*date) + " is a free day; list it under 'working' too if it has working hours");
    if (day->hours != 0) return row.invalid("date", format_date(*date) + " is listed twice");
    AMENDS_TRY(auto slots, read_slots(row, "hours"));
    if (slots.empty()) return row.invalid("hours", "'hours' is missing; a day without working time is a holiday");
    if (hours_.size() > std::numeric_limits<std::uint16_t>::max()) return row.invalid("date", "more than 65535 days with hours of their own");
    day->hours = static_cast<std::uint16_t>(hours_.size());
    hours_.push_back(std::move(slots));
  }
  return {};
}

Error Calendar::missing(Date date) const {
  return fail(ErrorCode::pack_missing, "the calendar pack '" + id_ + "' covers " + format_date(first_) + " to " + format_date(last_) + " and says nothing about " +
                                           format_date(date) + "; install a newer version of the pack with that year's holidays", file_);
}

Result<bool> Calendar::is_working(Date date) const {
  if (!covers(date)) return missing(date);
  return works(date);
}

Result<DayReason> Calendar::why(Date date) const {
  if (!covers(date)) return missing(date);
  return DayReason{kind(date), reason(date)};
}

Result<std::span<const Slot>> Calendar::slots(Date date) const {
  if (!covers(date)) return missing(date);
  return working_time(date);
}

std::span<const Slot> Calendar::working_time(Date date) const noexcept {
  if (!works(date)) return {};
  return hours_[day(date).hours];
}

Bilingual Calendar::reason(Date date) const {
  const auto& entry = day(date);
  const auto weekday = weekday_of(date);
  const std::string zh(weekday_zh(weekday)), en(weekday_en(weekday));
  const auto& name = names_[entry.name];
  switch (entry.kind) {
    case DayKind::working: return {"工作日（" + zh + "）", "working day (" + en + ")"};
    case DayKind::weekend: return {"周末（" + zh + "）", "weekend (" + en + ")"};
    case DayKind::holiday: return {name.zh + "（" + zh + "）", name.en + " (" + en + ")"};
    case DayKind::make_up: break;
  }
  if (entry.name == 0) return {"调休上班（" + zh + "）", "working day in lieu (" + en + ")"};
  return {name.zh + "调休上班（" + zh + "）", "working day in lieu for " + name.en + " (" + en + ")"};
}

std::string format_slots(std::span<const Slot> slots) {
  std::string out;
  for (const auto& slot : slots) {
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, "%02d:%02d-%02d:%02d", slot.from_minute / 60, slot.from_minute % 60, slot.to_minute / 60, slot.to_minute % 60);
    if (!out.empty()) out += ", ";
    out += buffer;
  }
  return out;
}

}  // namespace amends::calendar
