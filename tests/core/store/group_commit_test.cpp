#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "core/store/store_testing.hpp"

namespace amends::store {
namespace {

using testing::case_name;
using testing::History;
using testing::TemporaryFolder;

TEST(GroupCommit, ManyThreadsLoseNothingAndKeepTheChain) {
  constexpr int kThreads = 8, kCases = 200;
  TemporaryFolder folder;
  {
    const auto store = *Store::open(folder.file("g.db"), {});
    std::vector<std::thread> threads;
    std::atomic<int> failed{0};
    for (int t = 0; t < kThreads; ++t)
      threads.emplace_back([&, t] {
        for (int i = 0; i < kCases; ++i) {
          History history(case_name(t * kCases + i), static_cast<std::uint64_t>(t * kCases + i));
          auto first = history.turn(2), second = history.turn(1);
          if (!store->append_one(first) || !store->append_one(second)) ++failed;
        }
      });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(failed, 0);
  }
  const auto store = *Store::open(folder.file("g.db"), {.read_only = true});
  const auto report = store->verify({});
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_EQ(report->cases, kThreads * kCases);
  EXPECT_EQ(report->events, kThreads * kCases * 3);
  EXPECT_EQ(report->faults_total, 0);
  // Grouping did happen: 8 threads wait on one disk.
  EXPECT_LT(report->commits, kThreads * kCases * 2);
}

TEST(GroupCommit, JobsAndLongCallsShareTheRole) {
  TemporaryFolder folder;
  const auto store = *Store::open(folder.file("g.db"), {.synchronous_full = false});
  History shared("SHARED-CASE");
  auto opened = shared.turn(1);
  ASSERT_TRUE(store->append_one(opened));
  std::atomic<int> failed{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t)
    threads.emplace_back([&, t] {
      std::vector<Turn> turns;  // each call is cut into three commits
      for (int i = 0; i < 250; ++i) turns.push_back(History(case_name(t * 1000 + i)).turn(1));
      for (const auto& result : store->append(turns))
        if (!result) ++failed;
    });
  threads.emplace_back([&] {
    for (int i = 0; i < 50; ++i)
      if (!store->count_attempt("SHARED-CASE")) ++failed;
  });
  threads.emplace_back([&] {
    for (int i = 0; i < 50; ++i)
      if (!store->put_blob("hash-" + std::to_string(i), "pack", "p", "bytes")) ++failed;
  });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(store->case_row("SHARED-CASE")->attempts, 50);
  EXPECT_EQ(store->blobs("pack")->size(), 50u);
  const auto report = store->verify({});
  EXPECT_EQ(report->cases, 751);
  EXPECT_EQ(report->faults_total, 0);
}

TEST(GroupCommit, RacingTurnsOfOneCaseHaveOneWinner) {
  TemporaryFolder folder;
  const auto store = *Store::open(folder.file("g.db"), {.synchronous_full = false});
  for (int round = 0; round < 20; ++round) {
    std::atomic<int> won{0}, taken{0};
    std::vector<std::thread> threads;
    for (std::uint64_t t = 0; t < 4; ++t)
      threads.emplace_back([&, t] {
        auto turn = History(case_name(round), t + 1).turn(1);
        const auto result = store->append_one(turn);
        if (result) ++won;
        else if (result.error().code == ErrorCode::already_exists) ++taken;
      });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(won, 1);
    EXPECT_EQ(taken, 3);
  }
  EXPECT_EQ(store->verify({})->faults_total, 0);
}

TEST(GroupCommit, ReadersSeeWholeTurnsWhileItIsWritten) {
  TemporaryFolder folder;
  const auto store = *Store::open(folder.file("g.db"), {.synchronous_full = false});
  History history("CASE-00001");
  auto opened = history.turn(3);
  ASSERT_TRUE(store->append_one(opened));
  const auto other = *Store::open(folder.file("g.db"), {.read_only = true});  // another opening, as another process would have
  std::atomic<bool> done{false};
  std::atomic<int> reads{0}, torn{0};
  std::vector<std::thread> readers;
  for (auto* from : {store.get(), other.get(), store.get()})
    readers.emplace_back([&, from] {
      do {
        const auto events = from->events("CASE-00001", 0);
        if (!events || events->size() % 3 != 0) ++torn;
        ++reads;
      } while (!done);
    });
  for (int i = 0; i < 300; ++i) {
    auto turn = history.turn(3);
    if (!store->append_one(turn)) ++torn;
  }
  done = true;
  for (auto& reader : readers) reader.join();
  EXPECT_EQ(torn, 0);
  EXPECT_GE(reads, 3);
  EXPECT_EQ(other->case_row("CASE-00001")->seq, 903);
}

}  // namespace
}  // namespace amends::store
