// A backup goes back to its place (backup.hpp).
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "store/attachments.hpp"
#include "store/backup.hpp"
#include "store/disk.hpp"
#include "store/proofs.hpp"
#include "store/reads.hpp"
#include "store/sqlite.hpp"
#include "store/writer_lock.hpp"

namespace amends::store {
namespace {

namespace fs = std::filesystem;

bool there(const std::string& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0;
}

/// "20260302T010000Z".
std::string stamp(Instant at) {
  std::string out;
  for (const char c : format_instant({at.us / 1'000'000 * 1'000'000}))
    if (c != '-' && c != ':') out += c;
  return out;
}

/// A name beside the file that nothing has.
std::string free_name(const std::string& file, Instant now) {
  const auto begins = file + ".before-" + stamp(now);
  auto name = begins;
  for (int i = 2; there(name) || there(name + "-wal") || there(name + ".reads"); ++i) name = begins + "-" + std::to_string(i);
  return name;
}

Result<ChainHead> head_of(const std::string& file, const std::string& shown) {
  OpenOptions options;
  options.read_only = true;
  auto store = Store::open(file, options);
  if (!store) return Error{store.error().code, store.error().message, shown};
  return (*store)->chain_head();
}

/// The hash of one commit of a journal that nobody writes.
Result<Digest> commit_of(const std::string& file, std::int64_t no) {
  ConnectOptions options;
  options.immutable = true;
  AMENDS_TRY(const auto connection, Connection::open(file, file, options));
  Query found(connection->statement("SELECT hash FROM commit_row WHERE no = ?"));
  Digest out{};
  if (found.integer(no).step() != SQLITE_ROW || !found.digest_at(0, out)) return connection->failure("reading a commit of the backup");
  return out;
}

/// Whether the backup holds all that the journal holds.
Result<void> holds_no_more(const std::string& file, const std::string& shown, const std::string& copy, const Backup& backup) {
  const auto head = head_of(file, shown);
  const std::string anyway = ". To put the backup in its place all the same, say --discard-newer (discard_newer=True); the journal that is there stays beside it under another name";
  if (!head) return fail(ErrorCode::conflict, "the journal that is there cannot be read (" + head.error().message + "), so what it holds beyond the backup is not known" + anyway, shown);
  if (head->no == 0) return {};
  if (head->no > backup.head.no)
    return fail(ErrorCode::conflict, "the journal holds " + std::to_string(head->no) + " commits and the backup of " + format_instant(backup.made_at) + " " + std::to_string(backup.head.no) + ": the newer ones would be lost" + anyway, shown);
  AMENDS_TRY(const auto same, commit_of(copy, head->no));
  if (same == head->hash) return {};
  return fail(ErrorCode::conflict, "the journal that is there is another one, or has gone another way since: its commit " + std::to_string(head->no) + " is not that of the backup" + anyway, shown);
}

/// Folds the -wal into the journal that is there, so that one file is all of it. Errors: `busy` while another process has it open, whose pages would be of the old
/// journal from then on.
Result<void> fold(const std::string& file, const std::string& shown) {
  ConnectOptions options;
  options.writable = true;
  AMENDS_TRY(const auto connection, Connection::open(file, shown, options));
  Query leave(connection->statement("PRAGMA journal_mode=DELETE"));  // needs the file alone
  const int rc = leave.step();
  if (rc == SQLITE_ROW && leave.text_at(0) == "delete") return {};
  if (rc == SQLITE_ROW || (rc & 0xFF) == SQLITE_BUSY || (rc & 0xFF) == SQLITE_LOCKED)
    return fail(ErrorCode::busy, "another process has the journal open that is to be replaced; close it there and try again", shown);
  return connection->failure("making the old journal one file");
}

Result<void> move(const std::string& from, const std::string& to) {
  if (!there(from)) return {};
  if (::rename(from.c_str(), to.c_str()) != 0) return disk_error("cannot keep the old file aside", from);
  return {};
}

/// Gives the old journal a second name and takes SQLite's own files from its first, which the new one must not meet.
Result<void> keep_aside(const std::string& file, const std::string& shown, const std::string& aside) {
  // A journal that SQLite cannot read keeps its -wal: whoever mends it needs both.
  if (const auto folded = fold(file, shown); !folded && folded.error().code == ErrorCode::busy) return folded;
  struct stat wal {};
  if (::stat((file + "-wal").c_str(), &wal) == 0 && wal.st_size > 0) AMENDS_CHECK(move(file + "-wal", aside + "-wal"));
  else ::unlink((file + "-wal").c_str());
  ::unlink((file + "-shm").c_str());
  // One of the two has the place at each moment: a link first, and the new file then takes the name by a rename.
  if (::link(file.c_str(), aside.c_str()) != 0) return disk_error("cannot keep the old journal under another name; move it away by hand, then restore", shown);
  return sync_folder_of(file);
}

/// The record of reads never loses a row: the one that is there goes on when it holds all of the backup's.
Result<void> restore_reads(const std::string& copy, const std::string& file, const Backup& backup, const std::string& aside, Restored& out) {
  const auto own = file + ".reads";
  if (there(own)) {
    const ReadLog log(file);
    const auto row = backup.reads > 0 ? log.row(backup.reads) : Result<std::optional<Read>>(std::optional<Read>());
    out.reads_kept = backup.reads == 0 || (row && *row && (*row)->hash == backup.reads_head);
    if (out.reads_kept) return {};
    AMENDS_CHECK(move(own, aside + ".reads"));
  }
  // Of a writer that was cut off: SQLite would undo in the new file what was begun in the old one.
  AMENDS_CHECK(move(own + "-journal", aside + ".reads-journal"));
  if (!backup.reads_file) return {};
  const auto beside = own + ".restoring";
  ::unlink(beside.c_str());
  AMENDS_TRY(const auto digest, copy_file_durably(copy + ".reads", beside));
  if (digest != *backup.reads_file) {
    ::unlink(beside.c_str());
    return fail(ErrorCode::corrupt, "the record of reads in the backup was changed while it was copied; use another backup", copy + ".reads");
  }
  if (::rename(beside.c_str(), own.c_str()) != 0) return disk_error("cannot put the record of reads in its place", own);
  return {};
}

}  // namespace

Result<Restored> restore(const std::string& folder, const std::string& database, const RestoreOptions& options) {
  if (database.empty()) return fail(ErrorCode::invalid_argument, "name the journal that the backup becomes");
  Restored out;
  AMENDS_TRY(out.backup, read_backup(folder));
  std::error_code ec;
  const auto file = fs::weakly_canonical(fs::absolute(database, ec), ec).string();
  const auto copy = fs::absolute(folder, ec).lexically_normal().string() + "/" + std::string(kBackupJournal);
  if (fs::is_directory(file, ec)) return fail(ErrorCode::io, "this is a folder, not a journal; name a file in it", database);
  AMENDS_TRY(const auto lock, WriterLock::take(file, database, options.holder, options.now));
  const bool replaces = there(file);
  if (replaces && !options.discard_newer) AMENDS_CHECK(holds_no_more(file, database, copy, out.backup));
  if (!replaces && there(file + "-wal") && !options.discard_newer)
    return fail(ErrorCode::conflict, "the journal is gone, but its last commits are still in " + database + "-wal; put that file where it belongs, or say --discard-newer (discard_newer=True)", database);

  const auto beside = file + ".new";
  ::unlink(beside.c_str());
  AMENDS_TRY(const auto digest, copy_file_durably(copy, beside));
  struct Remove {
    const std::string& path;
    ~Remove() { ::unlink(path.c_str()); }
  } remove{beside};
  if (digest != out.backup.journal) return fail(ErrorCode::corrupt, "the journal in the backup was changed while it was copied; use another backup", copy);
  const auto aside = free_name(file, options.now);
  AMENDS_TRY(out.attachments, copy_attachment_files(copy + ".files", file + ".files"));
  if (replaces) {
    AMENDS_CHECK(keep_aside(file, database, aside));
    out.kept_aside = aside;
  } else {
    AMENDS_CHECK(move(file + "-wal", aside + "-wal"));
    ::unlink((file + "-shm").c_str());
  }
  AMENDS_CHECK(restore_reads(copy, file, out.backup, aside, out));
  if (::rename(beside.c_str(), file.c_str()) != 0) return disk_error("cannot put the journal in its place", database);
  AMENDS_CHECK(sync_folder_of(file));
  return out;
}

}  // namespace amends::store
