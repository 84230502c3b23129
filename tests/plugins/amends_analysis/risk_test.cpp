// Stage amends.risk with the real packs: the shared cases, the worked examples of catalogue 3.6, questions, actions, the explanation, bad input.
#include <gtest/gtest.h>

#include "plugins/amends_analysis/risk_kit.hpp"

namespace amends::testing {
namespace {

using sdk::Array;
using sdk::Object;
using sdk::Reader;
using sdk::Value;

class RiskOfSharedCases : public ::testing::TestWithParam<std::string> {};

TEST_P(RiskOfSharedCases, IsWhatTheCatalogueStates) {
  for (const auto* set : {"catalogue", "shipped"}) {
    auto host = risk_host(set);
    const auto shared = shared_case(GetParam());
    const auto* expected = sdk::find(shared, "expected.risk");
    if (!expected) {  // the catalogue states no numbers: it must answer all the same
      EXPECT_EQ(Reader(host.envelope(risk_record(GetParam()))).list("result.axes").size(), 6u) << GetParam();
      continue;
    }
    for (const auto& row : expected->as_array()) {
      const auto record = risk_record(GetParam(), row.at("given"));
      const auto envelope = host.envelope(record);
      for (const auto& difference : differences(row.at("result"), *sdk::find(envelope, "result"))) ADD_FAILURE() << set << " " << GetParam() << ": " << difference;
      for (const auto& fault : host.faults(envelope, record)) ADD_FAILURE() << set << " " << GetParam() << ": " << fault;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Catalogue, RiskOfSharedCases, ::testing::ValuesIn(shared_case_ids()), [](const auto& info) { return info.param; });

Value verified(std::string_view merit, bool facts_open = true, std::string_view strength = "none") {
  return Object{{"analysis.verify.case_merit", std::string(merit)}, {"analysis.verify.facts_open", facts_open}, {"analysis.verify.evidence_strength", std::string(strength)}};
}

TEST(RiskExample, AnOverchargedFeeIsBlueAndOwesNobodyADate) {
  auto host = risk_host("catalogue");
  const auto envelope = host.envelope(risk_record("K01"));
  EXPECT_EQ(axis_at(envelope, "financial"), 31);
  EXPECT_EQ(axis_at(envelope, "legal"), 21);
  EXPECT_EQ(text_at(envelope, "result.level"), "blue");
  EXPECT_TRUE(Reader(envelope).list("result.actions").empty());
  EXPECT_TRUE(Reader(envelope).list("tasks").empty());
  EXPECT_TRUE(sdk::find(envelope, "result.review_at")->is_null());
  EXPECT_TRUE(Reader(envelope).list("questions").empty()) << "the level is blue whatever is owed";
}

TEST(RiskExample, ASurrenderWithPartialMeritIsOrangeByItsExposure) {
  auto host = risk_host("catalogue");
  auto given = verified("partial");
  given.as_object()["money.entitlement"] = Object{{"minor", 3'200'000}, {"currency", "CNY"}};
  const auto envelope = host.envelope(risk_record("K03", given));
  EXPECT_EQ(axis_at(envelope, "financial"), 34);
  EXPECT_EQ(axis_at(envelope, "reputation"), 32);
  EXPECT_EQ(axis_at(envelope, "legal"), 23);
  EXPECT_EQ(text_at(envelope, "result.level"), "orange");
  EXPECT_EQ(*sdk::find(envelope, "result.top"), (Array{"financial", "legal", "reputation"}));
  const auto financial = findings_of(envelope, "risk.financial");
  ASSERT_EQ(financial.size(), 1u);
  const auto stake = evidence_of(envelope, text_at(financial[0], "evidence.1"));
  EXPECT_EQ(number_at(stake, "value"), 68'000);
  EXPECT_EQ(number_at(stake, "operands.claimed"), 10'000'000);
  EXPECT_EQ(number_at(stake, "operands.entitlement"), 3'200'000);
  EXPECT_EQ(text_at(financial[0], "rule"), "tables/risk.rules#financial_impact.FI4");
}

TEST(RiskExample, AVideoWithTwentyThousandRepostsIsRedAndACrisisAxis) {
  auto host = risk_host("catalogue");
  const auto envelope = host.envelope(risk_record("K07"));
  EXPECT_EQ(axis_at(envelope, "reputation"), 54);
  EXPECT_EQ(text_at(envelope, "result.level"), "red");
  EXPECT_TRUE(Reader(envelope).flag_or("result.crisis_axis", false));
  std::vector<std::string> actions;
  for (const auto& action : Reader(envelope).list("result.actions")) {
    actions.emplace_back(action.text_or("action", ""));
    EXPECT_EQ(action.text_or("due_at", ""), "2026-03-02T01:00:00Z") << "now";
  }
  EXPECT_EQ(actions, (std::vector<std::string>{"supervisor_now", "legal_now", "crisis_stage"}));
  EXPECT_EQ(Reader(envelope).list("tasks").size(), 2u) << "the crisis stage is the workflow's next step and nobody's task";
}

TEST(RiskExample, WordsOfSelfHarmAreRed) {
  auto host = risk_host("catalogue");
  const auto envelope = host.envelope(risk_record("K08"));
  EXPECT_EQ(axis_at(envelope, "safety"), 45);
  EXPECT_EQ(text_at(envelope, "result.level"), "red");
  EXPECT_TRUE(Reader(envelope).flag_or("result.crisis_axis", false));
}

TEST(RiskExample, AFifthComplaintWithoutMeritStaysOrangeAndIsNoCrisis) {
  auto host = risk_host("catalogue");
  const auto envelope = host.envelope(risk_record("K12", verified("none", false)));
  EXPECT_EQ(axis_at(envelope, "regulatory"), 53);
  EXPECT_EQ(axis_at(envelope, "financial"), 15);
  EXPECT_EQ(text_at(envelope, "result.level"), "orange");
  EXPECT_FALSE(Reader(envelope).flag_or("result.crisis_axis", true));
}

TEST(RiskExample, AGroupOfThirtySevenIsOrange) {
  auto host = risk_host("catalogue");
  const auto envelope = host.envelope(risk_record("K06"));
  EXPECT_EQ(axis_at(envelope, "contagion"), 53);
  EXPECT_EQ(text_at(envelope, "result.level"), "orange");
}

TEST(RiskQuestion, TheSumsAreAskedForOnlyWhenTheLevelHangsOnThem) {
  auto host = risk_host("catalogue");
  // K02: 50,000 claimed, nothing known to be owed: 12, or 6 by the regulator if all of it is owed.
  auto questions = questions_of(host.envelope(risk_record("K02")), "target_and_limit");
  ASSERT_EQ(questions.size(), 1u);
  EXPECT_EQ(text_at(questions[0], "to_role"), "supervisor");
  EXPECT_NE(text_at(questions[0], "reason.zh").find("黄色与橙色之间"), std::string::npos) << text_at(questions[0], "reason.zh");
  EXPECT_EQ(text_at(questions[0], "form.0"), "entitlement");
  // K11: no sum named; at most 15, at least 3.
  questions = questions_of(host.envelope(risk_record("K11")), "target_and_limit");
  ASSERT_EQ(questions.size(), 1u);
  EXPECT_EQ(text_at(questions[0], "form.0"), "claimed");
  // K07 is red and K06 orange whatever the sum.
  for (const auto* id : {"K06", "K07", "K08"}) EXPECT_TRUE(questions_of(host.envelope(risk_record(id)), "target_and_limit").empty()) << id;
  // With full merit what is owed is paid, so nothing is at stake; without merit the axis cannot reach a level.
  for (const auto* merit : {"full", "none"}) EXPECT_TRUE(questions_of(host.envelope(risk_record("K11", verified(merit))), "target_and_limit").empty()) << merit;
}

TEST(RiskQuestion, AnAnswerStandsInForWhatTheRecordDoesNotHave) {
  auto host = risk_host("catalogue");
  auto record = risk_record("K11");
  sdk::set(record, "answers.target_and_limit", sdk::parse_json(R"({"claimed": {"minor": 6000000, "currency": "CNY"}, "entitlement": {"minor": 100, "currency": "CNY"}, "reason": "r", "who": "u"})"));
  const auto envelope = host.envelope(record);
  EXPECT_EQ(axis_at(envelope, "financial"), 34);
  EXPECT_TRUE(questions_of(envelope, "target_and_limit").empty());
  const auto financial = findings_of(envelope, "risk.financial");
  ASSERT_EQ(financial.size(), 1u);
  bool cites_answer = false;
  for (const auto id : Reader(financial[0]).text_list("evidence")) cites_answer = cites_answer || text_at(evidence_of(envelope, id), "kind") == "answer";
  EXPECT_TRUE(cites_answer);
  sdk::set(record, "money.claimed", Object{{"minor", 100}, {"currency", "CNY"}});
  EXPECT_EQ(axis_at(host.envelope(record), "financial"), 31) << "the record goes before the answer";
}

TEST(RiskQuestion, AnUnknownReachGoesToMonitoringAndItsAnswerIsRead) {
  auto host = risk_host("catalogue");
  auto record = quiet_record();
  sdk::set(record, "media", Object{{"posted", true}});
  auto envelope = host.envelope(record);
  EXPECT_EQ(axis_at(envelope, "reputation"), 43);
  auto questions = questions_of(envelope, "reach_check");
  ASSERT_EQ(questions.size(), 1u);
  EXPECT_EQ(text_at(questions[0], "to_role"), "monitoring");
  sdk::set(record, "answers.reach_check.reach_count", 999);
  envelope = host.envelope(record);
  EXPECT_EQ(axis_at(envelope, "reputation"), 42);
  EXPECT_TRUE(questions_of(envelope, "reach_check").empty());
  sdk::set(record, "answers.reach_check.official_media", true);
  EXPECT_EQ(axis_at(host.envelope(record), "reputation"), 45);
  sdk::set(record, "media.reach_count", 20'000);
  EXPECT_EQ(axis_at(host.envelope(record), "reputation"), 55) << "the record goes before the answer";
}

TEST(RiskActions, EachLevelNamesWhoLooksByWhen) {
  auto host = risk_host("catalogue");
  const auto orange = host.envelope(risk_record("K06"));
  ASSERT_EQ(Reader(orange).list("tasks").size(), 1u);
  EXPECT_EQ(text_at(orange, "tasks.0.owner_role"), "supervisor");
  EXPECT_EQ(text_at(orange, "tasks.0.due_at"), "2026-03-03T16:00:00Z") << "one working day: the local midnight that ends Tuesday";
  EXPECT_EQ(text_at(orange, "result.review_at"), "2026-03-05T16:00:00Z");
  const auto yellow = host.envelope(risk_record("K11"));
  ASSERT_EQ(Reader(yellow).list("tasks").size(), 1u);
  EXPECT_EQ(text_at(yellow, "result.actions.0.action"), "weekly_review");
  EXPECT_EQ(text_at(yellow, "tasks.0.due_at"), "2026-03-09T16:00:00Z");
  EXPECT_EQ(text_at(yellow, "result.review_at"), "2026-03-09T16:00:00Z");
  EXPECT_EQ(text_at(host.envelope(risk_record("K07")), "result.review_at"), "2026-03-03T01:00:00Z");
}

TEST(RiskActions, ACalendarThatEndsHidesNoLevel) {
  auto host = risk_host("catalogue");
  const auto envelope = host.envelope(risk_record("K06"), Object{}, "2099-03-02T01:00:00Z");
  EXPECT_EQ(text_at(envelope, "result.level"), "orange");
  EXPECT_TRUE(sdk::find(envelope, "tasks.0.due_at")->is_null());
  EXPECT_FALSE(findings_of(envelope, "risk.calendar_missing").empty());
}

TEST(RiskExplanation, NamesTheHighestAxisWhatFollowsAndThatItMayBeWrong) {
  auto host = risk_host("catalogue");
  const auto envelope = host.envelope(risk_record("K07"));
  const auto zh = text_at(envelope, "explain.zh"), en = text_at(envelope, "explain.en");
  EXPECT_NE(zh.find("风险等级为红色，最高的是声誉20分：可能性5（传播量达到一万），影响4（传播量一万以上不足十万）"), std::string::npos) << zh;
  EXPECT_NE(zh.find("声誉达到危机线，应按危机处置"), std::string::npos) << zh;
  EXPECT_NE(zh.find("下一步：主管立即介入（风险红色）；法务立即介入（风险红色）"), std::string::npos) << zh;
  EXPECT_NE(zh.find("可能有误，可以更正"), std::string::npos) << zh;
  EXPECT_NE(en.find("The risk is red; highest is reputation 20: likelihood 5 (reach of at least ten thousand), impact 4"), std::string::npos) << en;
  EXPECT_NE(en.find("Next steps: Supervisor steps in now (risk is red); Legal steps in now (risk is red)"), std::string::npos) << en;
  EXPECT_NE(en.find("it may be wrong and can be corrected"), std::string::npos) << en;
  const auto safety = text_at(host.envelope(risk_record("K08")), "explain.en");
  EXPECT_NE(safety.find("highest is personal safety 20: likelihood 4, impact 5 (explicit danger to life)"), std::string::npos) << safety;
  const auto quiet = host.envelope(quiet_record());
  EXPECT_NE(text_at(quiet, "explain.en").find("The risk is blue: nothing adds to any of the six axes"), std::string::npos) << text_at(quiet, "explain.en");
}

TEST(RiskEvidence, EveryScoreHasItsComputation) {
  auto host = risk_host("catalogue");
  for (const auto& id : shared_case_ids()) {
    const auto envelope = host.envelope(risk_record(id));
    for (const auto& axis : Reader(envelope).list("result.axes")) {
      const auto score = axis.integer_or("score", 0);
      bool shown = false;
      for (const auto& item : Reader(envelope).list("evidence"))
        shown = shown || (item.text_or("kind", "") == "computation" && item.text_or("note", "") == std::string(axis.text_or("id", "")) + " risk: likelihood times impact" && item.integer_or("value", 0) == score &&
                          item.integer_or("operands.l", 0) * item.integer_or("operands.i", 0) == score);
      EXPECT_TRUE(shown) << id << " " << axis.text_or("id", "");
    }
    const auto level = findings_of(envelope, "risk.level");
    ASSERT_EQ(level.size(), 1u) << id;
    const auto picture = evidence_of(envelope, text_at(level[0], "evidence.0"));
    EXPECT_EQ(text_at(picture, "value"), text_at(envelope, "result.level"));
    EXPECT_EQ(number_at(picture, "operands.thresholds.red"), 20);
  }
}

TEST(RiskInput, WithoutClassifyItSaysWhatToRunFirst) {
  auto host = risk_host("catalogue");
  sdk::CallInput input;
  input.record = record_of(shared_case("K01"));
  auto answer = host.run(input);
  EXPECT_EQ(answer.code, "error.missing_field");
  EXPECT_NE(answer.text.find("amends.classify"), std::string::npos);
  input.record = risk_record("K01");
  input.record.at("analysis").at("classify").as_object().erase("breach");
  EXPECT_EQ(host.run(input).code, "error.missing_field");
}

TEST(RiskInput, WithoutIntakesThreatsTheRecordsOwnSignsStillCount) {
  auto host = risk_host("catalogue");
  auto record = risk_record("K12");
  record.at("analysis").as_object().erase("intake");
  const auto envelope = host.envelope(record);
  EXPECT_EQ(axis_at(envelope, "regulatory"), 53);
  bool said = false;
  for (const auto& finding : findings_of(envelope, "insufficient_data")) said = said || text_at(evidence_of(envelope, text_at(finding, "evidence.0")), "path") == "analysis.intake.threats";
  EXPECT_TRUE(said);
}

TEST(RiskInput, WhatIsNotKnownYetIsSaidAndNotGuessed) {
  auto host = risk_host("catalogue");
  const auto envelope = host.envelope(risk_record("K09"));
  std::vector<std::string> paths;
  for (const auto& finding : findings_of(envelope, "insufficient_data")) {
    const auto field = evidence_of(envelope, text_at(finding, "evidence.0"));
    paths.push_back(text_at(field, "path"));
    EXPECT_TRUE(field.at("value").is_null()) << paths.back();
  }
  EXPECT_EQ(paths, (std::vector<std::string>{"analysis.verify.case_merit", "money.claimed", "money.entitlement", "analysis.dimensions.common_cause"}));
  EXPECT_TRUE(findings_of(host.envelope(quiet_record()), "insufficient_data").size() == 1) << "only the common cause";
}

TEST(RiskInput, ANegativeExposureCountsAsNothingAndIsSaid) {
  auto host = risk_host("catalogue");
  const auto envelope = host.envelope(risk_record("K03", Object{{"analysis.verify.case_merit", "partial"}, {"money.entitlement", Object{{"minor", 10'000'001}, {"currency", "CNY"}}}}));
  EXPECT_EQ(axis_at(envelope, "financial"), 31);
  ASSERT_EQ(findings_of(envelope, "exposure.negative").size(), 1u);
  EXPECT_NE(text_at(findings_of(envelope, "exposure.negative")[0], "text.en").find("paid in full"), std::string::npos);
}

TEST(RiskInput, WrongTypesAndUnknownWordsNameTheirPath) {
  auto host = risk_host("catalogue");
  const auto code = [&](std::string_view path, Value value) {
    sdk::CallInput input;
    input.record = risk_record("K07");
    sdk::set(input.record, path, std::move(value));
    const auto answer = host.run(input);
    EXPECT_NE(answer.details.find(std::string(path)), std::string::npos) << path << " " << answer.details;
    return answer.code;
  };
  EXPECT_EQ(code("money.claimed", "300"), "error.bad_type");
  EXPECT_EQ(code("money.claimed", Object{{"minor", -1}, {"currency", "CNY"}}), "error.range");
  EXPECT_EQ(code("group.size", 0), "error.range");
  EXPECT_EQ(code("group.size", "37"), "error.bad_type");
  EXPECT_EQ(code("media.reach_count", -1), "error.range");
  EXPECT_EQ(code("media.posted", "yes"), "error.bad_type");
  EXPECT_EQ(code("flags.safety.self_harm", "maybe"), "error.range");
  EXPECT_EQ(code("flags.vulnerability", Array{Object{{"status", "perhaps"}}}), "error.range");
  EXPECT_EQ(code("analysis.classify.severity.level", "S5"), "error.range");
  EXPECT_EQ(code("analysis.classify.breach", "certain"), "error.range");
  EXPECT_EQ(code("analysis.verify.case_merit", "half"), "error.range");
  EXPECT_EQ(code("analysis.verify.evidence_strength", "weak"), "error.range");
  EXPECT_EQ(code("analysis.verify.facts_open", 1), "error.bad_type");
  EXPECT_EQ(code("analysis.dimensions.common_cause.period", 7), "error.bad_type");
  EXPECT_EQ(code("analysis.intake.threats", Array{Object{{"kind", "media"}, {"state", "soon"}}}), "error.range");
  EXPECT_EQ(code("clocks", Array{Object{{"due_at", "tomorrow"}}}), "error.bad_type");
}

TEST(RiskInput, TwoCurrenciesAreNeverSubtracted) {
  auto host = risk_host("catalogue");
  sdk::CallInput input;
  input.record = risk_record("K03", Object{{"money.entitlement", Object{{"minor", 100}, {"currency", "USD"}}}});
  EXPECT_EQ(host.run(input).code, "error.currency_mismatch");
}

TEST(RiskInput, SettingsMoveTheLevelsAndAreRefusedOutsideTheirRange) {
  auto host = risk_host("catalogue");
  EXPECT_EQ(text_at(host.envelope(risk_record("K06"), Object{{"thresholds", Object{{"red", 15}}}}), "result.level"), "red");
  EXPECT_EQ(text_at(host.envelope(risk_record("K06"), Object{{"thresholds", Object{{"orange", 16}}}}), "result.level"), "yellow");
  EXPECT_TRUE(Reader(host.envelope(risk_record("K06"), Object{{"thresholds", Object{{"crisis", 15}}}})).flag_or("result.crisis_axis", false));
  const auto refused = [&](Object thresholds) {
    sdk::CallInput input;
    input.record = risk_record("K06");
    input.config = Object{{"thresholds", std::move(thresholds)}};
    return host.run(input).code;
  };
  EXPECT_EQ(refused(Object{{"red", 21}}), "error.range") << "an explicit safety sign scores 20 and stays red";
  EXPECT_EQ(refused(Object{{"crisis", 21}}), "error.range");
  EXPECT_EQ(refused(Object{{"red", 12}}), "error.range") << "orange could not be reached";
  EXPECT_EQ(refused(Object{{"yellow", 12}}), "error.range");
  EXPECT_EQ(refused(Object{{"red", "20"}}), "error.bad_type");
}

}  // namespace
}  // namespace amends::testing
