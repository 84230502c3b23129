// The way of real cases: what was entered, which arrow was taken how often, where the case stands.
#include "review/case_trail.hpp"

#include <gtest/gtest.h>

#include "core/runtime/runtime_kit.hpp"
#include "review/review.hpp"

namespace amends::review {
namespace {

using runtime::testing::Bench;
using runtime::testing::constant;
using runtime::testing::record;
using runtime::testing::stage;

class CaseTrail : public testing::Test {
 protected:
  Bench bench;

  std::string submit() {
    auto id = bench.runtime->submit("test", record());
    EXPECT_TRUE(id) << id.error().text();
    return id ? id->case_id : "";
  }
  void answer(const std::string& id, const std::string& task, json::Object fields) {
    const auto done = bench.runtime->answer(id, task, std::move(fields), {"li", "handler", "test"});
    EXPECT_TRUE(done) << done.error().text();
  }
  Trail trail(const std::string& id) {
    auto loaded = bench.runtime->load(id);
    EXPECT_TRUE(loaded) << loaded.error().text();
    auto out = trail_of(*loaded);
    EXPECT_TRUE(out) << out.error().text();
    definition = loaded->state.definition_pointer();
    return *out;
  }
  /// Whoever entered a step came by an arrow, or began the case: nothing is counted twice and no way is missing.
  void adds_up(const Trail& trail) {
    std::map<flow::StepIndex, std::int32_t> came{{definition->first(), 1}};
    for (const auto& arrow : arrows_of(*definition))
      if (const auto found = trail.taken.find(arrow.key); found != trail.taken.end() && arrow.to != flow::kEnd && !arrow.to_join) came[arrow.to] += found->second;
    // Who is turned away at a bound came to its step and went on from there.
    for (const auto& [key, count] : trail.taken)
      if (key.kind == ArrowKind::bound || key.kind == ArrowKind::milestone) came[key.from] -= count;
    for (std::size_t i = 0; i < definition->steps().size(); ++i) EXPECT_EQ(came[static_cast<flow::StepIndex>(i)], trail.visits[i]) << definition->steps()[i].name;
  }
  /// "a>b x2; ..." in the order of the steps.
  std::string ways(const Trail& trail) {
    adds_up(trail);
    std::string out;
    for (const auto& arrow : arrows_of(*definition)) {
      const auto found = trail.taken.find(arrow.key);
      if (found == trail.taken.end()) continue;
      out += (out.empty() ? "" : "; ") + definition->step(arrow.key.from).name + ">" + (arrow.to == flow::kEnd ? "end" : definition->step(arrow.to).name) + (arrow.to_join ? "." : "") +
             (found->second > 1 ? " x" + std::to_string(found->second) : "");
    }
    return out;
  }
  std::shared_ptr<const flow::Definition> definition;
};

TEST_F(CaseTrail, CountsEachRoundOfALoop) {
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - ask: {human: {role: handler, form: free}, set: {flags.asked: true}}\n"
                           "  - enough: {choose: [{when: 'ask.n < 3', go: ask}, {else: done}]}\n"
                           "  - done: {set: {case.status: '\"accepted\"'}}\n"));
  const auto id = submit();
  EXPECT_EQ(ways(trail(id)), "");
  for (int round = 1; round <= 3; ++round) {
    EXPECT_EQ(trail(id).here.size(), 1u);
    answer(id, "ask#" + std::to_string(round), {{"n", round}});
  }
  const auto found = trail(id);
  EXPECT_EQ(ways(found), "ask>enough x3; enough>ask x2; enough>done; done>end");
  EXPECT_EQ(found.visits, (std::vector<std::int32_t>{3, 3, 1}));
  EXPECT_TRUE(found.here.empty());
}

TEST_F(CaseTrail, FollowsTheBranchesOfABlockToTheirJoin) {
  bench.stages = {constant("test.one", {}), constant("test.two", {})};
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - both:\n      parallel:\n        left: {stage: test.one}\n        right: [{second: {stage: test.two}}, {asked: {human: {role: handler, form: free}}}]\n"
                           "  - done: {set: {case.status: '\"accepted\"'}}\n"));
  const auto id = submit();
  EXPECT_EQ(ways(trail(id)), "both>left; both>second; left>both.; second>asked");
  EXPECT_EQ(trail(id).here.size(), 2u) << "the block and the person it waits for";
  answer(id, "asked#1", {});
  EXPECT_EQ(ways(trail(id)), "both>done; both>left; both>second; left>both.; second>asked; asked>both.; done>end");
}

TEST_F(CaseTrail, TellsWhichAlternativeAndWhichErrorRouteWasTaken) {
  bool works = false;
  bench.stages = {stage("test.person", [&](const json::Value&, int) -> Result<json::Value> {
    if (!works) return fail(ErrorCode::needs_person, "a person must look");
    return json::Value(json::Object{});
  })};
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - read: {stage: test.person, on_error: {needs_person: by_hand}}\n"
                           "  - wait_for:\n      first_of:\n        reply: {message: customer_reply, go: end}\n        silence: {after: 2h, go: read}\n"
                           "  - by_hand: {human: {role: handler, form: free}, go: wait_for}\n"));
  const auto id = submit();
  EXPECT_EQ(ways(trail(id)), "read>by_hand");
  answer(id, "by_hand#1", {});
  works = true;
  bench.pass(2 * 3600);
  ASSERT_EQ(*bench.runtime->fire_timers(), 1);
  EXPECT_EQ(ways(trail(id)), "read>wait_for; read>by_hand; wait_for>read; by_hand>wait_for");
  ASSERT_TRUE(bench.runtime->message("customer_reply", id, json::Object{}, "m1", {"li", "handler", "test"}));
  EXPECT_EQ(ways(trail(id)), "read>wait_for; read>by_hand; wait_for>end; wait_for>read; by_hand>wait_for");
}

TEST_F(CaseTrail, ShowsAnErrorThatAStepInsideRaises) {
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - talks:\n      block:\n        - ask: {human: {role: handler, form: free}}\n        - again: {choose: [{when: 'ask.n < 2', go: ask}, {else: deadlock}]}\n        - deadlock: {raise: {error: no_agreement}}\n"
                           "      on: {failed: {error: no_agreement, go: senior}, other: {error: default, go: end}}\n      go: end\n"
                           "  - senior: {human: {role: handler, form: free}}\n"));
  const auto id = submit();
  EXPECT_EQ(ways(trail(id)), "talks>ask");
  answer(id, "ask#1", {{"n", 1}});
  EXPECT_EQ(ways(trail(id)), "talks>ask; ask>again; again>ask");
  answer(id, "ask#2", {{"n", 2}});
  EXPECT_EQ(ways(trail(id)), "talks>ask; talks>senior; ask>again x2; again>ask; again>deadlock");
  answer(id, "senior#1", {});
  EXPECT_EQ(ways(trail(id)), "talks>ask; talks>senior; ask>again x2; again>ask; again>deadlock; senior>end");
}

TEST_F(CaseTrail, ShowsAFailureThatAStepAroundTakes) {
  bench.stages = {stage("test.fails", [](const json::Value&, int) -> Result<json::Value> { return fail(ErrorCode::range, "too much"); })};
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - outer:\n      block:\n        - inner:\n            block: [{read: {stage: test.fails}}]\n            on: {other: {error: unavailable, go: end}}\n"
                           "      on: {failed: {error: range, go: by_hand}, any: {error: default, go: end}}\n      go: end\n"
                           "  - by_hand: {human: {role: handler, form: free}}\n"));
  EXPECT_EQ(ways(trail(submit())), "outer>inner; outer>by_hand; inner>read");
}

TEST_F(CaseTrail, ShowsAnEscalationAndWhatItBeginsBeside) {
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - work:\n      block: [{ask: {human: {role: handler, form: free}}}, {tell: {raise: {escalation: too_long}}}, {more: {human: {role: handler, form: free}}}]\n"
                           "      on: {told: {escalation: too_long, go: look, interrupting: false}}\n      go: end\n"
                           "  - look: {human: {role: handler, form: free}}\n"));
  const auto id = submit();
  answer(id, "ask#1", {});
  EXPECT_EQ(ways(trail(id)), "work>ask; work>look; ask>tell; tell>more");
  answer(id, "more#1", {});
  answer(id, "look#1", {});
  EXPECT_EQ(ways(trail(id)), "work>end; work>ask; work>look; ask>tell; tell>more; more>work.; look>end");
}

TEST_F(CaseTrail, ShowsAnEscalationWhoseStepCameAndWentInOneTurn) {
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - ask: {human: {role: handler, form: free}}\n"
                           "  - work:\n      block: [{tell: {raise: {escalation: too_long}}}]\n      on: {told: {escalation: too_long, go: look, interrupting: false}}\n      go: end\n"
                           "  - look: {human: {role: handler, form: free}}\n"));
  const auto id = submit();
  answer(id, "ask#1", {});
  EXPECT_EQ(ways(trail(id)), "ask>work; work>end; work>tell; work>look; tell>work.");
}

TEST_F(CaseTrail, ShowsASignalOfTheCaseItself) {
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - both:\n      parallel:\n        one: [{ask: {human: {role: handler, form: free}}}, {say: {signal: changed}}, {done: {human: {role: handler, form: free}}}]\n"
                           "        two: [{look: {human: {role: handler, form: free}, on: {news: {signal: changed, go: again}}, go: end}}, {again: {human: {role: handler, form: free}, go: end}}]\n"
                           "        three: [{hear: {listen: changed}}]\n"));
  const auto id = submit();
  answer(id, "ask#1", {});
  EXPECT_EQ(ways(trail(id)), "both>ask; both>look; both>hear; ask>say; say>done; look>again; hear>both.");
}

TEST_F(CaseTrail, ShowsASignalFromOutsideAndCountsNobodyWhoWasTakenBack) {
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - work:\n      block: [{ask: {human: {role: handler, form: free}}}]\n      on: {news: {signal: changed, go: again}}\n      go: end\n"
                           "  - again: {human: {role: handler, form: free}}\n"));
  const auto id = submit();
  ASSERT_TRUE(bench.runtime->signal("changed", json::Object{}, "s1", {"li", "handler", "test"}));
  EXPECT_EQ(ways(trail(id)), "work>ask; work>again") << "what was asked inside was not answered";
}

TEST_F(CaseTrail, ShowsABoundThatWasReached) {
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - ask: {human: {role: handler, form: free}, bound: {name: rounds, go: senior}, go: ask}\n  - senior: {human: {role: handler, form: free}}\n", "bounds: {rounds: 2}\n"));
  const auto id = submit();
  answer(id, "ask#1", {});
  answer(id, "ask#2", {});
  EXPECT_EQ(ways(trail(id)), "ask>ask x2; ask>senior");
}

TEST_F(CaseTrail, AddsUpThroughItemsErrorsAndSignalsTogether) {
  bench.stages = {stage("test.fails", [](const json::Value&, int) -> Result<json::Value> { return fail(ErrorCode::range, "too much"); })};
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - all:\n      each:\n        in: documents\n        as: paper\n        do:\n          - look: {human: {role: handler, form: free}}\n          - which: {choose: [{when: look.n = 1, go: say}, {when: look.n = 2, go: read}, {when: look.n = 3, go: stop}, {else: end}]}\n"
                           "          - say: {signal: news, go: end}\n          - read: {stage: test.fails, go: end}\n          - stop: {raise: {escalation: enough}, go: end}\n"
                           "      on: {failed: {error: range, go: after}, told: {escalation: enough, go: beside, interrupting: false}, heard: {signal: news, go: beside, interrupting: false}}\n      go: after\n"
                           "  - beside: {human: {role: handler, form: free}, go: end}\n  - after: {human: {role: handler, form: free}}\n"));
  auto four = record("r-4");
  json::Array papers;
  for (const auto* id : {"D-1", "D-2", "D-3", "D-4"}) papers.push_back(json::Object{{"id", id}, {"kind", "policy"}});
  (void)json::set(four, "documents", papers);
  const auto id = bench.runtime->submit("test", four)->case_id;
  EXPECT_EQ(ways(trail(id)), "all>look x4");
  answer(id, "look#1", {{"n", 4}});
  answer(id, "look#2", {{"n", 3}});
  answer(id, "look#3", {{"n", 1}});
  EXPECT_EQ(ways(trail(id)), "all>look x4; all>beside; all>beside; look>which x3; which>say; which>stop; which>all.; say>all.; stop>all.");
  answer(id, "look#4", {{"n", 2}});
  EXPECT_EQ(ways(trail(id)), "all>look x4; all>after; all>beside; all>beside; look>which x4; which>say; which>read; which>stop; which>all.; say>all.; stop>all.");
}

TEST_F(CaseTrail, ShowsThePathThatWasRun) {
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - first: {run: asking}\n  - second: {human: {role: handler, form: free}}\npaths:\n  asking:\n    - ask: {human: {role: handler, form: free}}\n"));
  const auto id = submit();
  EXPECT_EQ(ways(trail(id)), "first>ask");
  answer(id, "ask#1", {});
  EXPECT_EQ(ways(trail(id)), "first>second; first>ask; ask>end");
}

TEST_F(CaseTrail, SaysWhoHoldsATaskWhatWaitsToLeaveAndHowFarAForEachIs) {
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - all: {each: {in: parties, as: party, do: [{look: {human: {role: handler, form: free}}}]}}\n  - post: {send: {kind: order, body: {ref: channel.ref}, wait: true}}\n"));
  const auto id = submit();
  const runtime::Actor by{"li.na", "handler", "test"};
  ASSERT_TRUE(bench.runtime->claim(id, "look#1", by));
  auto here = trail(id).here;
  ASSERT_EQ(here.size(), 2u);
  EXPECT_EQ(std::pair(here[0].arrived, here[0].total), std::pair(0, 1));
  EXPECT_EQ(here[1].holder, "li.na");
  ASSERT_TRUE(bench.runtime->answer(id, "look#1", json::Object{}, by));
  here = trail(id).here;
  ASSERT_EQ(here.size(), 1u);
  EXPECT_EQ(here[0].delivery, "open");
  EXPECT_FALSE(trail(id).suspended);
  ASSERT_TRUE(bench.runtime->suspend(id, "a court asks", by));
  EXPECT_TRUE(trail(id).suspended);
  EXPECT_EQ(trail(id).here[0].delivery, "withheld");
}

TEST_F(CaseTrail, CountsADeliveryAsTheWayOnAndADropAsTheErrorsWay) {
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - post: {send: {kind: order, body: {ref: channel.ref}, wait: true}, on: {lost: {error: unavailable, go: by_hand}}, go: end}\n  - by_hand: {human: {role: handler, form: free}}\n"));
  const runtime::Actor by{"li", "handler", "test"};
  const auto id = submit();
  ASSERT_TRUE(bench.runtime->drop_delivery(bench.state(id).outbox().front().key, "no such bank", by));
  EXPECT_EQ(ways(trail(id)), "post>by_hand");
  const auto other = bench.runtime->submit("test", record("r-2"));
  ASSERT_TRUE(other);
  ASSERT_TRUE(bench.runtime->acknowledge(bench.state(other->case_id).outbox().front().key, nullptr, by));
  EXPECT_EQ(ways(trail(other->case_id)), "post>end");
}

TEST_F(CaseTrail, GivesTheReportItsFoldedSection) {
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - ask: {human: {role: handler, form: free}}\n"));
  const auto loaded = bench.runtime->load(submit());
  ASSERT_TRUE(loaded);
  for (const auto& [language, title] : {std::pair("zh", "本案走过的流程"), std::pair("en", "The path this case took")}) {
    Options options;
    options.language = language;
    EXPECT_EQ(to_html(model(*bench.runtime, *loaded, options)).find("<svg"), std::string::npos);
    options.drawing = true;
    const auto page = to_html(model(*bench.runtime, *loaded, options));
    const auto section = page.find(title), folded = page.find("<details>", section), svg = page.find("<svg", section);
    ASSERT_NE(svg, std::string::npos);
    EXPECT_TRUE(section < folded && folded < svg);
    EXPECT_NE(page.find("wf-here"), std::string::npos);
  }
}

}  // namespace
}  // namespace amends::review
