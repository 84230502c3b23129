#include "explanation.hpp"

#include <algorithm>

#include "kit/lists.hpp"
#include "matter/sums.hpp"

namespace amends::solution {
namespace {

using sdk::EvidenceId;
using sdk::Severity;
using sdk::Texts;

constexpr std::size_t kCitedMax = 4;  // the findings cite all; a sentence with thirty marks is no help

Texts sum_text(const Proposal& proposal) { return proposal.matter.owed ? matter::written(*proposal.matter.owed, proposal.matter.digits) : Texts{"未算出", "not worked out"}; }

Texts merit_title(std::string_view merit) {
  if (merit == "full") return {"成立", "justified"};
  if (merit == "partial") return {"部分成立", "justified in part"};
  if (merit == "none") return {"不成立", "not justified"};
  return {"尚待核实", "still to be verified"};
}

std::vector<EvidenceId> dates_of(const Option& option) {
  std::vector<EvidenceId> out;
  for (const auto& line : option.lines) out.push_back(line.evidence);
  return kit::once(out, kCitedMax);
}

Texts option_text(const Proposal& proposal, const Option& option) {
  std::vector<Texts> parts;
  for (const auto& line : option.lines) parts.push_back(line.remedy->title);
  return sdk::fill({"{id}（{way}）：{parts}", "{id} ({way}): {parts}"}, {{"id", option.id}, {"way", option.way.empty() ? Texts{"唯一方案", "the only one"} : proposal.book.way_title(option.way)}, {"parts", kit::joined(parts)}});
}

}  // namespace

Gap gap_of(const Proposal& proposal) {
  Gap gap;
  std::vector<Texts> open;
  std::int64_t claimed = 0;
  bool known = true, money = false;
  for (const auto& demand : proposal.matter.demands) {
    if (matter::asks_for_money(demand.kind)) {
      money = true;
      if (demand.amount) claimed += std::min(demand.amount->minor, sdk::kIntegerMax - std::min(claimed, sdk::kIntegerMax));
      else known = false;
    }
    if (demand.merit != "full") open.push_back(sdk::fill({"{demand}（{merit}）", "{demand} ({merit})"}, {{"demand", matter::kind_title(demand.kind)}, {"merit", merit_title(demand.merit)}}));
  }
  std::int64_t best = 0;
  for (const auto& option : proposal.options) best = std::max(best, option.total_minor);
  if (money && known && (proposal.matter.owed || !proposal.matter.money_due())) {
    const auto currency = proposal.matter.owed ? proposal.matter.owed->currency : [&] {
      for (const auto& demand : proposal.matter.demands)
        if (demand.amount) return demand.amount->currency;
      return std::string("CNY");
    }();
    gap.amount = sdk::Money{.minor = std::max<std::int64_t>(0, claimed - best), .currency = currency};
  }
  if (open.empty() && (!gap.amount || gap.amount->minor == 0)) gap.text = {"诉求都得到满足，没有差距。", "Every demand is met; there is no gap."};
  else if (open.empty()) gap.text = sdk::fill({"诉求成立，金额比主张少{sum}，差额的算法要向客户讲清楚。", "The demands are justified; the sum is {sum} below what is asked for, and the difference has to be explained."}, {{"sum", matter::written(*gap.amount, proposal.matter.digits)}});
  else if (gap.amount && gap.amount->minor > 0)
    gap.text = sdk::fill({"客户还期望：{open}；金额相差{sum}。差距要如实说明，并告知其他途径。", "The customer also expects: {open}; the sums differ by {sum}. Say so plainly and name the other routes."}, {{"open", kit::joined(open)}, {"sum", matter::written(*gap.amount, proposal.matter.digits)}});
  else gap.text = sdk::fill({"客户还期望：{open}。差距要如实说明，并告知其他途径。", "The customer also expects: {open}. Say so plainly and name the other routes."}, {{"open", kit::joined(open)}});
  return gap;
}

Texts why_recommended(const Proposal& proposal) {
  if (!proposal.recommended) return {};
  const auto& option = proposal.options[*proposal.recommended];
  std::vector<Texts> parts;
  const auto part = [&](const std::optional<std::int64_t>& value, Texts name) {
    if (value) parts.push_back(sdk::fill({"{name}{value}", "{name} {value}"}, {{"name", std::move(name)}, {"value", *value}}));
  };
  part(option.parts.need_fit, {"契合客户的需要", "fit with the customer's needs"});
  part(option.parts.equal_treatment, {"同类同等", "equal treatment"});
  part(option.parts.feasibility, {"办得到", "feasibility"});
  part(option.parts.speed, {"快慢", "speed"});
  return sdk::fill({"方案{id}得{score}分：{parts}。分数只供经办人参考，由客户自己选择。", "Option {id} scores {score}: {parts}. The score is for the officer only; the customer chooses."}, {{"id", option.id}, {"score", *option.score}, {"parts", kit::joined(parts)}});
}

void say(sdk::Envelope& out, const Proposal& proposal) {
  const auto& matter = proposal.matter;
  if (matter.pays() || matter.money_due())
    out.finding({.code = "entitlement.first",
                 .text = sdk::fill({"应付款项{sum}写入每一个方案，全额支付，不附条件。", "The sum that is owed, {sum}, stands in every option, in full and without a condition."}, {{"sum", sum_text(proposal)}}),
                 .evidence = {proposal.merits, proposal.owed},
                 .rule = "catalogue 0.4 G6"});
  if (matter.money_due() && !matter.owed) out.insufficient("money.entitlement", {"应付金额未知，不作估计。", "The sum that is owed is not known and is not guessed."});
  for (const auto& option : proposal.options)
    for (const auto& line : option.lines)
      if (line.remedy->money == "interest" && !line.amount) {
        out.insufficient("answers.approve_solution.interest", {"利息金额未知，由批准人填写。", "The interest is not known; the approver states it."});
        break;
      }
  for (const auto& option : proposal.options) {
    std::vector<Texts> reasons;
    for (const auto& reason : proposal.reasons)
      if (reason.offer.way == option.way || reason.offer.way == kEveryWay) reasons.push_back(reason.because);
    auto evidence = proposal.circumstances.evidence;
    evidence.insert(evidence.begin(), proposal.merits);
    for (const auto& id : dates_of(option)) evidence.push_back(id);
    out.finding({.code = "option." + option.id,
                 .text = sdk::fill({"方案{option}。{why}。", "Option {option}. {why}."}, {{"option", option_text(proposal, option)}, {"why", reasons.empty() ? Texts{"应付款项", "what is owed"} : kit::joined(reasons)}}),
                 .evidence = kit::once(evidence),
                 .rule = "tables/remedies"});
  }
  if (proposal.options.size() < kOptionsLeast) {
    const bool reasoned = !proposal.approval.single_option_reason.empty();
    out.finding({.code = "options.too_few",
                 .severity = reasoned ? Severity::info : Severity::block,
                 .text = reasoned ? sdk::fill({"只有一个方案，理由：{why}", "There is only one option; the reason given: {why}"}, {{"why", proposal.approval.single_option_reason}})
                                  : Texts{"原则上至少给客户两个可选方案；只有一个的，批准人须写明理由。", "The customer has at least two options as a rule; with one, the approver gives the reason."},
                 .evidence = reasoned ? std::vector<EvidenceId>{out.answer("answers.approve_solution.single_option_reason")} : std::vector<EvidenceId>{out.computation("genuine options", sdk::Object{{"least", static_cast<std::int64_t>(kOptionsLeast)}}, static_cast<std::int64_t>(proposal.options.size()))},
                 .rule = "catalogue 3.20"});
  }
  if (proposal.left_out > 0)
    out.finding({.code = "options.left_out", .text = sdk::fill({"另有{count}个方案没有列出，以免选择过多。", "{count} more options are not listed, so that the choice stays easy."}, {{"count", static_cast<std::int64_t>(proposal.left_out)}}),
                 .evidence = {out.computation("options beyond the limit", sdk::Object{{"most", static_cast<std::int64_t>(kOptionsMax)}}, static_cast<std::int64_t>(proposal.left_out))}, .rule = "catalogue 3.20"});
  if (proposal.approval.decision == "refused")
    out.finding({.code = "approval.refused", .severity = Severity::warn, .text = {"方案没有获得批准，请修改后再报；应付款项照常支付，时限不停。", "The options were not approved and are to be changed; what is owed is paid all the same, and the clock runs on."},
                 .evidence = {out.answer("answers.approve_solution.decision")}, .rule = "catalogue 0.4 G6"});
}

void explain(sdk::Envelope& out, const Proposal& proposal, const Gap& gap) {
  std::vector<Texts> merits;
  for (const auto& demand : proposal.matter.demands) merits.push_back(sdk::fill({"{demand}{merit}", "{demand} is {merit}"}, {{"demand", matter::kind_title(demand.kind)}, {"merit", merit_title(demand.merit)}}));
  if (proposal.matter.pays())
    out.explain({"核实结果：{merits}；应付{sum}，每个方案都全额写入，不附条件。", "Found: {merits}; {sum} is owed and stands in every option, without a condition."}, {{"merits", kit::joined(merits)}, {"sum", sum_text(proposal)}}, {proposal.merits, proposal.owed});
  else out.explain({"核实结果：{merits}。", "Found: {merits}."}, {{"merits", kit::joined(merits)}}, {proposal.merits});
  std::vector<Texts> options;
  std::vector<EvidenceId> dates;
  for (const auto& option : proposal.options) {
    options.push_back(option_text(proposal, option));
    for (const auto& id : dates_of(option)) dates.push_back(id);
  }
  Texts list;
  for (const auto& option : options) {
    list.zh += (list.zh.empty() ? "" : "；") + option.zh;
    list.en += (list.en.empty() ? "" : "; ") + option.en;
  }
  out.explain({"可选方案（按生效先后）：{list}；客户也可以另提方案，或走其他途径。", "Options, by date of effect: {list}; the customer may also propose another way or take another route."}, {{"list", list}}, kit::once(dates, kCitedMax));
  if (proposal.recommended) {
    const auto& option = proposal.options[*proposal.recommended];
    out.explain({"{why}", "{why}"}, {{"why", why_recommended(proposal)}}, dates_of(option));
  }
  out.explain({"{gap}", "{gap}"}, {{"gap", gap.text}}, {proposal.merits});
  out.explain(proposal.approved() ? Texts{"方案已经批准；费用是界限，不是分数，客户的选择没有期限。", "The options are approved; cost is a limit and no score, and the customer's choice has no time limit."}
                                  : Texts{"方案须经批准；批准与否都不影响应付款项的支付。", "The options need approval; with or without it, what is owed is paid."},
              {}, {out.field("answers.approve_solution.decision")});
}

}  // namespace amends::solution
