#include "explanation.hpp"

#include "kit/lists.hpp"

namespace amends::risk {
namespace {

using sdk::EvidenceId;
using sdk::Texts;

constexpr std::size_t kCitedMax = 4;  // the findings cite all; a sentence with thirty marks is no help

Texts scored(const Reading& reading, AxisId id) {
  return sdk::fill({"{axis}{score}分", "{axis} {score}"}, {{"axis", axis_title(id)}, {"score", reading.of(id).axis.score()}});
}

void explain_level(sdk::Envelope& out, const Findings& found) {
  const auto title = level_title(found.level);
  if (found.top.empty()) return out.explain({"风险等级为{level}：六个方面都没有加重的事项。", "The risk is {level}: nothing adds to any of the six axes."}, {{"level", title}}, {found.picture});
  const auto& highest = found.reading.of(found.top.front());
  auto evidence = highest.evidence;
  evidence.insert(evidence.begin(), found.picture);
  out.explain({"风险等级为{level}，最高的是{axis}：{why}。", "The risk is {level}; highest is {axis}: {why}."}, {{"level", title}, {"axis", scored(found.reading, found.top.front())}, {"why", highest.why}}, kit::once(evidence, kCitedMax));
}

void explain_others(sdk::Envelope& out, const Findings& found) {
  if (found.top.size() < 2) return;
  std::vector<Texts> others;
  std::vector<EvidenceId> evidence;
  for (std::size_t i = 1; i < found.top.size(); ++i) {
    const auto& axis = found.reading.of(found.top[i]);
    others.push_back(sdk::fill({"{axis}：{why}", "{axis}, {why}"}, {{"axis", scored(found.reading, found.top[i])}, {"why", axis.why}}));
    evidence.push_back(axis.sum);
  }
  // The axes' reasons hold commas of their own.
  Texts list;
  for (const auto& other : others) {
    list.zh += (list.zh.empty() ? "" : "；") + other.zh;
    list.en += (list.en.empty() ? "" : "; ") + other.en;
  }
  out.explain({"另有{others}。", "Also: {others}."}, {{"others", list}}, evidence);
}

void explain_crisis(sdk::Envelope& out, const Findings& found) {
  if (found.crisis.empty()) return;
  std::vector<Texts> names;
  std::vector<EvidenceId> evidence;
  for (const auto id : found.crisis) {
    names.push_back(axis_title(id));
    evidence.push_back(found.reading.of(id).sum);
  }
  out.explain({"{axes}达到危机线，应按危机处置。", "The crisis line is reached on: {axes}; the crisis stage goes on from here."}, {{"axes", kit::joined(names)}}, evidence);
}

void explain_next(sdk::Envelope& out, const Findings& found) {
  Texts next;
  const auto add = [&](const Texts& one) {
    next.zh += (next.zh.empty() ? "" : "；") + one.zh;
    next.en += (next.en.empty() ? "" : "; ") + one.en;
  };
  for (const auto& action : found.next.actions)
    if (action.task) add(action.text);
  if (found.asked.sums) add({"主管补充金额", "Supervisor fills in the sums"});
  if (found.asked.reach) add({"舆情监测查询传播量", "Monitoring finds out the reach"});
  if (next.zh.empty()) return;
  out.explain({"下一步：{next}。", "Next steps: {next}."}, {{"next", next}}, {found.picture});
}

}  // namespace

void explain(sdk::Envelope& out, const Findings& found) {
  explain_level(out, found);
  explain_others(out, found);
  explain_crisis(out, found);
  explain_next(out, found);
  out.explain({"以上是供工作人员参考的推断，可能有误，可以更正；它不改变应付的金额、时限和办理途径。", "This is an estimate for staff; it may be wrong and can be corrected. It changes nothing in what is owed, in any time limit or in the route."}, {}, {found.picture});
}

}  // namespace amends::risk
