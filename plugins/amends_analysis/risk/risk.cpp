#include "risk.hpp"

#include "explanation.hpp"
#include "kit/checked.hpp"
#include "sdk/sdk.hpp"

namespace amends::risk {
namespace {

using sdk::Object;
using sdk::Severity;

constexpr std::size_t kTopMax = 3;

sdk::EvidenceId add_up(const Context& context, const Reading& reading, std::string_view level) {
  Object operands;
  for (std::size_t i = 0; i < kAxisNames.size(); ++i) operands[kAxisNames[i]] = reading.axes[i].axis.score();
  const auto& [red, orange, yellow, crisis] = context.thresholds;
  operands["thresholds"] = Object{{"red", red}, {"orange", orange}, {"yellow", yellow}, {"crisis", crisis}};
  return context.out.computation("level of the highest axis", std::move(operands), sdk::Value(std::string(level)));
}

/// A finding for each axis that something adds to, and one for the level.
void say(const Context& context, const Reading& reading, std::string_view level, const std::vector<AxisId>& crisis, const sdk::EvidenceId& picture) {
  const auto& thresholds = context.thresholds;
  for (std::size_t i = 0; i < kAxisNames.size(); ++i) {
    const auto& axis = reading.axes[i];
    const auto score = axis.axis.score();
    if (score == 1) continue;
    context.out.finding({.code = "risk." + std::string(kAxisNames[i]),
                         .severity = score >= thresholds.orange ? Severity::warn : Severity::info,
                         .text = sdk::fill({"{axis}风险{score}分：{why}。", "Risk score {score}, {axis}: {why}."}, {{"axis", axis_title(static_cast<AxisId>(i))}, {"score", score}, {"why", axis.why}}),
                         .evidence = axis.evidence,
                         .rule = axis.rule});
  }
  if (!crisis.empty()) {
    std::vector<sdk::EvidenceId> cited;
    for (const auto id : crisis) cited.push_back(reading.of(id).sum);
    context.out.finding({.code = "risk.crisis_axis", .severity = Severity::warn, .text = {"达到危机线，应按危机处置。", "The crisis line is reached; the crisis stage goes on from here."}, .evidence = cited, .rule = table_path("actions")});
  }
  context.out.finding({.code = "risk.level",
                       .severity = level == "red" || level == "orange" ? Severity::warn : Severity::info,
                       .text = sdk::fill({"风险等级为{level}。这是推断，可能有误。", "The risk is {level}. This is an estimate and may be wrong."}, {{"level", level_title(level)}}),
                       .evidence = {picture},
                       .rule = "catalogue 3.6"});
}

void write(sdk::Envelope& out, const Reading& reading, std::string_view level, bool crisis, const std::vector<AxisId>& top, const Next& next) {
  sdk::Array axes, names, actions;
  for (std::size_t i = 0; i < kAxisNames.size(); ++i) {
    const auto& axis = reading.axes[i];
    axes.emplace_back(Object{{"id", kAxisNames[i]}, {"l", axis.axis.likelihood}, {"i", axis.axis.impact}, {"score", axis.axis.score()}, {"why", sdk::to_value(axis.why)}});
  }
  for (const auto id : top) names.emplace_back(kAxisNames[static_cast<std::size_t>(id)]);
  const auto instant = [](const std::optional<sdk::Instant>& at) { return at ? sdk::Value(sdk::format_instant(*at)) : sdk::Value(nullptr); };
  for (const auto& action : next.actions) actions.emplace_back(Object{{"action", action.id}, {"owner_role", action.owner_role}, {"due_at", instant(action.due_at)}, {"text", sdk::to_value(action.text)}});
  out.set("axes", std::move(axes));
  out.set("level", std::string(level));
  out.set("crisis_axis", crisis);
  out.set("top", std::move(names));
  out.set("actions", std::move(actions));
  out.set("review_at", instant(next.review_at));
}

}  // namespace

// An explicit safety sign scores 20, so that no setting takes it out of red and out of the crisis line.
Risk::Risk(const sdk::Reader& config)
    : thresholds_{.red = kit::in_range(config, "thresholds.red", 20, 3, 20),
                  .orange = kit::in_range(config, "thresholds.orange", 12, 2, 19),
                  .yellow = kit::in_range(config, "thresholds.yellow", 6, 1, 18),
                  .crisis = kit::in_range(config, "thresholds.crisis", 20, 1, 20)} {
  if (!thresholds_.apart()) sdk::fail("error.range", "the thresholds do not rise from yellow over orange to red; correct them in the workflow's step", config.path("thresholds"));
}

void Risk::handle(const sdk::Call& call, sdk::Envelope& out) {
  const auto& record = call.record();
  // Severity and breach are classify's reading; without them the legal and the regulatory axis would be guessed.
  for (const auto* path : {"analysis.classify.severity.level", "analysis.classify.breach"})
    if (!record.has(path)) sdk::fail("error.missing_field", "the section of amends.classify is missing; run amends.classify before this stage", path);
  const Rules rules(call);
  const Context context{call, record, out, thresholds_, rules};

  // Evidence is numbered as it is found, so the order of the steps is part of the answer.
  const auto reading = read_axes(context);
  const auto axes = reading.numbers();
  const auto reached = level(axes, thresholds_);
  const auto crisis = crisis_axes(axes, thresholds_);
  const auto highest = top(axes, kTopMax);
  const auto picture = add_up(context, reading, reached);
  say(context, reading, reached, crisis, picture);
  const auto next = decide_next(context, reached, !crisis.empty(), picture);
  const auto asked = ask(context, reading);
  write(out, reading, reached, !crisis.empty(), highest, next);
  explain(out, {.reading = reading, .level = reached, .picture = picture, .top = highest, .crisis = crisis, .next = next, .asked = asked});
}

}  // namespace amends::risk
