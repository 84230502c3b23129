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

std::shared_ptr<LambdaStage> with_output(const std::string& id, const std::string& schema) {
  const auto nothing = [](const json::Value&, int) -> Result<json::Value> { return json::Value(json::Object{{"result", json::Object{}}}); };
  return std::make_shared<LambdaStage>(id, std::vector<std::string>{"text"}, nothing, std::vector<std::string>{}, std::vector<std::string>{}, std::vector<std::string>{}, json::Value(json::Object{{"type", "object"}}),
                                       *json::parse(schema));
}

constexpr auto kLevels = R"({"type": "object", "additionalProperties": false, "properties": {"level": {"type": "string"}, "open": {"type": "object"},
  "axes": {"type": "array", "items": {"type": "object", "additionalProperties": false, "properties": {"score": {"type": "integer"}}}}}})";

TEST(Deploy, RefusesAConditionOnWhatAStageNeverWrites) {
  Bench bench;
  bench.stages = {with_output("amends.danger", kLevels)};
  ASSERT_TRUE(bench.open());
  const auto condition = [&](const std::string& when) { return bench.deploy("  - a: {stage: amends.danger}\n  - c:\n      choose: [{when: '" + when + "', go: end}, {else: b}]\n  - b: {wait: 1d}\n"); };
  for (const auto* good : {"danger.level = \"I\"", "analysis.danger.level = \"I\"", "danger.open.anything > 1", "danger.axes.score > 3", "danger.axes[1].score > 3", "count(danger.axes) > 2", "other.levle = 1"})
    EXPECT_TRUE(condition(good)) << good;
  for (const auto& [bad, part] : {std::pair("danger.levle = \"I\"", "'danger.levle' is never there. The result of amends.danger has no 'levle'; did you mean 'level'?"),
                                  std::pair("analysis.danger.levle = 1", "did you mean 'level'?"), std::pair("danger.axes.scroe > 3", "'axes' of amends.danger has no 'scroe'; did you mean 'score'?"),
                                  std::pair("danger.zzz = 1", "it has level, open, axes")}) {
    const auto refused = condition(bad);
    ASSERT_FALSE(refused) << bad;
    EXPECT_EQ(refused.error().code, ErrorCode::schema);
    EXPECT_NE(refused.error().text().find(part), std::string::npos) << refused.error().text();
    EXPECT_NE(refused.error().text().find("workflow.yaml:7:"), std::string::npos) << refused.error().text();
  }
}

TEST(Deploy, RefusesSuchPathsInEveryPlaceThatHoldsAnExpression) {
  Bench bench;
  bench.stages = {with_output("amends.danger", kLevels)};
  ASSERT_TRUE(bench.open());
  for (const auto& [what, step] : {std::pair("inclusive", "  - p: {inclusive: {a: {when: 'danger.levle = 1', do: {wait: 1d}}, b: {else: {wait: 1d}}}}\n"), std::pair("each", "  - p: {each: {in: danger.axs, do: [{w: {wait: 1d}}]}}\n"),
                                   std::pair("on", "  - p: {wait: 9d, on: {late: {message: m, key: danger.levle, go: end}}}\n")}) {
    const auto refused = bench.deploy("  - d: {stage: amends.danger}\n" + std::string(step));
    ASSERT_FALSE(refused) << what;
    EXPECT_NE(refused.error().text().find("is never there"), std::string::npos) << what << ": " << refused.error().text();
  }
}

/// Inside the for-each a section is the own item's; behind it the keys of the items stand before the members.
TEST(Deploy, ASectionOfAForEachIsReadWithoutKeysInsideAndByKeysBehind) {
  Bench bench;
  bench.stages = {with_output("amends.danger", kLevels)};
  ASSERT_TRUE(bench.open());
  const auto flow = [&](const std::string& inside, const std::string& behind) {
    return bench.deploy("  - all:\n      each:\n        in: demand\n        do:\n          - d: {stage: amends.danger}\n          - i: {choose: [{when: '" + inside + "', go: end}, {else: end}]}\n  - o: {choose: [{when: '" + behind + "', go: end}, {else: end}]}\n");
  };
  const auto good = flow("danger.level = \"I\"", "danger.item_1.level = \"I\" and count(danger) > 1");
  EXPECT_TRUE(good) << good.error().text();
  for (const auto& [inside, behind] : {std::pair("danger.levle = 1", "true"), std::pair("danger.item_1.level = 1", "true"), std::pair("true", "danger.item_1.levle = 1")}) {
    const auto refused = flow(inside, behind);
    ASSERT_FALSE(refused) << inside << ", " << behind;
    EXPECT_NE(refused.error().text().find("is never there"), std::string::npos) << refused.error().text();
  }
}

TEST(Deploy, AStageInsideAndOutsideOfAForEachIsAWarning) {
  Bench bench;
  bench.stages = {with_output("amends.danger", kLevels)};
  ASSERT_TRUE(bench.open());
  const auto warnings = [&](const std::string& last) {
    const auto deployed = bench.deploy("  - all: {each: {in: demand, do: [{d: {stage: amends.danger}}, {e: {stage: amends.danger}}]}}\n" + last);
    EXPECT_TRUE(deployed) << deployed.error().text();
    return bench.runtime->warnings(**bench.runtime->definition("test"));
  };
  EXPECT_TRUE(warnings("").empty());
  const auto told = warnings("  - o: {stage: amends.danger}\n");
  ASSERT_EQ(told.size(), 1u);
  EXPECT_NE(told[0].message.find("runs in 'd' and in 'o'"), std::string::npos) << told[0].message;
}

TEST(Deploy, RefusesAConditionOnAFieldThatTheFormDoesNotHave) {
  Bench bench;
  ASSERT_TRUE(bench.open());
  const auto condition = [&](const std::string& when) { return bench.deploy("  - ask: {human: {role: handler, form: free}}\n  - c:\n      choose: [{when: '" + when + "', go: end}, {else: b}]\n  - b: {wait: 1d}\n"); };
  EXPECT_TRUE(condition("ask.reason = \"x\""));
  const auto refused = condition("ask.raeson = \"x\"");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().text().find("The form 'free' has no field 'raeson'; did you mean 'reason'?"), std::string::npos) << refused.error().text();
}

TEST(Deploy, AFieldThatTheRecordDoesNotKnowIsAWarning) {
  Bench bench;
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - a:\n      choose: [{when: 'money.claimd.minor > 100 and ext.acme.x = 1 and media.posted and money.claimed.minor > 1', go: end}, {else: b}]\n  - b: {set: {case.statsu: '\"accepted\"'}}\n"));
  const auto definition = bench.runtime->definition("test");
  ASSERT_TRUE(definition);
  const auto warnings = bench.runtime->warnings(**definition);
  ASSERT_EQ(warnings.size(), 2u);
  EXPECT_NE(warnings[0].message.find("no field 'money.claimd.minor'"), std::string::npos) << warnings[0].message;
  EXPECT_NE(warnings[0].message.find("money.claimed"), std::string::npos) << warnings[0].message;
  EXPECT_NE(warnings[1].message.find("'case.statsu'"), std::string::npos) << warnings[1].message;
  EXPECT_NE(warnings[1].message.find("did you mean 'case.status'?"), std::string::npos) << warnings[1].message;
}

/// A stage whose tasks have this form; empty: it opens none.
class AskingStage final : public host::Stage {
 public:
  AskingStage(const std::string& id, const std::string& form) : inner_(constant(id, {})), manifest_(inner_->manifest()) {
    if (!form.empty()) manifest_.asks = {form};
  }
  const host::StageManifest& manifest() const override { return manifest_; }
  std::string library_hash() const override { return inner_->library_hash(); }
  Result<host::StageAnswer> run(const host::StageCall& call) override { return inner_->run(call); }

 private:
  std::shared_ptr<LambdaStage> inner_;
  host::StageManifest manifest_;
};
std::shared_ptr<host::Stage> asking(const std::string& id, const std::string& form) { return std::make_shared<AskingStage>(id, form); }

class IdleParts : public ::testing::Test {
 protected:
  Bench bench;
  /// The warnings of a workflow, one a line.
  std::string warned(const std::string& steps, const std::string& head = "") {
    const auto deployed = bench.deploy(steps, head);
    EXPECT_TRUE(deployed) << deployed.error().text();
    const auto definition = deployed ? bench.runtime->definition("test") : Result<std::shared_ptr<const flow::Definition>>(deployed.error());
    std::string out;
    if (definition)
      for (const auto& one : bench.runtime->warnings(**definition)) out += one.where.substr(one.where.rfind("workflow.yaml")) + ": " + one.message + "\n";
    return out;
  }
};

TEST_F(IdleParts, AnAnswerToAFormThatNobodyHasIsTold) {
  bench.stages = {asking("test.asks", "read_back"), asking("test.quiet", "")};
  ASSERT_TRUE(bench.open());
  const auto on = [&](const std::string& before, const std::string& path) { return warned(before + "  - c:\n      choose: [{when: '" + path + " = true', go: end}, {else: b}]\n  - b: {wait: 1d}\n"); };
  EXPECT_EQ(on("  - a: {stage: test.asks}\n", "answers.read_back.confirmed"), "");
  EXPECT_EQ(on("  - a: {human: {role: handler, form: read_back}}\n", "answers.read_back.confirmed"), "");
  EXPECT_EQ(on("  - a: {first_of: {x: {human: {role: handler, form: read_back}, go: c}, y: {after: 1d, go: c}}}\n", "answers.read_back.confirmed"), "");
  const auto nobody = on("  - a: {stage: test.quiet}\n", "answers.read_back.confirmed");
  EXPECT_NE(nobody.find("workflow.yaml:7:17: nobody answers the form 'read_back' in this workflow, so that 'answers.read_back.confirmed' is null"), std::string::npos) << nobody;
  const auto misspelt = on("  - a: {stage: test.asks}\n", "answers.read_bak.confirmed");
  EXPECT_NE(misspelt.find("did you mean 'read_back'?"), std::string::npos) << misspelt;
  const auto field = on("  - a: {stage: test.asks}\n", "answers.read_back.confirmd");
  EXPECT_NE(field.find("the form 'read_back' has no field 'confirmd'; did you mean 'confirmed'?"), std::string::npos) << field;
  EXPECT_EQ(on("  - a: {stage: test.quiet}\n", "answers.supervisor_review.result"), "") << "the engine asks for that by itself";
  EXPECT_EQ(on("  - a: {stage: bank.absent, optional: true}\n", "answers.supervisor_review.result"), "");
}

TEST_F(IdleParts, AClockThatNothingMeetsIsTold) {
  bench.stages = {asking("test.asks", "read_back"), asking("test.quiet", "")};
  ASSERT_TRUE(bench.open());
  const auto with = [&](const std::string& clock, const std::string& steps) { return warned(steps, "clocks: {one: " + clock + "}\n"); };
  const std::string rule = "{rule: CN-NFRA-DECIDE-SIMPLE, from: channel.received_at}";
  const auto told = with(rule, "  - a: {wait: 1d}\n");
  EXPECT_NE(told.find("workflow.yaml:4:10: no step meets the clock 'decide' of the rule CN-NFRA-DECIDE-SIMPLE"), std::string::npos) << told;
  EXPECT_NE(with(rule, "  - a: {stage: test.quiet}\n").find("no step meets the clock 'decide'"), std::string::npos) << "the stage opens no task";
  EXPECT_NE(with("{kind: reply}", "  - a: {stage: test.quiet}\n").find("no step meets the clock 'reply', and no stage here"), std::string::npos);
  EXPECT_EQ(with(rule, "  - a: {wait: 1d, meets: [decide]}\n"), "");
  EXPECT_EQ(with(rule, "  - a: {stage: test.asks}\n"), "") << "a task of the stage may meet it";
  EXPECT_EQ(with("{kind: reply}", "  - a: {stage: test.asks}\n"), "");
}

TEST(Deploy, RefusesTwoTokensThatWriteOneSectionSideBySide) {
  Bench bench;
  bench.stages = {asking("test.a", ""), asking("test.b", "")};
  ASSERT_TRUE(bench.open());
  const auto beside = [&](const std::string& stage, const std::string& interrupting) {
    return bench.deploy("  - ask: {human: {role: handler, form: free}, on: {late: {after: 5d, go: beside, interrupting: " + interrupting + "}}}\n  - a: {stage: test.a, go: end}\n  - beside: {stage: " + stage + ", go: end}\n");
  };
  EXPECT_TRUE(beside("test.b", "false"));
  EXPECT_TRUE(beside("test.a", "true"));
  const auto refused = beside("test.a", "false");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::schema);
  EXPECT_NE(refused.error().text().find("workflow.yaml:5:52: the event 'late' begins a second token while the step 'ask' goes on, and 'a' on the one way and 'beside' on the other may both write ext.test.a"), std::string::npos) << refused.error().text();
}

}  // namespace
}  // namespace amends::runtime::testing
