#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "core/store/store_testing.hpp"

namespace amends::store {
namespace {

using testing::TemporaryFolder;

class Attachments : public ::testing::Test {
 protected:
  Attachments() : store_(*Store::open(folder_.file("a.db"), {})) {}
  [[nodiscard]] std::string place(const std::string& digest) const { return folder_.file("a.db.files/") + digest.substr(0, 2) + "/" + digest.substr(2); }
  TemporaryFolder folder_;
  std::unique_ptr<Store> store_;
};

TEST_F(Attachments, AreNamedByTheirContentAndComeBackAsTheyWere) {
  const std::string bytes("photo\0\xFF\n", 8);
  const auto digest = store_->put_attachment(bytes);
  ASSERT_TRUE(digest) << digest.error().text();
  EXPECT_EQ(*digest, hex(sha256(bytes)));
  EXPECT_TRUE(std::filesystem::is_regular_file(place(*digest)));
  EXPECT_EQ(*store_->attachment(*digest), bytes);
  EXPECT_EQ(*store_->put_attachment(bytes), *digest);
  EXPECT_EQ(*store_->attachment(*store_->put_attachment("")), "");
}

TEST_F(Attachments, AChangedFileIsCorruptAndPuttingItAgainHeals) {
  const auto digest = *store_->put_attachment("letter");
  std::ofstream(place(digest)) << "lettre";
  EXPECT_EQ(store_->attachment(digest).error().code, ErrorCode::corrupt);
  auto report = store_->verify({});
  ASSERT_EQ(report->faults_total, 1);
  EXPECT_NE(report->faults[0].what.find(digest.substr(2)), std::string::npos);
  EXPECT_EQ(*store_->put_attachment("letter"), digest);
  EXPECT_EQ(*store_->attachment(digest), "letter");
  EXPECT_EQ(store_->verify({})->faults_total, 0);
}

TEST_F(Attachments, OnlyDigestsAreNames) {
  for (const std::string& name : {std::string(), std::string("../../../etc/passwd"), std::string(63, 'a'), std::string(65, 'a'), std::string(64, 'A'), std::string(64, 'g')})
    EXPECT_EQ(store_->attachment(name).error().code, ErrorCode::invalid_argument) << name;
  EXPECT_EQ(store_->attachment(std::string(64, 'a')).error().code, ErrorCode::not_found);
}

TEST_F(Attachments, ThreadsMayPutTheSameBytes) {
  const std::string bytes(100'000, 'b');
  std::vector<std::thread> threads;
  std::atomic<int> failed{0};
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int k = 0; k < 10; ++k)
        if (const auto put = store_->put_attachment(bytes + std::to_string(k)); !put || !store_->attachment(*put)) ++failed;
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(failed, 0);
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.file("a.db.files"))) files += entry.is_regular_file() ? 1 : 0;
  EXPECT_EQ(files, 10);  // no half-written file is left
}

}  // namespace
}  // namespace amends::store
