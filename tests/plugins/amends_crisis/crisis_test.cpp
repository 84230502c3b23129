// Stage amends.crisis with the real packs: the shared cases, the worked examples of catalogue 3.18, levels, timers, statements, the situation sheet.
#include <gtest/gtest.h>

#include <algorithm>

#include "plugins/amends_crisis/crisis_kit.hpp"

namespace amends::testing {
namespace {

using sdk::Array;
using sdk::Object;
using sdk::Reader;
using sdk::Value;

class CrisisOfSharedCases : public ::testing::TestWithParam<std::string> {};

TEST_P(CrisisOfSharedCases, IsWhatTheCatalogueStates) {
  for (const auto* set : {"catalogue", "shipped"}) {
    auto host = crisis_host(set);
    const auto shared = shared_case(GetParam());
    const auto* expected = sdk::find(shared, "expected.crisis");
    if (!expected) {  // the catalogue states no level: it must answer all the same
      const auto record = crisis_record(GetParam());
      const auto envelope = host.envelope(record);
      EXPECT_FALSE(text_at(envelope, "result.level").empty()) << GetParam();
      for (const auto& fault : host.faults(envelope, record)) ADD_FAILURE() << set << " " << GetParam() << ": " << fault;
      continue;
    }
    for (const auto& row : expected->as_array()) {
      const auto record = crisis_record(GetParam(), row.at("given"));
      const auto envelope = host.envelope(record);
      EXPECT_EQ(text_at(envelope, "status"), "ok");
      for (const auto& difference : differences(row.at("result"), *sdk::find(envelope, "result"))) ADD_FAILURE() << set << " " << GetParam() << ": " << difference;
      EXPECT_EQ(*sdk::find(envelope, "result.timers"), row.at("result").at("timers")) << GetParam() << ": and no other timer";
      for (const auto& fault : host.faults(envelope, record)) ADD_FAILURE() << set << " " << GetParam() << ": " << fault;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Catalogue, CrisisOfSharedCases, ::testing::ValuesIn(shared_case_ids()), [](const auto& info) { return info.param; });

// A60: compliant crisis management. K7 is level 2.
TEST(Crisis, trace_A60_AVideoWithTwentyThousandRepostsIsLevelTwoWithTeamClockAndStandDown) {
  auto host = crisis_host("shipped");
  const auto envelope = host.envelope(crisis_record("K07"));
  EXPECT_EQ(text_at(envelope, "result.level"), "L2");
  EXPECT_EQ(Reader(envelope).list("result.team").size(), 11u);
  for (const auto& seat : Reader(envelope).list("result.team")) {
    EXPECT_FALSE(seat.need_text("filled_by").empty());
    EXPECT_FALSE(seat.need_text("stand_in_by").empty());
  }
  EXPECT_EQ(text_at(timer_of(envelope, "team"), "due_at"), "2026-03-02T02:00:00Z");
  EXPECT_EQ(text_at(timer_of(envelope, "first_contact"), "due_at"), "2026-03-02T03:00:00Z");
  EXPECT_EQ(text_at(timer_of(envelope, "holding"), "due_at"), "2026-03-02T05:00:00Z") << "holding decision in four hours";
  EXPECT_EQ(text_at(timer_of(envelope, "update"), "due_at"), "2026-03-02T07:00:00Z");
  EXPECT_EQ(Reader(envelope).list("result.standdown.criteria").size(), 7u);
  EXPECT_FALSE(Reader(envelope).flag_or("result.standdown.allowed", true));
}

// Each role has its task in a crisis: executive, legal, operations, manager, handler.
TEST(Crisis, EachRoleFindsItsTaskAndItsTime) {
  auto host = crisis_host("shipped");
  const auto envelope = host.envelope(crisis_record("K07"));
  std::vector<std::string> seats, owners;
  for (const auto& seat : Reader(envelope).list("result.team")) seats.emplace_back(seat.need_text("role"));
  for (const auto* role : {"commander", "legal", "business_owner", "customer_care", "scribe"}) EXPECT_NE(std::find(seats.begin(), seats.end(), role), seats.end()) << role;
  for (const auto& task : Reader(envelope).list("tasks")) {
    owners.emplace_back(task.need_text("owner_role"));
    EXPECT_FALSE(task.text_or("due_at", "").empty());
    EXPECT_FALSE(task.flag_or("blocking", true));
  }
  for (const auto* role : {"unit_head", "handler", "communications", "consumer_protection"}) EXPECT_NE(std::find(owners.begin(), owners.end(), role), owners.end()) << role;
}

TEST(CrisisExample, WordsOfSelfHarmAreLevelOneWithoutAPublicStatement) {
  auto host = crisis_host("shipped");
  const auto envelope = host.envelope(crisis_record("K08"));
  EXPECT_EQ(text_at(envelope, "result.level"), "L1");
  EXPECT_EQ(text_at(envelope, "result.variant"), "personal_safety");
  EXPECT_TRUE(Reader(envelope).list("result.statement_drafts").empty());
  EXPECT_EQ(Reader(envelope).list("result.statements_withheld").size(), 6u);
  EXPECT_TRUE(questions_of(envelope, "statement_release").empty());
  EXPECT_EQ(text_at(timer_of(envelope, "first_contact"), "due_at"), "2026-03-02T01:30:00Z");
  EXPECT_EQ(text_at(timer_of(envelope, "first_contact"), "owner_role"), "crisis_trained");
  EXPECT_EQ(findings_of(envelope, "crisis.no_public_statement").size(), 1u);
}

TEST(CrisisExample, StandDownIsAllowedAtEighteenPercentAndNotAtTwentyTwo) {
  auto host = crisis_host("shipped");
  const auto calm = host.envelope(calmed(90));
  EXPECT_TRUE(Reader(calm).flag_or("result.standdown.allowed", false));
  EXPECT_FALSE(draft_of(calm, "closing").is_null());
  bool report = false;
  for (const auto& task : Reader(calm).list("tasks"))
    if (task.need_text("id") == "review_report") {
      report = true;
      EXPECT_EQ(task.text_or("due_at", ""), "2026-03-16T16:00:00Z") << "ten working days";
    }
  EXPECT_TRUE(report);
  const auto loud = host.envelope(calmed(110));
  EXPECT_FALSE(Reader(loud).flag_or("result.standdown.allowed", true));
  EXPECT_TRUE(draft_of(loud, "closing").is_null());
  const auto sums = Reader(loud).list("evidence");
  bool shown = false;
  for (const auto& item : sums) shown = shown || item.integer_or("operands.percent", 0) == 22;
  EXPECT_TRUE(shown);
}

struct Border {
  const char* path;
  Value value;
  const char* level;
};

// A workflow with an approval of its own must not have a question beside it by which a statement could be released without that approval.
TEST(Crisis, WhereStepsOfTheWorkflowSignOffTheStageOpensNoQuestionBesideThem) {
  auto host = crisis_host("shipped");
  const Value config = Object{{"sign_off", "step"}};
  for (const auto* form : {"crisis_team", "statement_release"}) {
    EXPECT_EQ(questions_of(host.envelope(crisis_record("K07")), form).size(), 1u) << form;
    EXPECT_TRUE(questions_of(host.envelope(crisis_record("K07"), config), form).empty()) << form;
  }
  EXPECT_EQ(questions_of(host.envelope(crisis_record("K07"), config), "level_change").size(), 1u) << "anybody may raise the level at any time";
  auto unsigned_yet = calmed(90);
  sdk::set(unsigned_yet, "answers.stand_down", nullptr);
  EXPECT_EQ(questions_of(host.envelope(unsigned_yet), "stand_down").size(), 1u);
  EXPECT_TRUE(questions_of(host.envelope(unsigned_yet, config), "stand_down").empty());
  EXPECT_EQ(text_at(host.envelope(crisis_record("K07"), config), "result.level"), text_at(host.envelope(crisis_record("K07")), "result.level"));
}

TEST(CrisisLevels, HoldOnBothSidesOfEachBorder) {
  auto host = crisis_host("shipped");
  const std::vector<Border> borders = {
      {"media.reach_count", 999, "none"},        {"media.reach_count", 1'000, "L3"},   {"media.reach_count", 9'999, "L3"},     {"media.reach_count", 10'000, "L2"},      {"media.reach_count", 99'999, "L2"},      {"media.reach_count", 100'000, "L1"},
      {"crisis_facts.onsite_count", 9, "none"},  {"crisis_facts.onsite_count", 10, "L2"}, {"crisis_facts.onsite_count", 49, "L2"}, {"crisis_facts.onsite_count", 50, "L1"}, {"group.planned_count", 9, "none"},       {"group.planned_count", 10, "L2"},
      {"crisis_facts.outage_hours", 4, "none"},  {"crisis_facts.outage_hours", 5, "L2"},  {"group.size", 4, "none"},              {"group.size", 5, "L3"},                 {"analysis.risk.axes", Array{Object{{"id", "reputation"}, {"score", 11}}}, "none"},
      {"analysis.risk.axes", Array{Object{{"id", "reputation"}, {"score", 12}}}, "L3"}, {"crisis_facts.national_media", true, "L1"}, {"crisis_facts.national_media", false, "none"}, {"analysis.risk.crisis_axis", true, "L2"}, {"media.reporter_contact", true, "L3"},
      {"flags.safety.self_harm", "veiled", "none"}, {"flags.safety.self_harm", "explicit", "L1"}, {"flags.safety.violence", "explicit", "L1"}, {"media.posted", true, "watch"},
      {"analysis.intake.threats", Array{Object{{"kind", "petition"}, {"state", "threatened"}}}, "watch"}, {"analysis.intake.threats", Array{Object{{"kind", "regulator"}, {"state", "happened"}}}, "none"},
      {"analysis.intake.threats", Array{Object{{"kind", "regulator"}, {"state", "threatened"}}, Object{{"kind", "media"}, {"state", "threatened"}}}, "watch"}};
  for (const auto& [path, value, level] : borders) {
    auto record = quiet();
    sdk::set(record, path, value);
    EXPECT_EQ(text_at(host.envelope(record), "result.level"), level) << path << " " << sdk::write_json(value);
  }
}

TEST(CrisisLevels, AnUnknownFactMatchesNoRowAndEveryReasonIsListed) {
  auto host = crisis_host("shipped");
  auto record = quiet();
  sdk::set(record, "crisis_facts.onsite_count", nullptr);
  sdk::set(record, "media.reach_count", nullptr);
  EXPECT_EQ(text_at(host.envelope(record), "result.level"), "none");
  const auto envelope = host.envelope(crisis_record("K07"));
  std::vector<std::string> rows;
  for (const auto& why : Reader(envelope).list("result.why")) rows.emplace_back(why.need_text("row"));
  EXPECT_EQ(rows.front(), "CL6");
  for (const auto* row : {"CL7", "CL12", "CL14", "CL15"}) EXPECT_NE(std::find(rows.begin(), rows.end(), row), rows.end()) << row;
}

TEST(CrisisLevels, AnUnknownReachIsAskedForAndTheThreatDecides) {
  auto host = crisis_host("shipped");
  auto record = quiet();
  sdk::set(record, "media", Object{{"posted", true}});
  auto envelope = host.envelope(record);
  EXPECT_EQ(text_at(envelope, "result.level"), "watch");
  auto asked = questions_of(envelope, "reach_check");
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_EQ(text_at(asked[0], "to_role"), "monitoring");
  sdk::set(record, "answers.reach_check.reach_count", 20'000);
  envelope = host.envelope(record);
  EXPECT_EQ(text_at(envelope, "result.level"), "L2");
  EXPECT_TRUE(questions_of(envelope, "reach_check").empty());
}

TEST(CrisisTimers, RunFromTheInstantAtWhichTheLevelWasFirstReached) {
  auto host = crisis_host("shipped");
  auto record = crisis_record("K07");
  const auto first = host.envelope(record);
  const auto facts = Reader(first).list("facts");
  ASSERT_EQ(facts.size(), 1u);
  EXPECT_EQ(facts[0].need_text("path"), "crisis_facts.level_since");
  EXPECT_EQ(facts[0].need_text("value.l2"), "2026-03-02T01:00:00Z");
  sdk::set(record, "crisis_facts.level_since", *facts[0].find("value"));
  const auto later = host.envelope(record, Object{}, "2026-03-02T01:30:00Z");
  EXPECT_EQ(text_at(timer_of(later, "team"), "due_at"), "2026-03-02T02:00:00Z") << "another run gives no more time";
  EXPECT_TRUE(Reader(later).list("facts").empty());
  // A higher level has a beginning of its own, and the old one stays on record.
  sdk::set(record, "media.reach_count", 100'000);
  const auto higher = host.envelope(record, Object{}, "2026-03-02T01:30:00Z");
  EXPECT_EQ(text_at(timer_of(higher, "team"), "due_at"), "2026-03-02T02:00:00Z") << "thirty minutes of level 1";
  EXPECT_EQ(text_at(higher, "facts.0.value.l1"), "2026-03-02T01:30:00Z");
  EXPECT_EQ(text_at(higher, "facts.0.value.l2"), "2026-03-02T01:00:00Z");
}

TEST(CrisisTimers, AMissedOneGoesOneStepUpAndAMetOneIsDone) {
  auto host = crisis_host("shipped");
  auto record = crisis_record("K07");
  sdk::set(record, "crisis_facts.level_since.l2", "2026-03-02T01:00:00Z");
  EXPECT_EQ(text_at(timer_of(host.envelope(record, Object{}, "2026-03-02T01:59:59Z"), "team"), "state"), "open");
  const auto late = host.envelope(record, Object{}, "2026-03-02T02:00:00Z");
  EXPECT_EQ(text_at(timer_of(late, "team"), "state"), "missed") << "met is before, not at";
  EXPECT_EQ(text_at(timer_of(late, "team"), "owner_role"), "head_office") << "unit_head, one step up";
  EXPECT_EQ(findings_of(late, "crisis.timer_missed").size(), 1u);
  for (const auto& task : Reader(late).list("tasks"))
    EXPECT_TRUE(task.need_text("id") != "timer_team" || task.need_text("owner_role") == "head_office");
  sdk::set(record, "answers.crisis_team", full_team());
  EXPECT_EQ(text_at(timer_of(host.envelope(record, Object{}, "2026-03-02T02:00:00Z"), "team"), "state"), "done");
  sdk::set(record, "answers.crisis_team.at", "2026-03-02T02:00:00Z");
  EXPECT_EQ(text_at(timer_of(host.envelope(record, Object{}, "2026-03-02T02:00:00Z"), "team"), "state"), "done_late");
  sdk::set(record, "history.contacts", Array{Object{{"at", "2026-03-02T00:00:00Z"}, {"direction", "outbound"}}, Object{{"at", "2026-03-02T01:10:00Z"}, {"direction", "inbound"}}});
  EXPECT_EQ(text_at(timer_of(host.envelope(record), "first_contact"), "state"), "open") << "before the crisis, and from the customer";
  sdk::set(record, "history.contacts.1.direction", "outbound");
  EXPECT_EQ(text_at(timer_of(host.envelope(record), "first_contact"), "state"), "done");
}

TEST(CrisisTimers, TheRhythmOfUpdatesGoesOnFromTheLastRelease) {
  auto host = crisis_host("shipped");
  auto record = crisis_record("K07");
  sdk::set(record, "crisis_facts.level_since.l2", "2026-03-02T01:00:00Z");
  sdk::set(record, "answers.statement_release", Object{{"statement", "holding"}, {"version", 1}, {"text", "我们正在核实。"}, {"spokesperson", "zhao.min"}, {"legal", "zhou.yan"}, {"channel", "官网"}, {"at", "2026-03-02T03:00:00Z"}});
  const auto envelope = host.envelope(record, Object{}, "2026-03-02T03:30:00Z");
  EXPECT_EQ(text_at(timer_of(envelope, "update"), "due_at"), "2026-03-02T09:00:00Z");
  EXPECT_EQ(text_at(timer_of(envelope, "holding"), "state"), "done");
  EXPECT_EQ(text_at(envelope, "result.released"), "holding");
  // That there is nothing new is an answer to the rhythm too, and an older one moves nothing back.
  sdk::set(record, "answers.no_news", Object{{"looked_at", "监测日报"}, {"reason", "没有新的事实"}, {"at", "2026-03-02T08:30:00Z"}});
  EXPECT_EQ(text_at(timer_of(host.envelope(record, Object{}, "2026-03-02T08:40:00Z"), "update"), "due_at"), "2026-03-02T14:30:00Z");
  sdk::set(record, "answers.no_news.at", "2026-03-02T02:00:00Z");
  EXPECT_EQ(text_at(timer_of(host.envelope(record, Object{}, "2026-03-02T08:40:00Z"), "update"), "due_at"), "2026-03-02T09:00:00Z");
}

TEST(CrisisTimers, TheRegulatorIsToldByAnInternalLimitThatCounselConfirms) {
  auto host = crisis_host("shipped");
  auto record = crisis_record("K07");
  const auto envelope = host.envelope(record);
  const auto timer = timer_of(envelope, "regulator");
  EXPECT_EQ(text_at(timer, "due_at"), "2026-03-02T03:00:00Z");
  EXPECT_TRUE(Reader(timer).flag_or("verify", false));
  EXPECT_NE(text_at(timer, "basis.zh").find("法务确认"), std::string::npos);
  sdk::set(record, "crisis_facts.standdown.regulator_informed", true);
  EXPECT_EQ(text_at(timer_of(host.envelope(record), "regulator"), "state"), "done");
  record = quiet();
  sdk::set(record, "group.size", 5);
  EXPECT_TRUE(text_at(timer_of(host.envelope(record), "regulator"), "due_at").empty()) << "level 3 has none";
}

TEST(CrisisTimers, LevelThreeCountsAWorkingDayAndOnlyPrepares) {
  auto host = crisis_host("shipped");
  auto record = quiet();
  sdk::set(record, "group.size", 5);
  const auto envelope = host.envelope(record, Object{}, "2026-03-06T01:00:00Z");  // a Friday
  EXPECT_EQ(text_at(timer_of(envelope, "first_contact"), "due_at"), "2026-03-09T16:00:00Z") << "the local midnight that ends Monday";
  EXPECT_EQ(text_at(timer_of(envelope, "holding"), "length"), "24h");
  for (const auto& draft : Reader(envelope).list("result.statement_drafts")) EXPECT_TRUE(draft.flag_or("prepared_only", false));
}

TEST(CrisisTimers, ACalendarThatEndsStopsNoCrisis) {
  auto host = crisis_host("shipped");
  auto record = quiet();
  sdk::set(record, "group.size", 5);
  const auto envelope = host.envelope(record, Object{}, "2099-03-02T01:00:00Z");
  EXPECT_EQ(text_at(envelope, "result.level"), "L3");
  EXPECT_FALSE(findings_of(envelope, "crisis.calendar_missing").empty());
  EXPECT_TRUE(text_at(timer_of(envelope, "first_contact"), "due_at").empty()) << "a working day needs the calendar, so a person sets the date";
  EXPECT_EQ(text_at(timer_of(envelope, "first_contact"), "state"), "open");
}

TEST(CrisisStatements, HaveTheirSlotsFilledFromWhatIsKnown) {
  auto host = crisis_host("shipped");
  const auto envelope = host.envelope(crisis_record("K07"));
  const auto holding = draft_of(envelope, "holding");
  const auto zh = text_at(holding, "text.zh"), en = text_at(holding, "text.en");
  for (const auto* part : {"测试银行", "正在逐项核实", "专人逐一联系受影响的客户", "专门小组查明原因", "2026年3月2日", "000 0000 0101"}) EXPECT_NE(zh.find(part), std::string::npos) << part << "\n" << zh;
  for (const auto* part : {"Test Bank", "checked point by point", "arranging for somebody to contact each customer", "March 2026", "telephone 000 0000 0101"}) EXPECT_NE(en.find(part), std::string::npos) << part << "\n" << en;
  EXPECT_EQ(zh.find('{'), std::string::npos);
  EXPECT_EQ(withheld_of(envelope, "facts"), "no fact is confirmed yet");
  EXPECT_EQ(withheld_of(envelope, "correction"), "no rumour has been refuted");
  EXPECT_NE(withheld_of(envelope, "apology").find("confirmed fault"), std::string::npos);
  EXPECT_NE(withheld_of(envelope, "closing").find("criteria"), std::string::npos);
}

Value with_states(Value record, std::vector<const char*> states) {
  Array matrix;
  int number = 0;
  for (const auto* state : states) matrix.emplace_back(Object{{"id", "e" + std::to_string(++number)}, {"kind", "allegation"}, {"claim", nullptr}, {"state", state}});
  sdk::set(record, "analysis.verify.matrix", std::move(matrix));
  return record;
}

TEST(CrisisStatements, ClaimNoStepThatNobodyHasTaken) {
  auto host = crisis_host("shipped");
  auto record = crisis_record("K07");
  auto zh = text_at(draft_of(host.envelope(record), "holding"), "text.zh");
  EXPECT_NE(zh.find("正在组建专门小组"), std::string::npos) << zh;
  EXPECT_NE(zh.find("正在安排专人"), std::string::npos) << zh;
  sdk::set(record, "answers.crisis_team", full_team());
  sdk::set(record, "history.contacts", Array{Object{{"at", "2026-03-02T01:00:00Z"}, {"direction", "outbound"}}});
  zh = text_at(draft_of(host.envelope(record), "holding"), "text.zh");
  EXPECT_NE(zh.find("已成立专门小组"), std::string::npos) << zh;
  EXPECT_NE(zh.find("已经开始由专人逐一联系"), std::string::npos) << zh;
}

TEST(CrisisStatements, AnApologyIsForConfirmedFaultOnly) {
  auto host = crisis_host("shipped");
  auto record = with_states(crisis_record("K07"), {"confirmed"});
  EXPECT_FALSE(draft_of(host.envelope(record), "facts").is_null());
  EXPECT_TRUE(draft_of(host.envelope(record), "apology").is_null()) << "a fact is no fault";
  sdk::set(record, "analysis.verify.case_merit", "full");
  sdk::set(record, "analysis.verify.root_cause", Object{{"code", "external"}});
  EXPECT_TRUE(draft_of(host.envelope(record), "apology").is_null());
  sdk::set(record, "analysis.verify.root_cause", Object{{"code", "process"}});
  const auto apology = draft_of(host.envelope(record), "apology");
  ASSERT_FALSE(apology.is_null());
  EXPECT_NE(text_at(apology, "text.zh").find("诚恳道歉"), std::string::npos);
  EXPECT_NE(text_at(apology, "text.zh").find("不附条件"), std::string::npos);
  sdk::set(record, "analysis.verify.case_merit", "none");
  EXPECT_TRUE(draft_of(host.envelope(record), "apology").is_null());
  sdk::set(record, "analysis.verify.breach", "confirmed");
  EXPECT_FALSE(draft_of(host.envelope(record), "apology").is_null());
}

TEST(CrisisStatements, ACorrectionIsForWhatWasRefuted) {
  auto host = crisis_host("shipped");
  EXPECT_TRUE(draft_of(host.envelope(with_states(crisis_record("K07"), {"undetermined"})), "correction").is_null());
  const auto correction = draft_of(host.envelope(with_states(crisis_record("K07"), {"refuted", "confirmed"})), "correction");
  ASSERT_FALSE(correction.is_null());
  EXPECT_NE(text_at(correction, "text.zh").find("1项"), std::string::npos);
}

TEST(CrisisSituation, TellsFactsFromRumours) {
  auto host = crisis_host("shipped");
  auto record = with_states(crisis_record("K07"), {"confirmed", "refuted", "undetermined"});
  const auto envelope = host.envelope(record);
  const auto texts = [&](std::string_view part) {
    std::string out;
    for (const auto& line : Reader(envelope).list("result.situation." + std::string(part))) {
      out += std::string(line.need_text("text.en")) + "|";
      EXPECT_FALSE(line.text_list("evidence").empty());
    }
    return out;
  };
  EXPECT_NE(texts("facts").find("Reach: about 20000"), std::string::npos);
  EXPECT_NE(texts("facts").find("e1: confirmed"), std::string::npos);
  EXPECT_NE(texts("rumours").find("e2: checked and not so"), std::string::npos);
  EXPECT_NE(texts("rumours").find("e3: not confirmed yet"), std::string::npos);
  EXPECT_NE(texts("actions").find("Each complaint is handled as usual"), std::string::npos);
  EXPECT_NE(texts("open_questions").find("Who is on the team?"), std::string::npos);
  EXPECT_TRUE(sdk::find(host.envelope(quiet()), "result.situation")->is_null());
}

TEST(CrisisExplanation, SaysLevelTeamTimersStatementsAndTheEnd) {
  auto host = crisis_host("shipped");
  const auto envelope = host.envelope(crisis_record("K07"));
  const auto zh = text_at(envelope, "explain.zh"), en = text_at(envelope, "explain.en");
  EXPECT_NE(zh.find("现在列为二级危机：风险达到危机线、传播量达到一万"), std::string::npos) << zh;
  EXPECT_NE(zh.find("工作组有11个岗位，等待确认"), std::string::npos) << zh;
  EXPECT_NE(zh.find("召集工作组"), std::string::npos) << zh;
  EXPECT_NE(en.find("This is crisis level 2: the risk has reached the crisis line, reach at least ten thousand"), std::string::npos) << en;
  EXPECT_NE(en.find("spokesperson and legal both have to release one"), std::string::npos) << en;
  const auto safety = text_at(host.envelope(crisis_record("K08")), "explain.en");
  EXPECT_NE(safety.find("A person's safety comes first"), std::string::npos) << safety;
  EXPECT_NE(text_at(host.envelope(quiet()), "explain.zh").find("不构成危机"), std::string::npos);
}

TEST(CrisisInput, SaysWhatIsWrong) {
  auto host = crisis_host();
  const auto code = [&](const Value& record) {
    sdk::CallInput input;
    input.record = record;
    return host.run(input).code;
  };
  EXPECT_EQ(code(Object{}), "error.missing_field");
  for (const auto& [path, value] : std::vector<std::pair<const char*, Value>>{{"media.reach_count", -1}, {"crisis_facts.onsite_count", -1}, {"crisis_facts.mentions_peak", -1}, {"crisis_facts.standdown_held_hours", -1}, {"flags.safety.self_harm", "loud"}}) {
    auto record = crisis_record("K07");
    sdk::set(record, path, value);
    EXPECT_EQ(code(record), "error.range") << path;
  }
  auto record = crisis_record("K07");
  record.at("analysis").as_object().erase("intake");
  const auto envelope = host.envelope(record);
  EXPECT_EQ(text_at(envelope, "result.level"), "L2");
  EXPECT_FALSE(findings_of(envelope, "insufficient_data").empty());
}

}  // namespace
}  // namespace amends::testing
