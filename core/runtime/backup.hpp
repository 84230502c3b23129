#pragma once
// A backup that was looked through before it has its name (store/backup.hpp says what stands in it).
#include <functional>
#include <string>

#include "store/backup.hpp"

namespace amends::runtime {

/// Copies the journal with all that belongs to it into a new folder while others write, re-computes every hash of the copy and its lists, and gives it its name
/// when there is no fault. `progress(done, total)` as in verify(); returning false gives it up (`cancelled`). Errors: those of store::BackupInMaking; `corrupt` for
/// a journal with faults, of which nothing is kept.
[[nodiscard]] Result<store::Backup> make_backup(store::Store& store, const std::string& folder, Instant now, const std::function<bool(std::int64_t, std::int64_t)>& progress);

}  // namespace amends::runtime
