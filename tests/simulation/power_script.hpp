#pragma once
// What is played while the power may be cut: acts of people and of the outside on a few cases, each acknowledged by the runtime before the next one begins.
// Knows the runtime, not the disk.
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "core/runtime/runtime_kit.hpp"
#include "store/reads.hpp"
#include "support/ids.hpp"

namespace amends::simulation {

using namespace amends::runtime;
using runtime::testing::Folder;

inline const Actor kOfficer{"li.na", "handler", "test"}, kHead{"wang.yi", "supervisor", "test"}, kPost{"post.room", "handler", "delivery"};
inline constexpr std::int64_t kSecond = 1'000'000;

/// The installation and the stages, made once.
struct Ground {
  Folder folder;
  std::filesystem::path root = runtime::testing::make_root(folder);
  std::vector<std::shared_ptr<host::Stage>> stages{runtime::testing::constant("test.one", {{"n", 1}}), runtime::testing::constant("test.two", {{"n", 2}})};

  Ground() {
    const std::string steps =
        "steps:\n"
        "  - one: {stage: test.one}\n"
        "  - look: {human: {role: handler, form: free, title: {zh: 看, en: Look}}}\n"
        "  - two: {stage: test.two}\n"
        "  - reply: {message: reply}\n"
        "  - again: {stage: test.one}\n"
        "  - pause: {wait: 2h}\n"
        "  - order: {send: {kind: order, to: '\"bank\"', body: {ref: channel.ref, sum: 5}, wait: true}}\n"
        "  - last: {human: {role: handler, form: free, title: {zh: 结, en: Close}}}\n"
        "  - after: {stage: test.two}\n";
    const std::string title = "version: 1.0.0\ntitle: {zh: 测试, en: Test}\n";
    (void)write_file(folder.file("turns.yaml"), "workflow: turns\n" + title + "clocks:\n  decide: {kind: decide, from: channel.received_at, warn: [5d], on_breach: escalate, to: supervisor}\n" + steps);
    (void)write_file(folder.file("steps.yaml"), "workflow: steps\n" + title + "commit: step\n" + steps);
  }
};

/// One process that works on the journal in a folder.
class Player {
 public:
  Player(const Ground& ground, std::string folder, std::uint64_t seed) : ground_(ground), folder_(std::move(folder)), seed_(seed) {}

  /// As any program that starts: opens, deploys.
  Result<void> open() {
    runtime.reset();
    Options options;
    options.root = ground_.root.string();
    options.database = database();
    options.pack_set = "small";
    options.stages = ground_.stages;
    options.clock = clock;
    options.entropy = std::shared_ptr<Entropy>(seeded_entropy(seed_ + static_cast<std::uint64_t>(++opened_)));
    options.by = {"import", "handler", "test"};
    AMENDS_TRY(runtime, Runtime::open(std::move(options)));
    AMENDS_CHECK(runtime->deploy(ground_.folder.file("turns.yaml")));
    AMENDS_CHECK(runtime->deploy(ground_.folder.file("steps.yaml")));
    return {};
  }
  [[nodiscard]] std::string database() const { return folder_ + "/cases.db"; }
  [[nodiscard]] store::ReadLog reads() const { return store::ReadLog(database()); }
  [[nodiscard]] store::Store& store() { return *runtime->store(); }

  std::shared_ptr<VirtualClock> clock = std::make_shared<VirtualClock>(Instant{});
  std::unique_ptr<Runtime> runtime;

 private:
  const Ground& ground_;
  std::string folder_;
  std::uint64_t seed_;
  int opened_ = 0;
};

struct Act {
  std::string name;
  std::int64_t at_s;                                  ///< since the script began
  std::function<Result<void>(Player&)> run;           ///< ok: acknowledged. Doing it twice does no harm, or is refused
  std::function<bool(Player&)> kept = {};             ///< what was acknowledged and is no event is there
  std::string kept_until = {};                        ///< until that act began
  bool starts_anew = false;                           ///< who plays on after a cut has just done so
};

struct Script {
  std::string name;
  Instant begin;
  std::vector<std::string> cases;
  std::vector<Act> acts;
};

inline json::Value record_of(const Script& script, const std::string& case_id) {
  auto value = runtime::testing::record("ref-" + case_id);
  (void)json::set_text(value, "case.id", case_id);
  (void)json::set_text(value, "channel.received_at", format_instant(script.begin));
  return value;
}

/// Ignores the answer of an act.
template <class T>
Result<void> done(Result<T> result) {
  if (!result) return std::move(result).error();
  return {};
}

inline Script begin_script(std::string name, std::uint64_t seed) {
  Script script;
  script.name = std::move(name);
  std::mt19937_64 random(seed);
  script.begin = {parse_instant(runtime::testing::kMonday)->us + static_cast<std::int64_t>(random() % 36'000'000'000)};
  const auto entropy = seeded_entropy(seed);
  for (int i = 0; i < 2; ++i) script.cases.push_back(make_id(script.begin, *entropy));
  script.acts.push_back({"open", 0, [](Player& p) { return p.open(); }, {}, {}, true});
  return script;
}

inline Act submitting(const Script& script, const std::string& id, const std::string& workflow, std::int64_t at_s) {
  return {"submit to " + workflow, at_s, [record = record_of(script, id), workflow](Player& p) { return done(p.runtime->submit(workflow, record)); }};
}
inline Act answering(const std::string& id, const std::string& task, std::int64_t at_s) {
  return {"answer " + task + " of " + id, at_s, [id, task](Player& p) { return done(p.runtime->answer(id, task, json::Object{{"reason", "looked into"}}, kOfficer)); }};
}
inline Act reading(const std::string& id, std::int64_t at_s) {
  return {"read " + id, at_s, [id](Player& p) { return p.runtime->record_read(kOfficer, {id, {What::record, What::texts}}); }};
}

/// One case opened, read and answered.
inline Script small_script(std::uint64_t seed) {
  auto script = begin_script("small", seed);
  script.cases.resize(1);
  const auto& id = script.cases[0];
  script.acts.push_back(submitting(script, id, "turns", 10));
  script.acts.push_back(reading(id, 20));
  script.acts.push_back(answering(id, "look#1", 30));
  script.acts.push_back(reading(id, 40));
  return script;
}

/// Two cases side by side, one committed by turns and one by steps: tasks, a message, a timer, the outbox, a suspension, a correction, a draft, an attachment,
/// reads, and a program that ends and starts again.
inline Script whole_script(std::uint64_t seed) {
  auto script = begin_script("whole", seed);
  const auto a = script.cases[0], b = script.cases[1];
  auto& acts = script.acts;
  acts.push_back(submitting(script, a, "turns", 10));
  acts.push_back(submitting(script, b, "steps", 20));
  acts.push_back(reading(a, 30));
  const std::string scan(3'000, 's');
  acts.push_back({"attach", 40, [scan](Player& p) { return done(p.store().put_attachment(scan)); }, [scan](Player& p) { return p.store().attachment(hex(sha256(scan))).has_value(); }});
  acts.push_back({"draft", 50, [a](Player& p) { return done(p.runtime->save_draft(a, "look#1", json::Object{{"reason", "half a sentence"}}, kOfficer)); },
                  [a](Player& p) {
                    const auto drafts = p.store().drafts(a, "look#1");
                    return drafts && drafts->size() == 1;
                  },
                  "answer look#1 of " + a});
  acts.push_back(answering(a, "look#1", 60));
  acts.push_back({"suspend b", 70, [b](Player& p) { return done(p.runtime->suspend(b, "the ombudsman looks at it", kHead)); }});
  acts.push_back({"correct a", 80, [a](Player& p) { return p.runtime->correct(a, "ext.test.one.n", 7, "read wrongly", kOfficer); }});
  acts.push_back({"resume b", 90, [b](Player& p) { return done(p.runtime->resume(b, "it is back", kHead)); }});
  acts.push_back(reading(b, 100));
  acts.push_back(answering(b, "look#1", 110));
  acts.push_back({"message to a", 120, [a](Player& p) { return done(p.runtime->message("reply", a, json::Object{{"yes", true}}, "m-a", kPost)); }});
  acts.push_back({"message to b", 130, [b](Player& p) { return done(p.runtime->message("reply", b, json::Object{{"yes", false}}, "m-b", kPost)); }});
  acts.push_back({"timers", 8'000, [](Player& p) { return done(p.runtime->fire_timers()); }});
  acts.push_back({"facts of b", 8'010, [b](Player& p) { return p.runtime->set_facts(b, json::Object{{"product.name", "card"}}, "told by phone", kOfficer); }});
  acts.push_back({"pull", 8'020,
                  [](Player& p) -> Result<void> {
                    AMENDS_TRY(auto got, p.runtime->pull_outbox({}, kPost));
                    // Whoever had them before the cut is gone; they come again when the lease ends.
                    if (got.size() < 2) p.clock->set({p.clock->now().us + 301 * kSecond});
                    AMENDS_TRY(const auto rest, got.size() < 2 ? p.runtime->pull_outbox({}, kPost) : Result<std::vector<Runtime::Outgoing>>(got));
                    if (got.size() < 2 && got.size() + rest.size() < 2) return fail(ErrorCode::state, "a message is gone from the outbox");
                    return {};
                  },
                  [](Player& p) {
                    const auto rows = p.store().outbox({});
                    return rows && rows->size() == 2 && rows->at(0).lease_until && rows->at(1).lease_until;
                  },
                  "acknowledge a"});
  const auto acknowledging = [&](const std::string& name, const std::string& id, std::int64_t at_s) {
    acts.push_back({"acknowledge " + name, at_s, [id](Player& p) -> Result<void> {
                      AMENDS_TRY(const auto rows, p.store().outbox({id, {}, {}, 10}));
                      if (rows.empty()) return fail(ErrorCode::state, "the message is not in the outbox");
                      return done(p.runtime->acknowledge(rows[0].key, json::Object{{"no", 7}}, kPost));
                    }});
  };
  acknowledging("a", a, 8'700);
  acts.push_back({"end and start", 8'710, [](Player& p) { return p.open(); }, {}, {}, true});
  acknowledging("b", b, 8'720);
  acts.push_back(answering(a, "last#1", 8'730));
  acts.push_back(reading(a, 8'740));
  acts.push_back(answering(b, "last#1", 8'750));
  return script;
}

}  // namespace amends::simulation
