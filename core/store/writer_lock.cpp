#include "store/writer_lock.hpp"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

namespace amends::store {
namespace {

/// "amends run" of "amends run (pid 123)": the lock file keeps the number apart.
std::string program_of(const std::string& holder) {
  if (holder.empty()) return program_invocation_short_name;
  std::string out = holder.substr(0, holder.find(" (pid "));
  std::replace_if(out.begin(), out.end(), [](unsigned char c) { return c < 0x20; }, ' ');
  return out;
}

Error held_by(const std::string& lock_path, const std::string& shown) {
  char buffer[512];
  std::string text;
  if (const int fd = ::open(lock_path.c_str(), O_RDONLY | O_CLOEXEC); fd >= 0) {
    if (const auto n = ::read(fd, buffer, sizeof buffer); n > 0) text.assign(buffer, static_cast<std::size_t>(n));
    ::close(fd);
  }
  // "123, amends run, 2026-03-02T01:00:00Z"; the program may hold commas, the ends do not.
  text = text.substr(0, text.find('\n'));
  const auto first = text.find(", "), last = text.rfind(", ");
  std::string who = "another program";
  if (first != std::string::npos && first < last)
    who = text.substr(first + 2, last - first - 2) + " (pid " + text.substr(0, first) + ", since " + text.substr(last + 2) + ")";
  return fail(ErrorCode::busy, "the journal is open for writing by " + who + "; wait for it or stop it", shown);
}

}  // namespace

Result<std::unique_ptr<WriterLock>> WriterLock::take(const std::string& database, const std::string& shown, const std::string& holder, Instant now) {
  const std::string path = database + ".lock";
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (fd < 0) {
    const int number = errno;
    if (number == ELOOP) return fail(ErrorCode::io, "the lock file " + path + " is a symbolic link, and writing into it would empty another file; remove the link", shown);
    return fail(ErrorCode::io,
                "cannot make or open the lock file " + path + " (" + std::strerror(number) +
                    "): writing needs the right to write the folder. Open the journal read-only, or give this user that right",
                shown);
  }
  std::unique_ptr<WriterLock> lock(new WriterLock(fd));
  struct flock range {};
  range.l_type = F_WRLCK;
  range.l_whence = SEEK_SET;
  if (::fcntl(fd, F_OFD_SETLK, &range) != 0) {
    const int number = errno;
    if (number == EAGAIN || number == EACCES) {
      ::close(fd);
      lock->descriptor_ = -1;
      return held_by(path, shown);
    }
    return fail(ErrorCode::io, "this file system gives no lock on " + path + " (" + std::strerror(number) + "): keep the journal on a local disk", shown);
  }
  // The words are for people; the lock holds without them, so a full disk here is no reason to refuse.
  const std::string text = std::to_string(::getpid()) + ", " + program_of(holder) + ", " + format_instant({now.us / 1'000'000 * 1'000'000}) + "\n";
  if (::ftruncate(fd, 0) != 0 || ::pwrite(fd, text.data(), text.size(), 0) < 0) return lock;
  return lock;
}

WriterLock::~WriterLock() {
  if (descriptor_ < 0) return;
  // The file stays: removing it would let two programs lock two files of one name.
  [[maybe_unused]] const int emptied = ::ftruncate(descriptor_, 0);
  ::close(descriptor_);
}

}  // namespace amends::store
