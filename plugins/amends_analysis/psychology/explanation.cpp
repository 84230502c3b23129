#include "explanation.hpp"

#include "kit/lists.hpp"

namespace amends::psychology {
namespace {

using sdk::EvidenceId;
using sdk::Texts;

constexpr std::size_t kCitedMax = 6;

void explain_needs(const Context& context, const NeedReading& needs) {
  if (!needs.top) return context.out.explain({"需要：词语没有指向某一种需要。", "Needs: the words point to none."}, {}, {needs.basis});
  std::vector<Texts> list;
  std::vector<EvidenceId> cited{needs.basis};
  for (const auto& score : needs.needs) {
    list.push_back(sdk::fill({"{title}{points}分", "{title} {points}"}, {{"title", context.map.need(score.code)->title}, {"points", score.points}}));
    cited.push_back(needs.of(score.code).front());
  }
  context.out.explain({"需要：{list}；先做：{move}", "Needs: {list}; first: {move}"}, {{"list", kit::joined(list)}, {"move", context.map.need(needs.top->code)->first_move}}, kit::once(cited, kCitedMax));
}

void explain_feelings(const Context& context, const Parts& parts, const Feelings& feelings) {
  const auto& layer = parts.iceberg.front();
  if (feelings.categories.empty()) return context.out.explain({"感受与看法：没有读出带感受的词。", "Feelings and views: no words of feeling were read."}, {}, layer.evidence);
  const auto& views = parts.iceberg[1];
  const Texts view = views.observed ? sdk::fill({"；看法：{title}（「{quote}」）", "; view: {title} (\"{quote}\")"}, {{"title", views.reading}, {"quote", views.quote}}) : Texts{"；没有读出固定的看法", "; no fixed view was read"};
  std::vector<EvidenceId> cited = layer.evidence;
  if (views.observed) cited.push_back(views.evidence.front());
  context.out.explain({"感受：{feeling}（「{quote}」）{view}。", "Feelings: {feeling} (\"{quote}\"){view}."}, {{"feeling", layer.reading}, {"quote", layer.quote}, {"view", view}}, kit::once(cited, kCitedMax));
}

void explain_demand(const Context& context, const DemandReading& demand) {
  const Texts conflict = demand.conflict ? Texts{"，话与诉求不一致", ", words and demand differ"} : Texts{};
  context.out.explain({"诉求：明说的{spoken}项，没有说出口的{latent}项{conflict}。", "Demands: {spoken} spoken, {latent} unspoken{conflict}."},
                      {{"spoken", static_cast<std::int64_t>(demand.spoken.size())}, {"latent", static_cast<std::int64_t>(demand.latent.size())}, {"conflict", conflict}}, {demand.basis});
}

void explain_ways(const Context& context, const Parts& parts) {
  std::vector<Texts> defences;
  std::vector<EvidenceId> cited{parts.defences.basis};
  for (const auto& score : parts.defences.defences) defences.push_back(sdk::fill({"{title}{points}分", "{title} {points}"}, {{"title", context.map.defence(score.code)->title}, {"points", score.points}}));
  const Texts defence = defences.empty() ? Texts{"没有达到可以提示的程度", "nothing strong enough to show"} : kit::joined(defences);
  const Texts way = parts.temperament.code == "unknown" ? Texts{"未知", "unknown"} : context.map.temperament(parts.temperament.code);
  cited.push_back(parts.temperament.evidence.back());
  context.out.explain({"防御：{defence}；说话方式：{way}。", "Defences: {defence}; way of talking: {way}."}, {{"defence", defence}, {"way", way}}, kit::once(cited, kCitedMax));
}

}  // namespace

void explain(const Context& context, const Parts& parts, const Feelings& feelings) {
  explain_needs(context, parts.needs);
  explain_feelings(context, parts, feelings);
  explain_demand(context, parts.demand);
  explain_ways(context, parts);
  context.out.explain({"以上都是推断，可能有误，只供内部斟酌说话方式；经办人可以更正，金额、时限和途径不因此改变。", "All of this is a hypothesis that may be wrong, for staff and the way of talking only; an officer can correct it, and no sum, clock or route changes by it."}, {},
                      {parts.needs.basis});
}

}  // namespace amends::psychology
