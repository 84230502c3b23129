#pragma once
// Who may take a task: claim it, answer it, have it handed on. Roles, candidates, who holds it, who stands in for whom, who declared a tie to the matter. Used by the
// acts on tasks (task_acts.cpp) and by answers (answering.cpp); four eyes and what an approver is shown are in approving.hpp.
//
// A safety task stands apart: whoever is trained may answer it, whoever holds it, because the way to help is never barred.
#include <optional>
#include <string>
#include <string_view>

#include "runtime/approving.hpp"
#include "runtime/case_state.hpp"
#include "runtime/organisation.hpp"
#include "runtime/person.hpp"
#include "runtime/runtime.hpp"

namespace amends::runtime {

/// A role that may do what a task's own role does not: it was escalated to it, or it supervises (no approval). Such a role takes over what another person holds.
[[nodiscard]] bool stands_above(const TaskState& task, const flow::HumanWork* work, std::string_view role);

/// The role the task is for, a candidate role, a role it was escalated to, or a supervisor; an approval is for its own roles alone, and no administrator answers one. A safety
/// task is for the institution's trained roles, whatever the task says. Errors: `refused`.
[[nodiscard]] Result<void> check_role(const TaskState& task, const flow::HumanWork* work, const Organisation& organisation, const std::string& role);

/// Everybody who stands behind an act on a task.
struct Taker {
  std::string by;
  std::string on_behalf_of;            ///< said, or found: who holds the task or is named for it, and for whom `by` stands in today; empty for most
  std::vector<std::string> passed_by;  ///< who handed the task on to them
  [[nodiscard]] ActingPersons persons() const { return {by, on_behalf_of, passed_by}; }
};

/// Today in the institution's zone: "2026-03-02". `offset_s`: seconds east of UTC.
[[nodiscard]] std::string local_day(Instant at, std::int32_t offset_s);

/// Whether `by` stands in for `person` on a day, by the institution's list.
[[nodiscard]] bool stands_in(const Organisation& organisation, std::string_view by, std::string_view person, std::string_view day);

/// Who declared a tie to the matter among these persons; nullptr: nobody.
[[nodiscard]] const Recusal* recused_among(const CaseState& state, const Organisation& organisation, const ActingPersons& persons);

/// Who declared a tie to the matter decides nothing about the case, not even through others, and approves nothing: `what` they would have done, "correct no reading of
/// this case". `approver`: who approves the act, empty where nobody need. Errors: `refused`.
[[nodiscard]] Result<void> check_untied(const CaseState& state, const Organisation& organisation, const Actor& by, std::string_view what, const std::string& approver = {});

/// Who takes the task, or why they may not: recused (`refused`), no candidate (`refused`), held by another person (`conflict`). Exactly one is set. With `holding` false
/// who holds it does not count: a claim that takes over. The role has been checked.
struct Taken {
  std::optional<Taker> taker;
  std::optional<ApprovalRefusal> refusal;
};
[[nodiscard]] Taken check_taker(const CaseState& state, const Organisation& organisation, const TaskState& task, const flow::HumanWork* work, const Actor& by, std::string_view day, bool holding = true);

/// Why this task takes nothing more: answered (by whom and when), closed, withheld. Errors: `state`, `refused` for a task that the safety protocol holds back.
[[nodiscard]] Result<void> check_open(const CaseState& state, const Organisation& organisation, const TaskState& task);

}  // namespace amends::runtime
