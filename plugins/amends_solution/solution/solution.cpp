#include "solution.hpp"

#include <algorithm>

#include "explanation.hpp"
#include "follow_up.hpp"
#include "kit/checked.hpp"
#include "sdk/sdk.hpp"

namespace amends::solution {
namespace {

using sdk::Array;
using sdk::Object;
using sdk::Texts;
using sdk::Value;

Value money_value(const std::optional<sdk::Money>& sum) { return sum ? Value(Object{{"minor", sum->minor}, {"currency", sum->currency}}) : Value(nullptr); }
Array strings(const std::vector<std::string>& list) { return Array(list.begin(), list.end()); }
Array texts(const std::vector<Texts>& list) {
  Array out;
  for (const auto& one : list) out.push_back(sdk::to_json(one));
  return out;
}

Object line_object(const Proposal& proposal, const Line& line) {
  return {{"remedy", line.remedy->id},
          {"kind", line.remedy->kind},
          {"title", sdk::to_json(line.remedy->title)},
          {"what", sdk::to_json(line.what)},
          {"amount", money_value(line.amount)},
          {"owed", line.remedy->money == "owed"},
          {"owner", line.remedy->owner},
          {"owner_title", sdk::to_json(proposal.book.owner_title(line.remedy->owner))},
          {"within", line.remedy->within},
          {"due", line.term ? Value(sdk::format_instant(line.term->due_at)) : Value(nullptr)},
          {"last_day", line.term ? sdk::to_json(matter::written(line.term->last)) : Value(nullptr)},
          {"demands", strings(line.demands)},
          {"customer", line.remedy->customer},
          {"conditional", line.conditional()},
          {"task", line.task.empty() ? Value(nullptr) : Value(line.task)}};
}

Object option_object(const Proposal& proposal, const Option& option) {
  Array lines;
  std::vector<Texts> pros, cons;
  for (const auto& line : option.lines) {
    lines.push_back(line_object(proposal, line));
    if (line.remedy->pros) pros.push_back(*line.remedy->pros);
    if (line.remedy->cons) cons.push_back(*line.remedy->cons);
  }
  const auto& sums = proposal.matter.owed ? proposal.matter.owed : proposal.matter.agreed;
  const auto state = option.approved ? "approved" : proposal.approved() ? "not_approved" : proposal.approval.decision;
  return {{"id", option.id},
          {"way", option.way.empty() ? Value(nullptr) : Value(Object{{"id", option.way}, {"title", sdk::to_json(proposal.book.way_title(option.way))}})},
          {"lines", std::move(lines)},
          {"pros", texts(pros)},
          {"cons", texts(cons)},
          {"conditions", texts(option.conditions)},
          {"total", sums ? money_value(sdk::Money{.minor = option.total_minor, .currency = sums->currency}) : Value(nullptr)},
          {"effect_days", sdk::to_value(option.effect_days)},
          {"score", sdk::to_value(option.score)},
          {"parts", Object{{"need_fit", sdk::to_value(option.parts.need_fit)}, {"equal_treatment", sdk::to_value(option.parts.equal_treatment)}, {"feasibility", sdk::to_value(option.parts.feasibility)}, {"speed", sdk::to_value(option.parts.speed)}}},
          {"approval", Object{{"state", state}, {"role", option.approver_role}, {"by", proposal.approval.by.empty() ? Value(nullptr) : Value(proposal.approval.by)}}}};
}

Array root_causes(const Proposal& proposal) {
  Array out;
  std::vector<std::string> seen;
  for (const auto& option : proposal.options)
    for (const auto& line : option.lines) {
      if (line.remedy->kind != "process_fix" || std::find(seen.begin(), seen.end(), line.remedy->id) != seen.end()) continue;
      seen.push_back(line.remedy->id);
      out.push_back(line_object(proposal, line));
    }
  return out;
}

void write(sdk::Envelope& out, const Proposal& proposal, const Gap& gap) {
  Array options, demands;
  for (const auto& option : proposal.options) options.push_back(option_object(proposal, option));
  for (const auto& demand : proposal.matter.demands) demands.push_back(Object{{"id", demand.id}, {"kind", demand.kind}, {"merit", demand.merit}});
  out.set("options", std::move(options));
  out.set("open_ways", Array{Object{{"id", "other_proposal"}, {"text", sdk::to_json(Texts{"您也可以提出自己的方案", "you may propose a way of your own"})}}, Object{{"id", "another_route"}, {"text", sdk::to_json(Texts{"您也可以选择其他解决途径", "you may take another route"})}}});
  out.set("recommended", proposal.recommended ? Value(proposal.options[*proposal.recommended].id) : Value(nullptr));
  out.set("why", proposal.recommended ? sdk::to_json(why_recommended(proposal)) : Value(nullptr));
  out.set("gap", Object{{"amount", money_value(gap.amount)}, {"text", sdk::to_json(gap.text)}});
  out.set("entitlement", money_value(proposal.matter.owed));
  out.set("demands", std::move(demands));
  out.set("root_cause_actions", root_causes(proposal));
  out.set("approval", Object{{"decision", proposal.approval.decision}, {"options", strings(proposal.approval.options)}, {"by", proposal.approval.by.empty() ? Value(nullptr) : Value(proposal.approval.by)}});
  out.set("chosen", proposal.chosen ? Value(*proposal.chosen) : Value(nullptr));
}

void write_nothing(sdk::Envelope& out) {
  for (const auto* list : {"options", "open_ways", "demands", "root_cause_actions"}) out.set(list, Array{});
  for (const auto* unknown : {"recommended", "why", "gap", "entitlement", "approval", "chosen"}) out.set(unknown, Value(nullptr));
}

}  // namespace

Solution::Solution(const sdk::Reader& config) : settings_{.asks_for_approval = kit::asks_for_sign_off(config), .quick_limit_major = kit::in_range(config, "quick_limit_major", 1'000, 0, 1'000'000'000)} {}

void Solution::handle(const sdk::Call& call, sdk::Envelope& out) {
  // Evidence is numbered as it is found, so the order of the steps is part of the answer.
  auto matter = matter::read_matter(call, out);
  if (!matter) {
    const auto open = out.insufficient("analysis.verify.case_merit", {"诉求是否成立尚未核实，暂不提出方案。", "Whether the claim is justified has not been verified; nothing is proposed yet."});
    ask_for_merit(out);
    write_nothing(out);
    out.explain({"诉求是否成立还不知道，方案等核实之后再提；时限照常计算。", "Whether the claim is justified is not known; options follow once it is, and the clock runs on."}, {}, {open});
    return;
  }
  auto proposal = propose(call, out, *std::move(matter));
  keep_payday(out, proposal);
  open_tasks(out, proposal);
  ask(call, out, proposal, settings_);
  say(out, proposal);
  const auto gap = gap_of(proposal);
  write(out, proposal, gap);
  explain(out, proposal, gap);
}

}  // namespace amends::solution
