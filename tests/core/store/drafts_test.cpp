// Drafts of answers: kept beside the record, one for each person and task, gone with the task.
#include <gtest/gtest.h>

#include "core/store/store_testing.hpp"
#include "support/json.hpp"

namespace amends::store {
namespace {

using testing::History;
using testing::kStartUs;
using testing::RawDatabase;
using testing::TemporaryFolder;

class Drafts : public ::testing::Test {
 protected:
  Drafts() : store_(*Store::open(folder_.file("d.db"), {})) {
    turn({task("a#1"), task("b#1")});
  }
  static TaskRow task(const std::string& id, const std::string& status = "open") {
    TaskRow row;
    row.id = id;
    row.kind = "human";
    row.role = "handler";
    row.form = "free";
    row.step = "a";
    row.title = json::bilingual("甲", "A");
    row.opened_at = {kStartUs};
    row.status = status;
    row.detail = json::Object{};
    return row;
  }
  static DraftRow draft(const std::string& task_id, const std::string& person, std::int64_t n = 1) { return {"CASE-00001", task_id, person, person, "f0", {kStartUs}, json::Object{{"n", n}}}; }
  void turn(std::vector<TaskRow> tasks) {
    auto next = history_.turn(1);
    next.projection.tasks = std::move(tasks);
    const auto done = store_->append_one(next);
    ASSERT_TRUE(done) << done.error().text();
  }
  TemporaryFolder folder_;
  std::unique_ptr<Store> store_;
  History history_{"CASE-00001"};
};

TEST_F(Drafts, APersonKeepsOneOfATask) {
  ASSERT_TRUE(store_->put_draft(draft("a#1", "lina")));
  ASSERT_TRUE(store_->put_draft(draft("a#1", "lina", 2)));
  ASSERT_TRUE(store_->put_draft(draft("a#1", "wangyi", 3)));
  ASSERT_TRUE(store_->put_draft(draft("b#1", "lina", 4)));
  EXPECT_EQ(*store_->drafts("CASE-00001", "a#1"), (std::vector<DraftRow>{draft("a#1", "lina", 2), draft("a#1", "wangyi", 3)}));
  EXPECT_EQ(store_->drafts("CASE-00001", "")->size(), 3u);
  EXPECT_TRUE(store_->drafts("CASE-00002", "")->empty());
  EXPECT_TRUE(*store_->drop_draft("CASE-00001", "a#1", "lina"));
  EXPECT_FALSE(*store_->drop_draft("CASE-00001", "a#1", "lina"));
  EXPECT_EQ(store_->drafts("CASE-00001", "")->size(), 2u);
  EXPECT_EQ(store_->verify({})->faults_total, 0);
}

TEST_F(Drafts, GoWhenTheirTaskIsAnsweredOrClosed) {
  for (const auto* id : {"a#1", "b#1"}) ASSERT_TRUE(store_->put_draft(draft(id, "lina")));
  turn({task("a#1", "answered")});
  EXPECT_TRUE(store_->drafts("CASE-00001", "a#1")->empty());
  EXPECT_EQ(store_->drafts("CASE-00001", "b#1")->size(), 1u);
  turn({task("b#1", "withheld")});
  EXPECT_EQ(store_->drafts("CASE-00001", "b#1")->size(), 1u) << "it only waits";
  turn({task("b#1", "closed")});
  EXPECT_TRUE(store_->drafts("CASE-00001", "")->empty());
  const auto late = store_->put_draft(draft("a#1", "lina"));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ErrorCode::state);
  EXPECT_EQ(late.error().message, "the task is answered and takes no draft any more; read the case again");
}

TEST_F(Drafts, HaveLimits) {
  EXPECT_EQ(store_->put_draft(draft("c#1", "lina")).error().code, ErrorCode::not_found);
  auto other = draft("a#1", "lina");
  other.case_id = "CASE-00009";
  EXPECT_EQ(store_->put_draft(other).error().code, ErrorCode::not_found);
  auto large = draft("a#1", "lina");
  constexpr std::size_t kAround = sizeof(R"({"text":""})") - 1;
  large.answer = json::Object{{"text", std::string(kDraftBytesMax - kAround, 'x')}};
  EXPECT_TRUE(store_->put_draft(large));
  large.answer = json::Object{{"text", std::string(kDraftBytesMax - kAround + 1, 'x')}};
  EXPECT_EQ(store_->put_draft(large).error().code, ErrorCode::range);
  for (std::size_t i = 1; i < kDraftsMax; ++i) ASSERT_TRUE(store_->put_draft(draft("a#1", "p" + std::to_string(i))));
  EXPECT_EQ(store_->put_draft(draft("a#1", "another")).error().code, ErrorCode::range);
  EXPECT_TRUE(store_->put_draft(draft("a#1", "p1", 7))) << "who keeps one already changes it";
}

TEST_F(Drafts, AReaderSeesThemAndWritesNone) {
  ASSERT_TRUE(store_->put_draft(draft("a#1", "lina")));
  const auto reader = *Store::open(folder_.file("d.db"), {.read_only = true});
  EXPECT_EQ(reader->drafts("CASE-00001", "")->size(), 1u);
  EXPECT_EQ(reader->put_draft(draft("a#1", "lina")).error().code, ErrorCode::refused);
  EXPECT_EQ(reader->drop_draft("CASE-00001", "a#1", "lina").error().code, ErrorCode::refused);
}

TEST_F(Drafts, OneThatWasDamagedIsTold) {
  ASSERT_TRUE(store_->put_draft(draft("a#1", "lina")));
  RawDatabase(folder_.file("d.db")).run("UPDATE draft SET answer = '{'");
  EXPECT_EQ(store_->drafts("CASE-00001", "a#1").error().code, ErrorCode::corrupt);
  EXPECT_TRUE(*store_->drop_draft("CASE-00001", "a#1", "lina"));
}

}  // namespace
}  // namespace amends::store
