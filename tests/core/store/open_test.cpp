#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <functional>
#include <set>

#include "core/store/store_testing.hpp"
#include "store/schema.hpp"
#include "support/files.hpp"

namespace amends::store {
namespace {

using testing::History;
using testing::RawDatabase;
using testing::TemporaryFolder;

ErrorCode code_of(const Result<std::unique_ptr<Store>>& opened) { return opened ? ErrorCode::internal : opened.error().code; }

std::set<std::string> files_in(const std::string& folder) {
  std::set<std::string> out;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) out.insert(entry.path().filename().string());
  return out;
}

/// A journal with one case of three events, closed.
void make_journal(const std::string& path) {
  const auto store = *Store::open(path, {});
  auto turn = History("CASE-00001").turn(3);
  ASSERT_TRUE(store->append_one(turn));
}

/// Runs `body` in a child and gives its text back; what needs another user or mount must not touch this process.
std::string in_child(const std::function<std::string()>& body) {
  int ends[2];
  if (::pipe(ends) != 0) return "no pipe";
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    const auto text = body();
    [[maybe_unused]] const auto written = ::write(ends[1], text.data(), text.size());
    ::_exit(0);
  }
  ::close(ends[1]);
  std::string text;
  char buffer[4096];
  for (ssize_t n = 0; (n = ::read(ends[0], buffer, sizeof buffer)) > 0;) text.append(buffer, static_cast<std::size_t>(n));
  ::close(ends[0]);
  ::waitpid(child, nullptr, 0);
  return text;
}

std::string outcome(const Result<std::unique_ptr<Store>>& opened) {
  return opened ? "opened" : std::string(code_name(opened.error().code)) + ": " + opened.error().text();
}

TEST(Open, MakesAJournalAndLeavesOneFileAndItsLock) {
  TemporaryFolder folder;
  make_journal(folder.file("o.db"));
  EXPECT_EQ(files_in(folder.path()), (std::set<std::string>{"o.db", "o.db.lock"}));
  RawDatabase raw(folder.file("o.db"));
  EXPECT_EQ(raw.text("PRAGMA application_id"), std::to_string(kApplicationId));
  EXPECT_EQ(raw.text("PRAGMA user_version"), std::to_string(kSchemaVersion));
  EXPECT_EQ(raw.text("PRAGMA journal_mode"), "wal");
  EXPECT_EQ(raw.text("PRAGMA page_size"), "4096");
}

TEST(Open, EachWriterRaisesTheEpochAndStampsItsCommits) {
  TemporaryFolder folder;
  History history("CASE-00001");
  for (int i = 1; i <= 3; ++i) {
    const auto store = *Store::open(folder.file("o.db"), {});
    EXPECT_EQ(store->epoch(), i);
    auto turn = history.turn(1);
    ASSERT_TRUE(store->append_one(turn));
  }
  EXPECT_EQ((*Store::open(folder.file("o.db"), {.read_only = true}))->epoch(), 3);
  EXPECT_EQ(RawDatabase(folder.file("o.db")).text("SELECT group_concat(epoch) FROM commit_row"), "1,2,3");
}

TEST(Open, ASecondWriterIsRefusedByASentenceThatNamesTheHolder) {
  TemporaryFolder folder;
  const auto path = folder.file("o.db");
  const auto store = *Store::open(path, {.holder = "amends run, twice (pid 1)"});
  const auto mine = std::to_string(::getpid());
  const auto check = [&](const std::string& text) {
    EXPECT_NE(text.find("error.busy"), std::string::npos) << text;
    EXPECT_NE(text.find(path), std::string::npos) << text;
    EXPECT_NE(text.find("is open for writing by amends run, twice (pid " + mine + ", since 2"), std::string::npos) << text;
    EXPECT_NE(text.find("wait for it or stop it"), std::string::npos) << text;
  };
  check(in_child([&] { return outcome(Store::open(path, {})); }));
  check(outcome(Store::open(path, {})));  // in this process too
  std::filesystem::create_symlink(path, folder.file("link.db"));
  EXPECT_EQ(code_of(Store::open(folder.file("link.db"), {})), ErrorCode::busy);  // by another name too
  EXPECT_EQ(in_child([&] { return outcome(Store::open(path, {.read_only = true})); }), "opened");
}

TEST(Open, AHolderInAnotherProcessIsNamedAndItsDeathFreesTheLock) {
  TemporaryFolder folder;
  const auto path = folder.file("o.db");
  int ready[2], finish[2];
  ASSERT_EQ(::pipe(ready), 0);
  ASSERT_EQ(::pipe(finish), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(finish[1]);
    const auto store = Store::open(path, {.holder = "amends work"});
    char byte = store ? 'y' : 'n';
    if (::write(ready[1], &byte, 1) != 1) ::_exit(1);
    [[maybe_unused]] const auto n = ::read(finish[0], &byte, 1);
    ::_exit(0);  // without closing: as a crash would leave it
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  EXPECT_EQ(byte, 'y');
  const auto refused = Store::open(path, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::busy);
  EXPECT_NE(refused.error().message.find("amends work (pid " + std::to_string(child) + ", since"), std::string::npos) << refused.error().message;
  for (const int fd : {ready[0], ready[1], finish[0], finish[1]}) ::close(fd);
  ::waitpid(child, nullptr, 0);
  EXPECT_NE(*read_file(path + ".lock"), "");  // stale words are left behind and do not matter
  const auto opened = Store::open(path, {});
  EXPECT_TRUE(opened) << opened.error().text();
}

TEST(Open, ReadingMakesNothingAndWritesNothing) {
  TemporaryFolder folder;
  make_journal(folder.file("o.db"));
  std::filesystem::remove(folder.file("o.db.lock"));
  const auto before = *sha256_file(folder.file("o.db"));
  const auto store = *Store::open(folder.file("o.db"), {.read_only = true});
  EXPECT_EQ(store->case_row("CASE-00001")->seq, 3);
  EXPECT_EQ(store->verify({})->faults_total, 0);
  EXPECT_EQ(files_in(folder.path()), std::set<std::string>{"o.db"});
  History history("CASE-00002");
  auto turn = history.turn(1);
  EXPECT_EQ(store->append_one(turn).error().code, ErrorCode::refused);
  EXPECT_EQ(store->append({&turn, 1})[0].error().code, ErrorCode::refused);
  EXPECT_EQ(store->count_attempt("CASE-00001").error().code, ErrorCode::refused);
  EXPECT_EQ(store->put_blob("h", "k", "n", "b").error().code, ErrorCode::refused);
  EXPECT_EQ(store->put_attachment("b").error().code, ErrorCode::refused);
  EXPECT_EQ(store->rebuild("CASE-00001", {}).error().code, ErrorCode::refused);
  EXPECT_EQ(*sha256_file(folder.file("o.db")), before);
  EXPECT_EQ(files_in(folder.path()), std::set<std::string>{"o.db"});
}

TEST(Open, AReaderFollowsAWriterThatComesAndGoes) {
  TemporaryFolder folder;
  make_journal(folder.file("o.db"));
  const auto reader = *Store::open(folder.file("o.db"), {.read_only = true});
  EXPECT_EQ(*reader->case_count(), 1);
  {
    const auto writer = *Store::open(folder.file("o.db"), {});
    auto turn = History("CASE-00002").turn(1);
    ASSERT_TRUE(writer->append_one(turn));
    EXPECT_EQ(*reader->case_count(), 2);
  }
  {
    const auto writer = *Store::open(folder.file("o.db"), {});
    auto turn = History("CASE-00003").turn(1);
    ASSERT_TRUE(writer->append_one(turn));
  }
  EXPECT_EQ(*reader->case_count(), 3);
  EXPECT_EQ(reader->verify({})->faults_total, 0);
}

TEST(Open, AMissingFileIsNamed) {
  TemporaryFolder folder;
  for (const auto& options : {OpenOptions{.read_only = true}, OpenOptions{.create = false}}) {
    const auto opened = Store::open(folder.file("none.db"), options);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::not_found);
    EXPECT_EQ(opened.error().where, folder.file("none.db"));
  }
  EXPECT_TRUE(files_in(folder.path()).empty());
  EXPECT_EQ(code_of(Store::open(folder.file("no/folder/x.db"), {})), ErrorCode::not_found);
  EXPECT_EQ(code_of(Store::open("", {})), ErrorCode::invalid_argument);
}

TEST(Open, AFolderADeviceAndAnEmptyFileAreNoJournals) {
  TemporaryFolder folder;
  const auto as_folder = Store::open(folder.path(), {});
  EXPECT_EQ(code_of(as_folder), ErrorCode::io);
  EXPECT_NE(as_folder.error().message.find("folder"), std::string::npos);
  EXPECT_EQ(code_of(Store::open("/dev/null", {})), ErrorCode::io);
  std::ofstream(folder.file("empty.db")).flush();
  for (const bool read_only : {true, false}) EXPECT_EQ(code_of(Store::open(folder.file("empty.db"), {.read_only = read_only})), ErrorCode::corrupt);
}

TEST(Open, AFileOfAnotherKindIsLeftAsItIs) {
  TemporaryFolder folder;
  std::ofstream(folder.file("text.db")) << std::string(5000, 'x');
  {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(folder.file("other.db").c_str(), &db), SQLITE_OK);
    sqlite3_exec(db, "CREATE TABLE mine(x)", nullptr, nullptr, nullptr);
    sqlite3_close(db);
  }
  for (const auto* name : {"text.db", "other.db"}) {
    const auto before = *sha256_file(folder.file(name));
    for (const bool read_only : {true, false}) {
      const auto opened = Store::open(folder.file(name), {.read_only = read_only});
      ASSERT_EQ(code_of(opened), ErrorCode::corrupt) << name;
      EXPECT_EQ(opened.error().where, folder.file(name));
      EXPECT_NE(opened.error().message.find("not an Amends journal"), std::string::npos) << opened.error().message;
    }
    EXPECT_EQ(*sha256_file(folder.file(name)), before);
  }
}

TEST(Open, ATruncatedJournalIsCorruptAtAnyLength) {
  TemporaryFolder folder;
  make_journal(folder.file("whole.db"));
  const auto bytes = *read_file(folder.file("whole.db"));
  for (const std::size_t size : {std::size_t{1}, std::size_t{15}, std::size_t{99}, std::size_t{100}, std::size_t{4095}, std::size_t{4096}, std::size_t{8192}, bytes.size() - 4096,
                                 bytes.size() - 1}) {
    const auto path = folder.file("cut.db");
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes.substr(0, size);
    for (const bool read_only : {true, false}) {
      const auto opened = Store::open(path, {.read_only = read_only});
      EXPECT_EQ(code_of(opened), ErrorCode::corrupt) << size << (opened ? "" : opened.error().text());
    }
    EXPECT_EQ(read_file(path)->size(), size);
  }
}

TEST(Open, CommitsWithoutTheirJournalAreNotOverwritten) {
  TemporaryFolder folder;
  std::ofstream(folder.file("o.db-wal")) << "frames";
  const auto opened = Store::open(folder.file("o.db"), {});
  EXPECT_EQ(code_of(opened), ErrorCode::corrupt);
  EXPECT_NE(opened.error().message.find("o.db-wal"), std::string::npos);
  EXPECT_EQ(*read_file(folder.file("o.db-wal")), "frames");
}

TEST(Open, ANewerSchemaIsRefusedByBothVersions) {
  TemporaryFolder folder;
  make_journal(folder.file("o.db"));
  RawDatabase(folder.file("o.db")).run("PRAGMA user_version=" + std::to_string(kSchemaVersion + 5));
  for (const bool read_only : {true, false}) {
    const auto opened = Store::open(folder.file("o.db"), {.read_only = read_only});
    ASSERT_EQ(code_of(opened), ErrorCode::unsupported);
    EXPECT_NE(opened.error().message.find("version " + std::to_string(kSchemaVersion + 5)), std::string::npos) << opened.error().message;
    EXPECT_NE(opened.error().message.find("up to " + std::to_string(kSchemaVersion)), std::string::npos) << opened.error().message;
  }
}

TEST(Migrations, RunFromEmptyInOrderAndOnlyWhatIsMissing) {
  TemporaryFolder folder;
  ConnectOptions options;
  options.writable = options.create = true;
  const auto connection = *Connection::open(folder.file("m.db"), "m.db", options);
  ASSERT_TRUE(migrate(*connection, migrations()));
  ASSERT_TRUE(migrate(*connection, migrations()));
  EXPECT_TRUE(check_schema(*connection, kSchemaVersion));
  // A later release: the same list and one more.
  std::vector<Migration> later(migrations().begin(), migrations().end());
  later.push_back({kSchemaVersion + 1, "a column", "ALTER TABLE case_row ADD COLUMN extra TEXT"});
  EXPECT_EQ(check_schema(*connection, kSchemaVersion + 1).error().code, ErrorCode::unsupported);  // reading does not bring it up to date
  ASSERT_TRUE(migrate(*connection, later));
  EXPECT_TRUE(check_schema(*connection, kSchemaVersion + 1));
  EXPECT_TRUE(connection->run("SELECT extra FROM case_row", "looking"));
  EXPECT_EQ(migrate(*connection, migrations()).error().code, ErrorCode::unsupported);
}

TEST(Migrations, AFailedOneLeavesTheOldVersion) {
  TemporaryFolder folder;
  ConnectOptions options;
  options.writable = options.create = true;
  const auto connection = *Connection::open(folder.file("m.db"), "m.db", options);
  std::vector<Migration> list(migrations().begin(), migrations().end());
  list.push_back({kSchemaVersion + 1, "a broken one", "CREATE TABLE extra(x); CREATE TABLE extra(x)"});
  EXPECT_FALSE(migrate(*connection, list));
  EXPECT_TRUE(check_schema(*connection, kSchemaVersion));
  EXPECT_FALSE(connection->run("SELECT * FROM extra", "looking"));
}

TEST(Migrations, AreNumberedFromOneWithoutGaps) {
  std::int32_t expected = 1;
  for (const auto& migration : migrations()) EXPECT_EQ(migration.version, expected++);
  EXPECT_EQ(expected - 1, kSchemaVersion);
}

TEST(Open, AUserWithoutTheRightIsTold) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root to become another user";
  TemporaryFolder folder;
  const auto path = folder.file("o.db");
  make_journal(path);
  ::chmod(folder.path().c_str(), 0755);
  const auto as_nobody = [&](const OpenOptions& options) {
    return in_child([&] {
      if (::setgid(65534) != 0 || ::setuid(65534) != 0) return std::string("cannot become nobody");
      return outcome(Store::open(path, options));
    });
  };
  ::chmod(path.c_str(), 0644);
  auto text = as_nobody({});
  EXPECT_NE(text.find("error.io"), std::string::npos) << text;
  EXPECT_NE(text.find("Open the journal read-only"), std::string::npos) << text;
  EXPECT_EQ(as_nobody({.read_only = true}), "opened");
  // The lock file is theirs, the journal is not.
  ::chmod((path + ".lock").c_str(), 0666);
  text = as_nobody({});
  EXPECT_NE(text.find("error.io"), std::string::npos) << text;
  ::chmod(path.c_str(), 0600);
  text = as_nobody({.read_only = true});
  EXPECT_NE(text.find("error.io"), std::string::npos) << text;
  EXPECT_NE(text.find(path), std::string::npos) << text;
  const auto store = *Store::open(path, {.read_only = true});
  EXPECT_EQ(store->verify({})->faults_total, 0);
}

TEST(Open, AReadOnlyFileSystemIsReadAndNotWritten) {
  TemporaryFolder folder;
  make_journal(folder.file("o.db"));
  const auto text = in_child([&] {
    if (::unshare(CLONE_NEWNS) != 0 || ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount(folder.path().c_str(), folder.path().c_str(), nullptr, MS_BIND, nullptr) != 0 ||
        ::mount(nullptr, folder.path().c_str(), nullptr, MS_BIND | MS_REMOUNT | MS_RDONLY, nullptr) != 0)
      return std::string("skip");
    const auto reading = Store::open(folder.file("o.db"), {.read_only = true});
    const auto faults = reading ? (*reading)->verify({})->faults_total : -1;
    return std::to_string(faults) + " " + outcome(Store::open(folder.file("o.db"), {}));
  });
  if (text == "skip") GTEST_SKIP() << "needs the right to mount";
  EXPECT_TRUE(text.starts_with("0 error.io")) << text;
  EXPECT_NE(text.find("Read-only file system"), std::string::npos) << text;
}

}  // namespace
}  // namespace amends::store
