#include "portrait.hpp"

#include "explanation.hpp"
#include "kit/checked.hpp"
#include "sdk/sdk.hpp"

namespace amends::portrait {
namespace {

using sdk::Array;
using sdk::Object;

Array texts(const std::vector<std::string>& list) {
  Array out;
  for (const auto& one : list) out.emplace_back(one);
  return out;
}

Object basic_value(const Basic& basic) {
  return Object{{"age_band", sdk::to_value(basic.age_band)}, {"occupation", sdk::to_value(basic.occupation)}, {"contact_preference", sdk::to_value(basic.contact)}, {"relation", basic.relation}, {"product_years", sdk::to_value(basic.product_years)}};
}

Object behaviour_value(const Context& context, const Behaviour& behaviour) {
  Array escalation, styles;
  for (const auto& step : behaviour.escalation) escalation.emplace_back(Object{{"kind", step.kind}, {"state", step.state}});
  for (const auto& style : behaviour.styles) styles.emplace_back(Object{{"style", style.code}, {"evidence", ids(style.evidence)}});
  sdk::Value hours = nullptr, calls = nullptr;
  if (behaviour.hours) hours = Object{{"night", (*behaviour.hours)[0]}, {"morning", (*behaviour.hours)[1]}, {"afternoon", (*behaviour.hours)[2]}, {"evening", (*behaviour.hours)[3]}};
  if (behaviour.called) calls = Object{{"answered", *behaviour.answered}, {"called", *behaviour.called}, {"percent", *behaviour.called == 0 ? 0 : 100 * *behaviour.answered / *behaviour.called}};
  return Object{{"complaints_12m", behaviour.prior_12m},
                {"same_matter", behaviour.same_matter},
                {"channels", texts(behaviour.channels)},
                {"contacts", Object{{"inbound", behaviour.inbound}, {"outbound", behaviour.outbound}}},
                {"escalation", std::move(escalation)},
                {"tone", Object{{"band", sdk::to_value(context.record.text("analysis.intake.emotion.band"))}, {"trend", sdk::to_value(context.record.text("analysis.dimensions.emotion.trend"))}}},
                {"evidence_habit", Object{{"attachments", behaviour.attachments}, {"texts", behaviour.texts}}},
                {"citations", behaviour.citations},
                {"answered_calls", std::move(calls)},
                {"time_pattern", std::move(hours)},
                {"response_style", std::move(styles)}};
}

Object psych_value(const Psych& psych) {
  return Object{{"top_need", psych.top_need.empty() ? sdk::Value(nullptr) : sdk::to_value(psych.top_need)},
                {"needs", texts(psych.needs)},
                {"defences", texts(psych.defences)},
                {"temperament", psych.temperament},
                {"energy", sdk::to_value(psych.energy)},
                {"expectation", texts(psych.expectation)},
                {"evidence", ids(psych.evidence)}};
}

Array types_value(const Types& types) {
  Array out;
  for (const auto& type : types.shown) {
    Array cues;
    for (const auto& cue : type.cues) cues.emplace_back(Object{{"row", cue.row}, {"points", cue.points}, {"because", sdk::to_value(cue.because)}});
    out.emplace_back(Object{{"code", type.code}, {"score", type.score}, {"cues", std::move(cues)}, {"by_person", type.by_person}, {"evidence", ids(type.evidence)}});
  }
  return out;
}

}  // namespace

Portrait::Portrait(const sdk::Reader& config) : settings_{.type_min = kit::in_range(config, "type_min", 30, 1, 100)} {}

void Portrait::handle(const sdk::Call& call, sdk::Envelope& out) {
  const auto& record = call.record();
  if (!record.has("analysis.intake.emotion")) sdk::fail("error.missing_field", "the section of amends.intake is missing; run amends.intake before this stage", "analysis.intake");
  const Words words(call);
  const psychology::Map minds(call);
  const Context context{call, record, out, settings_, words, minds, complainant_of(record), record.has("analysis.psychology.demand")};

  // Evidence is numbered as it is found, so the order of the blocks is part of the answer.
  const auto basic = read_basic(context);
  const auto behaviour = read_behaviour(context);
  const auto psych = read_psych(context);
  const auto types = read_types(context, behaviour);
  const Blocks blocks{basic, behaviour, psych, types};
  auto made = sheet(context, blocks);
  explain(context, blocks);

  out.set("basic", basic_value(basic));
  out.set("behaviour", behaviour_value(context, behaviour));
  out.set("psych", psych_value(psych));
  out.set("types", types_value(types));
  out.set("sheet", std::move(made));
}

}  // namespace amends::portrait
