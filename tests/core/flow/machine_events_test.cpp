// `on` events, and the steps that raise, signal, cancel, terminate and compensate: command by command.
#include <gtest/gtest.h>

#include <algorithm>

#include "scheduler.hpp"

namespace amends::flow {
namespace {

using namespace kit;  // NOLINT: the helpers of these tests

TEST(OnEvents, AnInterruptingTimerTakesTheStepAway) {
  Case c(R"(steps:
  - a:
      human: {role: handler, form: f, escalate: [{after: 1d, to: boss}]}
      set: {flags.a: true}
      meets: [decide]
      on: {late: {after: 5wd, go: b}}
  - b: {stage: x.b}
)");
  EXPECT_EQ(c.start(), (Texts{"timer a#1:on:late 5wd", "open a#1 for handler", "timer a#1:escalate:1 1d"}));
  EXPECT_EQ(c(due("a#1:on:late")), (Texts{"close a#1", "cancel a#1:escalate:1", "run b#1"})) << "the work was not done: nothing is set, no clock met";
  EXPECT_NE(c.refused(answered("a#1")).find("was left already"), std::string::npos);
  EXPECT_NE(c.refused(due("a#1:on:late")).find("was left already"), std::string::npos);
}

TEST(OnEvents, WhatDidNotHappenIsTakenBackWhenTheStepIsLeft) {
  Case c(R"(steps:
  - a:
      human: {role: handler, form: f}
      on:
        late: {after: 5wd, go: b}
        recall: {message: recall, key: case.ref, go: end}
        stop: {signal: stop, go: end}
  - b: {stage: x.b}
)");
  EXPECT_EQ(c.start(), (Texts{"timer a#1:on:late 5wd", "await a#1:on:recall recall by key", "listen a#1:on:stop stop", "open a#1 for handler"}));
  EXPECT_EQ(c(answered("a#1")), (Texts{"cancel a#1:on:late", "forget a#1:on:recall", "forget a#1:on:stop", "run b#1"}));
}

TEST(OnEvents, ANonInterruptingOneStartsASecondTokenAndTheStepGoesOn) {
  Case c(R"(steps:
  - a:
      human: {role: handler, form: f}
      on:
        late: {after: 5wd, go: remind, interrupting: false}
        asked: {message: question, go: reply, interrupting: false}
  - b: {stage: x.b, go: end}
  - remind: {stage: x.remind, go: end}
  - reply: {stage: x.reply}
)");
  c.start();
  EXPECT_EQ(c(due("a#1:on:late")), (Texts{"run remind#1"}));
  EXPECT_NE(c.refused(due("a#1:on:late")).find("waiting"), std::string::npos) << "a timer comes once";
  EXPECT_EQ(c(came("a#1:on:asked")), (Texts{"await a#1:on:asked:2 question", "run reply#1"}));
  c.refused(came("a#1:on:asked"));
  EXPECT_EQ(c(came("a#1:on:asked:2")), (Texts{"await a#1:on:asked:3 question", "run reply#2"})) << "each message has an id of its own";
  EXPECT_EQ(c.open(), (Texts{"await a#1:on:asked:3 question", "open a#1 for handler", "run remind#1", "run reply#1", "run reply#2"}));
  EXPECT_EQ(c(answered("a#1")), (Texts{"forget a#1:on:asked:3", "run b#1"}));
  c(done("b#1"));
  c(done("remind#1"));
  c(done("reply#2"));
  EXPECT_EQ(c(done("reply#1")), (Texts{"finish"})) << "the case ends with its last token";
}

TEST(OnEvents, OfABlockTakeAllInsideAway) {
  Case c(R"(steps:
  - talks:
      block:
        - offer: {stage: x.offer}
        - both:
            parallel:
              a: {human: {role: handler, form: f}}
              b: {wait: 3d}
      on: {withdrawn: {message: withdrawn, go: close}}
  - settle: {stage: x.settle, go: end}
  - close: {stage: x.close}
)");
  EXPECT_EQ(c.start(), (Texts{"await talks#1:on:withdrawn withdrawn", "run offer#1"}));
  c(done("offer#1"));
  EXPECT_EQ(c(came("talks#1:on:withdrawn")), (Texts{"close a#1", "cancel b#1:after", "run close#1"}));
  EXPECT_EQ(c.state.tokens.size(), 1u);
}

TEST(OnEvents, AStagesTasksAreClosedWithIt) {
  Case c("steps:\n  - a: {stage: x.a, on: {late: {after: 1d, go: b}}}\n  - b: {wait: 1d}\n");
  c.start();
  c(done("a#1", {"a.q1", "a.q2"}));
  EXPECT_EQ(c(due("a#1:on:late")), (Texts{"close a.q1", "close a.q2", "timer b#1:after 1d"}));
  EXPECT_FALSE(advance(*c.definition, c.state, answered("a.q1")));
}

TEST(OnEvents, AFailureGoesToTheNearestStepThatCatchesIt) {
  const auto* const steps = R"(steps:
  - outer:
      block:
        - inner:
            block:
              - a: {stage: x.a, on_error: {unavailable: end}}
            on: {gone: {error: not_found, go: end}}
      on: {any: {error: default, go: b}}
  - done: {stage: x.done, go: end}
  - b: {stage: x.b}
)";
  Case own(steps), near(steps), far(steps);
  own.start(), near.start(), far.start();
  EXPECT_EQ(own(failed("a#1", "unavailable")), (Texts{"run done#1"})) << "the stage's own route goes first";
  EXPECT_EQ(near(failed("a#1", "not_found")), (Texts{"run done#1"})) << "then the block next to it";
  EXPECT_EQ(far(failed("a#1", "range")), (Texts{"run b#1"})) << "then the one around";
  Case none("steps:\n  - a: {stage: x.a}\n");
  none.start();
  EXPECT_EQ(none(failed("a#1", "range")), (Texts{"park a#1"})) << "and a person when nobody does";
}

TEST(OnEvents, ADecisionThatFailsCanBeCaught) {
  Case c("steps:\n  - a: {decide: t, on: {broken: {error: default, go: b}}}\n  - c: {stage: x.c, go: end}\n  - b: {stage: x.b}\n");
  c.start();
  EXPECT_EQ(c(event(EventKind::stage_failed, "a#1")), (Texts{"run b#1"}));
}

TEST(OnEvents, AnEscalationPassesOrInterrupts) {
  const auto steps = [](const std::string& how) {
    return R"(steps:
  - work:
      block:
        - tell: {raise: {escalation: too_much}}
        - a: {stage: x.a}
      on: {head: {escalation: too_much, go: h)" + how + R"(}}
  - b: {stage: x.b, go: end}
  - h: {stage: x.h}
)";
  };
  Case stops(steps("")), passes(steps(", interrupting: false"));
  EXPECT_EQ(stops.start(), (Texts{"run h#1"}));
  EXPECT_EQ(passes.start(), (Texts{"run h#1", "run a#1"}));
  Case unheard("steps:\n  - tell: {raise: {escalation: nobody_asks}}\n  - a: {stage: x.a}\n");
  EXPECT_EQ(unheard.start(), (Texts{"run a#1"}));
}

TEST(OnEvents, AnErrorThatNobodyCatchesParks) {
  Case c("steps:\n  - a: {raise: {error: no_way_out}}\n");
  EXPECT_EQ(c.start(), (Texts{"park a#1"}));
  EXPECT_NE(c.state.tokens[0].reason.find("raises the error 'no_way_out'"), std::string::npos);
  EXPECT_EQ(c(event(EventKind::resumed, "a#1")), (Texts{"park a#1"})) << "nothing has changed";
}

TEST(OnEvents, OfAParkedStepStay) {
  Case c("steps:\n  - a: {stage: x.a, on: {late: {after: 1d, go: b}}}\n  - c: {stage: x.c, go: end}\n  - b: {stage: x.b}\n");
  c.start();
  c(failed("a#1", "range"));
  EXPECT_EQ(c.open(), (Texts{"timer a#1:on:late 1d"}));
  EXPECT_EQ(c(event(EventKind::resumed, "a#1")), (Texts{"run a#1"})) << "its time went on";
  c(failed("a#1", "range"));
  EXPECT_EQ(c(due("a#1:on:late")), (Texts{"run b#1"})) << "a person who does not come is not waited for";
}

TEST(OnEvents, OneIsHeardSoOftenAndNoMore) {
  Case c("steps:\n  - a: {human: {role: r, form: f}, on: {m: {message: m, go: end, interrupting: false}}}\n");
  c.start();
  for (std::int32_t n = 1; n < kFiringsMax; ++n) c(came("a#1:on:m" + (n == 1 ? std::string{} : ":" + std::to_string(n))));
  EXPECT_EQ(c(came("a#1:on:m:" + std::to_string(kFiringsMax))), Texts{}) << "the last one: nothing more is awaited";
  c.refused(came("a#1:on:m:" + std::to_string(kFiringsMax + 1)));
  EXPECT_EQ(c.open(), (Texts{"open a#1 for r"}));
}

TEST(Signals, ReachAllThatListenNow) {
  Case c(R"(steps:
  - four:
      parallel:
        a: {listen: go_on}
        b:
          - b1: {first_of: {m: {message: m, go: end}, s: {signal: go_on, go: b2}}}
          - b2: {stage: x.b}
        c: {human: {role: r, form: f}, on: {s: {signal: go_on, go: end, interrupting: false}}}
        d:
          - d1: {stage: x.d}
          - d2: {signal: go_on}
          - d3: {listen: go_on}
)");
  c.start();
  EXPECT_EQ(c(done("d1#1")), (Texts{"signal go_on", "forget a#1", "forget b1#1:s", "forget b1#1:m", "run b2#1", "forget c#1:on:s", "listen c#1:on:s:2 go_on", "listen d3#1 go_on"}))
      << "who comes to listen after it does not hear it";
  EXPECT_EQ(c(came("d3#1")), Texts{}) << "one from outside";
}

TEST(Terminate, EndsTheStepAroundAsDone) {
  Case c(R"(steps:
  - part:
      parallel:
        a: {human: {role: r, form: f}}
        b:
          - b1: {stage: x.b}
          - stop: {terminate: part, meets: [decide]}
      set: {flags.part: true}
  - after: {stage: x.after}
)");
  c.start();
  EXPECT_EQ(c(done("b1#1")), (Texts{"meet decide", "close a#1", "set part#1"}));
  EXPECT_EQ(c(event(EventKind::facts_set, "part#1")), (Texts{"run after#1"}));
}

TEST(Terminate, OfTheCaseTakesAllBack) {
  Case c("steps:\n  - p:\n      parallel:\n        a: {wait: 1d}\n        b:\n          - b1: {stage: x.b}\n          - stop: {terminate: case}\n");
  c.start();
  EXPECT_EQ(c(done("b1#1")), (Texts{"cancel a#1:after", "finish"}));
  EXPECT_EQ(c.status(), "finished");
}

TEST(Cancel, OfTheCaseEndsItAsCancelled) {
  Case c("steps:\n  - p:\n      parallel:\n        a: {wait: 1d}\n        b:\n          - b1: {stage: x.b}\n          - stop: {cancel: case}\n");
  c.start();
  EXPECT_EQ(c(done("b1#1")), (Texts{"cancel a#1:after", "finish as cancelled"}));
  EXPECT_EQ(c.status(), "cancelled");
}

const char* const kTrip = R"(steps:
  - trip:
      block:
        - flight: {stage: x.flight, undo: [no_flight: {stage: x.no_flight}]}
        - hotel:
            stage: x.hotel
            undo:
              - tell: {stage: x.tell}
              - no_hotel: {stage: x.no_hotel}
        - car: {stage: x.car, undo: [no_car: {stage: x.no_car}]}
      on: {broken: {error: default, go: back}}
  - paid: {stage: x.paid, go: end}
  - back: {compensate: trip}
  - sorry: {stage: x.sorry}
)";

TEST(Compensate, UndoesWhatWasDoneTheNewestFirst) {
  Case c(kTrip);
  c.start();
  c(done("flight#1"));
  c(done("hotel#1"));
  EXPECT_EQ(c(failed("car#1", "range")), (Texts{"run tell#1"})) << "the car was not done: nothing to undo";
  EXPECT_EQ(c(done("tell#1")), (Texts{"run no_hotel#1"}));
  EXPECT_EQ(c(done("no_hotel#1")), (Texts{"run no_flight#1"}));
  EXPECT_EQ(c(done("no_flight#1")), (Texts{"run sorry#1"}));
  EXPECT_TRUE(c.state.done.empty()) << "what is undone is not undone again";
}

TEST(Compensate, WithNothingDoneGoesOnAtOnce) {
  Case c(kTrip);
  c.start();
  EXPECT_EQ(c(failed("flight#1", "range")), (Texts{"run sorry#1"}));
}

TEST(Compensate, SeesItsOwnItemOfAForEachAndNotAnothers) {
  Case c(R"(steps:
  - all:
      each:
        in: parties
        do:
          - pay: {stage: x.pay, undo: [unpay: {stage: x.unpay}]}
          - check: {stage: x.check, on: {bad: {error: default, go: back}}}
          - fine: {stage: x.fine, go: end}
          - back: {compensate: case}
)");
  c.start();
  auto two = event(EventKind::listed, "all#1");
  two.count = 2;
  c(two);
  c(done("pay#1"));
  c(done("pay#2"));
  EXPECT_EQ(c(failed("check#2", "range")), (Texts{"run unpay#1"}));
  const auto* token = token_at(c.state, c.definition->find("unpay"), 1);
  ASSERT_NE(token, nullptr);
  EXPECT_EQ(token->items, (std::vector<ItemRef>{{c.definition->find("all"), 1, 1}})) << "it undoes for the item for which it was done";
  ASSERT_EQ(c.state.done.size(), 1u);
  EXPECT_EQ(c.state.done[0].visit, 1);
}

TEST(Compensate, RemembersSoManyStepsAndNoMore) {
  Case c("bounds: {rounds_max: 10000}\nsteps:\n  - a: {stage: x.a, undo: [b: {stage: x.b}], go: c}\n  - c: {set: {flags.c: true}, go: d}\n  - d: {stage: x.d, undo: [e: {stage: x.e}], bound: {name: rounds_max, go: undo_all}, go: d}\n  - undo_all: {compensate: case}\n");
  c.start();
  c(done("a#1"));
  c(event(EventKind::facts_set, "c#1"));
  for (std::size_t n = 1; n < kDoneMax - 1; ++n) c(done("d#" + std::to_string(n)));
  EXPECT_EQ(c.state.done.size(), kDoneMax - 1);
  EXPECT_EQ(c(done("d#" + std::to_string(kDoneMax - 1))), (Texts{"park d#" + std::to_string(kDoneMax)}));
  EXPECT_NE(c.state.tokens[0].reason.find("remembers 1000 steps"), std::string::npos);
}

TEST(Milestone, TheStepIsOfferedOnlyWhileItHolds) {
  Case c(R"(steps:
  - two:
      parallel:
        left:
          - a: {stage: x.a}
          - open: {human: {role: r, form: f}}
          - again: {choose: [{when: flags.again, go: a}, {else: end}]}
        right:
          - object: {human: {role: s, form: g}, while: {at: open}}
)");
  EXPECT_EQ(c.start(), (Texts{"run a#1"}));
  EXPECT_EQ(c.state.tokens.back().state, TokenState::blocked);
  EXPECT_EQ(c(done("a#1")), (Texts{"open open#1 for r", "open object#1 for s"}));
  EXPECT_EQ(c(answered("open#1")), (Texts{"choose again#1", "close object#1"})) << "taken back with the state";
  EXPECT_EQ(c(chosen("again#1", 0)), (Texts{"run a#2"}));
  EXPECT_EQ(c(done("a#2")), (Texts{"open open#2 for r", "open object#2 for s"})) << "offered again";
  c(answered("open#2"));
  EXPECT_EQ(c(chosen("again#2", 1)), (Texts{"park object#3"})) << "nothing leads there any more";
  EXPECT_EQ(c.status(), "parked");
}

TEST(Milestone, CanLeadElsewhere) {
  Case c(R"(steps:
  - two:
      parallel:
        left: [open: {human: {role: r, form: f}}]
        right:
          - a: {stage: x.a}
          - object: {human: {role: s, form: g}, while: {at: open, else: late}}
          - on_time: {stage: x.on_time, go: end}
          - late: {stage: x.late}
)");
  auto early = c;
  c.start();
  c(answered("open#1"));
  EXPECT_EQ(c(done("a#1")), (Texts{"run late#1"}));
  early.start();
  EXPECT_EQ(early(done("a#1")), (Texts{"open object#1 for s"}));
  EXPECT_EQ(early(answered("open#1")), (Texts{"close object#1", "run late#1"}));
}

/// The first branch signals s0 when its stage is done; each other one hears the signal of the one before and signals its own. `chained`: else all hear s0.
std::string listeners(int count, bool chained) {
  std::string out = "steps:\n  - all:\n      parallel:\n        b0: [{a: {stage: x.a}}, {t0: {signal: s0}}]\n";
  for (int i = 1; i <= count; ++i) {
    const auto n = std::to_string(i);
    out += "        b" + n + ": [{l" + n + ": {listen: s" + (chained ? std::to_string(i - 1) : "0") + "}}, {t" + n + ": {signal: s" + n + "}}]\n";
  }
  return out;
}

TEST(Signals, AChainOfThemGoesSoFarAndNoFurther) {
  Case within(listeners(kSignalEchoesMax + 1, true));
  within.start();
  const auto all = within(done("a#1"));
  EXPECT_EQ(std::count(all.begin(), all.end(), "finish"), 1) << "the first two are no echoes";
  Case beyond(listeners(kSignalEchoesMax + 2, true));
  beyond.start();
  const auto most = beyond(done("a#1"));
  EXPECT_EQ(std::count(most.begin(), most.end(), "finish"), 0);
  const auto last = "t" + std::to_string(kSignalEchoesMax + 2) + "#1";
  EXPECT_EQ(std::count(most.begin(), most.end(), "park " + last), 1) << last;
  EXPECT_EQ(std::count(most.begin(), most.end(), "signal s" + std::to_string(kSignalEchoesMax + 2)), 0);
}

TEST(Signals, OfOneEventAsManyListenersSignalAsThereAre) {
  Case c(listeners(static_cast<int>(kBranchesMax) - 1, false));
  c.start();
  const auto all = c(done("a#1"));
  EXPECT_EQ(std::count_if(all.begin(), all.end(), [](const std::string& one) { return one.starts_with("signal "); }), static_cast<std::ptrdiff_t>(kBranchesMax));
  EXPECT_EQ(std::count(all.begin(), all.end(), "finish"), 1);
}

}  // namespace
}  // namespace amends::flow
