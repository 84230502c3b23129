#include "calendar/due.hpp"

#include "calendar/walk.hpp"

namespace amends::calendar {
namespace {

json::Object head(const Due& due) {
  json::Object out;
  out["due_at"] = format_instant(due.at);
  if (const auto zone = Zone::find(due.zone)) {
    out["local"] = format_due(due.at, *zone);
    out["text"] = to_json(describe_due(due.at, *zone));
  }
  out["zone"] = due.zone;
  json::Object calendar;
  calendar["id"] = due.calendar_id;
  calendar["hash"] = due.calendar_hash;
  out["calendar"] = std::move(calendar);
  return out;
}

}  // namespace

Result<Due> due_at(Instant start, Duration duration, const Calendar& calendar, const Zone& zone) {
  Due due;
  AMENDS_TRY(due.at, walk(start, {&duration, 1}, {}, calendar, zone, &due.ledger));
  due.zone = zone.name();
  due.calendar_id = calendar.id();
  due.calendar_hash = calendar.hash();
  return due;
}

Result<Due> due_at(Instant start, Duration duration, const Calendar& calendar, std::string_view zone_name) {
  AMENDS_TRY(const auto zone, Zone::find(zone_name));
  return due_at(start, duration, calendar, zone);
}

Result<Instant> due_instant(Instant start, Duration duration, const Calendar& calendar, const Zone& zone) {
  return walk(start, {&duration, 1}, {}, calendar, zone, nullptr);
}

Result<Instant> due_instant(Instant start, Duration duration, const Calendar& calendar, std::string_view zone_name) {
  AMENDS_TRY(const auto zone, Zone::find(zone_name));
  return due_instant(start, duration, calendar, zone);
}

json::Value to_json(const Due& due) {
  auto out = head(due);
  out["ledger"] = to_json(std::span<const LedgerLine>(due.ledger));
  return out;
}

json::Value to_json_short(const Due& due) {
  auto out = head(due);
  json::Array runs;
  for (const auto& run : summarise(due.ledger)) runs.push_back(to_json(run));
  out["runs"] = std::move(runs);
  return out;
}

}  // namespace amends::calendar
