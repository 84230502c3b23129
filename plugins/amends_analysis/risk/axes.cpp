#include "axes.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "kit/checked.hpp"
#include "kit/clocks.hpp"
#include "kit/lists.hpp"
#include "kit/safety.hpp"
#include "kit/support.hpp"

namespace amends::risk {
namespace {

using sdk::EvidenceId;
using sdk::Object;
using sdk::Texts;
using sdk::Value;

constexpr std::array<std::string_view, 3> kBreaches = {"none", "possible", "likely"};
constexpr std::array<std::string_view, 3> kStrengths = {"none", "some", "strong"};
constexpr std::array<std::string_view, 4> kSeverities = {"S1", "S2", "S3", "S4"};
constexpr std::array<std::string_view, 5> kMerits = {"unknown", "none", "partial", "full", "undetermined"};
constexpr std::array<std::string_view, 2> kStates = {"threatened", "happened"};

/// A number of the record that counts something. Errors: Failure `error.range` below `least`.
std::optional<std::int64_t> count(const sdk::Reader& record, std::string_view path, std::int64_t least) {
  const auto value = record.integer(path);
  if (value && *value < least) sdk::fail("error.range", "a count is not below " + std::to_string(least) + "; correct it", record.path(path));
  return value;
}

/// A common cause is there when it is marked true, or named by a text, a list or an object.
bool found(const sdk::Reader& record, std::string_view path) {
  const auto* value = record.find(path);
  if (!value) return false;
  if (const auto* flag = value->if_bool()) return *flag;
  if (value->is_number()) return record.flag_or(path, false);  // refuses a number with the path
  return kit::is_filled(value);
}

class Scoring {
 public:
  explicit Scoring(const Context& context) : record_(context.record), out_(context.out), rules_(context.rules), call_(context.call) {}

  Reading read() {
    read_threats();
    legal();
    regulatory();
    reputation();
    financial();
    safety();
    contagion();
    reading_.best = reading_.worst = reading_.numbers();
    if (range_) {
      reading_.best[static_cast<std::size_t>(AxisId::financial)] = range_->first;
      reading_.worst[static_cast<std::size_t>(AxisId::financial)] = range_->second;
    }
    return std::move(reading_);
  }

 private:
  /// What intake read in the text, and the evidence for it.
  void read_threats() {
    if (!record_.has("analysis.intake.threats")) {
      out_.insufficient("analysis.intake.threats", {"没有受理环节的读法，只看档案中已发生的升级。", "Intake's reading of threats is missing; only what the record shows to have happened counts."});
      return;
    }
    const auto threats = record_.list("analysis.intake.threats");
    for (std::size_t i = 0; i < threats.size(); ++i) {
      const auto kind = threats[i].text_or("kind", "");
      const bool happened = kit::one_of(threats[i], "state", kStates, "threatened") == "happened";
      const auto path = "analysis.intake.threats." + std::to_string(i);
      if (kind == "regulator") {
        regulator_ = happened || regulator_ == "filed" ? "filed" : "threatened";
        regulator_paths_.push_back(path);
      } else if (kind == "media" || kind == "exposure") {
        media_.threatened = true;
        media_paths_.push_back(path);
      }
    }
  }

  /// One axis from its two numbers. operands: all that the numbers rest on.
  void axis(AxisId id, const Axis& numbers, const Texts& likely, const Texts& hard, Object operands, std::vector<EvidenceId> evidence, std::string rule) {
    operands["l"] = numbers.likelihood;
    operands["i"] = numbers.impact;
    auto& axis = reading_.axes[static_cast<std::size_t>(id)];
    axis.axis = numbers;
    axis.sum = out_.computation(std::string(kAxisNames[static_cast<std::size_t>(id)]) + " risk: likelihood times impact", std::move(operands), numbers.score());
    axis.evidence = {axis.sum};
    axis.evidence.insert(axis.evidence.end(), evidence.begin(), evidence.end());
    axis.rule = std::move(rule);
    // A row that gives both numbers gives one reason for both.
    const auto pattern = likely == hard ? Texts{"可能性{l}，影响{i}（{hard}）", "likelihood {l}, impact {i} ({hard})"} : Texts{"可能性{l}（{likely}），影响{i}（{hard}）", "likelihood {l} ({likely}), impact {i} ({hard})"};
    axis.why = sdk::fill(pattern, {{"l", numbers.likelihood}, {"likely", named(likely)}, {"i", numbers.impact}, {"hard", named(hard)}});
  }

  static Texts named(const Texts& because) { return because.zh.empty() ? Texts{"没有加重的事项", "nothing adds to it"} : because; }

  /// The floor raises the impact and gives the reason where it does.
  static void raise_to(Step& impact, Step floor) {
    if (floor.value > impact.value) impact = std::move(floor);
  }

  struct Sum {
    std::int64_t points = 0;
    std::vector<Texts> because;
  };
  Sum sum_of(std::string_view table, Object inputs) const {
    Sum out;
    for (auto& step : rules_.added(table, std::move(inputs))) {
      out.points += step.value;
      if (step.value > 0) out.because.push_back(std::move(step.because));
    }
    return out;
  }

  void legal() {
    const auto breach = std::string(kit::one_of(record_, "analysis.classify.breach", kBreaches, "none"));
    // The flags' own words stay in the record: only the strongest status is needed here (privacy class P3).
    const auto need = kit::need_for_support(record_);
    const auto support = std::string(need.strongest());
    const bool facts_open = record_.flag_or("analysis.verify.facts_open", true);
    const auto strength = std::string(kit::one_of(record_, "analysis.verify.evidence_strength", kStrengths, "none"));
    const auto late = kit::first_missed(kit::clocks_of(record_), call_.now());

    auto impact = rules_.impact("legal_impact", Object{{"breach", breach}});
    raise_to(impact, rules_.impact("legal_impact_floor", Object{{"vulnerability", support}}));
    const auto more = sum_of("legal_likelihood", Object{{"facts_open", facts_open}, {"evidence_strength", strength}, {"clock_missed", late.has_value()}});
    std::vector<EvidenceId> evidence{out_.field("analysis.classify.breach"), out_.field("analysis.verify.facts_open"), out_.field("analysis.verify.evidence_strength")};
    if (late) evidence.push_back(out_.field("clocks." + std::to_string(*late)));
    if (support != "none") evidence.push_back(out_.computation("strongest sign of a need for support", Object{{"suspected", need.suspected}, {"confirmed", need.confirmed}}, Value(support)));
    axis(AxisId::legal, {raised(1, more.points), impact.value}, kit::joined(more.because), impact.because,
         Object{{"breach", breach}, {"need_for_support", support}, {"facts_open", facts_open}, {"evidence_strength", strength}, {"clock_missed", late.has_value()}, {"added", more.points}}, std::move(evidence), impact.row);
  }

  void regulatory() {
    const auto severity = std::string(kit::one_of(record_, "analysis.classify.severity.level", kSeverities, "S1"));
    if (record_.flag_or("regulator.involved", false)) {
      regulator_ = "filed";
      regulator_paths_.emplace_back("regulator.involved");
    }
    const auto likely = rules_.likelihood("regulatory_likelihood", Object{{"regulator", regulator_}});
    const auto impact = rules_.impact("regulatory_impact", Object{{"severity", severity}});
    std::vector<EvidenceId> evidence{out_.field("analysis.classify.severity.level")};
    for (const auto& path : regulator_paths_) evidence.push_back(out_.field(path));
    axis(AxisId::regulatory, {likely.value, impact.value}, likely.because, impact.because, Object{{"regulator", regulator_}, {"severity", severity}}, std::move(evidence), impact.row);
  }

  void reputation() {
    constexpr std::string_view kReach = "media.reach_count", kReachAnswer = "answers.reach_check.reach_count", kOfficialAnswer = "answers.reach_check.official_media";
    std::vector<EvidenceId> evidence;
    const auto flag = [&](std::string_view path) {
      const bool holds = record_.flag_or(path, false);
      if (holds) evidence.push_back(path.starts_with("answers.") ? out_.answer(path) : out_.field(path));
      return holds;
    };
    media_.posted = flag("media.posted");
    media_.official = flag("media.official_media");
    if (flag(kOfficialAnswer)) media_.official = true;
    if (flag("media.reporter_contact")) media_.threatened = true;
    media_.reach = count(record_, kReach, 0);
    reading_.reach_field = out_.field(kReach);
    const auto answered = count(record_, kReachAnswer, 0);
    if (!media_.reach && answered) {
      media_.reach = answered;
      reading_.reach_field = out_.answer(kReachAnswer);
    }
    const auto public_state = std::string(publicity(media_));
    reading_.reach_open = public_state == "posted" && !media_.reach;
    if (reading_.reach_open) out_.insufficient(kReach, {"已经公开，但传播量未知，影响暂按3计。", "It is public and its reach is not known; the impact counts 3 for now."});
    else if (media_.reach) evidence.push_back(reading_.reach_field);
    for (const auto& path : media_paths_) evidence.push_back(out_.field(path));

    const Object reached{{"publicity", public_state}, {"reach", sdk::to_value(media_.reach)}};
    Object inputs = reached;
    inputs["official_media"] = media_.official;
    const auto likely = rules_.likelihood("reputation_likelihood", reached);
    const auto impact = rules_.impact("reputation_impact", inputs);
    axis(AxisId::reputation, {likely.value, impact.value}, likely.because, impact.because, std::move(inputs), std::move(evidence), impact.row);
  }

  void financial() {
    constexpr std::string_view kClaimed = "money.claimed", kOwed = "money.entitlement";
    const auto merit = std::string(kit::one_of(record_, "analysis.verify.case_merit", kMerits, "unknown"));
    if (!record_.has("analysis.verify.case_merit")) out_.insufficient("analysis.verify.case_merit", {"诉求是否成立尚未核实，按未知计。", "The merit of the demand has not been verified and counts as not known."});
    kit::Sums known;
    // What a person answered stands in for a fact that the record does not have yet.
    const auto sum = [&](std::string_view path, std::string_view answer) {
      const auto from = record_.has(path) ? path : answer;
      auto money = record_.money(from);
      if (money) known.emplace_back(from, *money);
      return std::pair(money, money ? from : path);
    };
    const auto [claimed, claimed_path] = sum(kClaimed, "answers.target_and_limit.claimed");
    const auto [owed, owed_path] = sum(kOwed, "answers.target_and_limit.entitlement");
    const auto scale = kit::scale_of(call_, out_, known);
    const auto minor = [](const std::optional<sdk::Money>& money) { return money ? std::optional(money->minor) : std::nullopt; };
    const auto cite = [&](std::string_view path) { return path.starts_with("answers.") ? out_.answer(path) : out_.field(path); };

    auto& stake = reading_.exposure;
    stake = exposure(minor(claimed), minor(owed), merit == "full");
    reading_.claimed_open = !claimed && stake.open;
    if (reading_.claimed_open) out_.insufficient(kClaimed, {"主张金额未知，敞口未知，影响暂按最低计。", "The sum claimed is not known, so the exposure is not known and counts lowest for now."});
    if (!owed && merit != "full") out_.insufficient(kOwed, {"应付金额未知，计算敞口时暂按零计；这不说明不应支付。", "The sum owed is not known and counts as nothing in the exposure; that does not say that nothing is owed."});
    const auto major = stake.minor ? std::optional(kit::major_units(*stake.minor, scale)) : std::nullopt;
    Object operands{{"claimed", sdk::to_value(minor(claimed))}, {"entitlement", sdk::to_value(minor(owed))}, {"case_merit", merit}, {"exposure", sdk::to_value(stake.minor)},
                    {"digits", scale.digits}, {"num", scale.num}, {"den", scale.den}};
    reading_.exposure_sum = out_.computation("exposure in major units for the thresholds", operands, sdk::to_value(major));
    if (stake.negative)
      out_.finding({.code = "exposure.negative",
                    .text = {"应付金额高于主张金额，敞口按零计；应付的照付全额。", "More is owed than was claimed, so the exposure counts as nothing. What is owed is paid in full."},
                    .evidence = {cite(claimed_path), cite(owed_path), reading_.exposure_sum},
                    .rule = "catalogue 3.6"});

    const auto impact_at = [&](const std::optional<std::int64_t>& units) { return rules_.impact("financial_impact", Object{{"exposure", sdk::to_value(units)}}); };
    const auto likely = rules_.likelihood("financial_likelihood", Object{{"case_merit", merit}});
    const auto impact = impact_at(major);
    axis(AxisId::financial, {likely.value, impact.value}, likely.because, impact.because, Object{{"case_merit", merit}, {"exposure_major", sdk::to_value(major)}},
         {reading_.exposure_sum, cite(claimed_path), cite(owed_path), out_.field("analysis.verify.case_merit")}, impact.row);
    if (stake.open) {
      // A claim that is not known may be any sum; one that is known is the most that can be at stake, and nothing is the least.
      range_ = std::pair(Axis{likely.value, impact_at(0).value}, Axis{likely.value, impact_at(claimed ? major : std::optional(sdk::kIntegerMax)).value});
    }
  }

  void safety() {
    const auto self_harm = std::string(kit::one_of(record_, "flags.safety.self_harm", kit::kSafetyDegrees, "none")), violence = std::string(kit::one_of(record_, "flags.safety.violence", kit::kSafetyDegrees, "none"));
    const auto worse = std::string(kit::stronger(self_harm, violence));
    const auto [likely, impact] = rules_.both("safety", Object{{"safety", worse}});
    std::vector<EvidenceId> evidence;
    if (self_harm != "none") evidence.push_back(out_.field("flags.safety.self_harm"));
    if (violence != "none") evidence.push_back(out_.field("flags.safety.violence"));
    axis(AxisId::safety, {likely.value, impact.value}, likely.because, impact.because, Object{{"self_harm", self_harm}, {"violence", violence}, {"worse", worse}}, std::move(evidence), impact.row);
  }

  void contagion() {
    const auto size = count(record_, "group.size", 1).value_or(1);
    const bool period = found(record_, "analysis.dimensions.common_cause.period"), region = found(record_, "analysis.dimensions.common_cause.region"), person = found(record_, "analysis.dimensions.common_cause.person");
    const auto base = rules_.likelihood("contagion_likelihood", Object{{"group_size", size}});
    auto more = sum_of("contagion_likelihood_more", Object{{"common_cause", period || region || person}});
    more.because.insert(more.because.begin(), base.because);
    auto impact = rules_.impact("contagion_impact", Object{{"period", period}, {"region", region}, {"person", person}});
    raise_to(impact, rules_.impact("contagion_impact_floor", Object{{"group_size", size}}));
    std::vector<EvidenceId> evidence{out_.field("group.size")};
    if (record_.has("analysis.dimensions.common_cause")) evidence.push_back(out_.field("analysis.dimensions.common_cause"));
    else out_.insufficient("analysis.dimensions.common_cause", {"没有做共同原因分析，按没有共同原因计。", "Common causes have not been looked into and count as none."});
    axis(AxisId::contagion, {raised(base.value, more.points), impact.value}, kit::joined(more.because), impact.because,
         Object{{"group_size", size}, {"period", period}, {"region", region}, {"person", person}, {"added", more.points}}, std::move(evidence), impact.row);
  }

  const sdk::Reader& record_;
  sdk::Envelope& out_;
  const Rules& rules_;
  const sdk::Call& call_;
  std::string regulator_ = "none";
  std::vector<std::string> regulator_paths_, media_paths_;
  Media media_;
  std::optional<std::pair<Axis, Axis>> range_;  ///< the financial axis at its best and at its worst, while a sum is not known
  Reading reading_;
};

}  // namespace

Axes Reading::numbers() const {
  Axes out;
  for (std::size_t i = 0; i < axes.size(); ++i) out[i] = axes[i].axis;
  return out;
}

Texts axis_title(AxisId id) {
  switch (id) {
    case AxisId::legal: return {"法律", "legal"};
    case AxisId::regulatory: return {"监管", "regulatory"};
    case AxisId::reputation: return {"声誉", "reputation"};
    case AxisId::financial: return {"财务", "financial"};
    case AxisId::safety: return {"人身安全", "personal safety"};
    case AxisId::contagion: return {"扩散", "spread to others"};
  }
  return {};
}

Texts level_title(std::string_view level) {
  if (level == "red") return {"红色", "red"};
  if (level == "orange") return {"橙色", "orange"};
  if (level == "yellow") return {"黄色", "yellow"};
  return {"蓝色", "blue"};
}

Reading read_axes(const Context& context) { return Scoring(context).read(); }

}  // namespace amends::risk
