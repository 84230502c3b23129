#pragma once
// Whether every id and code that one pack file names exists in another (catalogue 4). Internal to core/packs.
#include <functional>
#include <map>
#include <string>

#include "packs/merge.hpp"

namespace amends::packs {

using MergedFiles = std::map<std::string, Merged, std::less<>>;

/// Errors: `pack_invalid`; `where` is the place of the first name that leads nowhere, the sentence says what it names and where it was looked for.
[[nodiscard]] Result<void> check_references(const MergedFiles& files);

}  // namespace amends::packs
