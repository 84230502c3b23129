// What people answer to amends.crisis: the team, releases, changes of level, signatures.
#include <gtest/gtest.h>

#include "plugins/amends_crisis/crisis_kit.hpp"

namespace amends::testing {
namespace {

using sdk::Object;
using sdk::Reader;
using sdk::Value;

TEST(CrisisTeam, IsConfirmedWhenEverySeatHasAPersonAndAStandIn) {
  auto host = crisis_host("shipped");
  auto record = crisis_record("K07");
  EXPECT_EQ(questions_of(host.envelope(record), "crisis_team").size(), 1u);
  sdk::set(record, "answers.crisis_team", full_team());
  auto envelope = host.envelope(record);
  EXPECT_TRUE(Reader(envelope).flag_or("result.team_confirmed", false));
  EXPECT_EQ(text_at(envelope, "result.team.0.person"), "li.na");
  EXPECT_EQ(text_at(envelope, "result.team.0.stand_in"), "a1");
  EXPECT_TRUE(questions_of(envelope, "crisis_team_run1").empty());
  for (const auto& fault : host.faults(envelope, record)) ADD_FAILURE() << fault;

  sdk::set(record, "answers.crisis_team.scribe", "li.na / a11");
  EXPECT_TRUE(Reader(host.envelope(record)).flag_or("result.team_confirmed", false)) << "two seats are allowed";
  sdk::set(record, "answers.crisis_team.deputy", "li.na / a2");
  envelope = host.envelope(record);
  EXPECT_FALSE(Reader(envelope).flag_or("result.team_confirmed", true));
  EXPECT_EQ(findings_of(envelope, "crisis.team_too_many").size(), 1u);
  EXPECT_EQ(questions_of(envelope, "crisis_team_run1").size(), 1u) << "asked again under a new number";
}

TEST(CrisisTeam, CommanderAndSpokespersonAreTwoPeopleAtLevelOneOnly) {
  auto host = crisis_host("shipped");
  auto record = crisis_record("K07");
  auto team = full_team();
  team["spokesperson"] = "li.na / a3";
  sdk::set(record, "answers.crisis_team", team);
  EXPECT_TRUE(Reader(host.envelope(record)).flag_or("result.team_confirmed", false)) << "level 2";
  sdk::set(record, "media.reach_count", 100'000);
  const auto envelope = host.envelope(record);
  EXPECT_FALSE(Reader(envelope).flag_or("result.team_confirmed", true)) << "level 1";
  EXPECT_EQ(findings_of(envelope, "crisis.team_apart").size(), 1u);
}

TEST(CrisisTeam, NoQuestionHoldsTheCase) {
  auto host = crisis_host("shipped");
  for (const auto* id : {"K06", "K07", "K08"}) {
    const auto envelope = host.envelope(crisis_record(id));
    EXPECT_EQ(text_at(envelope, "status"), "ok");
    for (const auto& question : Reader(envelope).list("questions")) EXPECT_FALSE(question.flag_or("blocking", true)) << "people are contacted while lists are written";
  }
}

Object release() { return Object{{"statement", "holding"}, {"version", 1}, {"text", "我们正在核实，会在下午六点前再次说明。"}, {"spokesperson", "zhao.min"}, {"legal", "zhou.yan"}, {"channel", "官网"}, {"at", "2026-03-02T03:00:00Z"}}; }

TEST(CrisisRelease, NeedsTwoPeople) {
  auto host = crisis_host("shipped");
  auto record = crisis_record("K07");
  sdk::set(record, "answers.statement_release", release());
  auto envelope = host.envelope(record);
  EXPECT_EQ(text_at(envelope, "result.released"), "holding");
  EXPECT_EQ(findings_of(envelope, "crisis.released").size(), 1u);
  for (const auto& [field, value] : std::vector<std::pair<const char*, const char*>>{{"legal", "zhao.min"}, {"legal", "Zhao Min"}, {"legal", ""}, {"spokesperson", ""}}) {
    auto one = release();
    one[field] = value;
    sdk::set(record, "answers.statement_release", one);
    envelope = host.envelope(record);
    EXPECT_TRUE(sdk::find(envelope, "result.released")->is_null()) << field << " " << value;
    EXPECT_EQ(findings_of(envelope, "crisis.release_unsigned").size(), 1u);
  }
}

TEST(CrisisRelease, SayingNothingForNowIsADecisionToo) {
  auto host = crisis_host("shipped");
  auto record = crisis_record("K07");
  auto none = release();
  none["statement"] = "no_statement";
  none["text"] = "先与客户面谈，绝对不抢先发声";
  sdk::set(record, "answers.statement_release", none);
  sdk::set(record, "crisis_facts.level_since.l2", "2026-03-02T01:00:00Z");
  const auto envelope = host.envelope(record, Object{}, "2026-03-02T06:00:00Z");
  EXPECT_EQ(text_at(timer_of(envelope, "holding"), "state"), "done");
  EXPECT_TRUE(sdk::find(envelope, "result.released")->is_null());
  EXPECT_EQ(findings_of(envelope, "crisis.no_statement").size(), 1u);
  EXPECT_EQ(text_at(timer_of(envelope, "update"), "due_at"), "2026-03-02T07:00:00Z") << "nothing went out, so the rhythm did not move";
  for (const auto& fault : host.faults(envelope, record)) ADD_FAILURE() << fault;
  // A release that does not count meets no timer.
  auto alone = release();
  alone["legal"] = "zhao.min";
  sdk::set(record, "answers.statement_release", alone);
  EXPECT_EQ(text_at(timer_of(host.envelope(record, Object{}, "2026-03-02T06:00:00Z"), "holding"), "state"), "missed");
  // With danger to a person the rule has decided, and nobody is chased for a statement.
  auto danger = crisis_record("K08");
  sdk::set(danger, "crisis_facts.level_since.l1", "2026-03-02T01:00:00Z");
  EXPECT_EQ(text_at(timer_of(host.envelope(danger, Object{}, "2026-03-02T06:00:00Z"), "holding"), "state"), "done");
}

TEST(CrisisRelease, HoldsNothingForbidden) {
  auto host = crisis_host("shipped");
  auto record = crisis_record("K07");
  for (const auto& row : Reader(*host.packs().file("crisis/statements")).list("forbidden")) {
    auto one = release();
    one["text"] = "前文。" + std::string(row.need_text("pattern")) + "。后文。";
    sdk::set(record, "answers.statement_release", one);
    const auto envelope = host.envelope(record);
    EXPECT_TRUE(sdk::find(envelope, "result.released")->is_null()) << row.need_text("pattern");
    EXPECT_EQ(findings_of(envelope, "crisis.statement_forbidden").size(), 1u) << row.need_text("pattern");
  }
  auto numbered = release();
  numbered["text"] = "客户身份证110101199003077777、卡号6222020200112233445，所说不是事实。";
  sdk::set(record, "answers.statement_release", numbered);
  EXPECT_TRUE(sdk::find(host.envelope(record), "result.released")->is_null());
  EXPECT_EQ(text_at(findings_of(host.envelope(record), "crisis.statement_forbidden").at(0), "rule"), "crisis/statements#personal_number");
  // What looks like it and is not.
  for (const auto* innocent : {"我们会追查原因，不回避责任。", "请大家不要传播当事人的个人信息。", "我们不要求任何人删除内容。", "We do not speculate about the cause."}) {
    auto one = release();
    one["text"] = innocent;
    sdk::set(record, "answers.statement_release", one);
    EXPECT_EQ(text_at(host.envelope(record), "result.released"), "holding") << innocent;
  }
}

TEST(CrisisChange, RaisesAtOnceAndLowersByTwo) {
  auto host = crisis_host("shipped");
  auto record = crisis_record("K07");
  const auto change = [&](const char* to, const char* from, const char* commander, const char* legal) {
    sdk::set(record, "answers.level_change", Object{{"level", to}, {"from_level", from}, {"criterion", "c"}, {"signer_commander", commander}, {"signer_legal", legal}});
    return text_at(host.envelope(record), "result.level");
  };
  EXPECT_EQ(change("L1", "L2", "li.na", ""), "L1");
  EXPECT_EQ(change("L3", "L2", "li.na", "zhou.yan"), "L3");
  EXPECT_EQ(change("L3", "L2", "li.na", "li.na"), "L2");
  EXPECT_EQ(change("L3", "L2", "li.na", ""), "L2");
  EXPECT_EQ(change("L3", "L2", "li.na", "Li.Na"), "L2") << "one person, spelt twice";
  EXPECT_EQ(change("L3", "L2", "li.na", "."), "L2") << "a dot is nobody";
  EXPECT_EQ(change("watch", "L3", "li.na", "zhou.yan"), "L2") << "they saw another level";
  EXPECT_EQ(text_at(host.envelope(record), "result.level_by_facts"), "L2");
  record = crisis_record("K08");
  EXPECT_EQ(change("none", "L1", "li.na", "zhou.yan"), "L1") << "no signature takes danger to a person away";
}

TEST(CrisisStandDown, AsksForSignaturesOnlyWhenTheyAreAllThatIsMissing) {
  auto host = crisis_host("shipped");
  auto record = calmed(90);
  sdk::set(record, "answers.stand_down", nullptr);  // the record says "signed", and no name stands for it
  auto envelope = host.envelope(record);
  EXPECT_EQ(questions_of(envelope, "stand_down").size(), 1u);
  EXPECT_FALSE(Reader(envelope).flag_or("result.standdown.allowed", true));
  sdk::set(record, "answers.stand_down", Object{{"criteria", "c"}, {"signer_commander", "li.na"}, {"signer_legal", "li.na"}});
  EXPECT_FALSE(Reader(host.envelope(record)).flag_or("result.standdown.allowed", true)) << "one person is not two";
  for (const auto* spelling : {"Li.Na", "ｌｉ．ｎａ", "li na", "LI_NA", " ", ""}) {
    sdk::set(record, "answers.stand_down.signer_legal", spelling);
    EXPECT_FALSE(Reader(host.envelope(record)).flag_or("result.standdown.allowed", true)) << spelling;
  }
  sdk::set(record, "answers.stand_down.signer_legal", "zhou.yan");
  EXPECT_TRUE(Reader(host.envelope(record)).flag_or("result.standdown.allowed", false));
  sdk::set(record, "crisis_facts.standdown_held_hours", 47);
  envelope = host.envelope(record);
  EXPECT_FALSE(Reader(envelope).flag_or("result.standdown.allowed", true));
  EXPECT_TRUE(questions_of(envelope, "stand_down").empty());
}

// Where a team was called together, its commander and its legal member sign, or who stands in for them.
TEST(CrisisChange, IsSignedByTheTeamThatStands) {
  auto host = crisis_host("shipped");
  auto record = crisis_record("K07");
  sdk::set(record, "answers.crisis_team", Object{{"commander", "sun.lei / wang.yi"}, {"legal", "zhou.yan / zheng.kai"}});
  const auto lowered = [&](const char* commander, const char* legal) {
    sdk::set(record, "answers.level_change", Object{{"level", "L3"}, {"from_level", "L2"}, {"criterion", "c"}, {"signer_commander", commander}, {"signer_legal", legal}});
    return text_at(host.envelope(record), "result.level");
  };
  EXPECT_EQ(lowered("Sun Lei", "zhou.yan"), "L3");
  EXPECT_EQ(lowered("wang.yi", "zheng.kai"), "L3");
  EXPECT_EQ(lowered("li.na", "zhou.yan"), "L2");
  EXPECT_EQ(lowered("sun.lei", "li.na"), "L2");
  EXPECT_EQ(lowered("zhou.yan", "sun.lei"), "L2") << "each in their own seat";
}

TEST(CrisisStandDown, IsSignedByTheTeamThatStands) {
  auto host = crisis_host("shipped");
  auto record = calmed(90);
  sdk::set(record, "answers.crisis_team", Object{{"commander", "sun.lei / wang.yi"}, {"legal", "zhou.yan / zheng.kai"}});
  EXPECT_FALSE(Reader(host.envelope(record)).flag_or("result.standdown.allowed", true)) << "li.na commands nothing here";
  sdk::set(record, "answers.stand_down.signer_commander", "wang.yi");
  EXPECT_TRUE(Reader(host.envelope(record)).flag_or("result.standdown.allowed", false));
}

TEST(CrisisStandDown, ASafetySignIsGoneOnlyWhenPeopleSaySo) {
  auto host = crisis_host("shipped");
  for (const auto* degree : {"veiled", "explicit"}) {
    auto record = calmed(90);
    sdk::set(record, "flags.safety.self_harm", degree);
    EXPECT_FALSE(Reader(host.envelope(record)).flag_or("result.standdown.allowed", true)) << degree;
    sdk::set(record, "crisis_facts.standdown.no_safety_risk", true);
    EXPECT_TRUE(Reader(host.envelope(record)).flag_or("result.standdown.allowed", false)) << degree;
  }
}

}  // namespace
}  // namespace amends::testing
