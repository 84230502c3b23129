// Stage amends.dimensions with the real packs: the shared cases and worked examples of catalogue 3.3, common causes, settings, bad input, explanation.
#include <gtest/gtest.h>

#include "plugins/amends_analysis/dimensions_kit.hpp"

namespace amends::testing {
namespace {

using sdk::Array;
using sdk::Object;
using sdk::Reader;
using sdk::Value;

class SharedDimensions : public ::testing::TestWithParam<std::string> {};

TEST_P(SharedDimensions, AreAsTheCatalogueStates) {
  auto host = dimensions_host();
  const auto shared = shared_case(GetParam());
  const auto* rows = sdk::find(shared, "expected.dimensions");
  if (rows)
    for (const auto& row : rows->as_array()) {
      const auto envelope = host.envelope(dimensions_record(GetParam(), row.at("given")));
      for (const auto& difference : differences(row.at("result"), *sdk::find(envelope, "result"))) ADD_FAILURE() << GetParam() << ": " << difference;
    }
  // Each case, stated or not, has five blocks and no common cause while no count is known.
  const auto envelope = host.envelope(dimensions_record(GetParam()));
  for (const auto* block : {"time", "space", "participants", "event", "emotion"}) EXPECT_NE(sdk::find(envelope, std::string("result.") + block + ".facts"), nullptr) << block;
  for (const auto* cause : {"period", "region", "person"}) EXPECT_FALSE(flag_at(envelope, std::string("result.common_cause.") + cause));
  EXPECT_EQ(number_at(envelope, "result.emotion.intensity"), number_at(shared, "expected.intake.0.result.emotion.intensity"));
  EXPECT_TRUE(findings_of(envelope, "emotion.changed").empty()) << "the words here give what intake read";
}

INSTANTIATE_TEST_SUITE_P(Catalogue, SharedDimensions, ::testing::ValuesIn(shared_case_ids()), [](const auto& info) { return info.param; });

TEST(DimensionsExample, ARefusedClaimHasItsFeelingsAndItsDisputedDisclosure) {
  auto host = dimensions_host();
  const auto envelope = host.envelope(dimensions_record("K02"));
  const auto feelings = facts_of(envelope, "emotion", "feeling");
  ASSERT_EQ(feelings.size(), 2u);
  EXPECT_EQ(text_at(feelings[0], "category"), "anger");
  EXPECT_EQ(number_at(feelings[0], "points"), 12);
  EXPECT_EQ(spans_of(envelope, feelings[0]), (std::vector<std::string>{"太过分 [23,26)"}));
  EXPECT_EQ(text_at(feelings[1], "category"), "grievance");
  EXPECT_EQ(number_at(feelings[1], "points"), 10);
  EXPECT_EQ(spans_of(envelope, feelings[1]), (std::vector<std::string>{"凭什么 [28,31)"}));
  const auto marks = facts_of(envelope, "emotion", "exclamations");
  ASSERT_EQ(marks.size(), 1u);
  EXPECT_EQ(number_at(marks[0], "points"), 2);

  const auto events = facts_of(envelope, "event", "event");
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(text_at(events[0], "event"), "e1");
  EXPECT_EQ(text_at(events[0], "part"), "cause");
  EXPECT_EQ(text_at(events[0], "standing"), "asserted");
  EXPECT_EQ(text_at(events[1], "event"), "e2");
  EXPECT_EQ(text_at(events[1], "part"), "act");
  EXPECT_EQ(text_at(events[1], "standing"), "disputed");
  EXPECT_EQ(text_at(events[1], "topics.0"), "disclosure");
  EXPECT_EQ(spans_of(envelope, events[1]), (std::vector<std::string>{"没有如实告知 [16,22)"}));
  EXPECT_EQ(findings_of(envelope, "event.disputed").size(), 1u);
}

TEST(DimensionsExample, DespairIsExtreme) {
  auto host = dimensions_host();
  const auto envelope = host.envelope(dimensions_record("K08"));
  EXPECT_EQ(number_at(envelope, "result.emotion.intensity"), 80);
  EXPECT_EQ(text_at(envelope, "result.emotion.band"), "extreme");
  EXPECT_EQ(text_at(envelope, "result.emotion.dominant"), "despair");
}

TEST(DimensionsExample, NineCasesAfterSixAreACommonPeriodWithATaskForTheProductOwner) {
  auto host = dimensions_host();
  const auto envelope = host.envelope(dimensions_record("K01", Object{{"store_facts.count_window", 9}, {"store_facts.count_baseline", 6}}));
  EXPECT_EQ(number_at(envelope, "result.lift"), 450);
  EXPECT_TRUE(flag_at(envelope, "result.common_cause.period"));
  ASSERT_EQ(Reader(envelope).list("tasks").size(), 1u);
  EXPECT_EQ(text_at(envelope, "tasks.0.owner_role"), "product_owner");
  EXPECT_FALSE(Reader(envelope).flag_or("tasks.0.blocking", true));
  const auto found = findings_of(envelope, "time.common_period");
  ASSERT_EQ(found.size(), 1u);
  const auto sum = evidence_of(envelope, text_at(found[0], "evidence.0"));
  EXPECT_EQ(number_at(sum, "operands.count_window"), 9);
  EXPECT_EQ(number_at(sum, "operands.count_baseline"), 6);
  EXPECT_EQ(number_at(sum, "operands.window_days"), 30);
  EXPECT_EQ(number_at(sum, "operands.baseline_days"), 90);
  EXPECT_EQ(number_at(sum, "value"), 450);
}

TEST(CommonCause, APeriodNeedsTwiceTheRateAndFiveCases) {
  auto host = dimensions_host();
  const auto period = [&](std::int64_t window, std::int64_t baseline) {
    return flag_at(host.envelope(dimensions_record("K01", Object{{"store_facts.count_window", window}, {"store_facts.count_baseline", baseline}})), "result.common_cause.period");
  };
  EXPECT_TRUE(period(6, 9)) << "200 percent";
  EXPECT_FALSE(period(6, 10)) << "180 percent";
  EXPECT_TRUE(period(5, 0));
  EXPECT_FALSE(period(4, 0));
}

Value at_unit(std::int64_t unit, std::int64_t customers, std::int64_t institution, std::int64_t all) {
  return Object{{"store_facts.unit_count", unit}, {"store_facts.unit_customers", customers}, {"store_facts.inst_count", institution}, {"store_facts.inst_customers", all}};
}

TEST(CommonCause, ARegionNeedsTwiceTheRateAndFiveCases) {
  auto host = dimensions_host();
  const auto envelope = host.envelope(dimensions_record("K01", at_unit(5, 1'000, 25, 10'000)));
  EXPECT_EQ(number_at(envelope, "result.rate"), 200);
  EXPECT_TRUE(flag_at(envelope, "result.common_cause.region"));
  EXPECT_EQ(findings_of(envelope, "space.regional").size(), 1u);
  EXPECT_TRUE(Reader(envelope).list("tasks").empty());
  EXPECT_FALSE(flag_at(host.envelope(dimensions_record("K01", at_unit(5, 1'010, 25, 10'000))), "result.common_cause.region")) << "198 percent";
  EXPECT_FALSE(flag_at(host.envelope(dimensions_record("K01", at_unit(4, 100, 25, 10'000))), "result.common_cause.region"));
}

TEST(CommonCause, CountsOfTheUnitThatExceedTheInstitutionAreAContradiction) {
  auto host = dimensions_host();
  EXPECT_EQ(findings_of(host.envelope(dimensions_record("K01", at_unit(30, 1'000, 25, 10'000))), "record.contradiction").size(), 1u);
  EXPECT_TRUE(findings_of(host.envelope(dimensions_record("K01", at_unit(5, 1'000, 25, 10'000))), "record.contradiction").empty());
}

TEST(CommonCause, AnEmployeeInThreeLikeCasesIsALeadAndNoVerdict) {
  auto host = dimensions_host();
  const auto with = [&](std::int64_t count) { return host.envelope(dimensions_record("K09", Object{{"store_facts.person_count_180d", count}})); };
  EXPECT_FALSE(flag_at(with(2), "result.common_cause.person"));
  const auto envelope = with(3);
  EXPECT_TRUE(flag_at(envelope, "result.common_cause.person"));
  const auto found = findings_of(envelope, "participants.key_person");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_NE(text_at(found[0], "text.zh").find("不是结论"), std::string::npos);
  EXPECT_NE(text_at(found[0], "text.en").find("no verdict"), std::string::npos);
  EXPECT_EQ(text_at(facts_of(envelope, "participants", "key_person").at(0), "party"), "p2");
  EXPECT_TRUE(Reader(envelope).list("tasks").empty()) << "nobody is sent after a person";
}

TEST(CommonCause, WithTwoEmployeesNobodyIsPickedAndTheCountStillStands) {
  auto host = dimensions_host();
  auto record = dimensions_record("K09", Object{{"store_facts.person_count_180d", 4}});
  record.at("parties").as_array().push_back(Object{{"id", "p3"}, {"role", "salesperson"}});
  const auto envelope = host.envelope(record);
  EXPECT_TRUE(flag_at(envelope, "result.common_cause.person"));
  EXPECT_TRUE(facts_of(envelope, "participants", "key_person").at(0).at("party").is_null());
}

TEST(CommonCause, UnknownCountsAreNullAndSaid) {
  auto host = dimensions_host();
  const auto envelope = host.envelope(dimensions_record("K09"));
  EXPECT_TRUE(sdk::find(envelope, "result.lift")->is_null());
  EXPECT_TRUE(sdk::find(envelope, "result.rate")->is_null());
  std::vector<std::string> unknown;
  for (const auto& finding : findings_of(envelope, "insufficient_data")) unknown.push_back(text_at(evidence_of(envelope, text_at(finding, "evidence.0")), "path"));
  EXPECT_EQ(unknown, (std::vector<std::string>{"store_facts.count_window", "store_facts.unit_count", "store_facts.person_count_180d"}));
}

TEST(DimensionsSettings, ChangeTheReading) {
  auto host = dimensions_host();
  const auto record = dimensions_record("K01", Object{{"store_facts.count_window", 9}, {"store_facts.count_baseline", 6}});
  EXPECT_EQ(number_at(host.envelope(record, Object{{"window", "90d"}}), "result.lift"), 150);
  EXPECT_EQ(number_at(host.envelope(record, Object{{"baseline", "30d"}}), "result.lift"), 150);
  EXPECT_FALSE(flag_at(host.envelope(record, Object{{"lift_min", 451}}), "result.common_cause.period"));
  EXPECT_FALSE(flag_at(host.envelope(record, Object{{"count_min", 10}}), "result.common_cause.period"));
  EXPECT_TRUE(flag_at(host.envelope(dimensions_record("K09", Object{{"store_facts.person_count_180d", 1}}), Object{{"person_min", 1}}), "result.common_cause.person"));
}

TEST(DimensionsSettings, OutsideTheirRangeAreRefused) {
  auto host = dimensions_host();
  const auto code = [&](Object config) {
    sdk::CallInput input;
    input.record = dimensions_record("K01");
    input.config = std::move(config);
    return host.run(input).code;
  };
  EXPECT_EQ(code(Object{{"lift_min", 0}}), "error.range");
  EXPECT_EQ(code(Object{{"window", "30wd"}}), "error.bad_type");
  EXPECT_EQ(code(Object{{"baseline", "0d"}}), "error.bad_type");
  EXPECT_EQ(code(Object{{"gap", 7}}), "error.bad_type");
}

TEST(DimensionsInput, WithoutIntakeItSaysWhatToRunFirst) {
  auto host = dimensions_host();
  sdk::CallInput input;
  input.record = record_of(shared_case("K01"));
  const auto answer = host.run(input);
  EXPECT_EQ(answer.code, "error.missing_field");
  EXPECT_NE(answer.text.find("amends.intake"), std::string::npos);
}

TEST(DimensionsInput, WrongTypesAndValuesNameTheirPath) {
  auto host = dimensions_host();
  const auto fails_with = [&](std::string_view path, Value value) {
    sdk::CallInput input;
    input.record = dimensions_record("K01");
    sdk::set(input.record, path, std::move(value));
    return host.run(input);
  };
  EXPECT_EQ(fails_with("text.docs", "text").code, "error.bad_type");
  EXPECT_EQ(fails_with("events", "yesterday").code, "error.bad_type");
  EXPECT_EQ(fails_with("events.0.at", "yesterday").code, "error.bad_type");
  EXPECT_EQ(fails_with("events.0.verified", "maybe").code, "error.range");
  EXPECT_EQ(fails_with("store_facts.count_window", -1).code, "error.range");
  EXPECT_EQ(fails_with("store_facts.count_window", "nine").code, "error.bad_type");
  EXPECT_EQ(fails_with("analysis.intake.emotion.intensity", 101).code, "error.range");
  EXPECT_EQ(fails_with("analysis.intake.emotion.band", "cross").code, "error.range");
  EXPECT_EQ(fails_with("contract.end_on", "next year").code, "error.bad_type");
  EXPECT_NE(fails_with("store_facts.count_window", -1).details.find("store_facts.count_window"), std::string::npos);
}

TEST(DimensionsExplanation, HasOneSentenceForEachDimensionInBothLanguages) {
  auto host = dimensions_host();
  const auto envelope = host.envelope(dimensions_record("K02"));
  const auto zh = text_at(envelope, "explain.zh"), en = text_at(envelope, "explain.en");
  for (const auto* part : {"时间：时间线有3项，其中2项没有日期", "空间：", "参与人：投诉人（影响5）、被保险人（影响3）", "事件：从起因到结果为e1、e2；各方一致0项，有争议1项（是否如实告知），仅一方陈述1项", "情绪：强度24（不快），以愤怒为主"})
    EXPECT_NE(zh.find(part), std::string::npos) << part << "\n" << zh;
  for (const auto* part : {"Time: the timeline has 3 entries, 2 without a date", "Space: ", "Participants: complainant (influence 5), insured (influence 3)", "disputed 1 (whether facts were disclosed), asserted only 1", "Emotion: intensity 24 (upset), mostly anger"})
    EXPECT_NE(en.find(part), std::string::npos) << part << "\n" << en;
}

}  // namespace
}  // namespace amends::testing
