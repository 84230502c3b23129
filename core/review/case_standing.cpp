#include <algorithm>

#include "review/case_parts.hpp"

namespace amends::review {

json::Value classification(const Source& source) {
  const auto* result = json::find(source.record(), "analysis.classify");
  if (!result || !result->is_object()) return nullptr;
  json::Object out;
  const auto primary = json::text_at(*result, "nature.primary");
  out["nature"] = nature_title(source, primary);
  out["nature_code"] = primary;
  json::Array secondary;
  for (const auto& code : json::list_at(*result, "nature.secondary")) secondary.push_back(json::Value(nature_title(source, json::text_or(&code, ""))));
  out["secondary"] = std::move(secondary);
  if (const auto* confidence = json::find(*result, "nature.confidence")) out["confidence"] = *confidence;
  json::Array scores;
  for (const auto& [code, score] : json::object_at(*result, "nature.scores")) {
    const auto points = json::integer_or(&score, 0);
    if (points > 0) scores.push_back(json::Object{{"title", nature_title(source, code)}, {"points", points}});
  }
  std::stable_sort(scores.begin(), scores.end(), [](const json::Value& a, const json::Value& b) { return json::integer_at(a, "points") > json::integer_at(b, "points"); });
  out["scores"] = std::move(scores);
  const auto level = std::string(json::text_at(*result, "severity.level"));
  out["level"] = level;
  out["level_text"] = source.say("severity." + level);
  out["score"] = json::integer_at(*result, "severity.score");
  json::Array parts;
  for (const auto& [name, points] : json::object_at(*result, "severity.parts"))
    parts.push_back(json::Object{{"name", source.say("part." + std::string(name))}, {"points", json::integer_or(&points, 0)}});
  out["parts"] = std::move(parts);
  json::Array floors;
  for (const auto& floor : json::list_at(*result, "severity.floors")) floors.push_back(json::Value(source.say("floor." + std::string(json::text_or(&floor, "")))));
  out["floors"] = std::move(floors);
  out["complexity"] = source.say(json::text_at(*result, "complexity"));
  out["breach"] = source.say(json::text_at(*result, "breach", "none"));
  out["quick_path"] = json::bool_at(*result, "quick_path");
  return out;
}

json::Value route(const Source& source) {
  const auto* result = json::find(source.record(), "analysis.routing");
  if (!result || !result->is_object()) return nullptr;
  const auto primary = json::integer_at(*result, "primary", -1);
  json::Object out;
  json::Array alternatives, duties;
  const auto section = source.state().sections().find("analysis.routing");
  for (const auto& row : json::list_at(*result, "matched")) {
    const auto number = json::integer_at(row, "row");
    json::Object one{{"row", number}, {"title", title_in(source, "routes", json::text_at(row, "route"))}, {"reason", source.pick(json::find(row, "reason"))}, {"kind", json::text_at(row, "kind")}};
    if (section != source.state().sections().end()) one["evidence"] = evidence_of(source, section->second.envelope, json::list_at(row, "evidence"));
    if (number == primary) out["primary"] = std::move(one);
    else if (json::text_at(row, "kind") == "duty") duties.push_back(std::move(one));
    else alternatives.push_back(std::move(one));
  }
  out["alternatives"] = std::move(alternatives);
  out["duties"] = std::move(duties);
  if (const auto* notice = json::find(*result, "rights_notice"); notice && notice->is_object()) {
    const auto* text = json::find(*notice, "text");
    const auto shown = source.pick(text ? text : notice);
    if (!shown.empty()) out["rights"] = shown;
  } else if (notice && notice->is_string()) {
    out["rights"] = json::text_or(notice, "");
  }
  return out;
}

}  // namespace amends::review
