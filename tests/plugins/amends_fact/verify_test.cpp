// Stage amends.verify with the real packs: the shared cases, the worked examples of catalogue 3.7, the packs behind them, the explanation.
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <set>

#include "plugins/amends_fact/verify_kit.hpp"
#include "sdk/contract.hpp"

namespace amends::testing {
namespace {

using sdk::Array;
using sdk::Object;
using sdk::Reader;
using sdk::Value;

TEST(VerifyOfSharedCases, AsksForEveryStateAndNamesTheKeyPoints) {
  for (const auto* set : {"catalogue", "shipped"}) {
    auto host = verify_host(set);
    for (const auto& id : shared_case_ids()) {
      const auto record = verify_record(id);
      const auto envelope = host.envelope(record);
      EXPECT_EQ(text_at(envelope, "status"), "need_input") << id;
      EXPECT_FALSE(Reader(envelope).list("result.matrix").empty()) << id;
      EXPECT_FALSE(Reader(envelope).list("result.key_points").empty()) << id;
      EXPECT_TRUE(sdk::find(envelope, "result.case_merit")->is_null()) << id;
      EXPECT_TRUE(Reader(envelope).flag_or("result.facts_open", false)) << id;
      EXPECT_EQ(questions_of(envelope, "verify_states").size(), 1u) << id;
      EXPECT_TRUE(Reader(envelope).list("facts").empty()) << id;
      for (const auto& fault : sdk::check_envelope(envelope, record, host.manifest())) ADD_FAILURE() << set << " " << id << ": " << fault;
    }
  }
}

TEST(VerifyExample, AWaivedFeeIsOwedInFull) {
  auto host = verify_host();
  const auto record = fee_waived();
  const auto envelope = host.envelope(record);
  EXPECT_EQ(text_at(envelope, "status"), "ok");
  EXPECT_EQ(text_at(row_of(envelope, "e1"), "state"), "confirmed");
  EXPECT_EQ(text_at(row_of(envelope, "e1"), "grade.for"), "A");
  EXPECT_EQ(text_at(row_of(envelope, "e1"), "by"), "evidence");
  EXPECT_EQ(text_at(envelope, "result.merit.d1"), "full");
  EXPECT_EQ(text_at(envelope, "result.case_merit"), "full");
  EXPECT_FALSE(Reader(envelope).flag_or("result.facts_open", true));
  EXPECT_EQ(number_at(envelope, "result.entitlement.amount.minor"), 30'000);
  EXPECT_EQ(fact_of(envelope, "money.entitlement"), Value(Object{{"minor", 30'000}, {"currency", "CNY"}}));
  EXPECT_EQ(fact_of(envelope, "events.0.verified"), Value("confirmed"));
  EXPECT_EQ(text_at(envelope, "result.root_cause.code"), "process");
  EXPECT_EQ(number_at(envelope, "result.root_cause.whys"), 3);
  EXPECT_EQ(text_at(envelope, "result.breach"), "none");
  EXPECT_EQ(text_at(envelope, "result.evidence_strength"), "none") << "the institution's own records are not the customer's evidence";
  for (const auto& fault : host.faults(envelope, record)) ADD_FAILURE() << fault;
}

TEST(VerifyExample, AMissingDoubleRecordingLeavesPartialMerit) {
  auto host = verify_host();
  const auto envelope = host.envelope(record_missing());
  EXPECT_EQ(text_at(row_of(envelope, "e1"), "state"), "undetermined");
  EXPECT_EQ(text_at(row_of(envelope, "e1"), "gaps.0"), "du.double_record");
  EXPECT_EQ(text_at(envelope, "result.merit.d1"), "partial");
  EXPECT_EQ(text_at(envelope, "result.case_merit"), "partial");
  EXPECT_TRUE(Reader(envelope).flag_or("result.facts_open", false));
  EXPECT_EQ(text_at(envelope, "result.evidence_strength"), "some");
  EXPECT_EQ(number_at(envelope, "result.entitlement.amount.minor"), 3'200'000) << "the cash value, whatever else is found";
  EXPECT_TRUE(Reader(envelope).flag_or("result.entitlement.at_least", false));
  const auto gaps = findings_of(envelope, "verify.duty_gap");
  ASSERT_EQ(gaps.size(), 1u);
  EXPECT_NE(text_at(gaps[0], "text.zh").find("销售录音录像"), std::string::npos);
  EXPECT_EQ(text_at(gaps[0], "rule"), "verify/duties#du.double_record");
}

TEST(VerifyExample, ARefutedNonDisclosureGivesTheClaimFullMerit) {
  auto host = verify_host();
  const auto envelope = host.envelope(not_asked());
  const auto defence = row_of(envelope, "ck.claim_refusal.asked");
  EXPECT_EQ(text_at(defence, "state"), "refuted");
  EXPECT_EQ(text_at(defence, "kind"), "key_point");
  EXPECT_EQ(text_at(defence, "grade.against"), "A");
  EXPECT_EQ(text_at(envelope, "result.merit.d1"), "full");
  EXPECT_EQ(number_at(envelope, "result.entitlement.amount.minor"), 5'000'000);
  EXPECT_EQ(text_at(envelope, "result.evidence_strength"), "strong");
}

// C04: investigate cause and effect. No allegation without a state.
TEST(Verify, trace_C04_NoAllegationStaysWithoutAState) {
  auto host = verify_host("shipped");
  for (const auto& id : shared_case_ids()) {
    auto record = verify_record(id);
    const auto asked = host.envelope(record);
    std::string all, but_one;
    for (const auto& row : Reader(asked).list("result.matrix")) {
      but_one = all;
      all += std::string(row.need_text("id")) + ": undetermined; ";
    }
    states(record, Object{{"states", but_one}});
    const auto half = host.envelope(record);
    EXPECT_EQ(text_at(half, "status"), "need_input") << id << ": one allegation has no state";
    EXPECT_TRUE(sdk::find(half, "result.case_merit")->is_null()) << id;
    states(record, Object{{"states", all}, {"root_cause", "process"}});
    const auto done = host.envelope(record);
    EXPECT_EQ(text_at(done, "status"), sdk::find(done, "result.entitlement.second_person")->as_string() == "needed" ? "need_input" : "ok") << id;
    for (const auto& row : Reader(done).list("result.matrix")) EXPECT_FALSE(row.text_or("state", "").empty()) << id << " " << row.text_or("id", "");
    EXPECT_EQ(text_at(done, "result.root_cause.code"), "process") << id;
  }
}

// D73: key points of verification. Each nature has at least three.
TEST(Verify, trace_D73_EachNatureHasAtLeastThreeKeyPoints) {
  auto host = verify_host("shipped");
  std::size_t natures = 0;
  for (const auto& row : Reader(*host.packs().file("nature.taxonomy")).list("rows")) {
    auto record = verify_record("K09");
    sdk::set(record, "analysis.classify.nature", Object{{"primary", std::string(row.need_text("code"))}, {"secondary", Array{}}});
    const auto envelope = host.envelope(record);
    EXPECT_GE(Reader(envelope).list("result.key_points").size(), 3u) << row.text_or("code", "");
    for (const auto& point : Reader(envelope).list("result.key_points")) EXPECT_EQ(point.text_or("nature", ""), row.text_or("code", ""));
    ++natures;
  }
  EXPECT_EQ(natures, 19u);
}

TEST(VerifyPacks, HaveTheRowsOfTheCatalogue) {
  auto host = verify_host("shipped");
  const auto rows = [&](const char* name) { return Reader(*host.packs().file(name)).list("rows"); };
  EXPECT_GE(rows("verify/checklists").size(), 60u);
  EXPECT_EQ(rows("verify/evidence.grades").size(), 5u);
  EXPECT_EQ(rows("verify/duties").size(), 15u);
  std::set<std::string> duties;
  for (const auto& row : rows("verify/duties")) {
    duties.emplace(row.need_text("id"));
    EXPECT_TRUE(row.flag_or("verify", false)) << row.need_text("id") << ": counsel confirms it first";
  }
  std::set<std::string> questions;
  for (const auto& row : rows("verify/checklists")) {
    const auto duty = std::string(row.text_or("duty", ""));
    EXPECT_TRUE(duty.empty() || duties.contains(duty)) << duty;
    EXPECT_TRUE(questions.emplace(row.need_text("question.zh")).second) << row.need_text("question.zh");
  }
  std::map<std::string, std::string> kinds;
  for (const auto& row : rows("verify/evidence.grades"))
    for (const auto kind : row.text_list("kinds")) EXPECT_TRUE(kinds.emplace(kind, row.need_text("id")).second) << kind << " has two grades";
}

TEST(VerifyInterview, IsShortNeutralAndAsksTheComplainantFirst) {
  auto host = verify_host("shipped");
  for (const auto& id : shared_case_ids()) {
    const auto envelope = host.envelope(verify_record(id));
    const auto plan = Reader(envelope).list("result.interview_plan");
    ASSERT_FALSE(plan.empty()) << id;
    EXPECT_LE(plan.size(), 8u);
    bool staff = false;
    for (const auto& one : plan) {
      staff = staff || one.need_text("to") == "employee";
      EXPECT_FALSE(staff && one.need_text("to") == "complainant") << id;
    }
  }
  // A neutral question suggests no answer and blames nobody.
  for (const auto& row : Reader(*host.packs().file("verify/checklists")).list("rows"))
    for (const auto* leading : {"是不是", "难道", "为什么要", "为什么不", "承认", "您明知", "isn't it", "didn't you", "admit", "why did you not", "Surely"})
      for (const auto* language : {"question.zh", "question.en"}) EXPECT_EQ(row.need_text(language).find(leading), std::string_view::npos) << row.need_text("id") << ": " << leading;
}

TEST(VerifyMissing, IsToldToTheComplainantAndNothingHeldIsAskedFor) {
  auto host = verify_host("shipped");
  const auto envelope = host.envelope(verify_record("K02"));
  const auto scripts = Reader(envelope).list("scripts");
  ASSERT_EQ(scripts.size(), 1u);
  EXPECT_NE(scripts[0].need_text("text.zh").find("门诊和住院病历"), std::string_view::npos);
  EXPECT_EQ(scripts[0].need_text("text.zh").find("投保书"), std::string_view::npos) << "the institution holds it";
  EXPECT_NE(scripts[0].need_text("text.zh").find("不需要您再交"), std::string_view::npos);
  EXPECT_NE(scripts[0].need_text("text.en").find("need not send"), std::string_view::npos);
  EXPECT_TRUE(Reader(host.envelope(fee_waived())).list("scripts").empty()) << "all is settled";
}

TEST(VerifyDates, EvidenceIsDueAtFortyPercentOfTheClockOnTheAnswer) {
  auto host = verify_host();
  auto record = verify_record("K01");
  sdk::set(record, "clocks", Array{Object{{"kind", "acknowledge"}, {"starts_at", "2026-03-02T01:00:00Z"}, {"due_at", "2026-03-03T16:00:00Z"}}, Object{{"kind", "decide"}, {"starts_at", "2026-03-02T00:00:00Z"}, {"due_at", "2026-03-12T00:00:00Z"}}});
  const auto envelope = host.envelope(record);
  EXPECT_EQ(text_at(row_of(envelope, "e1"), "due_at"), "2026-03-06T00:00:00Z");
  for (const auto& task : Reader(envelope).list("tasks")) {
    EXPECT_EQ(task.text_or("due_at", ""), "2026-03-06T00:00:00Z");
    EXPECT_FALSE(task.flag_or("blocking", true));
  }
  EXPECT_EQ(text_at(row_of(host.envelope(record, Object{{"due_share", 100}}), "e1"), "due_at"), "2026-03-12T00:00:00Z");
  EXPECT_TRUE(sdk::find(row_of(host.envelope(verify_record("K01")), "e1"), "due_at")->is_null());
}

TEST(VerifyExplanation, SaysWhatWasFoundInBothLanguages) {
  auto host = verify_host();
  const auto envelope = host.envelope(fee_waived());
  const auto zh = text_at(envelope, "explain.zh"), en = text_at(envelope, "explain.en");
  EXPECT_NE(zh.find("核实事项1项：属实1项"), std::string::npos) << zh;
  EXPECT_NE(zh.find("总体上全部成立（d1全部成立）"), std::string::npos) << zh;
  EXPECT_NE(zh.find("应付金额为300.00元（按规则计算）；应付的部分全额、无条件给付"), std::string::npos) << zh;
  EXPECT_NE(en.find("The sum owed is CNY 300.00 (worked out by rule)"), std::string::npos) << en;
  EXPECT_NE(en.find("On the whole the case has full merit (d1 has full merit)"), std::string::npos) << en;
  const auto before = text_at(host.envelope(verify_record("K01")), "explain.en");
  EXPECT_NE(before.find("Next: each point is to be stated"), std::string::npos) << before;
}

}  // namespace
}  // namespace amends::testing
