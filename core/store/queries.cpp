#include "store/queries.hpp"

#include <algorithm>

#include "store/outbox.hpp"

namespace amends::store {
namespace {

constexpr std::string_view kReading = "reading";

// LEFT JOIN: a case whose word is gone still lists.
#define AMENDS_CASE_COLUMNS                                                                                                                       \
  "SELECT c.id, w.text, s.text, c.seq, c.head, c.ref, d.text, c.opened_at, c.changed_at, c.attempts FROM case_row c"                              \
  " LEFT JOIN word w ON w.no = c.workflow LEFT JOIN word s ON s.no = c.status LEFT JOIN word d ON d.no = c.definition"

Result<CaseRow> case_of(const Query& query, const Connection& db) {
  CaseRow row;
  row.id = query.text_at(0);
  row.workflow = query.text_at(1);
  row.status = query.text_at(2);
  row.seq = query.integer_at(3);
  if (!query.digest_at(4, row.head)) return fail(ErrorCode::corrupt, "the case " + row.id + " has a head of the wrong size; run amends verify", db.shown());
  row.ref = query.text_at(5);
  row.definition_hash = query.text_at(6);
  row.opened_at = {query.integer_at(7)};
  row.changed_at = {query.integer_at(8)};
  row.attempts = static_cast<std::int32_t>(query.integer_at(9));
  return row;
}

/// Collects `row_of(query)` of each row; row_of gives a Result.
template <class Row, class RowOf>
Result<std::vector<Row>> collect(Query& query, Connection& db, RowOf&& row_of) {
  std::vector<Row> out;
  int rc = 0;
  while ((rc = query.step()) == SQLITE_ROW) {
    AMENDS_TRY(auto row, row_of(query));
    out.push_back(std::move(row));
  }
  if (rc != SQLITE_DONE) return db.failure(kReading);
  return out;
}

struct CasePlace {
  std::int64_t no = 0;
  std::string id;
};

Result<CasePlace> place_of(Connection& db, std::string_view case_id) {
  Query find(db.statement("SELECT no, id FROM case_row WHERE id = ?"));
  const int rc = find.text(case_id).step();
  if (rc == SQLITE_DONE) return no_such_case(case_id);
  if (rc != SQLITE_ROW) return db.failure(kReading);
  return CasePlace{find.integer_at(0), std::string(find.text_at(1))};
}

}  // namespace

Error no_such_case(std::string_view case_id) {
  return fail(ErrorCode::not_found, "there is no case of this id in the journal; amends case list shows those there are", std::string(case_id));
}

Result<CaseRow> read_case(Connection& db, std::string_view case_id) {
  Query query(db.statement(AMENDS_CASE_COLUMNS " WHERE c.id = ?"));
  const int rc = query.text(case_id).step();
  if (rc == SQLITE_DONE) return no_such_case(case_id);
  if (rc != SQLITE_ROW) return db.failure(kReading);
  return case_of(query, db);
}

Result<std::vector<std::optional<CaseRow>>> read_known(Connection& db, std::span<const CaseKey> keys) {
  std::vector<std::optional<CaseRow>> out;
  out.reserve(keys.size());
  for (const auto& key : keys) {
    Query find(db.statement("SELECT id FROM case_row WHERE ref = ?1 UNION ALL SELECT id FROM case_row WHERE id = ?2 LIMIT 1"));
    const int rc = find.text_or_null(key.ref).text(key.id).step();
    if (rc != SQLITE_ROW && rc != SQLITE_DONE) return db.failure(kReading);
    out.emplace_back();
    if (rc == SQLITE_DONE) continue;
    AMENDS_TRY(out.back(), read_case(db, find.text_at(0)));
  }
  return out;
}

Result<std::vector<Event>> read_events(Connection& db, std::string_view case_id, std::int64_t after_seq) {
  AMENDS_TRY(const auto place, place_of(db, case_id));
  thread_local Sha256 hasher;
  // From one row before: its hash is the `prev` of the first.
  Query query(db.statement("SELECT e.seq, e.at, a.text, k.text, e.salt, e.payload, e.digest, e.hash FROM event e"
                           " LEFT JOIN word a ON a.no = e.actor LEFT JOIN word k ON k.no = e.kind WHERE e.case_no = ? AND e.seq >= ? ORDER BY e.seq"));
  query.integer(place.no).integer(after_seq);
  std::vector<Event> out;
  Digest prev{};
  int rc = 0;
  while ((rc = query.step()) == SQLITE_ROW) {
    Event event;
    event.seq = query.integer_at(0);
    const auto damaged = [&] {
      return fail(ErrorCode::corrupt, "event " + std::to_string(event.seq) + " is damaged; run amends verify", std::string(case_id));
    };
    if (!query.digest_at(7, event.hash)) return damaged();
    event.prev = prev;
    prev = event.hash;
    if (event.seq <= after_seq) continue;
    event.at = {query.integer_at(1)};
    event.actor = query.text_at(2);
    event.kind = query.text_at(3);
    if (query.null_at(5)) {  // erased: the digest stands for payload and salt
      if (!query.digest_at(6, event.payload_digest)) return damaged();
    } else {
      event.payload = query.bytes_at(5);
      if (!query.digest_at(4, event.salt)) return damaged();
      event.payload_digest = payload_digest(event.salt, event.payload, hasher);
    }
    out.push_back(std::move(event));
  }
  if (rc != SQLITE_DONE) return db.failure(kReading);
  return out;
}

Result<std::vector<JournalEvent>> read_journal(Connection& db, std::int64_t after, std::int64_t limit, bool payloads) {
  Query query(db.statement("SELECT e.n, c.id, e.seq, e.at, a.text, k.text, e.hash, CASE WHEN ? THEN e.payload END FROM event e JOIN case_row c ON c.no = e.case_no"
                           " LEFT JOIN word a ON a.no = e.actor LEFT JOIN word k ON k.no = e.kind WHERE e.n > ? ORDER BY e.n LIMIT ?"));
  query.integer(payloads ? 1 : 0).integer(after).integer(std::max<std::int64_t>(limit, 0));
  return collect<JournalEvent>(query, db, [](const Query& q) -> Result<JournalEvent> {
    JournalEvent event{q.integer_at(0), std::string(q.text_at(1)), q.integer_at(2), {q.integer_at(3)}, std::string(q.text_at(4)), std::string(q.text_at(5)), {}, {}};
    if (!q.digest_at(6, event.hash)) return fail(ErrorCode::corrupt, "event " + std::to_string(event.seq) + " is damaged; run amends verify", event.case_id);
    if (!q.null_at(7)) event.payload = q.bytes_at(7);
    return event;
  });
}

Result<std::vector<CaseRow>> read_cases(Connection& db, const CaseFilter& filter) {
  std::string sql = AMENDS_CASE_COLUMNS " WHERE 1";
  if (!filter.status.empty()) sql += " AND c.status = (SELECT no FROM word WHERE text = ?)";
  if (!filter.workflow.empty()) sql += " AND c.workflow = (SELECT no FROM word WHERE text = ?)";
  for (std::size_t i = 0; i < filter.attributes.size(); ++i) sql += " AND c.no IN (SELECT case_no FROM attribute WHERE name = (SELECT no FROM word WHERE text = ?) AND value = ?)";
  for (std::size_t i = 0; i < filter.has.size(); ++i) sql += " AND c.no IN (SELECT case_no FROM attribute WHERE name = (SELECT no FROM word WHERE text = ?))";
  // Instants are texts of one form, which compare as they follow each other (seconds with a fraction come after the whole second's "Z", within that second only).
  if (filter.due_before) sql += " AND c.no IN (SELECT case_no FROM attribute WHERE name = (SELECT no FROM word WHERE text = 'due') AND value < ?)";
  sql += " ORDER BY c.no DESC LIMIT ? OFFSET ?";
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(db.handle(), sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) return db.failure(kReading);
  const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> owned(statement, sqlite3_finalize);
  Query query(statement);
  if (!filter.status.empty()) query.text(filter.status);
  if (!filter.workflow.empty()) query.text(filter.workflow);
  for (const auto& [name, value] : filter.attributes) query.text(name).text(value);
  for (const auto& name : filter.has) query.text(name);
  const auto due_before = filter.due_before ? format_instant(*filter.due_before) : std::string{};
  if (filter.due_before) query.text(due_before);
  query.integer(std::max<std::int64_t>(filter.limit, 0)).integer(std::max<std::int64_t>(filter.offset, 0));
  return collect<CaseRow>(query, db, [&](const Query& q) { return case_of(q, db); });
}

Result<std::vector<CaseRow>> read_unfinished(Connection& db) {
  Query query(db.statement(AMENDS_CASE_COLUMNS " WHERE c.status = (SELECT no FROM word WHERE text = 'running') ORDER BY c.no"));
  return collect<CaseRow>(query, db, [&](const Query& q) { return case_of(q, db); });
}

Result<std::vector<std::pair<std::string, std::string>>> read_attributes(Connection& db, std::string_view case_id) {
  AMENDS_TRY(const auto place, place_of(db, case_id));
  Query query(db.statement("SELECT w.text, a.value FROM attribute a JOIN word w ON w.no = a.name WHERE a.case_no = ? ORDER BY w.text"));
  query.integer(place.no);
  using Row = std::pair<std::string, std::string>;
  return collect<Row>(query, db, [](const Query& q) -> Result<Row> { return Row(q.text_at(0), q.text_at(1)); });
}

Result<std::vector<TaskRow>> read_tasks(Connection& db, std::string_view case_id, std::string_view role, std::string_view status) {
  std::string sql =
      "SELECT c.id, t.id, t.kind, t.role, t.form, t.step, t.title, t.opened_at, t.due_at, t.blocking, t.status, t.answered_by, t.detail"
      " FROM task t JOIN case_row c ON c.no = t.case_no WHERE 1";
  if (!case_id.empty()) sql += " AND c.id = ?";
  if (!role.empty()) sql += " AND t.role = ?";
  if (!status.empty()) sql += " AND t.status = ?";
  sql += " ORDER BY t.due_at IS NULL, t.due_at, t.opened_at, c.id, t.id";
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(db.handle(), sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) return db.failure(kReading);
  const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> owned(statement, sqlite3_finalize);
  Query query(statement);
  if (!case_id.empty()) query.text(case_id);
  if (!role.empty()) query.text(role);
  if (!status.empty()) query.text(status);
  return collect<TaskRow>(query, db, [&](const Query& q) -> Result<TaskRow> {
    TaskRow row;
    row.case_id = q.text_at(0);
    row.id = q.text_at(1);
    row.kind = q.text_at(2);
    row.role = q.text_at(3);
    row.form = q.text_at(4);
    row.step = q.text_at(5);
    auto title = json::parse(q.text_at(6)), detail = json::parse(q.text_at(12));
    if (!title || !detail) return fail(ErrorCode::corrupt, "the task " + row.id + " is damaged; run amends verify", row.case_id);
    row.title = *std::move(title);
    row.opened_at = {q.integer_at(7)};
    if (!q.null_at(8)) row.due_at = Instant{q.integer_at(8)};
    row.blocking = q.integer_at(9) != 0;
    row.status = q.text_at(10);
    row.answered_by = q.text_at(11);
    row.detail = *std::move(detail);
    return row;
  });
}

Result<std::vector<TimerRow>> read_timers_due(Connection& db, Instant until, std::int64_t limit) {
  Query query(db.statement("SELECT c.id, t.id, t.due_at, w.text FROM timer t JOIN case_row c ON c.no = t.case_no LEFT JOIN word w ON w.no = c.definition WHERE t.due_at <= ?"
                           " ORDER BY t.due_at, c.id, t.id LIMIT ?"));
  query.integer(until.us).integer(std::max<std::int64_t>(limit, 0));
  return collect<TimerRow>(query, db, [](const Query& q) -> Result<TimerRow> {
    return TimerRow{std::string(q.text_at(0)), std::string(q.text_at(1)), {q.integer_at(2)}, std::string(q.text_at(3))};
  });
}

Result<std::optional<Instant>> read_next_timer(Connection& db) {
  Query query(db.statement("SELECT due_at FROM timer ORDER BY due_at LIMIT 1"));
  const int rc = query.step();
  if (rc == SQLITE_DONE) return std::optional<Instant>{};
  if (rc != SQLITE_ROW) return db.failure(kReading);
  return std::optional<Instant>(Instant{query.integer_at(0)});
}

Result<std::vector<MessageWait>> read_waits(Connection& db, std::string_view name, std::string_view key) {
  Query query(db.statement("SELECT c.id, w.id, w.name, w.key FROM wait w JOIN case_row c ON c.no = w.case_no WHERE w.name = ? AND w.key = ? ORDER BY c.id, w.id"));
  query.text(name).text(key);
  return collect<MessageWait>(query, db, [](const Query& q) -> Result<MessageWait> {
    return MessageWait{std::string(q.text_at(0)), std::string(q.text_at(1)), std::string(q.text_at(2)), std::string(q.text_at(3))};
  });
}

Result<StoredCase> read_stored(Connection& db, std::string_view case_id) {
  StoredCase out;
  AMENDS_TRY(const auto place, place_of(db, case_id));
  AMENDS_TRY(out.row, read_case(db, case_id));
  AMENDS_TRY(out.events, read_events(db, case_id, 0));
  out.projection.status = out.row.status;
  AMENDS_TRY(out.projection.attributes, read_attributes(db, case_id));
  AMENDS_TRY(out.projection.tasks, read_tasks(db, case_id, {}, {}));
  Query timers(db.statement("SELECT id, due_at FROM timer WHERE case_no = ? ORDER BY id"));
  timers.integer(place.no);
  AMENDS_TRY(out.projection.timers_set, collect<TimerRow>(timers, db, [&](const Query& q) -> Result<TimerRow> {
    return TimerRow{place.id, std::string(q.text_at(0)), {q.integer_at(1)}};
  }));
  Query waits(db.statement("SELECT id, name, key FROM wait WHERE case_no = ? ORDER BY id"));
  waits.integer(place.no);
  AMENDS_TRY(out.projection.waits_set, collect<MessageWait>(waits, db, [&](const Query& q) -> Result<MessageWait> {
    return MessageWait{place.id, std::string(q.text_at(0)), std::string(q.text_at(1)), std::string(q.text_at(2))};
  }));
  AMENDS_TRY(out.projection.outbox_set, read_outbox_of(db, place.no));
  Query keys(db.statement("SELECT key, at, number FROM lookup_key WHERE case_no = ? ORDER BY key"));
  keys.integer(place.no);
  AMENDS_TRY(auto found, collect<LookupKey>(keys, db, [&](const Query& q) -> Result<LookupKey> { return LookupKey{std::string(q.text_at(0)), {q.integer_at(1)}, q.integer_at(2)}; }));
  if (!found.empty()) out.projection.lookup_keys = std::move(found);
  return out;
}

Result<std::vector<std::string>> read_case_ids(Connection& db, std::string_view after, std::int64_t limit) {
  Query query(db.statement("SELECT id FROM case_row WHERE id > ? ORDER BY id LIMIT ?"));
  query.text(after).integer(limit);
  return collect<std::string>(query, db, [](const Query& q) -> Result<std::string> { return std::string(q.text_at(0)); });
}

Result<std::vector<std::pair<std::string, std::int64_t>>> read_counts(Connection& db, std::string_view attribute) {
  using Row = std::pair<std::string, std::int64_t>;
  const auto row_of = [](const Query& q) -> Result<Row> { return Row(q.text_at(0), q.integer_at(1)); };
  if (attribute == "status" || attribute == "workflow") {
    Query query(db.statement(attribute == "status"
                                 ? "SELECT w.text, count(*) AS found FROM case_row c JOIN word w ON w.no = c.status GROUP BY c.status ORDER BY found DESC, w.text"
                                 : "SELECT w.text, count(*) AS found FROM case_row c JOIN word w ON w.no = c.workflow GROUP BY c.workflow ORDER BY found DESC, w.text"));
    return collect<Row>(query, db, row_of);
  }
  Query query(db.statement("SELECT value, count(*) AS found FROM attribute WHERE name = (SELECT no FROM word WHERE text = ?) GROUP BY value ORDER BY found DESC, value"));
  query.text(attribute);
  return collect<Row>(query, db, row_of);
}

Result<std::int64_t> read_integer(Connection& db, const char* sql, std::string_view doing) {
  Query query(db.statement(sql));
  if (query.step() != SQLITE_ROW) return db.failure(doing);
  return query.integer_at(0);
}

Result<std::string> read_blob(Connection& db, std::string_view hash) {
  Query query(db.statement("SELECT bytes, digest, kind, name FROM blob WHERE hash = ? ORDER BY n LIMIT 1"));
  const int rc = query.text(hash).step();
  if (rc == SQLITE_DONE)
    return fail(ErrorCode::not_found, "the journal holds no definition, pack or text of this hash; deploy it again", std::string(hash));
  if (rc != SQLITE_ROW) return db.failure(kReading);
  const auto bytes = query.bytes_at(0);
  Digest digest{};
  if (!query.digest_at(1, digest) || sha256(bytes) != digest)
    return fail(ErrorCode::corrupt, "the stored " + std::string(query.text_at(2)) + " " + std::string(query.text_at(3)) + " was changed; restore the journal from a snapshot", std::string(hash));
  return std::string(bytes);
}

Result<std::vector<std::pair<std::string, std::string>>> read_blobs(Connection& db, std::string_view kind) {
  using Row = std::pair<std::string, std::string>;
  Query query(db.statement("SELECT hash, name FROM blob WHERE kind = ? ORDER BY n"));
  query.text(kind);
  return collect<Row>(query, db, [](const Query& q) -> Result<Row> { return Row(q.text_at(0), q.text_at(1)); });
}

#undef AMENDS_CASE_COLUMNS

}  // namespace amends::store
