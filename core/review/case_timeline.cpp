#include "flow/command_ids.hpp"
#include "review/case_parts.hpp"
#include "review/case_trail.hpp"
#include "review/condition_words.hpp"
#include "review/receivers.hpp"

namespace amends::review {
namespace {

/// `drawing`: the titles that a picture of the workflow shows, so that both call a step the same.
std::string event_line(const Source& source, const DrawingOptions& drawing, const store::Event& event, const json::Value& payload) {
  const auto& definition = source.state().definition();
  const auto text = [&](std::string_view path) { return std::string(json::text_at(payload, path)); };
  const auto due = [&](std::string_view path) {
    const auto at = parse_instant(json::text_at(payload, path));
    return at ? without_zone(source.due(*at)) : std::string{};
  };
  const auto kind = event.kind;
  namespace k = runtime::kinds;
  const auto step = [&](std::string_view name) { return title_of_step(definition, name, drawing); };
  // The task of an id, or of a timer ("decision#1:escalate:1"), by its title; the timer of a clock or of a step by theirs.
  const auto task = [&](const std::string& id) {
    for (const auto& one : source.state().tasks())
      if (one.id == id || id.starts_with(one.id + ":"))
        if (auto title = source.pick(&one.title); !title.empty()) return title;
    constexpr std::string_view kClock = "clock:";
    if (id.starts_with(kClock)) return source.say("clock." + id.substr(kClock.size(), id.find(':', kClock.size()) - kClock.size()));
    if (const auto parsed = flow::parse_command_id(id); parsed && definition.find(parsed->step) != flow::kEnd) return step(parsed->step);
    return id;
  };
  if (kind == k::stage_done) return stage_title(source, text("envelope.stage")) + " " + text("envelope.version") + (text("envelope.status") == "ok" ? "" : " (" + text("envelope.status") + ")");
  // What a stage says of its failure may hold what it read.
  if (kind == k::stage_failed) return stage_title(source, text("stage")) + ": " + (source.options.texts ? text("message") : text("code"));
  if (kind == k::chosen) {
    auto line = text("go").empty() ? text("step") + " → " + text("reason") : "→ " + step(text("go"));
    if (const auto when = text("when"); !when.empty()) line += (source.zh() ? "（" : " (") + words_of_condition(definition, when, drawing).value_or(when) + (source.zh() ? "）" : ")");
    return line;
  }
  if (kind == k::items_listed || kind == k::item_added) return step(text("step")) + " · " + std::to_string(json::list_at(payload, "items").size());
  if (kind == k::message_kept) return text("name") + (due("until").empty() ? "" : " · " + due("until"));
  if (kind == k::signal_sent) return text("name");
  if (kind == k::outbox_added) return source.say("message." + text("kind")) + (text("to").empty() ? "" : " → " + receiver_text(text("to"), source.options.language, source.options.texts));
  if (kind == k::outbox_acknowledged) return text("key");
  if (kind == k::outbox_failed || kind == k::outbox_retried || kind == k::outbox_dropped) return text("key") + (source.options.texts && !text("reason").empty() ? " · " + text("reason") : "");
  if (kind == k::case_suspended || kind == k::case_continued) return source.options.texts ? text("reason") : std::string{};
  if (kind == k::retried) return step(text("step")) + " → " + step(text("to")) + (source.options.texts ? " · " + text("reason") : "");
  if (kind == k::decided) return text("table");
  if (kind == k::facts_set) {
    std::string line;
    for (const auto& fact : json::list_at(payload, "facts")) {
      if (is_withheld(source, json::text_at(fact, "path"))) continue;
      const auto* value = json::find(fact, "value");
      line += (line.empty() ? "" : source.zh() ? "，" : ", ") + path_text(source, json::text_at(fact, "path")) + " = " + shown_value(source, value ? *value : json::Value(nullptr), json::text_at(fact, "path"));
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
  if (kind == k::task_reminded) return task(text("id")) + (due("due_at").empty() ? "" : " · " + due("due_at"));
  if (kind == k::task_claimed || kind == k::task_released || kind == k::task_delegated || kind == k::recused) {
    auto line = task(text(kind == k::recused ? "task" : "id")) + " · " + role_text(text("role"), source.options.language);
    if (!text("for").empty()) line += " · " + source.say("task.for") + " " + text("for");
    if (!text("to").empty()) line += " → " + text("to");
    if (!text("from").empty()) line += " ← " + text("from");
    if (source.options.texts && !text("reason").empty()) line += (source.zh() ? "：" : ": ") + text("reason");
    return line;
  }
  if (kind == k::timer_set || kind == k::timer_fired) return task(text("id")) + (due("due_at").empty() ? "" : " · " + due("due_at"));
  if (kind == k::clock_started || kind == k::clock_changed)
    return source.say("clock." + text("kind")) + (text("rule") == "regulator" ? "" : " ") + (text("from_rule").empty() ? "" : text("from_rule") + " → ") + (text("rule") == "regulator" ? "" : text("rule")) + " · " + source.say("due") + " " + due("due_at");
  if (kind.starts_with("clock_") && json::find(payload, "text")) return source.say("clock." + text("kind")) + " · " + source.pick(json::find(payload, "text"));
  if (kind == k::refused && !text("clock").empty()) return source.say("clock." + text("clock")) + (source.options.texts ? " · " + text("reason") : "");
  if (kind == k::clock_met || kind == k::clock_warned || kind == k::clock_breached) return source.say("clock." + text("kind"));
  if (kind == k::corrected) return path_text(source, text("path")) + (source.options.texts ? (source.zh() ? "：" : ": ") + text("reason") : "");
  if (kind == k::document_added) return document_text(source, text("doc.id"));
  if (kind == k::date_missing) return task(text("id")) + " · " + text("length") + " · " + text("calendar") + " → " + text("last");
  if (kind == k::lookup_answered) {
    std::string line = step(text("step"));
    for (const auto& one : json::list_at(payload, "answers")) {
      const auto* answer = json::find(one, "answer");
      const auto found = json::bool_at(one, "given") ? source.say("given") : json::is_null(answer) ? source.say("unknown") : answer->is_array() ? std::to_string(answer->get_array().size()) : json::write(*answer);
      line += " · " + source.say("lookup." + std::string(json::text_at(one, "lookup"))) + " " + found;
    }
    return line;
  }
  if (kind == k::parked) return step(text("step")) + (source.options.texts ? ": " + text("reason") : "");
  if (kind == k::case_opened) return source.pick(&source.state().definition().title()) + " " + text("version");
  return text("id").empty() ? step(text("step")) : task(text("id"));
}

}  // namespace

json::Array timeline(const Source& source) {
  json::Array out;
  const auto drawing = drawing_options(source.runtime, source.state().definition(), source.options.language);
  for (const auto& event : source.loaded.events) {
    const auto payload = json::parse(event.payload);
    out.push_back(json::Object{{"seq", event.seq},
                               {"at", without_zone(source.local(event.at))},
                               {"actor", actor_text(source, event.actor)},
                               {"kind", source.say("event." + event.kind)},
                               {"code", event.kind},
                               {"text", payload ? event_line(source, drawing, event, *payload) : std::string{}}});
  }
  return out;
}

}  // namespace amends::review
