// The acceptance checks of the concepts that classify, dimensions and risk serve; `amends trace` counts them by their names.
#include <gtest/gtest.h>

#include "plugins/amends_analysis/classify_kit.hpp"
#include "plugins/amends_analysis/dimensions_kit.hpp"
#include "plugins/amends_analysis/risk_kit.hpp"

namespace amends::testing {
namespace {

using sdk::Object;
using sdk::Reader;
using sdk::Value;

std::string nature_of(PackHost& host, const Value& record) { return text_at(host.envelope(record), "result.nature.primary"); }

/// A new code of an institution's own folder of rows reads its cue; the same library without that folder does not know it.
TEST(Taxonomy, trace_A02_ACodeThatAnOverlayAddsIsReadFromItsCueWithoutABuild) {
  const auto record = plain_record("我买的虚拟币账户被冻结了，比特币取不出来。");
  auto plain = classify_host("catalogue"), extended = classify_host("catalogue", {std::filesystem::path(AMENDS_FIXTURES_DIR) / "crypto_overlay"});
  EXPECT_NE(nature_of(plain, record), "crypto");
  EXPECT_EQ(nature_of(extended, record), "crypto");
  EXPECT_EQ(nature_of(extended, classify_record("K01")), "fee_interest") << "what was known stays as it was";
}

/// The three worked examples: a fee, a surrender with mis-selling, a fifth complaint without a nature of its own.
void expect_the_worked_examples() {
  auto host = classify_host("catalogue");
  const auto fee = host.envelope(classify_record("K01"));
  EXPECT_EQ(text_at(fee, "result.nature.primary"), "fee_interest");
  EXPECT_EQ(number_at(fee, "result.nature.scores.fee_interest"), 45);
  EXPECT_EQ(number_at(fee, "result.nature.confidence"), 100);
  EXPECT_EQ(number_at(fee, "result.severity.parts.emotion"), 5);
  EXPECT_EQ(number_at(fee, "result.severity.score"), 5);
  EXPECT_EQ(text_at(fee, "result.severity.level"), "S1");
  EXPECT_EQ(text_at(fee, "result.complexity"), "simple");
  EXPECT_TRUE(Reader(fee).flag_or("result.quick_path", false));

  const auto surrender = host.envelope(classify_record("K03"));
  EXPECT_EQ(text_at(surrender, "result.nature.primary"), "surrender_dispute");
  EXPECT_EQ(number_at(surrender, "result.nature.scores.surrender_dispute"), 50);
  EXPECT_EQ(number_at(surrender, "result.nature.scores.mis_selling"), 45);
  EXPECT_EQ(text_at(surrender, "result.nature.secondary.0"), "mis_selling");
  EXPECT_EQ(number_at(surrender, "result.nature.confidence"), 52);
  EXPECT_EQ(questions_of(surrender, "nature_confirm").size(), 1u);
  EXPECT_EQ(number_at(surrender, "result.severity.parts.amount"), 18);
  EXPECT_EQ(number_at(surrender, "result.severity.parts.escalation"), 8);
  EXPECT_EQ(number_at(surrender, "result.severity.parts.breach"), 10);
  EXPECT_EQ(number_at(surrender, "result.severity.score"), 36);
  EXPECT_EQ(text_at(surrender, "result.severity.level"), "S2");

  auto fifth = classify_record("K12");
  sdk::set(fifth, "money.loss_proved", Object{{"minor", 0}, {"currency", "CNY"}});
  const auto distress = host.envelope(fifth);
  EXPECT_EQ(text_at(distress, "result.nature.primary"), "other");
  EXPECT_TRUE(sdk::find(distress, "result.nature.confidence")->is_null());
  EXPECT_EQ(text_at(distress, "result.nature.secondary.0"), "excess_demand");
  EXPECT_EQ(questions_of(distress, "nature_confirm").size(), 1u);
  EXPECT_EQ(number_at(distress, "result.severity.parts.amount"), 24);
  EXPECT_EQ(number_at(distress, "result.severity.parts.repeat"), 15);
  EXPECT_EQ(number_at(distress, "result.severity.parts.escalation"), 12);
  EXPECT_EQ(number_at(distress, "result.severity.score"), 51);
  EXPECT_EQ(text_at(distress, "result.severity.level"), "S3");
}

TEST(NatureAndSeverity, trace_B07_FollowTheThreeWorkedExamples) { expect_the_worked_examples(); }

TEST(Classification, trace_C03_FollowsTheThreeWorkedExamples) { expect_the_worked_examples(); }

TEST(Natures, trace_D01_AFallingValueAndAClosedProductHaveNaturesOfTheirOwn) {
  for (const auto* set : {"catalogue", "shipped"}) {
    auto host = classify_host(set);
    EXPECT_EQ(nature_of(host, classify_record("K05")), "nav_loss") << set;
    EXPECT_EQ(nature_of(host, classify_record("K10")), "liquidity_redemption") << set;
  }
}

TEST(FiveDimensions, trace_A14_ARefusedClaimHasFiveBlocksWithEvidence) {
  auto host = dimensions_host();
  const auto record = dimensions_record("K02");
  const auto envelope = host.envelope(record);
  for (const auto* block : {"time", "space", "participants", "event", "emotion"})
    for (const auto* part : {"facts", "findings", "open_questions"}) EXPECT_NE(sdk::find(envelope, std::string("result.") + block + "." + part), nullptr) << block << "." << part;
  EXPECT_EQ(number_at(envelope, "result.emotion.intensity"), 24);
  EXPECT_EQ(text_at(envelope, "result.emotion.band"), "upset");
  for (const auto* block : {"time", "participants", "event", "emotion"})
    for (const auto& fact : Reader(envelope).list("result." + std::string(block) + ".facts")) EXPECT_FALSE(fact.text_list("evidence").empty()) << block;
  for (const auto& fault : host.faults(envelope, record)) ADD_FAILURE() << fault;
}

TEST(TimeDimension, trace_B15_NineCasesAfterSixAreFourHundredAndFiftyPercent) {
  auto host = dimensions_host();
  const auto read = [&](std::int64_t window, std::int64_t baseline) { return host.envelope(dimensions_record("K01", Object{{"store_facts.count_window", window}, {"store_facts.count_baseline", baseline}})); };
  EXPECT_EQ(number_at(read(9, 6), "result.lift"), 450);
  EXPECT_TRUE(flag_at(read(9, 6), "result.common_cause.period"));
  EXPECT_FALSE(flag_at(read(4, 1), "result.common_cause.period")) << "1200 percent of four cases are no period";
  EXPECT_FALSE(flag_at(read(9, 15), "result.common_cause.period")) << "180 percent";
}

TEST(SpaceDimension, trace_B16_ARegionStandsOutFromTwiceTheRateAndFiveCasesOn) {
  auto host = dimensions_host();
  const auto regional = [&](std::int64_t unit, std::int64_t customers) {
    const auto envelope = host.envelope(dimensions_record("K01", Object{{"store_facts.unit_count", unit}, {"store_facts.unit_customers", customers}, {"store_facts.inst_count", 25}, {"store_facts.inst_customers", 10'000}}));
    return flag_at(envelope, "result.common_cause.region");
  };
  EXPECT_TRUE(regional(5, 1'000)) << "200 percent, five cases";
  EXPECT_FALSE(regional(5, 1'010)) << "198 percent";
  EXPECT_FALSE(regional(4, 100)) << "four cases";
}

TEST(ParticipantsDimension, trace_B17_ASellerNamedInThreeLikeCasesIsAKeyPersonAndNoVerdict) {
  auto host = dimensions_host();
  const auto with = [&](std::int64_t count) {
    auto record = dimensions_record("K03", Object{{"store_facts.person_count_180d", count}});
    auto& parties = record.at("parties").as_array();
    for (auto& party : parties)
      if (text_at(party, "role") == "salesperson") return host.envelope(record);
    parties.push_back(Object{{"id", "seller"}, {"role", "salesperson"}, {"name", "业务员"}});
    return host.envelope(record);
  };
  EXPECT_TRUE(findings_of(with(2), "participants.key_person").empty());
  const auto envelope = with(3);
  EXPECT_TRUE(flag_at(envelope, "result.common_cause.person"));
  ASSERT_EQ(findings_of(envelope, "participants.key_person").size(), 1u);
  EXPECT_NE(text_at(findings_of(envelope, "participants.key_person")[0], "text.zh").find("不是结论"), std::string::npos);
  // The map of roles: everyone who takes part, with an influence of one to five.
  const auto people = facts_of(envelope, "participants", "party");
  EXPECT_FALSE(people.empty());
  for (const auto& one : people) EXPECT_TRUE(number_at(one, "influence") >= 1 && number_at(one, "influence") <= 5);
}

TEST(EventDimension, trace_B18_TheDisclosureIsADisputedFact) {
  auto host = dimensions_host();
  const auto envelope = host.envelope(dimensions_record("K02"));
  int disputed = 0;
  for (const auto& event : facts_of(envelope, "event", "event")) {
    if (text_at(event, "standing") != "disputed") continue;
    ++disputed;
    EXPECT_EQ(text_at(event, "topics.0"), "disclosure");
    EXPECT_EQ(spans_of(envelope, event), (std::vector<std::string>{"没有如实告知 [16,22)"}));
  }
  EXPECT_EQ(disputed, 1);
}

TEST(EmotionDimension, trace_B19_DespairIsExtremeAndOneTextHasNoTrend) {
  auto host = dimensions_host();
  const auto envelope = host.envelope(dimensions_record("K08"));
  EXPECT_EQ(number_at(envelope, "result.emotion.intensity"), 80);
  EXPECT_EQ(text_at(envelope, "result.emotion.band"), "extreme");
  EXPECT_EQ(text_at(envelope, "result.emotion.dominant"), "despair");
  EXPECT_TRUE(sdk::find(envelope, "result.emotion.trend")->is_null());
}

TEST(RiskModel, trace_A18_SixAxesGiveALevelAndActions) {
  auto host = risk_host("catalogue");
  const auto surrender = host.envelope(risk_record("K03", Object{{"money.entitlement", Object{{"minor", 3'200'000}, {"currency", "CNY"}}}, {"analysis.verify.case_merit", "partial"}}));
  EXPECT_EQ(Reader(surrender).list("result.axes").size(), 6u);
  EXPECT_EQ(axis_at(surrender, "financial"), 34) << "three times four: twelve";
  EXPECT_EQ(text_at(surrender, "result.level"), "orange");
  EXPECT_FALSE(Reader(surrender).list("result.actions").empty());

  const auto fifth = host.envelope(risk_record("K12", Object{{"analysis.verify.case_merit", "none"}}));
  EXPECT_EQ(axis_at(fifth, "regulatory"), 53) << "filed with the regulator, S3: fifteen";
  EXPECT_EQ(text_at(fifth, "result.level"), "orange");
}

TEST(RiskModel, trace_B04_ASpreadVideoPutsReputationAtTwentyWithItsReason) {
  auto host = risk_host("catalogue");
  const auto envelope = host.envelope(risk_record("K07"));
  bool found = false;
  for (const auto& axis : Reader(envelope).list("result.axes")) {
    if (axis.text_or("id", "") != "reputation") continue;
    found = true;
    EXPECT_EQ(axis.integer_or("score", 0), 20);
    EXPECT_FALSE(sdk::find(axis.value(), "why") == nullptr || sdk::find(axis.value(), "why")->is_null());
  }
  EXPECT_TRUE(found);
  EXPECT_FALSE(findings_of(envelope, "risk.reputation").empty());
}

}  // namespace
}  // namespace amends::testing
