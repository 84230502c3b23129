#include "store/backup.hpp"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <cstring>
#include <filesystem>

#include "store/attachments.hpp"
#include "store/companions.hpp"
#include "store/disk.hpp"
#include "store/reads.hpp"
#include "support/files.hpp"

namespace amends::store {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMaking = ".making.";       ///< and the pid: a backup that is not finished
constexpr std::size_t kAboutBytesMax = 1u << 20;

std::string absolute(const std::string& path) {
  std::error_code ec;
  auto out = fs::absolute(path, ec).lexically_normal().string();
  while (out.size() > 1 && out.back() == '/') out.pop_back();
  return out;
}

/// Takes away what runs left that were killed: their process is gone.
void clear_remains(const fs::path& folder) {
  const auto begins = folder.filename().string() + std::string(kMaking);
  std::error_code ec;
  for (const auto& entry : fs::directory_iterator(folder.parent_path(), ec)) {
    const auto name = entry.path().filename().string();
    if (!name.starts_with(begins)) continue;
    pid_t pid = 0;
    const auto digits = std::string_view(name).substr(begins.size());
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), pid);
    if (error != std::errc() || end != digits.data() + digits.size() || pid <= 0) continue;
    if (pid != ::getpid() && (::kill(pid, 0) == 0 || errno != ESRCH)) continue;
    std::error_code ignored;
    fs::remove_all(entry.path(), ignored);
  }
}

Error taken(const std::string& folder) { return fail(ErrorCode::already_exists, "there is something of this name already; name a new folder for the backup", folder); }

json::Object about_json(const Backup& about) {
  json::Object out{{"backup", kBackupFormat},
                   {"made_at", format_instant(about.made_at)},
                   {"cases", about.cases},
                   {"events", about.events},
                   {"newest", json::Object{{"no", about.head.no}, {"hash", hex(about.head.hash)}}},
                   {"journal", json::Object{{"sha256", hex(about.journal)}}},
                   {"reads", nullptr},
                   {"attachments", about.attachments}};
  if (about.reads_file) out["reads"] = json::Object{{"sha256", hex(*about.reads_file)}, {"rows", about.reads}, {"head", hex(about.reads_head)}};
  return out;
}

/// The members of backup.json; errors name them.
class About {
 public:
  About(const json::Value& value, const std::string& file) : value_(value), file_(file) {}
  [[nodiscard]] Result<std::int64_t> number(const char* path) const {
    std::int64_t out = 0;
    const auto* found = json::find(value_, path);
    if (!found || !json::as_integer(*found, out) || out < 0) return wrong(path, "a number that is not negative");
    return out;
  }
  [[nodiscard]] Result<Digest> digest(const char* path) const {
    const auto bytes = from_hex(json::text_at(value_, path));
    Digest out{};
    if (!bytes || bytes->size() != out.size()) return wrong(path, "64 hexadecimal digits");
    std::memcpy(out.data(), bytes->data(), out.size());
    return out;
  }
  [[nodiscard]] Result<Instant> instant(const char* path) const {
    auto at = parse_instant(json::text_at(value_, path));
    if (!at) return wrong(path, "an instant");
    return at;
  }

 private:
  [[nodiscard]] Error wrong(const char* path, const char* what) const { return fail(ErrorCode::schema, "this must be " + std::string(what) + ": the file was changed or is of something else", file_ + " " + path); }
  const json::Value& value_;
  const std::string& file_;
};

Result<Backup> about_from(const json::Value& value, const std::string& file) {
  const About given(value, file);
  AMENDS_TRY(const auto format, given.number("backup"));
  if (format > kBackupFormat) return fail(ErrorCode::unsupported, "the backup is of the newer form " + std::to_string(format) + "; restore it with the release of Amends that made it", file);
  Backup out;
  AMENDS_TRY(out.made_at, given.instant("made_at"));
  AMENDS_TRY(out.cases, given.number("cases"));
  AMENDS_TRY(out.events, given.number("events"));
  AMENDS_TRY(out.head.no, given.number("newest.no"));
  AMENDS_TRY(out.head.hash, given.digest("newest.hash"));
  AMENDS_TRY(out.journal, given.digest("journal.sha256"));
  AMENDS_TRY(out.attachments, given.number("attachments"));
  if (json::is_null(json::find(value, "reads"))) return out;
  AMENDS_TRY(out.reads, given.number("reads.rows"));
  AMENDS_TRY(out.reads_head, given.digest("reads.head"));
  AMENDS_TRY(out.reads_file, given.digest("reads.sha256"));
  return out;
}

Result<void> same_bytes(const std::string& file, const Digest& digest) {
  AMENDS_TRY(const auto is, sha256_file(file));
  if (is == digest) return {};
  return fail(ErrorCode::corrupt, "the file was changed since the backup was made; use another backup", file);
}

}  // namespace

BackupInMaking::BackupInMaking(BackupInMaking&& other) noexcept : folder_(std::move(other.folder_)), beside_(std::move(other.beside_)), attachments_(other.attachments_) { other.beside_.clear(); }

BackupInMaking::~BackupInMaking() {
  std::error_code ec;
  if (!beside_.empty()) fs::remove_all(beside_, ec);
}

Result<BackupInMaking> BackupInMaking::copy(Store& store, const std::string& folder) {
  if (folder.empty()) return fail(ErrorCode::invalid_argument, "name the folder that the backup becomes");
  const auto target = absolute(folder);
  AMENDS_CHECK(store.check_output(target));
  struct stat info {};
  if (::lstat(target.c_str(), &info) == 0) return taken(folder);
  clear_remains(target);
  BackupInMaking out(target, target + std::string(kMaking) + std::to_string(::getpid()), 0);
  // It holds every text of every case: for this user alone.
  if (::mkdir(out.beside_.c_str(), 0700) != 0) {
    auto error = disk_error("cannot make the folder of the backup", folder);
    out.beside_.clear();
    return error;
  }
  AMENDS_CHECK(store.snapshot(out.journal()));
  // After the journal: every attachment that it speaks of was there before.
  std::error_code ec;
  const auto file = fs::weakly_canonical(fs::absolute(store.path(), ec), ec).string();
  AMENDS_TRY(out.attachments_, copy_attachment_files(file + ".files", out.journal() + ".files"));
  AMENDS_CHECK(ReadLog(store.path()).copy_to(out.journal() + ".reads"));
  return out;
}

Result<void> BackupInMaking::finish(Backup& about) {
  about.attachments = attachments_;
  AMENDS_TRY(about.journal, sha256_file(journal()));
  std::error_code ec;
  about.reads_file.reset();
  if (fs::exists(journal() + ".reads", ec)) {
    AMENDS_TRY(about.reads_file, sha256_file(journal() + ".reads"));
  }
  AMENDS_CHECK(write_file(beside_ + "/" + std::string(kBackupAbout), json::write_pretty(about_json(about)) + "\n"));
  AMENDS_CHECK(sync_folder(beside_));
  if (::renameat2(AT_FDCWD, beside_.c_str(), AT_FDCWD, folder_.c_str(), RENAME_NOREPLACE) != 0) {
    if (errno == EEXIST) return taken(folder_);
    // A file system that cannot promise it: a folder that came meanwhile is replaced only when it is empty.
    if (errno != EINVAL || ::rename(beside_.c_str(), folder_.c_str()) != 0) return disk_error("cannot give the backup its name", folder_);
  }
  beside_.clear();
  return sync_folder_of(folder_);
}

Result<Backup> read_backup(const std::string& folder) {
  const auto whole = absolute(folder);
  const auto file = whole + "/" + std::string(kBackupAbout);
  auto text = read_file(file, kAboutBytesMax);
  if (!text && text.error().code == ErrorCode::not_found) return fail(ErrorCode::not_found, "this is no backup: it holds no " + std::string(kBackupAbout) + "; name the folder that `amends backup` made", folder);
  if (!text) return text.error();
  const auto value = json::parse(*text);
  if (!value) return value.error().within(file);
  AMENDS_TRY(auto about, about_from(*value, file));
  const auto journal = whole + "/" + std::string(kBackupJournal);
  AMENDS_CHECK(same_bytes(journal, about.journal));
  if (about.reads_file) AMENDS_CHECK(same_bytes(journal + ".reads", *about.reads_file));
  return about;
}

}  // namespace amends::store
