#pragma once
// What a later layer may do to a guard file (catalogue 4: guard packs can be extended, not reduced). Internal to core/packs.
#include <vector>

#include "packs/merge.hpp"

namespace amends::packs {

/// True for guard/*.
[[nodiscard]] bool is_guard(std::string_view logical_name) noexcept;
/// A later layer may add rows that block, and may word a known row anew or raise its action. Everything else could let a text through that was
/// stopped before: a row that is disabled, another pattern, a weaker action, and also a new row that only flags, because a match consumes its
/// text and what a stronger row would have found in it.
/// Errors: `refused` with the row's place and id.
[[nodiscard]] Result<void> check_guard_layer(const json::Value& below, const std::vector<Source>& layer);

}  // namespace amends::packs
