// The bands of the six axes of amends.risk, each at its bound, one below and one above (catalogue 3.6).
#include <gtest/gtest.h>

#include <stdexcept>

#include "plugins/amends_analysis/risk_kit.hpp"

namespace amends::testing {
namespace {

using sdk::Array;
using sdk::Object;
using sdk::Value;

class RiskAxes : public ::testing::Test {
 protected:
  /// The axis of the quiet case with some paths changed.
  std::int64_t axis(std::string_view id, const Object& changes) {
    auto record = quiet_record();
    for (const auto& change : changes) sdk::set(record, change.key(), change.value());
    return axis_at(host_.envelope(record), id);
  }
  PackHost host_ = risk_host("catalogue");
};

TEST_F(RiskAxes, AllAreOneInAQuietCase) {
  for (const auto* id : {"legal", "regulatory", "reputation", "financial", "safety", "contagion"}) EXPECT_EQ(axis(id, {}), 11) << id;
}

TEST_F(RiskAxes, LegalImpactFollowsTheBreach) {
  EXPECT_EQ(axis("legal", {{"analysis.classify.breach", "possible"}}), 13);
  EXPECT_EQ(axis("legal", {{"analysis.classify.breach", "likely"}}), 15);
}

TEST_F(RiskAxes, LegalLikelihoodAddsOpenFactsEvidenceAndAMissedClock) {
  EXPECT_EQ(axis("legal", {{"analysis.verify.facts_open", true}}), 21);
  EXPECT_EQ(axis("legal", {{"analysis.verify.facts_open", nullptr}}), 21) << "before verification facts are open";
  EXPECT_EQ(axis("legal", {{"analysis.verify.evidence_strength", "some"}}), 21);
  EXPECT_EQ(axis("legal", {{"analysis.verify.evidence_strength", "strong"}}), 31);
  EXPECT_EQ(axis("legal", {{"clocks", Array{Object{{"kind", "decide"}, {"due_at", "2026-03-02T01:00:00Z"}}}}}), 21) << "due at this instant: missed";
  EXPECT_EQ(axis("legal", {{"clocks", Array{Object{{"kind", "decide"}, {"due_at", "2026-03-02T01:00:01Z"}}}}}), 11);
  EXPECT_EQ(axis("legal", {{"clocks", Array{Object{{"kind", "decide"}, {"due_at", "2026-03-01T01:00:00Z"}, {"met_at", "2026-02-27T01:00:00Z"}}}}}), 11);
  EXPECT_EQ(axis("legal", {{"analysis.verify.facts_open", true}, {"analysis.verify.evidence_strength", "strong"}, {"clocks", Array{Object{{"due_at", "2026-03-01T01:00:00Z"}}}}, {"analysis.classify.breach", "likely"}}), 55);
}

TEST_F(RiskAxes, ANeedForSupportRaisesTheLegalImpactToThreeAndNoFurther) {
  for (const auto* status : {"suspected", "confirmed"}) {
    const Value flags = Array{Object{{"kind", "elder"}, {"status", status}}};
    EXPECT_EQ(axis("legal", {{"flags.vulnerability", flags}}), 13) << status;
    EXPECT_EQ(axis("legal", {{"flags.vulnerability", flags}, {"analysis.classify.breach", "possible"}}), 13);
    EXPECT_EQ(axis("legal", {{"flags.vulnerability", flags}, {"analysis.classify.breach", "likely"}}), 15);
  }
  EXPECT_EQ(axis("legal", {{"flags.vulnerability", Array{Object{{"kind", "elder"}, {"status", "denied"}}}}}), 11);
}

TEST_F(RiskAxes, RegulatoryFollowsTheRegulatorAndTheSeverity) {
  const Value threatened = Array{Object{{"kind", "regulator"}, {"state", "threatened"}}}, happened = Array{Object{{"kind", "regulator"}, {"state", "happened"}}};
  EXPECT_EQ(axis("regulatory", {{"analysis.intake.threats", threatened}}), 31);
  EXPECT_EQ(axis("regulatory", {{"analysis.intake.threats", happened}}), 51);
  EXPECT_EQ(axis("regulatory", {{"regulator.involved", true}}), 51);
  int impact = 0;
  for (const auto* level : {"S1", "S2", "S3", "S4"}) EXPECT_EQ(axis("regulatory", {{"analysis.intake.threats", threatened}, {"analysis.classify.severity.level", level}}), 30 + ++impact) << level;
  EXPECT_EQ(axis("regulatory", {{"analysis.intake.threats", Array{Object{{"kind", "lawsuit"}, {"state", "happened"}}, Object{{"kind", "petition"}}}}}), 11);
}

TEST_F(RiskAxes, ReputationFollowsThreatPostAndReach) {
  for (const auto* kind : {"media", "exposure"}) EXPECT_EQ(axis("reputation", {{"analysis.intake.threats", Array{Object{{"kind", kind}, {"state", "threatened"}}}}}), 32) << kind;
  EXPECT_EQ(axis("reputation", {{"media.reporter_contact", true}}), 32) << "a reporter asks, nothing is public";
  EXPECT_EQ(axis("reputation", {{"media.posted", true}}), 43) << "reach not known";
  EXPECT_EQ(axis("reputation", {{"media.posted", true}, {"media.reach_count", 0}}), 42);
  EXPECT_EQ(axis("reputation", {{"media.reach_count", 0}}), 11);
  EXPECT_EQ(axis("reputation", {{"media.reach_count", 1}}), 42) << "a known reach counts as posted";
  for (const auto& [reach, expected] : std::vector<std::pair<int, int>>{{999, 42}, {1'000, 43}, {9'999, 43}, {10'000, 54}, {99'999, 54}, {100'000, 55}}) EXPECT_EQ(axis("reputation", {{"media.reach_count", reach}}), expected) << reach;
  EXPECT_EQ(axis("reputation", {{"media.official_media", true}}), 45);
  EXPECT_EQ(axis("reputation", {{"media.official_media", true}, {"media.reach_count", 10'000}}), 55);
}

TEST_F(RiskAxes, FinancialImpactHasItsBoundsInMajorUnits) {
  const auto at = [&](std::int64_t claimed_minor, std::string_view merit) {
    return axis("financial", {{"money.claimed", Object{{"minor", claimed_minor}, {"currency", "CNY"}}}, {"money.entitlement", Object{{"minor", 0}, {"currency", "CNY"}}}, {"analysis.verify.case_merit", std::string(merit)}});
  };
  for (const auto& [minor, impact] : std::vector<std::pair<std::int64_t, int>>{{99'999, 1}, {100'000, 2}, {999'999, 2}, {1'000'000, 3}, {4'999'999, 3}, {5'000'000, 4}, {19'999'999, 4}, {20'000'000, 5}, {sdk::kIntegerMax, 5}}) {
    for (const auto* merit : {"partial", "undetermined"}) EXPECT_EQ(at(minor, merit), 30 + impact) << minor << " " << merit;
    EXPECT_EQ(at(minor, "none"), 10 + impact) << minor;
    EXPECT_EQ(at(minor, "full"), 11) << "what is owed is paid: nothing is at stake";
  }
}

TEST_F(RiskAxes, FinancialThresholdsScaleWithTheCurrency) {
  const auto at = [&](std::int64_t minor, const char* currency) {
    const Value owed = Object{{"minor", 0}, {"currency", currency}};
    return axis("financial", {{"money.claimed", Object{{"minor", minor}, {"currency", currency}}}, {"money.entitlement", owed}});
  };
  EXPECT_EQ(at(14'285, "USD"), 11) << "142.85 dollars stand for 999.95 yuan";
  EXPECT_EQ(at(14'286, "USD"), 12);
  EXPECT_EQ(at(19'999, "JPY"), 11);
  EXPECT_EQ(at(20'000, "JPY"), 12);
}

TEST_F(RiskAxes, BeforeVerificationTheMeritIsUnknown) {
  auto record = quiet_record();
  record.at("analysis").as_object().erase("verify");
  EXPECT_EQ(axis_at(host_.envelope(record), "financial"), 31);
  EXPECT_EQ(axis_at(host_.envelope(record), "legal"), 21);
}

TEST_F(RiskAxes, SafetyIsTheWorseOfBothSigns) {
  for (const auto* path : {"flags.safety.self_harm", "flags.safety.violence"}) {
    EXPECT_EQ(axis("safety", {{path, "veiled"}}), 35);
    EXPECT_EQ(axis("safety", {{path, "explicit"}}), 45);
  }
  EXPECT_EQ(axis("safety", {{"flags.safety.self_harm", "veiled"}, {"flags.safety.violence", "explicit"}}), 45);
}

TEST_F(RiskAxes, ContagionFollowsTheGroupAndTheCommonCause) {
  for (const auto& [size, expected] : std::vector<std::pair<int, int>>{{1, 11}, {2, 21}, {4, 21}, {5, 33}, {9, 33}, {10, 43}, {29, 43}, {30, 53}, {1'000'000, 53}}) EXPECT_EQ(axis("contagion", {{"group.size", size}}), expected) << size;
  EXPECT_EQ(axis("contagion", {{"analysis.dimensions.common_cause", Object{{"period", true}, {"region", false}, {"person", false}}}}), 25);
  for (const auto* where : {"region", "person"}) EXPECT_EQ(axis("contagion", {{"analysis.dimensions.common_cause", Object{{where, true}}}}), 23) << where;
  EXPECT_EQ(axis("contagion", {{"group.size", 30}, {"analysis.dimensions.common_cause.period", true}}), 55) << "five is the most";
  EXPECT_EQ(axis("contagion", {{"group.size", 4}, {"analysis.dimensions.common_cause.region", true}}), 33);
  EXPECT_EQ(axis("contagion", {{"analysis.dimensions.common_cause", Object{{"period", false}, {"region", nullptr}}}}), 11);
}

TEST_F(RiskAxes, AnInstitutionMayAddItsOwnRowsAndActions) {
  auto host = risk_host("catalogue", {std::filesystem::path(AMENDS_FIXTURES_DIR) / "risk_overlay"});
  const auto envelope = host.envelope(risk_record("K01"));
  ASSERT_EQ(sdk::Reader(envelope).list("result.actions").size(), 1u);
  EXPECT_EQ(text_at(envelope, "result.actions.0.action"), "monthly_look");
  EXPECT_EQ(text_at(envelope, "tasks.0.owner_role"), "quality");
}

TEST_F(RiskAxes, AnOverlayWithANumberBeyondFiveIsRefusedWhenItIsLoaded) {
  try {
    (void)risk_host("catalogue", {std::filesystem::path(AMENDS_FIXTURES_DIR) / "risk_broken"});
    FAIL() << "the overlay was taken";
  } catch (const std::runtime_error& refused) {
    EXPECT_NE(std::string(refused.what()).find("risk.rules"), std::string::npos) << refused.what();
  }
}

TEST_F(RiskAxes, AHostThatLetsSuchANumberThroughIsToldTheTable) {
  const auto& plugin = sdk::open_plugin(AMENDS_PLUGIN_FILE);
  for (const auto number : {0, 6}) {
    sdk::MockHost host;
    host.pack("tables/risk.rules", Object{}).pack("tables/currency", Object{{"rows", Array{}}}).on("evaluate", [&](const Value&) -> Value {
      const Value then = Object{{"l", number}, {"i", number}, {"add", number}};
      return Object{{"matched", Array{Object{{"id", "X1"}, {"then", then}, {"because", Object{{"zh", "甲"}, {"en", "a"}}}}}}, {"output", then}, {"default", false}, {"hash", "fake:0"}};
    });
    sdk::CallInput input;
    input.record = risk_record("K01");
    const auto answer = host.run(plugin, "amends.risk", input);
    EXPECT_EQ(answer.code, "error.pack_invalid") << number;
    EXPECT_NE(answer.details.find("tables/risk.rules#legal_impact.X1"), std::string::npos) << answer.details;
  }
}

}  // namespace
}  // namespace amends::testing
