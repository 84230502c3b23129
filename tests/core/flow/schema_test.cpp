// The published schema and the reader know the same keys. What the reader knows is what its error messages list.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "flow_kit.hpp"
#include "support/files.hpp"

namespace amends::flow {
namespace {

using Keys = std::set<std::string>;

class Schema : public testing::Test {
 protected:
  void SetUp() override {
    const auto text = read_file(std::string(AMENDS_SOURCE_DIR) + "/workflows/workflow.schema.json", std::size_t{1} << 20);
    ASSERT_TRUE(text) << text.error().text();
    auto read = json::parse(*text);
    ASSERT_TRUE(read) << read.error().text();
    schema = *read;
  }
  Keys properties(const std::string& path) const {
    Keys out;
    for (const auto& member : json::object_at(schema, path.empty() ? "properties" : path + ".properties")) out.insert(std::string(member.key()));
    return out;
  }
  json::Value schema;
};

/// The keys that the error for an unknown one lists.
Keys reader_keys(const std::string& text) {
  const auto read = Definition::from_yaml(text, "w.yaml");
  EXPECT_FALSE(read);
  if (read) return {};
  const std::string marker = "The keys here are: ";
  const auto& message = read.error().message;
  const auto at = message.find(marker);
  EXPECT_NE(at, std::string::npos) << message;
  if (at == std::string::npos) return {};
  std::istringstream words(message.substr(at + marker.size(), message.find('\n', at) - at - marker.size()));
  Keys out;
  for (std::string word; std::getline(words, word, ',');) out.insert(word.substr(word.find_first_not_of(' ')));
  return out;
}

std::string step(const std::string& body) { return kit::kHead + "steps:\n  - a: " + body + "\n"; }

TEST_F(Schema, KnowsTheKeysOfTheFile) { EXPECT_EQ(properties(""), reader_keys("zzzzzzzz: 1\n")); }

TEST_F(Schema, KnowsTheKeysOfEveryKindOfStep) {
  Keys all;
  for (const auto* body : {"{stage: x.a, zzzzzzzz: 1}", "{decide: t, zzzzzzzz: 1}", "{human: {role: r, form: f}, zzzzzzzz: 1}", "{choose: [{when: x, go: end}], zzzzzzzz: 1}",
                           "{parallel: {b: {wait: 1d}, c: {wait: 1d}}, zzzzzzzz: 1}", "{first_of: {b: {after: 1d, go: end}, c: {after: 2d, go: end}}, zzzzzzzz: 1}",
                           "{message: m, zzzzzzzz: 1}", "{wait: 1d, zzzzzzzz: 1}", "{set: {case.unit: 1}, zzzzzzzz: 1}",
                           "{inclusive: {b: {when: x, do: {wait: 1d}}, c: {else: {wait: 1d}}}, zzzzzzzz: 1}", "{each: {in: x, do: [b: {wait: 1d}]}, zzzzzzzz: 1}", "{block: [b: {wait: 1d}], zzzzzzzz: 1}",
                           "{raise: {escalation: x}, zzzzzzzz: 1}", "{signal: s, zzzzzzzz: 1}", "{listen: s, zzzzzzzz: 1}", "{cancel: case, zzzzzzzz: 1}", "{terminate: case, zzzzzzzz: 1}",
                           "{compensate: case, zzzzzzzz: 1}", "{run: p, zzzzzzzz: 1}", "{send: {kind: k, body: {}}, zzzzzzzz: 1}"})
    all.merge(reader_keys(step(body)));
  all.insert("call");  // carried out before the reader sees the file (calls.hpp)
  EXPECT_EQ(properties("definitions.step"), all);
}

TEST_F(Schema, KnowsTheKeysOfTheParts) {
  EXPECT_EQ(properties("definitions.human"), reader_keys(step("{human: {role: r, form: f, zzzzzzzz: 1}}")));
  EXPECT_EQ(properties("definitions.human.properties.escalate.items"), reader_keys(step("{human: {role: r, form: f, escalate: [{after: 1d, to: x, zzzzzzzz: 1}]}}")));
  EXPECT_EQ(properties("definitions.human.properties.remind.oneOf.1.items"), reader_keys(step("{human: {role: r, form: f, due: 3d, remind: [{before: 1d, zzzzzzzz: 1}]}}")));
  auto of_candidate = properties("definitions.human.properties.candidates.items.oneOf.1");
  of_candidate.merge(properties("definitions.human.properties.candidates.items.oneOf.2"));
  EXPECT_EQ(of_candidate, reader_keys(step("{human: {role: r, form: f, candidates: [{role: x, zzzzzzzz: 1}]}}")));
  EXPECT_EQ(properties("definitions.choice"), reader_keys(step("{choose: [{when: x, go: end, zzzzzzzz: 1}]}")));
  EXPECT_EQ(properties("definitions.alternative"), reader_keys(step("{first_of: {b: {after: 1d, go: end, zzzzzzzz: 1}, c: {after: 2d, go: end}}}")));
  EXPECT_EQ(properties("definitions.join"), reader_keys(step("{parallel: {join: {of: 1, zzzzzzzz: 1}, b: {wait: 1d}, c: {wait: 1d}}}")));
  EXPECT_EQ(properties("definitions.event"), reader_keys(step("{wait: 1d, on: {b: {after: 1d, go: end, zzzzzzzz: 1}}}")));
  EXPECT_EQ(properties("definitions.step.properties.each"), reader_keys(step("{each: {in: x, do: [b: {wait: 1d}], zzzzzzzz: 1}}")));
  EXPECT_EQ(properties("definitions.step.properties.each.properties.grows_by"), reader_keys(step("{each: {in: x, grows_by: {message: m, zzzzzzzz: 1}, do: [b: {wait: 1d}]}}")));
  EXPECT_EQ(properties("definitions.step.properties.raise"), reader_keys(step("{raise: {escalation: x, zzzzzzzz: 1}}")));
  EXPECT_EQ(properties("definitions.step.properties.inclusive.additionalProperties"), reader_keys(step("{inclusive: {b: {when: x, do: {wait: 1d}, zzzzzzzz: 1}, c: {else: {wait: 1d}}}}")));
  EXPECT_EQ(properties("definitions.step.properties.bound"), reader_keys("bounds: {b: 1}\n" + step("{wait: 1d, bound: {name: b, go: end, zzzzzzzz: 1}}")));
  EXPECT_EQ(properties("definitions.step.properties.while"), reader_keys(kit::kHead + "steps:\n  - p: {parallel: {a: {wait: 1d, while: {at: b, zzzzzzzz: 1}}, b: {wait: 1d}}}\n"));
  EXPECT_EQ(properties("definitions.step.properties.retry"), reader_keys(step("{stage: x.a, retry: {max: 2, zzzzzzzz: 1}}")));
  EXPECT_EQ(properties("definitions.title"), reader_keys("workflow: t\nversion: 1.0.0\ntitle: {zh: a, en: b, zzzzzzzz: 1}\nsteps: [{a: {stage: x.a}}]\n"));
  EXPECT_EQ(properties("definitions.step.properties.send"), reader_keys(step("{send: {kind: k, body: {}, zzzzzzzz: 1}}")));
  EXPECT_EQ(properties("properties.work"), reader_keys(kit::kHead + "work: {priority: 1, zzzzzzzz: 1}\nsteps: [{a: {stage: x.a}}]\n"));
  EXPECT_EQ(properties("definitions.clock"), reader_keys(kit::kHead + "clocks: {c: {kind: decide, zzzzzzzz: 1}}\nsteps: [{a: {stage: x.a}}]\n"));
}

TEST_F(Schema, NamesTheReadersLimits) {
  EXPECT_EQ(json::integer_at(schema, "definitions.step.properties.choose.maxItems"), static_cast<std::int64_t>(kBranchesMax));
  EXPECT_EQ(json::integer_at(schema, "definitions.step.properties.parallel.maxProperties"), static_cast<std::int64_t>(kBranchesMax) + 1) << "the branches and `join`";
  EXPECT_EQ(json::integer_at(schema, "definitions.step.properties.inclusive.maxProperties"), static_cast<std::int64_t>(kBranchesMax));
  EXPECT_EQ(json::integer_at(schema, "definitions.step.properties.on.maxProperties"), static_cast<std::int64_t>(kBoundariesMax));
  EXPECT_EQ(json::integer_at(schema, "definitions.join.properties.of.maximum"), kItemsMax);
  EXPECT_EQ(json::integer_at(schema, "properties.bounds.additionalProperties.maximum"), kVisitsMax);
  EXPECT_EQ(json::integer_at(schema, "definitions.step.properties.first_of.maxProperties"), static_cast<std::int64_t>(kBranchesMax));
  EXPECT_EQ(json::integer_at(schema, "definitions.human.properties.escalate.maxItems"), static_cast<std::int64_t>(kEscalationsMax));
  EXPECT_EQ(json::integer_at(schema, "definitions.human.properties.remind.oneOf.1.maxItems"), static_cast<std::int64_t>(kRemindersMax));
  EXPECT_EQ(json::integer_at(schema, "definitions.human.properties.candidates.maxItems"), static_cast<std::int64_t>(kCandidatesMax));
  EXPECT_EQ(json::integer_at(schema, "definitions.human.properties.candidates.items.oneOf.0.maxLength"), static_cast<std::int64_t>(kPersonBytesMax));
  EXPECT_EQ(json::integer_at(schema, "definitions.step.properties.retry.properties.max.maximum"), kAttemptsMax);
  EXPECT_EQ(json::integer_at(schema, "definitions.step.properties.send.properties.body.maxProperties"), static_cast<std::int64_t>(kSendMembersMax));
  EXPECT_EQ(json::integer_at(schema, "properties.work.properties.priority.maximum"), kPriorityMax);
  EXPECT_EQ(json::integer_at(schema, "properties.work.properties.priority.default"), WorkUse{}.priority);
  std::vector<std::string> notices;
  for (const auto& one : json::list_at(schema, "properties.notices.items.enum")) notices.emplace_back(json::text_or(&one, ""));
  EXPECT_EQ(notices, std::vector<std::string>(kNoticeKinds.begin(), kNoticeKinds.end()));
}

}  // namespace
}  // namespace amends::flow
