#include "review/case_charts.hpp"

#include <map>
#include <string>
#include <vector>

#include "packs/packs.hpp"
#include "review/case_parts.hpp"
#include "review/parts.hpp"

namespace amends::review {
namespace {

const json::Value* section(const Source& source, std::string_view name) {
  const auto path = "analysis." + std::string(name);
  if (is_withheld(source, path)) return nullptr;
  const auto* found = json::find(source.record(), path);
  return found && found->is_object() ? found : nullptr;
}

json::Value clocks_of(const Source& source) {
  json::Array rows;
  const auto shown = clocks(source);
  std::size_t number = 0;
  for (const auto& clock : source.state().clocks()) {
    const auto& one = shown[number++];
    json::Object row{{"label", json::text_at(one, "kind")}, {"starts_at", format_instant(clock.starts_at)}, {"starts", without_zone(source.local(clock.starts_at))}, {"due_at", format_instant(clock.due_at)},
                     {"due", without_zone(source.due(clock.due_at))}, {"met_at", nullptr}, {"state_code", json::text_at(one, "state_code")}, {"state", json::text_at(one, "state")}, {"left", json::text_at(one, "left")}};
    if (clock.met_at) row["met_at"] = format_instant(*clock.met_at);
    row["late"] = json::bool_at(one, "late") || json::text_at(one, "state_code") == "met_late" || json::text_at(one, "state_code") == "breached";
    rows.push_back(std::move(row));
  }
  if (rows.empty()) return nullptr;
  return json::Object{{"now", format_instant(source.now)}, {"now_text", without_zone(source.local(source.now))}, {"rows", std::move(rows)}};
}

/// The readings that are on record: intake's of all texts together, and the first and the last text where the dimensions compare them. No reading is made up for a text between.
json::Value emotion_of(const Source& source) {
  const auto* intensity = json::find(source.record(), "analysis.intake.emotion.intensity");
  std::int64_t whole = 0;
  if (!intensity || !json::as_integer(*intensity, whole)) return nullptr;
  std::vector<const json::Value*> own;
  for (const auto& doc : json::list_at(source.record(), "text.docs")) {
    // As the stages see it (core/sdk): named as the author, or of a kind in which the complainant speaks.
    const auto role = json::text_at(doc, "author_role"), kind = json::text_at(doc, "kind");
    if (role.empty() ? kind == "complaint" || kind == "call_transcript" || kind == "chat" : role == "complainant") own.push_back(&doc);
  }
  // The two texts that the dimensions compare, by the evidence of their fact.
  std::map<std::string, std::int64_t, std::less<>> readings;
  const auto* dimensions = section(source, "dimensions");
  const auto stage = source.state().sections().find("analysis.dimensions");
  if (dimensions && stage != source.state().sections().end())
    for (const auto& fact : json::list_at(*dimensions, "emotion.facts")) {
      if (json::text_at(fact, "kind") != "trend") continue;
      std::vector<std::string> ends;
      for (const auto& id : json::list_at(fact, "evidence"))
        for (const auto& item : json::list_at(stage->second.envelope, "evidence"))
          if (json::text_at(item, "id") == json::text_or(&id, "") && json::text_at(item, "kind") == "document") ends.emplace_back(json::text_at(item, "doc"));
      if (ends.size() == 2) readings = {{ends[0], json::integer_at(fact, "first")}, {ends[1], json::integer_at(fact, "last")}};
    }
  if (own.size() == 1) readings = {{std::string(json::text_at(*own.front(), "id")), whole}};
  const auto band = [](std::int64_t points) { return points >= 60 ? "extreme" : points >= 35 ? "agitated" : points >= 15 ? "upset" : "calm"; };  // catalogue 3.1
  json::Array rows;
  for (const auto* one : own) {
    const auto& doc = *one;
    json::Object row{{"doc", json::text_at(doc, "id")}, {"title", document_text(source, json::text_at(doc, "id"))}, {"at", ""}, {"intensity", nullptr}, {"band", ""}};
    if (const auto at = parse_instant(json::text_at(doc, "at"))) row["at"] = without_zone(source.local(*at));
    if (const auto found = readings.find(json::text_at(doc, "id")); found != readings.end()) row["intensity"] = found->second, row["band"] = source.say(band(found->second));
    rows.push_back(std::move(row));
  }
  const auto direction = dimensions ? json::text_at(*dimensions, "emotion.trend") : std::string_view{};
  const auto dominant = json::text_at(source.record(), "analysis.intake.emotion.dominant");
  return json::Object{{"most", 100}, {"whole", whole}, {"band", source.say(band(whole))}, {"dominant", dominant.empty() ? std::string{} : source.say(dominant)}, {"trend", direction.empty() ? std::string{} : source.say(direction)}, {"rows", std::move(rows)}};
}

json::Value risk_of(const Source& source) {
  const auto* result = section(source, "risk");
  if (!result || json::list_at(*result, "axes").empty()) return nullptr;
  const auto found = source.state().sections().find("analysis.risk");
  const auto limits = risk_thresholds(found == source.state().sections().end() ? nullptr : &found->second.envelope);
  json::Array rows;
  for (const auto& axis : json::list_at(*result, "axes")) {
    const auto score = json::integer_at(axis, "score");
    rows.push_back(json::Object{{"id", json::text_at(axis, "id")}, {"label", source.say("risk.axis." + std::string(json::text_at(axis, "id")))}, {"likelihood", json::integer_at(axis, "l")}, {"impact", json::integer_at(axis, "i")},
                                {"score", score}, {"why", source.pick(json::find(axis, "why"))}, {"level", limits.level(score)}});
  }
  const auto level = std::string(json::text_at(*result, "level"));
  return json::Object{{"level", level}, {"level_text", level.empty() ? std::string{} : source.say("risk.level." + level)},
                      {"thresholds", json::Object{{"red", limits.red}, {"orange", limits.orange}, {"yellow", limits.yellow}}}, {"rows", std::move(rows)}};
}

json::Value dimensions_of(const Source& source) {
  const auto* result = section(source, "dimensions");
  if (!result) return nullptr;
  json::Array rows;
  for (const std::string name : {"time", "space", "participants", "event", "emotion"}) {
    const auto count = [&](const char* member) { return static_cast<std::int64_t>(json::list_at(*result, name + "." + member).size()); };
    rows.push_back(json::Object{{"id", name}, {"label", source.say("dimension." + name)}, {"known", count("facts")}, {"findings", count("findings")}, {"open", count("open_questions")}});
  }
  return json::Object{{"rows", std::move(rows)}};
}

json::Value ladder_of(const Source& source) {
  const auto* result = source.options.texts && source.options.restricted ? section(source, "negotiation_plan") : nullptr;
  if (!result || json::list_at(*result, "ladder").empty()) return nullptr;
  const auto currency = json::text_at(*result, "frame.entitlement.currency");
  json::Array rows;
  for (const auto& rung : json::list_at(*result, "ladder")) {
    const auto state = std::string(json::text_at(rung, "release.state", "locked"));
    const auto k = json::integer_at(rung, "k");
    rows.push_back(json::Object{{"k", k}, {"label", source.say("plan.ladder.step") + " " + std::to_string(k)}, {"bp", json::integer_at(rung, "bp")}, {"total", json::integer_at(rung, "total")}, {"goodwill", json::integer_at(rung, "goodwill")},
                                {"state", state}, {"state_text", source.say("plan.release." + state)}});
  }
  json::Object out{{"currency", currency}, {"digits", source.runtime.environment().packs->currency_digits(currency)}, {"owed", json::integer_at(*result, "frame.entitlement.minor")}, {"counter", nullptr}, {"rows", std::move(rows)}};
  if (const auto* counter = json::find(*result, "counter.minor"); counter && counter->is_int64()) out["counter"] = *counter;
  return out;
}

}  // namespace

json::Value charts(const Source& source) {
  using Function = json::Value (*)(const Source&);
  static constexpr std::pair<const char*, Function> kCharts[] = {{"clocks", clocks_of}, {"emotion", emotion_of}, {"risk", risk_of}, {"dimensions", dimensions_of}, {"ladder", ladder_of}};
  json::Object out;
  for (const auto& [name, function] : kCharts)
    if (auto chart = function(source); chart.is_object()) out[name] = std::move(chart);
  return out;
}

}  // namespace amends::review
