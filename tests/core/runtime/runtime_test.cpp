#include "core/runtime/runtime_kit.hpp"

namespace amends::runtime::testing {
namespace {

Actor nobody() { return {}; }
Actor person(const std::string& id, const std::string& role) { return {id, role, "test"}; }

class RuntimeTest : public ::testing::Test {
 protected:
  Bench bench;
  std::string submit(const json::Value& row = record()) {
    auto submitted = bench.runtime->submit("test", row);
    EXPECT_TRUE(submitted) << submitted.error().text();
    return submitted ? submitted->case_id : "";
  }
};

TEST_F(RuntimeTest, ALinearCaseFinishesInOneTurnWithTenEvents) {
  std::string steps;
  for (int i = 0; i < 8; ++i) steps += "  - s" + std::to_string(i) + ": {stage: test.one}\n";
  bench.stages = {constant("test.one", {{"ok", true}})};
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy(steps));
  const auto id = submit();
  EXPECT_EQ(bench.kinds(id).size(), 10u);
  EXPECT_EQ(bench.kinds(id).back(), "finished");
  EXPECT_EQ(bench.runtime->store()->case_row(id)->status, "finished");
  EXPECT_EQ(bench.state(id).sections().at("ext.test.one").run, 8);
  EXPECT_EQ(bench.faults(), 0);
}

TEST_F(RuntimeTest, TheSameReferenceOrCaseIdIsTakenOnce) {
  bench.stages = {constant("test.one", {})};
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - s: {stage: test.one}\n"));
  const auto id = submit();
  const auto again = bench.runtime->submit("test", record());
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->existed);
  EXPECT_EQ(again->case_id, id);
  EXPECT_EQ(*bench.runtime->store()->case_count(), 1);
}

TEST_F(RuntimeTest, AConditionThatNeedsAnUnknownFactParksAndGoesOnWhenThePersonHasAddedIt) {
  bench.stages = {constant("test.one", {})};
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - ask:\n      choose:\n        - {when: 'money.claimed.minor > 100', go: big}\n        - {else: small}\n  - big: {stage: test.one, go: end}\n  - small: {stage: test.one}\n"));
  const auto id = submit();
  EXPECT_EQ(bench.runtime->store()->case_row(id)->status, "parked");
  EXPECT_NE(bench.state(id).flow().tokens.at(0).reason.find("money.claimed.minor"), std::string::npos);
  ASSERT_TRUE(bench.runtime->set_facts(id, {{"money.claimed", json::Object{{"minor", 500}, {"currency", "CNY"}}}}, "read from the letter", person("li.na", "handler")));
  const auto status = bench.runtime->resume(id, "amount added", person("li.na", "handler"));
  ASSERT_TRUE(status) << status.error().text();
  EXPECT_EQ(*status, "finished");
}

TEST_F(RuntimeTest, AFailingStageIsRetriedWithBackoffThenTakesItsErrorRoute) {
  int calls = 0;
  bench.stages = {stage("test.flaky", [&](const json::Value&, int) -> Result<json::Value> { ++calls; return fail(ErrorCode::unavailable, "the archive does not answer"); }), constant("test.one", {})};
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - a: {stage: test.flaky, retry: {max: 3, backoff: 2s}, on_error: {default: rescue}, go: end}\n  - rescue: {stage: test.one}\n", ""));
  const auto id = submit();
  EXPECT_EQ(calls, 1);
  bench.pass(1);
  EXPECT_EQ(*bench.runtime->fire_timers(), 0);
  bench.pass(1);
  EXPECT_EQ(*bench.runtime->fire_timers(), 1);
  EXPECT_EQ(calls, 2);
  bench.pass(4);
  EXPECT_EQ(*bench.runtime->fire_timers(), 1);
  EXPECT_EQ(calls, 3);
  EXPECT_EQ(bench.runtime->store()->case_row(id)->status, "finished");
  EXPECT_TRUE(bench.state(id).sections().contains("ext.test.one"));
}

TEST_F(RuntimeTest, WhatAStageDoesWrongParksTheCaseWithASentence) {
  const std::vector<std::pair<json::Value, std::string>> wrong{
      {json::Object{{"result", 3}}, "'result' is no object"},
      {json::Object{{"status", "great"}}, "none of ok"},
      {json::Object{{"findings", json::Array{json::Object{{"id", "f"}, {"code", "x"}, {"severity", "info"}, {"text", "t"}, {"evidence", json::Array{}}}}}}, "without evidence"},
      {json::Object{{"evidence", json::Array{json::Object{{"id", "e"}, {"kind", "span"}, {"doc", "t1"}, {"start", 0}, {"end", 2}, {"quote", "别的"}}}}}, "does not quote"},
      {json::Object{{"evidence", json::Array{json::Object{{"id", "e"}, {"kind", "span"}, {"doc", "t9"}, {"start", 0}, {"end", 2}, {"quote", "年费"}}}}}, "no document 't9'"},
      {json::Object{{"facts", json::Array{json::Object{{"path", "money.claimed"}, {"value", 1}}}}}, "does not declare"},
  };
  int which = 0;
  bench.stages = {stage("test.bad", [&](const json::Value&, int) -> Result<json::Value> { return wrong[static_cast<std::size_t>(which)].first; })};
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - a: {stage: test.bad}\n"));
  for (which = 0; which < static_cast<int>(wrong.size()); ++which) {
    const auto id = submit(record("bad-" + std::to_string(which)));
    EXPECT_EQ(bench.runtime->store()->case_row(id)->status, "parked");
    EXPECT_NE(bench.state(id).flow().tokens.at(0).reason.find(wrong[static_cast<std::size_t>(which)].second), std::string::npos) << bench.state(id).flow().tokens.at(0).reason;
    EXPECT_TRUE(bench.state(id).sections().empty());
  }
}

TEST_F(RuntimeTest, ProposalsFillEmptyFactsAndNeverOverwriteWhatAPersonSet) {
  bench.stages = {stage("test.propose",
                        [](const json::Value&, int) -> Result<json::Value> {
                          return json::Value(json::Object{{"facts", json::Array{json::Object{{"path", "money.claimed"}, {"value", json::Object{{"minor", 30000}, {"currency", "CNY"}}}, {"evidence", json::Array{}}},
                                                                               json::Object{{"path", "group.size"}, {"value", 37}, {"evidence", json::Array{}}}}}});
                        },
                        {"text", "money"}, {"money.claimed", "group.size"})};
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - a: {stage: test.propose}\n"));
  auto given = record("p-1");
  (void)json::set(given, "money.claimed", json::Object{{"minor", 50000}, {"currency", "CNY"}});
  const auto id = submit(given);
  const auto state = bench.state(id);
  EXPECT_EQ(json::integer_at(state.record(), "money.claimed.minor"), 50000);
  EXPECT_EQ(json::integer_at(state.record(), "group.size"), 37);
  EXPECT_EQ(json::list_or_empty(&state.sections().at("ext.test.propose").clashes).size(), 1u);
  const auto other = submit(record("p-2"));
  EXPECT_EQ(json::integer_at(bench.state(other).record(), "money.claimed.minor"), 30000);
  EXPECT_TRUE(bench.state(other).stale_paths(bench.state(other).sections().at("ext.test.propose")).empty()) << "a stage's own proposals do not make it stale";
}

TEST_F(RuntimeTest, ABlockingQuestionHoldsTheStepAndItsAnswerRunsTheStageAgain) {
  auto asking = std::make_shared<LambdaStage>(
      "test.ask", std::vector<std::string>{"text", "answers.same_matter"},
      [](const json::Value& record, int) -> Result<json::Value> {
        if (json::find(record, "answers.same_matter")) return json::Value(json::Object{{"result", json::Object{{"known", true}}}});
        return json::Value(json::Object{{"status", "need_input"}, {"questions", json::Array{json::Object{{"id", "q"}, {"form_name", "free"}, {"to_role", "handler"}, {"reason", json::bilingual("请说明", "Say it")}, {"blocking", true}}}}});
      });
  bench.stages = {asking};
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - a: {stage: test.ask}\n"));
  const auto id = submit();
  EXPECT_EQ(bench.runtime->store()->case_row(id)->status, "waiting");
  ASSERT_EQ(bench.runtime->store()->tasks(id, "", "open")->size(), 1u);
  // The form "free" is not in the packs: any object is taken. The stage asks again as long as it lacks the fact.
  auto status = bench.runtime->answer(id, "test.ask.q", json::Object{{"reason", "x"}}, person("li.na", "handler"));
  ASSERT_TRUE(status) << status.error().text();
  EXPECT_EQ(asking->runs.load(), 2);
}

TEST_F(RuntimeTest, ASafetyTaskHoldsBackEverythingUntilATrainedPersonAnswers) {
  bench.stages = {stage("test.sign", [](const json::Value&, int) -> Result<json::Value> {
    return json::Value(json::Object{{"tasks", json::Array{json::Object{{"id", "ack"}, {"kind", "acknowledge"}, {"owner_role", "handler"}, {"title", json::bilingual("回执", "Acknowledge")}, {"blocking", false}},
                                                         json::Object{{"id", "safety"}, {"kind", "safety"}, {"owner_role", "crisis_trained"}, {"title", json::bilingual("安全", "Safety")}, {"blocking", true}}}}});
  })};
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - a: {stage: test.sign}\n  - h: {human: {role: handler, form: free, title: {zh: 决定, en: Decide}}}\n"));
  const auto id = submit();
  EXPECT_TRUE(bench.state(id).safety_hold());
  EXPECT_EQ(bench.runtime->store()->tasks(id, "", "open")->size(), 1u);
  EXPECT_EQ(bench.runtime->store()->tasks(id, "", "withheld")->size(), 1u);
  EXPECT_EQ(bench.runtime->answer(id, "test.sign.ack", json::Object{}, person("li.na", "handler")).error().code, ErrorCode::refused);
  EXPECT_EQ(bench.runtime->answer(id, "test.sign.safety", json::Object{}, person("li.na", "handler")).error().code, ErrorCode::refused);
  ASSERT_TRUE(bench.runtime->answer(id, "test.sign.safety", json::Object{}, person("wang.yi", "crisis_trained")));
  EXPECT_FALSE(bench.state(id).safety_hold());
  EXPECT_EQ(bench.runtime->store()->tasks(id, "", "open")->size(), 2u) << "the acknowledgement and the decision are open now";
}

TEST_F(RuntimeTest, FourEyesRefusesThePersonWhoAnsweredTheOtherStep) {
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - review: {human: {role: handler, form: free, title: {zh: 审, en: Review}}}\n  - approve: {human: {role: handler, form: free, title: {zh: 批, en: Approve}, four_eyes_with: review}}\n"));
  const auto id = submit();
  ASSERT_TRUE(bench.runtime->answer(id, "review#1", json::Object{}, person("li.na", "handler")));
  const auto refused = bench.runtime->answer(id, "approve#1", json::Object{}, person("li.na", "supervisor"));
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("another person"), std::string::npos);
  EXPECT_TRUE(bench.runtime->answer(id, "approve#1", json::Object{}, person("wang.yi", "handler")));
}

TEST_F(RuntimeTest, EscalationRungsShowTheTaskToTheNextRole) {
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - h: {human: {role: handler, form: free, title: {zh: 办, en: Do}, due: 1h, escalate: [{after: 2h, to: supervisor}]}}\n"));
  const auto id = submit();
  EXPECT_EQ(format_instant(*bench.state(id).tasks().at(0).due_at), "2026-03-02T02:00:00Z");
  bench.pass(2 * 3600);
  EXPECT_EQ(*bench.runtime->fire_timers(), 1);
  EXPECT_EQ(bench.state(id).tasks().at(0).escalated_to, std::vector<std::string>{"supervisor"});
  EXPECT_EQ(*bench.runtime->fire_timers(), 0) << "a rung fires once";
}

TEST_F(RuntimeTest, FirstOfTakesTheMessageOrTheTimerAndForgetsTheOther) {
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - w:\n      first_of:\n        reply: {message: customer_reply, go: settle}\n        silence: {after: 5d, go: remind}\n  - settle: {set: {case.status: '\"accepted\"'}, go: end}\n  - remind: {set: {case.status: '\"transferred\"'}}\n"));
  const auto first = submit(record("a"));
  const auto second = submit(record("b"));
  const auto taken = bench.runtime->message("customer_reply", first, json::Object{{"ok", true}}, "m-1", {});
  ASSERT_TRUE(taken) << taken.error().text();
  EXPECT_EQ(json::text_at(bench.state(first).record(), "case.status"), "accepted");
  EXPECT_EQ(bench.runtime->message("customer_reply", first, json::Object{}, "m-2", {}).error().code, ErrorCode::not_found);
  bench.pass(7 * 86'400);
  EXPECT_EQ(*bench.runtime->fire_timers(), 1) << "the timer of the first case is gone";
  EXPECT_EQ(json::text_at(bench.state(second).record(), "case.status"), "transferred");
}

TEST_F(RuntimeTest, TwoCasesThatWaitForOneKeyRefuseTheMessageAndAreListed) {
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - w: {message: reply, key: 'channel.kind'}\n"));
  const auto a = submit(record("a")), b = submit(record("b"));
  const auto refused = bench.runtime->message("reply", "phone", json::Object{}, "", {});
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find(a), std::string::npos);
  EXPECT_NE(refused.error().message.find(b), std::string::npos);
}

TEST_F(RuntimeTest, ClocksStartFromTheWorkflowWarnOnceBreachAndOpenTheSupervisorsTask) {
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - h: {human: {role: handler, form: free, title: {zh: 办, en: Do}}, meets: [decide]}\n",
                           "clocks:\n  decide: {kind: decide, from: channel.received_at, warn: [5d, 2d], on_breach: escalate, to: supervisor}\n"));
  const auto id = submit();
  const auto* clock = bench.state(id).clock("decide");
  EXPECT_NE(clock, nullptr);
  const auto state = bench.state(id);
  EXPECT_EQ(state.clock("decide")->rule, "CN-NFRA-DECIDE-SIMPLE");
  EXPECT_EQ(format_instant(state.clock("decide")->due_at), "2026-03-17T16:00:00Z") << "fifteen calendar days, local midnight";
  bench.pass(14 * 86'400);
  EXPECT_EQ(*bench.runtime->fire_timers(), 2);
  EXPECT_EQ(*bench.runtime->fire_timers(), 0);
  EXPECT_EQ(bench.state(id).clock("decide")->warned.size(), 2u);
  bench.pass(2 * 86'400);
  EXPECT_EQ(*bench.runtime->fire_timers(), 1);
  EXPECT_EQ(bench.state(id).clock("decide")->state, "breached");
  EXPECT_EQ(bench.runtime->store()->tasks(id, "supervisor", "open")->size(), 1u);
  const auto after = bench.state(id);
  const auto* task = after.task("clock:decide:breach");
  ASSERT_NE(task, nullptr);
  ASSERT_TRUE(task->due_at) << "a list by date shows it where its clock ran out";
  EXPECT_EQ(format_instant(*task->due_at), "2026-03-17T16:00:00Z");
  EXPECT_EQ(json::in_language(&task->title, "zh"), "时限已过：作出处理决定并告知（事实清楚、争议简单）。请立即处理并说明原因。");
  EXPECT_EQ(json::in_language(&task->title, "en"), "Past due: Decide and tell the complainant (clear facts, simple dispute). Act at once and give the reason.");
  ASSERT_TRUE(bench.runtime->answer(id, "h#1", json::Object{}, person("li.na", "handler")));
  EXPECT_EQ(bench.state(id).clock("decide")->state, "met") << "late, yet told";
}

TEST_F(RuntimeTest, ComplexityMovesTheClockToTheOtherRowFromTheSameStart) {
  bench.stages = {constant("amends.classify", {{"complexity", "complex"}})};
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - classify: {stage: amends.classify}\n  - h: {human: {role: handler, form: free, title: {zh: 办, en: Do}}}\n", "clocks:\n  decide: {kind: decide, from: channel.received_at}\n"));
  const auto id = submit();
  const auto state = bench.state(id);
  EXPECT_EQ(state.clock("decide")->rule, "CN-NFRA-DECIDE-COMPLEX");
  EXPECT_EQ(format_instant(state.clock("decide")->starts_at), kMonday);
  ASSERT_EQ(state.clock("decide")->changes.size(), 1u);
  EXPECT_FALSE(json::is_null(json::find(state.clock("decide")->changes[0], "ledger_before")));
}

TEST_F(RuntimeTest, AMissingPluginStrandsTheCaseLoudlyAndItGoesOnWhenItIsThere) {
  bench.stages = {constant("test.one", {}), constant("test.two", {})};
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - h: {human: {role: handler, form: free, title: {zh: 办, en: Do}}}\n  - b: {stage: test.two}\n"));
  const auto id = submit();
  bench.stages = {constant("test.one", {})};
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.runtime->answer(id, "h#1", json::Object{}, person("li.na", "handler")));
  EXPECT_EQ(bench.runtime->store()->case_row(id)->status, "stranded");
  bench.stages = {constant("test.two", {})};
  ASSERT_TRUE(bench.open());
  EXPECT_EQ(*bench.runtime->recover(), 1);
  EXPECT_EQ(bench.runtime->store()->case_row(id)->status, "finished");
}

/// A second pack set that extends the small one.
void add_set(const fs::path& root, const std::string& name) {
  fs::create_directories(root / "packs" / name);
  ASSERT_TRUE(write_file((root / "packs" / name / "pack.yaml").string(), "pack: " + name + "\nversion: 1.0.0\ntitle: {zh: 大, en: Big}\nextends: small\n"));
}

TEST_F(RuntimeTest, AWorkflowIsDeployedOnlyWhereTheOpenedPacksIncludeItsOwn) {
  const std::string steps = "  - h: {human: {role: handler, form: free, title: {zh: 办, en: Do}}}\n";
  add_set(bench.root, "big");
  ASSERT_TRUE(bench.open());
  EXPECT_TRUE(bench.deploy(steps, "packs: small\n"));
  const auto other = bench.deploy(steps, "packs: big\n");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, ErrorCode::pack_missing);
  EXPECT_NE(other.error().message.find("open it with --packs big"), std::string::npos) << other.error().text();
  EXPECT_NE(other.error().where.find("workflow.yaml:4:1"), std::string::npos) << other.error().where;
  const auto unknown = bench.deploy(steps, "packs: nope\n");
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().message.find("no such set (it has big, small)"), std::string::npos) << unknown.error().text();
  bench.pack_set = "big";
  ASSERT_TRUE(bench.open());
  EXPECT_TRUE(bench.deploy(steps, "packs: big\n"));
  EXPECT_TRUE(bench.deploy(steps, "packs: small\n")) << "big extends small";
}

TEST_F(RuntimeTest, ACaseWhoseWorkflowWantsOtherPacksIsStrandedAndGoesOnWhenTheyAreThere) {
  add_set(bench.root, "big");
  bench.pack_set = "big";
  bench.stages = {constant("test.one", {})};
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - w: {wait: 1h}\n  - b: {stage: test.one}\n  - h: {human: {role: handler, form: free, title: {zh: 办, en: Do}}}\n", "packs: big\n"));
  const auto id = submit();
  bench.pack_set = "small";
  ASSERT_TRUE(bench.open());
  bench.pass(3600);
  EXPECT_EQ(*bench.runtime->fire_timers(), 1) << "timers and clocks run on";
  EXPECT_EQ(bench.runtime->store()->case_row(id)->status, "stranded");
  const auto attributes = *bench.runtime->store()->attributes(id);
  EXPECT_TRUE(std::any_of(attributes.begin(), attributes.end(), [](const auto& one) { return one.first == "reason" && one.second.find("--packs big") != std::string::npos; }));
  bench.pack_set = "big";
  ASSERT_TRUE(bench.open());
  EXPECT_EQ(*bench.runtime->recover(), 1);
  EXPECT_EQ(bench.runtime->store()->case_row(id)->status, "waiting");
  bench.pack_set = "small";
  ASSERT_TRUE(bench.open());
  const auto refused = bench.runtime->answer(id, "h#1", json::Object{}, person("li.na", "handler"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::pack_missing) << "the form is one of the other packs";
  EXPECT_EQ(bench.faults(), 0);
}

TEST_F(RuntimeTest, AnOptionalStageWithoutItsPluginIsSkippedWithAFinding) {
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - a: {stage: test.absent, optional: true}\n"));
  const auto id = submit();
  EXPECT_EQ(bench.runtime->store()->case_row(id)->status, "finished");
  EXPECT_EQ(json::text_at(bench.state(id).sections().begin()->second.envelope, "status"), "skipped");
  EXPECT_EQ(bench.deploy("  - a: {stage: test.absent}\n").error().code, ErrorCode::not_found);
}

TEST_F(RuntimeTest, ACycleOfPureStepsParksInsteadOfRunningForEver) {
  bench.stages = {constant("test.one", {})};
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - a: {stage: test.one}\n  - b:\n      choose:\n        - {when: 'money.claimed.minor = 5', go: end}\n        - {else: a}\n"));
  auto given = record();
  (void)json::set(given, "money.claimed", json::Object{{"minor", 4}, {"currency", "CNY"}});
  const auto id = submit(given);
  EXPECT_EQ(bench.runtime->store()->case_row(id)->status, "parked");
  EXPECT_EQ(bench.faults(), 0);
}

TEST_F(RuntimeTest, ReopeningGivesTheSameStateAndTheSameTasks) {
  bench.stages = {constant("test.one", {{"x", 1}})};
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - a: {stage: test.one}\n  - h: {human: {role: handler, form: free, title: {zh: 办, en: Do}, escalate: [{after: 1d, to: supervisor}]}}\n", "clocks:\n  decide: {kind: decide, from: channel.received_at, warn: [2d]}\n"));
  const auto id = submit();
  const auto before = bench.state(id);
  ASSERT_TRUE(bench.open());
  const auto after = bench.state(id);
  EXPECT_EQ(before.record(), after.record());
  EXPECT_EQ(before.flow(), after.flow());
  EXPECT_EQ(before.timers(), after.timers());
  EXPECT_EQ(before.tasks().size(), after.tasks().size());
  EXPECT_TRUE(bench.runtime->answer(id, "h#1", json::Object{}, person("li.na", "handler")));
}

TEST_F(RuntimeTest, BadRecordsAreRefusedWithPathAndAdviceAndStoreNothing) {
  bench.stages = {constant("test.one", {})};
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - a: {stage: test.one}\n"));
  const auto refused = [&](const std::string& path, json::Value value, ErrorCode code) {
    auto bad = record("bad");
    (void)json::set(bad, path, std::move(value));
    const auto result = bench.runtime->submit("test", bad);
    ASSERT_FALSE(result) << path;
    EXPECT_EQ(result.error().code, code) << path << ": " << result.error().text();
    EXPECT_FALSE(result.error().where.empty()) << path;
  };
  refused("channel.received_at", "2026-03-02T01:00:01Z", ErrorCode::range);
  refused("channel.received_at", "yesterday", ErrorCode::schema);
  refused("channel.kind", "pigeon", ErrorCode::schema);
  refused("money.claimed", json::Object{{"minor", -1}, {"currency", "CNY"}}, ErrorCode::range);
  refused("money.paid_in", json::Object{{"minor", 1}, {"currency", "cny"}}, ErrorCode::schema);
  refused("text.docs.0.body", std::string(200'001, 'a').c_str(), ErrorCode::text_too_long);
  refused("text.docs", json::Array{}, ErrorCode::missing_field);
  refused("case.institution", "NOBANK", ErrorCode::not_found);
  refused("case.id", "lower", ErrorCode::schema);
  refused("group.size", 0, ErrorCode::range);
  refused("surprise", 1, ErrorCode::schema);
  auto two = record("two");
  (void)json::set(two, "money.claimed", json::Object{{"minor", 1}, {"currency", "CNY"}});
  (void)json::set(two, "money.paid_in", json::Object{{"minor", 1}, {"currency", "USD"}});
  EXPECT_EQ(bench.runtime->submit("test", two).error().code, ErrorCode::currency_mismatch);
  EXPECT_EQ(*bench.runtime->store()->case_count(), 0);
  auto limit = record("limit", std::string(200'000, 'a'));
  EXPECT_TRUE(bench.runtime->submit("test", limit));
}

TEST_F(RuntimeTest, SubmitManyTakesTheGoodRowsListsTheBadOnesAndStopsCleanlyWhenAsked) {
  bench.stages = {constant("test.one", {})};
  ASSERT_TRUE(bench.open());
  for (const auto* head : {"", "commit: step\n"}) {
    ASSERT_TRUE(bench.deploy("  - a: {stage: test.one}\n  - b: {stage: test.one}\n", head));
    std::int64_t given = 0, taken = 0, refused = 0;
    const std::string prefix = *head ? "s" : "t";
    auto done = bench.runtime->submit_many(
        "test",
        [&]() -> std::optional<json::Value> {
          if (given >= 350) return std::nullopt;
          auto row = record(prefix + std::to_string(given));
          if (++given % 50 == 0) (void)json::set_text(row, "channel.kind", "pigeon");
          return row;
        },
        [&](std::int64_t, const Submitted& one) { taken += one.status == "finished"; }, [&](std::int64_t, const Error&) { ++refused; }, {});
    ASSERT_TRUE(done) << done.error().text();
    EXPECT_EQ(taken, 343);
    EXPECT_EQ(refused, 7);
  }
  std::int64_t given = 0;
  auto stopped = bench.runtime->submit_many("test", [&]() -> std::optional<json::Value> { return record("u" + std::to_string(given++)); }, [](std::int64_t, const Submitted&) {}, [](std::int64_t, const Error&) {},
                                            [](const Progress& progress) { return progress.done < 200; });
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::cancelled);
  EXPECT_EQ(bench.faults(), 0);
  const auto unfinished = bench.runtime->store()->unfinished_turns();
  EXPECT_TRUE(unfinished->empty());
}

TEST_F(RuntimeTest, AnOverdueTimerFiresAtThePresentInstantWithItsOwnDueTimeBesideIt) {
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - w: {wait: 1d}\n"));
  const auto id = submit();
  bench.pass(10 * 86'400);
  ASSERT_TRUE(bench.open());
  EXPECT_EQ(*bench.runtime->fire_timers(), 1);
  const auto events = bench.runtime->store()->events(id);
  for (const auto& event : *events)
    if (event.kind == "timer_fired") {
      EXPECT_EQ(event.at, bench.clock->now());
      EXPECT_NE(event.payload.find("2026-03-03T16:00:00Z"), std::string::npos) << event.payload;
    }
}

TEST_F(RuntimeTest, CorrectionsNeedAPersonAndAReason) {
  bench.stages = {constant("amends.classify", {{"complexity", "simple"}})};
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - classify: {stage: amends.classify}\n"));
  const auto id = submit();
  EXPECT_EQ(bench.runtime->correct(id, "classify.complexity", "complex", "", person("li.na", "handler")).error().code, ErrorCode::missing_field);
  EXPECT_EQ(bench.runtime->correct(id, "classify.complexity", "complex", "why", nobody()).error().code, ErrorCode::refused);
  EXPECT_EQ(bench.runtime->correct(id, "classify.nothing", 1, "why", person("li.na", "handler")).error().code, ErrorCode::not_found);
  EXPECT_EQ(bench.runtime->correct(id, "classify.complexity", 5, "why", person("li.na", "handler")).error().code, ErrorCode::bad_type);
  EXPECT_EQ(bench.runtime->correct(id, "analysis.classify", json::Object{}, "why", person("li.na", "handler")).error().code, ErrorCode::refused);
  ASSERT_TRUE(bench.runtime->correct(id, "classify.complexity", "complex", "two banks are involved", person("li.na", "handler")));
  const auto state = bench.state(id);
  EXPECT_EQ(json::text_at(state.record(), "analysis.classify.complexity"), "complex");
  ASSERT_EQ(state.corrections().size(), 1u);
  EXPECT_EQ(json::text_or(&state.corrections()[0].machine, ""), "simple");
}

TEST_F(RuntimeTest, ANoteOrReplyThatNamesNoAuthorIsTheInstitutions) {
  bench.stages = {constant("amends.classify", json::Object{{"complexity", "simple"}})};
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - a: {stage: amends.classify}\n  - b: {human: {role: handler, form: free}}\n"));
  const auto id = submit();
  const auto li_na = person("li.na", "handler");
  for (const auto* kind : {"note", "reply", "attachment_text", "chat"}) ASSERT_TRUE(bench.runtime->add_document(id, json::Object{{"kind", kind}, {"body", "客户说想不开"}}, li_na)) << kind;
  ASSERT_TRUE(bench.runtime->add_document(id, json::Object{{"kind", "note"}, {"author_role", "complainant"}, {"body", "手写便条"}}, li_na));
  std::vector<std::string> roles;
  const auto state = bench.state(id);
  for (const auto& doc : json::list_at(state.record(), "text.docs")) roles.emplace_back(json::text_at(doc, "author_role"));
  EXPECT_EQ(std::vector<std::string>(roles.end() - 5, roles.end()), (std::vector<std::string>{"officer", "officer", "complainant", "complainant", "complainant"}));
}

TEST(ReadBack, NothingIsJournalledThatCannotBeReadAgain) {
  const auto nested = [](std::size_t levels) {
    json::Value value = 1;
    for (std::size_t i = 0; i < levels; ++i) value = json::Array{std::move(value)};
    return value;
  };
  Bench bench;
  std::size_t levels = 0;
  bench.stages.push_back(stage("x.deep", [&](const json::Value&, int) -> Result<json::Value> { return json::Value(json::Object{{"result", json::Object{{"deep", nested(levels)}}}}); }));
  bench.stages.push_back(stage("x.sets", [&](const json::Value&, int) -> Result<json::Value> {
    return json::Value(json::Object{{"result", json::Object{}}, {"facts", json::Array{json::Object{{"path", "flags.deep"}, {"value", nested(levels)}}}}});
  }, {"text"}, {"flags.deep"}));
  ASSERT_TRUE(bench.open());
  const auto ends = [&](const std::string& steps, const std::string& ref, const std::string& head = "") {
    const auto deployed = bench.deploy(steps, head);
    EXPECT_TRUE(deployed) << deployed.error().text();
    const auto done = bench.runtime->submit("test", record(ref));
    EXPECT_TRUE(done) << done.error().text();
    EXPECT_EQ(bench.faults(), 0) << ref;
    EXPECT_TRUE(done && bench.runtime->load(done->case_id)) << ref;
    return done ? done->status : "";
  };
  // A fact that holds itself once more each round.
  const std::string rounds = "  - s: {set: {flags.z: '[flags.z]'}, bound: {name: r, go: e}, go: s}\n  - e: {set: {flags.y: '1'}}\n";
  EXPECT_EQ(ends(rounds, "few", "bounds: {r: 50}\n"), "finished");
  EXPECT_EQ(ends(rounds, "many", "bounds: {r: 80}\n"), "parked");
  levels = json::kDepthMax - 20;
  EXPECT_EQ(ends("  - s: {stage: x.deep}\n", "deep enough"), "finished");
  EXPECT_EQ(ends("  - s: {each: {in: '[1, [2]]', do: [{t: {set: {flags.z: item}}}]}}\n", "items"), "finished");
  levels = json::kDepthMax - 3;  // the answer itself could be read, the event that holds it could not
  EXPECT_EQ(ends("  - s: {stage: x.deep}\n", "too deep"), "parked");
  EXPECT_EQ(ends("  - s: {stage: x.sets}\n", "sets too deep"), "parked");
}

}  // namespace
}  // namespace amends::runtime::testing
