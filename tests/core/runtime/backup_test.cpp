// A backup made while another process commits, put back, looked through and gone on with; killed while it is made; refused where it would lose something.
#include "runtime/backup.hpp"

#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <random>
#include <set>
#include <tuple>

#include "core/runtime/runtime_kit.hpp"
#include "store/reads.hpp"

namespace amends::runtime::testing {
namespace {

constexpr const char* kWorkflow = "workflow: test\nversion: 1.0.0\ntitle: {zh: 测试, en: Test}\nsteps:\n  - a: {stage: test.one}\n  - h: {human: {role: handler, form: free, title: {zh: 办, en: Do}}}\n";
constexpr Instant kMade{1'772'413'200'000'000};  // kMonday

struct BackupTest : ::testing::Test {
  Bench bench;
  std::string database = bench.folder.file("cases.db"), folder = bench.folder.file("cases.backup");

  void SetUp() override {
    bench.stages = {constant("test.one", {{"n", 1}})};
    ASSERT_TRUE(bench.open());
    ASSERT_TRUE(bench.runtime->deploy_text(kWorkflow, "workflow.yaml"));
  }
  std::string submitted(const std::string& ref) {
    const auto done = bench.runtime->submit("test", record(ref));
    EXPECT_TRUE(done) << done.error().text();
    return done ? done->case_id : std::string();
  }
  Result<store::Backup> made() { return make_backup(*bench.runtime->store(), folder, kMade, {}); }
  Result<store::Restored> restored(bool discard_newer = false) { return store::restore(folder, database, {discard_newer, "test", kMade}); }
  void read_on_record(int count) {
    for (int i = 0; i < count; ++i) ASSERT_TRUE(bench.runtime->record_read({"li.na", "supervisor", "test", {}}, {"", {What::reads}}));
  }
};

TEST_F(BackupTest, HoldsTheJournalItsReadsAndItsAttachmentsAndNobodyElseReadsIt) {
  submitted("r-1");
  read_on_record(3);
  const auto digest = bench.runtime->store()->put_attachment("a scanned letter");
  ASSERT_TRUE(digest);
  const auto backup = made();
  ASSERT_TRUE(backup) << backup.error().text();
  EXPECT_EQ(backup->cases, 1);
  EXPECT_EQ(backup->reads, 3);
  EXPECT_EQ(backup->attachments, 1);
  EXPECT_EQ(backup->head.no, bench.runtime->store()->chain_head()->no);
  struct stat info {};
  ASSERT_EQ(::stat(folder.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777u, 0700u);
  std::set<std::string> files;
  for (const auto& entry : fs::directory_iterator(folder)) files.insert(entry.path().filename().string());
  EXPECT_EQ(files, (std::set<std::string>{"backup.json", "journal.db", "journal.db.files", "journal.db.reads"}));
  const auto again = store::read_backup(folder);
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(again->head.hash, backup->head.hash);
  EXPECT_EQ(again->reads_head, backup->reads_head);

  const auto elsewhere = bench.folder.file("elsewhere.db");
  const auto put = store::restore(folder, elsewhere, {false, "test", kMade});
  ASSERT_TRUE(put) << put.error().text();
  EXPECT_EQ(put->kept_aside, "");
  const auto copy = store::Store::open(elsewhere, {.read_only = true});
  ASSERT_TRUE(copy) << copy.error().text();
  EXPECT_EQ(*(*copy)->attachment(*digest), "a scanned letter");
  const auto report = verify(**copy, {});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->faults_total, 0);
  EXPECT_EQ(report->reads, 3);
}

TEST_F(BackupTest, NeverReplacesAnythingAndIsNoPartOfTheJournal) {
  submitted("r-1");
  fs::create_directories(folder);
  const auto taken = made();
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, ErrorCode::already_exists);
  EXPECT_TRUE(fs::is_empty(folder));
  folder = database + ".files/backup";
  EXPECT_EQ(made().error().code, ErrorCode::refused);
  folder = bench.folder.file("no/such/folder");
  EXPECT_EQ(made().error().code, ErrorCode::io);
  folder = "";
  EXPECT_EQ(made().error().code, ErrorCode::invalid_argument);
}

TEST_F(BackupTest, OfAJournalWithFaultsIsNotKept) {
  submitted("r-1");
  bench.runtime.reset();
  {
    std::fstream file(database, std::ios::in | std::ios::out | std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(file)), {});
    const auto at = bytes.find("\"test.one\"");
    ASSERT_NE(at, std::string::npos);
    file.seekp(static_cast<std::streamoff>(at + 1));
    file.put('X');
  }
  ASSERT_TRUE(bench.open());
  const auto backup = made();
  ASSERT_FALSE(backup);
  EXPECT_EQ(backup.error().code, ErrorCode::corrupt);
  EXPECT_FALSE(fs::exists(folder));
  for (const auto& entry : fs::directory_iterator(bench.folder.path())) EXPECT_EQ(entry.path().filename().string().find("cases.backup"), std::string::npos) << entry.path();
}

TEST_F(BackupTest, CanBeGivenUp) {
  for (int i = 0; i < 3; ++i) submitted("r-" + std::to_string(i));
  const auto backup = make_backup(*bench.runtime->store(), folder, kMade, [](std::int64_t, std::int64_t) { return false; });
  ASSERT_FALSE(backup);
  EXPECT_EQ(backup.error().code, ErrorCode::cancelled);
  EXPECT_FALSE(fs::exists(folder));
}

TEST_F(BackupTest, DuringAStormOfCommitsOfAnotherProcessIsWholeAndGoesOn) {
  bench.runtime.reset();
  const auto child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    bench.clock = nullptr;
    if (!bench.open() || !bench.runtime->deploy_text(kWorkflow, "workflow.yaml")) ::_exit(2);
    for (int i = 0;; ++i)
      if (!bench.runtime->submit("test", record("storm-" + std::to_string(i)))) ::_exit(3);
  }
  struct Killed {
    pid_t pid;
    void now() {
      if (pid <= 0) return;
      ::kill(pid, SIGKILL);
      ::waitpid(pid, nullptr, 0);
      pid = 0;
    }
    ~Killed() { now(); }
  } killed{child};
  ASSERT_TRUE(bench.open(true)) << "for reading";
  while (bench.runtime->store()->case_count().value_or(0) < 20) ::usleep(1'000);
  std::int64_t before = 0;
  for (int round = 0; round < 5; ++round) {
    folder = bench.folder.file("storm" + std::to_string(round));
    const auto backup = made();
    ASSERT_TRUE(backup) << backup.error().text();
    EXPECT_GT(backup->cases, before);
    before = backup->cases;
  }
  EXPECT_GT(bench.runtime->store()->case_count().value_or(0), before) << "the storm went on meanwhile";
  const auto held = restored(true);
  ASSERT_FALSE(held);
  EXPECT_EQ(held.error().code, ErrorCode::busy) << held.error().text();
  bench.runtime.reset();
  killed.now();

  const auto newer = restored();
  ASSERT_FALSE(newer);
  EXPECT_EQ(newer.error().code, ErrorCode::conflict);
  EXPECT_NE(newer.error().message.find("--discard-newer"), std::string::npos);
  const auto put = restored(true);
  ASSERT_TRUE(put) << put.error().text();
  ASSERT_TRUE(fs::exists(put->kept_aside));
  ASSERT_TRUE(bench.open());
  EXPECT_EQ(*bench.runtime->store()->case_count(), before);
  EXPECT_EQ(bench.faults(), 0);
  ASSERT_TRUE(bench.runtime->recover());
  ASSERT_TRUE(bench.runtime->deploy_text(kWorkflow, "workflow.yaml"));
  const auto id = submitted("after");
  EXPECT_TRUE(bench.runtime->answer(id, "h#1", json::Object{}, {"li.na", "handler", "", {}}));
  EXPECT_EQ(bench.faults(), 0);
  const auto old = store::Store::open(put->kept_aside, {.read_only = true});
  ASSERT_TRUE(old) << old.error().text();
  EXPECT_GT(*(*old)->case_count(), before);
  EXPECT_EQ((*old)->verify({})->faults_total, 0);
}

TEST_F(BackupTest, KilledWhileItIsMadeLeavesNothingOfItsName) {
  for (int i = 0; i < 40; ++i) submitted("r-" + std::to_string(i));
  ASSERT_TRUE(bench.runtime->store()->put_attachment(std::string(3u << 20, 'x')));
  bench.runtime.reset();
  const auto* given = std::getenv("AMENDS_SEED");
  const auto seed = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  std::mt19937_64 random(seed);
  std::printf("seed %llu (give it back as AMENDS_SEED)\n", static_cast<unsigned long long>(seed));
  int unfinished = 0;
  for (int round = 0; round < 12; ++round) {
    folder = bench.folder.file("killed" + std::to_string(round));
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const auto child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      if (!bench.open(true)) ::_exit(2);
      (void)!::write(ends[1], "x", 1);
      ::_exit(made() ? 0 : 3);
    }
    ::close(ends[1]);
    char one = 0;
    ASSERT_EQ(::read(ends[0], &one, 1), 1);
    ::close(ends[0]);
    ::usleep(static_cast<useconds_t>(random() % 40'000));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
    if (!fs::exists(folder)) {
      ++unfinished;
    } else {
      EXPECT_TRUE(store::read_backup(folder)) << "what has the name is whole";
      fs::remove_all(folder);
    }
    // The next one takes away what was left.
    ASSERT_TRUE(bench.open(true));
    ASSERT_TRUE(made());
    int beside = 0;
    for (const auto& entry : fs::directory_iterator(bench.folder.path())) beside += entry.path().filename().string().starts_with("killed" + std::to_string(round)) ? 1 : 0;
    EXPECT_EQ(beside, 1);
    fs::remove_all(folder);
    bench.runtime.reset();
  }
  EXPECT_GT(unfinished, 0) << "no moment was early enough to show anything";
}

TEST_F(BackupTest, GoesBackWithoutAWordWhereNothingIsLost) {
  submitted("r-1");
  ASSERT_TRUE(made());
  bench.runtime.reset();
  const auto put = restored();  // the same commits
  ASSERT_TRUE(put) << put.error().text();
  fs::remove(database);
  const auto anew = restored();  // no journal
  ASSERT_TRUE(anew) << anew.error().text();
  EXPECT_EQ(anew->kept_aside, "");
  ASSERT_TRUE(bench.open());
  EXPECT_EQ(bench.faults(), 0);
}

TEST_F(BackupTest, IsRefusedByANewerJournalAnotherOneAndADamagedOne) {
  submitted("r-1");
  ASSERT_TRUE(made());
  EXPECT_EQ(restored(true).error().code, ErrorCode::busy) << "held by this process";
  submitted("r-2");
  bench.runtime.reset();
  EXPECT_EQ(restored().error().code, ErrorCode::conflict);

  fs::rename(database, bench.folder.file("mine.db"));
  bench.entropy_seed = 99;
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.runtime->deploy_text(kWorkflow, "workflow.yaml"));
  submitted("another-1");
  bench.runtime.reset();
  const auto another = restored();
  ASSERT_FALSE(another);
  EXPECT_EQ(another.error().code, ErrorCode::conflict);
  EXPECT_NE(another.error().message.find("another one"), std::string::npos) << another.error().message;

  std::ofstream(database, std::ios::binary) << std::string(10'000, 'x');
  const auto damaged = restored();
  ASSERT_FALSE(damaged);
  EXPECT_EQ(damaged.error().code, ErrorCode::conflict);
  EXPECT_NE(damaged.error().message.find("cannot be read"), std::string::npos) << damaged.error().message;
  const auto put = restored(true);
  ASSERT_TRUE(put) << put.error().text();
  EXPECT_EQ(fs::file_size(put->kept_aside), 10'000u) << "whoever mends it finds it as it was";
  ASSERT_TRUE(bench.open());
  EXPECT_EQ(bench.faults(), 0);
}

TEST_F(BackupTest, CommitsThatOnlyTheLogHoldsCountAsNewer) {
  submitted("r-1");
  ASSERT_TRUE(made());
  bench.runtime.reset();
  const auto child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {  // ends without closing: what it committed is in the -wal alone
    bench.entropy_seed = 99;  // ids of its own
    if (!bench.open() || !bench.runtime->deploy_text(kWorkflow, "workflow.yaml") || !bench.runtime->submit("test", record("r-2"))) ::_exit(2);
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status));
  ASSERT_GT(fs::file_size(database + "-wal"), 0u);
  EXPECT_EQ(restored().error().code, ErrorCode::conflict);
  const auto put = restored(true);
  ASSERT_TRUE(put) << put.error().text();
  EXPECT_FALSE(fs::exists(database + "-wal"));
  EXPECT_EQ(*(*store::Store::open(put->kept_aside, {.read_only = true}))->case_count(), 2);
  ASSERT_TRUE(bench.open());
  EXPECT_EQ(*bench.runtime->store()->case_count(), 1);
  EXPECT_EQ(bench.faults(), 0);
}

TEST_F(BackupTest, WaitsForReadersOfTheOldJournal) {
  submitted("r-1");
  ASSERT_TRUE(made());
  bench.runtime.reset();
  int ends[2], over[2];
  ASSERT_EQ(::pipe(ends), 0);
  ASSERT_EQ(::pipe(over), 0);
  const auto child = ::fork();  // a reader that began while somebody wrote
  ASSERT_GE(child, 0);
  if (child == 0) {
    char one = 0;
    std::unique_ptr<store::Store> reader;
    {
      const auto writer = store::Store::open(database, {});
      reader = *store::Store::open(database, {.read_only = true});
      if (!reader->case_count()) ::_exit(2);
    }
    (void)!::write(ends[1], "x", 1);
    (void)!::read(over[0], &one, 1);
    ::_exit(0);
  }
  char one = 0;
  ASSERT_EQ(::read(ends[0], &one, 1), 1);
  const auto held = restored();
  EXPECT_TRUE(!held && held.error().code == ErrorCode::busy);
  EXPECT_EQ(::write(over[1], "x", 1), 1);
  ::waitpid(child, nullptr, 0);
  const auto put = restored();
  EXPECT_TRUE(put) << put.error().text();
  for (const int end : {ends[0], ends[1], over[0], over[1]}) ::close(end);
}

TEST_F(BackupTest, TheRecordOfReadsLosesNoRow) {
  submitted("r-1");
  read_on_record(2);
  ASSERT_TRUE(made());
  read_on_record(3);
  bench.runtime.reset();
  const auto put = restored();
  ASSERT_TRUE(put) << put.error().text();
  EXPECT_TRUE(put->reads_kept);
  EXPECT_EQ(store::ReadLog(database).verify()->rows, 5);

  // Another record: it is kept aside, and the backup's has the place.
  fs::remove(database + ".reads");
  ASSERT_TRUE(bench.open());
  read_on_record(1);
  bench.runtime.reset();
  const auto other = restored();
  ASSERT_TRUE(other) << other.error().text();
  EXPECT_FALSE(other->reads_kept);
  EXPECT_EQ(store::ReadLog(database).verify()->rows, 2);
  EXPECT_EQ(store::ReadLog(other->kept_aside).verify()->rows, 1);
}

TEST_F(BackupTest, WhatAPowerCutLeftOfTheOldRecordOfReadsDoesNotComeIntoTheNewOne) {
  submitted("r-1");
  read_on_record(2);
  ASSERT_TRUE(made());
  bench.runtime.reset();
  // Another record had the place, and only the -journal of its last writer is left.
  const auto reads = database + ".reads";
  fs::remove(reads);
  ASSERT_TRUE(bench.open());
  read_on_record(1);
  bench.runtime.reset();
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(reads.c_str(), &db), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(db, "BEGIN IMMEDIATE; UPDATE read SET purpose = 'half'", nullptr, nullptr, nullptr), SQLITE_OK);
  ASSERT_EQ(sqlite3_db_cacheflush(db), SQLITE_OK);
  fs::copy_file(reads + "-journal", bench.folder.file("left"));
  sqlite3_close(db);
  fs::remove(reads);
  fs::rename(bench.folder.file("left"), reads + "-journal");
  const auto put = restored();
  ASSERT_TRUE(put) << put.error().text();
  const auto report = store::ReadLog(database).verify();
  EXPECT_EQ(report->rows, 2);
  EXPECT_EQ(report->faults_total, 0) << report->faults.front();
  EXPECT_FALSE(fs::exists(reads + "-journal"));
}

TEST_F(BackupTest, ChangedSinceItWasMadeIsFound) {
  submitted("r-1");
  read_on_record(1);
  ASSERT_TRUE(bench.runtime->store()->put_attachment("letter"));
  ASSERT_TRUE(made());
  bench.runtime.reset();
  const auto changed = [&](const std::string& file, ErrorCode code) {
    const auto path = folder + "/" + file;
    auto bytes = *read_file(path);
    const auto before = bytes;
    bytes[bytes.size() / 2] ^= 1;
    ASSERT_TRUE(write_file(path, bytes));
    const auto put = restored(true);
    ASSERT_FALSE(put) << file;
    EXPECT_EQ(put.error().code, code) << put.error().text();
    ASSERT_TRUE(write_file(path, before));
  };
  changed("journal.db", ErrorCode::corrupt);
  changed("journal.db.reads", ErrorCode::corrupt);
  for (const auto& entry : fs::recursive_directory_iterator(folder + "/journal.db.files"))
    if (entry.is_regular_file()) {
      fs::remove_all(database + ".files");
      changed(fs::relative(entry.path(), folder).string(), ErrorCode::corrupt);
    }
  const auto about = folder + "/backup.json";
  const auto text = *read_file(about);
  for (const auto& [from, to, code] : {std::tuple{"\"backup\": 1", "\"backup\": 2", ErrorCode::unsupported}, {"\"made_at\": \"2026", "\"made_at\": \"x026", ErrorCode::schema}, {"\"no\": ", "\"no\": -", ErrorCode::schema}, {"{", "", ErrorCode::schema}}) {
    auto other = text;
    const auto at = other.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    other.replace(at, std::string(from).size(), to);
    ASSERT_TRUE(write_file(about, other));
    const auto put = restored(true);
    ASSERT_FALSE(put) << from;
    EXPECT_EQ(put.error().code, code) << put.error().text();
  }
  fs::remove(about);
  const auto none = restored(true);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::not_found);
  EXPECT_NE(none.error().message.find("amends backup"), std::string::npos);
}

}  // namespace
}  // namespace amends::runtime::testing
