#pragma once
// "Did you mean": the known name that is nearest to a misspelt one. For messages only; nothing is ever corrected silently.
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace amends {

/// Edits between two names: insert, drop, change a byte, or swap two neighbours. Work and memory grow with the product of the lengths; cut long texts before.
[[nodiscard]] std::size_t edits(std::string_view left, std::string_view right);

/// The nearest of some names by edits, at most a third of the length away; empty when none is.
[[nodiscard]] std::string nearest_name(std::string_view name, std::span<const std::string_view> known);

}  // namespace amends
