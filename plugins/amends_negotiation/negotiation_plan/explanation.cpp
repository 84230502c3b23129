#include "explanation.hpp"

#include "kit/lists.hpp"

namespace amends::negotiation_plan {
namespace {

using sdk::EvidenceId;
using sdk::Object;
using sdk::Texts;

template <class List>
Texts named(const List& codes) {
  std::vector<Texts> out;
  for (const auto& code : codes) out.push_back(called(code));
  return kit::joined(out);
}

void explain_mode(const Context& context, const Plan& plan) {
  const bool rational = plan.mode == "rational";
  const bool repeated = plan.facts.same_matter > 0;
  context.out.explain(rational   ? Texts{"谈话方式：可以先谈事理（情绪{band}，需要：{need}）；一有情绪就回到倾听。", "Mode: reasons may come first (feeling {band}; need: {need}); back to listening when feelings rise."}
                      : repeated ? Texts{"谈话方式：先听情绪再谈事理（情绪{band}，同一件事已投诉过{count}次，需要：{need}）。", "Mode: feelings first (feeling {band}; earlier complaints in the matter: {count}; need: {need})."}
                                 : Texts{"谈话方式：先听情绪再谈事理（情绪{band}，需要：{need}）。", "Mode: feelings first (feeling {band}; need: {need})."},
                      {{"band", called(plan.facts.band)}, {"count", plan.facts.same_matter}, {"need", called(plan.facts.top_need)}}, {plan.facts.feeling_evidence, plan.facts.history_evidence, plan.facts.need_evidence});
}

void explain_limits(const Context& context, const Plan& plan) {
  const auto point = plan.acceptance.point_minor ? written(context.call, *plan.acceptance.point_minor, plan.sums.currency) : Texts{"来源不足，未作推算", "not worked out for lack of sources"};
  context.out.explain({"承受力{value}（{state}），可接受点：{point}；这些是推断，可能有误，可以更正。", "Tolerance {value} ({state}); acceptance point: {point}. These are estimates, may be wrong and can be corrected."}, {{"value", plan.tolerance.value}, {"state", called(plan.tolerance.state)}, {"point", point}}, {plan.tolerance.evidence, plan.acceptance.evidence});
}

void explain_offers(const Context& context, const Plan& plan) {
  const auto& offers = plan.offers;
  if (!offers.off.empty()) {
    context.out.explain({"不采用分步方案，因为{list}；应付的部分照付。", "No offers in steps, because: {list}. What is owed is paid all the same."}, {{"list", named(offers.off)}}, kit::once(offers.evidence));
  } else if (!offers.ladder.rungs.empty()) {
    context.out.explain({"应付{owed}先付清；在它之上分{count}步，到{target}为止，每步附明细。", "The {owed} owed is paid first; steps above it: {count}, up to {target}, each with its breakdown."},
                        {{"owed", written(context.call, offers.frame.entitlement_minor, plan.sums.currency)}, {"count", static_cast<std::int64_t>(offers.ladder.rungs.size())}, {"target", written(context.call, offers.frame.target_minor, plan.sums.currency)}}, offers.evidence);
  } else if (offers.sums_missing) {
    context.out.explain({"应付金额、目标或授权上限还不齐，没有列出方案金额。", "What is owed, the target or the authority limit is missing, so that no offers are listed."}, {}, {context.out.field("money.target")});
  } else {
    context.out.explain({"目标就是应付金额，直接付清，不谈价。", "The target is what is owed: it is paid, and nothing is bargained."}, {}, offers.evidence);
  }
}

void explain_stairway(const Context& context, const Plan& plan) {
  const auto sum = context.out.computation("gate of the stairway", Object{{"paraphrases_confirmed", plan.talk.proof.paraphrases_confirmed}, {"labels_accepted", plan.talk.proof.labels_accepted}, {"band", plan.facts.band}}, plan.influence_open);
  static const Texts kParaphrase{"一次得到确认的复述", "a confirmed paraphrase"}, kLabels{"两次被接受的情绪标注", "two accepted labels"}, kBand{"情绪降下来", "calmer feelings"};
  std::vector<Texts> missing;
  for (const auto code : plan.stairway.missing) missing.push_back(code == "paraphrase" ? kParaphrase : code == "labels" ? kLabels : kBand);
  if (plan.influence_open) context.out.explain({"倾听已得到确认，可以进入说服和提出方案。", "The listening is confirmed; persuading and offering may begin."}, {}, {sum});
  else if (plan.facts.safety != "none") context.out.explain({"有人身安全迹象：先保证人的安全，不说服、不谈条件。", "There is a sign of danger to a person: safety first, no persuading and no terms."}, {}, {plan.facts.safety_evidence});
  else if (missing.empty()) context.out.explain({"承受力接近极限，先由负责人当面倾听，不说服、不谈条件。", "Tolerance is near its limit: a senior person listens first, without persuading and without terms."}, {}, {plan.tolerance.evidence});
  else context.out.explain({"说服和提出方案暂不开放，还差：{list}。", "Persuading and offering are locked; still missing: {list}."}, {{"list", kit::joined(missing)}}, {sum});
}

void explain_checklist(const Context& context, const Plan& plan) {
  Object operands;
  for (std::size_t i = 0; i < kItemNames.size(); ++i) operands[kItemNames[i]] = static_cast<bool>(plan.done[i]);
  const auto sum = context.out.computation("items of the checklist", std::move(operands), plan.checklist.completeness_percent);
  std::vector<Texts> open;
  for (const auto item : plan.checklist.required_open) open.push_back(called(kItemNames[static_cast<std::size_t>(item)]));
  const std::vector<sdk::Slot> slots{{"done", plan.checklist.done}, {"percent", plan.checklist.completeness_percent}, {"list", kit::joined(open)}};
  if (plan.checklist.released) context.out.explain({"清单完成{done}/14（{percent}%），可以放行。", "Checklist {done} of 14 ({percent} %): released."}, slots, {sum});
  else if (open.empty()) context.out.explain({"清单完成{done}/14（{percent}%），不足八成，不放行。", "Checklist {done} of 14 ({percent} %): below 80 %, not released."}, slots, {sum});
  else context.out.explain({"清单完成{done}/14（{percent}%），不放行；必须先完成：{list}。", "Checklist {done} of 14 ({percent} %): not released; required first: {list}."}, slots, {sum});
}

}  // namespace

void explain(const Context& context, const Plan& plan) {
  explain_mode(context, plan);
  explain_limits(context, plan);
  explain_offers(context, plan);
  explain_stairway(context, plan);
  explain_checklist(context, plan);
}

}  // namespace amends::negotiation_plan
