// Nothing is looked at every second: what happens wakes who waits for it.
#include "runtime/wake_up.hpp"

#include <poll.h>

#include <thread>

#include "core/runtime/runtime_kit.hpp"

namespace amends::runtime::testing {
namespace {

bool readable(int descriptor, int wait_ms) {
  pollfd one{descriptor, POLLIN, 0};
  return ::poll(&one, 1, wait_ms) == 1;
}

constexpr int kGuardMs = 20'000;  // a test that would hang fails instead

TEST(WakeUp, OneThatComesBetweenTwoWaitsIsNotLost) {
  const auto wake = *WakeUp::make();
  EXPECT_FALSE(readable(wake.descriptor(), 0));
  wake.set();
  wake.set();
  EXPECT_TRUE(readable(wake.descriptor(), 0));
  wake.clear();
  EXPECT_FALSE(readable(wake.descriptor(), 0));
  std::thread other([&] { wake.set(); });
  EXPECT_TRUE(readable(wake.descriptor(), kGuardMs));
  other.join();
}

TEST(Alarm, RingsNotBeforeItsTimeAndNeverWithoutOne) {
  for (const auto of : {Alarm::Of::machine, Alarm::Of::another_clock}) {
    const auto alarm = *Alarm::make(of);
    const SystemClock clock;
    const auto now = clock.now();
    const Instant due{now.us + 30'000};
    alarm.set(due, now);
    EXPECT_FALSE(readable(alarm.descriptor(), 0));
    EXPECT_TRUE(readable(alarm.descriptor(), kGuardMs));
    EXPECT_GE(clock.now(), due);
    alarm.set(std::nullopt, now);
    EXPECT_FALSE(readable(alarm.descriptor(), 0)) << "what rang before does not ring again";
    alarm.set(Instant{now.us - 1}, now);
    EXPECT_TRUE(readable(alarm.descriptor(), kGuardMs)) << "a time that is past rings at once";
    alarm.set(Instant{0}, now);
    EXPECT_TRUE(readable(alarm.descriptor(), kGuardMs)) << "the first instant of all, too";
  }
}

TEST(Work, StopsAtACallAndAtADescriptorAndNotBefore) {
  Bench bench;
  ASSERT_TRUE(bench.open());
  std::atomic<bool> stop = false;
  std::atomic<int> asked = 0;
  const auto look = [&] {
    ++asked;
    return stop.load();
  };
  const auto stopped_by = [&](int stopping, const std::function<void()>& how) {
    stop = false;
    asked = 0;
    Result<void> done;
    std::thread working([&] { done = bench.runtime->work(look, stopping); });
    while (asked == 0) std::this_thread::yield();
    stop = true;
    how();
    working.join();
    EXPECT_TRUE(done) << done.error().text();
  };
  stopped_by(-1, [&] { bench.runtime->wake(); });
  const auto signal = *WakeUp::make();
  stopped_by(signal.descriptor(), [&] { signal.set(); });
}

TEST(Work, LooksOnlyWhenSomethingHappens) {
  Bench bench;
  bench.stages = {constant("test.one", {{"n", 1}})};
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - w: {message: go}\n  - a: {stage: test.one}\n"));
  std::atomic<bool> stop = false;
  std::atomic<int> asked = 0;
  Result<void> done;
  std::thread working([&] {
    done = bench.runtime->work([&] {
      ++asked;
      return stop.load();
    });
  });
  while (asked == 0) std::this_thread::yield();
  std::this_thread::sleep_for(std::chrono::milliseconds(500));  // its first round is over: it asks after each turn too
  const int rested = asked;
  std::this_thread::sleep_for(std::chrono::milliseconds(1'500));  // longer than the second of a program that looks
  EXPECT_EQ(asked, rested);
  ASSERT_TRUE(bench.runtime->submit("test", record()));
  while (asked == rested) std::this_thread::yield();
  stop = true;
  bench.runtime->wake();
  working.join();
  EXPECT_TRUE(done);
}

TEST(Work, FiresATimerThatAnotherThreadSetsOnTheMachinesClock) {
  Bench bench;
  const auto ran = constant("test.one", {{"n", 1}});
  bench.stages = {ran};
  bench.clock = nullptr;  // the machine's
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - w: {wait: 1s}\n  - a: {stage: test.one}\n"));
  std::atomic<bool> stop = false;
  Result<void> done;
  std::thread working([&] { done = bench.runtime->work([&] { return stop.load(); }); });
  auto submitted = bench.runtime->submit("test", record());
  ASSERT_TRUE(submitted) << submitted.error().text();
  const auto guard = std::chrono::steady_clock::now() + std::chrono::milliseconds(kGuardMs);
  while (bench.runtime->store()->case_row(submitted->case_id)->status != "finished" && std::chrono::steady_clock::now() < guard) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  stop = true;
  bench.runtime->wake();
  working.join();
  EXPECT_TRUE(done);
  EXPECT_EQ(ran->runs, 1);
  EXPECT_EQ(bench.faults(), 0);
}

}  // namespace
}  // namespace amends::runtime::testing
