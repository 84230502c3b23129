// A workflow as one step of another.
#include <gtest/gtest.h>

#include <filesystem>

#include "core/flow/flow_kit.hpp"
#include "flow/calls.hpp"
#include "flow/canonical.hpp"

namespace amends::flow {
namespace {

using kit::describe;
using kit::Texts;

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::string head(const std::string& name) { return "workflow: " + name + "\nversion: 1.0.0\ntitle: {zh: 试, en: Try}\n"; }

/// Files by the name of their workflow.
using Files = std::map<std::string, std::string, std::less<>>;

Callee among(const Files& files) {
  return [&](std::string_view name) -> Result<yaml::Document> {
    const auto found = files.find(name);
    if (found == files.end()) return fail(ErrorCode::not_found, "there is no workflow '" + std::string(name) + "' to call");
    return yaml::parse(found->second, found->first + ".yaml");
  };
}

Result<std::shared_ptr<const Definition>> read(const std::string& text, const Files& files) { return Definition::from_yaml(head("caller") + text, "caller.yaml", among(files)); }

std::string refused(const std::string& text, const Files& files) {
  const auto definition = read(text, files);
  return definition ? "read" : definition.error().text();
}

const std::string kAsk = head("asking") +
                         "bounds: {rounds: 2}\n"
                         "steps:\n"
                         "  - ask: {human: {role: handler, form: officer_decision}, bound: {name: rounds, go: failed}}\n"
                         "  - look: {choose: [{when: 'ask.again and answers.form.ask = \"ask\"', go: ask}, {when: 'ask.more', go: more}, {else: end}]}\n"
                         "  - failed: {raise: {error: no_answer}}\n"
                         "paths:\n"
                         "  more:\n"
                         "    - check: {human: {role: supervisor, form: officer_decision, four_eyes_with: ask}}\n"
                         "    - stop: {terminate: case}\n";

TEST(WithPrefix, RenamesWhatBeginsAPath) {
  const auto names = [](std::string_view name) { return name == "ask" || name == "list" || name == "more"; };
  const auto renamed = [&](std::string_view text) { return with_prefix(text, names, "x_"); };
  EXPECT_EQ(renamed("ask.again and not(ask.more = more)"), "x_ask.again and not(x_ask.more = x_more)");
  EXPECT_EQ(renamed("\"ask\" = answers.ask.ask"), "\"ask\" = answers.ask.ask");
  EXPECT_EQ(renamed("{ask: ask, more: 1}.ask"), "{ask: x_ask, more: 1}.ask");
  EXPECT_EQ(renamed("list contains(list, 1)"), "list contains(x_list, 1)");
  EXPECT_EQ(renamed("some item in ask satisfies item = more"), "some item in x_ask satisfies item = x_more");
  EXPECT_EQ(renamed("[ask, more][1] instance of list<string>"), "[x_ask, x_more][1] instance of x_list<string>") << "no step of that name is a type in a file that can be read";
  EXPECT_EQ(renamed("ask \"x"), "ask \"x") << "no FEEL stays as it is";
}

TEST(Calls, AStepOfAnotherWorkflowRunsInsideTheCall) {
  const auto read_it = read("steps:\n  - begin: {wait: 1d}\n  - talk: {call: asking, on: {nobody: {error: no_answer, go: close}}}\n  - close: {human: {role: handler, form: officer_decision}}\n", {{"asking", kAsk}});
  ASSERT_TRUE(read_it) << read_it.error().text();
  const auto& definition = **read_it;
  Texts names;
  for (const auto& step : definition.steps()) names.push_back(step.name);
  EXPECT_EQ(names, (Texts{"begin", "talk", "talk_ask", "talk_look", "talk_failed", "talk_check", "talk_stop", "close"}));
  EXPECT_EQ(definition.bounds().at("talk_rounds"), 2);
  EXPECT_EQ(definition.step(definition.find("talk_check")).human.four_eyes_with, "talk_ask");
  EXPECT_EQ(definition.step(definition.find("talk_look")).choose[0].when->text(), "talk_ask.again and answers.form.ask = \"ask\"");
  // Places lead into the file where a part was written.
  EXPECT_EQ(definition.place(definition.step(definition.find("talk_check")).path), "asking.yaml:11:7");
  EXPECT_EQ(definition.place(definition.step(definition.find("close")).path), "caller.yaml:7:5");
}

TEST(Calls, ItComesBackByEachWayOut) {
  const auto definition = *read("steps:\n  - talk: {call: asking, on: {nobody: {error: no_answer, go: close}}, go: end}\n  - close: {human: {role: handler, form: officer_decision}}\n", {{"asking", kAsk}});
  kit::Case plain(definition);
  EXPECT_EQ(plain.start(), Texts{"open talk_ask#1 for handler"});
  EXPECT_EQ(plain(kit::answered("talk_ask#1")), Texts{"choose talk_look#1"});
  EXPECT_EQ(plain(kit::chosen("talk_look#1", 2)), Texts{"finish"}) << "`end` of the called workflow ends the call";

  kit::Case terminated(definition);
  terminated.start();
  terminated(kit::answered("talk_ask#1"));
  EXPECT_EQ(terminated(kit::chosen("talk_look#1", 1)), Texts{"open talk_check#1 for supervisor"});
  EXPECT_EQ(terminated(kit::answered("talk_check#1")), Texts{"finish"}) << "`terminate: case` means the call";

  kit::Case raised(definition);
  raised.start();
  raised(kit::answered("talk_ask#1"));
  raised(kit::chosen("talk_look#1", 0));
  raised(kit::answered("talk_ask#2"));
  EXPECT_EQ(raised(kit::chosen("talk_look#2", 0)), Texts{"open close#1 for handler"}) << "the bound leads to `raise`, which the caller takes";
}

TEST(Calls, OneWorkflowCanBeCalledTwiceAndOneInAnother) {
  const Files files{{"asking", kAsk}, {"outer", head("outer") + "steps:\n  - inner: {call: asking}\n"}};
  const auto twice = read("steps:\n  - both: {parallel: {left: {call: asking}, right: {call: asking}}}\n  - deep: {call: outer}\n", files);
  ASSERT_TRUE(twice) << twice.error().text();
  for (const auto* name : {"left_ask", "right_ask", "deep_inner", "deep_inner_ask"}) EXPECT_NE((*twice)->find(name), kEnd) << name;
  EXPECT_EQ((*twice)->step((*twice)->find("deep_inner_look")).choose[0].when->text(), "deep_inner_ask.again and answers.form.ask = \"ask\"");
  EXPECT_EQ((*twice)->place((*twice)->step((*twice)->find("deep_inner_ask")).path), "asking.yaml:6:5");
}

TEST(Calls, WhatIsPinnedIsTheWhole) {
  const auto first = *read("steps:\n  - talk: {call: asking}\n", {{"asking", kAsk}});
  auto changed = kAsk;
  changed.replace(changed.find("supervisor"), 10, "legal");
  const auto second = *read("steps:\n  - talk: {call: asking}\n", {{"asking", changed}});
  EXPECT_NE(first->hash(), second->hash());
  const auto again = Definition::from_yaml(first->source(), "stored");
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ((*again)->hash(), first->hash());
  EXPECT_EQ(json::canonical(canonical(**again)), json::canonical(canonical(*first)));
}

TEST(Calls, ClocksComeAlongUnlessTheCallerHasThem) {
  const auto clocked = head("asking") + "clocks:\n  reply: {kind: reply, warn: [1d]}\nsteps:\n  - ask: {human: {role: handler, form: officer_decision}, meets: [reply]}\n";
  EXPECT_EQ((*read("steps:\n  - talk: {call: asking}\n", {{"asking", clocked}}))->clocks().size(), 1u);
  EXPECT_EQ((*read("clocks:\n  reply: {kind: reply, warn: [1d]}\nsteps:\n  - talk: {call: asking}\n", {{"asking", clocked}}))->clocks().size(), 1u);
  EXPECT_TRUE(has(refused("clocks:\n  reply: {kind: reply, warn: [2d]}\nsteps:\n  - talk: {call: asking}\n", {{"asking", clocked}}), "caller.yaml:7:12: the clock 'reply' is another one in the called workflow 'asking'"));
}

TEST(Calls, RefusesWithTheRightPlace) {
  EXPECT_TRUE(has(refused("steps:\n  - talk: {call: nobody}\n", {}), "caller.yaml:5:12: there is no workflow 'nobody' to call"));
  EXPECT_TRUE(has(refused("steps:\n  - talk: {call: [a]}\n", {}), "caller.yaml:5:12: `call` is the name of a workflow"));
  EXPECT_TRUE(has(refused("steps:\n  - talk: {call: caller}\n", {}), "the workflow 'caller' would call itself in the end"));
  EXPECT_TRUE(has(refused("steps:\n  - talk: {call: asking}\n", {{"asking", head("asking") + "steps:\n  - a: {call: caller}\n"}}), "asking.yaml:5:9: the workflow 'caller' would call itself in the end (caller, asking call one another)"));
  EXPECT_TRUE(has(refused("steps:\n  - talk: {call: asking}\n", {{"asking", head("other") + "steps:\n  - a: {wait: 1d}\n"}}), "the file of the workflow 'asking' calls itself 'other'"));
  EXPECT_TRUE(has(refused("steps:\n  - talk: {call: asking}\n", {{"asking", head("asking") + "steps:\n  - a: {wait: 1d, go: nowhere}\n"}}), "asking.yaml:5:19: ")) << "what is wrong there is told there";
  EXPECT_TRUE(has(refused("steps:\n  - talk: {call: asking}\n", {{"asking", head("asking") + "packs: bank\nsteps:\n  - a: {wait: 1d}\n"}}), "is written for the packs 'bank' and this one for '(any)'"));
  EXPECT_TRUE(has(refused("steps:\n  - talk: {call: asking, wait: 1d}\n", {{"asking", kAsk}}), "a step does one thing, and this one has wait, block"));
  EXPECT_TRUE(has(refused("steps:\n  - talk: {call: asking}\n  - talk_ask: {wait: 1d}\n", {{"asking", kAsk}}), "the name 'talk_ask' is taken at"));
  EXPECT_TRUE(has(Definition::from_yaml(head("caller") + "steps:\n  - talk: {call: asking}\n", "caller.yaml").error().text(), "cannot be called here, where no other file is known"));
}

TEST(Calls, AChainHasABound) {
  Files files;
  for (std::size_t i = 1; i < kCallDepthMax; ++i) files["w" + std::to_string(i)] = head("w" + std::to_string(i)) + "steps:\n  - s: {" + (i + 1 < kCallDepthMax ? "call: w" + std::to_string(i + 1) : std::string("wait: 1d")) + "}\n";
  EXPECT_EQ(refused("steps:\n  - s: {call: w1}\n", files), "read");
  files["w" + std::to_string(kCallDepthMax - 1)] = head("w" + std::to_string(kCallDepthMax - 1)) + "steps:\n  - s: {call: last}\n";
  files["last"] = head("last") + "steps:\n  - s: {wait: 1d}\n";
  EXPECT_TRUE(has(refused("steps:\n  - s: {call: w1}\n", files), "workflows call one another at most 8 deep"));
}

/// Whatever a workflow is made of, it can be called: nothing of it is lost or goes astray.
TEST(Calls, EveryPatternAndEveryShippedWorkflowCanBeCalled) {
  namespace fs = std::filesystem;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(fs::path(AMENDS_SOURCE_DIR) / "tests/core/flow/patterns"))
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  Files shipped;  // those that call others find them here
  for (const auto& entry : fs::directory_iterator(fs::path(AMENDS_SOURCE_DIR) / "workflows"))
    if (fs::exists(entry.path() / "workflow.yaml")) {
      files.push_back(entry.path() / "workflow.yaml");
      shipped[entry.path().filename().string()] = json::write(yaml::read_file(files.back().string())->value);
    }
  ASSERT_GE(files.size(), 34u);
  for (const auto& file : files) {
    const auto document = *yaml::read_file(file.string());
    const auto alone = *Definition::from_yaml(json::write(document.value), file.string(), among(shipped));
    const auto name = alone->name();
    auto known = shipped;
    known[name] = json::write(document.value);
    const auto called = read((alone->pack_set().empty() ? "" : "packs: " + alone->pack_set() + "\n") + "steps:\n  - c: {call: " + name + "}\n", known);
    if (!called) {
      ADD_FAILURE() << file << ": " << called.error().text();
      continue;
    }
    EXPECT_EQ((*called)->steps().size(), alone->steps().size() + 1) << file;
    for (const auto& step : alone->steps()) {
      const auto index = (*called)->find("c_" + step.name);
      ASSERT_NE(index, kEnd) << file << " " << step.name;
      const auto& now = (*called)->step(index);
      EXPECT_EQ(now.kind, step.kind) << file << " " << step.name;
      EXPECT_EQ(now.on.size(), step.on.size()) << file << " " << step.name;
      EXPECT_EQ(now.branches.size(), step.branches.size()) << file << " " << step.name;
    }
  }
}

}  // namespace
}  // namespace amends::flow
