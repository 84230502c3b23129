// Control flow through the runtime: what the machine asks for is done, journalled, found again after a reload, and taken back.
#include "core/runtime/flow_bench.hpp"

namespace amends::runtime::testing {
namespace {

const Actor kSender{"post.room", "handler", "test"};

class FlowTest : public FlowBench {
 protected:
  void SetUp() override {
    for (const auto* id : {"x.a", "x.b", "x.c", "x.z"}) bench.stages.push_back(counted(id));
    bench.stages.push_back(stage("x.fails", [](const json::Value&, int) -> Result<json::Value> { return fail(ErrorCode::range, "the sum is out of range"); }));
    ASSERT_TRUE(bench.open());
  }
};

using Texts = std::vector<std::string>;

TEST_F(FlowTest, ATimerTakesAPersonsTaskAway) {
  const auto id = submit("  - h: {human: {role: handler, form: free, escalate: [{after: 1h, to: supervisor}]}, on: {late: {after: 2h, go: a}}}\n  - b: {stage: x.b, go: end}\n  - a: {stage: x.a}\n");
  EXPECT_EQ(bench.state(id).timers().size(), 2u);
  bench.pass(7'300);
  EXPECT_EQ(*bench.runtime->fire_timers(), 2);
  EXPECT_EQ(status(id), "finished");
  EXPECT_EQ(ran, (Texts{"x.a"}));
  EXPECT_EQ(bench.state(id).task("h#1")->status, "closed");
  whole(id);
}

TEST_F(FlowTest, AMessageBesideATaskStartsAWayOfItsOwnEachTime) {
  const auto id = submit("  - h: {human: {role: handler, form: free}, on: {asked: {message: question, go: note, interrupting: false}}, go: end}\n  - note: {set: {'flags.questions.[]': on.asked.text}}\n");
  for (const auto* text : {"one", "two"}) EXPECT_TRUE(bench.runtime->message("question", id, json::Object{{"text", text}}, std::string("m-") + text, kSender));
  EXPECT_EQ(json::write(*json::find(bench.state(id).record(), "flags.questions")), R"(["one","two"])");
  EXPECT_EQ(bench.state(id).task("h#1")->status, "open");
  whole(id);
  answer(id, "h#1");
  EXPECT_EQ(status(id), "finished");
  EXPECT_FALSE(bench.runtime->message("question", id, json::Object{}, "m-3", kSender)) << "nobody waits for it any more";
  whole(id);
}

TEST_F(FlowTest, AFailureInABlockTakesItsTasksAway) {
  const auto id = submit(R"(  - part:
      block:
        - both:
            parallel:
              h: {human: {role: handler, form: free}}
              f:
                - m: {message: go_on}
                - bad: {stage: x.fails}
      on: {broken: {error: range, go: z}}
  - b: {stage: x.b, go: end}
  - z: {stage: x.z}
)");
  EXPECT_EQ(bench.state(id).task("h#1")->status, "open");
  ASSERT_TRUE(bench.runtime->message("go_on", id, json::Object{}, "m", kSender));
  EXPECT_EQ(status(id), "finished");
  EXPECT_EQ(ran, (Texts{"x.z"}));
  EXPECT_EQ(bench.state(id).task("h#1")->status, "closed");
  whole(id);
}

TEST_F(FlowTest, EveryBranchWhoseConditionHoldsRuns) {
  const auto* const steps = "  - some_of:\n      inclusive:\n        a: {when: 'channel.kind = \"phone\"', do: {stage: x.a}}\n        b: {when: 'channel.kind = \"letter\"', do: {stage: x.b}}\n        c: {when: 'channel.kind != null', do: {stage: x.c}}\n        z: {else: {stage: x.z}}\n";
  const auto id = submit(steps);
  EXPECT_EQ(ran, (Texts{"x.a", "x.c"}));
  EXPECT_EQ(status(id), "finished");
  whole(id);
}

TEST_F(FlowTest, AConditionThatIsNotKnownParks) {
  const auto id = submit("  - two:\n      inclusive:\n        a: {when: 'channel.kind = \"phone\"', do: {stage: x.a}}\n        b: {when: 'money.claimed.minor > 5', do: {stage: x.b}}\n");
  EXPECT_EQ(status(id), "parked");
  EXPECT_TRUE(ran.empty()) << "no branch runs before all conditions are known";
  EXPECT_NE(bench.state(id).flow().tokens[0].reason.find("money.claimed.minor"), std::string::npos) << bench.state(id).flow().tokens[0].reason;
  whole(id);
}

TEST_F(FlowTest, TheFirstOfTwoTakesTheOtherBackBeforeItBegan) {
  const auto id = submit("  - p:\n      parallel:\n        join: {of: 1, cancel: true}\n        a: {stage: x.a}\n        h: {human: {role: handler, form: free, due: 1d, escalate: [{after: 1d, to: supervisor}]}}\n        m: {message: reply}\n  - z: {stage: x.z}\n");
  EXPECT_EQ(ran, (Texts{"x.a", "x.z"}));
  EXPECT_EQ(status(id), "finished");
  EXPECT_EQ(bench.state(id).task("h#1"), nullptr) << "the stage was done within the turn: no task was opened for nothing";
  whole(id);
}

TEST_F(FlowTest, AForEachKeepsAnEntryForEachItem) {
  auto row = record();
  (void)json::set(row, "parties", json::Array{json::Object{{"id", "p1"}, {"role", "complainant"}, {"anonymous", true}}, json::Object{{"id", "p2"}, {"role", "employee"}, {"anonymous", true}}});
  const auto id = submit("  - all:\n      each: {in: parties, as: party, key: party.id, do: [a: {stage: x.a, set: {'flags.seen.[]': party.role}}]}\n  - z: {stage: x.z}\n", "", row);
  EXPECT_EQ(ran, (Texts{"x.a", "x.a", "x.z"}));
  const auto state = bench.state(id);
  EXPECT_EQ(json::integer_at(state.record(), "ext.x.a.p1.run"), 1);
  EXPECT_EQ(json::integer_at(state.record(), "ext.x.a.p2.run"), 1) << "each item has its own count of runs";
  EXPECT_EQ(json::write(*json::find(state.record(), "flags.seen")), R"(["complainant","employee"])");
  EXPECT_EQ(status(id), "finished");
  whole(id);
}

TEST_F(FlowTest, AForEachGrowsByAMessageAndByACorrectedList) {
  const auto id = submit("  - all:\n      each: {in: parties, as: party, key: party.id, grows_by: {message: joined}, do: [h: {human: {role: handler, form: free}}]}\n  - z: {stage: x.z}\n");
  ASSERT_TRUE(bench.runtime->message("joined", id, json::Object{{"id", "p7"}}, "m-1", kSender));
  EXPECT_EQ(bench.state(id).task("h#2")->status, "open");
  const auto changed = bench.runtime->set_facts(id, json::Object{{"parties.1", json::Object{{"id", "p3"}, {"role", "employee"}, {"anonymous", true}}}}, "a third", kOfficer);
  ASSERT_TRUE(changed) << changed.error().text();
  const auto state = bench.state(id);
  const auto* items = state.items({state.definition().find("all"), 1, 0});
  ASSERT_NE(items, nullptr);
  Texts keys;
  for (const auto& item : *items) keys.push_back(item.key);
  EXPECT_EQ(keys, (Texts{"p1", "p7", "p3"}));
  whole(id);
  for (const auto* task : {"h#1", "h#2"}) answer(id, task);
  EXPECT_TRUE(ran.empty());
  answer(id, "h#3");
  EXPECT_EQ(ran, (Texts{"x.z"}));
  EXPECT_EQ(status(id), "finished");
  whole(id);
}

TEST_F(FlowTest, AListThatIsNotKnownParksAndGoesOnWhenItIs) {
  const auto id = submit("  - all:\n      each: {in: group.members, do: [a: {stage: x.a}]}\n");
  EXPECT_EQ(status(id), "parked");
  EXPECT_NE(bench.state(id).flow().tokens[0].reason.find("the list group.members"), std::string::npos);
  whole(id);
}

TEST_F(FlowTest, ASignalReachesOtherCasesThatListen) {
  ASSERT_TRUE(bench.deploy("  - l: {listen: recall}\n  - a: {stage: x.a}\n"));
  const auto first = bench.runtime->submit("test", record("r-1"))->case_id, second = bench.runtime->submit("test", record("r-2"))->case_id;
  const auto sender = submit("  - s: {signal: recall}\n  - l: {listen: recall}\n", "", record("r-3"));
  EXPECT_EQ(status(first), "finished");
  EXPECT_EQ(status(second), "finished");
  EXPECT_EQ(status(sender), "waiting") << "it came to listen after its own signal";
  EXPECT_EQ(ran, (Texts{"x.a", "x.a"}));
  const auto heard = bench.runtime->signal("recall", json::Object{}, "s-1", kSender);
  ASSERT_TRUE(heard) << heard.error().text();
  EXPECT_EQ(*heard, (Texts{sender}));
  EXPECT_TRUE(bench.runtime->signal("recall", json::Object{}, "s-2", kSender)->empty()) << "that nobody listens is no error";
  whole(sender);
}

TEST_F(FlowTest, AMessageIsLostOrKept) {
  const auto id = submit("  - h: {human: {role: handler, form: free}}\n  - m: {message: reply}\n  - a: {stage: x.a, set: {flags.reply: m.text}}\n");
  const auto lost = bench.runtime->message("reply", id, json::Object{{"text", "lost"}}, "m-1", kSender);
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().code, ErrorCode::not_found);
  Runtime::Keep short_time{calendar::Duration{1, calendar::Unit::hours}, ""}, long_time{calendar::Duration{9, calendar::Unit::hours}, ""};
  ASSERT_TRUE(bench.runtime->message("reply", id, json::Object{{"text", "short"}}, "m-2", kSender, short_time));
  ASSERT_TRUE(bench.runtime->message("reply", id, json::Object{{"text", "long"}}, "m-3", kSender, long_time));
  ASSERT_TRUE(bench.runtime->message("reply", id, json::Object{{"text", "long"}}, "m-3", kSender, long_time));
  EXPECT_EQ(bench.state(id).kept_messages().size(), 2u) << "an id is kept once";
  whole(id);
  bench.pass(2 * 3'600);
  answer(id, "h#1");
  EXPECT_EQ(status(id), "finished");
  EXPECT_EQ(json::text_at(bench.state(id).record(), "flags.reply"), "long") << "the other one had run out";
  whole(id);
  EXPECT_FALSE(bench.runtime->message("reply", id, json::Object{}, "m-4", kSender, long_time)) << "the case is over";
  EXPECT_FALSE(bench.runtime->message("reply", "no-such-case", json::Object{}, "m-5", kSender, long_time));
}

TEST_F(FlowTest, ACaseKeepsSoManyMessagesAndNoMore) {
  const auto id = submit("  - h: {human: {role: handler, form: free}}\n");
  const Runtime::Keep keep{calendar::Duration{1, calendar::Unit::days}, id};
  for (std::size_t n = 0; n < kKeptMessagesMax; ++n) ASSERT_TRUE(bench.runtime->message("reply", "k", json::Object{}, "m-" + std::to_string(n), kSender, keep));
  const auto more = bench.runtime->message("reply", "k", json::Object{}, "one-more", kSender, keep);
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().code, ErrorCode::range);
  bench.pass(2 * 86'400);
  EXPECT_TRUE(bench.runtime->message("reply", "k", json::Object{}, "later", kSender, keep)) << "those that ran out do not count";
}

TEST_F(FlowTest, AStepCancelsTheCase) {
  const auto id = submit("  - p:\n      parallel:\n        h: {human: {role: handler, form: free, escalate: [{after: 1d, to: supervisor}]}}\n        m:\n          - go_on: {message: stop}\n          - stop: {cancel: case}\n");
  ASSERT_TRUE(bench.runtime->message("stop", id, json::Object{}, "m", kSender));
  EXPECT_EQ(status(id), "cancelled");
  EXPECT_EQ(bench.kinds(id).back(), "finished");
  whole(id);
}

TEST_F(FlowTest, WhatWasDoneIsUndoneTheNewestFirst) {
  const auto id = submit(R"(  - trip:
      block:
        - a: {stage: x.a, undo: [no_a: {set: {'flags.undone.[]': '"a"'}}]}
        - b: {stage: x.b, undo: [no_b: {set: {'flags.undone.[]': '"b"'}}]}
        - bad: {stage: x.fails}
      on: {broken: {error: default, go: back}}
  - z: {stage: x.z, go: end}
  - back: {compensate: trip}
)");
  EXPECT_EQ(status(id), "finished");
  EXPECT_EQ(json::write(*json::find(bench.state(id).record(), "flags.undone")), R"(["b","a"])");
  whole(id);
}

TEST_F(FlowTest, AnEventWhoseKeyIsNotKnownIsSetWhenTheCaseIsResumed) {
  const auto id = submit("  - part:\n      block: [h: {human: {role: handler, form: free}}]\n      on: {back: {message: back, key: flags.ref, go: a}}\n  - b: {stage: x.b, go: end}\n  - a: {stage: x.a}\n");
  EXPECT_EQ(status(id), "parked");
  EXPECT_EQ(bench.state(id).task("h#1")->status, "open") << "what is inside goes on";
  whole(id);
  ASSERT_TRUE(bench.runtime->set_facts(id, json::Object{{"flags.ref", "k-1"}}, "found", kOfficer));
  const auto resumed = bench.runtime->resume(id, "known now", kOfficer);
  ASSERT_TRUE(resumed) << resumed.error().text();
  EXPECT_EQ(status(id), "waiting");
  whole(id);
  ASSERT_TRUE(bench.runtime->message("back", "k-1", json::Object{}, "m", kSender));
  EXPECT_EQ(ran, (Texts{"x.a"}));
  EXPECT_EQ(bench.state(id).task("h#1")->status, "closed");
  whole(id);
}

TEST_F(FlowTest, ABoundEndsTheCircleAndAPathComesBack) {
  const auto deployed = bench.deploy("  - first: {run: once}\n  - a: {stage: x.a, bound: {name: rounds_max, go: z}, go: a2}\n  - a2: {set: {flags.more: true}, go: a}\n  - z: {stage: x.z}\npaths:\n  once: [b: {stage: x.b}]\n", "bounds: {rounds_max: 3}\n");
  ASSERT_TRUE(deployed) << deployed.error().text();
  const auto id = bench.runtime->submit("test", record())->case_id;
  EXPECT_EQ(ran, (Texts{"x.b", "x.a", "x.a", "x.a", "x.z"}));
  EXPECT_EQ(status(id), "finished");
  whole(id);
}

TEST_F(FlowTest, AMilestoneOffersATaskOnlyWhileItHolds) {
  const auto id = submit("  - two:\n      parallel:\n        left: [open: {human: {role: handler, form: free}}, done: {set: {flags.closed: true}}]\n        right: [object: {human: {role: handler, form: free}, while: {at: open, else: late}, go: end}, late: {set: {flags.late: true}}]\n");
  EXPECT_EQ(bench.state(id).task("object#1")->status, "open");
  answer(id, "open#1");
  EXPECT_EQ(bench.state(id).task("object#1")->status, "closed");
  EXPECT_TRUE(json::bool_at(bench.state(id).record(), "flags.late"));
  EXPECT_EQ(status(id), "finished");
  whole(id);
}

}  // namespace
}  // namespace amends::runtime::testing
