#include "review/letter_signature.hpp"

#include "runtime/approving.hpp"

namespace amends::review {

bool letter_sent(const runtime::CaseState& state) {
  const auto status = json::text_at(state.record(), "case.status");
  return (status == "replied" || status == "closed") && !json::text_at(state.record(), "answers.reply_sent.sent_at").empty();
}

bool letter_signed(const runtime::CaseState& state, const runtime::Organisation& organisation) {
  if (json::text_at(state.record(), "answers.signer.decision") != "signed") return false;
  if (letter_sent(state)) return true;
  for (const auto& approval : state.approvals()) {
    const auto* task = state.task(approval.task);
    if (approval.approved && task && task->form == "signer" && state.approval_of(approval.step, approval.items) == &approval && runtime::uncovered(state, organisation, approval, approval.items).empty()) return true;
  }
  return false;
}

}  // namespace amends::review
