#include "explanation.hpp"

#include "kit/lists.hpp"

namespace amends::portrait {
namespace {

using sdk::EvidenceId;
using sdk::Texts;

constexpr std::size_t kCitedMax = 6;

std::vector<EvidenceId> cited(const std::vector<EvidenceId>& evidence) { return kit::once(evidence, kCitedMax); }

void explain_types(const Context& context, const Types& types) {
  if (types.shown.empty()) return context.out.explain({"类型：没有类型得到支持。", "Types: no type is supported."}, {}, {types.basis});
  std::vector<Texts> list;
  std::vector<EvidenceId> evidence{types.basis};
  for (const auto& type : types.shown) {
    std::vector<Texts> cues;
    for (const auto& cue : type.cues) cues.push_back(sdk::fill({"{why}{points}", "{why} {points}"}, {{"why", cue.because}, {"points", cue.points}}));
    const Texts why = cues.empty() ? Texts{"由人确认", "confirmed by a person"} : kit::joined(cues);
    list.push_back(sdk::fill({"{title}{score}分（{why}）", "{title} {score} ({why})"}, {{"title", context.words.type(type.code)}, {"score", type.score}, {"why", why}}));
    evidence.push_back(type.evidence.front());
  }
  context.out.explain({"类型：{list}。", "Types: {list}."}, {{"list", kit::joined(list)}}, cited(evidence));
}

}  // namespace

void explain(const Context& context, const Blocks& blocks) {
  const auto& [basic, behaviour, psych, types] = blocks;
  const Texts band = basic.age_band ? context.words.age_band(*basic.age_band) : Texts{"未知", "not known"};
  std::vector<EvidenceId> basis = basic.age_evidence;
  basis.insert(basis.end(), basic.relation_evidence.begin(), basic.relation_evidence.end());
  context.out.explain({"基本情况：年龄段{band}。", "Basic data: age band {band}."}, {{"band", band}}, cited(basis));
  context.out.explain({"行为：十二个月内投诉{count}次，同一事项{same}次，用过{channels}个渠道，附材料{papers}份。", "Behaviour: {count} complaints in twelve months, {same} on the same matter, {channels} channels, {papers} papers."},
                      {{"count", behaviour.prior_12m}, {"same", behaviour.same_matter}, {"channels", static_cast<std::int64_t>(behaviour.channels.size())}, {"papers", behaviour.attachments}}, cited(behaviour.prior_evidence));
  const auto* need = context.minds.need(psych.top_need);
  const Texts strongest = need ? need->title : Texts{"没有读出", "none read"};
  const Texts way = psych.temperament == "unknown" ? Texts{"未知", "unknown"} : context.minds.temperament(psych.temperament);
  context.out.explain({"心理：主要需要{need}，说话方式{way}。", "Psychology: strongest need {need}, way of talking {way}."}, {{"need", strongest}, {"way", way}}, cited(psych.evidence));
  explain_types(context, types);
  context.out.explain({"以上都是推断，可能有误，只供内部调整沟通方式；经办人可以更正，应得的金额、时限和途径不因此改变。", "All of this is a hypothesis that may be wrong, for staff and the way of talking only; an officer can correct it, and what is owed, the clocks and the routes stay as they are."}, {},
                      {types.basis});
}

}  // namespace amends::portrait
