// What a workflow file says of what leaves and of the engine's own turns, and each fault with its place.
#include <gtest/gtest.h>

#include "flow_kit.hpp"

namespace amends::flow {
namespace {

using namespace kit;  // NOLINT: the helpers of these tests

std::string fault(const std::string& rest) {
  const auto read = Definition::from_yaml(kHead + rest, "w.yaml");
  EXPECT_FALSE(read) << rest;
  return read ? std::string{} : read.error().text();
}
std::string with_work(const std::string& work) { return "work: " + work + "\nsteps:\n  - a: {stage: x.a}\n"; }

TEST(Work, PriorityAndRateAreRead) {
  EXPECT_EQ(read("steps:\n  - a: {stage: x.a}\n")->work(), WorkUse{});
  const auto both = read(with_work("{priority: 9, rate: 100/1m}"));
  EXPECT_EQ(both->work(), (WorkUse{9, 100, {1, calendar::Unit::minutes}}));
  EXPECT_EQ(read(with_work("{priority: 0}"))->work().priority, 0);
  EXPECT_EQ(read(with_work("{rate: 10000/24h}"))->work().most, kRateMax);
}

TEST(Work, WhatIsBeyondTheLimitsIsRefusedWithItsPlace) {
  for (const auto* priority : {"{priority: 10}", "{priority: -1}", "{priority: high}"}) EXPECT_NE(fault(with_work(priority)).find("whole number from 0 to 9"), std::string::npos) << priority;
  for (const auto* rate : {"{rate: 0/1m}", "{rate: 10001/1m}"}) EXPECT_NE(fault(with_work(rate)).find("1 to 10000 turns"), std::string::npos) << rate;
  for (const auto* rate : {"{rate: 1/25h}", "{rate: 1/0s}"}) EXPECT_NE(fault(with_work(rate)).find("at least a second and at most 24h"), std::string::npos) << rate << fault(with_work(rate));
  for (const auto* rate : {"{rate: 100}", "{rate: 1/1wd}", "{rate: 1/1d}", "{rate: x/1m}", "{rate: 1/}", "{rate: /1m}"}) EXPECT_NE(fault(with_work(rate)).find("w.yaml:4:"), std::string::npos) << rate;
}

TEST(Notices, AreKnownWords) {
  const std::string steps = "\nsteps:\n  - a: {stage: x.a}\n";
  EXPECT_EQ(read("notices: [task_opened, clock_warned]" + steps)->notices(), (std::vector<std::string>{"clock_warned", "task_opened"}));
  EXPECT_NE(fault("notices: [clock_warnd]" + steps).find("did you mean 'clock_warned'"), std::string::npos);
}

constexpr const char* kLetter = R"(steps:
  - draft: {stage: amends.response_letter}
  - sign: {human: {role: supervisor, form: f, shows: [response_letter.letter, channel.reply_to]}}
  - post:
      send: {kind: letter, to: channel.reply_to, body: {text: response_letter.letter.text}, wait: true}
      requires_approval: sign
      on: {refused: {error: refused, go: sign}}
)";

TEST(Sends, ALetterLeavesAsItWasShown) {
  const auto definition = read(kLetter);
  EXPECT_TRUE(definition->warnings().empty()) << definition->warnings().front().message;
  const auto& send = definition->step(definition->find("post")).send;
  EXPECT_EQ(send.kind, "letter");
  EXPECT_TRUE(send.waits);
  EXPECT_EQ(definition->step(definition->find("post")).requires_approval, "sign");
  const auto changed = [](std::string from, std::string to) {
    std::string text = kLetter;
    return text.replace(text.find(from), from.size(), to);
  };
  EXPECT_NE(fault(changed("      requires_approval: sign\n", "")).find("leaves only as it was released"), std::string::npos);
  EXPECT_NE(fault(changed("{text: response_letter.letter.text}", "{text: response_letter.other}")).find("is no path that 'sign' shows"), std::string::npos);
  EXPECT_NE(fault(changed("{text: response_letter.letter.text}", "{text: 'string(response_letter.letter.text)'}")).find("is no path that 'sign' shows"), std::string::npos) << "nothing is worked out afterwards";
  EXPECT_NE(fault(changed("to: channel.reply_to", "to: channel.other")).find("part of what was approved"), std::string::npos);
  EXPECT_TRUE(Definition::from_yaml(kHead + changed("to: channel.reply_to", "to: '\"post room\"'"), "w.yaml")) << "a fixed text needs no approval";
  const auto without_way_back = Definition::from_yaml(kHead + changed("      on: {refused: {error: refused, go: sign}}\n", ""), "w.yaml");
  ASSERT_TRUE(without_way_back);
  ASSERT_EQ((*without_way_back)->warnings().size(), 1u);
  EXPECT_NE((*without_way_back)->warnings()[0].message.find("`on: {refused: {error: refused, go: sign}}`"), std::string::npos) << (*without_way_back)->warnings()[0].message;
}

TEST(Sends, FaultsAreToldWithTheirPlace) {
  EXPECT_NE(fault("steps:\n  - m: {send: {kind: clock_warned, body: {a: 1}}}\n").find("tells of by itself"), std::string::npos);
  EXPECT_NE(fault("steps:\n  - m: {send: {kind: order, body: {A: 1}}}\n").find("no name of a member"), std::string::npos);
  EXPECT_NE(fault("steps:\n  - m: {send: {kind: order}}\n").find("body"), std::string::npos);
  EXPECT_NE(fault("steps:\n  - m: {send: {body: {a: 1}}}\n").find("kind"), std::string::npos);
  std::string members = "a0: 1";
  for (std::size_t i = 1; i < kSendMembersMax; ++i) members += ", a" + std::to_string(i) + ": 1";
  EXPECT_TRUE(Definition::from_yaml(kHead + "steps:\n  - m: {send: {kind: order, body: {" + members + "}}}\n", "w.yaml"));
  EXPECT_NE(fault("steps:\n  - m: {send: {kind: order, body: {" + members + ", more: 1}}}\n").find("at most 64 members"), std::string::npos);
  EXPECT_NE(fault("steps:\n  - m: {send: {kind: order, body: {a: 1}}, go: m}\n").find("round for ever"), std::string::npos) << "one that does not wait is no wait of a circle";
  EXPECT_TRUE(Definition::from_yaml(kHead + "steps:\n  - m: {send: {kind: order, body: {a: 1}, wait: true}, go: m}\n", "w.yaml"));
}

}  // namespace
}  // namespace amends::flow
