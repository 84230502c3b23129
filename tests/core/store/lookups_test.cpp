// The keys by which cases find each other, and the questions over them.
#include "store/lookups.hpp"

#include <gtest/gtest.h>

#include "core/store/store_testing.hpp"
#include "store/schema.hpp"

namespace amends::store {
namespace {

using testing::case_name;
using testing::History;
using testing::kStartUs;
using testing::RawDatabase;
using testing::TemporaryFolder;

class Keys : public ::testing::Test {
 protected:
  TemporaryFolder folder;
  std::unique_ptr<Store> store = *Store::open(folder.file("k.db"), {});

  /// A case with one key, received so many seconds after the start.
  Result<void> put(int number, const std::string& key, std::int64_t second, std::int64_t amount = 0, const std::string& status = "waiting") {
    auto turn = History(case_name(number), static_cast<std::uint64_t>(number) + 1).turn(1);
    turn.projection.status = status;
    turn.projection.attributes = {{"nature", "fee_interest"}};
    turn.projection.lookup_keys = std::vector<LookupKey>{{key, {kStartUs + second * 1'000'000}, amount}};
    return store->append_one(turn);
  }
  LookupQuery query(const std::string& key, std::int64_t after, std::int64_t until, std::int64_t limit = 1'000, bool list = false) const {
    return {key, {kStartUs + after * 1'000'000}, {kStartUs + until * 1'000'000}, limit, list, {"nature", "channel"}};
  }
  LookupFound ask(const LookupQuery& one, std::string_view except = "") {
    auto answers = store->lookup({&one, 1}, except);
    EXPECT_TRUE(answers) << answers.error().text();
    return std::move(answers->found.at(0));
  }
};

TEST_F(Keys, ARangeIsOpenBelowAndClosedAbove) {
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(put(i, "like:a", i));
  ASSERT_TRUE(put(5, "like:b", 2));
  EXPECT_EQ(ask(query("like:a", 0, 3)).count, 3);  // 1, 2, 3
  EXPECT_EQ(ask(query("like:a", -1, 0)).count, 1);
  EXPECT_EQ(ask(query("like:a", 4, 9)).count, 0);
  EXPECT_EQ(ask(query("like:none", -1, 9)).count, 0);
  EXPECT_EQ(ask(query("like:a", -1, 9), case_name(2)).count, 4) << "without the case that asks";
}

TEST_F(Keys, TheLimitEndsACountAndAList) {
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(put(i, "like:a", i));
  for (const bool list : {false, true}) {
    EXPECT_EQ(ask(query("like:a", -1, 9, 3, list)).count, 3);
    EXPECT_EQ(ask(query("like:a", -1, 9, 4, list)).count, 4);
    EXPECT_EQ(ask(query("like:a", -1, 9, 5, list)).count, 4);
    EXPECT_EQ(ask(query("like:a", -1, 9, 0, list)).count, 0);
  }
  const auto below = query("like:a", -1, 9, -1);
  EXPECT_EQ(store->lookup({&below, 1}, "").error().code, ErrorCode::invalid_argument);
}

TEST_F(Keys, AListHasTheNewestFirstWithWhatWasAskedForOfEach) {
  ASSERT_TRUE(put(0, "phone:a", 5, 300));
  ASSERT_TRUE(put(1, "phone:a", 7, 0, "finished"));
  ASSERT_TRUE(put(2, "phone:a", 7));
  const auto found = ask(query("phone:a", -1, 9, 10, true));
  ASSERT_EQ(found.cases.size(), 3u);
  EXPECT_EQ(found.cases[0].case_id, case_name(2));  // of one instant the one that was stored later
  EXPECT_EQ(found.cases[1].case_id, case_name(1));
  EXPECT_EQ(found.cases[1].status, "finished");
  EXPECT_EQ(found.cases[2].number, 300);
  EXPECT_EQ(found.cases[2].attributes, (std::vector<std::string>{"fee_interest", ""}));
  EXPECT_EQ(found.cases[2].changed_at.us, kStartUs);
}

TEST_F(Keys, ANewSetReplacesTheOldAndATurnWithoutOneLeavesIt) {
  History history("CASE-00001");
  auto first = history.turn(1);
  first.projection.lookup_keys = std::vector<LookupKey>{{"like:a", {kStartUs}, 0}, {"phone:a", {kStartUs}, 0}};
  ASSERT_TRUE(store->append_one(first));
  auto second = history.turn(1);
  ASSERT_TRUE(store->append_one(second));
  EXPECT_EQ(ask(query("like:a", -1, 9)).count, 1);
  auto third = history.turn(1);
  third.projection.lookup_keys = std::vector<LookupKey>{{"like:b", {kStartUs}, 0}};
  ASSERT_TRUE(store->append_one(third));
  EXPECT_EQ(ask(query("like:a", -1, 9)).count, 0);
  EXPECT_EQ(ask(query("phone:a", -1, 9)).count, 0);
  EXPECT_EQ(ask(query("like:b", -1, 9)).count, 1);
  EXPECT_EQ(store->verify({})->faults_total, 0);
}

TEST_F(Keys, OfACaseAreAtMostSoManyAndSoLong) {
  const auto with = [&](std::vector<LookupKey> keys) {
    static int number = 100;
    auto turn = History(case_name(++number)).turn(1);
    turn.projection.lookup_keys = std::move(keys);
    return store->append_one(turn);
  };
  std::vector<LookupKey> many;
  for (std::size_t i = 0; i < kLookupKeysMax; ++i) many.push_back({"k:" + std::to_string(i), {kStartUs}, 0});
  EXPECT_TRUE(with(many));
  many.push_back({"k:more", {kStartUs}, 0});
  EXPECT_EQ(with(many).error().code, ErrorCode::range);
  EXPECT_TRUE(with({{std::string(kLookupKeyBytesMax, 'k'), {kStartUs}, 0}}));
  EXPECT_EQ(with({{std::string(kLookupKeyBytesMax + 1, 'k'), {kStartUs}, 0}}).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(with({{"", {kStartUs}, 0}}).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(with({{"\xFF", {kStartUs}, 0}}).error().code, ErrorCode::invalid_argument);
}

TEST_F(Keys, AnAnswerNamesTheCommitThatItSaw) {
  const auto commit = [&] {
    const auto one = query("like:a", -1, 9);
    return store->lookup({&one, 1}, "")->commit;
  };
  EXPECT_EQ(commit(), 0);
  ASSERT_TRUE(put(0, "like:a", 0));
  EXPECT_EQ(commit(), 1);
}

TEST_F(Keys, AQuestionReadsARunOfTheIndexAndNotTheJournal) {
  ASSERT_TRUE(put(0, "like:a", 0));
  for (const std::string sql : {"SELECT count(*) FROM (SELECT 1 FROM lookup_key WHERE key = 'a' AND at > 1 AND at <= 2 AND case_no <> 3 LIMIT 4)",
                                "SELECT k.case_no FROM lookup_key k JOIN case_row c ON c.no = k.case_no WHERE k.key = 'a' AND k.at > 1 AND k.at <= 2 ORDER BY k.at DESC, k.case_no DESC LIMIT 4"}) {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(folder.file("k.db").c_str(), &db), SQLITE_OK);
    sqlite3_stmt* statement = nullptr;
    ASSERT_EQ(sqlite3_prepare_v2(db, ("EXPLAIN QUERY PLAN " + sql).c_str(), -1, &statement, nullptr), SQLITE_OK);
    std::string steps;
    while (sqlite3_step(statement) == SQLITE_ROW) steps += std::string(reinterpret_cast<const char*>(sqlite3_column_text(statement, 3))) + "\n";
    sqlite3_finalize(statement);
    sqlite3_close(db);
    EXPECT_NE(steps.find("USING PRIMARY KEY (key=? AND at>? AND at<?)"), std::string::npos) << steps;
    EXPECT_EQ(steps.find("SCAN k"), std::string::npos) << steps;
    EXPECT_EQ(steps.find("TEMP B-TREE"), std::string::npos) << steps;
  }
}

TEST_F(Keys, TheSaltStaysWithTheFileAndDiffersFromFileToFile) {
  const auto salt = store->lookup_salt();
  store.reset();
  EXPECT_EQ((*Store::open(folder.file("k.db"), {}))->lookup_salt(), salt);
  EXPECT_EQ((*Store::open(folder.file("k.db"), {.read_only = true}))->lookup_salt(), salt);
  EXPECT_NE((*Store::open(folder.file("other.db"), {}))->lookup_salt(), salt);
}

TEST_F(Keys, TheFirstPayloadOfACaseIsReadAlone) {
  ASSERT_TRUE(put(0, "like:a", 0));
  EXPECT_NE(store->opening(case_name(0))->find("\"n\":1"), std::string::npos);
  EXPECT_EQ(store->opening("nobody").error().code, ErrorCode::not_found);
  EXPECT_TRUE(store->without_lookup_keys("first_line")->empty());
  auto plain = History("CASE-PLAIN").turn(1);
  ASSERT_TRUE(store->append_one(plain));
  EXPECT_EQ(*store->without_lookup_keys("first_line"), std::vector<std::string>{"CASE-PLAIN"});
  EXPECT_TRUE(store->without_lookup_keys("nothing")->empty());
}

TEST(Migrations, AJournalOfTheFirstSchemaGetsItsKeysAndKeepsItsEvents) {
  TemporaryFolder folder;
  const auto path = folder.file("old.db");
  {
    ConnectOptions options;
    options.writable = options.create = true;
    const auto connection = *Connection::open(path, "old.db", options);
    ASSERT_TRUE(connection->run("PRAGMA journal_mode=WAL", "making"));
    ASSERT_TRUE(migrate(*connection, migrations().first(1)));
    ASSERT_TRUE(connection->run("INSERT INTO attribute(case_no, name, value) VALUES(1, 'nature', 'fee_interest'), (1, 'route', '6'), (7, 'nature', 'claim_delay')", "making"));
  }
  EXPECT_EQ(RawDatabase(path).text("PRAGMA user_version"), "1");
  EXPECT_EQ(Store::open(path, {.read_only = true}).error().code, ErrorCode::unsupported);
  const auto store = *Store::open(path, {});
  auto turn = History("CASE-00001").turn(3);
  turn.projection.lookup_keys = std::vector<LookupKey>{{"like:a", {kStartUs}, 0}};
  ASSERT_TRUE(store->append_one(turn));
  EXPECT_EQ(store->verify({})->faults_total, 0);
  EXPECT_EQ(RawDatabase(path).text("PRAGMA user_version"), std::to_string(kSchemaVersion));
  EXPECT_EQ(RawDatabase(path).text("SELECT count(*) FROM lookup_key"), "1");
  // Attributes of version 1 had their names spelled out.
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(*store->attributes("CASE-00001"), (Pairs{{"nature", "fee_interest"}, {"route", "6"}}));
  EXPECT_EQ(*store->counts("nature"), (std::vector<std::pair<std::string, std::int64_t>>{{"claim_delay", 1}, {"fee_interest", 1}}));
}

}  // namespace
}  // namespace amends::store
