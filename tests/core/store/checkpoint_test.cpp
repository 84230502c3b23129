// A journal against ends of it that were kept elsewhere: what fits, what was cut off, rolled back, written anew, and what is no checkpoint.
#include "store/checkpoint.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "core/store/store_testing.hpp"

namespace amends::store::testing {
namespace {

namespace fs = std::filesystem;

class Checkpoints : public ::testing::Test {
 protected:
  TemporaryFolder folder;
  std::string path = folder.file("c.db");
  History history{case_name(1)};

  /// One commit more.
  Checkpoint commit() {
    auto turn = history.turn(2);
    return commit(turn);
  }
  Checkpoint commit(Turn& turn) {
    const auto store = *Store::open(path, {});
    const auto done = store->append_one(turn);
    EXPECT_TRUE(done) << done.error().text();
    return *checkpoint_of(*store, {kStartUs});
  }
  Checkpoint read() {
    Read row;
    row.at = {kStartUs};
    row.by = "li.na";
    row.role = "handler";
    row.what = "record";
    row.level = "P3";
    row.case_id = case_name(1);
    EXPECT_TRUE(ReadLog(path).append({&row, 1}));
    return *checkpoint_of(**Store::open(path, {}), {kStartUs});
  }
  std::vector<CheckpointFault> against(const std::vector<Checkpoint>& kept) {
    const auto store = Store::open(path, {.read_only = true});
    EXPECT_TRUE(store) << store.error().text();
    auto found = compare(**store, kept);
    EXPECT_TRUE(found) << found.error().text();
    EXPECT_EQ((*store)->verify({})->faults_total, 0) << "each file here is whole in itself";
    return found ? *std::move(found) : std::vector<CheckpointFault>{};
  }
  void keep_copy(const std::string& name) { fs::copy_file(path, folder.file(name)); }
  void put_back(const std::string& name) { fs::copy_file(folder.file(name), path, fs::copy_options::overwrite_existing); }
};

TEST_F(Checkpoints, FitWhileTheFileOnlyGrows) {
  { const auto store = *Store::open(path, {}); }
  const auto empty = *checkpoint_of(**Store::open(path, {}), {kStartUs});
  EXPECT_EQ(empty.journal.no, 0);
  const auto one = commit(), two = commit(), read_one = read(), three = commit();
  EXPECT_EQ(three.journal.no, 3);
  EXPECT_EQ(*read_one.reads, 1);
  EXPECT_TRUE(against({empty, one, two, read_one, three}).empty());
  commit();
  EXPECT_TRUE(against({three, one, two}).empty()) << "in any order";
}

TEST_F(Checkpoints, AnOlderCopyInThePlaceOfTheFileIsCutOff) {
  const auto one = commit();
  keep_copy("old");
  const auto two = commit(), three = commit();
  put_back("old");
  const auto found = against({one, two, three});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_TRUE(found[0].cut_off);
  EXPECT_FALSE(found[0].in_reads);
  EXPECT_EQ(found[0].holds, 1);
  EXPECT_EQ(found[0].kept.journal.no, 3) << "the newest that is missing";
  EXPECT_EQ(found[0].fits->journal.no, 1);
  EXPECT_EQ(sentence(found[0], "en"), "it ends at commit 1, and commit 3 (kept at 2026-03-02T01:00:00Z) was kept elsewhere: its end was cut off, or an older copy is in its place. Find the file that was there, or a newer backup");
  EXPECT_NE(sentence(found[0], "zh").find("止于第 1 次提交，而另存的校验码有第 3 次提交（2026-03-02T01:00:00Z 另存）：末尾被截去"), std::string::npos) << sentence(found[0], "zh");
}

TEST_F(Checkpoints, AFileThatWasRolledBackAndWentOnIsAnotherOne) {
  const auto one = commit();
  keep_copy("old");
  const auto two = commit(), three = commit();
  put_back("old");
  History other(case_name(2), 2);
  for (int i = 0; i < 2; ++i) {
    auto turn = other.turn(1);
    commit(turn);
  }
  const auto found = against({one, two, three});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_FALSE(found[0].cut_off);
  EXPECT_EQ(found[0].kept.journal.no, 2) << "the oldest that is another one";
  EXPECT_EQ(found[0].fits->journal.no, 1);
  EXPECT_NE(sentence(found[0], "en").find("commit 2 (kept at 2026-03-02T01:00:00Z) is not the one that was kept elsewhere: the file was rolled back and went on another way, or was written anew; the last that fits is commit 1"), std::string::npos);
  EXPECT_NE(sentence(found[0], "zh").find("最后相符的是第 1 次提交"), std::string::npos);
}

TEST_F(Checkpoints, AnotherFileFitsNoneOfThem) {
  const auto one = commit(), two = commit();
  fs::remove(path);
  History other(case_name(2), 2);
  auto turn = other.turn(1);
  commit(turn);
  const auto found = against({one, two});
  ASSERT_EQ(found.size(), 2u) << "another one, and shorter";
  EXPECT_FALSE(found[0].cut_off);
  EXPECT_FALSE(found[0].fits);
  EXPECT_NE(sentence(found[0], "en").find("no kept checkpoint fits, so that it may be another file"), std::string::npos);
  EXPECT_TRUE(found[1].cut_off);
}

TEST_F(Checkpoints, TheRecordOfReadsIsComparedToo) {
  commit();
  const auto one = read();
  fs::copy_file(path + ".reads", folder.file("old"));
  const auto two = read();
  fs::copy_file(folder.file("old"), path + ".reads", fs::copy_options::overwrite_existing);
  auto found = against({one, two});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_TRUE(found[0].in_reads && found[0].cut_off);
  EXPECT_NE(sentence(found[0], "en").find("it ends at row 1, and row 2 (kept at"), std::string::npos) << sentence(found[0], "en");
  EXPECT_NE(sentence(found[0], "zh").find("止于第 1 行"), std::string::npos);
  fs::remove(path + ".reads");
  found = against({one});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_TRUE(found[0].cut_off) << "a record that is gone";
  read();
  Checkpoint other = one;
  other.reads_head[0] ^= 1;
  found = against({other});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_TRUE(found[0].in_reads && !found[0].cut_off);
}

TEST_F(Checkpoints, LinesAreReadAsTheyArePrinted) {
  commit();
  const auto now = read();
  const auto line = line_of(now);
  EXPECT_EQ(line, "1 " + hex(now.journal.hash) + " 2026-03-02T01:00:00Z 1 " + hex(now.reads_head));
  const auto short_line = "1 " + hex(now.journal.hash);
  const auto both = read_checkpoints("\n" + line + "\r\n\n  " + short_line + "  \n" + short_line + " 2026-03-02T01:00:00Z", "kept.txt");
  ASSERT_TRUE(both) << both.error().text();
  ASSERT_EQ(both->size(), 3u);
  EXPECT_EQ(both->at(0).reads_head, now.reads_head);
  EXPECT_EQ(both->at(1).journal.hash, now.journal.hash);
  EXPECT_FALSE(both->at(1).reads);
  EXPECT_EQ(both->at(2).at, "2026-03-02T01:00:00Z");
  const auto object = read_checkpoints("{\"no\": 1, \"hash\": \"" + hex(now.journal.hash) + "\", \"at\": \"x\", \"reads\": 1, \"reads_head\": \"" + hex(now.reads_head) + "\"}", "kept.json");
  ASSERT_TRUE(object) << object.error().text();
  EXPECT_EQ(line_of(object->at(0)), "1 " + hex(now.journal.hash) + " x 1 " + hex(now.reads_head));
}

TEST_F(Checkpoints, WhatIsNoneIsToldWithItsLine) {
  const std::string digest(64, 'a');
  for (const auto& bad : {std::string("1"), "x " + digest, "-1 " + digest, "1 " + digest + "a", "1 " + digest.substr(1), "1 " + digest + " at 5", "1 " + digest + " at x " + digest, "1 " + digest + " at 5 " + digest + " more"}) {
    const auto read = read_checkpoints("1 " + digest + "\n" + bad, "kept.txt");
    ASSERT_FALSE(read) << bad;
    EXPECT_EQ(read.error().code, ErrorCode::schema);
    EXPECT_EQ(read.error().where, "kept.txt:2") << bad;
  }
  for (const auto* bad : {"", "\n \n", "{}", "{\"no\": 1}", "{\"no\": 1, \"hash\": \"00\"}", "{"}) EXPECT_FALSE(read_checkpoints(bad, "kept.txt")) << bad;
  std::string lines;
  for (std::size_t i = 0; i < kCheckpointsMax; ++i) lines += "1 " + digest + "\n";
  EXPECT_EQ(read_checkpoints(lines, "kept.txt")->size(), kCheckpointsMax);
  EXPECT_EQ(read_checkpoints(lines + "1 " + digest, "kept.txt").error().code, ErrorCode::range);
}

}  // namespace
}  // namespace amends::store::testing
