#pragma once
// Every table with its columns: what they mean, their types and privacy classes. TABLES.md is written from here.
#include <span>
#include <string>
#include <string_view>

#include "tables/table.hpp"

namespace amends::tables {

inline constexpr std::int32_t kTablesVersion = 1;  ///< of the columns; rises when one changes its meaning or goes

[[nodiscard]] const TableSpec& events_spec();
[[nodiscard]] const TableSpec& cases_spec();
[[nodiscard]] const TableSpec& clocks_spec();
[[nodiscard]] const TableSpec& findings_spec();
[[nodiscard]] const TableSpec& tasks_spec();
[[nodiscard]] const TableSpec& demands_spec();
[[nodiscard]] const TableSpec& status_spec();
[[nodiscard]] const TableSpec& objects_spec();
[[nodiscard]] const TableSpec& object_links_spec();
[[nodiscard]] const TableSpec& event_links_spec();
[[nodiscard]] const TableSpec& open_daily_spec();
[[nodiscard]] const TableSpec& actors_spec();

/// All of them, in the order of the documents.
[[nodiscard]] std::span<const TableSpec* const> all_specs();
/// nullptr when there is none of that name.
[[nodiscard]] const TableSpec* spec_of(std::string_view name);
/// "integer", "boolean", "timestamp", "day", "text", "code".
[[nodiscard]] std::string_view type_name(Type type);
[[nodiscard]] std::string_view privacy_name(Privacy privacy);

/// The page TABLES.md.
[[nodiscard]] std::string document();

}  // namespace amends::tables
