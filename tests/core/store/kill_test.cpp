// kill -9 of a process that appends: what it acknowledged is there afterwards, and the journal verifies.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <random>
#include <sstream>
#include <thread>

#include "core/store/store_testing.hpp"

namespace amends::store {
namespace {

using testing::case_name;
using testing::History;
using testing::TemporaryFolder;

constexpr int kRounds = 50;

/// In the child: two threads append until they are killed; each acknowledgement is one line in the pipe: case, seq, head.
[[noreturn]] void append_for_ever(const std::string& path, int round, int pipe) {
  auto opened = Store::open(path, {});
  if (!opened) ::_exit(3);
  const auto store = *std::move(opened);
  const auto work = [&](int t) {
    for (int i = 0;; ++i) {
      const auto id = case_name((round * 2 + t) * 10'000 + i);
      History history(id, static_cast<std::uint64_t>(i + 1));
      for (int k = 0; k < 3; ++k) {
        auto turn = history.turn(2, 200);
        if (!store->append_one(turn)) ::_exit(4);
        const std::string line = id + " " + std::to_string(history.seq()) + " " + hex(history.head()) + "\n";
        if (::write(pipe, line.data(), line.size()) != static_cast<ssize_t>(line.size())) ::_exit(5);  // under PIPE_BUF: one piece
      }
    }
  };
  std::thread second(work, 1);
  work(0);
  ::_exit(6);
}

TEST(Kill, AcknowledgedTurnsSurviveAKillAtAnyMoment) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  TemporaryFolder folder;
  const auto path = folder.file("k.db");
  std::map<std::string, std::pair<std::int64_t, std::string>> acknowledged;
  for (int round = 0; round < kRounds; ++round) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::close(ends[0]);
      append_for_ever(path, round, ends[1]);
    }
    ::close(ends[1]);
    // The moment: after some acknowledgements (none at all in the first rounds: while the file is made) and a stretch of busy waiting.
    std::string text;
    char buffer[4096];
    const auto wanted = round < 10 ? 0u : random() % 30;
    for (std::size_t lines = 0; lines < wanted;) {
      const auto n = ::read(ends[0], buffer, sizeof buffer);
      ASSERT_GT(n, 0) << "the child ended by itself in round " << round;
      text.append(buffer, static_cast<std::size_t>(n));
      lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    }
    const auto until = std::chrono::steady_clock::now() + std::chrono::microseconds(random() % (round < 10 ? 20'000 : 3'000));
    while (std::chrono::steady_clock::now() < until) {
    }
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the child ended by itself with " << WEXITSTATUS(status);
    for (ssize_t n = 0; (n = ::read(ends[0], buffer, sizeof buffer)) > 0;) text.append(buffer, static_cast<std::size_t>(n));
    ::close(ends[0]);
    std::istringstream lines(text);
    std::string id, head;
    std::int64_t seq = 0;
    while (lines >> id >> seq >> head) acknowledged[id] = {seq, head};

    const auto opened = Store::open(path, {});
    ASSERT_TRUE(opened) << opened.error().text();
    const auto& store = **opened;
    auto* reading = opened->get();
    EXPECT_GT(store.epoch(), round == 0 ? 0 : 1);
    for (const auto& [case_id, place] : acknowledged) {
      const auto events = reading->events(case_id, place.first - 1);
      ASSERT_TRUE(events) << case_id << " was acknowledged and is gone";
      ASSERT_FALSE(events->empty()) << case_id;
      EXPECT_EQ(hex(events->front().hash), place.second) << case_id;
    }
    const auto report = reading->verify({});
    ASSERT_TRUE(report) << report.error().text();
    ASSERT_EQ(report->faults_total, 0) << report->faults[0].what;
    ASSERT_GE(report->cases, static_cast<std::int64_t>(acknowledged.size()));
  }
  EXPECT_GT(acknowledged.size(), 50u);
}

}  // namespace
}  // namespace amends::store
