#include "intake.hpp"

#include <string>

#include "acknowledgement.hpp"
#include "clocks.hpp"
#include "complaint_test.hpp"
#include "completeness.hpp"
#include "dedupe.hpp"
#include "demands.hpp"
#include "explanation.hpp"
#include "extraction.hpp"
#include "feelings.hpp"
#include "needs.hpp"
#include "received.hpp"
#include "safety.hpp"
#include "same_case.hpp"
#include "sdk/sdk.hpp"
#include "threats.hpp"

namespace amends::intake {
namespace {

using sdk::Array;
using sdk::Object;

Array rows_of(const std::vector<Demand>& demands) {
  Array out;
  for (const auto& demand : demands) out.push_back(Object{{"kind", demand.kind}, {"doc", demand.place.doc}, {"start", demand.place.start}, {"end", demand.place.end}, {"amount", sdk::to_value(demand.amount)}});
  return out;
}

}  // namespace

Intake::Intake(const sdk::Reader& config) {
  config_.ack_within = std::string(config.text_or("ack_within", "1wd"));
  config_.ack_within_regulator = std::string(config.text_or("ack_within_regulator", "4wh"));
  config_.update_within = std::string(config.text_or("update_within", "5wd"));
  config_.safety_within = std::string(config.text_or("safety_within", "30m"));
  config_.dedupe_window_days = config.integer_or("dedupe_window_days", 90);
  config_.dedupe_same = config.integer_or("dedupe_same", 70);
  config_.dedupe_related = config.integer_or("dedupe_related", 45);
  if (config_.dedupe_window_days < 0) sdk::fail("error.range", "the window is below 0 days; correct it", "config.dedupe_window_days");
  if (config_.dedupe_related < 1 || config_.dedupe_same < config_.dedupe_related || config_.dedupe_same > kScoreMax)
    sdk::fail("error.range", "1 <= dedupe_related <= dedupe_same <= 100 does not hold; correct the thresholds", "config.dedupe_same");
}

void Intake::handle(const sdk::Call& call, sdk::Envelope& out) {
  const auto received = receive(call);
  const Context context{call, call.record(), out, config_, received};

  // What the texts say. Evidence is numbered as it is found, so the order of the steps is part of the answer.
  const auto feelings = read_feelings(context);
  auto extraction = extract(context);
  const auto demands = read_demands(context, extraction);
  const auto threats = read_threats(context);
  const auto safety = read_safety(context);
  const auto needs = read_needs(context, extraction.stated.ages);
  call.check_time();

  // What follows from it.
  const auto verdict = judge(context, {.emotion = feelings.points, .demands = demands.hits, .threats = threats.hits, .safety = safety.hits});
  propose_kind(context, verdict);
  propose_demands(context, demands);
  propose_safety(context, safety);
  propose_needs(context, needs);
  propose_counts(context, extraction.stated);
  const auto same = find_same(context);
  const auto clocks = verdict.complaint == false ? std::vector<Clock>{} : start_clocks(context);
  auto ack = acknowledge(context, verdict.complaint, clocks);
  const auto missing = find_missing(context);

  out.set("case_id", call.record().text_or("case.id", call.case_id()));
  out.set("is_complaint", verdict.complaint);
  out.set("cue", verdict.cue.total());
  out.set("extracted", extracted_rows(context, extraction.stated));
  out.set("demands", rows_of(demands.list));
  out.set("dedupe", Object{{"decision", same.decision}, {"matches", same.matches}});
  out.set("emotion", Object{{"intensity", feelings.emotion.intensity}, {"band", feelings.emotion.band}, {"dominant", sdk::to_value(feelings.emotion.dominant)}});
  out.set("threats", threats.rows);
  out.set("clocks", clock_rows(clocks));
  out.set("ack", std::move(ack));
  out.set("missing", missing.rows);
  out.set("flags", Object{{"safety", Object{{"self_harm", safety.self_harm}, {"violence", safety.violence}}}, {"vulnerability", needs.rows}});
  out.set("safety_contacts", safety.contacts);
  explain(context, {.feelings = feelings, .demands = demands, .safety = safety, .verdict = verdict, .same = same, .clocks = clocks, .missing = missing});
}

}  // namespace amends::intake
