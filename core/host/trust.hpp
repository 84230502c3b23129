#pragma once
// plugins.lock: which library files may be loaded, by SHA-256 and size. Default-deny: a file that is not in the lock of its folder is never mapped.
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "support/result.hpp"

namespace amends::host {

inline constexpr std::string_view kLockName = "plugins.lock";
inline constexpr std::size_t kLibraryBytesMax = 256u << 20;

struct TrustedFile {
  std::string sha256;  ///< 64 hexadecimal digits
  std::int64_t size = 0;
  friend bool operator==(const TrustedFile&, const TrustedFile&) = default;
};

/// By file name. An absent lock is an empty one. Errors: `io`, `schema`.
[[nodiscard]] Result<std::map<std::string, TrustedFile>> read_lock(const std::string& folder);
/// Trusts every *.so of a folder and nothing else. Answers the file names. For builds and packagers, after the last step that changes a file.
Result<std::vector<std::string>> write_lock(const std::string& folder);
/// Trusts one library as it is now, in the lock of its folder; other rows stay. Safe against other processes that do the same. Errors: `not_found`, `io`, `schema`.
Result<TrustedFile> trust(const std::string& file);

/// A folder of the calling user that nobody else may enter: $XDG_RUNTIME_DIR/amends-plugins, else <temporary folder>/amends-plugins-<user id>. Not created yet.
[[nodiscard]] std::string default_private_folder();
/// Writes bytes that were hashed into the private folder, under the hash, and answers the path. A file that is there already is used only when it has the
/// same hash. Errors: `refused` (the folder belongs to somebody else, or others may enter it), `io`.
[[nodiscard]] Result<std::string> private_copy(const std::string& folder, std::string_view bytes, const std::string& sha256);

}  // namespace amends::host
