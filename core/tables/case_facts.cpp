#include "tables/case_facts.hpp"

#include <algorithm>
#include <array>

#include "runtime/masking.hpp"

namespace amends::tables {
namespace {

namespace kinds = runtime::kinds;

void had_status(CaseFacts& facts, const json::Value* value, Instant at, std::int64_t seq) {
  const auto status = json::text_or(value, "");
  if (status.empty() || (!facts.status.empty() && facts.status.back().status == status)) return;
  facts.status.push_back({std::string(status), at, seq});
}

void link(CaseFacts& facts, std::int64_t seq, std::string object, std::string_view qualifier) { facts.links.push_back({seq, std::move(object), std::string(qualifier)}); }

void link_opening(CaseFacts& facts, std::string_view case_id, std::int64_t seq, const json::Value& record) {
  const auto all = [&](std::string_view path, std::string_view kind, std::string_view qualifier) {
    for (const auto& one : json::list_at(record, path))
      if (const auto id = json::text_at(one, "id"); !id.empty()) link(facts, seq, object_id(case_id, kind, id), qualifier);
  };
  all("parties", "party", "names");
  all("demand", "demand", "states");
  all("events", "issue", "asserts");
  all("documents", "evidence", "brings");
  if (const auto code = json::text_at(record, "product.code"); runtime::is_plain_code(code)) link(facts, seq, "product/" + std::string(code), "about");
}

void observe_answer(CaseFacts& facts, std::string_view case_id, const store::Event& event, const json::Value& payload) {
  const auto form = json::text_at(payload, "form");
  const auto by = json::text_at(payload, "by");
  if (json::text_at(payload, "role") == "handler" && !by.empty() && std::find(facts.handlers.begin(), facts.handlers.end(), by) == facts.handlers.end()) facts.handlers.emplace_back(by);
  if (form == "nature_confirm") facts.nature_confirmed = true;
  if (form == "reply_sent") {
    const auto sent = parse_instant(json::text_at(payload, "answer.sent_at"));
    if (!facts.first_reply) facts.first_reply = sent ? *sent : event.at;
    facts.answered_final = facts.answered_final || json::bool_at(payload, "answer.final");
    link(facts, event.seq, object_id(case_id, "letter", "response"), "sends");
  }
  if (json::find(payload, "approval")) link(facts, event.seq, object_id(case_id, "approval", std::to_string(event.seq)), "gives");
}

void observe_stage(CaseFacts& facts, std::string_view case_id, const store::Event& event, const json::Value& payload) {
  const auto stage = runtime::parse_stage_actor(event.actor).stage;
  const auto& id = stage.empty() ? std::string(json::text_at(payload, "envelope.stage")) : stage;
  facts.stages.insert(id);
  link(facts, event.seq, "stage/" + id, "by");
  if (id == "amends.intake" || id == "amends.dimensions") {
    const auto* intensity = json::find(payload, "envelope.result.emotion.intensity");
    std::int64_t value = 0;
    if (intensity && json::as_integer(*intensity, value)) {
      if (!facts.emotion_first) {
        facts.emotion_first = value;
        facts.emotion_first_seq = event.seq;
      }
      facts.emotion_last = value;
      facts.emotion_last_seq = event.seq;
    }
  }
  // What a stage asks for opens with its answer; a later run that asks again opens nothing new.
  for (const auto* list : {"envelope.tasks", "envelope.questions"})
    for (const auto& one : json::list_at(payload, list))
      if (auto& events = facts.task_events[runtime::stage_task_id(id, json::text_at(one, "id"), json::text_at(payload, "item"))]; events.empty()) events.emplace_back(event.seq, "opens");
  if (id == "amends.solution")
    for (const auto& option : json::list_at(payload, "envelope.result.options"))
      if (const auto name = json::text_at(option, "id"); !name.empty()) link(facts, event.seq, object_id(case_id, "offer", name), "proposes");
  if (id == "amends.response_letter" && !json::object_at(payload, "envelope.result.letter").empty()) link(facts, event.seq, object_id(case_id, "letter", "response"), "writes");
}

void observe_clock(CaseFacts& facts, std::string_view case_id, const store::Event& event, const json::Value& payload) {
  const std::string kind(json::text_at(payload, "kind"));
  link(facts, event.seq, object_id(case_id, "clock", kind), event.kind.substr(event.kind.find('_') + 1));
  if (event.kind == kinds::clock_warned) {
    facts.first_warned.try_emplace(kind, event.at);
  } else if (event.kind == kinds::clock_changed) {
    ++facts.clock_changes[kind];
  } else if (event.kind == kinds::clock_met && kind == "acknowledge") {
    const auto met = parse_instant(json::text_at(payload, "met_at"));
    facts.acknowledged = met ? *met : event.at;
  }
}

}  // namespace

std::optional<Instant> CaseFacts::first(std::string_view name) const {
  for (const auto& one : status)
    if (one.status == name) return one.from;
  return std::nullopt;
}

std::int64_t CaseFacts::count(std::string_view name) const {
  return std::count_if(status.begin(), status.end(), [&](const StatusSpan& one) { return one.status == name; });
}

const std::vector<std::pair<std::int64_t, std::string>>& CaseFacts::of_task(std::string_view id) const {
  static const std::vector<std::pair<std::int64_t, std::string>> none;
  const auto found = task_events.find(id);
  return found == task_events.end() ? none : found->second;
}

std::string object_id(std::string_view case_id, std::string_view kind, std::string_view id) { return std::string(case_id) + "/" + std::string(kind) + "/" + std::string(id); }

void observe(CaseFacts& facts, std::string_view case_id, const store::Event& event, const json::Value& payload) {
  ++facts.events;
  static constexpr std::pair<std::string_view, const char*> kVerbs[] = {{kinds::task_opened, "opens"}, {kinds::task_answered, "answers"}, {kinds::task_escalated, "hands up"},
                                                                        {kinds::task_claimed, "takes"}, {kinds::task_released, "gives back"}, {kinds::task_delegated, "hands on"},
                                                                        {kinds::task_reminded, "reminds of"}};
  const auto known = std::find_if(std::begin(kVerbs), std::end(kVerbs), [&](const auto& one) { return one.first == event.kind; });
  if (known != std::end(kVerbs)) {
    const auto verb = known->second;
    facts.task_events[std::string(json::text_at(payload, "id"))].emplace_back(event.seq, verb);
  }
  if (event.kind == kinds::case_opened) {
    const auto* record = json::find(payload, "record");
    if (!record) return;
    had_status(facts, json::find(*record, "case.status"), event.at, event.seq);
    link_opening(facts, case_id, event.seq, *record);
  } else if (event.kind == kinds::facts_set) {
    for (const auto& fact : json::list_at(payload, "facts"))
      if (json::text_at(fact, "path") == "case.status") had_status(facts, json::find(fact, "value"), event.at, event.seq);
  } else if (event.kind == kinds::corrected) {
    const auto path = json::text_at(payload, "path");
    if (path == "case.status") had_status(facts, json::find(payload, "value"), event.at, event.seq);
    if (path.starts_with("analysis.") || path.starts_with("ext.")) ++facts.overrides;
    if (path.starts_with("analysis.classify.nature")) facts.nature_confirmed = true;
    if (path.starts_with("documents."))
      if (const auto id = json::text_at(payload, "value.id"); !id.empty()) link(facts, event.seq, object_id(case_id, "evidence", id), "brings");
  } else if (event.kind == kinds::document_added) {
    if (const auto id = json::text_at(payload, "doc.id"); !id.empty()) link(facts, event.seq, object_id(case_id, "evidence", id), "brings");
  } else if (event.kind == kinds::stage_done) {
    observe_stage(facts, case_id, event, payload);
  } else if (event.kind == kinds::task_answered) {
    observe_answer(facts, case_id, event, payload);
  } else if (event.kind.starts_with("clock_")) {
    observe_clock(facts, case_id, event, payload);
  } else if (event.kind == kinds::finished || event.kind == kinds::cancelled) {
    facts.finished = event.at;
  }
}

bool is_shown(std::string_view stage) {
  // A list of what may be shown, not of what may not: a stage that is not known here stays out.
  static constexpr std::array<std::string_view, 14> kShown{"amends.intake", "amends.classify", "amends.dimensions", "amends.risk", "amends.verify", "amends.assign", "amends.legal_basis",
                                                           "amends.routine", "amends.solution", "amends.response_letter", "amends.routing", "amends.followup", "amends.evaluation", "amends.improvement"};
  return std::find(kShown.begin(), kShown.end(), stage) != kShown.end();
}

bool is_shown_code(std::string_view code) {
  static constexpr std::array<std::string_view, 9> kHidden{"safety", "vulnerab", "self_harm", "violence", "crisis", "flags", "agent", "need", "temperament"};
  return std::none_of(kHidden.begin(), kHidden.end(), [&](std::string_view start) { return code.starts_with(start); });
}

}  // namespace amends::tables
