#include "store/writer.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "store/drafts.hpp"
#include "store/outbox.hpp"
#include "support/json.hpp"
#include "support/utf8.hpp"

namespace amends::store {
namespace {

/// Commits that a thread makes for others after its own is durable, before it hands the role on: spares wake-ups without keeping it for ever.
constexpr int kCommitsForOthersMax = 8;

constexpr std::size_t kNumbersMax = 4'096;  ///< case numbers that are remembered; beyond it the memory starts anew

constexpr std::string_view kWriting = "writing turns";

/// Every header field is text that any language reads the same way; the case id stands in file names and commands too.
bool is_stored_case_id(std::string_view id) {
  return !id.empty() && id.size() <= kCaseIdBytesMax && std::all_of(id.begin(), id.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

}  // namespace

Result<std::unique_ptr<Writer>> Writer::start(std::unique_ptr<Connection> connection) {
  std::unique_ptr<Writer> writer(new Writer(std::move(connection)));
  auto& db = *writer->connection_;
  {
    Query newest(db.statement("SELECT no, hash FROM commit_row ORDER BY no DESC LIMIT 1"));
    const int rc = newest.step();
    if (rc == SQLITE_ROW) {
      writer->commit_no_ = newest.integer_at(0);
      if (!newest.digest_at(1, writer->chain_))
        return fail(ErrorCode::corrupt, "the newest commit has no chain hash. Restore the journal from a snapshot", db.shown());
    } else if (rc != SQLITE_DONE) {
      return db.failure("reading the end of the chain");
    }
  }
  AMENDS_CHECK(writer->in_transaction(
      [&]() -> Result<void> {
        Query raise(db.statement("UPDATE meta SET value = value + 1 WHERE key = 'epoch' RETURNING value"));
        if (raise.step() != SQLITE_ROW) return db.failure("raising the epoch");
        writer->epoch_ = raise.integer_at(0);
        return {};
      },
      "raising the epoch"));
  return writer;
}

// --- the role ---

std::vector<Result<void>> Writer::append(std::span<Turn> turns) {
  if (turns.empty()) return {};
  Request own;
  own.turns = turns;
  own.results.resize(turns.size());
  submit(own);
  return std::move(own.results);
}

Result<void> Writer::run(const std::function<Result<void>(Writer&)>& job) {
  Request own;
  own.job = &job;
  own.results.resize(1);
  submit(own);
  return std::move(own.results.front());
}

void Writer::submit(Request& own) {
  std::unique_lock lock(mutex_);
  queue_.push_back(&own);
  if (role_taken_) {
    own.wake.wait(lock, [&] { return own.done || own.leads; });
    if (own.done) return;
  }
  role_taken_ = true;
  for (int for_others = 0; !queue_.empty() && for_others < kCommitsForOthersMax;) {
    const auto batch = take_batch();
    lock.unlock();
    write_batch(batch);
    lock.lock();
    for (const auto& part : batch) {
      auto& request = *part.request;
      if (!request.job && part.end < request.turns.size()) continue;
      request.done = true;
      // Under the lock: the request is gone as soon as its thread sees `done`.
      if (&request != &own) request.wake.notify_one();
    }
    if (own.done) ++for_others;
  }
  if (queue_.empty()) {
    role_taken_ = false;
  } else {
    queue_.front()->leads = true;
    queue_.front()->wake.notify_one();
  }
}

/// Requests in their order; one that fits no more waits for the next commit, and only a request over the limit is cut.
std::vector<Writer::Part> Writer::take_batch() {
  std::vector<Part> batch;
  std::size_t turns = 0;
  while (!queue_.empty()) {
    auto& request = *queue_.front();
    if (request.job) {
      if (batch.empty()) {
        batch.push_back({&request, 0, 0});
        queue_.pop_front();
      }
      break;
    }
    const auto left = request.turns.size() - request.next;
    if (!batch.empty() && turns + left > kGroupTurnsMax) break;
    const auto taken = std::min(left, kGroupTurnsMax);
    batch.push_back({&request, request.next, request.next + taken});
    request.next += taken;
    turns += taken;
    if (request.next == request.turns.size()) queue_.pop_front();
    if (turns >= kGroupTurnsMax) break;
  }
  return batch;
}

void Writer::write_batch(const std::vector<Part>& batch) noexcept {
  Result<void> all;
  try {
    all = batch.front().request->job ? write_job(*batch.front().request) : write_turns(batch);
  } catch (const std::exception& e) {
    // Out of memory, in practice. The transaction must not stay open for the next batch.
    if (connection_->in_transaction()) sqlite3_exec(connection_->handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    forget();
    all = fail(ErrorCode::internal, std::string("the writer failed: ") + e.what() + ". Nothing of this commit was stored", connection_->shown());
  }
  if (all) return;
  for (const auto& part : batch) {
    auto& results = part.request->results;
    if (part.request->job) results.front() = all;
    // A turn that was refused for its own sake keeps its reason.
    for (auto i = part.begin; i < part.end; ++i)
      if (results[i]) results[i] = all;
  }
}

// --- transactions ---

Result<void> Writer::in_transaction(const std::function<Result<void>()>& body, std::string_view doing) {
  if (stopped_) return *stopped_;
  auto& db = *connection_;
  const auto roll_back = [&] {
    // After some errors SQLite has rolled back by itself.
    if (db.in_transaction()) sqlite3_exec(db.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    forget();
  };
  if (Query begin(db.statement("BEGIN IMMEDIATE")); begin.step() != SQLITE_DONE) return db.failure(doing);
  Result<void> done;
  try {
    done = body();
  } catch (...) {
    roll_back();
    throw;
  }
  if (done) {
    Query commit(db.statement("COMMIT"));
    if (commit.step() == SQLITE_DONE) return {};
    done = db.failure(doing);
    if ((db.code() & 0xFF) == SQLITE_IOERR) {
      // After a failed write or flush the operating system may drop the pages and call the next flush a success: no later answer could be trusted.
      stopped_ = fail(ErrorCode::io, "a write to disk failed earlier, so nothing more is written. Check the disk, then open the journal again; what was acknowledged is stored",
                      db.shown());
    }
  }
  roll_back();
  return done;
}

Error Writer::broken(std::string_view doing) {
  broken_ = true;
  return connection_->failure(doing);
}

Result<void> Writer::write_job(Request& request) {
  return in_transaction([&]() -> Result<void> { return (*request.job)(*this); }, "writing");
}

Result<void> Writer::write_turns(const std::vector<Part>& batch) {
  // A turn is refused before it writes anything, so a savepoint for each would guard what does not happen, and it copies every page that the turn
  // touches. Should a turn fail behind its first write (a journal that contradicts itself), all is taken back and done again with savepoints: then the
  // one turn goes and the others stay.
  auto done = try_turns(batch, Savepoints::no);
  if (!failed_late_) return done;
  return try_turns(batch, Savepoints::yes);
}

Result<void> Writer::try_turns(const std::vector<Part>& batch, Savepoints savepoints) {
  text_.clear();
  list_.clear();
  newest_at_us_ = 0;
  broken_ = false;
  failed_late_ = false;
  auto& db = *connection_;
  Digest chain{};
  bool commit_row = false;
  AMENDS_CHECK(in_transaction(
      [&]() -> Result<void> {
        for (const auto& part : batch) {
          for (auto i = part.begin; i < part.end; ++i) {
            const auto& turn = part.request->turns[i];
            auto& result = part.request->results[i];
            const auto mark = text_.mark();
            const auto list_size = list_.size();
            const auto newest_at_us = newest_at_us_;
            if (savepoints == Savepoints::yes)
              if (Query save(db.statement("SAVEPOINT turn")); save.step() != SQLITE_DONE) return broken(kWriting);
            wrote_ = false;
            result = apply_turn(turn);
            if (broken_) {
              // The failure of all, not of this turn; `write_batch` tells each.
              auto error = std::move(result).error();
              result = {};
              return error;
            }
            if (!result && savepoints == Savepoints::no && wrote_) {
              failed_late_ = true;
              return std::exchange(result, Result<void>{}).error();
            }
            if (!result && savepoints == Savepoints::yes) {
              text_.cut(mark);
              list_.resize(list_size);
              newest_at_us_ = newest_at_us;
              forget();  // a word or case that the turn added is gone with it
              if (Query back(db.statement("ROLLBACK TO turn")); back.step() != SQLITE_DONE) return broken(kWriting);
            }
            if (savepoints == Savepoints::yes)
              if (Query release(db.statement("RELEASE turn")); release.step() != SQLITE_DONE) return broken(kWriting);
          }
        }
        commit_row = !text_.empty();
        return commit_row ? insert_commit_row(chain) : Result<void>{};
      },
      kWriting));
  if (commit_row) {
    ++commit_no_;
    chain_ = chain;
  }
  return {};
}

Result<void> Writer::insert_commit_row(Digest& hash) {
  const auto no = commit_no_ + 1;
  hash = text_.hash(no, epoch_, newest_at_us_, chain_);
  Query insert(connection_->statement("INSERT INTO commit_row(no, epoch, at, list, hash) VALUES(?,?,?,?,?)"));
  // The time in the chain is that of the newest event; 0 says so and takes no byte in the row.
  insert.integer(no).integer(epoch_).integer(0).bytes(list_).digest(hash);
  if (insert.step() != SQLITE_DONE) return broken("writing the commit row");
  return {};
}

// --- one turn ---

Result<void> Writer::check_turn(const Turn& turn) const {
  const auto wrong = [&](const std::string& what) { return fail(ErrorCode::invalid_argument, what, turn.case_id); };
  if (!is_stored_case_id(turn.case_id))
    return wrong("a case id has 1 to " + std::to_string(kCaseIdBytesMax) + " printable ASCII characters without blanks");
  if (turn.expected_seq < 0) return wrong("the expected sequence number is below 0");
  if (turn.expected_seq == 0 && turn.events.empty()) return wrong("a new case needs its first event in the same turn");
  auto seq = turn.expected_seq;
  const Digest* prev = &turn.expected_head;
  if (seq == 0 && *prev != Digest{}) return wrong("a new case has no head; seal its first event with zeros as the hash before it");
  for (const auto& event : turn.events) {
    ++seq;
    if (event.seq != seq) return wrong("event " + std::to_string(event.seq) + " stands where event " + std::to_string(seq) + " belongs; seal the events in order");
    if (event.prev != *prev) return wrong("event " + std::to_string(seq) + " does not carry the hash of the event before it; seal the events in order");
    if (event.actor.empty() || event.kind.empty()) return wrong("event " + std::to_string(seq) + " has no actor or no kind; name both before sealing it");
    if (event.payload.empty()) return wrong("event " + std::to_string(seq) + " has an empty payload; write {} at least");
    if (event.payload.size() > kPayloadBytesMax)
      return fail(ErrorCode::range,
                  "event " + std::to_string(seq) + " has a payload of " + std::to_string(event.payload.size()) + " bytes, more than " +
                      std::to_string(kPayloadBytesMax) + "; put large documents into attachments",
                  turn.case_id);
    prev = &event.hash;
  }
  if (const auto& keys = turn.projection.lookup_keys) {
    if (keys->size() > kLookupKeysMax)
      return fail(ErrorCode::range, "the case has " + std::to_string(keys->size()) + " keys for other cases, more than " + std::to_string(kLookupKeysMax) + "; leave some out", turn.case_id);
    for (const auto& key : *keys)
      if (key.key.empty() || key.key.size() > kLookupKeyBytesMax || !utf8::valid(key.key))
        return wrong("a key for other cases is UTF-8 text of 1 to " + std::to_string(kLookupKeyBytesMax) + " bytes");
  }
  return {};
}

Result<void> Writer::apply_turn(const Turn& turn) {
  AMENDS_CHECK(check_turn(turn));
  AMENDS_TRY(const auto case_no, turn.expected_seq == 0 ? open_case(turn) : move_case(turn));
  AMENDS_CHECK(insert_events(case_no, turn));
  return apply_projection(case_no, turn.projection);
}

Result<std::int64_t> Writer::open_case(const Turn& turn) {
  auto& db = *connection_;
  const std::string_view status = turn.projection.status.empty() ? std::string_view("running") : std::string_view(turn.projection.status);
  AMENDS_TRY(const auto workflow, word(turn.workflow));
  AMENDS_TRY(const auto definition, word(turn.definition_hash));
  AMENDS_TRY(const auto status_no, word(status));
  const auto& last = turn.events.back();
  {
    Query insert(db.statement("INSERT INTO case_row(id, workflow, definition, status, seq, head, ref, opened_at, changed_at) VALUES(?,?,?,?,?,?,?,?,?)"));
    insert.text(turn.case_id).integer(workflow).integer(definition).integer(status_no).integer(last.seq).digest(last.hash).text_or_null(turn.ref);
    insert.integer(turn.events.front().at.us).integer(last.at.us);
    const int rc = insert.step();
    if (rc == SQLITE_DONE) {
      wrote_ = true;
      text_.add_opened(turn.case_id, turn.workflow, turn.definition_hash, turn.ref);
      return remember(turn.case_id, sqlite3_last_insert_rowid(db.handle()));
    }
    if ((rc & 0xFF) != SQLITE_CONSTRAINT) return broken("writing a new case");
  }
  Query find(db.statement("SELECT id FROM case_row WHERE id = ? UNION ALL SELECT id FROM case_row WHERE ref = ? LIMIT 1"));
  find.text(turn.case_id).text(turn.ref);
  if (find.step() != SQLITE_ROW) return broken("writing a new case");
  const std::string taken(find.text_at(0));
  if (taken == turn.case_id) return fail(ErrorCode::already_exists, "the case " + taken + " is stored already; read it, or choose another id", turn.case_id);
  return fail(ErrorCode::already_exists, "the reference " + turn.ref + " belongs to the case " + taken + " already; go on with that case", turn.case_id);
}

Result<std::int64_t> Writer::move_case(const Turn& turn) {
  auto& db = *connection_;
  AMENDS_TRY(const auto case_no, number_of(turn));
  std::int64_t status = 0;
  if (!turn.projection.status.empty()) {
    AMENDS_TRY(status, word(turn.projection.status));
  }
  // The comparison stands in the update: it changes the row only where the case still is what the turn was computed from.
  const auto changed = [&](Query& update) -> Result<bool> {
    if (update.step() != SQLITE_DONE) return broken("writing a case");
    return sqlite3_changes(db.handle()) == 1;
  };
  bool moved = false;
  if (turn.events.empty()) {
    Query update(db.statement("UPDATE case_row SET status = CASE ?1 WHEN 0 THEN status ELSE ?1 END, attempts = 0 WHERE no = ?2 AND seq = ?3 AND head = ?4"));
    update.integer(status).integer(case_no).integer(turn.expected_seq).digest(turn.expected_head);
    AMENDS_TRY(moved, changed(update));
  } else {
    const auto& last = turn.events.back();
    Query update(db.statement("UPDATE case_row SET seq = ?1, head = ?2, status = CASE ?3 WHEN 0 THEN status ELSE ?3 END, changed_at = ?4, attempts = 0"
                              " WHERE no = ?5 AND seq = ?6 AND head = ?7"));
    update.integer(last.seq).digest(last.hash).integer(status).integer(last.at.us).integer(case_no).integer(turn.expected_seq).digest(turn.expected_head);
    AMENDS_TRY(moved, changed(update));
  }
  if (moved) {
    wrote_ = true;
    return case_no;
  }
  Query find(db.statement("SELECT seq FROM case_row WHERE no = ?"));
  if (find.integer(case_no).step() != SQLITE_ROW) return broken("reading a case");
  const auto seq = find.integer_at(0);
  return fail(ErrorCode::conflict,
              "the case stands at event " + std::to_string(seq) + ", this turn was computed from event " + std::to_string(turn.expected_seq) +
                  (seq == turn.expected_seq ? " of another history" : "") + "; read the case again and compute the turn anew",
              turn.case_id);
}

Result<std::int64_t> Writer::number_of(const Turn& turn) {
  if (const auto known = numbers_.find(turn.case_id); known != numbers_.end()) return known->second;
  auto& db = *connection_;
  Query find(db.statement("SELECT no FROM case_row WHERE id = ?"));
  const int rc = find.text(turn.case_id).step();
  if (rc == SQLITE_DONE) return fail(ErrorCode::conflict, "there is no such case, though the turn goes on from its event " + std::to_string(turn.expected_seq), turn.case_id);
  if (rc != SQLITE_ROW) return broken("reading a case");
  return remember(turn.case_id, find.integer_at(0));
}

std::int64_t Writer::remember(const std::string& case_id, std::int64_t case_no) {
  if (numbers_.size() >= kNumbersMax) numbers_.clear();
  numbers_.emplace(case_id, case_no);
  return case_no;
}

Result<void> Writer::insert_events(std::int64_t case_no, const Turn& turn) {
  if (turn.events.empty()) return {};
  auto* statement = connection_->statement("INSERT INTO event(case_no, seq, at, actor, kind, salt, payload, hash) VALUES(?,?,?,?,?,?,?,?)");
  for (const auto& event : turn.events) {
    AMENDS_TRY(const auto actor, word(event.actor));
    AMENDS_TRY(const auto kind, word(event.kind));
    Query insert(statement);
    insert.integer(case_no).integer(event.seq).integer(event.at.us).integer(actor).integer(kind).digest(event.salt).bytes(event.payload).digest(event.hash);
    if (const int rc = insert.step(); (rc & 0xFF) == SQLITE_CONSTRAINT)
      return fail(ErrorCode::corrupt, "event " + std::to_string(event.seq) + " is in the journal already, though the case row says otherwise; run amends verify", turn.case_id);
    else if (rc != SQLITE_DONE) return broken("writing an event");
    text_.add_event(turn.case_id, event.seq, event.hash);
    newest_at_us_ = std::max(newest_at_us_, event.at.us);
  }
  append_list_entry(list_, {case_no, turn.events.front().seq, static_cast<std::int64_t>(turn.events.size())});
  return {};
}

Result<std::int64_t> Writer::word(std::string_view text) {
  if (const auto known = words_.find(text); known != words_.end()) return known->second;
  if (text.size() > kWordBytesMax || !utf8::valid(text))
    return fail(ErrorCode::invalid_argument, "an actor, kind, workflow, definition hash, status or name of an attribute is UTF-8 text of at most " + std::to_string(kWordBytesMax) + " bytes, not '" +
                                                 std::string(text.substr(0, 80)) + "'");
  auto& db = *connection_;
  std::int64_t no = 0;
  {
    Query find(db.statement("SELECT no FROM word WHERE text = ?"));
    const int rc = find.text(text).step();
    if (rc == SQLITE_ROW) no = find.integer_at(0);
    else if (rc != SQLITE_DONE) return broken("reading a word");
  }
  if (no == 0) {
    Query insert(db.statement("INSERT INTO word(text) VALUES(?)"));
    if (insert.text(text).step() != SQLITE_DONE) return broken("writing a word");
    no = sqlite3_last_insert_rowid(db.handle());
  }
  words_.emplace(text, no);
  return no;
}

Result<void> Writer::apply_projection(std::int64_t case_no, const Projection& projection) {
  auto& db = *connection_;
  for (const auto& [text, value] : projection.attributes) {
    AMENDS_TRY(const auto name, word(text));
    if (value.empty()) {
      Query remove(db.statement("DELETE FROM attribute WHERE case_no = ? AND name = ?"));
      if (remove.integer(case_no).integer(name).step() != SQLITE_DONE) return broken("writing an attribute");
    } else {
      Query put(db.statement("INSERT INTO attribute(case_no, name, value) VALUES(?,?,?) ON CONFLICT(case_no, name) DO UPDATE SET value = excluded.value"));
      if (put.integer(case_no).integer(name).text(value).step() != SQLITE_DONE) return broken("writing an attribute");
    }
  }
  for (const auto& task : projection.tasks) {
    const std::string title = json::write(task.title), detail = json::write(task.detail);
    Query put(db.statement(
        "INSERT INTO task(case_no, id, kind, role, form, step, title, opened_at, due_at, blocking, status, answered_by, detail)"
        " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT(case_no, id) DO UPDATE SET kind = excluded.kind, role = excluded.role, form = excluded.form,"
        " step = excluded.step, title = excluded.title, opened_at = excluded.opened_at, due_at = excluded.due_at, blocking = excluded.blocking,"
        " status = excluded.status, answered_by = excluded.answered_by, detail = excluded.detail"));
    put.integer(case_no).text(task.id).text(task.kind).text(task.role).text(task.form).text(task.step).text(title).integer(task.opened_at.us);
    if (task.due_at) put.integer(task.due_at->us);
    else put.null();
    put.integer(task.blocking ? 1 : 0).text(task.status).text(task.answered_by).text(detail);
    if (put.step() != SQLITE_DONE) return broken("writing a task");
    if (task.status == "answered" || task.status == "closed")
      if (!remove_drafts(db, case_no, task.id, {})) return broken("dropping drafts");
  }
  for (const auto& id : projection.timers_cancelled) {
    Query remove(db.statement("DELETE FROM timer WHERE case_no = ? AND id = ?"));
    if (remove.integer(case_no).text(id).step() != SQLITE_DONE) return broken("writing a timer");
  }
  for (const auto& timer : projection.timers_set) {
    Query put(db.statement("INSERT INTO timer(case_no, id, due_at) VALUES(?,?,?) ON CONFLICT(case_no, id) DO UPDATE SET due_at = excluded.due_at"));
    if (put.integer(case_no).text(timer.id).integer(timer.due_at.us).step() != SQLITE_DONE) return broken("writing a timer");
  }
  for (const auto& id : projection.waits_cancelled) {
    Query remove(db.statement("DELETE FROM wait WHERE case_no = ? AND id = ?"));
    if (remove.integer(case_no).text(id).step() != SQLITE_DONE) return broken("writing a wait for a message");
  }
  for (const auto& wait : projection.waits_set) {
    Query put(db.statement("INSERT INTO wait(case_no, id, name, key) VALUES(?,?,?,?) ON CONFLICT(case_no, id) DO UPDATE SET name = excluded.name, key = excluded.key"));
    if (put.integer(case_no).text(wait.id).text(wait.name).text(wait.key).step() != SQLITE_DONE) return broken("writing a wait for a message");
  }
  if (!projection.outbox_set.empty() || !projection.outbox_removed.empty())
    if (auto written = write_outbox(db, case_no, projection); !written) {
      broken_ = true;
      return written;
    }
  if (!projection.lookup_keys) return {};
  {
    Query remove(db.statement("DELETE FROM lookup_key WHERE case_no = ?"));
    if (remove.integer(case_no).step() != SQLITE_DONE) return broken("writing keys for other cases");
  }
  for (const auto& key : *projection.lookup_keys) {
    // A case has a key once; of two with one instant the first counts.
    Query put(db.statement("INSERT INTO lookup_key(key, at, case_no, number) VALUES(?,?,?,?) ON CONFLICT DO NOTHING"));
    if (put.text(key.key).integer(key.at.us).integer(case_no).integer(key.number).step() != SQLITE_DONE) return broken("writing keys for other cases");
  }
  return {};
}

}  // namespace amends::store
