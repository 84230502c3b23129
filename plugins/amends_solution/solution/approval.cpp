#include "approval.hpp"

#include <algorithm>
#include <array>

#include "kit/checked.hpp"
#include "matter/wording.hpp"

namespace amends::solution {
namespace {

constexpr std::array<std::string_view, 3> kDecisions = {"approved", "changes", "refused"};
constexpr std::array<std::string_view, 7> kChoices = {"A", "B", "C", "D", "other", "another_route", "undecided"};
const std::string kForm = "answers.approve_solution.";

void refuse_condition(sdk::Envelope& out, const std::vector<matter::Broken>& broken) {
  std::vector<sdk::EvidenceId> evidence{out.answer(kForm + "conditions")};
  for (const auto& one : broken) {
    out.finding({.code = "condition.refused",
                 .severity = sdk::Severity::block,
                 .text = sdk::fill({"附带说明中的“{quote}”没有采用（{guard}）：{why}", "The condition “{quote}” was not taken over ({guard}): {why}"}, {{"quote", one.quote}, {"guard", one.guard}, {"why", one.message}}),
                 .evidence = evidence,
                 .rule = "guard#" + one.row});
  }
}

}  // namespace

Approval read_approval(const sdk::Call& call, sdk::Envelope& out) {
  const auto& record = call.record();
  Approval approval;
  if (!record.has(kForm + "decision")) return approval;
  approval.decision = std::string(kit::one_of(record, kForm + "decision", kDecisions, "changes"));
  approval.by = std::string(record.text_or(kForm + "who", ""));
  approval.interest = record.money(kForm + "interest");
  approval.single_option_reason = std::string(record.text_or(kForm + "single_option_reason", ""));
  const auto conditions = record.text_or(kForm + "conditions", "");
  const auto broken = matter::broken_by_condition(call, conditions);
  if (broken.empty()) approval.conditions = std::string(conditions);
  else refuse_condition(out, broken);
  return approval;
}

void apply_approval(const sdk::Call& call, sdk::Envelope& out, Proposal& proposal) {
  const auto& record = call.record();
  auto& approval = proposal.approval;
  if (approval.decision == "approved") {
    approval.options = named_options(record.text_or(kForm + "options", ""), proposal.options.size());
    for (auto& option : proposal.options) {
      option.approved = std::find(approval.options.begin(), approval.options.end(), option.id) != approval.options.end();
      if (option.approved && !approval.conditions.empty()) option.conditions.push_back({approval.conditions, approval.conditions});
    }
  }
  const auto choice = kit::one_of(record, "answers.customer_choice.option", kChoices, "undecided");
  if (choice == "undecided") return;
  const bool option = choice.size() == 1;
  const bool there = !option || std::any_of(proposal.options.begin(), proposal.options.end(), [&](const Option& one) { return one.id == choice && one.approved; });
  if (there) {
    proposal.chosen = std::string(choice);
    return;
  }
  out.finding({.code = "choice.not_open",
               .severity = sdk::Severity::warn,
               .text = sdk::fill({"客户选择的方案{option}目前没有获得批准；请重新向客户说明可选的方案。", "Option {option}, which the customer chose, is not approved at present; tell the customer again which options are open."}, {{"option", std::string(choice)}}),
               .evidence = {out.answer("answers.customer_choice.option")},
               .rule = "catalogue 3.20"});
}

}  // namespace amends::solution
