// The privacy class of every place in the record (catalogue 2.1), and what a view without texts gets of it. A place that is not here is unknown: hidden from
// such a view. Positions in lists are left out ("parties.name"); ".*" is everything below, unless a longer row says otherwise.
#include <algorithm>

#include "runtime/privacy.hpp"

namespace amends::runtime {
namespace {

using L = Level;
using M = Masking;

constexpr FieldRule kFields[] = {
    {"case.id", L::p0, M::keep}, {"case.schema", L::p0, M::keep}, {"case.kind", L::p1, M::keep}, {"case.status", L::p1, M::keep}, {"case.locale", L::p0, M::keep},
    {"case.institution", L::p1, M::keep_name}, {"case.unit", L::p1, M::keep_name},
    {"channel.kind", L::p1, M::keep}, {"channel.ref", L::p1, M::keep_name}, {"channel.received_at", L::p1, M::keep}, {"channel.recorded_by", L::p1, M::pseudonym},
    {"channel.mail_meta.*", L::p2, M::hide}, {"channel.digital_meta.*", L::p3, M::hide},
    {"text.docs.id", L::p1, M::keep}, {"text.docs.kind", L::p1, M::keep}, {"text.docs.lang", L::p1, M::keep}, {"text.docs.at", L::p1, M::keep}, {"text.docs.author_role", L::p1, M::keep},
    {"text.docs.body", L::p2, M::hide},
    {"parties.id", L::p1, M::keep}, {"parties.role", L::p1, M::keep}, {"parties.name", L::p2, M::pseudonym}, {"parties.anonymous", L::p1, M::keep},
    {"parties.id_doc", L::p3, M::hide}, {"parties.sex", L::p3, M::hide}, {"parties.birth_year", L::p2, M::hide}, {"parties.occupation", L::p2, M::hide}, {"parties.org", L::p2, M::pseudonym},
    {"parties.contacts.kind", L::p1, M::keep}, {"parties.contacts.verified", L::p1, M::keep}, {"parties.contacts.value", L::p2, M::hide}, {"parties.contacts.on_file_since", L::p2, M::hide},
    {"parties.preferred_contact", L::p2, M::hide}, {"parties.do_not_call_hours", L::p2, M::hide}, {"parties.needs", L::p3, M::hide}, {"parties.authority.kind", L::p1, M::keep}, {"parties.authority.*", L::p2, M::hide},
    {"product.kind", L::p1, M::keep}, {"product.code", L::p1, M::keep_name}, {"product.risk_level", L::p1, M::keep}, {"product.name", L::p1, M::keep_name},
    {"contract.no", L::p3, M::hide}, {"contract.seller", L::p2, M::pseudonym}, {"contract.double_record_id", L::p2, M::hide}, {"contract.sold_at_channel", L::p1, M::keep}, {"contract.callback_done", L::p1, M::keep},
    {"contract.start_on", L::p1, M::keep}, {"contract.end_on", L::p1, M::keep}, {"contract.cooling_off_until", L::p1, M::keep}, {"contract.closed_until", L::p1, M::keep}, {"contract.balance", L::p3, M::hide}, {"contract.*", L::p2, M::hide},
    {"money.claimed", L::p1, M::keep}, {"money.paid_in", L::p1, M::keep}, {"money.entitlement", L::p1, M::keep}, {"money.offered", L::p1, M::keep}, {"money.settled", L::p1, M::keep}, {"money.loss_proved", L::p1, M::keep},
    {"money.own_floor", L::p1, M::keep}, {"money.claimed.*", L::p1, M::keep}, {"money.paid_in.*", L::p1, M::keep}, {"money.entitlement.*", L::p1, M::keep}, {"money.offered.*", L::p1, M::keep}, {"money.settled.*", L::p1, M::keep},
    {"money.loss_proved.*", L::p1, M::keep}, {"money.own_floor.*", L::p1, M::keep},
    {"money.authority_limit.*", L::p4, M::hide}, {"money.target.*", L::p4, M::hide}, {"money.reserve.*", L::p4, M::hide},
    {"demand.id", L::p1, M::keep}, {"demand.kind", L::p1, M::keep}, {"demand.amount.*", L::p1, M::keep}, {"demand.explicit", L::p1, M::keep}, {"demand.*", L::p2, M::hide},
    {"events.id", L::p1, M::keep}, {"events.at_precision", L::p1, M::keep}, {"events.verified", L::p1, M::keep}, {"events.at", L::p2, M::hide}, {"events.*", L::p2, M::hide},
    {"documents.id", L::p1, M::keep}, {"documents.kind", L::p1, M::keep}, {"documents.received_at", L::p1, M::keep}, {"documents.*", L::p2, M::hide},
    {"history.prior.*", L::p1, M::keep}, {"history.unanswered", L::p1, M::keep}, {"history.contacts.at", L::p1, M::keep}, {"history.contacts.direction", L::p1, M::keep}, {"history.contacts.channel", L::p1, M::keep},
    {"history.contacts.handler", L::p2, M::pseudonym}, {"history.contacts.*", L::p2, M::hide},
    {"regulator.involved", L::p1, M::keep}, {"regulator.body", L::p1, M::keep_name}, {"regulator.ref", L::p1, M::keep_name}, {"regulator.received_at", L::p1, M::keep}, {"regulator.due_at", L::p1, M::keep}, {"regulator.transferred_at", L::p1, M::keep},
    {"litigation.filed", L::p1, M::keep}, {"litigation.limitation_until", L::p1, M::keep}, {"litigation.*", L::p2, M::hide},
    {"media.posted", L::p1, M::keep}, {"media.platforms", L::p1, M::keep}, {"media.reach_count", L::p1, M::keep}, {"media.first_seen_at", L::p1, M::keep}, {"media.reporter_contact", L::p1, M::keep}, {"media.official_media", L::p1, M::keep},
    {"group.size", L::p1, M::keep}, {"group.*", L::p2, M::hide},
    {"flags.safety.*", L::p3, M::hide}, {"flags.vulnerability.*", L::p3, M::hide}, {"flags.conflict_of_interest", L::p1, M::pseudonym}, {"flags.collections_third_party", L::p1, M::keep},
    {"answers.target_and_limit.*", L::p4, M::hide}, {"answers.qc_review.*", L::p4, M::hide}, {"answers.plan_release.*", L::p4, M::hide}, {"answers.type_correct.*", L::p4, M::hide},
    {"answers.psychology_correct.*", L::p4, M::hide}, {"answers.observation.*", L::p4, M::hide}, {"answers.transcript_marks.*", L::p4, M::hide}, {"answers.*", L::p3, M::hide},
    {"route_facts.*", L::p1, M::keep}, {"crisis_facts.*", L::p1, M::keep}, {"agent_facts.*", L::p4, M::hide}, {"store_facts.roster.*", L::p4, M::hide}, {"store_facts.*", L::p1, M::keep},
    {"outcome.*", L::p1, M::keep}, {"clocks.*", L::p1, M::keep}, {"consents.kind", L::p1, M::keep}, {"consents.given_at", L::p1, M::keep}, {"consents.*", L::p2, M::hide}, {"lessons.*", L::p1, M::hide}, {"letters.*", L::p2, M::hide}, {"followups.*", L::p2, M::hide},
    {"analysis.portrait.*", L::p4, M::hide}, {"analysis.psychology.*", L::p4, M::hide}, {"analysis.organised_agent.*", L::p4, M::hide}, {"analysis.negotiation_plan.*", L::p4, M::hide}, {"analysis.wellbeing.*", L::p4, M::hide},
    {"analysis.intake.extracted.*", L::p2, M::hide}, {"analysis.intake.flags.*", L::p3, M::hide}, {"analysis.intake.safety_contacts.*", L::p3, M::hide}, {"analysis.intake.ack.text.*", L::p2, M::hide}, {"analysis.intake.*", L::p1, M::keep},
    {"analysis.classify.*", L::p1, M::keep}, {"analysis.dimensions.participants.*", L::p2, M::hide}, {"analysis.dimensions.space.*", L::p3, M::hide}, {"analysis.dimensions.*", L::p1, M::keep},
    {"analysis.risk.*", L::p1, M::keep}, {"analysis.crisis.variant", L::p3, M::hide}, {"analysis.crisis.team.person", L::p2, M::pseudonym}, {"analysis.crisis.team.stand_in", L::p2, M::pseudonym}, {"analysis.crisis.why.*", L::p3, M::hide},
    {"analysis.crisis.situation.*", L::p2, M::hide}, {"analysis.crisis.*", L::p1, M::keep}, {"analysis.taboo_check.*", L::p1, M::keep}, {"analysis.verify.*", L::p1, M::keep}, {"analysis.routing.*", L::p1, M::keep},
    {"analysis.solution.approval.by", L::p1, M::pseudonym}, {"analysis.solution.options.approval.by", L::p1, M::pseudonym}, {"analysis.solution.*", L::p1, M::keep},
    {"analysis.response_letter.letter.kind", L::p1, M::keep}, {"analysis.response_letter.letter.lang", L::p1, M::keep}, {"analysis.response_letter.letter.*", L::p2, M::hide}, {"analysis.response_letter.answers.*", L::p2, M::hide},
    {"analysis.response_letter.*", L::p1, M::keep},
};

/// "parties.0.name" and "parties[].name" -> "parties.name".
std::string without_positions(std::string_view path) {
  std::string out;
  for (std::size_t at = 0; at <= path.size();) {
    const auto dot = std::min(path.find('.', at), path.size());
    auto part = path.substr(at, dot - at);
    if (part.ends_with("[]")) part.remove_suffix(2);
    if (!part.empty() && part.find_first_not_of("0123456789") != std::string_view::npos) out += (out.empty() ? "" : ".") + std::string(part);
    at = dot + 1;
  }
  return out;
}

}  // namespace

std::span<const FieldRule> field_rules() noexcept { return kFields; }

const FieldRule* field_rule(std::string_view path) noexcept {
  const auto key = without_positions(path);
  const FieldRule* best = nullptr;
  std::size_t length = 0;
  for (const auto& rule : kFields) {
    if (rule.path == key) return &rule;
    if (!rule.path.ends_with(".*")) continue;
    const auto above = rule.path.substr(0, rule.path.size() - 2);
    if ((key == above || (key.starts_with(above) && key[above.size()] == '.')) && above.size() >= length) {
      best = &rule;
      length = above.size();
    }
  }
  return best;
}

bool is_restricted(std::string_view path) noexcept {
  const auto* rule = field_rule(path);
  return rule && rule->level == Level::p4;
}

}  // namespace amends::runtime
