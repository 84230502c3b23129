// The committed due dates of vectors.yaml, checked by hand.
#include <gtest/gtest.h>

#include <set>

#include "calendar/due.hpp"
#include "core/calendar/fixtures.hpp"

namespace amends::calendar {
namespace {

using namespace fixtures;

TEST(Vectors, EachCommittedDueDateHolds) {
  const auto file = value(yaml::read_file(std::string(AMENDS_SOURCE_DIR) + "/tests/core/calendar/vectors.yaml"));
  const auto& rows = json::list_at(file.value, "rows");
  ASSERT_GE(rows.size(), 50u);
  std::set<std::string> ids;
  for (const auto& row : rows) {
    const std::string id(json::text_at(row, "id"));
    SCOPED_TRACE(id);
    EXPECT_TRUE(ids.insert(id).second);
    const auto& calendar = json::text_at(row, "calendar") == "cn" ? china() : united_states();
    const auto start = at(json::text_at(row, "start"));
    const auto duration = length(json::text_at(row, "length"));
    const auto zone_name = json::text_at(row, "zone");
    const auto due = due_at(start, duration, calendar, zone_name);
    const auto instant = due_instant(start, duration, calendar, zone_name);
    const auto error = json::text_at(row, "error");
    ASSERT_EQ(due.has_value(), error.empty()) << (due ? format_instant(due->at) : due.error().text());
    ASSERT_EQ(instant.has_value(), error.empty());
    if (due) {
      EXPECT_EQ(format_instant(due->at), format_instant(at(json::text_at(row, "due"))));
      EXPECT_EQ(instant->us, due->at.us);
    } else {
      EXPECT_EQ(code_name(due.error().code), error) << due.error().text();
      EXPECT_EQ(code_name(instant.error().code), error);
    }
  }
}

}  // namespace
}  // namespace amends::calendar
