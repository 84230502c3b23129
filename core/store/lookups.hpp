#pragma once
// Questions over the keys by which cases find each other, on one connection. Private to core/store. Thread: one at a time for a connection.
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/sqlite.hpp"
#include "store/store.hpp"

namespace amends::store {

[[nodiscard]] Result<LookupAnswers> read_lookups(Connection& db, std::span<const LookupQuery> queries, std::string_view except);
[[nodiscard]] Result<std::string> read_opening(Connection& db, std::string_view case_id);
[[nodiscard]] Result<bool> read_has_lookup_keys(Connection& db, std::string_view case_id);
[[nodiscard]] Result<std::vector<std::string>> read_without_lookup_keys(Connection& db, std::string_view workflow);

}  // namespace amends::store
