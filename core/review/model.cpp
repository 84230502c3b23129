#include <algorithm>
#include <cstdio>
#include <set>

#include "calendar/duration.hpp"
#include "calendar/zone.hpp"
#include "packs/packs.hpp"
#include "review/labels.hpp"
#include "review/review.hpp"
#include "support/money.hpp"
#include "support/utf8.hpp"

namespace amends::review {
namespace {

using runtime::Runtime;

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

std::string actor_text(const Source& source, std::string_view actor) {
  if (actor == "system") return source.say("system");
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
    json::Object one{{"id", json::text_at(doc, "id")}, {"kind", json::text_at(doc, "kind")}};
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
        marks.push_back(json::Object{{"start", start}, {"end", end}, {"kind", kind}, {"text", texts.contains(id) ? texts.at(id) : note}, {"stage", runtime::short_stage_id(section.stage)}});
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
      } else {
        const auto* value = json::find(item, "value");
        const bool sensitive = !source.options.texts && (json::text_at(item, "path").starts_with("parties") || json::text_at(item, "path").starts_with("text"));
        one["place"] = json::text_at(item, "path");
        std::string shown = sensitive ? "…" : !value || value->is_null() ? source.say("unknown") : value->is_string() ? std::string(json::text_or(value, "")) : json::write(*value);
        if (shown.size() > 240) shown = std::string(utf8::slice(shown, 0, 80)) + "…";
        one["text"] = shown;
        if (kind == "computation") {
          std::string operands;
          for (const auto& [name, operand] : json::object_at(item, "operands"))
            operands += (operands.empty() ? "" : ", ") + std::string(name) + " = " + (operand.is_string() ? std::string(json::text_or(&operand, "")) : json::write(operand));
          if (!operands.empty()) one["operands"] = operands;
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
        if (json::text_at(finding, "severity") != severity) continue;
        out.push_back(json::Object{{"severity", severity},
                                   {"severity_text", source.say(severity)},
                                   {"code", json::text_at(finding, "code")},
                                   {"text", source.pick(json::find(finding, "text"))},
                                   {"confidence", json::integer_at(finding, "confidence", 100)},
                                   {"rule", json::text_at(finding, "rule")},
                                   {"stage", runtime::short_stage_id(section.stage)},
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
          {"text", source.zh() ? "记录已有「" + where + "」，与系统读数不同；保留记录。" : "The record already says " + where + "; the reading differs. The record is kept."},
          {"confidence", 100},
          {"rule", ""},
          {"stage", runtime::short_stage_id(section.stage)},
          {"evidence", json::Array{json::Object{{"kind", source.say("evidence.field")}, {"code", "field"}, {"place", where},
                                                {"text", (kept ? json::write(*kept) : "null") + " ≠ " + (proposed ? json::write(*proposed) : "null")}}}}});
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
    // The ledger as it was stored when the clock was set; every day of it when asked for.
    json::Array lines;
    if (source.options.full_ledger) {
      auto full = source.runtime.environment().clock_rules->full_ledger(source.organisation, clock.rule, clock.starts_at);
      if (full)
        for (const auto& line : json::list_at(*full, "ledger"))
          lines.push_back(json::Object{{"day", json::text_at(line, "date")}, {"counted", json::integer_at(line, "counted")}, {"running", json::integer_at(line, "running")},
                                       {"measure", json::text_at(line, "measure")}, {"reason", source.pick(json::find(line, "reason"))}});
    }
    if (lines.empty())
      for (const auto& run : json::list_at(clock.ledger, "runs")) {
        const auto from = json::text_at(run, "from"), to = json::text_at(run, "to");
        lines.push_back(json::Object{{"day", from == to ? std::string(from) : std::string(from) + " – " + std::string(to)}, {"counted", json::integer_at(run, "counted")},
                                     {"running", json::integer_at(run, "running")}, {"measure", json::text_at(run, "measure")}, {"reason", source.pick(json::find(run, "reason"))}});
      }
    one["ledger"] = std::move(lines);
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
    json::Object one{{"id", task.id}, {"title", source.pick(&task.title)}, {"role", task.role}, {"form", task.form}, {"kind", task.kind}, {"blocking", task.blocking}};
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
        std::string title(name), shown = value.is_string() ? std::string(json::text_or(&value, "")) : value.is_bool() ? source.say(value.get_bool() ? "yes" : "no") : json::write(value);
        if (value.is_object() && json::find(value, "minor")) shown = money_text(source, value);
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
    return at ? source.due(*at) : std::string{};
  };
  const auto kind = event.kind;
  namespace k = runtime::kinds;
  if (kind == k::stage_done) return text("envelope.stage") + " " + text("envelope.version") + (text("envelope.status") == "ok" ? "" : " (" + text("envelope.status") + ")");
  if (kind == k::stage_failed) return text("stage") + ": " + text("message");
  if (kind == k::chosen) return text("step") + " → " + (text("go").empty() ? text("reason") : text("go")) + (text("when").empty() ? "" : "  [" + text("when") + "]");
  if (kind == k::decided) return text("table");
  if (kind == k::facts_set) {
    std::string line;
    for (const auto& fact : json::list_at(payload, "facts")) {
      const auto* value = json::find(fact, "value");
      line += (line.empty() ? "" : ", ") + std::string(json::text_at(fact, "path")) + " = " + (value ? (value->is_string() ? std::string(json::text_or(value, "")) : json::write(*value)) : "null");
    }
    return line;
  }
  if (kind == k::task_opened) return source.pick(json::find(payload, "title")) + (due("due_at").empty() ? "" : " · " + source.say("due") + " " + due("due_at"));
  if (kind == k::task_answered) {
    std::string guards;
    for (const auto& guard : json::list_at(payload, "guards"))
      if (const auto name = std::string(json::text_at(guard, "guard")); guards.find(name) == std::string::npos) guards += (guards.empty() ? "" : ", ") + name;
    return text("id") + " · " + text("by") + " (" + text("role") + ")" + (guards.empty() ? "" : " · " + source.say("guards") + " " + guards);
  }
  if (kind == k::task_escalated) return text("id") + " → " + text("to");
  if (kind == k::clock_started || kind == k::clock_changed)
    return source.say("clock." + text("kind")) + " " + (text("from_rule").empty() ? "" : text("from_rule") + " → ") + text("rule") + " · " + source.say("due") + " " + due("due_at");
  if (kind == k::clock_met || kind == k::clock_warned || kind == k::clock_breached) return source.say("clock." + text("kind"));
  if (kind == k::corrected) return text("path") + " · " + text("by") + ": " + text("reason");
  if (kind == k::document_added) return text("doc.id") + " · " + text("by");
  if (kind == k::date_missing) return text("id") + " · " + text("length") + " · " + text("calendar") + " → " + text("last");
  if (kind == k::parked) return text("step") + ": " + text("reason");
  if (kind == k::case_opened) return text("workflow") + " " + text("version");
  return text("id").empty() ? text("step") : text("id");
}

json::Array timeline(const Source& source) {
  json::Array out;
  for (const auto& event : source.loaded.events) {
    const auto payload = json::parse(event.payload);
    out.push_back(json::Object{{"seq", event.seq},
                               {"at", source.local(event.at)},
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
    care += (care.empty() ? "" : source.zh() ? "、" : ", ") + source.say("vulnerable." + std::string(json::text_at(flag, "kind"))) + " (" + source.say(json::text_at(flag, "status")) + ")";
  add("vulnerability", care);
  std::string safety;
  for (const auto* kind : {"self_harm", "violence"})
    if (const auto degree = json::text_at(record, std::string("flags.safety.") + kind, "none"); degree != "none")
      safety += (safety.empty() ? "" : source.zh() ? "、" : ", ") + source.say(kind) + " (" + source.say(degree) + ")";
  add("safety", safety);
  if (const auto band = json::text_at(record, "analysis.intake.emotion.band"); !band.empty()) {
    const auto dominant = json::text_at(record, "analysis.intake.emotion.dominant");
    add("emotion", source.say(band) + (dominant.empty() ? "" : " · " + source.say(dominant)) + " (" + std::to_string(json::integer_at(record, "analysis.intake.emotion.intensity")) + ")");
  }
  std::string threats;
  for (const auto& threat : json::list_at(record, "analysis.intake.threats"))
    threats += (threats.empty() ? "" : source.zh() ? "、" : ", ") + source.say("threat." + std::string(json::text_at(threat, "kind"))) + " (" + source.say(json::text_at(threat, "state")) + ")";
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
  for (const auto& token : source.state().flow().tokens)
    if (token.state == flow::TokenState::parked) add("warn", source.say("run.parked") + ": " + token.reason);
  for (const auto& [path, section] : source.state().sections()) {
    const auto stale = source.state().stale_paths(section);
    if (stale.empty()) continue;
    std::string paths;
    for (const auto& one : stale) paths += (paths.empty() ? "" : ", ") + one;
    add("warn", runtime::short_stage_id(section.stage) + ": " + source.say("stale") + " (" + paths + ")");
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
  const auto nature = json::text_at(classified, "nature"), level = json::text_at(classified, "level_text");
  if (source.zh()) {
    line = channel + "投诉";
    if (!nature.empty()) line += "，" + std::string(nature);
    if (!demands.empty()) line += "，要求" + demands;
    if (!amount.empty()) line += "，涉及" + amount;
    if (!level.empty()) line += "；" + std::string(level);
    if (const auto title = json::text_at(routed, "primary.title"); !title.empty()) line += "；建议途径：" + std::string(title);
  } else {
    line = "Complaint by " + channel;
    if (!nature.empty()) line += ": " + std::string(nature);
    if (!demands.empty()) line += "; asks for " + demands;
    if (!amount.empty()) line += ", " + amount;
    if (!level.empty()) line += "; " + std::string(level);
    if (const auto title = json::text_at(routed, "primary.title"); !title.empty()) line += "; proposed route: " + std::string(title);
  }
  const runtime::ClockState* next = nullptr;
  for (const auto& clock : source.state().clocks())
    if (clock.state != "met" && clock.kind != "acknowledge" && (!next || clock.due_at < next->due_at)) next = &clock;
  if (next) line += (source.zh() ? "；须于" : "; to be answered by ") + source.due(next->due_at) + (source.zh() ? "前答复" : "");
  return line + (source.zh() ? "。" : ".");
}

}  // namespace

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
    if (const auto* text = json::find(section.envelope, "explain")) {
      const auto shown = without_citations(source.pick(text));
      if (!shown.empty()) explanations.push_back(json::Object{{"stage", runtime::short_stage_id(section.stage)}, {"text", shown}});
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
    corrections.push_back(json::Object{{"path", correction.path}, {"value", correction.value}, {"machine", correction.machine}, {"by", correction.by}, {"role", correction.role},
                                       {"reason", correction.reason}, {"at", source.local(correction.at)}});
  out["corrections"] = std::move(corrections);
  out["printed"] = source.local(now);
  return out;
}

}  // namespace amends::review
