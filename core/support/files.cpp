#include "support/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace amends {
namespace {

Error system_error(const std::string& what, const std::string& path) {
  const int number = errno;
  return fail(number == ENOENT ? ErrorCode::not_found : ErrorCode::io, what + ": " + std::strerror(number), path);
}

/// Closes a descriptor on every path out.
struct Descriptor {
  int fd = -1;
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
};

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t bytes_max) {
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.fd < 0) return system_error("cannot open the file", path);
  struct stat info {};
  if (::fstat(file.fd, &info) == 0 && S_ISDIR(info.st_mode)) return fail(ErrorCode::io, "this is a folder, not a file", path);
  std::string out;
  char buffer[1 << 16];
  while (true) {
    const auto n = ::read(file.fd, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return system_error("cannot read the file", path);
    if (n == 0) return out;
    out.append(buffer, static_cast<std::size_t>(n));
    if (out.size() > bytes_max) return fail(ErrorCode::range, "the file is larger than " + std::to_string(bytes_max) + " bytes; split it", path);
  }
}

Result<void> write_file(const std::string& path, std::string_view bytes) {
  const std::string beside = path + ".writing." + std::to_string(::getpid());
  {
    const Descriptor file{::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)};
    if (file.fd < 0) return system_error("cannot create the file", path);
    for (std::size_t done = 0; done < bytes.size();) {
      const auto n = ::write(file.fd, bytes.data() + done, bytes.size() - done);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) {
        auto error = system_error("cannot write the file", path);
        ::unlink(beside.c_str());
        return error;
      }
      done += static_cast<std::size_t>(n);
    }
    if (::fsync(file.fd) != 0) {
      auto error = system_error("cannot write the file to disk", path);
      ::unlink(beside.c_str());
      return error;
    }
  }
  if (::rename(beside.c_str(), path.c_str()) != 0) {
    auto error = system_error("cannot rename the new file into place", path);
    ::unlink(beside.c_str());
    return error;
  }
  return {};
}

}  // namespace amends
