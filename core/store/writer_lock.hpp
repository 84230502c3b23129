#pragma once
// The right to write: an OS lock on <db>.lock, held for life and gone with the process, however it ends. Private to core/store.
// An open file description lock, not a POSIX one: closing another descriptor of the file does not drop it, and a second opening
// within one process is refused like any other.
#include <memory>
#include <string>

#include "support/result.hpp"
#include "support/time.hpp"

namespace amends::store {

class WriterLock {
 public:
  /// `database` is absolute, `shown` the path as the caller spelled it. Writes "pid, program, since" into the lock file for others to read.
  /// Errors: `busy` naming the holder, `io`.
  [[nodiscard]] static Result<std::unique_ptr<WriterLock>> take(const std::string& database, const std::string& shown, const std::string& holder, Instant now);
  ~WriterLock();
  WriterLock(const WriterLock&) = delete;
  WriterLock& operator=(const WriterLock&) = delete;

 private:
  explicit WriterLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace amends::store
