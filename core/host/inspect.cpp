#include "host/inspect.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <chrono>
#include <cstring>

#include "host/boundary.hpp"
#include "host/library.hpp"
#include "support/hash.hpp"
#include "support/json.hpp"

extern char** environ;

namespace amends::host {
namespace {

constexpr int kFindings = 3;                       // the child's descriptor for its findings; 0, 1 and 2 belong to the library
constexpr std::size_t kFindingsMax = 4u << 20;
constexpr rlim_t kChildSeconds = 5;                // of processor time

class Pipe {
 public:
  Pipe() { open_ = ::pipe2(ends_, O_CLOEXEC) == 0; }
  ~Pipe() { close_write(); if (open_) ::close(ends_[0]); }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  [[nodiscard]] bool is_open() const { return open_; }
  [[nodiscard]] int read_end() const { return ends_[0]; }
  [[nodiscard]] int write_end() const { return ends_[1]; }
  void close_write() {
    if (open_ && ends_[1] >= 0) ::close(ends_[1]);
    ends_[1] = -1;
  }

 private:
  int ends_[2] = {-1, -1};
  bool open_ = false;
};

void write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const auto n = ::write(fd, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;  // the parent has gone: nobody is left to tell
    text.remove_prefix(static_cast<std::size_t>(n));
  }
}

/// Reads to the end, or until the time is up; true at the end.
bool read_until(int fd, std::chrono::steady_clock::time_point end, std::string& out) {
  char buffer[1 << 14];
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
    if (left <= 0) return false;
    pollfd wait{fd, POLLIN, 0};
    const int ready = ::poll(&wait, 1, static_cast<int>(left));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return false;
    const auto n = ::read(fd, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0 || out.size() > kFindingsMax) return true;
    out.append(buffer, static_cast<std::size_t>(n));
  }
}

}  // namespace

Result<Inspection> inspect_in_child(const std::string& program, const std::string& path, std::int64_t limit_ms) {
  AMENDS_TRY(const auto digest, sha256_file(path));
  Pipe pipe;
  if (!pipe.is_open()) return fail(ErrorCode::io, std::string("no pipe can be made: ") + std::strerror(errno), path);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  // A pipe end that is number 3 already would keep its close-on-exec mark through dup2; addopen above leaves 3 free in every other case.
  int write_end = pipe.write_end();
  if (write_end == kFindings) write_end = ::fcntl(write_end, F_DUPFD_CLOEXEC, kFindings + 1);
  posix_spawn_file_actions_adddup2(&actions, write_end, kFindings);
  std::string verb(kInspectVerb);
  char* arguments[] = {const_cast<char*>(program.c_str()), verb.data(), const_cast<char*>(path.c_str()), nullptr};
  pid_t child = 0;
  const int failed = ::posix_spawn(&child, program.c_str(), &actions, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  if (write_end != pipe.write_end()) ::close(write_end);
  pipe.close_write();
  if (failed != 0) return fail(ErrorCode::io, "the program for looking into plugins cannot be started: " + std::string(std::strerror(failed)), program);

  std::string findings;
  const bool whole = read_until(pipe.read_end(), std::chrono::steady_clock::now() + std::chrono::milliseconds(limit_ms), findings);
  if (!whole) ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {}
  if (!whole) return fail(ErrorCode::deadline, "the library did not come back within " + std::to_string(limit_ms) + " ms while it was looked into and was stopped; do not trust it", path);
  if (WIFSIGNALED(status)) return fail(ErrorCode::corrupt, "the library crashed (signal " + std::to_string(WTERMSIG(status)) + ") while it was looked into; do not trust it", path);

  const auto parsed = json::parse(findings);
  if (!parsed) return fail(ErrorCode::corrupt, "the library ended the process that looked into it; do not trust it", path);
  if (const auto code = json::text_at(*parsed, "code"); !code.empty()) return fail(code_from_name(code), std::string(json::text_at(*parsed, "message")), path);
  Inspection out;
  out.sha256 = hex(digest);
  out.abi_version = static_cast<std::uint32_t>(json::integer_at(*parsed, "abi"));
  out.manifest_text = std::string(json::text_at(*parsed, "manifest"));
  AMENDS_TRY(out.manifest, parse_manifest(out.manifest_text, path));
  return out;
}

int inspect_child(const std::string& path) {
  const rlimit cpu{kChildSeconds, kChildSeconds}, none{0, 0};
  ::setrlimit(RLIMIT_CPU, &cpu);
  ::setrlimit(RLIMIT_CORE, &none);
  const auto tell = [](const Error& error) {
    write_all(kFindings, json::write(json::Object{{"code", code_name(error.code)}, {"message", error.message}}));
    return 1;
  };
  const auto library = open_library(path, path);
  if (!library) return tell(library.error());
  const auto plugin = plugin_table(*library, path);
  if (!plugin) return tell(plugin.error());
  write_all(kFindings, json::write(json::Object{{"abi", library->abi_version}, {"manifest", from_c((*plugin)->manifest)}}));
  return 0;
}

}  // namespace amends::host
