#include "follow_up.hpp"

#include <algorithm>
#include <map>

#include "kit/pack_reading.hpp"
#include "matter/sums.hpp"

namespace amends::solution {
namespace {

using sdk::Texts;

Texts owner_of(const Proposal& proposal, const Line& line) { return proposal.book.owner_title(line.remedy->owner); }

/// One task for each remedy, whatever options it stands in; the earliest line gives the date.
class Tasks {
 public:
  Tasks(sdk::Envelope& out, const Proposal& proposal) : out_(out), proposal_(proposal) {}

  void open(Line& line, std::string_view id, std::string_view kind) {
    if (!line.term) return;
    auto& known = opened_[std::string(id)];
    if (!known) {
      known = true;
      out_.task({.id = std::string(id), .kind = std::string(kind), .owner_role = line.remedy->owner, .due_at = line.term->due_at, .title = sdk::fill({"{owner}：{what}", "{owner}: {what}"}, {{"owner", owner_of(proposal_, line)}, {"what", line.what}}), .blocking = false});
    }
    line.task = std::string(id);
  }

 private:
  sdk::Envelope& out_;
  const Proposal& proposal_;
  std::map<std::string, bool> opened_;
};

/// The line that pays what is owed while nobody has chosen how: the one with the latest date, which every way keeps.
Line* payment(std::vector<Option>& options) {
  Line* out = nullptr;
  for (auto& option : options)
    for (auto& line : option.lines)
      if (line.remedy->money == "owed" && line.term && (!out || line.term->due_at > out->term->due_at)) out = &line;
  return out;
}

bool in_every_option(const std::vector<Option>& options, std::string_view remedy) {
  return std::all_of(options.begin(), options.end(), [&](const Option& option) { return std::any_of(option.lines.begin(), option.lines.end(), [&](const Line& line) { return line.remedy->id == remedy; }); });
}

}  // namespace

void keep_payday(sdk::Envelope& out, Proposal& proposal) {
  const auto& matter = proposal.matter;
  if (proposal.approval.decision == "open" || !matter.pays()) return;
  const auto* line = payment(proposal.options);
  if (!line || (proposal.payday && proposal.payday->minor == matter.owed->minor && proposal.payday->due_at <= line->term->due_at)) return;
  out.fact(kOwedDue, sdk::Object{{"minor", matter.owed->minor}, {"currency", matter.owed->currency}, {"due_at", sdk::format_instant(line->term->due_at)}}, {line->evidence, proposal.owed});
}

void open_tasks(sdk::Envelope& out, Proposal& proposal) {
  Tasks tasks(out, proposal);
  const auto* chosen = proposal.chosen_option();
  // A payment is due by the latest date of the ways to pay until the customer has chosen one, and by that way's own date from then on.
  if (proposal.approval.decision != "open" && !chosen)
    if (auto* line = payment(proposal.options); line && line->amount) {
      tasks.open(*line, "pay_entitlement", "payment");
      for (auto& option : proposal.options)
        for (auto& other : option.lines)
          if (other.remedy->money == "owed") other.task = line->task;
    }
  for (auto& option : proposal.options)
    for (auto& line : option.lines) {
      if (line.remedy->kind == "process_fix") tasks.open(line, "fix." + line.remedy->id, "process_fix");
      else if (chosen == &option) tasks.open(line, line.remedy->money == "owed" ? std::string("pay_entitlement") : "line." + line.remedy->id, line.remedy->money == "owed" ? "payment" : "remedy");
      else if (!chosen && proposal.approved() && line.remedy->money != "owed" && in_every_option(proposal.options, line.remedy->id) && !line.conditional()) tasks.open(line, "line." + line.remedy->id, "remedy");
    }
}

void ask(const sdk::Call& call, sdk::Envelope& out, const Proposal& proposal, const Settings& settings) {
  const auto& matter = proposal.matter;
  if (matter.money_due() && !matter.owed)
    out.question({.id = "target_and_limit", .form_name = "target_and_limit", .fields = {"entitlement", "computation", "reason"}, .to_role = "supervisor",
                  .reason = {"诉求成立，但应付金额还没有算出。请写明金额和算式，方案和答复都以它为准。", "The claim is justified and the sum that is owed is not worked out. Please state it with its computation; the options and the letter rest on it."}, .blocking = false});
  const auto& decision = proposal.approval.decision;
  if (settings.asks_for_approval && (decision == "open" || decision == "changes")) {
    kit::Sums sums;
    if (matter.owed) sums.emplace_back(matter.owed_path, *matter.owed);
    const bool small = std::all_of(proposal.options.begin(), proposal.options.end(), [&](const Option& option) { return option.approver_role == "supervisor" && kit::at_most(option.total_minor, settings.quick_limit_major, kit::scale_of(call, out, sums)); });
    std::vector<std::string> fields{"decision", "options", "interest", "conditions", "single_option_reason", "reason"};
    if (proposal.options.size() >= kOptionsLeast) fields.erase(fields.begin() + 4);
    const bool executive = std::any_of(proposal.options.begin(), proposal.options.end(), [](const Option& option) { return option.approver_role == "executive"; });
    // What a person has answered does not open again; a list that could not be read is asked for anew.
    const auto id = proposal.approval.unreadable ? "approve_solution_run" + std::to_string(call.run()) : std::string("approve_solution");
    out.question({.id = id, .form_name = "approve_solution", .fields = std::move(fields), .to_role = executive ? "executive" : "supervisor",
                  .reason = small ? Texts{"金额在快速办理限额以内，请确认方案。", "The sum is within the limit for quick handling; please confirm the options."}
                                  : Texts{"请审批处理方案。应付款项不因审批结果而停付。", "Please approve the options. What is owed is paid whatever the decision."},
                  .blocking = true});
  }
  if (proposal.approved() && !proposal.chosen)
    out.question({.id = "customer_choice", .form_name = "customer_choice", .fields = {"option", "other_proposal", "told_how", "reason"}, .to_role = "handler",
                  .reason = {"请把可选的方案如实告诉客户，并记下客户的选择。客户可以和家人商量，没有期限，也可以另提方案或走其他途径。", "Please tell the customer which options are open, and record the choice. The customer may ask family, has no time limit, and may propose something else or take another route."}, .blocking = false});
}

void ask_for_merit(sdk::Envelope& out) {
  out.need({.id = "officer_decision", .form_name = "officer_decision", .fields = {"decision", "amount", "findings", "basis", "reason"}, .to_role = "handler",
            .reason = {"还不知道诉求是否成立，不能提出方案。请先完成核实，或由有权限的人作出决定并写明事实和依据。", "Whether the claim is justified is not known, so nothing can be proposed. Please finish the verification, or have a person with authority decide, with facts and grounds."}, .blocking = true});
}

}  // namespace amends::solution
