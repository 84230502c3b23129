// The contract of catalogue 0.6 and the guardrails for amends.psychology: hypotheses that may be wrong, restricted, correctable, and without any effect on
// what is owed; settings and bad input.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "plugins/amends_analysis/psychology_kit.hpp"
#include "plugins/kit/guard_frame.hpp"

namespace amends::testing {
namespace {

using sdk::Array;
using sdk::Object;
using sdk::Reader;
using sdk::Value;

TEST(PsychologyContract, HoldsForAllSharedCasesAndBothPackSets) {
  for (const auto* set : {"catalogue", "shipped"}) {
    auto host = psychology_host(set);
    std::vector<Value> samples;
    for (const auto& id : shared_case_ids())
      samples.push_back(psychology_record(id, Object{{"answers.observation.face_tense", true}, {"answers.observation.patient_waits", true}, {"answers.psychology_correct.not_exaggeration", true}, {"analysis.classify.nature.primary", "fee_interest"}}));
    expect_contract(host, samples, set);
  }
}

TEST(PsychologyContract, TheLongCaseStaysWellInsideItsTime) {
  auto host = psychology_host("shipped");
  auto record = psychology_record("K02");
  std::string body;
  while (sdk::code_points(body) < 20'000) body += "你们每次都是同一个答复，太过分了，凭什么！我要一个道歉，我担心这笔钱，交了十万只给我三万。";
  sdk::set(record, "text.docs.0.body", Value(body));
  sdk::CallInput input;
  input.record = record;
  expect_in_time(host, input);
}

TEST(PsychologyManifest, IsRestrictedAndReadsNoPerson) {
  auto host = psychology_host();
  EXPECT_EQ(text_at(host.manifest(), "privacy_max"), "P4");
  EXPECT_TRUE(Reader(host.manifest()).text_list("sets").empty());
  expect_reads_none(host, {"parties", "flags", "sex", "region", "religion", "health", "birth_year", "agent_facts", "organised_agent", "clocks", "route_facts", "entitlement", "target", "reserve"});
}

/// G11 and catalogue 3.5: no stage that decides severity, money, risk, a clock or a route reads the psychology or the portrait. The options (amends.solution)
/// weigh how well a remedy fits a need and never what is owed.
TEST(PsychologyManifest, NothingThatDecidesReadsIt) {
  const std::filesystem::path plugins = std::filesystem::path(AMENDS_SOURCE_DIR) / "plugins";
  std::size_t stages = 0;
  for (const auto& folder : std::filesystem::directory_iterator(plugins)) {
    std::ifstream file(folder.path() / "plugin.json");
    if (!file || folder.path().filename() == "_template") continue;
    std::stringstream text;
    text << file.rdbuf();
    const auto manifest = sdk::parse_json(text.str());
    for (const auto& stage : Reader(manifest).list("stages")) {
      const auto id = stage.text_or("id", "");
      if (id != "amends.intake" && id != "amends.classify" && id != "amends.dimensions" && id != "amends.risk" && id != "amends.verify" && id != "amends.legal_basis" && id != "amends.routing" && id != "amends.organised_agent") continue;
      ++stages;
      for (const auto path : stage.text_list("reads"))
        for (const auto* never : {"analysis.psychology", "analysis.portrait"}) EXPECT_FALSE(path.starts_with(never)) << id << " reads " << path;
    }
  }
  EXPECT_GE(stages, 5u);
}

TEST(PsychologyGuard, ProtectedFactsAboutAPersonChangeNoByte) {
  auto host = psychology_host("shipped");
  for (const auto& id : shared_case_ids()) {
    auto record = psychology_record(id);
    const auto plain = sdk::write_json(host.envelope(record));
    for (const auto& [member, value] : traits_of_a_person()) {
      auto flipped = record;
      sdk::set(flipped, "parties.0." + member, value);
      EXPECT_EQ(sdk::write_json(host.envelope(flipped)), plain) << id << " " << member;
    }
    auto vulnerable = record;
    sdk::set(vulnerable, "flags.vulnerability", Array{Object{{"kind", "illness"}, {"status", "confirmed"}}});
    EXPECT_EQ(sdk::write_json(host.envelope(vulnerable)), plain) << id;
  }
}

TEST(PsychologyGuard, NothingIsDecidedAndNothingWaits) {
  auto host = psychology_host();
  for (const auto& id : shared_case_ids()) {
    const auto envelope = host.envelope(psychology_record(id));
    EXPECT_EQ(text_at(envelope, "status"), "ok");
    for (const auto* list : {"facts", "tasks", "deadlines", "scripts"}) EXPECT_TRUE(Reader(envelope).list(list).empty()) << id << " " << list;
    for (const auto& question : Reader(envelope).list("questions")) {
      EXPECT_FALSE(question.flag_or("blocking", true)) << id;
      EXPECT_EQ(question.text_or("to_role", ""), "handler") << "never to the complainant";
    }
  }
}

TEST(PsychologyGuard, EveryReadingSaysThatItMayBeWrong) {
  auto host = psychology_host("shipped");
  for (const auto& id : shared_case_ids()) {
    const auto envelope = host.envelope(psychology_record(id));
    EXPECT_NE(text_at(envelope, "explain.en").find("may be wrong"), std::string::npos);
    EXPECT_NE(text_at(envelope, "explain.zh").find("可能有误"), std::string::npos);
    for (const auto& finding : Reader(envelope).list("findings")) {
      const auto code = std::string(finding.text_or("code", ""));
      if (!code.starts_with("need.") && !code.starts_with("defence.") && !code.starts_with("temperament.") && code != "demand.conflict") continue;
      EXPECT_NE(text_at(finding.value(), "text.en").find("may be wrong"), std::string::npos) << id << " " << code;
      EXPECT_NE(text_at(finding.value(), "text.zh").find("可能有误"), std::string::npos) << id << " " << code;
      EXPECT_LT(finding.integer_or("confidence", 100), 100) << code;
    }
  }
}

TEST(PsychologyGuard, NoDiagnosisAndNoLabelOfAPerson) {
  auto host = psychology_host("shipped");
  for (const auto& id : shared_case_ids()) {
    const auto bytes = sdk::write_json(host.envelope(psychology_record(id)));
    for (const auto* never : {"刁民", "无赖", "troublemaker", "偏执", "人格障碍", "抑郁症", "焦虑症", "躁狂", "病态", "精神病", "paranoi", "disorder", "neurotic", "hysteri", "depressi", "pathologic"})
      EXPECT_EQ(bytes.find(never), std::string::npos) << id << ": " << never;
  }
}

TEST(PsychologyCorrection, TheNeedThatAPersonNamesStandsFirst) {
  auto host = psychology_host();
  const auto corrected = host.envelope(psychology_record("K12", Object{{"answers.psychology_correct.top_need", "respect"}}));
  EXPECT_EQ(score_of(corrected, "needs", "respect"), 100);
  EXPECT_EQ(score_of(corrected, "needs", "compensation"), 25) << "the reading stays beside";
  EXPECT_EQ(text_at(layer_of(corrected, "yearnings"), "code"), "respect");
  EXPECT_EQ(findings_of(corrected, "need.by_person").size(), 1u);
  const auto basis = findings_of(corrected, "need.by_person").at(0);
  EXPECT_EQ(text_at(evidence_of(corrected, text_at(basis, "evidence.0")), "kind"), "answer");
  EXPECT_TRUE(Reader(host.envelope(psychology_record("K12", Object{{"answers.psychology_correct.top_need", "none"}}))).list("result.needs").empty());
}

TEST(PsychologyCorrection, ADefenceThatAPersonTakesBackIsGoneAndSaid) {
  auto host = psychology_host();
  const auto corrected = host.envelope(psychology_record("K12", Object{{"answers.psychology_correct.not_exaggeration", true}}));
  EXPECT_TRUE(Reader(corrected).list("result.defences").empty());
  EXPECT_TRUE(findings_of(corrected, "defence.exaggeration").empty());
  EXPECT_EQ(findings_of(corrected, "defence.by_person").size(), 1u);
  EXPECT_EQ(score_of(host.envelope(psychology_record("K12", Object{{"answers.psychology_correct.not_projection", true}})), "defences", "exaggeration"), 40);
}

TEST(PsychologyCorrection, AWayOfTalkingThatAPersonNamesStandsWithoutAnInventedScore) {
  auto host = psychology_host();
  const auto corrected = host.envelope(psychology_record("K10", Object{{"answers.psychology_correct.temperament", "patient"}}));
  EXPECT_EQ(text_at(corrected, "result.temperament.code"), "patient");
  EXPECT_TRUE(sdk::find(corrected, "result.temperament.score")->is_null());
  EXPECT_EQ(findings_of(corrected, "temperament.by_person").size(), 1u);
  const auto confirmed = host.envelope(psychology_record("K10", Object{{"answers.psychology_correct.temperament", "dominant"}}));
  EXPECT_EQ(number_at(confirmed, "result.temperament.score"), 30);
  EXPECT_EQ(text_at(host.envelope(psychology_record("K10", Object{{"answers.psychology_correct.temperament", "unknown"}})), "result.temperament.code"), "unknown");
}

TEST(PsychologyCorrection, IsAskedForOnceWhereThereIsSomethingToGetWrong) {
  auto host = psychology_host();
  EXPECT_EQ(questions_of(host.envelope(psychology_record("K12")), "psychology_correct").size(), 1u);
  EXPECT_TRUE(questions_of(host.envelope(psychology_record("K01")), "psychology_correct").empty());
  EXPECT_TRUE(questions_of(host.envelope(psychology_record("K12", Object{{"answers.psychology_correct.not_projection", false}})), "psychology_correct").empty());
}

TEST(PsychologySettings, ChangeTheReadingAndAreRefusedOutsideTheirRange) {
  auto host = psychology_host();
  EXPECT_TRUE(Reader(host.envelope(psychology_record("K01"), Object{{"need_min", 21}})).list("result.needs").empty());
  EXPECT_EQ(Reader(host.envelope(psychology_record("K01"), Object{{"need_min", 20}})).list("result.needs").size(), 1u);
  EXPECT_TRUE(Reader(host.envelope(psychology_record("K12"), Object{{"defence_min", 41}})).list("result.defences").empty());
  EXPECT_EQ(text_at(host.envelope(psychology_record("K10"), Object{{"temperament_min", 31}}), "result.temperament.code"), "unknown");
  EXPECT_EQ(hypotheses_of(host.envelope(psychology_record("K09")), "need").size(), 1u) << "20 is less than half of 55";
  EXPECT_EQ(hypotheses_of(host.envelope(psychology_record("K09"), Object{{"need_second", 36}}), "need").size(), 2u);
  const auto code = [&](Object config) {
    sdk::CallInput input;
    input.record = psychology_record("K01");
    input.config = std::move(config);
    return host.run(input).code;
  };
  EXPECT_EQ(code(Object{{"need_min", 0}}), "error.range");
  EXPECT_EQ(code(Object{{"need_min", 101}}), "error.range");
  EXPECT_EQ(code(Object{{"excess_times", 0}}), "error.range");
  EXPECT_EQ(code(Object{{"pairing", "astrology"}}), "error.range");
}

TEST(PsychologyInput, OnlyTheInstitutionsOwnTextGivesOkAndNulls) {
  auto host = psychology_host();
  auto record = psychology_record("K09");
  sdk::set(record, "text.docs.0.kind", "reply");
  sdk::set(record, "text.docs.0.author_role", "officer");
  const auto envelope = host.envelope(record);
  EXPECT_EQ(text_at(envelope, "status"), "ok");
  for (const auto* member : {"iceberg", "abc", "needs", "defences", "demand", "temperament", "energy", "hypotheses"}) EXPECT_TRUE(sdk::find(envelope, "result")->at(member).is_null()) << member;
  EXPECT_EQ(findings_of(envelope, "insufficient_data").size(), 1u);
}

TEST(PsychologyInput, ALanguageWithoutWordsIsSaidAndNotGuessed) {
  auto host = psychology_host();
  auto record = psychology_record("K09");
  sdk::set(record, "text.docs.0.lang", "fr");
  const auto envelope = host.envelope(record);
  EXPECT_EQ(findings_of(envelope, "language_not_covered").size(), 1u);
  EXPECT_TRUE(sdk::find(envelope, "result")->at("needs").is_null());
}

TEST(PsychologyInput, AnAttachmentIsNotTheCustomersOwnVoice) {
  auto host = psychology_host();
  auto record = psychology_record("K01");
  const auto plain = *sdk::find(host.envelope(record), "result.needs");
  sdk::set(record, "text.docs.1", Object{{"id", "t2"}, {"kind", "attachment_text"}, {"lang", "zh"}, {"author_role", "complainant"}, {"body", "赔偿条款：精神损失费不予赔偿。"}});
  EXPECT_EQ(*sdk::find(host.envelope(record), "result.needs"), plain);
}

TEST(PsychologyInput, WrongTypesAndValuesNameTheirPath) {
  auto host = psychology_host();
  const auto fails_with = [&](std::string_view path, Value value) {
    sdk::CallInput input;
    input.record = psychology_record("K01");
    sdk::set(input.record, path, std::move(value));
    return host.run(input);
  };
  EXPECT_EQ(fails_with("text.docs", "text").code, "error.bad_type");
  EXPECT_EQ(fails_with("demand.0.kind", "gold").code, "error.range");
  EXPECT_EQ(fails_with("events.0.verified", "maybe").code, "error.range");
  EXPECT_EQ(fails_with("analysis.intake.emotion.band", "cross").code, "error.range");
  EXPECT_EQ(fails_with("analysis.intake.emotion.intensity", 101).code, "error.range");
  EXPECT_EQ(fails_with("answers.psychology_correct", Object{{"top_need", "gold"}}).code, "error.range");
  EXPECT_EQ(fails_with("answers.psychology_correct", Object{{"temperament", "gold"}}).code, "error.range");
  EXPECT_EQ(fails_with("money.loss_proved", Object{{"minor", 1}, {"currency", "USD"}}).code, "error.currency_mismatch");
  EXPECT_NE(fails_with("demand.0.kind", "gold").details.find("demand.0.kind"), std::string::npos);
  sdk::CallInput input;
  input.record = record_of(shared_case("K01"));
  const auto answer = host.run(input);
  EXPECT_EQ(answer.code, "error.missing_field");
  EXPECT_NE(answer.text.find("amends.intake"), std::string::npos);
}

TEST(PsychologyExplanation, HasFiveSentencesInBothLanguages) {
  auto host = psychology_host();
  const auto envelope = host.envelope(psychology_record("K09"));
  const auto zh = text_at(envelope, "explain.zh"), en = text_at(envelope, "explain.en");
  for (const auto* part : {"需要：把话说出来20分、受到尊重55分；先做：由有身份的人就具体的事道歉", "感受：屈辱（「看不起」）", "诉求：明说的1项，没有说出口的1项", "防御：没有达到可以提示的程度；说话方式：未知"})
    EXPECT_NE(zh.find(part), std::string::npos) << part << "\n" << zh;
  for (const auto* part : {"Needs: to be heard out 20, respect 55; first: A person of rank apologises", "Demands: 1 spoken, 1 unspoken", "way of talking: unknown"})
    EXPECT_NE(en.find(part), std::string::npos) << part << "\n" << en;
}

}  // namespace
}  // namespace amends::testing
