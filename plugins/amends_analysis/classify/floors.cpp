#include "floors.hpp"

#include <algorithm>

#include "kit/checked.hpp"
#include "kit/pack_reading.hpp"
#include "kit/safety.hpp"

namespace amends::classify {
namespace {

using sdk::EvidenceId;
using sdk::Object;
using sdk::Value;

/// What the table looks at, and the evidence for each floor that it may answer with.
class Signs {
 public:
  Signs(const Context& context, const SeverityReading& reading) : out_(context.out), vulnerability_sum_(reading.vulnerability_sum) {
    const auto& record = context.record;
    self_harm_ = std::string(kit::one_of(record, "flags.safety.self_harm", kit::kSafetyDegrees, "none"));
    violence_ = std::string(kit::one_of(record, "flags.safety.violence", kit::kSafetyDegrees, "none"));
    safety_ = std::string(kit::stronger(self_harm_, violence_));
    inputs_ = Object{{"safety", safety_},
                     {"group_size", record.integer_or("group.size", 1)},
                     {"reach", sdk::to_value(record.integer("media.reach_count"))},
                     {"official_media", sdk::to_value(record.flag("media.official_media"))},
                     {"vulnerability", reading.vulnerability},
                     {"channel", sdk::to_value(record.text("channel.kind"))},
                     {"regulator_involved", record.flag_or("regulator.involved", false)},
                     {"collections_third_party", record.flag_or("flags.collections_third_party", false)}};
  }

  [[nodiscard]] const Object& inputs() const { return inputs_; }

  std::vector<EvidenceId> evidence_for(std::string_view floor) const {
    if (floor == "safety_explicit" || floor == "safety_veiled") return {out_.computation("strongest safety sign", Object{{"self_harm", self_harm_}, {"violence", violence_}}, Value(safety_))};
    if (floor == "group") return {out_.field("group.size")};
    if (floor == "reach") return {out_.field("media.reach_count")};
    if (floor == "official_media") return {out_.field("media.official_media")};
    if (floor == "vulnerability") return {vulnerability_sum_};
    if (floor == "regulator_channel") return {out_.field("channel.kind"), out_.field("regulator.involved")};
    if (floor == "collections_third_party") return {out_.field("flags.collections_third_party")};
    return {out_.computation("inputs of the floor", inputs_, Value(std::string(floor)))};  // a floor that an institution added
  }

 private:
  sdk::Envelope& out_;
  EvidenceId vulnerability_sum_;
  std::string self_harm_, violence_, safety_;
  Object inputs_;
};

}  // namespace

void raise_to_floors(const Context& context, SeverityReading& reading) {
  auto& floors = reading.floors;
  const Signs signs(context, reading);
  for (const auto& row : kit::fired_rows(context.call.evaluate(table_path("floors"), signs.inputs()))) {
    const sdk::Reader then(row.then, table_path("floors", row.id));
    const auto name = std::string(then.need_text("floor"));
    const auto level = level_of(then);
    const auto known = std::find_if(floors.begin(), floors.end(), [&](const Floor& floor) { return floor.name == name; });
    if (known != floors.end() && known->level >= level) continue;
    if (known != floors.end()) known->level = level;
    else floors.push_back({name, level});
    const auto cited = signs.evidence_for(name);
    context.out.finding({.code = "severity.floor",
                         .severity = level >= 3 ? sdk::Severity::warn : sdk::Severity::info,
                         .text = sdk::fill({"至少{level}：{why}。", "At least {level}: {why}."}, {{"level", level_name(level)}, {"why", row.because}}),
                         .evidence = cited,
                         .rule = table_path("floors", row.id)});
    reading.floors_why.push_back(row.because);
    reading.floors_evidence.insert(reading.floors_evidence.end(), cited.begin(), cited.end());
  }
  reading.level = raised(reading.level, floors);
  context.out.finding({.code = "severity.level",
                       .severity = reading.level >= 3 ? sdk::Severity::warn : sdk::Severity::info,
                       .text = sdk::fill({"严重程度{level}（{score}分）。", "Severity {level} ({score} points)."}, {{"level", level_name(reading.level)}, {"score", reading.score}}),
                       .evidence = {reading.sum},
                       .rule = table_path("levels", reading.level_row)});
}

}  // namespace amends::classify
