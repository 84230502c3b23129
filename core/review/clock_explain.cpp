#include "review/clock_explain.hpp"

#include <algorithm>

#include "review/case_parts.hpp"
#include "review/rule_page.hpp"
#include "review/wrapped.hpp"

namespace amends::review {
namespace {

/// The lines of a stored ledger, in the shape that the model of a clock has them.
json::Array ledger_lines(const Source& source, const json::Value& ledger) {
  json::Array out;
  for (const auto& run : json::list_at(ledger, "runs")) {
    const auto from = json::text_at(run, "from"), to = json::text_at(run, "to");
    out.push_back(json::Object{{"day", from == to ? std::string(from) : std::string(from) + " – " + std::string(to)}, {"count", std::to_string(json::integer_at(run, "counted"))},
                               {"total", std::to_string(json::integer_at(run, "running"))}, {"reason", source.pick(json::find(run, "reason"))}});
  }
  return out;
}

json::Array warnings(const Source& source, const runtime::ClockState& clock) {
  json::Array out;
  const auto add = [&](Instant at, bool fired) { out.push_back(json::Object{{"at", format_instant(at)}, {"at_local", source.local(at)}, {"fired", fired}}); };
  for (const auto& event : source.loaded.events) {
    if (event.kind != runtime::kinds::clock_warned) continue;
    const auto payload = json::parse(event.payload);
    if (payload && json::text_at(*payload, "kind") == clock.kind) add(event.at, true);
  }
  std::vector<Instant> pending;
  for (const auto& [id, at] : source.state().timers())
    if (id.starts_with("clock:" + clock.kind + ":warn:")) pending.push_back(at);
  std::sort(pending.begin(), pending.end());
  for (const auto at : pending) add(at, false);
  return out;
}

json::Array moves(const Source& source, const runtime::ClockState& clock) {
  json::Array out;
  for (const auto& change : clock.changes) {
    const auto instant = [&](const char* member) {
      const auto at = parse_instant(json::text_at(change, member));
      return at ? *at : Instant{};
    };
    json::Object one{{"due_before", source.due(instant("due_before"))}, {"due_after", source.due(instant("due_at"))}, {"by", json::text_at(change, "by")}};
    const auto* text = json::find(change, "text");
    one["text"] = text && text->is_object() ? source.pick(text) : std::string(json::text_at(change, "from_rule")) + " → " + std::string(json::text_at(change, "rule"));
    one["approver"] = json::text_at(change, "event.approver");
    one["approver_role"] = json::text_at(change, "event.approver_role");
    if (const auto at = parse_instant(json::text_at(change, "event.at"))) one["at"] = source.local(*at);
    // A reason is a name of the rule, or prose of a person.
    const auto reason = std::string(json::text_at(change, "event.reason", json::text_at(change, "reason")));
    one["reason"] = source.options.texts || !holds_words(json::Value(reason)) ? reason : std::string(reason.empty() ? "" : "…");
    json::Array told;
    for (const auto& notice : json::list_at(change, "event.notices"))
      if (const auto at = parse_instant(json::text_at(notice, "at"))) told.push_back(json::Object{{"to", json::text_at(notice, "to")}, {"at", source.local(*at)}});
    one["notices"] = std::move(told);
    if (const auto* before = json::find(change, "ledger_before")) {
      one["ledger_before"] = ledger_lines(source, *before);
      one["calendar_before"] = json::text_at(*before, "calendar_hash");
    }
    out.push_back(std::move(one));
  }
  return out;
}

/// What may still move a clock that runs.
json::Array may_still(const Source& source, const runtime::ClockState& clock) {
  json::Array out;
  const auto* rule = source.runtime.environment().clock_rules->rule(source.organisation, clock.rule);
  if (!rule || clock.state == "met" || clock.state == "breached") return out;
  const auto language = source.options.language;
  const auto add = [&](const char* key, const std::vector<std::string>& texts) {
    for (const auto& text : texts) out.emplace_back(source.say(key) + (source.zh() ? "：" : ": ") + text);
  };
  add("explain.extended", extension_texts(rule->rule, language));
  add("explain.suspended", suspension_texts(rule->rule, language));
  add("explain.restarted", restart_texts(rule->rule, language));
  if (out.empty()) out.emplace_back(source.say("explain.nothing"));
  return out;
}

}  // namespace

json::Value clock_explain_model(const runtime::Runtime& runtime, const runtime::Runtime::Loaded& loaded, std::string_view kind, const Options& given) {
  auto options = given;
  options.full_ledger = true;
  const auto* organisation = runtime.environment().organisations->find(loaded.state.institution());
  const auto& own = organisation ? *organisation : runtime.environment().organisations->standard();
  const Source source{runtime, loaded, options, own, own.zone, const_cast<runtime::Runtime&>(runtime).clock().now()};
  auto shown = clocks(source);
  json::Array out;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const auto& clock = source.state().clocks()[i];
    if (!kind.empty() && clock.kind != kind) continue;
    auto one = std::move(shown[i].get_object());
    one["clock"] = clock.kind;
    one["source"] = json::text_at(clock.basis, "source_ref");
    one["issuer"] = json::text_at(clock.basis, "issuer");
    const auto confidence = json::text_at(clock.basis, "confidence");
    one["sure"] = confidence.empty() ? std::string() : confidence_text(confidence, json::text_at(clock.basis, "verified_on"), options.language);
    one["calendar"] = json::text_at(clock.ledger, "calendar");
    one["calendar_hash"] = json::text_at(clock.ledger, "calendar_hash");
    one["zone"] = json::text_at(clock.ledger, "zone");
    one["rule_pack"] = own.clock_pack + (json::text_at(clock.basis, "pack_version").empty() ? "" : " " + std::string(json::text_at(clock.basis, "pack_version")));
    one["warnings"] = warnings(source, clock);
    one["moves"] = moves(source, clock);
    one["may"] = may_still(source, clock);
    const auto today = runtime.environment().clock_rules->full_ledger(own, clock, source.now);
    one["newer"] = !today && today.error().code == ErrorCode::conflict && (clock.state == "running" || clock.state == "suspended");
    out.push_back(std::move(one));
  }
  return json::Object{{"language", options.language}, {"case", loaded.state.id()}, {"clocks", std::move(out)}};
}

std::string clock_explain_text(const json::Value& model, int width) {
  const auto language = json::text_at(model, "language");
  const bool zh = language == "zh";
  const std::string colon = zh ? "：" : ": ";
  std::string out;
  const auto line = [&](const std::string& text, int indent) { out += std::string(static_cast<std::size_t>(indent), ' ') + wrap(text, width, indent + 2) + "\n"; };
  const auto named = [&](const char* key, const std::string& text, int indent = 2) {
    if (!text.empty()) line(label(key, language) + colon + text, indent);
  };
  const auto ledger = [&](const json::Array& lines, int indent) {
    for (const auto& day : lines)
      out += std::string(static_cast<std::size_t>(indent), ' ') + std::string(json::text_at(day, "day")) + "  " + std::string(json::text_at(day, "total")) + "  " + std::string(json::text_at(day, "reason")) + "\n";
  };
  const auto& all = json::list_at(model, "clocks");
  if (all.empty()) return label("no_clocks", language) + "\n";
  for (const auto& clock : all) {
    const auto at = [&](const char* member) { return std::string(json::text_at(clock, member)); };
    if (!out.empty()) out += "\n";
    line(at("kind") + colon + at("due") + " · " + at("state") + (at("met_at").empty() ? "" : " " + at("met_at")) + (at("left").empty() ? "" : " · " + at("left")), 0);
    if (!at("title").empty() || !at("rule").empty()) line(label("rule", language) + " " + at("rule") + (at("title").empty() ? "" : " · " + at("title")), 2);
    named("basis", at("basis"));
    named("explain.source", at("source") + (at("issuer").empty() ? "" : (zh ? "；" : "; ") + at("issuer")));
    named("explain.sure", at("sure") + (at("note").empty() || at("sure").empty() || at("note").starts_with(at("sure")) ? "" : (zh ? "；" : "; ") + at("note")));
    named("explain.calendar", at("calendar").empty() ? std::string() : at("rule_pack") + ", " + at("calendar") + " " + at("calendar_hash").substr(0, 19) + "…, " + at("zone"));
    line(label("starts", language) + " " + at("starts"), 2);
    if (json::bool_at(clock, "newer")) line(label("explain.newer", language), 2);
    const auto& warned = json::list_at(clock, "warnings");
    if (warned.empty() && at("met_at").empty()) named("explain.warnings", label("explain.unset", language));
    for (const auto& one : warned) named("explain.warnings", std::string(json::text_at(one, "at_local")) + " · " + label(json::bool_at(one, "fired") ? "explain.fired" : "explain.pending", language));
    const auto& moved = json::list_at(clock, "moves");
    if (moved.empty()) named("explain.moves", label("explain.no_moves", language));
    for (const auto& move : moved) {
      const auto of = [&](const char* member) { return std::string(json::text_at(move, member)); };
      named("explain.moves", of("text") + (of("by").empty() ? "" : " · " + of("by")) + (of("reason").empty() ? "" : " · " + of("reason")));
      line(of("due_before") + " → " + of("due_after"), 4);
      for (const auto& notice : json::list_at(move, "notices")) line((zh ? "已告知" : "told: ") + label("rule.word." + std::string(json::text_at(notice, "to")), language) + " " + std::string(json::text_at(notice, "at")), 4);
      if (const auto& before = json::list_at(move, "ledger_before"); !before.empty()) {
        line(label("explain.ledger_before", language) + colon, 4);
        ledger(before, 6);
      }
    }
    for (const auto& one : json::list_at(clock, "may")) named("explain.may", std::string(json::text_or(&one, "")));
    line(label("explain.ledger", language) + colon, 2);
    ledger(json::list_at(clock, "ledger"), 4);
  }
  return out;
}

}  // namespace amends::review
