#include "amends_routing/routing/expiry.hpp"

#include <gtest/gtest.h>

namespace amends::routing {
namespace {

TEST(DayNumber, CountsFromTheFirstOfJanuary1970) {
  EXPECT_EQ(day_number("1970-01-01"), 0);
  EXPECT_EQ(day_number("1970-01-02"), 1);
  EXPECT_EQ(day_number("1969-12-31"), -1);
  EXPECT_EQ(*day_number("2026-03-02") - *day_number("2026-02-28"), 2);
  EXPECT_EQ(*day_number("2024-03-01") - *day_number("2024-02-28"), 2) << "a leap year";
}

TEST(DayNumber, RefusesWhatIsNoDate) {
  for (const auto* bad : {"", "2026-3-2", "2026-02-29", "2026-13-01", "2026-00-10", "2026-01-32", "2026/03/02", "2026-03-02T00:00:00Z", "1899-12-31", "+026-03-02", "2026-03-0x"})
    EXPECT_EQ(day_number(bad), std::nullopt) << bad;
  EXPECT_TRUE(day_number("1900-01-01"));
  EXPECT_TRUE(day_number("9999-12-31"));
}

}  // namespace
}  // namespace amends::routing
