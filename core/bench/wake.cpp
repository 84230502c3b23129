#include "bench/wake.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "bench/eight_steps.hpp"
#include "host/manifest.hpp"
#include "runtime/runtime.hpp"

namespace amends::bench {
namespace {

using Time = std::chrono::steady_clock;

constexpr std::string_view kManifest = R"({"plugin":"bench","stages":[{"id":"bench.start","version":"1.0.0","api":1,"reads":["channel.ref"],"writes":["ext.bench.start"],"sets":[],"lookups":[],
"requires":[],"optional":[],"packs":[],"asks":[],"effects":"none","threads":"any","privacy_max":"P2","config_schema":{"type":"object"},"output_schema":{"type":"object"},
"texts":{"title":{"zh":"开始","en":"Start"}}}]})";

/// A case that waits for one thing, and the stage behind it.
std::string workflow_of(const std::string& name, const std::string& waits) {
  return "workflow: " + name + "\nversion: 1.0.0\ntitle: {zh: 唤起, en: Wake}\nsteps:\n  - w: " + waits + "\n  - s: {stage: bench.start}\n";
}

/// Says when it was called last.
class StartStage final : public host::Stage {
 public:
  explicit StartStage(host::StageManifest manifest) : manifest_(std::move(manifest)) {}
  const host::StageManifest& manifest() const override { return manifest_; }
  std::string library_hash() const override { return "sha256:bench"; }
  Result<host::StageAnswer> run(const host::StageCall& call) override {
    const auto wall = SystemClock().now();
    {
      const std::lock_guard lock(mutex_);
      started_ = Time::now();
      walls_.emplace_back(std::string(call.case_id), wall);
    }
    return host::read_answer("{\"stage\":\"bench.start\",\"version\":\"1.0.0\",\"run\":" + std::to_string(call.run) +
                                 ",\"status\":\"ok\",\"error\":null,\"result\":{},\"findings\":[],\"evidence\":[],\"explain\":null}",
                             manifest_, call.run, "the benchmark's stage");
  }
  Time::time_point started() {
    const std::lock_guard lock(mutex_);
    return started_;
  }
  std::vector<std::pair<std::string, Instant>> walls() {
    const std::lock_guard lock(mutex_);
    return walls_;
  }
  void forget() {
    const std::lock_guard lock(mutex_);
    walls_.clear();
  }

 private:
  host::StageManifest manifest_;
  std::mutex mutex_;
  Time::time_point started_{};
  std::vector<std::pair<std::string, Instant>> walls_;
};

Wakes summary(std::string name, std::string zh, std::string en, std::vector<double> us) {
  std::sort(us.begin(), us.end());
  const auto at = [&](double share) { return us[std::min(us.size() - 1, static_cast<std::size_t>(share * static_cast<double>(us.size())))]; };
  return {std::move(name), std::move(zh), std::move(en), static_cast<std::int64_t>(us.size()), at(0.5), at(0.99)};
}

double us_between(Time::time_point from, Time::time_point to) { return std::chrono::duration<double, std::micro>(to - from).count(); }

Wakes bare_hand_off(std::int64_t times) {
  std::mutex mutex;
  std::condition_variable changed;
  bool asked = false, over = false;
  Time::time_point woken{};
  std::thread other([&] {
    std::unique_lock lock(mutex);
    while (true) {
      changed.wait(lock, [&] { return asked || over; });
      if (over) return;
      woken = Time::now();
      asked = false;
      changed.notify_all();
    }
  });
  std::vector<double> us;
  for (std::int64_t i = 0; i < times; ++i) {
    std::unique_lock lock(mutex);
    const auto begun = Time::now();
    asked = true;
    changed.notify_all();
    changed.wait(lock, [&] { return !asked; });
    us.push_back(us_between(begun, woken));
  }
  {
    const std::lock_guard lock(mutex);
    over = true;
  }
  changed.notify_all();
  other.join();
  return summary("hand_off", "条件变量，两个线程之间", "a condition variable, from thread to thread", std::move(us));
}

struct Bench {
  std::shared_ptr<StartStage> stage;
  std::unique_ptr<runtime::Runtime> runtime;

  Result<std::vector<std::string>> cases(const std::string& workflow, std::int64_t count, std::int64_t first) const {
    std::vector<std::string> ids;
    for (std::int64_t i = 0; i < count; ++i) {
      AMENDS_TRY(const auto submitted, runtime->submit(workflow, record_of(Shape::text, first + i)));
      if (submitted.status != "waiting") return fail(ErrorCode::internal, "a bench case does not wait: " + submitted.status);
      ids.push_back(submitted.case_id);
    }
    return ids;
  }

  Result<std::vector<double>> timed(const std::vector<std::string>& ids, const std::function<Result<void>(const std::string&)>& act) const {
    std::vector<double> us;
    for (const auto& id : ids) {
      const auto begun = Time::now();
      AMENDS_CHECK(act(id));
      us.push_back(us_between(begun, stage->started()));
    }
    return us;
  }
};

Result<std::unique_ptr<runtime::Runtime>> open(const std::string& root, const std::string& database, std::shared_ptr<host::Stage> stage) {
  runtime::Options options;
  options.root = root;
  options.database = database;
  options.pack_set = "catalogue";
  options.by = {"bench", "handler", "benchmark", {}};
  options.holder = "amends bench";
  options.stages = {std::move(stage)};
  return runtime::Runtime::open(std::move(options));
}

/// How late the stages behind timers run: the timer's own due time beside the machine's clock when the stage begins.
Result<std::vector<double>> lateness(const Bench& bench, std::int64_t times, std::int64_t first) {
  bench.stage->forget();
  std::vector<std::pair<std::string, Instant>> due;
  for (std::int64_t i = 0; i < times; ++i) {
    AMENDS_TRY(const auto submitted, bench.runtime->submit("wake_time", record_of(Shape::text, first + i)));
    AMENDS_TRY(const auto loaded, bench.runtime->store()->stored(submitted.case_id));
    if (!loaded.projection.timers_set.empty()) due.emplace_back(submitted.case_id, loaded.projection.timers_set.front().due_at);
  }
  constexpr std::chrono::milliseconds kLook{20};
  constexpr int kLooksMax = 1'000;
  for (int i = 0; i < kLooksMax && bench.stage->walls().size() < due.size(); ++i) std::this_thread::sleep_for(kLook);
  std::vector<double> us;
  const auto walls = bench.stage->walls();
  for (const auto& [id, at] : due)
    for (const auto& [ran, wall] : walls)
      if (ran == id) us.push_back(static_cast<double>(wall.us - at.us));
  if (us.empty()) return fail(ErrorCode::internal, "no timer of the benchmark fired");
  return us;
}

}  // namespace

Result<std::vector<Wakes>> measure_wakes(const std::string& root, const std::string& database, std::int64_t times) {
  std::vector<Wakes> out{bare_hand_off(times)};
  AMENDS_TRY(auto manifest, host::parse_manifest(kManifest, "bench"));
  Bench bench;
  bench.stage = std::make_shared<StartStage>(std::move(manifest.stages.front()));
  AMENDS_TRY(bench.runtime, open(root, database, bench.stage));
  for (const auto& [name, waits] : {std::pair{"wake", "{message: go}"}, {"wake_signal", "{listen: go}"}, {"wake_answer", "{human: {role: handler, form: officer_decision, title: {zh: 办, en: Do}}}"}, {"wake_time", "{wait: 1s}"}})
    AMENDS_CHECK(bench.runtime->deploy_text(workflow_of(name, waits), "wake.yaml"));
  const runtime::Actor by{"bench", "handler", "", {}};
  std::int64_t number = 0;
  const auto cases = [&](const char* workflow, std::int64_t count) {
    number += count;
    return bench.cases(workflow, count, number - count);
  };
  const auto add = [&](const char* name, const char* zh, const char* en, std::vector<double> us) { out.push_back(summary(name, zh, en, std::move(us))); };
  {
    AMENDS_TRY(const auto ids, cases("wake", times));
    AMENDS_TRY(auto us, bench.timed(ids, [&](const std::string& id) -> Result<void> {
      AMENDS_CHECK(bench.runtime->message("go", id, json::Object{}, "", by));
      return {};
    }));
    add("message", "消息", "a message", std::move(us));
  }
  {
    AMENDS_TRY(const auto ids, cases("wake_answer", times));
    AMENDS_TRY(auto us, bench.timed(ids, [&](const std::string& id) -> Result<void> {
      AMENDS_CHECK(bench.runtime->answer(id, "w#1", json::Object{{"decision", "upheld"}, {"findings", "a"}, {"basis", "b"}, {"reason", "c"}}, by));
      return {};
    }));
    add("answer", "答复待办", "an answer to a task", std::move(us));
  }
  {
    std::vector<double> us;
    for (std::int64_t i = 0; i < times; ++i) {
      AMENDS_TRY(const auto ids, cases("wake_signal", 1));
      AMENDS_TRY(const auto one, bench.timed(ids, [&](const std::string&) -> Result<void> {
        AMENDS_CHECK(bench.runtime->signal("go", json::Object{}, "", by));
        return {};
      }));
      us.push_back(one.front());
    }
    add("signal", "信号", "a signal", std::move(us));
  }
  AMENDS_TRY(const auto ids, cases("wake", times));
  std::atomic<bool> stop = false;
  Result<void> worked;
  std::thread working([&] { worked = bench.runtime->work([&] { return stop.load(); }); });
  const auto rest = [&]() -> Result<void> {
    AMENDS_TRY(auto late, lateness(bench, times, number));
    add("timer", "到点的定时", "a time that came, at work()", std::move(late));
    AMENDS_TRY(const auto other, open(root, database, bench.stage));
    if (!other->hands_over()) return fail(ErrorCode::internal, "the second runtime of the benchmark was to hand its acts over");
    AMENDS_TRY(auto us, bench.timed(ids, [&](const std::string& id) -> Result<void> {
      AMENDS_CHECK(other->message("go", id, json::Object{}, "", by));
      return {};
    }));
    add("handed_over", "经套接字交来的消息", "a message handed over through the socket", std::move(us));
    return {};
  }();
  stop = true;
  bench.runtime->wake();
  working.join();
  AMENDS_CHECK(rest);
  AMENDS_CHECK(worked);
  return out;
}

}  // namespace amends::bench
