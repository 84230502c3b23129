// Steps with others inside: joins, inclusive branches, for-each, bounds, and what is absorbed.
#include <gtest/gtest.h>

#include "scheduler.hpp"

namespace amends::flow {
namespace {

using namespace kit;  // NOLINT: the helpers of these tests

Event listed(std::string_view id, std::int32_t count) {
  auto out = event(EventKind::listed, id);
  out.count = count;
  return out;
}
Event added(std::string_view id, std::int32_t count) {
  auto out = event(EventKind::item_added, id);
  out.count = count;
  return out;
}
Event chosen_all(std::string_view id, std::vector<std::int32_t> branches, std::string reason = {}) {
  auto out = event(EventKind::chosen, id);
  out.branches = std::move(branches);
  out.reason = std::move(reason);
  return out;
}

TEST(Inclusive, RunsTheChosenBranchesAndRefusesOthers) {
  Case c("steps:\n  - several:\n      inclusive:\n        a: {when: x, do: {wait: 1d}}\n        b: {when: y, do: [b1: {stage: x.b}]}\n        c: {else: {stage: x.c}}\n  - after: {stage: x.after}\n");
  EXPECT_EQ(c.start(), (Texts{"choose several#1"}));
  EXPECT_NE(c.refused(chosen_all("several#1", {1, 1})).find("once, in their order"), std::string::npos);
  c.refused(chosen_all("several#1", {0, 3}));
  EXPECT_EQ(c(chosen_all("several#1", {0, 1})), (Texts{"timer a#1:after 1d", "run b1#1"}));
  EXPECT_EQ(c(done("b1#1")), Texts{});
  EXPECT_EQ(c(due("a#1:after")), (Texts{"run after#1"}));
}

TEST(Inclusive, ParksWhenNoBranchCanBeChosen) {
  Case c("steps:\n  - several: {inclusive: {a: {when: x, do: {stage: x.a}}, b: {when: y, do: {stage: x.b}}}}\n");
  c.start();
  EXPECT_EQ(c(chosen_all("several#1", {}, "x is null")), (Texts{"park several#1"}));
  EXPECT_EQ(c.state.tokens[0].reason, "x is null");
  EXPECT_EQ(c(event(EventKind::resumed, "several#1")), (Texts{"choose several#1"}));
}

TEST(Join, CancelsTheOthersOrLetsThemGoOn) {
  const auto steps = [](const std::string& cancel) {
    return "steps:\n  - p:\n      parallel:\n        join: {of: 1" + cancel + "}\n        a: {stage: x.a}\n        b: {human: {role: r, form: f}}\n  - after: {stage: x.after}\n";
  };
  Case cancels(steps(", cancel: true")), absorbs(steps(", cancel: false"));
  cancels.start(), absorbs.start();
  EXPECT_EQ(cancels(done("a#1")), (Texts{"close b#1", "run after#1"}));
  EXPECT_EQ(cancels(done("after#1")), (Texts{"finish"}));
  EXPECT_EQ(absorbs(done("a#1")), (Texts{"run after#1"}));
  EXPECT_EQ(absorbs(done("after#1")), Texts{}) << "the case is over when what goes on is";
  EXPECT_EQ(absorbs(answered("b#1")), (Texts{"finish"}));
}

TEST(Join, CanComeRoundWhileOthersAreStillAbsorbed) {
  Case c("steps:\n  - p:\n      parallel:\n        join: {of: 1}\n        a: {human: {role: r, form: f}}\n        b: {human: {role: s, form: f}}\n  - again: {choose: [{when: x, go: p}, {else: end}]}\n");
  c.start();
  c(answered("a#1"));
  EXPECT_EQ(c(chosen("again#1", 0)), (Texts{"open a#2 for r", "open b#2 for s"}));
  EXPECT_EQ(c(answered("b#1")), Texts{}) << "of the first round: absorbed";
  EXPECT_EQ(c(answered("b#2")), (Texts{"choose again#2"}));
}

TEST(Join, OfAllIsTheJoinOfOld) {
  Case c("steps:\n  - p:\n      parallel:\n        join: {of: 2}\n        a: {stage: x.a}\n        b: {stage: x.b}\n");
  c.start();
  EXPECT_EQ(c(done("a#1")), Texts{});
  EXPECT_EQ(c(done("b#1")), (Texts{"finish"}));
}

TEST(Each, OneByOneBeginsTheNextWhenOneIsDone) {
  Case c("steps:\n  - all: {each: {in: x, order: one_by_one, do: [a: {stage: x.a}]}}\n  - b: {stage: x.b}\n");
  EXPECT_EQ(c.start(), (Texts{"list all#1"}));
  EXPECT_EQ(c(listed("all#1", 2)), (Texts{"run a#1"}));
  EXPECT_EQ(c(done("a#1")), (Texts{"run a#2"}));
  EXPECT_EQ(c(added("all#1", 1)), Texts{}) << "its turn comes";
  EXPECT_EQ(c(done("a#2")), (Texts{"run a#3"}));
  EXPECT_EQ(c(done("a#3")), (Texts{"run b#1"}));
}

TEST(Each, OneByOneStopsWhenEnoughAreDone) {
  Case c("steps:\n  - all: {each: {in: x, order: one_by_one, join: {of: 1}, do: [a: {stage: x.a}]}}\n  - b: {stage: x.b}\n");
  c.start();
  c(listed("all#1", 3));
  EXPECT_EQ(c(done("a#1")), (Texts{"run b#1"})) << "the others are not begun";
}

TEST(Each, GrowsByMessagesAndByFacts) {
  Case c("steps:\n  - all: {each: {in: x, grows_by: {message: joined}, do: [a: {stage: x.a}]}}\n  - b: {stage: x.b}\n");
  c.start();
  EXPECT_EQ(c(listed("all#1", 1)), (Texts{"await all#1:more:2 joined", "run a#1"}));
  EXPECT_EQ(c(came("all#1:more:2")), (Texts{"forget all#1:more:2", "await all#1:more:3 joined", "run a#2"}));
  EXPECT_EQ(c(added("all#1", 2)), (Texts{"forget all#1:more:3", "await all#1:more:5 joined", "run a#3", "run a#4"}));
  c.refused(came("all#1:more:3"));
  for (const auto* id : {"a#1", "a#2", "a#3"}) c(done(id));
  EXPECT_EQ(c(done("a#4")), (Texts{"forget all#1:more:5", "run b#1"}));
  EXPECT_NE(c.refused(added("all#1", 1)).find("was left already"), std::string::npos);
}

TEST(Each, HasAtMostSoManyItems) {
  const auto* const steps = "steps:\n  - all: {each: {in: x, order: one_by_one, do: [a: {wait: 1d}]}}\n";
  Case c(steps);
  c.start();
  EXPECT_NE(c.refused(listed("all#1", kItemsMax + 1)).find("more than 1000 items"), std::string::npos);
  c.refused(listed("all#1", -1));
  c(listed("all#1", kItemsMax - 1));
  c.refused(added("all#1", 2));
  c.refused(added("all#1", 0));
  c(added("all#1", 1));
  c.refused(added("all#1", 1));
}

TEST(Each, NestedItemsKnowBothOfTheirs) {
  Case c("steps:\n  - outer: {each: {in: x, as: o, do: [inner: {each: {in: o.list, as: i, do: [a: {stage: x.a}]}}]}}\n");
  c.start();
  c(listed("outer#1", 2));
  c(listed("inner#2", 1));
  const auto* token = token_at(c.state, c.definition->find("a"), 1);
  ASSERT_NE(token, nullptr);
  EXPECT_EQ(token->items, (std::vector<ItemRef>{{c.definition->find("outer"), 1, 1}, {c.definition->find("inner"), 2, 0}}));
}

TEST(Bound, IsCountedForEachTimeThatTheStepAroundRuns) {
  Case c(R"(bounds: {rounds_max: 2}
steps:
  - part:
      block:
        - a: {stage: x.a, bound: {name: rounds_max, go: end}, go: a2}
        - a2: {human: {role: r, form: f}, go: a}
  - again: {choose: [{when: x, go: part}, {else: end}]}
)");
  c.start();
  c(done("a#1"));
  c(answered("a2#1"));
  c(done("a#2"));
  EXPECT_EQ(c(answered("a2#2")), (Texts{"choose again#1"})) << "a third time is one too many";
  EXPECT_EQ(c(chosen("again#1", 0)), (Texts{"run a#3"})) << "a new round of the block has its own count";
  EXPECT_EQ(c.state.rounds.size(), 1u);
}

TEST(Bound, ThatLeadsToAnotherOneThatIsReachedParks) {
  Case c("bounds: {once: 1}\nsteps:\n  - a: {stage: x.a, bound: {name: once, go: b}}\n  - b: {stage: x.b, bound: {name: once, go: a}, go: a}\n");
  c.start();
  c(done("a#1"));
  EXPECT_EQ(c(done("b#1")), (Texts{"park b#2"}));
  EXPECT_NE(c.state.tokens[0].reason.find("the bound 'once' of the step 'a' is reached"), std::string::npos);
}

TEST(Run, GoesSoDeepAndNoDeeper) {
  Case c("steps:\n  - s: {run: p}\npaths:\n  p:\n    - w: {wait: 1d}\n    - deeper: {run: p}\n");
  c.start();
  for (std::size_t n = 1; n < kCallsMax; ++n) c(due("w#" + std::to_string(n) + ":after"));
  EXPECT_EQ(c(due("w#" + std::to_string(kCallsMax) + ":after")), (Texts{"park deeper#" + std::to_string(kCallsMax)}));
}

TEST(Run, WhatAPathRaisesComesToWhoRunsIt) {
  Case c("steps:\n  - s: {run: p, on: {bad: {error: broken, go: end}}}\n  - a: {stage: x.a}\npaths:\n  p:\n    - b: {stage: x.b}\n    - r: {raise: {error: broken}}\n");
  c.start();
  EXPECT_EQ(c(done("b#1")), (Texts{"finish"}));
}

TEST(Tokens, AreSoManyAndNoMore) {
  // Nested for-each steps: 5 times 999 items and their own tokens come close to the limit.
  Case c("steps:\n  - outer: {each: {in: x, do: [inner: {each: {in: x, do: [a: {wait: 1d}]}}]}}\n");
  c.start();
  c(listed("outer#1", 6));
  for (int n = 1; n <= 4; ++n) c(listed("inner#" + std::to_string(n), kItemsMax));
  c(listed("inner#5", static_cast<std::int32_t>(kTokensMax - c.state.tokens.size())));
  EXPECT_EQ(c.state.tokens.size(), kTokensMax);
  EXPECT_EQ(c(listed("inner#6", 1)), (Texts{"park inner#6"}));
}

}  // namespace
}  // namespace amends::flow
