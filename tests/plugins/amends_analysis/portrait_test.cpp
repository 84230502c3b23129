// Stage amends.portrait with the real packs: the shared cases and worked examples of catalogue 3.4, the three blocks, the types and the tool sheet.
#include <gtest/gtest.h>

#include <map>

#include "plugins/amends_analysis/portrait_kit.hpp"

namespace amends::testing {
namespace {

using sdk::Array;
using sdk::Object;
using sdk::Reader;
using sdk::Value;

class SharedPortrait : public ::testing::TestWithParam<std::string> {};

TEST_P(SharedPortrait, AreAsTheCatalogueStates) {
  auto host = portrait_host();
  const auto shared = shared_case(GetParam());
  if (const auto* rows = sdk::find(shared, "expected.portrait"))
    for (const auto& row : rows->as_array()) {
      const auto envelope = host.envelope(portrait_record(GetParam(), row.at("given")));
      for (const auto& difference : differences(row.at("result"), *sdk::find(envelope, "result"))) ADD_FAILURE() << GetParam() << ": " << difference;
      EXPECT_EQ(type_codes(envelope).size(), row.at("result").at("types").as_array().size()) << GetParam();
    }
  EXPECT_EQ(Reader(host.envelope(portrait_record(GetParam()))).list("result.sheet.fields").size(), 16u);
}

INSTANTIATE_TEST_SUITE_P(Catalogue, SharedPortrait, ::testing::ValuesIn(shared_case_ids()), [](const auto& info) { return info.param; });

TEST(Portrait, trace_A15_ThreeBlocksAndTypesWithPoints) {
  const auto envelope = portrait_host().envelope(portrait_record("K12"));
  for (const auto* block : {"basic", "behaviour", "psych"}) EXPECT_NE(sdk::find(envelope, std::string("result.") + block), nullptr);
  EXPECT_EQ(score_of(envelope, "types", "persistent"), 30);
  EXPECT_EQ(score_of(envelope, "types", "compensation_seeker"), 40);
  const auto type = Reader(envelope).list("result.types").at(1);
  EXPECT_EQ(text_at(type.value(), "cues.0.because.en"), "a money demand");
  EXPECT_EQ(number_at(type.value(), "cues.0.points") + number_at(type.value(), "cues.1.points"), 40);
  EXPECT_FALSE(type.text_list("evidence").empty());
}

TEST(Portrait, trace_C23_ARepeatedComplaintAsksForALookAtTheEarlierAnswers) {
  auto host = portrait_host();
  EXPECT_NE(lines_of(host.envelope(portrait_record("K12")), "risks", "en").find("Check first whether the earlier answers were alike"), std::string::npos);
  EXPECT_EQ(lines_of(host.envelope(portrait_record("K02")), "risks", "en").find("earlier answers"), std::string::npos);
}

TEST(Portrait, WithoutAnyTypeTheSheetSaysSo) {
  const auto envelope = portrait_host().envelope(portrait_record("K09"));
  EXPECT_TRUE(type_codes(envelope).empty());
  EXPECT_EQ(lines_of(envelope, "types", "en"), "no type supported");
  EXPECT_NE(lines_of(envelope, "explicit_demand", "zh").find("道歉"), std::string::npos);
}

TEST(Portrait, trace_B20_BasicDataHasAnAgeBandAndAFutureBirthYearIsOpen) {
  auto host = portrait_host();
  EXPECT_EQ(text_at(host.envelope(portrait_record("K05")), "result.basic.age_band"), "65_plus");
  auto record = portrait_record("K05");
  for (const auto& [year, band] : std::vector<std::pair<std::int64_t, std::string>>{{2009, "under_18"}, {2008, "18_29"}, {1997, "18_29"}, {1996, "30_44"}, {1982, "30_44"}, {1981, "45_59"}, {1967, "45_59"}, {1966, "60_64"}, {1962, "60_64"}, {1961, "65_plus"}}) {
    sdk::set(record, "parties.0.birth_year", year);
    EXPECT_EQ(text_at(host.envelope(record), "result.basic.age_band"), band) << year;
  }
  for (const std::int64_t impossible : {2027, 1895}) {
    sdk::set(record, "parties.0.birth_year", impossible);
    const auto envelope = host.envelope(record);
    EXPECT_TRUE(sdk::find(envelope, "result.basic.age_band")->is_null()) << impossible;
    EXPECT_EQ(findings_of(envelope, "record.contradiction").size(), 1u) << impossible;
  }
  sdk::set(record, "parties.0.birth_year", 2026);
  EXPECT_EQ(text_at(host.envelope(record), "result.basic.age_band"), "under_18") << "this year is no future";
}

TEST(Portrait, trace_B21_BehaviourCountsPriorsChannelsAndContent) {
  auto host = portrait_host();
  const auto envelope = host.envelope(portrait_record("K12"));
  EXPECT_EQ(number_at(envelope, "result.behaviour.complaints_12m"), 4);
  EXPECT_EQ(number_at(envelope, "result.behaviour.same_matter"), 4);
  EXPECT_EQ(text_at(envelope, "result.behaviour.channels.0"), "regulator");
  auto record = portrait_record("K12");
  sdk::set(record, "history.prior.0.closed_at", "2025-03-01T00:00:00Z");
  EXPECT_EQ(number_at(host.envelope(record), "result.behaviour.complaints_12m"), 3) << "more than a year ago";
  sdk::set(record, "text.docs.0.body", "依据第十六条和《保险法》，请更正。");
  EXPECT_EQ(number_at(host.envelope(record), "result.behaviour.citations"), 2);
}

TEST(Portrait, trace_C13_TheResponseStyleFollowsChannelsAndThreats) {
  auto host = portrait_host();
  const auto styles = [&](const Value& record) {
    std::string out;
    const auto envelope = host.envelope(record);
    for (const auto& row : Reader(envelope).list("result.behaviour.response_style")) out += std::string(row.text_or("style", "")) + " ";
    return out;
  };
  EXPECT_EQ(styles(portrait_record("K07")), "third_party ");
  EXPECT_EQ(styles(portrait_record("K01")), "voice ");
  EXPECT_EQ(styles(portrait_record("K02")), "voice third_party ");
  auto record = portrait_record("K01");
  sdk::set(record, "text.docs.0.body", "年费退给我，不然我要销户。");
  EXPECT_EQ(styles(record), "voice private ");
}

TEST(Portrait, TimesOfDayAreLocalAndNeedThreeContacts) {
  auto host = portrait_host();
  auto record = portrait_record("K01");
  EXPECT_TRUE(sdk::find(host.envelope(record), "result.behaviour.time_pattern")->is_null());
  sdk::set(record, "history.contacts", Array{Object{{"at", "2026-02-20T12:30:00Z"}, {"direction", "in"}, {"channel", "phone"}}, Object{{"at", "2026-02-21T17:00:00Z"}, {"direction", "in"}, {"channel", "phone"}}, Object{{"at", "2026-02-21T18:00:00Z"}, {"direction", "out"}, {"channel", "phone"}, {"answered", true}}});
  const auto envelope = host.envelope(record);
  EXPECT_EQ(number_at(envelope, "result.behaviour.time_pattern.morning"), 1) << "09:00 in Shanghai";
  EXPECT_EQ(number_at(envelope, "result.behaviour.time_pattern.evening"), 1) << "20:30";
  EXPECT_EQ(number_at(envelope, "result.behaviour.time_pattern.night"), 1) << "01:00 of the next day";
  EXPECT_EQ(number_at(envelope, "result.behaviour.answered_calls.percent"), 100);
}

TEST(Portrait, trace_B22_PsychologyComesWithLinksToItsEvidence) {
  auto host = portrait_host();
  const auto envelope = host.envelope(portrait_record("K09"));
  EXPECT_EQ(text_at(envelope, "result.psych.top_need"), "respect");
  EXPECT_EQ(text_at(envelope, "result.psych.expectation.0"), "apology");
  EXPECT_EQ(number_at(envelope, "result.psych.energy"), 3);
  std::vector<std::string> paths;
  for (const auto id : Reader(envelope).text_list("result.psych.evidence")) paths.push_back(text_at(evidence_of(envelope, id), "path"));
  EXPECT_EQ(paths, (std::vector<std::string>{"analysis.psychology.needs", "analysis.psychology.temperament", "analysis.psychology.demand.explicit"}));
}

TEST(Portrait, WorksBeforePsychologyAndSaysWhatIsMissing) {
  auto host = portrait_host();
  const auto envelope = host.envelope(psychology_record("K12"));
  EXPECT_EQ(text_at(envelope, "status"), "ok");
  EXPECT_EQ(type_codes(envelope), (std::vector<std::string>{"solver", "compensation_seeker", "persistent"})) << "the record's own demand serves";
  EXPECT_TRUE(sdk::find(envelope, "result.psych.top_need")->is_null());
  ASSERT_GE(findings_of(envelope, "insufficient_data").size(), 1u);
}

TEST(Portrait, trace_B23_TheMustsOfTheWayOfTalkingStandInThePlan) {
  const auto envelope = portrait_host().envelope(portrait_record("K10"));
  EXPECT_EQ(lines_of(envelope, "musts", "en"), "Give the result first, then the reason | Say who does it and by which day | Offer two or three options and let them decide | Name all papers that are needed at once | Report on time, even when there is no progress");
  EXPECT_EQ(Reader(field_of(envelope, "taboos")).list("lines").size(), 5u);
}

TEST(Sheet, trace_A17_SixteenFieldsInTheOrderOfTheCatalogueInBothLanguages) {
  auto host = portrait_host("shipped");
  const std::vector<std::string> fields{"identity", "contract", "event", "explicit_demand", "latent_need", "emotion", "behaviour", "types", "preferred_channel", "musts", "taboos", "risks", "first_sentence", "questions", "who_appears", "notes"};
  for (const auto& id : shared_case_ids()) {
    const auto envelope = host.envelope(portrait_record(id));
    std::vector<std::string> found;
    for (const auto& field : Reader(envelope).list("result.sheet.fields")) {
      found.emplace_back(field.text_or("id", ""));
      ASSERT_FALSE(field.list("lines").empty()) << id << " " << found.back();
      for (const auto& line : field.list("lines"))
        for (const auto* language : {"zh", "en"}) EXPECT_FALSE(line.text_or(language, "").empty()) << id << " " << found.back();
      EXPECT_FALSE(field.text_list("evidence").empty()) << id << " " << found.back();
    }
    EXPECT_EQ(found, fields) << id;
    for (const auto* list : {"musts", "taboos"}) EXPECT_EQ(Reader(field_of(envelope, list)).list("lines").size(), 5u) << id;
  }
}

TEST(Sheet, TheWorriedPensionerIsMetInPersonInTheStyleOfComfort) {
  const auto envelope = portrait_host().envelope(portrait_record("K05"));
  EXPECT_EQ(lines_of(envelope, "preferred_channel", "en"), "in person at the branch");
  EXPECT_NE(lines_of(envelope, "musts", "zh").find("先说钱现在怎么样、哪些是安全的"), std::string::npos);
  EXPECT_NE(lines_of(envelope, "who_appears", "en").find("within one working day"), std::string::npos);
  EXPECT_NE(lines_of(envelope, "latent_need", "en").find("safety"), std::string::npos);
  EXPECT_EQ(lines_of(envelope, "identity", "zh"), "关系：本人 | 年龄段：65岁以上");
}

TEST(Sheet, RespectsTheHoursAndNeedsThatAPersonNamed) {
  const auto envelope = portrait_host().envelope(portrait_record("K01", Object{{"parties.0.preferred_contact", "email"}, {"parties.0.do_not_call_hours", "12:00-14:00"}, {"parties.0.needs", Array{"large_print", "helper"}}}));
  EXPECT_EQ(lines_of(envelope, "preferred_channel", "en"), "e-mail | Do not call: 12:00-14:00 | needs large print | needs a helper");
}

TEST(Types, ReachTheirPointsFromBothSides) {
  auto host = portrait_host();
  const auto with = [&](std::string_view path, Value value) {
    auto record = portrait_record("K12");
    sdk::set(record, path, std::move(value));
    return host.envelope(record);
  };
  EXPECT_EQ(score_of(with("money.claimed.minor", 0), "types", "compensation_seeker"), -1) << "not more than twice a loss of 0";
  EXPECT_EQ(score_of(with("money.claimed.minor", 1), "types", "compensation_seeker"), 40);
  auto record = portrait_record("K12");
  sdk::set(record, "money.loss_proved.minor", 40'000'000);
  EXPECT_EQ(score_of(host.envelope(record), "types", "compensation_seeker"), -1) << "exactly twice";
  sdk::set(record, "money.loss_proved.minor", 39'999'999);
  EXPECT_EQ(score_of(host.envelope(record), "types", "compensation_seeker"), 40);
  auto two = portrait_record("K12");
  sdk::set(two, "history.prior.3.same_matter", false);
  EXPECT_EQ(score_of(host.envelope(two), "types", "persistent"), 30) << "three on the same matter";
  sdk::set(two, "history.prior.2.same_matter", false);
  EXPECT_EQ(score_of(host.envelope(two), "types", "persistent"), -1);
  EXPECT_EQ(score_of(with("analysis.organised_agent", Object{{"score", 30}}), "types", "agent_led"), 30);
  EXPECT_EQ(score_of(with("analysis.organised_agent", Object{{"score", 29}}), "types", "agent_led"), -1);
}

TEST(Types, ThreeContactsAndAgitationMakeOneWhoNeedsRelief) {
  auto host = portrait_host();
  auto record = portrait_record("K09");
  Array contacts;
  for (int i = 0; i < 2; ++i) contacts.emplace_back(Object{{"at", "2026-02-20T01:00:00Z"}, {"direction", "in"}, {"channel", "branch"}});
  sdk::set(record, "history.contacts", contacts);
  EXPECT_EQ(score_of(host.envelope(record), "types", "relief_seeker"), -1);
  contacts.emplace_back(Object{{"at", "2026-02-21T01:00:00Z"}, {"direction", "in"}, {"channel", "branch"}});
  sdk::set(record, "history.contacts", contacts);
  EXPECT_EQ(score_of(host.envelope(record), "types", "relief_seeker"), 40);
}

TEST(Types, CitingTheLawAndAskingForCorrectionMakeOneWhoLooksForPrinciple) {
  auto host = portrait_host();
  auto record = portrait_record("K01");
  sdk::set(record, "text.docs.0.body", "依据第十六条，请更正我的记录。");
  sdk::set(record, "demand", Array{Object{{"id", "d1"}, {"kind", "correction"}, {"explicit", true}}});
  sdk::set(record, "analysis.psychology", Value(nullptr));
  EXPECT_EQ(score_of(host.envelope(record), "types", "principle_seeker"), 35);
  sdk::set(record, "text.docs.0.body", "这是霸王条款，请更正我的记录。");
  EXPECT_EQ(score_of(host.envelope(record), "types", "principle_seeker"), -1) << "a reproach cites nothing";
}

}  // namespace
}  // namespace amends::testing
