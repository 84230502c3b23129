#pragma once
// The tables, as numbered migrations in one place. Private to core/store; described for readers in FORMAT.md.
#include <cstdint>
#include <span>
#include <string_view>

#include "store/sqlite.hpp"

namespace amends::store {

inline constexpr std::int32_t kApplicationId = 0x416D6E64;  ///< "Amnd" in the file's header: tells a journal from any other SQLite file

/// Brings a file from `version - 1` to `version`.
struct Migration {
  std::int32_t version;
  std::string_view title;
  const char* sql;
};

/// All of them, ascending by one from 1; the last is kSchemaVersion.
[[nodiscard]] std::span<const Migration> migrations();

/// Runs what is missing, each in its own transaction together with the new version number. Errors: `unsupported` for a file that is newer than the
/// last migration, `corrupt` for a file that is no journal, `io`.
Result<void> migrate(Connection& connection, std::span<const Migration> list);

/// Refuses what this program cannot read: errors as for `migrate`, and `unsupported` for an older file, which only a writer may bring up to date.
Result<void> check_schema(Connection& connection, std::int32_t version);

}  // namespace amends::store
