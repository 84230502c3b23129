#include "hypotheses.hpp"

#include "kit/lists.hpp"

namespace amends::psychology {
namespace {

using sdk::Array;
using sdk::EvidenceId;
using sdk::Object;
using sdk::Texts;
using sdk::Value;

constexpr std::string_view kCheck = "answers.psychology_correct";
constexpr std::string_view kNature = "analysis.classify.nature.primary";
const Texts kUnknown{"未知", "unknown"};

Object row(std::string_view kind, std::string_view code, Value score, const Texts& text, Value test, bool by_person, const std::vector<EvidenceId>& evidence) {
  return Object{{"kind", sdk::to_value(kind)}, {"code", sdk::to_value(code)}, {"score", std::move(score)}, {"text", sdk::to_value(text)}, {"test", std::move(test)}, {"by_person", by_person}, {"evidence", ids(evidence)}};
}

struct Slots {
  Texts trigger = kUnknown, value = kUnknown, behaviour = kUnknown, key = kUnknown;
  std::vector<EvidenceId> evidence;
};

Slots motive(const Context& context, const Parts& parts) {
  Slots slots;
  if (!parts.abc.events.empty() && !parts.abc.events.front().what.empty()) {
    slots.trigger = {parts.abc.events.front().what, parts.abc.events.front().what};
    slots.evidence.push_back(parts.abc.events.front().evidence);
  }
  if (parts.needs.top) {
    const auto& need = *context.map.need(parts.needs.top->code);
    slots.value = need.yearning;
    slots.key = need.first_move;
    slots.evidence.push_back(parts.needs.basis);
  }
  if (!parts.defences.defences.empty()) {
    slots.behaviour = context.map.defence(parts.defences.defences.front().code)->title;
    slots.evidence.push_back(parts.defences.basis);
  } else if (!parts.abc.acts.empty()) {
    std::vector<Texts> acts;
    for (const auto& act : parts.abc.acts) acts.push_back(context.map.act(act));
    slots.behaviour = kit::joined(acts);
    slots.evidence.insert(slots.evidence.end(), parts.abc.act_evidence.begin(), parts.abc.act_evidence.end());
  }
  if (slots.evidence.empty()) slots.evidence.push_back(parts.needs.basis);
  return slots;
}

Object motive_row(const Context& context, const Parts& parts) {
  const auto slots = motive(context, parts);
  const auto text = sdk::fill({"触发的事：{trigger}；觉得受到威胁的是：{value}；保护自己的方式：{behaviour}；能让戒备放下的：{key}", "What set it off: {trigger}; what is felt to be in danger: {value}; how it is protected: {behaviour}; what would let the guard down: {key}"},
                              {{"trigger", slots.trigger}, {"value", slots.value}, {"behaviour", slots.behaviour}, {"key", slots.key}});
  auto out = row("motive_picture", "motive_picture", nullptr, text, nullptr, false, kit::once(slots.evidence, kShownMax));
  out["slots"] = Object{{"trigger", sdk::to_value(slots.trigger)}, {"value", sdk::to_value(slots.value)}, {"behaviour", sdk::to_value(slots.behaviour)}, {"key", sdk::to_value(slots.key)}};
  return out;
}

}  // namespace

Array hypotheses(const Context& context, const Parts& parts) {
  Array out;
  for (const auto& code : parts.needs.leading) {
    const auto& need = *context.map.need(code);
    std::int64_t points = 0;
    for (const auto& score : parts.needs.needs)
      if (score.code == code) points = score.points;
    out.emplace_back(row("need", code, points, sdk::fill({"需要{title}。先做：{move}", "Needs {title}. First: {move}"}, {{"title", need.title}, {"move", need.first_move}}), sdk::to_value(need.question), parts.needs.by_person && points == kScoreMax, parts.needs.of(code)));
  }
  for (std::size_t i = 0; i < parts.defences.defences.size(); ++i) {
    const auto& score = parts.defences.defences[i];
    const auto& defence = *context.map.defence(score.code);
    out.emplace_back(row("defence", score.code, score.points, sdk::fill({"可能是{title}。建议：{hint}", "Possibly {title}. Hint: {hint}"}, {{"title", defence.title}, {"hint", defence.hint}}), nullptr, false, parts.defences.evidence[i]));
  }
  const auto& temperament = parts.temperament;
  if (temperament.code != "unknown")
    out.emplace_back(row("temperament", temperament.code, sdk::to_value(temperament.score),
                         sdk::fill({"说话方式可能是{title}（旧称{classic}）。", "The way of talking may be {title} (once called {classic})."}, {{"title", context.map.temperament(temperament.code)}, {"classic", temperament.classic_title}}), nullptr,
                         temperament.by_person, temperament.evidence));
  if (!parts.ticks.seen.empty()) {
    auto observed = row("observation", "observation", static_cast<std::int64_t>(parts.ticks.seen.size()), {"经办人当面或通话时勾选的观察，由人所见所闻。", "What an officer saw and heard and ticked."}, nullptr, true, parts.ticks.seen_evidence);
    Array seen;
    for (const auto& name : parts.ticks.seen) seen.emplace_back(name);
    observed["ticks"] = std::move(seen);
    out.emplace_back(std::move(observed));
  }
  if (const auto nature = context.record.text(kNature))
    if (const auto* usual = context.map.by_nature(*nature))
      if (const auto* need = context.map.need(usual->need))
        out.emplace_back(row("by_nature", need->code, nullptr, sdk::fill({"这类投诉背后常见的需要是{title}。先做：{move}", "Behind a matter of this kind there is often the need {title}. First: {move}"}, {{"title", need->title}, {"move", usual->first_move}}),
                             sdk::to_value(need->question), false, {context.out.field(kNature)}));
  out.emplace_back(motive_row(context, parts));
  return out;
}

bool ask_to_check(const Context& context, const Parts& parts) {
  const bool shown = !parts.defences.defences.empty() || parts.temperament.code != "unknown";
  if (!shown || context.record.has(kCheck)) return false;
  context.out.question({.id = "psychology_correct",
                        .form_name = "psychology_correct",
                        .fields = {"top_need", "temperament", "not_exaggeration", "not_projection", "not_reaction_formation", "not_outburst"},
                        .to_role = "handler",
                        .reason = {"以上读法可能有误。与您接触到的情况不同，请更正；更正会保留，下次以您的判断为准。", "These readings may be wrong. Where you have met something else, correct them; the correction is kept and stands from then on."}});
  return true;
}

}  // namespace amends::psychology
