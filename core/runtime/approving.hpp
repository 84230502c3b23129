#pragma once
// Approvals in a case: what the approver of a task is shown, who may not approve it, whether an answer is taken, and whether a release is covered. Used when a
// task is answered and before a stage that needs an approval runs. The arithmetic and the digests are in approval.hpp; what a workflow declares is read by
// core/flow.
//
// Rules, all without an override by any role:
// - an answer is to the view that stands now: another digest is refused with what changed, by whom and when;
// - whoever made something of what is shown does not approve it: the answerer of the step named by `four_eyes_with`, of a shown step or form, the person
//   who set or corrected a shown fact, each also under another spelling or registered name, and on behalf of or by somebody else;
// - a reading that is stale is not approved, and an approval of what has changed since covers nothing;
// - the sums of one case count together against the limit of the approver's role;
// - an approval covers as many answers of the releasing step as the workflow says, and of them only what was shown.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/case_state.hpp"
#include "runtime/organisation.hpp"
#include "runtime/person.hpp"

namespace amends::runtime {

/// Why an answer is not taken. `why` is one word for programs and statistics: administrator, role, self_approval, not_seen, changed, replayed, older_reading,
/// no_amount, currency, over_limit, not_approved, stale, used, differs, recused, not_candidate, held (taking.hpp).
struct ApprovalRefusal {
  std::string why;
  Error error;
  std::vector<std::string> changed;  ///< paths, for changed, stale and older_reading
};

/// The member that the event gets, or the refusal. Exactly one is set.
struct Covered {
  json::Value member;
  std::optional<ApprovalRefusal> refusal;
};

/// What the approver of a task sees now: in a for-each what belongs to the task's own item. Precondition: the work `approves()`.
[[nodiscard]] View view_of(const CaseState& state, const Organisation& organisation, std::string_view task_id, const flow::HumanWork& work);

/// {shows, limits} of a task that is being opened.
void dress_approval(json::Object& task, const flow::HumanWork& work, const Organisation& organisation);

/// The authority in force for a step: its own within the institution's (`authority_limits` of its row in org.yaml).
[[nodiscard]] AuthorityTable authority_of(const flow::HumanWork& work, const Organisation& organisation);

/// Whether the answerer is on the other side of four eyes, or made something of what is shown. `at`: the items that the task stands in.
[[nodiscard]] std::optional<ApprovalRefusal> check_persons(const CaseState& state, const Organisation& organisation, const flow::HumanWork& work, const ItemPath& at, const ActingPersons& by);

/// Whether an answer of an approval is taken. `seen`: the digest the answer came with; `yes`: what it says. `before`: the case's events, read only when
/// `seen` is not of the present view, to tell what changed; it may be empty.
[[nodiscard]] Covered check_approval(const CaseState& state, const Organisation& organisation, const TaskState& task, const flow::HumanWork& work, std::string_view role, std::string_view seen, bool yes,
                                     const std::vector<store::Event>& before, const CurrencyDigits& digits);

/// Whether the newest approval of `approval_step`, given for the same items, covers this answer of the step `step` at the items `at`. `task`: of the answer,
/// "<step>#<visit>" for a stage, which may run again in one visit.
[[nodiscard]] Covered check_release(const CaseState& state, const Organisation& organisation, std::string_view approval_step, std::int32_t uses_max, const std::vector<flow::ReleasedField>& releases,
                                    std::string_view step, std::string_view task, const ItemPath& at, const json::Value& answer, const CurrencyDigits& digits);

/// How an approval stands now for work at these items, its own or further in: what of it changed (paths), what of it is stale; both empty when it covers. What an item has
/// for itself is not what was shown outside of its for-each.
[[nodiscard]] std::vector<std::string> uncovered(const CaseState& state, const Organisation& organisation, const Approval& approval, const ItemPath& at);

}  // namespace amends::runtime
