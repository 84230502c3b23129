#include "store/lookups.hpp"

#include "store/queries.hpp"

namespace amends::store {
namespace {

constexpr std::string_view kAsking = "asking for other cases";

/// 0 for a case that is not stored (yet): no row has that number.
Result<std::int64_t> number_or_zero(Connection& db, std::string_view case_id) {
  Query find(db.statement("SELECT no FROM case_row WHERE id = ?"));
  const int rc = find.text(case_id).step();
  if (rc == SQLITE_DONE) return std::int64_t{0};
  if (rc != SQLITE_ROW) return db.failure(kAsking);
  return find.integer_at(0);
}

Result<std::int64_t> count(Connection& db, const LookupQuery& query, std::int64_t except) {
  Query read(db.statement("SELECT count(*) FROM (SELECT 1 FROM lookup_key WHERE key = ? AND at > ? AND at <= ? AND case_no <> ? LIMIT ?)"));
  read.text(query.key).integer(query.after.us).integer(query.until.us).integer(except).integer(query.limit);
  if (read.step() != SQLITE_ROW) return db.failure(kAsking);
  return read.integer_at(0);
}

Result<std::vector<std::string>> attributes(Connection& db, std::int64_t case_no, std::span<const std::string> names) {
  std::vector<std::string> out;
  out.reserve(names.size());
  for (const auto& name : names) {
    Query read(db.statement("SELECT value FROM attribute WHERE case_no = ? AND name = (SELECT no FROM word WHERE text = ?)"));
    const int rc = read.integer(case_no).text(name).step();
    if (rc != SQLITE_ROW && rc != SQLITE_DONE) return db.failure(kAsking);
    out.emplace_back(rc == SQLITE_ROW ? std::string(read.text_at(0)) : std::string());
  }
  return out;
}

Result<LookupFound> list(Connection& db, const LookupQuery& query, std::int64_t except) {
  // The order is that of the primary key backwards, so the limit ends the work.
  Query read(db.statement("SELECT k.case_no, c.id, s.text, k.at, c.changed_at, k.number FROM lookup_key k JOIN case_row c ON c.no = k.case_no"
                          " LEFT JOIN word s ON s.no = c.status WHERE k.key = ? AND k.at > ? AND k.at <= ? AND k.case_no <> ? ORDER BY k.at DESC, k.case_no DESC LIMIT ?"));
  read.text(query.key).integer(query.after.us).integer(query.until.us).integer(except).integer(query.limit);
  LookupFound out;
  int rc = 0;
  while ((rc = read.step()) == SQLITE_ROW) {
    LookupCase row;
    row.case_id = read.text_at(1);
    row.status = read.text_at(2);
    row.at = {read.integer_at(3)};
    row.changed_at = {read.integer_at(4)};
    row.number = read.integer_at(5);
    AMENDS_TRY(row.attributes, attributes(db, read.integer_at(0), query.attributes));
    out.cases.push_back(std::move(row));
  }
  if (rc != SQLITE_DONE) return db.failure(kAsking);
  out.count = static_cast<std::int64_t>(out.cases.size());
  return out;
}

}  // namespace

Result<LookupAnswers> read_lookups(Connection& db, std::span<const LookupQuery> queries, std::string_view except) {
  LookupAnswers out;
  AMENDS_TRY(out.commit, read_integer(db, "SELECT coalesce(max(no), 0) FROM commit_row", kAsking));
  AMENDS_TRY(const auto except_no, number_or_zero(db, except));
  for (const auto& query : queries) {
    if (query.limit < 0) return fail(ErrorCode::invalid_argument, "the limit of a question about other cases is below 0", query.key);
    out.found.emplace_back();
    if (query.list) {
      AMENDS_TRY(out.found.back(), list(db, query, except_no));
    } else {
      AMENDS_TRY(out.found.back().count, count(db, query, except_no));
    }
  }
  return out;
}

Result<std::string> read_opening(Connection& db, std::string_view case_id) {
  AMENDS_TRY(const auto no, number_or_zero(db, case_id));
  Query read(db.statement("SELECT payload FROM event WHERE case_no = ? AND seq = 1"));
  const int rc = read.integer(no).step();
  if (rc == SQLITE_DONE) return no_such_case(case_id);
  if (rc != SQLITE_ROW) return db.failure(kAsking);
  return std::string(read.bytes_at(0));
}

Result<bool> read_has_lookup_keys(Connection& db, std::string_view case_id) {
  Query read(db.statement("SELECT EXISTS(SELECT 1 FROM lookup_key WHERE case_no = (SELECT no FROM case_row WHERE id = ?))"));
  if (read.text(case_id).step() != SQLITE_ROW) return db.failure(kAsking);
  return read.integer_at(0) != 0;
}

Result<std::vector<std::string>> read_without_lookup_keys(Connection& db, std::string_view workflow) {
  Query read(db.statement("SELECT c.id FROM case_row c WHERE c.workflow = (SELECT no FROM word WHERE text = ?)"
                          " AND NOT EXISTS (SELECT 1 FROM lookup_key k WHERE k.case_no = c.no) ORDER BY c.no"));
  read.text(workflow);
  std::vector<std::string> out;
  int rc = 0;
  while ((rc = read.step()) == SQLITE_ROW) out.emplace_back(read.text_at(0));
  if (rc != SQLITE_DONE) return db.failure(kAsking);
  return out;
}

}  // namespace amends::store
