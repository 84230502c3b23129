#include "clocks.hpp"

#include <algorithm>
#include <optional>

#include "due.hpp"

namespace amends::intake {
namespace {

using sdk::Object;
using sdk::Value;

/// The rule of a kind that starts at receipt: the first that applies, else the first that a fact not known yet could make apply. A rule whose condition is
/// known not to hold starts nothing.
const sdk::ClockRule* rule_of(const std::vector<sdk::ClockRule>& rules, std::string_view kind) {
  const sdk::ClockRule* open = nullptr;
  for (const auto& rule : rules) {
    if (rule.kind != kind || rule.start_event != "complaint_received" || rule.length.empty()) continue;
    if (rule.applies) return &rule;
    if (!rule.nulls.empty() && !open) open = &rule;
  }
  return open;
}

/// basis: the rule's whole row, or nothing beside its id.
void start(const Context& context, std::vector<Clock>& clocks, std::string_view kind, std::string_view rule, const Value& basis, sdk::DueDate due, bool extendable) {
  Object shown;
  if (const auto* object = basis.if_object()) shown = *object;
  shown["rule"] = sdk::to_value(rule);
  Object more;
  if (const auto* title = sdk::find(basis, "title")) more["title"] = *title;
  context.out.deadline({.id = std::string(kind), .kind = std::string(kind), .starts_at = context.received.at, .due_at = due.due_at, .basis = std::move(shown), .extendable = extendable, .ledger = std::move(due.ledger), .more = std::move(more)});
  clocks.push_back({std::string(kind), std::string(rule), context.received.at, due.due_at, std::move(due.text)});
}

void start_acknowledge(const Context& context, std::vector<Clock>& clocks, const sdk::ClockRule* rule) {
  const auto& within = context.received.by_regulator() ? context.config.ack_within_regulator : context.config.ack_within;
  auto house = due_from_receipt(context, within, "acknowledge");
  std::optional<sdk::DueDate> by_rule;
  if (!house) return;  // said already
  if (rule && rule->length != within) by_rule = due_from_receipt(context, rule->length, "acknowledge");
  // A house setting may be stricter than the clock pack and never looser (guardrail G3).
  if (rule && (rule->length == within || (by_rule && by_rule->due_at <= house->due_at)))
    start(context, clocks, "acknowledge", rule->id, rule->basis, std::move(by_rule ? *by_rule : *house), rule->extendable);
  else
    start(context, clocks, "acknowledge", "amends.intake#ack_within", Object{}, *std::move(house), false);
}

/// The latest date that the decision may move to once the complexity is known. A rule that hangs on other facts moves nothing by itself.
void add_later(const Context& context, const std::vector<sdk::ClockRule>& rules, Clock& clock) {
  for (const auto& rule : rules) {
    const bool by_complexity = std::any_of(rule.nulls.begin(), rule.nulls.end(), [](const std::string& path) { return path.ends_with("classify.complexity"); });
    if (rule.kind != clock.kind || rule.id == clock.rule || rule.start_event != "complaint_received" || rule.length.empty() || rule.applies || !by_complexity) continue;
    const auto due = due_from_receipt(context, rule.length, clock.kind);
    if (!due || due->due_at <= clock.later_at.value_or(clock.due_at)) continue;
    clock.later_at = due->due_at;
    clock.later_when = due->text;
  }
}

}  // namespace

std::vector<Clock> start_clocks(const Context& context) {
  std::vector<Clock> out;
  const auto rules = rules_at_receipt(context);
  if (context.received.can_be_answered()) start_acknowledge(context, out, rule_of(rules, "acknowledge"));
  if (const auto* rule = rule_of(rules, "decide"))
    if (auto due = due_from_receipt(context, rule->length, "decide")) {
      start(context, out, "decide", rule->id, rule->basis, *std::move(due), rule->extendable);
      add_later(context, rules, out.back());
    }
  auto given = context.record.instant("regulator.due_at");
  if (!given) given = context.record.instant("answers.regulator_due.due_at");
  if (given) start(context, out, "regulator", "regulator", Object{}, {.due_at = *given, .ledger = nullptr, .text = written(context, *given), .whole = nullptr}, false);
  return out;
}

const Clock* clock_of(const std::vector<Clock>& clocks, std::string_view kind) {
  for (const auto& one : clocks)
    if (one.kind == kind) return &one;
  return nullptr;
}

sdk::Array clock_rows(const std::vector<Clock>& clocks) {
  sdk::Array out;
  for (const auto& one : clocks) out.push_back(Object{{"id", one.kind}, {"kind", one.kind}, {"starts_at", sdk::format_instant(one.starts_at)}, {"due_at", sdk::format_instant(one.due_at)}, {"basis", Object{{"rule", one.rule}}}});
  return out;
}

}  // namespace amends::intake
