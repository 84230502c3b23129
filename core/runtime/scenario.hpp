#pragma once
// Scenario files: given a case, when people answer and time passes, then steps, tasks and clocks. Runs a workflow in virtual time over a
// database of its own; used by `amends test`, by the demo and by the tests of the shipped workflows.
//
//   scenario: refusal_corrected
//   title: {zh: …, en: …}
//   packs: [catalogue, shipped]            # the pack sets it must hold with; default: shipped
//   given: {case: ../cases/K02.json, set: {path: value}}
//   when:
//     - answer: intake.ack                 # task id; several may be open
//       after: 2h                          # time since the step before (a duration)
//       by: li.na
//       role: handler
//       on_behalf_of: wang.yi            # optional
//       seen: 4f2a…                      # optional: an older digest of an approval, or {of: sign#1} for the one that this task was answered with;
//                                        # without it, of what stands now
//       with: {sent_at: now, how: phone, reason: …}   # "now" stands for the virtual instant,
//                                        # {from: response_letter.letter.text} for what stands in the case at that path
//       refused: error.refused           # optional: the answer has to be refused with this code
//     - pass: 6d                           # time passes; due timers fire
//     - correct: {path: classify.complexity, value: complex, reason: …, by: li.na}
//     - expect:
//         status: waiting                  # running, waiting, parked, finished, stranded
//         at: [decision]                   # steps that hold a token
//         open: [intake.ack, decision#1]   # open tasks, exactly these
//         withheld: []                     # tasks held back, exactly these
//         clocks: {decide: {rule: CN-NFRA-DECIDE-SIMPLE, due: 2026-03-17T16:00:00Z, state: running}}
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
