#include "standdown.hpp"

#include <algorithm>

#include "calm.hpp"
#include "signers.hpp"

namespace amends::crisis {
namespace {

using sdk::Object;
using sdk::Value;

constexpr std::string_view kForm = "stand_down";
constexpr std::string_view kAnswer = "answers.stand_down";
constexpr std::string_view kFacts = "crisis_facts.standdown";

std::optional<std::int64_t> count_at(const sdk::Reader& record, std::string_view path) {
  const auto value = record.integer(path);
  if (value && *value < 0) sdk::fail("error.range", "a count is not below 0; correct it", record.path(path));
  return value;
}

Met read(const Context& context, const Reading& reading, const Criterion& criterion) {
  auto& out = context.out;
  const auto path = std::string(kFacts) + "." + criterion.id;
  const auto fact = context.record.flag(path);
  if (criterion.id == "mentions_down") {
    const auto day = count_at(context.record, "crisis_facts.mentions_24h"), peak = count_at(context.record, "crisis_facts.mentions_peak");
    const auto met = calmed_down(day, peak, context.knowledge.mentions_share());
    Object operands{{"mentions_24h", sdk::to_value(day)}, {"mentions_peak", sdk::to_value(peak)}, {"share_max", context.knowledge.mentions_share()}};
    if (day && peak && *peak > 0) operands["percent"] = percent_of_peak(*day, *peak);
    return {&criterion, met, out.computation("mentions of the last day against the peak", std::move(operands), sdk::to_value(met))};
  }
  if (criterion.id == "no_safety_risk") {
    // A sign that is on record is gone only when people say so.
    const auto cited = fact ? out.field(path) : out.field("flags.safety");
    if (reading.safety_explicit || reading.safety_veiled) return {&criterion, fact, cited};
    return {&criterion, fact.value_or(true), cited};
  }
  if (criterion.id == "signed") {
    const auto answer = context.record.at(kAnswer);
    if (answer.has("signer_commander") || answer.has("signer_legal")) return {&criterion, signers_of(context, answer).both(), out.answer(kAnswer)};
    // The record's word alone names nobody: a signature is two names in the answer.
    return {&criterion, fact && !*fact ? fact : std::nullopt, out.field(path)};
  }
  return {&criterion, fact, out.field(path)};
}

}  // namespace

Standdown read_standdown(const Context& context, const Reading& reading) {
  Standdown out;
  if (!is_crisis(reading.level())) return out;
  out.held_hours = count_at(context.record, "crisis_facts.standdown_held_hours");
  std::vector<std::optional<bool>> met, but_signed;
  Object operands{{"held_hours", sdk::to_value(out.held_hours)}, {"held_hours_min", context.knowledge.held_hours()}};
  for (const auto& criterion : context.knowledge.criteria()) {
    out.criteria.push_back(read(context, reading, criterion));
    met.push_back(out.criteria.back().met);
    if (criterion.id != "signed") but_signed.push_back(met.back());
    operands[criterion.id] = sdk::to_value(met.back());
  }
  const auto needed = context.knowledge.held_hours();
  out.allowed = may_end(met, out.held_hours, needed);
  out.only_signatures = !out.allowed && may_end(but_signed, out.held_hours, needed);
  out.sum = context.out.computation("stand-down: all criteria, held long enough", std::move(operands), Value(out.allowed));
  if (out.allowed) context.out.finding({.code = "crisis.standdown_allowed", .text = {"解除条件全部满足，可以解除危机状态；个案照常办理到底。", "All criteria hold and the crisis may end; each case is handled to its end as usual."}, .evidence = {out.sum}, .rule = "crisis/clock#standdown"});
  return out;
}

void ask_to_stand_down(const Context& context, const Standdown& standdown) {
  if (standdown.only_signatures)
    context.out.question({.id = asked_again(context, kForm),
                          .form_name = std::string(kForm),
                          .fields = {"criteria", "signer_commander", "signer_legal", "reason"},
                          .to_role = "unit_head",
                          .reason = {"其他解除条件都已满足，请总指挥和法务核对后签字。", "Everything else holds; commander and legal check it and sign."},
                          .blocking = false});
  if (!standdown.allowed) return;
  std::optional<sdk::Instant> due;
  if (const auto now = context.call.now()) {
    try {
      due = context.call.add(*now, context.knowledge.review_within()).due_at;
    } catch (const sdk::Failure& failure) {
      if (failure.code() != "error.pack_missing" && failure.code() != "error.not_found" && failure.code() != "error.range") throw;
    }
  }
  context.out.task({.id = "review_report", .kind = "crisis_review", .owner_role = "consumer_protection", .due_at = due, .title = {"写出复盘报告，交改进环节", "Write the review report and hand it to improvement"}, .blocking = false});
}

}  // namespace amends::crisis
