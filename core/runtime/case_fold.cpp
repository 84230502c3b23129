// CaseState, continued: the fold. Which event does what; those of tasks, clocks, people, lookups and messages stand in the files of these.
#include <algorithm>

#include "runtime/case_payload.hpp"
#include "runtime/case_state.hpp"

namespace amends::runtime {
namespace {

constexpr std::string_view kOutbox = "outbox_", kClock = "clock_";

}  // namespace

void CaseState::withdraw(const std::vector<flow::Command>& commands) {
  for (const auto& command : commands) {
    if (command.kind == flow::CommandKind::close_task) {
      if (const auto* known = task(command.id); known && known->status == "open") tasks_.change(command.id, [](TaskState& task) { task.status = "closed"; });
      missing_dates_.erase("task:" + command.id);
    } else if (command.kind == flow::CommandKind::cancel_timer) {
      timers_.erase(command.id);
      missing_dates_.erase("timer:" + command.id);
    } else if (command.kind == flow::CommandKind::forget_message) {
      waits_.erase(command.id);
    }
  }
}

Result<std::vector<flow::Command>> CaseState::advance(const flow::Event& event) {
  std::vector<flow::Command> commands;
  AMENDS_CHECK(flow::advance_in_place(*definition_, flow_, event, commands));  // a refused event leaves the state as it was
  withdraw(commands);
  return commands;
}

Result<std::vector<flow::Command>> CaseState::apply(std::string_view kind, json::Value payload, Instant at, std::int64_t seq, std::string_view actor, json::Value* envelope) {
  const bool danger = safety_hold();
  auto commands = fold_any(kind, std::move(payload), at, seq, actor, envelope);
  if (commands && safety_hold() != danger) tasks_.touch_open();  // the others are held back from now on, or no more
  return commands;
}

Result<std::vector<flow::Command>> CaseState::fold_any(std::string_view kind, json::Value payload, Instant at, std::int64_t seq, std::string_view actor, json::Value* envelope) {
  if (kind.starts_with(kOutbox)) return fold_delivery(kind, std::move(payload), at, seq);
  if (kind == kinds::case_suspended || kind == kinds::case_continued || kind == kinds::retried) return fold_stop(kind, payload, at);
  if (definition_->notices().empty()) return fold(kind, std::move(payload), at, seq, actor, envelope);
  json::Object told;  // before the payload is taken apart
  for (const auto* member : {"id", "kind", "to", "due_at"})
    if (const auto* value = json::find(payload, member); value && value->is_string()) told[member] = *value;
  const auto before = tasks_.open_ids();
  auto commands = fold(kind, std::move(payload), at, seq, actor, envelope);
  if (commands) add_notices(kind, told, before, at, seq);
  return commands;
}

Error CaseState::unknown_kind(std::string_view kind, std::int64_t seq) const {
  return fail(ErrorCode::corrupt, "the journal holds an event of kind '" + std::string(kind) + "' that this version does not know; open it with a newer amends", id_ + " seq " + std::to_string(seq));
}

Result<std::vector<flow::Command>> CaseState::fold(std::string_view kind, json::Value payload, Instant at, std::int64_t seq, std::string_view actor, json::Value* envelope) {
  const auto text = [&](std::string_view path) { return std::string(json::text_at(payload, path)); };
  flow::Event event;
  event.step = text("step");
  event.visit = static_cast<std::int32_t>(json::integer_at(payload, "visit", 1));
  event.id = text("id");
  event.reason = text("reason");

  if (kind == kinds::stage_done) return fold_stage(std::move(event), std::move(payload), at, seq, actor, envelope);
  if (kind == kinds::lookup_answered) return fold_lookups(payload);
  if (kind == kinds::task_opened || kind == kinds::task_escalated || kind == kinds::task_dated) return fold_task(kind, event, std::move(payload), at);
  if (kind == kinds::task_answered) return fold_answered(std::move(event), std::move(payload), at, seq, actor);
  if (kind.starts_with(kClock)) return fold_clock(kind, std::move(payload), at, seq);
  if (kind == kinds::case_opened) {
    record_ = take_member(payload, "record");
    institution_ = json::text_at(record_, "case.institution");
    opening_ = std::move(payload);
    opening_.as_object().erase("record");
    event.kind = flow::EventKind::started;
    return advance(event);
  }
  if (kind == kinds::stage_failed) {
    event.kind = flow::EventKind::stage_failed;
    event.code = text("code");
    event.retryable = json::bool_at(payload, "retryable");
    event.reason = text("message");
    return advance(event);
  }
  if (kind == kinds::chosen) {
    event.kind = flow::EventKind::chosen;
    event.branch = static_cast<std::int32_t>(json::integer_at(payload, "branch", -1));
    for (const auto& branch : json::list_at(payload, "branches")) event.branches.push_back(branch.is_int64() ? static_cast<std::int32_t>(branch.get_int64()) : -1);
    return advance(event);
  }
  if (kind == kinds::items_listed || kind == kinds::item_added) {
    const auto& items = json::list_at(payload, "items");
    event.kind = kind == kinds::items_listed ? flow::EventKind::listed : flow::EventKind::item_added;
    event.count = static_cast<std::int32_t>(items.size());
    auto commands = advance(event);
    if (commands) add_items(event.step, event.visit, items);
    return commands;
  }
  if (kind == kinds::message_kept) {
    std::erase_if(kept_, [&](const KeptMessage& one) { return one.until <= at; });
    kept_.push_back({text("name"), text("key"), text("message_id"), take_member(payload, "body"), instant_at(payload, "until").value_or(at)});
    return std::vector<flow::Command>{};
  }
  if (kind == kinds::decided) {
    event.kind = flow::EventKind::decided;
    const auto items = items_at(event.step, event.visit);
    auto commands = advance(event);
    if (commands) results_[event.step].put(items, take_member(payload, "output"));
    return commands;
  }
  if (kind == kinds::facts_set) {
    if (!event.step.empty()) {
      event.kind = flow::EventKind::facts_set;
      auto commands = advance(event);
      if (!commands) return commands;
      for (const auto& fact : json::list_at(payload, "facts")) {
        const auto* value = json::find(fact, "value");
        set_fact(json::text_at(fact, "path"), value ? *value : json::Value(nullptr), "step:" + event.step);
      }
      return commands;
    }
    for (const auto& fact : json::list_at(payload, "facts")) {
      const auto* value = json::find(fact, "value");
      set_fact(json::text_at(fact, "path"), value ? *value : json::Value(nullptr), actor);
    }
    return std::vector<flow::Command>{};
  }
  if (auto person = apply_person(kind, payload, at)) {
    if (!*person) return std::move(*person).error();
    return std::vector<flow::Command>{};
  }
  if (kind == kinds::timer_set) {
    if (const auto due = instant_at(payload, "due_at")) timers_[event.id] = *due;
    missing_dates_.erase("timer:" + event.id);
    return std::vector<flow::Command>{};
  }
  if (kind == kinds::date_missing) {
    missing_dates_[event.id] = payload;
    return std::vector<flow::Command>{};
  }
  if (kind == kinds::timer_fired) {
    event.kind = flow::EventKind::timer_due;
    auto commands = advance(event);
    if (commands) timers_.erase(event.id);
    return commands;
  }
  if (kind == kinds::message_awaited) {
    waits_[event.id] = store::MessageWait{id_, event.id, text("name"), text("key")};
    return std::vector<flow::Command>{};
  }
  if (kind == kinds::message_received) {
    event.kind = flow::EventKind::message;
    const auto id = flow::parse_command_id(event.id);
    const auto items = id ? items_at(id->step, id->visit) : ItemPath{};
    auto commands = advance(event);
    if (!commands) return commands;
    waits_.erase(event.id);
    const auto message_id = text("message_id");
    if (!message_id.empty()) message_ids_.insert(message_id);
    if (json::bool_at(payload, "kept")) {
      const auto used = std::find_if(kept_.begin(), kept_.end(), [&](const KeptMessage& one) { return one.name == text("name") && one.key == text("key") && one.message_id == message_id; });
      if (used != kept_.end()) kept_.erase(used);
    }
    // What an `on` event brought is no result of the step, and neither is a further item of a for-each.
    if (id && id->part.starts_with("more:")) {
      add_items(id->step, id->visit, json::Array{json::Object{{"key", text("item_key")}, {"value", take_member(payload, "body")}}}, actor);
    } else if (id && id->part.starts_with("on:")) {
      const auto* known = result("on", items);
      json::Value heard = known ? *known : json::Value(json::Object{});
      heard.as_object()[std::string_view(id->part).substr(3, id->part.find(':', 3) - 3)] = take_member(payload, "body");
      results_["on"].put(items, std::move(heard));
    } else {
      results_[command_step(event.id)].put(items, take_member(payload, "body"));
    }
    return commands;
  }
  if (kind == kinds::corrected) {
    Correction correction{text("path"), text("by"), text("role"), text("reason"), take_member(payload, "value"), take_member(payload, "before"), json::Value(nullptr), at};
    correction.machine = uncorrected(correction.path);
    if (correction.path.starts_with("analysis.") || correction.path.starts_with("ext.")) {
      (void)json::set(record_, correction.path, correction.value);
      changed(correction.path);
    } else {
      set_fact(correction.path, correction.value, actor);
    }
    corrections_.push_back(std::move(correction));
    return std::vector<flow::Command>{};
  }
  if (kind == kinds::document_added) {
    (void)json::set(record_, "text.docs.[]", take_member(payload, "doc"));
    provenance_["text.docs." + std::to_string(json::list_at(record_, "text.docs").size() - 1)] = std::string(actor);
    changed("text.docs");
    return std::vector<flow::Command>{};
  }
  if (kind == kinds::resumed) {
    event.kind = flow::EventKind::resumed;
    return advance(event);
  }
  if (kind == kinds::cancelled) {
    event.kind = flow::EventKind::cancelled;
    auto commands = advance(event);
    if (!commands) return commands;
    suspension_.reset();
    tasks_.change_open([](TaskState& task) {
      task.status = "closed";
      return true;
    });
    timers_.clear();
    waits_.clear();
    missing_dates_.clear();
    return commands;
  }
  if (kind == kinds::parked && json::bool_at(payload, "by_runtime")) {
    event.kind = flow::EventKind::parked;  // the flow itself parks by its own events; this is the runtime stopping a token
    return advance(event);
  }
  if (kind == kinds::approval_refused) {
    ++refusals_[text("task")];
    return std::vector<flow::Command>{};
  }
  if (kind == kinds::refused && !text("clock").empty()) {
    ++refusals_["clock:" + text("clock")];
    return std::vector<flow::Command>{};
  }
  if (kind == kinds::parked || kind == kinds::finished || kind == kinds::refused || kind == kinds::signal_sent) return std::vector<flow::Command>{};
  return unknown_kind(kind, seq);
}

Result<std::vector<flow::Command>> CaseState::fold_stage(flow::Event event, json::Value payload, Instant at, std::int64_t seq, std::string_view actor, json::Value* envelope) {
  const auto text = [&](std::string_view path) { return std::string(json::text_at(payload, path)); };
  SectionState section(envelope ? std::move(*envelope) : take_member(payload, "envelope"));
  auto by = parse_stage_actor(actor);
  section.stage = std::move(by.stage);
  section.version = std::move(by.version);
  section.library = std::move(by.library);
  section.section = text("section");
  if (section.section.empty()) section.section = default_section(section.stage);
  section.step = event.step;
  section.item = text("item");
  section.items = items_at(event.step, event.visit);
  section.seq = seq;
  section.at = at;
  section.run = static_cast<std::int32_t>(json::integer_at(section.envelope, "run", 1));
  section.clashes = take_member(payload, "clashes");
  for (const auto& [path, digest] : json::object_at(payload, "reads")) section.reads.emplace(std::string_view(path), json::text_or(&digest, "-"));
  event.kind = flow::EventKind::stage_done;
  event.need_input = json::text_at(section.envelope, "status") == "need_input";
  for (auto& id : blocking_ids(section.envelope, section.stage, section.item)) {
    const auto* known = task(id);
    if (!known || known->status != "answered") event.holds.push_back(std::move(id));
  }
  auto commands = advance(event);
  if (!commands) return commands;
  const auto* result = json::find(section.envelope, "result");
  (void)json::set(record_, section.section, result ? *result : json::Value(nullptr));
  changed(section.section);
  for (const auto& fact : json::list_at(payload, "applied")) {
    const auto* value = json::find(fact, "value");
    set_fact(json::text_at(fact, "path"), value ? *value : json::Value(nullptr), "stage:" + section.stage);
  }
  if (!section.items.empty() && section.section.ends_with("." + section.item)) {
    auto& eaches = parted_[section.section.substr(0, section.section.size() - section.item.size() - 1)];
    for (const auto& one : section.items) eaches.insert(one.each);
  }
  apply_corrections(section.section);
  open_envelope_tasks(section, at);
  if (const auto* release = json::find(payload, "release")) use_approval(*release, section.step, section.step + "#" + std::to_string(event.visit));
  sections_.erase(section.section);  // an arena's value is moved by construction only
  auto path = section.section;
  sections_.emplace(std::move(path), std::move(section));
  return commands;
}

Result<CaseState> fold_events(const std::string& case_id, std::shared_ptr<const flow::Definition> definition, const std::vector<store::Event>& events) {
  CaseState state(case_id, std::move(definition));
  for (const auto& event : events) {
    if (event.payload.empty()) return fail(ErrorCode::unsupported, "parts of this case were erased on request; it verifies and lists, but cannot be shown or run again", case_id);
    const auto place = [&] { return case_id + " seq " + std::to_string(event.seq); };
    auto payload = json::parse(event.payload);
    if (!payload) return payload.error().within(place());
    auto folded = state.apply(event.kind, *std::move(payload), event.at, event.seq, event.actor);
    if (!folded) return folded.error().within(place());
  }
  return state;
}

}  // namespace amends::runtime
