#pragma once
// What several calendar tests share: instants and durations from text, calendars from a few lines of YAML, and the shipped packs.
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <string_view>

#include "calendar/calendar.hpp"
#include "calendar/duration.hpp"
#include "calendar/zone.hpp"
#include "support/time.hpp"
#include "support/yaml.hpp"

namespace amends::calendar::fixtures {

template <class T>
T value(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().text());
  return *std::move(result);
}

inline Instant at(std::string_view text) { return value(parse_instant(text)); }
inline Date day(std::string_view text) { return value(parse_date(text)); }
inline Duration length(std::string_view text) { return value(parse_duration(text)); }
inline Zone zone(std::string_view name) { return value(Zone::find(name)); }

inline Result<Calendar> read_calendar(const std::string& text) {
  return Calendar::from_document(value(yaml::parse(text, "calendar.test.yaml")));
}

/// Monday to Friday, 2020 to 2030, without holidays; `extra` adds or replaces nothing but the keys it names.
inline Calendar plain_calendar(const std::string& extra = "hours: [{from: \"09:00\", to: \"17:00\"}]\nholidays: []\n") {
  return value(read_calendar("id: calendar.test\nregion: XX\nzone: Asia/Shanghai\nfirst_year: 2020\nlast_year: 2030\nweekend: [saturday, sunday]\n" + extra));
}

inline const Calendar& china() {
  static const Calendar calendar =
      value(Calendar::from_document(value(yaml::read_file(std::string(AMENDS_SOURCE_DIR) + "/workflows/packs/shipped/calendar.cn.yaml"))));
  return calendar;
}

inline const Calendar& united_states() {
  static const Calendar calendar =
      value(Calendar::from_document(value(yaml::read_file(std::string(AMENDS_SOURCE_DIR) + "/workflows/packs/shipped/calendar.us.yaml"))));
  return calendar;
}

/// A shipped calendar by its file's name: "hk" of calendar.hk.yaml.
inline Calendar shipped(const std::string& name) {
  return value(Calendar::from_document(value(yaml::read_file(std::string(AMENDS_SOURCE_DIR) + "/workflows/packs/shipped/calendar." + name + ".yaml"))));
}

inline constexpr std::string_view kShanghai = "Asia/Shanghai";
inline constexpr std::string_view kNewYork = "America/New_York";

}  // namespace amends::calendar::fixtures
