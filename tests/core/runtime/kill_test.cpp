// The process is killed at random moments while it works; whatever it had acknowledged must be there, nothing twice, and every case must finish.
#include <sys/wait.h>

#include <csignal>
#include <cstdlib>
#include <map>
#include <random>
#include <set>

#include "core/runtime/lookups_kit.hpp"

namespace amends::runtime::testing {
namespace {

constexpr const char* kSteps =
    "  - a: {stage: test.one}\n  - b: {stage: test.two}\n  - w: {wait: 1s}\n  - h: {human: {role: handler, form: free, title: {zh: 办, en: Do}}}\n  - c: {stage: test.one}\n";

Bench make_bench(std::shared_ptr<VirtualClock> clock) {
  Bench bench;
  bench.stages = {constant("test.one", {{"n", 1}}), constant("test.two", {{"n", 2}})};
  bench.clock = std::move(clock);
  return bench;
}

/// Works until it is killed: submits, lets timers fire, answers. Says each acknowledgement as one byte record on the pipe.
[[noreturn]] void work(Bench& bench, int pipe, int first) {
  const auto say = [&](char what, const std::string& text) {
    const std::string line = what + text + "\n";
    if (::write(pipe, line.data(), line.size()) != static_cast<ssize_t>(line.size())) ::_exit(3);
  };
  if (!bench.open() || !bench.runtime->deploy(bench.folder.file("workflow.yaml")) || !bench.runtime->recover()) ::_exit(2);
  say('r', "ready");
  for (int i = first; i < first + 1'000'000; ++i) {
    auto submitted = bench.runtime->submit("test", record("k-" + std::to_string(i)));
    if (!submitted) ::_exit(4);
    say('s', submitted->case_id);
    bench.pass(2);
    if (!bench.runtime->fire_timers()) ::_exit(5);
    if (i % 2 == 0) {
      auto answered = bench.runtime->answer(submitted->case_id, "h#1", json::Object{{"n", i}}, {"li.na", "handler", ""});
      if (!answered) ::_exit(6);
      say('a', submitted->case_id);
    }
  }
  ::_exit(0);
}

void killed_at_random_moments(const char* head, int moments) {
  const auto* given = std::getenv("AMENDS_SEED");
  const auto seed = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  std::printf("seed %llu (give it back as AMENDS_SEED)\n", static_cast<unsigned long long>(seed));
  std::mt19937_64 random(seed);
  auto bench = make_bench(std::make_shared<VirtualClock>(*parse_instant(kMonday)));
  ASSERT_TRUE(write_file(bench.folder.file("workflow.yaml"), std::string("workflow: test\nversion: 1.0.0\ntitle: {zh: 测试, en: Test}\n") + head + "steps:\n" + kSteps));
  std::set<std::string> submitted, answered;
  for (int moment = 0; moment < moments; ++moment) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const auto child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::close(ends[0]);
      bench.pass(moment * 1000);
      work(bench, ends[1], moment * 1'000'000);
    }
    ::close(ends[1]);
    std::string heard;
    char buffer[4096];
    // From the moment it works: a few microseconds to some twenty turns.
    while (heard.find("ready\n") == std::string::npos) {
      const auto n = ::read(ends[0], buffer, sizeof buffer);
      if (n <= 0) break;
      heard.append(buffer, static_cast<std::size_t>(n));
    }
    ::usleep(static_cast<useconds_t>(random() % 60'000));
    ::kill(child, SIGKILL);
    for (auto n = ::read(ends[0], buffer, sizeof buffer); n > 0; n = ::read(ends[0], buffer, sizeof buffer)) heard.append(buffer, static_cast<std::size_t>(n));
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the child ended by itself with " << WEXITSTATUS(status);
    for (std::size_t at = 0; at < heard.size();) {
      const auto end = heard.find('\n', at);
      if (end == std::string::npos) break;  // a line that was cut was not acknowledged
      if (heard[at] == 's') submitted.insert(heard.substr(at + 1, end - at - 1));
      if (heard[at] == 'a') answered.insert(heard.substr(at + 1, end - at - 1));
      at = end + 1;
    }
  }
  bench.pass(static_cast<std::int64_t>(moments) * 2000);
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.runtime->deploy(bench.folder.file("workflow.yaml")));
  ASSERT_TRUE(bench.runtime->recover());
  bench.pass(10);  // a case that was cut before its wait began waits from now on
  ASSERT_TRUE(bench.runtime->fire_timers());
  EXPECT_EQ(bench.faults(), 0);
  for (const auto& id : submitted) ASSERT_TRUE(bench.runtime->store()->case_row(id)) << "an acknowledged case is gone: " << id;
  store::CaseFilter all;
  all.limit = 1'000'000;
  const auto rows = bench.runtime->store()->cases(all);
  ASSERT_TRUE(rows);
  std::set<std::string> refs;
  for (const auto& row : *rows) {
    EXPECT_TRUE(refs.insert(row.ref).second) << "twice: " << row.ref;
    if (row.status == "waiting") {
      EXPECT_FALSE(answered.contains(row.id)) << "an acknowledged answer is gone: " << row.id;
      const auto last = bench.runtime->answer(row.id, "h#1", json::Object{}, {"li.na", "handler", ""});
      ASSERT_TRUE(last) << row.id << ": " << last.error().text() << "\n" << [&] {
        std::string kinds;
        for (const auto& kind : bench.kinds(row.id)) kinds += kind + " ";
        return kinds;
      }();
    }
    EXPECT_EQ(bench.runtime->store()->case_row(row.id)->status, "finished") << row.id;
  }
  std::printf("%d kills, %zu cases submitted, %zu answers acknowledged, none lost\n", moments, submitted.size(), answered.size());
  EXPECT_GT(submitted.size(), 0u);
}

int moments_of(int short_form) { return std::getenv("AMENDS_LONG_TESTS") ? short_form * 25 : short_form; }

TEST(Killed, LosesNothingAcknowledgedAndFinishesEveryCaseCommittingByTurn) { killed_at_random_moments("", moments_of(100)); }
TEST(Killed, LosesNothingAcknowledgedAndFinishesEveryCaseCommittingByStep) { killed_at_random_moments("commit: step\n", moments_of(100)); }

/// Cases that count the like cases before them, in a process that is killed again and again. What was journalled must be what the stage saw and what was
/// committed then, whether the turn was cut and computed again or not.
void asking_while_killed(const std::string& head, int moments) {
  Bench bench;
  bench.stages = {lookups::classifier(), lookups::asker({"count_window"})};
  const auto workflow = bench.folder.file("workflow.yaml");
  ASSERT_TRUE(write_file(workflow, "workflow: test\nversion: 1.0.0\ntitle: {zh: 测试, en: Test}\n" + head + "steps:\n" + lookups::steps()));
  std::mt19937_64 random(20260302);
  for (int moment = 0; moment < moments; ++moment) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const auto child = ::fork();
    if (child == 0) {
      ::close(ends[0]);
      bench.entropy_seed = static_cast<std::uint64_t>(moment) + 1;  // or two processes would make the same case ids
      if (!bench.open() || !bench.runtime->deploy(workflow) || !bench.runtime->recover()) ::_exit(2);
      (void)!::write(ends[1], "r", 1);
      for (int i = moment * 1'000'000;; ++i)
        if (const auto taken = bench.runtime->submit("test", record("k-" + std::to_string(i))); !taken) {
          (void)std::fprintf(stderr, "%s\n", taken.error().text().c_str());
          ::_exit(4);
        }
    }
    ::close(ends[1]);
    char ready = 0;
    ASSERT_EQ(::read(ends[0], &ready, 1), 1);
    ::close(ends[0]);
    ::usleep(static_cast<useconds_t>(random() % 30'000));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the child ended by itself with " << WEXITSTATUS(status);
  }
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.runtime->deploy(workflow));
  ASSERT_TRUE(bench.runtime->recover());
  EXPECT_EQ(bench.faults(), 0);
  store::CaseFilter all;
  all.limit = 1'000'000;
  const auto rows = bench.runtime->store()->cases(all);
  ASSERT_TRUE(rows);
  ASSERT_GT(rows->size(), 1u);
  EXPECT_TRUE(bench.runtime->store()->without_lookup_keys("test")->empty());
  auto before = static_cast<std::int64_t>(rows->size());
  for (const auto& row : *rows) {  // the newest first
    --before;
    const auto kinds = bench.kinds(row.id);
    ASSERT_EQ(std::count(kinds.begin(), kinds.end(), "lookup_answered"), 1) << row.id;
    const auto payload = *json::parse(lookups::journalled(bench, row.id));
    const auto answer = json::integer_at(payload, "answers.0.answer", -1);
    EXPECT_EQ(answer, before) << row.id;
    if (head.empty()) {
      EXPECT_EQ(answer, json::integer_at(payload, "commit")) << "each commit was one case";
    }
    EXPECT_EQ(json::integer_at(bench.state(row.id).record(), "ext.test.asks.count_window"), answer) << row.id;
  }
  std::printf("%d kills, %zu cases that asked, each answered once\n", moments, rows->size());
}

TEST(Killed, AnswersAboutOtherCasesAreThoseThatHeldWhenTheTurnWasCommitted) { asking_while_killed("", moments_of(12)); }
TEST(Killed, AnswersAboutOtherCasesAreThoseThatHeldWhenTheStepWasCommitted) { asking_while_killed("commit: step\n", moments_of(12)); }

TEST(Killed, ACaseThatTakesTheProcessDownThreeTimesIsParkedAndListed) {
  Bench bench;
  bench.stages = {constant("test.one", {}), stage("test.fatal", [](const json::Value&, int) -> Result<json::Value> { ::_exit(9); })};
  ASSERT_TRUE(write_file(bench.folder.file("workflow.yaml"), "workflow: test\nversion: 1.0.0\ntitle: {zh: 测试, en: Test}\ncommit: step\nsteps:\n  - a: {stage: test.one}\n  - b: {stage: test.fatal}\n"));
  for (int attempt = 0; attempt < 4; ++attempt) {
    const auto child = ::fork();
    if (child == 0) {
      if (!bench.open() || !bench.runtime->deploy(bench.folder.file("workflow.yaml"))) ::_exit(2);
      if (attempt == 0) (void)bench.runtime->submit("test", record());
      else (void)bench.runtime->recover();
      ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_EQ(WEXITSTATUS(status), 9) << "attempt " << attempt;
  }
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.runtime->recover());
  store::CaseFilter parked;
  parked.status = "parked";
  const auto rows = bench.runtime->store()->cases(parked);
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), 1u);
  EXPECT_NE(bench.state(rows->front().id).flow().tokens.at(0).reason.find("three times"), std::string::npos);
}

}  // namespace
}  // namespace amends::runtime::testing
