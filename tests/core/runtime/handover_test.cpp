// Two runtimes on one file: the one that works on it, and one that hands its acts over and reads for itself.
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include "core/runtime/runtime_kit.hpp"
#include "runtime/bundle.hpp"
#include "runtime/handover/acts.hpp"
#include "runtime/handover/client.hpp"
#include "runtime/handover/socket.hpp"

namespace amends::runtime::testing {
namespace {

/// A bench whose runtime is at work() on a thread of its own.
class Working {
 public:
  explicit Working(Bench& bench) : bench_(bench), thread_([this] { done_ = bench_.runtime->work([this] { return stop_.load(); }); }) {
    const auto path = handover::socket_path(bench_.folder.file("cases.db"));
    for (int i = 0; i < 20'000 && !fs::exists(path); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  ~Working() { stop(); }
  void stop() {
    if (!thread_.joinable()) return;
    stop_ = true;
    bench_.runtime->wake();
    thread_.join();
    EXPECT_TRUE(done_) << done_.error().text();
  }

 private:
  Bench& bench_;
  std::atomic<bool> stop_ = false;
  Result<void> done_;
  std::thread thread_;
};

Options other_options(Bench& bench) {
  Options options;
  options.root = bench.root.string();
  options.database = bench.folder.file("cases.db");
  options.pack_set = bench.pack_set;
  options.stages = bench.stages;
  options.by = {"wang.wu", "handler", "test", {}};
  return options;
}

constexpr const char* kSteps =
    "  - a: {stage: test.one}\n  - w: {message: go}\n  - l: {listen: all}\n  - h: {human: {role: handler, form: free, title: {zh: 办, en: Do}}}\n  - c: {stage: test.one}\n";

struct Handover : ::testing::Test {
  Bench bench;
  std::unique_ptr<Working> working;
  std::unique_ptr<Runtime> other;
  const Actor li{"li.na", "handler", "", {}};

  void SetUp() override {
    bench.stages = {constant("test.one", {{"n", 1}})};
    ASSERT_TRUE(bench.open());
    working = std::make_unique<Working>(bench);
    auto opened = Runtime::open(other_options(bench));
    ASSERT_TRUE(opened) << opened.error().text();
    other = *std::move(opened);
    ASSERT_TRUE(other->hands_over());
    ASSERT_TRUE(write_file(bench.folder.file("workflow.yaml"), std::string("workflow: test\nversion: 1.0.0\ntitle: {zh: 测试, en: Test}\nsteps:\n") + kSteps));
    const auto name = other->deploy(bench.folder.file("workflow.yaml"));
    ASSERT_TRUE(name) << name.error().text();
    EXPECT_EQ(*name, "test");
  }
  std::string submitted(const std::string& ref = "r-1") {
    auto done = other->submit("test", record(ref));
    EXPECT_TRUE(done) << done.error().text();
    return done ? done->case_id : std::string();
  }
  json::Value newest(const std::string& id) {
    const auto events = other->store()->events(id);
    return *json::parse(events->back().payload);
  }
};

TEST_F(Handover, ACaseGoesFromItsOpeningToItsEnd) {
  const auto opened = other->submit("test", record());
  ASSERT_TRUE(opened) << opened.error().text();
  EXPECT_FALSE(opened->existed);
  EXPECT_EQ(opened->status, "waiting");
  const auto id = opened->case_id;
  // What was answered is durable: it is read from the file at once, by both.
  ASSERT_TRUE(other->load(id));
  ASSERT_TRUE(bench.runtime->load(id));
  EXPECT_EQ(other->store()->events(id)->front().actor, "user:wang.wu") << "who opened it, not who works on the file";
  EXPECT_TRUE(other->submit("test", record())->existed);

  EXPECT_EQ(*other->message("go", id, json::Object{{"n", 5}}, "m-1", li), id);
  EXPECT_EQ(*other->signal("all", json::Object{}, "s-1", li), std::vector<std::string>{id});
  EXPECT_EQ(*other->signal("all", json::Object{}, "s-2", li), std::vector<std::string>{});
  ASSERT_TRUE(other->add_document(id, json::Object{{"kind", "note"}, {"body", "一句话"}}, li));
  ASSERT_TRUE(other->set_facts(id, json::Object{{"money.claimed", json::Object{{"minor", 30000}, {"currency", "CNY"}}}}, "told by telephone", li));
  const auto corrected = other->correct(id, "ext.test.one.n", 2, "read again", {"zhao.liu", "handler", "", {}});
  ASSERT_TRUE(corrected) << corrected.error().text();
  EXPECT_EQ(json::text_at(newest(id), "by"), "zhao.liu");
  EXPECT_EQ(json::integer_at(newest(id), "value"), 2);
  const auto answered = other->answer(id, "h#1", json::Object{{"n", 4}}, {"li.na", "handler", "", "qian.qi"});
  ASSERT_TRUE(answered) << answered.error().text();
  EXPECT_EQ(*answered, "finished");
  const auto events = other->store()->events(id);
  const auto task = std::find_if(events->begin(), events->end(), [](const auto& event) { return event.kind == kinds::task_answered; });
  ASSERT_NE(task, events->end());
  EXPECT_EQ(json::text_at(*json::parse(task->payload), "for"), "qian.qi");
  EXPECT_EQ(task->actor, "user:li.na");
  other.reset();
  working->stop();
  EXPECT_EQ(bench.faults(), 0);
}

TEST_F(Handover, ACaseIsEndedOrKeepsAMessage) {
  const auto id = submitted();
  const auto kept = other->message("later", "order-7", json::Object{}, "m-9", li, {*calendar::parse_duration("5d"), id});
  ASSERT_TRUE(kept) << kept.error().text();
  EXPECT_EQ(bench.state(id).kept_messages().size(), 1u);
  ASSERT_TRUE(other->cancel(id, "withdrawn", li));
  EXPECT_EQ(other->store()->case_row(id)->status, "cancelled");
}

TEST_F(Handover, ErrorsAreThoseOfTheActItself) {
  const auto id = submitted();
  const auto same = [&](const auto& act) {
    const auto there = act(*other), here = act(*bench.runtime);
    ASSERT_FALSE(there);
    ASSERT_FALSE(here);
    EXPECT_EQ(there.error().code, here.error().code);
    EXPECT_EQ(there.error().message, here.error().message);
    EXPECT_EQ(there.error().where, here.error().where);
  };
  same([&](Runtime& r) { return r.answer(id, "h#1", json::Object{}, li); });
  same([&](Runtime& r) { return r.answer("NO-SUCH", "h#1", json::Object{}, li); });
  same([&](Runtime& r) { return r.correct(id, "ext.test.one.n", 2, "", li); });
  same([&](Runtime& r) { return r.correct(id, "ext.test.one.n", 2, "x", {"", "handler", "", {}}); });
  same([&](Runtime& r) { return r.resume(id, "", li); });
  same([&](Runtime& r) { return r.message("nobody", "k", json::Object{}, "", li); });
  same([&](Runtime& r) { return r.set_facts(id, json::Object{{"money.claimed", "300"}}, "x", li); });
  same([&](Runtime& r) { return r.add_document(id, json::Object{{"body", " "}}, li); });
  same([&](Runtime& r) { return r.submit("test", json::Value(json::Object{{"text", 7}})); });
  same([&](Runtime& r) { return r.take_bundle(json::Object{{"bundle", 1}}); });
  same([&](Runtime& r) { return r.move_clock(id, "decide", {.kind = calendar::DeadlineEventKind::resumed}, li); });
}

TEST_F(Handover, ClocksMoveAndAreCountedAnew) {
  ASSERT_TRUE(write_file(bench.folder.file("clock.yaml"), "workflow: clock\nversion: 1.0.0\ntitle: {zh: 时限, en: Clock}\nclocks:\n  decision: {rule: CN-NFRA-DECIDE-SIMPLE, from: channel.received_at}\nsteps:\n  - w: {message: go}\n"));
  const auto name = other->deploy(bench.folder.file("clock.yaml"));
  ASSERT_TRUE(name) << name.error().text();
  const auto opened = other->submit("clock", record("c-1"));
  ASSERT_TRUE(opened) << opened.error().text();
  const auto clocks = other->load(opened->case_id)->state.clocks();
  ASSERT_EQ(clocks.size(), 1u);
  calendar::DeadlineEvent event;
  event.kind = calendar::DeadlineEventKind::suspended;
  event.reason = "no_such_reason";
  event.approver = "zhao.liu";
  event.approver_role = "supervisor";
  const auto refused = other->move_clock(opened->case_id, clocks.front().kind, event, li);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::refused);
  EXPECT_EQ(other->store()->events(opened->case_id)->back().kind, kinds::refused) << "it stands in the journal, as an act here does";
  EXPECT_TRUE(other->rebase_clocks("", "", "new packs", li, false)->empty());
  EXPECT_TRUE(other->rebase_clocks("", "", "", li, true)->empty());
}

TEST_F(Handover, ManyRecordsGoOverInGroups) {
  std::int64_t given = 0;
  constexpr std::int64_t kRecords = 700;
  std::set<std::int64_t> taken, refused;
  std::int64_t existed = 0;
  const auto done = other->submit_many(
      "test",
      [&]() -> std::optional<json::Value> {
        if (++given > kRecords) return std::nullopt;
        if (given % 100 == 7) return json::Value(json::Object{{"text", 7}});   // no record
        return record("many-" + std::to_string(given == 500 ? 1 : given));      // one comes twice
      },
      [&](std::int64_t row, const Submitted& one) {
        taken.insert(row);
        existed += one.existed ? 1 : 0;
      },
      [&](std::int64_t row, const Error& error) {
        refused.insert(row);
        EXPECT_FALSE(error.message.empty());
      },
      {});
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_EQ(done->done, kRecords);
  EXPECT_EQ(done->refused, 7);
  EXPECT_EQ(done->existed, 1);
  EXPECT_EQ(existed, 1);
  EXPECT_EQ(refused, (std::set<std::int64_t>{7, 107, 207, 307, 407, 507, 607}));
  EXPECT_EQ(taken.size(), 693u);
  EXPECT_EQ(*other->store()->case_count(), 692);
}

TEST_F(Handover, ManyRecordsStopBetweenTwoGroups) {
  std::int64_t given = 0;
  const auto done = other->submit_many("test", [&]() -> std::optional<json::Value> { return record("stop-" + std::to_string(++given)); }, [](std::int64_t, const Submitted&) {}, [](std::int64_t, const Error&) {},
                                       [](const Progress& progress) { return progress.done < 20; });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::cancelled);
  EXPECT_EQ(*other->store()->case_count(), given);
}

TEST_F(Handover, TwoDefinitionsOfOneNameDoNotMeet) {
  const auto id = submitted();
  const auto third = *Runtime::open(other_options(bench));
  ASSERT_TRUE(third->deploy_text("workflow: test\nversion: 2.0.0\ntitle: {zh: 测试, en: Test}\nsteps:\n  - w: {message: go}\n", "two.yaml"));
  const auto mine = submitted("r-2");
  EXPECT_EQ(other->store()->case_row(mine)->definition_hash, other->store()->case_row(id)->definition_hash) << "each case runs what its own process deployed";
  const auto theirs = third->submit("test", record("r-3"));
  ASSERT_TRUE(theirs);
  EXPECT_NE(other->store()->case_row(theirs->case_id)->definition_hash, other->store()->case_row(id)->definition_hash);
}

TEST_F(Handover, ABundleIsTakenOver) {
  const auto bundle = make_bundle(*other->store(), submitted());
  ASSERT_TRUE(bundle) << bundle.error().text();
  EXPECT_FALSE(*other->take_bundle(*bundle)) << "it is there";
}

TEST_F(Handover, WhatBelongsToTheHolderStaysWithIt) {
  EXPECT_EQ(*other->recover(), 0);
  EXPECT_EQ(*other->fire_timers(), 0);
  const auto worked = other->work([] { return true; });
  ASSERT_FALSE(worked);
  EXPECT_EQ(worked.error().code, ErrorCode::state);
  auto alone = other_options(bench);
  alone.hand_over = false;
  EXPECT_EQ(Runtime::open(std::move(alone)).error().code, ErrorCode::busy);
}

TEST_F(Handover, OtherPacksAndAClockOfOnesOwnAreRefusedAtOpening) {
  fs::copy(bench.root / "packs" / "small", bench.root / "packs" / "other", fs::copy_options::recursive);
  ASSERT_TRUE(write_file((bench.root / "packs" / "other" / "pack.yaml").string(), "pack: other\nversion: 1.0.0\ntitle: {zh: 另, en: Other}\n"));
  auto packs = other_options(bench);
  packs.pack_set = "other";
  const auto differs = Runtime::open(std::move(packs));
  ASSERT_FALSE(differs);
  EXPECT_EQ(differs.error().code, ErrorCode::busy);
  EXPECT_NE(differs.error().message.find("the same pack set and overlays"), std::string::npos) << differs.error().text();
  auto clock = other_options(bench);
  clock.clock = bench.clock;
  const auto own = Runtime::open(std::move(clock));
  ASSERT_FALSE(own);
  EXPECT_EQ(own.error().code, ErrorCode::busy);
  EXPECT_NE(own.error().message.find("--now"), std::string::npos);
}

TEST_F(Handover, WhenTheHolderHasEndedTheActSaysSo) {
  const auto id = submitted();
  working->stop();
  const auto done = other->message("go", id, json::Object{}, "", li);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::unavailable);
  EXPECT_NE(done.error().message.find("Open the journal again"), std::string::npos);
  EXPECT_TRUE(other->load(id)) << "reading goes on";
  // The holder is there and does not work: its lock is named, as ever.
  const auto held = Runtime::open(other_options(bench));
  ASSERT_FALSE(held);
  EXPECT_EQ(held.error().code, ErrorCode::busy);
  bench.runtime.reset();
  const auto own = Runtime::open(other_options(bench));
  ASSERT_TRUE(own) << own.error().text();
  EXPECT_FALSE((*own)->hands_over());
}

TEST_F(Handover, EveryActRefusesArgumentsThatAreNone) {
  const handover::Client client(handover::socket_path(bench.folder.file("cases.db")));
  for (const auto act : handover::act_names()) {
    if (act == "hello") continue;
    for (const auto& args : {json::Object{}, json::Object{{"case", 7}, {"workflow", 7}, {"name", 7}, {"text", 7}, {"bundle", 7}}}) {
      const auto done = client.call({std::string(act), li, args});
      if (act == "rebase_clocks" && args.empty()) {
        EXPECT_EQ(done.error().code, ErrorCode::missing_field);
        continue;
      }
      ASSERT_FALSE(done) << act;
      EXPECT_FALSE(done.error().message.empty()) << act;
      EXPECT_NE(done.error().code, ErrorCode::internal) << act << ": " << done.error().text();
    }
  }
  const auto unknown = client.call({"erase_everything", li, {}});
  EXPECT_EQ(unknown.error().code, ErrorCode::unsupported);
  EXPECT_NE(unknown.error().message.find("submit_many"), std::string::npos);
  EXPECT_EQ(*other->store()->case_count(), 0);
}

TEST_F(Handover, ManyThreadsOnOneCaseLoseNothing) {
  const auto id = submitted();
  constexpr int kThreads = 6, kEach = 10;
  std::vector<std::thread> threads;
  std::atomic<int> failed = 0;
  for (int t = 0; t < kThreads; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        const auto done = other->add_document(id, json::Object{{"kind", "note"}, {"body", "note " + std::to_string(t * kEach + i)}}, li);
        if (!done && done.error().code != ErrorCode::conflict) ++failed;
        if (!done) --i;
      }
    });
  for (auto& one : threads) one.join();
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(json::list_at(bench.state(id).record(), "text.docs").size(), 1u + kThreads * kEach);
  EXPECT_EQ(bench.faults(), 0);
}

}  // namespace
}  // namespace amends::runtime::testing
