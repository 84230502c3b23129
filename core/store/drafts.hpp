#pragma once
// Drafts of answers, on one connection. Private to core/store. Thread: one at a time for a connection. They are no part of the record (FORMAT.md).
#include <string_view>
#include <vector>

#include "store/sqlite.hpp"
#include "store/store.hpp"

namespace amends::store {

[[nodiscard]] Result<std::vector<DraftRow>> read_drafts(Connection& db, std::string_view case_id, std::string_view task);
/// In the writer's transaction. Errors: those of Store::put_draft.
Result<void> write_draft(Connection& db, std::int64_t case_no, const DraftRow& draft);
/// Drops the draft of a person; with an empty `person` those of all. True when there was one.
Result<bool> remove_drafts(Connection& db, std::int64_t case_no, std::string_view task, std::string_view person);

}  // namespace amends::store
