#include "explanation.hpp"

#include <algorithm>

#include "kit/lists.hpp"

namespace amends::crisis {
namespace {

using sdk::EvidenceId;
using sdk::Texts;

constexpr std::size_t kCitedMax = 5;  // the findings cite all; a sentence with thirty marks is no help

void explain_level(const Context& context, const Reading& reading) {
  std::vector<Texts> why;
  std::vector<EvidenceId> cited{reading.sum};
  for (const auto& one : reading.whys) {
    why.push_back(one.because);
    cited.push_back(one.evidence);
  }
  if (reading.level() == Level::none && why.empty()) return context.out.explain({"目前不构成危机：没有达到任何一级的情形。", "There is no crisis: nothing reaches a level."}, {}, cited);
  const auto because = why.empty() ? Texts{"没有达到任何一级的情形", "nothing reaches a level"} : kit::joined(why);
  const auto by_people = reading.changed.verdict == Verdict::raised || reading.changed.verdict == Verdict::lowered ? Texts{"（由人调整）", " (changed by people)"} : Texts{};
  context.out.explain({"现在列为{level}{people}：{because}。", "This is {level}{people}: {because}."}, {{"level", level_title(reading.level())}, {"people", by_people}, {"because", because}}, kit::once(cited, kCitedMax));
}

void explain_timers(const Context& context, const Parts& parts) {
  Texts list;
  std::vector<EvidenceId> cited;
  for (const auto& timer : parts.timers.list) {
    if (timer.met || timer.when.zh.empty()) continue;
    list.zh += (list.zh.empty() ? "" : "；") + timer.when.zh + "前" + timer.title.zh + (timer.missed ? "（已超时）" : "");
    list.en += (list.en.empty() ? "" : "; ") + timer.title.en + " by " + timer.when.en + (timer.missed ? " (passed)" : "");
    cited.push_back(timer.evidence.front());
  }
  if (cited.empty()) return;
  context.out.explain({"时间安排：{list}。", "Timers: {list}."}, {{"list", list}}, kit::once(cited, kCitedMax));
}

void explain_team(const Context& context, const Parts& parts) {
  if (parts.team.rows.empty()) return;
  const auto evidence = parts.team.answered ? context.out.answer("answers.crisis_team") : parts.reading.sum;
  const auto faults = static_cast<std::int64_t>(parts.team.faults.size());
  const auto seats = static_cast<std::int64_t>(parts.team.rows.size());
  if (parts.team.confirmed()) return context.out.explain({"工作组{seats}个岗位已确认，都有替补。", "The team is confirmed: {seats} seats, each with a stand-in."}, {{"seats", seats}}, {evidence});
  if (parts.team.answered) return context.out.explain({"工作组名单有{faults}处冲突或空缺，请更正。", "The list of the team has {faults} conflicts or gaps; please correct it."}, {{"faults", faults}}, {evidence});
  context.out.explain({"工作组有{seats}个岗位，等待确认。", "The team has {seats} seats and waits to be confirmed."}, {{"seats", seats}}, {evidence});
}

void explain_statements(const Context& context, const Parts& parts) {
  if (!is_crisis(parts.reading.level())) return;
  if (parts.statements.personal) return context.out.explain({"涉及人身安全：先联系和陪伴当事人，不对外发声，不讨价还价。", "A person's safety comes first: contact and company; nothing is said in public and nothing is bargained over."}, {}, {parts.reading.sum});
  std::vector<Texts> titles;
  std::vector<EvidenceId> cited{parts.reading.sum};
  for (const auto& draft : parts.statements.drafts) {
    titles.push_back(draft.row->title);
    cited.insert(cited.end(), draft.evidence.begin(), draft.evidence.end());
  }
  const auto list = titles.empty() ? Texts{"没有", "none"} : kit::joined(titles);
  context.out.explain(parts.timers.prepared_only ? Texts{"已备好的声明草稿：{list}；本级只作准备，放行须发言人和法务两人同意。", "Drafts prepared: {list}; at this level they are prepared only, and spokesperson and legal both have to release one."}
                                                 : Texts{"可用的声明草稿：{list}；放行须发言人和法务两人同意。", "Drafts ready: {list}; spokesperson and legal both have to release one."},
                      {{"list", list}}, kit::once(cited, kCitedMax));
}

void explain_standdown(const Context& context, const Parts& parts) {
  if (parts.standdown.criteria.empty()) return;
  const auto met = std::count_if(parts.standdown.criteria.begin(), parts.standdown.criteria.end(), [](const Met& one) { return one.met.value_or(false); });
  context.out.explain(parts.standdown.allowed ? Texts{"解除条件{met}项全部满足，可以解除。", "All {met} criteria hold; the crisis may end."} : Texts{"解除条件{all}项中已满足{met}项，还不能解除。", "Criteria to stand down: {met} of {all} hold, so the crisis may not end yet."},
                      {{"all", static_cast<std::int64_t>(parts.standdown.criteria.size())}, {"met", static_cast<std::int64_t>(met)}}, {parts.standdown.sum});
}

}  // namespace

void explain(const Context& context, const Parts& parts) {
  explain_level(context, parts.reading);
  explain_team(context, parts);
  explain_timers(context, parts);
  explain_statements(context, parts);
  explain_standdown(context, parts);
}

}  // namespace amends::crisis
