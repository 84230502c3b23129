#include "explanation.hpp"

#include <algorithm>

#include "kit/lists.hpp"

namespace amends::taboo_check {
namespace {

using sdk::EvidenceId;
using sdk::Object;
using sdk::Severity;
using sdk::Texts;

constexpr std::size_t kFindingsMax = 50;  ///< places that become a finding; the result lists all

Texts title(const kit::TabooHit& hit) { return kit::taboo_category(hit.category)->title; }

/// Where a row was found: the draft is an answer of a form and no document of the case.
EvidenceId place(sdk::Envelope& out, const kit::TabooHit& hit) {
  return out.computation("place in the draft", Object{{"path", "answers.draft.text"}, {"row", hit.row}, {"start", hit.start}, {"end", hit.end}}, sdk::Value(hit.quote));
}

EvidenceId add_up(sdk::Envelope& out, const Told& told) {
  Object points;
  for (const auto& hit : told.reading.hits) points[hit.row] = hit.points;
  const auto& [solution, task, verified, next] = told.backing;
  return out.computation("100 minus the points of each distinct row, at least 0",
                         Object{{"points", std::move(points)}, {"pass_score", told.pass_score}, {"backing", Object{{"solution_ref", solution}, {"task_ref", task}, {"verify_done", verified}, {"next_date", next}}}},
                         sdk::Value(told.reading.score));
}

/// Titles of the categories, each once, in the order of the places.
Texts titles(const std::vector<kit::TabooHit>& hits, bool blocks) {
  std::vector<Texts> list;
  for (const auto& hit : hits)
    if (hit.blocks == blocks && std::find(list.begin(), list.end(), title(hit)) == list.end()) list.push_back(title(hit));
  return kit::joined(list);
}

}  // namespace

void say(sdk::Envelope& out, const Told& told) {
  const auto& reading = told.reading;
  std::vector<EvidenceId> stopping, warning, backed;
  for (std::size_t i = 0; i < reading.hits.size() && i < kFindingsMax; ++i) {
    const auto& hit = reading.hits[i];
    const auto where = place(out, hit);
    (hit.blocks ? stopping : warning).push_back(where);
    out.finding({.code = "taboo." + hit.category,
                 .severity = hit.blocks ? Severity::block : Severity::warn,
                 .text = hit.rewrite ? sdk::fill({"{title}「{quote}」：{why}可以改为：{rewrite}。", "{title} \"{quote}\": {why} Write for example: {rewrite}."}, {{"title", title(hit)}, {"quote", hit.quote}, {"why", hit.why}, {"rewrite", *hit.rewrite}})
                                     : sdk::fill({"{title}「{quote}」：{why}", "{title} \"{quote}\": {why}"}, {{"title", title(hit)}, {"quote", hit.quote}, {"why", hit.why}}),
                 .evidence = {where, told.draft},
                 .rule = std::string(kit::kTabooLexicon) + "#" + hit.row});
  }
  for (std::size_t i = 0; i < reading.backed.size() && i < kFindingsMax; ++i) backed.push_back(place(out, reading.backed[i]));
  const auto sum = add_up(out, told);
  out.explain(reading.pass ? Texts{"草稿得分{score}分，通过线为{least}分，没有须拦下的用语。", "The draft scores {score} with {least} needed, and nothing in it blocks it."}
              : reading.blocked ? Texts{"草稿得分{score}分，通过线为{least}分，有须拦下的用语，不能发出。", "The draft scores {score} with {least} needed, and some of its words block it."}
                                : Texts{"草稿得分{score}分，低于通过线{least}分，请改写。", "The draft scores {score}, below the {least} needed; word it anew."},
              {{"score", reading.score}, {"least", told.pass_score}}, {sum, told.draft});
  if (!stopping.empty()) out.explain({"须拦下的：{list}。", "Blocked: {list}."}, {{"list", titles(reading.hits, true)}}, kit::once(stopping, 10));
  if (!warning.empty()) out.explain({"建议改写的：{list}。", "Better worded otherwise: {list}."}, {{"list", titles(reading.hits, false)}}, kit::once(warning, 10));
  if (!backed.empty()) out.explain({"有方案、任务或核查结果作依据的用语不计。", "Words that a solution, a task, a date or established facts stand behind are not counted."}, {}, kit::once(backed, 10));
  if (const auto who = reading.release(); who == "supervisor") out.explain({"只有主管写明理由才能放行。", "Only a supervisor may release it, with a reason."}, {}, {sum});
  else if (who == "never") out.explain({"其中有任何人都不能放行的用语。", "It holds words that nobody may release."}, {}, {sum});
}

}  // namespace amends::taboo_check
