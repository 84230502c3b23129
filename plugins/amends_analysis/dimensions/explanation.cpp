#include "explanation.hpp"

#include "kit/lists.hpp"

namespace amends::dimensions {
namespace {

using sdk::EvidenceId;
using sdk::Texts;

constexpr std::size_t kCitedMax = 6;   // the findings cite all of it; a sentence with thirty marks is no help
constexpr std::size_t kNamedMax = 5;   // people and events that a sentence names

std::vector<EvidenceId> cited(const EvidenceId& first, const std::vector<EvidenceId>& more) {
  std::vector<EvidenceId> out{first};
  out.insert(out.end(), more.begin(), more.end());
  return kit::once(out, kCitedMax);
}

void explain_time(const Context& context, const TimeReading& time) {
  const auto& settings = context.settings;
  const Texts like = !time.lift ? Texts{"同类案件的数量未知", "the number of like cases is not known"}
                     : time.common ? sdk::fill({"近{days}天的同类案件是此前日均的{lift}%，可能是共性问题", "like cases in {days} days stand at {lift} % of the daily rate before, which may be a common problem"}, {{"days", settings.window_days}, {"lift", *time.lift}})
                                   : sdk::fill({"近{days}天的同类案件是此前日均的{lift}%，看不出集中出现", "like cases in {days} days stand at {lift} % of the daily rate before, which shows no common problem"}, {{"days", settings.window_days}, {"lift", *time.lift}});
  const Texts late = time.late_answers > 0 ? sdk::fill({"，{count}次答复迟于{days}天", ", {count} answers came later than {days} days"}, {{"count", time.late_answers}, {"days", settings.gap_days}}) : Texts{};
  const Texts season = time.seasons.empty() ? Texts{} : sdk::fill({"，时节为{names}", ", season: {names}"}, {{"names", kit::joined(time.seasons)}});
  context.out.explain({"时间：时间线有{entries}项，其中{undated}项没有日期{late}{season}；{like}。", "Time: the timeline has {entries} entries, {undated} without a date{late}{season}; {like}."},
                      {{"entries", time.entries}, {"undated", time.undated}, {"late", late}, {"season", season}, {"like", like}}, cited(time.basis, time.cited));
}

void explain_space(const Context& context, const SpaceReading& space) {
  if (!space.rate) return context.out.explain({"空间：本网点与全机构的同类案件数或客户数未知，无法判断是否集中在一处。", "Space: the like cases or customers of the unit and the institution are not known, so whether it is regional was not judged."}, {}, {space.basis});
  context.out.explain(space.regional ? Texts{"空间：按客户数折算，本网点的同类案件是全机构的{rate}%，集中在一处。", "Space: per customer the unit has {rate} % of the institution's like cases, so they come together there."}
                                     : Texts{"空间：按客户数折算，本网点的同类案件是全机构的{rate}%，看不出集中在一处。", "Space: per customer the unit has {rate} % of the institution's like cases, which shows nothing regional."},
                      {{"rate", *space.rate}}, {space.basis});
}

void explain_participants(const Context& context, const ParticipantsReading& participants) {
  std::vector<Texts> people;
  for (const auto& one : participants.people) {
    if (people.size() == kNamedMax) break;
    people.push_back(sdk::fill({"{role}（影响{influence}）", "{role} (influence {influence})"}, {{"role", context.names.role(one.role)}, {"influence", one.influence}}));
  }
  auto key_people = participants.key_people;
  if (key_people.size() > kNamedMax) key_people.resize(kNamedMax);
  const Texts who = people.empty() ? Texts{"没有记录当事人", "no party is recorded"} : kit::joined(people);
  const Texts key = key_people.empty() ? Texts{} : sdk::fill({"；关键人物：{list}", "; key people: {list}"}, {{"list", kit::joined(key_people)}});
  context.out.explain({"参与人：{who}{key}。", "Participants: {who}{key}."}, {{"who", who}, {"key", key}}, kit::once(participants.cited, kCitedMax));
}

void explain_event(const Context& context, const EventReading& event) {
  std::vector<Texts> chain;
  for (const auto& id : event.chain) {
    if (chain.size() == kNamedMax) break;
    chain.push_back({id, id});
  }
  const Texts links = chain.empty() ? Texts{"词语看不出因果", "the words show no chain"} : sdk::fill({"从起因到结果为{list}", "from cause to consequence: {list}"}, {{"list", kit::joined(chain)}});
  const Texts topics = event.topics.empty() ? Texts{} : sdk::fill({"（{list}）", " ({list})"}, {{"list", kit::joined(event.topics)}});
  const Texts wrong = event.contradictions > 0 ? sdk::fill({"，日期矛盾{count}处", ", contradicting dates {count}"}, {{"count", event.contradictions}}) : Texts{};
  const Texts left = event.deviations > 0 ? sdk::fill({"，偏离流程{count}处", ", departures from the process {count}"}, {{"count", event.deviations}}) : Texts{};
  const Texts asked = event.asked ? Texts{"；有争议的事实请经办人补充", "; an officer is asked for details of a disputed fact"} : Texts{};
  context.out.explain({"事件：{links}；各方一致{agreed}项，有争议{disputed}项{topics}，仅一方陈述{asserted}项{wrong}{left}{asked}。", "Event: {links}; agreed {agreed}, disputed {disputed}{topics}, asserted only {asserted}{wrong}{left}{asked}."},
                      {{"links", links}, {"agreed", event.agreed}, {"disputed", event.disputed}, {"topics", topics}, {"asserted", event.asserted}, {"wrong", wrong}, {"left", left}, {"asked", asked}},
                      kit::once(event.cited, kCitedMax));
}

Texts band_name(std::string_view band) {
  if (band == "calm") return {"平静", "calm"};
  if (band == "upset") return {"不快", "upset"};
  if (band == "agitated") return {"激动", "agitated"};
  return {"极端", "extreme"};
}

void explain_emotion(const Context& context, const EmotionReading& emotion) {
  const auto evidence = kit::once(emotion.cited, kCitedMax);
  if (!emotion.intensity) return context.out.explain({"情绪：强度没有读出。", "Emotion: no intensity has been read."}, {}, evidence);
  const Texts band = emotion.band ? sdk::fill({"（{band}）", " ({band})"}, {{"band", band_name(*emotion.band)}}) : Texts{};
  const Texts mostly = emotion.dominant ? sdk::fill({"，以{name}为主", ", mostly {name}"}, {{"name", context.names.feeling(*emotion.dominant)}}) : Texts{};
  const Texts moves = !emotion.trend               ? Texts{}
                      : *emotion.trend == "rising"  ? Texts{"，正在上升", ", rising"}
                      : *emotion.trend == "falling" ? Texts{"，正在下降", ", falling"}
                                                    : Texts{"，保持平稳", ", stable"};
  const Texts wish = emotion.expectation.empty() ? Texts{"；没有明说期望", "; what is expected is not said outright"} : sdk::fill({"；明说的诉求{count}项", "; demands said outright: {count}"}, {{"count", static_cast<std::int64_t>(emotion.expectation.size())}});
  context.out.explain({"情绪：强度{intensity}{band}{mostly}{moves}{wish}。", "Emotion: intensity {intensity}{band}{mostly}{moves}{wish}."},
                      {{"intensity", *emotion.intensity}, {"band", band}, {"mostly", mostly}, {"moves", moves}, {"wish", wish}}, evidence);
}

}  // namespace

void explain(const Context& context, const Found& found) {
  explain_time(context, found.time);
  explain_space(context, found.space);
  explain_participants(context, found.participants);
  explain_event(context, found.event);
  explain_emotion(context, found.emotion);
}

}  // namespace amends::dimensions
