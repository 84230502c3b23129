// The contract of catalogue 0.6 and the guardrails for amends.crisis: what must never decide, decides nothing, and no draft deceives, threatens or gags.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "guard/guard.hpp"
#include "plugins/amends_crisis/crisis_kit.hpp"
#include "plugins/kit/guard_frame.hpp"

namespace amends::testing {
namespace {

using sdk::Array;
using sdk::Object;
using sdk::Reader;
using sdk::Value;

std::vector<Value> samples() {
  std::vector<Value> out;
  for (const auto& id : shared_case_ids()) out.push_back(crisis_record(id));
  out.push_back(calmed(90));
  auto record = crisis_record("K07");
  sdk::set(record, "answers.crisis_team", full_team());
  sdk::set(record, "analysis.verify", Object{{"matrix", Array{Object{{"id", "e1"}, {"kind", "allegation"}, {"claim", nullptr}, {"state", "confirmed"}}, Object{{"id", "e2"}, {"kind", "allegation"}, {"claim", nullptr}, {"state", "refuted"}}}},
                                             {"case_merit", "partial"}, {"root_cause", Object{{"code", "process"}}}, {"breach", "confirmed"}});
  out.push_back(record);
  return out;
}

TEST(CrisisContract, HoldsForAllSharedCasesAndBothPackSets) {
  for (const auto* set : {"catalogue", "shipped"}) {
    auto host = crisis_host(set);
    expect_contract(host, samples(), set);
  }
}

TEST(CrisisContract, StaysWellInsideItsTime) {
  auto host = crisis_host("shipped");
  sdk::CallInput input;
  input.record = samples().back();
  expect_in_time(host, input);
}

TEST(CrisisManifest, ReadsNoProtectedFactNoMoneyAndNoText) {
  auto host = crisis_host();
  expect_reads_none(host, {"parties", "sex", "religion", "ethnicity", "birth_year", "vulnerability", "money", "agent", "portrait", "psychology", "product", "text.docs", "emotion", "entitlement", "demand"});
  EXPECT_EQ(text_at(host.manifest(), "effects"), "reads_clock");
}

TEST(CrisisGuard, TraitsOfAPersonAndAnAgentChangeNoByte) {
  auto host = crisis_host("shipped");
  for (const auto& record : samples()) {
    const auto plain = sdk::write_json(host.envelope(record));
    auto flipped = record;
    for (const auto& [member, value] : traits_of_a_person())
      sdk::set(flipped, "parties.0." + member, value);
    sdk::set(flipped, "flags.vulnerability", Array{Object{{"kind", "elder"}, {"status", "confirmed"}}});
    sdk::set(flipped, "agent_facts", Object{{"agent_present", true}});
    sdk::set(flipped, "analysis.organised_agent", Object{{"level", "probable"}});
    auto& flags = flipped.at("flags").as_object();
    EXPECT_TRUE(flags.contains("safety"));
    EXPECT_EQ(sdk::write_json(host.envelope(flipped)), plain);
  }
}

// The table of the overlay lets the row of self-harm give no level at all. No overlay gets that past the packs; a set of its own, which is written anew, would.
TEST(CrisisGuard, NoTableMakesLessOfAnExplicitSignOfDanger) {
  namespace fs = std::filesystem;
  const auto quiet = fs::path(AMENDS_FIXTURES_DIR) / "quiet_overlay";
  try {
    crisis_host("shipped", {quiet});
    ADD_FAILURE() << "an overlay lowered a level";
  } catch (const std::runtime_error& refused) {
    EXPECT_NE(std::string(refused.what()).find("row 'CL1': level"), std::string::npos) << refused.what();
  }
  const auto own = fs::temp_directory_path() / ("amends-crisis-" + std::to_string(::getpid()));
  fs::remove_all(own);
  fs::create_directories(own);
  fs::copy(fs::path(AMENDS_SOURCE_DIR) / "workflows" / "packs", own, fs::copy_options::recursive);
  fs::copy_file(quiet / "tables" / "crisis.levels.yaml", own / "shipped" / "tables" / "crisis.levels.yaml", fs::copy_options::overwrite_existing);
  PackHost host(AMENDS_PLUGIN_FILE, "amends.crisis", "shipped", {}, own);
  fs::remove_all(own);
  const auto envelope = host.envelope(crisis_record("K08"));
  EXPECT_EQ(text_at(envelope, "result.level"), "L1");
  EXPECT_EQ(text_at(envelope, "result.variant"), "personal_safety");
  const auto codes = Reader(envelope).list("findings");
  EXPECT_TRUE(std::any_of(codes.begin(), codes.end(), [](const Reader& one) { return one.text_or("code", "") == "crisis.safety_floor"; }));
  const auto plain = crisis_host("shipped").envelope(crisis_record("K08"));
  const auto others = Reader(plain).list("findings");
  EXPECT_TRUE(std::none_of(others.begin(), others.end(), [](const Reader& one) { return one.text_or("code", "") == "crisis.safety_floor"; }));
}

TEST(CrisisGuard, NothingIsClosedRefusedOrHeld) {
  auto host = crisis_host("shipped");
  for (const auto& record : samples()) {
    const auto envelope = host.envelope(record);
    EXPECT_EQ(text_at(envelope, "status"), "ok");
    for (const auto& fact : Reader(envelope).list("facts")) EXPECT_EQ(fact.need_text("path"), "crisis_facts.level_since");
    for (const auto& task : Reader(envelope).list("tasks")) {
      EXPECT_FALSE(task.flag_or("blocking", true));
      EXPECT_NE(task.text_or("kind", ""), "wait");
    }
    for (const auto& finding : Reader(envelope).list("findings")) EXPECT_NE(finding.text_or("severity", ""), "block");
    EXPECT_TRUE(Reader(envelope).list("deadlines").empty());
  }
}

TEST(CrisisGuard, MoreDangerNeverGivesLess) {
  auto host = crisis_host("shipped");
  const auto rank = [](const Value& envelope) {
    const auto level = text_at(envelope, "result.level");
    return level == "L1" ? 4 : level == "L2" ? 3 : level == "L3" ? 2 : level == "watch" ? 1 : 0;
  };
  const std::vector<std::pair<std::string, std::vector<Value>>> ladders = {{"flags.safety.self_harm", {"none", "veiled", "explicit"}}, {"flags.safety.violence", {"none", "veiled", "explicit"}}, {"group.size", {1, 4, 5, 40}},
                                                                          {"media.reach_count", {0, 999, 1'000, 10'000, 100'000}}, {"crisis_facts.onsite_count", {0, 9, 10, 50}}, {"crisis_facts.outage_hours", {0, 4, 5}},
                                                                          {"crisis_facts.national_media", {false, true}}, {"analysis.risk.crisis_axis", {false, true}}};
  for (const auto& sample : samples())
    for (const auto& [path, steps] : ladders) {
      auto record = sample;
      int before = -1;
      for (const auto& step : steps) {
        sdk::set(record, path, step);
        const auto now = rank(host.envelope(record));
        EXPECT_GE(now, before) << path;
        before = now;
      }
    }
}

TEST(CrisisGuard, NoDraftDeceivesThreatensGagsOrGivesAwayWhoItIsAbout) {
  for (const auto* set : {"catalogue", "shipped"}) {
    auto host = crisis_host(set);
    const auto made = guard::Guard::from_packs(host.packs());
    ASSERT_TRUE(made) << made.error().text();
    std::size_t drafts = 0;
    for (auto record : samples()) {
      sdk::set(record, "parties.0.name", "特殊名字");
      auto envelope = host.envelope(record);
      EXPECT_EQ(sdk::write_json(envelope).find("特殊名字"), std::string::npos);
      drafts += Reader(envelope).list("result.statement_drafts").size();
      const auto before = sdk::write_json(*sdk::find(envelope, "result.statement_drafts"));
      guard::Context context;
      context.record = &record;
      context.stage = "amends.crisis";
      context.now = *parse_instant("2026-03-02T01:00:00Z");
      for (const auto& action : (*made)->enforce(envelope, context))
        if (action.where.starts_with("result.statement_drafts")) ADD_FAILURE() << action.guard << " " << action.rule << " " << action.action << ": " << action.quote << " at " << action.where;
      EXPECT_EQ(sdk::write_json(*sdk::find(envelope, "result.statement_drafts")), before);
    }
    EXPECT_GT(drafts, 10u);
  }
}

TEST(CrisisGuard, ADraftThatGagsIsBlockedByTheCore) {
  auto host = crisis_host("shipped");
  const auto made = guard::Guard::from_packs(host.packs());
  ASSERT_TRUE(made) << made.error().text();
  const auto record = crisis_record("K07");
  auto envelope = host.envelope(record);
  sdk::set(envelope, "result.statement_drafts.0.text", Object{{"zh", "您撤回投诉之后我们就赔付。"}, {"en", "We pay once you withdraw your complaint."}});
  guard::Context context;
  context.record = &record;
  context.stage = "amends.crisis";
  context.now = *parse_instant("2026-03-02T01:00:00Z");
  bool blocked = false;
  for (const auto& action : (*made)->enforce(envelope, context)) blocked = blocked || (action.where.starts_with("result.statement_drafts.0") && action.action == "blocked" && action.guard == "G7");
  EXPECT_TRUE(blocked);
  EXPECT_EQ(text_at(envelope, "result.statement_drafts.0.text.zh"), "");
  EXPECT_EQ(text_at(envelope, "result.statement_drafts.0.text.en"), "") << "blocked in one language, blanked in all";
}

TEST(CrisisGuard, NoTextSilencesAnybody) {
  auto host = crisis_host("shipped");
  for (const auto& record : samples()) {
    const auto words = sdk::write_json(host.envelope(record));
    for (const auto* never : {"删帖", "撤稿", "封口", "水军", "刁民", "撤诉", "恶意", "追究法律责任", "troublemaker", "fake account", "take it down in"}) EXPECT_EQ(words.find(never), std::string::npos) << never;
  }
}

}  // namespace
}  // namespace amends::testing
