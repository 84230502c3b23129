// What a workflow says, however it is written.
#include "flow/canonical.hpp"

#include <gtest/gtest.h>

#include "flow_kit.hpp"

namespace amends::flow {
namespace {

const char* const kOne = R"(workflow: talk
version: 1.0.0
title: {zh: 谈话, en: Talk}
clocks:
  decide: {kind: decide, warn: [2d, 5d], on_breach: escalate, to: supervisor}
steps:
  - intake: {stage: amends.intake@1, config: {a: 1, b: x}, retry: {max: 3}, on_error: {default: offer}, optional: true}
  - level: {decide: tables/triage, with: {a: 1, b: '2'}}
  - side:
      parallel:
        left: {set: {flags.left: true}}
        right:
          - first: {message: letter, key: case.id}
          - last: {wait: 5wd}
      meets: [acknowledge]
  - offer: {human: {role: handler, form: propose_offer, due: 5wd, remind: [{before: 2wd}], candidates: [li.na, {from: offer_by}], escalate: [{after: 1wd, to: supervisor}]}}
  - approve: {human: {role: supervisor, form: approve_offer, four_eyes_with: offer, shows: [offer], amount: offer.total, limits: {supervisor: {CNY: 500000}}}}
  - release:
      first_of:
        made: {human: {role: handler, form: offer_made, requires_approval: approve, releases: {offer: offer.total}}, go: way}
        late: {after: 9d, go: offer}
  - way:
      choose:
        - {when: 'release.again', go: offer}
        - {else: end}
)";

std::string hash_of(const std::string& text) {
  const auto definition = Definition::from_yaml(text, "w.yaml");
  EXPECT_TRUE(definition) << definition.error().text() << "\n" << text;
  return definition ? graph_hash(**definition) : "";
}

std::string with(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Canonical, HowTheFileIsWrittenChangesNothing) {
  const auto hash = hash_of(kOne);
  EXPECT_EQ(hash.substr(0, 7), "sha256:");
  EXPECT_EQ(hash_of(std::string("# a comment\n") + kOne), hash);
  EXPECT_EQ(hash_of(with(kOne, "on_error: {default: offer}", "on_error: offer")), hash);
  EXPECT_EQ(hash_of(with(kOne, "{a: 1, b: x}", "{b: 'x', a: 1}")), hash) << "keys of a map have no order";
  EXPECT_EQ(hash_of(with(kOne, "{a: 1, b: '2'}", "{b: 2, a: '1'}")), hash) << "an expression is its text";
  EXPECT_EQ(hash_of(with(kOne, "left: {set: {flags.left: true}}", "left: [{left: {set: {flags.left: true}}}]")), hash) << "a branch of one body is a step of the branch's name";
  EXPECT_EQ(hash_of(with(kOne, "warn: [2d, 5d]", "warn: [5d, 2d]")), hash) << "warnings are in the order of their time";
  EXPECT_EQ(hash_of(with(kOne, "max: 3}", "max: 3, backoff: 1s}")), hash);
  EXPECT_EQ(hash_of(with(kOne, "remind: [{before: 2wd}]", "remind: 2wd")), hash) << "a time alone is one before the task is due";
  EXPECT_EQ(hash_of(with(kOne, "requires_approval: approve", "requires_approval: {step: approve, uses: 1}")), hash);
  EXPECT_EQ(hash_of(with(kOne, "title: {zh: 谈话, en: Talk}", "title: {en: Talk, zh: 谈话}\ncommit: turn")), hash);
}

TEST(Canonical, WhateverDecidesHowACaseRunsOrWhatPeopleSeeChangesIt) {
  const auto hash = hash_of(kOne);
  const std::pair<const char*, const char*> kChanges[] = {
      {"workflow: talk", "workflow: talks"}, {"1.0.0", "1.0.1"}, {"en: Talk", "en: Talks"}, {"clocks:", "packs: shipped\nclocks:"}, {"clocks:", "commit: step\nclocks:"},
      {"decide: {kind: decide", "soon: {kind: decide"}, {"kind: decide,", "kind: reply,"}, {"[2d, 5d]", "[2d]"}, {", on_breach: escalate, to: supervisor}", "}"}, {"to: supervisor}\nsteps", "to: legal}\nsteps"},
      {"amends.intake@1", "amends.intake"}, {"b: x", "b: y"}, {"max: 3", "max: 4"}, {"max: 3", "max: 3, backoff: 2s"}, {"default: offer", "refused: offer"}, {"optional: true", "optional: false"},
      {"tables/triage", "tables/night"}, {"a: 1, b: '2'", "a: 1, b: '3'"}, {"left: {set", "other: {set"}, {"flags.left: true", "flags.left: false"}, {"message: letter", "message: call"},
      {", key: case.id", ""}, {"wait: 5wd", "wait: 5d"}, {"meets: [acknowledge]", "meets: [reply]"}, {"role: handler, form: propose_offer", "role: legal, form: propose_offer"}, {"propose_offer", "other_form"},
      {"due: 5wd,", "due: 6wd,"}, {"before: 2wd", "before: 3wd"}, {"before: 2wd", "after: 2wd"}, {"remind: [{before: 2wd}], ", ""},
      {"[li.na, ", "[li.na, {role: legal}, "}, {"li.na", "wang.yi"}, {"from: offer_by", "from: other_by"}, {"after: 1wd", "after: 2wd"}, {"four_eyes_with: offer, ", ""}, {"shows: [offer]", "shows: [offer, money]"}, {"amount: offer.total,", "amount: {total: offer.total},"},
      {"CNY: 500000", "CNY: 500001"}, {"requires_approval: approve", "requires_approval: {step: approve, uses: 2}"}, {"releases: {offer: offer.total}", "releases: {offer: offer.part}"},
      {"after: 9d", "after: 8d"}, {"        late:", "        later:"}, {"go: way", "go: offer"}, {"'release.again'", "'not(release.again)'"}, {"else: end", "else: offer"},
  };
  for (const auto& [from, to] : kChanges) {
    auto changed = with(kOne, from, to);
    if (std::string_view(from) == "go: way") changed = with(changed, "  - way:\n      choose:\n        - {when: 'release.again', go: offer}\n        - {else: end}\n", "");
    EXPECT_NE(hash_of(changed), hash) << from << " -> " << to;
  }
}

TEST(Canonical, TargetsAreNamesAndTheWayOutOfABranchIsNone) {
  const auto definition = Definition::from_yaml(kOne, "w.yaml");
  ASSERT_TRUE(definition);
  const auto graph = canonical(**definition);
  EXPECT_EQ(json::text_at(graph, "steps.0.name"), "intake");
  EXPECT_EQ(json::text_at(graph, "steps.0.next"), "level");
  const auto& last = *json::find(graph, "steps.5");
  EXPECT_EQ(json::text_at(last, "name"), "last");
  EXPECT_TRUE(json::is_null(json::find(last, "next")));
  EXPECT_TRUE(json::bool_at(last, "joins"));
  EXPECT_EQ(json::text_at(last, "inside.0"), "side");
  EXPECT_EQ(json::text_at(last, "inside.1"), "right");
}

}  // namespace
}  // namespace amends::flow
