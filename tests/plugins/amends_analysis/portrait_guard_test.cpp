// The contract of catalogue 0.6 and the guardrails for amends.portrait: protected facts score nothing, no person is labelled, a correction stands, and a type
// changes nothing but the way of talking.
#include <gtest/gtest.h>

#include <algorithm>

#include "plugins/amends_analysis/portrait_kit.hpp"
#include "plugins/kit/guard_frame.hpp"

namespace amends::testing {
namespace {

using sdk::Array;
using sdk::Object;
using sdk::Reader;
using sdk::Value;

TEST(PortraitContract, HoldsForAllSharedCasesAndBothPackSets) {
  for (const auto* set : {"catalogue", "shipped"}) {
    auto host = portrait_host(set);
    std::vector<Value> samples;
    for (const auto& id : shared_case_ids())
      samples.push_back(portrait_record(id, Object{{"answers.type_correct.solver", true}, {"answers.type_correct.note", "请下午联系"}, {"history.contacts.0", Object{{"at", "2026-02-21T18:00:00Z"}, {"direction", "out"}, {"channel", "phone"}, {"answered", true}}}}));
    expect_contract(host, samples, set);
  }
}

TEST(PortraitContract, TheLongCaseStaysWellInsideItsTime) {
  auto host = portrait_host("shipped");
  auto record = psychology_record("K02");
  std::string body;
  while (sdk::code_points(body) < 20'000) body += "依据第十六条和《保险法》，你们拒赔没有理由。太过分了，凭什么！我要告诉亲戚朋友，再也不来。";
  sdk::set(record, "text.docs.0.body", Value(body));
  record = after_psychology(std::move(record), "shipped");
  sdk::CallInput input;
  input.record = record;
  expect_in_time(host, input);
}

TEST(PortraitManifest, IsRestrictedAndSetsNothing) {
  auto host = portrait_host();
  EXPECT_EQ(text_at(host.manifest(), "privacy_max"), "P4");
  EXPECT_TRUE(Reader(host.manifest()).text_list("sets").empty());
  expect_reads_none(host, {"clocks", "route_facts", "entitlement", "target", "reserve", "authority_limit", "safety", "contract.no"});
}

/// G4: sex, region, health and name change no byte; age changes its band and the lines that name it, and no score.
TEST(PortraitGuard, ProtectedFactsAboutAPersonScoreNothing) {
  auto host = portrait_host("shipped");
  for (const auto& id : shared_case_ids()) {
    const auto record = portrait_record(id);
    const auto envelope = host.envelope(record);
    const auto plain = sdk::write_json(envelope);
    for (const auto& [member, value] : traits_of_a_person({"birth_year", "occupation"})) {
      auto flipped = record;
      sdk::set(flipped, "parties.0." + member, value);
      EXPECT_EQ(sdk::write_json(host.envelope(flipped)), plain) << id << " " << member;
    }
    for (const std::int64_t born : {1935, 1990, 2010}) {
      auto aged = record;
      sdk::set(aged, "parties.0.birth_year", born);
      sdk::set(aged, "parties.0.occupation", "农民");
      const auto other = host.envelope(aged);
      for (const auto* part : {"behaviour", "psych"}) EXPECT_EQ(sdk::find(other, "result")->at(part).is_object(), true);
      EXPECT_EQ(type_codes(other), type_codes(envelope)) << id;
      for (const auto& code : type_codes(envelope)) EXPECT_EQ(score_of(other, "types", code), score_of(envelope, "types", code)) << id << " " << code;
      for (const auto* field : {"musts", "taboos", "first_sentence", "who_appears", "risks", "questions"}) EXPECT_EQ(lines_of(other, field, "zh"), lines_of(envelope, field, "zh")) << id << " " << field;
    }
  }
}

/// The one direction that is allowed: a need for support adds its own type and takes nothing away.
TEST(PortraitGuard, ANeedForSupportOnlyRaisesItsOwnType) {
  auto host = portrait_host();
  for (const auto& id : shared_case_ids()) {
    auto record = portrait_record(id);
    sdk::set(record, "flags.vulnerability", Array{});
    const auto without = host.envelope(record);
    std::int64_t before = 0;
    for (const auto& [status, points] : std::vector<std::pair<const char*, std::int64_t>>{{"suspected", 30}, {"confirmed", 40}})
      for (const auto* kind : {"elder", "illness", "disability"}) {
        sdk::set(record, "flags.vulnerability", Array{Object{{"kind", kind}, {"status", status}}});
        const auto with = host.envelope(record);
        EXPECT_EQ(score_of(with, "types", "vulnerable"), points) << id << ": whichever need it is";
        EXPECT_GE(points, before);
        before = points;
        for (const auto& code : type_codes(without)) EXPECT_EQ(score_of(with, "types", code), score_of(without, "types", code)) << id << " " << code;
      }
    sdk::set(record, "flags.vulnerability", Array{Object{{"kind", "elder"}, {"status", "denied"}}});
    EXPECT_EQ(score_of(host.envelope(record), "types", "vulnerable"), -1) << id;
  }
}

TEST(PortraitGuard, NoNameNumberOrContactStandsAnywhere) {
  auto host = portrait_host("shipped");
  auto record = portrait_record("K09");
  sdk::set(record, "parties.0.name", "特殊名字");
  sdk::set(record, "parties.0.contacts.0.value", "secret@example.org");
  sdk::set(record, "contract.no", "C-SECRET");
  const auto bytes = sdk::write_json(host.envelope(record));
  for (const auto* never : {"特殊名字", "secret@example.org", "C-SECRET"}) EXPECT_EQ(bytes.find(never), std::string::npos) << never;
}

TEST(PortraitGuard, NothingIsDecidedNothingWaitsAndNothingGoesToTheCustomer) {
  auto host = portrait_host();
  for (const auto& id : shared_case_ids()) {
    const auto envelope = host.envelope(portrait_record(id));
    EXPECT_EQ(text_at(envelope, "status"), "ok");
    for (const auto* list : {"facts", "tasks", "deadlines", "scripts"}) EXPECT_TRUE(Reader(envelope).list(list).empty()) << id << " " << list;
    for (const auto& question : Reader(envelope).list("questions")) {
      EXPECT_FALSE(question.flag_or("blocking", true)) << id;
      EXPECT_EQ(question.text_or("to_role", ""), "handler") << "types are never shown to the complainant";
    }
  }
}

TEST(PortraitGuard, EveryTypeSaysThatItMayBeWrong) {
  auto host = portrait_host();
  const auto envelope = host.envelope(portrait_record("K12"));
  std::size_t seen = 0;
  for (const auto& finding : Reader(envelope).list("findings"))
    if (finding.text_or("code", "").starts_with("type.")) {
      ++seen;
      EXPECT_NE(text_at(finding.value(), "text.en").find("may be wrong"), std::string::npos);
      EXPECT_NE(text_at(finding.value(), "text.zh").find("可能有误"), std::string::npos);
    }
  EXPECT_EQ(seen, 3u);
  EXPECT_NE(text_at(envelope, "result.sheet.notice.en").find("may be wrong"), std::string::npos);
  EXPECT_NE(text_at(envelope, "result.sheet.notice.zh").find("可能有误"), std::string::npos);
}

TEST(PortraitGuard, ALabelOfAPersonIsLeftOutWhoeverWroteIt) {
  auto host = portrait_host("shipped");
  for (const auto* label : {"刁民", "无赖", "Troublemaker", "老赖"}) {
    const auto envelope = host.envelope(portrait_record("K12", Object{{"answers.type_correct.note", std::string("这人是") + label + " again"}, {"answers.type_correct.who", "u7"}, {"parties.0.occupation", label}}));
    EXPECT_EQ(sdk::write_json(envelope).find(label), std::string::npos) << label;
    EXPECT_EQ(findings_of(envelope, "sheet.label_removed").size(), 1u) << label;
    EXPECT_NE(lines_of(envelope, "notes", "zh").find("…"), std::string::npos);
  }
  const auto kept = host.envelope(portrait_record("K12", Object{{"answers.type_correct.note", "He was cranky; call after 3 pm."}}));
  EXPECT_EQ(lines_of(kept, "notes", "en"), "He was cranky; call after 3 pm.");
  for (const auto& id : shared_case_ids()) {
    const auto bytes = sdk::write_json(host.envelope(portrait_record(id)));
    for (const auto* never : {"刁民", "无赖", "troublemaker", "偏执", "抑郁症", "焦虑症", "disorder", "paranoi"}) EXPECT_EQ(bytes.find(never), std::string::npos) << id << ": " << never;
  }
}

TEST(PortraitCorrection, TheOfficersWordStandsOnTheNextRun) {
  auto host = portrait_host();
  const auto rejected = host.envelope(portrait_record("K12", Object{{"answers.type_correct.compensation_seeker", false}, {"answers.type_correct.relief_seeker", true}, {"answers.type_correct.note", "先道歉"}}));
  EXPECT_EQ(type_codes(rejected), (std::vector<std::string>{"solver", "relief_seeker", "persistent"}));
  EXPECT_EQ(findings_of(rejected, "type.by_person").size(), 1u);
  EXPECT_EQ(score_of(rejected, "types", "relief_seeker"), 0) << "a person's word adds no invented points";
  EXPECT_TRUE(Reader(rejected).flag_or("result.types.1.by_person", false));
  EXPECT_EQ(lines_of(rejected, "notes", "en"), "Confirmed: needs relief | Corrected: not looks for compensation | 先道歉");
  EXPECT_TRUE(questions_of(rejected, "type_correct").empty());
  EXPECT_EQ(questions_of(host.envelope(portrait_record("K12")), "type_correct").size(), 1u);
  EXPECT_TRUE(questions_of(host.envelope(portrait_record("K09")), "type_correct").empty()) << "nothing to confirm";
}

TEST(PortraitSettings, ChangeTheReadingAndAreRefusedOutsideTheirRange) {
  auto host = portrait_host();
  EXPECT_EQ(type_codes(host.envelope(portrait_record("K09"), Object{{"type_min", 20}})), (std::vector<std::string>{"solver", "relief_seeker"}));
  EXPECT_EQ(type_codes(host.envelope(portrait_record("K12"), Object{{"type_min", 31}})), (std::vector<std::string>{"compensation_seeker"}));
  const auto code = [&](Object config) {
    sdk::CallInput input;
    input.record = portrait_record("K01");
    input.config = std::move(config);
    return host.run(input).code;
  };
  EXPECT_EQ(code(Object{{"type_min", 0}}), "error.range");
  EXPECT_EQ(code(Object{{"type_min", 101}}), "error.range");
  EXPECT_EQ(code(Object{{"type_min", "high"}}), "error.bad_type");
}

TEST(PortraitInput, WrongTypesAndValuesNameTheirPath) {
  auto host = portrait_host();
  const auto fails_with = [&](std::string_view path, Value value) {
    sdk::CallInput input;
    input.record = portrait_record("K12");
    sdk::set(input.record, path, std::move(value));
    return host.run(input);
  };
  EXPECT_EQ(fails_with("parties.0.birth_year", "old").code, "error.bad_type");
  EXPECT_EQ(fails_with("history.prior.0.closed_at", "yesterday").code, "error.bad_type");
  EXPECT_EQ(fails_with("flags.vulnerability", Array{Object{{"kind", "elder"}, {"status", "maybe"}}}).code, "error.range");
  EXPECT_EQ(fails_with("analysis.organised_agent", Object{{"score", 101}}).code, "error.range");
  EXPECT_EQ(fails_with("analysis.intake.emotion.band", "cross").code, "error.range");
  EXPECT_EQ(fails_with("answers.type_correct", Object{{"solver", "yes"}}).code, "error.bad_type");
  EXPECT_EQ(fails_with("money.loss_proved", Object{{"minor", 1}, {"currency", "USD"}}).code, "error.currency_mismatch");
  EXPECT_NE(fails_with("parties.0.birth_year", "old").details.find("parties.0.birth_year"), std::string::npos);
  sdk::CallInput input;
  input.record = record_of(shared_case("K01"));
  EXPECT_EQ(host.run(input).code, "error.missing_field");
}

TEST(PortraitExplanation, NamesTheCuesAndPointsOfEveryType) {
  auto host = portrait_host();
  const auto envelope = host.envelope(portrait_record("K12"));
  EXPECT_NE(text_at(envelope, "explain.zh").find("看重补偿40分（有金钱诉求20、主张超过已证明损失的两倍20）"), std::string::npos) << text_at(envelope, "explain.zh");
  EXPECT_NE(text_at(envelope, "explain.en").find("has come back again and again 30 (three or more complaints on the same matter 30)"), std::string::npos) << text_at(envelope, "explain.en");
  EXPECT_NE(text_at(host.envelope(portrait_record("K09")), "explain.en").find("no type is supported"), std::string::npos);
}

}  // namespace
}  // namespace amends::testing
