#include "calendar/stopwatch.hpp"

#include <gtest/gtest.h>

#include "core/calendar/fixtures.hpp"

namespace amends::calendar {
namespace {

using namespace fixtures;

constexpr std::int64_t kHour = 3'600'000'000;
constexpr const char* kStart = "2026-03-02T09:00:00+08:00";  // a Monday

StopwatchEvent paused(std::string_view when, std::string reason = "customer_asked") { return {StopwatchEventKind::paused, at(when), std::move(reason), "li"}; }
StopwatchEvent resumed(std::string_view when, std::string reason = "customer_spoke") { return {StopwatchEventKind::resumed, at(when), std::move(reason), "li"}; }
StopwatchEvent stopped(std::string_view when) { return {StopwatchEventKind::stopped, at(when), "", "li"}; }

Result<Stopwatch> compute(std::string_view budget, const std::vector<StopwatchEvent>& events, std::string_view now) {
  return Stopwatch::compute(length(budget), at(kStart), events, china(), kShanghai, at(now));
}
std::string due_of(const Stopwatch& stopwatch) { return format_due(stopwatch.due.at, zone(kShanghai)); }

TEST(Stopwatch, CountsWorkingHoursAndSaysSinceWhenItRuns) {
  const auto watch = value(compute("12wh", {}, "2026-03-02T12:00:00+08:00"));
  EXPECT_EQ(watch.consumed, 3 * kHour);
  EXPECT_EQ(watch.running_since, at(kStart));
  EXPECT_EQ(watch.state, StopwatchState::running);
  EXPECT_EQ(due_of(watch), "2026-03-03 13:00 (Asia/Shanghai)");
}

TEST(Stopwatch, APauseSavesTheBudget) {
  const std::vector<StopwatchEvent> events = {paused("2026-03-02T12:00:00+08:00"), resumed("2026-03-04T16:00:00+08:00")};
  const auto waiting = value(compute("8wh", {events[0]}, "2026-03-03T10:00:00+08:00"));
  EXPECT_EQ(waiting.state, StopwatchState::paused);
  EXPECT_FALSE(waiting.running_since);
  EXPECT_EQ(waiting.consumed, 3 * kHour);
  const auto running = value(compute("8wh", events, "2026-03-04T17:30:00+08:00"));
  EXPECT_EQ(running.state, StopwatchState::running);
  EXPECT_EQ(running.running_since, at("2026-03-04T16:00:00+08:00"));
  EXPECT_EQ(running.consumed, 4 * kHour);
  EXPECT_EQ(due_of(running), "2026-03-05 13:00 (Asia/Shanghai)");
  EXPECT_EQ(running.due.ledger[1].kind, LineKind::suspended);
}

TEST(Stopwatch, AnEmptyPauseChangesNothing) {
  const std::vector<StopwatchEvent> events = {paused("2026-03-02T12:00:00+08:00"), resumed("2026-03-02T12:00:00+08:00")};
  const auto watch = value(compute("8wh", events, "2026-03-02T13:00:00+08:00"));
  EXPECT_EQ(watch.consumed, 4 * kHour);
  EXPECT_EQ(due_of(watch), "2026-03-02 17:00 (Asia/Shanghai)");
}

TEST(Stopwatch, ElapsedTimePausesToo) {
  const auto watch = value(compute("24h", {paused("2026-03-02T10:00:00+08:00"), resumed("2026-03-05T10:00:00+08:00")}, "2026-03-05T12:00:00+08:00"));
  EXPECT_EQ(watch.consumed, 3 * kHour);
  EXPECT_EQ(due_of(watch), "2026-03-06 09:00 (Asia/Shanghai)");
}

TEST(Stopwatch, DaysCountWhenTheirEndIsReachedRunning) {
  const auto watch = value(compute("3wd", {paused("2026-03-03T10:00:00+08:00"), resumed("2026-03-05T08:00:00+08:00")}, "2026-03-06T00:00:00+08:00"));
  EXPECT_EQ(watch.consumed, 1) << "the 5th; the 3rd and 4th ended in the pause";
  EXPECT_EQ(watch.measure, Measure::days);
  EXPECT_EQ(due_of(watch), "2026-03-09 24:00 (Asia/Shanghai)");
  EXPECT_EQ(value(compute("3wd", {}, "2026-03-03T23:59:59+08:00")).consumed, 0);
  EXPECT_EQ(value(compute("3wd", {}, "2026-03-04T00:00:00+08:00")).consumed, 1);
}

TEST(Stopwatch, IsExceededAtTheVeryInstantTheBudgetRunsOut) {
  EXPECT_EQ(value(compute("2wh", {}, "2026-03-02T10:59:59.999999+08:00")).state, StopwatchState::running);
  EXPECT_EQ(value(compute("2wh", {}, "2026-03-02T11:00:00+08:00")).state, StopwatchState::exceeded);
  EXPECT_EQ(value(compute("2wh", {stopped("2026-03-02T10:59:59+08:00")}, "2026-03-09T11:00:00+08:00")).state, StopwatchState::stopped);
  EXPECT_EQ(value(compute("2wh", {stopped("2026-03-02T11:00:00+08:00")}, "2026-03-09T11:00:00+08:00")).state, StopwatchState::exceeded);
  EXPECT_EQ(value(compute("2wh", {paused("2026-03-02T12:00:00+08:00")}, "2026-03-09T11:00:00+08:00")).state, StopwatchState::exceeded) << "it ran out before the pause";
}

TEST(Stopwatch, RefusesWhatMakesNoSense) {
  const auto code = [](const std::vector<StopwatchEvent>& events) { return compute("8wh", events, "2026-03-09T11:00:00+08:00").error().code; };
  EXPECT_EQ(code({paused("2026-03-02T12:00:00+08:00", "")}), ErrorCode::refused);
  EXPECT_EQ(code({paused("2026-03-02T12:00:00+08:00"), paused("2026-03-02T13:00:00+08:00")}), ErrorCode::refused);
  EXPECT_EQ(code({resumed("2026-03-02T12:00:00+08:00")}), ErrorCode::refused);
  EXPECT_EQ(code({stopped("2026-03-02T12:00:00+08:00"), paused("2026-03-02T13:00:00+08:00")}), ErrorCode::refused);
  EXPECT_EQ(code({paused("2026-03-02T12:00:00+08:00"), resumed("2026-03-02T11:00:00+08:00")}), ErrorCode::state);
  EXPECT_EQ(code({paused("2026-03-02T08:59:59+08:00")}), ErrorCode::state);
  EXPECT_EQ(code({paused("2026-03-09T11:00:01+08:00")}), ErrorCode::state);
}

TEST(Stopwatch, HasAJsonForm) {
  const auto out = to_json(value(compute("8wh", {paused("2026-03-02T12:00:00+08:00")}, "2026-03-03T10:00:00+08:00")));
  EXPECT_EQ(json::text_at(out, "budget"), "8wh");
  EXPECT_EQ(json::integer_at(out, "consumed"), 3 * kHour);
  EXPECT_EQ(json::text_at(out, "measure"), "us");
  EXPECT_TRUE(json::is_null(json::find(out, "running_since")));
  EXPECT_EQ(json::text_at(out, "state"), "paused");
}

}  // namespace
}  // namespace amends::calendar
