#pragma once
// What tables are made from and written to: the headers of all events in one pass, and tables with their views in a copy of the journal.
// Private to core/store, except the types, which stand in store.hpp.
#include <span>

#include "store/sqlite.hpp"
#include "store/store.hpp"

namespace amends::store {

/// The words, then the cases, then the event headers in the order of appending, in one snapshot.
[[nodiscard]] Result<void> read_heads(Connection& db, HeadSink& sink);

/// Makes each of `tables` as `data_<name>` with a view `v_<name>` over it, `v_events` over the tables of the journal, and `v_about`.
/// The file is a copy that nobody else has open. Errors: `already_exists` for a file that has such views, `io`.
[[nodiscard]] Result<void> write_views(Connection& db, std::span<const ViewTable* const> tables, const ViewAbout& about);

}  // namespace amends::store
