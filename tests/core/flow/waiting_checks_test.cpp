// What can never come, or could be given to two.
#include <gtest/gtest.h>

#include "core/flow/flow_kit.hpp"

namespace amends::flow {
namespace {

/// The warnings of a file, or "read" when it has none.
std::string told(const std::string& steps) {
  const auto definition = Definition::from_yaml(kit::kHead + steps, "w.yaml");
  if (!definition) return "refused: " + definition.error().text();
  std::string out;
  for (const auto& warning : (*definition)->warnings()) out += warning.where + ": " + warning.message + "\n";
  return out.empty() ? "read" : out;
}

std::string warned(const std::string& steps) {
  const auto definition = kit::read(steps);
  std::string out;
  for (const auto& warning : definition->warnings()) out += warning.where + ": " + warning.message + "\n";
  return out;
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST(WaitingChecks, MilestonesThatHangOnOneAnother) {
  EXPECT_TRUE(has(told("steps:\n  - p: {parallel: {x: {wait: 1d, while: {at: y}}, y: {wait: 1d, while: {at: x}}}}\n"), "the steps x, y begin only while the case stands at one of them, so that none ever begins"));
  EXPECT_TRUE(has(told("steps:\n  - p: {parallel: {x: {wait: 1d, while: {at: y}}, y: {wait: 1d, while: {at: z}}, z: {wait: 1d, while: {at: [x, y]}}}}\n"), "the steps x, y, z"));
  EXPECT_EQ(told("steps:\n  - p: {parallel: {x: {wait: 1d, while: {at: y}}, y: {wait: 1d}}}\n"), "read");
  EXPECT_EQ(told("steps:\n  - p: {parallel: {x: {wait: 1d, while: {at: [y, z]}}, y: {wait: 1d, while: {at: x}}, z: {wait: 1d}}}\n"), "read") << "z lets x begin, and x lets y";
  EXPECT_EQ(told("steps:\n  - p: {parallel: {x: {wait: 1d, while: {at: y, else: end}}, y: {wait: 1d, while: {at: x}}}}\n"), "read");
}

TEST(WaitingChecks, OneMessageForTwoPlaces) {
  EXPECT_TRUE(has(told("steps:\n  - p: {parallel: {x: {message: hello}, y: {message: hello}}}\n"), "'y' may wait for the message 'hello' while 'x' does, with the same key"));
  EXPECT_TRUE(has(told("steps:\n  - b:\n      block: [{x: {message: hello}}]\n      on: {gone: {message: hello, go: end}}\n"), "'x' may wait for the message 'hello' while 'b' does")) << told("steps:\n  - b:\n      block: [{x: {message: hello}}]\n      on: {gone: {message: hello, go: end}}\n");
  EXPECT_EQ(told("steps:\n  - p: {parallel: {x: {message: hello, key: channel.ref}, y: {message: hello}}}\n"), "read");
  EXPECT_EQ(told("steps:\n  - x: {message: hello}\n  - y: {message: hello}\n"), "read") << "one after the other";
}

TEST(WaitingChecks, OneMessageForAllItems) {
  EXPECT_TRUE(has(told("steps:\n  - e: {each: {in: parties, as: party, do: [x: {message: hello}]}}\n"), "each item of 'e' would wait for the message 'hello' with the same key, and what comes could not be given to all; let the key name the item, as in `key: party.id`"));
  EXPECT_EQ(told("steps:\n  - e: {each: {in: parties, as: party, do: [x: {message: hello, key: party.id}]}}\n"), "read");
  EXPECT_EQ(told("steps:\n  - e: {each: {in: parties, order: one_by_one, do: [x: {message: hello}]}}\n"), "read");
}

TEST(WaitingChecks, ClocksThatNoStepMeets) {
  EXPECT_TRUE(has(warned("clocks: {reply: {kind: reply}}\nsteps:\n  - x: {wait: 1d}\n"), "w.yaml:4:10: no step meets the clock 'reply'")) << warned("clocks: {reply: {kind: reply}}\nsteps:\n  - x: {wait: 1d}\n");
  EXPECT_EQ(warned("clocks: {reply: {kind: reply}}\nsteps:\n  - x: {wait: 1d, meets: [reply]}\n"), "");
  EXPECT_EQ(warned("clocks: {reply: {kind: reply}}\nsteps:\n  - x: {stage: bank.x}\n"), "") << "a task of the stage may meet it";
}

constexpr const char* kTalks =
    "  - talks:\n      block: [{a: {stage: bank.a}}, {ask: {human: {role: handler, form: f}}}]\n      on: {late: {after: 5d, go: beside, interrupting: WHICH}}\n  - b: {human: {role: handler, form: f}, set: {case.status: '\"accepted\"'}, go: end}\n";
std::string talks(const std::string& interrupting, const std::string& beside) {
  std::string out = std::string("steps:\n") + kTalks + beside;
  return out.replace(out.find("WHICH"), 5, interrupting);
}

TEST(WaitingChecks, TwoTokensThatWriteOneSectionSideBySide) {
  const auto section = told(talks("false", "  - beside: {stage: bank.a, go: end}\n"));
  EXPECT_TRUE(has(section, "w.yaml:7:12: the event 'late' begins a second token while the step 'talks' goes on, and 'a' on the one way and 'beside' on the other may both write ext.bank.a")) << section;
  EXPECT_EQ(told(talks("true", "  - beside: {stage: bank.a, go: end}\n")), "read") << "the step is over then";
  EXPECT_EQ(told(talks("false", "  - beside: {stage: bank.c, go: end}\n")), "read") << "another section";
  const auto fact = told(talks("false", "  - beside: {set: {case.status: '\"closed\"'}, go: end}\n"));
  EXPECT_TRUE(has(fact, "'b' on the one way and 'beside' on the other may both write case.status")) << "also with what comes behind the step: " << fact;
}

TEST(WaitingChecks, ABlockWaitsForBothTokensBeforeTheCaseGoesOn) {
  const std::string inner = "steps:\n  - part:\n      block:\n        - ask: {human: {role: handler, form: f}, on: {late: {after: 5d, go: beside, interrupting: false}}, go: end}\n        - beside: {stage: bank.a, go: end}\n";
  EXPECT_EQ(told(inner + "  - behind: {stage: bank.a}\n"), "read");
  const auto round = told(inner + "  - again: {human: {role: handler, form: f}}\n  - which: {choose: [{when: again.n = 1, go: part}, {else: end}]}\n");
  EXPECT_EQ(round, "read") << "a second round begins when the first is over: " << round;
}

TEST(WaitingChecks, TheSecondTokenIsNotHeldAgainstItself) {
  EXPECT_EQ(told(talks("false", "  - beside: {stage: bank.c}\n  - more: {stage: bank.c, go: end}\n")), "read") << "one after the other on the same way";
  EXPECT_EQ(told("steps:\n  - ask: {human: {role: handler, form: f}, on: {late: {after: 5d, go: end, interrupting: false}}}\n"), "read");
}

TEST(WaitingChecks, TheRoleThatMakesApproves) {
  EXPECT_TRUE(has(warned("steps:\n  - offer: {human: {role: handler, form: f}}\n  - approve: {human: {role: handler, form: g, shows: [offer]}}\n"), "the role 'handler' makes 'offer' and approves it at 'approve'"));
  EXPECT_EQ(warned("steps:\n  - offer: {human: {role: handler, form: f}}\n  - approve: {human: {role: supervisor, form: g, shows: [offer]}}\n"), "");
}

}  // namespace
}  // namespace amends::flow
