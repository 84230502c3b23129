#include <map>
#include <set>
#include <string>

#include "review/case_parts.hpp"

namespace amends::review {
namespace {

/// Colour classes of marks in the text, by what the evidence is for.
std::string mark_kind(std::string_view code) {
  if (code.find("safety") != std::string_view::npos) return "safety";
  if (code.find("vulnerab") != std::string_view::npos) return "care";
  if (code.find("threat") != std::string_view::npos || code.find("escalat") != std::string_view::npos) return "threat";
  if (code.find("demand") != std::string_view::npos || code.find("money") != std::string_view::npos || code.find("amount") != std::string_view::npos) return "demand";
  if (code.find("emotion") != std::string_view::npos) return "emotion";
  return "fact";
}

}  // namespace

json::Array documents(const Source& source) {
  json::Array out;
  for (const auto& doc : json::list_at(source.record(), "text.docs")) {
    json::Object one{{"id", json::text_at(doc, "id")}, {"kind", json::text_at(doc, "kind")}, {"title", document_text(source, json::text_at(doc, "id"))}};
    if (const auto at = parse_instant(json::text_at(doc, "at"))) one["at"] = source.local(*at);
    if (!source.options.texts) {
      one["hidden"] = source.say("hidden");
      out.push_back(std::move(one));
      continue;
    }
    one["body"] = json::text_at(doc, "body");
    json::Array marks;
    std::set<std::tuple<std::int64_t, std::int64_t, std::string>> seen;
    for (const auto& [path, section] : source.state().sections()) {
      if (is_withheld(source, path)) continue;
      // What cites a piece of evidence names the mark.
      std::map<std::string, std::string> codes, texts;
      for (const auto& finding : json::list_at(section.envelope, "findings"))
        for (const auto& id : json::list_at(finding, "evidence")) {
          codes[std::string(json::text_or(&id, ""))] = json::text_at(finding, "code");
          texts[std::string(json::text_or(&id, ""))] = source.pick(json::find(finding, "text"));
        }
      for (const auto& item : json::list_at(section.envelope, "evidence")) {
        if (json::text_at(item, "kind") != "span" || json::text_at(item, "doc") != json::text_at(doc, "id")) continue;
        const auto id = std::string(json::text_at(item, "id"));
        const auto note = std::string(json::text_at(item, "note"));
        const auto code = codes.contains(id) ? codes.at(id) : note;
        const auto start = json::integer_at(item, "start"), end = json::integer_at(item, "end");
        const auto kind = mark_kind(code.empty() ? note : code);
        if (!seen.emplace(start, end, kind).second) continue;
        marks.push_back(json::Object{{"start", start}, {"end", end}, {"kind", kind}, {"text", texts.contains(id) ? texts.at(id) : note}, {"stage", stage_title(source, section.stage)}});
      }
    }
    one["marks"] = std::move(marks);
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace amends::review
