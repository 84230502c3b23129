// Stage amends.intake: safety first, protection without discrimination, and the contract of every plugin.
#include <gtest/gtest.h>

#include "guard/guard.hpp"
#include "plugins/amends_intake/intake_kit.hpp"
#include "sdk/contract.hpp"

namespace amends::testing {
namespace {

using sdk::Array;
using sdk::Object;
using sdk::Reader;
using sdk::Value;

TEST(IntakeSafety, AnExplicitSignHoldsTheCaseUntilATrainedPersonHasAnswered) {
  auto host = intake_host("catalogue");
  auto record = shared_case("K08").at("case");
  sdk::set(record, "flags.safety", Object{{"self_harm", "none"}, {"violence", "none"}});
  auto envelope = host.envelope(record);
  const auto findings = findings_of(envelope, "safety.explicit");
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(text_at(findings[0], "severity"), "block");
  EXPECT_NE(text_at(findings[0], "text.zh").find("12356"), std::string::npos);
  EXPECT_EQ(text_at(evidence_of(envelope, Reader(findings[0]).text_list("evidence").front()), "kind"), "span");
  const auto task = item_of(envelope, "tasks", "id", "safety");
  EXPECT_EQ(text_at(task, "kind"), "safety");
  EXPECT_EQ(text_at(task, "owner_role"), "crisis_trained");
  EXPECT_EQ(text_at(task, "form"), "safety_protocol");
  EXPECT_EQ(text_at(task, "due_at"), "2026-03-02T01:30:00Z");
  EXPECT_TRUE(Reader(task).flag_or("blocking", false));
  EXPECT_EQ(Reader(envelope).list("result.safety_contacts").size(), 3u);
  EXPECT_EQ(text_at(item_of(envelope, "scripts", "id", "safety"), "moment"), "safety");
  EXPECT_EQ(fact_of(envelope, "flags.safety.self_harm"), Value("explicit"));
  EXPECT_NE(text_at(envelope, "explain.en").find("No clear demand was read. "), std::string::npos) << text_at(envelope, "explain.en");

  sdk::set(record, "answers.safety_protocol", Object{{"person_contacted", true}});
  envelope = host.envelope(record);
  EXPECT_TRUE(item_of(envelope, "tasks", "id", "safety").is_null());
  EXPECT_EQ(text_at(envelope, "result.flags.safety.self_harm"), "explicit");
  EXPECT_NE(text_at(envelope, "explain.en").find("there is a safety sign (explicit), and the safety protocol is filled in"), std::string::npos) << text_at(envelope, "explain.en");
  EXPECT_NE(text_at(findings_of(envelope, "safety.explicit").at(0), "text.zh").find("安全流程已经填写"), std::string::npos);
}

TEST(IntakeSafety, AVeiledSignWarnsAndHoldsNothing) {
  auto host = intake_host("catalogue");
  const auto envelope = host.envelope(record_with("钱没了我活不下去了"));
  EXPECT_EQ(findings_of(envelope, "safety.veiled").size(), 1u);
  EXPECT_TRUE(findings_of(envelope, "safety.explicit").empty());
  const auto task = item_of(envelope, "tasks", "id", "safety");
  EXPECT_EQ(text_at(task, "kind"), "stage");
  EXPECT_FALSE(Reader(task).flag_or("blocking", true));
  EXPECT_EQ(text_at(task, "due_at"), "2026-03-02T01:30:00Z");
}

TEST(IntakeSafety, AFlagOfTheRecordIsNeverLowered) {
  auto host = intake_host("catalogue");
  auto record = record_with("请退还年费");
  sdk::set(record, "flags.safety.violence", "explicit");
  const auto envelope = host.envelope(record);
  EXPECT_EQ(text_at(envelope, "result.flags.safety.violence"), "explicit");
  EXPECT_FALSE(item_of(envelope, "tasks", "id", "safety").is_null());
  EXPECT_EQ(text_at(host.envelope(record_with("请退还年费")), "result.flags.safety.violence"), "none");
}

TEST(IntakeSafety, IdiomsAreNoSign) {
  auto host = intake_host("shipped");
  for (const auto* text : {"真是气死我了，你们多扣了年费", "笑死人了，排队累死了"}) EXPECT_EQ(text_at(host.envelope(record_with(text)), "result.flags.safety.self_harm"), "none") << text;
}

TEST(IntakeSafety, AnOfficersWordsAreNotTheComplainants) {
  auto host = intake_host("catalogue");
  for (const auto* kind : {"note", "chat", "call_transcript", "attachment_text", "reply"}) {
    auto record = record_with("请退还年费300元");
    add_document(record, "t2", kind, "客户说要跳下去，我68岁了", "officer");
    const auto envelope = host.envelope(record);
    EXPECT_EQ(text_at(envelope, "result.flags.safety.self_harm"), "none") << kind;
    EXPECT_TRUE(Reader(envelope).list("result.flags.vulnerability").empty()) << kind;
  }
  for (const auto* kind : {"note", "attachment_text", "reply"}) {  // nobody says whose it is
    auto record = record_with("请退还年费300元");
    add_document(record, "t2", kind, "客户说要跳下去", "");
    EXPECT_EQ(text_at(host.envelope(record), "result.flags.safety.self_harm"), "none") << kind;
  }
}

TEST(IntakeSafety, ASignIsReadInWhateverTheComplainantWrote) {
  auto host = intake_host("catalogue");
  for (const auto* kind : {"note", "attachment_text", "reply", "chat", "call_transcript"}) {
    auto record = record_with("请退还年费300元");
    add_document(record, "t2", kind, "你们不处理，我就从楼上跳下去。我68岁了", "complainant");
    const auto envelope = host.envelope(record);
    EXPECT_EQ(text_at(envelope, "result.flags.safety.self_harm"), "explicit") << kind;
    EXPECT_EQ(text_at(envelope, "result.flags.vulnerability.0.kind"), "elder") << kind;
    const auto findings = findings_of(envelope, "safety.explicit");
    ASSERT_EQ(findings.size(), 1u) << kind;
    const auto span = evidence_of(envelope, Reader(findings[0]).text_list("evidence").front());
    EXPECT_EQ(text_at(span, "doc"), "t2") << kind;
    EXPECT_EQ(text_at(span, "quote"), "跳下去") << kind;
    EXPECT_EQ(number_at(span, "start"), 11) << kind;
  }
}

TEST(IntakeSafety, ASignInAnAttachmentAloneNeitherWaitsForTheWordsNorReplacesThem) {
  auto host = intake_host("catalogue");
  auto record = record_with("");
  sdk::set(record, "text.docs.0.kind", "attachment_text");
  sdk::set(record, "text.docs.0.body", "我要从你们楼上跳下去，我母亲80岁");
  const auto envelope = host.envelope(record);
  EXPECT_EQ(findings_of(envelope, "safety.explicit").size(), 1u);
  EXPECT_EQ(*sdk::find(envelope, "result.is_complaint"), Value(true));
  EXPECT_EQ(questions_of(envelope, "text_missing").size(), 1u);
  EXPECT_TRUE(Reader(envelope).list("result.flags.vulnerability").empty());  // a relative's age is nobody's need here either
}

TEST(IntakeNeeds, SixtyFiveIsAnElderAndARelativesAgeIsNot) {
  auto host = intake_host("catalogue");
  const auto kinds = [&](const std::string& text) { return Reader(host.envelope(record_with(text))).list("result.flags.vulnerability").size(); };
  EXPECT_EQ(kinds("我65岁了，请退还年费"), 1u);
  EXPECT_EQ(kinds("我64岁了，请退还年费"), 0u);
  EXPECT_EQ(kinds("我母亲80岁，请退还年费"), 0u);
}

TEST(IntakeNeeds, WhatAPersonDeniedStaysDenied) {
  auto host = intake_host("catalogue");
  auto record = shared_case("K05").at("case");
  sdk::set(record, "flags.vulnerability", Array{Object{{"kind", "elder"}, {"status", "denied"}}});
  const auto envelope = host.envelope(record);
  EXPECT_EQ(text_at(envelope, "result.flags.vulnerability.0.status"), "denied");
  EXPECT_TRUE(fact_of(envelope, "flags.vulnerability").is_null());
}

TEST(IntakeNeeds, AreProposedWithTheirSpan) {
  auto host = intake_host("catalogue");
  auto record = shared_case("K10").at("case");
  sdk::set(record, "flags.vulnerability", Array{});
  const auto fact = item_of(host.envelope(record), "facts", "path", "flags.vulnerability");
  ASSERT_FALSE(fact.is_null());
  EXPECT_EQ(text_at(fact, "value.0.kind"), "financial_hardship");
  EXPECT_NE(text_at(findings_of(host.envelope(record), "vulnerability.financial_hardship").at(0), "text.en").find("(financial hardship)"), std::string::npos);
}

TEST(IntakeGuard, SignsOfAnAgentChangeNoClockAndNoComplaintTest) {
  auto host = intake_host("catalogue");
  auto record = shared_case("K04").at("case");
  const auto with = host.envelope(record);
  record.at("parties").as_array().resize(1);
  const auto without = host.envelope(record);
  EXPECT_EQ(*sdk::find(with, "result.clocks"), *sdk::find(without, "result.clocks"));
  EXPECT_EQ(*sdk::find(with, "result.is_complaint"), *sdk::find(without, "result.is_complaint"));
}

TEST(IntakeGuard, EveryFindingAndExplanationStandsInBothLanguages) {
  auto host = intake_host("shipped");
  for (const auto& id : shared_case_ids()) {
    const auto envelope = host.envelope(shared_case(id).at("case"));
    EXPECT_FALSE(text_at(envelope, "explain.zh").empty()) << id;
    EXPECT_NE(text_at(envelope, "explain.en").find("[ev"), std::string::npos) << id;
  }
}

TEST(IntakeGuard, TheGuardsLetAcknowledgementAndSafetyScriptThrough) {
  auto host = intake_host("shipped");
  const auto made = guard::Guard::from_packs(host.packs());
  ASSERT_TRUE(made) << made.error().message;
  for (const auto& id : shared_case_ids()) {
    const auto record = shared_case(id).at("case");
    auto envelope = host.envelope(record);
    guard::Context context;
    context.record = &record;
    context.stage = "amends.intake";
    context.now = *parse_instant("2026-03-02T01:00:00Z");
    for (const auto& action : (*made)->enforce(envelope, context)) {
      const bool safety_hold = id == "K08" && action.guard == "G10";  // everything but the protocol waits
      if (!safety_hold) ADD_FAILURE() << id << ": " << action.guard << " " << action.rule << " " << action.action << " at " << action.where << ": " << action.quote;
    }
  }
}

TEST(IntakeConfig, ThresholdsInTheWrongOrderAreRefused) {
  auto host = intake_host("catalogue");
  sdk::CallInput input;
  input.record = shared_case("K01").at("case");
  input.config = Object{{"dedupe_same", 40}, {"dedupe_related", 45}};
  EXPECT_EQ(host.run(input).code, "error.range");
  input.config = Object{{"dedupe_same", 45}, {"dedupe_related", 45}};
  EXPECT_TRUE(host.run(input).ok());
}

TEST(IntakeContract, HoldsWithTheCataloguePacks) {
  auto host = intake_host("catalogue");
  std::vector<Value> samples;
  for (const auto* id : {"K03", "K08", "K12"}) samples.push_back(shared_case(id).at("case"));
  samples[0].as_object()["store_facts"] = Object{{"dedupe", Array{Object{{"case_id", "CASE-OLD-1"}, {"open", true}, {"same_id", true}, {"same_contract", true}, {"similarity", 60}}}}};
  sdk::ContractOptions options;
  options.mutations = 100;
  for (const auto& broken : sdk::check_contract(host.stage(), samples, options)) ADD_FAILURE() << broken;
}

}  // namespace
}  // namespace amends::testing
