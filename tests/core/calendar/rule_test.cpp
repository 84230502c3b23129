#include "calendar/rule.hpp"

#include <gtest/gtest.h>

#include "core/calendar/fixtures.hpp"

namespace amends::calendar {
namespace {

using namespace fixtures;

Result<std::vector<ClockRule>> read_rules(const std::string& rows) { return rules_from_document(value(yaml::parse("rows:\n" + rows, "clocks.test.yaml"))); }

constexpr const char* kFull =
    "  - id: TEST-DECIDE\n"
    "    kind: decide\n"
    "    applies_when: 'complexity = \"complex\"'\n"
    "    start_event: channel.received_at\n"
    "    length: 30d\n"
    "    day_type: calendar\n"
    "    inclusive: false\n"
    "    extensions: [{add: 30d, max_total: 60d, needs_approval_by: [superior, senior_manager], needs_notice_to: complainant}]\n"
    "    suspensions: [{reason: outside_appraisal, needs_notice_to: [complainant], when: {zh: 鉴定, en: Appraisal}}, agreed_mediation]\n"
    "    restarts: [{reason: new_facts, starts_at: new_material_received, when: {zh: 新事实, en: New facts}}]\n"
    "    restart_allowed: true\n"
    "    approve_by: supervisor\n"
    "    on_breach: escalate\n"
    "    instrument: Test Order\n"
    "    article: art. 18\n"
    "    issuer: Test authority\n"
    "    effective_from: \"2020-03-01\"\n"
    "    effective_to: null\n"
    "    source_ref: S1\n"
    "    confidence: verified\n"
    "    verified_on: \"2026-11-21\"\n"
    "    verify: true\n"
    "    title: {zh: 处理决定, en: Decision}\n"
    "    plain: {zh: 三十日内作出决定, en: Decide within 30 days}\n";

void expect_invalid(const std::string& row, const std::string& place, const std::string& word) {
  const auto rules = read_rules(row);
  ASSERT_FALSE(rules) << row;
  EXPECT_EQ(rules.error().code, ErrorCode::pack_invalid);
  EXPECT_NE(rules.error().where.find("clocks.test.yaml:" + place), std::string::npos) << rules.error().text();
  EXPECT_NE(rules.error().message.find(word), std::string::npos) << rules.error().text();
}

const std::string kShort = "  - {id: A, kind: decide, start_event: received, length: 15d, ";

TEST(Rule, ReadsEveryField) {
  const auto rules = value(read_rules(kFull));
  ASSERT_EQ(rules.size(), 1u);
  const auto& rule = rules[0];
  EXPECT_EQ(rule.id, "TEST-DECIDE");
  EXPECT_EQ(rule.kind, "decide");
  EXPECT_EQ(rule.applies_when, "complexity = \"complex\"");
  EXPECT_EQ(rule.start_event, "channel.received_at");
  EXPECT_EQ(rule.length, length("30d"));
  EXPECT_EQ(rule.day_type, DayType::calendar);
  ASSERT_EQ(rule.extensions.size(), 1u);
  EXPECT_EQ(rule.extensions[0].max_total, length("60d"));
  EXPECT_EQ(rule.extensions[0].approval_by, (std::vector<std::string>{"superior", "senior_manager"}));
  EXPECT_EQ(rule.extensions[0].notice_to, std::vector<std::string>{"complainant"});
  ASSERT_EQ(rule.suspensions.size(), 2u);
  EXPECT_EQ(rule.suspensions[0].reason, "outside_appraisal");
  EXPECT_EQ(rule.suspensions[0].notice_to, std::vector<std::string>{"complainant"});
  EXPECT_EQ(rule.suspensions[1].reason, "agreed_mediation");
  EXPECT_TRUE(rule.suspensions[1].notice_to.empty());
  ASSERT_EQ(rule.restarts.size(), 1u);
  EXPECT_EQ(rule.restarts[0].starts_at, "new_material_received");
  EXPECT_EQ(rule.approve_by, std::vector<std::string>{"supervisor"});
  EXPECT_TRUE(rule.restart_allowed);
  EXPECT_EQ(rule.effective_from, day("2020-03-01"));
  EXPECT_FALSE(rule.effective_to);
  EXPECT_EQ(rule.verified_on, day("2026-11-21"));
  EXPECT_EQ(rule.title.zh, "处理决定");
  EXPECT_EQ(rule.place, "clocks.test.yaml:2:5");
  const auto basis = basis_json(rule);
  EXPECT_EQ(json::text_at(basis, "rule"), "TEST-DECIDE");
  EXPECT_EQ(json::text_at(basis, "effective_from"), "2020-03-01");
  EXPECT_TRUE(json::is_null(json::find(basis, "effective_to")));
}

TEST(Rule, NeedsOnlyFourFields) {
  const auto rules = value(read_rules("  - {id: A, kind: decide, start_event: received, length: 7wd}\n"));
  EXPECT_TRUE(rules[0].verify) << "what nobody confirmed is to be confirmed";
  EXPECT_FALSE(rules[0].day_type);
  EXPECT_TRUE(rules[0].extensions.empty());
}

TEST(Rule, IsInForceOnItsFirstAndLastDay) {
  const auto rule = value(read_rules(kShort + "effective_from: \"2020-03-01\", effective_to: \"2026-06-30\"}\n"))[0];
  EXPECT_FALSE(rule.in_force(day("2020-02-29")));
  EXPECT_TRUE(rule.in_force(day("2020-03-01")));
  EXPECT_TRUE(rule.in_force(day("2026-06-30")));
  EXPECT_FALSE(rule.in_force(day("2026-07-01")));
}

TEST(Rule, RefusesWhatIsMissing) {
  expect_invalid("  - {kind: decide, start_event: received, length: 15d}\n", "2", "'id'");
  expect_invalid("  - {id: A, start_event: received, length: 15d}\n", "2", "'kind'");
  expect_invalid("  - {id: A, kind: decide, length: 15d}\n", "2", "'start_event'");
  EXPECT_FALSE(rules_from_document(value(yaml::parse("clocks: []\n", "clocks.test.yaml"))));
}

TEST(Rule, RefusesOtherTypesWithTheirPlace) {
  expect_invalid("  - id: A\n    kind: decide\n    start_event: received\n    length: 15\n", "5", "text");
  expect_invalid("  - id: A\n    kind: decide\n    start_event: received\n    length: P15D\n", "5", "P15D");
  expect_invalid(kShort + "restart_allowed: maybe}\n", "2", "true or false");
  expect_invalid(kShort + "suspensions: [Outside Appraisal]}\n", "2", "small letters");
  expect_invalid(kShort + "suspensions: [{when: {zh: 鉴定, en: Appraisal}}]}\n", "2", "'reason'");
  expect_invalid(kShort + "suspensions: [{reason: outside_appraisal, until: 30d}]}\n", "2", "until");
  expect_invalid(kShort + "suspensions: [7]}\n", "2", "mapping");
  expect_invalid(kShort + "extensions: {add: 30d}}\n", "2", "list");
  expect_invalid(kShort + "effective_from: \"2020-02-30\"}\n", "2", "no date");
  expect_invalid(kShort + "title: {zh: 决定}}\n", "2", "both languages");
  expect_invalid(kShort + "lenght: 15d}\n", "2", "lenght");
  expect_invalid("  - [1]\n", "2", "mapping");
}

TEST(Rule, RefusesALengthThatDoesNotCountItsDays) {
  expect_invalid("  - {id: A, kind: decide, start_event: received, length: 7d, day_type: working}\n", "2", "7wd");
  expect_invalid("  - {id: A, kind: decide, start_event: received, length: 7wd, day_type: calendar}\n", "2", "7wd");
  expect_invalid("  - {id: A, kind: decide, start_event: received, length: 7wd, day_type: banking}\n", "2", "business");
  EXPECT_TRUE(read_rules("  - {id: A, kind: decide, start_event: received, length: 15wd, day_type: business}\n"));
}

TEST(Rule, RefusesMovesThatCouldNotBeChecked) {
  expect_invalid(kShort + "extensions: [{add: 30d, needs_notice_to: [The Complainant]}]}\n", "2", "small letters");
  expect_invalid(kShort + "restart_allowed: true}\n", "2", "names no reason");
  expect_invalid(kShort + "restarts: [new_facts]}\n", "2", "restart_allowed");
  expect_invalid(kShort + "inclusive: true}\n", "2", "one shorter");
  expect_invalid(kShort + "effective_from: \"2026-01-02\", effective_to: \"2026-01-01\"}\n", "2", "before");
}

TEST(Rule, NoPackCanLetALegalClockWaitForTheCustomer) {
  expect_invalid(kShort + "suspensions: [waiting_for_customer]}\n", "2", "stopwatch");
  expect_invalid(kShort + "suspensions: [awaiting_documents]}\n", "2", "stopwatch");
}

TEST(Rule, ARuleWithoutLengthHoldsAGivenDateThatNothingMoves) {
  EXPECT_TRUE(read_rules("  - {id: A, kind: regulator, start_event: regulator.received_at, length: null}\n"));
  expect_invalid("  - {id: A, kind: regulator, start_event: regulator.received_at, suspensions: [agreed_mediation]}\n", "2", "given from outside");
}

TEST(Rule, ADisabledRowIsLeftOut) {
  const auto rules = value(read_rules("  - {id: A, disabled: true}\n  - {id: B, kind: decide, start_event: received, length: 15d, disabled: false}\n"));
  ASSERT_EQ(rules.size(), 1u);
  EXPECT_EQ(rules[0].id, "B");
  expect_invalid("  - {id: A, disabled: perhaps}\n", "2", "true or false");
}

TEST(Rule, ReadsEveryShippedClockPack) {
  for (const auto* name : {"cn", "eu", "uk", "us"}) {
    const auto pack = value(yaml::read_file(std::string(AMENDS_SOURCE_DIR) + "/workflows/packs/shipped/tables/clocks." + name + ".yaml"));
    const auto rules = rules_from_document(pack);
    ASSERT_TRUE(rules) << rules.error().text();
    EXPECT_EQ(rules->size(), json::list_at(pack.value, "rows").size()) << name;
  }
}

TEST(Rule, RefusesTwoRowsWithOneId) { expect_invalid(kShort + "}\n" + kShort + "}\n", "3", "twice"); }

}  // namespace
}  // namespace amends::calendar
