#include "temperament.hpp"

#include <algorithm>
#include <array>

namespace amends::psychology {
namespace {

using sdk::EvidenceId;
using sdk::Object;
using sdk::Reader;

constexpr std::string_view kObservation = "answers.observation";
constexpr std::string_view kAnswer = "answers.psychology_correct.temperament";
constexpr std::int64_t kTickPoints = 20, kStoryPoints = 15;
constexpr std::array<std::string_view, 3> kSeen = {"face", "movement", "wording"};
constexpr std::array<std::string_view, 3> kMet = {"phone", "branch", "agent_walkin"};
constexpr std::array<std::string_view, 4> kOther = {"label_accepted", "note", "reason", "who"};

/// The old name by the pairing that the step chose.
void name_it(const Context& context, TemperamentReading& reading) {
  const auto cards = context.call.pack("temperament.cards");
  const auto take = [&](const Reader& pack) {
    for (const auto& row : pack.list("rows"))
      if (row.text_or("code", "") == reading.code) reading.classic = std::string(row.text_or("classic", ""));
  };
  take(cards);
  if (context.settings.textbook) take(context.call.pack("temperament.alt"));
  for (const auto& row : cards.list("classics"))
    if (row.text_or("code", "") == reading.classic) reading.classic_title = row.texts("title").value_or(sdk::Texts{reading.classic, reading.classic});
}

/// A long story is a cue of its own.
void read_story(const Context& context, std::vector<Points>& cues, std::vector<EvidenceId>& evidence) {
  for (const auto* document : context.documents)
    if (document->length() >= context.settings.long_story) {
      cues.push_back({"sociable", kStoryPoints});
      evidence.push_back(context.out.computation("length of a text in characters", Object{{"long_story", context.settings.long_story}}, document->length()));
      return;
    }
}

void read_answer(const Context& context, TemperamentReading& reading) {
  const auto answer = context.record.text(kAnswer);
  if (!answer) return;
  const auto known = context.map.temperament_codes();
  if (*answer != "unknown" && std::find(known.begin(), known.end(), *answer) == known.end())
    sdk::fail("error.range", "'" + std::string(*answer) + "' is no way of talking of psychology.map; choose one of its codes or unknown", std::string(kAnswer));
  if (reading.code != *answer) reading.score.reset();  // a person's word is no sum of points
  reading.code = std::string(*answer);
  reading.by_person = true;
  reading.evidence = {context.out.answer(kAnswer)};
  context.out.finding({.code = "temperament.by_person", .text = {"说话方式由人核对过，以人的判断为准。", "A person checked the way of talking; that judgement stands."}, .evidence = reading.evidence, .rule = "forms/psychology_correct"});
}

/// Asked for only where somebody saw or heard the person: a letter shows no face, and an officer has enough to fill in.
void ask(const Context& context, const TemperamentReading& reading) {
  const auto channel = context.record.text_or("channel.kind", "");
  if (std::find(kMet.begin(), kMet.end(), channel) == kMet.end()) return;
  if (reading.code != "unknown" || reading.by_person || context.record.has(kObservation)) return;
  context.out.question({.id = "observation",
                        .form_name = "observation",
                        .fields = {"label_accepted", "note"},
                        .to_role = "handler",
                        .reason = {"如果您见过或通过话，可以勾选看到和听到的。只用于斟酌说话方式，不影响金额、时限和途径。", "If you have met or spoken with the customer, tick what you saw and heard. It only shapes the way of talking; money, clocks and routes stay as they are."}});
}

}  // namespace

Ticks read_ticks(const Context& context) {
  Ticks ticks;
  const auto form = context.record.at(kObservation);
  if (!form.value().is_object()) return ticks;
  const auto known = context.map.temperament_codes();
  for (const auto& member : form.value().get_object()) {
    const std::string name(member.key());
    if (std::find(kOther.begin(), kOther.end(), name) != kOther.end() || member.value().is_null()) continue;
    const auto prefix = name.substr(0, name.find('_'));
    const bool seen = std::find(kSeen.begin(), kSeen.end(), prefix) != kSeen.end(), way = std::find(known.begin(), known.end(), prefix) != known.end();
    if (!seen && !way) sdk::fail("error.range", "the form observation has no field '" + name + "'; it takes ticks of a person and no picture or recording", form.path(name));
    if (!form.flag_or(name, false)) continue;
    auto evidence = context.out.answer(form.path(name));
    if (seen) {
      ticks.seen.push_back(name);
      ticks.seen_evidence.push_back(std::move(evidence));
    } else {
      ticks.temperament.push_back({prefix, kTickPoints});
      ticks.temperament_evidence.push_back(std::move(evidence));
    }
  }
  return ticks;
}

TemperamentReading read_temperament(const Context& context, const Ticks& ticks) {
  TemperamentReading reading;
  const auto words = read_words(context, "lex/temperament", "code");
  auto cues = cues_of(words);
  std::vector<EvidenceId> more;
  read_story(context, cues, more);
  cues.insert(cues.end(), ticks.temperament.begin(), ticks.temperament.end());
  const auto all = add_up(context.map.temperament_codes(), cues);
  Object operands;
  for (const auto& score : all)
    if (score.points > 0) operands[score.code] = score.points;
  operands["temperament_min"] = context.settings.temperament_min;
  const auto top = highest(all);
  const bool shown = top && top->points >= context.settings.temperament_min;
  if (shown) {
    reading.code = top->code;
    reading.score = top->points;
    reading.evidence = evidence_of(words, top->code);
    if (top->code == "sociable") reading.evidence.insert(reading.evidence.end(), more.begin(), more.end());
    for (std::size_t i = 0; i < ticks.temperament.size(); ++i)
      if (ticks.temperament[i].code == top->code) reading.evidence.push_back(ticks.temperament_evidence[i]);
  }
  reading.evidence.push_back(context.out.computation("points of the ways of talking", std::move(operands), shown ? sdk::Value(reading.code) : sdk::Value(nullptr)));
  read_answer(context, reading);
  if (reading.code != "unknown") {
    name_it(context, reading);
    if (!reading.by_person)
      context.out.finding({.code = "temperament." + reading.code,
                           .confidence = 40,
                           .text = sdk::fill({"说话方式可能是{title}（{points}分），依据较弱，只用于斟酌措辞，可能有误。", "The way of talking may be {title} ({points}); weak evidence, for the wording only, and it may be wrong."},
                                             {{"title", context.map.temperament(reading.code)}, {"points", *reading.score}}),
                           .evidence = reading.evidence,
                           .rule = "lex/temperament"});
  }
  ask(context, reading);
  return reading;
}

}  // namespace amends::psychology
