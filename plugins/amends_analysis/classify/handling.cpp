#include "handling.hpp"

#include <array>
#include <optional>

#include "kit/checked.hpp"

namespace amends::classify {
namespace {

using sdk::Object;
using sdk::Texts;
using sdk::Value;

constexpr std::string_view kTable = "complexity";
constexpr std::string_view kAnswer = "answers.nature_confirm.complexity";
constexpr std::array<std::string_view, 2> kKinds = {"simple", "complex"};

/// What an officer set stands, with the table's own answer beside it.
void read_answer(const Context& context, Handling& handling) {
  const auto answer = std::string(kit::one_of(context.record, kAnswer, kKinds, "simple"));
  const auto evidence = context.out.answer(kAnswer);
  handling.by_person = true;
  context.out.finding({.code = "complexity.by_person",
                       .severity = answer == "complex" ? sdk::Severity::warn : sdk::Severity::info,
                       .text = answer == "complex" ? Texts{"复杂程度由人设为复杂；理由须告知投诉人。", "A person set the case to complex; the complainant must be told the reason."}
                                                   : Texts{"复杂程度由人设为简单。", "A person set the case to simple."},
                       .evidence = {evidence, handling.complexity_evidence},
                       .rule = "forms/nature_confirm"});
  handling.complexity = answer;
  handling.complexity_evidence = evidence;
}

void read_complexity(const Context& context, const Tables& tables, const Nature& nature, std::int64_t base, Handling& handling) {
  std::vector<std::string_view> asserted;
  for (const auto& event : context.record.list("events")) asserted.push_back(event.text_or("asserted_by", ""));
  Object inputs{{"base", base}, {"secondary_natures", nature.further_issues()}, {"third_institution", has_third_institution(context.parties)}, {"complainant_events", asserted_by_complainant(context.parties, asserted)}};
  const auto fired = tables.ask(kTable, inputs);
  handling.complexity = std::string(sdk::Reader(fired.then, table_path(kTable)).need_text("complexity"));
  if (handling.complexity != "simple" && handling.complexity != "complex")
    sdk::fail("error.pack_invalid", "the table answers '" + handling.complexity + "', which is none of simple, complex; correct its rows", table_path(kTable));
  handling.why = fired.because;
  handling.complexity_evidence = context.out.computation("complexity", std::move(inputs), Value(handling.complexity));
  if (context.record.has(kAnswer)) return read_answer(context, handling);
  if (handling.complexity == "complex")
    context.out.finding({.code = "complexity.complex",
                         .text = sdk::fill({"复杂案件：{why}。", "A complex case: {why}."}, {{"why", fired.because}}),
                         .evidence = {handling.complexity_evidence},
                         .rule = table_path(kTable, fired.id)});
}

void read_quick_path(const Context& context, const SeverityReading& severity, Handling& handling) {
  const auto& [claimed, loss, entitlement, scale] = context.sums;
  const QuickFacts facts{.level = severity.level,
                         .complex = handling.complexity != "simple",
                         .vulnerable = severity.vulnerability != "none",
                         .authority_open = authority_open(context.parties, context.record.text_or("answers.authority_check.result", "")),
                         .minor = minor_of(entitlement ? entitlement : claimed),
                         .scale = scale};
  const auto limit = context.settings.quick_limit;
  handling.quick = quick_path(facts, limit);
  handling.quick_sum = context.out.computation("quick path", Object{{"level", level_name(facts.level)}, {"complexity", handling.complexity}, {"need_for_support", facts.vulnerable}, {"authority_open", facts.authority_open},
                                                                    {"minor", sdk::to_value(facts.minor)}, {"of", entitlement ? "money.entitlement" : "money.claimed"}, {"limit_major", limit}}, handling.quick);
  if (handling.quick)
    context.out.finding({.code = "quick_path",
                         .text = {"金额小、事项简单，可以快速办理。", "A small, simple matter: the quick path is open."},
                         .evidence = {handling.quick_sum},
                         .rule = "catalogue 3.2"});
}

}  // namespace

Handling read_handling(const Context& context, const Tables& tables, const NatureReading& nature, const SeverityReading& severity) {
  Handling out;
  read_complexity(context, tables, nature.stands, severity.base, out);
  read_quick_path(context, severity, out);
  return out;
}

}  // namespace amends::classify
