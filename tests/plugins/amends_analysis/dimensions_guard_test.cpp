// The contract of catalogue 0.6 and the guardrails for amends.dimensions: what must never decide, decides nothing.
#include <gtest/gtest.h>

#include <algorithm>

#include "plugins/amends_analysis/dimensions_kit.hpp"
#include "plugins/kit/guard_frame.hpp"

namespace amends::testing {
namespace {

using sdk::Array;
using sdk::Object;
using sdk::Reader;
using sdk::Value;

TEST(DimensionsContract, HoldsForAllSharedCasesAndBothPackSets) {
  for (const auto* set : {"catalogue", "shipped"}) {
    auto host = dimensions_host(set);
    std::vector<Value> samples;
    for (const auto& id : shared_case_ids()) samples.push_back(dimensions_record(id, Object{{"store_facts.count_window", 9}, {"store_facts.count_baseline", 6}, {"store_facts.person_count_180d", 3}}));
    expect_contract(host, samples, set);
  }
}

TEST(DimensionsContract, TheLongCaseStaysWellInsideItsTime) {
  auto host = dimensions_host("shipped");
  auto record = dimensions_record("K02");
  std::string body;
  while (sdk::code_points(body) < 20'000) body += "业务员说保本保息，你们拒赔，说没有如实告知。太过分了，凭什么！当天没有双录，年底降息。";
  sdk::set(record, "text.docs.0.body", Value(body));
  sdk::CallInput input;
  input.record = record;
  expect_in_time(host, input);
}

TEST(DimensionsManifest, ReadsNoProtectedFact) {
  auto host = dimensions_host();
  expect_reads_none(host, {"sex", "region", "religion", "ethnicity", "health", "birth_year", "name", "id_doc", "flags", "money", "agent_facts", "portrait", "psychology", "organised_agent", "clocks", "route_facts"});
}

TEST(DimensionsManifest, ItSetsNoFactAndReadsNoClock) {
  auto host = dimensions_host();
  EXPECT_TRUE(Reader(host.manifest()).text_list("sets").empty());
  EXPECT_EQ(text_at(host.manifest(), "effects"), "none");
}

TEST(DimensionsGuard, ProtectedFactsAboutAPersonChangeNoByte) {
  auto host = dimensions_host("shipped");
  for (const auto& id : shared_case_ids()) {
    auto record = dimensions_record(id);
    const auto plain = sdk::write_json(host.envelope(record));
    for (const auto& [member, value] : traits_of_a_person()) {
      auto flipped = record;
      sdk::set(flipped, "parties.0." + member, value);
      EXPECT_EQ(sdk::write_json(host.envelope(flipped)), plain) << id << " " << member;
    }
    auto vulnerable = record;
    sdk::set(vulnerable, "flags.vulnerability", Array{Object{{"kind", "elder"}, {"status", "confirmed"}}});
    EXPECT_EQ(sdk::write_json(host.envelope(vulnerable)), plain) << id << ": a need for support is no dimension of the case";
  }
}

TEST(DimensionsGuard, ARepresentativeOrAFeelingMakesNoCommonCauseAndNoTask) {
  auto host = dimensions_host();
  auto record = dimensions_record("K01", Object{{"store_facts.count_window", 4}, {"store_facts.count_baseline", 0}, {"store_facts.person_count_180d", 2}});
  const auto plain = host.envelope(record);
  sdk::set(record, "parties.1", Object{{"id", "p9"}, {"role", "agent_unverified"}});
  sdk::set(record, "analysis.intake.emotion", Object{{"intensity", 100}, {"band", "extreme"}, {"dominant", "anger"}});
  const auto envelope = host.envelope(record);
  EXPECT_EQ(*sdk::find(envelope, "result.common_cause"), *sdk::find(plain, "result.common_cause"));
  EXPECT_EQ(*sdk::find(envelope, "result.lift"), *sdk::find(plain, "result.lift"));
  EXPECT_TRUE(Reader(envelope).list("tasks").empty());
  EXPECT_TRUE(Reader(envelope).list("facts").empty());
}

TEST(DimensionsGuard, NoNameOfAPersonStandsInTheResultOrTheTexts) {
  auto host = dimensions_host();
  auto record = dimensions_record("K09", Object{{"store_facts.person_count_180d", 5}});
  sdk::set(record, "parties.1.name", "特殊名字");
  const auto envelope = host.envelope(record);
  EXPECT_EQ(sdk::write_json(envelope).find("特殊名字"), std::string::npos);
}

}  // namespace
}  // namespace amends::testing
