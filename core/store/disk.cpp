#include "store/disk.hpp"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <vector>

namespace amends::store {
namespace {

constexpr std::size_t kBlockBytes = 1u << 20;

struct Open {
  int number = -1;
  ~Open() {
    if (number >= 0) ::close(number);
  }
};

}  // namespace

Error disk_error(const std::string& what, const std::string& path) {
  const int number = errno;
  return fail(ErrorCode::io, what + ": " + std::strerror(number) + ". Check the disk and the right to write there", path);
}

Result<void> sync_folder(const std::string& path) {
  const Open folder{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (folder.number < 0) return disk_error("cannot open the folder", path);
  if (::fsync(folder.number) != 0) return disk_error("cannot write the folder to disk", path);
  return {};
}

Result<void> sync_folder_of(const std::string& path) {
  const auto folder = std::filesystem::path(path).parent_path().string();
  return sync_folder(folder.empty() ? "." : folder);
}

Result<Digest> copy_file_durably(const std::string& from, const std::string& to) {
  const Open source{::open(from.c_str(), O_RDONLY | O_CLOEXEC)};
  if (source.number < 0) return disk_error("cannot read the file", from);
  const Open target{::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644)};
  if (target.number < 0) return disk_error("cannot make the file", to);
  const auto given_up = [&](const char* what, const std::string& path) {
    auto error = disk_error(what, path);
    ::unlink(to.c_str());
    return error;
  };
  std::vector<char> block(kBlockBytes);
  Sha256 hasher;
  while (true) {
    const auto n = ::read(source.number, block.data(), block.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return given_up("cannot read the file", from);
    if (n == 0) break;
    hasher.add(std::string_view(block.data(), static_cast<std::size_t>(n)));
    for (ssize_t done = 0; done < n;) {
      const auto written = ::write(target.number, block.data() + done, static_cast<std::size_t>(n - done));
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return given_up("cannot write the file", to);
      done += written;
    }
  }
  if (::fsync(target.number) != 0) return given_up("cannot write the file to disk", to);
  return hasher.finish();
}

}  // namespace amends::store
