// A person stops the work on a case, lets it go on, ends it, or takes it back to a step: what runs meanwhile and what does not.
#include <cstdlib>
#include <map>
#include <random>

#include "core/runtime/flow_bench.hpp"

namespace amends::runtime::testing {
namespace {

const Actor kHead{"wang.yi", "supervisor", "test"}, kTrained{"zhao.min", "crisis_trained", "test"};
constexpr const char* kClocks = "clocks:\n  decide: {kind: decide, from: channel.received_at, warn: [5d], on_breach: escalate, to: supervisor}\n";
constexpr std::int64_t kDay = 86'400;

class Stops : public FlowBench {
 protected:
  void SetUp() override {
    for (const auto* id : {"x.a", "x.b", "x.z"}) bench.stages.push_back(counted(id));
    bench.stages.push_back(stage("x.fails", [this](const json::Value&, int) -> Result<json::Value> {
      if (fails) return fail(ErrorCode::range, "the sum is out of range");
      return json::Value(json::Object{{"result", json::Object{}}});
    }));
    bench.stages.push_back(stage("x.danger", [](const json::Value&, int) -> Result<json::Value> {
      return json::Value(json::Object{{"tasks", json::Array{json::Object{{"id", "safety"}, {"kind", "safety"}, {"owner_role", "crisis_trained"}, {"form", "free"}, {"title", json::bilingual("安全", "Safety")}, {"blocking", true}}}}});
    }));
    add_release_forms();
    ASSERT_TRUE(bench.open());
  }
  void suspend(const std::string& id) {
    const auto done = bench.runtime->suspend(id, "the ombudsman looks at it", kHead);
    ASSERT_TRUE(done) << done.error().text();
    EXPECT_EQ(*done, "suspended");
  }
  void resume(const std::string& id, const std::string& then) {
    const auto done = bench.runtime->resume(id, "it is back", kHead);
    ASSERT_TRUE(done) << done.error().text();
    EXPECT_EQ(*done, then);
  }
  bool fails = true;
};

TEST_F(Stops, ASuspendedCaseDoesNoWorkAndItsLegalClocksRunOn) {
  const auto id = submit("  - h: {human: {role: handler, form: free, escalate: [{after: 1d, to: supervisor}]}, on: {late: {after: 2d, go: z}}}\n  - z: {stage: x.z}\n", kClocks);
  const auto due = bench.state(id).clock("decide")->due_at;
  suspend(id);
  const auto row = bench.runtime->store()->tasks(id, "", "withheld");
  ASSERT_EQ(row->size(), 1u) << "nobody is offered what cannot be answered";
  const auto refused = bench.runtime->answer(id, "h#1", json::Object{}, kOfficer);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::state);
  EXPECT_NE(refused.error().text().find("suspended by wang.yi since 2026-03-02T09:00:00+08:00 (the ombudsman looks at it)"), std::string::npos) << refused.error().text();
  EXPECT_NE(refused.error().text().find("amends case resume " + id), std::string::npos);
  bench.pass(60 * kDay);
  ASSERT_TRUE(bench.runtime->fire_timers());
  EXPECT_TRUE(ran.empty());
  const auto state = bench.state(id);
  EXPECT_EQ(state.clock("decide")->due_at, due);
  EXPECT_EQ(state.clock("decide")->state, "breached");
  EXPECT_EQ(state.clock("decide")->warned.size(), 1u);
  EXPECT_EQ(state.timers().size(), 2u) << "of the workflow, both long due";
  EXPECT_EQ(*bench.runtime->store()->next_timer(), std::nullopt);
  EXPECT_EQ(status(id), "suspended");
  const auto of_the_clock = bench.runtime->answer(id, "clock:decide:breach", json::Object{{"result", "changed"}, {"reason", "r"}, {"who", "wang.yi"}}, kHead);
  ASSERT_TRUE(of_the_clock) << of_the_clock.error().text();
  EXPECT_TRUE(bench.runtime->set_facts(id, json::Object{{"product.name", "card"}}, "told", kOfficer)) << "what is learned is recorded";
  whole(id);
  resume(id, "waiting");
  EXPECT_EQ(*bench.runtime->fire_timers(), 2) << "what came due meanwhile fires now, in due order";
  EXPECT_EQ(ran, (std::vector<std::string>{"x.z"}));
  EXPECT_EQ(status(id), "finished");
  whole(id);
}

TEST_F(Stops, ASafetyTaskIsAnsweredAndWhatFollowsWaits) {
  const auto id = submit("  - d: {stage: x.danger}\n  - a: {stage: x.a}\n  - h: {human: {role: handler, form: free, due: 1d}}\n");
  suspend(id);
  const auto answered = bench.runtime->answer(id, "x.danger.safety", json::Object{{"reason", "r"}}, kTrained);
  ASSERT_TRUE(answered) << answered.error().text();
  EXPECT_EQ(status(id), "suspended");
  EXPECT_TRUE(ran.empty());
  whole(id);
  resume(id, "waiting");
  EXPECT_EQ(ran, (std::vector<std::string>{"x.a"}));
  EXPECT_EQ(bench.state(id).task("h#1")->status, "open");
  whole(id);
}

TEST_F(Stops, MessagesAreKeptForTheResumeOrRefusedAndSignalsPassBy) {
  const auto id = submit("  - f: {first_of: {m: {message: reply, go: a}, s: {signal: all, go: b}}}\n  - a: {stage: x.a, go: end}\n  - b: {stage: x.b, go: end}\n");
  suspend(id);
  const auto refused = bench.runtime->message("reply", id, json::Object{}, "m-1", kOfficer);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().text().find("--keep 30d"), std::string::npos) << refused.error().text();
  EXPECT_TRUE(bench.runtime->signal("all", json::Object{}, "s-1", kOfficer)->empty());
  Runtime::Keep keep;
  keep.length = calendar::Duration{30, calendar::Unit::days};
  ASSERT_TRUE(bench.runtime->message("reply", id, json::Object{{"text", "yes"}}, "m-1", kOfficer, keep));
  EXPECT_EQ(status(id), "suspended");
  EXPECT_TRUE(ran.empty());
  resume(id, "finished");
  EXPECT_EQ(ran, (std::vector<std::string>{"x.a"}));
  whole(id);
}

TEST_F(Stops, WhoStopsACaseIsNamedAndSaysWhy) {
  const auto id = submit("  - h: {human: {role: handler, form: free}}\n");
  EXPECT_EQ(bench.runtime->suspend(id, "", kHead).error().code, ErrorCode::missing_field);
  EXPECT_EQ(bench.runtime->suspend(id, "why", Actor{}).error().code, ErrorCode::refused);
  EXPECT_EQ(bench.runtime->suspend(id, "why", Actor{"an", "analyst", ""}).error().code, ErrorCode::refused);
  EXPECT_EQ(bench.runtime->suspend("nobody", "why", kHead).error().code, ErrorCode::not_found);
  EXPECT_EQ(bench.runtime->resume(id, "why", kHead).error().code, ErrorCode::state);
  suspend(id);
  EXPECT_NE(bench.runtime->suspend(id, "again", kHead).error().text().find("suspended already"), std::string::npos);
  EXPECT_NE(bench.runtime->retry(id, {"h", "", "", ""}, "why", kHead).error().text().find("resume it first"), std::string::npos);
  EXPECT_EQ(bench.runtime->cancel(id, "", kHead).error().code, ErrorCode::missing_field);
  ASSERT_TRUE(bench.runtime->cancel(id, "withdrawn", kHead));
  EXPECT_EQ(status(id), "cancelled");
  EXPECT_FALSE(bench.state(id).suspension());
  EXPECT_NE(bench.runtime->suspend(id, "late", kHead).error().text().find("cancelled"), std::string::npos);
  whole(id);
}

TEST_F(Stops, WhileAPersonMayBeInDangerNothingClosesTheirTask) {
  const auto id = submit("  - d: {stage: x.danger}\n  - a: {stage: x.a}\n");
  EXPECT_NE(bench.runtime->cancel(id, "withdrawn", kHead).error().text().find("a trained person answers it first"), std::string::npos);
  EXPECT_NE(bench.runtime->retry(id, {"d", "", "", ""}, "again", kHead).error().text().find("a trained person answers it first"), std::string::npos);
  EXPECT_TRUE(bench.state(id).safety_hold());
}

TEST_F(Stops, AParkedStepIsRunAgain) {
  const auto id = submit("  - a: {stage: x.a}\n  - f: {stage: x.fails}\n  - z: {stage: x.z}\n");
  ASSERT_EQ(status(id), "parked");
  fails = false;
  const auto done = bench.runtime->retry(id, {}, "the stage was mended", kOfficer);
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_EQ(*done, "finished");
  EXPECT_EQ(ran, (std::vector<std::string>{"x.a", "x.z"}));
  whole(id);
}

TEST_F(Stops, ACaseGoesBackToAnEarlierStep) {
  const auto id = submit("  - a: {stage: x.a}\n  - b: {stage: x.b}\n  - h: {human: {role: handler, form: free, escalate: [{after: 1d, to: supervisor}]}}\n  - z: {stage: x.z}\n");
  EXPECT_EQ(bench.runtime->retry(id, {}, "why", kOfficer).error().code, ErrorCode::state);
  EXPECT_EQ(bench.runtime->retry(id, {"a", "", "", ""}, "", kOfficer).error().code, ErrorCode::missing_field);
  EXPECT_NE(bench.runtime->retry(id, {"z", "", "", ""}, "why", kOfficer).error().text().find("not forward"), std::string::npos);
  const auto unknown = bench.runtime->retry(id, {"bb", "", "", ""}, "why", kOfficer);
  EXPECT_EQ(unknown.error().code, ErrorCode::not_found);
  const auto done = bench.runtime->retry(id, {"b", "", "", ""}, "a document came in", kOfficer);
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_EQ(ran, (std::vector<std::string>{"x.a", "x.b", "x.b"}));
  const auto state = bench.state(id);
  EXPECT_EQ(state.task("h#1")->status, "closed");
  EXPECT_EQ(state.task("h#2")->status, "open");
  EXPECT_EQ(state.timers().size(), 1u);
  const auto events = *bench.runtime->store()->events(id);
  const auto found = std::find_if(events.begin(), events.end(), [](const store::Event& event) { return event.kind == "retried"; });
  ASSERT_NE(found, events.end());
  EXPECT_EQ(found->actor, "user:li.na");
  EXPECT_NE(found->payload.find("a document came in"), std::string::npos);
  whole(id);
}

TEST_F(Stops, OfSeveralTokensOneIsNamed) {
  const auto id = submit("  - all:\n      each: {in: 'for i in 1..2 return i', do: [a: {stage: x.a}, h: {human: {role: handler, form: free}}]}\n");
  const auto several = bench.runtime->retry(id, {"a", "", "", ""}, "why", kOfficer);
  ASSERT_FALSE(several);
  EXPECT_EQ(several.error().code, ErrorCode::conflict);
  EXPECT_NE(several.error().text().find("h#1, h#2"), std::string::npos) << several.error().text();
  ASSERT_TRUE(bench.runtime->retry(id, {"a", "h#2", "", ""}, "why", kOfficer));
  EXPECT_EQ(bench.state(id).task("h#1")->status, "open");
  EXPECT_EQ(bench.state(id).task("h#2")->status, "closed");
  whole(id);
}

TEST_F(Stops, GoingBackOverAnApprovalTakesASecondPersonInItsRole) {
  const auto id = submit(R"(  - draft: {human: {role: handler, form: free}}
  - sign: {human: {role: supervisor, form: approve_draft, four_eyes_with: draft, shows: [draft.reason], escalate: [{after: 1d, to: head_of_office}]}}
  - last: {human: {role: handler, form: free}}
)");
  ASSERT_TRUE(bench.runtime->answer(id, "draft#1", json::Object{{"reason", "r"}}, kOfficer));
  EXPECT_TRUE(bench.runtime->retry(id, {"draft", "", "", ""}, "nothing was approved yet", kOfficer));
  ASSERT_TRUE(bench.runtime->answer(id, "draft#2", json::Object{{"reason", "r"}}, kOfficer));
  const auto seen = bench.runtime->shown(id, "sign#2")->digest;
  ASSERT_TRUE(bench.runtime->answer(id, "sign#2", json::Object{{"approved", true}, {"reason", "r"}, {"who", "wang.yi"}}, kHead, seen));
  const auto refused = [&](const Runtime::Retry& retry, const std::string& words) {
    const auto done = bench.runtime->retry(id, retry, "why", kOfficer);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::refused);
    EXPECT_NE(done.error().text().find(words), std::string::npos) << done.error().text();
  };
  refused({"draft", "", "", ""}, "leads over the approval 'sign', which wang.yi has answered");
  refused({"draft", "", "Li.Na", "supervisor"}, "is who asks for it");
  refused({"draft", "", "sun.hao", "handler"}, "that is for head_of_office, supervisor");
  refused({"draft", "", "sun.hao", "admin"}, "that is for head_of_office, supervisor");
  EXPECT_TRUE(bench.runtime->retry(id, {"last", "", "", ""}, "its own step is no way back", kOfficer));
  const auto done = bench.runtime->retry(id, {"draft", "", "sun.hao", "head_of_office"}, "why", kOfficer);
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_EQ(bench.state(id).task("draft#3")->status, "open");
  whole(id);
}

/// Any act on any of these cases: the fold of the events is the state, and the lists are what the fold gives.
TEST_F(Stops, AfterAnyActsTheFoldOfTheEventsIsTheState) {
  const auto* given = std::getenv("AMENDS_SEED");
  const auto seed = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  std::printf("seed %llu (give it back as AMENDS_SEED)\n", static_cast<unsigned long long>(seed));
  std::mt19937_64 random(seed);
  ASSERT_TRUE(bench.deploy(R"(  - a: {stage: x.a}
  - m: {send: {kind: order, body: {sum: 1}, wait: true}, on: {slow: {after: 3d, go: h}, lost: {error: unavailable, go: h}}}
  - both:
      parallel:
        p: [b: {stage: x.b}, h1: {human: {role: handler, form: free, escalate: [{after: 1d, to: supervisor}]}}]
        q: [w: {wait: 2d}, t: {message: reply}]
  - h: {human: {role: handler, form: free}}
)", std::string(kClocks) + "notices: [clock_warned, clock_breached, task_opened, task_escalated]\n"));
  const auto id = bench.runtime->submit("test", record())->case_id;
  const std::vector<std::string> steps{"a", "m", "both", "b", "h1", "w", "t", "h"};
  const int acts = std::getenv("AMENDS_LONG_TESTS") ? 2'000 : 200;
  std::map<std::string, int> taken;
  for (int i = 0; i < acts; ++i) {
    const auto state = bench.state(id);
    const auto one_of = [&](const auto& list) { return list[random() % list.size()]; };
    const auto count = [&](const char* act, bool done) { taken[act] += done ? 1 : 0; };
    switch (random() % 8) {
      case 0: count("suspend", bool(bench.runtime->suspend(id, "r", kHead))); break;
      case 1:
      case 2: count("resume", bool(bench.runtime->resume(id, "r", kHead))); break;
      case 3: count("retry", bool(bench.runtime->retry(id, {one_of(steps), "", "", ""}, "r", kOfficer))); break;
      case 4:
        bench.pass(static_cast<std::int64_t>(random() % 200'000));
        count("timers", *bench.runtime->fire_timers() > 0);
        break;
      case 5:
        if (!state.outbox().empty()) {
          const auto& message = one_of(state.outbox());
          switch (random() % 4) {
            case 0: count("acknowledge", bool(bench.runtime->acknowledge(message.key, nullptr, kOfficer))); break;
            case 1: count("fail", bool(bench.runtime->delivery_failed(message.key, "no answer", random() % 2 == 0, kOfficer))); break;
            case 2: count("retry delivery", bool(bench.runtime->retry_delivery(message.key, "r", kOfficer))); break;
            default: count("drop", bool(bench.runtime->drop_delivery(message.key, "r", kOfficer)));
          }
        }
        break;
      case 6: {
        std::vector<std::string> open;
        for (const auto& task : state.tasks())
          if (task.status == "open" && task.kind == "human" && task.id.starts_with("h1")) open.push_back(task.id);
        if (!open.empty()) count("answer", bool(bench.runtime->answer(id, one_of(open), json::Object{}, kOfficer)));
        break;
      }
      default: count("message", bool(bench.runtime->message("reply", id, json::Object{}, "m-" + std::to_string(i), kOfficer)));
    }
    ASSERT_EQ(bench.faults(), 0) << "act " << i;
    if (i % 20 == 0) whole(id);
  }
  for (const auto& [act, times] : taken) std::printf("%s %d  ", act.c_str(), times);
  std::printf("\n");
  EXPECT_GT(taken["suspend"], 0);
  EXPECT_GT(taken["retry"], 0);
  EXPECT_GT(taken["acknowledge"] + taken["drop"], 0);
}

}  // namespace
}  // namespace amends::runtime::testing
