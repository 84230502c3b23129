#include "offers.hpp"

#include <algorithm>
#include <array>

#include "kit/lists.hpp"

namespace amends::negotiation_plan {
namespace {

using sdk::Array;
using sdk::EvidenceId;
using sdk::Object;
using sdk::Severity;
using sdk::Texts;

class Reading {
 public:
  Reading(const Context& context, const Facts& facts, const Sums& sums, const ReviewResult& review, std::int64_t tolerance, const Settings& settings)
      : call_(context.call), record_(context.record), out_(context.out), facts_(facts), sums_(sums), review_(review), tolerance_(tolerance), settings_(settings) {}

  Offers read() {
    refuse_faults(record_, sums_, settings_.unit_minor, settings_.steps_bp);
    offers_.off = off_reasons({.merit_full = facts_.merit == "full", .vulnerability = facts_.vulnerable, .safety = facts_.safety != "none", .qc_failed = !review_.pass, .no_authority = facts_.no_authority, .tolerance = tolerance_ < kFragileLeast});
    for (const auto reason : offers_.off) offers_.signs.emplace_back(reason);
    const bool known = sums_.owed && sums_.target && sums_.limit;
    offers_.sums_missing = !known;
    if (known) offers_.frame = {*sums_.owed, *sums_.target, *sums_.limit, settings_.unit_minor};
    if (!offers_.off.empty()) off();
    else if (known) build_ladder();
    offered();
    single();
    equal_treatment();
    counter();
    settlement();
    return std::move(offers_);
  }

 private:
  void off() {
    std::vector<Texts> names;
    for (const auto reason : offers_.off) {
      names.push_back(called(reason));
      offers_.evidence.push_back(reason == "merit_full" ? facts_.merit_evidence : reason == "vulnerability" ? facts_.protection_evidence : reason == "safety" ? facts_.safety_evidence : reason == "no_authority" ? facts_.authority_evidence
                                 : reason == "qc_fail" ? out_.field("answers.qc_review.pass") : out_.computation("tolerance below the least for a ladder", Object{{"tolerance", tolerance_}, {"least", kFragileLeast}}, true));
    }
    out_.finding({.code = "plan.ladder_off", .severity = Severity::warn, .text = sdk::fill({"不采用分步方案：{list}。", "No offers in steps: {list}."}, {{"list", kit::joined(names)}}), .evidence = offers_.evidence, .rule = "catalogue 3.11.3"});
  }

  void build_ladder() {
    offers_.ladder = build(offers_.frame, settings_.steps_bp);
    Object operands{{"entitlement", offers_.frame.entitlement_minor}, {"target", offers_.frame.target_minor}, {"unit", settings_.unit_minor}, {"steps_bp", Array(settings_.steps_bp.begin(), settings_.steps_bp.end())}};
    Array totals;
    for (const auto& rung : offers_.ladder.rungs) totals.emplace_back(rung.total_minor);
    const auto sum = out_.computation("totals of the offers", std::move(operands), std::move(totals));
    offers_.evidence = {sums_.owed_evidence, sums_.target_evidence, sum};
    if (offers_.ladder.merged > 0)
      out_.finding({.code = "plan.ladder_merged", .text = sdk::fill({"有{count}步的金额与相邻一步相同，已合并。", "Steps with the same total as the one beside them, merged: {count}."}, {{"count", offers_.ladder.merged}}), .evidence = {sum}, .rule = "catalogue 3.11.3"});
    if (offers_.ladder.dropped > 0)
      out_.finding({.code = "plan.ladder_dropped", .text = sdk::fill({"有{count}步的善意金额不足一个单位，已去掉。", "Steps without goodwill after rounding, dropped: {count}."}, {{"count", offers_.ladder.dropped}}), .evidence = {sum}, .rule = "catalogue 3.11.3"});
    if (offers_.ladder.rungs.empty())
      out_.finding({.code = "plan.nothing_to_bargain", .text = {"目标等于应付金额，没有可谈的空间，直接付清。", "The target is what is owed: nothing to bargain about, it is paid."}, .evidence = offers_.evidence, .rule = "catalogue 3.11.3"});
  }

  /// Where there is no ladder, what is fair is offered at once.
  void single() {
    const auto has = [&](std::string_view reason) { return std::find(offers_.off.begin(), offers_.off.end(), reason) != offers_.off.end(); };
    if (has("merit_full")) offers_.single_minor = sums_.owed;
    else if (has("vulnerability") && !has("safety") && !has("no_authority")) offers_.single_minor = sums_.target;
    else if (offers_.off.empty() && !offers_.sums_missing && offers_.ladder.rungs.empty()) offers_.single_minor = sums_.owed;
    if (offers_.single_minor && offers_.offered_minor) offers_.single_minor = std::max(*offers_.single_minor, *offers_.offered_minor);
  }

  /// The most steps ever recorded hold: a later record with fewer takes no offer back, and a number that no ladder has counts for nothing.
  void offered() {
    const auto& rungs = offers_.ladder.rungs;
    const auto most = static_cast<std::int64_t>(rungs.empty() ? kStepsMax : rungs.size());
    offers_.log = sums_.log;
    offers_.offered_minor = sums_.offered_before;
    // Earlier offers are known by their sum, which holds when the ladder is built anew.
    std::int64_t steps = std::count_if(rungs.begin(), rungs.end(), [&](const Rung& rung) { return sums_.offered_before && rung.total_minor <= *sums_.offered_before; });
    offers_.steps_told = steps > 0;
    for (const auto& told : sums_.told) {
      if (told.steps < 0 || told.steps > most) {
        out_.finding({.code = "plan.steps_range", .severity = Severity::warn, .text = sdk::fill({"记录的步数不在0到{most}之间，没有采用；请更正。", "The number of steps on record is outside 0 to {most} and does not count; correct it."}, {{"most", most}}), .evidence = {told.evidence}, .rule = "catalogue 3.11.3"});
        continue;
      }
      offers_.steps_told = true;
      steps = std::max(steps, told.steps);
    }
    offers_.log.offered = static_cast<std::size_t>(steps);
    if (rungs.empty() || steps == 0) return;
    offers_.offered_minor = std::max(offers_.offered_minor.value_or(0), rungs[offers_.log.offered - 1].total_minor);
    const auto sum = out_.computation("what was offered so far", Object{{"steps", steps}, {"before", sdk::to_value(sums_.offered_before)}}, *offers_.offered_minor);
    if (offers_.offered_minor != sums_.offered_before) out_.fact(kOfferedSum, sdk::to_value(sdk::Money{.minor = *offers_.offered_minor, .currency = sums_.currency}), {sum});
  }

  void equal_treatment() {
    if (!sums_.target || !sums_.comparable_median || treated_alike(*sums_.target, *sums_.comparable_median)) return;
    offers_.alike = record_.flag_or("answers.equal_treatment.accepted", false);
    const auto sum = out_.computation("distance of the target from like cases", Object{{"target", *sums_.target}, {"median", *sums_.comparable_median}, {"most_percent", 25}}, !offers_.alike);
    out_.finding({.code = "plan.equal_treatment",
                  .severity = offers_.alike ? Severity::info : Severity::warn,
                  .text = offers_.alike ? Texts{"目标与同类案件相差超过四分之一，主管已说明理由。", "The target is more than a quarter from like cases; a supervisor has given the ground."} : Texts{"目标与同类案件的中位数相差超过四分之一，请主管说明理由。", "The target is more than a quarter from the median of like cases; a supervisor gives the ground."},
                  .evidence = {sum, sums_.target_evidence, sums_.comparable_evidence},
                  .rule = "catalogue 3.11.3"});
    if (!offers_.alike)
      out_.question({.id = "equal_treatment", .form_name = "equal_treatment", .fields = {"accepted", "ground", "reason"}, .to_role = "supervisor", .reason = {"合理目标与同类案件的中位数相差超过四分之一，请确认有无正当理由。", "The fair target is more than a quarter from the median of like cases; please say whether there is a ground for it."}, .blocking = false});
  }

  void counter() {
    if (!sums_.counter || offers_.ladder.rungs.empty()) return;
    if (!offers_.steps_told) {
      out_.finding({.code = "plan.steps_unknown", .severity = Severity::warn, .text = {"对方提出了金额，但没有记录已提到第几步；先补记，以免少给。", "They named a sum, and how many steps were offered is not recorded; record it first, so that nobody gets less than was offered."}, .evidence = {sums_.counter_evidence}, .rule = "catalogue 3.11.3"});
      return;
    }
    offers_.counter = answer_counter(offers_.frame, offers_.ladder, offers_.log.offered, *sums_.counter);
    if (offers_.counter->pay_minor && offers_.offered_minor) offers_.counter->pay_minor = std::max(*offers_.counter->pay_minor, *offers_.offered_minor);
    const bool accept = offers_.counter->outcome == CounterOutcome::accept;
    const auto sum = out_.computation("answer to their figure", Object{{"counter", *sums_.counter}, {"offered", static_cast<std::int64_t>(offers_.log.offered)}, {"entitlement", offers_.frame.entitlement_minor}}, sdk::to_value(offers_.counter->pay_minor));
    out_.finding({.code = "plan.counter",
                  .text = accept ? Texts{"对方的金额在下一步之内，接受；支付金额不低于应付和已经提出的金额。", "Their figure is within the next step and is accepted; what is paid is not below what is owed or was offered."}
                          : offers_.counter->outcome == CounterOutcome::go_on ? Texts{"对方的金额高于下一步，可以按规则提出下一步。", "Their figure is above the next step; the next step may be released by its rule."}
                                                                              : Texts{"各步都已提出：谈非金钱安排，再告知其他途径。", "All steps were offered: items that are no money come next, then the other routes."},
                  .evidence = {sums_.counter_evidence, sum},
                  .rule = "catalogue 3.11.3"});
  }

  /// The sum that the talk ended with. It is never below what is owed, was offered or is fair at once, and it is carried no further where nobody could agree to it.
  void settlement() {
    if (!sums_.agreed) return;
    static constexpr std::array<std::string_view, 3> kBars = {"safety", "qc_fail", "no_authority"};
    const auto bar = std::find_first_of(offers_.off.begin(), offers_.off.end(), kBars.begin(), kBars.end());
    std::optional<Texts> open;
    if (bar != offers_.off.end()) open = called(*bar);
    else if (offers_.sums_missing) open = Texts{"应付金额、合理目标或授权上限还没有填写", "the sum owed, the fair target or the authority limit is not stated"};
    else if (*sums_.agreed > *sums_.target) open = Texts{"超过了授权的合理目标", "it is beyond the fair target that was authorised"};
    if (open) {
      out_.finding({.code = "plan.agreement_open", .severity = Severity::warn, .text = sdk::fill({"谈定的金额还不能写进答复：{why}。请先由有权限的人处理，不要让客户再等。", "The sum that was agreed cannot go into the letter yet: {why}. Somebody with the authority looks at it first; the customer must not be kept waiting."}, {{"why", *open}}),
                    .evidence = {sums_.agreed_evidence, sums_.target ? sums_.target_evidence : out_.field("money.target")}, .rule = "catalogue 3.11.3"});
      return;
    }
    offers_.settlement_minor = std::max({*sums_.agreed, *sums_.owed, offers_.offered_minor.value_or(0), offers_.single_minor.value_or(0)});
    const auto sum = out_.computation("what was agreed", Object{{"agreed", *sums_.agreed}, {"entitlement", *sums_.owed}, {"offered", sdk::to_value(offers_.offered_minor)}, {"fair_at_once", sdk::to_value(offers_.single_minor)}}, *offers_.settlement_minor);
    out_.finding({.code = "plan.settlement", .text = sdk::fill({"谈定的总额是{sum}，其中应付的部分照付，其余写进答复。", "The talk ended with {sum} in all: what is owed is paid anyway, and the rest goes into the letter."}, {{"sum", written(call_, *offers_.settlement_minor, sums_.currency)}}), .evidence = {sums_.agreed_evidence, sum}, .rule = "catalogue 3.11.3"});
  }

  const sdk::Call& call_;
  const sdk::Reader& record_;
  sdk::Envelope& out_;
  const Facts& facts_;
  const Sums& sums_;
  const ReviewResult& review_;
  std::int64_t tolerance_;
  const Settings& settings_;
  Offers offers_;
};

/// Why a rung may be released, or what is missing.
Texts reason_of(std::size_t index, Release state, const Offers& offers, bool open) {
  if (state == Release::offered) return {"这一步已经向对方说明。", "They have been told of it."};
  if (state == Release::ready) return index == 0 ? Texts{"倾听已得到确认，方案已放行。", "The listening is confirmed and the plan released."} : Texts{"对方作了回应，我们也说出了理解。", "They have answered, and were told that they are understood."};
  if (!open) return {"先完成倾听确认、清单放行和技巧核对。", "First the listening is confirmed, the checklist released and the technique checked."};
  if (index > offers.log.offered) return {"前一步提出之后再看。", "After the step before it."};
  return {"等对方提出金额或回答一个问题，并先说出我们的理解；不设等待时间。", "When they name a sum or answer a question, and after a word of understanding; no waiting time is set."};
}

}  // namespace

Offers read_offers(const Context& context, const Facts& facts, const Sums& sums, const ReviewResult& review, std::int64_t tolerance, const Settings& settings) { return Reading(context, facts, sums, review, tolerance, settings).read(); }

Array ladder_rows(const Offers& offers, bool open) {
  Array out;
  for (std::size_t i = 0; i < offers.ladder.rungs.size(); ++i) {
    const auto& rung = offers.ladder.rungs[i];
    const auto state = release_of(i, open, offers.log);
    out.emplace_back(Object{{"k", rung.k}, {"bp", rung.bp}, {"total", rung.total_minor}, {"goodwill", rung.goodwill_minor}, {"release", Object{{"state", std::string(name(state))}, {"why", sdk::to_json(reason_of(i, state, offers, open))}}}});
  }
  return out;
}

std::optional<Rung> ready_rung(const Offers& offers, bool open) {
  for (std::size_t i = 0; i < offers.ladder.rungs.size(); ++i)
    if (release_of(i, open, offers.log) == Release::ready) return offers.ladder.rungs[i];
  return std::nullopt;
}

}  // namespace amends::negotiation_plan
