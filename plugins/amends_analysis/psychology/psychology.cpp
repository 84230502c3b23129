#include "psychology.hpp"

#include "explanation.hpp"
#include "kit/checked.hpp"
#include "sdk/sdk.hpp"

namespace amends::psychology {
namespace {

using sdk::Array;
using sdk::Object;
using sdk::Value;

constexpr std::string_view kIntensity = "analysis.intake.emotion.intensity";

Value or_null(const std::string& text) { return text.empty() ? Value(nullptr) : sdk::to_value(text); }

Array scores(const std::vector<Points>& list) {
  Array out;
  for (const auto& score : list) out.emplace_back(Object{{"code", score.code}, {"score", score.points}});
  return out;
}

Array layers(const std::vector<LayerReading>& iceberg) {
  Array out;
  for (const auto& layer : iceberg)
    out.emplace_back(Object{{"layer", layer.layer}, {"observed", layer.observed}, {"code", or_null(layer.code)}, {"quote", or_null(layer.quote)}, {"reading", sdk::to_value(layer.reading)}, {"question", sdk::to_value(layer.question)}, {"evidence", ids(layer.evidence)}});
  return out;
}

Object abc_value(const Abc& abc) {
  Array events, beliefs, acts;
  for (const auto& event : abc.events) events.emplace_back(Object{{"event", event.id}, {"standing", event.standing}, {"evidence", ids({event.evidence})}});
  for (const auto& belief : abc.beliefs) beliefs.emplace_back(Object{{"tag", belief.tag}, {"quote", belief.quote}, {"evidence", ids({belief.evidence})}});
  for (const auto& act : abc.acts) acts.emplace_back(act);
  return Object{{"a", std::move(events)}, {"b", std::move(beliefs)}, {"c", Object{{"emotions", scores(abc.emotions)}, {"acts", std::move(acts)}}}, {"d", sdk::to_value(abc.question)}, {"e", sdk::to_value(abc.alternative)}};
}

Array defence_values(const Context& context, const DefenceReading& defences) {
  Array out;
  for (std::size_t i = 0; i < defences.defences.size(); ++i) {
    const auto& score = defences.defences[i];
    out.emplace_back(Object{{"code", score.code}, {"score", score.points}, {"hint", sdk::to_value(context.map.defence(score.code)->hint)}, {"evidence", ids(defences.evidence[i])}});
  }
  return out;
}

Object demand_value(const DemandReading& demand) {
  Array spoken, latent;
  for (const auto& one : demand.spoken) spoken.emplace_back(Object{{"kind", one.kind}, {"quote", or_null(one.quote)}, {"evidence", ids(one.evidence)}});
  for (const auto& one : demand.latent) latent.emplace_back(Object{{"kind", or_null(one.kind)}, {"need", or_null(one.need)}, {"text", sdk::to_value(one.text)}, {"evidence", ids(one.evidence)}});
  return Object{{"explicit", std::move(spoken)}, {"latent", std::move(latent)}, {"conflict", demand.conflict}};
}

std::optional<std::int64_t> energy(const sdk::Reader& record) {
  const auto intensity = record.integer(kIntensity);
  if (intensity && (*intensity < 0 || *intensity > kScoreMax)) sdk::fail("error.range", "an intensity is 0 to 100; run amends.intake again", std::string(kIntensity));
  return intensity ? std::optional(*intensity / 10) : std::nullopt;
}

/// Nothing by the complainant: nothing is read, and nothing is guessed from the institution's own words.
void write_nothing(sdk::Envelope& out) {
  for (const auto* member : {"iceberg", "abc", "needs", "defences", "demand", "temperament", "energy", "hypotheses"}) out.set(member, nullptr);
  const auto evidence = out.insufficient("text.docs", {"没有客户本人的文本，没有作心理方面的推断。", "There is no text by the customer, so nothing was read."});
  out.explain({"没有客户本人的文本，没有作任何推断。", "There is no text by the customer; nothing was read."}, {}, {evidence});
}

}  // namespace

Psychology::Psychology(const sdk::Reader& config)
    : settings_{.need_min = kit::in_range(config, "need_min", 10, 1, 100),
                .need_second = kit::in_range(config, "need_second", 50, 1, 100),
                .defence_min = kit::in_range(config, "defence_min", 20, 1, 100),
                .temperament_min = kit::in_range(config, "temperament_min", 30, 1, 100),
                .rise_min = kit::in_range(config, "rise_min", 30, 1, 100),
                .excess_times = kit::in_range(config, "excess_times", 5, 1, 1000),
                .long_story = kit::in_range(config, "long_story", 600, 1, sdk::kTextLengthMax)} {
  const auto pairing = config.text_or("pairing", "catalogue");
  if (pairing != "catalogue" && pairing != "textbook") sdk::fail("error.range", "'" + std::string(pairing) + "' is none of catalogue, textbook", config.path("pairing"));
  settings_.textbook = pairing == "textbook";
}

void Psychology::handle(const sdk::Call& call, sdk::Envelope& out) {
  const auto& record = call.record();
  if (!record.has("analysis.intake.emotion")) sdk::fail("error.missing_field", "the section of amends.intake is missing; run amends.intake before this stage", "analysis.intake");
  const Map map(call);
  const Context context{call, record, out, settings_, map, own_documents(call, out)};
  if (context.documents.empty()) return write_nothing(out);

  // Evidence is numbered as it is found, so the order of the parts is part of the answer.
  const auto feelings = read_feelings(context);
  const auto beliefs = read_words(context, "lex/beliefs", "tag");
  const auto needs = read_needs(context);
  const auto iceberg = read_iceberg(context, feelings, beliefs, needs);
  const auto abc = read_abc(context, feelings, beliefs);
  const auto defence_words = read_defence_words(context);
  const auto demand = read_demand(context, needs, denials_of_money(defence_words));
  const auto defences = read_defences(context, defence_words, demand);
  const auto ticks = read_ticks(context);
  const auto temperament = read_temperament(context, ticks);
  const Parts parts{needs, demand, defences, temperament, iceberg, abc, ticks};
  auto list = hypotheses(context, parts);
  (void)ask_to_check(context, parts);
  explain(context, parts, feelings);

  out.set("iceberg", layers(iceberg));
  out.set("abc", abc_value(abc));
  out.set("needs", scores(needs.needs));
  out.set("defences", defence_values(context, defences));
  out.set("demand", demand_value(demand));
  out.set("temperament", Object{{"code", temperament.code}, {"score", sdk::to_value(temperament.score)}});
  const auto level = energy(record);
  if (!level) out.insufficient(kIntensity, {"情绪强度没有读出。", "No intensity of feelings has been read."});
  out.set("energy", level);
  out.set("hypotheses", std::move(list));
}

}  // namespace amends::psychology
