#include "packs/packs.hpp"
#include "review/case_parts.hpp"
#include "review/rule_page.hpp"

namespace amends::review {
namespace {

/// What a line of a ledger counts: days, or hours and minutes of working time.
std::string count_text(const Source& source, const json::Value& line, std::string_view member) {
  const auto amount = json::integer_at(line, member);
  if (json::text_at(line, "measure") == "day") return std::to_string(amount);
  const auto minutes = amount / 60'000'000;
  const auto hours = std::to_string(minutes / 60) + (source.zh() ? "小时" : " h"), rest = std::to_string(minutes % 60) + (source.zh() ? "分" : " min");
  return minutes % 60 == 0 ? hours : minutes < 60 ? rest : hours + (source.zh() ? "" : " ") + rest;
}

}  // namespace

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
    if (const auto confidence = json::text_at(clock.basis, "confidence"); !confidence.empty()) {
      one["confidence"] = confidence;
      // What was not read in the rule itself says so wherever its date is shown.
      if (!is_verified(confidence)) one["note"] = confidence_text(confidence, {}, source.options.language) + (one.contains("note") ? (source.zh() ? "；" : "; ") + source.say("verify_note") : std::string());
    }
    if (clock.rule == "regulator") one["rule"] = "", one["title"] = source.say("given_date");  // no rule counts it
    std::string state = clock.state;
    if (clock.met_at) {
      one["met_at"] = source.local(*clock.met_at);
      if (!(*clock.met_at < clock.due_at)) state = "met_late";
    }
    one["state_code"] = state;
    one["state"] = source.say(state);
    if (clock.state == "suspended") {
      one["left"] = "";
      one["late"] = false;
    } else if (clock.state != "met") {
      const auto left = clock.due_at.us - source.now.us;
      one["left"] = (left >= 0 ? source.say("left") : source.say("overdue")) + " " + span_text(source, left >= 0 ? left : -left);
      one["late"] = left < 0;
      if (left < 0) one["state"] = source.say("breached");  // also before the timer that records it has fired
    }
    // Every day of the ledger when asked for.
    json::Array lines, days;
    if (source.options.full_ledger) {
      auto full = source.runtime.environment().clock_rules->full_ledger(source.organisation, clock, source.now);
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
      if (const auto* text = json::find(change, "text"); text && text->is_object()) {
        changes.push_back(json::Value(source.pick(text)));
        continue;
      }
      const auto before = parse_instant(json::text_at(change, "due_before"));
      changes.push_back(json::Value(std::string(json::text_at(change, "from_rule")) + (before ? " (" + source.due(*before) + ")" : "") + " → " + std::string(json::text_at(change, "rule"))));
    }
    one["changes"] = std::move(changes);
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace amends::review
