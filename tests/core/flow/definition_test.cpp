#include "flow/definition.hpp"

#include <gtest/gtest.h>

#include "flow/graph.hpp"
#include "flow_kit.hpp"
#include "support/hash.hpp"

namespace amends::flow {
namespace {

using kit::kHead;
using kit::read;

const char* const kWhole = R"(workflow: refusal_dispute
version: 1.2.0-draft.1
title: {zh: 拒付争议处理, en: Refusal dispute}
packs: knowledge
commit: step
clocks:
  decision: {rule: CN-DECIDE, from: channel.received_at, warn: [2d, 5d], on_breach: escalate, to: supervisor}
  soon: {kind: acknowledge, warn: [4h]}
steps:
  - intake:     {stage: amends.intake@1, config: {ack_within: 1wd}}
  - understand:
      parallel:
        dimensions: {stage: amends.dimensions, optional: true}
        legal:
          - basis:  {stage: amends.legal_basis}
          - ask:    {human: {role: legal, form: confirm}, go: end}
      meets: [acknowledge]
  - triage:     {decide: tables/triage, with: {level: risk.level, people: group.size}}
  - branch:
      choose:
        - {when: 'triage.level in ("I", "II")', go: crisis}
        - {when: triage.needs_person, go: review}
        - {else: plan}
  - plan:
      stage: amends.negotiation_plan
      retry: {max: 3, backoff: 2s}
      on_error: {needs_person: review, default: end}
      go: answer
  - review:
      human: {role: officer, form: review, title: {zh: 复核, en: Review}, due: 1wd, escalate: [{after: 1wd, to: supervisor}, {after: 2wd, to: head_of_office}]}
      set: {case.status: '"investigating"', money.offered.minor: 100, flags.checked: true}
  - approve:    {human: {role: supervisor, form: approve, four_eyes_with: review}}
  - answer:
      first_of:
        customer_reply: {message: customer_reply, key: case.id, go: settle}
        silence:        {after: 5wd, go: remind}
        gives_up:       {human: {role: officer, form: withdrawn}, go: end}
  - remind:     {wait: 7d, go: answer}
  - settle:     {set: {case.status: '"closed"'}, meets: [decide]}
paths:
  crisis:
    - call_team: {message: team_ready}
    - calm:      {wait: 2h, go: review}
)";

class WholeWorkflow : public testing::Test {
 protected:
  void SetUp() override {
    auto read = Definition::from_yaml(kWhole, "refusal.yaml");
    ASSERT_TRUE(read) << read.error().text();
    definition = *read;
  }
  const Step& step(std::string_view name) const { return definition->step(definition->find(name)); }
  StepIndex at(std::string_view name) const { return definition->find(name); }
  std::shared_ptr<const Definition> definition;
};

TEST_F(WholeWorkflow, KeepsItsHead) {
  EXPECT_EQ(definition->name(), "refusal_dispute");
  EXPECT_EQ(definition->version(), "1.2.0-draft.1");
  EXPECT_EQ(json::text_at(definition->title(), "zh"), "拒付争议处理");
  EXPECT_EQ(definition->pack_set(), "knowledge");
  EXPECT_TRUE(definition->commit_each_step());
  EXPECT_EQ(definition->source(), kWhole);
  EXPECT_EQ(definition->hash(), content_hash(kWhole));
}

TEST_F(WholeWorkflow, ReadsClocksWithWarningsLongestFirst) {
  ASSERT_EQ(definition->clocks().size(), 2u);
  const auto& decision = definition->clocks()[0];
  EXPECT_EQ(decision.rule, "CN-DECIDE");
  EXPECT_EQ(decision.from, "channel.received_at");
  ASSERT_EQ(decision.warn.size(), 2u);
  EXPECT_EQ(calendar::format_duration(decision.warn[0]), "5d");
  EXPECT_EQ(decision.on_breach, "escalate");
  EXPECT_EQ(decision.to, "supervisor");
  EXPECT_EQ(definition->clocks()[1].kind, "acknowledge");
}

TEST_F(WholeWorkflow, ReadsEachKindOfStep) {
  EXPECT_EQ(step("intake").stage, "amends.intake");
  EXPECT_EQ(step("intake").stage_major, 1);
  EXPECT_EQ(json::text_at(step("intake").config, "ack_within"), "1wd");
  EXPECT_EQ(step("plan").stage_major, 0);
  EXPECT_TRUE(step("dimensions").optional);
  EXPECT_EQ(step("triage").table, "tables/triage");
  EXPECT_EQ(step("triage").with.size(), 2u);
  EXPECT_EQ(step("branch").choose.size(), 3u);
  EXPECT_FALSE(step("branch").choose[2].when.has_value());
  EXPECT_EQ(step("branch").choose[0].go, at("call_team")) << "a path is its first step";
  EXPECT_EQ(step("plan").retry.attempts_max, 3);
  EXPECT_EQ(calendar::format_duration(step("plan").retry.backoff), "2s");
  ASSERT_EQ(step("plan").on_error.size(), 2u);
  EXPECT_EQ(step("plan").on_error[0].code, "needs_person");
  EXPECT_EQ(step("plan").on_error[0].go, at("review"));
  EXPECT_EQ(step("plan").on_error[1].go, kEnd);
  EXPECT_EQ(step("review").human.role, "officer");
  EXPECT_EQ(step("review").human.escalate.size(), 2u);
  EXPECT_EQ(json::text_at(step("review").human.title, "en"), "Review");
  EXPECT_EQ(step("review").set.size(), 3u);
  EXPECT_EQ(step("approve").human.four_eyes_with, "review");
  ASSERT_EQ(step("answer").alternatives.size(), 3u);
  EXPECT_EQ(step("answer").alternatives[0].message, "customer_reply");
  EXPECT_TRUE(step("answer").alternatives[0].key.has_value());
  EXPECT_TRUE(step("answer").alternatives[1].after.has_value());
  EXPECT_TRUE(step("answer").alternatives[2].human.has_value());
  EXPECT_EQ(step("call_team").message, "team_ready");
  EXPECT_EQ(calendar::format_duration(*step("remind").wait), "7d");
  EXPECT_EQ(step("settle").kind, StepKind::set);
  EXPECT_EQ(step("settle").meets, std::vector<std::string>{"decide"});
}

TEST_F(WholeWorkflow, LinksSequencesBranchesAndPaths) {
  EXPECT_EQ(definition->first(), at("intake"));
  EXPECT_EQ(step("intake").next, at("understand"));
  EXPECT_EQ(step("understand").next, at("triage")) << "the join goes on behind the block";
  ASSERT_EQ(step("understand").branches.size(), 2u);
  EXPECT_EQ(step("understand").branches[1].name, "legal");
  EXPECT_EQ(step("understand").branches[1].first, at("basis"));
  EXPECT_TRUE(step("dimensions").joins);
  EXPECT_EQ(step("dimensions").next, at("understand"));
  EXPECT_FALSE(step("basis").joins);
  EXPECT_EQ(step("basis").next, at("ask"));
  EXPECT_TRUE(step("ask").joins) << "`go: end` in a branch is its join";
  EXPECT_EQ(step("plan").next, at("answer"));
  EXPECT_EQ(step("settle").next, kEnd) << "falling off the end of the steps ends the token, it does not run into a path";
  EXPECT_EQ(step("calm").next, at("review"));
  EXPECT_EQ(definition->find("nobody"), kEnd);
}

TEST_F(WholeWorkflow, ListsItsStagesAndTheStepsThatCanRunTogether) {
  EXPECT_EQ(definition->stages(), (std::vector<std::string>{"amends.dimensions", "amends.intake", "amends.legal_basis", "amends.negotiation_plan"}));
  const std::vector<std::pair<StepIndex, StepIndex>> together{{at("dimensions"), at("basis")}, {at("dimensions"), at("ask")}};
  EXPECT_EQ(definition->parallel_sets(), together);
}

TEST_F(WholeWorkflow, NamesThePlaceOfAStep) {
  EXPECT_EQ(definition->place(step("triage").path), "refusal.yaml:18:5");
  EXPECT_EQ(step("call_team").path, "paths.crisis.0");
}

TEST(Definition, RefusesStepsAndVariablesNamedLikeALoadedStageThatTheyDoNotRun) {
  const auto definition = read("steps:\n  - risk: {human: {role: a, form: f}}\n  - d: {decide: t, with: {portrait: 1}}\n  - intake: {stage: amends.intake}\n");
  ASSERT_TRUE(definition);
  EXPECT_TRUE(definition->check_stage_names({"amends.intake", "amends.verify", "bank.risk"}));
  const auto clash = definition->check_stage_names({"amends.intake", "amends.risk", "amends.portrait"});
  ASSERT_FALSE(clash);
  EXPECT_EQ(clash.error().where, "w.yaml:5:5");
  EXPECT_NE(clash.error().message.find("the step 'risk' is named like the stage amends.risk"), std::string::npos) << clash.error().message;
  EXPECT_NE(clash.error().message.find("\nw.yaml:6:27: the variable 'portrait'"), std::string::npos) << clash.error().message;
}

TEST(Definition, GivesParallelPairsOfNestedBlocksButNotWithinOneBranch) {
  const auto definition = read(R"(steps:
  - p:
      parallel:
        a:
          - a1: {stage: x.a}
          - a2: {parallel: {b: {stage: x.b}, c: {stage: x.c}}}
        d: {stage: x.d}
  - after: {stage: x.e}
)");
  ASSERT_TRUE(definition);
  std::vector<std::string> pairs;
  for (const auto& [left, right] : definition->parallel_sets()) pairs.push_back(definition->step(left).name + "-" + definition->step(right).name);
  EXPECT_EQ(pairs, (std::vector<std::string>{"a1-d", "a2-d", "b-c", "b-d", "c-d"}));
}

TEST(Definition, TakesACycleWithAWayOutOrWithAPersonOnIt) {
  read("steps:\n  - a: {stage: x.a}\n  - b: {choose: [{when: again, go: a}, {else: end}]}\n");
  read("steps:\n  - a: {stage: x.a}\n  - b: {human: {role: r, form: f}, go: a}\n");
  read("steps:\n  - a: {stage: x.a, on_error: end, go: a}\n");
  read("steps:\n  - a: {wait: 1d, go: a}\n");
  read("steps:\n  - p: {parallel: {b: {stage: x.b}, c: {wait: 1d}}, go: p}\n");
}

TEST(Definition, TakesExactlyTheLargestNumbersOfStepsBranchesRungsAndAttempts) {
  std::string steps = "steps:\n";
  for (std::size_t i = 0; i < kStepsMax; ++i) steps += "  - s" + std::to_string(i) + ": {wait: 1d}\n";
  const auto longest = read(steps);
  ASSERT_TRUE(longest);
  EXPECT_EQ(longest->steps().size(), kStepsMax);
  EXPECT_EQ(longest->find("s999"), 999);

  std::string branches = "steps:\n  - p:\n      parallel:\n";
  for (std::size_t i = 0; i < kBranchesMax; ++i) branches += "        b" + std::to_string(i) + ": {wait: 1d}\n";
  read(branches);
  std::string rungs = "steps:\n  - h:\n      human:\n        role: r\n        form: f\n        escalate:\n";
  for (std::size_t i = 0; i < kEscalationsMax; ++i) rungs += "          - {after: 1d, to: x}\n";
  read(rungs);
  std::string reminders = "steps:\n  - h:\n      human:\n        role: r\n        form: f\n        remind:\n", candidates = "steps:\n  - h:\n      human:\n        role: r\n        form: f\n        candidates:\n";
  for (std::size_t i = 0; i < kRemindersMax; ++i) reminders += "          - {after: 1d}\n";
  read(reminders);
  for (std::size_t i = 0; i < kCandidatesMax; ++i) candidates += "          - " + std::string(i == 0 ? kPersonBytesMax : 3, 'p') + "\n";
  read(candidates);
  EXPECT_FALSE(Definition::from_yaml(kHead + "steps:\n  - h: {human: {role: r, form: f, candidates: [" + std::string(kPersonBytesMax + 1, 'p') + "]}}\n", "w.yaml"));
  read("steps:\n  - a: {stage: x.a, retry: {max: 100}}\n");
}

TEST(Definition, ReadsWhoMayTakeATaskAndWhenItReminds) {
  const auto definition = read("steps:\n  - h: {human: {role: r, form: f, due: 5d, remind: [{after: 4h}, {before: 2d}, {after: 30m}], candidates: [li.na, {role: legal}, {from: assign.officer}]}}\n");
  ASSERT_TRUE(definition);
  const auto& work = definition->step(0).human;
  ASSERT_EQ(work.remind.size(), 3u);
  EXPECT_FALSE(work.remind[0].before_due);
  EXPECT_TRUE(work.remind[1].before_due);
  EXPECT_EQ(calendar::format_duration(work.remind[2].length), "30m");
  ASSERT_EQ(work.candidates.size(), 3u);
  EXPECT_EQ(work.candidates[0].person, "li.na");
  EXPECT_EQ(work.candidates[1].role, "legal");
  ASSERT_TRUE(work.candidates[2].from);
  EXPECT_EQ(work.candidates[2].from->text(), "assign.officer");
}

TEST(Definition, ReadsNumbersAndTruthValuesAsExpressions) {
  const auto definition = read("steps:\n  - a: {set: {money.offered.minor: 100, flags.x: true, case.unit: '\"north\"'}}\n");
  ASSERT_TRUE(definition);
  EXPECT_EQ(definition->step(0).set.size(), 3u);
}

// A circle of steps that do not wait may be meant: stages are functions of sections that change from round to round.
TEST(Definition, WarnsOfACircleThatDoesNotWaitAndHasAWayOut) {
  const auto definition = read("steps:\n  - first: {stage: x.a}\n  - plan: {stage: x.b}\n  - good:\n      choose: [{when: x > 1, go: plan}, {else: done}]\n  - done: {set: {case.unit: 1}}\n");
  ASSERT_TRUE(definition);
  ASSERT_EQ(definition->warnings().size(), 1u);
  EXPECT_EQ(definition->warnings()[0].where, "w.yaml:6:5");
  EXPECT_EQ(definition->warnings()[0].message, "the steps plan, good can go round within one turn, because nothing there waits for a person, a message or a time; the way out is at the step good. See that each "
                                               "round brings the case nearer to it, or add a step that waits: after 5000 transitions of a turn the case parks");
}

TEST(Definition, WarnsOfAStageThatIsItsOwnErrorRouteAndOfEachCircleOnItsOwn) {
  const auto definition = read("steps:\n  - a: {stage: x.a, on_error: a}\n  - b: {choose: [{when: x, go: b}, {else: c}]}\n  - c: {human: {role: r, form: f}, go: c2}\n  - c2: {choose: [{when: x, go: c}, {else: end}]}\n");
  ASSERT_TRUE(definition);
  ASSERT_EQ(definition->warnings().size(), 2u);
  EXPECT_EQ(definition->warnings()[0].where, "w.yaml:5:5");
  EXPECT_TRUE(definition->warnings()[0].message.starts_with("the step a can go round within one turn"));
  EXPECT_EQ(definition->warnings()[1].where, "w.yaml:6:5");
}

TEST(Definition, IsSilentOnCirclesThatWait) {
  for (const std::string waits : {"{human: {role: r, form: f}}", "{wait: 1d}", "{message: m}", "{first_of: {m: {message: m, go: good}, t: {after: 1d, go: good}}}",
                                  "{parallel: {x: {stage: x.x}, y: {wait: 1d}}}", "{parallel: {x: {stage: x.x}, y: [{z: {parallel: {u: {wait: 1d}, v: {stage: x.v}}}}]}}"}) {
    const auto definition = read("steps:\n  - plan: {stage: x.b}\n  - w: " + waits + "\n  - good:\n      choose: [{when: x > 1, go: plan}, {else: end}]\n");
    ASSERT_TRUE(definition);
    EXPECT_TRUE(definition->warnings().empty()) << waits << definition->warnings()[0].message;
  }
}

// A branch that may wait need not: what counts is whether a token can come round without.
TEST(Definition, WarnsOfACircleThroughABlockThatNeedNotWait) {
  const auto definition = read("steps:\n  - p:\n      parallel:\n        x: {stage: x.x}\n        y: [{c: {choose: [{when: a, go: h}, {else: end}]}}, {h: {wait: 1d}}]\n  - good:\n      choose: [{when: x > 1, go: p}, {else: end}]\n");
  ASSERT_TRUE(definition);
  ASSERT_EQ(definition->warnings().size(), 1u);
  EXPECT_EQ(definition->warnings()[0].where, "w.yaml:5:5");
  EXPECT_TRUE(definition->warnings()[0].message.starts_with("the steps p, x, c, good can go round")) << definition->warnings()[0].message;
}

TEST(Graph, GivesOnlyTheFirstStepOfAnUnreachableStretch) {
  std::vector<Step> steps(4);
  steps[0].next = kEnd;
  steps[1].next = 2;
  steps[2].next = 1;
  steps[3].next = kEnd;
  EXPECT_EQ(unreachable_steps(steps, 0), (std::vector<StepIndex>{1, 3}));
}

}  // namespace
}  // namespace amends::flow
