// The record of reads: rows and chain, what tampering shows, what a reader may not leave out, several writers, a record that cannot be written.
#include "store/reads.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "core/store/store_testing.hpp"
#include "support/files.hpp"

namespace amends::store::testing {
namespace {

Read one(const std::string& case_id = "CASE-00001", const std::string& purpose = "核对投诉 \"A\" \\ é") {
  Read read;
  read.at = {kStartUs};
  read.by = "li.na";
  read.role = "handler";
  read.purpose = purpose;
  read.case_id = case_id;
  read.what = "record,texts";
  read.level = "P3";
  return read;
}

class ReadsTest : public ::testing::Test {
 protected:
  ReadsTest() : database_(folder_.file("cases.db")), log_(database_) {}
  void record(int count) {
    for (int i = 0; i < count; ++i) {
      auto read = one(case_name(i));
      ASSERT_TRUE(log_.append({&read, 1}));
    }
  }
  void run(const std::string& sql) {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open((database_ + ".reads").c_str(), &db), SQLITE_OK);
    char* said = nullptr;
    EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, &said), SQLITE_OK) << (said ? said : "");
    sqlite3_free(said);
    sqlite3_close(db);
  }
  std::vector<std::string> faults() {
    auto report = log_.verify();
    EXPECT_TRUE(report) << report.error().text();
    return report ? report->faults : std::vector<std::string>{};
  }

  TemporaryFolder folder_;
  std::string database_;
  ReadLog log_;
};

TEST_F(ReadsTest, AnEmptyRecordIsWhole) {
  const auto report = log_.verify();
  ASSERT_TRUE(report);
  EXPECT_EQ(report->rows, 0);
  EXPECT_EQ(report->faults_total, 0);
  EXPECT_TRUE(log_.list({})->empty());
}

TEST_F(ReadsTest, RowsAreNumberedChainedAndListedTheOldestFirst) {
  record(3);
  std::vector<Read> act{one("CASE-A"), one("CASE-B")};
  ASSERT_TRUE(log_.append(act));
  EXPECT_EQ(act[0].no, 4);
  EXPECT_EQ(act[1].prev, act[0].hash);
  const auto all = log_.list({});
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), 5u);
  EXPECT_EQ(all->front().no, 1);
  EXPECT_EQ(all->front().purpose, one().purpose);
  EXPECT_EQ(log_.list({"CASE-B", 10})->size(), 1u);
  EXPECT_EQ(log_.list({"", 2})->front().no, 4) << "the newest two";
  EXPECT_FALSE(log_.list({"", 0}));
  const auto report = log_.verify();
  EXPECT_EQ(report->rows, 5);
  EXPECT_EQ(report->faults_total, 0);
  EXPECT_EQ(report->head, act[1].hash);
}

TEST_F(ReadsTest, EveryChangedColumnNamesItsRow) {
  for (const auto* change : {"at = at + 1", "by = 'wang'", "role = 'supervisor'", "purpose = ''", "case_id = 'CASE-X'", "what = 'letter'", "level = 'P1'", "hash = randomblob(32)", "prev = randomblob(32)", "hash = NULL OR 1"}) {
    TemporaryFolder folder;
    const ReadLog log(folder.file("x.db"));
    std::vector<Read> act{one(), one(), one(), one()};
    ASSERT_TRUE(log.append(act));
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(folder.file("x.db.reads").c_str(), &db), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(db, ("UPDATE read SET " + std::string(change) + " WHERE no = 2").c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << change;
    sqlite3_close(db);
    const auto report = log.verify();
    ASSERT_TRUE(report);
    ASSERT_EQ(report->faults_total, 1) << change;
    EXPECT_NE(report->faults.front().find("read 2 "), std::string::npos) << report->faults.front();
  }
}

TEST_F(ReadsTest, ARowThatIsTakenOutOrExchangedShows) {
  record(4);
  run("DELETE FROM read WHERE no = 2");
  ASSERT_EQ(faults().size(), 1u);
  EXPECT_NE(faults().front().find("lacks row 2"), std::string::npos);
  // Numbered anew: the hashes hold the number.
  run("UPDATE read SET no = no - 1 WHERE no > 2");
  EXPECT_FALSE(faults().empty());
}

/// A file as a power cut leaves it: half of the next commit is in it, and its -journal says how it was before.
void leave_half_written(const std::string& reads, const std::string& copy) {
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(reads.c_str(), &db), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(db, "BEGIN IMMEDIATE; UPDATE read SET purpose = 'half'", nullptr, nullptr, nullptr), SQLITE_OK);
  ASSERT_EQ(sqlite3_db_cacheflush(db), SQLITE_OK);
  std::filesystem::copy_file(reads, copy);
  std::filesystem::copy_file(reads + "-journal", copy + "-journal");
  sqlite3_close(db);
}

TEST_F(ReadsTest, AfterAPowerCutTheyAreReadAsTheyWereAcknowledged) {
  record(3);
  const auto head = log_.verify()->head;
  for (const auto* way : {"verify", "list", "row", "copy", "append"}) {
    TemporaryFolder folder;
    const ReadLog cut(folder.file("cut.db"));
    leave_half_written(database_ + ".reads", folder.file("cut.db.reads"));
    const std::string_view first(way);
    if (first == "list") {
      const auto list = cut.list({});
      ASSERT_TRUE(list) << list.error().text();
      EXPECT_EQ(list->back().purpose, one().purpose);
    } else if (first == "row") {
      EXPECT_EQ((*cut.row(3))->hash, head);
    } else if (first == "copy") {
      ASSERT_TRUE(cut.copy_to(folder.file("copy.db.reads")));
      EXPECT_EQ(ReadLog(folder.file("copy.db")).verify()->head, head);
    } else if (first == "append") {
      auto read = one();
      ASSERT_TRUE(cut.append({&read, 1}));
      EXPECT_EQ(read.prev, head);
      continue;
    }
    const auto report = cut.verify();
    ASSERT_TRUE(report) << report.error().text();
    EXPECT_EQ(report->faults_total, 0) << way << ": " << (report->faults.empty() ? "" : report->faults.front());
    EXPECT_EQ(report->head, head) << way;
    EXPECT_FALSE(std::filesystem::exists(folder.file("cut.db.reads-journal"))) << way;
  }
}

TEST_F(ReadsTest, WhoMayNotWriteIsToldWhoCan) {
  record(1);
  TemporaryFolder folder;
  leave_half_written(database_ + ".reads", folder.file("cut.db.reads"));
  ASSERT_EQ(::chmod(folder.path().c_str(), 0555), 0);
  for (const auto* end : {".reads", ".reads-journal"}) ASSERT_EQ(::chmod((folder.file("cut.db") + end).c_str(), 0444), 0);
  const auto child = ::fork();  // root may write everything, so it becomes somebody else
  if (child == 0) {
    if (::geteuid() == 0 && ::setuid(65'534) != 0) ::_exit(2);
    const auto list = ReadLog(folder.file("cut.db")).list({});
    ::_exit(!list && list.error().text().find("was cut off while it wrote the record of reads") != std::string::npos ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_EQ(::chmod(folder.path().c_str(), 0755), 0);
  EXPECT_EQ(status, 0);
}

TEST_F(ReadsTest, ACutEndShowsAgainstTheHeadAlone) {
  record(3);
  const auto head = log_.verify()->head;
  run("DELETE FROM read WHERE no = 3");
  const auto report = log_.verify();
  EXPECT_EQ(report->faults_total, 0);
  EXPECT_NE(report->head, head);
}

TEST_F(ReadsTest, WhoReadsIsNamed) {
  for (const auto member : {&Read::by, &Read::role, &Read::what, &Read::level}) {
    auto read = one();
    read.*member = "";
    EXPECT_EQ(log_.append({&read, 1}).error().code, ErrorCode::invalid_argument);
  }
  auto read = one("CASE-00001", std::string(kReadPurposeBytesMax, 'x'));
  EXPECT_TRUE(log_.append({&read, 1}));
  read = one("CASE-00001", std::string(kReadPurposeBytesMax + 1, 'x'));
  EXPECT_EQ(log_.append({&read, 1}).error().code, ErrorCode::invalid_argument);
  for (const auto* bad : {"two\nlines", "\xff"}) {
    read = one("CASE-00001", bad);
    EXPECT_EQ(log_.append({&read, 1}).error().code, ErrorCode::invalid_argument);
  }
  EXPECT_EQ(log_.verify()->rows, 1) << "what was refused left nothing";
}

TEST_F(ReadsTest, OneActIsAllOrNothing) {
  std::vector<Read> act{one(), one("CASE-B", "bad\x01")};
  EXPECT_FALSE(log_.append(act));
  EXPECT_EQ(log_.verify()->rows, 0);
  std::vector<Read> many(kReadRowsMax, one());
  EXPECT_TRUE(log_.append(many));
  many.push_back(one());
  EXPECT_EQ(log_.append(many).error().code, ErrorCode::invalid_argument);
}

TEST_F(ReadsTest, ManyProcessesAndThreadsWriteOneChain) {
  constexpr int kProcesses = 4, kRows = 25;
  for (int p = 0; p < kProcesses; ++p)
    if (::fork() == 0) {
      const ReadLog log(database_);
      for (int i = 0; i < kRows; ++i) {
        auto read = one();
        if (!log.append({&read, 1})) ::_exit(1);
      }
      ::_exit(0);
    }
  std::vector<std::thread> threads;
  for (int t = 0; t < 2; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < kRows; ++i) {
        auto read = one();
        EXPECT_TRUE(log_.append({&read, 1}));
      }
    });
  for (auto& thread : threads) thread.join();
  for (int p = 0; p < kProcesses; ++p) {
    int status = 0;
    ::wait(&status);
    EXPECT_EQ(status, 0);
  }
  const auto report = log_.verify();
  EXPECT_EQ(report->rows, (kProcesses + 2) * kRows);
  EXPECT_EQ(report->faults_total, 0);
}

TEST_F(ReadsTest, AFileOfAnotherKindIsRefusedAndAFault) {
  ASSERT_TRUE(write_file(database_ + ".reads", std::string(8'192, 'x')));
  auto read = one();
  const auto refused = log_.append({&read, 1});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::corrupt);
  EXPECT_NE(refused.error().message.find("nothing is shown"), std::string::npos);
  EXPECT_EQ(faults().size(), 1u);
}

TEST_F(ReadsTest, WhatAmendsDidNotMakeInTheFileIsRefusedAndAFault) {
  for (const auto* sql : {"CREATE TRIGGER t AFTER INSERT ON read BEGIN DELETE FROM read WHERE no = new.no; END", "CREATE TRIGGER t BEFORE INSERT ON read BEGIN SELECT raise(IGNORE); END", "CREATE VIEW v AS SELECT 1",
                          "CREATE TABLE other(x)", "DROP INDEX read_case", "ALTER TABLE read ADD COLUMN more TEXT"}) {
    TemporaryFolder folder;
    const ReadLog log(folder.file("x.db"));
    auto read = one();
    ASSERT_TRUE(log.append({&read, 1}));
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(folder.file("x.db.reads").c_str(), &db), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(db, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sql;
    sqlite3_close(db);
    const auto refused = log.append({&read, 1});
    ASSERT_FALSE(refused) << sql;
    EXPECT_EQ(refused.error().code, ErrorCode::corrupt);
    EXPECT_NE(refused.error().message.find("nothing is shown"), std::string::npos);
    EXPECT_EQ(log.verify()->faults_total, 1) << sql;
  }
}

TEST_F(ReadsTest, ALinkInThePlaceOfTheRecordIsRefused) {
  record(1);
  std::filesystem::rename(database_ + ".reads", folder_.file("elsewhere"));
  for (const auto* to : {"elsewhere", "nowhere"}) {
    std::filesystem::create_symlink(to, database_ + ".reads");
    auto read = one();
    const auto refused = log_.append({&read, 1});
    ASSERT_FALSE(refused) << to;
    EXPECT_EQ(refused.error().code, ErrorCode::refused);
    EXPECT_EQ(faults().size(), 1u) << to;
    std::filesystem::remove(database_ + ".reads");
  }
}

TEST_F(ReadsTest, ALinkToTheJournalUsesItsRecordAndASecondNameIsRefused) {
  ASSERT_TRUE(write_file(database_, "x"));
  std::filesystem::create_symlink(database_, folder_.file("soft.db"));
  auto read = one();
  ASSERT_TRUE(ReadLog(folder_.file("soft.db")).append({&read, 1}));
  EXPECT_EQ(log_.verify()->rows, 1);
  std::filesystem::create_hard_link(database_, folder_.file("hard.db"));
  for (const auto& name : {database_, folder_.file("hard.db")}) {
    const auto refused = ReadLog(name).append({&read, 1});
    ASSERT_FALSE(refused) << name;
    EXPECT_EQ(refused.error().code, ErrorCode::refused);
    EXPECT_NE(refused.error().message.find("hard links"), std::string::npos);
  }
  read.level = "P2";
  EXPECT_TRUE(log_.append({&read, 1})) << "nothing restricted is shown";
}

TEST_F(ReadsTest, AFolderThatCannotBeWrittenRefuses) {
  const ReadLog log(folder_.file("nowhere/cases.db"));
  auto read = one();
  const auto refused = log.append({&read, 1});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::io);
  EXPECT_NE(refused.error().message.find("nothing is shown"), std::string::npos);
}

TEST_F(ReadsTest, TheRecordHasTheRightsOfTheJournal) {
  ASSERT_TRUE(write_file(database_, "x"));
  ASSERT_EQ(::chmod(database_.c_str(), 0660), 0);
  record(1);
  struct stat info {};
  ASSERT_EQ(::stat((database_ + ".reads").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0660u);
}

TEST_F(ReadsTest, OneJournalHasOneRecordByWhateverPath) {
  ASSERT_TRUE(write_file(database_, "x"));
  ASSERT_EQ(::symlink(database_.c_str(), folder_.file("other.db").c_str()), 0);
  const ReadLog other(folder_.file("other.db"));
  auto read = one();
  ASSERT_TRUE(other.append({&read, 1}));
  EXPECT_EQ(log_.list({})->size(), 1u);
}

}  // namespace
}  // namespace amends::store::testing
