// Clock bugs that users of other systems reported: one test for each. The thread stands above the test.
#include <gtest/gtest.h>

#include "calendar/deadline.hpp"
#include "calendar/distance.hpp"
#include "calendar/stopwatch.hpp"
#include "core/calendar/fixtures.hpp"

namespace amends::calendar {
namespace {

using namespace fixtures;

std::string due_text(const Calendar& calendar, std::string_view start, std::string_view duration, std::string_view zone_name = kShanghai) {
  const auto shown = zone(zone_name);
  return format_due(value(due_instant(at(start), length(duration), calendar, shown)), shown);
}

ClockRule rule_of(const std::string& id, const std::string& members) {
  return value(rules_from_document(value(yaml::parse("rows:\n  - {id: " + id + ", kind: decide, start_event: received, " + members + "}\n", "clocks.test.yaml"))))[0];
}

// osTicket/osTicket#1168: deadlines ran at night and over weekends for want of business hours.
TEST(FieldBugs, ABudgetOfBusinessHoursDoesNotRunAtNight) {
  EXPECT_EQ(due_text(china(), "2026-03-06T16:00:00+08:00", "4wh"), "2026-03-09 12:00 (Asia/Shanghai)");
  EXPECT_EQ(due_text(china(), "2026-03-06T16:00:00+08:00", "4h"), "2026-03-06 20:00 (Asia/Shanghai)");
}

// zammad/zammad#390: the user counted 4 days, the system 6; a holiday feed held days that are no holidays there.
TEST(FieldBugs, EachDayThatDoesNotCountIsListedWithItsReason) {
  const auto due = value(due_at(at("2026-09-24T10:00:00+08:00"), length("4wd"), china(), kShanghai));
  int free_days = 0;
  for (const auto& line : due.ledger) {
    if (line.counted != 0 || line.kind == LineKind::start_day) continue;
    ++free_days;
    EXPECT_TRUE(line.kind == LineKind::weekend || line.kind == LineKind::holiday) << format_date(line.date);
    EXPECT_NE(line.reason.en.find("not counted"), std::string::npos);
    EXPECT_NE(line.reason.zh.find("不计入"), std::string::npos);
  }
  EXPECT_EQ(free_days, 10) << "25 to 27 September and 1 to 7 October";
}

// zammad/zammad#390 again: the feed changed under the user. Packs are pinned: the same pack gives the same hash and the same date.
TEST(FieldBugs, ACalendarIsPinnedByItsHash) {
  const auto again = value(Calendar::from_document(value(yaml::read_file(std::string(AMENDS_SOURCE_DIR) + "/workflows/packs/shipped/calendar.cn.yaml"))));
  EXPECT_EQ(again.hash(), china().hash());
  EXPECT_EQ(value(due_at(at("2026-03-02T09:00:00+08:00"), length("7wd"), again, kShanghai)).calendar_hash, china().hash());
}

// zammad/zammad#5177: the update time overwrote the first-response time.
TEST(FieldBugs, MovingOneClockLeavesAnotherAsItWas) {
  const auto decide = rule_of("DECIDE", "length: 30d, suspensions: [outside_appraisal]");
  const auto acknowledge = rule_of("ACKNOWLEDGE", "length: 1wd");
  const auto start = at("2026-03-02T09:00:00+08:00"), now = at("2026-03-20T09:00:00+08:00");
  const auto before = value(Deadline::compute(acknowledge, start, {}, china(), kShanghai, now));
  const std::vector<DeadlineEvent> events = {{.kind = DeadlineEventKind::suspended, .at = at("2026-03-02T10:00:00+08:00"), .reason = "outside_appraisal", .approver = "wang"}};
  const auto moved = value(Deadline::compute(decide, start, events, china(), kShanghai, now));
  EXPECT_EQ(moved.state, ClockState::suspended);
  const auto after = value(Deadline::compute(acknowledge, start, {}, china(), kShanghai, now));
  EXPECT_EQ(after.due.at, before.due.at);
  EXPECT_EQ(after.state, ClockState::missed);
}

// zammad/zammad#1322: a customer's note on the web page did not restart the clock, an e-mail did.
TEST(FieldBugs, AnEventOfAStopwatchIsThatTheCustomerSpokeWhateverTheChannel) {
  const auto run = [](std::string reason) {
    const std::vector<StopwatchEvent> events = {{StopwatchEventKind::paused, at("2026-03-02T10:00:00+08:00"), "customer_asked", "li"},
                                                {StopwatchEventKind::resumed, at("2026-03-03T10:00:00+08:00"), std::move(reason), "li"}};
    return value(Stopwatch::compute(length("8wh"), at("2026-03-02T09:00:00+08:00"), events, china(), kShanghai, at("2026-03-03T11:00:00+08:00")));
  };
  const auto by_web = run("customer_spoke on the web"), by_mail = run("customer_spoke by e-mail");
  EXPECT_EQ(by_web.due.at, by_mail.due.at);
  EXPECT_EQ(by_web.running_since, at("2026-03-03T10:00:00+08:00"));
}

// glpi-project/glpi#6902 and #15605: a change of priority swapped the agreement and lost the pause so far.
TEST(FieldBugs, AnotherRuleKeepsTheSuspensionSoFar) {
  const auto simple = rule_of("SIMPLE", "length: 15d, suspensions: [outside_appraisal]");
  const auto complex = rule_of("COMPLEX", "length: 30d, suspensions: [outside_appraisal]");
  const auto start = at("2026-03-02T09:00:00+08:00"), now = at("2026-03-12T09:00:00+08:00");
  const std::vector<DeadlineEvent> events = {{.kind = DeadlineEventKind::suspended, .at = at("2026-03-04T10:00:00+08:00"), .reason = "outside_appraisal", .approver = "wang"},
                                             {.kind = DeadlineEventKind::resumed, .at = at("2026-03-08T10:00:00+08:00")}};
  const auto shown = zone(kShanghai);
  EXPECT_EQ(format_due(value(Deadline::compute(simple, start, events, china(), kShanghai, now)).due.at, shown), "2026-03-21 24:00 (Asia/Shanghai)");
  EXPECT_EQ(format_due(value(Deadline::compute(complex, start, events, china(), kShanghai, now)).due.at, shown), "2026-04-05 24:00 (Asia/Shanghai)");
}

// edmozley/freeitsm: working out from the log is right, but a calendar edit then rewrites past dates without a word.
TEST(FieldBugs, ADateNamesTheVersionOfTheCalendarItWasWorkedOutWith) {
  const auto old_calendar = plain_calendar("holidays: []\n");
  std::string years;
  for (int year = 2020; year <= 2030; ++year) years += (year > 2020 ? ", " : "") + std::string("{date: \"") + std::to_string(year) + "-03-04\", name: {zh: 假日, en: Day off}}";
  const auto new_calendar = plain_calendar("holidays: [" + years + "]\n");
  const auto start = at("2026-03-02T09:00:00+08:00");
  const auto before = value(due_at(start, length("3wd"), old_calendar, kShanghai)), after = value(due_at(start, length("3wd"), new_calendar, kShanghai));
  EXPECT_NE(before.at, after.at);
  EXPECT_NE(before.calendar_hash, after.calendar_hash);
  EXPECT_EQ(value(due_at(start, length("3wd"), old_calendar, kShanghai)).at, before.at) << "the old version still gives the old date";
}

// glpi-project/glpi#17186: a fixed date was treated like a timer that adds up waiting time.
TEST(FieldBugs, ALegalDateDoesNotWaitForTheCustomer) {
  const auto rule = rule_of("DECIDE", "length: 15d, suspensions: [outside_appraisal]");
  const std::vector<DeadlineEvent> events = {{.kind = DeadlineEventKind::suspended, .at = at("2026-03-03T10:00:00+08:00"), .reason = "customer_asked", .approver = "wang"}};
  const auto deadline = Deadline::compute(rule, at("2026-03-02T09:00:00+08:00"), events, china(), kShanghai, at("2026-03-12T09:00:00+08:00"));
  ASSERT_FALSE(deadline);
  EXPECT_EQ(deadline.error().code, ErrorCode::refused);
}

// chatwoot/chatwoot#13392: breaches were worked out without business hours; #14009 and frappe/helpdesk#2212: only one slot a day, no lunch.
TEST(FieldBugs, ADayHasSeveralSlotsAndABreachObeysThem) {
  const auto calendar = plain_calendar("hours: [{from: \"09:00\", to: \"12:00\"}, {from: \"13:00\", to: \"17:00\"}]\nholidays: []\n");
  EXPECT_EQ(due_text(calendar, "2026-03-02T11:30:00+08:00", "1wh"), "2026-03-02 13:30 (Asia/Shanghai)");
  const auto during_lunch = value(Stopwatch::compute(length("1wh"), at("2026-03-02T11:30:00+08:00"), {}, calendar, kShanghai, at("2026-03-02T12:45:00+08:00")));
  EXPECT_EQ(during_lunch.state, StopwatchState::running) << "75 minutes on the wall are 30 of work";
}

// zendesk/biz#122: no hours for a single date, such as the short day before a holiday; the same need as China's working weekends.
TEST(FieldBugs, ASingleDateHasItsOwnHours) {
  const auto calendar = plain_calendar("holidays: []\nworking: [\"2026-02-14\"]\ndate_hours: [{date: \"2026-02-14\", hours: [{from: \"09:00\", to: \"12:00\"}]}]\n");
  EXPECT_EQ(due_text(calendar, "2026-02-13T17:00:00+08:00", "4wh"), "2026-02-16 10:00 (Asia/Shanghai)") << "three hours on the working Saturday, one on Monday";
}

// camunda/camunda-bpm-platform#1155: one calendar for the whole engine.
TEST(FieldBugs, TwoCalendarsLiveSideBySide) {
  EXPECT_EQ(due_text(china(), "2026-10-01T09:00:00+08:00", "1wd"), "2026-10-08 24:00 (Asia/Shanghai)");
  EXPECT_EQ(due_text(united_states(), "2026-10-01T09:00:00-04:00", "1wd", kNewYork), "2026-10-02 24:00 (America/New_York)");
}

// kiegroup/jbpm#1830, #1342, #233: timers made before opening or after closing were wrong, holidays ignored.
TEST(FieldBugs, ATimerMadeBeforeOrAfterHoursStartsAtTheNextOpening) {
  EXPECT_EQ(due_text(china(), "2026-09-30T05:00:00+08:00", "1wh"), "2026-09-30 10:00 (Asia/Shanghai)");
  EXPECT_EQ(due_text(china(), "2026-09-30T20:00:00+08:00", "1wh"), "2026-10-08 10:00 (Asia/Shanghai)");
  EXPECT_EQ(due_text(china(), "2026-10-03T12:00:00+08:00", "1wh"), "2026-10-08 10:00 (Asia/Shanghai)");
}

// jmix-framework/jmix#790: P1D became 24 business hours, about three days.
TEST(FieldBugs, ADayIsNeverTwentyFourWorkingHours) {
  EXPECT_EQ(parse_duration("P1D").error().code, ErrorCode::bad_type);
  EXPECT_EQ(due_text(china(), "2026-03-02T09:00:00+08:00", "1wd"), "2026-03-03 24:00 (Asia/Shanghai)");
  EXPECT_EQ(due_text(china(), "2026-03-02T09:00:00+08:00", "24wh"), "2026-03-04 17:00 (Asia/Shanghai)");
}

// process-intelligence-solutions/pm4py#558: a work-calendar argument was accepted and ignored.
TEST(FieldBugs, TheCalendarThatIsGivenIsUsed) {
  const auto shanghai = zone(kShanghai);
  const auto from = at("2026-09-30T10:00:00+08:00"), to = at("2026-10-09T10:00:00+08:00");
  EXPECT_EQ(value(working_days_between(from, to, china(), shanghai)), 2);
  EXPECT_EQ(value(working_days_between(from, to, united_states(), shanghai)), 7);
  EXPECT_NE(value(working_time_between(from, to, china(), shanghai)), value(working_time_between(from, to, united_states(), shanghai)));
}

// egovernments/CCRS#925 and #1252: a window ran from the last change, so that a comment started it anew.
TEST(FieldBugs, ACommentDoesNotStartAClockAnew) {
  const auto rule = rule_of("REOPEN", "length: 72h, restarts: [new_facts], restart_allowed: true");
  const std::vector<DeadlineEvent> events = {{.kind = DeadlineEventKind::restarted, .at = at("2026-03-03T09:00:00+08:00"), .reason = "comment_added", .actor = "li",
                                              .notices = {{"complainant", at("2026-03-03T09:00:00+08:00")}}}};
  const auto deadline = Deadline::compute(rule, at("2026-03-02T09:00:00+08:00"), events, china(), kShanghai, at("2026-03-03T10:00:00+08:00"));
  ASSERT_FALSE(deadline);
  EXPECT_EQ(deadline.error().code, ErrorCode::refused);
}

// egovernments/CCRS#1028: no target, so the clock could never breach. znuny/Znuny#514: the clock was never started.
TEST(FieldBugs, AClockWithoutLengthOrStartIsAnErrorAndNoPass) {
  const auto rule = rule_of("GIVEN", "length: null");
  const auto deadline = Deadline::compute(rule, at("2026-03-02T09:00:00+08:00"), {}, china(), kShanghai, at("2026-03-03T10:00:00+08:00"));
  ASSERT_FALSE(deadline);
  EXPECT_EQ(deadline.error().code, ErrorCode::missing_field);
  const auto no_start = rules_from_document(value(yaml::parse("rows: [{id: A, kind: decide, length: 15d}]\n", "clocks.test.yaml")));
  ASSERT_FALSE(no_start);
  EXPECT_EQ(no_start.error().code, ErrorCode::pack_invalid);
}

// znuny/Znuny#855: a required setting was never read.
TEST(FieldBugs, ASettingThatNobodyReadsIsRefused) {
  EXPECT_FALSE(rules_from_document(value(yaml::parse("rows: [{id: A, kind: decide, start_event: received, length: 15d, holiday_roll: true}]\n", "clocks.test.yaml"))));
}

// HowardHinnant/date#760: with zone files compiled "slim" summer time would never end.
TEST(FieldBugs, SummerTimeOfThisDecadeIsKnown) {
  EXPECT_EQ(due_text(united_states(), "2026-03-07T12:00:00-05:00", "24h", kNewYork), "2026-03-08 13:00 (America/New_York)");
}

}  // namespace
}  // namespace amends::calendar
