#include "review/case_parts.hpp"
#include "support/utf8.hpp"

namespace amends::review {

json::Array evidence_of(const Source& source, const json::Value& envelope, const json::Array& ids) {
  json::Array out;
  for (const auto& id : ids)
    for (const auto& item : json::list_at(envelope, "evidence")) {
      if (json::text_at(item, "id") != json::text_or(&id, "")) continue;
      const auto kind = json::text_at(item, "kind");
      json::Object one{{"kind", source.say("evidence." + std::string(kind))}, {"code", kind}};
      if (kind == "span") {
        one["text"] = source.options.texts ? std::string(json::text_at(item, "quote")) : std::string("…");
        one["place"] = std::string(json::text_at(item, "doc")) + " [" + std::to_string(json::integer_at(item, "start")) + "," + std::to_string(json::integer_at(item, "end")) + ")";
        one["doc"] = json::text_at(item, "doc");
        one["start"] = json::integer_at(item, "start");
        one["end"] = json::integer_at(item, "end");
        one["where"] = json::list_at(source.record(), "text.docs").size() > 1 ? document_text(source, json::text_at(item, "doc")) : std::string{};
      } else if (kind == "document") {
        one["place"] = json::text_at(item, "doc");
        one["where"] = std::string{};
        one["text"] = document_text(source, json::text_at(item, "doc"));
      } else {
        const auto* value = json::find(item, "value");
        one["place"] = json::text_at(item, "path");
        one["where"] = path_text(source, json::text_at(item, "path"));
        std::string shown = shown_value(source, value ? *value : json::Value(nullptr), json::text_at(item, "path"));
        if (shown.size() > 240) shown = std::string(utf8::slice(shown, 0, 80)) + "…";
        one["text"] = shown;
        if (kind == "computation") {
          if (auto known = known_label("note." + std::string(json::text_at(item, "note")), source.options.language)) one["where"] = *known;
          const auto& went_in = json::object_at(item, "operands");
          if (source.options.texts || !holds_words(went_in))
            if (auto operands = operands_text(source, went_in); !operands.empty()) one["operands"] = operands;
        }
      }
      if (const auto note = json::text_at(item, "note"); !note.empty()) one["note"] = note;
      out.push_back(std::move(one));
    }
  return out;
}

json::Array findings(const Source& source) {
  json::Array out;
  for (const auto& severity : {"block", "warn", "info"})
    for (const auto& [path, section] : source.state().sections())
      for (const auto& finding : json::list_at(section.envelope, "findings")) {
        if (json::text_at(finding, "severity") != severity || is_withheld(source, path)) continue;
        out.push_back(json::Object{{"severity", severity},
                                   {"severity_text", source.say(severity)},
                                   {"code", json::text_at(finding, "code")},
                                   {"text", source.pick(json::find(finding, "text"))},
                                   {"confidence", json::integer_at(finding, "confidence", 100)},
                                   {"rule", json::text_at(finding, "rule")},
                                   {"stage", runtime::short_stage_id(section.stage)},
                                   {"stage_title", stage_title(source, section.stage)},
                                   {"evidence", evidence_of(source, section.envelope, json::list_at(finding, "evidence"))}});
      }
  for (const auto& [path, section] : source.state().sections())
    for (const auto& clash : json::list_or_empty(&section.clashes)) {
      const auto* kept = json::find(clash, "kept");
      const auto* proposed = json::find(clash, "proposed");
      const auto where = std::string(json::text_at(clash, "path"));
      out.push_back(json::Object{
          {"severity", "warn"},
          {"severity_text", source.say("warn")},
          {"code", "record.clash"},
          {"text", source.zh() ? "记录已有「" + path_text(source, where) + "」，与系统读数不同；保留记录。" : "The record already holds the " + path_text(source, where) + "; the reading differs. The record is kept."},
          {"confidence", 100},
          {"rule", ""},
          {"stage", runtime::short_stage_id(section.stage)},
          {"stage_title", stage_title(source, section.stage)},
          {"evidence", json::Array{json::Object{{"kind", source.say("evidence.field")}, {"code", "field"}, {"place", where}, {"where", path_text(source, where)},
                                                {"text", shown_value(source, kept ? *kept : json::Value(nullptr), where) + " ≠ " + shown_value(source, proposed ? *proposed : json::Value(nullptr), where)}}}}});
    }
  return out;
}

}  // namespace amends::review
