// What leaves: in the turn that caused it, handed out on a lease, acknowledged once, tried again, parked, and never lost.
#include <sys/wait.h>

#include <csignal>
#include <set>

#include "core/runtime/flow_bench.hpp"
#include "runtime/sent.hpp"

namespace amends::runtime::testing {
namespace {

const Actor kHead{"wang.yi", "supervisor", "test"}, kPost{"post.room", "handler", "delivery"};
constexpr std::int64_t kMinute = 60;

class OutboxTest : public FlowBench {
 protected:
  void SetUp() override {
    // The words of a message that is just as long as one may be, and of one that is longer by a character.
    const std::string most(kMessageBytesMax - std::string_view(R"({"text":""})").size(), 'x');
    bench.stages = {constant("x.a", {{"n", 1}}), constant("x.fits", {{"text", most}}), constant("x.large", {{"text", most + "x"}})};
    add_release_forms();
    ASSERT_TRUE(bench.open());
  }
  std::vector<Runtime::Outgoing> pull(Runtime::Pull how = {}) {
    auto done = bench.runtime->pull_outbox(how, kPost);
    EXPECT_TRUE(done) << done.error().text();
    return done ? std::move(*done) : std::vector<Runtime::Outgoing>{};
  }
  std::size_t reads() { return store::ReadLog(bench.folder.file("cases.db")).list({})->size(); }
};

constexpr const char* kOrder = "  - m: {send: {kind: order, to: '\"bank\"', body: {ref: channel.ref, sum: 5}, wait: true}}\n  - z: {stage: x.a}\n";

TEST_F(OutboxTest, AMessageIsThereWithItsCaseAndGoesOnWithItsDelivery) {
  const auto id = submit(kOrder);
  EXPECT_EQ(status(id), "waiting");
  const auto got = pull();
  ASSERT_EQ(got.size(), 1u);
  const auto& message = got[0].message;
  EXPECT_EQ(message.key, id + "/" + std::to_string(message.seq));
  EXPECT_EQ(message.kind, "order");
  EXPECT_EQ(message.to, "bank");
  EXPECT_EQ(json::write(message.body), R"({"ref":"r-1","sum":5})");
  EXPECT_EQ(format_instant(got[0].lease_until), "2026-03-02T01:05:00Z");
  EXPECT_EQ(reads(), 1u) << "who delivers it, reads it";
  EXPECT_TRUE(pull().empty()) << "somebody has it";
  EXPECT_EQ(*bench.runtime->acknowledge(message.key, json::Object{{"no", 7}}, kPost), true);
  EXPECT_EQ(*bench.runtime->acknowledge(message.key, json::Object{{"no", 8}}, kPost), false) << "once";
  EXPECT_EQ(status(id), "finished");
  const auto state = bench.state(id);
  EXPECT_EQ(json::integer_at(*state.result("m", {}), "receipt.no"), 7);
  EXPECT_EQ(state.outbox()[0].status, "acknowledged");
  EXPECT_TRUE(bench.runtime->store()->outbox({})->empty());
  EXPECT_EQ(bench.faults(), 0);
}

TEST_F(OutboxTest, WhatIsNotAcknowledgedComesAgainWithTheSameKey) {
  const auto id = submit(kOrder);
  const auto first = pull();
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(*bench.runtime->store()->next_outbox(""), first[0].lease_until);
  bench.pass(5 * kMinute - 1);
  EXPECT_TRUE(pull().empty());
  bench.pass(1);
  ASSERT_TRUE(bench.open()) << "the lease is in the file";
  const auto again = pull();
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].message.key, first[0].message.key);
  EXPECT_EQ(again[0].handed_out, 2);
  EXPECT_EQ(bench.faults(), 0);
}

TEST_F(OutboxTest, FailuresWaitLongerEachTimeAndPark) {
  const auto id = submit(kOrder);
  std::vector<std::int64_t> waits;
  for (std::int32_t i = 1; i <= kDeliveryFailuresMax; ++i) {
    const auto got = pull();
    ASSERT_EQ(got.size(), 1u) << i;
    ASSERT_TRUE(bench.runtime->delivery_failed(got[0].message.key, "no answer", false, kPost));
    const auto row = bench.runtime->store()->outbox({})->at(0);
    EXPECT_EQ(row.failures, i);
    if (i == kDeliveryFailuresMax) {
      EXPECT_EQ(row.status, "parked");
      break;
    }
    EXPECT_EQ(row.status, "open");
    waits.push_back((row.ready_at.us - bench.clock->now().us) / 1'000'000);
    EXPECT_TRUE(pull().empty());
    bench.pass(waits.back());
  }
  EXPECT_EQ(waits, (std::vector<std::int64_t>{60, 120, 240, 480, 960, 1920, 3600}));
  bench.pass(1'000'000);
  EXPECT_TRUE(pull().empty());
  EXPECT_EQ(status(id), "waiting");
  const auto key = bench.state(id).outbox()[0].key;
  EXPECT_TRUE(bench.runtime->delivery_failed(key, "again", false, kPost)) << "of a parked one nothing more is written";
  ASSERT_TRUE(bench.runtime->retry_delivery(key, "the line is back", kHead));
  ASSERT_EQ(pull().size(), 1u);
  ASSERT_TRUE(bench.runtime->delivery_failed(key, "the address is wrong", true, kPost));
  EXPECT_EQ(bench.runtime->store()->outbox({})->at(0).status, "parked");
  EXPECT_EQ(bench.runtime->drop_delivery(key, "", kHead).error().code, ErrorCode::missing_field);
  ASSERT_TRUE(bench.runtime->drop_delivery(key, "told by phone", kHead));
  EXPECT_EQ(status(id), "parked") << "the step fails with `unavailable` and nothing catches it";
  EXPECT_NE(bench.state(id).flow().tokens[0].reason.find("told by phone"), std::string::npos);
  EXPECT_EQ(bench.runtime->retry_delivery(key, "", kHead).error().code, ErrorCode::state);
  EXPECT_EQ(bench.runtime->acknowledge(key, nullptr, kPost).error().code, ErrorCode::state);
  EXPECT_EQ(bench.faults(), 0);
}

TEST_F(OutboxTest, AMessageThatTakesItsDelivererDownIsParked) {
  const auto id = submit(kOrder);
  for (std::int64_t i = 0; i < kHandOutsMax; ++i) {
    ASSERT_EQ(pull().size(), 1u) << i;
    bench.pass(6 * kMinute);
  }
  EXPECT_TRUE(pull().empty());
  const auto row = bench.runtime->store()->outbox({})->at(0);
  EXPECT_EQ(row.status, "parked");
  EXPECT_NE(bench.state(id).outbox()[0].reason.find("handed out 20 times"), std::string::npos);
  ASSERT_TRUE(bench.runtime->retry_delivery(row.key, "mended", kHead));
  EXPECT_EQ(pull().size(), 1u);
}

TEST_F(OutboxTest, PullHasItsLimitsAndItsRoles) {
  submit(kOrder);
  const auto code = [&](Runtime::Pull how, const Actor& by = kPost) { return bench.runtime->pull_outbox(how, by).error().code; };
  EXPECT_EQ(code({0, 60'000'000, ""}), ErrorCode::range);
  EXPECT_EQ(code({kPullMax + 1, 60'000'000, ""}), ErrorCode::range);
  EXPECT_EQ(code({1, 999'999, ""}), ErrorCode::range);
  EXPECT_EQ(code({1, kLeaseMaxUs + 1, ""}), ErrorCode::range);
  EXPECT_EQ(code({}, Actor{"an", "trainer", "look"}), ErrorCode::refused);
  EXPECT_EQ(code({}, Actor{"", "handler", "look"}), ErrorCode::refused);
  EXPECT_TRUE(pull({1, 1'000'000, "letter"}).empty());
  EXPECT_EQ(pull({kPullMax, kLeaseMaxUs, "order"}).size(), 1u);
  for (const auto* key : {"", "x", "nobody/1", "/", "a/"}) EXPECT_EQ(bench.runtime->acknowledge(key, nullptr, kPost).error().code, ErrorCode::not_found) << key;
}

TEST_F(OutboxTest, SeveralWaitInTheirOrderAndKindsAreApart) {
  ASSERT_TRUE(bench.deploy("  - o: {send: {kind: order, body: {n: 1}}}\n  - r: {send: {kind: request, body: {n: 2}}}\n"));
  std::vector<std::string> ids;
  for (int i = 0; i < 3; ++i) {
    ids.push_back(bench.runtime->submit("test", record("r-" + std::to_string(i)))->case_id);
    bench.pass(1);
  }
  for (const auto& id : ids) EXPECT_EQ(status(id), "finished") << "a step that does not wait holds nothing up";
  const auto orders = pull({2, 60'000'000, "order"});
  ASSERT_EQ(orders.size(), 2u);
  EXPECT_EQ(orders[0].case_id, ids[0]);
  EXPECT_EQ(orders[1].case_id, ids[1]);
  EXPECT_EQ(pull().size(), 4u);
  for (const auto& one : orders) EXPECT_TRUE(*bench.runtime->acknowledge(one.message.key, nullptr, kPost)) << "a finished case takes the word of its delivery";
  EXPECT_EQ(bench.faults(), 0);
}

TEST_F(OutboxTest, ALetterLeavesAsItWasReleasedAndNotAfterAChange) {
  const auto* const steps = R"(  - draft: {human: {role: handler, form: free}}
  - sign: {human: {role: supervisor, form: approve_draft, four_eyes_with: draft, shows: [draft.reason, product.name]}}
  - ready: {message: go_on}
  - post: {send: {kind: letter, to: '"post room"', body: {text: draft.reason}, wait: true}, requires_approval: sign, on: {refused: {error: refused, go: sign}}}
)";
  const auto id = submit(steps);
  const auto answer = [&](const std::string& task, json::Value what, const Actor& by, std::string_view seen = {}) {
    const auto done = bench.runtime->answer(id, task, std::move(what), by, seen);
    ASSERT_TRUE(done) << done.error().text();
  };
  const json::Value yes = json::Object{{"approved", true}, {"reason", "r"}, {"who", "wang.yi"}};
  answer("draft#1", json::Object{{"reason", "您的年费300元已退回，如有疑问请联系我们。"}}, kOfficer);
  answer("sign#1", yes, kHead, bench.runtime->shown(id, "sign#1")->digest);
  ASSERT_TRUE(bench.runtime->set_facts(id, json::Object{{"product.name", "another card"}}, "changed after the approval", kOfficer));
  ASSERT_TRUE(bench.runtime->message("go_on", id, json::Object{}, "m", kPost));
  EXPECT_TRUE(pull().empty()) << "it went back to be signed again";
  answer("sign#2", yes, kHead, bench.runtime->shown(id, "sign#2")->digest);
  ASSERT_TRUE(bench.runtime->message("go_on", id, json::Object{}, "m2", kPost));
  const auto got = pull();
  ASSERT_EQ(got.size(), 1u);
  EXPECT_EQ(json::text_at(got[0].message.body, "text"), "您的年费300元已退回，如有疑问请联系我们。");
  EXPECT_EQ(bench.state(id).approvals().back().uses.size(), 1u) << "the approval is used up";
  ASSERT_TRUE(bench.runtime->acknowledge(got[0].message.key, nullptr, kPost));
  EXPECT_EQ(status(id), "finished");
  EXPECT_EQ(bench.faults(), 0);
}

TEST_F(OutboxTest, TheGuardsLookAtTheWordsOnceMore) {
  // Nothing of an earlier look counts: the form is one whose words no guard reads.
  const auto id = submit(R"(  - draft: {human: {role: handler, form: free}}
  - sign: {human: {role: supervisor, form: approve_draft, four_eyes_with: draft, shows: [draft.reason]}}
  - post: {send: {kind: letter, to: '"post room"', body: {text: draft.reason}}, requires_approval: sign, on: {refused: {error: refused, go: sign}}}
)");
  ASSERT_TRUE(bench.runtime->answer(id, "draft#1", json::Object{{"reason", "如果您不撤诉，我们将把您列入黑名单并起诉您。"}}, kOfficer));
  ASSERT_TRUE(bench.runtime->answer(id, "sign#1", json::Object{{"approved", true}, {"reason", "r"}, {"who", "wang.yi"}}, kHead, bench.runtime->shown(id, "sign#1")->digest));
  EXPECT_TRUE(pull().empty());
  EXPECT_EQ(bench.state(id).task("sign#2")->status, "open");
}

TEST_F(OutboxTest, WhatIsNotKnownParksAndWhatIsTooMuchFails) {
  const auto unknown = submit("  - m: {send: {kind: order, body: {sum: money.claimed.minor}}}\n");
  EXPECT_EQ(status(unknown), "parked");
  EXPECT_NE(bench.state(unknown).flow().tokens[0].reason.find("'sum' of the message is not known (money.claimed.minor)"), std::string::npos) << bench.state(unknown).flow().tokens[0].reason;
  const auto nothing = submit("  - m: {send: {kind: order, body: {sum: 'null'}}}\n", "", record("r-2"));
  EXPECT_EQ(status(nothing), "finished");
  const auto fits = submit("  - s: {stage: x.fits}\n  - m: {send: {kind: order, body: {text: ext.x.fits.text}}}\n", "", record("r-3"));
  EXPECT_EQ(status(fits), "finished");
  const auto large = submit("  - s: {stage: x.large}\n  - m: {send: {kind: order, body: {text: ext.x.large.text}}}\n", "", record("r-4"));
  EXPECT_EQ(status(large), "parked");
  EXPECT_NE(bench.state(large).flow().tokens[0].reason.find("one holds at most 1048576"), std::string::npos) << bench.state(large).flow().tokens[0].reason;
}

TEST_F(OutboxTest, ACaseHasAtMostSoManyMessagesThatNobodyDelivers) {
  const auto id = submit("  - all: {each: {in: 'for i in 1..1000 return i', as: n, do: [m: {send: {kind: order, body: {n: n}}}]}}\n  - h: {human: {role: handler, form: free}}\n  - one_more: {send: {kind: order, body: {n: 1}}}\n");
  EXPECT_EQ(bench.state(id).outbox().size(), kOutboxOpenMax);
  ASSERT_TRUE(bench.runtime->answer(id, "h#1", json::Object{}, kOfficer));
  EXPECT_EQ(status(id), "parked");
  EXPECT_NE(bench.state(id).flow().tokens[0].reason.find("holds 1000 messages"), std::string::npos) << bench.state(id).flow().tokens[0].reason;
  ASSERT_TRUE(bench.runtime->acknowledge(bench.state(id).outbox()[0].key, nullptr, kPost));
  EXPECT_EQ(*bench.runtime->resume(id, "one was delivered", kOfficer), "finished");
}

TEST_F(OutboxTest, NoticesTellOfClocksAndTasksWithoutAWordOfTheCase) {
  const auto id = submit("  - h: {human: {role: handler, form: free, due: 2d, escalate: [{after: 1d, to: supervisor}]}}\n",
                         "clocks:\n  decide: {kind: decide, from: channel.received_at, warn: [5d], on_breach: escalate, to: supervisor}\nnotices: [clock_warned, clock_breached, task_opened, task_escalated]\n");
  bench.pass(100 * 86'400);
  ASSERT_TRUE(bench.runtime->fire_timers());
  std::vector<std::string> kinds;
  for (const auto& one : pull()) {
    kinds.push_back(one.message.kind + " " + one.message.to);
    EXPECT_EQ(json::text_at(one.message.body, "case"), id);
    EXPECT_EQ(json::write(one.message.body).find("年费"), std::string::npos);
  }
  EXPECT_EQ(kinds, (std::vector<std::string>{"task_opened handler", "task_escalated supervisor", "clock_warned supervisor", "clock_breached supervisor", "task_opened supervisor"}));
  EXPECT_EQ(reads(), 0u) << "there was nothing of a case to read";
  ASSERT_TRUE(bench.runtime->suspend(id, "r", kHead));
  EXPECT_EQ(bench.runtime->store()->outbox({id, "", "withheld", 10})->size(), 0u) << "notices are not held back";
  EXPECT_EQ(bench.faults(), 0);
}

TEST_F(OutboxTest, ASuspendedCaseSendsNothing) {
  const auto id = submit(kOrder);
  ASSERT_TRUE(bench.runtime->suspend(id, "r", kHead));
  EXPECT_TRUE(pull().empty());
  EXPECT_EQ(bench.runtime->store()->outbox({id, "", "withheld", 10})->size(), 1u);
  EXPECT_EQ(bench.faults(), 0);
  ASSERT_TRUE(bench.runtime->resume(id, "r", kHead));
  ASSERT_EQ(pull().size(), 1u);
  ASSERT_TRUE(bench.runtime->suspend(id, "r", kHead)) << "while somebody delivers it";
  EXPECT_TRUE(*bench.runtime->acknowledge(bench.state(id).outbox()[0].key, nullptr, kPost)) << "that it was delivered is so all the same";
  EXPECT_EQ(status(id), "suspended");
  EXPECT_EQ(*bench.runtime->resume(id, "r", kHead), "finished");
}

TEST_F(OutboxTest, AListThatWasDamagedIsFoundAndMadeAnew) {
  const auto id = submit(kOrder);
  ASSERT_EQ(pull().size(), 1u);
  store::Turn turn;
  const auto row = *bench.runtime->store()->case_row(id);
  turn.case_id = id;
  turn.expected_seq = row.seq;
  turn.expected_head = row.head;
  turn.projection.outbox_removed = {bench.state(id).outbox()[0].key};
  ASSERT_TRUE(bench.runtime->store()->append_one(turn));
  EXPECT_EQ(bench.faults(), 1);
  ASSERT_TRUE(verify(*bench.runtime->store(), {}, Lists::mend));
  EXPECT_EQ(bench.faults(), 0);
  EXPECT_EQ(pull().size(), 1u) << "it comes again";
}

/// A deliverer works in a process of its own and is killed between the delivery and the acknowledgement, again and again: nothing is lost, and what comes again has its key.
TEST_F(OutboxTest, KilledBetweenDeliveryAndAcknowledgementItComesAgainWithItsKey) {
  constexpr int kCases = 12;
  ASSERT_TRUE(bench.deploy(kOrder));
  std::set<std::string> ids;
  for (int i = 0; i < kCases; ++i) ids.insert(bench.runtime->submit("test", record("k-" + std::to_string(i)))->case_id);
  bench.runtime.reset();
  std::vector<std::string> delivered;  // as the receiver sees it
  for (int round = 0; round < 4 * kCases; ++round) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const auto child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::close(ends[0]);
      bench.pass(round * 10 * kMinute);
      bench.entropy_seed = 1'000 + static_cast<std::uint64_t>(round);
      if (!bench.open()) ::_exit(2);
      const auto got = bench.runtime->pull_outbox({1, 60'000'000, ""}, kPost);
      if (!got) ::_exit(3);
      if (got->empty()) ::_exit(0);
      const auto line = got->front().message.key + "\n";
      if (::write(ends[1], line.data(), line.size()) != static_cast<ssize_t>(line.size())) ::_exit(4);  // delivered
      if (round % 2 == 0) ::kill(::getpid(), SIGKILL);
      if (!bench.runtime->acknowledge(got->front().message.key, nullptr, kPost)) ::_exit(5);
      ::kill(::getpid(), SIGKILL);
    }
    ::close(ends[1]);
    std::string heard;
    char buffer[256];
    for (auto n = ::read(ends[0], buffer, sizeof buffer); n > 0; n = ::read(ends[0], buffer, sizeof buffer)) heard.append(buffer, static_cast<std::size_t>(n));
    ::close(ends[0]);
    int ended = 0;
    ::waitpid(child, &ended, 0);
    ASSERT_TRUE(WIFSIGNALED(ended) || WEXITSTATUS(ended) == 0) << "the child ended by itself with " << WEXITSTATUS(ended);
    if (heard.empty()) break;
    delivered.push_back(heard.substr(0, heard.size() - 1));
  }
  bench.pass(100 * 86'400);
  ASSERT_TRUE(bench.open());
  EXPECT_TRUE(pull().empty());
  const std::set<std::string> keys(delivered.begin(), delivered.end());
  EXPECT_EQ(keys.size(), ids.size()) << "each message has one key";
  EXPECT_GT(delivered.size(), keys.size()) << "some came twice: that is what the key is for";
  for (const auto& id : ids) EXPECT_EQ(status(id), "finished") << id;
  EXPECT_EQ(bench.faults(), 0);
  std::printf("%zu deliveries of %zu messages, none lost\n", delivered.size(), keys.size());
}

}  // namespace
}  // namespace amends::runtime::testing
