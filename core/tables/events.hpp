#pragma once
// The journal as a table of event headers. No payload is read but the step that it names first.
#include <string>

#include "tables/pseudonym.hpp"
#include "tables/table.hpp"

namespace amends::tables {

/// The table `events`: all events of one snapshot in the order of appending. `keep_going` may be empty; it is asked every 4,096 rows, false stops (`cancelled`).
[[nodiscard]] Result<Table> events_table(store::Store& store, Pseudonyms& pseudonyms, const std::function<bool()>& keep_going = {});

/// The table `actors`: every word of the journal that stands as an actor.
[[nodiscard]] Result<Table> actors_table(store::Store& store, Pseudonyms& pseudonyms);

}  // namespace amends::tables
