#include "taboo_check.hpp"

#include <algorithm>

#include "explanation.hpp"
#include "kit/checked.hpp"
#include "kit/taboo.hpp"
#include "sdk/sdk.hpp"

namespace amends::taboo_check {
namespace {

using sdk::Array;
using sdk::Object;
using sdk::Value;

constexpr std::string_view kDraft = "answers.draft.";

std::string at(std::string_view field) { return std::string(kDraft) + std::string(field); }

/// A solution that is cited stands behind a promise, unless the decided one does not know it.
bool has_solution(const sdk::Reader& record, sdk::Envelope& out) {
  const auto cited = record.text_or(at("solution_ref"), "");
  if (cited.empty()) return false;
  if (!record.has("analysis.solution.options")) return true;
  const auto options = record.list("analysis.solution.options");
  if (std::any_of(options.begin(), options.end(), [&](const sdk::Reader& option) { return option.text_or("id", "") == cited; })) return true;
  out.finding({.code = "taboo.unknown_solution",
               .severity = sdk::Severity::warn,
               .text = sdk::fill({"引用的方案{id}不在已定方案之中，不能作为承诺的依据；请核对。", "The cited solution {id} is none of the decided ones and carries no promise; check it."}, {{"id", std::string(cited)}}),
               .evidence = {out.answer(at("solution_ref")), out.field("analysis.solution.options")},
               .rule = "catalogue 3.13"});
  return false;
}

kit::Backing backing(const sdk::Reader& record, sdk::Envelope& out) {
  return {.solution_ref = has_solution(record, out), .task_ref = !record.text_or(at("task_ref"), "").empty(), .verify_done = !record.flag_or("analysis.verify.facts_open", true), .next_date = kit::is_filled(record.find(at("next_date")))};
}

void write(sdk::Envelope& out, const kit::TabooReading& reading) {
  Array hits;
  for (const auto& hit : reading.hits)
    hits.push_back(Object{{"category", hit.category}, {"row", hit.row}, {"span", Object{{"start", hit.start}, {"end", hit.end}}}, {"quote", hit.quote}, {"severity", hit.blocks ? "block" : "warn"},
                          {"points", hit.points}, {"why", sdk::to_value(hit.why)}, {"rewrite", hit.rewrite ? sdk::to_value(*hit.rewrite) : Value(nullptr)}, {"overridable", hit.blocks ? Value(!hit.never) : Value(nullptr)}});
  out.set("pass", reading.pass);
  out.set("score", reading.score);
  out.set("hits", std::move(hits));
  out.set("release", std::string(reading.release()));
}

}  // namespace

TabooCheck::TabooCheck(const sdk::Reader& config) : pass_score_(kit::in_range(config, "pass_score", kit::kTabooPassScore, 0, 100)) {}

void TabooCheck::handle(const sdk::Call& call, sdk::Envelope& out) {
  const auto& record = call.record();
  const auto draft = record.text_or(at("text"), "");
  if (sdk::is_blank(draft)) sdk::fail("error.missing_field", "there is no draft to check; write its text in answers.draft.text", at("text"));
  const auto behind = backing(record, out);
  const auto reading = kit::read_taboos(call, draft, behind, pass_score_);
  write(out, reading);
  say(out, {.reading = reading, .backing = behind, .pass_score = pass_score_, .draft = out.answer(at("text"))});
}

}  // namespace amends::taboo_check
