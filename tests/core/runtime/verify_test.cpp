#include <sqlite3.h>

#include "core/runtime/runtime_kit.hpp"

namespace amends::runtime::testing {
namespace {

/// A case that waits for a person, a message and a time, so that every list holds something of it.
class VerifyTest : public ::testing::Test {
 protected:
  void SetUp() override {
    bench.stages = {constant("test.one", {{"ok", true}})};
    ASSERT_TRUE(bench.open());
    ASSERT_TRUE(bench.deploy("  - s: {stage: test.one}\n  - w:\n      first_of:\n        reply: {message: customer_reply, go: done}\n        silence: {after: 5d, go: done}\n"
                             "        call: {human: {role: handler, form: free, due: 1wd, escalate: [{after: 1wd, to: supervisor}]}, go: done}\n"
                             "  - done: {set: {case.status: '\"accepted\"'}}\n"));
    const auto submitted = bench.runtime->submit("test", record());
    ASSERT_TRUE(submitted) << submitted.error().text();
    id = submitted->case_id;
    ASSERT_EQ(submitted->status, "waiting");
    ASSERT_EQ(bench.faults(), 0);
  }
  /// Changes the file behind our back.
  void change(const std::string& sql) {
    bench.runtime.reset();
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(bench.folder.file("cases.db").c_str(), &db), SQLITE_OK);
    char* message = nullptr;
    EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, &message), SQLITE_OK) << sql << ": " << (message ? message : "");
    sqlite3_free(message);
    EXPECT_GT(sqlite3_changes(db), 0) << sql << " changed nothing";
    sqlite3_close(db);
    ASSERT_TRUE(bench.open());
  }
  store::VerifyReport report(Lists lists = Lists::check) {
    auto found = verify(*bench.runtime->store(), {}, lists);
    EXPECT_TRUE(found) << found.error().text();
    return found ? *std::move(found) : store::VerifyReport{};
  }
  Bench bench;
  std::string id;
};

TEST_F(VerifyTest, WhatWasChangedInAListIsNamedAndMadeAnewFromTheEvents) {
  const std::vector<std::pair<std::string, std::string>> changes{
      {"UPDATE case_row SET status = (SELECT max(no) FROM word)", "the events give 'waiting'"},
      {"UPDATE attribute SET value = 'web' WHERE name = (SELECT no FROM word WHERE text = 'channel')", "the attribute channel is stored as 'web', the events give 'phone'"},
      {"DELETE FROM attribute WHERE name = (SELECT no FROM word WHERE text = 'institution')", "the attribute institution is stored as nothing"},
      {"INSERT OR IGNORE INTO word(text) VALUES('severity'); INSERT INTO attribute SELECT c.no, w.no, 'S4' FROM case_row c, word w WHERE w.text = 'severity'", "the attribute severity is stored as 'S4', the events give nothing"},
      {"UPDATE task SET role = 'nobody'", "is listed as open for nobody"},
      {"UPDATE task SET due_at = due_at + 86400000000", "is listed as open for handler by"},
      {"UPDATE task SET status = 'answered', answered_by = 'li.na'", "answered by li.na, the events give open"},
      {"UPDATE task SET step = 'other'", "with another title, form, kind, step, opening or detail"},
      {"UPDATE task SET form = 'other'", "with another title, form, kind, step, opening or detail"},
      {"UPDATE task SET title = '{'", "is damaged"},
      {"DELETE FROM task", "is missing from the list"},
      {"INSERT INTO task SELECT no + 1000, case_no, 'invented', kind, role, form, step, title, opened_at, due_at, blocking, status, answered_by, detail FROM task LIMIT 1", "a task invented that no event opened"},
      {"UPDATE timer SET due_at = due_at + 1", "the timer "},
      {"DELETE FROM timer", "the timer "},
      {"INSERT INTO timer SELECT no, 'invented', 1 FROM case_row", "a timer invented that the events do not give"},
      {"UPDATE wait SET key = 'another case'", "for the message customer_reply is not listed"},
      {"DELETE FROM wait", "for the message customer_reply is not listed"},
      {"INSERT INTO wait SELECT no, 'invented', 'x', 'y' FROM case_row", "a wait invented that the events do not give"},
  };
  for (const auto& [sql, sentence] : changes) {
    SCOPED_TRACE(sql);
    change(sql);
    const auto found = report();
    ASSERT_EQ(found.faults_total, 1);
    EXPECT_EQ(found.faults.front().case_id, id);
    EXPECT_NE(found.faults.front().what.find(sentence), std::string::npos) << found.faults.front().what;
    const auto mended = report(Lists::mend);
    EXPECT_EQ(mended.mended, 1);
    EXPECT_EQ(mended.faults_total, 0);
    EXPECT_EQ(report().faults_total, 0);
  }
  // After all that the case still goes on.
  const auto taken = bench.runtime->message("customer_reply", id, json::Object{}, "m-1", {});
  ASSERT_TRUE(taken) << taken.error().text();
  EXPECT_EQ(bench.faults(), 0);
}

TEST_F(VerifyTest, AChangedEventIsToldOnceAndItsListsAreLeftAlone) {
  change("UPDATE event SET payload = replace(payload, 'phone', 'fax') WHERE seq = 1");
  const auto found = report(Lists::mend);
  EXPECT_EQ(found.mended, 0);
  ASSERT_GE(found.faults_total, 1);
  EXPECT_NE(found.faults.front().what.find("event 1 was changed"), std::string::npos) << found.faults.front().what;
}

TEST_F(VerifyTest, AnErasedCaseHasNoListsToCompare) {
  change("UPDATE event SET digest = zeroblob(32)");  // any digest: here only that a fold is not asked for
  change("UPDATE event SET payload = NULL, salt = NULL");
  for (const auto& fault : report().faults) EXPECT_EQ(fault.what.find("folded"), std::string::npos) << fault.what;
}

TEST_F(VerifyTest, AStrandedCaseStaysStranded) {
  bench.runtime.reset();
  bench.stages = {constant("test.one", {}), constant("test.two", {})};
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - pause: {human: {role: handler, form: free}}\n  - s: {stage: test.two}\n"));
  bench.pass(60);  // a seeded runtime that is opened again makes the same id in the same instant
  const auto submitted = bench.runtime->submit("test", record("r-2"));
  ASSERT_TRUE(submitted);
  bench.runtime.reset();
  bench.stages = {constant("test.one", {})};
  ASSERT_TRUE(bench.open());
  const auto tasks = bench.runtime->store()->tasks(submitted->case_id, "", "open");
  ASSERT_EQ(tasks->size(), 1u);
  ASSERT_TRUE(bench.runtime->answer(submitted->case_id, tasks->front().id, json::Object{{"n", 1}}, {"li.na", "handler", "test"}));
  ASSERT_EQ(bench.runtime->store()->case_row(submitted->case_id)->status, "stranded");
  EXPECT_EQ(report().faults_total, 0);
  change("UPDATE attribute SET value = 'web' WHERE name = (SELECT no FROM word WHERE text = 'channel') AND case_no = 2");
  EXPECT_EQ(report(Lists::mend).mended, 1);
  EXPECT_EQ(bench.runtime->store()->case_row(submitted->case_id)->status, "stranded");
  EXPECT_EQ(report().faults_total, 0);
}

TEST_F(VerifyTest, TheCallerStopsIt) {
  int calls = 0;
  const auto stopped = verify(*bench.runtime->store(), [&](std::int64_t, std::int64_t) { return ++calls < 3; });
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace amends::runtime::testing
