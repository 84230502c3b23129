#pragma once
// Whole files in and out. Writing is atomic: a reader sees the old file or the new one, never half of it.
#include <string>
#include <string_view>

#include "support/result.hpp"

namespace amends {

/// Errors: `not_found`, `io`, `range` when the file is larger than `bytes_max`.
[[nodiscard]] Result<std::string> read_file(const std::string& path, std::size_t bytes_max = std::size_t(1) << 30);
/// Writes beside the target, syncs and renames. Errors: `io`.
Result<void> write_file(const std::string& path, std::string_view bytes);

}  // namespace amends
