#include "store/reads.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "store/format.hpp"
#include "store/sqlite.hpp"
#include "store/store.hpp"
#include "support/utf8.hpp"

namespace amends::store {
namespace {

namespace fs = std::filesystem;

constexpr std::int32_t kReadsApplicationId = 0x416D5264;  // "AmRd"
constexpr std::string_view kSuffix = ".reads";
constexpr int kCopyWaitMs = 10;
constexpr std::string_view kRefused = "this read cannot be recorded, so nothing is shown: ";

// SQLite keeps these texts as they are written here: what is in the file is compared with them.
constexpr const char* kTable = R"sql(CREATE TABLE read(
  no INTEGER PRIMARY KEY, at INTEGER NOT NULL, by TEXT NOT NULL, role TEXT NOT NULL, purpose TEXT NOT NULL, case_id TEXT NOT NULL, what TEXT NOT NULL,
  level TEXT NOT NULL, prev BLOB NOT NULL, hash BLOB NOT NULL))sql";
constexpr const char* kIndex = "CREATE INDEX read_case ON read(case_id)";

/// SQLite's answer about this file: sqlite_error() speaks of the journal.
Error reads_error(int code, std::string_view said, const std::string& shown, std::string_view before) {
  const auto at = [&](ErrorCode error, std::string_view what) { return fail(error, std::string(before) + std::string(what) + " (SQLite: " + std::string(said) + ")", shown); };
  if (code == SQLITE_READONLY_ROLLBACK)
    return at(ErrorCode::io, "a program was cut off while it wrote the record of reads, and this user may not put that right. Let somebody who may write the file and its folder list the reads once (amends reads)");
  switch (code & 0xFF) {
    case SQLITE_FULL: return at(ErrorCode::io, "the disk is full. Free some space and try again");
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return at(ErrorCode::io, "the record of reads cannot be opened or written. Give this user the right to write it and its folder, or read as a role that sees nothing restricted");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return at(ErrorCode::busy, "another program has held the record of reads for " + std::to_string(kReadsBusyWaitMs / 1'000) + " seconds. Close it there and try again");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return at(ErrorCode::corrupt, "the record of reads is damaged. Keep that file for those who audit it, and put it back from a copy");
    default: return at(ErrorCode::io, "the record of reads failed. Check the disk, then try again");
  }
}

/// One opening of the file.
class File {
 public:
  /// Nothing when it is only read and there is no file. `before`: how an error begins.
  static Result<std::unique_ptr<File>> open(const std::string& file, const std::string& shown, bool write, std::string_view before) {
    struct stat info {};
    const bool there = ::lstat(file.c_str(), &info) == 0;
    if (there && !S_ISREG(info.st_mode))
      return fail(ErrorCode::refused, std::string(before) + "the record of reads is a link or no plain file, so that it may be kept where nobody looks. Put the file itself there", shown);
    if (!there && !write) return std::unique_ptr<File>{};
    auto self = std::unique_ptr<File>(new File(shown, before));
    AMENDS_CHECK(self->connect(file, write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY));
    // Beside the -journal of a writer that was cut off the file is half written, and only a connection that may write takes that back.
    if (!write && self->half_written()) AMENDS_CHECK(self->connect(file, SQLITE_OPEN_READWRITE));
    if (!there) {
      // Who may write the journal's folder may record a read, whoever came first.
      struct stat journal {};
      if (::stat(file.substr(0, file.size() - std::string_view(".reads").size()).c_str(), &journal) == 0) (void)::chmod(file.c_str(), journal.st_mode & 0666);
    }
    return self;
  }
  ~File() {
    for (auto* statement : statements_) sqlite3_finalize(statement);
    sqlite3_close_v2(db_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  [[nodiscard]] sqlite3* handle() const { return db_; }
  [[nodiscard]] Error failure() const { return reads_error(sqlite3_extended_errcode(db_), sqlite3_errmsg(db_), shown_, before_); }
  Result<void> run(const std::string& sql) {
    if (sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return failure();
    return {};
  }
  sqlite3_stmt* statement(const char* sql) {
    sqlite3_stmt* out = nullptr;
    sqlite3_prepare_v2(db_, sql, -1, &out, nullptr);
    if (out) statements_.push_back(out);
    return out;
  }
  Result<std::int64_t> integer(const char* sql) {
    Query query(statement(sql));
    if (query.step() != SQLITE_ROW) return failure();
    return query.integer_at(0);
  }
  /// False for a file without any table; an error for one of another program or of a newer version.
  Result<bool> is_ours() {
    AMENDS_TRY(const auto tables, integer("SELECT count(*) FROM sqlite_master"));
    AMENDS_TRY(const auto application, integer("PRAGMA application_id"));
    AMENDS_TRY(const auto version, integer("PRAGMA user_version"));
    if (tables == 0 && application == 0) return false;
    if (application != kReadsApplicationId) return fail(ErrorCode::corrupt, std::string(before_) + "the file in the place of the record of reads is of another program. Move it away", shown_);
    if (version > kReadsVersion) return fail(ErrorCode::unsupported, std::string(before_) + "the record of reads is of a newer version. Use the newer Amends that wrote it", shown_);
    // A trigger or another table would let a record look whole and hold nothing.
    bool table = false, index = false;
    Query all(statement("SELECT type, name, coalesce(sql, '') FROM sqlite_master"));
    int rc = 0;
    while ((rc = all.step()) == SQLITE_ROW) {
      const auto type = all.text_at(0), name = all.text_at(1), sql = all.text_at(2);
      if (type == "table" && name == "read" && sql == kTable) table = true;
      else if (type == "index" && name == "read_case" && sql == kIndex) index = true;
      else return fail(ErrorCode::corrupt, std::string(before_) + "the record of reads holds the " + std::string(type) + " '" + std::string(name) + "', which Amends did not make. Keep that file for those who audit it, and put it back from a copy", shown_);
    }
    if (rc != SQLITE_DONE) return failure();
    if (!table || !index) return fail(ErrorCode::corrupt, std::string(before_) + "the record of reads lacks its table or its index. Keep that file for those who audit it, and put it back from a copy", shown_);
    return true;
  }

 private:
  File(std::string shown, std::string_view before) : shown_(std::move(shown)), before_(before) {}
  Result<void> connect(const std::string& file, int flags) {
    sqlite3_close_v2(std::exchange(db_, nullptr));
    const int rc = sqlite3_open_v2(file.c_str(), &db_, SQLITE_OPEN_NOMUTEX | flags, nullptr);
    if (rc != SQLITE_OK) return reads_error(rc, db_ ? sqlite3_errmsg(db_) : sqlite3_errstr(rc), shown_, before_);
    sqlite3_busy_timeout(db_, kReadsBusyWaitMs);
    return {};
  }
  /// Any other error comes again with what is asked next.
  bool half_written() { return sqlite3_exec(db_, "SELECT 1 FROM sqlite_master", nullptr, nullptr, nullptr) != SQLITE_OK && sqlite3_extended_errcode(db_) == SQLITE_READONLY_ROLLBACK; }

  sqlite3* db_ = nullptr;
  std::string shown_;
  std::string_view before_;
  std::vector<sqlite3_stmt*> statements_;
};

Result<void> check(const Read& read) {
  const auto wrong = [](std::string_view name, std::string_view what) { return fail(ErrorCode::invalid_argument, std::string(kRefused) + "the " + std::string(name) + " " + std::string(what), std::string(name)); };
  struct Field {
    std::string_view name;
    const std::string& text;
    std::size_t max;
    bool needed;
  };
  for (const auto& field : {Field{"by", read.by, kReadWordBytesMax, true}, Field{"role", read.role, kReadWordBytesMax, true}, Field{"what", read.what, kReadWordBytesMax, true}, Field{"level", read.level, 2, true},
                            Field{"case", read.case_id, kReadWordBytesMax, false}, Field{"purpose", read.purpose, kReadPurposeBytesMax, false}}) {
    if (field.needed && utf8::blank(field.text)) return wrong(field.name, "is empty; give it");
    if (field.text.size() > field.max) return wrong(field.name, "has " + std::to_string(field.text.size()) + " bytes, the limit is " + std::to_string(field.max) + "; say it shorter");
    if (!utf8::valid(field.text)) return wrong(field.name, "is not UTF-8; convert it");
    if (std::any_of(field.text.begin(), field.text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; })) return wrong(field.name, "holds a line break or another control character; take it out");
  }
  return {};
}

constexpr const char* kAll = "SELECT no, at, by, role, purpose, case_id, what, level, prev, hash FROM read ORDER BY no";

/// A row of this query; false when one of its digests is none.
bool take(const Query& row, Read& out) {
  out.no = row.integer_at(0);
  out.at = {row.integer_at(1)};
  out.by = row.text_at(2);
  out.role = row.text_at(3);
  out.purpose = row.text_at(4);
  out.case_id = row.text_at(5);
  out.what = row.text_at(6);
  out.level = row.text_at(7);
  return row.digest_at(8, out.prev) && row.digest_at(9, out.hash);
}

}  // namespace

Digest read_hash(const Read& read, Sha256& hasher) {
  std::string header = R"({"at":)";
  append_integer(header, read.at.us);
  header += R"(,"by":)";
  append_json_string(header, read.by);
  header += R"(,"case":)";
  append_json_string(header, read.case_id);
  header += R"(,"format":)";
  append_integer(header, kReadFormat);
  header += R"(,"level":)";
  append_json_string(header, read.level);
  header += R"(,"no":)";
  append_integer(header, read.no);
  header += R"(,"prev":")";
  append_hex(header, read.prev);
  header += R"(","purpose":)";
  append_json_string(header, read.purpose);
  header += R"(,"role":)";
  append_json_string(header, read.role);
  header += R"(,"what":)";
  append_json_string(header, read.what);
  header += '}';
  return hasher.add(header).finish();
}

ReadLog::ReadLog(std::string database) : shown_(database + ".reads") {
  std::error_code ec;
  auto file = fs::weakly_canonical(fs::absolute(database, ec), ec).string();
  file_ = (ec || file.empty() ? database : file) + ".reads";
}

Result<void> ReadLog::append(std::span<Read> reads) const {
  if (reads.empty()) return {};
  if (reads.size() > kReadRowsMax)
    return fail(ErrorCode::invalid_argument, std::string(kRefused) + "one act reads at most " + std::to_string(kReadRowsMax) + " cases, these are " + std::to_string(reads.size()) + "; name fewer", shown_);
  for (const auto& read : reads) AMENDS_CHECK(check(read));
  struct stat journal {};
  if (std::any_of(reads.begin(), reads.end(), [](const Read& read) { return read.level >= "P3"; }) && ::stat(file_.substr(0, file_.size() - kSuffix.size()).c_str(), &journal) == 0 && journal.st_nlink > 1)
    return fail(ErrorCode::refused, std::string(kRefused) + "the journal has " + std::to_string(journal.st_nlink) + " names (hard links), and each would have a record of reads of its own. Remove the others", shown_);
  AMENDS_TRY(const auto file, File::open(file_, shown_, true, kRefused));
  // What was shown must be on record whatever happens next. A commit is done when the -journal is gone, and of the levels EXTRA alone syncs the folder after that: with
  // FULL a power cut may bring the -journal back, which takes the row away again. The transaction ends with the connection when a step fails.
  AMENDS_CHECK(file->run("PRAGMA synchronous=EXTRA"));
  AMENDS_CHECK(file->run("BEGIN IMMEDIATE"));
  AMENDS_TRY(const bool ours, file->is_ours());
  if (!ours) AMENDS_CHECK(file->run(std::string(kTable) + ";" + kIndex + ";PRAGMA application_id=" + std::to_string(kReadsApplicationId) + ";PRAGMA user_version=" + std::to_string(kReadsVersion)));
  std::int64_t no = 0;
  Digest prev{};
  {
    Query last(file->statement("SELECT no, hash FROM read ORDER BY no DESC LIMIT 1"));
    const int rc = last.step();
    if (rc == SQLITE_ROW) {
      no = last.integer_at(0);
      if (!last.digest_at(1, prev)) return fail(ErrorCode::corrupt, std::string(kRefused) + "the newest row of the record of reads has no hash. `amends verify` says more", shown_);
    } else if (rc != SQLITE_DONE) {
      return file->failure();
    }
  }
  Sha256 hasher;
  auto* insert = file->statement("INSERT INTO read(no, at, by, role, purpose, case_id, what, level, prev, hash) VALUES(?,?,?,?,?,?,?,?,?,?)");
  for (auto& read : reads) {
    read.no = ++no;
    read.prev = prev;
    read.hash = prev = read_hash(read, hasher);
    Query row(insert);
    row.integer(read.no).integer(read.at.us).text(read.by).text(read.role).text(read.purpose).text(read.case_id).text(read.what).text(read.level).digest(read.prev).digest(read.hash);
    if (row.step() != SQLITE_DONE) return file->failure();
  }
  AMENDS_CHECK(file->run("COMMIT"));
  // What is told must be there: read back, the newest row is the last of these.
  Query newest(file->statement("SELECT no, hash FROM read ORDER BY no DESC LIMIT 1"));
  Digest hash{};
  if (newest.step() != SQLITE_ROW || newest.integer_at(0) < no) return fail(ErrorCode::corrupt, std::string(kRefused) + "the row that was written is not in the record of reads. Keep that file for those who audit it", shown_);
  // Another reader may have gone on in the meantime.
  Query written(file->statement("SELECT hash FROM read WHERE no = ?"));
  written.integer(no);
  if (written.step() != SQLITE_ROW || !written.digest_at(0, hash) || hash != prev) return fail(ErrorCode::corrupt, std::string(kRefused) + "the row that was written is not in the record of reads. Keep that file for those who audit it", shown_);
  return {};
}

Result<std::vector<Read>> ReadLog::list(const ReadFilter& filter) const {
  if (filter.limit < 1) return fail(ErrorCode::invalid_argument, "the limit of a list is at least 1", shown_);
  std::vector<Read> out;
  AMENDS_TRY(const auto file, File::open(file_, shown_, false, ""));
  if (!file) return out;
  AMENDS_TRY(const bool ours, file->is_ours());
  if (!ours) return out;
  Query rows(file->statement("SELECT no, at, by, role, purpose, case_id, what, level, prev, hash FROM read WHERE (?1 = '' OR case_id = ?1) ORDER BY no DESC LIMIT ?2"));
  rows.text(filter.case_id).integer(filter.limit);
  int rc = 0;
  while ((rc = rows.step()) == SQLITE_ROW) (void)take(rows, out.emplace_back());
  if (rc != SQLITE_DONE) return file->failure();
  std::reverse(out.begin(), out.end());
  return out;
}

Result<ReadsReport> ReadLog::verify() const {
  ReadsReport report;
  const auto fault = [&](std::string what) {
    ++report.faults_total;
    if (report.faults.size() < kFaultsMax) report.faults.push_back(std::move(what));
  };
  const auto damaged = [&](const Error& error) -> Result<ReadsReport> {
    if (error.code == ErrorCode::busy || error.code == ErrorCode::unsupported) return error;
    fault(error.message);
    return std::move(report);
  };
  auto opened = File::open(file_, shown_, false, "");
  if (!opened) return damaged(opened.error());
  const auto& file = *opened;
  if (!file) return report;
  const auto ours = file->is_ours();
  if (!ours) return damaged(ours.error());
  if (!*ours) return report;
  Sha256 hasher;
  // `computed` is what the hash of the row before must have been: tells whether that hash alone was changed.
  Digest stored{}, computed{};
  std::int64_t last = 0;
  Query rows(file->statement(kAll));
  int rc = 0;
  while ((rc = rows.step()) == SQLITE_ROW) {
    ++report.rows;
    Read read;
    const bool whole = take(rows, read);
    const auto name = "read " + std::to_string(read.no);
    const bool gap = read.no != last + 1;
    if (gap) fault("the record of reads lacks " + (read.no == last + 2 ? "row " + std::to_string(last + 1) : "rows " + std::to_string(last + 1) + " to " + std::to_string(read.no - 1)));
    const Digest expected = read_hash(read, hasher);
    if (!whole || expected != read.hash) fault(name + " was changed after it was recorded: its hash does not match its time, person, role, purpose, case and what was read");
    else if (!gap && read.prev != stored && read.prev != computed) fault(name + " does not follow the row before it: a row was exchanged or taken out");
    last = read.no;
    stored = read.hash;
    computed = expected;
  }
  if (rc != SQLITE_DONE) return damaged(file->failure());
  report.head = stored;
  return report;
}

Result<bool> ReadLog::copy_to(const std::string& path) const {
  AMENDS_TRY(const auto file, File::open(file_, shown_, false, ""));
  if (!file) return false;
  AMENDS_TRY([[maybe_unused]] const bool ours, file->is_ours());
  ConnectOptions options;
  options.writable = options.create = true;
  AMENDS_TRY(const auto copy, Connection::open(path, path, options));
  auto* backup = sqlite3_backup_init(copy->handle(), "main", file->handle(), "main");
  if (!backup) return copy->failure("copying the record of reads");
  int rc = SQLITE_OK;
  // In one step, so that nobody records a read meanwhile: they wait for it. While one of them writes, this waits.
  for (int waited_ms = 0; (rc = sqlite3_backup_step(backup, -1)) == SQLITE_BUSY && waited_ms < kReadsBusyWaitMs; waited_ms += kCopyWaitMs) sqlite3_sleep(kCopyWaitMs);
  sqlite3_backup_finish(backup);
  if (rc != SQLITE_DONE) return reads_error(rc, sqlite3_errstr(rc), shown_, "");
  return true;
}

Result<std::optional<Read>> ReadLog::row(std::int64_t no) const {
  AMENDS_TRY(const auto file, File::open(file_, shown_, false, ""));
  if (!file) return std::optional<Read>();
  AMENDS_TRY(const bool ours, file->is_ours());
  if (!ours) return std::optional<Read>();
  Query found(file->statement("SELECT no, at, by, role, purpose, case_id, what, level, prev, hash FROM read WHERE no = ?"));
  const int rc = found.integer(no).step();
  if (rc == SQLITE_DONE) return std::optional<Read>();
  if (rc != SQLITE_ROW) return file->failure();
  std::optional<Read> out(std::in_place);
  if (!take(found, *out)) return fail(ErrorCode::corrupt, "row " + std::to_string(no) + " of the record of reads has no hash. `amends verify` says more", shown_);
  return out;
}

}  // namespace amends::store
