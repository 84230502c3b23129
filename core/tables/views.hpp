#pragma once
// A snapshot of the journal with tables that any SQLite reads.
#include <string>

#include "tables/fold.hpp"

namespace amends::tables {

/// A copy of the journal at `path` with views v_cases, v_clocks, v_findings, v_tasks, v_demands, v_status, v_events and v_about (TABLES.md). They say what the copy
/// held when it was made. The copy has the payloads of the journal too: who may read it may read every text. Errors: those of Store::snapshot and make_tables.
[[nodiscard]] Result<void> snapshot_with_views(const Source& source, const std::string& path);

}  // namespace amends::tables
