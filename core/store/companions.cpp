#include "store/companions.hpp"

#include <filesystem>
#include <fstream>

namespace amends::store {
namespace {

namespace fs = std::filesystem;

/// Where a write to `path` would land: links are followed, also those that lead to nothing yet. Empty when they turn in a circle.
fs::path landing(const fs::path& path) {
  constexpr int kLinksMax = 40;
  std::error_code ec;
  auto at = fs::absolute(path, ec);
  for (int i = 0; i < kLinksMax && fs::is_symlink(fs::symlink_status(at, ec)); ++i) {
    const auto to = fs::read_symlink(at, ec);
    at = to.is_absolute() ? to : at.parent_path() / to;
  }
  auto whole = fs::weakly_canonical(at, ec).lexically_normal();
  if (!whole.has_filename()) whole = whole.parent_path();  // "folder/"
  return whole;
}

bool is_database(const fs::path& file) {
  constexpr std::string_view kBegin = "SQLite format 3";
  std::error_code ec;
  if (!fs::is_regular_file(file, ec)) return false;
  char first[kBegin.size()] = {};
  std::ifstream in(file, std::ios::binary);
  return in.read(first, sizeof first) && std::string_view(first, sizeof first) == kBegin;
}

/// The path is the file or lies in it.
bool within(const fs::path& path, const fs::path& folder) {
  for (auto at = path; !at.empty(); at = at.parent_path()) {
    if (at == folder) return true;
    if (at == at.parent_path()) break;
  }
  return false;
}

}  // namespace

Result<void> check_output(const std::string& database, const std::string& path) {
  if (path.empty() || path == "-" || path.find('\0') != std::string::npos) return {};  // whoever opens it says what is wrong
  const auto refused = [&] { return fail(ErrorCode::refused, "this is the journal itself, or one of the files that belong to it (its record of reads, its lock, its attachments); name another file for the output", path); };
  std::error_code ec;
  const auto target = landing(path);
  if (!database.empty()) {
    const auto journal = landing(database);
    const auto is = [&](const fs::path& file) { return within(target, file) || (fs::equivalent(path, file, ec) && !ec); };
    if (is(journal)) return refused();
    for (const auto suffix : kCompanions)
      if (is(journal.string() + std::string(suffix)) || is(fs::absolute(database, ec).lexically_normal().string() + std::string(suffix))) return refused();
  }
  // Beside any journal. Its folder of attachments may be anywhere up the path.
  for (auto at = target; at.has_relative_path(); at = at.parent_path()) {
    const auto name = at.string();
    for (const auto suffix : kCompanions)
      if ((at == target || suffix == ".files") && name.size() > suffix.size() && name.ends_with(suffix) && is_database(name.substr(0, name.size() - suffix.size()))) return refused();
  }
  return {};
}

}  // namespace amends::store
