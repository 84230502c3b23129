// Real time near the end of the calendar pack: no date is guessed, no case is lost or held up, a person sees what is missing, a newer pack brings it.
#include "core/runtime/runtime_kit.hpp"
#include "guard/guard.hpp"

namespace amends::runtime::testing {
namespace {

const Actor kOfficer{"li.na", "handler", "test"};

class DatesTest : public ::testing::Test {
 protected:
  Bench bench;

  void at(const char* instant) { bench.clock->set(*parse_instant(instant)); }
  /// The calendar with one more year, as a later version of the pack has it.
  void newer_calendar() {
    const auto path = (bench.root / "packs/small/calendar.cn.yaml").string();
    auto text = *read_file(path);
    const std::string year = "last_year: 2026";
    const auto place = text.find(year);
    ASSERT_NE(place, std::string::npos) << "the shipped calendar reaches further now: move the dates of these tests";
    text.replace(place, year.size(), "last_year: 2027");
    const std::string list = "holidays:\n";
    text.insert(text.find(list) + list.size(), "  - {date: \"2027-01-01\", name: {zh: \"元旦\", en: \"New Year's Day\"}}\n");
    ASSERT_TRUE(write_file(path, text));
    ASSERT_TRUE(bench.open());
  }
  std::string submit(const std::string& ref, const char* received) {
    auto row = record(ref);
    (void)json::set_text(row, "channel.received_at", received);
    auto submitted = bench.runtime->submit("test", row);
    EXPECT_TRUE(submitted) << submitted.error().text();
    return submitted ? submitted->case_id : "";
  }
};

constexpr const char* kHuman = "  - h: {human: {role: handler, form: free, title: {zh: 办, en: Do}, due: 5wd, escalate: [{after: 5wd, to: supervisor}]}}\n";

TEST_F(DatesTest, ATaskOpensWithoutTheDateThatLiesBeyondTheCalendarAndGetsItFromANewerPack) {
  at("2026-12-28T02:00:00Z");
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy(kHuman, "clocks:\n  decide: {kind: decide, from: channel.received_at, warn: [2wd], on_breach: escalate, to: supervisor}\n"));
  const auto id = submit("a", "2026-12-28T02:00:00Z");
  auto state = bench.state(id);
  EXPECT_EQ(bench.runtime->store()->case_row(id)->status, "waiting") << "not parked: a person can do the work";
  ASSERT_NE(state.task("h#1"), nullptr);
  EXPECT_FALSE(state.task("h#1")->due_at);
  EXPECT_EQ(state.clock("decide")->state, "running") << "calendar days need no calendar";
  std::set<std::string> missing;
  for (const auto& [what, payload] : state.missing_dates()) missing.insert(what);
  EXPECT_EQ(missing, (std::set<std::string>{"task:h#1", "timer:clock:decide:warn:0", "timer:h#1:escalate:1"}));
  EXPECT_EQ(json::text_at(state.missing_dates().at("task:h#1"), "last"), "2026-12-31");
  const auto events = bench.kinds(id).size();
  EXPECT_EQ(*bench.runtime->recover(), 0);
  const auto early = bench.runtime->resume(id, "try", kOfficer);
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().code, ErrorCode::pack_missing);
  EXPECT_NE(early.error().message.find("still covers 2015-01-01 to 2026-12-31; install one that reaches the date first"), std::string::npos) << early.error().text();
  EXPECT_EQ(bench.kinds(id).size(), events) << "nothing is written again and again";

  newer_calendar();
  ASSERT_TRUE(bench.runtime->resume(id, "the new calendar is here", kOfficer));
  state = bench.state(id);
  EXPECT_TRUE(state.missing_dates().empty());
  EXPECT_EQ(format_instant(*state.task("h#1")->due_at), "2027-01-05T16:00:00Z") << "29, 30, 31 December, 4, 5 January: counted from the opening";
  EXPECT_TRUE(state.timers().contains("h#1:escalate:1"));
  EXPECT_TRUE(state.timers().contains("clock:decide:warn:0"));
  at("2027-01-06T00:00:00Z");
  EXPECT_GE(*bench.runtime->fire_timers(), 1);
  EXPECT_EQ(bench.state(id).task("h#1")->escalated_to, std::vector<std::string>{"supervisor"});
  EXPECT_EQ(bench.faults(), 0);
}

TEST_F(DatesTest, TheRunnerBringsTheDatesWhenItStartsWithANewerPack) {
  at("2026-12-28T02:00:00Z");
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy(kHuman));
  const auto a = submit("a", "2026-12-28T02:00:00Z"), b = submit("b", "2026-12-28T02:00:00Z");
  ASSERT_TRUE(bench.runtime->answer(b, "h#1", json::Object{}, kOfficer));
  EXPECT_TRUE(bench.state(b).missing_dates().empty()) << "what is done needs no date";
  newer_calendar();
  EXPECT_EQ(*bench.runtime->recover(), 1);
  EXPECT_TRUE(bench.state(a).task("h#1")->due_at);
  EXPECT_EQ(*bench.runtime->recover(), 0);
}

TEST_F(DatesTest, AClockThatAStageCouldNotDateIsKeptInViewAndStartsFromItsOwnStart) {
  bench.stages = {stage("amends.intake", [](const json::Value&, int) -> Result<json::Value> {
    return json::Value(json::Object{
        {"findings", json::Array{json::Object{{"id", "f1"}, {"code", "clock.calendar_missing"}, {"severity", "warn"}, {"confidence", 100}, {"text", json::bilingual("缺", "missing")}, {"evidence", json::Array{"e1"}}, {"rule", "catalogue 0.1#acknowledge"}}}},
        {"evidence", json::Array{json::Object{{"id", "e1"}, {"kind", "field"}, {"path", "channel.received_at"}, {"value", "x"}}}},
        {"tasks", json::Array{json::Object{{"id", "ack"}, {"kind", "acknowledge"}, {"owner_role", "handler"}, {"title", json::bilingual("回执", "Acknowledge")}, {"blocking", false}, {"meets", json::Array{"acknowledge"}}}}}});
  })};
  at("2026-12-31T02:00:00Z");
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - intake: {stage: amends.intake}\n  - h: {human: {role: handler, form: free, title: {zh: 办, en: Do}}}\n", "clocks:\n  acknowledge: {kind: acknowledge, on_breach: escalate, to: supervisor}\n"));
  const auto id = submit("a", "2026-12-31T01:00:00Z");
  EXPECT_EQ(bench.state(id).clock("acknowledge"), nullptr);
  ASSERT_TRUE(bench.state(id).missing_dates().contains("clock:acknowledge"));
  at("2027-01-05T02:00:00Z");
  newer_calendar();
  EXPECT_EQ(*bench.runtime->recover(), 1);
  const auto state = bench.state(id);
  ASSERT_NE(state.clock("acknowledge"), nullptr);
  EXPECT_EQ(format_instant(state.clock("acknowledge")->starts_at), "2026-12-31T01:00:00Z") << "late knowledge gives no later date";
  EXPECT_EQ(state.task("intake.ack")->due_at, state.clock("acknowledge")->due_at);
  EXPECT_GE(*bench.runtime->fire_timers(), 1) << "it is past due and says so";
  EXPECT_EQ(bench.state(id).clock("acknowledge")->state, "breached");
}

TEST_F(DatesTest, AStepThatOnlyWaitsParksWithWhatToDoAndGoesOnAfterwards) {
  at("2026-12-30T02:00:00Z");
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - w: {wait: 5wd}\n  - h: {human: {role: handler, form: free, title: {zh: 办, en: Do}}}\n"));
  const auto id = submit("a", "2026-12-30T02:00:00Z");
  EXPECT_EQ(bench.runtime->store()->case_row(id)->status, "parked");
  const auto reason = bench.state(id).flow().tokens.at(0).reason;
  EXPECT_NE(reason.find("covers 2015-01-01 to 2026-12-31"), std::string::npos) << reason;
  EXPECT_NE(reason.find("amends case resume " + id), std::string::npos) << reason;
  newer_calendar();
  ASSERT_TRUE(bench.runtime->resume(id, "the new calendar is here", kOfficer));
  EXPECT_EQ(bench.runtime->store()->case_row(id)->status, "waiting");
}

TEST_F(DatesTest, TheSafetyTaskHasItsMinutesWhateverTheCalendarSays) {
  bench.stages = {stage("test.sign", [](const json::Value&, int) -> Result<json::Value> {
    return json::Value(json::Object{{"tasks", json::Array{json::Object{{"id", "safety"}, {"kind", "safety"}, {"owner_role", "crisis_trained"}, {"due_at", "2026-12-31T15:30:00Z"}, {"title", json::bilingual("安全", "Safety")}, {"blocking", true}}}}});
  })};
  at("2026-12-31T15:00:00Z");
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy(std::string("  - a: {stage: test.sign}\n") + kHuman));
  const auto id = submit("a", "2026-12-31T15:00:00Z");
  EXPECT_TRUE(bench.state(id).safety_hold());
  EXPECT_EQ(format_instant(*bench.state(id).task("test.sign.safety")->due_at), "2026-12-31T15:30:00Z");
  ASSERT_TRUE(bench.runtime->answer(id, "test.sign.safety", json::Object{}, Actor{"wang.yi", "crisis_trained", "test"}));
  EXPECT_NE(bench.state(id).task("h#1"), nullptr) << "the work after it opens too";
}

TEST_F(DatesTest, ACalendarThatEndsSoonIsSpokenOf) {
  ASSERT_TRUE(bench.open());
  const auto& rules = *bench.runtime->environment().clock_rules;
  EXPECT_TRUE(rules.ending(*parse_instant("2026-11-01T15:59:59Z")).empty()) << "sixty days before, to the minute in Shanghai";
  ASSERT_EQ(rules.ending(*parse_instant("2026-11-01T16:00:00Z")).size(), 1u);
  EXPECT_EQ(rules.ending(*parse_instant("2027-06-01T00:00:00Z")).front()->id(), "calendar.cn") << "and after it has ended";
}

}  // namespace
}  // namespace amends::runtime::testing
