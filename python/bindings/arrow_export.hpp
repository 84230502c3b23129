#pragma once
// A table of core/tables as an Arrow stream: record batches of kBatchRows rows whose buffers are the table's own. No Python in here.
#include <memory>

#include "arrow_c.hpp"
#include "tables/table.hpp"

namespace amends::python {

/// Rows of a batch; a multiple of 64, so that the validity bits of a batch begin at a byte.
inline constexpr std::int64_t kBatchRows = 65'536;

/// Fills `out`; the consumer calls its `release`. The table lives until the last of its batches is released.
/// Types: integer int64, boolean bool, timestamp timestamp[us, UTC], day date32, text large_utf8, code dictionary<int32, large_utf8>.
void export_stream(std::shared_ptr<const tables::Table> table, arrow::Stream* out);
/// The schema alone: a struct of the columns. Metadata of a column: `privacy` and `about`.
void export_schema(const tables::Table& table, arrow::Schema* out);

}  // namespace amends::python
