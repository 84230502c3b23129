// Who comes first when the engine works by itself, how many of a workflow in a time, how many acts at once, and how it stops.
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "core/runtime/runtime_kit.hpp"
#include "runtime/schedule.hpp"

namespace amends::runtime::testing {
namespace {

constexpr std::int64_t kSecondUs = 1'000'000;

flow::WorkUse rate(std::int32_t most, std::int64_t seconds) { return {5, most, {seconds, calendar::Unit::seconds}}; }

TEST(PlaceInLine, ADegreeOfPriorityCountsAsAMinuteOfWaiting) {
  const Instant due{1'000 * kSecondUs};
  EXPECT_EQ(place_in_line(due, {}, false), due);
  EXPECT_EQ(place_in_line(due, {9, 0, {}}, false).us, due.us - 4 * kPriorityStepUs);
  EXPECT_EQ(place_in_line(due, {0, 0, {}}, false).us, due.us + 5 * kPriorityStepUs);
  EXPECT_EQ(place_in_line(due, {0, 0, {}}, true), due) << "a legal clock never has a worse place than usual";
  EXPECT_LT(place_in_line(due, {0, 0, {}}, false), place_in_line({due.us + 9 * kPriorityStepUs + 1}, {9, 0, {}}, false)) << "nothing starves";
}

TEST(Schedule, ARateHoldsInEveryWindow) {
  Schedule schedule;
  const auto use = rate(3, 60);
  const auto at = [](std::int64_t seconds) { return Instant{seconds * kSecondUs}; };
  EXPECT_TRUE(schedule.may_begin("w", use, at(0)));
  EXPECT_TRUE(schedule.may_begin("w", use, at(10)));
  EXPECT_TRUE(schedule.may_begin("w", use, at(10)));
  EXPECT_FALSE(schedule.may_begin("w", use, at(59)));
  EXPECT_EQ(schedule.next_begin("w", use, at(59)), at(60));
  EXPECT_TRUE(schedule.may_begin("other", use, at(59))) << "each workflow has its own";
  EXPECT_TRUE(schedule.may_begin("w", use, at(60)));
  EXPECT_FALSE(schedule.may_begin("w", use, at(69)));
  EXPECT_TRUE(schedule.may_begin("w", use, at(70)));
  EXPECT_TRUE(schedule.may_begin("w", flow::WorkUse{}, at(70))) << "without a rate there is no limit";
}

class Working : public ::testing::Test {
 protected:
  Bench bench;
  std::vector<std::string> ran;
  std::atomic<bool> stop = false;

  void SetUp() override {
    for (const auto* id : {"x.low", "x.high", "x.mid"})
      bench.stages.push_back(stage(id, [this, id = std::string(id)](const json::Value& record, int) -> Result<json::Value> {
        ran.push_back(id + " " + std::string(json::text_at(record, "channel.ref")));
        if (stop_after != 0 && ran.size() == stop_after) stop = true;
        return json::Value(json::Object{{"result", json::Object{}}});
      }, {"text", "channel"}));
    ASSERT_TRUE(bench.open());
  }
  void deploy(const std::string& name, const std::string& work, const std::string& wait = "1h") {
    const auto path = bench.folder.file(name + ".yaml");
    ASSERT_TRUE(write_file(path, "workflow: " + name + "\nversion: 1.0.0\ntitle: {zh: 测试, en: Test}\n" + work + "steps:\n  - w: {wait: " + wait + "}\n  - a: {stage: x." + name + "}\n"));
    const auto done = bench.runtime->deploy(path);
    ASSERT_TRUE(done) << done.error().text();
  }
  /// A second apart, so that the due dates give the order.
  void submit(const std::string& workflow, const std::string& ref) {
    const auto done = bench.runtime->submit(workflow, record(ref));
    ASSERT_TRUE(done) << done.error().text();
    bench.pass(1);
  }
  std::size_t stop_after = 0;
};

TEST_F(Working, TheHigherPriorityComesFirstAndTheLowerOneDoesNotStarve) {
  deploy("low", "work: {priority: 0}\n");
  deploy("high", "work: {priority: 9}\n");
  submit("low", "l1");
  bench.pass(60);
  submit("high", "h1");
  submit("low", "l2");
  bench.pass(540);
  submit("high", "h2");
  bench.pass(7'200);
  ASSERT_TRUE(bench.runtime->fire_timers());
  EXPECT_EQ(ran, (std::vector<std::string>{"x.high h1", "x.low l1", "x.low l2", "x.high h2"})) << "l1 and l2 have waited nine minutes and more longer than h2, l1 only one longer than h1";
  EXPECT_EQ(bench.faults(), 0);
}

TEST_F(Working, OfOnePriorityTheOrderIsThatOfTheDueDates) {
  deploy("mid", "");
  for (const auto* ref : {"m1", "m2", "m3"}) submit("mid", ref);
  bench.pass(7'200);
  EXPECT_EQ(*bench.runtime->fire_timers(), 3);
  EXPECT_EQ(ran, (std::vector<std::string>{"x.mid m1", "x.mid m2", "x.mid m3"}));
}

TEST_F(Working, ARateHoldsBackWhatTheEngineBeginsAndNothingElse) {
  deploy("mid", "work: {rate: 2/10m}\nclocks:\n  decide: {kind: decide, from: channel.received_at, warn: [5d], on_breach: escalate, to: supervisor}\n", "30d");
  deploy("high", "", "30d");
  for (int i = 1; i <= 5; ++i) submit("mid", "m" + std::to_string(i));
  submit("high", "h1");
  bench.pass(40 * 86'400);
  ASSERT_TRUE(bench.runtime->fire_timers());
  EXPECT_EQ(ran, (std::vector<std::string>{"x.mid m1", "x.mid m2", "x.high h1"})) << "others pass by";
  std::int64_t breached = 0;
  store::CaseFilter all;
  const auto rows = bench.runtime->store()->cases(all);
  for (const auto& row : *rows) {
    const auto state = bench.state(row.id);
    for (const auto& clock : state.clocks()) breached += clock.state == "breached" ? 1 : 0;
  }
  EXPECT_EQ(breached, 5) << "legal clocks never wait";
  EXPECT_EQ(*bench.runtime->fire_timers(), 0);
  bench.pass(599);
  EXPECT_EQ(*bench.runtime->fire_timers(), 0);
  bench.pass(1);
  EXPECT_EQ(*bench.runtime->fire_timers(), 2);
  bench.pass(600);
  EXPECT_EQ(*bench.runtime->fire_timers(), 1);
  EXPECT_EQ(bench.faults(), 0);
}

TEST_F(Working, WhenItIsToldToStopTheRunningTurnIsTheLast) {
  deploy("mid", "");
  for (int i = 1; i <= 5; ++i) submit("mid", "m" + std::to_string(i));
  bench.pass(7'200);
  stop_after = 2;
  const auto done = bench.runtime->work([&] { return stop.load(); });
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_EQ(ran.size(), 2u);
  EXPECT_EQ(bench.faults(), 0);
  stop_after = 0;
  EXPECT_EQ(*bench.runtime->fire_timers(), 3) << "the others are there";
}

TEST_F(Working, ItWaitsForARateAndForNothingElse) {
  deploy("mid", "work: {rate: 1/1s}\n");
  for (int i = 1; i <= 3; ++i) submit("mid", "m" + std::to_string(i));
  bench.pass(7'200);
  stop_after = 3;
  // The clock of the bench stands still, so the rate never frees anything: a bystander moves it.
  std::thread bystander([&] {
    while (!stop) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      bench.pass(1);
      bench.runtime->wake();
    }
  });
  const auto done = bench.runtime->work([&] { return stop.load(); });
  stop = true;
  bystander.join();
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_EQ(ran, (std::vector<std::string>{"x.mid m1", "x.mid m2", "x.mid m3"}));
}

TEST(BackPressure, OneActMoreThanTheRuntimeWorksOnIsBusy) {
  Bench bench;
  std::mutex mutex;
  std::condition_variable changed;
  int inside = 0;
  bool leave = false;
  bench.stages = {stage("x.slow", [&](const json::Value&, int) -> Result<json::Value> {
    std::unique_lock lock(mutex);
    ++inside;
    changed.notify_all();
    changed.wait(lock, [&] { return leave; });
    return json::Value(json::Object{{"result", json::Object{}}});
  })};
  bench.acts_under_way_max = 2;
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - a: {stage: x.slow}\n"));
  std::vector<Result<Submitted>> done(2, fail(ErrorCode::internal, "not yet"));
  std::vector<std::thread> callers;
  for (std::size_t i = 0; i < 2; ++i) callers.emplace_back([&, i] { done[i] = bench.runtime->submit("test", record("b-" + std::to_string(i))); });
  {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return inside == 2; });
  }
  const auto refused = bench.runtime->submit("test", record("b-2"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::busy);
  EXPECT_NE(refused.error().text().find("works on 2 acts at a time"), std::string::npos) << refused.error().text();
  EXPECT_NE(refused.error().text().find("submit_many"), std::string::npos);
  {
    const std::lock_guard lock(mutex);
    leave = true;
  }
  changed.notify_all();
  for (auto& caller : callers) caller.join();
  for (const auto& one : done) EXPECT_TRUE(one) << one.error().text();
  EXPECT_TRUE(bench.runtime->submit("test", record("b-2"))) << "when one has ended there is room again";
  EXPECT_EQ(bench.faults(), 0);
}

TEST(BackPressure, ManyRecordsAreReadOnlyAsFastAsTheyAreStored) {
  Bench bench;
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - h: {human: {role: handler, form: free}}\n"));
  std::int64_t read = 0, stored = 0, most_ahead = 0;
  constexpr std::int64_t kRows = 2'000;
  const auto done = bench.runtime->submit_many(
      "test", [&]() -> std::optional<json::Value> {
        if (read == kRows) return std::nullopt;
        most_ahead = std::max(most_ahead, ++read - stored);
        return record("s-" + std::to_string(read));
      },
      [&](std::int64_t, const Submitted&) { ++stored; }, [](std::int64_t, const Error& error) { ADD_FAILURE() << error.text(); }, {});
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_EQ(stored, kRows);
  // Three groups are under way at a time (submit_many.cpp), whatever the source could give.
  EXPECT_LE(most_ahead, 3 * static_cast<std::int64_t>(store::kGroupTurnsMax));
  EXPECT_GT(most_ahead, static_cast<std::int64_t>(store::kGroupTurnsMax));
}

}  // namespace
}  // namespace amends::runtime::testing
