#pragma once
// Which cases were open at the end of each local day.
#include "runtime/organisation.hpp"
#include "tables/case_facts.hpp"
#include "tables/fold.hpp"

namespace amends::tables {

/// Adds the days at whose end (local midnight) the case was open: received, and not closed by `closed_at` of case_row.hpp. A reopened case is open again from the
/// day of its reopening. Errors: `range` beyond kOpenDailyRowsMax, `not_found` for a zone that the machine does not have.
[[nodiscard]] Result<void> add_open_days(Table& table, const runtime::CaseState& state, const CaseFacts& facts, const store::CaseRow& row, const Source& source, const DailyRange& days);

}  // namespace amends::tables
