// Several tokens of one case that run one stage: what each asks is asked for itself, and nothing is held for ever.
#include "core/runtime/runtime_kit.hpp"

namespace amends::runtime::testing {
namespace {

const Actor kOfficer{"li.na", "handler", "test"};

std::vector<std::string> open_tasks(const CaseState& state) {
  std::vector<std::string> out;
  for (const auto& task : state.tasks())
    if (task.status == "open") out.push_back(task.id);
  std::sort(out.begin(), out.end());
  return out;
}

class SideBySide : public ::testing::Test {
 protected:
  Bench bench;

  void SetUp() override {
    // Asks for a number until it has one, then tells it.
    bench.stages.push_back(stage(
        "x.asks",
        [](const json::Value& record, int run) -> Result<json::Value> {
          const auto* given = json::find(record, "answers.free.n");
          if (given) return json::Value(json::Object{{"result", json::Object{{"n", *given}, {"run", run}}}});
          return json::Value(json::Object{{"status", "need_input"},
                                          {"questions", json::Array{json::Object{{"id", "n"}, {"to_role", "handler"}, {"form_name", "free"}, {"form", json::Array{}}, {"blocking", true}, {"reason", json::bilingual("多少", "How many")}}}}});
        },
        {"answers"}));
    bench.stages.push_back(constant("x.end", {}));
    bench.stages.push_back(constant("x.other", {}));
    ASSERT_TRUE(bench.open());
  }
  std::string submit(const std::string& steps) {
    const auto deployed = bench.deploy(steps);
    EXPECT_TRUE(deployed) << deployed.error().text();
    auto given = record();
    EXPECT_TRUE(json::set(given, "product", json::Object{{"accounts", json::Array{"a", "b"}}}));
    const auto submitted = bench.runtime->submit("test", given);
    EXPECT_TRUE(submitted) << submitted.error().text();
    return submitted ? submitted->case_id : "";
  }
  void answer(const std::string& id, const std::string& task, int n) {
    const auto done = bench.runtime->answer(id, task, json::Object{{"n", n}}, kOfficer);
    ASSERT_TRUE(done) << task << ": " << done.error().text();
  }
  std::int64_t told(const std::string& id, const std::string& section) { return json::integer_at(bench.state(id).record(), section + ".n", -1); }
  void whole(const std::string& id) {
    EXPECT_EQ(bench.faults(), 0);
    const auto before = flow::to_json(bench.state(id).definition(), bench.state(id).flow());
    ASSERT_TRUE(bench.open());
    EXPECT_EQ(*bench.runtime->recover(), 0);
    EXPECT_EQ(flow::to_json(bench.state(id).definition(), bench.state(id).flow()), before);
  }
};

TEST_F(SideBySide, EachItemOfAForEachIsAskedForItself) {
  const auto id = submit("  - all: {each: {in: product.accounts, as: account, key: account, do: [{ask: {stage: x.asks}}]}}\n  - done: {stage: x.end}\n");
  EXPECT_EQ(open_tasks(bench.state(id)), (std::vector<std::string>{"x.asks.n@a", "x.asks.n@b"}));
  answer(id, "x.asks.n@b", 2);
  EXPECT_EQ(told(id, "ext.x.asks.b"), 2);
  EXPECT_EQ(open_tasks(bench.state(id)), (std::vector<std::string>{"x.asks.n@a"})) << "the other one waits on for its own answer";
  whole(id);
  answer(id, "x.asks.n@a", 1);
  EXPECT_EQ(told(id, "ext.x.asks.a"), 1);
  EXPECT_EQ(told(id, "ext.x.asks.b"), 2);
  EXPECT_EQ(bench.runtime->store()->case_row(id)->status, "finished");
  const auto state = bench.state(id);
  for (const auto& [path, section] : state.sections()) EXPECT_TRUE(state.stale_paths(section).empty()) << path << " rests on the answer for its own item";
  whole(id);
}

TEST_F(SideBySide, OneAfterTheOtherNoItemTakesTheAnswerOfTheOneBefore) {
  const auto id = submit("  - all: {each: {in: product.accounts, as: account, key: account, order: one_by_one, do: [{ask: {stage: x.asks}}]}}\n  - done: {stage: x.end}\n");
  answer(id, "x.asks.n@a", 1);
  EXPECT_EQ(open_tasks(bench.state(id)), (std::vector<std::string>{"x.asks.n@b"}));
  answer(id, "x.asks.n@b", 2);
  EXPECT_EQ(told(id, "ext.x.asks.a"), 1);
  EXPECT_EQ(told(id, "ext.x.asks.b"), 2);
  whole(id);
}

TEST_F(SideBySide, AHeldStageWaitsOnWhenAnEventHasNoKeyYet) {
  const auto id = submit("  - ask: {stage: x.asks, on: {news: {message: news, key: product.policy, interrupting: false, go: end}}}\n  - done: {stage: x.end}\n");
  EXPECT_EQ(bench.runtime->store()->case_row(id)->status, "parked") << "a person is told that the key is missing";
  ASSERT_TRUE(bench.runtime->resume(id, "the policy number comes later", kOfficer));
  EXPECT_EQ(open_tasks(bench.state(id)), (std::vector<std::string>{"x.asks.n"})) << "the stage has run and asks";
  const auto corrected = bench.runtime->set_facts(id, {{"product.policy", "P-7"}}, "it was on the letter", kOfficer);
  ASSERT_TRUE(corrected) << corrected.error().text();
  const auto heard = bench.runtime->message("news", "P-7", json::Object{}, "m1", kOfficer);
  ASSERT_TRUE(heard) << heard.error().text();
  answer(id, "x.asks.n", 7);
  EXPECT_EQ(bench.runtime->store()->case_row(id)->status, "finished");
  whole(id);
}

TEST_F(SideBySide, ACaseOfCommitByStepIsListedAsItStandsWhenItsLastCommandWasTakenBack) {
  // The second branch is still to be run when the first one takes it back, and what is left then is to wait for a person.
  const auto deployed = bench.deploy("  - both: {parallel: {c: [{h: {human: {role: handler, form: free}}}], x: [{inner: {parallel: {a: [{a1: {stage: x.end}}], b: [{b1: {stage: x.other}}], join: {of: 1, cancel: true}}}}]}}\n", "commit: step\n");
  ASSERT_TRUE(deployed) << deployed.error().text();
  const auto id = bench.runtime->submit("test", record())->case_id;
  EXPECT_EQ(bench.runtime->store()->case_row(id)->status, "waiting");
  whole(id);
  answer(id, "h#1", 1);
  EXPECT_EQ(bench.runtime->store()->case_row(id)->status, "finished");
  whole(id);
}

TEST_F(SideBySide, AnActBetweenTwoStepsOfAnotherOneKeepsNeitherFromItsEnd) {
  // The second stage lets somebody else act on its case while it runs: the first step of the turn is durable then, the second one meets a case that has moved.
  int acts = 0;
  bench.stages.push_back(stage("x.meanwhile", [&](const json::Value&, int run) -> Result<json::Value> {
    if (acts++ == 0) {
      const auto id = bench.runtime->store()->cases({})->front().id;
      const auto added = bench.runtime->add_document(id, json::Object{{"kind", "note"}, {"body", "came in between"}}, kOfficer);
      EXPECT_TRUE(added) << added.error().text();
    }
    return json::Value(json::Object{{"result", json::Object{{"run", run}}}});
  }));
  ASSERT_TRUE(bench.open());
  const std::string tail = "  - a: {stage: x.end}\n  - b: {stage: x.meanwhile}\n  - last: {human: {role: handler, form: free}}\n";
  const auto once = [&](const std::string& id, std::string_view kind) {
    const auto all = bench.kinds(id);
    return std::count(all.begin(), all.end(), kind);
  };
  for (const bool at_opening : {true, false}) {
    acts = 0;
    ASSERT_TRUE(bench.open());
    if (!at_opening) fs::remove(bench.folder.file("cases.db"));
    bench.runtime.reset();
    for (const auto* end : {"", "-wal", "-shm"}) fs::remove(bench.folder.file("cases.db") + end);
    ASSERT_TRUE(bench.open());
    const auto deployed = bench.deploy((at_opening ? "" : "  - first: {human: {role: handler, form: free}}\n") + tail, "commit: step\n");
    ASSERT_TRUE(deployed) << deployed.error().text();
    const auto submitted = bench.runtime->submit("test", record());
    ASSERT_TRUE(submitted) << submitted.error().text();
    const auto id = submitted->case_id;
    if (!at_opening) answer(id, "first#1", 1);
    EXPECT_EQ(bench.runtime->store()->case_row(id)->status, "waiting");
    EXPECT_EQ(open_tasks(bench.state(id)), (std::vector<std::string>{"last#1"}));
    EXPECT_EQ(once(id, kinds::stage_done), 2) << "each stage once";
    EXPECT_EQ(once(id, kinds::document_added), 1);
    EXPECT_EQ(once(id, kinds::task_answered), at_opening ? 0 : 1);
    EXPECT_EQ(bench.faults(), 0);
    EXPECT_EQ(*bench.runtime->recover(), 0) << "nothing is left";
  }
}

TEST_F(SideBySide, AnItemThatComesLaterTakesTheKeyOfNoOther) {
  const auto deployed = bench.deploy("  - all: {each: {in: product.accounts, as: account, key: account, grows_by: {message: more}, do: [{h: {human: {role: handler, form: free}}}]}}\n");
  ASSERT_TRUE(deployed) << deployed.error().text();
  auto given = record();
  ASSERT_TRUE(json::set(given, "product", json::Object{{"accounts", json::Array{"a", "a_3", "王芳", "李娜"}}}));
  const auto id = bench.runtime->submit("test", given)->case_id;
  for (const auto* key : {"a", "a", "a"}) ASSERT_TRUE(bench.runtime->message("more", id, key, std::string("m") + std::to_string(open_tasks(bench.state(id)).size()), kOfficer));
  const auto state = bench.state(id);
  std::set<std::string> keys;
  const auto* items = state.items({state.flow().tokens.front().step, 1, 0});
  ASSERT_TRUE(items);
  for (const auto& item : *items) keys.insert(item.key);
  EXPECT_EQ(keys.size(), 7u);
  EXPECT_TRUE(keys.contains("王芳") && keys.contains("李娜"));
  EXPECT_EQ(json::text_at(state.task("h#3")->title, "zh"), "任意（王芳）");
  EXPECT_EQ(json::text_at(state.task("h#1")->title, "en"), "Free (a)");
  EXPECT_EQ(open_tasks(state).size(), 7u);
  whole(id);
}

TEST_F(SideBySide, AnEmptyFactIsListedAsNone) {
  const auto id = submit("  - s: {set: {case.unit: '\"\"', channel.kind: '\"\"'}}\n  - h: {human: {role: handler, form: free}}\n");
  whole(id);
}

TEST_F(SideBySide, ACaseGoesOnFromWhereItsLastTurnEndedAndFromTheJournalAlike) {
  std::vector<std::vector<std::string>> hashes;
  for (const bool cold : {false, true}) {
    Bench one;
    one.stages = bench.stages;
    ASSERT_TRUE(one.open());
    ASSERT_TRUE(one.deploy("  - ask: {human: {role: handler, form: free, escalate: [{after: 1d, to: supervisor}]}, bound: {name: often, go: end}, go: ask}\n", "bounds: {often: 10}\nnotices: [task_opened]\n"));
    const auto id = one.runtime->submit("test", record())->case_id;
    for (int i = 1; i <= 6; ++i) {
      if (cold) {
        ASSERT_TRUE(one.open());
      }
      one.pass(100'000);
      ASSERT_TRUE(one.runtime->fire_timers());
      ASSERT_TRUE(one.runtime->answer(id, "ask#" + std::to_string(i), json::Object{{"n", i}}, kOfficer));
    }
    EXPECT_EQ(one.faults(), 0);
    hashes.emplace_back();
    const auto events = one.runtime->store()->events(id);
    const auto tasks = one.runtime->store()->tasks(id, "", "");
    for (const auto& event : *events) hashes.back().push_back(event.kind + " " + event.payload);
    for (const auto& task : *tasks) hashes.back().push_back(task.id + " " + task.status + " " + json::write(task.detail));
  }
  ASSERT_EQ(hashes[0].size(), hashes[1].size());
  for (std::size_t i = 0; i < hashes[0].size(); ++i) EXPECT_EQ(hashes[0][i], hashes[1][i]);
}

}  // namespace
}  // namespace amends::runtime::testing
