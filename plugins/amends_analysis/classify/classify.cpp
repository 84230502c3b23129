#include "classify.hpp"

#include "explanation.hpp"
#include "kit/checked.hpp"
#include "sdk/sdk.hpp"

namespace amends::classify {
namespace {

using sdk::Object;
using sdk::Texts;

/// Asks an officer where the words are not clear. Answers whether it did.
bool ask(const Context& context, const NatureReading& reading) {
  const auto& nature = reading.stands;
  const bool unread = nature.primary == kOther;
  if (nature.by_person || (!unread && *nature.confidence >= context.settings.confident)) return false;
  const auto reason = unread && reading.other_language ? Texts{"文本不是词库所覆盖的语言，请阅读后选择性质。", "The text is in a language that the word lists do not cover; read it and choose the nature."}
                      : unread                         ? Texts{"没有足够的词语指向某一性质，请按客户的话选择。", "The words do not point to any one nature; choose by what the customer said."}
                                                       : sdk::fill({"系统读作{title}，把握只有{confidence}%，请确认。", "The reading is {title}, with a confidence of only {confidence} %; please confirm."},
                                                                   {{"title", reading.title(nature.primary)}, {"confidence", *nature.confidence}});
  context.out.question({.id = "nature_confirm", .form_name = "nature_confirm", .fields = {"nature", "complexity", "reason"}, .to_role = "handler", .reason = reason, .blocking = false});
  return true;
}

void write(sdk::Envelope& out, const Nature& nature, const Breach& breach, const SeverityReading& severity, const Handling& handling) {
  Object scores, parts;
  for (const auto& score : nature.scores) scores[score.code] = score.points;
  for (const auto& part : listed(severity.parts)) parts[part.name] = part.points;
  sdk::Array secondary, floors;
  for (const auto& code : nature.secondary) secondary.emplace_back(code);
  for (const auto& floor : severity.floors) floors.emplace_back(floor.name);
  out.set("nature", Object{{"primary", nature.primary}, {"secondary", std::move(secondary)}, {"confidence", sdk::to_value(nature.confidence)}, {"scores", std::move(scores)}});
  out.set("severity", Object{{"level", level_name(severity.level)}, {"score", severity.score}, {"base", severity.base}, {"parts", std::move(parts)}, {"floors", std::move(floors)}});
  out.set("breach", breach.degree);
  out.set("complexity", handling.complexity);
  out.set("quick_path", handling.quick);
}

}  // namespace

Classify::Classify(const sdk::Reader& config)
    : settings_{.min_score = kit::in_range(config, "min_score", 15, 1, 1'000),
                .secondary_share = kit::in_range(config, "secondary_share", 50, 1, 100),
                .secondary_least = kit::in_range(config, "secondary_least", 10, 1, 1'000),
                .confident = kit::in_range(config, "confident", 60, 0, 100),
                .quick_limit = kit::in_range(config, "quick_limit_major", 1'000, 0, 1'000'000'000),
                .excess_times = kit::in_range(config, "excess_times", 5, 1, 1'000)} {}

void Classify::handle(const sdk::Call& call, sdk::Envelope& out) {
  const Tables tables(call);
  const auto& record = call.record();
  // Threats and feelings are intake's reading of the text; without it severity would be guessed.
  if (!record.has("analysis.intake.threats") && !record.has("analysis.intake.emotion.band"))
    sdk::fail("error.missing_field", "the section of amends.intake is missing; run amends.intake before this stage", "analysis.intake");
  const auto sums = read_sums(call, out);
  const auto parties = read_parties(record);
  const Context context{call, record, out, settings_, sums, parties};

  // Evidence is numbered as it is found, so the order of the steps is part of the answer.
  const auto nature = read_nature(context);
  const auto breach = read_breach(context, tables, nature);
  const auto severity = read_severity(context, tables, breach);
  const auto handling = read_handling(context, tables, nature, severity);
  const bool asked = ask(context, nature);
  write(out, nature.stands, breach, severity, handling);
  explain(out, {.nature = nature, .breach = breach, .severity = severity, .handling = handling, .asked = asked});
}

}  // namespace amends::classify
