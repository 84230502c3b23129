#include "store/views.hpp"

#include <algorithm>
#include <cstring>

namespace amends::store {
namespace {

constexpr std::string_view kReadingHeads = "reading the event headers";
constexpr std::string_view kWritingViews = "writing the views";
constexpr int kStepBytes = 160;  ///< of a payload, in which its step stands: member and value are written first

/// The step that a payload names in its first member ({"step":"verify",…}), or the step of the task that it names first ({"id":"verify#1",…}).
std::string_view step_of(std::string_view payload) {
  constexpr std::string_view kStep = "{\"step\":\"", kId = "{\"id\":\"";
  const bool step = payload.starts_with(kStep);
  if (!step && !payload.starts_with(kId)) return {};
  payload.remove_prefix(step ? kStep.size() : kId.size());
  const auto end = payload.find('"');
  if (end == std::string_view::npos) return {};
  payload = payload.substr(0, end);
  if (step) return payload;
  const auto mark = payload.find('#');  // a command's id is step#visit; the task of a stage has none
  return mark == std::string_view::npos ? std::string_view{} : payload.substr(0, mark);
}

/// Reads the first bytes of payloads without the pages that a long one goes on in.
class PayloadStart {
 public:
  explicit PayloadStart(Connection& db) : db_(db) {}
  ~PayloadStart() { sqlite3_blob_close(blob_); }
  PayloadStart(const PayloadStart&) = delete;
  PayloadStart& operator=(const PayloadStart&) = delete;

  std::string_view at(std::int64_t n) {
    const int rc = blob_ ? sqlite3_blob_reopen(blob_, n) : sqlite3_blob_open(db_.handle(), "main", "event", "payload", n, 0, &blob_);
    if (rc != SQLITE_OK) return {};
    const int size = std::min(sqlite3_blob_bytes(blob_), kStepBytes);
    return sqlite3_blob_read(blob_, buffer_, size, 0) == SQLITE_OK ? std::string_view(buffer_, static_cast<std::size_t>(size)) : std::string_view{};
  }

 private:
  Connection& db_;
  sqlite3_blob* blob_ = nullptr;
  char buffer_[kStepBytes];
};

std::string quoted(std::string_view name) { return "\"" + std::string(name) + "\""; }

const char* sql_type(ViewType type) { return type == ViewType::text ? "TEXT" : "INTEGER"; }

/// Statements whose text is made here; `Connection::statement` is for literals.
class Made {
 public:
  Made(Connection& db, const std::string& sql) { ok_ = sqlite3_prepare_v2(db.handle(), sql.c_str(), -1, &statement_, nullptr) == SQLITE_OK; }
  ~Made() { sqlite3_finalize(statement_); }
  Made(const Made&) = delete;
  Made& operator=(const Made&) = delete;
  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] sqlite3_stmt* get() const { return statement_; }

 private:
  sqlite3_stmt* statement_ = nullptr;
  bool ok_ = false;
};

Result<void> make(Connection& db, const std::string& sql) { return db.run(sql.c_str(), kWritingViews); }

Result<void> write_table(Connection& db, const ViewTable& table) {
  const auto data = quoted("data_" + std::string(table.name()));
  std::string columns, names, marks;
  for (const auto& column : table.columns()) {
    const auto comma = columns.empty() ? "" : ", ";
    columns += comma + quoted(column.name) + " " + sql_type(column.type);
    names += comma + quoted(column.name);
    marks += std::string(comma) + "?";
  }
  AMENDS_CHECK(make(db, "CREATE TABLE " + data + "(" + columns + ")"));
  {
    const Made insert(db, "INSERT INTO " + data + " VALUES(" + marks + ")");
    if (!insert.ok()) return db.failure(kWritingViews);
    for (std::int64_t row = 0; row < table.rows(); ++row) {
      Query query(insert.get());
      for (std::size_t i = 0; i < table.columns().size(); ++i) {
        const auto cell = table.cell(i, row);
        if (cell.null) query.null();
        else if (cell.is_text) query.text(cell.text);
        else query.integer(cell.integer);
      }
      if (query.step() != SQLITE_DONE) return db.failure(kWritingViews);
    }
  }
  return make(db, "CREATE VIEW " + quoted("v_" + std::string(table.name())) + " AS SELECT " + names + " FROM " + data);
}

}  // namespace

Result<void> read_heads(Connection& db, HeadSink& sink) {
  {
    Query words(db.statement("SELECT no, text FROM word ORDER BY no"));
    int rc = 0;
    while ((rc = words.step()) == SQLITE_ROW) sink.word(words.integer_at(0), words.text_at(1));
    if (rc != SQLITE_DONE) return db.failure(kReadingHeads);
  }
  {
    Query cases(db.statement("SELECT no, id, workflow FROM case_row ORDER BY no"));
    int rc = 0;
    while ((rc = cases.step()) == SQLITE_ROW) sink.stored_case(cases.integer_at(0), cases.text_at(1), cases.integer_at(2));
    if (rc != SQLITE_DONE) return db.failure(kReadingHeads);
  }
  // A short payload stands on the row's own page; of a long one only its start is fetched. length() reads no payload.
  PayloadStart start(db);
  Query events(db.statement("SELECT n, case_no, seq, at, actor, kind, length(payload), CASE WHEN length(payload) <= 1024 THEN payload END FROM event ORDER BY n"));
  int rc = 0;
  while ((rc = events.step()) == SQLITE_ROW) {
    EventHead head;
    head.n = events.integer_at(0);
    head.case_no = events.integer_at(1);
    head.seq = events.integer_at(2);
    head.at = {events.integer_at(3)};
    head.actor = events.integer_at(4);
    head.kind = events.integer_at(5);
    head.payload_bytes = events.null_at(6) ? -1 : events.integer_at(6);
    head.step = step_of(events.null_at(7) && head.payload_bytes > 0 ? start.at(head.n) : events.bytes_at(7));
    if (!sink.event(head)) return fail(ErrorCode::cancelled, "reading the event headers was stopped", db.shown());
  }
  if (rc != SQLITE_DONE) return db.failure(kReadingHeads);
  return {};
}

Result<void> write_views(Connection& db, std::span<const ViewTable* const> tables, const ViewAbout& about) {
  AMENDS_TRY(const auto there, [&]() -> Result<bool> {
    Query look(db.statement("SELECT count(*) FROM sqlite_master WHERE name = 'v_about'"));
    if (look.step() != SQLITE_ROW) return db.failure(kWritingViews);
    return look.integer_at(0) > 0;
  }());
  if (there) return fail(ErrorCode::already_exists, "this journal is a snapshot with views already; take the snapshot from the journal itself", db.shown());
  AMENDS_CHECK(make(db, "BEGIN IMMEDIATE"));
  for (const auto* table : tables) AMENDS_CHECK(write_table(db, *table));
  // Event headers stand in the journal's own tables; only who acted is shown by a pseudonym, from a table of its own.
  AMENDS_CHECK(make(db, "CREATE VIEW v_events AS SELECT c.id AS case_id, e.seq, e.at, a.actor, a.actor_kind, a.stage, k.text AS kind, w.text AS workflow,"
                        " lead(e.at) OVER (PARTITION BY e.case_no ORDER BY e.seq) - e.at AS dwell_us, e.payload IS NULL AS erased"
                        " FROM event e JOIN case_row c ON c.no = e.case_no JOIN word k ON k.no = e.kind JOIN word w ON w.no = c.workflow"
                        " JOIN data_actors a ON a.no = e.actor ORDER BY e.n"));
  AMENDS_CHECK(make(db, "CREATE TABLE data_about(version INTEGER NOT NULL, as_of INTEGER NOT NULL, file_head TEXT NOT NULL)"));
  {
    Query insert(db.statement("INSERT INTO data_about VALUES(?, ?, coalesce((SELECT lower(hex(hash)) FROM commit_row ORDER BY no DESC LIMIT 1), ''))"));
    insert.integer(about.version).integer(about.as_of.us);
    if (insert.step() != SQLITE_DONE) return db.failure(kWritingViews);
  }
  AMENDS_CHECK(make(db, "CREATE VIEW v_about AS SELECT version, as_of, file_head FROM data_about"));
  return make(db, "COMMIT");
}

}  // namespace amends::store
