#include "money_reading.hpp"

#include <algorithm>

#include "kit/documents.hpp"
#include "kit/owed.hpp"
#include "kit/pack_reading.hpp"
#include "kit/people.hpp"
#include "kit/person.hpp"

namespace amends::negotiation_plan {
namespace {

using sdk::Object;
using sdk::Reader;

constexpr std::int64_t kFloorGapMax = 4;        ///< code points between "at least" and its sum
constexpr std::size_t kComparableMax = 10'000;  ///< rows that are read
constexpr std::int64_t kDayUs = 86'400'000'000;

class Reading {
 public:
  explicit Reading(const Context& context) : call_(context.call), record_(context.record), out_(context.out) {}

  Sums read() {
    owed();
    sums_.target = first({"money.target", "answers.target_and_limit.target"}, sums_.target_evidence);
    sums_.limit = first({"money.authority_limit", "answers.target_and_limit.authority_limit"}, sums_.limit_evidence);
    sdk::EvidenceId settled;
    sums_.settled = first({"money.settled"}, settled);
    own_words();
    comparable();
    sdk::EvidenceId loss;
    sums_.loss_proved = first({"money.loss_proved"}, loss);
    if (sums_.loss_proved) source(SourceKind::loss_proved, *sums_.loss_proved, record_.integer("answers.qc_review.loss_age_days").value_or(0), loss);
    log();
    return std::move(sums_);
  }

 private:
  std::int64_t in_currency(const sdk::Money& sum, std::string_view path) {
    if (sums_.currency.empty()) sums_.currency = sum.currency;
    if (sums_.currency != sum.currency) sdk::fail("error.currency_mismatch", "the plan meets " + sums_.currency + " and " + sum.currency + " and has no rate for them; state all sums in one currency", record_.path(path));
    return sum.minor;
  }

  void owed() {
    const auto found = kit::read_owed(call_, out_, {"answers.target_and_limit.entitlement"});
    if (!found) return;
    sums_.owed_evidence = found->path.starts_with("answers.") ? out_.answer(found->path) : out_.field(found->path);
    sums_.owed = in_currency(found->sum, found->path);
  }

  std::optional<std::int64_t> first(std::initializer_list<std::string_view> paths, sdk::EvidenceId& evidence) {
    for (const auto path : paths)
      if (const auto sum = record_.money(path)) {
        evidence = path.starts_with("answers.") ? out_.answer(path) : out_.field(path);
        return in_currency(*sum, path);
      }
    return std::nullopt;
  }

  void source(SourceKind kind, std::int64_t minor, std::optional<std::int64_t> age_days, sdk::EvidenceId evidence) {
    sums_.sources.push_back({.kind = kind, .minor = minor, .age_days = age_days});
    sums_.source_evidence.push_back(std::move(evidence));
  }

  /// A floor in the complainant's own words: the record's, else the newest that a text states.
  void own_words() {
    const auto told = record_.integer("answers.qc_review.own_words_age_days");
    sdk::EvidenceId evidence;
    sums_.own_floor = first({"money.own_floor"}, evidence);
    if (sums_.own_floor) {
      source(SourceKind::own_words, *sums_.own_floor, told, evidence);
      return;
    }
    std::vector<const sdk::Document*> texts;
    for (const auto* document : kit::complainant_documents(call_))
      if (kit::is_own_telling(*document)) texts.push_back(document);
    if (texts.empty()) return;
    const auto words = call_.match("lex/floors", texts);
    if (words.hits.empty()) return;
    const auto stated = call_.stated(texts);
    const sdk::StatedMoney* newest = nullptr;
    for (const auto& sum : stated.money)
      for (const auto& word : words.hits)
        if (word.doc == sum.doc && word.end <= sum.start && sum.start - word.end <= kFloorGapMax) newest = &sum;
    if (!newest || (!sums_.currency.empty() && newest->assumed && newest->money.currency != sums_.currency)) return;
    sums_.own_floor = in_currency(newest->money, "text.docs");
    auto age = told;
    sdk::Instant at;
    if (const auto* document = call_.document(newest->doc); !age && document && call_.now() && sdk::parse_instant(document->at(), at) && at <= *call_.now()) age = (call_.now()->us - at.us) / kDayUs;
    source(SourceKind::own_words, *sums_.own_floor, age, out_.span(*newest, "a floor in their own words"));
  }

  void comparable() {
    const auto rows = record_.list("store_facts.comparable");
    for (std::size_t i = 0; i < rows.size() && i < kComparableMax; ++i) {
      const auto path = "store_facts.comparable." + std::to_string(i);
      if (const auto sum = record_.money(path)) sums_.comparable.push_back(in_currency(*sum, path));
    }
    const auto count = static_cast<std::int64_t>(sums_.comparable.size());
    if (count >= kComparableLeast) sums_.comparable_median = lower_median(sums_.comparable);
    sums_.comparable_evidence = out_.computation("median of settled like cases", Object{{"cases", count}, {"least", kComparableLeast}}, sdk::to_value(sums_.comparable_median));
    // The core reads like cases right before the stage runs, so that the median is as old as this run.
    if (sums_.comparable_median) source(SourceKind::comparable, *sums_.comparable_median, record_.integer("answers.qc_review.comparable_age_days").value_or(0), sums_.comparable_evidence);
  }

  void log() {
    sums_.counter = first({"answers.counter_offer.counter", "answers.talk_result.counter"}, sums_.counter_evidence);
    sums_.agreed = first({"answers.talk_result.agreed_sum"}, sums_.agreed_evidence);
    sdk::EvidenceId before;
    sums_.offered_before = first({kOfferedSum}, before);
    for (const auto* path : {"answers.counter_offer.after_k", "answers.talk_result.offered_k"})
      if (const auto steps = record_.integer(path)) sums_.told.push_back({*steps, out_.answer(path)});
    sums_.log = {.offered = 0,
                 .counter = sums_.counter.has_value(),
                 .question_answered = record_.flag_or("answers.counter_offer.question_answered", false),
                 .empathy_said = record_.flag_or("answers.counter_offer.empathy_said", false)};
  }

  const sdk::Call& call_;
  const Reader& record_;
  sdk::Envelope& out_;
  Sums sums_;
};

}  // namespace

Sums read_sums(const Context& context) { return Reading(context).read(); }

void refuse_faults(const sdk::Reader& record, const Sums& sums, std::int64_t unit, std::span<const std::int64_t> steps) {
  // A sum that is not known yet stands where it breaks no rule.
  const auto owed = sums.owed.value_or(0);
  const auto target = sums.target.value_or(std::min(owed, sums.limit.value_or(owed)));
  const Frame frame{.entitlement_minor = sums.target ? owed : std::min(owed, target), .target_minor = target, .authority_limit_minor = sums.limit.value_or(target), .unit_minor = unit};
  const auto fault = fault_of(frame, steps);
  if (!fault) return;
  switch (*fault) {
    case Fault::target_below_entitlement: sdk::fail("error.range", "the target is below what is owed; what is owed is paid in full, so set the target at least that high", record.path("money.target"));
    case Fault::target_above_authority: sdk::fail("error.range", "the target is beyond the authority limit; ask a person with that authority or lower the target", record.path("money.authority_limit"));
    case Fault::unit: sdk::fail("error.range", "the unit of the ladder is outside 1..2^53-1 minor units; correct it in the workflow's step", "config.unit_minor");
    case Fault::steps: sdk::fail("error.range", "the steps of the ladder rise strictly from at least 5000 to exactly 10000, at most 12 of them; correct them in the workflow's step", "config.steps_bp");
    case Fault::negative:
    case Fault::too_large: break;
  }
  sdk::fail("error.range", "the sums of the ladder lie outside 0..2^53-1, or target and entitlement are more than 9*10^14 minor units apart; correct them", record.path("money.target"));
}

sdk::Texts written(const sdk::Call& call, std::int64_t minor, const std::string& currency) {
  const auto digits = kit::currencies(call).scale(currency).digits;
  std::int64_t unit = 1;
  for (std::int64_t i = 0; i < digits; ++i) unit *= 10;
  auto whole = std::to_string(minor / unit);
  for (auto at = static_cast<std::ptrdiff_t>(whole.size()) - 3; at > 0; at -= 3) whole.insert(static_cast<std::size_t>(at), ",");
  if (digits > 0) {
    const auto fraction = std::to_string(minor % unit);
    whole += "." + std::string(static_cast<std::size_t>(digits) - fraction.size(), '0') + fraction;
  }
  return {currency == "CNY" ? whole + "元" : whole + " " + currency, whole + " " + currency};
}

ReviewResult read_review(const Context& context, const Sums& sums, std::optional<std::int64_t> audit_items) {
  const auto& record = context.record;
  Review review;
  review.passed = record.flag("answers.qc_review.pass");
  for (const auto& source : sums.sources) {
    review.values.push_back(source.minor);
    review.ages_days.push_back(source.age_days);
  }
  // A reviewer who lists the sources replaces the stage's own list.
  if (record.has("answers.qc_review.sources")) {
    review.values.clear();
    review.ages_days.clear();
    review.sources_complete = true;
    for (const auto& row : record.list("answers.qc_review.sources")) {
      const auto sum = row.find("value") && row.find("value")->is_object() ? row.money("value") : std::nullopt;
      const auto value = sum ? std::optional(sum->minor) : row.find("value") && row.find("value")->is_object() ? std::nullopt : row.integer("value");
      if (!value) continue;
      review.values.push_back(*value);
      review.ages_days.push_back(row.integer("age_days"));
    }
  } else if (const auto count = record.integer("answers.qc_review.source_count")) {
    review.sources_complete = *count < kSourcesLeast;
    if (review.sources_complete && static_cast<std::int64_t>(review.values.size()) > *count) {
      review.values.resize(static_cast<std::size_t>(std::max<std::int64_t>(0, *count)));
      review.ages_days.resize(review.values.size());
    }
  }
  const auto reviewer = record.text_or("answers.qc_review.reviewer", ""), negotiator = record.text_or("answers.qc_review.negotiator", record.text_or("answers.plan_release.lead", ""));
  if (!kit::person_key(reviewer).empty() && !kit::person_key(negotiator).empty()) {
    const kit::People people(context.call);
    review.other_person = people.two(reviewer, negotiator) && !people.same(record.text_or("answers.qc_review.for", ""), negotiator);  // a stand-in is no second person
  }
  review.audit_items = record.integer("answers.qc_review.audit_items");
  if (!review.audit_items) review.audit_items = audit_items;
  review.told_spread_percent = record.integer("answers.qc_review.spread");
  if (sums.owed) review.entitlement_known = true;
  return negotiation_plan::review(review);
}

}  // namespace amends::negotiation_plan
