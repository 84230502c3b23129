// Approvals and releases in a case, through the one door that C++, Python and the command line share: what is refused, by which sentence, and that it stands in
// the journal. The workflow is tests/fixtures/offer_release.
#include "core/runtime/runtime_kit.hpp"
#include "runtime/approving.hpp"

namespace amends::runtime::testing {
namespace {

const fs::path kFixture = fs::path(AMENDS_SOURCE_DIR) / "tests" / "fixtures" / "offer_release";
const Actor kMaker{"li.na", "handler", "test"}, kChecker{"wang.yi", "supervisor", "test"}, kHead{"sun.hao", "head_of_office", "test"};
const std::string kLetter = "多收的年费300元将在三个工作日内退回您的账户。您可以自收到之日起30日内申请上级核查；可以申请调解；可以随时向监管部门投诉；也可以在诉讼时效期限内向法院起诉。";

json::Value cny(std::int64_t minor) { return json::Object{{"minor", minor}, {"currency", "CNY"}}; }
json::Value usd(std::int64_t minor) { return json::Object{{"minor", minor}, {"currency", "USD"}}; }
json::Value yes() { return json::Object{{"approved", true}, {"reason", "r"}}; }
json::Value no() { return json::Object{{"approved", false}, {"reason", "r"}}; }
json::Value draft(const json::Value& offer) { return json::Object{{"offer", offer}, {"letter", kLetter}, {"reason", "r"}}; }
json::Value offer(const json::Value& sum, std::string_view next = "done") { return json::Object{{"offer", sum}, {"next", next}, {"reason", "r"}}; }
json::Value goodwill(const json::Value& sum) { return json::Object{{"sum", sum}, {"reason", "r"}}; }
json::Value pay(const json::Value& sum, bool more = false) { return json::Object{{"sum", sum}, {"more", more}, {"reason", "r"}}; }
json::Value letter(const std::string& text = kLetter) { return json::Object{{"text_sent", text}, {"reason", "r"}}; }

class Approving : public ::testing::Test {
 protected:
  Bench bench;
  std::string id;

  void SetUp() override {
    for (const auto& form : fs::directory_iterator(kFixture / "overlay" / "forms")) fs::copy_file(form.path(), bench.root / "packs" / "small" / "forms" / form.path().filename());
    ASSERT_TRUE(bench.open());
    ASSERT_TRUE(bench.runtime->deploy(kFixture.string()));
    id = submit("r-1");
  }
  std::string submit(const std::string& ref) {
    auto value = record(ref);
    (void)json::set(value, "money.entitlement", cny(30000));
    auto done = bench.runtime->submit("offer_release", std::move(value));
    EXPECT_TRUE(done) << done.error().text();
    return done ? done->case_id : std::string();
  }
  std::string seen(const std::string& task) {
    auto shown = bench.runtime->shown(id, task);
    EXPECT_TRUE(shown) << shown.error().text();
    return shown ? shown->digest : std::string();
  }
  void take(const std::string& task, const json::Value& answer, const Actor& by) {
    const auto done = bench.runtime->answer(id, task, answer, by, seen(task));
    ASSERT_TRUE(done) << task << ": " << done.error().text();
  }
  /// The answer is refused by a sentence with `words`, and a new event says who, what and why; nothing else has happened.
  void refused(const std::string& task, const json::Value& answer, const Actor& by, const std::string& given, const std::string& why, const std::string& words) {
    const auto before = bench.runtime->store()->events(id)->size();
    const auto row = *bench.runtime->store()->case_row(id);
    const auto done = bench.runtime->answer(id, task, answer, by, given);
    ASSERT_FALSE(done) << why;
    EXPECT_EQ(done.error().code, why == "replayed" && done.error().message.starts_with("the task was answered") ? ErrorCode::state : ErrorCode::refused) << done.error().text();
    EXPECT_NE(done.error().message.find(words), std::string::npos) << "wanted: " << words << "\ngot: " << done.error().text();
    EXPECT_EQ(done.error().where, id + " " + task);
    const auto events = *bench.runtime->store()->events(id);
    ASSERT_EQ(events.size(), before + 1) << "exactly one event: the refusal";
    EXPECT_EQ(events.back().kind, kinds::approval_refused);
    EXPECT_EQ(events.back().actor, by.actor());
    const auto payload = *json::parse(events.back().payload);
    EXPECT_EQ(json::text_at(payload, "why"), why);
    EXPECT_EQ(json::text_at(payload, "task"), task);
    EXPECT_EQ(json::text_at(payload, "by"), by.id);
    EXPECT_EQ(json::text_at(payload, "role"), by.role);
    EXPECT_EQ(json::text_at(payload, "for"), by.on_behalf_of);
    EXPECT_EQ(json::text_at(payload, "reason"), done.error().message);
    EXPECT_EQ(bench.runtime->store()->case_row(id)->status, row.status);
  }
  void refused(const std::string& task, const json::Value& answer, const Actor& by, const std::string& why, const std::string& words) { refused(task, answer, by, seen(task), why, words); }
  void approved(const json::Value& sum) {
    take("draft#1", draft(sum), kMaker);
    take("approve#1", yes(), kChecker);
  }
  void until_goodwill(const json::Value& sum) {
    approved(sum);
    take("ladder#1:offer", offer(sum), kMaker);
  }
  void edit_org(const std::string& before, const std::string& row) {
    const auto path = (bench.root / "packs" / "small" / "org.yaml").string();
    auto text = *read_file(path, 1u << 20);
    const auto at = text.find(before);
    ASSERT_NE(at, std::string::npos);
    ASSERT_TRUE(write_file(path, text.insert(at, row)));
    ASSERT_TRUE(bench.open());
  }
};

TEST_F(Approving, AnOfferAGoodwillSumAndALetterGoOutOnTheirApprovals) {
  approved(cny(30000));
  take("ladder#1:offer", offer(cny(20000), "offer_again"), kMaker);
  take("ladder#2:offer", offer(cny(30000)), kMaker);
  take("goodwill#1", goodwill(cny(5000)), kMaker);
  take("approve_goodwill#1", yes(), kChecker);
  take("pay#1:out", pay(cny(5000)), kMaker);
  take("letter#1:send", letter(), kMaker);
  EXPECT_EQ(bench.runtime->store()->case_row(id)->status, "finished");
  EXPECT_EQ(bench.faults(), 0);
  const auto state = bench.state(id);
  ASSERT_EQ(state.approvals().size(), 2u);
  EXPECT_EQ(state.approvals()[0].uses.size(), 3u);
  EXPECT_EQ(state.approvals()[0].by, "wang.yi");
  EXPECT_EQ(state.approvals()[1].uses.size(), 1u);
  EXPECT_EQ(state.refusals("approve#1"), 0u);
}

TEST_F(Approving, TheEventHoldsTheDigestOfWhatWasSeenTheAmountAndTheLimit) {
  take("draft#1", draft(cny(30000)), kMaker);
  const auto shown = bench.runtime->shown(id, "approve#1");
  ASSERT_TRUE(shown && shown->view);
  EXPECT_EQ(json::text_or(&shown->view->shown.at("draft.letter"), ""), kLetter);
  take("approve#1", yes(), kChecker);
  const auto events = *bench.runtime->store()->events(id);
  const auto found = std::find_if(events.rbegin(), events.rend(), [](const auto& event) { return event.kind == kinds::task_answered; });
  const auto payload = *json::parse(found->payload);
  EXPECT_EQ(json::text_at(payload, "approval.digest"), shown->digest);
  EXPECT_EQ(json::integer_at(payload, "approval.amount.minor"), 30000);
  EXPECT_EQ(json::integer_at(payload, "approval.counted.minor"), 30000);
  EXPECT_EQ(json::integer_at(payload, "approval.limit.minor"), 500000);
  EXPECT_TRUE(json::bool_at(payload, "approval.approved"));
  EXPECT_EQ(json::object_at(payload, "approval.shown").size(), 3u);
  EXPECT_EQ(found->actor, "user:wang.yi");
  EXPECT_EQ(found->payload.find("三个工作日"), std::string::npos) << "the letter stands where it was drafted; here only its digest";
}

TEST_F(Approving, AnAnswerThatDoesNotSayWhatWasSeenIsRefused) {
  take("draft#1", draft(cny(30000)), kMaker);
  refused("approve#1", yes(), kChecker, "", "not_seen", "does not say what that was");
  refused("approve#1", no(), kChecker, "", "not_seen", "amends task show " + id + " approve#1");
  take("approve#1", no(), kChecker);
  EXPECT_EQ(bench.state(id).task("draft#2")->status, "open") << "a no leads back to the draft";
}

TEST_F(Approving, WhatChangedSinceItWasShownIsNamedWithWhoAndWhen) {
  take("draft#1", draft(cny(30000)), kMaker);
  const auto old = seen("approve#1");
  bench.pass(60);
  ASSERT_TRUE(bench.runtime->correct(id, "money.entitlement", cny(35000), "the fee schedule says 350", Actor{"zhao.lei", "supervisor", "test"}));
  refused("approve#1", yes(), kChecker, old, "changed", "since it was shown there changed money.entitlement (corrected by user:zhao.lei at 2026-03-02T09:01:00+08:00)");
  refused("approve#1", no(), kChecker, old, "changed", "not what is decided on any more");
  const auto events = *bench.runtime->store()->events(id);
  EXPECT_EQ(json::write(*json::find(*json::parse(events.back().payload), "changed")), R"(["money.entitlement"])");
  take("approve#1", yes(), kChecker);
}

TEST_F(Approving, AValueThatIsBackWhereItWasIsWhatWasSeen) {
  // What is owed is not lowered by hand; the sum that is asked for goes up and down.
  auto text = *read_file((kFixture / "workflow.yaml").string(), 1 << 20);
  text.replace(text.find("money.entitlement]"), std::string("money.entitlement]").size(), "money.claimed]");
  const auto own = bench.folder.file("claimed.yaml");
  ASSERT_TRUE(write_file(own, text));
  ASSERT_TRUE(bench.runtime->deploy(own));
  id = submit("r-claimed");
  ASSERT_TRUE(bench.runtime->correct(id, "money.claimed", cny(30000), "named on the phone", Actor{"zhao.lei", "supervisor", "test"}));
  take("draft#1", draft(cny(30000)), kMaker);
  const auto old = seen("approve#1");
  ASSERT_TRUE(bench.runtime->correct(id, "money.claimed", cny(1), "slip", Actor{"zhao.lei", "supervisor", "test"}));
  ASSERT_TRUE(bench.runtime->correct(id, "money.claimed", cny(30000), "slip mended", Actor{"zhao.lei", "supervisor", "test"}));
  const auto done = bench.runtime->answer(id, "approve#1", yes(), kChecker, old);
  EXPECT_TRUE(done) << done.error().text();
}

TEST_F(Approving, AnApprovalCoversNothingOnceWhatItShowedHasChanged) {
  approved(cny(30000));
  ASSERT_TRUE(bench.runtime->correct(id, "money.entitlement", cny(35000), "the fee schedule says 350", Actor{"zhao.lei", "supervisor", "test"}));
  refused("ladder#1:offer", offer(cny(30000)), kMaker, "stale", "what wang.yi approved is not what stands now: since then there changed money.entitlement; have it approved again in the step approve");
  take("ladder#1:again", json::Object{{"reason", "r"}}, kMaker);
  take("draft#2", draft(cny(35000)), kMaker);
  take("approve#2", yes(), kChecker);
  take("ladder#2:offer", offer(cny(35000)), kMaker);
  EXPECT_EQ(bench.faults(), 0);
}

TEST_F(Approving, ALetterIsNotSentOnALapsedApproval) {
  until_goodwill(cny(30000));
  take("goodwill#1", goodwill(cny(5000)), kMaker);
  take("approve_goodwill#1", yes(), kChecker);
  take("pay#1:out", pay(cny(5000)), kMaker);
  ASSERT_TRUE(bench.runtime->correct(id, "money.entitlement", cny(30001), "r", Actor{"zhao.lei", "supervisor", "test"}));
  refused("letter#1:send", letter(), kMaker, "stale", "money.entitlement");
}

TEST_F(Approving, OnlyWhatWasApprovedGoesOut) {
  approved(cny(30000));
  refused("ladder#1:offer", offer(cny(30001)), kMaker, "differs", "offer is 300.01 CNY, and 300.00 CNY was approved");
  refused("ladder#1:offer", offer(usd(100)), kMaker, "differs", "is in USD, and the approval is in CNY");
  take("ladder#1:offer", offer(cny(30000)), kMaker);
  take("goodwill#1", goodwill(cny(5000)), kMaker);
  take("approve_goodwill#1", yes(), kChecker);
  take("pay#1:out", pay(cny(5000)), kMaker);
  refused("letter#1:send", letter(kLetter + "。"), kMaker, "differs", "what text_sent says is not what was approved");
  take("letter#1:send", letter(), kMaker);
}

TEST_F(Approving, TheMakerApprovesNothingUnderAnySpelling) {
  take("draft#1", draft(cny(30000)), kMaker);
  for (const auto* name : {"li.na", "Li.Na", "LI.NA", "ｌｉ．ｎａ", "li-na", "LINA"})
    refused("approve#1", yes(), Actor{name, "supervisor", "test"}, "self_approval", "answered the step draft");
  EXPECT_EQ(bench.runtime->answer(id, "approve#1", yes(), Actor{"li.na ", "supervisor", "test"}, seen("approve#1")).error().code, ErrorCode::refused) << "no name at all";
  const auto mixed = bench.runtime->answer(id, "approve#1", yes(), Actor{"li.n\u0430", "supervisor", "test"}, seen("approve#1"));
  EXPECT_NE(mixed.error().text().find("two alphabets"), std::string::npos) << "a Cyrillic а: " << mixed.error().text();
  take("approve#1", yes(), kChecker);
}

TEST_F(Approving, TheMakerApprovesNothingUnderAnotherRegisteredName) {
  edit_org("    units:", "    people:\n      - {id: li.na, also: [E10231, li.na@testbank.example]}\n");
  ASSERT_TRUE(bench.runtime->deploy(kFixture.string()));
  take("draft#1", draft(cny(30000)), kMaker);
  refused("approve#1", yes(), Actor{"E10231", "supervisor", "test"}, "self_approval", "E10231 answered the step draft as li.na");
  refused("approve#1", yes(), Actor{"LI.NA@testbank.example", "supervisor", "test"}, "self_approval", "another person");
  take("approve#1", yes(), Actor{"E10232", "supervisor", "test"});
}

TEST_F(Approving, StandingInForSomebodyMakesNoSecondPerson) {
  take("draft#1", draft(cny(30000)), kMaker);
  refused("approve#1", yes(), Actor{"li.na", "supervisor", "test", "wang.yi"}, "self_approval", "li.na (for wang.yi) answered the step draft");
  refused("approve#1", yes(), Actor{"zhao.lei", "supervisor", "test", "li.na"}, "self_approval", "zhao.lei (for li.na) answered the step draft as li.na");
  take("approve#1", yes(), Actor{"zhao.lei", "supervisor", "test", "wang.yi"});
  EXPECT_EQ(bench.state(id).approvals()[0].on_behalf_of, "wang.yi");
  const auto other = submit("r-2");
  id = other;
  take("draft#1", draft(cny(30000)), Actor{"zhao.lei", "handler", "test", "wang.yi"});
  refused("approve#1", yes(), kChecker, "self_approval", "wang.yi answered the step draft as zhao.lei for wang.yi");
  const auto record = bench.state(id).record();
  const auto& answers = json::object_at(record, "answers");
  EXPECT_TRUE(std::any_of(answers.begin(), answers.end(), [](const auto& one) { return json::text_at(one.value(), "for") == "wang.yi"; })) << "a stage that asks for a second person reads it";
}

TEST_F(Approving, WhoSetOrCorrectedWhatIsShownDoesNotApproveIt) {
  take("draft#1", draft(cny(30000)), kMaker);
  ASSERT_TRUE(bench.runtime->correct(id, "money.entitlement", cny(31000), "r", kChecker));
  refused("approve#1", yes(), kChecker, "self_approval", "wang.yi set money.entitlement");
  take("approve#1", yes(), Actor{"zhao.lei", "supervisor", "test"});
}

TEST_F(Approving, NoRoleOverridesNotEvenAnAdministrator) {
  take("draft#1", draft(cny(30000)), kMaker);
  for (const auto* role : {"admin", "administrator", "root", "superuser", "system_administrator"})
    refused("approve#1", yes(), Actor{"zhao.lei", role, "test"}, "administrator", "neither approves nor releases, and nothing overrides that");
  refused("approve#1", yes(), Actor{"zhao.lei", "handler", "test"}, "role", "the task is for the role supervisor, not for handler");
  refused("approve#1", yes(), kHead, "role", "not for head_of_office");
  take("approve#1", yes(), kChecker);
  refused("ladder#1:offer", offer(cny(30000)), Actor{"zhao.lei", "admin", "test"}, "administrator", "neither approves nor releases");
}

TEST_F(Approving, BeyondTheLimitTheTaskWaitsForTheRoleThatItEscalatesTo) {
  take("draft#1", draft(cny(500001)), kMaker);
  refused("approve#1", yes(), kChecker, "over_limit", "the amount of 5,000.01 CNY is beyond the limit of the role supervisor, 5,000.00 CNY");
  bench.pass(48 * 3600);
  EXPECT_EQ(*bench.runtime->fire_timers(), 1);
  take("approve#1", yes(), kHead);
  take("ladder#1:offer", offer(cny(500001)), kMaker);
}

TEST_F(Approving, AtTheLimitIsWithinIt) { approved(cny(500000)); }

TEST_F(Approving, ASumCutInTwoCountsAsOne) {
  until_goodwill(cny(1));
  take("goodwill#1", goodwill(cny(499900)), kMaker);
  take("approve_goodwill#1", yes(), kChecker);
  take("pay#1:out", pay(cny(499900), true), kMaker);
  take("goodwill#2", goodwill(cny(499900)), kMaker);
  refused("approve_goodwill#2", yes(), kChecker, "over_limit", "this comes to 9,998.01 CNY, beyond the limit of the role supervisor, 5,000.00 CNY; a sum is not approved in pieces");
  refused("approve_goodwill#2", yes(), Actor{"zhao.lei", "supervisor", "test"}, "over_limit", "9,998.01 CNY");
  take("approve_goodwill#2", no(), kChecker);
}

TEST_F(Approving, ASumOverTwoStepsCountsAsOne) {
  until_goodwill(cny(300000));
  take("goodwill#1", goodwill(cny(200001)), kMaker);
  refused("approve_goodwill#1", yes(), kChecker, "over_limit", "5,000.01 CNY");
}

TEST_F(Approving, AnotherCurrencyIsNoWayRoundTheLimit) {
  until_goodwill(cny(499900));
  take("goodwill#1", goodwill(usd(499900)), kMaker);
  refused("approve_goodwill#1", yes(), kChecker, "currency", "sums of two currencies cannot be added up");
}

TEST_F(Approving, WithoutASumNothingIsApproved) {
  until_goodwill(cny(30000));
  take("goodwill#1", json::Object{{"reason", "r"}}, kMaker);
  refused("approve_goodwill#1", yes(), kChecker, "no_amount", "there is no sum of money at goodwill.sum");
}

TEST_F(Approving, ALimitThatChangesAfterTheOfferEndsTheApproval) {
  approved(cny(30000));
  edit_org("    units:", "    authority_limits: {supervisor: {CNY: 100000}}\n");
  refused("ladder#1:offer", offer(cny(30000)), kMaker, "stale", "limits of authority");
}

TEST_F(Approving, ALimitThatChangesBetweenShowingAndAnsweringIsToldAsSuch) {
  take("draft#1", draft(cny(30000)), kMaker);
  const auto old = seen("approve#1");
  edit_org("    units:", "    authority_limits: {supervisor: {CNY: 100000}}\n");
  refused("approve#1", yes(), kChecker, old, "changed", "there changed the limits of authority");
  take("approve#1", yes(), kChecker);
}

TEST_F(Approving, TheInstitutionsLimitBindsWhateverTheWorkflowSays) {
  edit_org("    units:", "    authority_limits: {supervisor: {CNY: 100000}}\n");
  ASSERT_TRUE(bench.runtime->deploy(kFixture.string()));
  take("draft#1", draft(cny(100001)), kMaker);
  refused("approve#1", yes(), kChecker, "over_limit", "the limit of the role supervisor, 1,000.00 CNY");
}

TEST_F(Approving, AnApprovalIsGivenOnce) {
  take("draft#1", draft(cny(30000)), kMaker);
  const auto first = seen("approve#1");
  take("approve#1", no(), kChecker);
  refused("approve#1", yes(), kChecker, first, "replayed", "the task was answered by wang.yi");
  take("draft#2", draft(cny(30000)), kMaker);
  refused("approve#2", yes(), kChecker, first, "replayed", "the digest is that of approve#1, which was answered with it");
  const auto second = seen("approve#2");
  const auto here = id;
  id = submit("r-2");
  take("draft#1", draft(cny(30000)), kMaker);
  refused("approve#1", yes(), kChecker, second, "replayed", "it may be of another case or task");
  refused("approve#1", yes(), kChecker, first, "replayed", "belongs to no view of this task");
  id = here;
  take("approve#2", yes(), kChecker);
}

TEST_F(Approving, AnApprovalCoversAsManyAnswersAsTheWorkflowSays) {
  approved(cny(30000));
  take("ladder#1:offer", offer(cny(10000), "offer_again"), kMaker);
  take("ladder#2:offer", offer(cny(20000), "offer_again"), kMaker);
  refused("ladder#3:offer", offer(cny(30000)), kMaker, "used", "the approval approve#1 was used 2 times already, and that is all it covers");
  refused("ladder#2:offer", offer(cny(20000)), kMaker, "", "replayed", "the task was answered by li.na");
}

TEST_F(Approving, RefusalsAreRecordedUpToTheirLimitAndRefusedBeyondIt) {
  take("draft#1", draft(cny(30000)), kMaker);
  for (std::size_t i = 0; i < kRefusalsRecordedMax; ++i) ASSERT_FALSE(bench.runtime->answer(id, "approve#1", yes(), kChecker, ""));
  EXPECT_EQ(bench.state(id).refusals("approve#1"), kRefusalsRecordedMax);
  EXPECT_EQ(bench.runtime->answer(id, "approve#1", yes(), kChecker, "").error().code, ErrorCode::refused);
  EXPECT_EQ(bench.state(id).refusals("approve#1"), kRefusalsRecordedMax) << "no more events";
  take("approve#1", yes(), kChecker);
}

TEST_F(Approving, AReopenedFileHoldsTheSameApprovals) {
  approved(cny(30000));
  const auto before = bench.state(id).approvals();
  ASSERT_TRUE(bench.open());
  const auto after = bench.state(id).approvals();
  ASSERT_EQ(after.size(), 1u);
  EXPECT_EQ(after[0].digest, before[0].digest);
  EXPECT_EQ(after[0].parts, before[0].parts);
  take("ladder#1:offer", offer(cny(30000)), kMaker);
}

TEST_F(Approving, AReadOnlyFileShowsButRecordsNothing) {
  take("draft#1", draft(cny(30000)), kMaker);
  ASSERT_TRUE(bench.open(true));
  EXPECT_FALSE(seen("approve#1").empty());
  EXPECT_EQ(bench.runtime->answer(id, "approve#1", yes(), kChecker, seen("approve#1")).error().code, ErrorCode::refused);
}

TEST_F(Approving, ATaskThatShowsNothingNeedsNoDigestAndItsEventsAreAsBefore) {
  const auto shown = bench.runtime->shown(id, "draft#1");
  ASSERT_TRUE(shown);
  EXPECT_FALSE(shown->view);
  EXPECT_TRUE(shown->digest.empty());
  ASSERT_TRUE(bench.runtime->answer(id, "draft#1", draft(cny(30000)), kMaker));
  const auto events = *bench.runtime->store()->events(id);
  for (const auto& event : events) {
    const auto payload = *json::parse(event.payload);
    if (json::text_at(payload, "id") != "draft#1") continue;
    for (const auto* member : {"approval", "release", "for", "shows", "limits"}) EXPECT_EQ(json::find(payload, member), nullptr) << event.kind << " " << member;
  }
  EXPECT_EQ(bench.runtime->shown(id, "nothing#1").error().code, ErrorCode::not_found);
}

TEST_F(Approving, AWorkflowInWhichNobodyCouldApproveIsNotDeployed) {
  const auto path = bench.folder.file("nobody.yaml");
  const auto write = [&](const std::string& more) {
    return write_file(path, "workflow: nobody\nversion: 1.0.0\ntitle: {zh: 测试, en: Test}\nsteps:\n  - draft: {human: {role: handler, form: draft_goodwill}}\n  - approve: {human: {role: supervisor, form: approve_draft, shows: [draft], amount: draft.sum" + more + "}}\n");
  };
  ASSERT_TRUE(write(""));
  auto refused = bench.runtime->deploy(path);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("nobody could approve money here"), std::string::npos) << refused.error().text();
  EXPECT_NE(refused.error().where.find("nobody.yaml:6:"), std::string::npos);
  ASSERT_TRUE(write(", limits: {supervisor: {CNY: 1}}"));
  EXPECT_TRUE(bench.runtime->deploy(path));
  edit_org("    units:", "    authority_limits: {head_of_office: {CNY: 1}}\n");
  EXPECT_TRUE(bench.runtime->deploy(path)) << "the second institution has no table of its own";
}

/// A plan that reads the text and an approval of it.
class ApprovingPlans : public ::testing::Test {
 protected:
  Bench bench;
  std::string id;
  std::vector<std::shared_ptr<host::Stage>> extra;
  std::vector<std::string> plan_reads{"text"};
  std::shared_ptr<LambdaStage> payout = constant("bank.payout", {{"paid", true}});

  void start(const std::string& steps) {
    for (const auto& form : fs::directory_iterator(kFixture / "overlay" / "forms")) fs::copy_file(form.path(), bench.root / "packs" / "small" / "forms" / form.path().filename());
    bench.stages = {stage("bank.plan", [](const json::Value&, int) -> Result<json::Value> { return json::Value(json::Object{{"result", json::Object{{"target", cny(30000)}}}}); }, plan_reads), payout};
    bench.stages.insert(bench.stages.end(), extra.begin(), extra.end());
    ASSERT_TRUE(bench.open());
    const auto deployed = bench.deploy(steps);
    ASSERT_TRUE(deployed) << deployed.error().text();
    auto done = bench.runtime->submit("test", record());
    ASSERT_TRUE(done) << done.error().text();
    id = done->case_id;
  }
  Result<std::string> approve(const json::Value& answer = yes()) { return bench.runtime->answer(id, "approve#1", answer, kChecker, bench.runtime->shown(id, "approve#1")->digest); }
  std::string last_refusal() { return std::string(json::text_at(*json::parse(bench.runtime->store()->events(id)->back().payload), "why")); }
};

constexpr const char* kPlan = "  - plan: {stage: bank.plan}\n  - approve: {human: {role: supervisor, form: approve_draft, shows: [ext.bank.plan.target], amount: ext.bank.plan.target, limits: {supervisor: {CNY: 500000}}}}\n";

TEST_F(ApprovingPlans, AnOlderReadingIsNotApproved) {
  start(std::string(kPlan) + "  - release: {human: {role: handler, form: free, requires_approval: approve}}\n");
  ASSERT_TRUE(bench.runtime->add_document(id, json::Object{{"body", "还有一笔。"}}, kMaker));
  const auto refused = approve();
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("rests on an older reading: bank.plan (it read text)"), std::string::npos) << refused.error().text();
  EXPECT_EQ(last_refusal(), "older_reading");
  EXPECT_TRUE(approve(no())) << "a no needs no fresh reading";
}

TEST_F(ApprovingPlans, AnApprovalOfAReadingThatHasGrownOldCoversNothing) {
  start(std::string(kPlan) + "  - release: {human: {role: handler, form: free, requires_approval: approve}}\n");
  ASSERT_TRUE(approve());
  ASSERT_TRUE(bench.runtime->add_document(id, json::Object{{"body", "还有一笔。"}}, kMaker));
  const auto refused = bench.runtime->answer(id, "release#1", json::Object{}, kMaker);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("bank.plan (it read text)"), std::string::npos) << refused.error().text();
  EXPECT_EQ(last_refusal(), "stale");
}

TEST_F(ApprovingPlans, ThatAPlanReadsItsOwnApprovalMakesItNoOlder) {
  plan_reads = {"text", "answers.approve_draft"};
  start(std::string(kPlan) + "  - release: {human: {role: handler, form: free, requires_approval: approve}}\n");
  ASSERT_TRUE(approve());
  const auto released = bench.runtime->answer(id, "release#1", json::Object{}, kMaker);
  EXPECT_TRUE(released) << released.error().text();
}

TEST_F(ApprovingPlans, ACorrectedReadingIsApprovedByAThirdPerson) {
  start(std::string(kPlan) + "  - release: {human: {role: handler, form: free, requires_approval: approve}}\n");
  ASSERT_TRUE(bench.runtime->correct(id, "ext.bank.plan.target", cny(20000), "two months only", kChecker));
  const auto refused = approve();
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("wang.yi corrected ext.bank.plan.target"), std::string::npos) << refused.error().text();
  EXPECT_TRUE(bench.runtime->answer(id, "approve#1", yes(), Actor{"zhao.lei", "supervisor", "test"}, bench.runtime->shown(id, "approve#1")->digest));
}

TEST_F(ApprovingPlans, AStageThatNeedsAnApprovalRunsOnItAlone) {
  start(std::string(kPlan) + "  - payout: {stage: bank.payout, requires_approval: approve}\n");
  EXPECT_EQ(payout->runs, 0);
  ASSERT_TRUE(approve());
  EXPECT_EQ(payout->runs, 1);
  EXPECT_EQ(bench.runtime->store()->case_row(id)->status, "finished");
  EXPECT_EQ(bench.state(id).approvals()[0].uses.size(), 1u);
}

TEST_F(ApprovingPlans, AStageWithoutItsApprovalGoesWhereRefusedLeadsOrParks) {
  start(std::string(kPlan) + "  - payout: {stage: bank.payout, requires_approval: approve, on_error: {refused: again}, go: end}\n  - again: {human: {role: handler, form: free}, go: approve}\n");
  ASSERT_TRUE(approve(no()));
  EXPECT_EQ(payout->runs, 0);
  EXPECT_EQ(bench.state(id).task("again#1")->status, "open");
  ASSERT_TRUE(bench.runtime->answer(id, "again#1", json::Object{}, kMaker));
  ASSERT_TRUE(bench.runtime->answer(id, "approve#2", yes(), kChecker, bench.runtime->shown(id, "approve#2")->digest));
  EXPECT_EQ(payout->runs, 1);
}

TEST_F(ApprovingPlans, AStageParksWhereNoRouteIsGiven) {
  start(std::string(kPlan) + "  - payout: {stage: bank.payout, requires_approval: approve}\n");
  ASSERT_TRUE(approve(no()));
  EXPECT_EQ(payout->runs, 0);
  EXPECT_EQ(bench.runtime->store()->case_row(id)->status, "parked");
}

TEST_F(ApprovingPlans, WhoAddedAShownDocumentDoesNotApproveIt) {
  start("  - approve: {human: {role: supervisor, form: approve_draft, shows: [text.docs]}}\n");
  ASSERT_TRUE(bench.runtime->add_document(id, json::Object{{"body", "还有一笔。"}}, Actor{"Wang.Yi", "handler", "test"}));
  const auto refused = approve();
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("wang.yi set text.docs.1 as Wang.Yi"), std::string::npos) << refused.error().text();
}

TEST_F(ApprovingPlans, AStageThatAsksAndRunsAgainUsesItsApprovalOnce) {
  auto asks = stage("bank.asks", [](const json::Value& record, int) -> Result<json::Value> {
    if (json::find(record, "answers.free")) return json::Value(json::Object{{"result", json::Object{{"done", true}}}});
    return json::Value(json::Object{{"status", "need_input"}, {"questions", json::Array{json::Object{{"id", "free"}, {"to_role", "handler"}, {"blocking", true}, {"form", json::Array{}}}}}});
  }, {"text", "answers"});
  extra = {asks};
  start(std::string(kPlan) + "  - asked: {stage: bank.asks, requires_approval: approve}\n");
  ASSERT_TRUE(approve());
  EXPECT_EQ(asks->runs, 1);
  const auto answered = bench.runtime->answer(id, "bank.asks.free", json::Object{{"reason", "r"}}, kMaker);
  ASSERT_TRUE(answered) << answered.error().text();
  EXPECT_EQ(asks->runs, 2);
  EXPECT_EQ(*answered, "finished");
  EXPECT_EQ(bench.state(id).approvals()[0].uses.size(), 1u);
}

// --- claimed and handed on ---

TEST_F(Approving, WhoMadeTheOfferNeitherClaimsItsApprovalNorHasItHandedOn) {
  take("draft#1", draft(cny(30000)), kMaker);
  const auto own = bench.runtime->claim(id, "approve#1", {"li.na", "supervisor", "test"});
  ASSERT_FALSE(own);
  EXPECT_NE(own.error().message.find("li.na answered the step draft; another person must answer this one"), std::string::npos) << own.error().text();
  ASSERT_TRUE(bench.runtime->claim(id, "approve#1", kChecker));
  const auto back = bench.runtime->delegate(id, "approve#1", "li.na", "r", kChecker);
  ASSERT_FALSE(back);
  EXPECT_EQ(back.error().code, ErrorCode::refused) << back.error().text();
  take("approve#1", yes(), kChecker);
}

TEST_F(Approving, AnApprovalThatAnotherHoldsIsRefusedAndRecorded) {
  take("draft#1", draft(cny(30000)), kMaker);
  ASSERT_TRUE(bench.runtime->claim(id, "approve#1", kChecker));
  const Actor other{"zhao.lei", "supervisor", "test"};
  const auto done = bench.runtime->answer(id, "approve#1", yes(), other, seen("approve#1"));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::conflict) << done.error().text();
  const auto events = *bench.runtime->store()->events(id);
  EXPECT_EQ(events.back().kind, kinds::approval_refused);
  EXPECT_EQ(json::text_at(*json::parse(events.back().payload), "why"), "held");
  ASSERT_TRUE(bench.runtime->claim(id, "approve#1", other, "wang.yi is away")) << "in the approval's own role";
  take("approve#1", yes(), other);
}

TEST_F(Approving, AnApprovalThatWasHandedOnCountsForBoth) {
  take("draft#1", draft(cny(30000)), kMaker);
  ASSERT_TRUE(bench.runtime->delegate(id, "approve#1", "zhao.lei", "r", kChecker));
  take("approve#1", yes(), {"zhao.lei", "supervisor", "test"});
  EXPECT_EQ(bench.state(id).approvals().back().on_behalf_of, "wang.yi");
}

TEST_F(Approving, WhoDeclaredATieApprovesNothing) {
  take("draft#1", draft(cny(30000)), kMaker);
  ASSERT_TRUE(bench.runtime->recuse(id, "approve#1", "a tie", kChecker));
  refused("approve#1", yes(), kChecker, "recused", "wang.yi declared a tie to the matter");
}

}  // namespace
}  // namespace amends::runtime::testing
