#include "plan_questions.hpp"

namespace amends::negotiation_plan {

void ask(const Context& context, const Facts& facts, const Sums& sums, const Offers& offers, const Talk& talk, const Stairway& stairway) {
  auto& out = context.out;
  const bool people_first = facts.safety != "none";
  // With full merit what is owed is paid, and while somebody is in danger nobody works on figures.
  if (facts.merit != "full" && !people_first) {
    std::vector<std::string> fields;
    const auto want = [&](bool known, std::string_view field, std::string_view path, const sdk::Texts& what) {
      if (known) return;
      fields.emplace_back(field);
      out.insufficient(path, what);
    };
    want(sums.owed.has_value(), "entitlement", "money.entitlement", {"应付金额没有算出。", "What is owed is not worked out."});
    want(sums.target.has_value(), "target", "money.target", {"合理目标没有确定。", "The fair target is not set."});
    want(sums.limit.has_value(), "authority_limit", "money.authority_limit", {"授权上限没有填写。", "The authority limit is not known."});
    if (!fields.empty()) {
      fields.emplace_back("reason");
      out.question({.id = "target_and_limit", .form_name = "target_and_limit", .fields = fields, .to_role = "supervisor", .reason = {"请填写应付金额的计算、合理目标和授权上限；应付的部分先付清，不参加谈判。", "Please state what is owed and its working, the fair target and the authority limit; what is owed is paid first and is no part of the talk."}, .blocking = false});
    }
    if (!context.record.has("answers.qc_review.pass"))
      out.question({.id = "qc_review", .form_name = "qc_review", .fields = {"pass", "reviewer", "negotiator", "source_count", "spread", "own_words_age_days", "comparable_age_days", "loss_age_days", "audit_items", "reason"}, .to_role = "supervisor", .reason = {"请由谈判人以外的同事审查可接受点的来源。", "Please have somebody other than the negotiator review the sources of the acceptance point."}, .blocking = false});
  }
  if (!offers.ladder.rungs.empty() && (!sums.counter || !offers.steps_told))
    out.question({.id = "counter_offer", .form_name = "counter_offer", .fields = {"counter", "after_k", "question_answered", "empathy_said", "reason"}, .to_role = "handler", .reason = {"谈话中对方提出金额或回答了问题时，请记录下来，下一步才能提出。", "When they name a sum or answer a question, please record it; the next step rests on it."}, .blocking = false});
  if (!people_first && !stairway.influence_open && !talk.known)
    out.question({.id = "transcript_marks", .form_name = "transcript_marks", .fields = {"facts_asserted", "facts_taken_up", "judging_phrases", "talk_share", "interruptions", "unanswered_questions", "paraphrases_confirmed", "labels_accepted", "reason"}, .to_role = "handler", .reason = {"谈话之后请勾选：复述和情绪标注得到确认，才进入说服和提出方案。", "Please mark the talk afterwards: persuading and offering begin once a paraphrase and labels were confirmed."}, .blocking = false});
}

}  // namespace amends::negotiation_plan
