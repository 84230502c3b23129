// The contract of catalogue 0.6 and guardrails G3, G4, G5, G6, G10 and G12 for amends.risk: a score refuses, delays and lowers nothing.
#include <gtest/gtest.h>

#include <algorithm>

#include "plugins/amends_analysis/risk_kit.hpp"
#include "plugins/kit/guard_frame.hpp"

namespace amends::testing {
namespace {

using sdk::Array;
using sdk::Object;
using sdk::Reader;
using sdk::Value;

/// The shared cases before verification and as the catalogue's rows set further paths.
std::vector<Value> samples() {
  std::vector<Value> out;
  for (const auto& id : shared_case_ids()) {
    out.push_back(risk_record(id));
    const auto shared = shared_case(id);
    if (const auto* expected = sdk::find(shared, "expected.risk"))
      for (const auto& row : expected->as_array()) out.push_back(risk_record(id, row.at("given")));
  }
  return out;
}

TEST(RiskContract, HoldsForAllSharedCasesAndBothPackSets) {
  for (const auto* set : {"catalogue", "shipped"}) {
    auto host = risk_host(set);
    expect_contract(host, samples(), set);
  }
}

TEST(RiskContract, TheLongCaseStaysWellInsideItsTime) {
  auto host = risk_host("shipped");
  auto record = risk_record("K07");
  std::string body;
  while (sdk::code_points(body) < 20'000) body += "我已经把视频发到抖音了，两万多人转发，有记者联系我。";
  sdk::set(record, "text.docs.0.body", Value(body));
  Array threats;
  for (int i = 0; i < 200; ++i) threats.emplace_back(Object{{"kind", i % 2 ? "media" : "regulator"}, {"state", "threatened"}});
  sdk::set(record, "analysis.intake.threats", threats);
  sdk::CallInput input;
  input.record = record;
  expect_in_time(host, input);
}

TEST(RiskManifest, ReadsNoProtectedFactNoPersonAndNoText) {
  auto host = risk_host("catalogue");
  expect_reads_none(host, {"parties", "sex", "region", "religion", "ethnicity", "health", "birth_year", "name", "id_doc", "contacts", "agent", "portrait", "psychology", "product", "text", "emotion", "history", "authority_limit", "reserve"});
}

int rank(const Value& envelope) {
  const auto level = text_at(envelope, "result.level");
  return level == "red" ? 3 : level == "orange" ? 2 : level == "yellow" ? 1 : 0;
}

std::int64_t score(const Value& envelope, std::string_view id) { return (axis_at(envelope, id) / 10) * (axis_at(envelope, id) % 10); }

TEST(RiskGuard, TraitsOfAPersonChangeNothing) {
  auto host = risk_host("catalogue");
  for (const auto& record : samples()) {
    const auto before = host.envelope(record);
    auto flipped = record;
    for (const auto& [member, value] : traits_of_a_person())
      sdk::set(flipped, "parties.0." + member, value);
    sdk::set(flipped, "agent_facts", Object{{"agent_present", true}, {"fee_share_bp", 3'000}});
    sdk::set(flipped, "analysis.organised_agent", Object{{"level", "high"}});
    sdk::set(flipped, "analysis.psychology", Object{{"energy", 10}});
    EXPECT_EQ(host.envelope(flipped), before);
  }
}

TEST(RiskGuard, ANeedForSupportRaisesTheLegalAxisAndTouchesNothingElse) {
  auto host = risk_host("catalogue");
  for (auto record : samples()) {
    sdk::set(record, "flags.vulnerability", Array{});
    const auto without = host.envelope(record);
    std::vector<Value> results;
    for (const auto* kind : {"elder", "minor", "illness", "disability", "bereavement", "low_literacy", "financial_hardship", "language", "other"})
      for (const auto* status : {"suspected", "confirmed"}) {
        sdk::set(record, "flags.vulnerability", Array{Object{{"kind", kind}, {"status", status}}});
        const auto with = host.envelope(record);
        EXPECT_GE(score(with, "legal"), score(without, "legal"));
        EXPECT_GE(axis_at(with, "legal") % 10, 3);
        for (const auto* other : {"regulatory", "reputation", "financial", "safety", "contagion"}) EXPECT_EQ(axis_at(with, other), axis_at(without, other)) << other;
        EXPECT_GE(rank(with), rank(without));
        results.push_back(*sdk::find(with, "result"));
      }
    for (const auto& result : results) EXPECT_EQ(result, results.front()) << "the kind of need and how sure it is make no difference";
    sdk::set(record, "flags.vulnerability", Array{Object{{"kind", "elder"}, {"status", "denied"}}});
    EXPECT_EQ(*sdk::find(host.envelope(record), "result"), *sdk::find(without, "result"));
  }
}

TEST(RiskGuard, NoScoreRefusesHoldsOrProposesAnything) {
  auto host = risk_host("catalogue");
  EXPECT_TRUE(Reader(host.manifest()).list("sets").empty());
  for (const auto& record : samples()) {
    const auto envelope = host.envelope(record);
    EXPECT_EQ(text_at(envelope, "status"), "ok");
    for (const auto* list : {"facts", "deadlines", "scripts"}) EXPECT_TRUE(Reader(envelope).list(list).empty()) << list;
    for (const auto* list : {"tasks", "questions"})
      for (const auto& item : Reader(envelope).list(list)) EXPECT_FALSE(item.flag_or("blocking", true)) << list;
    for (const auto& task : Reader(envelope).list("tasks")) EXPECT_NE(task.text_or("kind", ""), "wait");
    for (const auto& finding : Reader(envelope).list("findings")) EXPECT_NE(finding.text_or("severity", ""), "block");
  }
}

TEST(RiskGuard, NoDateIsLaterThanTheFirstClockOnTheAnswer) {
  auto host = risk_host("catalogue");
  const std::string now = "2026-03-02T01:00:00Z";
  for (const auto* due : {"2026-03-01T01:00:00Z", "2026-03-02T01:00:00Z", "2026-03-02T05:00:00Z", "2026-03-04T16:00:00Z", "2026-06-01T16:00:00Z"})
    for (auto record : samples()) {
      sdk::set(record, "clocks", Array{Object{{"kind", "reply"}, {"due_at", "2026-09-01T16:00:00Z"}}, Object{{"kind", "decide"}, {"due_at", due}}, Object{{"kind", "regulator"}, {"due_at", "2026-02-01T01:00:00Z"}, {"met_at", "2026-01-31T01:00:00Z"}}});
      const auto envelope = host.envelope(record);
      const auto latest = std::max(now, std::string(due));  // RFC 3339 in UTC sorts as text
      std::vector<std::string> dates{text_at(envelope, "result.review_at")};
      for (const auto& task : Reader(envelope).list("tasks")) dates.emplace_back(task.text_or("due_at", ""));
      for (const auto& action : Reader(envelope).list("result.actions")) dates.emplace_back(action.text_or("due_at", ""));
      for (const auto& date : dates) {
        EXPECT_LE(date, latest) << due;
        if (!date.empty()) {
          EXPECT_GE(date, now) << due;
        }
      }
    }
}

TEST(RiskGuard, TheClockOfTheAcknowledgementDatesNoReview) {
  auto host = risk_host("catalogue");
  auto record = risk_record("K11");
  sdk::set(record, "clocks", Array{Object{{"kind", "acknowledge"}, {"due_at", "2026-03-02T05:00:00Z"}}, Object{{"kind", "decide"}, {"due_at", "2026-03-17T16:00:00Z"}}});
  EXPECT_EQ(text_at(host.envelope(record), "tasks.0.due_at"), "2026-03-09T16:00:00Z");
}

TEST(RiskGuard, PublicityChangesNothingInTheSumAtStake) {
  auto host = risk_host("catalogue");
  for (auto record : samples()) {
    sdk::set(record, "media", Object{{"posted", false}});
    const auto quiet = host.envelope(record);
    sdk::set(record, "media", Object{{"posted", true}, {"reach_count", 5'000'000}, {"official_media", true}});
    const auto loud = host.envelope(record);
    EXPECT_EQ(axis_at(loud, "reputation"), 55);
    for (const auto* other : {"legal", "regulatory", "financial", "safety", "contagion"}) EXPECT_EQ(axis_at(loud, other), axis_at(quiet, other)) << other;
    EXPECT_TRUE(Reader(loud).list("facts").empty()) << "nothing is proposed for what is owed";
  }
}

TEST(RiskGuard, MoreDangerNeverGivesLess) {
  auto host = risk_host("catalogue");
  const std::vector<std::pair<std::string, std::vector<Value>>> ladders = {
      {"flags.safety.self_harm", {"none", "veiled", "explicit"}}, {"flags.safety.violence", {"none", "veiled", "explicit"}}, {"group.size", {1, 3, 5, 12, 40}},
      {"media.reach_count", {0, 1, 1'000, 10'000, 100'000}},      {"regulator.involved", {false, true}},                    {"media.official_media", {false, true}},
      {"analysis.classify.breach", {"none", "possible", "likely"}}, {"analysis.classify.severity.level", {"S1", "S2", "S3", "S4"}}, {"analysis.verify.evidence_strength", {"none", "some", "strong"}},
      {"analysis.dimensions.common_cause.period", {false, true}}};
  for (const auto& sample : samples())
    for (const auto& [path, steps] : ladders) {
      auto record = sample;
      Value before;
      for (const auto& step : steps) {
        sdk::set(record, path, step);
        const auto envelope = host.envelope(record);
        if (!before.is_null()) {
          EXPECT_GE(rank(envelope), rank(before)) << path;
          for (const auto* id : {"legal", "regulatory", "reputation", "financial", "safety", "contagion"}) EXPECT_GE(score(envelope, id), score(before, id)) << path << " " << id;
        }
        before = envelope;
      }
    }
}

TEST(RiskGuard, AnExplicitSafetySignIsRedWhateverTheSettings) {
  auto host = risk_host("catalogue");
  for (const auto& config : {Object{}, Object{{"thresholds", Object{{"red", 20}, {"orange", 19}, {"yellow", 18}, {"crisis", 20}}}}})
    for (auto record : samples()) {
      sdk::set(record, "flags.safety.self_harm", "explicit");
      const auto envelope = host.envelope(record, config);
      EXPECT_EQ(text_at(envelope, "result.level"), "red");
      EXPECT_TRUE(Reader(envelope).flag_or("result.crisis_axis", false));
    }
}

TEST(RiskGuard, EveryAnswerSaysThatItMayBeWrongInBothLanguages) {
  auto host = risk_host("shipped");
  for (const auto& record : samples()) {
    const auto envelope = host.envelope(record);
    EXPECT_NE(text_at(envelope, "explain.zh").find("可能有误"), std::string::npos);
    EXPECT_NE(text_at(envelope, "explain.en").find("may be wrong"), std::string::npos);
    const auto words = sdk::write_json(envelope);
    for (const auto* never : {"刁民", "无赖", "troublemaker", "拒绝受理", "撤诉", "withdraw"}) EXPECT_EQ(words.find(never), std::string::npos) << never;
  }
}

}  // namespace
}  // namespace amends::testing
