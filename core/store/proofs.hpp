#pragma once
// The commits that wrote a case, spelled out: what a bundle carries so that one case proves its place in the file's chain alone. Private to core/store.
#include <optional>
#include <string_view>
#include <vector>

#include "store/sqlite.hpp"
#include "store/store.hpp"

namespace amends::store {

/// Looks at every commit row, for none names its cases in a column. Errors: `not_found`, `corrupt`.
[[nodiscard]] Result<std::vector<CommitProof>> read_commits_of(Connection& db, std::string_view case_id);
[[nodiscard]] Result<ChainHead> read_chain_head(Connection& db);
[[nodiscard]] Result<std::optional<Digest>> read_chain_at(Connection& db, std::int64_t no);

}  // namespace amends::store
