#include "questions.hpp"

#include <algorithm>
#include <map>

#include "kit/lists.hpp"

namespace amends::verify {
namespace {

using sdk::Texts;

constexpr std::size_t kNamedMax = 6;  // a reason that lists twenty numbers helps nobody

Texts list_of(const std::vector<std::string>& all) {
  std::vector<Texts> names;
  for (const auto& one : all) {
    if (names.size() == kNamedMax) {
      names.push_back({"等", "and others"});
      break;
    }
    names.push_back({one, one});
  }
  return kit::joined(names);
}

/// A question is asked anew under its own number: what a person has answered once does not open again.
std::string asked_again(const Context& context, std::string_view form) {
  const bool answered = context.record.has("answers." + std::string(form));
  return std::string(form) + (answered ? "_run" + std::to_string(context.call.run()) : "");
}

Texts reason_for_states(const Matrix& matrix, const Answer& answer, const std::vector<std::string>& newer) {
  if (answer.interested) return {"上一位认定人与本案有利害关系，请由其他人逐项认定。", "The person who answered has an interest in the matter; somebody else is to state each point."};
  auto unreadable = answer.unreadable;
  unreadable.insert(unreadable.end(), matrix.unreadable.begin(), matrix.unreadable.end());
  if (!unreadable.empty()) return sdk::fill({"上次填写中有对不上的内容：{what}。请按案件中的编号更正后完整重填。", "Part of the last answer names nothing in the case: {what}. Please correct it by the case's numbers and fill in the form once more in full."}, {{"what", list_of(unreadable)}});
  if (!newer.empty()) return sdk::fill({"认定之后收到新材料：{what}。请连同原有证据重新认定，完整填写。", "New material came in after the findings: {what}. Please find the facts again with all the evidence and fill in the form in full."}, {{"what", list_of(newer)}});
  std::vector<std::string> open;
  for (const auto& row : matrix.rows)
    if (!row.decided) open.push_back(row.id);
  return sdk::fill({"请逐项认定：{what}。写明支持和相反的证据；查不清的写“无法认定”，不要推测。", "Please state each point: {what}. Name the evidence for and against; what cannot be cleared up is undetermined, without guessing."}, {{"what", list_of(open)}});
}

}  // namespace

std::vector<std::string> newer_than(const std::vector<Item>& items, const Answer& answer) {
  std::vector<std::string> out;
  if (!answer.counts() || !answer.at) return out;
  for (const auto& item : items)
    if (item.received_at && *item.received_at > *answer.at) out.push_back(item.id);
  return out;
}

bool is_settled(const Matrix& matrix, const Answer& answer, const std::vector<std::string>& newer) {
  return matrix.complete && !answer.interested && answer.unreadable.empty() && matrix.unreadable.empty() && newer.empty();
}

std::vector<Missing> missing_of(const Matrix& matrix) {
  std::vector<Missing> out;
  if (matrix.complete && !matrix.facts_open) return out;
  for (const auto* point : matrix.points) {
    const auto* row = matrix.find(point->id);
    if (row && (!row->pro.empty() || !row->contra.empty())) continue;
    out.push_back({.point = point, .from_customer = point->holder == "complainant"});
  }
  return out;
}

Asked ask(const Context& context, const Matrix& matrix, const Answer& answer, const std::vector<std::string>& newer, const Entitlement& entitlement) {
  Asked asked;
  if (!is_settled(matrix, answer, newer)) {
    asked.states = true;
  } else if (entitlement.second == Second::returned) {
    asked.states = true;
  } else if (entitlement.second == Second::needed) {
    asked.second = true;
  }
  if (asked.states)
    context.out.need({.id = asked_again(context, kStatesForm),
                      .form_name = std::string(kStatesForm),
                      .fields = {"states", "supporting", "contrary", "missing_records", "necessary", "entitlement", "computation", "root_cause", "whys", "breach", "reason"},
                      .to_role = answer.interested ? "supervisor" : "handler",
                      .reason = entitlement.second == Second::returned && is_settled(matrix, answer, newer)
                                    ? Texts{"复核人退回了应付金额，请重新认定并写明依据。", "The second person returned the sum owed; please find it again and give the grounds."}
                                    : reason_for_states(matrix, answer, newer)});
  if (asked.second)
    context.out.need({.id = asked_again(context, kCheckForm),
                      .form_name = std::string(kCheckForm),
                      .fields = {"result", "amount", "reason"},
                      .to_role = "supervisor",
                      .reason = sdk::fill({"应付金额{sum}超过快速办理限额，请由另一人复核；复核不改变办理时限。", "The sum owed, {sum}, is above the quick limit and needs a second person; this moves no time limit."}, {{"sum", sum_text(context.call, *entitlement.amount)}})});
  if (entitlement.wanted && !asked.states && (!entitlement.amount || (entitlement.more && entitlement.by == "computed"))) {
    asked.sum = true;
    context.out.question({.id = std::string(kSumForm),
                          .form_name = std::string(kSumForm),
                          .fields = {"entitlement", "computation", "reason"},
                          .to_role = "supervisor",
                          .reason = entitlement.amount ? Texts{"目前算出的只是最低应付金额，请依据查明的事实计算应付总额。最低部分不因此等待。", "What is worked out so far is the least that is owed; please compute the whole from the facts found. The least does not wait for it."}
                                                       : Texts{"应付金额算不出来，请依据合同和查明的事实计算。", "The sum owed cannot be worked out; please compute it from the contract and the facts found."},
                          .blocking = false});
  }
  return asked;
}

void hand_out(const Context& context, const Matrix& matrix, const std::vector<Missing>& missing, const std::optional<sdk::Instant>& due) {
  std::map<std::string, std::int64_t> owners;
  std::vector<Texts> wanted;
  for (const auto& one : missing) {
    if (one.from_customer) wanted.push_back(one.point->evidence);
    else ++owners[one.point->owner];
  }
  for (const auto& [owner, count] : owners)
    context.out.task({.id = "evidence_" + owner, .kind = "collect_evidence", .owner_role = owner, .due_at = due, .title = sdk::fill({"查找核实所需的证据，共{count}项", "Find the evidence that is needed: {count} points"}, {{"count", count}}), .blocking = false});
  if (wanted.empty() || matrix.rows.empty()) return;
  context.out.script({.id = "evidence_from_customer",
                      .moment = "investigation",
                      .text = sdk::fill({"为了把事情查清楚，如果您手边有{what}，可以提供给我们；没有也没关系，我们会用其他办法核实。我们已经留存的资料，不需要您再交。",
                                         "To find out what happened it would help to see {what}, if you have it at hand. If not, that is all right: we will check in other ways. You need not send anything that we already hold."},
                                        {{"what", kit::joined(wanted)}}),
                      .why = {"告诉客户还缺什么，不重复索要。", "The customer is told what is missing, and nothing is asked for twice."},
                      .forbidden_variants = {"没有材料就不办", "no papers, no answer"}});
}

}  // namespace amends::verify
