// A workflow is deployed when the packs and stages that are loaded fit it.
#include "core/runtime/runtime_kit.hpp"

namespace amends::runtime::testing {
namespace {

TEST(Deploy, RefusesAFormThatNoPackHas) {
  Bench bench;
  bench.stages = {constant("test.one", {})};
  ASSERT_TRUE(bench.open());
  const auto refused = bench.deploy("  - a: {stage: test.one}\n  - h: {human: {role: handler, form: reply_snt}}\n");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::not_found);
  EXPECT_NE(refused.error().text().find("no pack has the form 'reply_snt'; did you mean 'reply_sent'?"), std::string::npos) << refused.error().text();
  EXPECT_TRUE(bench.deploy("  - a: {stage: test.one}\n  - h: {human: {role: handler, form: reply_sent}}\n"));
}

TEST(Deploy, RefusesATableThatNoPackHas) {
  Bench bench;
  ASSERT_TRUE(bench.open());
  const auto refused = bench.deploy("  - a: {decide: tables/triage}\n");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().text().find("no pack has the decision table 'tables/triage'"), std::string::npos) << refused.error().text();
}

TEST(Deploy, RefusesAStepNamedLikeALoadedStageThatItDoesNotRun) {
  Bench bench;
  bench.stages = {constant("amends.one", {})};
  ASSERT_TRUE(bench.open());
  const auto refused = bench.deploy("  - one: {wait: 1d}\n");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().text().find("named like the stage amends.one"), std::string::npos) << refused.error().text();
}

TEST(Deploy, RefusesBranchesThatReadWhatTheOtherWrites) {
  const auto nothing = [](const json::Value&, int) -> Result<json::Value> { return json::Value(json::Object{{"result", json::Object{}}}); };
  Bench bench;
  bench.stages = {stage("amends.one", nothing, {"text"}, {"group.size"}), stage("test.two", nothing, {"analysis.one.level"}), stage("test.three", nothing, {"group"})};
  ASSERT_TRUE(bench.open());
  for (const auto& [other, path] : {std::pair("test.two", "analysis.one.level"), std::pair("test.three", "group")}) {
    const auto refused = bench.deploy("  - p: {parallel: {a: {stage: amends.one}, b: {stage: " + std::string(other) + "}}}\n");
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().text().find("'b' reads " + std::string(path) + ", which 'a' writes"), std::string::npos) << refused.error().text();
  }
  EXPECT_TRUE(bench.deploy("  - p: {parallel: {a: {stage: test.two}, b: {stage: test.three}}}\n"));
}

TEST(Deploy, RefusesAConfigurationThatDoesNotFitItsStage) {
  const json::Value schema = *json::parse(R"({"type": "object", "required": ["account"], "additionalProperties": false, "properties": {"account": {"type": "string"}, "days": {"type": "integer", "default": 30}}})");
  const auto nothing = [](const json::Value&, int) -> Result<json::Value> { return json::Value(json::Object{{"result", json::Object{}}}); };
  Bench bench;
  bench.stages = {std::make_shared<LambdaStage>("test.one", std::vector<std::string>{"text"}, nothing, std::vector<std::string>{}, std::vector<std::string>{}, std::vector<std::string>{}, schema)};
  ASSERT_TRUE(bench.open());  // what has no default, the step gives
  for (const auto& [config, part] : {std::pair("", "account"), std::pair(", config: {account: 3}", "account: expected string"), std::pair(", config: {account: A, days: x}", "days: expected integer"),
                                     std::pair(", config: {account: A, colour: red}", "colour")}) {
    const auto refused = bench.deploy("  - a: {stage: test.one" + std::string(config) + "}\n");
    ASSERT_FALSE(refused) << config;
    EXPECT_EQ(refused.error().code, ErrorCode::schema);
    EXPECT_NE(refused.error().text().find("test.one config"), std::string::npos) << refused.error().text();
    EXPECT_NE(refused.error().text().find(part), std::string::npos) << refused.error().text();
    EXPECT_NE(refused.error().text().find("workflow.yaml:5:"), std::string::npos) << refused.error().text();
  }
  EXPECT_TRUE(bench.deploy("  - a: {stage: test.one, config: {account: A}}\n"));
}

}  // namespace
}  // namespace amends::runtime::testing
