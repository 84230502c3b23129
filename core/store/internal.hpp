#pragma once
// Opening with what only tests of faults need: another SQLite file layer (whose Nth write or sync fails) and a small size limit. Private to core/store.
#include <memory>
#include <string>

#include "store/store.hpp"

namespace amends::store {

struct StoreFaults {
  std::string vfs;                   ///< name of a registered SQLite VFS for the writing connection; empty: the system's
  std::int64_t page_count_max = 0;   ///< the writing connection answers "disk full" beyond so many pages; 0: no limit
};

[[nodiscard]] Result<std::unique_ptr<Store>> open_with_faults(const std::string& path, const OpenOptions& options, const StoreFaults& faults);

}  // namespace amends::store
