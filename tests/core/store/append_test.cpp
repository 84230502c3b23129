#include <gtest/gtest.h>

#include "core/store/store_testing.hpp"
#include "support/json.hpp"

namespace amends::store {
namespace {

using testing::case_name;
using testing::History;
using testing::TemporaryFolder;

class Append : public ::testing::Test {
 protected:
  Append() {
    auto opened = Store::open(folder_.file("a.db"), {});
    if (!opened) throw std::runtime_error(opened.error().text());
    store_ = *std::move(opened);
  }
  void expect_clean() {
    const auto report = store_->verify({});
    ASSERT_TRUE(report) << report.error().text();
    for (const auto& fault : report->faults) ADD_FAILURE() << fault.case_id << " " << fault.seq << ": " << fault.what;
  }
  TemporaryFolder folder_;
  std::unique_ptr<Store> store_;
};

TEST_F(Append, EventsComeBackByteForByte) {
  History history("CASE-00001");
  auto turn = history.turn(5);
  // Rebuild the payloads with what JSON texts may hold: quotes, Chinese, an escaped zero.
  History again("CASE-00001");
  std::int64_t seq = 0;
  Digest head{};
  const auto entropy = seeded_entropy(7);
  Sealer sealer(*entropy);
  turn.events[2].payload = "{\"text\":\"\u62D2\u4ED8 \\u0000 \\\"x\\\"\"}";
  for (auto& event : turn.events) sealer.seal(turn.case_id, event, seq, head);
  ASSERT_TRUE(store_->append_one(turn));
  const auto events = store_->events("CASE-00001", 0);
  ASSERT_TRUE(events) << events.error().text();
  ASSERT_EQ(events->size(), 5u);
  Sha256 hasher;
  for (std::size_t i = 0; i < 5; ++i) {
    const auto& in = turn.events[i];
    const auto& out = (*events)[i];
    EXPECT_EQ(out.seq, in.seq);
    EXPECT_EQ(out.at, in.at);
    EXPECT_EQ(out.actor, in.actor);
    EXPECT_EQ(out.kind, in.kind);
    EXPECT_EQ(out.payload, in.payload);
    EXPECT_EQ(out.salt, in.salt);
    EXPECT_EQ(out.payload_digest, in.payload_digest);
    EXPECT_EQ(out.prev, in.prev);
    EXPECT_EQ(out.hash, in.hash);
    EXPECT_EQ(header_hash("CASE-00001", out, hasher), out.hash);
  }
  expect_clean();
}

TEST_F(Append, EventsAfterANumberCarryTheHashBeforeThem) {
  History history("CASE-00001");
  auto turn = history.turn(4);
  ASSERT_TRUE(store_->append_one(turn));
  const auto events = store_->events("CASE-00001", 2);
  ASSERT_TRUE(events);
  ASSERT_EQ(events->size(), 2u);
  EXPECT_EQ((*events)[0].seq, 3);
  EXPECT_EQ((*events)[0].prev, turn.events[1].hash);
  EXPECT_EQ(store_->events("CASE-00001", 4)->size(), 0u);
}

TEST_F(Append, TheCaseRowStatesWhereTheCaseStands) {
  History history("CASE-00001");
  auto first = history.turn(3);
  first.ref = "bank/app/17";
  first.projection.status = "waiting";
  ASSERT_TRUE(store_->append_one(first));
  auto row = store_->case_row("CASE-00001");
  ASSERT_TRUE(row) << row.error().text();
  EXPECT_EQ(row->workflow, "first_line");
  EXPECT_EQ(row->definition_hash, "sha256:definition");
  EXPECT_EQ(row->status, "waiting");
  EXPECT_EQ(row->seq, 3);
  EXPECT_EQ(row->head, history.head());
  EXPECT_EQ(row->ref, "bank/app/17");
  EXPECT_EQ(row->opened_at, first.events[0].at);
  EXPECT_EQ(row->changed_at, first.events[2].at);
  auto second = history.turn(2);
  ASSERT_TRUE(store_->append_one(second));
  row = store_->case_row("CASE-00001");
  EXPECT_EQ(row->status, "waiting");  // an empty status keeps the old one
  EXPECT_EQ(row->seq, 5);
  EXPECT_EQ(row->changed_at, second.events[1].at);
  const std::vector<CaseKey> keys{{"OTHER", "bank/app/17"}, {"OTHER", "bank/app/18"}, {"CASE-00001", "bank/app/18"}, {"CASE-00001", ""}, {"OTHER", ""}};
  const auto known = store_->known(keys);
  ASSERT_TRUE(known);
  ASSERT_EQ(known->size(), keys.size());
  for (const auto stored : {0, 2, 3}) EXPECT_EQ((*known)[static_cast<std::size_t>(stored)].value().id, "CASE-00001");
  for (const auto absent : {1, 4}) EXPECT_FALSE((*known)[static_cast<std::size_t>(absent)].has_value());
  expect_clean();
}

TEST_F(Append, AMovedCaseIsAConflictThatNamesBothPlaces) {
  History history("CASE-00001");
  auto first = history.turn(3);
  ASSERT_TRUE(store_->append_one(first));
  History other = History("CASE-00001");
  auto stale = other.turn(2);
  stale = other.turn(1);  // goes on from event 2
  const auto result = store_->append_one(stale);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::conflict);
  EXPECT_NE(result.error().message.find("event 3"), std::string::npos) << result.error().message;
  EXPECT_NE(result.error().message.find("event 2"), std::string::npos);
  EXPECT_EQ(result.error().where, "CASE-00001");
  // The same number with another head is another history.
  History foreign("CASE-00001", 99);
  auto turn = foreign.turn(3);
  turn = foreign.turn(1);
  EXPECT_EQ(store_->append_one(turn).error().code, ErrorCode::conflict);
  EXPECT_EQ(store_->case_row("CASE-00001")->seq, 3);
  expect_clean();
}

TEST_F(Append, ATurnForACaseThatIsNotThereIsAConflict) {
  History history("CASE-00001");
  auto turn = history.turn(1);
  turn = history.turn(1);
  EXPECT_EQ(store_->append_one(turn).error().code, ErrorCode::conflict);
  EXPECT_EQ(*store_->case_count(), 0);
}

TEST_F(Append, ATakenIdOrReferenceNamesTheCase) {
  History one("CASE-00001");
  auto first = one.turn(1);
  first.ref = "bank/app/17";
  ASSERT_TRUE(store_->append_one(first));
  History again("CASE-00001", 2);
  auto same_id = again.turn(1);
  auto result = store_->append_one(same_id);
  EXPECT_EQ(result.error().code, ErrorCode::already_exists);
  EXPECT_NE(result.error().message.find("CASE-00001"), std::string::npos);
  History two("CASE-00002");
  auto same_ref = two.turn(1);
  same_ref.ref = "bank/app/17";
  result = store_->append_one(same_ref);
  EXPECT_EQ(result.error().code, ErrorCode::already_exists);
  EXPECT_NE(result.error().message.find("CASE-00001"), std::string::npos) << result.error().message;
  EXPECT_NE(result.error().message.find("bank/app/17"), std::string::npos);
  EXPECT_EQ(*store_->case_count(), 1);
  // Without a reference many cases may stand.
  auto none = History("CASE-00003").turn(1), none_too = History("CASE-00004").turn(1);
  EXPECT_TRUE(store_->append_one(none));
  EXPECT_TRUE(store_->append_one(none_too));
  expect_clean();
}

TEST_F(Append, OneBadTurnTakesNoOtherWithIt) {
  std::vector<Turn> turns;
  std::vector<History> histories;
  for (int i = 0; i < 5; ++i) histories.emplace_back(case_name(i));
  for (auto& history : histories) turns.push_back(history.turn(3));
  turns[2].events[1].payload.clear();  // found before anything is written
  turns[3].events[2].actor.assign(kWordBytesMax + 1, 'x');  // found when two of its events are in
  turns[3].projection.attributes = {{"nature", "lost"}};
  const auto results = store_->append(turns);
  ASSERT_EQ(results.size(), 5u);
  EXPECT_TRUE(results[0] && results[1] && results[4]);
  EXPECT_EQ(results[2].error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(results[3].error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(*store_->case_count(), 3);
  EXPECT_EQ(store_->case_row(case_name(3)).error().code, ErrorCode::not_found);
  EXPECT_TRUE(store_->counts("nature")->empty());
  const auto report = store_->verify({});
  EXPECT_EQ(report->events, 9);
  EXPECT_EQ(report->commits, 1);
  expect_clean();
}

TEST_F(Append, ACommitOfOnlyBadTurnsWritesNoCommitRow) {
  auto turn = History("CASE-00001").turn(1);
  turn.events[0].payload.clear();
  EXPECT_FALSE(store_->append_one(turn));
  EXPECT_EQ(store_->verify({})->commits, 0);
}

TEST_F(Append, TurnsOfOneCaseMayFollowEachOtherInOneCall) {
  History history("CASE-00001");
  std::vector<Turn> turns;
  for (int i = 0; i < 3; ++i) turns.push_back(history.turn(2));
  for (const auto& result : store_->append(turns)) EXPECT_TRUE(result);
  EXPECT_EQ(store_->case_row("CASE-00001")->seq, 6);
  EXPECT_EQ(store_->verify({})->commits, 1);
  expect_clean();
}

TEST_F(Append, AsManyTurnsAsTheLimitAreOneCommitAndOneMoreAreTwo) {
  for (const auto& [count, commits] : {std::pair{kGroupTurnsMax, 1}, std::pair{kGroupTurnsMax + 1, 2}, std::pair{2 * kGroupTurnsMax + 1, 3}}) {
    const auto before = store_->verify({})->commits;
    const auto first = *store_->case_count();
    std::vector<Turn> turns;
    for (std::size_t i = 0; i < count; ++i) turns.push_back(History(case_name(static_cast<int>(first) + static_cast<int>(i))).turn(1));
    for (const auto& result : store_->append(turns)) ASSERT_TRUE(result) << result.error().text();
    EXPECT_EQ(store_->verify({})->commits - before, commits);
  }
  expect_clean();
}

TEST_F(Append, NoTurnsGiveNoResults) { EXPECT_TRUE(store_->append({}).empty()); }

TEST_F(Append, PayloadsHaveALimitOnBothSides) {
  History history("CASE-00001");
  const std::string frame = R"({"n":1,"text":""})";
  auto largest = history.turn(1, kPayloadBytesMax - frame.size());
  ASSERT_EQ(largest.events[0].payload.size(), kPayloadBytesMax);
  EXPECT_TRUE(store_->append_one(largest));
  auto more = History("CASE-00002").turn(1, kPayloadBytesMax - frame.size() + 1);
  const auto result = store_->append_one(more);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::range);
  EXPECT_EQ(*store_->case_count(), 1);
}

TEST_F(Append, CaseIdsHaveALimitAndAnAlphabet) {
  auto longest = History(std::string(kCaseIdBytesMax, 'A')).turn(1);
  EXPECT_TRUE(store_->append_one(longest));
  for (const std::string& id : {std::string(), std::string(kCaseIdBytesMax + 1, 'A'), std::string("A B"), std::string("A\nB"), std::string("\u6848")}) {
    auto turn = History(id).turn(1);
    EXPECT_EQ(store_->append_one(turn).error().code, ErrorCode::invalid_argument) << id;
  }
}

TEST_F(Append, UnsealedOrDisorderedEventsAreRefused) {
  const auto refused = [&](Turn turn) { return store_->append_one(turn).error().code == ErrorCode::invalid_argument; };
  auto turn = History("CASE-00001").turn(3);
  std::swap(turn.events[0], turn.events[1]);
  EXPECT_TRUE(refused(turn));
  turn = History("CASE-00001").turn(3);
  turn.events[2].prev[0] ^= 1;
  EXPECT_TRUE(refused(turn));
  turn = History("CASE-00001").turn(3);
  turn.events.erase(turn.events.begin() + 1);
  EXPECT_TRUE(refused(turn));
  turn = History("CASE-00001").turn(3);
  turn.events.clear();
  EXPECT_TRUE(refused(turn));
  turn = History("CASE-00001").turn(3);
  turn.expected_head[0] = 1;
  EXPECT_TRUE(refused(turn));
  turn = History("CASE-00001").turn(1);
  turn.events[0].kind.clear();
  EXPECT_TRUE(refused(turn));
  turn = History("CASE-00001").turn(1);
  turn.events[0].actor = "user:\xFF";
  EXPECT_TRUE(refused(turn));
  EXPECT_EQ(*store_->case_count(), 0);
}

TEST_F(Append, ATurnWithoutEventsChangesProjectionsOnly) {
  History history("CASE-00001");
  auto first = history.turn(2);
  ASSERT_TRUE(store_->append_one(first));
  auto empty = history.turn(0);
  empty.projection.status = "stranded";
  ASSERT_TRUE(store_->append_one(empty));
  EXPECT_EQ(store_->case_row("CASE-00001")->status, "stranded");
  EXPECT_EQ(store_->verify({})->commits, 1);
  expect_clean();
}

TEST_F(Append, AttemptsAreDurableAndTheNextAppendResetsThem) {
  History history("CASE-00001");
  auto first = history.turn(1);
  ASSERT_TRUE(store_->append_one(first));
  EXPECT_EQ(*store_->count_attempt("CASE-00001"), 1);
  EXPECT_EQ(*store_->count_attempt("CASE-00001"), 2);
  store_.reset();
  store_ = *Store::open(folder_.file("a.db"), {});
  EXPECT_EQ(store_->case_row("CASE-00001")->attempts, 2);
  EXPECT_EQ(*store_->count_attempt("CASE-00001"), 3);
  auto next = history.turn(1);
  ASSERT_TRUE(store_->append_one(next));
  EXPECT_EQ(store_->case_row("CASE-00001")->attempts, 0);
  EXPECT_EQ(store_->count_attempt("CASE-9").error().code, ErrorCode::not_found);
  expect_clean();
}

TEST_F(Append, UnknownCasesAreNotFound) {
  EXPECT_EQ(store_->case_row("CASE-9").error().code, ErrorCode::not_found);
  EXPECT_EQ(store_->events("CASE-9", 0).error().code, ErrorCode::not_found);
  EXPECT_EQ(store_->attributes("CASE-9").error().code, ErrorCode::not_found);
}

TEST_F(Append, AnErasedPayloadStillReadsAndVerifies) {
  History history("CASE-00001");
  auto turn = history.turn(3);
  ASSERT_TRUE(store_->append_one(turn));
  store_.reset();
  {
    testing::RawDatabase raw(folder_.file("a.db"));
    raw.run("UPDATE event SET payload = NULL, salt = NULL, digest = x'" + hex(turn.events[1].payload_digest) + "' WHERE seq = 2");
  }
  store_ = *Store::open(folder_.file("a.db"), {});
  const auto events = store_->events("CASE-00001", 0);
  ASSERT_TRUE(events) << events.error().text();
  EXPECT_TRUE((*events)[1].payload.empty());
  EXPECT_EQ((*events)[1].payload_digest, turn.events[1].payload_digest);
  expect_clean();
}

}  // namespace
}  // namespace amends::store
