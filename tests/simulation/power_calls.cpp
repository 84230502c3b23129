// The calls that change files (in this program all by whole paths), as every part of this test program makes them: passed on to the system, and recorded for the folder that is watched. The functions
// stand in the program itself, so the loader finds them before the C library's, for SQLite's library too. fopen goes past them;
// play() compares what was recorded with the files and would show it.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cstdarg>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "simulation/power_disk.hpp"

namespace amends::simulation {
namespace {

struct Watch {
  std::mutex mutex;
  std::string folder;  ///< empty: nobody watches
  std::vector<Call> calls;
  std::map<std::string, int> names;            ///< files there are
  struct Handle { int file; std::string name; };  ///< file -1: a folder
  std::map<int, Handle> open;
  int next = 0;
};
Watch& watch() {
  static Watch one;
  return one;
}
std::atomic<bool> watching{false};
std::atomic<int> no_syncs{0};
std::string gate;  ///< the file of before_open_of; of one thread
std::function<void()> gate_call;

/// The name below the folder; false for a path elsewhere and for what is no part of the disk.
bool name_of(const char* path, std::string& name) {
  const std::string_view all(path ? path : ""), folder(watch().folder);
  if (!all.starts_with(folder) || all.ends_with("-shm") || all.ends_with(".sock")) return false;
  auto rest = all.substr(folder.size());
  if (!rest.empty() && rest.front() != '/') return false;
  while (!rest.empty() && rest.front() == '/') rest.remove_prefix(1);
  while (!rest.empty() && rest.back() == '/') rest.remove_suffix(1);
  name = rest;
  return true;
}

int opened(const char* path, int flags, mode_t mode) {
  if (!gate.empty() && gate == path) {
    gate.clear();
    std::exchange(gate_call, nullptr)();
  }
  if (!watching) return static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, flags, mode));
  auto& w = watch();
  const std::lock_guard lock(w.mutex);
  const int fd = static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, flags, mode));
  std::string name;
  if (fd < 0 || !name_of(path, name)) return fd;
  struct stat info {};
  if (::fstat(fd, &info) != 0) return fd;
  if (S_ISDIR(info.st_mode)) {
    w.open[fd] = {-1, name};
    return fd;
  }
  const auto known = w.names.find(name);
  if (known == w.names.end()) {
    const int number = w.next++;
    w.names[name] = number;
    w.open[fd] = {number, name};
    w.calls.push_back({Call::Kind::create, number, name, {}, 0, {}});
    return fd;
  }
  w.open[fd] = {known->second, name};
  if (flags & O_TRUNC) w.calls.push_back({Call::Kind::truncate, known->second, name, {}, 0, {}});
  return fd;
}

/// Records a call on an open file when it answered well.
template <class F>
auto on_file(int fd, F&& call, Call::Kind kind, std::int64_t at, const void* bytes) {
  if (!watching) return call();
  auto& w = watch();
  const std::lock_guard lock(w.mutex);
  const auto answer = call();
  const auto found = w.open.find(fd);
  if (found == w.open.end() || answer < 0) return answer;
  const auto& [file, name] = found->second;
  if (file < 0) {
    if (kind == Call::Kind::sync) w.calls.push_back({Call::Kind::sync_folder, -1, name, {}, 0, {}});
    return answer;
  }
  w.calls.push_back({kind, file, name, {}, at, kind == Call::Kind::write ? std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(answer)) : std::string{}});
  return answer;
}

/// Records a change of names when it was made.
template <class F>
int on_names(const char* from, const char* to, Call::Kind kind, F&& call) {
  if (!watching) return call();
  auto& w = watch();
  const std::lock_guard lock(w.mutex);
  const int answer = call();
  std::string name, target;
  if (answer != 0 || !name_of(from, name) || (to && !name_of(to, target))) return answer;
  const auto known = w.names.find(name);
  if (kind == Call::Kind::rename && known == w.names.end()) {  // a folder
    std::map<std::string, int> moved;
    std::erase_if(w.names, [&](const auto& one) {
      if (!one.first.starts_with(name + "/")) return false;
      moved[target + one.first.substr(name.size())] = one.second;
      return true;
    });
    w.names.merge(moved);
  }
  if (kind != Call::Kind::make_folder && known != w.names.end()) {
    if (to) w.names[target] = known->second;
    if (kind != Call::Kind::link) w.names.erase(name);
  }
  w.calls.push_back({kind, -1, name, target, 0, {}});
  return answer;
}

int synced(int fd, long number) {
  return on_file(fd, [&] { return no_syncs > 0 ? 0 : static_cast<int>(::syscall(number, fd)); }, Call::Kind::sync, 0, nullptr);
}
ssize_t written(int fd, const void* bytes, std::size_t n, std::int64_t at) {
  return on_file(fd, [&] { return static_cast<ssize_t>(::syscall(SYS_pwrite64, fd, bytes, n, at)); }, Call::Kind::write, at, bytes);
}
int cut(int fd, std::int64_t length) {
  return on_file(fd, [&] { return static_cast<int>(::syscall(SYS_ftruncate, fd, length)); }, Call::Kind::truncate, length, nullptr);
}

}  // namespace

Recorder::Recorder(std::string folder) {
  auto& w = watch();
  const std::lock_guard lock(w.mutex);
  if (watching) throw std::logic_error("one recorder at a time");
  w.folder = std::move(folder);
  w.calls.clear();
  w.names.clear();
  w.open.clear();
  w.next = 0;
  // Numbered as Disk numbers them.
  for (const auto& [name, bytes] : Image::of(w.folder).files) w.names[name] = w.next++;
  watching = true;
}
Recorder::~Recorder() { watching = false; }
std::size_t Recorder::size() const {
  const std::lock_guard lock(watch().mutex);
  return watch().calls.size();
}
std::vector<Call> Recorder::calls() const {
  const std::lock_guard lock(watch().mutex);
  return watch().calls;
}

void before_open_of(std::string path, std::function<void()> call) {
  gate = std::move(path);
  gate_call = std::move(call);
}

NoRealSyncs::NoRealSyncs() { ++no_syncs; }
NoRealSyncs::~NoRealSyncs() { --no_syncs; }

}  // namespace amends::simulation

using namespace amends::simulation;

// Seen from outside the program, or SQLite's library goes past them.
#pragma GCC visibility push(default)
extern "C" {

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const auto mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : mode_t{0};
  va_end(rest);
  return opened(path, flags, mode);
}
int open64(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const auto mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : mode_t{0};
  va_end(rest);
  return opened(path, flags, mode);
}
int close(int fd) {
  if (watching) {
    auto& w = watch();
    const std::lock_guard lock(w.mutex);
    w.open.erase(fd);
    return static_cast<int>(::syscall(SYS_close, fd));
  }
  return static_cast<int>(::syscall(SYS_close, fd));
}
ssize_t pwrite(int fd, const void* bytes, size_t n, off_t at) { return written(fd, bytes, n, at); }
ssize_t pwrite64(int fd, const void* bytes, size_t n, off64_t at) { return written(fd, bytes, n, at); }
ssize_t write(int fd, const void* bytes, size_t n) {
  const auto at = watching ? ::lseek(fd, 0, SEEK_CUR) : 0;
  return on_file(fd, [&] { return static_cast<ssize_t>(::syscall(SYS_write, fd, bytes, n)); }, Call::Kind::write, at, bytes);
}
int ftruncate(int fd, off_t length) noexcept { return cut(fd, length); }
int ftruncate64(int fd, off64_t length) noexcept { return cut(fd, length); }
int fsync(int fd) { return synced(fd, SYS_fsync); }
int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }
int rename(const char* from, const char* to) noexcept {
  return on_names(from, to, Call::Kind::rename, [&] { return static_cast<int>(::syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0)); });
}
int renameat2(int, const char* from, int, const char* to, unsigned int flags) noexcept {
  return on_names(from, to, Call::Kind::rename, [&] { return static_cast<int>(::syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, flags)); });
}
int link(const char* from, const char* to) noexcept {
  return on_names(from, to, Call::Kind::link, [&] { return static_cast<int>(::syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0)); });
}
int unlink(const char* path) noexcept {
  return on_names(path, nullptr, Call::Kind::remove, [&] { return static_cast<int>(::syscall(SYS_unlinkat, AT_FDCWD, path, 0)); });
}
int mkdir(const char* path, mode_t mode) noexcept {
  return on_names(path, nullptr, Call::Kind::make_folder, [&] { return static_cast<int>(::syscall(SYS_mkdirat, AT_FDCWD, path, mode)); });
}

}  // extern "C"
#pragma GCC visibility pop
