#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <random>

#include "core/store/store_testing.hpp"
#include "store/reads.hpp"
#include "support/files.hpp"

namespace amends::store {
namespace {

using testing::case_name;
using testing::History;
using testing::RawDatabase;
using testing::TemporaryFolder;

/// Three cases in three commits: CASE-00001 (events 1-3, then 4-6), CASE-00002 and CASE-00003 (1-4 each, together).
class Verify : public ::testing::Test {
 protected:
  Verify() : path_(folder_.file("v.db")) {
    const auto store = *Store::open(path_, {});
    History one(case_name(1)), two(case_name(2), 2), three(case_name(3), 3);
    auto first = one.turn(3);
    first.ref = "bank/app/1";
    EXPECT_TRUE(store->append_one(first));
    std::vector<Turn> pair{two.turn(4), three.turn(4)};
    for (const auto& result : store->append(pair)) EXPECT_TRUE(result);
    auto last = one.turn(3);
    EXPECT_TRUE(store->append_one(last));
  }

  void tamper(const std::string& sql) { RawDatabase(path_).run(sql); }
  VerifyReport report() {
    const auto store = Store::open(path_, {.read_only = true});
    if (!store) throw std::runtime_error(store.error().text());
    auto verified = (*store)->verify({});
    if (!verified) throw std::runtime_error(verified.error().text());
    return *std::move(verified);
  }
  static std::string all(const VerifyReport& report) {
    std::string out;
    for (const auto& fault : report.faults) out += fault.case_id + " " + std::to_string(fault.seq) + ": " + fault.what + "\n";
    return out;
  }
  /// Exactly one fault, at this place.
  void expect_only(const std::string& case_id, std::int64_t seq, const std::string& words) {
    const auto found = report();
    EXPECT_EQ(found.faults_total, 1) << all(found);
    expect_fault(found, case_id, seq, words);
  }
  static void expect_fault(const VerifyReport& found, const std::string& case_id, std::int64_t seq, const std::string& words) {
    for (const auto& fault : found.faults)
      if (fault.case_id == case_id && fault.seq == seq && fault.what.find(words) != std::string::npos) return;
    ADD_FAILURE() << "no fault '" << words << "' at " << case_id << " " << seq << " among:\n" << all(found);
  }
  /// Runs the plain Python verifier; gives its output, or nothing without python3.
  std::optional<std::string> outside() {
    if (std::system("python3 -c 'import sqlite3' > /dev/null 2>&1") != 0) return std::nullopt;
    const std::string command = "python3 '" AMENDS_SOURCE_DIR "/tests/core/store/verify_outside.py' '" + path_ + "' 2>&1";
    std::string out;
    FILE* pipe = ::popen(command.c_str(), "r");
    char buffer[4096];
    for (std::size_t n = 0; (n = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) out.append(buffer, n);
    ::pclose(pipe);
    return out;
  }

  TemporaryFolder folder_;
  std::string path_;
};

const std::string kOneEvent = " WHERE case_no = (SELECT no FROM case_row WHERE id = 'CASE-00001') AND seq = 4";

TEST_F(Verify, AWholeJournalHasNoFault) {
  const auto found = report();
  EXPECT_EQ(found.cases, 3);
  EXPECT_EQ(found.events, 14);
  EXPECT_EQ(found.commits, 3);
  EXPECT_EQ(found.faults_total, 0) << all(found);
  EXPECT_EQ(hex(found.file_head), RawDatabase(path_).text("SELECT lower(hex(hash)) FROM commit_row WHERE no = 3"));
}

TEST_F(Verify, TheRecordOfReadsIsCheckedFromOutsideToo) {
  std::vector<Read> act(3);
  for (auto& read : act) {
    read.at = {testing::kStartUs};
    read.by = "li.na";
    read.role = "handler";
    read.purpose = "核对 \"x\" \\ é";
    read.case_id = "CASE-00001";
    read.what = "record,texts";
    read.level = "P3";
  }
  ASSERT_TRUE(ReadLog(path_).append(act));
  const auto whole = outside();
  if (!whole) GTEST_SKIP() << "python3 with sqlite3 is not here";
  EXPECT_NE(whole->find("faults 0"), std::string::npos) << *whole;
  RawDatabase(path_ + ".reads").run("UPDATE read SET purpose = 'audit' WHERE no = 2");
  EXPECT_NE(outside()->find("read 2: changed"), std::string::npos) << *outside();
}

TEST_F(Verify, NamesAnEventWhosePayloadWasChanged) {
  tamper("UPDATE event SET payload = CAST(replace(payload, 'x\"', 'y\"') AS BLOB)" + kOneEvent);
  expect_only("CASE-00001", 4, "changed");
}

TEST_F(Verify, NamesAnEventWhoseActorWasChanged) {
  tamper("UPDATE event SET actor = (SELECT no FROM word WHERE text = 'stage:amends.intake@1.0.0')" + kOneEvent);
  expect_only("CASE-00001", 4, "changed");
}

TEST_F(Verify, NamesAnEventWhoseKindWasChanged) {
  tamper("UPDATE event SET kind = (SELECT no FROM word WHERE text = 'case_opened')" + kOneEvent);
  expect_only("CASE-00001", 4, "changed");
}

TEST_F(Verify, NamesAnEventWhoseTimeWasChanged) {
  tamper("UPDATE event SET at = at + 1" + kOneEvent);
  expect_only("CASE-00001", 4, "changed");
}

TEST_F(Verify, NamesAnEventWhoseSaltWasChanged) {
  tamper("UPDATE event SET salt = randomblob(32)" + kOneEvent);
  expect_only("CASE-00001", 4, "changed");
}

TEST_F(Verify, NamesOnlyTheEventWhoseHashWasChanged) {
  tamper("UPDATE event SET hash = randomblob(32)" + kOneEvent);
  expect_only("CASE-00001", 4, "changed");
}

TEST_F(Verify, NamesTheNewestEventWhoseHashWasChanged) {
  tamper("UPDATE event SET hash = randomblob(32) WHERE case_no = (SELECT no FROM case_row WHERE id = 'CASE-00001') AND seq = 6");
  expect_only("CASE-00001", 6, "changed");
}

TEST_F(Verify, NamesAWordThatWasChangedAtEachEventThatUsesIt) {
  tamper("UPDATE word SET text = 'someone' WHERE text = 'system'");
  const auto found = report();
  for (const std::int64_t seq : {1, 3, 4, 6}) expect_fault(found, "CASE-00001", seq, "changed");
  EXPECT_EQ(found.faults_total, 8) << all(found);
}

TEST_F(Verify, NamesADigestThatDoesNotFitItsPayload) {
  tamper("UPDATE event SET digest = randomblob(32)" + kOneEvent);
  expect_only("CASE-00001", 4, "payload digest");
}

TEST_F(Verify, NamesAPayloadThatWasErasedWithoutItsDigest) {
  tamper("UPDATE event SET payload = NULL, salt = NULL" + kOneEvent);
  expect_fault(report(), "CASE-00001", 4, "neither a payload nor the digest");
}

TEST_F(Verify, NamesAnEventThatWasDeletedInTheMiddle) {
  tamper("DELETE FROM event" + kOneEvent);
  const auto found = report();
  expect_fault(found, "CASE-00001", 4, "event 4 is gone");
  expect_fault(found, "CASE-00001", 4, "commit 3 lists event 4, gone");
  EXPECT_EQ(found.faults_total, 2) << all(found);
}

TEST_F(Verify, NamesNewestEventsThatWereDeletedThoughTheCaseRowWasMadeToFit) {
  tamper("DELETE FROM event WHERE case_no = (SELECT no FROM case_row WHERE id = 'CASE-00001') AND seq > 4");
  expect_fault(report(), "CASE-00001", 5, "events 5 to 6 are gone");
  tamper("UPDATE case_row SET seq = 4, head = (SELECT hash FROM event" + kOneEvent + "), changed_at = (SELECT at FROM event" + kOneEvent + ") WHERE id = 'CASE-00001'");
  expect_only("CASE-00001", 5, "commit 3 lists events 5 to 6, gone");
}

TEST_F(Verify, NamesACaseThatWasRemovedWhole) {
  tamper("DELETE FROM event WHERE case_no = (SELECT no FROM case_row WHERE id = 'CASE-00002'); DELETE FROM case_row WHERE id = 'CASE-00002'");
  expect_fault(report(), "", 1, "commit 2 lists events 1 to 4 of case number 2, but that case is gone");
}

TEST_F(Verify, NamesEventsWhoseCaseIsGone) {
  tamper("DELETE FROM case_row WHERE id = 'CASE-00003'");
  expect_fault(report(), "", 4, "belongs to case number 3");
  tamper("UPDATE event SET case_no = 0 WHERE case_no = 3");
  expect_fault(report(), "", 4, "belongs to case number 0");
}

TEST_F(Verify, NamesReorderedEvents) {
  // Their numbers within the case are exchanged.
  tamper("UPDATE event SET seq = 100 WHERE case_no = 2 AND seq = 2; UPDATE event SET seq = 2 WHERE case_no = 2 AND seq = 3; UPDATE event SET seq = 3 WHERE seq = 100");
  const auto found = report();
  expect_fault(found, "CASE-00002", 2, "changed");
  expect_fault(found, "CASE-00002", 3, "changed");
}

TEST_F(Verify, NamesRowsThatExchangedTheirPlaceInTheFile) {
  tamper("UPDATE event SET n = 1000 WHERE case_no = 2 AND seq = 2; UPDATE event SET n = 5 WHERE case_no = 2 AND seq = 3; UPDATE event SET n = 6 WHERE n = 1000");
  expect_only("CASE-00002", 3, "order");
}

TEST_F(Verify, NamesCasesWhoseEventsWereExchanged) {
  tamper("UPDATE event SET case_no = 99 WHERE case_no = 2; UPDATE event SET case_no = 2 WHERE case_no = 3; UPDATE event SET case_no = 3 WHERE case_no = 99");
  const auto found = report();
  for (const std::int64_t seq : {1, 2, 3, 4}) {
    expect_fault(found, "CASE-00002", seq, "changed");
    expect_fault(found, "CASE-00003", seq, "changed");
  }
}

TEST_F(Verify, NamesCasesWhoseIdsWereExchanged) {
  tamper("UPDATE case_row SET id = 'X' WHERE no = 2; UPDATE case_row SET id = 'CASE-00002' WHERE no = 3; UPDATE case_row SET id = 'CASE-00003' WHERE no = 2");
  expect_fault(report(), "CASE-00002", 1, "changed");
}

TEST_F(Verify, NamesAnEventThatNoCommitLists) {
  // Sealed by the rules and with a case row that fits: only the commits tell.
  History one(case_name(1));
  one.turn(3);
  one.turn(3);
  const auto turn = one.turn(1);
  const auto& event = turn.events[0];
  RawDatabase raw(path_);
  raw.run("INSERT INTO event(case_no, seq, at, actor, kind, salt, payload, hash) SELECT no, 7, " + std::to_string(event.at.us) +
          ", (SELECT no FROM word WHERE text = '" + event.actor + "'), (SELECT no FROM word WHERE text = '" + event.kind + "'), x'" + hex(event.salt) + "', '" + event.payload +
          "', x'" + hex(event.hash) + "' FROM case_row WHERE id = 'CASE-00001'; UPDATE case_row SET seq = 7, head = x'" + hex(event.hash) +
          "', changed_at = " + std::to_string(event.at.us) + " WHERE id = 'CASE-00001'");
  expect_only("CASE-00001", 7, "no commit lists event 7");
}

TEST_F(Verify, NamesAnEventBeyondTheCaseRow) {
  tamper("UPDATE case_row SET seq = 5, head = (SELECT hash FROM event WHERE case_no = 1 AND seq = 5) WHERE id = 'CASE-00001'");
  expect_only("CASE-00001", 6, "the case row states 5 events, the journal holds 6");
}

TEST_F(Verify, NamesACaseRowWithAnotherHeadOrTime) {
  tamper("UPDATE case_row SET head = randomblob(32) WHERE id = 'CASE-00001'");
  expect_only("CASE-00001", 6, "head");
  tamper("UPDATE case_row SET head = (SELECT hash FROM event WHERE case_no = 1 AND seq = 6), changed_at = changed_at + 1 WHERE id = 'CASE-00001'");
  expect_only("CASE-00001", 6, "last change");
  tamper("UPDATE case_row SET changed_at = changed_at - 1, opened_at = 0 WHERE id = 'CASE-00001'");
  expect_only("CASE-00001", 1, "opening");
}

TEST_F(Verify, NamesTheCommitThatWasChanged) {
  for (const auto* change : {"at = at + 1", "epoch = epoch + 1", "hash = randomblob(32)"}) {
    const auto before = *read_file(path_);
    tamper(std::string("UPDATE commit_row SET ") + change + " WHERE no = 3");
    expect_only("", 0, "commit 3 was changed");
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << before;
    tamper(std::string("UPDATE commit_row SET ") + change + " WHERE no = 1");
    expect_fault(report(), "", 0, "commit 1 was changed");
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << before;
  }
  tamper("UPDATE commit_row SET hash = randomblob(32) WHERE no = 2");
  expect_only("", 0, "commit 2 was changed");  // and not commit 3, which was made from the true one
}

TEST_F(Verify, NamesAListThatWasChanged) {
  tamper("UPDATE commit_row SET list = x'02010103' WHERE no = 2");
  expect_fault(report(), "", 0, "list of commit 2 cannot be read");
  tamper("UPDATE commit_row SET list = x'020104' WHERE no = 2");
  expect_fault(report(), "CASE-00003", 1, "no commit lists events 1 to 4");
  tamper("UPDATE commit_row SET list = x'030104020104' WHERE no = 2");  // the other order
  expect_fault(report(), "CASE-00002", 1, "order");
  tamper("UPDATE commit_row SET list = x'020104030104010103' WHERE no = 2");
  expect_fault(report(), "CASE-00001", 1, "which an earlier commit lists already");
}

TEST_F(Verify, NamesACommitThatIsGone) {
  tamper("DELETE FROM commit_row WHERE no = 2");
  const auto found = report();
  expect_fault(found, "", 0, "commit 2 is gone");
  expect_fault(found, "CASE-00002", 1, "no commit lists events 1 to 4");
}

TEST_F(Verify, NamesAnEpochThatFell) {
  tamper("UPDATE commit_row SET epoch = 5 WHERE no = 2");
  expect_fault(report(), "", 0, "epochs never fall");
}

TEST_F(Verify, TheWorkflowDefinitionAndReferenceOfACaseAreInItsFirstCommit) {
  const auto before = *read_file(path_);
  for (const auto* change : {"ref = 'bank/app/2'", "ref = NULL", "workflow = definition", "definition = workflow"}) {
    tamper(std::string("UPDATE case_row SET ") + change + " WHERE id = 'CASE-00001'");
    expect_only("", 0, "commit 1 was changed");
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << before;
  }
}

TEST_F(Verify, CountsAllFaultsAndSpellsOutTheFirst) {
  {
    const auto store = *Store::open(path_, {});
    auto turn = History("LONG-CASE", 9).turn(static_cast<int>(kFaultsMax) + 1);
    ASSERT_TRUE(store->append_one(turn));
  }
  tamper("UPDATE event SET at = at + 1 WHERE case_no = 4 AND seq <= 100");
  EXPECT_EQ(report().faults.size(), kFaultsMax);
  EXPECT_EQ(report().faults_total, 100);
  tamper("UPDATE event SET at = at + 1 WHERE case_no = 4 AND seq = 101");
  EXPECT_EQ(report().faults.size(), kFaultsMax);
  EXPECT_EQ(report().faults_total, 101);
}

TEST_F(Verify, AByteChangedAnywhereInTheTablesIsFoundAndNothingCrashes) {
  // Every page but those of empty tables; SQLite's free space within pages and its counters in the header carry no data.
  const auto* given = std::getenv("AMENDS_SEED");
  const auto seed = given ? static_cast<unsigned>(std::stoul(given)) : std::random_device{}();
  SCOPED_TRACE("AMENDS_SEED=" + std::to_string(seed));
  std::mt19937 random(seed);
  const auto bytes = *read_file(path_);
  int found = 0, damaged = 0, silent = 0;
  for (int i = 0; i < 300; ++i) {
    auto changed = bytes;
    const auto at = 4096 + random() % (bytes.size() - 4096);
    changed[at] = static_cast<char>(changed[at] ^ (1 << (random() % 8)));
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << changed;
    const auto store = Store::open(path_, {.read_only = true});
    if (!store) { ++damaged; continue; }
    const auto verified = (*store)->verify({});
    if (!verified) {
      EXPECT_EQ(verified.error().code, ErrorCode::corrupt) << verified.error().text();
      ++damaged;
    } else if (verified->faults_total > 0) {
      ++found;
    } else {
      ++silent;
      // What is not found changed nothing that is stored: the same events come back.
      for (int c = 1; c <= 3; ++c) EXPECT_EQ((*store)->events(case_name(c), 0)->size(), c == 1 ? 6u : 4u) << "byte " << at;
    }
  }
  EXPECT_EQ(found + damaged + silent, 300);
  EXPECT_GT(found + damaged, 0);
}

TEST_F(Verify, EveryByteOfPayloadsSaltsAndHashesIsCovered) {
  const auto bytes = *read_file(path_);
  RawDatabase raw(path_);
  for (const auto* column : {"payload", "salt", "hash"}) {
    const auto value = raw.text(std::string("SELECT ") + column + " FROM event" + kOneEvent);
    const auto start = bytes.find(value);
    ASSERT_NE(start, std::string::npos);
    for (std::size_t i = 0; i < value.size(); i += 3) {
      auto changed = bytes;
      changed[start + i] = static_cast<char>(changed[start + i] ^ 0x01);
      const auto copy = folder_.file("copy.db");
      std::ofstream(copy, std::ios::binary | std::ios::trunc) << changed;
      const auto verified = (*Store::open(copy, {.read_only = true}))->verify({});
      ASSERT_TRUE(verified) << verified.error().text();
      expect_fault(*verified, "CASE-00001", 4, "changed");
    }
  }
}

TEST_F(Verify, AFileThatBreaksOffIsCorruptAndNotACrash) {
  const auto bytes = *read_file(path_);
  // A page in the middle becomes noise: the file opens, the tables do not read.
  int refused = 0;
  for (std::size_t page = 1; page * 4096 < bytes.size(); ++page) {
    auto changed = bytes;
    std::fill_n(changed.begin() + static_cast<std::ptrdiff_t>(page * 4096), 4096, '\x5A');
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << changed;
    const auto store = Store::open(path_, {.read_only = true});
    if (!store) { EXPECT_EQ(store.error().code, ErrorCode::corrupt); ++refused; continue; }
    const auto verified = (*store)->verify({});
    if (!verified) {
      EXPECT_EQ(verified.error().code, ErrorCode::corrupt) << verified.error().text();
      EXPECT_EQ(verified.error().where, path_);
      ++refused;
    } else {
      EXPECT_GT(verified->faults_total, 0) << "page " << page;
    }
  }
  EXPECT_GT(refused, 0);
}

TEST_F(Verify, ReportsProgressAndCanBeCancelled) {
  const auto store = *Store::open(path_, {.read_only = true});
  std::int64_t last = -1, total = 0;
  ASSERT_TRUE(store->verify([&](std::int64_t done, std::int64_t all) {
    EXPECT_GE(done, last);
    last = done;
    total = all;
    return true;
  }));
  EXPECT_EQ(total, 17);
  EXPECT_EQ(last, total);
  EXPECT_EQ(store->verify([](std::int64_t, std::int64_t) { return false; }).error().code, ErrorCode::cancelled);
  EXPECT_EQ(store->verify([](std::int64_t done, std::int64_t) { return done < 10; }).error().code, ErrorCode::cancelled);
}

TEST_F(Verify, APlainPythonProgramComesToTheSameResult) {
  const auto clean = outside();
  if (!clean) GTEST_SKIP() << "python3 with sqlite3 is not installed";
  EXPECT_EQ(*clean, "cases 3, events 14, commits 3, faults 0\n");
  const auto before = *read_file(path_);
  const auto expect = [&](const std::string& sql, const std::string& line) {
    tamper(sql);
    const auto text = *outside();
    EXPECT_NE(text.find(line), std::string::npos) << sql << "\n" << text;
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << before;
  };
  expect("UPDATE event SET payload = '{}'" + kOneEvent, "CASE-00001 4: changed");
  expect("UPDATE event SET at = at + 1" + kOneEvent, "CASE-00001 4: changed");
  expect("DELETE FROM event" + kOneEvent, "CASE-00001 4: gone");
  expect("UPDATE commit_row SET at = at + 1 WHERE no = 2", "commit 2: changed");
  expect("UPDATE case_row SET ref = 'x' WHERE id = 'CASE-00001'", "commit 1: changed");
  expect("UPDATE case_row SET head = zeroblob(32) WHERE id = 'CASE-00001'", "CASE-00001 6: the case row");
}

}  // namespace
}  // namespace amends::store
