#pragma once
// Messages that wait for their delivery. Private to core/store; the rows ride with turns (Projection), leases are the store's own.
#include <optional>
#include <string_view>
#include <vector>

#include "store/sqlite.hpp"
#include "store/store.hpp"

namespace amends::store {

[[nodiscard]] Result<std::vector<OutboxRow>> read_outbox(Connection& db, const OutboxFilter& filter);
[[nodiscard]] Result<std::vector<OutboxRow>> read_outbox_of(Connection& db, std::int64_t case_no);  ///< in the order of their keys
[[nodiscard]] Result<std::optional<Instant>> read_next_outbox(Connection& db, std::string_view kind);
/// For a job of the writer.
[[nodiscard]] Result<std::vector<OutboxRow>> lease_rows(Connection& db, Instant now, Instant until, std::string_view kind, std::int64_t limit);
[[nodiscard]] Result<void> write_outbox(Connection& db, std::int64_t case_no, const Projection& projection);

}  // namespace amends::store
