#include "store/attachments.hpp"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "store/disk.hpp"
#include "support/files.hpp"

namespace amends::store {
namespace {

constexpr std::string_view kBeside = ".writing.";  ///< a file of this name is half written, by us or by a run that was cut off
constexpr int kBesideNamesMax = 1000;

bool is_digest_hex(std::string_view text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::string file_of(const std::string& folder, std::string_view digest) {
  return folder + "/" + std::string(digest.substr(0, 2)) + "/" + std::string(digest.substr(2));
}

/// Makes the folder and syncs its parent when it is new.
Result<void> make_folder(const std::string& path) {
  if (::mkdir(path.c_str(), 0755) == 0) return sync_folder(std::filesystem::path(path).parent_path().string());
  if (errno != EEXIST) return disk_error("cannot make the folder for attachments", path);
  return {};
}

/// Writes to a name of its own beside `path`, which comes back in `beside`.
Result<void> write_and_sync(const std::string& path, std::string_view bytes, std::string& beside) {
  int fd = -1;
  // Another thread, or a run of the same pid that was cut off, may have the first names.
  for (int i = 0; fd < 0 && i < kBesideNamesMax; ++i) {
    beside = path + std::string(kBeside) + std::to_string(::getpid()) + "." + std::to_string(i);
    fd = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0 && errno != EEXIST) break;
  }
  if (fd < 0) {
    auto error = disk_error("cannot create the attachment", path);
    beside.clear();
    return error;
  }
  while (!bytes.empty()) {
    const auto n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      auto error = disk_error("cannot write the attachment", path);
      ::close(fd);
      return error;
    }
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  if (::fsync(fd) != 0) {
    auto error = disk_error("cannot write the attachment to disk", path);
    ::close(fd);
    return error;
  }
  ::close(fd);
  return {};
}

}  // namespace

Result<std::string> put_attachment_file(const std::string& folder, std::string_view bytes) {
  if (bytes.size() > kAttachmentBytesMax)
    return fail(ErrorCode::range, "the attachment has more than " + std::to_string(kAttachmentBytesMax) + " bytes; split it", folder);
  const std::string digest = hex(sha256(bytes));
  if (read_attachment_file(folder, digest)) return digest;
  const std::string path = file_of(folder, digest);
  AMENDS_CHECK(make_folder(folder));
  AMENDS_CHECK(make_folder(folder + "/" + digest.substr(0, 2)));
  std::string beside;
  if (auto written = write_and_sync(path, bytes, beside); !written) {
    if (!beside.empty()) ::unlink(beside.c_str());
    return std::move(written).error();
  }
  if (::rename(beside.c_str(), path.c_str()) != 0) {
    auto error = disk_error("cannot rename the attachment into place", path);
    ::unlink(beside.c_str());
    return error;
  }
  AMENDS_CHECK(sync_folder(folder + "/" + digest.substr(0, 2)));
  return digest;
}

Result<std::string> read_attachment_file(const std::string& folder, std::string_view sha256_hex) {
  if (!is_digest_hex(sha256_hex))
    return fail(ErrorCode::invalid_argument, "an attachment is named by 64 lower-case hexadecimal digits, not '" + std::string(sha256_hex.substr(0, 80)) + "'");
  const std::string path = file_of(folder, sha256_hex);
  auto bytes = read_file(path, kAttachmentBytesMax);
  if (!bytes) {
    if (bytes.error().code == ErrorCode::not_found) return fail(ErrorCode::not_found, "there is no attachment of that digest; copy the folder of attachments beside the journal", path);
    return bytes;
  }
  if (hex(sha256(*bytes)) != sha256_hex) return fail(ErrorCode::corrupt, "the attachment was changed: its bytes do not match its name. Restore it from a copy", path);
  return bytes;
}

Result<void> check_attachment_files(const std::string& folder, const std::function<void(std::string)>& fault) {
  namespace fs = std::filesystem;
  std::error_code ec;
  if (!fs::exists(folder, ec)) return {};
  for (fs::recursive_directory_iterator at(folder, ec), end; !ec && at != end; at.increment(ec)) {
    if (!at->is_regular_file(ec)) continue;
    const auto name = at->path().filename().string();
    if (name.find(kBeside) != std::string::npos) continue;
    const auto expected = at->path().parent_path().filename().string() + name;
    const auto digest = sha256_file(at->path().string());
    if (!digest) fault("the attachment " + at->path().string() + " cannot be read: " + digest.error().message);
    else if (hex(*digest) != expected) fault("the attachment " + at->path().string() + " was changed: its bytes do not match its name");
  }
  if (ec) return fail(ErrorCode::io, "cannot list the folder of attachments: " + ec.message(), folder);
  return {};
}

Result<std::int64_t> copy_attachment_files(const std::string& from, const std::string& to) {
  namespace fs = std::filesystem;
  std::int64_t copied = 0;
  std::error_code ec;
  if (!fs::exists(from, ec)) return copied;
  for (fs::recursive_directory_iterator at(from, ec), end; !ec && at != end; at.increment(ec)) {
    const auto name = at->path().filename().string();
    if (!at->is_regular_file(ec) || name.find(kBeside) != std::string::npos) continue;
    const auto digest = at->path().parent_path().filename().string() + name;
    if (!is_digest_hex(digest)) continue;
    const auto target = file_of(to, digest);
    if (const auto there = sha256_file(target); there && hex(*there) == digest) continue;
    AMENDS_CHECK(make_folder(to));
    AMENDS_CHECK(make_folder(to + "/" + digest.substr(0, 2)));
    const auto beside = target + std::string(kBeside) + std::to_string(::getpid()) + ".copy";
    ::unlink(beside.c_str());
    AMENDS_TRY(const auto made, copy_file_durably(at->path().string(), beside));
    if (hex(made) != digest) {
      ::unlink(beside.c_str());
      return fail(ErrorCode::corrupt, "the attachment was changed: its bytes do not match its name. Restore it from a copy, or move it away", at->path().string());
    }
    if (::rename(beside.c_str(), target.c_str()) != 0) return disk_error("cannot rename the attachment into place", target);
    AMENDS_CHECK(sync_folder(to + "/" + digest.substr(0, 2)));
    ++copied;
  }
  if (ec) return fail(ErrorCode::io, "cannot list the folder of attachments: " + ec.message(), from);
  return copied;
}

}  // namespace amends::store
