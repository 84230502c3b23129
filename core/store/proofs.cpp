#include "store/proofs.hpp"

#include <algorithm>

#include "store/format.hpp"
#include "store/queries.hpp"

namespace amends::store {
namespace {

constexpr std::string_view kReading = "reading the commits of a case";

Result<void> spell_out(Connection& db, const ListEntry& entry, CommitProof& out) {
  Query find(db.statement("SELECT c.id, w.text, d.text, c.ref FROM case_row c LEFT JOIN word w ON w.no = c.workflow LEFT JOIN word d ON d.no = c.definition WHERE c.no = ?"));
  const int found = find.integer(entry.case_no).step();
  if (found == SQLITE_DONE) return fail(ErrorCode::corrupt, "commit " + std::to_string(out.no) + " lists a case that is gone; run `amends verify`", db.shown());
  if (found != SQLITE_ROW) return db.failure(kReading);
  const std::string case_id(find.text_at(0));
  if (entry.first_seq == 1) {
    const auto ref = find.text_at(3);
    out.opened.push_back({case_id, std::string(find.text_at(1)), std::string(find.text_at(2)), ref.empty() ? std::string() : hex(sha256(ref))});
  }
  Query events(db.statement("SELECT seq, hash, at FROM event WHERE case_no = ? AND seq >= ? AND seq < ? ORDER BY seq"));
  events.integer(entry.case_no).integer(entry.first_seq).integer(entry.first_seq + entry.count);
  int rc = 0;
  std::int64_t count = 0;
  while ((rc = events.step()) == SQLITE_ROW) {
    CommitProof::Listed listed{case_id, events.integer_at(0), {}};
    if (!events.digest_at(1, listed.hash)) return fail(ErrorCode::corrupt, "an event of " + case_id + " has no hash; run `amends verify`", db.shown());
    out.at = std::max(out.at, Instant{events.integer_at(2)});
    out.events.push_back(std::move(listed));
    ++count;
  }
  if (rc != SQLITE_DONE) return db.failure(kReading);
  if (count != entry.count) return fail(ErrorCode::corrupt, "events of " + case_id + " that commit " + std::to_string(out.no) + " lists are gone; run `amends verify`", db.shown());
  return {};
}

}  // namespace

Result<std::vector<CommitProof>> read_commits_of(Connection& db, std::string_view case_id) {
  Query number(db.statement("SELECT no FROM case_row WHERE id = ?"));
  const int found = number.text(case_id).step();
  if (found == SQLITE_DONE) return no_such_case(case_id);
  if (found != SQLITE_ROW) return db.failure(kReading);
  const auto case_no = number.integer_at(0);
  std::vector<CommitProof> out;
  Digest prev{};
  Query commits(db.statement("SELECT no, epoch, at, list, hash FROM commit_row ORDER BY no"));
  int rc = 0;
  while ((rc = commits.step()) == SQLITE_ROW) {
    Digest hash{};
    if (!commits.digest_at(4, hash)) return fail(ErrorCode::corrupt, "a commit has no hash; run `amends verify`", db.shown());
    AMENDS_TRY(const auto entries, parse_list(commits.bytes_at(3)));
    if (std::ranges::any_of(entries, [&](const ListEntry& entry) { return entry.case_no == case_no; })) {
      CommitProof proof;
      proof.no = commits.integer_at(0);
      proof.epoch = commits.integer_at(1);
      proof.prev = prev;
      proof.hash = hash;
      const auto at = commits.integer_at(2);
      for (const auto& entry : entries) AMENDS_CHECK(spell_out(db, entry, proof));
      if (at != 0) proof.at = {at};
      out.push_back(std::move(proof));
    }
    prev = hash;
  }
  if (rc != SQLITE_DONE) return db.failure(kReading);
  return out;
}

Digest commit_hash(const CommitProof& commit) {
  CommitText text;
  for (const auto& one : commit.events) text.add_event(one.case_id, one.seq, one.hash);
  for (const auto& one : commit.opened) text.add_opened_digest(one.case_id, one.workflow, one.definition_hash, one.ref_digest);
  return text.hash(commit.no, commit.epoch, commit.at.us, commit.prev);
}

Result<ChainHead> read_chain_head(Connection& db) {
  ChainHead out;
  Query newest(db.statement("SELECT no, hash FROM commit_row ORDER BY no DESC LIMIT 1"));
  const int rc = newest.step();
  if (rc == SQLITE_DONE) return out;
  if (rc != SQLITE_ROW) return db.failure(kReading);
  out.no = newest.integer_at(0);
  if (!newest.digest_at(1, out.hash)) return fail(ErrorCode::corrupt, "the newest commit has no hash; run `amends verify`", db.shown());
  return out;
}

Result<std::optional<Digest>> read_chain_at(Connection& db, std::int64_t no) {
  Query commit(db.statement("SELECT hash FROM commit_row WHERE no = ?"));
  const int rc = commit.integer(no).step();
  if (rc == SQLITE_DONE) return std::optional<Digest>();
  if (rc != SQLITE_ROW) return db.failure(kReading);
  Digest out{};
  if (!commit.digest_at(0, out)) return fail(ErrorCode::corrupt, "commit " + std::to_string(no) + " has no hash; run `amends verify`", db.shown());
  return std::optional<Digest>(out);
}

}  // namespace amends::store
