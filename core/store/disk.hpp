#pragma once
// What makes files and folders stay after a power cut. Private to core/store.
#include <string>

#include "support/hash.hpp"
#include "support/result.hpp"

namespace amends::store {

/// The error of the last system call: what, why, and where to look.
[[nodiscard]] Error disk_error(const std::string& what, const std::string& path);
/// Brings the names in a folder to disk. Errors: `io`.
Result<void> sync_folder(const std::string& path);
Result<void> sync_folder_of(const std::string& path);
/// Copies a file block by block to a name that is free, brings it to disk, and answers the SHA-256 of what it copied. Errors: `io`; nothing stays then.
[[nodiscard]] Result<Digest> copy_file_durably(const std::string& from, const std::string& to);

}  // namespace amends::store
