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

TEST(WaitingChecks, TheRoleThatMakesApproves) {
  EXPECT_TRUE(has(warned("steps:\n  - offer: {human: {role: handler, form: f}}\n  - approve: {human: {role: handler, form: g, shows: [offer]}}\n"), "the role 'handler' makes 'offer' and approves it at 'approve'"));
  EXPECT_EQ(warned("steps:\n  - offer: {human: {role: handler, form: f}}\n  - approve: {human: {role: supervisor, form: g, shows: [offer]}}\n"), "");
}

}  // namespace
}  // namespace amends::flow
