#include "columns.hpp"

#include <array>
#include <optional>
#include <string_view>

#include "expiry.hpp"
#include "kit/checked.hpp"
#include "kit/pack_reading.hpp"
#include "kit/safety.hpp"
#include "route.hpp"

namespace amends::routing {
namespace {

using sdk::EvidenceId;
using sdk::Object;
using sdk::Value;

/// Facts that the table reads as they stand in route_facts; one that is not known counts as false (catalogue 2.1).
constexpr std::array<std::string_view, 14> kPlainFacts = {"other_institution", "credit_data_disputed", "agreed_partial",     "final_reply_accepted", "wants_internal_review", "remote_wished",  "cross_region",
                                                          "facts_agreed",      "relation_continues",   "both_willing",       "key_point_disputed",   "precedent_needed",      "mediation_failed", "crime_evidence"};

class Reading {
 public:
  Reading(const sdk::Call& call, sdk::Envelope& out) : call_(call), record_(call.record()), out_(out) {}

  Facts read(std::int64_t small_dispute_major) {
    read_plain();
    read_safety();
    read_authorities();
    read_findings();
    read_reply();
    read_arbitration();
    read_preference();
    read_consent();
    read_expiry();
    read_dispute(small_dispute_major);
    return std::move(facts_);
  }

 private:
  void column(std::string_view name, Value value, std::function<std::vector<EvidenceId>()> evidence) { facts_.columns[std::string(name)] = Column{std::move(value), std::move(evidence)}; }

  /// A column that stands in the record, or in an answer.
  void column(std::string_view name, Value value, std::string path) {
    column(name, std::move(value), [&out = out_, path = std::move(path)] { return std::vector<EvidenceId>{path.starts_with("answers.") ? out.answer(path) : out.field(path)}; });
  }

  void read_plain() {
    for (const auto name : kPlainFacts) {
      const auto path = "route_facts." + std::string(name);
      column(name, record_.flag_or(path, false), path);
    }
  }

  void read_safety() {
    const auto self_harm = std::string(kit::one_of(record_, "flags.safety.self_harm", kit::kSafetyDegrees, "none")), violence = std::string(kit::one_of(record_, "flags.safety.violence", kit::kSafetyDegrees, "none"));
    const auto safety = std::string(kit::stronger(self_harm, violence));
    column("safety", Value(safety), [&out = out_, self_harm, violence, safety] {
      return std::vector<EvidenceId>{out.computation("strongest safety sign", Object{{"self_harm", self_harm}, {"violence", violence}}, Value(safety))};
    });
  }

  void read_authorities() {
    column("proceedings_filed", record_.flag_or("litigation.filed", false), "litigation.filed");
    // Involved and with a date of its own, the regulator has handed the matter over, whether or not the day of the transfer was recorded.
    const bool involved = record_.flag_or("regulator.involved", false);
    const bool dated = record_.has("regulator.transferred_at");
    column("regulator_transferred", dated || (involved && record_.has("regulator.due_at")), dated ? "regulator.transferred_at" : "regulator.due_at");
  }

  /// What earlier stages found.
  void read_findings() {
    static constexpr std::array<std::string_view, 4> kMerits = {"full", "partial", "none", "undetermined"};
    const bool merit_known = record_.has("analysis.verify.case_merit");
    column("case_merit", merit_known ? sdk::to_value(kit::one_of(record_, "analysis.verify.case_merit", kMerits, "none")) : Value(nullptr), "analysis.verify.case_merit");
    if (!merit_known) out_.insufficient("analysis.verify.case_merit", {"诉求是否成立尚未核实，按未知处理。", "Whether the claim is justified has not been verified and counts as not known."});

    static constexpr std::array<std::string_view, 3> kBreaches = {"none", "possible", "likely"};
    if (!record_.has("analysis.classify.breach")) out_.insufficient("analysis.classify.breach", {"是否可能存在违规尚未判断，按没有处理。", "Whether a breach of rules is suspected has not been judged and counts as no."});
    column("suspected_breach", kit::one_of(record_, "analysis.classify.breach", kBreaches, "none") != "none", "analysis.classify.breach");
  }

  void read_reply() {
    const bool replied = record_.instant("route_facts.final_reply_at").has_value();
    facts_.no_agreement = replied && !record_.flag_or("route_facts.final_reply_accepted", false);
    column("final_reply_sent", replied, "route_facts.final_reply_at");
  }

  void read_arbitration() {
    static constexpr std::array<std::string_view, 3> kClauses = {"yes", "no", "unknown"};
    const std::string fact = "route_facts.arbitration", answer = "answers.arbitration_clause.arbitration";
    const auto recorded = kit::one_of(record_, fact, kClauses, "unknown"), answered = kit::one_of(record_, answer, kClauses, "unknown");
    facts_.arbitration = std::string(arbitration(recorded, answered));
    column("arbitration", Value(facts_.arbitration), recorded == "unknown" && record_.has(answer) ? answer : fact);
  }

  /// What the customer has said in a form stands beside the recorded facts.
  void read_preference() {
    const auto preferred = record_.text("answers.route_preference.route");
    if (preferred && *preferred == "internal_review") column("wants_internal_review", true, "answers.route_preference.route");
    if (!record_.has("route_facts.remote_wished") && record_.flag_or("answers.route_preference.remote_wished", false)) column("remote_wished", true, "answers.route_preference.remote_wished");
    if (preferred && *preferred != "undecided")
      out_.finding({.code = "route.preference",
                    .text = sdk::fill({"客户选择的途径：{title}。该途径始终开放。", "The customer's own choice: {title}. It always stays open."}, {{"title", route_title(call_, *preferred)}}),
                    .evidence = {out_.answer("answers.route_preference.route")},
                    .rule = "forms/route_preference"});
  }

  /// Nobody is mediated against their will: a refusal outweighs an earlier willingness, and both sides may come back to it.
  void read_consent() {
    const auto consent = record_.flag("answers.mediation_consent.consent");
    facts_.consent_answered = consent.has_value();
    if (!consent || *consent) return;
    facts_.consent_refused = true;
    column("both_willing", false, "answers.mediation_consent.consent");
    out_.finding({.code = "mediation.refused",
                  .text = {"有一方不同意调解；不影响其他途径，也可以随时改变主意。", "One side does not agree to mediation; all other routes stay open, and so does a change of mind."},
                  .evidence = {out_.answer("answers.mediation_consent.consent")},
                  .rule = "People's Mediation Law, art. 17"});
  }

  void read_expiry() {
    column("right_expires_in_days", nullptr, [] { return std::vector<EvidenceId>{}; });
    const auto date = record_.text("route_facts.right_expires_on");
    if (!date) return;
    const auto last = day_number(*date);
    if (!last) sdk::fail("error.bad_type", "'" + std::string(*date) + "' is no date; write it as 2026-03-02", "route_facts.right_expires_on");
    const auto days = *last - today();
    const auto sum = [&out = out_, days, on = std::string(*date), now = sdk::format_instant(*call_.now())] {
      return std::vector<EvidenceId>{out.field("route_facts.right_expires_on"), out.computation("whole days until the right expires", Object{{"right_expires_on", on}, {"now", now}}, days)};
    };
    column("right_expires_in_days", days, sum);
    if (days >= 0) return;
    facts_.right_expired = true;
    out_.finding({.code = "right.expired",
                  .severity = sdk::Severity::warn,
                  .text = sdk::fill({"有一项权利按记录已于{date}到期，请法务判断；投诉照常办理。", "By the record a right expired on {date}; legal gives its view, and the complaint goes on."}, {{"date", std::string(*date)}}),
                  .evidence = sum(),
                  .rule = "tables/routing#RT04"});
  }

  /// The institution's local date, as a day number.
  std::int64_t today() const {
    if (!call_.now()) sdk::fail("error.missing_field", "the days until a right expires need the time of the turn; run the stage in a runtime that gives it", "now");
    // Day 1 of a calendar-day clock is the institution's local tomorrow, which tells its local today without a time zone of our own.
    const auto tomorrow = call_.add(*call_.now(), "1d");
    const auto* ledger = tomorrow.ledger.if_array();
    const auto next = ledger && !ledger->empty() ? day_number(sdk::Reader(ledger->back()).text_or("date", "")) : std::nullopt;
    if (!next) sdk::fail("error.unsupported", "the host's calendar gives no day-by-day ledger; use a newer host", "amends.calendar/1");
    return *next - 1;
  }

  void read_dispute(std::int64_t limit_major) {
    const auto claimed = record_.money("money.claimed"), entitlement = record_.money("money.entitlement");
    kit::Sums sums;
    if (claimed) sums.emplace_back("money.claimed", *claimed);
    if (entitlement) sums.emplace_back("money.entitlement", *entitlement);
    const auto scale = kit::scale_of(call_, out_, sums);
    const auto minor = [](const std::optional<sdk::Money>& sum) { return sum ? std::optional(sum->minor) : std::nullopt; };
    const auto dispute = in_dispute(minor(claimed), minor(entitlement));
    const bool small = kit::at_most(dispute, limit_major, scale);
    column("small_dispute", small, [&out = out_, operands = Object{{"claimed", sdk::to_value(minor(claimed))}, {"entitlement", sdk::to_value(minor(entitlement))}, {"in_dispute", dispute}, {"limit_major", limit_major}}, small] {
      return std::vector<EvidenceId>{out.computation("sum in dispute", operands, small)};
    });
  }

  const sdk::Call& call_;
  const sdk::Reader& record_;
  sdk::Envelope& out_;
  Facts facts_;
};

}  // namespace

Facts read_facts(const sdk::Call& call, sdk::Envelope& out, std::int64_t small_dispute_major) { return Reading(call, out).read(small_dispute_major); }

sdk::Texts route_title(const sdk::Call& call, std::string_view route) {
  const auto pack = call.pack("routes");
  for (const auto& row : pack.list("rows"))
    if (row.text_or("id", "") == route)
      if (const auto found = row.texts("title")) return *found;
  // The preference form has one word that is no route of the table: the customer's own way to the regulator.
  return sdk::Texts{std::string(route), std::string(route)};
}

}  // namespace amends::routing
