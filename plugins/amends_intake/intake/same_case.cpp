#include "same_case.hpp"

#include <string>

#include "kit/lists.hpp"

namespace amends::intake {
namespace {

using sdk::Object;
using sdk::Reader;
using sdk::Texts;

constexpr std::size_t kDedupeMax = 1'000;  // earlier cases that are scored; the core sends the nearest
constexpr std::string_view kDedupe = "tables/dedupe";

struct Scored {
  Match match;
  Object parts;                ///< points by part
  std::vector<Texts> because;  ///< what each part rests on, with its points
};

Scored scored(const sdk::Call& call, const Reader& row, std::size_t source) {
  Scored out{.match = {.case_id = std::string(row.need_text("case_id")), .open = row.flag_or("open", false), .closed_days = row.integer_or("closed_days", 0), .score = 0, .source = source}, .parts = {}, .because = {}};
  const auto score = [&](std::string_view table, Object inputs) {
    const auto answer = call.evaluate(std::string(kDedupe) + "#" + std::string(table), std::move(inputs));
    const Reader then(answer.output);
    const auto points = then.integer_or("points", 0);
    out.match.score += points;
    if (points <= 0) return;
    const auto part = std::string(then.text_or("part", table));
    out.parts[part] = points;
    const auto why = answer.matched.empty() ? std::nullopt : Reader(answer.matched.front()).texts("because");
    out.because.push_back(sdk::fill({"{why}{points}分", "{why} {points}"}, {{"why", why.value_or(Texts{part, part})}, {"points", points}}));
  };
  score("same_person", Object{{"same_id", row.flag_or("same_id", false)}, {"same_phone", row.flag_or("same_phone", false)}, {"same_name_birth", row.flag_or("same_name_birth", false)}});
  score("same_contract", Object{{"same_contract", row.flag_or("same_contract", false)}});
  score("same_nature", Object{{"same_nature", row.flag_or("same_nature", false)}});
  score("text_similarity", Object{{"similarity", row.integer_or("similarity", 0)}});
  return out;
}

Texts decision_name(std::string_view decision) {
  if (decision == "attach") return {"并入在办原案", "attached to the open case"};
  if (decision == "repeat") return {"新立关联案件", "a new case linked as a repeat"};
  if (decision == "related") return {"可能相关，请人确认", "may be related, a person confirms"};
  return {"新案", "a new case"};
}

}  // namespace

SameCase find_same(const Context& context) {
  const auto& record = context.record;
  std::vector<Match> candidates;
  std::vector<Object> parts;                // of each candidate
  std::vector<std::vector<Texts>> because;  // the same
  for (const auto& row : record.list("store_facts.dedupe")) {
    if (candidates.size() >= kDedupeMax) break;
    context.call.check_time();
    auto one = scored(context.call, row, candidates.size());
    parts.push_back(std::move(one.parts));
    because.push_back(std::move(one.because));
    candidates.push_back(std::move(one.match));
  }
  const auto found = dedupe(std::move(candidates), {context.config.dedupe_window_days, context.config.dedupe_same, context.config.dedupe_related});
  SameCase out{.decision = found.decision, .matches = {}, .text = {}, .evidence = {}};
  for (const auto& match : found.matches) out.matches.push_back(Object{{"case_id", match.case_id}, {"score", match.score}, {"parts", parts[match.source]}});
  if (found.matches.empty()) return out;

  const auto& best = found.matches.front();
  const bool answered = record.text_or("answers.same_matter.other_case", "") == best.case_id && record.has("answers.same_matter.same");
  if (answered) out.decision = !record.flag_or("answers.same_matter.same", false) ? "new" : best.open ? "attach" : "repeat";
  out.evidence = {context.out.case_link(best.case_id, "best match"), context.out.computation("same complaint: points of tables/dedupe, at most 100", parts[best.source], best.score)};
  if (answered) out.evidence.push_back(context.out.answer("answers.same_matter.same"));
  out.text = sdk::fill({"与案件{case}比对得{score}分（{parts}），结论：{decision}。", "Compared with case {case} the score is {score} ({parts}): {decision}."},
                       {{"case", best.case_id}, {"score", best.score}, {"parts", kit::joined(because[best.source])}, {"decision", decision_name(out.decision)}});
  context.out.finding({.code = "dedupe." + out.decision, .text = out.text, .evidence = out.evidence, .rule = std::string(kDedupe)});
  if (out.decision == "related" && !answered)
    context.out.question({.id = "same_matter",
                          .form_name = "same_matter",
                          .fields = {"other_case", "same"},
                          .to_role = "handler",
                          .reason = sdk::fill({"与案件{case}比对得{score}分（{parts}）。是同一事项吗？", "Compared with case {case} the score is {score} ({parts}). Is it the same matter?"}, {{"case", best.case_id}, {"score", best.score}, {"parts", kit::joined(because[best.source])}})});
  return out;
}

}  // namespace amends::intake
