#pragma once
// A backup: a folder with a copy of a journal and all that belongs to it, made while others write, and put back in its place by restore(). Used by core/runtime,
// which looks through the copy before it is called whole.
//
//   FOLDER/journal.db         the journal (SQLite's online backup: one snapshot, page by page, without holding the writer up; VACUUM INTO would write it anew,
//                             for the same bytes of content at several times the processor's time)
//   FOLDER/journal.db.reads   the record of reads, when there is one
//   FOLDER/journal.db.files/  attachments
//   FOLDER/backup.json        what stands in it, with the SHA-256 of both files; without it the folder is no backup
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "store/store.hpp"

namespace amends::store {

inline constexpr std::int64_t kBackupFormat = 1;
inline constexpr std::string_view kBackupJournal = "journal.db";
inline constexpr std::string_view kBackupAbout = "backup.json";

/// What stands in a backup.
struct Backup {
  Instant made_at;
  std::int64_t cases = 0, events = 0;
  ChainHead head;                  ///< newest commit
  Digest journal{};                ///< SHA-256 of the file
  std::int64_t reads = 0;          ///< rows of the record of reads
  Digest reads_head{};             ///< hash of its newest row
  std::optional<Digest> reads_file;  ///< SHA-256 of the file; nothing: there is none
  std::int64_t attachments = 0;
};

/// A backup in the making, under a name beside its place that it loses when it is finished or given up. What a run that was killed left there is taken away.
class BackupInMaking {
 public:
  /// Copies the journal, its record of reads and its attachments. Errors: `already_exists`, `refused` (a place of the journal's own), `io`, `busy`.
  [[nodiscard]] static Result<BackupInMaking> copy(Store& store, const std::string& folder);
  BackupInMaking(BackupInMaking&& other) noexcept;
  BackupInMaking& operator=(BackupInMaking&&) = delete;
  ~BackupInMaking();
  /// Where the copy of the journal stands now.
  [[nodiscard]] std::string journal() const { return beside_ + "/" + std::string(kBackupJournal); }
  /// Writes what stands in it, brings all to disk, and gives it its name in one step. Of `about` the digests of the files and the number of attachments are
  /// filled in here. Errors: `io`, `already_exists`.
  Result<void> finish(Backup& about);

 private:
  BackupInMaking(std::string folder, std::string beside, std::int64_t attachments) : folder_(std::move(folder)), beside_(std::move(beside)), attachments_(attachments) {}
  std::string folder_, beside_;
  std::int64_t attachments_;
};

/// Reads what stands in a backup and compares its files with it. Errors: `not_found`, `schema`, `unsupported` (a newer format), `corrupt`, `io`.
[[nodiscard]] Result<Backup> read_backup(const std::string& folder);

struct RestoreOptions {
  bool discard_newer = false;  ///< put it back even where the journal holds what the backup does not
  std::string holder;          ///< shown to who wants to write meanwhile
  Instant now;                 ///< names the file that the old journal becomes
};
struct Restored {
  Backup backup;
  std::string kept_aside;         ///< the journal that was there before; empty: none was
  bool reads_kept = false;        ///< the record of reads that was there goes on: it holds all of the backup's rows
  std::int64_t attachments = 0;   ///< that were not there
};
/// Puts the journal of a backup in its place, or makes it. The journal that is there stays beside it under another name; at each moment one of the two has the
/// place. Attachments and the record of reads only grow by it, but a record that is another one is kept aside too.
/// Errors: those of read_backup; `busy` while another process holds the journal or reads it; `conflict` when it holds newer commits than the backup, another
/// history, or cannot be read, and `discard_newer` is not set; `io`.
[[nodiscard]] Result<Restored> restore(const std::string& folder, const std::string& database, const RestoreOptions& options);

}  // namespace amends::store
