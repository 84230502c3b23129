#pragma once
// The journal in one SQLite file: append, read, verify, and the small projections that lists are made from.
// Used by core/runtime. Knows event headers and payload bytes, not what an event means. One process writes (OS lock on <db>.lock), any may read.
// Tables, columns, digests and the file chain are described in FORMAT.md beside this header, enough to check a journal without this code.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "support/hash.hpp"
#include "support/json.hpp"
#include "support/result.hpp"
#include "support/time.hpp"

namespace amends::store {

inline constexpr std::int32_t kSchemaVersion = 5;
inline constexpr std::int32_t kFormatVersion = 1;            ///< of the event header
inline constexpr std::size_t kPayloadBytesMax = 16u << 20;   ///< one event
inline constexpr std::size_t kGroupTurnsMax = 100;           ///< case turns in one commit; a longer `append` is cut into several commits
inline constexpr std::size_t kFaultsMax = 100;               ///< faults that a VerifyReport spells out
inline constexpr std::size_t kCaseIdBytesMax = 64;           ///< printable ASCII; core/support/ids.hpp has the narrower form that the product makes
inline constexpr std::size_t kLookupKeysMax = 256;           ///< keys of one case
inline constexpr std::size_t kLookupKeyBytesMax = 256;       ///< one key: UTF-8
inline constexpr std::size_t kDraftBytesMax = 256u << 10;    ///< one draft
inline constexpr std::size_t kDraftsMax = 20;                ///< persons who keep a draft of one task
inline constexpr std::size_t kWordBytesMax = 256;            ///< actor, kind, workflow, definition hash, status

/// One event as it is hashed. `hash` = SHA-256 over the RFC 8785 bytes of the header
/// {"actor","at","case","format","kind","payload","prev","seq"} (payload and prev as hexadecimal digests, at in microseconds);
/// the payload digest is SHA-256(salt + payload bytes). No personal data in headers: actor is an id, kind a word.
struct Event {
  std::int64_t seq = 0;      ///< from 1 within the case
  Instant at;
  std::string actor;         ///< "system", "stage:amends.intake@1.0.0", "user:li.na"
  std::string kind;          ///< "case_opened", "stage_done", ...
  std::string payload;       ///< I-JSON bytes, stored as they are; empty when erased
  Digest salt{};
  Digest payload_digest{};
  Digest prev{};             ///< zeros for seq 1
  Digest hash{};
};

/// Computes salt, digests, prev and hash for events of one case in order, before they are handed to the writer, which only compares and inserts.
class Sealer {
 public:
  explicit Sealer(Entropy& entropy) : entropy_(entropy) {}
  /// `event.seq` and `event.prev` are set from `last_seq` and `last_hash`, which move on.
  void seal(std::string_view case_id, Event& event, std::int64_t& last_seq, Digest& last_hash);

 private:
  Entropy& entropy_;
};

/// Re-computes the hash of an event from its header fields.
[[nodiscard]] Digest header_hash(std::string_view case_id, const Event& event, Sha256& hasher);
[[nodiscard]] Digest payload_digest(const Digest& salt, std::string_view payload, Sha256& hasher);

struct TaskRow {
  std::string case_id, id;
  std::string kind;                 ///< "human", "stage", "question", "clock", "safety"
  std::string role, form, step;
  json::Value title;                ///< {zh, en}
  Instant opened_at;
  std::optional<Instant> due_at;
  bool blocking = false;
  std::string status = "open";      ///< open, answered, closed
  std::string answered_by;
  json::Value detail;               ///< what else the runtime keeps: fields, escalations, question id
};

struct TimerRow {
  std::string case_id, id;
  Instant due_at;
  std::string definition_hash = {};  ///< of the case; set by timers_due
};

struct MessageWait {
  std::string case_id, id, name, key;
};

/// What a person has filled in of a form and not given yet. No event, in no hash and in no bundle: it goes when the task is answered or closed.
struct DraftRow {
  std::string case_id, task;
  std::string person;               ///< key of who fills it in: one draft for each; the runtime makes it
  std::string by, form_digest;      ///< as who fills it in is named; of the form as it stood then
  Instant at;                       ///< of the newest change
  json::Value answer;               ///< object
  friend bool operator==(const DraftRow&, const DraftRow&) = default;
};

/// One row of `case list`: what lists filter by. All derived from events; `Store::rebuild` sets the projections of a case anew.
struct CaseRow {
  std::string id, workflow, status;      ///< status: running, waiting, parked, finished, cancelled, stranded
  std::int64_t seq = 0;
  Digest head{};
  std::string ref;                       ///< "<institution>/<channel kind>/<channel ref>": the idempotency key; unique when not empty
  std::string definition_hash;
  Instant opened_at, changed_at;
  std::int32_t attempts = 0;             ///< durable count of recoveries of the turn under way
};

/// One thing by which other cases find a case. The runtime makes the keys and says what they mean: a kind and a digest, no name or number of a person.
struct LookupKey {
  std::string key;           ///< 1 to kLookupKeyBytesMax bytes
  Instant at;                ///< when the case was received
  std::int64_t number = 0;   ///< what is gathered from it, such as an amount in minor units; 0 when there is nothing
  friend bool operator==(const LookupKey&, const LookupKey&) = default;
};

/// A question over the keys: the cases that have `key` and were received in (after, until].
struct LookupQuery {
  std::string key;
  Instant after, until;
  std::int64_t limit = 0;                     ///< the most that is counted and listed; at least 0
  bool list = false;                          ///< with the cases, not their number alone
  std::vector<std::string> attributes = {};   ///< which attributes of each listed case
};
struct LookupCase {
  std::string case_id, status;                ///< status: as in CaseRow
  Instant at, changed_at;                     ///< received; time of its newest event
  std::int64_t number = 0;
  std::vector<std::string> attributes;        ///< in the order of the query; "" where the case has none
};
struct LookupFound {
  std::int64_t count = 0;                     ///< at most the query's limit
  std::vector<LookupCase> cases;              ///< the newest received first; of one instant the one that was stored later first
};
struct LookupAnswers {
  std::int64_t commit = 0;                    ///< number of the newest commit that was seen; 0 in an empty journal
  std::vector<LookupFound> found;             ///< one for each query
};

/// A message that waits for its delivery. What it says stands in the event `seq`.
struct OutboxRow {
  std::string case_id, key;
  std::int64_t seq = 0;
  std::string kind, recipient;
  std::string status = "open";           ///< open; withheld: not handed out now; parked: delivered no more until a person says so
  Instant added_at, ready_at;            ///< ready_at: handed out from then on
  std::int32_t failures = 0;
  // Of the deliverers, not of the events: kept by the store alone.
  std::optional<Instant> lease_until;    ///< somebody has it until then
  std::int64_t handed_out = 0;           ///< how often
};

struct OutboxFilter {
  std::string case_id, kind, status;     ///< empty: any
  std::int64_t limit = 100;
};

/// Changes of the projections that ride with a turn.
struct Projection {
  std::string status;
  std::vector<std::pair<std::string, std::string>> attributes;  ///< nature, severity, route, ...: name, value ("" removes)
  std::vector<TaskRow> tasks;              ///< inserted or replaced by (case, id)
  std::vector<TimerRow> timers_set;
  std::vector<std::string> timers_cancelled;
  std::vector<MessageWait> waits_set;
  std::vector<std::string> waits_cancelled;
  std::vector<OutboxRow> outbox_set = {};            ///< inserted or replaced by (case, key); lease and count stay, unless `failures` is another or it was parked
  std::vector<std::string> outbox_removed = {};
  std::optional<std::vector<LookupKey>> lookup_keys = std::nullopt;  ///< when there, all keys of the case from now on; at most kLookupKeysMax
};

/// The events of one case that become durable together.
struct Turn {
  std::string case_id;
  std::string workflow, definition_hash, ref;  ///< used when the case is new
  std::int64_t expected_seq = 0;               ///< 0: the case must not exist yet
  Digest expected_head{};
  std::vector<Event> events;                   ///< sealed
  Projection projection;
};

/// A case as it is stored, read in one snapshot.
struct StoredCase {
  CaseRow row;
  std::vector<Event> events;
  Projection projection;  ///< timers_set, waits_set, outbox_set, tasks, attributes, status, and lookup_keys in the order of their bytes (unset when there are none): all that is there
};

/// A durable commit with all that its chain hash takes in (FORMAT.md, "File chain"), so that the hash can be made again without the file.
struct CommitProof {
  struct Listed {
    std::string case_id;
    std::int64_t seq = 0;
    Digest hash{};
  };
  struct Opened {
    std::string case_id, workflow, definition_hash;
    std::string ref_digest;  ///< SHA-256 of the reference in hexadecimal; empty when the case has none
  };
  std::int64_t no = 0, epoch = 0;
  Instant at;
  Digest prev{}, hash{};
  std::vector<Listed> events;  ///< of every case in the commit, in the order of writing
  std::vector<Opened> opened;
};

/// The chain hash of a commit from all that it states.
[[nodiscard]] Digest commit_hash(const CommitProof& commit);

/// The newest commit: what is kept elsewhere to find a file that was cut off or rolled back.
struct ChainHead {
  std::int64_t no = 0;  ///< 0 in an empty journal
  Digest hash{};
};

struct OpenOptions {
  bool read_only = false;
  bool create = true;
  bool synchronous_full = true;
  std::int64_t cache_kib = 8 * 1024;
  std::string holder = {};  ///< the program, shown to others: "amends run"; a trailing "(pid 123)" is dropped, the lock adds it. Empty: the program's own name
};

struct VerifyFault {
  std::string case_id;   ///< empty for the file chain
  std::int64_t seq = 0;
  std::string what;      ///< sentence
  bool in_reads = false; ///< of the record of reads, not of the journal
};
struct VerifyReport {
  std::int64_t cases = 0, events = 0, commits = 0;
  std::vector<VerifyFault> faults;  ///< at most kFaultsMax, `faults_total` counts all
  std::int64_t faults_total = 0;
  std::int64_t mended = 0;          ///< cases whose lists were made anew from their events
  std::int64_t reads = 0;           ///< rows of the record of reads (reads.hpp); filled by runtime::verify, like the head below it
  Digest reads_head{};              ///< hash of its newest row, to be kept elsewhere like file_head
  Digest file_head{};               ///< chain hash of the newest commit; kept elsewhere, it shows a journal whose end was cut off and made whole again
};

/// All that is not empty must match.
/// How a case that may be stored already is looked up: by its reference, else by its id.
struct CaseKey {
  std::string id;
  std::string ref;  ///< empty: there is none
};

struct CaseFilter {
  std::string status, workflow;
  std::vector<std::pair<std::string, std::string>> attributes;
  std::vector<std::string> has = {};                   ///< attributes that the case has, with any value
  std::optional<Instant> due_before = std::nullopt;    ///< the attribute `due` is earlier
  std::int64_t limit = 100, offset = 0;
};

/// The header of one event as tables need it: numbers of the tables `word` and `case_row`, no payload but the step that it names.
struct EventHead {
  std::int64_t n = 0, case_no = 0, seq = 0;
  Instant at;
  std::int64_t actor = 0, kind = 0;      ///< numbers of words
  std::int64_t payload_bytes = 0;        ///< -1: erased
  std::string_view step;                 ///< borrowed until `event` returns; empty when the payload names none first
};
/// Takes what `Store::heads` reads: all words, then all cases, then all events in the order of appending.
class HeadSink {
 public:
  virtual ~HeadSink() = default;
  virtual void word(std::int64_t no, std::string_view text) = 0;
  virtual void stored_case(std::int64_t no, std::string_view id, std::int64_t workflow) = 0;
  virtual bool event(const EventHead& head) = 0;  ///< false stops
};

enum class ViewType { integer, text };
struct ViewColumn { std::string name; ViewType type; };
struct ViewCell { bool null = false, is_text = false; std::int64_t integer = 0; std::string_view text; };
/// A table that a snapshot gets beside the journal's own. Names are plain: letters, digits, underscore.
class ViewTable {
 public:
  virtual ~ViewTable() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;
  [[nodiscard]] virtual const std::vector<ViewColumn>& columns() const = 0;
  [[nodiscard]] virtual std::int64_t rows() const = 0;
  [[nodiscard]] virtual ViewCell cell(std::size_t column, std::int64_t row) const = 0;
};
struct ViewAbout { std::int32_t version = 1; Instant as_of; };  ///< version of the views' columns

/// An event where it stands in the file.
struct JournalEvent {
  std::int64_t n = 0;      ///< order of appending in the whole file; rises, may have gaps
  std::string case_id;
  std::int64_t seq = 0;    ///< within the case
  Instant at;
  std::string actor, kind;
  Digest hash{};
  std::string payload;     ///< I-JSON; empty when erased or not asked for
};

class Store {
 public:
  /// Opens or creates. Errors: `busy` (another writer, named with its pid), `io` (read-only, full, permission), `unsupported` (newer schema),
  /// `corrupt` (not a database, truncated), `not_found`.
  [[nodiscard]] static Result<std::unique_ptr<Store>> open(const std::string& path, const OpenOptions& options);
  virtual ~Store() = default;

  /// Appends turns in one transaction; a turn that is refused takes no other with it; one result for each turn, in order.
  /// Errors for a turn: `conflict` (seq or head moved), `already_exists` (case id or ref taken: message names the case), `invalid_argument`
  /// (events out of order, an empty payload, a case id or word that is none), `range` (kPayloadBytesMax). Errors for all: `io`, `corrupt`, `busy`,
  /// `refused` (opened read-only). Turns of one call may hit the same case one after the other. A turn for a stored case may have no events:
  /// then it changes projections only and is in no commit row.
  /// After a failed write to disk (not: disk full) this store takes no more turns until it is opened again: what the disk holds is not known.
  /// Thread: any; one writes at a time, others that wait are taken into the next commit (natural group commit, no waiting time).
  virtual std::vector<Result<void>> append(std::span<Turn> turns) = 0;
  virtual Result<void> append_one(Turn& turn) = 0;

  // Reading: never blocked by the writer. Thread: any (one connection a thread or a small pool).
  virtual Result<CaseRow> case_row(std::string_view case_id) = 0;  ///< `not_found`, as in `events` and `attributes`
  /// Which of these are stored, one answer a key, in one snapshot.
  virtual Result<std::vector<std::optional<CaseRow>>> known(std::span<const CaseKey> keys) = 0;
  /// `corrupt`: a row of its lists cannot be read; the message names it.
  virtual Result<StoredCase> stored(std::string_view case_id) = 0;
  /// Ids in byte order, behind `after` ("" = from the first).
  virtual Result<std::vector<std::string>> case_ids(std::string_view after, std::int64_t limit) = 0;
  virtual Result<std::vector<Event>> events(std::string_view case_id, std::int64_t after_seq = 0) = 0;
  /// What was appended behind `after`, in order, over all cases. Only what is durable; one writer numbers them, so that nothing appears before what was seen.
  virtual Result<std::vector<JournalEvent>> journal(std::int64_t after, std::int64_t limit, bool payloads) = 0;
  virtual Result<std::int64_t> newest_event() = 0;  ///< `n` of the newest event, 0 in an empty journal
  virtual Result<std::vector<CaseRow>> cases(const CaseFilter& filter) = 0;  ///< the newest case first
  virtual Result<std::vector<std::pair<std::string, std::string>>> attributes(std::string_view case_id) = 0;
  virtual Result<std::vector<TaskRow>> tasks(std::string_view case_id, std::string_view role, std::string_view status) = 0;  ///< empty = any; by due, then opening, case and id
  virtual Result<std::vector<TimerRow>> timers_due(Instant until, std::int64_t limit) = 0;  ///< in due order, then case id, then id
  virtual Result<std::optional<Instant>> next_timer() = 0;
  virtual Result<std::vector<OutboxRow>> outbox(const OutboxFilter& filter) = 0;  ///< the one that is ready first first, then in the order of adding
  /// When the next open message of a kind (empty: any) can be handed out: its ready_at, or the end of its lease.
  virtual Result<std::optional<Instant>> next_outbox(std::string_view kind) = 0;
  /// Hands out at most `limit` open messages that are ready at `now` and that nobody has, until `until`; durable when it returns. `kind` empty: any.
  virtual Result<std::vector<OutboxRow>> lease_outbox(Instant now, Instant until, std::string_view kind, std::int64_t limit) = 0;
  virtual Result<std::vector<MessageWait>> waits(std::string_view name, std::string_view key) = 0;
  /// Counts by the values of one attribute, or of "status" / "workflow"; for summaries. The most frequent first, then by value.
  virtual Result<std::vector<std::pair<std::string, std::int64_t>>> counts(std::string_view attribute) = 0;
  virtual Result<std::int64_t> case_count() = 0;

  /// Words, cases and the headers of all events, in one snapshot. Errors: `cancelled` when the sink stops.
  virtual Result<void> heads(HeadSink& sink) = 0;

  // Questions of one case about others.
  /// Answers all of them in one snapshot of what is committed, without the case `except` (which need not be stored). The work of a question grows with the
  /// cases that it finds, at most its limit, and not with the journal. Errors: `invalid_argument` (a limit below 0).
  virtual Result<LookupAnswers> lookup(std::span<const LookupQuery> queries, std::string_view except) = 0;
  /// The payload of event 1; empty when it was erased. Errors: `not_found`.
  virtual Result<std::string> opening(std::string_view case_id) = 0;
  [[nodiscard]] virtual Result<bool> has_lookup_keys(std::string_view case_id) = 0;  ///< false for a case that is not stored
  /// The commits that wrote events of a case, the oldest first, in one snapshot. Looks at every commit of the file. Errors: `not_found`, `corrupt`.
  virtual Result<std::vector<CommitProof>> commits_of(std::string_view case_id) = 0;
  virtual Result<ChainHead> chain_head() = 0;
  /// The chain hash of a commit; nothing where the file has none of this number.
  virtual Result<std::optional<Digest>> chain_at(std::int64_t no) = 0;
  /// Ids of the cases of a workflow that have no key, the oldest first. Looks at every case of the journal.
  virtual Result<std::vector<std::string>> without_lookup_keys(std::string_view workflow) = 0;
  /// A number that was drawn when the file got its keys: mixed into keys that stand for people, so that they differ from file to file.
  [[nodiscard]] virtual std::int64_t lookup_salt() const = 0;

  // Drafts of answers. Appending a turn that answers or closes a task drops those of the task with it.
  /// Keeps or replaces the draft of a person. Errors: `not_found` (case, task), `state` (the task is not open any more), `range` (kDraftBytesMax, kDraftsMax), `refused` (read-only), `io`.
  virtual Result<void> put_draft(const DraftRow& draft) = 0;
  virtual Result<bool> drop_draft(std::string_view case_id, std::string_view task, std::string_view person) = 0;  ///< false when there was none
  virtual Result<std::vector<DraftRow>> drafts(std::string_view case_id, std::string_view task) = 0;  ///< by person; empty `task`: of all tasks, by task first

  // Recovery.
  /// Adds one to the durable attempt counter of a case before it is run again in this process; returns the new count.
  virtual Result<std::int32_t> count_attempt(std::string_view case_id) = 0;
  virtual Result<std::vector<CaseRow>> unfinished_turns() = 0;  ///< status running: their turn was cut by a crash between checkpoints; oldest case first
  /// Replaces attributes, tasks, timers, waits, outbox and, when set, keys of a case by `projection`, what a fold of its events gives; no event, no commit row.
  virtual Result<void> rebuild(std::string_view case_id, const Projection& projection) = 0;

  // Definitions, packs and other pinned texts by content hash. Putting one that is there moves it to the end of its kind unless it is the newest
  // of its name, so that "newest last" means "put last". `hash` is the caller's; the store keeps its own SHA-256 of the bytes and answers `corrupt`.
  virtual Result<void> put_blob(std::string_view hash, std::string_view kind, std::string_view name, std::string_view bytes) = 0;
  virtual Result<std::string> blob(std::string_view hash) = 0;
  virtual Result<std::vector<std::pair<std::string, std::string>>> blobs(std::string_view kind) = 0;  ///< (hash, name), newest last
  /// Content-addressed attachments beside the journal (<db>.files/ab/cdef...). Returns the SHA-256 in hexadecimal.
  virtual Result<std::string> put_attachment(std::string_view bytes) = 0;
  virtual Result<std::string> attachment(std::string_view sha256_hex) = 0;

  /// Re-computes every digest and both chains in one read snapshot. `progress(done, total)` may be empty; returning false cancels (`cancelled`).
  /// Faults are in the report; the error `corrupt` means that the file is damaged so that it could not be read to its end.
  virtual Result<VerifyReport> verify(const std::function<bool(std::int64_t, std::int64_t)>& progress) = 0;
  /// A consistent copy of the whole file at `path` (SQLite's online backup), one file that opens anywhere; attachments are not in it.
  /// Errors: `already_exists`, `io`, `refused` (a place of the journal's own).
  virtual Result<void> snapshot(const std::string& path) = 0;
  /// Whether a file may be written there: not over the journal or what belongs to it. Errors: `refused` (companions.hpp).
  [[nodiscard]] virtual Result<void> check_output(const std::string& path) const = 0;
  /// The same copy with tables `data_<name>` and views `v_<name>` beside the journal's own, and `v_events`, `v_about` (FORMAT.md). One of `tables` is named
  /// `actors` and has the columns no, actor, actor_kind, stage. `tables` is asked after the copy was made, from the copy. Errors: also those of `tables`.
  virtual Result<void> snapshot(const std::string& path, const std::function<Result<std::vector<const ViewTable*>>(Store& copy)>& tables, const ViewAbout& about) = 0;
  [[nodiscard]] virtual const std::string& path() const = 0;
  [[nodiscard]] virtual std::int64_t epoch() const = 0;  ///< rises with every writer that opened the file
};

}  // namespace amends::store
