#pragma once
// A case as the fold of its events. `apply` is the only way a case changes, live and on replay alike; it reads no clock and asks nobody.
// Used by the runtime's turns and by everything that shows a case. Knows no SQLite and no plugin.
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "calendar/deadline.hpp"
#include "flow/machine.hpp"
#include "runtime/approval.hpp"
#include "runtime/outbox.hpp"
#include "runtime/task_list.hpp"
#include "store/store.hpp"
#include "support/json.hpp"
#include "support/time.hpp"

namespace amends::runtime {

/// Kinds of journal events. The spelling is part of the format.
namespace kinds {
inline constexpr std::string_view case_opened = "case_opened";          ///< {record, workflow, version, definition, packs, findings}
inline constexpr std::string_view lookup_answered = "lookup_answered";  ///< {step, visit, stage, run, commit, answers: [{lookup, question, answer, missing}]}: before that run of the stage
inline constexpr std::string_view stage_done = "stage_done";            ///< {step, visit, section, item, packs, reads, applied, clashes, envelope}; visit and section only when they are not 1 and `default_section`, item (SectionState) in a for-each; the actor says which stage, version and library
inline constexpr std::string_view stage_failed = "stage_failed";        ///< {step, visit, stage, attempt, code, message, retryable}, diagnostic {class, path, traceback} when the stage gave one
inline constexpr std::string_view chosen = "chosen";                    ///< {step, visit, branch, go, when, reason}; of an inclusive step {step, visit, branches, reason}
inline constexpr std::string_view items_listed = "items_listed";        ///< {step, visit, items: [{key, value}]}: a for-each begins
inline constexpr std::string_view item_added = "item_added";            ///< {step, visit, items}: its list has grown
inline constexpr std::string_view decided = "decided";                  ///< {step, visit, table, hash, inputs, matched, output, notes?}
inline constexpr std::string_view facts_set = "facts_set";              ///< {step, visit, facts: [{path, value, before}]}
inline constexpr std::string_view task_opened = "task_opened";          ///< {id, kind, role, form, step, title, due_at, blocking}; of an approval also {shows, limits}; {candidates: {people, roles}} where some are named
inline constexpr std::string_view task_answered = "task_answered";      ///< {id, by, for, role, form, answer, guards, approval, release}; `for` only when done for somebody else; approval.hpp has the last two
inline constexpr std::string_view approval_refused = "approval_refused";///< {task, step, why, by, for, role, reason, changed}: an answer that would have approved or released, or met a safety task, and was not taken
inline constexpr std::string_view task_escalated = "task_escalated";    ///< {id, to, due_at}
// Who has a task: each the act of a person, and one turn. `for` only where it was done for somebody else.
inline constexpr std::string_view task_claimed = "task_claimed";        ///< {id, by, role, for, from, reason}; `from` and `reason` when it is taken over from who held it, `from` "" from nobody
inline constexpr std::string_view task_released = "task_released";      ///< {id, by, role, for, reason}: back to its role
inline constexpr std::string_view task_delegated = "task_delegated";    ///< {id, by, role, for, to, reason}
inline constexpr std::string_view recused = "recused";                  ///< {task, by, role, reason, released: [task ids]}: takes no task of the case from now on
inline constexpr std::string_view task_reminded = "task_reminded";      ///< {id, reminder, due_at}: number of the reminder, from 1
inline constexpr std::string_view timer_set = "timer_set";              ///< {id, due_at}
inline constexpr std::string_view timer_fired = "timer_fired";          ///< {id, due_at}
inline constexpr std::string_view message_awaited = "message_awaited";  ///< {id, name, key}
inline constexpr std::string_view message_received = "message_received";///< {id, name, key, message_id, body}
inline constexpr std::string_view message_kept = "message_kept";        ///< {name, key, message_id, body, until}: nobody waits for it yet
inline constexpr std::string_view signal_sent = "signal_sent";          ///< {step, visit, name}
inline constexpr std::string_view clock_started = "clock_started";      ///< {kind, rule, starts_at, due_at, …, ledger, timers}
inline constexpr std::string_view clock_changed = "clock_changed";      ///< {kind, from_rule, rule, due_at, …, ledger, ledger_before, timers}
// A clock that a person moved, or newer packs: {kind, rule, event, by, for, role, starts_at, due_before, due_at, state, basis, ledger, ledger_before, timers, rungs, warned, text}.
// `state` only while it stands still, `rungs` and `warned` only where warnings are left out; `event` (deadline_event.hpp) not in clock_rebased, which has `calendar_before`, `from_rule` and `reason` instead.
inline constexpr std::string_view clock_extended = "clock_extended";
inline constexpr std::string_view clock_suspended = "clock_suspended";
inline constexpr std::string_view clock_resumed = "clock_resumed";
inline constexpr std::string_view clock_restarted = "clock_restarted";
inline constexpr std::string_view clock_rebased = "clock_rebased";
inline constexpr std::string_view clock_met = "clock_met";              ///< {kind, met_at, by}, and due_at when it stood still until then
inline constexpr std::string_view clock_warned = "clock_warned";        ///< {kind, rung, due_at}
inline constexpr std::string_view clock_breached = "clock_breached";    ///< {kind, due_at, task}
inline constexpr std::string_view date_missing = "date_missing";        ///< {id, length, from, rule, calendar, calendar_hash, first, last}: beyond the calendar pack
inline constexpr std::string_view task_dated = "task_dated";            ///< {id, due_at}: a newer calendar reaches it
inline constexpr std::string_view corrected = "corrected";              ///< {path, value, before, by, role, reason, machine?: where before is an earlier correction}
inline constexpr std::string_view document_added = "document_added";    ///< {doc, by, sha256}
inline constexpr std::string_view parked = "parked";                    ///< {step, visit, reason}
inline constexpr std::string_view resumed = "resumed";                  ///< {step, visit, by, reason}
inline constexpr std::string_view cancelled = "cancelled";              ///< {by, reason}
inline constexpr std::string_view finished = "finished";                ///< {}; {as: cancelled} when a step of the workflow cancelled the case
// A message in the outbox (outbox.hpp). Its key is the case's id, "/" and the number of the event that added it.
inline constexpr std::string_view outbox_added = "outbox_added";                ///< {step, visit, kind, to, body, guards, release}; a notice is added by the event that it tells of
inline constexpr std::string_view outbox_acknowledged = "outbox_acknowledged";  ///< {key, receipt}
inline constexpr std::string_view outbox_failed = "outbox_failed";              ///< {key, failures, reason, again_at}; parked: true instead of again_at when it is delivered no more
inline constexpr std::string_view outbox_retried = "outbox_retried";            ///< {key, by, role, reason}
inline constexpr std::string_view outbox_dropped = "outbox_dropped";            ///< {key, by, role, reason}: given up
inline constexpr std::string_view case_suspended = "case_suspended";            ///< {by, for, role, reason}
inline constexpr std::string_view case_continued = "case_continued";            ///< {by, for, role, reason}
inline constexpr std::string_view retried = "retried";                          ///< {step, visit, to, by, for, role, reason, approver, approver_role}; the last two when it goes back over an approval
inline constexpr std::string_view refused = "refused";                  ///< {what, clock, by, for, role, reason}: an act that was not allowed; `clock`, its kind, when it would have moved one
}  // namespace kinds

inline constexpr std::string_view kSystem = "system";  ///< the actor of an event that no person and no stage caused

/// A person who declared a tie to the matter.
struct Recusal {
  std::string by, role, reason, task;
  Instant at;
};

struct ClockState {
  std::string kind, rule;
  json::Value basis;              ///< instrument, article, confidence, title and the rest of the rule that a person must see
  Instant starts_at, due_at;      ///< while it stands still: the date as it was when it stopped
  Instant first_start;            ///< from which the events below are counted; a restart moves starts_at alone
  std::vector<calendar::DeadlineEvent> events;  ///< what people did to it, oldest first: its date is worked out from these and never carried on
  std::string state = "running";  ///< running, suspended, met, breached
  std::optional<Instant> met_at;
  std::string met_by;
  std::optional<Instant> breached_at;
  std::vector<std::int64_t> warned;  ///< rungs that have fired and are not set again
  std::int64_t rungs = 0;            ///< warnings of the date as it stands, fired or not
  json::Value ledger;
  json::Array changes;            ///< payloads of clock_changed and of the moves, oldest first
  std::string on_breach, to;
};

/// What a stage asked about other cases last.
struct LookupState {
  std::int64_t run = 0;      ///< for which run
  std::string questions;     ///< digest of what it asked
};

/// The newest visit of one stage.
struct SectionState {
  explicit SectionState(json::Value answer) : envelope(std::move(answer)) {}
  std::string stage, section, step, version, library;
  std::string item;  ///< keys_of(items)
  ItemPath items;    ///< that its step stands in
  std::int32_t run = 0;
  std::int64_t seq = 0;
  Instant at;
  json::Value envelope;
  std::map<std::string, std::string> reads;  ///< digest of the value at each path its manifest reads, as it was then
  json::Value clashes;
};

/// A reading that a named person replaced. The machine's value stays beside it (guardrail G12), and so does each correction before it.
struct Correction {
  std::string path, by, role, reason;
  json::Value value;
  json::Value before;   ///< what stood there when it was made: the machine's value, or that of an earlier correction
  json::Value machine;  ///< what the machine reads there, newest visit; of a fact: what stood there before anybody corrected it
  Instant at;
};

/// One item of a for-each.
struct Item {
  std::string key;  ///< unique in its for-each
  json::Value value;
  std::string by;   ///< who sent the message that brought it ("user:li.na"); empty: it stood in the list
};

/// A message that came before anybody waited for it.
struct KeptMessage {
  std::string name, key, message_id;
  json::Value body;
  Instant until;  ///< it is given to nobody from then on
};

inline constexpr std::size_t kTaskActsMax = 200;      ///< claims, releases and delegations of one task; beyond it one is refused
inline constexpr std::size_t kRecusalsMax = 100;      ///< persons who declared a tie in one case
/// Who stopped the work on a case, and why.
struct Suspension {
  std::string by, reason;
  Instant at;
};

inline constexpr std::size_t kKeptMessagesMax = 100;  ///< of one case that have not run out; beyond it a message is refused

class CaseState {
 public:
  explicit CaseState(std::string case_id, std::shared_ptr<const flow::Definition> definition) : id_(std::move(case_id)), definition_(std::move(definition)) {}

  /// Folds one event; takes what it keeps out of `payload`. Returns the flow commands it caused: a live turn executes them, a replay drops them.
  /// `envelope`: of a stage_done whose payload has none, to be moved from (an arena's value must not pass through another tree).
  /// Errors: `state` when the event does not fit (nothing has changed then), `corrupt` for a payload that this version cannot read.
  [[nodiscard]] Result<std::vector<flow::Command>> apply(std::string_view kind, json::Value payload, Instant at, std::int64_t seq, std::string_view actor, json::Value* envelope = nullptr);

  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] const flow::Definition& definition() const { return *definition_; }
  [[nodiscard]] std::shared_ptr<const flow::Definition> definition_pointer() const { return definition_; }
  [[nodiscard]] const json::Value& record() const { return record_; }          ///< facts and, under "analysis", the sections with corrections applied
  [[nodiscard]] const flow::State& flow() const { return flow_; }
  [[nodiscard]] const std::map<std::string, SectionState>& sections() const { return sections_; }  ///< by section path
  [[nodiscard]] const std::vector<TaskState>& tasks() const { return tasks_.all(); }  ///< in order of opening
  [[nodiscard]] const std::vector<ClockState>& clocks() const { return clocks_; }
  [[nodiscard]] const std::map<std::string, Instant>& timers() const { return timers_; }
  [[nodiscard]] const std::map<std::string, store::MessageWait>& waits() const { return waits_; }
  [[nodiscard]] const std::map<std::string, OfItems, std::less<>>& results() const { return results_; }  ///< of decide and human steps, messages and deliveries, by step name
  /// The newest result of a step as work at these items sees it; nullptr: none. Lives until the next event.
  [[nodiscard]] const json::Value* result(std::string_view step, const ItemPath& at) const;
  /// All corrections, oldest first: of one path the last one holds.
  [[nodiscard]] const std::vector<Correction>& corrections() const { return corrections_; }
  /// What stands at a path without the corrections of it: the reading as its stage wrote it, a fact as it was before people corrected it. Null when nothing does.
  [[nodiscard]] json::Value uncorrected(std::string_view path) const;
  /// The section in which a path lies ("analysis.classify.nature.primary"); nullptr when no stage wrote one. Lives until the next event.
  [[nodiscard]] const SectionState* section_of(std::string_view path) const;
  [[nodiscard]] const std::vector<Approval>& approvals() const { return approvals_; }  ///< answered ones, oldest first
  /// The newest of a step, also when it was a no, that was given for these items or for what is around them; nullptr when there is none.
  [[nodiscard]] const Approval* approval_of(std::string_view step, const ItemPath& at) const;
  [[nodiscard]] std::size_t refusals(std::string_view task_id) const;      ///< answers of a task that were not taken and are recorded; of "clock:<kind>": moves of that clock
  [[nodiscard]] const std::map<std::string, std::string>& provenance() const { return provenance_; }  ///< fact path -> who set it last
  [[nodiscard]] const json::Value& opening() const { return opening_; }
  [[nodiscard]] const std::string& institution() const { return institution_; }
  [[nodiscard]] const std::set<std::string>& message_ids() const { return message_ids_; }
  /// The items of a for-each in their order; nullptr before it began.
  [[nodiscard]] const std::vector<Item>* items(const flow::ItemRef& of) const;
  /// The items that a token stands in.
  [[nodiscard]] ItemPath items_of(const flow::Token* token) const;
  /// The same of the token that is in a visit of a step; empty when none is.
  [[nodiscard]] ItemPath items_at(std::string_view step, std::int32_t visit) const;
  /// The item that a variable names in work at these items, inner ones hiding outer ones; nullptr: no for-each around it has this variable.
  [[nodiscard]] const json::Value* item_variable(std::string_view name, const ItemPath& at) const;
  /// The list that its for-each reads, as the workflow writes it; nullptr as above.
  [[nodiscard]] const feel::Expression* item_list(std::string_view name, const ItemPath& at) const;
  /// Item::by of that item.
  [[nodiscard]] std::string_view item_sender(std::string_view name, const ItemPath& at) const;

  /// A part of the record that each item has for itself: the result of a stage in a for-each, the answer to a form.
  struct OwnPart {
    const json::Value* value = nullptr;  ///< of the own item; nullptr: it has none
    std::string_view rest;               ///< of the path that was asked for, below the part
  };
  /// The part that a record path leads to or into for work at these items; nothing when it leads to what the whole case shares. Lives until the next event.
  [[nodiscard]] std::optional<OwnPart> own_part(std::string_view full_path, const ItemPath& at) const;
  /// Where the record has the part that the path leads into; the path itself when the whole case shares it, and for answers.
  [[nodiscard]] std::string own_path(std::string_view full_path, const ItemPath& at) const;
  /// The value at a record path as work at these items sees it; null when there is none.
  [[nodiscard]] json::Value value_at(std::string_view full_path, const ItemPath& at) const;
  /// The record as a stage at these items sees it: of parts that each item has for itself, its own. nullopt: there is none, the record is the case's.
  [[nodiscard]] std::optional<json::Value> record_at(const ItemPath& at) const;
  /// Where the result of a stage at these items stands: one entry for each item, "<section>.<key of the item>"; the section itself elsewhere.
  [[nodiscard]] static std::string section_at(const std::string& section, const ItemPath& at);
  [[nodiscard]] const std::vector<Recusal>& recusals() const { return recusals_; }  ///< in order of their declaration
  [[nodiscard]] const std::vector<KeptMessage>& kept_messages() const { return kept_; }
  [[nodiscard]] const std::vector<OutboxMessage>& outbox() const { return outbox_; }  ///< all, in the order of adding
  /// The same from the first one that is not settled.
  [[nodiscard]] std::span<const OutboxMessage> outbox_open() const { return std::span(outbox_).subspan(settled_); }
  [[nodiscard]] const OutboxMessage* outgoing(std::string_view key) const;
  [[nodiscard]] const std::optional<Suspension>& suspension() const { return suspension_; }  ///< nothing: the work goes on
  /// Dates that no calendar pack reaches yet, by what lacks one: "clock:<kind>", "task:<id>", "timer:<id>"; the event's payload.
  [[nodiscard]] const std::map<std::string, json::Value>& missing_dates() const { return missing_dates_; }
  /// The stage has its journalled answers to these questions (LookupReply::answers without the answers) for this run.
  [[nodiscard]] bool has_answers(const std::string& stage, std::int64_t run, const json::Array& questions) const;
  /// Something other than a lookup put a value at a path of store_facts; it holds.
  [[nodiscard]] bool is_given(std::string_view path) const;
  [[nodiscard]] const TaskState* task(std::string_view task_id) const { return tasks_.find(task_id); }  ///< the newest of that id; nullptr: none
  /// What was added or changed since `forget_task_changes`: places in tasks().
  [[nodiscard]] const TaskList::Places& changed_tasks() const { return tasks_.changed(); }
  void forget_task_changes() { tasks_.forget_changes(); }
  [[nodiscard]] const ClockState* clock(std::string_view kind) const;
  [[nodiscard]] std::int32_t runs(const std::string& section) const;
  /// A task of kind "safety" is open: nothing may be sent and no other task may open before it is answered (guardrail G10).
  [[nodiscard]] bool safety_hold() const { return tasks_.safety_open(); }
  /// So it holds back every other open task.
  [[nodiscard]] bool withholds(const TaskState& task) const { return safety_hold() && task.status == "open" && task.kind != "safety"; }

  /// Digest (16 hexadecimal digits) of the value at a record path as work at these items sees it; "-" when it is absent. Valid until the next `apply`.
  [[nodiscard]] const std::string& digest_at(const std::string& path, const ItemPath& at = {}) const;
  /// RFC 8785 text of the value at a record path, so that a stage gets the same bytes whatever order facts came in; empty when it is absent. Valid until the next `apply`.
  [[nodiscard]] const std::string& text_at(const std::string& path, const ItemPath& at = {}) const;
  /// The read paths of a section whose value is another one now: the section is stale. Newer answers about other cases make none stale: each run keeps
  /// what was journalled for it. A person's word about them does.
  [[nodiscard]] std::vector<std::string> stale_paths(const SectionState& section) const;

 private:
  Result<std::vector<flow::Command>> fold_any(std::string_view kind, json::Value payload, Instant at, std::int64_t seq, std::string_view actor, json::Value* envelope);
  /// What `fold_any` does for all kinds but those of case_outbox.cpp.
  Result<std::vector<flow::Command>> fold(std::string_view kind, json::Value payload, Instant at, std::int64_t seq, std::string_view actor, json::Value* envelope);
  // What `fold` does for the kinds that have a function of their own. `event`: with the step, visit, id and reason of the payload.
  Result<std::vector<flow::Command>> fold_stage(flow::Event event, json::Value payload, Instant at, std::int64_t seq, std::string_view actor, json::Value* envelope);
  Result<std::vector<flow::Command>> fold_lookups(const json::Value& payload);
  Result<std::vector<flow::Command>> fold_task(std::string_view kind, const flow::Event& event, json::Value payload, Instant at);  ///< opened, escalated, dated
  Result<std::vector<flow::Command>> fold_answered(flow::Event event, json::Value payload, Instant at, std::int64_t seq, std::string_view actor);
  Result<std::vector<flow::Command>> fold_clock(std::string_view kind, json::Value payload, Instant at, std::int64_t seq);
  [[nodiscard]] Error unknown_kind(std::string_view kind, std::int64_t seq) const;
  Result<std::vector<flow::Command>> fold_delivery(std::string_view kind, json::Value payload, Instant at, std::int64_t seq);
  Result<std::vector<flow::Command>> fold_stop(std::string_view kind, const json::Value& payload, Instant at);
  /// Adds what the workflow's `notices` say of an event that was folded.
  void add_notices(std::string_view kind, const json::Object& told, const std::set<std::string>& open_before, Instant at, std::int64_t seq);
  void add_outgoing(OutboxMessage message);
  [[nodiscard]] bool is_answer(std::string_view path) const;  ///< a lookup put it there, and nobody else since
  /// What lies below a path and each item has for itself: the full path, and the own item's value or nullptr.
  [[nodiscard]] std::map<std::string, const json::Value*> own_parts_below(std::string_view full_path, const ItemPath& at) const;
  Result<std::vector<flow::Command>> advance(const flow::Event& event);
  void set_fact(std::string_view path, json::Value value, std::string_view by);
  void apply_corrections(std::string_view section_path);
  void record_clocks();  ///< the record's `clocks`, as stages read them
  void open_envelope_tasks(const SectionState& section, Instant at);
  void use_approval(const json::Value& release, std::string_view step, std::string_view task_id);
  void withdraw(const std::vector<flow::Command>& commands);
  /// Folds an event about who has a task; nothing for other kinds.
  [[nodiscard]] std::optional<Result<void>> apply_person(std::string_view kind, const json::Value& payload, Instant at);
  void add_items(std::string_view step, std::int32_t visit, const json::Array& items, std::string_view by = {});
  [[nodiscard]] const Item* item_named(std::string_view name, const ItemPath& at) const;
  ClockState* find_clock(std::string_view kind);
  /// What was computed from the value at a record path, until the value changes.
  struct Derived {
    std::string full;    ///< the path in the record; what it changes with
    bool shared = true;  ///< its value is what the record has there; else what one item has for itself
    std::optional<std::string> digest, text;
  };
  Derived& derived(const std::string& path, const ItemPath& at) const;
  /// The value at a full path has changed: forgets what was computed from it, from what holds it and from what it holds.
  void changed(std::string_view full_path);

  std::string id_, institution_;
  std::shared_ptr<const flow::Definition> definition_;
  json::Value record_, opening_;
  flow::State flow_;
  std::map<std::string, SectionState> sections_;
  TaskList tasks_;
  std::vector<ClockState> clocks_;
  std::map<std::string, Instant> timers_;
  std::map<std::string, store::MessageWait> waits_;
  std::map<std::string, OfItems, std::less<>> results_;
  std::vector<Correction> corrections_;
  std::vector<Approval> approvals_;
  std::map<std::string, std::size_t, std::less<>> refusals_;
  std::map<std::string, std::string> provenance_;
  std::set<std::string> message_ids_;
  std::map<std::string, std::vector<Item>> items_;  ///< by "<step>#<visit>" of the for-each
  std::map<std::string, OfItems, std::less<>> answers_;  ///< by form
  std::map<std::string, std::set<std::string>, std::less<>> parted_;  ///< section that has an entry for each item -> the for-each steps around its stage
  std::vector<Recusal> recusals_;
  std::vector<KeptMessage> kept_;                   ///< oldest first
  std::vector<OutboxMessage> outbox_;               ///< oldest first
  std::size_t settled_ = 0;                         ///< messages before the first one that is not settled
  std::optional<Suspension> suspension_;
  std::map<std::string, LookupState> lookups_;  ///< by stage id
  std::map<std::string, json::Value> missing_dates_;
  mutable std::map<std::string, Derived> derived_;  ///< by the path as it was asked for
};

/// The case as its stored events make it. Errors: `unsupported` when a payload was erased; those of reading and of `apply`, with the case and the event's number.
[[nodiscard]] Result<CaseState> fold_events(const std::string& case_id, std::shared_ptr<const flow::Definition> definition, const std::vector<store::Event>& events);

/// The id of a task or question of an envelope: "<stage short id>.<id in the envelope>", for an item of a for-each "…@<item>".
[[nodiscard]] std::string stage_task_id(std::string_view stage, std::string_view id, std::string_view item);
/// The ids of those that hold the token.
[[nodiscard]] std::vector<std::string> blocking_ids(const json::Value& envelope, std::string_view stage, std::string_view item);
/// "amends.risk" -> "risk", "bank.vip_check" -> "bank.vip_check".
[[nodiscard]] std::string short_stage_id(std::string_view stage);
/// Where a stage's result goes unless its manifest says otherwise: "analysis.risk", "ext.bank.vip_check".
[[nodiscard]] std::string default_section(std::string_view stage);
/// "stage:amends.risk@1.0.0#sha256:..." <-> its parts; the library's hash may be empty. The journal keeps such texts once.
struct StageActor { std::string stage, version, library; };
[[nodiscard]] std::string to_actor(const StageActor& actor);
[[nodiscard]] StageActor parse_stage_actor(std::string_view actor);
/// "risk.level" -> "analysis.risk.level" when the first part is no fact root; fact paths stay.
[[nodiscard]] std::string record_path(std::string_view path);
[[nodiscard]] bool is_fact_root(std::string_view name);
/// "-" for an absent value, else the first 16 hexadecimal digits of the SHA-256 of its RFC 8785 bytes.
[[nodiscard]] std::string short_digest(const json::Value* value);
/// The first 16 hexadecimal digits of the SHA-256 of a text.
[[nodiscard]] std::string short_digest(std::string_view text);
/// One of the two paths is the other or lies below it.
[[nodiscard]] bool paths_overlap(std::string_view a, std::string_view b);

}  // namespace amends::runtime
