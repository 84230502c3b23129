#include "explanation.hpp"

#include <algorithm>

#include "kit/lists.hpp"

namespace amends::classify {
namespace {

using sdk::Envelope;
using sdk::EvidenceId;
using sdk::Texts;

constexpr std::size_t kPartsExplained = 3;
constexpr std::size_t kSpansExplained = 3;  // the findings cite all of them; a sentence with thirty marks is no help

/// The parts' names for people, in the order of the catalogue.
Texts part_name(std::string_view part) {
  if (part == "amount") return {"金额", "amount"};
  if (part == "emotion") return {"情绪", "feelings"};
  if (part == "vulnerability") return {"特别照顾", "need for support"};
  if (part == "escalation") return {"升级迹象", "signs of escalation"};
  if (part == "group") return {"人数", "number of people"};
  if (part == "repeat") return {"重复投诉", "repeated complaint"};
  return {"疑似违规", "suspected breach"};
}

void explain_nature(Envelope& out, const NatureReading& reading) {
  const auto& nature = reading.stands;
  const auto title = reading.title(nature.primary);
  if (nature.by_person) return out.explain({"经人确认，性质为{title}。", "A person confirmed the nature: {title}."}, {{"title", title}}, {reading.answer});
  std::vector<Texts> more;
  for (const auto& code : nature.secondary) more.push_back(reading.title(code));
  const auto also = more.empty() ? Texts{} : sdk::fill({"，还涉及{list}", ", together with: {list}"}, {{"list", kit::joined(more)}});
  if (nature.primary == kOther)
    return out.explain({"原文没有足够的词语指向某一性质，暂记为其他{also}。", "The words do not point to any one nature, so it is put down as other for now{also}."}, {{"also", also}}, {reading.sum});
  // The strongest words first: they are what an officer looks for in the text.
  auto strongest = reading.spans;
  std::erase_if(strongest, [&](const Cited& span) { return span.code != nature.primary; });
  std::stable_sort(strongest.begin(), strongest.end(), [](const Cited& left, const Cited& right) { return left.weight > right.weight; });
  std::vector<EvidenceId> evidence;
  for (std::size_t i = 0; i < strongest.size() && i < kSpansExplained; ++i) evidence.push_back(strongest[i].id);
  evidence.push_back(reading.sum);
  out.explain({"原文指向{title}（{points}分，把握{confidence}%）{also}。", "The words point to: {title} ({points} points, confidence {confidence} %){also}."},
              {{"title", title}, {"points", nature.points(nature.primary)}, {"confidence", *nature.confidence}, {"also", also}}, evidence);
}

void explain_severity(Envelope& out, const SeverityReading& severity) {
  std::vector<Texts> largest_parts;
  std::vector<EvidenceId> evidence{severity.sum};
  for (const auto& part : largest(severity.parts, kPartsExplained)) {
    const auto why = std::find_if(severity.why.begin(), severity.why.end(), [&](const PartWhy& one) { return one.name == part.name; });
    largest_parts.push_back(sdk::fill({"{name}{points}分（{why}）", "{name} {points} ({why})"},
                                      {{"name", part_name(part.name)}, {"points", part.points}, {"why", why == severity.why.end() ? Texts{"-", "-"} : why->because}}));
    if (why != severity.why.end()) evidence.insert(evidence.end(), why->evidence.begin(), why->evidence.end());
  }
  const auto level = level_name(severity.level);
  if (largest_parts.empty()) return out.explain({"严重程度{level}：没有加分的事项。", "Severity {level}: nothing adds points."}, {{"level", level}}, kit::once(evidence));
  out.explain({"严重程度{level}，共{score}分，主要来自{parts}。", "Severity {level} with {score} points, mostly from {parts}."},
              {{"level", level}, {"score", severity.score}, {"parts", kit::joined(largest_parts)}}, kit::once(evidence));
}

void explain_handling(Envelope& out, const Handling& handling, bool asked) {
  const bool complex = handling.complexity == "complex";
  const Texts next = handling.quick ? Texts{"，可以快速办理", ", and the quick path is open"}
                     : asked        ? Texts{"；性质请经办人确认", "; an officer is asked to confirm the nature"}
                                    : Texts{};
  const Texts how = handling.by_person ? Texts{"（由人设定）", " (set by a person)"}
                    : complex          ? sdk::fill({"（{why}）", " ({why})"}, {{"why", handling.why}})
                                       : Texts{};
  out.explain({"按{kind}案件办理{how}{next}。", "It is handled as a {kind} case{how}{next}."},
              {{"kind", complex ? Texts{"复杂", "complex"} : Texts{"简单", "simple"}}, {"how", how}, {"next", next}}, {handling.complexity_evidence, handling.quick_sum});
}

}  // namespace

void explain(Envelope& out, const Findings& found) {
  const auto& [nature, breach, severity, handling, asked] = found;
  explain_nature(out, nature);
  explain_severity(out, severity);
  if (!severity.floors.empty())
    out.explain({"等级不得低于{level}，因为{why}。", "The level may not be below {level}, because of: {why}."}, {{"level", level_name(raised(1, severity.floors))}, {"why", kit::joined(severity.floors_why)}}, kit::once(severity.floors_evidence));
  if (breach.degree != "none")
    out.explain(breach.degree == "likely" ? Texts{"很可能存在违规（{why}）。", "A breach of rules is likely ({why})."} : Texts{"可能存在违规（{why}），需要核实。", "A breach of rules is possible ({why}) and has to be checked."},
                {{"why", breach.why}}, kit::once(breach.evidence));
  explain_handling(out, handling, asked);
}

}  // namespace amends::classify
