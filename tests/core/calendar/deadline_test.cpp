#include "calendar/deadline.hpp"

#include <gtest/gtest.h>

#include "core/calendar/fixtures.hpp"

namespace amends::calendar {
namespace {

using namespace fixtures;

ClockRule rule_of(const std::string& members) {
  return value(rules_from_document(value(yaml::parse("rows:\n  - {id: TEST, kind: decide, start_event: received, " + members + "}\n", "clocks.test.yaml"))))[0];
}

/// The shape of a 30-day decision clock with everything that may move it.
const ClockRule& decision() {
  static const ClockRule rule = rule_of(
      "length: 30d, approve_by: supervisor, extensions: [{add: 30d, max_total: 60d, needs_approval_by: superior, needs_notice_to: complainant}], "
      "suspensions: [outside_appraisal, agreed_mediation], restarts: [new_facts], restart_allowed: true");
  return rule;
}

DeadlineEvent suspended(std::string_view when, std::string reason = "outside_appraisal") {
  return {.kind = DeadlineEventKind::suspended, .at = at(when), .reason = std::move(reason), .actor = "li", .approver = "wang", .approver_role = "supervisor"};
}
DeadlineEvent resumed(std::string_view when) { return {.kind = DeadlineEventKind::resumed, .at = at(when)}; }
DeadlineEvent extended(std::string_view when) {
  return {.kind = DeadlineEventKind::extended, .at = at(when), .actor = "li", .approver = "zhao", .approver_role = "superior", .notices = {{"complainant", at(when)}}};
}
DeadlineEvent restarted(std::string_view when) {
  return {.kind = DeadlineEventKind::restarted, .at = at(when), .reason = "new_facts", .actor = "li", .notices = {{"complainant", at(when)}}};
}
DeadlineEvent met(std::string_view when) { return {.kind = DeadlineEventKind::met, .at = at(when)}; }

constexpr const char* kStart = "2026-03-02T09:00:00+08:00";  // 30d: end of 1 April
constexpr const char* kNow = "2026-03-20T09:00:00+08:00";

Result<Deadline> compute(const std::vector<DeadlineEvent>& events, std::string_view now = kNow, const ClockRule& rule = decision()) {
  return Deadline::compute(rule, at(kStart), events, china(), kShanghai, at(now));
}
std::string due_of(const Deadline& deadline) { return format_due(deadline.due.at, zone(kShanghai)); }

void expect_refused(const std::vector<DeadlineEvent>& events, const std::string& word, std::string_view now = kNow, const ClockRule& rule = decision()) {
  const auto deadline = compute(events, now, rule);
  ASSERT_FALSE(deadline) << word;
  EXPECT_EQ(deadline.error().code, ErrorCode::refused) << deadline.error().text();
  EXPECT_NE(deadline.error().message.find(word), std::string::npos) << deadline.error().text();
}

TEST(Deadline, RunsToItsDateAndIsMissedAtThatVeryInstant) {
  const auto running = value(compute({}));
  EXPECT_EQ(running.state, ClockState::running);
  EXPECT_EQ(due_of(running), "2026-04-01 24:00 (Asia/Shanghai)");
  EXPECT_EQ(running.due.ledger.size(), 31u);
  EXPECT_EQ(value(compute({}, "2026-04-01T23:59:59.999999+08:00")).state, ClockState::running);
  EXPECT_EQ(value(compute({}, "2026-04-02T00:00:00+08:00")).state, ClockState::missed);
}

TEST(Deadline, IsMetByWhatHappensBeforeTheDateOnly) {
  EXPECT_EQ(value(compute({met("2026-04-01T23:59:59.999999+08:00")}, "2026-05-01T00:00:00+08:00")).state, ClockState::met);
  const auto late = value(compute({met("2026-04-02T00:00:00+08:00")}, "2026-05-01T00:00:00+08:00"));
  EXPECT_EQ(late.state, ClockState::missed);
  EXPECT_EQ(late.met_at, at("2026-04-02T00:00:00+08:00"));
}

TEST(Deadline, AnExtensionAddsItsLengthAndIsNoted) {
  const auto deadline = value(compute({extended("2026-03-18T09:00:00+08:00")}));
  EXPECT_EQ(due_of(deadline), "2026-05-01 24:00 (Asia/Shanghai)") << "60 days in all";
  ASSERT_EQ(deadline.moves.size(), 1u);
  EXPECT_EQ(deadline.moves[0].approver, "zhao");
  EXPECT_EQ(format_due(deadline.moves[0].due_before, zone(kShanghai)), "2026-04-01 24:00 (Asia/Shanghai)");
  EXPECT_EQ(deadline.moves[0].due_after, deadline.due.at);
  EXPECT_NE(deadline.moves[0].text.zh.find("延至2026年5月1日 24:00"), std::string::npos);
  EXPECT_EQ(deadline.due.ledger.back().running, 60);
}

TEST(Deadline, AnExtensionInPartsStopsAtTheMost) {
  auto first = extended("2026-03-10T09:00:00+08:00"), second = extended("2026-03-11T09:00:00+08:00");
  first.add = length("10d");
  second.add = length("20d");
  EXPECT_EQ(due_of(value(compute({first, second}))), "2026-05-01 24:00 (Asia/Shanghai)");
  second.add = length("21d");
  expect_refused({first, second}, "60d from the start");
  first.add = length("31d");
  expect_refused({first}, "30d at most");
  first.add = length("5wd");
  expect_refused({first}, "30d at most");
}

TEST(Deadline, AnExtensionWithoutMostIsUsableOnce) {
  const auto rule = rule_of("length: 15d, extensions: [{add: 15d, needs_approval_by: superior}]");
  EXPECT_EQ(due_of(value(compute({extended("2026-03-10T09:00:00+08:00")}, kNow, rule))), "2026-04-01 24:00 (Asia/Shanghai)");
  expect_refused({extended("2026-03-10T09:00:00+08:00"), extended("2026-03-11T09:00:00+08:00")}, "once", kNow, rule);
}

TEST(Deadline, AnExtensionToATotalCountsFromTheStart) {
  // 10 working days, with a provisional credit 45 calendar days in all.
  const auto rule = rule_of("length: 10wd, extensions: [{id: with_credit, max_total: 45d, needs_approval_by: superior}]");
  EXPECT_EQ(due_of(value(compute({}, "2026-03-10T09:00:00+08:00", rule))), "2026-03-16 24:00 (Asia/Shanghai)");
  const auto deadline = value(compute({extended("2026-03-10T09:00:00+08:00")}, kNow, rule));
  EXPECT_EQ(due_of(deadline), "2026-04-16 24:00 (Asia/Shanghai)");
  expect_refused({extended("2026-03-10T09:00:00+08:00"), extended("2026-03-11T09:00:00+08:00")}, "used up", kNow, rule);
  auto other = extended("2026-03-10T09:00:00+08:00");
  other.extension = "without_credit";
  expect_refused({other}, "without_credit", kNow, rule);
}

TEST(Deadline, AnExtensionInAnotherUnitGoesOnFromTheLastDay) {
  const auto rule = rule_of("length: 10wd, extensions: [{add: 1mo, needs_approval_by: superior}]");
  const auto deadline = value(compute({extended("2026-03-10T09:00:00+08:00")}, kNow, rule));
  EXPECT_EQ(due_of(deadline), "2026-04-16 24:00 (Asia/Shanghai)") << "16 March and a month";
}

TEST(Deadline, AnExtensionNeedsItsApproverItsNoticeAndItsTime) {
  const char* when = "2026-03-18T09:00:00+08:00";
  auto event = extended(when);
  event.approver.clear();
  expect_refused({event}, "no approver");
  event = extended(when);
  event.approver = event.actor;
  expect_refused({event}, "another person");
  event = extended(when);
  event.approver_role = "supervisor";
  expect_refused({event}, "superior");
  event = extended(when);
  event.notices.clear();
  expect_refused({event}, "no notice to complainant");
  event = extended(when);
  event.notices[0].to = "regulator";
  expect_refused({event}, "no notice to complainant");
  event = extended(when);
  event.notices[0].at = at("2026-04-02T00:00:00+08:00");
  expect_refused({event}, "after the clock had ended", "2026-04-03T00:00:00+08:00");
  expect_refused({event}, "future");
  expect_refused({extended("2026-04-02T00:00:00+08:00")}, "too late", "2026-04-03T00:00:00+08:00");
  EXPECT_TRUE(compute({extended("2026-04-01T23:59:59+08:00")}, "2026-04-03T00:00:00+08:00"));
}

TEST(Deadline, AnExtensionWithoutBoundNeedsItsLengthSaidAndIsUsableOnce) {
  const auto rule = rule_of("length: 90d, extensions: [{add: null, max_total: null, needs_approval_by: superior}]");
  auto event = extended("2026-03-18T09:00:00+08:00");
  expect_refused({event}, "says no length", kNow, rule);
  event.add = length("30d");
  EXPECT_EQ(due_of(value(compute({event}, kNow, rule))), "2026-06-30 24:00 (Asia/Shanghai)");
  auto second = event;
  second.at = at("2026-03-19T09:00:00+08:00");
  expect_refused({event, second}, "once", kNow, rule);
}

TEST(Deadline, EveryReceiverOfTheNoticeMustBeTold) {
  const auto rule = rule_of("length: 30d, extensions: [{add: 30d, needs_notice_to: [complainant, regulator]}]");
  auto event = extended("2026-03-18T09:00:00+08:00");
  expect_refused({event}, "no notice to regulator", kNow, rule);
  event.notices.push_back({"regulator", event.at});
  EXPECT_TRUE(compute({event}, kNow, rule));
}

TEST(Deadline, ASuspensionSavesTheDaysWhoseEndItCovers) {
  // Stopped on the 5th at 10:00, on again on the 8th at 15:00: the ends of the 5th, 6th and 7th are covered.
  const auto deadline = value(compute({suspended("2026-03-05T10:00:00+08:00"), resumed("2026-03-08T15:00:00+08:00")}));
  EXPECT_EQ(due_of(deadline), "2026-04-04 24:00 (Asia/Shanghai)");
  EXPECT_EQ(deadline.state, ClockState::running);
  EXPECT_EQ(deadline.due.ledger[3].date, day("2026-03-05"));
  EXPECT_EQ(deadline.due.ledger[3].kind, LineKind::suspended);
  EXPECT_EQ(deadline.due.ledger[6].counted, 1) << "the 8th, on which it went on";
  EXPECT_EQ(deadline.due.ledger.back().running, 30);
}

TEST(Deadline, ASuspensionWithinOneDaySavesNothing) {
  EXPECT_EQ(due_of(value(compute({suspended("2026-03-05T10:00:00+08:00"), resumed("2026-03-05T15:00:00+08:00")}))), "2026-04-01 24:00 (Asia/Shanghai)");
  EXPECT_EQ(due_of(value(compute({suspended("2026-03-05T10:00:00+08:00"), resumed("2026-03-05T10:00:00+08:00")}))), "2026-04-01 24:00 (Asia/Shanghai)");
  EXPECT_EQ(due_of(value(compute({suspended("2026-03-05T10:00:00+08:00"), resumed("2026-03-06T00:00:00+08:00")}))), "2026-04-02 24:00 (Asia/Shanghai)");
}

TEST(Deadline, NeverEndsWhileItStandsStill) {
  // Stopped in the last hours of the last day and looked at weeks later.
  const std::vector<DeadlineEvent> events = {suspended("2026-04-01T18:00:00+08:00")};
  const auto waiting = value(compute(events, "2026-05-20T09:00:00+08:00"));
  EXPECT_EQ(waiting.state, ClockState::suspended);
  EXPECT_GT(waiting.due.at, at("2026-05-20T09:00:00+08:00"));
  auto with_resume = events;
  with_resume.push_back(resumed("2026-05-20T09:00:00+08:00"));
  EXPECT_EQ(due_of(value(compute(with_resume, "2026-05-20T10:00:00+08:00"))), "2026-05-20 24:00 (Asia/Shanghai)");
}

TEST(Deadline, ASuspensionNeedsAReasonThatTheRuleNamesAndAnApprover) {
  expect_refused({suspended("2026-03-05T10:00:00+08:00", "waiting_for_customer")}, "does not stop this clock");
  expect_refused({suspended("2026-03-05T10:00:00+08:00", "")}, "outside_appraisal, agreed_mediation");
  auto event = suspended("2026-03-05T10:00:00+08:00");
  event.approver.clear();
  expect_refused({event}, "no approver");
  event = suspended("2026-03-05T10:00:00+08:00");
  event.approver_role = "officer";
  expect_refused({event}, "supervisor");
  expect_refused({suspended("2026-03-05T10:00:00+08:00"), suspended("2026-03-06T10:00:00+08:00")}, "already stands still");
  expect_refused({resumed("2026-03-05T10:00:00+08:00")}, "not suspended");
  expect_refused({suspended("2026-03-05T10:00:00+08:00")}, "reasons that do: none", kNow, rule_of("length: 30d"));
}

TEST(Deadline, ASuspensionNeedsTheNoticeThatItsRowAsksFor) {
  const auto rule = rule_of("length: 30d, suspensions: [{reason: outside_appraisal, needs_notice_to: [complainant]}]");
  auto event = suspended("2026-03-05T10:00:00+08:00");
  expect_refused({event}, "no notice to complainant", kNow, rule);
  event.notices = {{"complainant", at("2026-03-05T11:00:00+08:00")}};
  EXPECT_EQ(value(compute({event}, kNow, rule)).state, ClockState::suspended);
}

TEST(Deadline, AnExtensionForWhichTheLawNamesNoRoleStillNeedsAnotherPerson) {
  const auto rule = rule_of("length: 15wd, extensions: [{add: null, max_total: 35wd, needs_approval_by: null}]");
  auto event = extended("2026-03-10T09:00:00+08:00");
  EXPECT_EQ(due_of(value(compute({event}, kNow, rule))), "2026-04-21 24:00 (Asia/Shanghai)");
  event.approver.clear();
  expect_refused({event}, "no approver", kNow, rule);
}

TEST(Deadline, ARestartCountsFromTheNewFacts) {
  const auto deadline = value(compute({extended("2026-03-10T09:00:00+08:00"), restarted("2026-03-16T14:00:00+08:00")}));
  EXPECT_EQ(deadline.start, at("2026-03-16T14:00:00+08:00"));
  EXPECT_EQ(due_of(deadline), "2026-04-15 24:00 (Asia/Shanghai)") << "30 days from the 16th, the extension belonged to the old period";
  EXPECT_EQ(deadline.moves.size(), 2u);
  EXPECT_TRUE(compute({extended("2026-03-10T09:00:00+08:00"), restarted("2026-03-16T14:00:00+08:00"), extended("2026-03-17T09:00:00+08:00")}));
}

TEST(Deadline, ARestartGivesBackAnExtensionThatWasUsedUp) {
  const auto rule = rule_of("length: 15d, extensions: [{add: 15d, needs_approval_by: superior}], restarts: [new_facts], restart_allowed: true");
  const auto deadline = value(compute({extended("2026-03-10T09:00:00+08:00"), restarted("2026-03-12T09:00:00+08:00"), extended("2026-03-13T09:00:00+08:00")}, kNow, rule));
  EXPECT_EQ(due_of(deadline), "2026-04-11 24:00 (Asia/Shanghai)");
}

TEST(Deadline, ARestartNeedsAPersonANoticeAndAReasonThatTheRuleNames) {
  auto event = restarted("2026-03-16T14:00:00+08:00");
  event.reason = "comment_added";
  expect_refused({event}, "does not start this clock anew");
  event = restarted("2026-03-16T14:00:00+08:00");
  event.actor.clear();
  expect_refused({event}, "only a person");
  event = restarted("2026-03-16T14:00:00+08:00");
  event.notices.clear();
  expect_refused({event}, "no notice");
  expect_refused({restarted("2026-03-16T14:00:00+08:00")}, "does not start", kNow, rule_of("length: 30d"));
  expect_refused({restarted("2026-04-02T14:00:00+08:00")}, "too late", "2026-04-03T00:00:00+08:00");
}

TEST(Deadline, ADateGivenFromOutsideHoldsAndTheNewestWins) {
  const auto rule = rule_of("length: null");
  DeadlineEvent given{.kind = DeadlineEventKind::date_given, .at = at("2026-03-03T09:00:00+08:00"), .due = at("2026-03-17T16:00:00Z")};
  const auto deadline = value(compute({given}, "2026-03-10T09:00:00+08:00", rule));
  EXPECT_EQ(due_of(deadline), "2026-03-17 24:00 (Asia/Shanghai)");
  EXPECT_EQ(deadline.due.ledger.back().running, 15);
  auto later = given;
  later.at = at("2026-03-09T09:00:00+08:00");
  later.due = at("2026-03-12T10:00:00+08:00");
  EXPECT_EQ(due_of(value(compute({given, later}, "2026-03-10T09:00:00+08:00", rule))), "2026-03-12 10:00 (Asia/Shanghai)");
  later.due = at(kStart);
  EXPECT_EQ(compute({later}, kNow, rule).error().code, ErrorCode::range);
  later.due.reset();
  EXPECT_EQ(compute({later}, kNow, rule).error().code, ErrorCode::missing_field);
  expect_refused({given}, "length of its own");
  expect_refused({given, suspended("2026-03-05T10:00:00+08:00")}, "given from outside", kNow, rule);
}

TEST(Deadline, AGivenDateOnTheDayOfTheStartHasItsLine) {
  const auto rule = rule_of("length: null");
  const DeadlineEvent given{.kind = DeadlineEventKind::date_given, .at = at(kStart), .due = at("2026-03-02T17:00:00+08:00")};
  const auto deadline = value(compute({given}, kStart, rule));
  EXPECT_EQ(deadline.due.ledger.size(), 1u);
  EXPECT_EQ(due_of(deadline), "2026-03-02 17:00 (Asia/Shanghai)");
}

TEST(Deadline, RefusesEventsOutOfOrder) {
  EXPECT_EQ(compute({resumed("2026-03-01T10:00:00+08:00")}).error().code, ErrorCode::state) << "before the start";
  EXPECT_EQ(compute({suspended("2026-03-08T10:00:00+08:00"), resumed("2026-03-07T10:00:00+08:00")}).error().code, ErrorCode::state);
  EXPECT_EQ(compute({suspended("2026-03-21T10:00:00+08:00")}).error().code, ErrorCode::state) << "after now";
  expect_refused({met("2026-03-05T10:00:00+08:00"), extended("2026-03-06T10:00:00+08:00")}, "after the clock has ended");
}

TEST(Deadline, HasAJsonForm) {
  const auto out = to_json(value(compute({extended("2026-03-18T09:00:00+08:00"), met("2026-03-19T09:00:00+08:00")})));
  EXPECT_EQ(json::text_at(out, "state"), "met");
  EXPECT_EQ(json::text_at(out, "met_at"), "2026-03-19T01:00:00Z");
  EXPECT_EQ(json::text_at(out, "moves.0.kind"), "extended");
  EXPECT_EQ(json::text_at(out, "moves.0.due_before"), "2026-04-01T16:00:00Z");
  EXPECT_EQ(json::text_at(out, "moves.0.due_after"), "2026-05-01T16:00:00Z");
  EXPECT_EQ(json::text_at(out, "due.due_at"), "2026-05-01T16:00:00Z");
  EXPECT_EQ(json::list_at(out, "due.ledger").size(), 61u);
}

}  // namespace
}  // namespace amends::calendar
