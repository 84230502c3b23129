#include "questions.hpp"

namespace amends::routing {

Asked ask(const sdk::Call& call, sdk::Envelope& out, const Facts& facts, const std::vector<Matched>& matched) {
  const auto& record = call.record();
  Asked asked;
  // The clause decides between mediation, arbitration and court, and only once an answer was given and not accepted.
  if (facts.no_agreement && facts.arbitration == "unknown" && !record.has("answers.arbitration_clause.arbitration")) {
    asked.clause = true;
    out.finding({.code = "arbitration_unknown",
                 .text = {"是否有有效的仲裁协议未知，仲裁一行没有列入。", "Whether a valid arbitration agreement exists is not known; the arbitration row is not listed."},
                 .evidence = {out.field("route_facts.arbitration")},
                 .rule = "tables/routing#RT10B"});
    out.question({.id = "arbitration_clause", .form_name = "arbitration_clause", .fields = {"arbitration", "clause", "reason"}, .to_role = "legal",
                  .reason = {"最终答复没有被接受。请查明合同中是否有有效的仲裁协议：它决定走仲裁还是法院。", "The final answer was not accepted. Please find out whether a valid arbitration agreement exists: it decides between arbitration and court."}, .blocking = false});
  }
  if (!matched.empty() && matched.front().row.route == "mediation" && !facts.consent_answered) {
    asked.consent = true;
    out.question({.id = "mediation_consent", .form_name = "mediation_consent", .fields = {"party", "consent", "body", "data_shared", "reason"}, .to_role = "handler",
                  .reason = {"建议途径是调解，须取得双方同意；不同意不影响其他途径。", "Mediation is proposed and needs the consent of both sides; a no leaves all other routes open."}, .blocking = false});
  }
  if (facts.no_agreement && !record.has("answers.route_preference.route")) {
    asked.preference = true;
    out.question({.id = "route_preference", .form_name = "route_preference", .fields = {"route", "remote_wished", "reason"}, .to_role = "handler",
                  .reason = {"最终答复没有被接受，请问客户希望走哪条途径。", "The final answer was not accepted; please ask which route the customer would like."}, .blocking = false});
  }
  if (facts.right_expired && !record.has("answers.right_expired.legal_view"))
    out.question({.id = "right_expired", .form_name = "right_expired", .fields = {"right", "expired_on", "legal_view", "reason"}, .to_role = "legal",
                  .reason = {"记录显示有一项权利可能已过期，请给出意见；不得以此为由拒绝记录投诉。", "By the record a right may have expired; please give your view. It is no ground to refuse to record the complaint."}, .blocking = false});
  return asked;
}

}  // namespace amends::routing
