#include "store/schema.hpp"

#include <array>
#include <string>

#include "store/store.hpp"

namespace amends::store {
namespace {

// Events are clustered by the order of appending, not by case: a commit touches the newest pages only (measured: 1.6 x the time by step otherwise).
// No foreign keys on any table: the writer is the only one that writes, and `verify` looks for rows without their case.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE meta(key TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO meta(key, value) VALUES('epoch', 0);

CREATE TABLE word(no INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);

CREATE TABLE case_row(
  no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, workflow INTEGER NOT NULL, definition INTEGER NOT NULL, status INTEGER NOT NULL,
  seq INTEGER NOT NULL, head BLOB NOT NULL, ref TEXT, opened_at INTEGER NOT NULL, changed_at INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0);
CREATE UNIQUE INDEX case_ref ON case_row(ref) WHERE ref IS NOT NULL;
CREATE INDEX case_status ON case_row(status);

CREATE TABLE event(
  n INTEGER PRIMARY KEY, case_no INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, actor INTEGER NOT NULL, kind INTEGER NOT NULL,
  salt BLOB, payload BLOB, hash BLOB NOT NULL, digest BLOB, UNIQUE(case_no, seq));

CREATE TABLE commit_row(no INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, at INTEGER NOT NULL, list BLOB NOT NULL, hash BLOB NOT NULL);

CREATE TABLE task(
  no INTEGER PRIMARY KEY, case_no INTEGER NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, role TEXT NOT NULL, form TEXT NOT NULL, step TEXT NOT NULL,
  title TEXT NOT NULL, opened_at INTEGER NOT NULL, due_at INTEGER, blocking INTEGER NOT NULL, status TEXT NOT NULL, answered_by TEXT NOT NULL,
  detail TEXT NOT NULL, UNIQUE(case_no, id));
CREATE INDEX task_status ON task(status, role);

CREATE TABLE timer(case_no INTEGER NOT NULL, id TEXT NOT NULL, due_at INTEGER NOT NULL, PRIMARY KEY(case_no, id)) WITHOUT ROWID;
CREATE INDEX timer_due ON timer(due_at);

CREATE TABLE wait(case_no INTEGER NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY(case_no, id)) WITHOUT ROWID;
CREATE INDEX wait_name ON wait(name, key);

CREATE TABLE attribute(case_no INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY(case_no, name)) WITHOUT ROWID;
CREATE INDEX attribute_value ON attribute(name, value);

CREATE TABLE blob(
  n INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, hash TEXT NOT NULL, bytes BLOB NOT NULL, digest BLOB NOT NULL, UNIQUE(kind, name, hash));
CREATE INDEX blob_hash ON blob(hash);
)sql";

// Keys of cases that others may ask for. Clustered by key and time: a question reads one run of rows. Cases of workflows that never ask have none.
constexpr const char* kVersion2 = R"sql(
CREATE TABLE lookup_key(
  key TEXT NOT NULL, at INTEGER NOT NULL, case_no INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY(key, at, case_no)) WITHOUT ROWID;
CREATE INDEX lookup_case ON lookup_key(case_no);
INSERT INTO meta(key, value) VALUES('lookup_salt', random() & 0x7FFFFFFFFFFFFFFF);
)sql";

// Names of attributes repeat in each case and stand in two trees: as words they take a byte or two (58 bytes less in the rows of a plain case).
constexpr const char* kVersion3 = R"sql(
INSERT INTO word(text) SELECT DISTINCT name FROM attribute WHERE name NOT IN (SELECT text FROM word);
CREATE TABLE attribute_3(case_no INTEGER NOT NULL, name INTEGER NOT NULL, value TEXT NOT NULL, PRIMARY KEY(case_no, name)) WITHOUT ROWID;
INSERT INTO attribute_3(case_no, name, value) SELECT a.case_no, w.no, a.value FROM attribute a JOIN word w ON w.text = a.name;
DROP TABLE attribute;
ALTER TABLE attribute_3 RENAME TO attribute;
CREATE INDEX attribute_value ON attribute(name, value);
)sql";

// What people have filled in of a form and not given yet. No part of the record: no hash covers it, and it goes with its task.
constexpr const char* kVersion4 = R"sql(
CREATE TABLE draft(
  no INTEGER PRIMARY KEY, case_no INTEGER NOT NULL, task TEXT NOT NULL, person TEXT NOT NULL, by TEXT NOT NULL, form TEXT NOT NULL, at INTEGER NOT NULL,
  answer TEXT NOT NULL, UNIQUE(case_no, task, person));
)sql";

// Messages that wait for their delivery; the journal keeps what they say. A row is gone when its message was acknowledged.
constexpr const char* kVersion5 = R"sql(
CREATE TABLE outbox(
  case_no INTEGER NOT NULL, key TEXT NOT NULL, seq INTEGER NOT NULL, kind TEXT NOT NULL, recipient TEXT NOT NULL, status TEXT NOT NULL, added_at INTEGER NOT NULL,
  ready_at INTEGER NOT NULL, failures INTEGER NOT NULL DEFAULT 0, lease_until INTEGER, handed_out INTEGER NOT NULL DEFAULT 0, PRIMARY KEY(case_no, key)) WITHOUT ROWID;
CREATE INDEX outbox_ready ON outbox(status, ready_at);
)sql";

constexpr std::array<Migration, 5> kMigrations{{
    {1, "the first schema", kVersion1},
    {2, "keys for questions about other cases", kVersion2},
    {3, "names of attributes as words", kVersion3},
    {4, "drafts of answers", kVersion4},
    {5, "messages that wait for their delivery", kVersion5},
}};
static_assert(kMigrations.back().version == kSchemaVersion);

Result<std::int64_t> pragma(Connection& connection, const char* sql) {
  Query query(connection.statement(sql));
  if (query.step() != SQLITE_ROW) return connection.failure("reading its header");
  return query.integer_at(0);
}

/// The schema version of the file; 0 for a file without any table.
Result<std::int32_t> file_version(Connection& connection, std::int32_t newest) {
  // A read of the tables first: it is what notices a file that is cut off or no database.
  AMENDS_TRY(const auto tables, pragma(connection, "SELECT count(*) FROM sqlite_master"));
  AMENDS_TRY(const auto application, pragma(connection, "PRAGMA application_id"));
  AMENDS_TRY(const auto version, pragma(connection, "PRAGMA user_version"));
  if (tables == 0 && application == 0 && version == 0) return 0;
  if (application != kApplicationId)
    return fail(ErrorCode::corrupt, "this is not an Amends journal: it is an SQLite file of another program. Name another path; nothing was changed in it",
                connection.shown());
  if (version > newest)
    return fail(ErrorCode::unsupported,
                "this journal has schema version " + std::to_string(version) + ", this program knows versions up to " + std::to_string(newest) +
                    ". Use the newer Amends that wrote it; nothing was changed in it",
                connection.shown());
  if (version < 1) return fail(ErrorCode::corrupt, "this journal states schema version " + std::to_string(version) + ", which never was. Restore it from a snapshot", connection.shown());
  return static_cast<std::int32_t>(version);
}

}  // namespace

std::span<const Migration> migrations() { return kMigrations; }

Result<void> migrate(Connection& connection, std::span<const Migration> list) {
  const auto newest = list.empty() ? 0 : list.back().version;
  AMENDS_TRY(const auto version, file_version(connection, newest));
  for (const auto& migration : list) {
    if (migration.version <= version) continue;
    const std::string doing = "bringing it to schema version " + std::to_string(migration.version) + " (" + std::string(migration.title) + ")";
    const std::string sql = "BEGIN IMMEDIATE;" + std::string(migration.sql) + ";PRAGMA application_id=" + std::to_string(kApplicationId) +
                            ";PRAGMA user_version=" + std::to_string(migration.version) + ";COMMIT";
    if (auto done = connection.run(sql.c_str(), doing); !done) {
      if (connection.in_transaction()) sqlite3_exec(connection.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
      return done;
    }
  }
  return {};
}

Result<void> check_schema(Connection& connection, std::int32_t newest) {
  AMENDS_TRY(const auto version, file_version(connection, newest));
  if (version == 0) return fail(ErrorCode::corrupt, "this is not an Amends journal: the file has no tables. Check the path, or restore the file from a snapshot", connection.shown());
  if (version < newest)
    return fail(ErrorCode::unsupported,
                "this journal has schema version " + std::to_string(version) + ", this program reads version " + std::to_string(newest) +
                    ". Open it once for writing, which brings it up to date",
                connection.shown());
  return {};
}

}  // namespace amends::store
