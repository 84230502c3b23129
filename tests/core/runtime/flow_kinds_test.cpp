// The rarer kinds of control flow through the runtime, each by its journal, its rows and a fold after the file was closed: escalations and errors that are raised, terminate, cancel of a
// step and of a region, for-each one by one and in one another, a join that cancels nothing, signals from case to case, reminders beyond the calendar pack.
#include "core/runtime/flow_bench.hpp"
#include "runtime/internal.hpp"

namespace amends::runtime::testing {
namespace {

constexpr std::int64_t kHour = 3'600;

class FlowKinds : public FlowBench {
 protected:
  void SetUp() override {
    for (const auto* id : {"x.a", "x.b", "x.c", "x.z"}) bench.stages.push_back(counted(id));
    ASSERT_TRUE(bench.open());
  }
  void message(const std::string& id, const std::string& name) {
    const auto done = bench.runtime->message(name, id, json::Object{}, name + "-id", kOfficer);
    EXPECT_TRUE(done) << done.error().text();
  }
  /// Statuses of all tasks in the order of opening: "h#1 open, m#1 closed".
  std::string tasks(const std::string& id) {
    std::string out;
    const auto state = bench.state(id);
    for (const auto& task : state.tasks()) out += (out.empty() ? "" : ", ") + task.id + " " + task.status;
    return out;
  }
  std::int64_t count(const std::string& id, std::string_view kind) {
    const auto all = bench.kinds(id);
    return std::count(all.begin(), all.end(), kind);
  }
};

using Texts = std::vector<std::string>;

TEST_F(FlowKinds, AnEscalationThatIsTakenEndsTheBlockAndOneThatIsNotPasses) {
  const auto id = submit(R"(  - part:
      block:
        - go_on: {message: go_on}
        - nobody: {raise: {escalation: unheard}}
        - both:
            parallel:
              h: {human: {role: handler, form: free}}
              up:
                - more: {message: more}
                - call: {raise: {escalation: too_big}}
      on: {big: {escalation: too_big, go: b}}
  - a: {stage: x.a, go: end}
  - b: {stage: x.b}
)");
  message(id, "go_on");
  EXPECT_EQ(tasks(id), "h#1 open") << "what nobody takes passes";
  whole(id);
  message(id, "more");
  EXPECT_EQ(ran, (Texts{"x.b"}));
  EXPECT_EQ(tasks(id), "h#1 closed");
  EXPECT_EQ(status(id), "finished");
  whole(id);
}

TEST_F(FlowKinds, AnEscalationThatInterruptsNothingStartsAWayBeside) {
  const auto id = submit("  - part:\n      block: [{call: {raise: {escalation: big}}}, {h: {human: {role: handler, form: free}}}]\n      on: {big: {escalation: big, go: b, interrupting: false}}\n  - a: {stage: x.a, go: end}\n  - b: {stage: x.b}\n");
  EXPECT_EQ(ran, (Texts{"x.b"}));
  EXPECT_EQ(tasks(id), "h#1 open");
  whole(id);
  answer(id, "h#1");
  EXPECT_EQ(ran, (Texts{"x.b", "x.a"}));
  EXPECT_EQ(status(id), "finished");
  whole(id);
}

TEST_F(FlowKinds, AnErrorThatIsRaisedGoesToTheNearestThatTakesItAndParksWhereNoneDoes) {
  const auto id = submit("  - outer:\n      block:\n        - inner: {block: [{bad: {raise: {error: no_agreement}}}], on: {other: {after: 1d, go: end}}}\n      on: {failed: {error: no_agreement, go: b}}\n  - b: {stage: x.b}\n");
  EXPECT_EQ(ran, (Texts{"x.b"}));
  EXPECT_EQ(status(id), "finished");
  whole(id);
  bench.pass(60);
  const auto parked = submit("  - a: {stage: x.a}\n  - bad: {raise: {error: no_agreement}}\n", "", record("r-2"));
  EXPECT_EQ(status(parked), "parked");
  EXPECT_NE(bench.state(parked).flow().tokens.at(0).reason.find("no_agreement"), std::string::npos) << bench.state(parked).flow().tokens.at(0).reason;
  whole(parked);
}

TEST_F(FlowKinds, TerminateEndsTheStepAroundItAndTheCaseAsDone) {
  const auto id = submit("  - part:\n      parallel:\n        h: {human: {role: handler, form: free, due: 1d}}\n        t: [{stop: {message: stop}}, {over: {terminate: part}}]\n  - a: {stage: x.a}\n  - both:\n      parallel:\n        k: {human: {role: handler, form: free}}\n"
                         "        e: [{last: {message: last}}, {finish: {terminate: case}}]\n  - b: {stage: x.b}\n");
  message(id, "stop");
  EXPECT_EQ(ran, (Texts{"x.a"})) << "the step around is left as done";
  EXPECT_EQ(tasks(id), "h#1 closed, k#1 open");
  whole(id);
  message(id, "last");
  EXPECT_EQ(ran, (Texts{"x.a"})) << "nothing behind it runs";
  EXPECT_EQ(tasks(id), "h#1 closed, k#1 closed");
  EXPECT_EQ(status(id), "finished");
  EXPECT_EQ(count(id, kinds::finished), 1);
  whole(id);
}

TEST_F(FlowKinds, CancelTakesTheCaseOffAStepAndOffARegion) {
  const auto id = submit(R"(  - two:
      parallel:
        left:
          - region:
              block:
                - h: {human: {role: handler, form: free, due: 1d, escalate: [{after: 1d, to: supervisor}]}}
                - a: {stage: x.a}
        third: [{k: {human: {role: handler, form: free}}}, {b: {stage: x.b}}]
        right: [{one: {message: one}}, {off: {cancel: [k]}}, {other: {message: other}}, {out: {cancel: region}}]
  - z: {stage: x.z}
)");
  EXPECT_EQ(bench.state(id).timers().size(), 1u);
  message(id, "one");
  EXPECT_EQ(tasks(id), "h#1 open, k#1 closed");
  EXPECT_TRUE(ran.empty()) << "a branch that lost its last token has arrived, and what stood behind it does not run";
  whole(id);
  message(id, "other");
  EXPECT_EQ(tasks(id), "h#1 closed, k#1 closed");
  EXPECT_EQ(ran, (Texts{"x.z"}));
  EXPECT_EQ(status(id), "finished");
  whole(id);
}

TEST_F(FlowKinds, OneByOneBeginsAnItemWhenTheOneBeforeHasEnded) {
  const auto id = submit("  - all: {each: {in: '[1, 2, 3]', as: n, order: one_by_one, do: [{h: {human: {role: handler, form: free}}}, {a: {stage: x.a}}]}}\n  - z: {stage: x.z}\n");
  EXPECT_EQ(tasks(id), "h#1 open");
  whole(id);
  answer(id, "h#1");
  EXPECT_EQ(tasks(id), "h#1 answered, h#2 open");
  EXPECT_EQ(ran, (Texts{"x.a"}));
  whole(id);
  answer(id, "h#2");
  answer(id, "h#3");
  EXPECT_EQ(ran, (Texts{"x.a", "x.a", "x.a", "x.z"}));
  for (const auto* item : {"item_1", "item_2", "item_3"}) EXPECT_EQ(json::integer_at(bench.state(id).record(), std::string("ext.x.a.") + item + ".run"), 1) << item;
  EXPECT_EQ(status(id), "finished");
  whole(id);
}

TEST_F(FlowKinds, AJoinThatCancelsNothingGoesOnAndTheOthersArriveLater) {
  const auto id = submit("  - p:\n      parallel:\n        join: {of: 2}\n        f: {human: {role: handler, form: free}}\n        g: {human: {role: handler, form: free}}\n        h: {human: {role: handler, form: free}}\n  - z: {stage: x.z}\n");
  answer(id, "g#1");
  EXPECT_TRUE(ran.empty());
  answer(id, "f#1");
  EXPECT_EQ(ran, (Texts{"x.z"})) << "two of three have arrived";
  EXPECT_EQ(status(id), "waiting") << "nobody waits for the third but the end of the case";
  EXPECT_EQ(tasks(id), "f#1 answered, g#1 answered, h#1 open");
  whole(id);
  answer(id, "h#1");
  EXPECT_EQ(ran, (Texts{"x.z"})) << "what was left once is not left again";
  EXPECT_EQ(status(id), "finished");
  whole(id);
}

TEST_F(FlowKinds, AForEachInAForEachKeepsTheItemsApart) {
  auto row = record();
  const auto thing = [](const char* id, std::vector<std::string> parts) {
    json::Array list;
    for (const auto& part : parts) list.push_back(json::Object{{"id", part}});
    return json::Object{{"id", id}, {"parts", std::move(list)}};
  };
  (void)json::set(row, "flags.things", json::Array{thing("t1", {"p", "q"}), thing("t2", {"p"}), thing("t3", {})});
  const auto id = submit("  - outer:\n      each:\n        in: flags.things\n        as: thing\n        key: thing.id\n        do:\n          - inner: {each: {in: thing.parts, as: part, key: part.id, do: [{h: {human: {role: handler, form: free}, set: {'flags.seen.[]': 'thing.id + part.id'}}}]}}\n"
                         "          - a: {stage: x.a}\n  - z: {stage: x.z}\n", "", row);
  EXPECT_EQ(tasks(id), "h#1 open, h#2 open, h#3 open");
  EXPECT_EQ(ran, (Texts{"x.a"})) << "of the thing without parts";
  whole(id);
  answer(id, "h#3");
  EXPECT_EQ(ran, (Texts{"x.a", "x.a"}));
  whole(id);
  answer(id, "h#2");
  answer(id, "h#1");
  EXPECT_EQ(ran, (Texts{"x.a", "x.a", "x.a", "x.z"}));
  const auto state = bench.state(id);
  EXPECT_EQ(json::write(*json::find(state.record(), "flags.seen")), R"(["t2p","t1q","t1p"])");
  for (const auto* item : {"t1", "t2", "t3"}) EXPECT_EQ(json::integer_at(state.record(), std::string("ext.x.a.") + item + ".run"), 1) << item;
  EXPECT_EQ(status(id), "finished");
  whole(id);
}

TEST_F(FlowKinds, ASignalGoesOnFromCaseToCaseSoOftenAndNoFurther) {
  // Each case hears one signal and sends the next: one act outside reaches kSignalHopsMax of them.
  std::vector<std::string> cases;
  for (int i = 1; i <= kSignalHopsMax + 1; ++i) cases.push_back(submit("  - l: {listen: hop_" + std::to_string(i) + "}\n  - s: {signal: hop_" + std::to_string(i + 1) + "}\n", "", record("r-" + std::to_string(i))));
  const auto heard = bench.runtime->signal("hop_1", json::Object{}, "s-1", kOfficer);
  ASSERT_TRUE(heard) << heard.error().text();
  for (int i = 1; i <= kSignalHopsMax; ++i) EXPECT_EQ(status(cases[static_cast<std::size_t>(i - 1)]), "finished") << i;
  EXPECT_EQ(status(cases.back()), "waiting") << kSignalHopsMax << " signals led to it";
  whole(cases[static_cast<std::size_t>(kSignalHopsMax - 1)]);
  ASSERT_TRUE(bench.runtime->signal("hop_" + std::to_string(kSignalHopsMax + 1), json::Object{}, "s-2", kOfficer)) << "it still hears what comes from outside";
  EXPECT_EQ(status(cases.back()), "finished");
  whole(cases.back());
}

TEST_F(FlowKinds, ATurnOfSoManyMovesGoesOnAndOneOfMoreStandsStillAndSaysSo) {
  // Each round is two moves.
  const auto rounds = [&](std::size_t most, const std::string& ref) {
    return submit("  - a: {set: {flags.n: 'if flags.n = null then 1 else flags.n + 1'}}\n  - b: {choose: [{when: 'flags.n >= " + std::to_string(most) + "', go: end}, {else: a}]}\n", "", record(ref));
  };
  const auto within = rounds(flow::kTransitionsPerTurnMax / 2, "r-1");
  EXPECT_EQ(status(within), "finished");
  const auto beyond = rounds(flow::kTransitionsPerTurnMax / 2 + 1, "r-2");
  ASSERT_EQ(status(beyond), "parked");
  EXPECT_NE(bench.state(beyond).flow().tokens.at(0).reason.find("goes round in a circle"), std::string::npos) << bench.state(beyond).flow().tokens.at(0).reason;
  whole(beyond);
}

TEST_F(FlowKinds, SignalsThatBreedSignalsStandStillAndTheCaseIsWhole) {
  // Each signal brings one more listener, and each listener signals again.
  for (const auto* head : {"", "commit: step\n"}) {
    bench.pass(1);
    const auto deployed = bench.deploy("  - hears: {human: {role: handler, form: free}, on: {one: {signal: all_clear, go: more, interrupting: false}}}\n"
                                       "  - more: {human: {role: handler, form: free}, on: {two: {signal: all_clear, go: tells, interrupting: false}}}\n  - tells: {signal: all_clear}\n", head);
    ASSERT_TRUE(deployed) << deployed.error().text();
    const auto id = bench.runtime->submit("test", record(std::string("r-") + (*head ? "step" : "turn")))->case_id;
    for (int i = 0; i < 2; ++i) {
      const auto told = bench.runtime->signal("all_clear", json::Object{}, "", kOfficer);
      ASSERT_TRUE(told) << told.error().text();
    }
    EXPECT_EQ(status(id), "parked");
    whole(id);
  }
}

TEST_F(FlowKinds, SignalsThatBreedSignalsFromCaseToCaseReachSoManyAndNoMore) {
  std::vector<std::string> ids;
  const auto cases = [&](const std::string& hears, const std::string& tells) {
    ASSERT_TRUE(bench.deploy("  - h: {human: {role: handler, form: free}, on: {s: {signal: " + hears + ", go: t, interrupting: false}}}\n  - t: {signal: " + tells + "}\n"));
    for (int i = 0; i < 2; ++i) ids.push_back(bench.runtime->submit("test", record("r-" + std::to_string(ids.size())))->case_id);
  };
  cases("ping", "pong");
  cases("pong", "ping");
  const auto told = bench.runtime->signal("ping", json::Object{}, "once", kOfficer);
  ASSERT_TRUE(told) << told.error().text();
  EXPECT_EQ(told->size(), 2u);
  std::size_t heard = 0;
  for (const auto& id : ids) heard += static_cast<std::size_t>(count(id, kinds::message_received));
  EXPECT_EQ(heard, 2 + 4 + kSignalEchoCasesMax) << "the first signal, those that it led to, and so many echoes";
  const auto again = bench.runtime->signal("ping", json::Object{}, "once", kOfficer);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->empty()) << "a signal of one id is heard once by a case, whatever it listens to since";
  whole(ids[0]);
}

TEST_F(FlowKinds, AReminderBeyondTheCalendarPackIsSetByANewerOne) {
  bench.clock->set(*parse_instant("2026-12-28T02:00:00Z"));
  ASSERT_TRUE(bench.open());
  auto row = record();
  (void)json::set_text(row, "channel.received_at", "2026-12-28T02:00:00Z");
  const auto id = submit("  - h: {human: {role: handler, form: free, due: 5wd, remind: [{after: 2wd}, {before: 1wd}]}}\n", "", row);
  auto state = bench.state(id);
  std::string missing;
  for (const auto& [what, payload] : state.missing_dates()) missing += what + " ";
  EXPECT_EQ(missing, "task:h#1 timer:h#1:remind:2 ") << "the first one is within the calendar";
  EXPECT_TRUE(state.timers().contains("h#1:remind:1"));
  whole(id);
  const auto path = (bench.root / "packs/small/calendar.cn.yaml").string();
  auto text = *read_file(path);
  const std::string year = "last_year: 2026", list = "holidays:\n";
  ASSERT_NE(text.find(year), std::string::npos) << "the shipped calendar reaches further now: move the dates of this test";
  text.replace(text.find(year), year.size(), "last_year: 2027");
  text.insert(text.find(list) + list.size(), "  - {date: \"2027-01-01\", name: {zh: \"元旦\", en: \"New Year's Day\"}}\n");
  ASSERT_TRUE(write_file(path, text));
  ASSERT_TRUE(bench.open());
  EXPECT_EQ(*bench.runtime->recover(), 1);
  state = bench.state(id);
  EXPECT_TRUE(state.missing_dates().empty());
  ASSERT_TRUE(state.timers().contains("h#1:remind:2"));
  EXPECT_LT(state.timers().at("h#1:remind:2"), *state.task("h#1")->due_at);
  whole(id);
  bench.clock->set({state.timers().at("h#1:remind:2").us});
  EXPECT_EQ(*bench.runtime->fire_timers(), 2);
  EXPECT_EQ(bench.state(id).task("h#1")->reminders, 2);
  whole(id);
  bench.pass(kHour);
  answer(id, "h#1");
  EXPECT_EQ(status(id), "finished");
  whole(id);
}

}  // namespace
}  // namespace amends::runtime::testing
