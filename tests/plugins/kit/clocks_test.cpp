#include "kit/clocks.hpp"

#include <gtest/gtest.h>

namespace amends::kit {
namespace {

using sdk::Instant;

ClockView clock(std::optional<std::int64_t> due_us, std::optional<std::int64_t> met_us = {}) {
  const auto at = [](const std::optional<std::int64_t>& us) { return us ? std::optional(Instant{*us}) : std::nullopt; };
  return {.due = at(due_us), .met = at(met_us)};
}

TEST(Clocks, AreMissedFromTheirDueInstantOn) {
  EXPECT_FALSE(missed(clock(1'000), Instant{999}));
  EXPECT_TRUE(missed(clock(1'000), Instant{1'000}));
  EXPECT_FALSE(missed(clock({}), Instant{1'000})) << "a clock whose date is not known yet";
}

TEST(Clocks, AnAnswerAfterTheDateDoesNotMeetThem) {
  EXPECT_FALSE(missed(clock(1'000, 999), Instant{5'000}));
  EXPECT_TRUE(missed(clock(1'000, 1'000), Instant{5'000}));
}

TEST(Clocks, TheFirstMissedOneIsNamedAndNoneWithoutATime) {
  const std::vector<ClockView> clocks = {clock({}), clock(5'000), clock(1'000), clock(900)};
  EXPECT_EQ(first_missed(clocks, Instant{1'000}), 2u);
  EXPECT_EQ(first_missed(clocks, Instant{899}), std::nullopt);
  EXPECT_EQ(first_missed(clocks, std::nullopt), std::nullopt);
}

TEST(Clocks, TheEarliestDateOfThoseOnTheAnswerThatRunIsFound) {
  EXPECT_EQ(first_answer_due({clock({}), clock(5'000), clock(1'000, 500), clock(3'000)}), Instant{3'000});
  EXPECT_EQ(first_answer_due({clock(1'000, 500)}), std::nullopt);
  auto receipt = clock(1'000);
  receipt.acknowledges = true;
  EXPECT_EQ(first_answer_due({receipt, clock(3'000)}), Instant{3'000});
}

TEST(Clocks, AreReadFromTheRecord) {
  const auto record = sdk::parse_json(R"({"clocks": [{"kind": "acknowledge", "due_at": "1970-01-01T00:00:01Z"}, {"kind": "decide", "due_at": "1970-01-01T00:00:02Z", "met_at": "1970-01-01T00:00:01Z"}]})");
  const auto clocks = clocks_of(sdk::Reader(record));
  ASSERT_EQ(clocks.size(), 2u);
  EXPECT_EQ(clocks[0].due, Instant{1'000'000});
  EXPECT_FALSE(clocks[0].met);
  EXPECT_EQ(clocks[1].met, Instant{1'000'000});
  EXPECT_TRUE(clocks[0].acknowledges);
  EXPECT_FALSE(clocks[1].acknowledges);
}

}  // namespace
}  // namespace amends::kit
