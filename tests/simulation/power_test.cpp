// "An acknowledged event is never lost": the power is cut after every call to the disk (power_disk.hpp says what a disk may do then), and what is left is opened
// as ever. Short: every tenth point of the whole script and all of the small one; AMENDS_LONG_TESTS=1: all. AMENDS_SEED gives a run back.
//
// What core/store asks of SQLite, and why (https://sqlite.org/pragma.html#pragma_synchronous):
// - the journal, WAL with synchronous=FULL: the -wal is synced after each commit, so a commit that was answered is there. NORMAL would sync at checkpoints alone:
//   nothing would break, but the newest commits would be gone (WithSynchronousNormalItFails).
// - the record of reads, rollback journal with synchronous=EXTRA: what makes a commit is that the -journal is gone, and only EXTRA syncs the folder after that. With
//   FULL the -journal may be there again after a cut, and the read that was told is rolled back.
// - a new journal, made beside its place with FULL and renamed, and the folder synced: it has no -wal and owes no commit to anybody until it has its name.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "runtime/backup.hpp"
#include "simulation/power_check.hpp"

namespace amends::simulation {
namespace {

std::uint64_t seed_of_run() {
  const auto* given = std::getenv("AMENDS_SEED");
  const std::uint64_t seed = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  std::printf("seed %llu (give it back as AMENDS_SEED)\n", static_cast<unsigned long long>(seed));
  return seed;
}
bool is_long() {
  const auto* given = std::getenv("AMENDS_LONG_TESTS");
  return given && std::string_view(given) == "1";
}

class Power : public ::testing::Test {
 protected:
  const Ground ground;
  const std::uint64_t seed = seed_of_run();

  /// Cuts a script; with `meddled` it was played without something.
  Outcome cut_of(const Script& script, Points points, const Meddling::What& meddled = {}) {
    Reference reference;
    {
      const Meddling meddling(meddled);
      reference = play(ground, script, seed);
    }
    EXPECT_EQ(reference.fault, "");
    if (!reference.fault.empty()) return {};
    if (points.step > 1) points.first = seed % points.step;
    const Meddling none{Meddling::What{}};
    const auto out = cut(ground, script, reference, points, seed);
    for (const auto& sentence : out.said) std::printf("  %s\n", sentence.c_str());
    std::printf("script %s: acts %zu, calls %zu, offset %zu, points %lld, cut twice %lld, violations %lld\n", script.name.c_str(), script.acts.size(), reference.calls.size(), points.first,
                static_cast<long long>(out.points), static_cast<long long>(out.twice), static_cast<long long>(out.violations));
    return out;
  }
};

TEST_F(Power, NothingAcknowledgedIsLostAtAnyPointOfASmallScript) {
  const auto out = cut_of(small_script(seed), {});
  EXPECT_GT(out.points, 100);
  EXPECT_EQ(out.violations, 0);
}

TEST_F(Power, NothingAcknowledgedIsLostWhateverTheCaseIsAt) {
  Points points;
  points.step = is_long() ? 1 : 10;
  points.twice = true;
  const auto out = cut_of(whole_script(seed), points);
  EXPECT_GT(out.points, 60);
  EXPECT_EQ(out.violations, 0);
}

TEST_F(Power, TheScriptMeetsEveryKindOfWriteThatAJournalDoes) {
  const Meddling meddling{Meddling::What{}};
  const auto script = whole_script(seed);
  const auto reference = play(ground, script, seed);
  ASSERT_EQ(reference.fault, "");
  const auto count = [&](Call::Kind kind, std::string_view end) {
    const auto n = std::count_if(reference.calls.begin(), reference.calls.end(), [&](const Call& call) { return call.kind == kind && call.name.ends_with(end); });
    std::printf("  %td of %s\n", n, std::string(end).c_str());
    return n;
  };
  EXPECT_GE(count(Call::Kind::sync, "-wal"), 30) << "commits";
  EXPECT_GE(count(Call::Kind::sync, "cases.db"), 4) << "checkpoints";
  EXPECT_GE(count(Call::Kind::create, "-wal"), 2) << "a log that begins anew";
  EXPECT_EQ(count(Call::Kind::rename, "cases.db.new"), 1);
  EXPECT_GE(count(Call::Kind::sync, ".reads"), 3);
  EXPECT_GE(count(Call::Kind::remove, ".reads-journal"), 3);
  EXPECT_EQ(std::count_if(reference.calls.begin(), reference.calls.end(), [](const Call& call) { return call.kind == Call::Kind::rename && call.name.find(".files/") != std::string::npos; }), 1);
  EXPECT_GT(reference.ends.at(script.cases[1]).size(), reference.ends.at(script.cases[0]).size()) << "one case is committed by steps, the other by turns";
  EXPECT_GE(reference.reads.size(), 3u);
}

/// What is wrong with a folder after a cut while a backup was made and put back; empty: nothing.
std::string wrong_with(const std::string& folder, bool made, const std::set<std::int64_t>& ends, std::size_t reads) {
  const auto backup = store::read_backup(folder + "/backup");
  if (!backup && (made || std::filesystem::exists(folder + "/backup"))) return "the backup is not whole: " + backup.error().text();
  const auto store = store::Store::open(folder + "/cases.db", {.create = false});
  if (!store) return "the journal cannot be opened: " + store.error().text();
  const auto head = (*store)->chain_head();
  if (!head || !ends.contains(head->no)) return "the journal is neither the old one nor that of the backup";
  const auto report = runtime::verify(**store, {});
  if (!report) return report.error().text();
  if (report->faults_total > 0) return report->faults.front().what;
  if (report->reads < static_cast<std::int64_t>(reads)) return "reads are gone";
  return {};
}

TEST_F(Power, ABackupThatWasToldIsThereAndARestoreIsOneStep) {
  const NoRealSyncs fast;
  const Meddling meddling{Meddling::What{}};
  const auto script = whole_script(seed);
  Folder place;
  const auto data = place.file("disk");
  std::filesystem::create_directory(data);
  Player player(ground, data, seed);
  const auto play_until = [&](std::size_t from, std::size_t until) {
    for (auto i = from; i < until; ++i) {
      player.clock->set({script.begin.us + script.acts[i].at_s * kSecond});
      const auto done = script.acts[i].run(player);
      ASSERT_TRUE(done) << script.acts[i].name << ": " << done.error().text();
    }
  };
  std::vector<Call> calls;
  std::size_t first = 0, made = 0, begun = 0, restored = 0;
  std::int64_t old_end = 0, new_end = 0;
  {
    const Recorder recorder(data);
    play_until(0, 5);  // two cases, a read, an attachment
    first = recorder.size();
    old_end = player.store().chain_head()->no;
    const auto backup = runtime::make_backup(player.store(), data + "/backup", script.begin, {});
    ASSERT_TRUE(backup) << backup.error().text();
    made = recorder.size();
    play_until(5, 8);
    new_end = player.store().chain_head()->no;
    player.runtime.reset();
    begun = recorder.size();
    const auto back = store::restore(data + "/backup", data + "/cases.db", {true, "test", script.begin});
    ASSERT_TRUE(back) << back.error().text();
    restored = recorder.size();
    calls = recorder.calls();
  }
  ASSERT_GT(new_end, old_end);
  Disk whole;
  for (const auto& call : calls) whole.apply(call);
  ASSERT_EQ(difference(whole.live(), Image::of(data)), "") << "a call to the disk was not recorded";
  Disk disk;
  std::int64_t violations = 0;
  for (std::size_t point = 0; point <= calls.size(); ++point) {
    if (point > 0) disk.apply(calls[point - 1]);
    if (point < first) continue;
    std::mt19937_64 random(seed ^ (point * 0x9E3779B97F4A7C15));
    Folder left;
    disk.after_cut(random).write_to(left.file("disk"));
    std::set<std::int64_t> ends;
    if (point < restored) for (auto no = point < begun ? old_end : new_end; no <= new_end; ++no) ends.insert(no);
    if (point >= begun) ends.insert(old_end);
    const auto wrong = wrong_with(left.file("disk"), point >= made, ends, 1);
    if (wrong.empty()) continue;
    if (++violations <= 10) std::printf("  point %zu of %zu (made %zu, restored %zu to %zu): %s\n", point, calls.size(), made, begun, restored, wrong.c_str());
  }
  std::printf("backup and restore: points %zu, violations %lld\n", calls.size() + 1 - first, static_cast<long long>(violations));
  EXPECT_EQ(violations, 0);
}

// --- what the suite guards, taken away: it must find that ---

bool is_sync_of(const Call& call, std::string_view end) { return call.kind == Call::Kind::sync && call.name.ends_with(end); }

TEST_F(Power, WithoutTheSyncOfACommitItFails) {
  EXPECT_GT(cut_of(whole_script(seed), {.step = 20, .swallows = [](const Call& call) { return is_sync_of(call, "-wal"); }}).violations, 0);
}
TEST_F(Power, WithSynchronousNormalItFails) { EXPECT_GT(cut_of(whole_script(seed), {.step = 20}, {.normal_sync = true}).violations, 0); }
TEST_F(Power, WithoutTheSyncOfACheckpointItFails) {
  EXPECT_GT(cut_of(whole_script(seed), {.step = 7, .swallows = [](const Call& call) { return is_sync_of(call, "cases.db"); }}).violations, 0);
}
TEST_F(Power, WithoutTheSyncOfFoldersItFails) {
  EXPECT_GT(cut_of(whole_script(seed), {.step = 20, .swallows = [](const Call& call) { return call.kind == Call::Kind::sync_folder; }}).violations, 0);
}
TEST_F(Power, WithoutTheSyncOfAnAttachmentItFails) {
  EXPECT_GT(cut_of(whole_script(seed), {.step = 20, .swallows = [](const Call& call) { return call.kind == Call::Kind::sync && call.name.find(".files/") != std::string::npos; }}).violations, 0);
}
TEST_F(Power, WithoutTheExtraSyncOfTheRecordOfReadsItFails) { EXPECT_GT(cut_of(small_script(seed), {}, {.no_extra_sync = true}).violations, 0); }
TEST_F(Power, WithoutTransactionsItFails) { EXPECT_GT(cut_of(small_script(seed), {.step = 5}, {.no_transactions = true}).violations, 0); }

// --- the model itself ---

class PowerDisk : public ::testing::Test {
 protected:
  Folder folder;
  static Call write(int file, std::string name, std::int64_t at, std::string bytes) { return {Call::Kind::write, file, std::move(name), {}, at, std::move(bytes)}; }
  static Call on(Call::Kind kind, int file, std::string name, std::string to = {}) { return {kind, file, std::move(name), std::move(to), 0, {}}; }
  /// What is left of a file over many cuts; "-" where it has no name.
  static std::set<std::string> left(const Disk& disk, const std::string& name) {
    std::set<std::string> out;
    for (std::uint64_t i = 0; i < 2'000; ++i) {
      std::mt19937_64 random(i);
      const auto image = disk.after_cut(random);
      const auto found = image.files.find(name);
      out.insert(found == image.files.end() ? "-" : found->second);
    }
    return out;
  }
};

TEST_F(PowerDisk, ASyncKeepsBytesAndTheSyncOfTheFolderTheName) {
  Disk disk;
  disk.apply(on(Call::Kind::create, 0, "a"));
  disk.apply(write(0, "a", 0, "one"));
  disk.apply(on(Call::Kind::sync, 0, "a"));
  EXPECT_EQ(left(disk, "a"), (std::set<std::string>{"-", "one"}));
  disk.apply(on(Call::Kind::sync_folder, -1, ""));
  EXPECT_EQ(left(disk, "a"), (std::set<std::string>{"one"}));
  disk.apply(write(0, "a", 0, "two"));
  EXPECT_EQ(left(disk, "a"), (std::set<std::string>{"one", "two"}));
  disk.apply(on(Call::Kind::remove, -1, "a"));
  EXPECT_EQ(left(disk, "a"), (std::set<std::string>{"-", "one", "two"}));
  disk.apply(on(Call::Kind::sync_folder, -1, ""));
  EXPECT_EQ(left(disk, "a"), (std::set<std::string>{"-"}));
}

TEST_F(PowerDisk, WritesAreTornAtSectorsAndComeInAnyOrder) {
  Disk disk(Image{{{"a", std::string(3 * kSectorBytes, '.')}}, {}});
  disk.apply(write(0, "a", 100, std::string(kSectorBytes, 'x')));
  disk.apply(write(0, "a", static_cast<std::int64_t>(2 * kSectorBytes), "yy"));
  const auto with = [](bool first, bool second, bool last) {
    std::string out(3 * kSectorBytes, '.');
    if (first) out.replace(100, kSectorBytes - 100, std::string(kSectorBytes - 100, 'x'));
    if (second) out.replace(kSectorBytes, 100, std::string(100, 'x'));
    if (last) out.replace(2 * kSectorBytes, 2, "yy");
    return out;
  };
  std::set<std::string> all;
  for (int i = 0; i < 8; ++i) all.insert(with(i & 1, i & 2, i & 4));
  EXPECT_EQ(left(disk, "a"), all) << "and no byte beside what was written";
  Disk twice(Image{{{"a", "."}}, {}});
  twice.apply(write(0, "a", 0, "1"));
  twice.apply(write(0, "a", 0, "2"));
  EXPECT_EQ(left(twice, "a"), (std::set<std::string>{".", "1", "2"}));
}

TEST_F(PowerDisk, WhereAFileGrewAndNothingArrivedIsAnything) {
  Disk disk(Image{{{"a", ""}}, {}});
  disk.apply(write(0, "a", 0, std::string(kSectorBytes, 'x')));
  disk.apply(write(0, "a", kSectorBytes, "y"));
  bool zeros = false, garbage = false;
  for (const auto& bytes : left(disk, "a"))
    if (bytes.size() == kSectorBytes + 1 && bytes[0] != 'x') (bytes.find_first_not_of('\0') == kSectorBytes ? zeros : garbage) = true;
  EXPECT_TRUE(zeros && garbage);
}

TEST_F(PowerDisk, ARenameIsOneStep) {
  Disk disk(Image{{{"a", "old"}, {"a.new", "new"}}, {}});
  disk.apply(on(Call::Kind::rename, -1, "a.new", "a"));
  EXPECT_EQ(left(disk, "a"), (std::set<std::string>{"old", "new"}));
  disk.apply(on(Call::Kind::sync_folder, -1, ""));
  EXPECT_EQ(left(disk, "a"), (std::set<std::string>{"new"}));
  EXPECT_EQ(left(disk, "a.new"), (std::set<std::string>{"-"}));
}

TEST_F(PowerDisk, SqliteAssumesPowersafeOverwrite) {
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(folder.file("x.db").c_str(), &db), SQLITE_OK);
  sqlite3_file* file = nullptr;
  ASSERT_EQ(sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file), SQLITE_OK);
  EXPECT_TRUE(file->pMethods->xDeviceCharacteristics(file) & SQLITE_IOCAP_POWERSAFE_OVERWRITE);
  EXPECT_FALSE(file->pMethods->xDeviceCharacteristics(file) & (SQLITE_IOCAP_ATOMIC | SQLITE_IOCAP_SAFE_APPEND | SQLITE_IOCAP_SEQUENTIAL)) << "more than the model gives";
  sqlite3_close(db);
}

}  // namespace
}  // namespace amends::simulation
