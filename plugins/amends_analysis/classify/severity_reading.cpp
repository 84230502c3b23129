#include "severity_reading.hpp"

#include <algorithm>

#include "floors.hpp"
#include "kit/lists.hpp"
#include "kit/support.hpp"

namespace amends::classify {
namespace {

using sdk::EvidenceId;
using sdk::Object;
using sdk::Texts;
using sdk::Value;

class Scoring {
 public:
  Scoring(const Context& context, const Tables& tables) : context_(context), record_(context.record), out_(context.out), tables_(tables) {}

  SeverityReading score(const Breach& breach) {
    auto& parts = reading_.parts;
    parts.amount = amount();
    parts.emotion = emotion();
    parts.vulnerability = vulnerability();
    parts.escalation = escalation();
    parts.group = part("group", "group_points", Object{{"group_size", record_.integer_or("group.size", 1)}}, {out_.field("group.size")});
    parts.repeat = repeat();
    parts.breach = part("breach", "breach_points", Object{{"breach", breach.degree}}, breach.evidence);
    add_up();
    return std::move(reading_);
  }

 private:
  /// One part whose points one table gives.
  std::int64_t part(std::string_view name, std::string_view table, Object inputs, std::vector<EvidenceId> evidence) {
    const auto fired = tables_.ask(table, std::move(inputs));
    const auto out = std::min(tables_.points(table, fired), tables_.cap(table, Tables::kPointsMax));
    if (out > 0) reading_.why.push_back({name, fired.because, std::move(evidence)});
    return out;
  }

  std::int64_t amount() {
    const auto& claimed = context_.sums.claimed;
    const auto& scale = context_.sums.scale;
    if (!claimed) {
      out_.insufficient("money.claimed", {"主张金额未知，金额按零分计。", "The sum claimed is not known and counts no points."});
      return part("amount", "amount_points", Object{{"amount", nullptr}}, {});
    }
    // Whole units are enough: the bounds of the table are whole, and a sum is below one of them exactly when its whole units are.
    const Value amount(kit::major_units(claimed->minor, scale));
    const auto units = out_.computation("claimed sum in major units for the thresholds", Object{{"minor", claimed->minor}, {"digits", scale.digits}, {"num", scale.num}, {"den", scale.den}}, amount);
    return part("amount", "amount_points", Object{{"amount", amount}}, {out_.field("money.claimed"), units});
  }

  std::int64_t emotion() {
    const auto band = record_.text("analysis.intake.emotion.band");
    if (!band) out_.insufficient("analysis.intake.emotion.band", {"情绪没有读出，按零分计。", "No reading of feelings is there; they count no points."});
    return part("emotion", "emotion_points", Object{{"band", band ? Value(std::string(*band)) : Value(nullptr)}}, {out_.field("analysis.intake.emotion.band")});
  }

  /// The flag's own words stay in the record: only the strongest status is needed here (privacy class P3).
  std::int64_t vulnerability() {
    const auto need = kit::need_for_support(record_);
    reading_.vulnerability = std::string(need.strongest());
    reading_.vulnerability_sum = out_.computation("strongest sign of a need for support", Object{{"suspected", need.suspected}, {"confirmed", need.confirmed}}, Value(reading_.vulnerability));
    return part("vulnerability", "vulnerability_points", Object{{"vulnerability", reading_.vulnerability}}, {reading_.vulnerability_sum});
  }

  std::int64_t escalation() {
    constexpr std::string_view kTable = "escalation_points";
    std::vector<Step> steps;
    std::vector<Texts> reasons;
    for (const auto& threat : record_.list("analysis.intake.threats")) {
      const auto kind = std::string(threat.text_or("kind", "")), state = std::string(threat.text_or("state", "threatened"));
      const auto fired = tables_.ask(kTable, Object{{"kind", kind}, {"state", state}});
      const auto gained = tables_.points(kTable, fired);
      steps.push_back({kind, gained});
      if (gained > 0 && std::find(reasons.begin(), reasons.end(), fired.because) == reasons.end()) reasons.push_back(fired.because);
    }
    const auto points = classify::escalation(steps, tables_.cap(kTable, Tables::kPointsMax));
    if (points > 0) reading_.why.push_back({"escalation", kit::joined(reasons), {out_.field("analysis.intake.threats")}});
    return points;
  }

  std::int64_t repeat() {
    const auto listed_cases = record_.list("history.prior");
    std::int64_t prior = 0;
    for (const auto& earlier : listed_cases) prior += earlier.flag_or("same_matter", false) ? 1 : 0;
    const auto sum = out_.computation("earlier complaints on the same matter", Object{{"listed", static_cast<std::int64_t>(listed_cases.size())}, {"same_matter", prior}}, prior);
    return part("repeat", "repeat_points", Object{{"prior_same_matter", prior}}, {sum});
  }

  void add_up() {
    const auto most = tables_.cap("levels", 100);
    reading_.score = classify::score(reading_.parts, most);
    reading_.base = base(reading_.parts, most);
    const auto fired = tables_.ask("levels", Object{{"score", reading_.score}});
    reading_.level = level_of(sdk::Reader(fired.then, table_path("levels")));
    reading_.level_row = fired.id;
    Object operands;
    for (const auto& part : listed(reading_.parts)) operands[part.name] = part.points;
    operands["cap"] = most;
    reading_.sum = out_.computation("severity points", std::move(operands), reading_.score);
  }

  const Context& context_;
  const sdk::Reader& record_;
  sdk::Envelope& out_;
  const Tables& tables_;
  SeverityReading reading_;
};

}  // namespace

SeverityReading read_severity(const Context& context, const Tables& tables, const Breach& breach) {
  auto out = Scoring(context, tables).score(breach);
  raise_to_floors(context, out);
  return out;
}

}  // namespace amends::classify
