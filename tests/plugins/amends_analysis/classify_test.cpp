// Stage amends.classify with the real packs: the shared cases, the worked examples of catalogue 3.2, answers of people, words in the explanation.
#include <gtest/gtest.h>

#include <chrono>

#include "plugins/amends_analysis/classify_kit.hpp"

namespace amends::testing {
namespace {

using sdk::Array;
using sdk::Object;
using sdk::Reader;
using sdk::Value;

class SharedCases : public ::testing::TestWithParam<std::string> {};

TEST_P(SharedCases, AreClassifiedAsTheCatalogueStates) {
  auto host = classify_host("catalogue");
  const auto shared = shared_case(GetParam());
  for (const auto& row : shared.at("expected").at("classify").as_array()) {
    auto record = record_of(shared, row.at("given"));
    add_intake(record, shared);
    const auto envelope = host.envelope(record);
    for (const auto& difference : differences(row.at("result"), *sdk::find(envelope, "result"))) ADD_FAILURE() << GetParam() << ": " << difference;
  }
}

TEST_P(SharedCases, KeepTheirAmountAndThreatPointsWithTheShippedWords) {
  auto host = classify_host("shipped");
  const auto shared = shared_case(GetParam());
  const auto& expected = shared.at("expected").at("classify").at(0).at("result");
  const auto envelope = host.envelope(classify_record(GetParam()));
  for (const auto* part : {"amount", "escalation", "group", "repeat"})
    EXPECT_EQ(number_at(envelope, std::string("result.severity.parts.") + part), number_at(expected, std::string("severity.parts.") + part)) << GetParam() << " " << part;
  EXPECT_EQ(*sdk::find(envelope, "result.severity.floors"), *sdk::find(expected, "severity.floors"));
}

INSTANTIATE_TEST_SUITE_P(Catalogue, SharedCases, ::testing::ValuesIn(shared_case_ids()), [](const auto& info) { return info.param; });

TEST(ClassifyExample, AFeeOverchargedByThreeHundredIsMinorSimpleAndQuick) {
  auto host = classify_host("catalogue");
  const auto envelope = host.envelope(classify_record("K01"));
  EXPECT_EQ(text_at(envelope, "result.nature.primary"), "fee_interest");
  EXPECT_EQ(number_at(envelope, "result.nature.scores.fee_interest"), 45);
  EXPECT_EQ(number_at(envelope, "result.nature.confidence"), 100);
  EXPECT_EQ(number_at(envelope, "result.severity.score"), 5);
  EXPECT_EQ(text_at(envelope, "result.severity.level"), "S1");
  EXPECT_TRUE(Reader(envelope).flag_or("result.quick_path", false));
  EXPECT_TRUE(questions_of(envelope, "nature_confirm").empty());
}

TEST(ClassifyExample, ASurrenderWithMisSellingAsksTheOfficerWhichItIs) {
  auto host = classify_host("catalogue");
  const auto envelope = host.envelope(classify_record("K03"));
  EXPECT_EQ(number_at(envelope, "result.nature.confidence"), 52);
  EXPECT_EQ(number_at(envelope, "result.severity.score"), 36);
  EXPECT_EQ(text_at(envelope, "result.breach"), "possible");
  const auto questions = questions_of(envelope, "nature_confirm");
  ASSERT_EQ(questions.size(), 1u);
  EXPECT_EQ(text_at(questions[0], "form_name"), "nature_confirm");
  EXPECT_EQ(text_at(questions[0], "to_role"), "handler");
  EXPECT_FALSE(Reader(questions[0]).flag_or("blocking", true));
}

TEST(ClassifyExample, AFifthComplaintForDistressIsOtherWithAnExcessDemand) {
  auto host = classify_host("catalogue");
  const auto envelope = host.envelope(classify_record("K12"));
  EXPECT_EQ(text_at(envelope, "result.nature.primary"), "other");
  EXPECT_TRUE(sdk::find(envelope, "result.nature.confidence")->is_null());
  EXPECT_EQ(number_at(envelope, "result.severity.score"), 51);
  EXPECT_EQ(text_at(envelope, "result.severity.level"), "S3");
  EXPECT_EQ(questions_of(envelope, "nature_confirm").size(), 1u);
}

TEST(ClassifyExample, AWorriedPensionerIsRaisedByTheFloor) {
  auto host = classify_host("catalogue");
  const auto envelope = host.envelope(classify_record("K05"));
  EXPECT_EQ(number_at(envelope, "result.severity.score"), 13);
  EXPECT_EQ(text_at(envelope, "result.severity.level"), "S2");
  EXPECT_EQ(number_at(envelope, "result.severity.base"), 0);
}

TEST(ClassifyEvidence, QuotesEachCueAndNamesItsNature) {
  auto host = classify_host("catalogue");
  const auto envelope = host.envelope(classify_record("K01"));
  std::vector<std::string> quotes, notes;
  for (const auto& item : Reader(envelope).list("evidence"))
    if (item.text_or("kind", "") == "span") {
      quotes.emplace_back(item.text_or("quote", ""));
      notes.emplace_back(item.text_or("note", ""));
    }
  EXPECT_EQ(quotes, (std::vector<std::string>{"多扣", "年费"}));
  EXPECT_EQ(notes, (std::vector<std::string>{"fee_interest 20", "fee_interest 25"}));
}

TEST(ClassifyEvidence, TheSeverityNamesItsOperands) {
  auto host = classify_host("catalogue");
  const auto envelope = host.envelope(classify_record("K02"));
  const auto level = findings_of(envelope, "severity.level");
  ASSERT_EQ(level.size(), 1u);
  const auto sum = evidence_of(envelope, text_at(level[0], "evidence.0"));
  EXPECT_EQ(text_at(sum, "kind"), "computation");
  EXPECT_EQ(number_at(sum, "value"), 29);
  EXPECT_EQ(number_at(sum, "operands.amount"), 18);
  EXPECT_EQ(number_at(sum, "operands.emotion"), 5);
  EXPECT_EQ(number_at(sum, "operands.escalation"), 6);
  EXPECT_EQ(text_at(level[0], "rule"), "tables/severity#levels.SL2");
}

TEST(ClassifyExplanation, NamesTheThreeLargestPartsInBothLanguages) {
  auto host = classify_host("catalogue");
  const auto envelope = host.envelope(classify_record("K12"));
  const auto zh = text_at(envelope, "explain.zh"), en = text_at(envelope, "explain.en");
  EXPECT_NE(zh.find("严重程度S3，共51分，主要来自金额24分（金额二十万以上不足一百万）、重复投诉15分（同一事项曾投诉三次以上）、升级迹象12分（监管已经介入）"), std::string::npos) << zh;
  EXPECT_NE(en.find("Severity S3 with 51 points, mostly from amount 24 (amount from two hundred thousand, under one million), repeated complaint 15"), std::string::npos) << en;
  EXPECT_NE(en.find("signs of escalation 12 (the regulator is involved)"), std::string::npos) << en;
}

TEST(ClassifyExplanation, NamesTheFloorThatRaisedTheLevel) {
  auto host = classify_host("catalogue");
  const auto envelope = host.envelope(classify_record("K08"));
  EXPECT_NE(text_at(envelope, "explain.zh").find("等级不得低于S4，因为明确的人身危险"), std::string::npos) << text_at(envelope, "explain.zh");
  EXPECT_NE(text_at(envelope, "explain.en").find("The level may not be below S4, because of: explicit danger to life"), std::string::npos) << text_at(envelope, "explain.en");
}

TEST(ClassifyAnswer, APersonsNatureStandsAndIsNotAskedAgain) {
  auto host = classify_host("catalogue");
  auto record = classify_record("K03");
  sdk::set(record, "answers.nature_confirm", Object{{"nature", "mis_selling"}, {"reason", "承诺取回本金"}, {"who", "u2"}});
  const auto envelope = host.envelope(record);
  EXPECT_EQ(text_at(envelope, "result.nature.primary"), "mis_selling");
  EXPECT_EQ(number_at(envelope, "result.nature.confidence"), 100);
  EXPECT_EQ(*sdk::find(envelope, "result.nature.secondary"), (Array{"surrender_dispute"}));
  EXPECT_EQ(number_at(envelope, "result.nature.scores.surrender_dispute"), 50) << "the reading of the words stays visible";
  EXPECT_TRUE(questions_of(envelope, "nature_confirm").empty());
  const auto finding = findings_of(envelope, "nature.primary");
  ASSERT_EQ(finding.size(), 1u);
  bool cites_answer = false;
  for (const auto id : Reader(finding[0]).text_list("evidence")) cites_answer = cites_answer || text_at(evidence_of(envelope, id), "kind") == "answer";
  EXPECT_TRUE(cites_answer);
}

TEST(ClassifyAnswer, APersonMaySetTheCaseComplexAndTheComplainantMustBeTold) {
  auto host = classify_host("catalogue");
  auto record = classify_record("K01");
  sdk::set(record, "answers.nature_confirm.complexity", "complex");
  const auto envelope = host.envelope(record);
  EXPECT_EQ(text_at(envelope, "result.complexity"), "complex");
  EXPECT_FALSE(Reader(envelope).flag_or("result.quick_path", true));
  ASSERT_EQ(findings_of(envelope, "complexity.by_person").size(), 1u);
  EXPECT_NE(text_at(findings_of(envelope, "complexity.by_person")[0], "text.en").find("must be told"), std::string::npos);
}

TEST(ClassifyAnswer, ANatureThatTheTaxonomyDoesNotHaveIsRefused) {
  auto host = classify_host("catalogue");
  sdk::CallInput input;
  input.record = classify_record("K01");
  sdk::set(input.record, "answers.nature_confirm.nature", "weather");
  const auto answer = host.run(input);
  EXPECT_EQ(answer.code, "error.range");
  EXPECT_NE(answer.text.find("weather"), std::string::npos);
}

TEST(ClassifyLanguage, ATextOfAnotherLanguageIsOtherAndAskedAbout) {
  auto host = classify_host("catalogue");
  auto record = plain_record("Votre collector a téléphoné à mon employer.");  // words that an English list would take
  sdk::set(record, "text.docs.0.lang", "fr");
  const auto envelope = host.envelope(record);
  EXPECT_EQ(text_at(envelope, "result.nature.primary"), "other");
  EXPECT_EQ(findings_of(envelope, "language_not_covered").size(), 1u);
  ASSERT_EQ(questions_of(envelope, "nature_confirm").size(), 1u);
  EXPECT_NE(text_at(questions_of(envelope, "nature_confirm")[0], "reason.en").find("language"), std::string::npos);
}

TEST(ClassifyLanguage, ARegionBehindTheLanguageMakesNoDifference) {
  auto host = classify_host("catalogue");
  auto record = plain_record();
  sdk::set(record, "text.docs.0.lang", "zh-HK");
  EXPECT_EQ(text_at(host.envelope(record), "result.nature.primary"), "fee_interest");
}

TEST(ClassifyText, OnlyTheComplainantsOwnWordsAreRead) {
  auto host = classify_host("catalogue");
  auto record = plain_record();
  sdk::set(record, "text.docs.1", Object{{"id", "t2"}, {"kind", "reply"}, {"lang", "zh"}, {"body", "拒赔拒赔，没有如实告知。"}, {"author_role", "officer"}});
  const auto envelope = host.envelope(record);
  EXPECT_EQ(text_at(envelope, "result.nature.primary"), "fee_interest");
  EXPECT_EQ(sdk::find(envelope, "result.nature.scores.claim_refusal"), nullptr);
}

TEST(ClassifyText, ACallWithoutANamedSpeakerIsTheComplainantsAsForIntake) {
  auto host = classify_host("catalogue");
  auto record = plain_record();
  sdk::set(record, "text.docs.0.kind", "call_transcript");
  sdk::set(record, "text.docs.0.author_role", "");
  EXPECT_EQ(text_at(host.envelope(record), "result.nature.primary"), "fee_interest");
}

TEST(ClassifyText, WithoutAnyTextItAsksAndGuessesNothing) {
  auto host = classify_host("catalogue");
  auto record = plain_record();
  sdk::set(record, "text.docs", Array{});
  const auto envelope = host.envelope(record);
  EXPECT_EQ(text_at(envelope, "result.nature.primary"), "other");
  EXPECT_EQ(questions_of(envelope, "nature_confirm").size(), 1u);
}

TEST(ClassifyText, TheLongestTextIsReadAndOneCharacterMoreIsRefused) {
  auto host = classify_host("shipped");
  auto record = plain_record();
  std::string body = "退保";
  while (sdk::code_points(body) < 199'000) body += "我等了很久没有人回复我的问题。" + std::string(240, '.');
  body += "退保。退保。";
  while (sdk::code_points(body) < sdk::kTextLengthMax) body += "。";
  sdk::set(record, "text.docs.0.body", Value(body));
  const auto envelope = host.envelope(record);
  EXPECT_EQ(number_at(envelope, "result.nature.scores.surrender_dispute"), 50) << "one row counts twice a case, however often it stands there";
  sdk::CallInput input;
  input.record = record;
  sdk::set(input.record, "text.docs.0.body", Value(body + "。"));
  EXPECT_EQ(host.run(input).code, "error.text_too_long");
}

TEST(ClassifyInput, WithoutIntakeItSaysWhatToRunFirst) {
  auto host = classify_host("catalogue");
  sdk::CallInput input;
  input.record = record_of(shared_case("K01"));
  const auto answer = host.run(input);
  EXPECT_EQ(answer.code, "error.missing_field");
  EXPECT_NE(answer.text.find("amends.intake"), std::string::npos);
}

TEST(ClassifyInput, WrongTypesAndUnknownWordsNameTheirPath) {
  auto host = classify_host("catalogue");
  const auto fails_with = [&](std::string_view path, Value value) {
    sdk::CallInput input;
    input.record = classify_record("K01");
    sdk::set(input.record, path, std::move(value));
    return host.run(input);
  };
  EXPECT_EQ(fails_with("text.docs", "text").code, "error.bad_type");
  EXPECT_EQ(fails_with("money.claimed", "300").code, "error.bad_type");
  EXPECT_EQ(fails_with("money.claimed.minor", -1).code, "error.range");
  EXPECT_EQ(fails_with("money.claimed.minor", 9'007'199'254'740'992).code, "error.range");
  EXPECT_EQ(fails_with("flags.safety.self_harm", "maybe").code, "error.range");
  EXPECT_EQ(fails_with("flags.vulnerability", Array{Object{{"kind", "elder"}, {"status", "perhaps"}}}).code, "error.range");
  EXPECT_EQ(fails_with("group.size", "37").code, "error.bad_type");
  EXPECT_NE(fails_with("group.size", "37").details.find("group.size"), std::string::npos) << fails_with("group.size", "37").details;
}

TEST(ClassifyInput, SettingsOutsideTheirRangeAreRefused) {
  auto host = classify_host("catalogue");
  sdk::CallInput input;
  input.record = classify_record("K01");
  input.config = Object{{"secondary_share", 101}};
  EXPECT_EQ(host.run(input).code, "error.range");
}

TEST(ClassifyInput, SettingsChangeTheReading) {
  auto host = classify_host("catalogue");
  EXPECT_EQ(text_at(host.envelope(classify_record("K01"), Object{{"min_score", 46}}), "result.nature.primary"), "other");
  EXPECT_EQ(text_at(host.envelope(classify_record("K01"), Object{{"min_score", 45}}), "result.nature.primary"), "fee_interest");
  EXPECT_EQ(questions_of(host.envelope(classify_record("K03"), Object{{"confident", 52}}), "nature_confirm").size(), 0u);
  EXPECT_EQ(questions_of(host.envelope(classify_record("K03"), Object{{"confident", 53}}), "nature_confirm").size(), 1u);
  EXPECT_FALSE(Reader(host.envelope(classify_record("K01"), Object{{"quick_limit_major", 299}})).flag_or("result.quick_path", true));
  EXPECT_TRUE(Reader(host.envelope(classify_record("K01"), Object{{"quick_limit_major", 300}})).flag_or("result.quick_path", false));
}

TEST(ClassifyTaxonomy, ANewNatureWithItsWordNeedsNoBuild) {
  auto host = classify_host("catalogue", {std::filesystem::path(AMENDS_FIXTURES_DIR) / "crypto_overlay"});
  const auto record = plain_record("我买的虚拟币账户被冻结了，比特币取不出来。");
  EXPECT_EQ(text_at(classify_host("catalogue").envelope(record), "result.nature.primary"), "other");
  const auto envelope = host.envelope(record);
  EXPECT_EQ(text_at(envelope, "result.nature.primary"), "crypto");
  EXPECT_NE(text_at(envelope, "explain.zh").find("加密资产"), std::string::npos) << text_at(envelope, "explain.zh");
  EXPECT_NE(text_at(envelope, "explain.en").find("Crypto assets"), std::string::npos);
}

}  // namespace
}  // namespace amends::testing
