// Every forgery of a journal that we know, and who finds it: the product's own check, the checkers in plain Python that need nothing of it, a bundle of the case, or only a hash that was kept
// elsewhere. The table below is the promise; what no file can show by itself stands in it as such.
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <optional>

#include "core/runtime/runtime_kit.hpp"
#include "core/store/store_testing.hpp"
#include "runtime/bundle.hpp"
#include "store/reads.hpp"

namespace amends::simulation {

/// Tests only: the check takes the hash of every event as it is stored, instead of making it again. The linker puts our function in the place of store::header_hash.
bool& event_hashes_left_out() {
  static bool left_out = false;
  return left_out;
}
Digest made_again(std::string_view case_id, const store::Event& event, Sha256& hasher) __asm__("__real__ZN6amends5store11header_hashESt17basic_string_viewIcSt11char_traitsIcEERKNS0_5EventERNS_6Sha256E");
Digest header_hash_or_not(std::string_view case_id, const store::Event& event, Sha256& hasher) __asm__("__wrap__ZN6amends5store11header_hashESt17basic_string_viewIcSt11char_traitsIcEERKNS0_5EventERNS_6Sha256E");
Digest header_hash_or_not(std::string_view case_id, const store::Event& event, Sha256& hasher) { return event_hashes_left_out() ? event.hash : made_again(case_id, event, hasher); }

namespace {

using runtime::testing::Bench;
using runtime::testing::Folder;
using store::testing::RawDatabase;
namespace fs = std::filesystem;

const runtime::Actor kOfficer{"li.na", "handler", "test"};

/// Rows of a query, blobs as bytes, null as an empty text.
std::vector<std::vector<std::string>> rows(sqlite3* db, const std::string& sql) {
  std::vector<std::vector<std::string>> out;
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) throw std::runtime_error(sql + ": " + sqlite3_errmsg(db));
  while (sqlite3_step(statement) == SQLITE_ROW) {
    auto& row = out.emplace_back();
    for (int i = 0; i < sqlite3_column_count(statement); ++i) {
      const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, i));
      row.emplace_back(bytes ? bytes : "", bytes ? static_cast<std::size_t>(sqlite3_column_bytes(statement, i)) : 0);
    }
  }
  sqlite3_finalize(statement);
  return out;
}

/// Somebody with the file, an editor for it, and FORMAT.md.
class Forger {
 public:
  explicit Forger(fs::path folder) : folder_(std::move(folder)) {
    if (sqlite3_open_v2(path().c_str(), &db_, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK) throw std::runtime_error("cannot open " + path());
    for (const auto& row : rows(db_, "SELECT no, list, epoch FROM commit_row ORDER BY no")) {
      const auto flat = numbers(row[1]);
      epochs_[std::stoll(row[0])] = std::stoll(row[2]);
      for (std::size_t i = 0; i + 2 < flat.size(); i += 3)
        for (const auto& event : rows(db_, "SELECT n FROM event WHERE case_no = " + std::to_string(flat[i]) + " AND seq >= " + std::to_string(flat[i + 1]) + " AND seq < " + std::to_string(flat[i + 1] + flat[i + 2])))
          commit_of_[std::stoll(event[0])] = std::stoll(row[0]);
    }
  }
  ~Forger() { sqlite3_close_v2(db_); }
  Forger(const Forger&) = delete;
  Forger& operator=(const Forger&) = delete;

  [[nodiscard]] std::string path() const { return (folder_ / "cases.db").string(); }
  [[nodiscard]] const fs::path& folder() const { return folder_; }
  void run(const std::string& sql) {
    char* message = nullptr;
    if (sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, &message) != SQLITE_OK) throw std::runtime_error(sql + ": " + (message ? message : ""));
    if (sqlite3_total_changes(db_) == changes_) throw std::runtime_error(sql + " changed nothing");
    changes_ = sqlite3_total_changes(db_);
  }
  /// Makes every hash again, of events, cases and commits, so that the file is whole in itself; an event that no commit had goes into the last one. Then the product itself makes the lists.
  void make_whole() {
    Sha256 hasher;
    std::map<std::int64_t, std::int64_t> ends;
    for (const auto& one : rows(db_, "SELECT no, id FROM case_row ORDER BY no")) {
      Digest prev{};
      std::int64_t seq = 0;
      for (const auto& row : rows(db_, "SELECT e.n, e.at, a.text, k.text, e.salt, e.payload FROM event e JOIN word a ON a.no = e.actor JOIN word k ON k.no = e.kind WHERE e.case_no = " + one[0] + " ORDER BY e.seq, e.n")) {
        store::Event event;
        event.seq = ++seq;
        event.at = {std::stoll(row[1])};
        event.actor = row[2];
        event.kind = row[3];
        std::copy(row[4].begin(), row[4].end(), event.salt.begin());
        event.payload_digest = store::payload_digest(event.salt, row[5], hasher);
        event.prev = prev;
        prev = store::header_hash(one[1], event, hasher);
        run("UPDATE event SET seq = " + std::to_string(seq) + ", hash = x'" + hex(prev) + "' WHERE n = " + row[0]);
      }
      if (seq == 0) throw std::runtime_error("a case without events cannot be made whole");
      run("UPDATE case_row SET seq = " + std::to_string(seq) + ", head = x'" + hex(prev) + "', changed_at = (SELECT at FROM event WHERE case_no = no ORDER BY seq DESC LIMIT 1) WHERE no = " + one[0]);
    }
    std::map<std::int64_t, std::vector<std::vector<std::string>>> by_commit;
    const auto last = commit_of_.empty() ? 1 : std::max_element(commit_of_.begin(), commit_of_.end(), [](const auto& a, const auto& b) { return a.second < b.second; })->second;
    for (const auto& row : rows(db_, "SELECT e.n, e.case_no, e.seq, e.at, e.hash, c.id, w.text, d.text, c.ref FROM event e JOIN case_row c ON c.no = e.case_no JOIN word w ON w.no = c.workflow JOIN word d ON d.no = c.definition ORDER BY e.n")) {
      const auto known = commit_of_.find(std::stoll(row[0]));
      by_commit[known == commit_of_.end() ? last : known->second].push_back(row);
    }
    run("DELETE FROM commit_row");
    Digest chain{};
    std::int64_t no = 0;
    for (const auto& [original, events] : by_commit) {
      store::CommitProof commit;
      commit.no = ++no;
      commit.epoch = epochs_[original];
      commit.prev = chain;
      std::string list;
      std::vector<std::array<std::int64_t, 3>> entries;
      for (const auto& row : events) {
        const auto case_no = std::stoll(row[1]), seq = std::stoll(row[2]);
        if (entries.empty() || entries.back()[0] != case_no || entries.back()[1] + entries.back()[2] != seq) entries.push_back({case_no, seq, 0});
        ++entries.back()[2];
        store::CommitProof::Listed listed{row[5], seq, {}};
        std::copy(row[4].begin(), row[4].end(), listed.hash.begin());
        commit.events.push_back(listed);
        commit.at = std::max(commit.at, Instant{std::stoll(row[3])});
        if (seq == 1) commit.opened.push_back({row[5], row[6], row[7], row[8].empty() ? std::string() : hex(sha256(row[8]))});
      }
      for (const auto& entry : entries)
        for (auto n : entry)
          for (bool more = true; more;) {
            more = n >= 0x80;
            list += static_cast<char>((n & 0x7F) | (more ? 0x80 : 0));
            n >>= 7;
          }
      chain = store::commit_hash(commit);
      run("INSERT INTO commit_row(no, epoch, at, list, hash) VALUES(" + std::to_string(no) + ", " + std::to_string(commit.epoch) + ", 0, x'" + hex(std::span(reinterpret_cast<const std::uint8_t*>(list.data()), list.size())) + "', x'" + hex(chain) + "')");
    }
    const auto opened = store::Store::open(path(), {});
    if (!opened || !runtime::verify(**opened, {}, runtime::Lists::mend)) throw std::runtime_error("the lists could not be made anew");
  }

 private:
  static std::vector<std::int64_t> numbers(const std::string& packed) {
    std::vector<std::int64_t> out;
    std::int64_t value = 0;
    int shift = 0;
    for (const char c : packed) {
      value |= static_cast<std::int64_t>(c & 0x7F) << shift;
      shift += 7;
      if ((c & 0x80) == 0) out.push_back(std::exchange(value, 0)), shift = 0;
    }
    return out;
  }
  fs::path folder_;
  sqlite3* db_ = nullptr;
  int changes_ = 0;
  std::map<std::int64_t, std::int64_t> commit_of_, epochs_;  ///< by n of the event; by commit
};

constexpr const char* kNobody = nullptr;  ///< in the table: does not find it

struct Forgery {
  const char* name;
  std::function<void(Forger&)> how;
  const char* check;    ///< `amends verify` (runtime/verify.hpp) finds it by a sentence with these words
  const char* outside;  ///< verify_outside.py by FORMAT.md alone
  const char* bundle;   ///< check_bundle.py on a bundle of one of the cases; "refused": no bundle is made
  bool kept;            ///< a hash of a commit that was kept elsewhere (`amends checkpoint`) shows it
};

const std::string kOne = " WHERE case_no = 1 AND seq = 4", kLast = " WHERE case_no = 1 AND seq = (SELECT max(seq) FROM event WHERE case_no = 1)";
const std::string kFit = "UPDATE case_row SET seq = (SELECT max(seq) FROM event WHERE case_no = no), head = (SELECT hash FROM event WHERE case_no = no ORDER BY seq DESC LIMIT 1), "
                         "changed_at = (SELECT at FROM event WHERE case_no = no ORDER BY seq DESC LIMIT 1)";

std::function<void(Forger&)> sql(std::string text) {
  return [text = std::move(text)](Forger& forger) { forger.run(text); };
}
std::function<void(Forger&)> made_whole(std::string text) {
  return [text = std::move(text)](Forger& forger) {
    forger.run(text);
    forger.make_whole();
  };
}
void change_file(const fs::path& path, char what) {
  auto bytes = *read_file(path.string());
  bytes.back() = static_cast<char>(bytes.back() ^ what);
  if (!write_file(path.string(), bytes)) throw std::runtime_error("cannot write " + path.string());
}
fs::path attachment(const Forger& forger) {
  for (const auto& entry : fs::recursive_directory_iterator(forger.path() + ".files"))
    if (entry.is_regular_file()) return entry.path();
  throw std::runtime_error("there is no attachment");
}

/// The journal that is forged: four cases, and what was kept elsewhere after each act.
class Original {
 public:
  Original() {
    bench_.stages = {runtime::testing::constant("test.one", {{"n", 1}})};
    EXPECT_TRUE(bench_.open());
    const auto deployed = bench_.deploy("  - s: {stage: test.one}\n  - w:\n      first_of:\n        reply: {message: customer_reply, go: done}\n        silence: {after: 5d, go: done}\n"
                                        "        call: {human: {role: handler, form: free, due: 1wd, escalate: [{after: 1wd, to: supervisor}]}, go: done}\n"
                                        "  - done: {send: {kind: order, to: '\"bank\"', body: {ref: channel.ref}}}\n  - last: {human: {role: supervisor, form: free}}\n");
    EXPECT_TRUE(deployed) << deployed.error().text();
    for (int i = 1; i <= 4; ++i) {
      const auto submitted = bench_.runtime->submit("test", runtime::testing::record("r-" + std::to_string(i)));
      EXPECT_TRUE(submitted) << submitted.error().text();
      cases.push_back(submitted->case_id);
      bench_.pass(60);
      keep();
      if (i == 2) {
        bench_.runtime.reset();
        fs::copy_file(bench_.folder.file("cases.db"), bench_.folder.file("earlier.db"));
        EXPECT_TRUE(bench_.open());
        EXPECT_TRUE(bench_.runtime->deploy(bench_.folder.file("workflow.yaml")));
      }
    }
    EXPECT_TRUE(bench_.runtime->correct(cases[0], "ext.test.one.n", 2, "read again", kOfficer));
    keep();
    EXPECT_TRUE(bench_.runtime->answer(cases[1], "w#1:call", json::Object{{"reason", "done"}}, kOfficer));
    keep();
    EXPECT_TRUE(bench_.runtime->message("customer_reply", cases[2], json::Object{{"text", "好"}}, "m-1", kOfficer));
    keep();
    EXPECT_TRUE(bench_.runtime->save_draft(cases[3], "w#1:call", json::Object{{"reason", "half"}}, kOfficer));
    EXPECT_TRUE(bench_.runtime->store()->put_attachment("a scan of the letter"));
    for (const auto& id : cases) EXPECT_TRUE(bench_.runtime->record_read({"li.na", "handler", "audit"}, {id, {runtime::What::texts}}));
    bench_.runtime.reset();
  }
  /// A copy to forge.
  void copy_to(const fs::path& folder) const {
    fs::create_directories(folder);
    for (const auto* name : {"cases.db", "cases.db.reads"}) fs::copy_file(bench_.folder.file(name), folder / name);
    fs::copy(bench_.folder.file("cases.db.files"), folder / "cases.db.files", fs::copy_options::recursive);
  }
  [[nodiscard]] std::string earlier() const { return bench_.folder.file("earlier.db"); }

  std::vector<std::string> cases;
  std::vector<store::ChainHead> heads;  ///< kept elsewhere

 private:
  void keep() { heads.push_back(*bench_.runtime->store()->chain_head()); }
  Bench bench_;
};

const std::vector<Forgery>& forgeries() {
  static const std::string insert = "INSERT INTO event(n, case_no, seq, at, actor, kind, salt, payload, hash, digest) SELECT (SELECT max(n) + 1 FROM event), 4, (SELECT max(seq) + 1 FROM event WHERE case_no = 4), at, actor, kind, salt, payload, hash, digest FROM event ";
  static const std::vector<Forgery> all{
      // What was recorded.
      {"nothing at all", [](Forger&) {}, kNobody, kNobody, kNobody, false},
      {"a payload is edited", sql("UPDATE event SET payload = CAST(replace(payload, 'handler', 'nobody!') AS BLOB) WHERE case_no = 1 AND CAST(payload AS TEXT) LIKE '%handler%'"), "was changed after it was stored", "changed", "changed or out of place", false},
      {"an actor is edited", sql("UPDATE event SET actor = (SELECT no FROM word WHERE text = 'user:li.na')" + kOne), "was changed after it was stored", "4: changed", "event 4: changed", false},
      {"a time is edited", sql("UPDATE event SET at = at + 1" + kOne), "was changed after it was stored", "4: changed", "event 4: changed", false},
      {"a kind is edited", sql("UPDATE event SET kind = (SELECT no FROM word WHERE text = 'case_opened')" + kOne), "was changed after it was stored", "4: changed", "event 4: changed", false},
      {"a salt is edited", sql("UPDATE event SET salt = zeroblob(32)" + kOne), "was changed after it was stored", "4: changed", "event 4: changed", false},
      {"a hash is edited", sql("UPDATE event SET hash = zeroblob(32)" + kOne), "was changed after it was stored", "4: changed", "event 4: changed", false},
      {"a word that events use is edited", sql("UPDATE word SET text = 'user:somebody' WHERE text = 'user:li.na'"), "was changed after it was stored", "changed", "changed or out of place", false},
      {"a payload is erased and its digest with it", sql("UPDATE event SET payload = NULL, salt = NULL" + kOne), "neither a payload nor the digest", "4: changed", "refused", false},
      {"an event in the middle is deleted", sql("DELETE FROM event" + kOne), "event 4 is gone", "4: gone", "refused", false},
      {"the newest event of a case is deleted", sql("DELETE FROM event" + kLast), "is gone", "names another end", "refused", false},
      {"the newest event of a case is deleted and the case row made to fit", sql("DELETE FROM event" + kLast + "; " + kFit), "gone from the journal", "commit 5: changed", "refused", false},
      {"two events of a case exchange their places", sql("UPDATE event SET seq = 100 WHERE case_no = 1 AND seq = 2; UPDATE event SET seq = 2 WHERE case_no = 1 AND seq = 3; UPDATE event SET seq = 3 WHERE seq = 100"), "was changed after it was stored", "changed", "changed or out of place", false},
      {"two rows exchange their places in the file", sql("CREATE TEMP TABLE place AS SELECT seq, n FROM event WHERE case_no = 1 AND seq IN (2, 3); UPDATE event SET n = 1000 WHERE case_no = 1 AND seq = 2; "
                                                          "UPDATE event SET n = (SELECT n FROM place WHERE seq = 2) WHERE case_no = 1 AND seq = 3; UPDATE event SET n = (SELECT n FROM place WHERE seq = 3) WHERE n = 1000"),
       "does not stand in the order", "listed twice or out of order", kNobody, false},
      {"the events of two cases are exchanged", sql("UPDATE event SET case_no = 99 WHERE case_no = 3; UPDATE event SET case_no = 3 WHERE case_no = 4; UPDATE event SET case_no = 4 WHERE case_no = 99"), "was changed after it was stored", "changed", "changed or out of place", false},
      {"the ids of two cases are exchanged", sql("CREATE TEMP TABLE swap AS SELECT id FROM case_row WHERE no = 4; "
                                                  "UPDATE case_row SET id = 'Y' WHERE no = 4; UPDATE case_row SET id = (SELECT id FROM swap) WHERE no = 3"), "was changed after it was stored", "changed", "refused", false},
      {"an event is copied to another case", sql(insert + kOne), "the journal holds", "names another end", kNobody, false},
      {"an event is copied to another case and the case row made to fit", sql(insert + kOne + "; " + kFit), "was changed after it was stored", "changed", kNobody, false},
      {"a case is removed whole", sql("DELETE FROM event WHERE case_no = 2; DELETE FROM case_row WHERE no = 2"), "but that case is gone", "changed", "refused", false},
      // The rows of cases and commits.
      {"the head of a case is edited", sql("UPDATE case_row SET head = zeroblob(32) WHERE no = 1"), "the head in the case row", "names another end", kNobody, false},
      {"the count of events of a case is edited", sql("UPDATE case_row SET seq = seq - 1 WHERE no = 1"), "the case row states", "names another end", kNobody, false},
      {"the time of opening of a case is edited", sql("UPDATE case_row SET opened_at = opened_at - 1 WHERE no = 1"), "another time of opening", "names other times", kNobody, false},
      {"the reference of a case is edited", sql("UPDATE case_row SET ref = 'TESTBANK/phone/other' WHERE no = 1"), "commit 1 was changed", "commit 1: changed", "commit 1: changed", false},
      {"the definition of a case is edited", sql("UPDATE case_row SET definition = workflow WHERE no = 1"), "commit 1 was changed", "commit 1: changed", "refused", false},
      {"the time of a commit is edited", sql("UPDATE commit_row SET at = 1 WHERE no = 2"), "commit 2 was changed", "commit 2: changed", "changed", false},
      {"the epoch of a commit is edited", sql("UPDATE commit_row SET epoch = epoch + 1 WHERE no = 4"), "commit 4 was changed", "commit 4: changed", "changed", false},
      {"the list of a commit is edited", sql("UPDATE commit_row SET list = (SELECT list FROM commit_row WHERE no = 3) WHERE no = 4"), "commit 4", "commit 4: changed", "changed", false},
      {"the hash of a commit is edited", sql("UPDATE commit_row SET hash = zeroblob(32) WHERE no = 2"), "commit 2 was changed", "commit 2: changed", "changed", true},
      {"the hash of the newest commit is edited", sql("UPDATE commit_row SET hash = zeroblob(32) WHERE no = (SELECT max(no) FROM commit_row)"), "was changed", "changed", "changed", true},
      {"a commit in the middle is deleted", sql("DELETE FROM commit_row WHERE no = 3"), "commit 3 is gone", "changed", "do not list every event", true},
      // What stands beside.
      {"a definition is edited", sql("UPDATE blob SET bytes = CAST(replace(bytes, 'supervisor', 'intern') AS BLOB) WHERE kind = 'workflow' OR CAST(bytes AS TEXT) LIKE '%supervisor%'"), "was changed", kNobody, "refused", false},
      {"a definition is edited and its digest with it", [](Forger& forger) {
         const auto path = forger.path();
         forger.run("UPDATE blob SET bytes = CAST(replace(bytes, 'role: supervisor', 'role: nobodywho') AS BLOB) WHERE CAST(bytes AS TEXT) LIKE '%role: supervisor%'");
         RawDatabase raw(path);
         const auto n = raw.text("SELECT n FROM blob WHERE CAST(bytes AS TEXT) LIKE '%nobodywho%'");
         forger.run("UPDATE blob SET digest = x'" + hex(sha256(raw.text("SELECT bytes FROM blob WHERE n = " + n))) + "' WHERE n = " + n);
       }, "is not the one that it was opened with", kNobody, "definition: changed", false},
      {"a definition is deleted", sql("DELETE FROM blob"), "cannot be read", kNobody, "refused", false},
      {"an attachment is edited", [](Forger& forger) { change_file(attachment(forger), 1); }, "its bytes do not match its name", kNobody, kNobody, false},
      {"the role of a task is edited", sql("UPDATE task SET role = 'nobody' WHERE case_no = 1"), "is listed as", kNobody, kNobody, false},
      {"the step of a task is edited", sql("UPDATE task SET step = 'elsewhere' WHERE case_no = 1"), "is listed with another", kNobody, kNobody, false},
      {"a task is deleted from the list", sql("DELETE FROM task WHERE case_no = 1"), "missing from the list", kNobody, kNobody, false},
      {"a timer is moved", sql("UPDATE timer SET due_at = due_at + 1 WHERE case_no = 1"), "is not listed for", kNobody, kNobody, false},
      {"a timer is deleted", sql("DELETE FROM timer WHERE case_no = 1"), "is not listed for", kNobody, kNobody, false},
      {"a wait is moved to another key", sql("UPDATE wait SET key = 'other' WHERE case_no = 1"), "is not listed as the events give it", kNobody, kNobody, false},
      {"an outgoing message is moved to another receiver", sql("UPDATE outbox SET recipient = 'somebody'"), "is not in the outbox as the events give it", kNobody, kNobody, false},
      {"an outgoing message is deleted", sql("DELETE FROM outbox"), "is not in the outbox as the events give it", kNobody, kNobody, false},
      {"an attribute is edited", sql("UPDATE attribute SET value = 'web' WHERE value = 'phone' AND case_no = 1"), "the attribute channel", kNobody, kNobody, false},
      {"the status of a case is edited", sql("INSERT OR IGNORE INTO word(text) VALUES('finished'); UPDATE case_row SET status = (SELECT no FROM word WHERE text = 'finished') WHERE no = 1"),
       "the status is stored as", kNobody, kNobody, false},
      {"a read is taken from the record of reads", [](Forger& forger) { RawDatabase(forger.path() + ".reads").run("DELETE FROM read WHERE no = 2"); }, "read", "read 3: changed or out of place", kNobody, false},
      {"a read is edited", [](Forger& forger) { RawDatabase(forger.path() + ".reads").run("UPDATE read SET by = 'wang.yi' WHERE no = 2"); }, "read", "read 2: changed", kNobody, false},
      // What a file cannot show by itself: it is whole, and another one. A commit that was kept elsewhere shows it; of what no hash covers nothing does.
      {"the newest commit is cut off, and the lists made anew",
       [](Forger& forger) {
         forger.run("DELETE FROM event WHERE case_no = 3 AND n >= (SELECT min(e.n) FROM event e JOIN word k ON k.no = e.kind WHERE e.case_no = 3 AND k.text = 'message_received'); DELETE FROM commit_row WHERE no = (SELECT max(no) FROM commit_row); " + kFit);
         const auto opened = store::Store::open(forger.path(), {});
         if (!opened || !runtime::verify(**opened, {}, runtime::Lists::mend)) throw std::runtime_error("the lists could not be made anew");
       },
       kNobody, kNobody, kNobody, true},
      {"the file is rolled back to an earlier copy", nullptr, kNobody, kNobody, "refused", true},
      {"a payload is edited and every hash made again", made_whole("UPDATE event SET payload = CAST(replace(payload, 'read again', 'never read') AS BLOB) WHERE case_no = 1 AND CAST(payload AS TEXT) LIKE '%read again%'"), kNobody, kNobody, kNobody, true},
      {"an actor is edited and every hash made again", made_whole("INSERT INTO word(text) VALUES('user:somebody'); UPDATE event SET actor = (SELECT no FROM word WHERE text = 'user:somebody') WHERE actor = (SELECT no FROM word WHERE text = 'user:li.na')"), kNobody, kNobody, kNobody, true},
      {"a correction is taken out and every hash made again", made_whole("DELETE FROM event WHERE kind = (SELECT no FROM word WHERE text = 'corrected')"), kNobody, kNobody, kNobody, true},
      {"a case is removed whole and every hash made again",
       made_whole("DELETE FROM event WHERE case_no = 4; DELETE FROM case_row WHERE no = 4; DELETE FROM task WHERE case_no = 4; DELETE FROM timer WHERE case_no = 4; DELETE FROM wait WHERE case_no = 4; DELETE FROM attribute WHERE case_no = 4"), kNobody,
       kNobody, "refused", true},
      {"a draft is edited", sql("UPDATE draft SET answer = replace(answer, 'half', 'other')"), kNobody, kNobody, kNobody, false},
      {"the record of reads is removed", [](Forger& forger) { fs::remove(forger.path() + ".reads"); }, kNobody, kNobody, kNobody, false},
      {"an attachment is deleted", [](Forger& forger) { fs::remove(attachment(forger)); }, kNobody, kNobody, kNobody, false},
  };
  return all;
}

/// What each checker says of each forgery; the table holds when nothing comes back.
class Checked {
 public:
  /// Without `outside` the Python checkers are left out.
  Checked(const Original& original, const Folder& folder, bool outside) {
    const auto& all = forgeries();
    std::vector<std::string> said_by_check, said_by_bundles(all.size());
    std::vector<bool> found_by_kept;
    std::string command = "python3 '" AMENDS_SOURCE_DIR "/tests/simulation/outside.py' '" AMENDS_SOURCE_DIR "/tests/core/store/verify_outside.py' '" AMENDS_SOURCE_DIR "/python/amends/check_bundle.py'";
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto at = folder.path() / std::to_string(i);
      original.copy_to(at);
      if (all[i].how) {
        try {
          Forger forger(at);
          all[i].how(forger);
        } catch (const std::exception& problem) {
          failures.push_back(std::string(all[i].name) + ": it could not be forged: " + problem.what());
        }
      } else {
        fs::copy_file(original.earlier(), at / "cases.db", fs::copy_options::overwrite_existing);
      }
      command += " '" + at.string() + "'";
      const auto opened = store::Store::open((at / "cases.db").string(), {.read_only = true});
      if (!opened) {
        said_by_check.push_back("cannot be opened: " + opened.error().text());
        found_by_kept.push_back(true);
        continue;
      }
      const auto report = runtime::verify(**opened, {});
      std::string said = report ? "" : "    " + report.error().text() + "\n";
      if (report)
        for (const auto& fault : report->faults) said += "    " + fault.case_id + " " + std::to_string(fault.seq) + ": " + fault.what + "\n";
      said_by_check.push_back(said);
      found_by_kept.push_back(!agrees_with_kept(**opened, original));
      for (const auto& id : original.cases) {
        const auto bundle = runtime::make_bundle(**opened, id);
        if (!bundle) said_by_bundles[i] += "    refused: " + bundle.error().text() + "\n";
        else if (!write_file((at / (id + ".bundle")).string(), json::write(*bundle))) throw std::runtime_error("cannot write a bundle");
      }
    }
    std::vector<std::string> said_outside(all.size());
    if (outside) {
      FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
      std::string text;
      char buffer[4096];
      for (std::size_t n = 0; (n = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) text.append(buffer, n);
      ::pclose(pipe);
      std::size_t from = 0;
      for (std::size_t i = 0; i < all.size(); ++i) {
        const auto end = text.find('\n', from);
        const auto line = json::parse(text.substr(from, end == std::string::npos ? end : end - from));
        if (!line) {
          failures.push_back("the checkers in Python ended: " + text.substr(from, 2'000));
          return;
        }
        from = end + 1;
        for (const auto& fault : json::list_at(*line, "journal")) said_outside[i] += "    " + std::string(json::text_or(&fault, "")) + "\n";
        for (const auto& file : json::object_at(*line, "bundles"))
          for (const auto& fault : json::list_or_empty(&file.value())) said_by_bundles[i] += "    " + std::string(json::text_or(&fault, "")) + "\n";
      }
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto expect = [&](const char* who, const char* words, const std::string& said) {
        if (words ? said.find(words) == std::string::npos : !said.empty())
          failures.push_back(std::string(all[i].name) + ": " + who + (words ? " does not say '" + std::string(words) + "' but\n" : " finds what the table says it cannot:\n") + (said.empty() ? "    nothing\n" : said));
      };
      expect("the check", all[i].check, said_by_check[i]);
      if (outside) {
        expect("the outside checker", all[i].outside, said_outside[i]);
        expect("a bundle", all[i].bundle, said_by_bundles[i]);
      }
      if (all[i].kept && !found_by_kept[i]) failures.push_back(std::string(all[i].name) + ": what was kept elsewhere does not show it");
      if (!all[i].kept && found_by_kept[i] && !all[i].check) failures.push_back(std::string(all[i].name) + ": what was kept elsewhere shows it, which the table does not say");
      const auto first = said_by_check[i].substr(0, std::min<std::size_t>(said_by_check[i].find('\n'), 150));
      table.push_back(std::string(all[i].name) + " -> " + (all[i].check ? "the check" : all[i].kept ? "only a hash that was kept elsewhere" : i == 0 ? "whole" : "nobody") + (all[i].outside ? ", the outside checker" : "") +
                      (all[i].bundle ? ", a bundle" : "") + (first.empty() ? "" : ":" + first.substr(3)));
      if (all[i].check) ++by_check;
      else if (all[i].kept) ++by_kept;
      else if (i != 0) ++by_nobody;
    }
  }

  std::vector<std::string> failures, table;
  int by_check = 0, by_kept = 0, by_nobody = 0;

 private:
  /// Every commit that was kept elsewhere is in the file, with that hash.
  static bool agrees_with_kept(store::Store& store, const Original& original) {
    std::map<std::int64_t, Digest> there;
    const auto ids = store.case_ids("", 1'000);
    if (!ids) return false;
    for (const auto& id : *ids)
      if (const auto commits = store.commits_of(id))
        for (const auto& commit : *commits) there[commit.no] = commit.hash;
    if (const auto head = store.chain_head()) there[head->no] = head->hash;
    for (const auto& head : original.heads)
      if (const auto found = there.find(head.no); found == there.end() || found->second != head.hash) return false;
    return true;
  }
};

bool python() { return std::system("python3 -c 'import sqlite3' > /dev/null 2>&1") == 0; }

TEST(Tamper, EveryForgeryIsFoundByWhomTheTableNames) {
  const bool outside = python();
  if (!outside) std::printf("python3 with sqlite3 is not here: the outside checkers are left out\n");
  Original original;
  Folder folder;
  const Checked checked(original, folder, outside);
  for (const auto& line : checked.table) std::printf("%s\n", line.c_str());
  for (const auto& failure : checked.failures) ADD_FAILURE() << failure;
  std::printf("%zu forgeries: %d found by the check, %d only by a hash that was kept elsewhere, %d by nobody\n", forgeries().size() - 1, checked.by_check, checked.by_kept, checked.by_nobody);
  EXPECT_GT(checked.by_check, 40);
}

TEST(Tamper, TheTableFailsWhereTheHashesOfEventsAreLeftOut) {
  Original original;
  Folder folder;
  event_hashes_left_out() = true;
  const Checked checked(original, folder, false);
  event_hashes_left_out() = false;
  std::string missed;
  for (const auto& failure : checked.failures) missed += failure.substr(0, failure.find('\n')) + "\n";
  for (const auto* name : {"a payload is edited:", "an actor is edited:", "a kind is edited:", "a salt is edited:", "a word that events use is edited:"}) EXPECT_NE(missed.find(name), std::string::npos) << name << "\n" << missed;
  std::printf("%zu lines of the table fail then\n", checked.failures.size());
}

}  // namespace
}  // namespace amends::simulation
