#pragma once
// A workflow as data: the graph of steps read from workflow.yaml. Immutable once built; shared by all cases that are pinned to it.
// Used by core/flow (the machine), core/runtime (which executes the commands), the drawing and the validator. Knows nothing of plugins or packs:
// whether a stage exists is asked by the runtime (`Definition::stages()`), which hands in the names of what is loaded for the other checks.
#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "calendar/duration.hpp"
#include "feel/expression.hpp"
#include "support/json.hpp"
#include "support/result.hpp"
#include "support/yaml.hpp"

namespace amends::flow {

using StepIndex = std::int32_t;
inline constexpr StepIndex kEnd = -1;  ///< the target `end`: the token is consumed

inline constexpr std::size_t kStepsMax = 1'000;           ///< steps of one workflow
inline constexpr std::int32_t kVisitsMax = 10'000;        ///< visits of one step in one case; beyond it the case parks
inline constexpr std::size_t kTransitionsPerTurnMax = 5'000;  ///< a cycle of only pure steps parks here instead of running for ever
inline constexpr std::size_t kBranchesMax = 100;          ///< branches of one choose, parallel, inclusive or first_of
inline constexpr std::size_t kBoundariesMax = 20;         ///< `on` events of one step
inline constexpr std::int32_t kSignalEchoesMax = 32;      ///< signals of one event that two or more others led to, one from the other; a step that would send one more parks
inline constexpr std::int32_t kFiringsMax = 1'000;        ///< times that one `on` event of one visit is heard; later ones are refused
inline constexpr std::size_t kNestingMax = 16;            ///< steps that stand inside each other (block, parallel, inclusive, each, undo)
inline constexpr std::size_t kCallsMax = 50;              ///< `run` steps that a case is in at a time, one inside the other
inline constexpr std::int32_t kItemsMax = 1'000;          ///< items of one for-each, those that come later included
inline constexpr std::size_t kTokensMax = 5'000;          ///< tokens of one case; a step that needs more parks
inline constexpr std::size_t kDoneMax = 1'000;            ///< finished steps that a case remembers for `compensate`
inline constexpr std::size_t kEscalationsMax = 20;        ///< rungs of one task
inline constexpr std::size_t kRemindersMax = 20;          ///< reminders of one task
inline constexpr std::size_t kCandidatesMax = 100;        ///< entries of one `candidates`
inline constexpr std::size_t kPersonBytesMax = 128;       ///< the name of a person in a workflow
inline constexpr std::int32_t kAttemptsMax = 100;         ///< retry.max
inline constexpr std::size_t kProblemsMax = 100;          ///< errors listed for one file

/// First parts of fact paths (catalogue 2.1) and of what the core keeps. A step or variable of such a name would hide the fact.
inline constexpr std::array<std::string_view, 29> kFactRoots{
    "case",       "channel",     "text",          "parties",      "product",     "contract", "money",   "demand",  "events",    "documents",
    "history",    "regulator",   "litigation",    "media",        "group",       "flags",    "answers", "route_facts", "crisis_facts", "agent_facts",
    "store_facts", "outcome",    "analysis",      "letters",      "followups",   "lessons",  "clocks",  "consents", "ext"};

enum class StepKind {
  stage, decide, human, choose, parallel, first_of, message, wait, set,
  inclusive,   ///< every branch whose condition holds
  each,        ///< its steps once for each item of a list
  block,       ///< a sequence with `on` events of its own
  raise,       ///< an error or an escalation for the steps around it
  signal,      ///< tells all that listen
  listen,      ///< waits for a signal
  cancel,      ///< takes tokens off steps, or ends the case as cancelled
  terminate,   ///< ends a step around it, or the case, as done
  compensate,  ///< undoes what was done, the newest first
  run,         ///< goes through a path and comes back
  send,        ///< puts a message into the outbox, and waits for its delivery if it is to
};

/// Steps in which other steps stand: their token waits until those in it have ended.
[[nodiscard]] constexpr bool is_scope(StepKind kind) {
  return kind == StepKind::parallel || kind == StepKind::inclusive || kind == StepKind::each || kind == StepKind::block || kind == StepKind::run;
}

/// A step's `{code: step, default: step}` map: where a failure goes.
struct ErrorRoute {
  std::string code;  ///< stage error code without "error." or "needs_person"; "default" for any
  StepIndex go = kEnd;
};

struct Retry {
  std::int32_t attempts_max = 1;  ///< in all, the first included; 1..kAttemptsMax
  calendar::Duration backoff;     ///< before the second attempt; doubles each time
};

struct Escalation {
  calendar::Duration after;  ///< counted from the opening of the task, or from the rung before it
  std::string to;            ///< role or person that the task also shows to
};

/// When who has the task is reminded.
struct Reminder {
  calendar::Duration length;
  bool before_due = false;   ///< counted back from the due date; else from the opening of the task, or from the reminder of this kind before it
};

/// One entry of `candidates`: exactly one of the three is set.
struct Candidate {
  std::string person;                    ///< who may take the task in its role
  std::string role;                      ///< who holds it may take the task
  std::optional<feel::Expression> from;  ///< names of persons when the task opens: a text or a list of texts
};

/// The roles that run the machine. They approve nothing and release nothing, whatever a workflow or a caller says: no override (segregation of duties,
/// ISO/IEC 27001:2022 A.5.3; GB/T 22239-2019 8.1.5, three kinds of administrators).
inline constexpr std::array<std::string_view, 9> kAdministratorRoles{"admin", "administrator", "audit_administrator", "root", "security_administrator",
                                                                     "superuser", "sysadmin", "system", "system_administrator"};

inline constexpr std::size_t kShownMax = 64;          ///< paths that one approver is shown
inline constexpr std::size_t kLimitsMax = 100;        ///< rows (role and currency) of one table of authority
inline constexpr std::int32_t kApprovalUsesMax = 100; ///< answers of one step that one approval covers

/// How much a role may approve: one row of a table of authority.
struct AuthorityLimit {
  std::string role;
  std::string currency;           ///< ISO 4217
  std::int64_t limit_minor = 0;   ///< minor units, 0..2^53-1; a sum equal to it is within it
};

/// What of an answer goes out on an approval: the field of the form and the shown path that it must agree with. Money may be less than what was approved, never
/// more nor of another currency; anything else is equal.
struct ReleasedField {
  std::string field, path;
};

/// The work for a person that a human step (or one branch of first_of) opens.
struct HumanWork {
  std::string role;
  std::string form;                       ///< name of a form in the packs
  json::Value title;                      ///< {zh, en}
  std::optional<calendar::Duration> due;
  std::vector<Escalation> escalate;
  std::vector<Reminder> remind;
  std::vector<Candidate> candidates;      ///< who may claim and answer; empty: whoever holds the role
  std::string four_eyes_with;             ///< step whose answerer may not answer this one; empty when none

  // An approval: the answer holds for exactly what was shown.
  std::vector<std::string> shows;         ///< paths as expressions name them: a step's answer, a section by its stage's short id, a fact; empty: no approval
  std::string amount;                     ///< path of the money that the approval lets go, at or below one of `shows`; empty: no money
  bool amount_is_total = false;           ///< the amount takes the place of the step's earlier ones (offers of one ladder); else it is added to them
  std::vector<AuthorityLimit> limits;     ///< of this step, within the institution's; empty: the institution's alone

  // A release: answered on an approval alone.
  std::string requires_approval;          ///< human step with `shows` whose newest answer must cover this; empty when none is needed
  std::int32_t approval_uses = 1;         ///< answers of this step that one approval covers
  std::vector<ReleasedField> releases;    ///< what of the answer was approved

  [[nodiscard]] bool approves() const { return !shows.empty(); }
};

/// What a `send` step puts into the outbox.
struct Send {
  std::string kind;                             ///< what it is, for whoever delivers: letter, payment_order, ...
  std::optional<feel::Expression> to;           ///< nothing: the deliverer knows by the kind
  std::map<std::string, feel::Expression> body; ///< by member
  bool waits = false;                           ///< the step is left when the message was acknowledged; else at once
};

/// Kinds of messages that go to people outside in the institution's name: they leave on an approval alone, as it showed them.
inline constexpr std::array<std::string_view, 2> kReleasedKinds{"letter", "statement"};
inline constexpr std::size_t kSendMembersMax = 64;     ///< members of a message's body

struct ChooseBranch {
  std::optional<feel::Expression> when;  ///< nothing for `else`
  StepIndex go = kEnd;
};

/// A branch of parallel and inclusive; the one sequence of block, each and run (its path), without a name.
struct ParallelBranch {
  std::string name;
  StepIndex first = kEnd;  ///< first step of the branch; its last step's `next` is the join
  std::optional<feel::Expression> when = {};  ///< inclusive: nothing for `else`
};

/// When a parallel or for-each step is left before all of its branches have arrived.
struct Join {
  std::int32_t of = 0;   ///< branches that suffice, from 1; 0: all
  bool cancel = false;   ///< the others are taken back; else they go on and are absorbed
};

/// A for-each: which items, and how.
struct Each {
  std::optional<feel::Expression> list;  ///< the items, when the step is entered
  std::string as = "item";               ///< variable that holds the item in the steps inside
  std::optional<feel::Expression> key;   ///< of an item, by the variable; without it its place from 1
  bool one_by_one = false;               ///< one after another; else all together
  std::string grows_by;                  ///< message whose body is one more item; empty: none
  std::optional<feel::Expression> grows_key;  ///< of that message; nothing: the case's id
};

/// What may happen while a token is in a step (a boundary event of BPMN), and where it leads.
struct Boundary {
  enum class Kind { timer, message, signal, error, escalation };
  std::string name;  ///< unique in the step
  Kind kind = Kind::timer;
  std::optional<calendar::Duration> after;  ///< timer: from the entering of the step
  std::string what;                         ///< name of the message, signal or escalation; code of the error, "default" for any
  std::optional<feel::Expression> key;      ///< of a message; nothing: the case's id
  bool interrupting = true;  ///< the step and all inside is taken back; else it goes on, and a second token goes the way
  StepIndex go = kEnd;
};

/// The most entries of one step while the step around it runs.
struct Bound {
  std::string name;          ///< in the workflow's `bounds`; empty: none but kVisitsMax
  std::int32_t most = 0;
  StepIndex go = kEnd;       ///< where a token goes that would enter once more
};

/// A step that can be in work only while the case stands at one of others.
struct Milestone {
  std::vector<StepIndex> at;         ///< empty: no milestone
  std::optional<StepIndex> otherwise;  ///< where to go when it does not hold; nothing: wait until it does
};

/// One alternative of `first_of`: exactly one of message, signal, after, human is set.
struct Alternative {
  std::string name;
  std::string message;
  std::string signal = {};
  std::optional<feel::Expression> key;  ///< of a message; null means the case's own id
  std::optional<calendar::Duration> after;
  std::optional<HumanWork> human;
  StepIndex go = kEnd;
};

struct Step {
  std::string name;     ///< unique in the workflow, fits is_name()
  std::string path;     ///< where it stands in the file ("steps.3", "paths.crisis.0"), for messages
  std::string body;     ///< where what it says stands ("steps.3.review")
  StepKind kind = StepKind::stage;
  StepIndex next = kEnd;  ///< where a token goes when nothing else is said
  bool joins = false;     ///< `next` is the parallel step whose join this step arrives at
  StepIndex inside = kEnd;     ///< the step in whose branch this step stands; kEnd outside. A target kEnd in a branch arrives at its join
  std::int32_t branch = -1;    ///< index of that branch; kUndo: it undoes that step

  std::string stage;                       ///< stage: id, "amends.intake"
  std::int32_t stage_major = 0;            ///< stage: the major asked for by `stage@major`, 0 for any
  json::Value config;                      ///< stage: configuration object
  bool optional = false;                   ///< stage: skipped with a finding when no plugin offers it
  std::string requires_approval;           ///< stage, send: human step whose newest answer must cover this; else it fails with `refused`
  Retry retry;
  std::vector<ErrorRoute> on_error;
  std::string table;                       ///< decide: logical table name ("tables/triage" or "tables/triage#name", or a file beside the workflow)
  std::map<std::string, feel::Expression> with;   ///< decide: inputs by name; stage: members of its configuration
  HumanWork human;                         ///< human
  std::vector<ChooseBranch> choose;        ///< choose
  std::vector<ParallelBranch> branches;    ///< parallel
  std::vector<Alternative> alternatives;   ///< first_of
  std::string message;                     ///< message
  std::optional<feel::Expression> key;     ///< message
  std::optional<calendar::Duration> wait;  ///< wait
  std::map<std::string, feel::Expression> set;  ///< set (and any other step: facts it sets when it is left)
  std::vector<std::string> meets;          ///< clock kinds that are met when this step is left
  Join join;                               ///< parallel, each
  Each each;                               ///< each
  std::vector<Boundary> on;                ///< what may happen while it is in work
  Bound bound;
  Milestone milestone;
  StepIndex undo = kEnd;                   ///< first of the steps that undo it
  std::string event;                       ///< raise: error or escalation; signal, listen: the signal
  bool raises_error = false;               ///< raise: an error, else an escalation
  bool whole_case = false;                 ///< cancel, terminate, compensate: the case
  std::vector<StepIndex> targets;          ///< cancel: any steps; terminate, compensate: one
  Send send;                               ///< send
};
inline constexpr std::int32_t kUndo = -2;  ///< Step::branch of the steps that undo the step around them

/// One entry of the `clocks:` block.
struct ClockUse {
  std::string name;
  std::string rule;                               ///< id in the institution's clock pack, or empty
  std::string kind;                               ///< decide, acknowledge, ...: the running clock of that kind, or empty
  std::string from;                               ///< dotted fact path of the start instant
  std::vector<calendar::Duration> warn;           ///< before due, longest first
  std::string on_breach;                          ///< "escalate" opens a supervisor task; empty: only the event
  std::string to;                                 ///< role of that task
};

/// How the engine's own turns of a workflow's cases (timers, recoveries) are taken in turn with those of other workflows. What people and the outside begin
/// never waits for this, and neither does a legal clock.
struct WorkUse {
  std::int32_t priority = 5;      ///< 0..kPriorityMax, higher first
  std::int32_t most = 0;          ///< turns in any `per`; 0: as many as there are
  calendar::Duration per;         ///< elapsed time
  friend bool operator==(const WorkUse&, const WorkUse&) = default;
};
inline constexpr std::int32_t kPriorityMax = 9;
inline constexpr std::int32_t kRateMax = 10'000;               ///< WorkUse::most
inline constexpr std::int64_t kRateWindowMaxUs = 86'400'000'000;  ///< WorkUse::per, a day

/// What the engine tells of by itself, when the workflow's `notices` name it: messages of ids, roles and dates, without words of the case.
inline constexpr std::array<std::string_view, 4> kNoticeKinds{"clock_warned", "clock_breached", "task_opened", "task_escalated"};

/// What a stage reads and writes, by paths of the case record: "money.claimed", "analysis.intake".
struct StageUse {
  std::vector<std::string> reads, writes;
};
using StageUses = std::map<std::string, StageUse, std::less<>>;  ///< by stage id

/// What the packs offer to a workflow.
struct PackNames {
  std::vector<std::string> forms;   ///< "officer_decision"
  std::vector<std::string> tables;  ///< "tables/triage", "tables/triage#night": each spelling that finds a table
  std::map<std::string, std::vector<std::string>> fields = {};  ///< of each form
  std::vector<std::string> approving = {};  ///< forms with a field that says yes
};

/// Every expression of a step but those of the steps inside it, with its dotted path below the step's body: "with.amount", "choose.0.when", "set.money.settled".
void for_each_expression(const Step& step, const std::function<void(const feel::Expression&, const std::string& path)>& visit);

/// What may be meant but is worth a look. It refuses nothing.
struct Warning {
  std::string where;    ///< file:line:column
  std::string message;  ///< a sentence with what to do
};

/// See calls.hpp.
using Callee = std::function<Result<yaml::Document>(std::string_view workflow)>;

class Definition {
 public:
  /// Reads and checks one workflow file (grammar.md). Errors: `schema` with file:line:column for unknown keys, unknown targets (with the nearest name),
  /// duplicate step names, names that shadow fact roots, bad expressions and durations, unreachable steps, a cycle of only pure steps without an exit,
  /// limits; `not_utf8`. All errors of a file are reported: the first in `where` and `message`, each other one as a line of `message`.
  [[nodiscard]] static Result<std::shared_ptr<const Definition>> from_yaml(std::string_view text, std::string file_name);
  /// The same of a file that may call other workflows (calls.hpp): `callee` finds them. source() is the whole then, with each call carried out. Errors: those of with_calls.
  [[nodiscard]] static Result<std::shared_ptr<const Definition>> from_yaml(std::string_view text, std::string file_name, const Callee& callee);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::string& version() const { return version_; }
  [[nodiscard]] const json::Value& title() const { return title_; }
  [[nodiscard]] const std::string& pack_set() const { return pack_set_; }  ///< empty: the institution's
  [[nodiscard]] bool commit_each_step() const { return commit_each_step_; }
  [[nodiscard]] StepIndex first() const { return first_; }
  [[nodiscard]] const std::vector<Step>& steps() const { return steps_; }
  [[nodiscard]] const Step& step(StepIndex index) const { return steps_[static_cast<std::size_t>(index)]; }
  [[nodiscard]] StepIndex find(std::string_view step_name) const;  ///< kEnd when unknown
  [[nodiscard]] std::vector<StepIndex> eaches_around(const Step& step) const;  ///< the for-each steps that it stands in, innermost first
  /// The work behind a task id "<step>#<visit>" or "<step>#<visit>:<alternative>"; nullptr for a task that no step of a person opened.
  [[nodiscard]] const HumanWork* work_of(std::string_view task_id) const;
  [[nodiscard]] const std::vector<ClockUse>& clocks() const { return clocks_; }
  [[nodiscard]] const std::map<std::string, std::int32_t, std::less<>>& bounds() const { return bounds_; }  ///< most visits, by name
  [[nodiscard]] const WorkUse& work() const { return work_; }
  [[nodiscard]] const std::vector<std::string>& notices() const { return notices_; }  ///< of kNoticeKinds, in their order
  [[nodiscard]] bool is_inside(StepIndex step, StepIndex outer) const;  ///< it stands in `outer`, at whatever depth
  [[nodiscard]] std::vector<std::string> stages() const;            ///< distinct stage ids, sorted
  /// Pairs (lower index first, sorted) of steps that two tokens may be in at one time: they stand in different branches of one parallel or inclusive step.
  /// For the validator, which knows what the stages read and write.
  [[nodiscard]] std::vector<std::pair<StepIndex, StepIndex>> parallel_sets() const;
  /// Refuses steps and `with` variables named like the short id of a stage that they do not run. The reader has done so for the stages of the
  /// workflow itself; the validator calls it with all stages that are loaded. Errors: `schema`, one line for each.
  [[nodiscard]] Result<void> check_stage_names(const std::vector<std::string>& stage_ids) const;
  /// Refuses two steps that may run together where both write one path, or one reads what the other writes: what they see would hang on their order. The
  /// reader has done so for facts, steps' results and one stage in two branches; the validator knows the stages. Errors: `schema`, one line for each.
  [[nodiscard]] Result<void> check_branches(const StageUses& uses) const;
  /// Refuses forms and decision tables that no pack has (`not_found`, with the nearest name), and approvals that their forms cannot give: no field that says
  /// yes, a released field that the form does not have (`schema`). One line for each.
  [[nodiscard]] Result<void> check_pack_names(const PackNames& known) const;
  /// Circles of steps that do not wait and have a way out; releases without a way back to their approval; clocks that no step meets where no stage could; approvals by the role that makes what they show.
  [[nodiscard]] const std::vector<Warning>& warnings() const { return warnings_; }
  /// The text it was read from; its content hash pins a case to it.
  [[nodiscard]] const std::string& source() const { return source_; }
  [[nodiscard]] const std::string& hash() const { return hash_; }
  /// file:line:column of a dotted path of the file.
  [[nodiscard]] std::string place(std::string_view path) const { return document_.place(path); }

 private:
  friend class DefinitionReader;
  struct Fault {
    std::string path, message;
  };
  [[nodiscard]] std::vector<Fault> name_clashes(const std::vector<std::string>& stage_ids) const;
  [[nodiscard]] std::vector<Fault> conflicts(const StageUses& uses) const;
  [[nodiscard]] std::vector<Fault> waiting_faults() const;
  [[nodiscard]] std::vector<Fault> idle_parts() const;
  [[nodiscard]] Result<void> told(const std::vector<Fault>& faults, ErrorCode code) const;

  std::string name_, version_, pack_set_, source_, hash_;
  json::Value title_;
  bool commit_each_step_ = false;
  StepIndex first_ = kEnd;
  std::vector<Step> steps_;
  std::vector<StepIndex> by_name_;  ///< sorted by name
  std::vector<ClockUse> clocks_;
  std::map<std::string, std::int32_t, std::less<>> bounds_;
  WorkUse work_;
  std::vector<std::string> notices_;
  std::vector<Warning> warnings_;
  yaml::Document document_;
};

}  // namespace amends::flow
