#include "store/sqlite.hpp"

#include <cstring>

namespace amends::store {
namespace {

/// "file:" address of an absolute path: '%', '?' and '#' mean something in it.
std::string file_address(const std::string& file, std::string_view parameters) {
  std::string out = "file:";
  for (char c : file) {
    if (c == '%') out += "%25";
    else if (c == '?') out += "%3f";
    else if (c == '#') out += "%23";
    else out += c;
  }
  out += parameters;
  return out;
}

constexpr int kBusyWaitMs = 5000;  // for another program that looks at the file with its own SQLite; our own readers never block

}  // namespace

Error sqlite_error(int code, std::string_view sqlite_text, const std::string& path, std::string_view doing) {
  const std::string during = " while " + std::string(doing);
  const std::string said = " (SQLite: " + std::string(sqlite_text) + ")";
  switch (code & 0xFF) {
    case SQLITE_FULL:
      return fail(ErrorCode::io, "the disk is full" + during + "; nothing of it was stored and all that was stored before is whole. Free some space and try again", path);
    case SQLITE_READONLY:
      return fail(ErrorCode::io, "the journal cannot be written" + during + ": the file, its folder or the file system is read-only" + said +
                                     ". Open it read-only, or give this user the right to write", path);
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return fail(ErrorCode::io, "the journal cannot be opened" + during + said +
                                     ". Check that this user may read the file, and write its folder unless it is opened read-only", path);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return fail(ErrorCode::busy, "another program (a database tool?) holds the journal" + during + ". Close it there and try again", path);
    case SQLITE_CORRUPT:
      return fail(ErrorCode::corrupt, "the journal is damaged or cut off" + during + said +
                                          ". Restore it from a snapshot; nothing was changed in it", path);
    case SQLITE_NOTADB:
      return fail(ErrorCode::corrupt, "this is not an Amends journal: the file is no SQLite database" + said + ". Check the path, or restore the file from a snapshot", path);
    case SQLITE_IOERR:
      return fail(ErrorCode::io, "the disk failed" + during + said + ". Check the disk and its cabling or mount, then try again", path);
    case SQLITE_NOMEM:
      return fail(ErrorCode::unavailable, "there is not enough memory" + during + ". Close other programs and try again", path);
    case SQLITE_INTERRUPT:
      return fail(ErrorCode::cancelled, "cancelled" + during, path);
    case SQLITE_TOOBIG:
      return fail(ErrorCode::range, "a value is larger than SQLite takes" + during, path);
    default:
      return fail(ErrorCode::internal, "SQLite refused" + during + " with code " + std::to_string(code) + said, path);
  }
}

bool Query::digest_at(int column, Digest& out) const {
  const auto bytes = bytes_at(column);
  if (bytes.size() != out.size()) return false;
  std::memcpy(out.data(), bytes.data(), out.size());
  return true;
}

Result<std::unique_ptr<Connection>> Connection::open(const std::string& file, const std::string& shown, const ConnectOptions& options) {
  // NOMUTEX: a connection belongs to one thread at a time here, SQLite need not check it again.
  int flags = SQLITE_OPEN_NOMUTEX | (options.writable ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY);
  if (options.create) flags |= SQLITE_OPEN_CREATE;
  if (options.immutable) flags |= SQLITE_OPEN_URI;
  const std::string name = options.immutable ? file_address(file, "?immutable=1") : file;
  sqlite3* db = nullptr;
  const int rc = sqlite3_open_v2(name.c_str(), &db, flags, options.vfs.empty() ? nullptr : options.vfs.c_str());
  std::unique_ptr<Connection> connection(new Connection(db, shown));
  if (rc != SQLITE_OK) return sqlite_error(rc, db ? sqlite3_errmsg(db) : sqlite3_errstr(rc), shown, "opening it");
  sqlite3_extended_result_codes(db, 1);
  sqlite3_busy_timeout(db, kBusyWaitMs);
  AMENDS_CHECK(connection->run(("PRAGMA cache_size=-" + std::to_string(options.cache_kib)).c_str(), "opening it"));
  return connection;
}

Connection::~Connection() {
  for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close_v2(db_);
}

sqlite3_stmt* Connection::statement(const char* sql) {
  auto& held = statements_[sql];
  if (!held) sqlite3_prepare_v3(db_, sql, -1, SQLITE_PREPARE_PERSISTENT, &held, nullptr);
  return held;
}

Result<void> Connection::run(const char* sql, std::string_view doing) {
  if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return failure(doing);
  return {};
}

Error Connection::failure(std::string_view doing) const { return sqlite_error(code(), sqlite3_errmsg(db_), shown_, doing); }

}  // namespace amends::store
