#pragma once
// The record of reads: who read what of which case, when and why, in a file of its own beside the journal (FILE.db.reads). Used by core/runtime, which
// decides what needs a record. Not in the journal, because a reader of another process, or of a journal opened read-only, must be able to write it while the
// one writer works, and because a read is no event of the case: it moves no head.
// An SQLite file with a rollback journal, one short transaction an act, hash-chained like the journal. Table, columns and hash: FORMAT.md, "The record of reads".
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "support/hash.hpp"
#include "support/result.hpp"
#include "support/time.hpp"

namespace amends::store {

inline constexpr std::int32_t kReadsVersion = 1;            ///< schema of the file
inline constexpr std::int32_t kReadFormat = 1;              ///< of the hashed header
inline constexpr int kReadsBusyWaitMs = 10'000;             ///< how long a read waits until another one is recorded; then it is refused (`busy`)
inline constexpr std::size_t kReadPurposeBytesMax = 400;    ///< UTF-8
inline constexpr std::size_t kReadWordBytesMax = 256;       ///< by, role, case id, what
inline constexpr std::size_t kReadRowsMax = 10'000;         ///< rows of one act (a report over many cases)

/// One row. Errors speak of its members by these names.
struct Read {
  std::int64_t no = 0;    ///< from 1 in the file, without gaps; set by append
  Instant at;             ///< of the machine's clock, never of a virtual one
  std::string by, role;   ///< as the caller vouched for them
  std::string purpose;    ///< empty for a role that sees nothing restricted
  std::string case_id;    ///< empty for what is of no single case (the record of reads itself, a copy of the whole file)
  std::string what;       ///< words joined by commas: "record,texts,portrait"
  std::string level;      ///< the highest privacy class that was shown: "P0" to "P4"
  Digest prev{};          ///< hash of the row before; zeros for the first
  Digest hash{};
};

/// SHA-256 over the RFC 8785 bytes of {"at","by","case","format","level","no","prev","purpose","role","what"}.
[[nodiscard]] Digest read_hash(const Read& read, Sha256& hasher);

struct ReadFilter {
  std::string case_id;         ///< empty: all
  std::int64_t limit = 1'000;  ///< the newest ones
};

struct ReadsReport {
  std::int64_t rows = 0;
  Digest head{};                    ///< hash of the newest row; kept elsewhere, it shows a record whose end was cut off
  std::vector<std::string> faults;  ///< sentences that name the row; at most kFaultsMax of store.hpp
  std::int64_t faults_total = 0;
};

/// Where the reads of a journal are recorded. Thread: any; opens the file for each act, so that it holds nothing while nobody reads.
class ReadLog {
 public:
  /// `database`: the path of the journal, as for Store::open.
  explicit ReadLog(std::string database);

  /// Writes one act, all rows or none; durable when it returns. Makes the file (with the rights of the journal's) when it is not there. Sets no, prev and hash.
  /// Errors: `invalid_argument` (an empty by, role or what, bytes that are no UTF-8, too long, control characters, more than kReadRowsMax rows), `busy`, `io`, `corrupt`,
  /// `unsupported`; each says that nothing is shown.
  Result<void> append(std::span<Read> reads) const;
  /// The newest rows, the oldest of them first; none when there is no file. Errors: `io`, `corrupt`, `busy`, `unsupported`, `invalid_argument` (a limit below 1).
  [[nodiscard]] Result<std::vector<Read>> list(const ReadFilter& filter) const;
  /// Re-computes the chain. A file that is no record, or cannot be read, is a fault, not an error; no file is an empty record.
  [[nodiscard]] Result<ReadsReport> verify() const;
  /// A consistent copy at `path` (SQLite's online backup), whoever writes meanwhile; nothing and false when there is no file. Errors: as of list.
  Result<bool> copy_to(const std::string& path) const;
  /// The row of this number, when there is one. Errors: as of list.
  [[nodiscard]] Result<std::optional<Read>> row(std::int64_t no) const;
  [[nodiscard]] const std::string& path() const { return shown_; }

 private:
  std::string file_;   ///< absolute
  std::string shown_;  ///< as the caller spelled the journal, with ".reads"
};

}  // namespace amends::store
