#pragma once
// Attachments by content beside the journal: <db>.files/ab/cdef..., named by the SHA-256 of their bytes. Private to core/store.
#include <functional>
#include <string>
#include <string_view>

#include "support/hash.hpp"
#include "support/result.hpp"

namespace amends::store {

/// Atomic and durable: bytes, then name, then folder are on disk before it returns. Thread: any; two puts of the same bytes do no harm.
/// Errors: `io`, `range` (over kAttachmentBytesMax).
[[nodiscard]] Result<std::string> put_attachment_file(const std::string& folder, std::string_view bytes);
/// Errors: `invalid_argument` (not 64 lower-case hexadecimal digits), `not_found`, `corrupt` (bytes do not match the name), `io`.
[[nodiscard]] Result<std::string> read_attachment_file(const std::string& folder, std::string_view sha256_hex);
/// Calls `fault(sentence)` for each file whose bytes do not match its name. A missing folder has none. Errors: `io`.
Result<void> check_attachment_files(const std::string& folder, const std::function<void(std::string)>& fault);

/// Copies what `to` lacks or holds damaged, each as durably as a put; answers how many. A missing folder has none. Errors: `io`, `corrupt` (a file that was changed).
[[nodiscard]] Result<std::int64_t> copy_attachment_files(const std::string& from, const std::string& to);

inline constexpr std::size_t kAttachmentBytesMax = std::size_t(1) << 30;

}  // namespace amends::store
