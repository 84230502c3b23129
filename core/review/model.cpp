#include <algorithm>
#include <cstdio>
#include <set>

#include "calendar/duration.hpp"
#include "calendar/zone.hpp"
#include "packs/packs.hpp"
#include "review/case_trail.hpp"
#include "review/labels.hpp"
#include "review/review.hpp"
#include "runtime/approving.hpp"
#include "support/money.hpp"
#include "support/utf8.hpp"

namespace amends::review {
namespace {

using runtime::Runtime;

constexpr std::size_t kFormValuesShown = 7;

/// Everything the parts of the model need.
struct Source {
  const Runtime& runtime;
  const Runtime::Loaded& loaded;
  const Options& options;
  const runtime::Organisation& organisation;
  std::string zone;
  Instant now;

  [[nodiscard]] const runtime::CaseState& state() const { return loaded.state; }
  [[nodiscard]] const json::Value& record() const { return loaded.state.record(); }
  [[nodiscard]] std::string say(std::string_view key) const { return label(key, options.language); }
  [[nodiscard]] bool zh() const { return options.language == "zh"; }
  [[nodiscard]] std::string pick(const json::Value* texts) const { return std::string(json::in_language(texts, options.language)); }
  [[nodiscard]] std::string local(Instant at) const {
    const auto found = calendar::Zone::find(zone);
    if (!found) return format_instant(at);
    const auto text = calendar::describe_local(at, *found);
    return zh() ? text.zh : text.en;
  }
  [[nodiscard]] std::string due(Instant at) const {
    const auto found = calendar::Zone::find(zone);
    if (!found) return format_instant(at);
    const auto text = calendar::describe_due(at, *found);
    return zh() ? text.zh : text.en;
  }
};

/// "CNY 1,234.50", "1,234.50元".
std::string money_text(const Source& source, const json::Value& money) {
  const auto currency = json::text_at(money, "currency");
  const auto sum = format_minor(json::integer_at(money, "minor"), source.runtime.environment().packs->currency_digits(currency));
  return currency == "CNY" && source.zh() ? sum + "元" : std::string(currency) + " " + sum;
}

/// "6 d 3 h", "还剩6天3小时": whole days and hours between two instants.
std::string span_text(const Source& source, std::int64_t us) {
  const auto hours = us / 3'600'000'000;
  const auto days = hours / 24, rest = hours % 24;
  char buffer[96];
  if (days > 0) std::snprintf(buffer, sizeof buffer, source.zh() ? "%lld天%lld小时" : "%lld d %lld h", static_cast<long long>(days), static_cast<long long>(rest));
  else std::snprintf(buffer, sizeof buffer, source.zh() ? "%lld小时%lld分" : "%lld h %lld min", static_cast<long long>(hours), static_cast<long long>(us / 60'000'000 % 60));
  return buffer;
}

std::string title_in(const Source& source, std::string_view file, std::string_view id) {
  if (const auto* pack = source.runtime.environment().packs->file(file))
    for (const auto& row : json::list_at(*pack, "rows"))
      if (json::text_at(row, "id") == id || json::text_at(row, "code") == id)
        if (const auto* title = json::find(row, "title")) return source.pick(title);
  return std::string(id);
}

std::string nature_title(const Source& source, std::string_view code) { return code.empty() ? std::string{} : title_in(source, "nature.taxonomy", code); }

/// A stage as people call it, from its manifest; its short id when no loaded plugin offers it.
std::string stage_title(const Source& source, std::string_view id) {
  const auto* stages = source.runtime.environment().stages;
  const auto* stage = stages ? stages->find(id, 0) : nullptr;
  const auto* title = stage ? json::find(stage->manifest().raw, "texts.title") : nullptr;
  auto text = title ? source.pick(title) : std::string{};
  return text.empty() ? runtime::short_stage_id(id) : text;
}

/// A reading of class P4 (portrait, psychology, suspicion of an agent, plan of a negotiation): who reads no texts reads none of these either (catalogue 2.4).
bool is_withheld(const Source& source, std::string_view path) {
  if (source.options.texts) return false;
  for (const auto* restricted : {"analysis.portrait", "analysis.psychology", "analysis.organised_agent", "analysis.negotiation_plan"})
    if (path == restricted || path.starts_with(std::string(restricted) + ".")) return true;
  return false;
}

std::string form_title(const Source& source, std::string_view form) {
  const auto* file = form.empty() ? nullptr : source.runtime.environment().packs->file("forms/" + std::string(form));
  const auto* title = file ? json::find(*file, "title") : nullptr;
  return title ? source.pick(title) : std::string(form);
}

/// The place in the record as people call it; the path itself when nobody wrote a name. Positions in lists ("parties.0.anonymous") are left out.
std::string path_text(const Source& source, std::string_view path) {
  std::string key;
  for (std::size_t at = 0; at <= path.size();) {
    const auto dot = std::min(path.find('.', at), path.size());
    const auto part = path.substr(at, dot - at);
    if (part.empty() || part.find_first_not_of("0123456789") != std::string_view::npos) key += (key.empty() ? "" : ".") + std::string(part);
    at = dot + 1;
  }
  for (const auto* prefix : {"path.", "path.analysis."})  // officers correct "classify.nature.primary", the record says "analysis.classify.nature.primary"
    if (auto known = known_label(prefix + key, source.options.language)) return *known;
  if (key.starts_with("answers.")) {
    const auto form = key.substr(8, key.find('.', 8) - 8);
    if (auto title = form_title(source, form); title != form) return title;
  }
  return std::string(path);
}

/// A list that is better counted than written out: its rows are records of their own.
bool is_counted(std::string_view path) { return path == "history.prior" || path == "history.contacts" || path == "documents" || path == "parties" || path == "events" || path == "text.docs"; }

/// A row of a result as one short phrase: "respect 55", "an apology", "older person (suspected)". Empty for another object. Ids of evidence are for machines.
std::string row_text(const Source& source, const json::Value& row) {
  const auto in_brackets = [&](std::string_view text) { return (source.zh() ? "（" : " (") + std::string(text) + (source.zh() ? "）" : ")"); };
  const auto code = json::text_at(row, "code"), kind = json::text_at(row, "kind"), status = json::text_at(row, "status");
  if (!code.empty() && json::find(row, "score")) return source.say(code) + (json::find(row, "score")->is_int64() ? " " + std::to_string(json::integer_at(row, "score")) : "");
  if (!kind.empty() && !status.empty()) return source.say("vulnerable." + std::string(kind)) + in_brackets(source.say(status));
  if (!kind.empty() && (json::find(row, "quote") || json::find(row, "explicit"))) {
    const auto quote = json::text_at(row, "quote");
    return source.say("demand." + std::string(kind)) + (quote.empty() || !source.options.texts ? "" : in_brackets(quote));
  }
  if (kind.empty())
    if (const auto* text = json::find(row, "text"); text && text->is_object()) return source.pick(text);
  return {};
}

/// A value as a person reads it: sums with their currency, instants in the institution's zone, codes in words. `path` says which words.
std::string value_text(const Source& source, const json::Value& value, std::string_view path = {}) {
  if (value.is_null()) return source.say("unknown");
  if (value.is_bool()) return source.say(value.get_bool() ? "yes" : "no");
  if (value.is_string()) {
    const auto text = std::string(json::text_or(&value, ""));
    if (text.size() >= 20 && text[4] == '-' && text.back() == 'Z')
      if (const auto at = parse_instant(text)) return source.local(*at);
    if (text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789S") != std::string::npos) return text;  // no code
    for (const auto& key : {path == "channel.kind" ? "channel." + text : path == "case.status" ? "status." + text : path == "threat" ? "threat." + text : std::string("severity.") + text, text})
      if (auto known = known_label(key, source.options.language)) return *known;
    return nature_title(source, text);
  }
  if (value.is_object()) {
    if (json::find(value, "minor") && json::find(value, "currency")) return money_text(source, value);
    if (json::find(value, "basis") && json::find(value, "due_at")) {  // a clock of the record
      const auto at = parse_instant(json::text_at(value, "due_at"));
      return source.say("clock." + std::string(json::text_at(value, "kind"))) + " " + std::string(json::text_at(value, "basis")) + (at ? " · " + source.say("due") + " " + source.due(*at) : "");
    }
    if (path.ends_with("threats") || path.find("threats.") != std::string_view::npos) return value_text(source, json::Value(json::text_at(value, "kind")), "threat") + (source.zh() ? "（" : " (") + source.say(json::text_at(value, "state")) + (source.zh() ? "）" : ")");
    if (const auto row = row_text(source, value); !row.empty()) return row;
    std::string out;
    for (const auto& [name, member] : value.get_object())
      if (name != "evidence") out += (out.empty() ? "" : source.zh() ? "，" : ", ") + known_label("operand." + std::string(name), source.options.language).value_or(std::string(name)) + " " + value_text(source, member);
    return out;
  }
  if (value.is_array()) {
    if (is_counted(path) && !value.get_array().empty()) return std::to_string(value.get_array().size()) + (source.zh() ? "" : " ") + source.say("entries");
    std::string out;
    for (const auto& one : value.get_array()) out += (out.empty() ? "" : source.zh() ? "、" : ", ") + value_text(source, one, path);
    return out.empty() ? source.say("none") : out;
  }
  return json::write(value);
}

/// What went into a computation, in words. `of` names the sum that `minor` is the amount of.
std::string operands_text(const Source& source, const json::Object& operands) {
  std::string out;
  const auto currency = std::string(json::text_at(source.record(), "money.claimed.currency"));
  for (const auto& [name, operand] : operands) {
    std::string title, shown;
    if (name == "of" && operands.contains("minor")) {
      const auto path = std::string(json::text_or(&operand, ""));
      const auto* money = json::find(source.record(), path);
      title = path_text(source, path);
      shown = money && money->is_object() ? money_text(source, *money) : value_text(source, operands.at("minor"));
    } else if (name == "minor" && operands.contains("of")) {
      continue;
    } else if ((name == "digits" || name == "num" || name == "den") && operands.contains("den")) {
      continue;  // the scale of the currency: for auditors, in the journal
    } else if ((name == "claimed" || name == "loss_proved" || name == "exposure" || name == "paid" || name == "got") && operand.is_int64() && !currency.empty()) {
      shown = money_text(source, json::Object{{"currency", currency}, {"minor", operand}});
    } else {
      shown = value_text(source, operand);
    }
    if (title.empty())
      for (const auto* prefix : {"operand.", "part.", ""})
        if (auto known = known_label(prefix + std::string(name), source.options.language); known && title.empty()) title = *known;
    if (title.empty()) title = nature_title(source, name);
    out += (out.empty() ? "" : source.zh() ? "，" : ", ") + title + " " + shown;
  }
  return out;
}

/// Which document, in words: its kind, and its number where there are several.
std::string document_text(const Source& source, std::string_view id) {
  const auto& docs = json::list_at(source.record(), "text.docs");
  std::size_t number = 0;
  for (const auto& doc : docs) {
    ++number;
    if (json::text_at(doc, "id") != id) continue;
    const auto kind = source.say("document." + std::string(json::text_at(doc, "kind", "complaint")));
    return docs.size() > 1 ? kind + " " + std::to_string(number) : kind;
  }
  return std::string(id);
}

/// The zone at the end of a local time: said once above a list of times.
std::string without_zone(std::string text) {
  for (const auto* mark : {" (", "（"})
    if (const auto at = text.rfind(mark); at != std::string::npos) text.erase(at);
  return text;
}

std::string zone_text(const Source& source, Instant at) {
  const auto text = source.local(at);
  for (const std::string mark : {" (", "（"})
    if (const auto from = text.rfind(mark); from != std::string::npos) return text.substr(from + mark.size(), text.size() - from - mark.size() - (mark == "（" ? 3 : 1));
  return "UTC";
}

std::string actor_text(const Source& source, std::string_view actor) {
  if (actor == "system") return source.say("system");
  if (actor.starts_with("stage:")) return {};  // the line names the stage
  const auto colon = actor.find(':');
  if (colon != std::string_view::npos) actor.remove_prefix(colon + 1);
  return std::string(actor.substr(0, actor.find('#')));  // a stage's library hash is for auditors: `case journal` shows it
}

/// "... [ev1, ev2]": the citations serve machines; the findings beside show the same evidence in words.
std::string without_citations(std::string text) {
  for (auto at = text.find(" [ev"); at != std::string::npos; at = text.find(" [ev", at)) {
    const auto end = text.find(']', at);
    if (end == std::string::npos) break;
    text.erase(at, end + 1 - at);
  }
  return text;
}

json::Object case_head(const Source& source) {
  const auto& record = source.record();
  const auto text = [&](std::string_view path) { return json::text_at(record, path); };
  json::Object head{{"id", source.state().id()},
                    {"workflow", source.pick(&source.state().definition().title())},
                    {"institution", source.pick(&source.organisation.name)},
                    {"channel", source.say("channel." + std::string(text("channel.kind")))},
                    {"reference", text("channel.ref")},
                    {"status", source.say("status." + std::string(text("case.status")))},
                    {"run", source.say("run." + source.loaded.row.status)},
                    {"run_code", source.loaded.row.status}};
  if (const auto at = parse_instant(text("channel.received_at"))) head["received"] = source.local(*at);
  for (const auto& party : json::list_at(record, "parties"))
    if (json::text_at(party, "role") == "complainant")
      head["complainant"] = source.options.texts ? (json::text_at(party, "name").empty() ? source.say("anonymous") : std::string(json::text_at(party, "name"))) : std::string("—");
  return head;
}

/// Colour classes of marks in the text, by what the evidence is for.
std::string mark_kind(std::string_view code) {
  if (code.find("safety") != std::string_view::npos) return "safety";
  if (code.find("vulnerab") != std::string_view::npos) return "care";
  if (code.find("threat") != std::string_view::npos || code.find("escalat") != std::string_view::npos) return "threat";
  if (code.find("demand") != std::string_view::npos || code.find("money") != std::string_view::npos || code.find("amount") != std::string_view::npos) return "demand";
  if (code.find("emotion") != std::string_view::npos) return "emotion";
  return "fact";
}

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
        one["where"] = json::list_at(source.record(), "text.docs").size() > 1 ? document_text(source, json::text_at(item, "doc")) : std::string{};
      } else if (kind == "document") {
        one["place"] = json::text_at(item, "doc");
        one["where"] = std::string{};
        one["text"] = document_text(source, json::text_at(item, "doc"));
      } else {
        const auto* value = json::find(item, "value");
        const bool sensitive = !source.options.texts && (json::text_at(item, "path").starts_with("parties") || json::text_at(item, "path").starts_with("text"));
        one["place"] = json::text_at(item, "path");
        one["where"] = path_text(source, json::text_at(item, "path"));
        std::string shown = sensitive ? "…" : value_text(source, value ? *value : json::Value(nullptr), json::text_at(item, "path"));
        if (shown.size() > 240) shown = std::string(utf8::slice(shown, 0, 80)) + "…";
        one["text"] = shown;
        if (kind == "computation") {
          if (auto known = known_label("note." + std::string(json::text_at(item, "note")), source.options.language)) one["where"] = *known;
          if (auto operands = operands_text(source, json::object_at(item, "operands")); !operands.empty()) one["operands"] = operands;
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
                                                {"text", value_text(source, kept ? *kept : json::Value(nullptr), where) + " ≠ " + value_text(source, proposed ? *proposed : json::Value(nullptr), where)}}}}});
    }
  return out;
}

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

/// What a line of a ledger counts: days, or hours and minutes of working time.
std::string count_text(const Source& source, const json::Value& line, std::string_view member) {
  const auto amount = json::integer_at(line, member);
  if (json::text_at(line, "measure") == "day") return std::to_string(amount);
  const auto minutes = amount / 60'000'000;
  const auto hours = std::to_string(minutes / 60) + (source.zh() ? "小时" : " h"), rest = std::to_string(minutes % 60) + (source.zh() ? "分" : " min");
  return minutes % 60 == 0 ? hours : minutes < 60 ? rest : hours + (source.zh() ? "" : " ") + rest;
}

json::Array clocks(const Source& source) {
  json::Array out;
  for (const auto& clock : source.state().clocks()) {
    json::Object one{{"kind", source.say("clock." + clock.kind)}, {"rule", clock.rule}, {"starts", source.local(clock.starts_at)}, {"due", source.due(clock.due_at)},
                     {"due_at", format_instant(clock.due_at)}};
    const auto* title = json::find(clock.basis, "title");
    if (title && !title->is_null()) one["title"] = source.pick(title);
    std::string basis;
    for (const auto* member : {"instrument", "article"})
      if (const auto text = json::text_at(clock.basis, member); !text.empty() && text != "-") {
        if (std::string_view(member) == "article") basis += source.zh() ? " 第" + std::string(text) + "条" : ", art. " + std::string(text);
        else basis += std::string(text);
      }
    if (!basis.empty()) one["basis"] = basis;
    if (json::bool_at(clock.basis, "verify")) one["note"] = source.say("verify_note");
    if (const auto confidence = json::text_at(clock.basis, "confidence"); !confidence.empty()) one["confidence"] = confidence;
    if (clock.rule == "regulator") one["rule"] = "", one["title"] = source.say("given_date");  // no rule counts it
    std::string state = clock.state;
    if (clock.met_at) {
      one["met_at"] = source.local(*clock.met_at);
      if (!(*clock.met_at < clock.due_at)) state = "met_late";
    }
    one["state_code"] = state;
    one["state"] = source.say(state);
    if (clock.state != "met") {
      const auto left = clock.due_at.us - source.now.us;
      one["left"] = (left >= 0 ? source.say("left") : source.say("overdue")) + " " + span_text(source, left >= 0 ? left : -left);
      one["late"] = left < 0;
    }
    // Every day of the ledger when asked for.
    json::Array lines, days;
    if (source.options.full_ledger) {
      auto full = source.runtime.environment().clock_rules->full_ledger(source.organisation, clock.rule, clock.starts_at);
      if (full)
        for (const auto& line : json::list_at(*full, "ledger"))
          days.push_back(json::Object{{"day", json::text_at(line, "date")}, {"counted", json::integer_at(line, "counted")}, {"running", json::integer_at(line, "running")},
                                       {"measure", json::text_at(line, "measure")}, {"reason", source.pick(json::find(line, "reason"))}});
    }
    // The days as they were stored when the clock was set, like days drawn together.
    for (const auto& run : json::list_at(clock.ledger, "runs")) {
      const auto from = json::text_at(run, "from"), to = json::text_at(run, "to");
      lines.push_back(json::Object{{"day", from == to ? std::string(from) : std::string(from) + " – " + std::string(to)}, {"counted", json::integer_at(run, "counted")},
                                   {"running", json::integer_at(run, "running")}, {"measure", json::text_at(run, "measure")}, {"reason", source.pick(json::find(run, "reason"))}});
    }
    for (auto* list : {&lines, &days})
      for (auto& line : *list) line.get_object()["count"] = count_text(source, line, "counted"), line.get_object()["total"] = count_text(source, line, "running");
    one["ledger_runs"] = lines;
    one["ledger"] = days.empty() ? std::move(lines) : std::move(days);
    json::Array changes;
    for (const auto& change : clock.changes) {
      const auto before = parse_instant(json::text_at(change, "due_before"));
      changes.push_back(json::Value(std::string(json::text_at(change, "from_rule")) + (before ? " (" + source.due(*before) + ")" : "") + " → " + std::string(json::text_at(change, "rule"))));
    }
    one["changes"] = std::move(changes);
    out.push_back(std::move(one));
  }
  return out;
}

json::Array tasks(const Source& source) {
  json::Array out;
  for (const auto& task : source.state().tasks()) {
    json::Object one{{"id", task.id}, {"title", source.pick(&task.title)}, {"role", task.role}, {"role_text", role_text(task.role, source.options.language)}, {"form", task.form},
                     {"form_title", form_title(source, task.form)}, {"kind", task.kind}, {"blocking", task.blocking}};
    const auto status = task.withheld && task.status == "open" ? std::string("withheld") : task.status;
    one["status_code"] = status;
    one["status"] = source.say(status);
    if (task.due_at) {
      one["due"] = source.due(*task.due_at);
      one["late"] = task.status == "open" && *task.due_at <= source.now;
    }
    if (!task.answered_by.empty()) {
      one["by"] = task.answered_by;
      if (task.answered_at) one["at"] = source.local(*task.answered_at);
    }
    if (task.status == "answered" && task.answer.is_object() && source.options.texts) {
      // The form's own labels, so that an answer reads as it was given.
      const auto* form = source.runtime.environment().packs->file("forms/" + task.form);
      json::Array lines;
      for (const auto& [name, value] : task.answer.get_object()) {
        // What a person wrote stays as it is; only instants, sums and yes or no are put into words.
        std::string title(name), shown = value.is_string() && !json::text_or(&value, "").ends_with("Z") ? std::string(json::text_or(&value, "")) : value_text(source, value);
        if (form)
          for (const auto& field : json::list_at(*form, "fields")) {
            if (json::text_at(field, "field") != name) continue;
            title = source.pick(json::find(field, "label"));
            if (const auto* labels = json::find(field, "value_labels"))
              if (const auto* text = json::find(*labels, shown)) shown = source.pick(text);
          }
        lines.push_back(json::Object{{"label", title}, {"value", shown}});
      }
      one["answer"] = std::move(lines);
    }
    if (status == "open") {
      // How `amends task answer` is to be called: the fields that must be filled in, with their values where only some are known.
      if (const auto fields = form_fields(source.runtime, task.form); !fields.empty()) one["fields"] = (task.shows.is_null() ? "" : "--seen " + std::string(source.zh() ? "校验码 " : "DIGEST ")) + fields;
    }
    json::Array to;
    for (const auto& role : task.escalated_to) to.push_back(json::Value(role));
    one["escalated_to"] = std::move(to);
    out.push_back(std::move(one));
  }
  return out;
}

std::string event_line(const Source& source, const store::Event& event, const json::Value& payload) {
  const auto text = [&](std::string_view path) { return std::string(json::text_at(payload, path)); };
  const auto due = [&](std::string_view path) {
    const auto at = parse_instant(json::text_at(payload, path));
    return at ? without_zone(source.due(*at)) : std::string{};
  };
  const auto kind = event.kind;
  namespace k = runtime::kinds;
  // The task of an id, or of a timer ("decision#1:escalate:1"), by its title.
  const auto task = [&](const std::string& id) {
    for (const auto& one : source.state().tasks())
      if (one.id == id || id.starts_with(one.id + ":"))
        if (auto title = source.pick(&one.title); !title.empty()) return title;
    return id;
  };
  if (kind == k::stage_done) return stage_title(source, text("envelope.stage")) + " " + text("envelope.version") + (text("envelope.status") == "ok" ? "" : " (" + text("envelope.status") + ")");
  if (kind == k::stage_failed) return stage_title(source, text("stage")) + ": " + text("message");
  if (kind == k::chosen) return text("step") + " → " + (text("go").empty() ? text("reason") : text("go")) + (text("when").empty() ? "" : "  [" + text("when") + "]");
  if (kind == k::decided) return text("table");
  if (kind == k::facts_set) {
    std::string line;
    for (const auto& fact : json::list_at(payload, "facts")) {
      const auto* value = json::find(fact, "value");
      line += (line.empty() ? "" : source.zh() ? "，" : ", ") + path_text(source, json::text_at(fact, "path")) + " = " + value_text(source, value ? *value : json::Value(nullptr), json::text_at(fact, "path"));
    }
    return line;
  }
  if (kind == k::task_opened) return source.pick(json::find(payload, "title")) + (due("due_at").empty() ? "" : " · " + source.say("due") + " " + due("due_at"));
  if (kind == k::task_answered) {
    std::string guards;
    for (const auto& guard : json::list_at(payload, "guards"))
      if (const auto name = std::string(json::text_at(guard, "guard")); guards.find(name) == std::string::npos) guards += (guards.empty() ? "" : ", ") + name;
    return task(text("id")) + " · " + role_text(text("role"), source.options.language) + (guards.empty() ? "" : " · " + source.say("guards") + " " + guards);
  }
  if (kind == k::approval_refused) return task(text("task")) + " · " + role_text(text("role"), source.options.language) + " · " + source.say("why." + text("why"));
  if (kind == k::task_escalated) return task(text("id")) + " → " + role_text(text("to"), source.options.language);
  if (kind == k::timer_set || kind == k::timer_fired) return task(text("id")) + (due("due_at").empty() ? "" : " · " + due("due_at"));
  if (kind == k::clock_started || kind == k::clock_changed)
    return source.say("clock." + text("kind")) + (text("rule") == "regulator" ? "" : " ") + (text("from_rule").empty() ? "" : text("from_rule") + " → ") + (text("rule") == "regulator" ? "" : text("rule")) + " · " + source.say("due") + " " + due("due_at");
  if (kind == k::clock_met || kind == k::clock_warned || kind == k::clock_breached) return source.say("clock." + text("kind"));
  if (kind == k::corrected) return path_text(source, text("path")) + (source.zh() ? "：" : ": ") + text("reason");
  if (kind == k::document_added) return document_text(source, text("doc.id"));
  if (kind == k::date_missing) return task(text("id")) + " · " + text("length") + " · " + text("calendar") + " → " + text("last");
  if (kind == k::lookup_answered) {
    std::string line = text("step");
    for (const auto& one : json::list_at(payload, "answers")) {
      const auto* answer = json::find(one, "answer");
      const auto found = json::bool_at(one, "given") ? source.say("given") : json::is_null(answer) ? source.say("unknown") : answer->is_array() ? std::to_string(answer->get_array().size()) : json::write(*answer);
      line += " · " + source.say("lookup." + std::string(json::text_at(one, "lookup"))) + " " + found;
    }
    return line;
  }
  if (kind == k::parked) return text("step") + ": " + text("reason");
  if (kind == k::case_opened) return source.pick(&source.state().definition().title()) + " " + text("version");
  return text("id").empty() ? text("step") : text("id");
}

json::Array timeline(const Source& source) {
  json::Array out;
  for (const auto& event : source.loaded.events) {
    const auto payload = json::parse(event.payload);
    out.push_back(json::Object{{"seq", event.seq},
                               {"at", without_zone(source.local(event.at))},
                               {"actor", actor_text(source, event.actor)},
                               {"kind", source.say("event." + event.kind)},
                               {"code", event.kind},
                               {"text", payload ? event_line(source, event, *payload) : std::string{}}});
  }
  return out;
}

json::Array facts(const Source& source) {
  json::Array out;
  const auto& record = source.record();
  const auto add = [&](std::string_view key, std::string value) {
    if (!value.empty()) out.push_back(json::Object{{"label", source.say(key)}, {"value", value}});
  };
  const auto bracketed = [&](const std::string& text) { return source.zh() ? "（" + text + "）" : " (" + text + ")"; };
  const auto money = [&](std::string_view path) {
    const auto* value = json::find(record, path);
    return value && value->is_object() ? money_text(source, *value) : std::string{};
  };
  add("claimed", money("money.claimed"));
  add("entitlement", money("money.entitlement"));
  std::string demands;
  for (const auto& demand : json::list_at(record, "demand")) {
    const auto* amount = json::find(demand, "amount");
    demands += (demands.empty() ? "" : source.zh() ? "、" : ", ") + source.say("demand." + std::string(json::text_at(demand, "kind"))) +
               (amount && amount->is_object() ? " " + money_text(source, *amount) : "");
  }
  add("demands", demands);
  std::string care;
  for (const auto& flag : json::list_at(record, "flags.vulnerability"))
    care += (care.empty() ? "" : source.zh() ? "、" : ", ") + source.say("vulnerable." + std::string(json::text_at(flag, "kind"))) + bracketed(source.say(json::text_at(flag, "status")));
  add("vulnerability", care);
  std::string safety;
  for (const auto* kind : {"self_harm", "violence"})
    if (const auto degree = json::text_at(record, std::string("flags.safety.") + kind, "none"); degree != "none")
      safety += (safety.empty() ? "" : source.zh() ? "、" : ", ") + source.say(kind) + bracketed(source.say(degree));
  add("safety", safety);
  if (const auto band = json::text_at(record, "analysis.intake.emotion.band"); !band.empty()) {
    const auto dominant = json::text_at(record, "analysis.intake.emotion.dominant");
    add("emotion", source.say(band) + (dominant.empty() ? "" : " · " + source.say(dominant)) + bracketed(std::to_string(json::integer_at(record, "analysis.intake.emotion.intensity")) + (source.zh() ? "，" : " ") + source.say("of_100")));
  }
  std::string threats;
  for (const auto& threat : json::list_at(record, "analysis.intake.threats"))
    threats += (threats.empty() ? "" : source.zh() ? "、" : ", ") + source.say("threat." + std::string(json::text_at(threat, "kind"))) + bracketed(source.say(json::text_at(threat, "state")));
  add("threats", threats);
  return out;
}

/// Which date is missing because the calendar pack ends before it, and what to do.
std::string undated(const Source& source, const std::string& id, const json::Value& missing) {
  const auto name = id.substr(id.find(':') + 1);
  std::string what;
  if (id.starts_with("clock:")) what = source.say("clock." + name);
  else if (name.starts_with("clock:")) what = (source.zh() ? "提醒：" : "the warning of: ") + source.say("clock." + name.substr(6, name.find(':', 6) - 6));
  else {
    const auto task_id = name.substr(0, name.find(":escalate") == std::string::npos ? name.find("/escalate") : name.find(":escalate"));
    const auto* task = source.state().task(task_id);
    what = id.starts_with("task:") ? (source.zh() ? "待办的到期日：" : "the due date of the task: ") : (source.zh() ? "待办的升级：" : "the escalation of the task: ");
    what += task ? source.pick(&task->title) : name;
  }
  const auto calendar = std::string(json::text_at(missing, "calendar")), last = std::string(json::text_at(missing, "last")), length = std::string(json::text_at(missing, "length"));
  const auto parsed = calendar::parse_duration(length);
  const auto first = std::string(json::text_at(missing, "first"));
  const bool early = json::text_at(missing, "from") < std::string_view(first);
  if (source.zh())
    return "日期算不出来：" + what + "（" + (parsed ? calendar::duration_zh(*parsed) : length) + "）。日历包 " + calendar + (early ? " 从 " + first + " 开始" : " 只到 " + last) + "；请安装包含该日期的日历包，然后运行 amends case resume " +
           source.state().id() + "。其他时限照常计算。";
  return "No date can be worked out for " + what + " (" + (parsed ? calendar::duration_en(*parsed) : length) + "): the calendar pack " + calendar + (early ? " begins on " + first : " ends on " + last) +
         ". Install a calendar pack that reaches the date, then run amends case resume " + source.state().id() + ". The other clocks run.";
}

json::Array alerts(const Source& source) {
  json::Array out;
  const auto add = [&](std::string_view level, std::string text) { out.push_back(json::Object{{"level", level}, {"text", text}}); };
  if (source.state().safety_hold()) {
    std::string contacts;
    for (const auto& contact : json::list_at(source.organisation.raw, "safety_contacts"))
      contacts += (contacts.empty() ? "" : source.zh() ? "；" : "; ") + source.pick(json::find(contact, "name")) + " " + std::string(json::text_at(contact, "number"));
    add("danger", (source.zh() ? "人身安全优先：由受过培训的人员立即联系，不争辩、不谈条件、不让其独处。在其答复之前不发送任何内容，也不开展其他待办。" :
                                 "Safety first: a trained person makes contact at once; no argument, no bargaining, never alone. Nothing is sent and no other task opens before that person has answered.") +
                      (contacts.empty() ? "" : (source.zh() ? " 紧急联系：" : " Emergency contacts: ") + contacts));
  }
  for (const auto& clock : source.state().clocks())
    if (clock.state == "breached" || (clock.state == "running" && clock.due_at <= source.now))
      add("danger", source.say("clock." + clock.kind) + ": " + source.say("breached") + " (" + source.due(clock.due_at) + ")");
  for (const auto& [id, missing] : source.state().missing_dates()) add("warn", undated(source, id, missing));
  for (const auto& task : source.state().tasks())
    if (task.kind == "guard" && task.status == "open") add("danger", source.pick(&task.title));
  for (const auto& approval : source.state().approvals()) {
    if (!approval.approved || source.state().approval_of(approval.step) != &approval || source.loaded.row.status == "finished" || source.loaded.row.status == "cancelled") continue;
    std::string paths;
    for (const auto& path : runtime::uncovered(source.state(), source.organisation, approval)) paths += (paths.empty() ? "" : source.zh() ? "、" : ", ") + path_text(source, path);
    if (paths.empty()) continue;
    const auto* task = source.state().task(approval.task);
    const auto title = task ? source.pick(&task->title) : approval.task;
    add("warn", source.zh() ? "批准已失效（" + title + "）：批准之后" + paths + "有变化，发出之前须重新审批。" : "The approval no longer holds (" + title + "): " + paths + " changed after it; have it approved again before anything goes out.");
  }
  for (const auto& token : source.state().flow().tokens)
    if (token.state == flow::TokenState::parked) add("warn", source.say("run.parked") + ": " + token.reason);
  for (const auto& [path, section] : source.state().sections()) {
    const auto stale = source.state().stale_paths(section);
    if (stale.empty()) continue;
    // That an officer has answered since is the course of things; that the facts or the text have changed is not.
    std::string paths, answers;
    for (const auto& one : stale) {
      auto& list = one.starts_with("answers.") ? answers : paths;
      list += (list.empty() ? "" : source.zh() ? "、" : ", ") + path_text(source, one);
    }
    const auto title = stage_title(source, section.stage);
    if (!paths.empty()) add("warn", title + (source.zh() ? "：" : ": ") + source.say("stale") + (source.zh() ? "（" : " (") + paths + (source.zh() ? "）" : ")"));
    else if (source.loaded.row.status != "finished") add("info", source.zh() ? title + source.say("answered_since") + answers + "。" : title + ". " + source.say("answered_since") + answers + ".");
  }
  for (const auto& finding : json::list_at(source.state().opening(), "findings")) add("info", source.pick(json::find(finding, "text")));
  return out;
}

std::string headline(const Source& source, const json::Value& classified, const json::Value& routed) {
  std::string line;
  const auto channel = source.say("channel." + std::string(json::text_at(source.record(), "channel.kind")));
  const auto claimed = json::find(source.record(), "money.claimed");
  const auto amount = claimed && claimed->is_object() ? money_text(source, *claimed) : std::string{};
  std::string demands;
  for (const auto& demand : json::list_at(source.record(), "demand"))
    demands += (demands.empty() ? "" : source.zh() ? "、" : " and ") + source.say("demand." + std::string(json::text_at(demand, "kind")));
  const bool enquiry = json::text_at(source.record(), "case.kind") == "enquiry";
  const auto nature = json::text_at(classified, "nature"), level = json::text_at(classified, "level_text");
  if (source.zh()) {
    line = channel + (enquiry ? "咨询" : "投诉");
    if (!nature.empty()) line += "，" + std::string(nature);
    if (!demands.empty()) line += "，要求" + demands;
    if (!amount.empty()) line += "，涉及" + amount;
    if (!level.empty()) line += "；" + std::string(level);
    if (const auto title = json::text_at(routed, "primary.title"); !title.empty()) line += "；建议途径：" + std::string(title);
  } else {
    line = (enquiry ? "Enquiry by " : "Complaint by ") + channel;
    if (!nature.empty()) line += ": " + std::string(nature);
    if (!demands.empty()) line += "; asks for " + demands;
    if (!amount.empty()) line += ", " + amount;
    if (!level.empty()) line += "; " + std::string(level);
    if (const auto title = json::text_at(routed, "primary.title"); !title.empty()) line += "; proposed route: " + std::string(title);
  }
  // What was decided stands where the answer of the decision says so; without the form's own words it is left to the tasks below.
  for (const auto& task : source.state().tasks())
    if (task.form == "officer_decision" && task.status == "answered") {
      const auto* form = source.runtime.environment().packs->file("forms/officer_decision");
      const auto decision = json::text_at(task.answer, "decision");
      for (const auto& field : form ? json::list_at(*form, "fields") : json::Array{})
        if (json::text_at(field, "field") == "decision")
          if (const auto* words = json::find(field, "value_labels." + std::string(decision))) {
            line += (source.zh() ? "；决定：" : "; decision: ") + source.pick(words);
            if (const auto* sum = json::find(task.answer, "amount"); sum && sum->is_object()) line += " " + money_text(source, *sum);
          }
    }
  const runtime::ClockState* next = nullptr;
  for (const auto& clock : source.state().clocks())
    if (clock.state != "met" && clock.kind != "acknowledge" && (!next || clock.due_at < next->due_at)) next = &clock;
  if (next) line += (source.zh() ? "；须于" : "; to be answered by ") + source.due(next->due_at) + (source.zh() ? "前答复" : "");
  return line + (source.zh() ? "。" : ".");
}

}  // namespace

std::string form_fields(const Runtime& runtime, std::string_view form) {
  const auto* file = form.empty() ? nullptr : runtime.environment().packs->file("forms/" + std::string(form));
  std::string out;
  for (const auto& field : file ? json::list_at(*file, "fields") : json::Array{}) {
    const auto name = json::text_at(field, "field");
    if (!json::bool_at(field, "required") || name == "who") continue;  // who answers is known from --by
    std::string values;
    std::size_t shown = 0;
    for (const auto& value : json::list_at(field, "values")) {
      if (++shown > kFormValuesShown) {
        values += "|…";  // a wrong value is answered by the whole list
        break;
      }
      values += (values.empty() ? "" : "|") + std::string(json::text_or(&value, ""));
    }
    if (json::text_at(field, "type") == "boolean") values = "true|false";
    if (values.empty() && name.ends_with("_at")) values = "now";
    out += (out.empty() ? "" : " ") + std::string(name) + "=" + (values.empty() ? "…" : values);
  }
  return out;
}

json::Value model(const Runtime& runtime, const Runtime::Loaded& loaded, const Options& options) {
  const auto* organisation = runtime.environment().organisations->find(loaded.state.institution());
  const auto& own = organisation ? *organisation : runtime.environment().organisations->standard();
  auto now = const_cast<Runtime&>(runtime).clock().now();
  const Source source{runtime, loaded, options, own, own.zone, now};
  json::Object out;
  out["language"] = options.language;
  out["case"] = case_head(source);
  const auto classified = classification(source);
  const auto routed = route(source);
  out["headline"] = headline(source, classified, routed);
  out["alerts"] = alerts(source);
  out["facts"] = facts(source);
  out["documents"] = documents(source);
  out["classification"] = classified;
  out["route"] = routed;
  out["clocks"] = clocks(source);
  out["findings"] = findings(source);
  json::Array explanations, sections, guards;
  for (const auto& [path, section] : source.state().sections()) {
    if (const auto* text = json::find(section.envelope, "explain"); text && !is_withheld(source, path)) {
      const auto shown = without_citations(source.pick(text));
      if (!shown.empty()) explanations.push_back(json::Object{{"stage", runtime::short_stage_id(section.stage)}, {"stage_title", stage_title(source, section.stage)}, {"text", shown}});
    }
    json::Array stale;
    for (const auto& one : source.state().stale_paths(section)) stale.push_back(json::Value(one));
    sections.push_back(json::Object{{"stage", section.stage}, {"version", section.version}, {"run", section.run}, {"at", source.local(section.at)}, {"stale", std::move(stale)}});
    for (const auto& guard : json::list_at(section.envelope, "guards")) {
      const auto* text = json::find(guard, "text");
      guards.push_back(json::Object{{"guard", json::text_at(guard, "guard")}, {"action", source.say(json::text_at(guard, "action"))}, {"text", source.pick(text)}, {"where", json::text_at(guard, "where")},
                                    {"stage", runtime::short_stage_id(section.stage)}});
    }
  }
  for (const auto& task : source.state().tasks())
    for (const auto& guard : json::list_or_empty(&task.guards)) {
      auto text = source.pick(json::find(guard, "text"));
      if (const auto quote = json::text_at(guard, "quote"); !quote.empty() && options.texts) text = (source.zh() ? "「" + std::string(quote) + "」：" : "\"" + std::string(quote) + "\": ") + text;
      guards.push_back(json::Object{{"guard", json::text_at(guard, "guard")}, {"action", source.say(json::text_at(guard, "action"))}, {"text", text}, {"where", json::text_at(guard, "where")}, {"stage", task.id}});
    }
  if (const auto* acknowledgement = json::find(source.record(), "analysis.intake.ack.text"); acknowledgement && options.texts && !source.state().safety_hold()) {
    const auto shown = source.pick(acknowledgement);
    if (!shown.empty()) out["acknowledgement"] = shown;
  }
  out["explanations"] = std::move(explanations);
  out["sections"] = std::move(sections);
  out["guards"] = std::move(guards);
  out["tasks"] = tasks(source);
  out["timeline"] = timeline(source);
  json::Array corrections;
  for (const auto& correction : source.state().corrections())
    if (!is_withheld(source, correction.path)) corrections.push_back(json::Object{{"path", correction.path}, {"title", path_text(source, correction.path)}, {"value", correction.value}, {"value_text", value_text(source, correction.value, correction.path)},
                                       {"machine", correction.machine}, {"machine_text", value_text(source, correction.machine, correction.path)}, {"by", correction.by}, {"role", correction.role},
                                       {"role_text", role_text(correction.role, source.options.language)},
                                       {"reason", correction.reason}, {"at", source.local(correction.at)}});
  out["corrections"] = std::move(corrections);
  // A definition or journal that cannot be drawn leaves the section out: the rest of the case must still be read.
  if (options.drawing)
    if (auto trail = trail_of(loaded)) out["drawing"] = to_svg(draw_workflow(loaded.state.definition(), drawing_options(runtime, loaded.state.definition(), options.language), &*trail));
  out["printed"] = source.local(now);
  out["zone"] = zone_text(source, now);
  return out;
}

}  // namespace amends::review
