#include "host/trust.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "support/files.hpp"
#include "support/hash.hpp"
#include "support/json.hpp"

namespace amends::host {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kLockFormat = 1;

std::string lock_path(const std::string& folder) { return (fs::path(folder) / kLockName).string(); }

Result<void> save(const std::string& folder, const std::map<std::string, TrustedFile>& files) {
  json::Object plugins;
  for (const auto& [name, file] : files) plugins[name] = json::Object{{"sha256", file.sha256}, {"size", file.size}};
  return write_file(lock_path(folder), json::write_pretty(json::Object{{"format", kLockFormat}, {"plugins", std::move(plugins)}}) + "\n");
}

Result<TrustedFile> measure(const std::string& file) {
  AMENDS_TRY(const auto bytes, read_file(file, kLibraryBytesMax));
  return TrustedFile{hex(sha256(bytes)), static_cast<std::int64_t>(bytes.size())};
}

/// Held while a lock file is read, changed and written; the kernel frees it when the process ends.
class FolderLock {
 public:
  explicit FolderLock(const std::string& folder) : fd_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    while (fd_ >= 0 && ::flock(fd_, LOCK_EX) != 0 && errno == EINTR) {}
  }
  ~FolderLock() {
    if (fd_ >= 0) ::close(fd_);
  }
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int fd_;
};

Error system_error(std::string what, const std::string& path) { return fail(ErrorCode::io, std::move(what) + ": " + std::strerror(errno), path); }

Result<void> check_private(const std::string& folder) {
  struct stat info {};
  if (::lstat(folder.c_str(), &info) != 0) return system_error("the private folder for plugins cannot be looked at", folder);
  if (!S_ISDIR(info.st_mode) || info.st_uid != ::geteuid() || (info.st_mode & 077) != 0)
    return fail(ErrorCode::refused, "the private folder for plugins is not a folder of this user that nobody else may enter; remove it, or name another one by XDG_RUNTIME_DIR", folder);
  return {};
}

}  // namespace

Result<std::map<std::string, TrustedFile>> read_lock(const std::string& folder) {
  std::map<std::string, TrustedFile> out;
  const auto path = lock_path(folder);
  auto text = read_file(path, 4u << 20);
  if (!text) {
    if (text.error().code == ErrorCode::not_found) return out;
    return std::move(text).error();
  }
  const auto wrong = [&](const std::string& what) { return fail(ErrorCode::schema, what + "; write the lock again with `amends plugin trust`", path); };
  auto parsed = json::parse(*text);
  if (!parsed) return parsed.error().within(path);
  if (json::integer_at(*parsed, "format") != kLockFormat) return wrong("the lock has a format that this version does not know");
  const auto* plugins = json::find(*parsed, "plugins");
  if (!plugins || !plugins->is_object()) return wrong("the lock has no object 'plugins'");
  for (const auto& row : plugins->get_object()) {
    TrustedFile file{std::string(json::text_at(row.value(), "sha256")), json::integer_at(row.value(), "size", -1)};
    if (file.sha256.size() != 64 || !from_hex(file.sha256) || file.size < 0) return wrong("the row of '" + std::string(row.key()) + "' is no SHA-256 and size");
    out.emplace(std::string(row.key()), std::move(file));
  }
  return out;
}

Result<std::vector<std::string>> write_lock(const std::string& folder) {
  const FolderLock alone(folder);
  std::map<std::string, TrustedFile> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() != ".so" || !entry.is_regular_file()) continue;
    AMENDS_TRY(auto file, measure(entry.path().string()));
    files.emplace(entry.path().filename().string(), std::move(file));
  }
  if (error) return fail(ErrorCode::io, "the plugin folder cannot be read: " + error.message(), folder);
  AMENDS_CHECK(save(folder, files));
  std::vector<std::string> names;
  for (const auto& [name, file] : files) names.push_back(name);
  return names;
}

Result<TrustedFile> trust(const std::string& file) {
  // A pipe or device would be read without end.
  if (std::error_code ec; std::filesystem::exists(file, ec) && !std::filesystem::is_regular_file(file, ec) && !std::filesystem::is_directory(file, ec))
    return fail(ErrorCode::invalid_argument, "this is no regular file; name the plugin's library", file);
  const auto path = fs::path(file);
  if (std::error_code ec; !fs::exists(file, ec)) return fail(ErrorCode::not_found, "there is no such file or folder; name a plugin's library, or the folder that holds it (a path counts from where you are)", file);
  if (path.extension() != ".so") return fail(ErrorCode::invalid_argument, "a plugin is a file that ends in .so; name one", file);
  const auto folder = path.parent_path().empty() ? std::string(".") : path.parent_path().string();
  const FolderLock alone(folder);
  AMENDS_TRY(auto measured, measure(file));
  AMENDS_TRY(auto files, read_lock(folder));
  files[path.filename().string()] = measured;
  // Rows of files that are gone only make the lock hard to read.
  std::erase_if(files, [&](const auto& row) { return !fs::exists(fs::path(folder) / row.first); });
  AMENDS_CHECK(save(folder, files));
  return measured;
}

std::string default_private_folder() {
  if (const char* runtime = std::getenv("XDG_RUNTIME_DIR"); runtime && *runtime) return std::string(runtime) + "/amends-plugins";
  const char* temporary = std::getenv("TMPDIR");
  return std::string(temporary && *temporary ? temporary : "/tmp") + "/amends-plugins-" + std::to_string(::geteuid());
}

Result<std::string> private_copy(const std::string& folder, std::string_view bytes, const std::string& sha256_hex) {
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return system_error("the private folder for plugins cannot be made", folder);
  AMENDS_CHECK(check_private(folder));
  const auto target = folder + "/" + sha256_hex + ".so";
  if (const auto known = sha256_file(target); known && hex(*known) == sha256_hex) return target;

  const auto beside = target + "." + std::to_string(::getpid());
  ::unlink(beside.c_str());
  const int fd = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0500);
  if (fd < 0) return system_error("the private copy of a plugin cannot be made", beside);
  for (std::size_t done = 0; done < bytes.size();) {
    const auto n = ::write(fd, bytes.data() + done, bytes.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      auto error = system_error("the private copy of a plugin cannot be written", beside);
      ::close(fd);
      ::unlink(beside.c_str());
      return error;
    }
    done += static_cast<std::size_t>(n);
  }
  ::close(fd);
  // A reader sees the whole file or none; two processes that copy the same bytes do no harm.
  if (::rename(beside.c_str(), target.c_str()) != 0) {
    auto error = system_error("the private copy of a plugin cannot be put in place", target);
    ::unlink(beside.c_str());
    return error;
  }
  return target;
}

}  // namespace amends::host
