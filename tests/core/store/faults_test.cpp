// A disk that is full or fails: a sentence, and stored cases as they were.
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/store/faulty_vfs.hpp"
#include "core/store/store_testing.hpp"
#include "store/internal.hpp"

namespace amends::store {
namespace {

using testing::case_name;
using testing::FaultyVfs;
using testing::History;
using testing::TemporaryFolder;

/// The journal holds exactly the cases 0 to count - 1 and verifies, now and after it is opened again.
void expect_exactly(Store& store, int count) {
  EXPECT_EQ(*store.case_count(), count);
  const auto report = store.verify({});
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_EQ(report->cases, count);
  EXPECT_EQ(report->faults_total, 0) << report->faults[0].what;
}

TEST(FullDisk, AFullFileIsASentenceAndEarlierCasesStay) {
  TemporaryFolder folder;
  const auto path = folder.file("f.db");
  int stored = 0;
  {
    const auto store = *open_with_faults(path, {}, {.vfs = "", .page_count_max = 60});
    Result<void> result;
    for (; stored < 1000; ++stored) {
      auto turn = History(case_name(stored)).turn(3, 1000);
      result = store->append_one(turn);
      if (!result) break;
    }
    ASSERT_FALSE(result);
    EXPECT_GT(stored, 5);
    EXPECT_EQ(result.error().code, ErrorCode::io);
    EXPECT_EQ(result.error().where, path);
    EXPECT_NE(result.error().message.find("disk is full"), std::string::npos) << result.error().message;
    expect_exactly(*store, stored);
  }
  // With room again the same journal goes on.
  const auto store = *Store::open(path, {});
  expect_exactly(*store, stored);
  auto turn = History(case_name(stored)).turn(3, 1000);
  EXPECT_TRUE(store->append_one(turn));
  expect_exactly(*store, stored + 1);
}

TEST(FullDisk, AWholeGroupIsRefusedTogether) {
  TemporaryFolder folder;
  const auto store = *open_with_faults(folder.file("f.db"), {}, {.vfs = "", .page_count_max = 60});
  std::vector<Turn> turns;
  for (int i = 0; i < 50; ++i) turns.push_back(History(case_name(i)).turn(3, 2000));
  turns[0].events[0].payload.clear();
  const auto results = store->append(turns);
  EXPECT_EQ(results[0].error().code, ErrorCode::invalid_argument);  // its own reason
  for (std::size_t i = 1; i < results.size(); ++i) EXPECT_EQ(results[i].error().code, ErrorCode::io) << i;
  expect_exactly(*store, 0);
  auto small = History(case_name(0)).turn(1);
  EXPECT_TRUE(store->append_one(small));
  expect_exactly(*store, 1);
}

TEST(FullDisk, AtAnyWriteNothingAcknowledgedIsLost) {
  FaultyVfs vfs("amends-full");
  TemporaryFolder folder;
  const auto store = *open_with_faults(folder.file("f.db"), {}, {.vfs = vfs.name(), .page_count_max = 0});
  int stored = 0;
  for (std::int64_t n = 1; n <= 40; ++n) {
    vfs.fail_writes(n, SQLITE_FULL);
    const auto failed = vfs.failed();
    auto turn = History(case_name(stored), static_cast<std::uint64_t>(n)).turn(3, 3000);
    const auto result = store->append_one(turn);
    if (result) ++stored;  // fewer writes than n were needed
    else EXPECT_EQ(result.error().code, ErrorCode::io);
    EXPECT_TRUE(result || vfs.failed() > failed);
    vfs.fail_writes(0, SQLITE_OK);
    expect_exactly(*store, stored);
  }
  EXPECT_GT(stored, 0);
  EXPECT_LT(stored, 40);
  auto turn = History(case_name(stored)).turn(1);
  EXPECT_TRUE(store->append_one(turn));
}

TEST(FailingDisk, AFailedFlushEndsWritingUntilTheJournalIsOpenedAgain) {
  FaultyVfs vfs("amends-sync");
  TemporaryFolder folder;
  const auto path = folder.file("f.db");
  {
    const auto store = *open_with_faults(path, {}, {.vfs = vfs.name(), .page_count_max = 0});
    auto first = History(case_name(0)).turn(2);
    ASSERT_TRUE(store->append_one(first));
    vfs.fail_syncs(1);
    auto second = History(case_name(1)).turn(2);
    const auto result = store->append_one(second);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::io);
    EXPECT_EQ(result.error().where, path);
    vfs.fail_syncs(0);
    const auto later = store->append_one(second);
    ASSERT_FALSE(later);
    EXPECT_NE(later.error().message.find("open the journal again"), std::string::npos) << later.error().message;
    EXPECT_EQ(store->count_attempt(case_name(0)).error().code, ErrorCode::io);
    EXPECT_EQ(*store->case_count(), 1);  // reading goes on
  }
  const auto store = *Store::open(path, {});
  EXPECT_TRUE(store->case_row(case_name(0)));
  EXPECT_EQ(store->verify({})->faults_total, 0);
}

TEST(FailingDisk, AFailedWriteIsASentence) {
  FaultyVfs vfs("amends-write");
  TemporaryFolder folder;
  const auto store = *open_with_faults(folder.file("f.db"), {}, {.vfs = vfs.name(), .page_count_max = 0});
  vfs.fail_writes(1, SQLITE_IOERR_WRITE);
  auto turn = History(case_name(0)).turn(2);
  const auto result = store->append_one(turn);
  vfs.fail_writes(0, SQLITE_OK);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::io);
  EXPECT_NE(result.error().message.find("the disk failed"), std::string::npos) << result.error().message;
  expect_exactly(*store, 0);
}

TEST(FailingDisk, AJournalThatCannotBeMadeLeavesNothingBehind) {
  FaultyVfs vfs("amends-create");
  TemporaryFolder folder;
  for (std::int64_t n = 1; n <= 10; ++n) {
    vfs.fail_writes(n, SQLITE_FULL);
    const auto opened = open_with_faults(folder.file("f.db"), {}, {.vfs = vfs.name(), .page_count_max = 0});
    vfs.fail_writes(0, SQLITE_OK);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::io) << opened.error().text();
    EXPECT_FALSE(std::filesystem::exists(folder.file("f.db")));
    EXPECT_FALSE(std::filesystem::exists(folder.file("f.db.new")));
  }
  EXPECT_TRUE(open_with_faults(folder.file("f.db"), {}, {.vfs = vfs.name(), .page_count_max = 0}));
}

TEST(FullDisk, ARealFullFileSystemIsASentence) {
  TemporaryFolder folder;
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    std::string text;
    if (::unshare(CLONE_NEWNS) != 0 || ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount("tmpfs", folder.path().c_str(), "tmpfs", 0, "size=1m") != 0) {
      text = "skip";
    } else {
      const auto store = *Store::open(folder.file("f.db"), {});
      int stored = 0;
      Result<void> result;
      while (stored < 10'000) {
        auto turn = History(case_name(stored)).turn(3, 1000);
        result = store->append_one(turn);
        if (!result) break;
        ++stored;
      }
      const auto report = store->verify({});
      text = result ? "never full" : std::string(code_name(result.error().code)) + " " + result.error().message;
      if (stored < 5 || !report || report->faults_total != 0 || report->cases != stored) text = "lost something: " + text;
    }
    [[maybe_unused]] const auto written = ::write(ends[1], text.data(), text.size());
    ::_exit(0);
  }
  ::close(ends[1]);
  char buffer[4096];
  const auto n = ::read(ends[0], buffer, sizeof buffer);
  ::close(ends[0]);
  ::waitpid(child, nullptr, 0);
  const std::string text(buffer, n > 0 ? static_cast<std::size_t>(n) : 0);
  if (text == "skip") GTEST_SKIP() << "needs the right to mount a small file system";
  EXPECT_TRUE(text.starts_with("error.io the disk is full")) << text;
}

}  // namespace
}  // namespace amends::store
