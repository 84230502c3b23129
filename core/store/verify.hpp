#pragma once
// Checks a journal: structure, event hashes, case chains, commit chain, stored texts. Private to core/store.
// Streams: holds one event, one commit and a few dozen bytes a case at a time.
#include <functional>

#include "store/sqlite.hpp"
#include "store/store.hpp"

namespace amends::store {

/// On a connection that has begun a read transaction. Errors: `corrupt` (cannot be read to the end), `cancelled`, `io`.
[[nodiscard]] Result<VerifyReport> verify_journal(Connection& db, const std::string& attachments, const std::function<bool(std::int64_t, std::int64_t)>& progress);

}  // namespace amends::store
