#include "store/outbox.hpp"

#include <algorithm>
#include <memory>

namespace amends::store {
namespace {

constexpr std::string_view kReading = "reading the outbox";
constexpr std::string_view kWriting = "writing the outbox";

#define AMENDS_OUTBOX_COLUMNS \
  "SELECT c.id, o.key, o.seq, o.kind, o.recipient, o.status, o.added_at, o.ready_at, o.failures, o.lease_until, o.handed_out FROM outbox o JOIN case_row c ON c.no = o.case_no"

Result<std::vector<OutboxRow>> rows_of(Query& query, Connection& db, std::string_view doing) {
  std::vector<OutboxRow> out;
  int rc = 0;
  while ((rc = query.step()) == SQLITE_ROW) {
    OutboxRow row;
    row.case_id = query.text_at(0);
    row.key = query.text_at(1);
    row.seq = query.integer_at(2);
    row.kind = query.text_at(3);
    row.recipient = query.text_at(4);
    row.status = query.text_at(5);
    row.added_at = {query.integer_at(6)};
    row.ready_at = {query.integer_at(7)};
    row.failures = static_cast<std::int32_t>(query.integer_at(8));
    if (!query.null_at(9)) row.lease_until = Instant{query.integer_at(9)};
    row.handed_out = query.integer_at(10);
    out.push_back(std::move(row));
  }
  if (rc != SQLITE_DONE) return db.failure(doing);
  return out;
}

}  // namespace

Result<std::vector<OutboxRow>> read_outbox(Connection& db, const OutboxFilter& filter) {
  std::string sql = AMENDS_OUTBOX_COLUMNS " WHERE 1";
  if (!filter.case_id.empty()) sql += " AND c.id = ?";
  if (!filter.kind.empty()) sql += " AND o.kind = ?";
  if (!filter.status.empty()) sql += " AND o.status = ?";
  sql += " ORDER BY o.ready_at, o.case_no, o.seq, o.key LIMIT ?";
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(db.handle(), sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) return db.failure(kReading);
  const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> owned(statement, sqlite3_finalize);
  Query query(statement);
  if (!filter.case_id.empty()) query.text(filter.case_id);
  if (!filter.kind.empty()) query.text(filter.kind);
  if (!filter.status.empty()) query.text(filter.status);
  query.integer(std::max<std::int64_t>(filter.limit, 0));
  return rows_of(query, db, kReading);
}

Result<std::vector<OutboxRow>> read_outbox_of(Connection& db, std::int64_t case_no) {
  Query query(db.statement(AMENDS_OUTBOX_COLUMNS " WHERE o.case_no = ? ORDER BY o.key"));
  query.integer(case_no);
  return rows_of(query, db, kReading);
}

Result<std::optional<Instant>> read_next_outbox(Connection& db, std::string_view kind) {
  Query query(db.statement("SELECT max(ready_at, coalesce(lease_until, 0)) AS next FROM outbox WHERE status = 'open' AND (?1 = '' OR kind = ?1) ORDER BY next LIMIT 1"));
  query.text(kind);
  const int rc = query.step();
  if (rc == SQLITE_DONE) return std::optional<Instant>{};
  if (rc != SQLITE_ROW) return db.failure(kReading);
  return std::optional<Instant>(Instant{query.integer_at(0)});
}

Result<std::vector<OutboxRow>> lease_rows(Connection& db, Instant now, Instant until, std::string_view kind, std::int64_t limit) {
  std::vector<OutboxRow> rows;
  {
    Query query(db.statement(AMENDS_OUTBOX_COLUMNS " WHERE o.status = 'open' AND o.ready_at <= ?1 AND coalesce(o.lease_until, 0) <= ?1 AND (?2 = '' OR o.kind = ?2)"
                                                   " ORDER BY o.ready_at, o.case_no, o.seq, o.key LIMIT ?3"));
    query.integer(now.us).text(kind).integer(std::max<std::int64_t>(limit, 0));
    AMENDS_TRY(rows, rows_of(query, db, kReading));
  }
  for (auto& row : rows) {
    Query lease(db.statement("UPDATE outbox SET lease_until = ?, handed_out = handed_out + 1 WHERE case_no = (SELECT no FROM case_row WHERE id = ?) AND key = ?"));
    if (lease.integer(until.us).text(row.case_id).text(row.key).step() != SQLITE_DONE) return db.failure(kWriting);
    row.lease_until = until;
    ++row.handed_out;
  }
  return rows;
}

Result<void> write_outbox(Connection& db, std::int64_t case_no, const Projection& projection) {
  for (const auto& key : projection.outbox_removed) {
    Query remove(db.statement("DELETE FROM outbox WHERE case_no = ? AND key = ?"));
    if (remove.integer(case_no).text(key).step() != SQLITE_DONE) return db.failure(kWriting);
  }
  for (const auto& row : projection.outbox_set) {
    // A failure that was told, and a person who says that it is delivered again, end the lease.
    Query put(db.statement("INSERT INTO outbox(case_no, key, seq, kind, recipient, status, added_at, ready_at, failures) VALUES(?,?,?,?,?,?,?,?,?)"
                           " ON CONFLICT(case_no, key) DO UPDATE SET seq = excluded.seq, kind = excluded.kind, recipient = excluded.recipient, status = excluded.status,"
                           " added_at = excluded.added_at, lease_until = CASE WHEN excluded.failures = failures AND status <> 'parked' THEN lease_until END,"
                           " handed_out = CASE WHEN excluded.failures = failures AND status <> 'parked' THEN handed_out ELSE 0 END,"
                           " ready_at = excluded.ready_at, failures = excluded.failures"));
    put.integer(case_no).text(row.key).integer(row.seq).text(row.kind).text(row.recipient).text(row.status).integer(row.added_at.us).integer(row.ready_at.us).integer(row.failures);
    if (put.step() != SQLITE_DONE) return db.failure(kWriting);
  }
  return {};
}

#undef AMENDS_OUTBOX_COLUMNS

}  // namespace amends::store
