#include "explanation.hpp"

#include <algorithm>

#include "kit/lists.hpp"

namespace amends::verify {
namespace {

using sdk::EvidenceId;
using sdk::Texts;

constexpr std::size_t kCitedMax = 6;  // the findings cite all; a sentence with thirty marks is no help

Texts merit_name(Merit merit) {
  switch (merit) {
    case Merit::full: return {"全部成立", "has full merit"};
    case Merit::partial: return {"部分成立", "has merit in part"};
    case Merit::none: return {"不成立", "has no merit"};
    case Merit::undetermined: return {"尚不能认定", "cannot be determined"};
  }
  return {};
}

std::vector<EvidenceId> claims(const Matrix& matrix) {
  std::vector<EvidenceId> out;
  for (const auto& row : matrix.rows) out.push_back(row.evidence.front());
  return kit::once(out, kCitedMax);
}

void explain_points(const Context& context, const Found& found) {
  const auto count = [&](State state) { return std::count_if(found.matrix.rows.begin(), found.matrix.rows.end(), [&](const Row& row) { return row.decided && row.decided->state == state; }); };
  const auto unstated = std::count_if(found.matrix.rows.begin(), found.matrix.rows.end(), [](const Row& row) { return !row.decided; });
  if (found.matrix.rows.empty()) return context.out.explain({"没有可以核实的事项。", "There is nothing to verify."}, {}, {found.strength_sum});
  context.out.explain({"核实事项{all}项：属实{confirmed}项，不属实{refuted}项，无法认定{open}项，未认定{unstated}项。", "Points to verify: {all}; confirmed {confirmed}, refuted {refuted}, undetermined {open}, not stated yet {unstated}."},
                      {{"all", static_cast<std::int64_t>(found.matrix.rows.size())}, {"confirmed", count(State::confirmed)}, {"refuted", count(State::refuted)}, {"open", count(State::undetermined)}, {"unstated", static_cast<std::int64_t>(unstated)}}, claims(found.matrix));
}

void explain_merit(const Context& context, const Found& found) {
  if (!found.merits.of_case) return context.out.explain({"诉求是否成立要等逐项认定之后才能判断。", "Whether the demand has merit is judged once each point has been stated."}, {}, claims(found.matrix));
  std::vector<Texts> each;
  std::vector<EvidenceId> cited{found.merits.sum};
  for (const auto& demand : found.merits.demands) {
    each.push_back(sdk::fill({"{id}{merit}", "{id} {merit}"}, {{"id", demand.id}, {"merit", merit_name(demand.merit)}}));
    cited.push_back(demand.sum);
  }
  const auto list = each.empty() ? Texts{} : sdk::fill({"（{list}）", " ({list})"}, {{"list", kit::joined(each)}});
  context.out.explain({"总体上{merit}{list}。", "On the whole the case {merit}{list}."}, {{"merit", merit_name(*found.merits.of_case)}, {"list", list}}, kit::once(cited, kCitedMax));
}

void explain_sum(const Context& context, const Found& found) {
  const auto& entitlement = found.entitlement;
  if (entitlement.evidence.empty()) return;
  if (!entitlement.amount) return context.out.explain({"应付金额未知。", "The sum owed is not known."}, {}, kit::once(entitlement.evidence, kCitedMax));
  const Texts by = entitlement.by == "computed" ? Texts{"按规则计算", "worked out by rule"} : entitlement.by == "owner" ? Texts{"由认定人计算", "worked out by the owner"} : Texts{"由主管计算", "worked out by the supervisor"};
  const Texts second = entitlement.second == Second::given      ? Texts{"，已由第二人复核", ", checked by a second person"}
                       : entitlement.second == Second::needed   ? Texts{"，等待第二人复核", ", waiting for a second person"}
                       : entitlement.second == Second::returned ? Texts{"，已被复核人退回", ", returned by the second person"}
                                                                : Texts{};
  context.out.explain({"应付金额为{sum}（{by}{second}）；应付的部分全额、无条件给付。", "The sum owed is {sum} ({by}{second}); it is paid in full and without conditions."},
                      {{"sum", sum_text(context.call, *entitlement.amount)}, {"by", by}, {"second", second}}, kit::once(entitlement.evidence, kCitedMax));
}

void explain_evidence(const Context& context, const Found& found) {
  const Texts strength = found.strength == "strong" ? Texts{"较强", "strong"} : found.strength == "some" ? Texts{"一般", "some"} : Texts{"没有", "none"};
  context.out.explain({"客户提交的证据：{strength}；还缺{missing}项要点的证据。", "Evidence from the customer: {strength}; key points without evidence: {missing}."}, {{"strength", strength}, {"missing", static_cast<std::int64_t>(found.missing.size())}}, {found.strength_sum});
}

void explain_next(const Context& context, const Found& found) {
  Texts next;
  const auto add = [&](const Texts& one) {
    next.zh += (next.zh.empty() ? "" : "；") + one.zh;
    next.en += (next.en.empty() ? "" : "; ") + one.en;
  };
  if (found.asked.states) add({"请逐项认定事实", "each point is to be stated"});
  if (found.asked.second) add({"请第二人复核应付金额", "a second person looks at the sum owed"});
  if (found.asked.sum) add({"请主管计算应付总额", "the supervisor works out the whole sum owed"});
  if (next.zh.empty()) return;
  context.out.explain({"下一步：{next}。", "Next: {next}."}, {{"next", next}}, {found.strength_sum});
}

}  // namespace

void explain(const Context& context, const Found& found) {
  explain_points(context, found);
  if (!found.matrix.rows.empty()) explain_merit(context, found);
  explain_sum(context, found);
  explain_evidence(context, found);
  explain_next(context, found);
}

}  // namespace amends::verify
