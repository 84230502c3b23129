// The contract of catalogue 0.6 and guardrail G4 for amends.classify: what must never decide, decides nothing.
#include <gtest/gtest.h>

#include <algorithm>

#include "plugins/amends_analysis/classify_kit.hpp"
#include "plugins/kit/guard_frame.hpp"

namespace amends::testing {
namespace {

using sdk::Array;
using sdk::Object;
using sdk::Reader;
using sdk::Value;

TEST(ClassifyContract, HoldsForAllSharedCasesAndBothPackSets) {
  for (const auto* set : {"catalogue", "shipped"}) {
    auto host = classify_host(set);
    std::vector<Value> samples;
    for (const auto& id : shared_case_ids()) samples.push_back(classify_record(id));
    expect_contract(host, samples, set);
  }
}

TEST(ClassifyContract, TheLongCaseStaysWellInsideItsTime) {
  auto host = classify_host("shipped");
  auto record = plain_record();
  std::string body;
  while (sdk::code_points(body) < 20'000) body += "你们上个月多扣了我信用卡年费300元，我很生气，请退还。";
  sdk::set(record, "text.docs.0.body", Value(body));
  sdk::CallInput input;
  input.record = record;
  expect_in_time(host, input);
}

TEST(ClassifyManifest, ReadsNoProtectedFact) {
  auto host = classify_host("catalogue");
  expect_reads_none(host, {"sex", "region", "religion", "ethnicity", "health", "birth_year", "name", "id_doc", "contacts", "agent_facts", "portrait", "psychology", "organised_agent", "product"});
}

int level_of(const Value& envelope) { return text_at(envelope, "result.severity.level")[1] - '0'; }

/// Everything of a result but severity's own need-for-support part, floors and level, and the quick path.
Value unprotected(const Value& envelope) {
  const auto* found = sdk::find(envelope, "result");
  if (!found || !found->is_object()) return nullptr;  // host.envelope() has failed the test and said why
  const auto& result = *found;
  Object parts = result.at("severity").at("parts").as_object();
  parts.erase("vulnerability");
  return Object{{"nature", result.at("nature")}, {"base", result.at("severity").at("base")}, {"parts", parts}, {"breach", result.at("breach")}, {"complexity", result.at("complexity")}};
}

TEST(ClassifyGuard, ANeedForSupportRaisesSeverityAndTouchesNothingElse) {
  auto host = classify_host("catalogue");
  for (const auto& id : shared_case_ids()) {
    auto record = classify_record(id);
    sdk::set(record, "flags.vulnerability", Array{});
    const auto without = host.envelope(record);
    for (const auto* kind : {"elder", "minor", "illness", "disability", "bereavement", "low_literacy", "financial_hardship", "language", "other"})
      for (const auto* status : {"suspected", "confirmed"}) {
        sdk::set(record, "flags.vulnerability", Array{Object{{"kind", kind}, {"status", status}}});
        const auto with = host.envelope(record);
        EXPECT_EQ(unprotected(with), unprotected(without)) << id << " " << kind;
        EXPECT_GE(level_of(with), level_of(without)) << id;
        EXPECT_GE(level_of(with), 2) << id;
        EXPECT_FALSE(Reader(with).flag_or("result.quick_path", true)) << id;
      }
    sdk::set(record, "flags.vulnerability", Array{Object{{"kind", "elder"}, {"status", "denied"}}});
    EXPECT_EQ(*sdk::find(host.envelope(record), "result"), *sdk::find(without, "result")) << id << ": a denied flag counts as none";
  }
}

TEST(ClassifyGuard, TheKindOfNeedMakesNoDifference) {
  auto host = classify_host("catalogue");
  auto record = plain_record();
  std::vector<Value> results;
  for (const auto* kind : {"elder", "minor", "disability", "language"}) {
    sdk::set(record, "flags.vulnerability", Array{Object{{"kind", kind}, {"status", "confirmed"}}});
    results.push_back(*sdk::find(host.envelope(record), "result"));
  }
  for (const auto& result : results) EXPECT_EQ(result, results.front());
}

TEST(ClassifyGuard, ASafetySignRaisesTheLevelAndTouchesNothingElse) {
  auto host = classify_host("catalogue");
  for (const auto& id : shared_case_ids()) {
    auto record = classify_record(id);
    sdk::set(record, "flags.safety", Object{{"self_harm", "none"}, {"violence", "none"}});
    const auto without = host.envelope(record);
    for (const auto* path : {"flags.safety.self_harm", "flags.safety.violence"})
      for (const auto* degree : {"veiled", "explicit"}) {
        auto flagged = record;
        sdk::set(flagged, path, degree);
        const auto with = host.envelope(flagged);
        EXPECT_EQ(unprotected(with), unprotected(without)) << id;
        EXPECT_EQ(*sdk::find(with, "result.severity.score"), *sdk::find(without, "result.severity.score")) << id;
        EXPECT_GE(level_of(with), level_of(without)) << id;
      }
  }
}

TEST(ClassifyGuard, FeelingsRaiseSeverityAndBuyNobodyTime) {
  auto host = classify_host("catalogue");
  for (const auto& id : shared_case_ids()) {
    auto record = classify_record(id);
    Value last;
    int level = 0;
    for (const auto* band : {"calm", "upset", "agitated", "extreme"}) {
      sdk::set(record, "analysis.intake.emotion.band", band);
      const auto envelope = host.envelope(record);
      const Value kept = Object{{"base", *sdk::find(envelope, "result.severity.base")}, {"complexity", *sdk::find(envelope, "result.complexity")}, {"nature", *sdk::find(envelope, "result.nature")}, {"breach", *sdk::find(envelope, "result.breach")}};
      if (!last.is_null()) {
        EXPECT_EQ(kept, last) << id << " " << band;
      }
      EXPECT_GE(level_of(envelope), level) << id << " " << band;
      last = kept;
      level = level_of(envelope);
    }
  }
}

TEST(ClassifyGuard, SignsOfAnAgentChangeNeitherClockNorSeverity) {
  auto host = classify_host("catalogue");
  auto record = classify_record("K04");
  const auto with = host.envelope(record);
  record.as_object().erase("agent_facts");
  record.at("parties").as_array().resize(1);
  const auto without = host.envelope(record);
  EXPECT_EQ(*sdk::find(with, "result.severity"), *sdk::find(without, "result.severity"));
  EXPECT_EQ(*sdk::find(with, "result.complexity"), *sdk::find(without, "result.complexity"));
  EXPECT_EQ(*sdk::find(with, "result.nature"), *sdk::find(without, "result.nature"));
}

}  // namespace
}  // namespace amends::testing
