#pragma once
// One SQLite connection with its prepared statements, and SQLite's answers as sentences. Private to core/store.
// Thread: one at a time for a connection.
#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "support/hash.hpp"
#include "support/result.hpp"

namespace amends::store {

/// What SQLite said, as an error that names the path and what to do. `doing` completes "while ...": "writing a turn".
[[nodiscard]] Error sqlite_error(int code, std::string_view sqlite_text, const std::string& path, std::string_view doing);

/// One use of a prepared statement: bind in order, step, read columns. Resets the statement at the end of its life.
/// Bound texts are borrowed: they must live until the Query is gone.
class Query {
 public:
  explicit Query(sqlite3_stmt* statement) : statement_(statement) {}
  ~Query() { sqlite3_reset(statement_); }
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  Query& integer(std::int64_t value) { sqlite3_bind_int64(statement_, ++bound_, value); return *this; }
  Query& text(std::string_view value) {
    // An empty view may have no pointer, which SQLite would store as NULL.
    sqlite3_bind_text(statement_, ++bound_, value.data() ? value.data() : "", static_cast<int>(value.size()), SQLITE_STATIC);
    return *this;
  }
  Query& bytes(std::string_view value) {
    sqlite3_bind_blob(statement_, ++bound_, value.data() ? value.data() : "", static_cast<int>(value.size()), SQLITE_STATIC);
    return *this;
  }
  Query& digest(const Digest& value) { sqlite3_bind_blob(statement_, ++bound_, value.data(), static_cast<int>(value.size()), SQLITE_STATIC); return *this; }
  Query& null() { sqlite3_bind_null(statement_, ++bound_); return *this; }
  Query& text_or_null(std::string_view value) { return value.empty() ? null() : text(value); }

  /// SQLITE_ROW, SQLITE_DONE or an error code.
  int step() { return sqlite3_step(statement_); }

  [[nodiscard]] std::int64_t integer_at(int column) const { return sqlite3_column_int64(statement_, column); }
  /// Borrowed until the next step.
  [[nodiscard]] std::string_view text_at(int column) const {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return data ? std::string_view(data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))) : std::string_view{};
  }
  [[nodiscard]] std::string_view bytes_at(int column) const {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return data ? std::string_view(data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))) : std::string_view{};
  }
  [[nodiscard]] bool null_at(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  /// False when the column holds anything but 32 bytes.
  bool digest_at(int column, Digest& out) const;

 private:
  sqlite3_stmt* statement_;
  int bound_ = 0;
};

struct ConnectOptions {
  bool writable = false;
  bool create = false;
  bool immutable = false;       ///< nobody else may change the file while it is open: no locks, no -wal and -shm made
  std::int64_t cache_kib = 2048;
  std::string vfs;              ///< empty: the system's
};

class Connection {
 public:
  /// `file` is absolute; `shown` is the path as the caller spelled it, for sentences. Nothing of the file is read yet.
  [[nodiscard]] static Result<std::unique_ptr<Connection>> open(const std::string& file, const std::string& shown, const ConnectOptions& options);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Prepares once; `sql` is a literal (its address is the key). nullptr on an error, which `failure` then tells.
  [[nodiscard]] sqlite3_stmt* statement(const char* sql);
  /// Statements without rows.
  Result<void> run(const char* sql, std::string_view doing);
  /// The error of the last call that failed.
  [[nodiscard]] Error failure(std::string_view doing) const;
  [[nodiscard]] int code() const { return sqlite3_extended_errcode(db_); }
  [[nodiscard]] bool in_transaction() const { return sqlite3_get_autocommit(db_) == 0; }
  [[nodiscard]] sqlite3* handle() const { return db_; }
  [[nodiscard]] const std::string& shown() const { return shown_; }

 private:
  Connection(sqlite3* db, std::string shown) : db_(db), shown_(std::move(shown)) {}
  sqlite3* db_;
  std::string shown_;
  std::unordered_map<const char*, sqlite3_stmt*> statements_;
};

}  // namespace amends::store
