#include "store/companions.hpp"
#include "store/store.hpp"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "store/attachments.hpp"
#include "store/disk.hpp"
#include "store/drafts.hpp"
#include "store/internal.hpp"
#include "store/lookups.hpp"
#include "store/outbox.hpp"
#include "store/proofs.hpp"
#include "store/queries.hpp"
#include "store/readers.hpp"
#include "store/schema.hpp"
#include "store/verify.hpp"
#include "store/views.hpp"
#include "store/writer.hpp"
#include "store/writer_lock.hpp"

namespace amends::store {
namespace {

namespace fs = std::filesystem;

class FileStore final : public Store {
 public:
  std::string shown;
  std::string file;                      ///< absolute, symbolic links resolved: all openings of one file use one lock
  std::unique_ptr<WriterLock> lock;      ///< gone last
  std::unique_ptr<Writer> writer;        ///< null when opened read-only
  std::unique_ptr<Readers> readers;      ///< gone first, so that the writer's closing is the last and folds the -wal into the file
  std::int64_t read_only_epoch = 0;
  std::int64_t salt = 0;                 ///< of the keys that stand for people

  std::vector<Result<void>> append(std::span<Turn> turns) override {
    if (!writer) return std::vector<Result<void>>(turns.size(), Result<void>(read_only_error()));
    return writer->append(turns);
  }
  Result<void> append_one(Turn& turn) override { return std::move(append({&turn, 1}).front()); }

  Result<CaseRow> case_row(std::string_view case_id) override {
    return readers->read([&](Connection& db) { return read_case(db, case_id); });
  }
  Result<std::vector<std::optional<CaseRow>>> known(std::span<const CaseKey> keys) override {
    return readers->read([&](Connection& db) { return read_known(db, keys); });
  }
  Result<StoredCase> stored(std::string_view case_id) override {
    return readers->read([&](Connection& db) { return read_stored(db, case_id); });
  }
  Result<std::vector<std::string>> case_ids(std::string_view after, std::int64_t limit) override {
    return readers->read([&](Connection& db) { return read_case_ids(db, after, limit); });
  }
  Result<std::vector<Event>> events(std::string_view case_id, std::int64_t after_seq) override {
    return readers->read([&](Connection& db) { return read_events(db, case_id, after_seq); });
  }
  Result<std::vector<JournalEvent>> journal(std::int64_t after, std::int64_t limit, bool payloads) override {
    return readers->read([&](Connection& db) { return read_journal(db, after, limit, payloads); });
  }
  Result<std::int64_t> newest_event() override {
    return readers->read([&](Connection& db) { return read_integer(db, "SELECT coalesce(max(n), 0) FROM event", "reading the newest event"); });
  }
  Result<std::vector<CaseRow>> cases(const CaseFilter& filter) override {
    return readers->read([&](Connection& db) { return read_cases(db, filter); });
  }
  Result<std::vector<std::pair<std::string, std::string>>> attributes(std::string_view case_id) override {
    return readers->read([&](Connection& db) { return read_attributes(db, case_id); });
  }
  Result<std::vector<TaskRow>> tasks(std::string_view case_id, std::string_view role, std::string_view status) override {
    return readers->read([&](Connection& db) { return read_tasks(db, case_id, role, status); });
  }
  Result<std::vector<TimerRow>> timers_due(Instant until, std::int64_t limit) override {
    return readers->read([&](Connection& db) { return read_timers_due(db, until, limit); });
  }
  Result<std::optional<Instant>> next_timer() override {
    return readers->read([&](Connection& db) { return read_next_timer(db); });
  }
  Result<std::vector<OutboxRow>> outbox(const OutboxFilter& filter) override {
    return readers->read([&](Connection& db) { return read_outbox(db, filter); });
  }
  Result<std::optional<Instant>> next_outbox(std::string_view kind) override {
    return readers->read([&](Connection& db) { return read_next_outbox(db, kind); });
  }
  Result<std::vector<OutboxRow>> lease_outbox(Instant now, Instant until, std::string_view kind, std::int64_t limit) override {
    if (!writer) return read_only_error();
    std::vector<OutboxRow> rows;
    AMENDS_CHECK(writer->run([&](Writer& w) -> Result<void> {
      AMENDS_TRY(rows, lease_rows(w.connection(), now, until, kind, limit));
      return {};
    }));
    return rows;
  }
  Result<std::vector<MessageWait>> waits(std::string_view name, std::string_view key) override {
    return readers->read([&](Connection& db) { return read_waits(db, name, key); });
  }
  Result<std::vector<std::pair<std::string, std::int64_t>>> counts(std::string_view attribute) override {
    return readers->read([&](Connection& db) { return read_counts(db, attribute); });
  }
  Result<std::int64_t> case_count() override {
    return readers->read([&](Connection& db) { return read_integer(db, "SELECT count(*) FROM case_row", "counting cases"); });
  }
  Result<void> heads(HeadSink& sink) override {
    return readers->read([&](Connection& db) { return read_heads(db, sink); }, true);
  }
  Result<LookupAnswers> lookup(std::span<const LookupQuery> queries, std::string_view except) override {
    return readers->read([&](Connection& db) { return read_lookups(db, queries, except); });
  }
  Result<std::string> opening(std::string_view case_id) override {
    return readers->read([&](Connection& db) { return read_opening(db, case_id); });
  }
  Result<std::vector<CommitProof>> commits_of(std::string_view case_id) override {
    return readers->read([&](Connection& db) { return read_commits_of(db, case_id); }, true);
  }
  Result<ChainHead> chain_head() override {
    return readers->read([&](Connection& db) { return read_chain_head(db); });
  }
  Result<std::optional<Digest>> chain_at(std::int64_t no) override {
    return readers->read([&](Connection& db) { return read_chain_at(db, no); });
  }
  Result<bool> has_lookup_keys(std::string_view case_id) override {
    return readers->read([&](Connection& db) { return read_has_lookup_keys(db, case_id); });
  }
  Result<std::vector<std::string>> without_lookup_keys(std::string_view workflow) override {
    return readers->read([&](Connection& db) { return read_without_lookup_keys(db, workflow); });
  }
  std::int64_t lookup_salt() const override { return salt; }
  Result<void> put_draft(const DraftRow& draft) override;
  Result<bool> drop_draft(std::string_view case_id, std::string_view task, std::string_view person) override;
  Result<std::vector<DraftRow>> drafts(std::string_view case_id, std::string_view task) override {
    return readers->read([&](Connection& db) { return read_drafts(db, case_id, task); });
  }
  Result<std::vector<CaseRow>> unfinished_turns() override {
    return readers->read([&](Connection& db) { return read_unfinished(db); });
  }

  Result<std::int32_t> count_attempt(std::string_view case_id) override;
  Result<void> rebuild(std::string_view case_id, const Projection& projection) override;
  Result<void> put_blob(std::string_view hash, std::string_view kind, std::string_view name, std::string_view bytes) override;
  Result<std::string> blob(std::string_view hash) override {
    return readers->read([&](Connection& db) { return read_blob(db, hash); });
  }
  Result<std::vector<std::pair<std::string, std::string>>> blobs(std::string_view kind) override {
    return readers->read([&](Connection& db) { return read_blobs(db, kind); });
  }
  Result<std::string> put_attachment(std::string_view bytes) override {
    if (!writer) return read_only_error();
    return put_attachment_file(attachments_folder(), bytes);
  }
  Result<std::string> attachment(std::string_view sha256_hex) override { return read_attachment_file(attachments_folder(), sha256_hex); }

  Result<VerifyReport> verify(const std::function<bool(std::int64_t, std::int64_t)>& progress) override {
    return readers->read([&](Connection& db) { return verify_journal(db, attachments_folder(), progress); }, true);
  }
  Result<void> check_output(const std::string& path) const override { return store::check_output(file, path); }
  Result<void> snapshot(const std::string& path) override { return snapshot(path, {}, {}); }
  Result<void> snapshot(const std::string& path, const std::function<Result<std::vector<const ViewTable*>>(Store&)>& tables, const ViewAbout& about) override;
  const std::string& path() const override { return shown; }
  std::int64_t epoch() const override { return writer ? writer->epoch() : read_only_epoch; }

 private:
  [[nodiscard]] std::string attachments_folder() const { return file + ".files"; }
  [[nodiscard]] Error read_only_error() const {
    return fail(ErrorCode::refused, "the journal was opened read-only, so nothing is written; open it for writing", shown);
  }
};

/// The number of a case for a job of the writer.
Result<std::int64_t> case_number(Connection& db, std::string_view case_id) {
  Query find(db.statement("SELECT no FROM case_row WHERE id = ?"));
  const int rc = find.text(case_id).step();
  if (rc == SQLITE_DONE) return no_such_case(case_id);
  if (rc != SQLITE_ROW) return db.failure("reading a case");
  return find.integer_at(0);
}

Result<void> FileStore::put_draft(const DraftRow& draft) {
  if (!writer) return read_only_error();
  return writer->run([&](Writer& w) -> Result<void> {
    AMENDS_TRY(const auto no, case_number(w.connection(), draft.case_id));
    return write_draft(w.connection(), no, draft);
  });
}

Result<bool> FileStore::drop_draft(std::string_view case_id, std::string_view task, std::string_view person) {
  if (!writer) return read_only_error();
  bool there = false;
  AMENDS_CHECK(writer->run([&](Writer& w) -> Result<void> {
    AMENDS_TRY(const auto no, case_number(w.connection(), case_id));
    AMENDS_TRY(there, remove_drafts(w.connection(), no, task, person));
    return {};
  }));
  return there;
}

Result<std::int32_t> FileStore::count_attempt(std::string_view case_id) {
  if (!writer) return read_only_error();
  std::int32_t count = 0;
  AMENDS_CHECK(writer->run([&](Writer& w) -> Result<void> {
    Query update(w.connection().statement("UPDATE case_row SET attempts = attempts + 1 WHERE id = ? RETURNING attempts"));
    const int rc = update.text(case_id).step();
    if (rc == SQLITE_DONE) return no_such_case(case_id);
    if (rc != SQLITE_ROW) return w.connection().failure("counting an attempt");
    count = static_cast<std::int32_t>(update.integer_at(0));
    return {};
  }));
  return count;
}

Result<void> FileStore::rebuild(std::string_view case_id, const Projection& projection) {
  if (!writer) return read_only_error();
  return writer->run([&](Writer& w) -> Result<void> {
    auto& db = w.connection();
    AMENDS_TRY(const auto no, case_number(db, case_id));
    for (const auto* sql : {"DELETE FROM attribute WHERE case_no = ?", "DELETE FROM task WHERE case_no = ?", "DELETE FROM timer WHERE case_no = ?",
                            "DELETE FROM wait WHERE case_no = ?", "DELETE FROM outbox WHERE case_no = ?"}) {
      Query remove(db.statement(sql));
      if (remove.integer(no).step() != SQLITE_DONE) return db.failure("rebuilding lists");
    }
    if (!projection.status.empty()) {
      AMENDS_TRY(const auto status, w.word(projection.status));
      Query update(db.statement("UPDATE case_row SET status = ? WHERE no = ?"));
      if (update.integer(status).integer(no).step() != SQLITE_DONE) return db.failure("rebuilding lists");
    }
    return w.apply_projection(no, projection);
  });
}

Result<void> FileStore::put_blob(std::string_view hash, std::string_view kind, std::string_view name, std::string_view bytes) {
  if (hash.empty() || kind.empty()) return fail(ErrorCode::invalid_argument, "a stored text needs a hash and a kind", shown);
  if (!writer) return read_only_error();
  const Digest digest = sha256(bytes);
  return writer->run([&](Writer& w) -> Result<void> {
    auto& db = w.connection();
    std::int64_t n = 0;
    {
      Query find(db.statement("SELECT n, digest, (SELECT max(n) FROM blob WHERE kind = ?1 AND name = ?2) FROM blob WHERE kind = ?1 AND name = ?2 AND hash = ?3"));
      const int rc = find.text(kind).text(name).text(hash).step();
      if (rc != SQLITE_ROW && rc != SQLITE_DONE) return db.failure("storing a text");
      if (rc == SQLITE_ROW) {
        n = find.integer_at(0);
        Digest held{};
        if (!find.digest_at(1, held) || held != digest)
          return fail(ErrorCode::conflict, "the journal holds other bytes for this hash already; a text that changed needs another hash", std::string(hash));
        if (n == find.integer_at(2)) return {};
      }
    }
    if (n != 0) {
      Query remove(db.statement("DELETE FROM blob WHERE n = ?"));
      if (remove.integer(n).step() != SQLITE_DONE) return db.failure("storing a text");
    }
    Query insert(db.statement("INSERT INTO blob(kind, name, hash, bytes, digest) VALUES(?,?,?,?,?)"));
    if (insert.text(kind).text(name).text(hash).bytes(bytes).digest(digest).step() != SQLITE_DONE) return db.failure("storing a text");
    return {};
  });
}

// --- snapshot ---

/// What was made beside the target and is not to stay when it does not become the target.
class TemporaryFile {
 public:
  /// A run that was cut off may have left one behind.
  explicit TemporaryFile(std::string path) : path_(std::move(path)) { remove(); }
  ~TemporaryFile() { remove(); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }
  Result<void> rename_to(const std::string& target, const std::string& shown) {
    if (::rename(path_.c_str(), target.c_str()) != 0) return disk_error("cannot rename the new file into place", shown);
    return {};
  }

 private:
  void remove() {
    ::unlink(path_.c_str());
    ::unlink((path_ + "-journal").c_str());
  }
  std::string path_;
};

Result<void> add_views(const std::string& file, const std::string& shown, const std::function<Result<std::vector<const ViewTable*>>(Store&)>& tables, const ViewAbout& about) {
  std::vector<const ViewTable*> made;
  {
    OpenOptions options;
    options.read_only = true;
    AMENDS_TRY(const auto copy, Store::open(file, options));
    AMENDS_TRY(made, tables(*copy));
  }
  ConnectOptions options;
  options.writable = true;
  AMENDS_TRY(const auto connection, Connection::open(file, shown, options));
  return write_views(*connection, made, about);
}

Result<void> FileStore::snapshot(const std::string& path, const std::function<Result<std::vector<const ViewTable*>>(Store&)>& tables, const ViewAbout& about) {
  if (path.empty()) return fail(ErrorCode::invalid_argument, "name the file that the snapshot becomes");
  std::error_code ec;
  const auto target = fs::absolute(path, ec).string();
  struct stat info {};
  if (::lstat(target.c_str(), &info) == 0) return fail(ErrorCode::already_exists, "there is a file of this name already; name a new one", path);
  AMENDS_CHECK(check_output(path));
  TemporaryFile beside(target + ".writing." + std::to_string(::getpid()));
  {
    ConnectOptions options;
    options.writable = options.create = true;
    AMENDS_TRY(const auto copy, Connection::open(beside.path(), path, options));
    AMENDS_CHECK(readers->read(
        [&](Connection& db) -> Result<void> {
          auto* backup = sqlite3_backup_init(copy->handle(), "main", db.handle(), "main");
          if (!backup) return copy->failure("copying the journal");
          const int rc = sqlite3_backup_step(backup, -1);
          sqlite3_backup_finish(backup);
          if (rc != SQLITE_DONE) return sqlite_error(rc, sqlite3_errstr(rc), path, "copying the journal");
          return {};
        },
        true));
    // Without a -wal the copy is one file that opens on read-only media too; the first writer makes it a WAL file again.
    AMENDS_CHECK(copy->run("PRAGMA journal_mode=DELETE", "copying the journal"));
  }
  if (tables) AMENDS_CHECK(add_views(beside.path(), path, tables, about));
  // link() and not rename(): it never replaces a file that came meanwhile.
  if (::link(beside.path().c_str(), target.c_str()) != 0) {
    if (errno == EEXIST) return fail(ErrorCode::already_exists, "there is a file of this name already; name a new one", path);
    AMENDS_CHECK(beside.rename_to(target, path));  // a file system without links
  }
  return sync_folder_of(target);
}

// --- opening ---

/// What stands at the path, before SQLite sees it. SQLite would make a missing file and take an empty one for a new database.
enum class Found { nothing, journal };

constexpr std::int64_t kPageBytes = 4096;

Result<Found> look(const std::string& file, const std::string& shown) {
  struct stat info {};
  if (::stat(file.c_str(), &info) != 0) {
    if (errno == ENOENT) {
      struct stat folder {};
      const auto parent = fs::path(file).parent_path().string();
      if (::stat(parent.c_str(), &folder) != 0) return fail(ErrorCode::not_found, "the folder " + parent + " is not there; make it, or check the path", shown);
      return Found::nothing;
    }
    return disk_error("cannot look at the journal", shown);
  }
  if (S_ISDIR(info.st_mode)) return fail(ErrorCode::io, "this is a folder, not a journal; name a file in it, such as " + shown + (shown.back() == '/' ? "" : "/") + "amends.db", shown);
  if (!S_ISREG(info.st_mode)) return fail(ErrorCode::io, "this is a device or a pipe, not a file; name another path", shown);
  if (info.st_size < kPageBytes)
    return fail(ErrorCode::corrupt,
                "the file has " + std::to_string(info.st_size) + " bytes, so it was cut off or is no journal. Restore it from a snapshot, or remove it to start a new journal", shown);
  return Found::journal;
}

/// SQLite fills a page that is cut off with zeros and says nothing. With a -wal beside it the file may end anywhere: what is missing is in there.
Result<void> check_length(const std::string& file, const std::string& shown) {
  struct stat info {}, wal {};
  if (::stat((file + "-wal").c_str(), &wal) == 0 && wal.st_size > 0) return {};
  if (::stat(file.c_str(), &info) == 0 && info.st_size % kPageBytes != 0)
    return fail(ErrorCode::corrupt, "the journal is cut off in the middle of a page (" + std::to_string(info.st_size) + " bytes). Restore it from a snapshot; nothing was changed in it", shown);
  return {};
}

/// A new journal comes into being in one step: made beside its place, synced, renamed.
Result<void> create_journal(const std::string& file, const std::string& shown, const StoreFaults& faults) {
  struct stat info {};
  if (::stat((file + "-wal").c_str(), &info) == 0 && info.st_size > 0)
    return fail(ErrorCode::corrupt, "the journal is gone, but its last commits are still in " + shown + "-wal. Restore the journal beside it, or remove that file to start a new journal", shown);
  TemporaryFile beside(file + ".new");
  {
    ConnectOptions options;
    options.writable = options.create = true;
    options.vfs = faults.vfs;
    AMENDS_TRY(const auto connection, Connection::open(beside.path(), shown, options));
    AMENDS_CHECK(connection->run("PRAGMA page_size=4096; PRAGMA synchronous=FULL", "making the journal"));
    AMENDS_CHECK(migrate(*connection, migrations()));
  }
  AMENDS_CHECK(beside.rename_to(file, shown));
  return sync_folder_of(file);
}

Result<std::unique_ptr<Connection>> open_for_writing(const std::string& file, const std::string& shown, const OpenOptions& options, const StoreFaults& faults) {
  ConnectOptions connect;
  connect.writable = true;
  connect.cache_kib = options.cache_kib;
  connect.vfs = faults.vfs;
  AMENDS_TRY(auto connection, Connection::open(file, shown, connect));
  AMENDS_CHECK(migrate(*connection, migrations()));
  AMENDS_CHECK(check_length(file, shown));
  // SQLite falls back to reading when the file may not be written.
  if (sqlite3_db_readonly(connection->handle(), "main") == 1)
    return fail(ErrorCode::io, "this user may not write the journal; open it read-only, or give this user the right", shown);
  AMENDS_TRY(const auto mode, [&]() -> Result<std::string> {
    Query set(connection->statement("PRAGMA journal_mode=WAL"));
    if (set.step() != SQLITE_ROW) return connection->failure("opening it");
    return std::string(set.text_at(0));
  }());
  if (mode != "wal") return fail(ErrorCode::io, "this file system cannot share memory between programs, which the journal needs; keep it on a local disk", shown);
  AMENDS_CHECK(connection->run(options.synchronous_full ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL", "opening it"));
  // temp_store: the pages that a savepoint may need again are kept in memory; in a file they cost more writes than the journal itself.
  AMENDS_CHECK(connection->run("PRAGMA foreign_keys=OFF; PRAGMA wal_autocheckpoint=1000; PRAGMA temp_store=MEMORY", "opening it"));
  if (faults.page_count_max > 0) AMENDS_CHECK(connection->run(("PRAGMA max_page_count=" + std::to_string(faults.page_count_max)).c_str(), "opening it"));
  return connection;
}

}  // namespace

Result<std::unique_ptr<Store>> open_with_faults(const std::string& path, const OpenOptions& options, const StoreFaults& faults) {
  if (path.empty()) return fail(ErrorCode::invalid_argument, "name the journal's file");
  auto store = std::make_unique<FileStore>();
  store->shown = path;
  std::error_code ec;
  store->file = fs::weakly_canonical(fs::absolute(path, ec), ec).string();
  if (ec) return fail(ErrorCode::io, "cannot follow the path: " + ec.message() + ". Check the path and the right to read its folders", path);
  AMENDS_TRY(auto found, look(store->file, path));
  if (found == Found::nothing && (options.read_only || !options.create))
    return fail(ErrorCode::not_found, "there is no journal here; check the path, or let amends run make one", path);

  if (!options.read_only) {
    AMENDS_TRY(store->lock, WriterLock::take(store->file, path, options.holder, SystemClock().now()));
    // Another process may have made the file before the lock was ours.
    AMENDS_TRY(found, look(store->file, path));
    if (found == Found::nothing) AMENDS_CHECK(create_journal(store->file, path, faults));
    AMENDS_TRY(auto connection, open_for_writing(store->file, path, options, faults));
    AMENDS_TRY(store->writer, Writer::start(std::move(connection)));
  }
  store->readers = std::make_unique<Readers>(store->file, path, store->writer != nullptr);
  if (options.read_only) {
    AMENDS_TRY(store->read_only_epoch, store->readers->read([&](Connection& db) -> Result<std::int64_t> {
      AMENDS_CHECK(check_schema(db, kSchemaVersion));
      AMENDS_CHECK(check_length(store->file, path));
      return read_integer(db, "SELECT value FROM meta WHERE key = 'epoch'", "opening it");
    }));
  }
  AMENDS_TRY(store->salt, store->readers->read([&](Connection& db) { return read_integer(db, "SELECT value FROM meta WHERE key = 'lookup_salt'", "opening it"); }));
  return std::unique_ptr<Store>(std::move(store));
}

Result<std::unique_ptr<Store>> Store::open(const std::string& path, const OpenOptions& options) { return open_with_faults(path, options, {}); }

}  // namespace amends::store
