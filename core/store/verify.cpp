#include "store/verify.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <optional>
#include <unordered_map>
#include <utility>

#include "store/attachments.hpp"
#include "store/format.hpp"
#include "store/queries.hpp"

namespace amends::store {
namespace {

constexpr std::string_view kVerifying = "verifying";
constexpr std::int64_t kProgressEvery = 256;     ///< rows between two calls of `progress`
constexpr int kStructureStepsEvery = 100'000;    ///< virtual machine steps between two calls while SQLite checks the structure

std::string number(std::int64_t n) { return std::to_string(n); }

/// "event 4" or "events 4 to 6".
std::string range(const std::string& word, std::int64_t first, std::int64_t last) {
  return first == last ? word + " " + number(first) : word + "s " + number(first) + " to " + number(last);
}

/// "event 4 is gone" or "events 4 to 6 are gone".
std::string are_gone(const std::string& word, std::int64_t first, std::int64_t last) { return range(word, first, last) + (first == last ? " is gone" : " are gone"); }

class Verifier {
 public:
  Verifier(Connection& db, const std::function<bool(std::int64_t, std::int64_t)>& progress) : db_(db), progress_(progress) {}

  Result<VerifyReport> run(const std::string& attachments) {
    AMENDS_CHECK(readable(check_structure()));
    AMENDS_CHECK(readable(check_cases()));
    AMENDS_CHECK(readable(check_commits()));
    AMENDS_CHECK(readable(check_blobs()));
    AMENDS_CHECK(check_attachment_files(attachments, [&](std::string sentence) { fault({}, 0, std::move(sentence)); }));
    AMENDS_CHECK(tick(true));
    return std::move(report_);
  }

 private:
  struct CaseLine {
    std::int64_t no = 0, seq = 0, opened_us = 0, changed_us = 0;
    std::string id;
    std::optional<Digest> head;
  };

  void fault(std::string case_id, std::int64_t seq, std::string what) {
    ++report_.faults_total;
    if (report_.faults.size() < kFaultsMax) report_.faults.push_back({std::move(case_id), seq, std::move(what)});
  }

  /// A file that breaks off in the middle is an error; it says what was found until then.
  Result<void> readable(Result<void> result) const {
    if (result || result.error().code != ErrorCode::corrupt || report_.faults.empty()) return result;
    auto error = std::move(result).error();
    error.message += ". Found until then: " + number(report_.faults_total) + (report_.faults_total == 1 ? " fault, " : " faults, the first: ") + report_.faults.front().what;
    return error;
  }

  Result<void> tick(bool always = false) {
    if (progress_ && (always || done_ % kProgressEvery == 0) && !progress_(done_, total_)) return fail(ErrorCode::cancelled, "verification was cancelled", db_.shown());
    return {};
  }

  Result<void> check_structure();
  Result<void> check_cases();
  Result<void> check_case(const CaseLine& line, Query& events, int& rc);
  void check_row(const CaseLine& line, std::int64_t last_seq, const Digest& stored, const Digest& computed, std::int64_t first_at_us, std::int64_t last_at_us, bool sound);
  Result<void> check_commits();
  Result<void> check_commit(std::int64_t no, std::int64_t epoch, std::int64_t at_us, std::string_view list, const std::optional<Digest>& hash);
  Result<bool> check_entry(std::int64_t commit_no, const ListEntry& entry, CommitText& stored, CommitText& corrected);
  Result<void> check_listed();
  Result<void> check_blobs();

  Connection& db_;
  const std::function<bool(std::int64_t, std::int64_t)>& progress_;
  VerifyReport report_;
  std::int64_t done_ = 0, total_ = 0;
  Sha256 hasher_;
  /// Events whose stored hash was changed while the rest was not: what it must have been. Found by the event or head after it.
  std::map<std::pair<std::int64_t, std::int64_t>, Digest> true_hashes_;
  std::set<std::pair<std::int64_t, std::int64_t>> changed_;  // events that a fault names already
  std::int64_t newest_at_us_ = 0;                            // of the commit being checked
  std::unordered_map<std::int64_t, std::int64_t> listed_;  ///< case number -> last seq that a commit lists
  std::int64_t commit_no_ = 0, epoch_ = 0, last_n_ = 0;
  Digest chain_{}, chain_computed_{};
};

/// Pages, rows and indexes as SQLite sees them: what is changed in an index or in a column without a digest shows here.
Result<void> Verifier::check_structure() {
  AMENDS_TRY(const auto events, read_integer(db_, "SELECT count(*) FROM event", kVerifying));
  AMENDS_TRY(const auto commits, read_integer(db_, "SELECT count(*) FROM commit_row", kVerifying));
  total_ = events + commits;
  AMENDS_CHECK(tick(true));
  struct Watch {
    sqlite3* db;
    ~Watch() { sqlite3_progress_handler(db, 0, nullptr, nullptr); }
  } watch{db_.handle()};
  if (progress_)
    sqlite3_progress_handler(
        db_.handle(), kStructureStepsEvery, [](void* self) { return static_cast<Verifier*>(self)->tick(true) ? 0 : 1; }, this);
  Query check(db_.statement("PRAGMA integrity_check(100)"));
  int rc = 0;
  while ((rc = check.step()) == SQLITE_ROW)
    if (const auto text = check.text_at(0); text != "ok") fault({}, 0, "the structure of the file is damaged: " + std::string(text));
  if (rc != SQLITE_DONE) return db_.failure(kVerifying);
  return {};
}

/// Cases and events side by side, both in the order of the case number.
Result<void> Verifier::check_cases() {
  Query cases(db_.statement("SELECT no, id, seq, head, opened_at, changed_at FROM case_row ORDER BY no"));
  Query events(db_.statement("SELECT e.case_no, e.seq, e.at, a.text, k.text, e.salt, e.payload, e.digest, e.hash FROM event e"
                             " LEFT JOIN word a ON a.no = e.actor LEFT JOIN word k ON k.no = e.kind ORDER BY e.case_no, e.seq"));
  int event_rc = events.step(), case_rc = SQLITE_ROW;
  // At once, wherever events are stepped: the connection forgets the error with the next step of the other query.
  const auto readable = [&] { return event_rc == SQLITE_ROW || event_rc == SQLITE_DONE; };
  if (!readable()) return db_.failure(kVerifying);
  while ((case_rc = cases.step()) == SQLITE_ROW) {
    CaseLine line;
    line.no = cases.integer_at(0);
    line.id = cases.text_at(1);
    line.seq = cases.integer_at(2);
    Digest head{};
    if (cases.digest_at(3, head)) line.head = head;
    line.opened_us = cases.integer_at(4);
    line.changed_us = cases.integer_at(5);
    ++report_.cases;
    while (event_rc == SQLITE_ROW && events.integer_at(0) < line.no) {
      fault({}, events.integer_at(1), "event " + number(events.integer_at(1)) + " belongs to case number " + number(events.integer_at(0)) + ", which is not there");
      ++report_.events;
      event_rc = events.step();
    }
    if (!readable()) return db_.failure(kVerifying);
    AMENDS_CHECK(check_case(line, events, event_rc));
  }
  if (case_rc != SQLITE_DONE) return db_.failure(kVerifying);
  while (event_rc == SQLITE_ROW) {
    fault({}, events.integer_at(1), "event " + number(events.integer_at(1)) + " belongs to case number " + number(events.integer_at(0)) + ", which is not there");
    ++report_.events;
    event_rc = events.step();
  }
  if (event_rc != SQLITE_DONE) return db_.failure(kVerifying);
  return {};
}

Result<void> Verifier::check_case(const CaseLine& line, Query& events, int& rc) {
  Digest stored{}, computed{};  // of the event before
  std::int64_t last_seq = 0, first_at_us = 0, last_at_us = 0;
  bool sound = true;
  for (; rc == SQLITE_ROW && events.integer_at(0) == line.no; rc = events.step()) {
    ++report_.events;
    ++done_;
    AMENDS_CHECK(tick());
    Event event;
    event.seq = events.integer_at(1);
    if (event.seq < 1) {
      fault(line.id, event.seq, "there is an event numbered " + number(event.seq) + "; events are numbered from 1");
      sound = false;
      continue;
    }
    const bool gap = event.seq != last_seq + 1;
    if (gap) {
      fault(line.id, last_seq + 1, are_gone("event", last_seq + 1, event.seq - 1) + "; event " + number(event.seq) + " cannot be checked without " + (event.seq - last_seq == 2 ? "it" : "them"));
      sound = false;
    }
    last_seq = event.seq;
    event.at = {events.integer_at(2)};
    event.actor = events.text_at(3);
    event.kind = events.text_at(4);
    if (event.seq == 1) first_at_us = event.at.us;
    last_at_us = event.at.us;
    if (events.null_at(3) || events.null_at(4)) fault(line.id, event.seq, "event " + number(event.seq) + " names an actor or kind that is not in the table of words");
    Digest digest{};
    const bool has_digest = events.digest_at(7, digest);
    if (!events.null_at(6)) {
      if (!events.digest_at(5, event.salt)) fault(line.id, event.seq, "event " + number(event.seq) + " has a salt that is not of 32 bytes");
      event.payload_digest = payload_digest(event.salt, events.bytes_at(6), hasher_);
      if (!events.null_at(7) && (!has_digest || digest != event.payload_digest))
        fault(line.id, event.seq, "event " + number(event.seq) + " carries a payload digest that its payload does not have");
    } else if (has_digest) {
      event.payload_digest = digest;
    } else {
      fault(line.id, event.seq, "event " + number(event.seq) + " has neither a payload nor the digest of an erased one");
    }
    const bool has_hash = events.digest_at(8, event.hash);
    event.prev = stored;
    Digest expected = header_hash(line.id, event, hasher_);
    bool matches = has_hash && expected == event.hash;
    if (!matches && computed != stored) {
      // If it fits what the event before must have been, then only the stored hash of that one was changed.
      event.prev = computed;
      const Digest other = header_hash(line.id, event, hasher_);
      if (has_hash && other == event.hash) {
        true_hashes_[{line.no, event.seq - 1}] = computed;
        expected = other;
        matches = true;
      }
    }
    if (!matches && !gap) {
      fault(line.id, event.seq,
            "event " + number(event.seq) + " was changed after it was stored: its hash does not match its payload, salt, actor, kind, time, case and the event before it");
      sound = false;
      changed_.insert({line.no, event.seq});
    }
    stored = event.hash;
    computed = expected;
  }
  if (rc != SQLITE_ROW && rc != SQLITE_DONE) return db_.failure(kVerifying);
  if (rc != SQLITE_ROW && rc != SQLITE_DONE) return db_.failure(kVerifying);
  if (last_seq > 0 && line.head && *line.head != stored && *line.head == computed) true_hashes_[{line.no, last_seq}] = computed;
  check_row(line, last_seq, stored, computed, first_at_us, last_at_us, sound);
  return {};
}

void Verifier::check_row(const CaseLine& line, std::int64_t last_seq, const Digest& stored, const Digest& computed, std::int64_t first_at_us, std::int64_t last_at_us,
                         bool sound) {
  if (line.seq > last_seq) {
    fault(line.id, last_seq + 1, are_gone("event", last_seq + 1, line.seq) + ": the case row states " + number(line.seq) + " events, the journal holds " + number(last_seq));
    return;
  }
  if (line.seq < last_seq) {
    fault(line.id, line.seq + 1, "the case row states " + number(line.seq) + " events, the journal holds " + number(last_seq));
    return;
  }
  if (last_seq == 0) {
    fault(line.id, 0, "the case has no event");
    return;
  }
  if (!line.head || (*line.head != stored && *line.head != computed)) fault(line.id, last_seq, "the head in the case row is not the hash of event " + number(last_seq));
  // A changed time of the event itself has been told already.
  if (sound && line.opened_us != first_at_us) fault(line.id, 1, "the case row states another time of opening than event 1");
  if (sound && line.changed_us != last_at_us) fault(line.id, last_seq, "the case row states another time of its last change than event " + number(last_seq));
}

Result<void> Verifier::check_commits() {
  Query commits(db_.statement("SELECT no, epoch, at, list, hash FROM commit_row ORDER BY no"));
  int rc = 0;
  while ((rc = commits.step()) == SQLITE_ROW) {
    ++report_.commits;
    ++done_;
    AMENDS_CHECK(tick());
    Digest hash{};
    const bool has_hash = commits.digest_at(4, hash);
    AMENDS_CHECK(check_commit(commits.integer_at(0), commits.integer_at(1), commits.integer_at(2), commits.bytes_at(3), has_hash ? std::optional(hash) : std::nullopt));
  }
  if (rc != SQLITE_DONE) return db_.failure(kVerifying);
  report_.file_head = chain_;
  return check_listed();
}

Result<void> Verifier::check_commit(std::int64_t no, std::int64_t epoch, std::int64_t at_us, std::string_view list, const std::optional<Digest>& hash) {
  const std::string name = "commit " + number(no);
  bool sound = true;
  const auto wrong = [&](std::string what) {
    fault({}, 0, std::move(what));
    sound = false;
  };
  if (no != commit_no_ + 1) wrong(are_gone("commit", commit_no_ + 1, no - 1));
  if (epoch < epoch_) wrong(name + " has epoch " + number(epoch) + ", the one before it " + number(epoch_) + "; epochs never fall");
  CommitText stored, corrected;
  newest_at_us_ = 0;
  if (const auto entries = parse_list(list)) {
    for (const auto& entry : *entries) {
      AMENDS_TRY(const bool whole, check_entry(no, entry, stored, corrected));
      sound = sound && whole;
    }
  } else {
    wrong("the list of " + name + " cannot be read: " + entries.error().message);
  }
  if (at_us == 0) at_us = newest_at_us_;
  // As for events: whichever of the two hashes of the commit before it fits tells which row was changed.
  Digest computed{};
  const auto fits = [&](const CommitText& text, const Digest& prev) {
    computed = text.hash(no, epoch, at_us, prev);
    return hash && computed == *hash;
  };
  const bool matches = fits(stored, chain_) || fits(stored, chain_computed_) || fits(corrected, chain_computed_) || fits(corrected, chain_);
  if (!matches && sound)
    fault({}, 0, name + " was changed after it was stored: its chain hash does not match its list, time, epoch, the hashes of its events, the commit before it, or the workflow, "
                        "definition and reference of a case that it opened");
  commit_no_ = no;
  epoch_ = std::max(epoch_, epoch);
  chain_computed_ = computed;
  chain_ = hash.value_or(Digest{});
  return {};
}

/// False when something of the entry is missing, so that the chain hash cannot be made again.
Result<bool> Verifier::check_entry(std::int64_t commit_no, const ListEntry& entry, CommitText& stored, CommitText& corrected) {
  const std::string name = "commit " + number(commit_no);
  std::string case_id;
  {
    Query find(db_.statement("SELECT c.id, w.text, d.text, c.ref FROM case_row c LEFT JOIN word w ON w.no = c.workflow LEFT JOIN word d ON d.no = c.definition WHERE c.no = ?"));
    const int rc = find.integer(entry.case_no).step();
    if (rc == SQLITE_DONE) {
      fault({}, entry.first_seq, name + " lists " + range("event", entry.first_seq, entry.first_seq + entry.count - 1) + " of case number " + number(entry.case_no) + ", but that case is gone");
      return false;
    }
    if (rc != SQLITE_ROW) return db_.failure(kVerifying);
    case_id = find.text_at(0);
    if (entry.first_seq == 1) {
      stored.add_opened(case_id, find.text_at(1), find.text_at(2), find.text_at(3));
      corrected.add_opened(case_id, find.text_at(1), find.text_at(2), find.text_at(3));
    }
  }
  auto& listed = listed_[entry.case_no];
  if (entry.first_seq > listed + 1) fault(case_id, listed + 1, "no commit lists " + range("event", listed + 1, entry.first_seq - 1));
  if (entry.first_seq <= listed) fault(case_id, entry.first_seq, name + " lists event " + number(entry.first_seq) + ", which an earlier commit lists already");
  Query events(db_.statement("SELECT n, seq, hash, at FROM event WHERE case_no = ? AND seq >= ? AND seq < ? ORDER BY seq"));
  events.integer(entry.case_no).integer(entry.first_seq).integer(entry.first_seq + entry.count);
  std::int64_t next = entry.first_seq;
  bool whole = true;
  const auto gone = [&](std::int64_t first, std::int64_t last) {
    fault(case_id, first, name + " lists " + range("event", first, last) + ", gone from the journal");
    whole = false;
  };
  int rc = 0;
  while ((rc = events.step()) == SQLITE_ROW) {
    const auto n = events.integer_at(0), seq = events.integer_at(1);
    if (seq != next) gone(next, seq - 1);
    next = seq + 1;
    if (n <= last_n_) fault(case_id, seq, "event " + number(seq) + " does not stand in the order in which " + name + " lists it");
    last_n_ = std::max(last_n_, n);
    newest_at_us_ = std::max(newest_at_us_, events.integer_at(3));
    if (changed_.contains({entry.case_no, seq})) whole = false;  // told already; its time may be what was changed
    Digest hash{};
    if (!events.digest_at(2, hash)) whole = false;  // told by the check of the case
    stored.add_event(case_id, seq, hash);
    const auto known = true_hashes_.find({entry.case_no, seq});
    corrected.add_event(case_id, seq, known == true_hashes_.end() ? hash : known->second);
  }
  if (rc != SQLITE_DONE) return db_.failure(kVerifying);
  if (next != entry.first_seq + entry.count) gone(next, entry.first_seq + entry.count - 1);
  listed = std::max(listed, entry.first_seq + entry.count - 1);
  return whole;
}

/// Each event must be in a commit: nothing was slipped in behind.
Result<void> Verifier::check_listed() {
  Query cases(db_.statement("SELECT c.no, c.id, (SELECT max(seq) FROM event e WHERE e.case_no = c.no) FROM case_row c ORDER BY c.no"));
  int rc = 0;
  while ((rc = cases.step()) == SQLITE_ROW) {
    const auto found = listed_.find(cases.integer_at(0));
    const auto listed = found == listed_.end() ? 0 : found->second;
    const auto last = cases.integer_at(2);
    if (last > listed)
      fault(std::string(cases.text_at(1)), listed + 1,
            "no commit lists " + range("event", listed + 1, last));
  }
  if (rc != SQLITE_DONE) return db_.failure(kVerifying);
  return {};
}

Result<void> Verifier::check_blobs() {
  Query blobs(db_.statement("SELECT kind, name, hash, bytes, digest FROM blob ORDER BY n"));
  int rc = 0;
  while ((rc = blobs.step()) == SQLITE_ROW) {
    Digest digest{};
    if (!blobs.digest_at(4, digest) || hasher_.add(blobs.bytes_at(3)).finish() != digest)
      fault({}, 0, "the stored " + std::string(blobs.text_at(0)) + " " + std::string(blobs.text_at(1)) + " (" + std::string(blobs.text_at(2)) + ") was changed");
  }
  if (rc != SQLITE_DONE) return db_.failure(kVerifying);
  return {};
}

}  // namespace

Result<VerifyReport> verify_journal(Connection& db, const std::string& attachments, const std::function<bool(std::int64_t, std::int64_t)>& progress) {
  return Verifier(db, progress).run(attachments);
}

}  // namespace amends::store
