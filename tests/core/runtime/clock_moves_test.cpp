// Legal clocks that people move, and that newer packs move in the open: what is refused, what is recorded, and that nothing is lost or done twice.
#include "core/runtime/runtime_kit.hpp"

namespace amends::runtime::testing {
namespace {

using calendar::DeadlineEvent;
using calendar::DeadlineEventKind;

const Actor kHandler{"li.na", "handler", "test"};
const Actor kSupervisor{"zhao.min", "supervisor", "test"};
constexpr const char* kHead = "clocks:\n  decide: {kind: decide, from: channel.received_at, warn: [5d, 2d], on_breach: escalate, to: supervisor}\n"
                              "  acknowledge: {kind: acknowledge, from: channel.received_at, on_breach: escalate, to: supervisor}\n";
constexpr const char* kSteps = "  - classify: {stage: amends.classify}\n  - h: {human: {role: handler, form: free, title: {zh: 办, en: Do}}, meets: [decide]}\n";

class ClockMoves : public ::testing::Test {
 protected:
  Bench bench;

  std::string start(const char* complexity = "complex", const std::string& ref = "r-1") {
    bench.stages = {constant("amends.classify", {{"complexity", complexity}})};
    if (!bench.runtime) EXPECT_TRUE(bench.open());
    const auto deployed = bench.deploy(kSteps, kHead);
    EXPECT_TRUE(deployed) << deployed.error().text();
    auto submitted = bench.runtime->submit("test", record(ref));
    EXPECT_TRUE(submitted) << submitted.error().text();
    return submitted->case_id;
  }
  std::string due(const std::string& id, const char* kind = "decide") { return format_instant(bench.state(id).clock(kind)->due_at); }
  std::vector<std::string> warn_timers(const std::string& id) {
    std::vector<std::string> out;
    const auto state = bench.state(id);
    for (const auto& [timer, at] : state.timers())
      if (timer.find("decide:warn:") != std::string::npos) out.push_back(timer + " " + format_instant(at));
    return out;
  }
  DeadlineEvent extension() {
    DeadlineEvent event;
    event.kind = DeadlineEventKind::extended;
    event.reason = "records of three branches must be read";
    event.approver = "qian.hua";
    event.approver_role = "head_office_senior_manager";
    event.notices = {{"complainant", bench.clock->now()}};
    return event;
  }
  DeadlineEvent suspension() {
    DeadlineEvent event;
    event.kind = DeadlineEventKind::suspended;
    event.reason = "outside_appraisal";
    event.approver = "qian.hua";
    event.approver_role = "head_office_senior_manager";
    event.notices = {{"complainant", bench.clock->now()}};
    return event;
  }
  DeadlineEvent of(DeadlineEventKind kind) {
    DeadlineEvent event;
    event.kind = kind;
    return event;
  }
  /// The refusal's sentence; empty and a failure when it was not refused.
  std::string refused(const std::string& id, const DeadlineEvent& event, const Actor& by = kHandler) {
    const auto before = due(id);
    auto done = bench.runtime->move_clock(id, "decide", event, by);
    EXPECT_FALSE(done);
    if (done) return {};
    EXPECT_EQ(done.error().code, ErrorCode::refused) << done.error().text();
    EXPECT_EQ(due(id), before) << "a refused move moves nothing";
    return done.error().message;
  }
  void days(int count) { bench.pass(count * 86'400LL); }
  void replace_in(const char* file, const std::string& from, const std::string& to) {
    const auto path = (bench.root / "packs/small" / file).string();
    auto text = *read_file(path);
    const auto at = text.find(from);
    ASSERT_NE(at, std::string::npos) << file;
    text.replace(at, from.size(), to);
    ASSERT_TRUE(write_file(path, text));
    if (bench.runtime) ASSERT_TRUE(bench.open());
  }
};

TEST_F(ClockMoves, AnExtensionMovesTheDateAndTheJournalHoldsBothLedgersTheApproverAndTheNotice) {
  const auto id = start();
  EXPECT_EQ(due(id), "2026-04-01T16:00:00Z");
  days(3);
  ASSERT_TRUE(bench.runtime->move_clock(id, "decide", extension(), kHandler));
  EXPECT_EQ(due(id), "2026-05-01T16:00:00Z") << "thirty more days";
  const auto events = bench.runtime->store()->events(id);
  const auto& last = events->back();
  ASSERT_EQ(last.kind, "clock_extended");
  EXPECT_EQ(last.actor, "user:li.na");
  const auto payload = *json::parse(last.payload);
  EXPECT_EQ(json::text_at(payload, "event.approver"), "qian.hua");
  EXPECT_EQ(json::text_at(payload, "due_before"), "2026-04-01T16:00:00Z");
  EXPECT_FALSE(json::list_at(payload, "ledger_before.runs").empty());
  EXPECT_FALSE(json::list_at(payload, "ledger.runs").empty());
  EXPECT_EQ(json::list_at(payload, "event.notices").size(), 1u);
  EXPECT_FALSE(json::text_at(payload, "text.zh").empty());
  EXPECT_EQ(bench.faults(), 0);
}

TEST_F(ClockMoves, AnExtensionIsRefusedInASentenceWhereTheRuleIsNotKept) {
  const auto id = start();
  auto event = extension();
  event.notices.clear();
  EXPECT_NE(refused(id, event).find("no notice to complainant"), std::string::npos);
  event = extension();
  event.approver.clear();
  EXPECT_NE(refused(id, event).find("names no approver"), std::string::npos);
  event = extension();
  event.approver_role = "supervisor";
  EXPECT_NE(refused(id, event).find("head_office_senior_manager"), std::string::npos) << "who may approve is named";
  event = extension();
  event.add = *calendar::parse_duration("31d");
  EXPECT_NE(refused(id, event).find("the rule allows 30d"), std::string::npos);
  event = extension();
  event.approver = "Li.Na";
  EXPECT_NE(refused(id, event).find("another person must approve"), std::string::npos) << "the same person in other letters";
  event = extension();
  event.approver_role = "admin";
  EXPECT_NE(refused(id, event).find("runs the machine"), std::string::npos);
  EXPECT_EQ(bench.state(id).refusals("clock:decide"), 6u) << "each refusal stands in the journal";
  ASSERT_TRUE(bench.runtime->move_clock(id, "decide", extension(), kHandler));
  EXPECT_NE(refused(id, extension()).find("would pass the most"), std::string::npos) << "sixty days in all and no more";
  EXPECT_FALSE(bench.runtime->move_clock(id, "decide", extension(), Actor{"", "handler", "test"})) << "nobody";
  EXPECT_FALSE(bench.runtime->move_clock(id, "decide", extension(), Actor{"a.na", "analyst", "test"}));
  auto without_reason = extension();
  without_reason.reason.clear();
  EXPECT_EQ(bench.runtime->move_clock(id, "decide", without_reason, kHandler).error().code, ErrorCode::missing_field);
  EXPECT_EQ(bench.runtime->move_clock(id, "reply", extension(), kHandler).error().code, ErrorCode::not_found);
  EXPECT_EQ(bench.faults(), 0);
}

TEST_F(ClockMoves, ASimpleMatterHasNoExtension) {
  const auto id = start("simple");
  EXPECT_NE(refused(id, extension()).find("names no extension"), std::string::npos);
}

TEST_F(ClockMoves, WhatIsPastCannotBeMovedToTheSecond) {
  const auto id = start();
  bench.clock->set(*parse_instant("2026-04-01T15:59:59Z"));
  auto event = extension();
  const auto other = start("complex", "r-2");
  ASSERT_TRUE(bench.runtime->move_clock(other, "decide", event, kHandler)) << "one second before";
  bench.clock->set(*parse_instant("2026-04-01T16:00:00Z"));
  EXPECT_NE(refused(id, extension()).find("what is past cannot be moved"), std::string::npos) << "at the very instant, before any timer has fired";
  ASSERT_TRUE(bench.runtime->fire_timers());
  EXPECT_EQ(bench.state(id).clock("decide")->state, "breached");
  EXPECT_NE(refused(id, suspension()).find("what is past cannot be moved"), std::string::npos);
  EXPECT_EQ(bench.state(other).clock("decide")->state, "running");
}

TEST_F(ClockMoves, ASuspendedClockDoesNotRunDoesNotBreachAndGoesOnWhereItStopped) {
  const auto id = start();
  days(10);
  ASSERT_TRUE(bench.runtime->move_clock(id, "decide", suspension(), kHandler));
  EXPECT_EQ(bench.state(id).clock("decide")->state, "suspended");
  EXPECT_TRUE(warn_timers(id).empty());
  days(60);
  ASSERT_TRUE(bench.runtime->fire_timers());
  EXPECT_EQ(bench.state(id).clock("decide")->state, "suspended") << "sixty days later it still stands";
  ASSERT_TRUE(bench.open());
  EXPECT_EQ(bench.state(id).clock("decide")->state, "suspended") << "also after a new start of the process";
  EXPECT_NE(refused(id, suspension()).find("already stands still"), std::string::npos);
  ASSERT_TRUE(bench.runtime->move_clock(id, "decide", of(DeadlineEventKind::resumed), kHandler));
  EXPECT_EQ(due(id), "2026-05-31T16:00:00Z") << "thirty days and the sixty on which it stood";
  EXPECT_EQ(warn_timers(id).size(), 2u);
  EXPECT_NE(json::write(bench.state(id).record()).find("\"reason\":\"outside_appraisal\""), std::string::npos) << "stages read it in the record's clocks";
  EXPECT_NE(refused(id, of(DeadlineEventKind::resumed)).find("not suspended"), std::string::npos);
}

TEST_F(ClockMoves, AnAnswerWhileTheClockStandsStillIsInTime) {
  const auto id = start();
  days(10);
  ASSERT_TRUE(bench.runtime->move_clock(id, "decide", suspension(), kHandler));
  days(50);
  ASSERT_TRUE(bench.runtime->answer(id, "h#1", json::Object{}, kHandler));
  const auto state = bench.state(id);
  EXPECT_EQ(state.clock("decide")->state, "met");
  EXPECT_LT(state.clock("decide")->met_at->us, state.clock("decide")->due_at.us) << "it would have gone on from where it stood";
}

TEST_F(ClockMoves, WaitingForTheCustomerStopsNoLegalClock) {
  const auto id = start();
  auto event = suspension();
  event.reason = "waiting_for_customer";
  EXPECT_NE(refused(id, event).find("does not stop this clock; reasons that do: outside_appraisal, agreed_mediation"), std::string::npos);
}

TEST_F(ClockMoves, NewFactsStartTheClockAnewFromTheirReceipt) {
  const auto id = start();
  days(9);
  auto event = of(DeadlineEventKind::restarted);
  event.reason = "new_facts_and_reasons";
  event.at = *parse_instant("2026-03-10T02:00:00Z");
  EXPECT_NE(refused(id, event).find("no notice to complainant"), std::string::npos);
  event.notices = {{"complainant", bench.clock->now()}};
  ASSERT_TRUE(bench.runtime->move_clock(id, "decide", event, kHandler));
  EXPECT_EQ(due(id), "2026-04-09T16:00:00Z") << "thirty days from the tenth of March";
  EXPECT_EQ(format_instant(bench.state(id).clock("decide")->starts_at), "2026-03-10T02:00:00Z");
  event.reason = "a_comment";
  event.at = {};
  EXPECT_NE(refused(id, event).find("does not start this clock anew"), std::string::npos);
}

TEST_F(ClockMoves, MovingOneClockLeavesTheOthersAlone) {
  const auto id = start();
  const auto before = bench.state(id);
  ASSERT_TRUE(bench.runtime->move_clock(id, "decide", extension(), kHandler));
  const auto after = bench.state(id);
  EXPECT_EQ(after.clock("acknowledge")->due_at, before.clock("acknowledge")->due_at);
  EXPECT_EQ(after.clock("acknowledge")->state, before.clock("acknowledge")->state);
  EXPECT_EQ(after.timers().at("clock:acknowledge:due"), before.timers().at("clock:acknowledge:due"));
}

TEST_F(ClockMoves, EachWarningFiresOnceForEachDateAlsoOverANewStartOfTheProcess) {
  const auto id = start();
  bench.clock->set(*parse_instant("2026-03-28T00:00:00Z"));  // five days before 1 April 24:00 is past, two are not
  EXPECT_EQ(*bench.runtime->fire_timers(), 2) << "the acknowledgement's end and one warning";
  ASSERT_TRUE(bench.open());
  EXPECT_EQ(*bench.runtime->fire_timers(), 0) << "not again after a new start";
  EXPECT_EQ(bench.state(id).clock("decide")->warned, std::vector<std::int64_t>{0});
  // A suspension of one night moves the date by a day: the rung that fired lies in the past by the new date only from tomorrow.
  auto stop = suspension();
  ASSERT_TRUE(bench.runtime->move_clock(id, "decide", stop, kHandler));
  bench.pass(3'600);
  ASSERT_TRUE(bench.runtime->move_clock(id, "decide", of(DeadlineEventKind::resumed), kHandler));
  EXPECT_EQ(due(id), "2026-04-01T16:00:00Z") << "an hour within a day saves no day";
  EXPECT_EQ(warn_timers(id), std::vector<std::string>{"clock:decide:warn:1 2026-03-30T16:00:00Z"}) << "the spent rung is not set again";
  EXPECT_EQ(*bench.runtime->fire_timers(), 0);
  // Another date is warned of anew.
  ASSERT_TRUE(bench.runtime->move_clock(id, "decide", extension(), kHandler));
  EXPECT_EQ(warn_timers(id), (std::vector<std::string>{"clock:decide:warn:0 2026-04-26T16:00:00Z", "clock:decide:warn:1 2026-04-29T16:00:00Z"}));
  bench.clock->set(*parse_instant("2026-04-30T00:00:00Z"));
  EXPECT_EQ(*bench.runtime->fire_timers(), 2);
  std::int64_t warned = 0;
  const auto kinds = bench.kinds(id);
  for (const auto& kind : kinds) warned += kind == "clock_warned" ? 1 : 0;
  EXPECT_EQ(warned, 3);
}

TEST_F(ClockMoves, TheDateIsWorkedOutFromTheEventsAndSurvivesAMoveToAnotherRow) {
  const auto id = start("simple");
  EXPECT_EQ(due(id), "2026-03-17T16:00:00Z");
  days(5);
  auto stop = suspension();
  stop.approver_role = "supervisor";
  stop.approver = "zhao.min";
  ASSERT_TRUE(bench.runtime->move_clock(id, "decide", stop, kHandler));
  days(4);
  ASSERT_TRUE(bench.runtime->move_clock(id, "decide", of(DeadlineEventKind::resumed), kHandler));
  EXPECT_EQ(due(id), "2026-03-21T16:00:00Z");
  // Now it turns out to be complex: the four days are not lost. The suspension's approver is none that the other row names, so the row stays.
  ASSERT_TRUE(bench.runtime->correct(id, "classify.complexity", "complex", "three branches", kSupervisor));
  EXPECT_EQ(bench.state(id).clock("decide")->rule, "CN-NFRA-DECIDE-SIMPLE");
  EXPECT_EQ(due(id), "2026-03-21T16:00:00Z");
}

TEST_F(ClockMoves, TheAccumulatedSuspensionIsKeptWhereTheOtherRowAllowsIt) {
  replace_in("tables/clocks.cn.yaml", "approve_by: supervisor", "approve_by: head_office_senior_manager");
  const auto id = start("simple");
  days(5);
  ASSERT_TRUE(bench.runtime->move_clock(id, "decide", suspension(), kHandler));
  days(4);
  ASSERT_TRUE(bench.runtime->move_clock(id, "decide", of(DeadlineEventKind::resumed), kHandler));
  ASSERT_TRUE(bench.runtime->correct(id, "classify.complexity", "complex", "three branches", kSupervisor));
  EXPECT_EQ(bench.state(id).clock("decide")->rule, "CN-NFRA-DECIDE-COMPLEX");
  EXPECT_EQ(due(id), "2026-04-05T16:00:00Z") << "thirty days and the four on which it stood";
}

TEST_F(ClockMoves, ANewerCalendarMovesNoClockSilentlyAndARebaseShowsBothLedgers) {
  const auto id = start();
  const auto before = due(id, "acknowledge");
  EXPECT_EQ(before, "2026-03-03T16:00:00Z");
  // A holiday is declared for the very day: the newer pack makes another date of a working-day clock.
  replace_in("calendar.cn.yaml", "holidays:\n", "holidays:\n  - {date: \"2026-03-03\", name: {zh: \"临时假日\", en: \"Day of mourning\"}}\n");
  EXPECT_EQ(due(id, "acknowledge"), before) << "the case keeps the date it was given";
  EXPECT_EQ(*bench.runtime->recover(), 0);
  EXPECT_EQ(due(id, "acknowledge"), before) << "nothing moves it on the side";
  const auto events = bench.kinds(id).size();
  const auto shown = bench.runtime->rebase_clocks("", "", "", kHandler, true);
  ASSERT_TRUE(shown) << shown.error().text();
  ASSERT_EQ(shown->size(), 1u);
  EXPECT_EQ(shown->front().clock.kind, "acknowledge");
  EXPECT_EQ(format_instant(shown->front().clock.due_after), "2026-03-04T16:00:00Z");
  EXPECT_NE(json::text_at(shown->front().clock.ledger_before, "calendar_hash"), json::text_at(shown->front().clock.ledger_after, "calendar_hash"));
  EXPECT_EQ(bench.kinds(id).size(), events) << "a dry run writes nothing";
  EXPECT_FALSE(bench.runtime->rebase_clocks("", "", "", kHandler, false)) << "a reason is needed";
  EXPECT_FALSE(bench.runtime->rebase_clocks("", "", "the notice", Actor{"root", "admin", "test"}, false));
  ASSERT_TRUE(bench.runtime->rebase_clocks("", "", "the State Council's notice", kSupervisor, false));
  EXPECT_EQ(due(id, "acknowledge"), "2026-03-04T16:00:00Z");
  ASSERT_EQ(bench.kinds(id).back(), "clock_rebased");
  const auto payload = *json::parse(bench.runtime->store()->events(id)->back().payload);
  EXPECT_FALSE(json::list_at(payload, "ledger_before.runs").empty());
  EXPECT_FALSE(json::list_at(payload, "ledger.runs").empty());
  EXPECT_EQ(json::text_at(payload, "reason"), "the State Council's notice");
  EXPECT_TRUE(bench.runtime->rebase_clocks("", "", "again", kSupervisor, false)->empty()) << "once";
  EXPECT_EQ(bench.faults(), 0);
}

TEST_F(ClockMoves, AMoveUnderNewerPacksWaitsForTheRebase) {
  const auto id = start();
  replace_in("tables/clocks.cn.yaml", "length: '30d'", "length: '25d'");
  const auto moved = bench.runtime->move_clock(id, "decide", extension(), kHandler);
  ASSERT_FALSE(moved);
  EXPECT_EQ(moved.error().code, ErrorCode::conflict);
  EXPECT_NE(moved.error().message.find("amends clock rebase " + id + " --dry-run"), std::string::npos);
  EXPECT_EQ(due(id), "2026-04-01T16:00:00Z");
  ASSERT_TRUE(bench.runtime->rebase_clocks(id, "decide", "the row was corrected", kSupervisor, false));
  EXPECT_EQ(due(id), "2026-03-27T16:00:00Z");
  EXPECT_TRUE(bench.runtime->move_clock(id, "decide", extension(), kHandler));
}

TEST_F(ClockMoves, AClosedOrMissedClockKeepsItsDateWhateverThePacksSay) {
  const auto id = start();
  bench.clock->set(*parse_instant("2026-04-02T00:00:00Z"));
  ASSERT_TRUE(bench.runtime->fire_timers());
  replace_in("tables/clocks.cn.yaml", "length: '30d'", "length: '40d'");
  EXPECT_TRUE(bench.runtime->rebase_clocks("", "", "x", kSupervisor, true)->empty());
  EXPECT_EQ(bench.state(id).clock("decide")->state, "breached");
}

// What other systems' users suffered, at the level of a case; tests/core/calendar/field_bugs_test.cpp has the arithmetic.

TEST_F(ClockMoves, DeadlineIsNotMovedByAnUpdateOfTheCase) {  // zammad/zammad#5177
  const auto id = start();
  const auto before = due(id);
  days(2);
  ASSERT_TRUE(bench.runtime->add_document(id, json::Object{{"kind", "note"}, {"body", "A colleague called back."}}, kHandler));
  ASSERT_TRUE(bench.runtime->correct(id, "classify.complexity", "complex", "looked at again", kSupervisor));
  EXPECT_EQ(due(id), before);
  EXPECT_EQ(format_instant(bench.state(id).clock("decide")->starts_at), kMonday);
}

TEST_F(ClockMoves, ACommentOfTheCustomerStartsNoClockAnewByItself) {  // egovernments/CCRS#925
  const auto id = start();
  const auto before = due(id);
  days(5);
  ASSERT_TRUE(bench.runtime->add_document(id, json::Object{{"kind", "complaint"}, {"body", "还有一件新的事：上个月也多扣了。"}}, kHandler));
  EXPECT_EQ(due(id), before) << "a person decides whether these are new facts, and says so";
}

TEST_F(ClockMoves, ACorrectedReadingMovesTheClockToItsRowAtOnce) {
  const auto id = start("simple");
  ASSERT_TRUE(bench.runtime->correct(id, "classify.complexity", "complex", "three branches", kSupervisor));
  EXPECT_EQ(bench.state(id).clock("decide")->rule, "CN-NFRA-DECIDE-COMPLEX");
  EXPECT_EQ(due(id), "2026-04-01T16:00:00Z") << "from the same start";
  EXPECT_EQ(bench.kinds(id).back(), "clock_changed");
}

TEST_F(ClockMoves, AClockWhoseStartComesLaterBeginsThen) {  // egovernments/CCRS#1028: no clock passed for a kept one
  bench.stages = {};
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - h: {human: {role: handler, form: free, title: {zh: 办, en: Do}}}\n", "clocks:\n  forward: {kind: forward, from: regulator.received_at, on_breach: escalate, to: supervisor}\n"));
  const auto id = bench.runtime->submit("test", record())->case_id;
  EXPECT_EQ(bench.state(id).clock("forward"), nullptr);
  days(3);
  ASSERT_TRUE(bench.runtime->set_facts(id, json::Object{{"regulator.received_at", "2026-03-04T02:00:00Z"}}, "the regulator wrote", kSupervisor));
  ASSERT_NE(bench.state(id).clock("forward"), nullptr);
  EXPECT_EQ(due(id, "forward"), "2026-03-13T16:00:00Z");
}

TEST_F(ClockMoves, TheJournalReplaysToTheSameClock) {  // glpi-project/glpi#6902
  const auto id = start();
  days(4);
  ASSERT_TRUE(bench.runtime->move_clock(id, "decide", suspension(), kHandler));
  days(3);
  ASSERT_TRUE(bench.runtime->move_clock(id, "decide", of(DeadlineEventKind::resumed), kHandler));
  ASSERT_TRUE(bench.runtime->move_clock(id, "decide", extension(), kHandler));
  const auto live = bench.state(id);
  ASSERT_TRUE(bench.open());
  const auto again = bench.state(id);
  EXPECT_EQ(again.clock("decide")->due_at, live.clock("decide")->due_at);
  EXPECT_EQ(again.clock("decide")->events.size(), 3u);
  EXPECT_EQ(again.timers(), live.timers());
}

TEST_F(ClockMoves, WhoDeclaredATieNeitherMovesAClockNorApprovesThat) {
  const auto id = start();
  ASSERT_TRUE(bench.runtime->recuse(id, "h#1", "a tie", {"qian.hua", "supervisor", "test"}));
  EXPECT_NE(refused(id, extension()).find("qian.hua declared a tie to the matter"), std::string::npos);
  ASSERT_TRUE(bench.runtime->recuse(id, "h#1", "a tie", kHandler));
  auto event = extension();
  event.approver = "wang.yi";
  EXPECT_NE(refused(id, event).find("li.na declared a tie to the matter"), std::string::npos);
  EXPECT_TRUE(bench.runtime->move_clock(id, "decide", event, kSupervisor));
}

}  // namespace
}  // namespace amends::runtime::testing
