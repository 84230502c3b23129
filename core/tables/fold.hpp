#pragma once
// The tables that need cases folded, made in one pass over the journal.
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "runtime/organisation.hpp"
#include "tables/table.hpp"

namespace amends::tables {

/// Where tables are read from. The store may be read-only, or a snapshot's.
struct Source {
  store::Store& store;
  std::shared_ptr<const runtime::Organisations> organisations;  ///< for the local day of open_daily
  Instant now;                                                   ///< until when open_daily counts
  std::function<bool()> keep_going = {};                         ///< asked after each case; false stops with `cancelled`
};

inline constexpr std::int64_t kOpenDailyRowsMax = 20'000'000;  ///< rows of open_daily; beyond, `range` says to give `since`

struct DailyRange {
  std::optional<std::int64_t> since, until;  ///< local days since 1970-01-01, both included; default: all up to `now`
};

/// The tables of these names, in their order: any of all_specs(). `events` and `actors` are one snapshot; of the others each case is as it stood when it was read,
/// in the order of case ids. A case of which parts were erased has a row in `cases` and none elsewhere.
/// Errors: `invalid_argument` for a name that is no table (the message lists them), those of reading and folding with the case named, `range`, `cancelled`.
[[nodiscard]] Result<std::vector<Table>> make_tables(const Source& source, const std::vector<std::string>& names, const DailyRange& days = {});

}  // namespace amends::tables
