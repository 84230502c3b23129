#pragma once
// The questions about other cases that a stage may name in its manifest's `lookups` (catalogue 0.6): a closed list. A stage that names one reads its answer
// at `store_facts.<name>`. What each asks and answers, with its limits, is said in core/runtime/lookups.hpp, which answers them.
#include <span>
#include <string>
#include <string_view>

namespace amends::host {

/// The names, sorted. Static storage.
[[nodiscard]] std::span<const std::string_view> lookup_names() noexcept;
[[nodiscard]] bool is_lookup(std::string_view name) noexcept;
/// "count_window" -> "store_facts.count_window": the record path of the answer.
[[nodiscard]] std::string lookup_path(std::string_view name);

}  // namespace amends::host
