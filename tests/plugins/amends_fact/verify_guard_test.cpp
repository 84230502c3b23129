// The contract of catalogue 0.6 and the guardrails for amends.verify: what must never decide, decides nothing.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "plugins/amends_fact/verify_kit.hpp"
#include "plugins/kit/guard_frame.hpp"

namespace amends::testing {
namespace {

using sdk::Array;
using sdk::Object;
using sdk::Reader;
using sdk::Value;

std::vector<Value> samples() {
  std::vector<Value> out;
  for (const auto& id : shared_case_ids()) out.push_back(verify_record(id));
  out.push_back(fee_waived());
  out.push_back(record_missing());
  out.push_back(not_asked());
  return out;
}

TEST(VerifyContract, HoldsForAllSharedCasesAndBothPackSets) {
  for (const auto* set : {"catalogue", "shipped"}) {
    auto host = verify_host(set);
    expect_contract(host, samples(), set);
  }
}

TEST(VerifyContract, TheLongCaseStaysWellInsideItsTime) {
  auto host = verify_host("shipped");
  auto record = not_asked();
  std::string body;
  while (sdk::code_points(body) < 20'000) body += "我父亲住院花了五万，你们拒赔，说没有如实告知。";
  sdk::set(record, "text.docs.0.body", Value(body));
  sdk::CallInput input;
  input.record = record;
  expect_in_time(host, input);
}

TEST(VerifyManifest, ReadsNoProtectedFactNoFeelingAndNoAgent) {
  auto host = verify_host();
  expect_reads_none(host, {"sex", "region", "religion", "ethnicity", "health", "birth_year", "vulnerability", "safety", "emotion", "agent", "portrait", "psychology", "severity", "media", "authority_limit", "reserve"});
  EXPECT_EQ(text_at(host.manifest(), "effects"), "none");
}

TEST(VerifyGuard, TraitsOfAPersonAndAnAgentChangeNoByte) {
  auto host = verify_host("shipped");
  for (const auto& record : samples()) {
    const auto plain = sdk::write_json(host.envelope(record));
    for (const auto& [member, value] : traits_of_a_person()) {
      auto flipped = record;
      sdk::set(flipped, "parties.0." + member, value);
      EXPECT_EQ(sdk::write_json(host.envelope(flipped)), plain) << member;
    }
    auto flipped = record;
    sdk::set(flipped, "flags.vulnerability", Array{Object{{"kind", "elder"}, {"status", "confirmed"}}});
    sdk::set(flipped, "flags.safety", Object{{"self_harm", "veiled"}, {"violence", "none"}});
    sdk::set(flipped, "agent_facts", Object{{"agent_present", true}, {"fee_share_bp", 3'000}});
    sdk::set(flipped, "analysis.organised_agent", Object{{"level", "probable"}});
    sdk::set(flipped, "analysis.intake.emotion", Object{{"band", "extreme"}});
    EXPECT_EQ(sdk::write_json(host.envelope(flipped)), plain) << "merit is the same for everybody";
  }
}

TEST(VerifyGuard, NothingIsClosedRejectedOrHeldWithoutAQuestion) {
  auto host = verify_host("shipped");
  for (const auto& record : samples()) {
    const auto envelope = host.envelope(record);
    for (const auto& fact : Reader(envelope).list("facts")) {
      const auto path = fact.need_text("path");
      EXPECT_TRUE(path == "money.entitlement" || (path.starts_with("events.") && path.ends_with(".verified"))) << path;
    }
    for (const auto& task : Reader(envelope).list("tasks")) {
      EXPECT_FALSE(task.flag_or("blocking", true));
      EXPECT_NE(task.text_or("kind", ""), "wait");
    }
    for (const auto& finding : Reader(envelope).list("findings")) EXPECT_NE(finding.text_or("severity", ""), "block");
    EXPECT_TRUE(Reader(envelope).list("deadlines").empty());
    const auto questions = Reader(envelope).list("questions");
    const bool asks = std::any_of(questions.begin(), questions.end(), [](const Reader& question) { return question.flag_or("blocking", false); });
    EXPECT_EQ(text_at(envelope, "status") == "need_input", asks);
  }
}

TEST(VerifyGuard, NoDateLiesBeyondTheClockOnTheAnswer) {
  auto host = verify_host("shipped");
  for (const auto* due : {"2026-03-03T01:00:00Z", "2026-03-17T16:00:00Z", "2026-06-01T16:00:00Z"})
    for (auto record : samples()) {
      sdk::set(record, "clocks", Array{Object{{"kind", "decide"}, {"starts_at", "2026-03-02T01:00:00Z"}, {"due_at", due}}});
      const auto envelope = host.envelope(record, Object{{"due_share", 100}});
      for (const auto& task : Reader(envelope).list("tasks")) EXPECT_LE(std::string(task.text_or("due_at", "")), due);
      for (const auto& row : Reader(envelope).list("result.matrix")) EXPECT_LE(std::string(row.text_or("due_at", "")), due);
    }
}

TEST(VerifyGuard, NoTextThreatensDeceivesOrGags) {
  for (const auto* set : {"catalogue", "shipped"}) {
    auto host = verify_host(set);
    for (const auto& record : samples()) {
      const auto words = sdk::write_json(host.envelope(record));
      for (const auto* never : {"刁民", "无赖", "恶意投诉", "拒绝受理", "撤诉", "撤回投诉", "后果自负", "troublemaker", "withdraw", "malicious"}) EXPECT_EQ(words.find(never), std::string::npos) << never;
    }
  }
}

TEST(VerifyGuard, NoWordsOfTheCaseStandInTheResult) {
  auto host = verify_host();
  auto record = fee_waived();
  sdk::set(record, "events.0.what", "特别的原话");
  sdk::set(record, "parties.0.name", "特殊名字");
  const auto envelope = host.envelope(record);
  EXPECT_EQ(sdk::write_json(*sdk::find(envelope, "result")).find("特别的原话"), std::string::npos);
  EXPECT_NE(sdk::write_json(*sdk::find(envelope, "evidence")).find("特别的原话"), std::string::npos) << "they stand in the evidence";
  EXPECT_EQ(sdk::write_json(envelope).find("特殊名字"), std::string::npos);
}

}  // namespace
}  // namespace amends::testing
