// What holds for one item of a for-each: conditions, stages, people and approvals see their own item's results, sections and answers, never another one's; by the rows and a
// fold after the file was closed.
#include "runtime/items.hpp"

#include "core/runtime/runtime_kit.hpp"
#include "runtime/approval.hpp"

namespace amends::runtime::testing {
namespace {

const Actor kOfficer{"li.na", "handler", "test"}, kOther{"chen.bo", "handler", "test"}, kChief{"wang.yi", "supervisor", "test"};

ItemPath at(std::initializer_list<std::pair<const char*, const char*>> items) {
  ItemPath out;
  for (const auto& [each, key] : items) out.push_back({each, 1, 0, key});
  return out;
}

TEST(OfItems, GivesEachItemItsOwnAndWhatIsAroundIt) {
  OfItems results;
  EXPECT_EQ(results.at({}), nullptr);
  results.put(at({{"e", "a"}}), 1);
  results.put(at({{"e", "b"}}), 2);
  EXPECT_EQ(*results.at(at({{"e", "a"}})), json::Value(1));
  EXPECT_EQ(*results.at(at({{"e", "b"}})), json::Value(2));
  EXPECT_EQ(results.at(at({{"e", "c"}})), nullptr) << "another item's is not this one's";
  EXPECT_EQ(*results.at({}), json::Value(2)) << "outside the newest";
  EXPECT_EQ(*results.at(at({{"f", "a"}})), json::Value(2)) << "another for-each with the same key is outside too";
  EXPECT_EQ(*results.at(at({{"e", "a"}, {"g", "x"}})), json::Value(1)) << "further in it is the item around";
}

TEST(OfItems, OneInAnotherIsFoundByBothKeysOrByTheOuterOne) {
  OfItems results;
  results.put({}, 0);
  results.put(at({{"e", "a"}, {"g", "x"}}), 1);
  results.put(at({{"e", "a"}, {"g", "y"}}), 2);
  EXPECT_EQ(*results.at(at({{"e", "a"}, {"g", "x"}})), json::Value(1));
  EXPECT_EQ(*results.at(at({{"e", "a"}})), json::Value(2)) << "the newest inside";
  EXPECT_EQ(*results.at(at({{"e", "b"}})), json::Value(0)) << "what was said outside of the for-each holds for whoever has nothing of his own";
  EXPECT_EQ(*results.at(at({{"e", "a"}, {"g", "z"}})), json::Value(0));
}

TEST(OfItems, ConcernsIsTheSameItemsAsFarAsBothStandInThem) {
  EXPECT_TRUE(concerns({}, at({{"e", "a"}})));
  EXPECT_TRUE(concerns(at({{"e", "a"}}), {}));
  EXPECT_TRUE(concerns(at({{"e", "a"}}), at({{"e", "a"}, {"g", "x"}})));
  EXPECT_TRUE(concerns(at({{"e", "a"}}), at({{"f", "b"}})));
  EXPECT_FALSE(concerns(at({{"e", "a"}}), at({{"e", "b"}})));
  EXPECT_TRUE(same_items(at({{"e", "a"}}), at({{"e", "a"}})));
  EXPECT_FALSE(same_items(at({{"e", "a"}}), at({{"f", "a"}})));
  EXPECT_EQ(keys_of(at({{"e", "a"}, {"g", "x"}})), "a.x");
  EXPECT_EQ(keys_of(at({{"e", "a"}, {"g", "x"}}), 1), "a");
}

class Items : public ::testing::Test {
 protected:
  Bench bench;
  std::map<std::string, json::Value> seen;  ///< by stage and run order: what it read

  void SetUp() override {
    // Its result is what its step gives it.
    bench.stages.push_back(stage("amends.echo", [](const json::Value& record, int) -> Result<json::Value> { return json::Value(json::Object{{"result", json::Object{{"n", json::integer_at(record, "flags.next", 0)}}}}); }, {"flags.next"}));
    bench.stages.push_back(std::make_shared<LambdaStage>("amends.look", std::vector<std::string>{"analysis.echo", "answers"}, [this](const json::Value& record, int) -> Result<json::Value> {
      seen["look" + std::to_string(seen.size())] = record;
      return json::Value(json::Object{{"result", json::Object{{"saw", json::integer_at(record, "analysis.echo.n", -1)}}}});
    }));
    ASSERT_TRUE(bench.open());
  }
  std::string submit(const std::string& steps) {
    const auto deployed = bench.deploy(steps);
    EXPECT_TRUE(deployed) << deployed.error().text();
    if (!deployed) return {};
    auto submitted = bench.runtime->submit("test", record());
    EXPECT_TRUE(submitted) << submitted.error().text();
    return submitted ? submitted->case_id : "";
  }
  Result<std::string> try_answer(const std::string& id, const std::string& task, json::Object given, const Actor& by = kOfficer) {
    auto digest = std::string{};
    if (const auto shown = bench.runtime->shown(id, task)) digest = shown->digest;
    return bench.runtime->answer(id, task, std::move(given), by, digest);
  }
  void answer(const std::string& id, const std::string& task, json::Object given = {}, const Actor& by = kOfficer) {
    const auto done = try_answer(id, task, std::move(given), by);
    EXPECT_TRUE(done) << task << ": " << done.error().text();
  }
  std::vector<std::string> done(const std::string& id) {
    const auto state = bench.state(id);
    std::vector<std::string> out;
    for (const auto& one : json::list_at(state.record(), "flags.done")) out.emplace_back(json::text_or(&one, "?"));
    return out;
  }
  std::string status(const std::string& id) { return bench.runtime->store()->case_row(id)->status; }
  /// The same after the file was closed and its rows were made again from the events.
  void whole(const std::string& id) {
    const auto before = json::canonical(flow::to_json(bench.state(id).definition(), bench.state(id).flow()));
    EXPECT_EQ(bench.faults(), 0);
    ASSERT_TRUE(bench.open());
    EXPECT_EQ(bench.faults(), 0);
    const auto state = bench.state(id);
    EXPECT_EQ(json::canonical(flow::to_json(state.definition(), state.flow())), before);
  }
};

using Texts = std::vector<std::string>;

TEST_F(Items, AConditionIsDecidedOnTheOwnItemsAnswer) {
  const auto id = submit(R"(  - all:
      each:
        in: '["a", "b"]'
        key: item
        do:
          - ask: {human: {role: handler, form: free}}
          - later: {human: {role: handler, form: free}}
          - pick: {choose: [{when: ask.n = 1, go: one}, {else: two}]}
          - one: {set: {'flags.done.[]': 'item + " one"'}, go: end}
          - two: {set: {'flags.done.[]': 'item + " two"'}}
)");
  answer(id, "ask#1", {{"n", 1}});
  answer(id, "ask#2", {{"n", 2}});  // the newest answer of the step
  whole(id);
  answer(id, "later#1");
  EXPECT_EQ(done(id), (Texts{"a one"}));
  answer(id, "later#2");
  EXPECT_EQ(done(id), (Texts{"a one", "b two"}));
  EXPECT_EQ(status(id), "finished");
}

TEST_F(Items, WhatTheItemHasNotYetIsUnknownAndNeverAnotherOnes) {
  const auto id = submit(R"(  - all:
      each:
        in: '["a", "b"]'
        key: item
        do:
          - order: {choose: [{when: 'item = "a"', go: ask}, {else: pick}]}
          - ask: {human: {role: handler, form: free}, go: wait}
          - pick: {message: go_on}
          - which: {choose: [{when: ask.n = 1, go: end}, {else: end}]}
          - wait: {human: {role: handler, form: free}}
)");
  answer(id, "ask#1", {{"n", 1}});
  ASSERT_TRUE(bench.runtime->message("go_on", id, json::Object{}, "m1", kOfficer));
  ASSERT_EQ(status(id), "parked");
  EXPECT_NE(bench.state(id).flow().tokens.back().reason.find("ask.n"), std::string::npos) << "it names what is not known";
}

TEST_F(Items, AConditionAndAStageReadTheOwnItemsSection) {
  const auto id = submit(R"(  - all:
      each:
        in: '[1, 2]'
        key: '"k" + string(item)'
        order: one_by_one
        do:
          - next: {set: {flags.next: item}}
          - echo: {stage: amends.echo}
          - h: {human: {role: handler, form: free}}
          - look: {stage: amends.look}
          - pick: {choose: [{when: echo.n = 1 and look.saw = 1, go: one}, {when: echo.n = 2 and look.saw = 2, go: two}]}
          - one: {set: {'flags.done.[]': '"one"'}, go: end}
          - two: {set: {'flags.done.[]': '"two"'}}
  - after: {choose: [{when: echo.k1.n = 1 and echo.k2.n = 2, go: end}]}
)");
  answer(id, "h#1", {{"n", 7}});
  answer(id, "h#2", {{"n", 8}});
  EXPECT_EQ(done(id), (Texts{"one", "two"}));
  EXPECT_EQ(status(id), "finished") << "behind it the section has all items by their keys; " << (bench.state(id).flow().tokens.empty() ? "" : bench.state(id).flow().tokens.back().reason);
  ASSERT_EQ(seen.size(), 2u);
  for (std::size_t i = 0; i < 2; ++i) {
    const auto& read = seen["look" + std::to_string(i)];
    EXPECT_EQ(json::integer_at(read, "analysis.echo.n"), static_cast<std::int64_t>(i) + 1) << json::write(read);
    EXPECT_EQ(json::find(read, "analysis.echo.k1"), nullptr) << "the shape is that of the stage's result";
    EXPECT_EQ(json::integer_at(read, "answers.free.n"), static_cast<std::int64_t>(i) + 7);
  }
  whole(id);
}

TEST_F(Items, AReadingIsStaleByWhatChangesForItsOwnItemAlone) {
  const auto id = submit("  - all: {each: {in: '[1, 2]', key: '\"k\" + string(item)', order: one_by_one, do: [{next: {set: {flags.next: item}}}, {echo: {stage: amends.echo}}, {look: {stage: amends.look}}]}}\n  - h: {human: {role: handler, form: free}}\n");
  const auto stale = [&](const char* section) {
    const auto state = bench.state(id);
    return state.stale_paths(state.sections().at(section));
  };
  EXPECT_TRUE(stale("analysis.look.k1").empty());
  EXPECT_TRUE(stale("analysis.look.k2").empty());
  const auto corrected = bench.runtime->correct(id, "echo.k1.n", 5, "misread", kOfficer);
  ASSERT_TRUE(corrected) << corrected.error().text();
  EXPECT_EQ(stale("analysis.look.k1"), (Texts{"analysis.echo"}));
  EXPECT_TRUE(stale("analysis.look.k2").empty());
  whole(id);
}

constexpr const char* kApprovals = R"(  - all:
      each:
        in: demand
        as: point
        key: point.id
        do:
          - propose: {human: {role: handler, form: sum}}
          - approve: {human: {role: supervisor, form: approve, four_eyes_with: propose, shows: [point, propose], amount: propose.total, limits: {supervisor: {CNY: 100000}}}}
          - pay: {human: {role: handler, form: sum, requires_approval: approve, releases: {total: propose.total}}}
)";

/// Two forms: a sum, and a yes or no.
void write_forms(const fs::path& root) {
  const auto form = [&](const std::string& name, const std::string& fields) {
    (void)write_file((root / "packs" / "small" / "forms" / (name + ".yaml")).string(),
                     "pack: forms/" + name + "\nlang: [zh, en]\nversion: 1.0.0\nlicence: Apache-2.0\nauthored_by: tests\nreviewed_by: null\nvalid_from: 2026-01-01\nverify: false\nform: " + name + "\ntitle: {zh: 试, en: Tried}\nfields:\n" + fields);
  };
  const std::string words = "label: {zh: 项, en: Field}, help: {zh: 填写, en: Fill in}}\n";
  const auto rest = "  - {field: reason, type: string, required: false, " + words + "  - {field: who, type: string, required: false, " + words;
  form("sum", "  - {field: total, type: money, required: true, " + words + rest);
  form("approve", "  - {field: approved, type: boolean, required: true, " + words + rest);
}

class ItemApprovals : public Items {
 protected:
  void SetUp() override {
    write_forms(bench.root);
    Items::SetUp();
  }
  std::string opened() {
    const auto deployed = bench.deploy(kApprovals);
    EXPECT_TRUE(deployed) << deployed.error().text();
    auto row = record();
    json::Array demand;
    for (const auto* point : {"fee", "harm"}) demand.push_back(json::Object{{"id", point}, {"kind", "refund"}});
    (void)json::set(row, "demand", std::move(demand));
    auto submitted = bench.runtime->submit("test", std::move(row));
    EXPECT_TRUE(submitted) << submitted.error().text();
    return submitted ? submitted->case_id : "";
  }
  static json::Object sum(std::int64_t minor) { return {{"total", json::Object{{"minor", minor}, {"currency", "CNY"}}}}; }
};

TEST_F(ItemApprovals, AnApproverIsShownTheOwnItemAndReleasesNoOther) {
  const auto id = opened();
  answer(id, "propose#1", sum(30000));
  answer(id, "propose#2", sum(50000), kOther);
  const auto first = bench.runtime->shown(id, "approve#1"), second = bench.runtime->shown(id, "approve#2");
  ASSERT_TRUE(first && first->view);
  ASSERT_TRUE(second && second->view);
  EXPECT_EQ(json::text_at(first->view->shown.at("point"), "id"), "fee");
  EXPECT_EQ(json::integer_at(first->view->shown.at("propose"), "total.minor"), 30000);
  EXPECT_EQ(json::integer_at(second->view->shown.at("propose"), "total.minor"), 50000);
  EXPECT_EQ(first->view->amount->minor, 30000);
  answer(id, "approve#2", {{"approved", true}}, kChief);
  EXPECT_EQ(bench.state(id).approvals().size(), 1u);
  answer(id, "approve#1", {{"approved", false}}, kChief);  // the newest approval is a no, of the other item
  whole(id);
  const auto refused = try_answer(id, "pay#2", sum(30000));  // of the items: the second one to reach the step
  ASSERT_FALSE(refused) << "a no releases nothing";
  EXPECT_NE(refused.error().message.find("approve#1"), std::string::npos) << refused.error().text();
  const auto more = try_answer(id, "pay#1", sum(60000));
  ASSERT_FALSE(more);
  answer(id, "pay#1", sum(50000));
}

TEST_F(ItemApprovals, TheSumsOfAllItemsCountTogether) {
  const auto id = opened();
  answer(id, "propose#1", sum(60000));
  answer(id, "propose#2", sum(60000));
  answer(id, "approve#1", {{"approved", true}}, kChief);
  const auto beyond = try_answer(id, "approve#2", {{"approved", true}}, kChief);
  ASSERT_FALSE(beyond) << "600 and 600 are more than 1,000, whether the first was paid or not";
  EXPECT_NE(beyond.error().message.find("1,200.00 CNY"), std::string::npos) << beyond.error().text();
}

TEST_F(ItemApprovals, FourEyesAreOfTheOwnItem) {
  const auto id = opened();
  const Actor both{"wang.yi", "handler", "test"};
  answer(id, "propose#1", sum(100), both);
  answer(id, "propose#2", sum(200));
  const auto own = try_answer(id, "approve#1", {{"approved", true}}, kChief);
  ASSERT_FALSE(own) << "who proposed it does not approve it";
  answer(id, "approve#2", {{"approved", true}}, kChief);
}

TEST_F(ItemApprovals, WhatAnItemHasForItselfIsNotWhatWasApprovedOutside) {
  const auto deployed = bench.deploy(R"(  - propose: {human: {role: handler, form: sum}}
  - approve: {human: {role: supervisor, form: approve, shows: [propose.total]}}
  - all:
      each:
        in: '["a"]'
        key: item
        do:
          - pay: {send: {kind: order, to: '"bank"', body: {total: propose.total}}, requires_approval: approve}
          - propose_again: {human: {role: handler, form: free}}
  - echo: {stage: amends.echo}
  - sign: {human: {role: supervisor, form: approve, shows: [echo]}}
  - more: {each: {in: '["a"]', key: item, do: [{next: {set: {flags.next: 7}}}, {own: {stage: amends.echo}}, {told: {send: {kind: order, to: '"bank"', body: {n: echo.n}}, requires_approval: sign}}]}}
)");
  ASSERT_TRUE(deployed) << deployed.error().text();
  const auto id = bench.runtime->submit("test", record())->case_id;
  answer(id, "propose#1", sum(100));
  answer(id, "approve#1", {{"approved", true}}, kChief);
  EXPECT_EQ(bench.state(id).outbox().size(), 1u) << "what is shared was approved, and leaves";
  answer(id, "propose_again#1");
  answer(id, "sign#1", {{"approved", true}}, kChief);
  EXPECT_EQ(bench.state(id).outbox().size(), 1u) << "the item's own reading was shown to nobody";
  EXPECT_EQ(status(id), "parked");
  EXPECT_NE(bench.state(id).flow().tokens.back().reason.find("is not what stands now"), std::string::npos) << bench.state(id).flow().tokens.back().reason;
}

TEST_F(ItemApprovals, AForEachThatIsEnteredAgainHasNoApprovalsOfItsEarlierItems) {
  const auto deployed = bench.deploy(R"(  - all:
      each:
        in: '["a"]'
        key: item
        do:
          - was: {choose: [{when: 'flags.again = null', go: propose}, {else: pay}]}
          - propose: {human: {role: handler, form: sum}}
          - approve: {human: {role: supervisor, form: approve, shows: [propose], amount: propose.total, limits: {supervisor: {CNY: 100000}}}}
          - once: {choose: [{when: 'flags.again = null', go: end}, {else: pay}]}
          - pay: {human: {role: handler, form: sum, requires_approval: approve, releases: {total: propose.total}}}
  - again: {set: {flags.again: true}, go: all}
)");
  ASSERT_TRUE(deployed) << deployed.error().text();
  const auto id = bench.runtime->submit("test", record())->case_id;
  answer(id, "propose#1", sum(100));
  answer(id, "approve#1", {{"approved", true}}, kChief);
  const auto paid = try_answer(id, "pay#1", sum(100));
  ASSERT_FALSE(paid) << "the item of the second visit was approved by nobody";
  EXPECT_NE(paid.error().message.find("nobody has approved this yet"), std::string::npos) << paid.error().text();
}

TEST_F(ItemApprovals, OneForEachReleasesNothingOfAnother) {
  const auto deployed = bench.deploy(R"(  - one: {each: {in: '["b"]', key: item, do: [{first: {run: work}}]}}
  - two: {each: {in: '["c"]', key: item, do: [{set_two: {set: {flags.two: true}}}, {second: {run: work}}]}}
paths:
  work:
    - which: {choose: [{when: 'flags.two = null', go: propose}, {else: pay}]}
    - propose: {human: {role: handler, form: sum}}
    - approve: {human: {role: supervisor, form: approve, shows: [propose]}}
    - once: {choose: [{when: 'flags.two = null', go: end}, {else: pay}]}
    - pay: {human: {role: handler, form: sum, requires_approval: approve, releases: {total: propose.total}}}
)");
  ASSERT_TRUE(deployed) << deployed.error().text();
  const auto id = bench.runtime->submit("test", record())->case_id;
  answer(id, "propose#1", sum(100));
  answer(id, "approve#1", {{"approved", true}}, kChief);
  ASSERT_FALSE(try_answer(id, "pay#1", sum(100)));
  EXPECT_EQ(status(id), "waiting");
}

TEST_F(ItemApprovals, WhoeverMadeWhatIsShownIsFoundAcrossItemsListsAndMessages) {
  const Actor chief_as_handler{"wang.yi", "handler", "test"};
  const auto refused = [&](const std::string& steps, const std::vector<std::pair<std::string, Actor>>& answers, const std::string& task) {
    bench.pass(1);
    const auto deployed = bench.deploy(steps);
    EXPECT_TRUE(deployed) << deployed.error().text();
    if (!deployed) return;
    const auto id = bench.runtime->submit("test", record("r-" + std::to_string(bench.clock->now().us)))->case_id;
    for (const auto& [one, by] : answers) {
      if (one == "more") {
        ASSERT_TRUE(bench.runtime->message("more", id, json::Object{{"id", "x"}, {"sum", json::Object{{"minor", 5}, {"currency", "CNY"}}}}, "m", by));
        continue;
      }
      answer(id, one, sum(100), by);
    }
    const auto given = try_answer(id, task, {{"approved", true}}, kChief);
    ASSERT_FALSE(given) << steps;
    EXPECT_NE(given.error().message.find("another person must answer this one"), std::string::npos) << given.error().text();
  };
  // A fact that is shared was set last by another item's answer.
  refused("  - all: {each: {in: '[\"a\", \"b\"]', key: item, do: [{propose: {human: {role: handler, form: sum}, set: {money.offered: propose.total}}}, {approve: {human: {role: supervisor, form: approve, shows: [money.offered]}}}]}}\n",
          {{"propose#1", kOfficer}, {"propose#2", chief_as_handler}}, "approve#1");
  // A fact that a step of its own sets from an answer.
  refused("  - propose: {human: {role: handler, form: sum}}\n  - keep: {set: {money.offered: propose.total}}\n  - approve: {human: {role: supervisor, form: approve, shows: [money.offered]}}\n", {{"propose#1", chief_as_handler}}, "approve#1");
  // The list of an inner for-each comes from an outer item, and that one from an answer.
  refused("  - propose: {human: {role: handler, form: sum}}\n  - all: {each: {in: '[{sums: [propose.total]}]', as: point, do: [{inner: {each: {in: point.sums, as: part, do: [{approve: {human: {role: supervisor, form: approve, shows: [part]}}}]}}}]}}\n",
          {{"propose#1", chief_as_handler}}, "approve#1");
  // An item that a message brought is of who sent it.
  refused("  - all: {each: {in: '[{id: \"a\"}]', as: point, key: point.id, grows_by: {message: more}, do: [{approve: {human: {role: supervisor, form: approve, shows: [point]}}}]}}\n", {{"more", kChief}}, "approve#2");
}

TEST_F(ItemApprovals, AReleaseOutsideOfTheForEachIsRefusedWhenTheWorkflowIsRead) {
  const auto deployed = bench.deploy("  - all: {each: {in: demand, do: [{propose: {human: {role: handler, form: sum}}}, {approve: {human: {role: supervisor, form: approve, shows: [propose]}}}]}}\n"
                                     "  - pay: {human: {role: handler, form: sum, requires_approval: approve}}\n");
  ASSERT_FALSE(deployed);
  EXPECT_NE(deployed.error().message.find("approves one item of the for-each 'all'"), std::string::npos) << deployed.error().text();
}

TEST_F(ItemApprovals, WhatAWorkflowSetsIsHeldToTheTypesOfTheRecord) {
  for (const auto& [steps, words] : std::initializer_list<std::pair<const char*, const char*>>{{"  - s: {set: {money.claimed: '\"much\"'}}\n", "money.claimed"},
                                                                                             {"  - s: {set: {case.status: '\"happy\"'}}\n", "case.status"},
                                                                                             {"  - s: {set: {group.size: 0}}\n", "at least one person"},
                                                                                             {"  - s: {set: {money.claimed: '{minor: 1, currency: \"CNY\"}', money.proved_loss: '{minor: 1, currency: \"USD\"}'}}\n", "CNY and USD"}}) {
    const auto deployed = bench.deploy(steps);
    ASSERT_TRUE(deployed) << deployed.error().text();
    const auto id = bench.runtime->submit("test", record(std::string("r-") + words))->case_id;
    EXPECT_EQ(status(id), "parked") << steps;
    EXPECT_NE(bench.state(id).flow().tokens.at(0).reason.find(words), std::string::npos) << bench.state(id).flow().tokens.at(0).reason;
  }
}

}  // namespace
}  // namespace amends::runtime::testing
