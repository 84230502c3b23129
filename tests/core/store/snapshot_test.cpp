#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "core/store/store_testing.hpp"

namespace amends::store {
namespace {

using testing::case_name;
using testing::History;
using testing::TemporaryFolder;

TEST(Snapshot, IsAWholeJournalInOneFile) {
  TemporaryFolder folder;
  const auto store = *Store::open(folder.file("s.db"), {});
  History history("CASE-00001");
  auto turn = history.turn(4);
  ASSERT_TRUE(store->append_one(turn));
  const auto made = store->snapshot(folder.file("copy.db"));
  ASSERT_TRUE(made) << made.error().text();
  auto later = history.turn(1);
  ASSERT_TRUE(store->append_one(later));
  {
    const auto copy = Store::open(folder.file("copy.db"), {.read_only = true});
    ASSERT_TRUE(copy) << copy.error().text();
    EXPECT_EQ((*copy)->case_row("CASE-00001")->seq, 4);
    EXPECT_EQ((*copy)->verify({})->faults_total, 0);
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) files += entry.path().filename().string().starts_with("copy.db") ? 1 : 0;
    EXPECT_EQ(files, 1);  // reading makes nothing beside it
  }
  // A copy can go on as a journal of its own.
  const auto going = Store::open(folder.file("copy.db"), {});
  ASSERT_TRUE(going) << going.error().text();
  EXPECT_TRUE((*going)->append_one(later));
  EXPECT_EQ((*going)->verify({})->faults_total, 0);
}

TEST(Snapshot, NeverReplacesAFile) {
  TemporaryFolder folder;
  const auto store = *Store::open(folder.file("s.db"), {});
  std::ofstream(folder.file("there")) << "mine";
  const auto made = store->snapshot(folder.file("there"));
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, ErrorCode::already_exists);
  EXPECT_EQ(made.error().where, folder.file("there"));
  EXPECT_EQ(store->snapshot(folder.file("s.db")).error().code, ErrorCode::already_exists);
  EXPECT_EQ(store->snapshot(folder.file("no/such/folder.db")).error().code, ErrorCode::io);
  EXPECT_EQ(store->snapshot("").error().code, ErrorCode::invalid_argument);
}

TEST(Snapshot, OfAReadOnlyJournalAndWhileItIsWritten) {
  TemporaryFolder folder;
  const auto store = *Store::open(folder.file("s.db"), {.synchronous_full = false});
  const auto reader = *Store::open(folder.file("s.db"), {.read_only = true});
  std::thread writer([&] {
    for (int i = 0; i < 200; ++i) {
      auto turn = History(case_name(i)).turn(2);
      EXPECT_TRUE(store->append_one(turn));
    }
  });
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(reader->snapshot(folder.file("copy" + std::to_string(i))));
  writer.join();
  for (int i = 0; i < 5; ++i) EXPECT_EQ((*Store::open(folder.file("copy" + std::to_string(i)), {.read_only = true}))->verify({})->faults_total, 0);
}

}  // namespace
}  // namespace amends::store
