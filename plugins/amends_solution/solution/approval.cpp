#include "approval.hpp"

#include <algorithm>
#include <array>

#include "kit/checked.hpp"
#include "matter/wording.hpp"

namespace amends::solution {
namespace {

constexpr std::array<std::string_view, 3> kDecisions = {"approved", "changes", "refused"};
constexpr std::array<std::string_view, 7> kChoices = {"A", "B", "C", "D", "other", "another_route", "undecided"};
constexpr std::int64_t kInterestLinesMost = 8;  ///< lines with interest that one option may have; their sum stays in range
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

/// What is approved is told by letters alone; a sentence is not searched for them.
void refuse_list(sdk::Envelope& out, Approval& approval) {
  approval.unreadable = true;
  approval.decision = "changes";
  out.finding({.code = "approval.unreadable",
               .severity = sdk::Severity::block,
               .text = {"批准的方案看不明白，这次批准没有采用；请只写方案编号，例如 A、B，全部批准的不用填。", "The list of approved options cannot be read, so the approval was not taken; write the letters alone, for example A, B, and nothing for all of them."},
               .evidence = {out.answer(kForm + "options")},
               .rule = "catalogue 3.20"});
}

/// Interest is added to what is owed, so it is in its currency and their sum can be held.
std::optional<sdk::Money> interest_of(const sdk::Call& call, sdk::Envelope& out, const matter::Matter& matter) {
  auto interest = call.record().money(kForm + "interest");
  if (!interest) return std::nullopt;
  const auto& base = matter.owed ? matter.owed : matter.agreed;
  const bool other = base && base->currency != interest->currency;
  const auto room = sdk::kIntegerMax - (matter.owed ? matter.owed->minor : 0) - (matter.agreed ? matter.agreed->minor : 0);
  if (!other && interest->minor >= 0 && interest->minor <= room / kInterestLinesMost) return interest;
  out.finding({.code = other ? "interest.currency_mismatch" : "interest.range",
               .severity = sdk::Severity::block,
               .text = other ? sdk::fill({"利息填的是{other}，应付款项是{owed}；两种货币不能相加，请用{owed}填写。", "The interest is in {other} and what is owed in {owed}; two currencies are not added up, so state it in {owed}."}, {{"other", interest->currency}, {"owed", base->currency}})
                             : sdk::Texts{"利息金额超出可以记录的范围，没有采用；请核对后重新填写。", "The interest is beyond what the record can hold and was not taken; check it and state it again."},
               .evidence = {out.answer(kForm + "interest")},
               .rule = "catalogue 0.1"});
  return std::nullopt;
}

}  // namespace

Approval read_approval(const sdk::Call& call, sdk::Envelope& out, const matter::Matter& matter) {
  const auto& record = call.record();
  Approval approval;
  if (!record.has(kForm + "decision")) return approval;
  approval.decision = std::string(kit::one_of(record, kForm + "decision", kDecisions, "changes"));
  approval.by = std::string(record.text_or(kForm + "who", ""));
  approval.interest = interest_of(call, out, matter);
  approval.single_option_reason = std::string(record.text_or(kForm + "single_option_reason", ""));
  const auto conditions = record.text_or(kForm + "conditions", "");
  auto broken = matter::broken_by_condition(call, conditions);
  if (broken.empty() && (matter.pays() || matter.money_due())) broken = matter::bargain_over_what_is_owed(call, conditions);
  if (broken.empty()) approval.conditions = std::string(conditions);
  else refuse_condition(out, broken);
  return approval;
}

void apply_approval(const sdk::Call& call, sdk::Envelope& out, Proposal& proposal) {
  const auto& record = call.record();
  auto& approval = proposal.approval;
  if (approval.decision == "approved") {
    auto named = named_options(record.text_or(kForm + "options", ""), proposal.options.size());
    if (!named) refuse_list(out, approval);
    else approval.options = *std::move(named);
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
