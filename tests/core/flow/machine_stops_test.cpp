// A person stops a case, lets it go on, or takes it back to a step; and steps that send and wait for the delivery: command by command.
#include <gtest/gtest.h>

#include "scheduler.hpp"

namespace amends::flow {
namespace {

using namespace kit;  // NOLINT: the helpers of these tests

Event retried(std::string_view id, std::string to) {
  auto out = event(EventKind::retried, id);
  out.target = std::move(to);
  return out;
}
Event suspended() { return event(EventKind::suspended); }
Event continued() { return event(EventKind::continued); }

TEST(Suspended, ItTakesNothingButWhatMayNotWait) {
  Case c("steps:\n  - s: {stage: x.s}\n  - h: {human: {role: handler, form: f, escalate: [{after: 1d, to: boss}]}}\n  - z: {stage: x.z}\n");
  c.start();
  c(done("s#1", {"safety"}));
  EXPECT_EQ(c(suspended()), Texts{});
  EXPECT_EQ(c.status(), "suspended");
  EXPECT_NE(c.refused(suspended()).find("suspended already"), std::string::npos);
  for (const auto& what : {due("h#1:escalate:1"), event(EventKind::resumed, "s#1"), event(EventKind::parked, "s#1"), retried("s#1", "s")})
    EXPECT_NE(c.refused(what).find("is suspended and takes no"), std::string::npos);
  EXPECT_EQ(c(answered("safety")), (Texts{"open h#1 for handler", "timer h#1:escalate:1 1d"})) << "a task that holds a stage is answered; what follows is left to the runtime";
  EXPECT_EQ(c.status(), "suspended");
  EXPECT_NE(c.refused(answered("h#1")).find("is suspended and takes no"), std::string::npos);
  EXPECT_EQ(c(continued()), Texts{});
  EXPECT_EQ(c.status(), "waiting");
  EXPECT_NE(c.refused(continued()).find("is not suspended"), std::string::npos);
  EXPECT_EQ(c(answered("h#1")), (Texts{"cancel h#1:escalate:1", "run z#1"}));
}

TEST(Suspended, AParkedCaseIsParkedAgainAndACancelledOneIsOver) {
  Case c("steps:\n  - s: {stage: x.s}\n");
  c.start();
  c(failed("s#1", "range"));
  ASSERT_EQ(c.status(), "parked");
  c(suspended());
  EXPECT_EQ(c.status(), "suspended");
  c(continued());
  EXPECT_EQ(c.status(), "parked");
  c(suspended());
  c(event(EventKind::cancelled));
  EXPECT_EQ(c.status(), "cancelled");
  EXPECT_NE(c.refused(continued()).find("cancelled"), std::string::npos);
}

TEST(Sending, AStepThatDoesNotWaitGoesOnAtOnce) {
  Case c("steps:\n  - m: {send: {kind: order, body: {a: 1}}, set: {flags.sent: true}}\n  - z: {stage: x.z}\n");
  EXPECT_EQ(c.start(), (Texts{"send m#1"}));
  EXPECT_EQ(c.open(), (Texts{"send m#1"})) << "recovery sends it again";
  EXPECT_EQ(c(event(EventKind::queued, "m#1")), (Texts{"set m#1"}));
  EXPECT_EQ(c(event(EventKind::facts_set, "m#1")), (Texts{"run z#1"}));
  EXPECT_NE(c.refused(event(EventKind::acknowledged, "m#1")).find("was left already"), std::string::npos);
}

TEST(Sending, OneThatWaitsIsLeftByTheAcknowledgementOrItsEvents) {
  const auto* const steps = R"(steps:
  - m:
      send: {kind: order, to: '"bank"', body: {a: 1}, wait: true}
      on: {slow: {after: 2d, go: late}, lost: {error: unavailable, go: late}}
      go: z
  - late: {stage: x.late, go: end}
  - z: {stage: x.z}
)";
  Case c(steps);
  EXPECT_EQ(c.start(), (Texts{"timer m#1:on:slow 2d", "send m#1"}));
  EXPECT_EQ(c(event(EventKind::queued, "m#1")), Texts{});
  EXPECT_EQ(c.status(), "waiting");
  EXPECT_EQ(c.open(), (Texts{"timer m#1:on:slow 2d"}));
  EXPECT_EQ(c(event(EventKind::acknowledged, "m#1")), (Texts{"cancel m#1:on:slow", "run z#1"}));

  Case given_up(steps);
  given_up.start();
  given_up(event(EventKind::queued, "m#1"));
  EXPECT_EQ(given_up(failed("m#1", "unavailable")), (Texts{"cancel m#1:on:slow", "run late#1"}));

  Case refused(steps);
  refused.start();
  EXPECT_EQ(refused(failed("m#1", "refused")), (Texts{"park m#1"})) << "before it was in the outbox";
  EXPECT_EQ(refused(event(EventKind::resumed, "m#1")), (Texts{"send m#1"}));

  Case stopped(steps);
  stopped.start();
  stopped(event(EventKind::queued, "m#1"));
  stopped(suspended());
  stopped(event(EventKind::acknowledged, "m#1"));
  EXPECT_EQ(stopped.status(), "suspended");
  stopped(continued());
  EXPECT_EQ(stopped.open(), (Texts{"run z#1"}));
}

TEST(Retried, AWaitingStepBeginsAnewAndWhatItHadOpenedIsTakenBack) {
  Case c("steps:\n  - s: {stage: x.s}\n  - h: {human: {role: handler, form: f, escalate: [{after: 1d, to: boss}]}, on: {late: {after: 5d, go: end}}}\n  - z: {stage: x.z}\n");
  c.start();
  c(done("s#1"));
  EXPECT_EQ(c(retried("h#1", "h")), (Texts{"cancel h#1:on:late", "close h#1", "cancel h#1:escalate:1", "timer h#2:on:late 5d", "open h#2 for handler", "timer h#2:escalate:1 1d"}));
  EXPECT_EQ(c(retried("h#2", "s")), (Texts{"cancel h#2:on:late", "close h#2", "cancel h#2:escalate:1", "run s#2"}));
  EXPECT_NE(c.refused(retried("s#2", "z")).find("has not been at 'z' yet"), std::string::npos) << "back, not forward";
  EXPECT_NE(c.refused(retried("h#2", "s")).find("was left already"), std::string::npos);
  EXPECT_NE(c.refused(retried("s#2", "nobody")).find("has no step 'nobody'"), std::string::npos);
}

TEST(Retried, AParkedStageRunsAgainAndWhatHeldItIsClosed) {
  Case c("steps:\n  - s: {stage: x.s}\n  - t: {stage: x.t}\n");
  c.start();
  c(done("s#1"));
  c(done("t#1", {"q1"}));
  EXPECT_EQ(c(retried("t#1", "s")), (Texts{"close q1", "run s#2"}));
  c(failed("s#2", "range"));
  ASSERT_EQ(c.status(), "parked");
  EXPECT_EQ(c(retried("s#2", "s")), (Texts{"run s#3"}));
  EXPECT_EQ(c.status(), "running");
}

TEST(Retried, ItStaysInItsPartAndTakesBackAllInside) {
  Case c(R"(bounds: {most: 1}
steps:
  - first: {stage: x.first, bound: {name: most, go: end}}
  - both:
      parallel:
        a: [a1: {stage: x.a1}, a2: {human: {role: r, form: f}}]
        b: {message: m}
  - z: {stage: x.z}
)");
  c.start();
  c(done("first#1"));
  c(done("a1#1"));
  EXPECT_NE(c.refused(retried("a2#1", "first")).find("another part"), std::string::npos);
  EXPECT_NE(c.refused(retried("a2#1", "b")).find("another part"), std::string::npos);
  EXPECT_EQ(c(retried("a2#1", "a1")), (Texts{"close a2#1", "run a1#2"}));
  EXPECT_EQ(c(retried("both#1", "first")), (Texts{"forget b#1", "run first#2"})) << "the bound counts the entry and does not hold it up";
  ASSERT_EQ(c.state.rounds.size(), 1u);
  EXPECT_EQ(c.state.rounds[0].entered, 2);
  EXPECT_EQ(c.state.tokens.size(), 1u);
}

}  // namespace
}  // namespace amends::flow
