#include "store/drafts.hpp"

namespace amends::store {

Result<std::vector<DraftRow>> read_drafts(Connection& db, std::string_view case_id, std::string_view task) {
  Query query(db.statement("SELECT d.task, d.person, d.by, d.form, d.at, d.answer FROM draft d JOIN case_row c ON c.no = d.case_no WHERE c.id = ?1 AND (?2 = '' OR d.task = ?2) ORDER BY d.task, d.person"));
  query.text(case_id).text(task);
  std::vector<DraftRow> out;
  int rc = 0;
  while ((rc = query.step()) == SQLITE_ROW) {
    DraftRow row;
    row.case_id = case_id;
    row.task = query.text_at(0);
    row.person = query.text_at(1);
    row.by = query.text_at(2);
    row.form_digest = query.text_at(3);
    row.at = {query.integer_at(4)};
    auto answer = json::parse(query.text_at(5));
    if (!answer) return fail(ErrorCode::corrupt, "a draft of the task " + row.task + " is damaged; drop it with `amends task draft --drop` and write it anew", row.case_id);
    row.answer = *std::move(answer);
    out.push_back(std::move(row));
  }
  if (rc != SQLITE_DONE) return db.failure("reading drafts");
  return out;
}

Result<void> write_draft(Connection& db, std::int64_t case_no, const DraftRow& draft) {
  const auto where = draft.case_id + " " + draft.task;
  const auto answer = json::write(draft.answer);
  if (answer.size() > kDraftBytesMax)
    return fail(ErrorCode::range, "the draft would have " + std::to_string(answer.size()) + " bytes, and a draft has at most " + std::to_string(kDraftBytesMax) + "; shorten what it says", where);
  {
    Query task(db.statement("SELECT status FROM task WHERE case_no = ? AND id = ?"));
    const int rc = task.integer(case_no).text(draft.task).step();
    if (rc == SQLITE_DONE) return fail(ErrorCode::not_found, "the case has no task '" + draft.task + "'; `amends task list` shows the open ones", draft.case_id);
    if (rc != SQLITE_ROW) return db.failure("reading a task");
    const auto status = task.text_at(0);
    if (status != "open" && status != "withheld") return fail(ErrorCode::state, "the task is " + std::string(status) + " and takes no draft any more; read the case again", where);
  }
  {
    Query others(db.statement("SELECT count(*) FROM draft WHERE case_no = ? AND task = ? AND person <> ?"));
    if (others.integer(case_no).text(draft.task).text(draft.person).step() != SQLITE_ROW) return db.failure("counting drafts");
    if (others.integer_at(0) >= static_cast<std::int64_t>(kDraftsMax))
      return fail(ErrorCode::range, std::to_string(kDraftsMax) + " people keep a draft of this task already, and no more do; ask one of them to drop theirs, or answer", where);
  }
  Query put(db.statement("INSERT INTO draft(case_no, task, person, by, form, at, answer) VALUES(?,?,?,?,?,?,?) ON CONFLICT(case_no, task, person) DO UPDATE SET"
                         " by = excluded.by, form = excluded.form, at = excluded.at, answer = excluded.answer"));
  if (put.integer(case_no).text(draft.task).text(draft.person).text(draft.by).text(draft.form_digest).integer(draft.at.us).text(answer).step() != SQLITE_DONE) return db.failure("writing a draft");
  return {};
}

Result<bool> remove_drafts(Connection& db, std::int64_t case_no, std::string_view task, std::string_view person) {
  Query remove(db.statement("DELETE FROM draft WHERE case_no = ?1 AND task = ?2 AND (?3 = '' OR person = ?3)"));
  if (remove.integer(case_no).text(task).text(person).step() != SQLITE_DONE) return db.failure("dropping drafts");
  return sqlite3_changes(db.handle()) > 0;
}

}  // namespace amends::store
