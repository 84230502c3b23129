#include "tables/views.hpp"

#include "tables/catalogue.hpp"

namespace amends::tables {

Result<void> snapshot_with_views(const Source& source, const std::string& path) {
  std::vector<Table> tables;
  const auto make = [&](store::Store& copy) -> Result<std::vector<const store::ViewTable*>> {
    const Source from{copy, source.organisations, source.now, source.keep_going};
    AMENDS_TRY(tables, make_tables(from, {"cases", "clocks", "findings", "tasks", "demands", "status", "actors"}));
    std::vector<const store::ViewTable*> out;
    for (const auto& table : tables) out.push_back(&table);
    return out;
  };
  return source.store.snapshot(path, make, {kTablesVersion, source.now});
}

}  // namespace amends::tables
