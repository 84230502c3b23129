#pragma once
// Scenario files: given a case, when people answer and time passes, then steps, tasks and clocks. Runs a workflow in virtual time over a
// database of its own; used by `amends test`, by the demo and by the tests of the shipped workflows.
//
//   scenario: refusal_corrected
//   title: {zh: …, en: …}
//   packs: [catalogue, shipped]            # the pack sets it must hold with; default: shipped
//   given: {case: ../cases/K02.json, set: {path: value}}
//   when: [acts and expectations, in order]
//
// Every word is checked before anything is played; a misspelt one is refused with line, column and the nearest one (words.hpp).
//
// An act is one of the words below. Beside it stand `after: 2h` (time since the step before, a duration), `by` and `role` (li.na, handler, unless given), mostly
// `on_behalf_of`, and `refused: error.refused` where it has to be refused with this code.
//
//     - answer: intake.ack                 # task id; several may be open
//       seen: 4f2a…                        # an older digest of an approval, or {of: sign#1} for the one that this task was answered with;
//                                          # without it, of what stands now
//       with: {sent_at: now, how: phone, reason: …}   # "now" stands for the virtual instant,
//                                          # {from: response_letter.letter.text} for what stands in the case at that path
//     - claim: look#1                      # with a `reason` it takes over what another person holds
//     - release: look#1                    # reason: … (who holds it needs none)
//     - delegate: look#1                   # to: wang.yi, reason: …
//     - recuse: look#1                     # reason: …
//     - pass: 6d                           # time passes; due timers fire
//     - correct: {path: classify.complexity, value: complex, reason: …, by: li.na}
//     - add: {id: t2, kind: …, body: …, by: li.na}    # a document
//     - message: {name: reply, key: …, body: {…}, id: …, keep: 2d}   # key: the case's id unless given; keep: how long it waits for a step that waits for it
//     - signal: {name: rates_changed, body: {…}, id: …}
//     - deliver: {kind: letter, to: …, step: …}       # the first message of the outbox that fits and is handed out; receipt: {no: 7}
//     - fail: {kind: letter}               # its delivery; reason: …, for_good: true (no further try before a person says so)
//     - redeliver: {kind: letter}          # a parked one leaves again; reason: …
//     - drop: {kind: letter}               # is given up; reason: …
//     - suspend: reason                    # the work on the case
//     - resume: reason
//     - cancel: reason
//     - retry: step                        # takes the case back to it; reason: …, from: step#visit, approved_by: …, approver_role: …
//
// An expectation says any of these; where it lists something, it lists all of it.
//
//     - expect:
//         status: waiting                  # running, waiting, parked, suspended, finished, cancelled, stranded
//         reason: no answer                # words of why it is parked or suspended
//         at: [decision]                   # steps that hold a token
//         open: [intake.ack, decision#1]   # open tasks
//         withheld: []                     # tasks held back
//         tasks:                           # any of status, role, form, step, due, late, assignee, assignee_for, candidates, reminders, escalated_to, answered_by,
//           look#1: {assignee: li.na, candidates: [li.na, {role: legal}], reminders: 1}    # answered_for, words (of its answer); `null` is nobody, nothing
//         outbox:                          # messages that wait, in the order of adding: any of kind, to, step, status (open, withheld, parked), failures, reason,
//           - {kind: letter, status: open, words: [退还300元], body: {text: …}}             # words (of its body), body (by path)
//         sent: [{kind: letter, receipt: {no: 7}}]   # messages that were delivered
//         dropped: []                      # messages that were given up
//         kept: [reply]                    # names of messages that are kept
//         clocks: {decide: {rule: CN-NFRA-DECIDE-SIMPLE, due: 2026-03-17T16:00:00Z, state: running}}   # also starts, met
//         facts: {analysis.routing.primary: 8}
#include <string>
#include <vector>

#include "runtime/runtime.hpp"

namespace amends::runtime {

struct ScenarioFailure {
  std::string place;    ///< file:line:column of the expectation or act
  std::string message;  ///< what was expected and what is
};

struct ScenarioOutcome {
  std::string name, pack_set, case_id;
  std::vector<ScenarioFailure> failures;  ///< empty: it holds
  json::Value journal;                    ///< the events without hashes, versions and digests: what `expected/` files hold
};

struct ScenarioRunner {
  std::string root;                    ///< installation
  std::string workflow;                ///< folder with workflow.yaml
  std::vector<std::string> plugin_folders;
  std::string folder;                  ///< where the databases are written; each scenario has its own file
  std::string keep_in;                 ///< not empty: this file takes the cases of all scenarios, beside what it holds, and stays; one pack set only
  std::string pack_set;                ///< not empty: only this one of the sets that a scenario names
  std::vector<std::shared_ptr<host::Stage>> stages;

  /// Errors: those of reading the file and of opening; what does not hold is in the outcome. One outcome for each pack set.
  [[nodiscard]] Result<std::vector<ScenarioOutcome>> run(const std::string& scenario_file) const;
  /// Whether `keep_in` may take cases that are only played: a new file, or one that holds no case besides those of the scenarios. Errors: `refused` names a
  /// case of somebody else; those of reading the files and of opening the database.
  [[nodiscard]] Result<void> check_kept(const std::vector<std::string>& scenario_files) const;
  /// A database that a scenario left, for reviews: `keep_in`, else <folder>/<scenario>.<pack set>.db
  [[nodiscard]] std::string database_of(const std::string& scenario_name, const std::string& pack_set) const;
};

/// The events of a case as expected files keep them: no hash, salt, version, library, digest or pack hash.
[[nodiscard]] json::Value plain_journal(const std::vector<store::Event>& events);

}  // namespace amends::runtime
