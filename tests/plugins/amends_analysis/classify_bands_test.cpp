// Each band, cap, floor and condition of tables/severity on both sides, through the stage and its real tables.
#include <gtest/gtest.h>

#include "plugins/amends_analysis/classify_kit.hpp"

namespace amends::testing {
namespace {

using sdk::Array;
using sdk::Object;
using sdk::Reader;
using sdk::Value;

class Bands : public ::testing::Test {
 protected:
  std::int64_t part(std::string_view name, const Value& record) { return number_at(host_.envelope(record), "result.severity.parts." + std::string(name)); }
  Value with(std::string_view path, Value value) {
    auto record = plain_record();
    sdk::set(record, path, std::move(value));
    return record;
  }
  Value claiming(std::int64_t minor, std::string_view currency = "CNY") { return with("money.claimed", Object{{"minor", minor}, {"currency", currency}}); }

  PackHost host_ = classify_host("catalogue");
};

TEST_F(Bands, AmountHasSixBands) {
  const std::vector<std::pair<std::int64_t, std::int64_t>> expected = {{0, 0},        {99'999, 0},       {100'000, 5},     {999'999, 5},      {1'000'000, 10},   {4'999'999, 10},
                                                                        {5'000'000, 18}, {19'999'999, 18}, {20'000'000, 24}, {99'999'999, 24}, {100'000'000, 30}, {9'007'199'254'740'991, 30}};
  for (const auto& [minor, points] : expected) EXPECT_EQ(part("amount", claiming(minor)), points) << minor;
}

TEST_F(Bands, AmountScalesWithTheCurrency) {
  EXPECT_EQ(part("amount", claiming(14'285, "USD")), 0);
  EXPECT_EQ(part("amount", claiming(14'286, "USD")), 5) << "142.86 USD count as 1000 CNY";
  EXPECT_EQ(part("amount", claiming(19'999, "JPY")), 0);
  EXPECT_EQ(part("amount", claiming(20'000, "JPY")), 5) << "the yen has no minor digits";
  EXPECT_EQ(part("amount", claiming(12'499, "EUR")), 0);
  EXPECT_EQ(part("amount", claiming(12'500, "EUR")), 5);
}

TEST_F(Bands, AnUnknownAmountCountsNothingAndIsSaid) {
  const auto envelope = host_.envelope(with("money", Object{}));
  EXPECT_EQ(number_at(envelope, "result.severity.parts.amount"), 0);
  EXPECT_FALSE(Reader(envelope).flag_or("result.quick_path", true)) << "an unknown amount is never quick";
  ASSERT_EQ(findings_of(envelope, "insufficient_data").size(), 1u);
  EXPECT_EQ(text_at(evidence_of(envelope, text_at(findings_of(envelope, "insufficient_data")[0], "evidence.0")), "path"), "money.claimed");
}

TEST_F(Bands, ACurrencyWithoutAFactorIsSaid) {
  const auto envelope = host_.envelope(claiming(100'000, "THB"));
  EXPECT_EQ(number_at(envelope, "result.severity.parts.amount"), 5) << "one to one";
  ASSERT_EQ(findings_of(envelope, "currency_unknown").size(), 1u);
  EXPECT_NE(text_at(findings_of(envelope, "currency_unknown")[0], "text.en").find("THB"), std::string::npos);
  EXPECT_TRUE(findings_of(host_.envelope(claiming(100'000)), "currency_unknown").empty());
}

TEST_F(Bands, TwoCurrenciesAreNeverMixed) {
  for (const auto* path : {"money.entitlement", "money.loss_proved"}) {
    sdk::CallInput input;
    input.record = with(path, Object{{"minor", 100}, {"currency", "USD"}});
    const auto answer = host_.run(input);
    EXPECT_EQ(answer.code, "error.currency_mismatch") << path;
    EXPECT_NE(answer.text.find("CNY"), std::string::npos);
    EXPECT_NE(answer.text.find("USD"), std::string::npos);
  }
}

TEST_F(Bands, FeelingsHaveFourSteps) {
  for (const auto& [band, points] : std::vector<std::pair<const char*, std::int64_t>>{{"calm", 0}, {"upset", 5}, {"agitated", 10}, {"extreme", 15}})
    EXPECT_EQ(part("emotion", with("analysis.intake.emotion.band", band)), points) << band;
}

TEST_F(Bands, NeedForSupportCountsByItsStrongestStatus) {
  const auto flags = [](std::vector<const char*> statuses) {
    Array out;
    for (const auto* status : statuses) out.push_back(Object{{"kind", "elder"}, {"status", status}});
    return Value(out);
  };
  EXPECT_EQ(part("vulnerability", with("flags.vulnerability", flags({}))), 0);
  EXPECT_EQ(part("vulnerability", with("flags.vulnerability", flags({"denied"}))), 0);
  EXPECT_EQ(part("vulnerability", with("flags.vulnerability", flags({"suspected"}))), 8);
  EXPECT_EQ(part("vulnerability", with("flags.vulnerability", flags({"suspected", "confirmed", "denied"}))), 15);
}

Value threats(std::vector<std::pair<const char*, const char*>> list) {
  Array out;
  for (const auto& [kind, state] : list) out.push_back(Object{{"kind", kind}, {"state", state}, {"span", nullptr}});
  return out;
}

TEST_F(Bands, EscalationCountsEachKindAndDoublesWhatHasHappened) {
  const auto points = [&](std::vector<std::pair<const char*, const char*>> list) { return part("escalation", with("analysis.intake.threats", threats(std::move(list)))); };
  EXPECT_EQ(points({}), 0);
  EXPECT_EQ(points({{"regulator", "threatened"}}), 6);
  EXPECT_EQ(points({{"regulator", "happened"}}), 12);
  EXPECT_EQ(points({{"lawsuit", "threatened"}}), 6);
  EXPECT_EQ(points({{"lawsuit", "happened"}}), 12);
  EXPECT_EQ(points({{"media", "threatened"}}), 8);
  EXPECT_EQ(points({{"media", "happened"}}), 16);
  EXPECT_EQ(points({{"petition", "threatened"}}), 10);
  EXPECT_EQ(points({{"petition", "happened"}}), 20);
  EXPECT_EQ(points({{"media", "threatened"}, {"exposure", "threatened"}}), 8);
  EXPECT_EQ(points({{"regulator", "threatened"}, {"lawsuit", "threatened"}}), 12);
  EXPECT_EQ(points({{"regulator", "threatened"}, {"lawsuit", "threatened"}, {"media", "threatened"}, {"petition", "threatened"}}), 20) << "30 is capped";
}

TEST_F(Bands, GroupsCountFromTwoFiveAndTen) {
  for (const auto& [size, points] : std::vector<std::pair<std::int64_t, std::int64_t>>{{1, 0}, {2, 6}, {4, 6}, {5, 12}, {9, 12}, {10, 20}, {37, 20}})
    EXPECT_EQ(part("group", with("group.size", size)), points) << size;
}

TEST_F(Bands, RepeatsOfTheSameMatterCountUpToThree) {
  const auto prior = [](int same, int other) {
    Array out;
    for (int i = 0; i < same + other; ++i) out.push_back(Object{{"case_id", "PRIOR-" + std::to_string(i)}, {"same_matter", i < same}});
    return Value(out);
  };
  for (const auto& [same, points] : std::vector<std::pair<int, std::int64_t>>{{0, 0}, {1, 5}, {2, 10}, {3, 15}, {4, 15}}) EXPECT_EQ(part("repeat", with("history.prior", prior(same, 2))), points) << same;
}

// The words give 10 for 欺骗 and 20 for 取回本金, twice each.
TEST_F(Bands, MisSellingWordsMakeABreachPossibleFromThirtyPoints) {
  const auto breach = [&](const std::string& body) { return text_at(host_.envelope(plain_record(body)), "result.breach"); };
  EXPECT_EQ(breach("说能取回本金。"), "none");
  EXPECT_EQ(breach("说能取回本金，这是欺骗。"), "possible") << "exactly 30";
  EXPECT_EQ(breach("年费，欺骗。欺骗。"), "none");
}

TEST_F(Bands, OtherSignsOfABreach) {
  const auto breach = [&](std::string_view path, Value value) { return text_at(host_.envelope(with(path, std::move(value))), "result.breach"); };
  EXPECT_EQ(text_at(host_.envelope(plain_record()), "result.breach"), "none");
  EXPECT_EQ(breach("flags.collections_third_party", true), "possible");
  EXPECT_EQ(breach("flags.collections_third_party", false), "none");
  EXPECT_EQ(breach("analysis.verify.breach", "confirmed"), "likely");
  EXPECT_EQ(breach("analysis.verify.breach", "none"), "none");
  EXPECT_EQ(breach("answers.nature_confirm.nature", "privacy_data"), "possible");
  EXPECT_EQ(part("breach", with("flags.collections_third_party", true)), 10);
  EXPECT_EQ(part("breach", with("analysis.verify.breach", "confirmed")), 20);
}

TEST_F(Bands, AClockPastDueMakesABreachPossibleFromItsInstantOn) {
  const auto breach = [&](std::string_view due, Value met, std::string_view now) {
    return text_at(host_.envelope(with("clocks", Array{Object{{"kind", "decide"}, {"due_at", due}, {"met_at", std::move(met)}}}), Object{}, now), "result.breach");
  };
  EXPECT_EQ(breach("2026-03-17T16:00:00Z", nullptr, "2026-03-17T15:59:59Z"), "none");
  EXPECT_EQ(breach("2026-03-17T16:00:00Z", nullptr, "2026-03-17T16:00:00Z"), "possible");
  EXPECT_EQ(breach("2026-03-17T16:00:00Z", "2026-03-17T15:59:59Z", "2026-04-01T00:00:00Z"), "none");
  EXPECT_EQ(breach("2026-03-17T16:00:00Z", "2026-03-17T16:00:00Z", "2026-04-01T00:00:00Z"), "possible") << "met too late is not met";
}

/// Parts that sum to a wished score: amount, threats, group, repeat and breach are steps of their own.
TEST_F(Bands, LevelsBeginAtTwentyFortyAndSixtyFive) {
  struct Point {
    std::int64_t claimed;
    std::vector<std::pair<const char*, const char*>> threats;
    std::int64_t group;
    int prior;
    const char* band;
    std::int64_t score;
    const char* level;
  };
  const std::vector<Point> points = {
      {5'000'000, {}, 1, 0, "calm", 18, "S1"},
      {0, {{"lawsuit", "threatened"}}, 2, 1, "calm", 17, "S1"},
      {0, {{"media", "threatened"}, {"regulator", "threatened"}}, 2, 0, "calm", 20, "S2"},
      {5'000'000, {{"lawsuit", "threatened"}}, 2, 0, "calm", 30, "S2"},
      {20'000'000, {}, 1, 3, "calm", 39, "S2"},
      {100'000'000, {}, 1, 2, "calm", 40, "S3"},
      {20'000'000, {{"petition", "happened"}}, 9, 0, "calm", 56, "S3"},
      {20'000'000, {{"petition", "happened"}}, 9, 1, "calm", 61, "S3"},
      {5'000'000, {{"petition", "happened"}}, 4, 3, "upset", 64, "S3"},
      {100'000'000, {{"petition", "happened"}}, 1, 3, "calm", 65, "S4"},
      {100'000'000, {{"petition", "happened"}}, 9, 3, "extreme", 92, "S4"},
  };
  for (const auto& point : points) {
    auto record = claiming(point.claimed);
    sdk::set(record, "analysis.intake.threats", threats(point.threats));
    sdk::set(record, "analysis.intake.emotion.band", point.band);
    sdk::set(record, "group.size", point.group);
    Array prior;
    for (int i = 0; i < point.prior; ++i) prior.push_back(Object{{"case_id", "PRIOR-" + std::to_string(i)}, {"same_matter", true}});
    sdk::set(record, "history.prior", std::move(prior));
    const auto envelope = host_.envelope(record);
    EXPECT_EQ(number_at(envelope, "result.severity.score"), point.score);
    EXPECT_EQ(text_at(envelope, "result.severity.level"), point.level) << point.score;
  }
}

TEST_F(Bands, NineteenIsStillMinor) {
  auto record = claiming(100'000);  // 5
  sdk::set(record, "analysis.intake.threats", threats({{"media", "threatened"}}));  // 8
  sdk::set(record, "group.size", 2);  // 6
  const auto envelope = host_.envelope(record);
  EXPECT_EQ(number_at(envelope, "result.severity.score"), 19);
  EXPECT_EQ(text_at(envelope, "result.severity.level"), "S1");
}

TEST_F(Bands, TheSumIsCappedAtAHundred) {
  auto record = claiming(100'000'000);
  sdk::set(record, "analysis.intake.threats", threats({{"petition", "happened"}}));
  sdk::set(record, "analysis.intake.emotion.band", "extreme");
  sdk::set(record, "group.size", 10);
  sdk::set(record, "history.prior", Array{Object{{"same_matter", true}}, Object{{"same_matter", true}}, Object{{"same_matter", true}}});
  sdk::set(record, "flags.vulnerability", Array{Object{{"kind", "elder"}, {"status", "confirmed"}}});
  sdk::set(record, "analysis.verify.breach", "confirmed");
  const auto envelope = host_.envelope(record);
  EXPECT_EQ(number_at(envelope, "result.severity.score"), 100) << "the parts sum to 135";
  EXPECT_EQ(number_at(envelope, "result.severity.base"), 100) << "105 without feelings and need for support";
}

struct FloorCase {
  const char* path;
  Value below, at;
  const char* floor;
  const char* level;
};

TEST_F(Bands, EachFloorHoldsFromItsValueOn) {
  const std::vector<FloorCase> floors = {
      {"flags.safety.self_harm", "none", "explicit", "safety_explicit", "S4"},
      {"flags.safety.violence", "none", "explicit", "safety_explicit", "S4"},
      {"flags.safety.self_harm", "none", "veiled", "safety_veiled", "S3"},
      {"group.size", 9, 10, "group", "S3"},
      {"media.reach_count", 9'999, 10'000, "reach", "S3"},
      {"media.official_media", false, true, "official_media", "S3"},
      {"flags.vulnerability", Array{Object{{"kind", "elder"}, {"status", "denied"}}}, Array{Object{{"kind", "elder"}, {"status", "suspected"}}}, "vulnerability", "S2"},
      {"channel.kind", "phone", "regulator", "regulator_channel", "S2"},
      {"channel.kind", "phone", "hotline_regulator", "regulator_channel", "S2"},
      {"regulator.involved", false, true, "regulator_channel", "S2"},
      {"flags.collections_third_party", false, true, "collections_third_party", "S2"},
  };
  for (const auto& one : floors) {
    EXPECT_TRUE(sdk::find(host_.envelope(with(one.path, one.below)), "result.severity.floors")->as_array().empty()) << one.path;
    const auto envelope = host_.envelope(with(one.path, one.at));
    EXPECT_EQ(*sdk::find(envelope, "result.severity.floors"), (Array{one.floor})) << one.path;
    EXPECT_EQ(text_at(envelope, "result.severity.level"), one.level) << one.path;
    EXPECT_EQ(findings_of(envelope, "severity.floor").size(), 1u) << one.path;
  }
}

TEST_F(Bands, AFloorDoesNotStandTwiceAndTheHighestCounts) {
  auto record = with("channel.kind", "regulator");
  sdk::set(record, "regulator.involved", true);
  sdk::set(record, "flags.safety.violence", "veiled");
  const auto envelope = host_.envelope(record);
  EXPECT_EQ(*sdk::find(envelope, "result.severity.floors"), (Array{"safety_veiled", "regulator_channel"}));
  EXPECT_EQ(text_at(envelope, "result.severity.level"), "S3");
}

TEST_F(Bands, ComplexFromABaseOfForty) {
  auto record = claiming(20'000'000);  // 24
  sdk::set(record, "history.prior", Array{Object{{"same_matter", true}}, Object{{"same_matter", true}}, Object{{"same_matter", true}}});  // 15
  EXPECT_EQ(number_at(host_.envelope(record), "result.severity.base"), 39);
  EXPECT_EQ(text_at(host_.envelope(record), "result.complexity"), "simple");
  sdk::set(record, "money.claimed.minor", 100'000'000);  // 30
  sdk::set(record, "history.prior", Array{Object{{"same_matter", true}}, Object{{"same_matter", true}}});  // 10
  EXPECT_EQ(number_at(host_.envelope(record), "result.severity.base"), 40);
  EXPECT_EQ(text_at(host_.envelope(record), "result.complexity"), "complex");
}

TEST_F(Bands, ComplexWithASecondNatureAThirdInstitutionOrFourEvents) {
  EXPECT_EQ(text_at(host_.envelope(plain_record()), "result.complexity"), "simple");
  EXPECT_EQ(text_at(host_.envelope(plain_record("多扣年费，还拒赔。")), "result.complexity"), "complex");
  EXPECT_EQ(text_at(host_.envelope(with("parties.1", Object{{"id", "p9"}, {"role", "third_institution"}})), "result.complexity"), "complex");
  const auto events = [](int count, const char* by) {
    Array out;
    for (int i = 0; i < count; ++i) out.push_back(Object{{"id", "e" + std::to_string(i)}, {"asserted_by", by}});
    return Value(out);
  };
  EXPECT_EQ(text_at(host_.envelope(with("events", events(3, "p1"))), "result.complexity"), "simple");
  EXPECT_EQ(text_at(host_.envelope(with("events", events(4, "p1"))), "result.complexity"), "complex");
  EXPECT_EQ(text_at(host_.envelope(with("events", events(4, "p2"))), "result.complexity"), "simple") << "only what the complainant asserts";
}

TEST_F(Bands, AnExcessDemandAloneLeavesTheCaseSimple) {
  auto record = claiming(50'000);
  sdk::set(record, "demand.0.kind", "compensation");
  sdk::set(record, "money.loss_proved", Object{{"minor", 10'000}, {"currency", "CNY"}});
  const auto envelope = host_.envelope(record);
  EXPECT_EQ(*sdk::find(envelope, "result.nature.secondary"), (Array{"excess_demand"}));
  EXPECT_EQ(text_at(envelope, "result.complexity"), "simple");
  sdk::set(record, "money.claimed.minor", 49'999);
  EXPECT_TRUE(sdk::find(host_.envelope(record), "result.nature.secondary")->as_array().empty());
}

TEST_F(Bands, ACompensationDemandBesideAnUnknownLossIsSaidAndNotJudged) {
  auto record = claiming(50'000);
  sdk::set(record, "demand.0.kind", "compensation");
  const auto envelope = host_.envelope(record);
  EXPECT_TRUE(sdk::find(envelope, "result.nature.secondary")->as_array().empty());
  ASSERT_EQ(findings_of(envelope, "insufficient_data").size(), 1u);
  EXPECT_NE(text_at(findings_of(envelope, "insufficient_data")[0], "text.en").find("proved loss"), std::string::npos);
}

TEST_F(Bands, TheQuickPathTakesTheEntitlementBeforeTheClaim) {
  auto record = claiming(500'000);  // 5000, S1
  EXPECT_FALSE(Reader(host_.envelope(record)).flag_or("result.quick_path", true));
  sdk::set(record, "money.entitlement", Object{{"minor", 100'000}, {"currency", "CNY"}});
  EXPECT_TRUE(Reader(host_.envelope(record)).flag_or("result.quick_path", false));
  sdk::set(record, "money.entitlement.minor", 100'001);
  EXPECT_FALSE(Reader(host_.envelope(record)).flag_or("result.quick_path", true));
}

TEST_F(Bands, AnOpenAuthorityClosesTheQuickPathAndNothingElse) {
  auto record = plain_record();
  const auto before = host_.envelope(record);
  sdk::set(record, "parties.1", Object{{"id", "p2"}, {"role", "representative"}, {"authority", Object{{"kind", "unknown"}}}});
  const auto after = host_.envelope(record);
  EXPECT_TRUE(Reader(before).flag_or("result.quick_path", false));
  EXPECT_FALSE(Reader(after).flag_or("result.quick_path", true));
  EXPECT_EQ(*sdk::find(before, "result.severity"), *sdk::find(after, "result.severity"));
  EXPECT_EQ(text_at(after, "result.complexity"), "simple");
  sdk::set(record, "answers.authority_check.result", "valid");
  EXPECT_TRUE(Reader(host_.envelope(record)).flag_or("result.quick_path", false));
}

}  // namespace
}  // namespace amends::testing
