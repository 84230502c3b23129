#include "runtime/projection.hpp"

#include <algorithm>
#include <optional>

#include "runtime/lookups.hpp"

namespace amends::runtime {

std::map<std::string, std::string> attributes_of(const CaseState& state) {
  std::map<std::string, std::string> out;
  const auto& record = state.record();
  const auto put = [&](const char* name, std::string_view path) {
    const auto* value = json::find(record, path);
    if (!value || value->is_null()) return;
    // The list has no empty value: it means none.
    if (auto text = value->is_string() ? std::string(json::text_or(value, "")) : json::write(*value); !text.empty()) out[name] = std::move(text);
  };
  put("case_status", "case.status");
  put("kind", "case.kind");
  put("institution", "case.institution");
  put("channel", "channel.kind");
  put("complaint", "analysis.intake.is_complaint");
  put("nature", "analysis.classify.nature.primary");
  put("severity", "analysis.classify.severity.level");
  put("complexity", "analysis.classify.complexity");
  put("route", "analysis.routing.primary");
  if (state.safety_hold()) out["safety"] = "open";
  std::optional<Instant> next;
  for (const auto& clock : state.clocks())
    if (clock.state == "running" && (!next || clock.due_at < *next)) next = clock.due_at;
  if (next) out["due"] = format_instant(*next);
  for (const auto& clock : state.clocks())
    if (clock.state == "breached") out["breached"] = clock.kind;
  for (const auto& token : state.flow().tokens)
    if (token.state == flow::TokenState::parked) out[std::string(kReason)] = token.reason;
  if (state.suspension()) out[std::string(kReason)] = state.suspension()->reason;
  for (const auto& [id, missing] : state.missing_dates()) out[std::string(kCalendarMissing)] = json::text_at(missing, "calendar_hash");
  return out;
}

store::TaskRow task_row(const CaseState& state, const TaskState& task) {
  store::TaskRow row;
  row.case_id = state.id();
  row.id = task.id;
  row.kind = task.kind;
  row.role = task.role;
  row.form = task.form;
  row.step = task.step;
  row.title = task.title;
  row.opened_at = task.opened_at;
  row.due_at = task.due_at;
  row.blocking = task.blocking;
  row.status = listed_status(state, task);
  row.answered_by = task.answered_by;
  json::Object detail;
  if (!task.fields.is_null()) detail["fields"] = task.fields;
  if (!task.shows.is_null()) detail["shows"] = task.shows;
  if (!task.escalated_to.empty()) {
    json::Array to;
    for (const auto& role : task.escalated_to) to.push_back(json::Value(role));
    detail["escalated_to"] = std::move(to);
  }
  const auto list = [](const std::vector<std::string>& words) {
    json::Array out;
    for (const auto& word : words) out.emplace_back(word);
    return out;
  };
  if (!task.candidate_people.empty() || !task.candidate_roles.empty()) detail["candidates"] = json::Object{{"people", list(task.candidate_people)}, {"roles", list(task.candidate_roles)}};
  if (task.status == "open" && !task.assignee.empty()) {
    detail["assignee"] = task.assignee;
    detail["assigned_at"] = format_instant(task.assigned_at);
    if (!task.assignee_for.empty()) detail["assignee_for"] = task.assignee_for;
    if (!task.passed_by.empty()) detail["passed_by"] = list(task.passed_by);
  }
  if (task.reminders > 0) detail["reminders"] = task.reminders;
  if (task.late()) detail["late"] = true;
  row.detail = std::move(detail);
  return row;
}

store::Projection project_but_tasks(const CaseState& state, bool commands_left, std::string_view stranded, std::optional<std::int64_t> lookup_salt) {
  store::Projection whole;
  using Status = flow::CaseStatus;
  switch (state.flow().status) {
    case Status::running: whole.status = "running"; break;
    case Status::waiting: whole.status = "waiting"; break;
    case Status::parked: whole.status = "parked"; break;
    case Status::finished: whole.status = "finished"; break;
    case Status::cancelled: whole.status = "cancelled"; break;
    case Status::suspended: whole.status = "suspended"; break;
  }
  const bool suspended = state.suspension().has_value();
  if (commands_left) whole.status = "running";
  auto attributes = attributes_of(state);
  if (!stranded.empty()) {
    whole.status = "stranded";
    attributes[std::string(kReason)] = stranded;
  }
  whole.attributes.assign(attributes.begin(), attributes.end());
  for (const auto& [id, due] : state.timers())
    if (!suspended || is_legal_timer(id)) whole.timers_set.push_back({state.id(), id, due});
  for (const auto& message : state.outbox_open()) {
    if (message.settled()) continue;
    store::OutboxRow row;
    row.case_id = state.id();
    row.key = message.key;
    row.seq = message.seq;
    row.kind = message.kind;
    row.recipient = message.to;
    const bool held = !message.is_notice() && (suspended || state.safety_hold());
    row.status = held && message.status == "open" ? "withheld" : message.status;
    row.added_at = message.added_at;
    row.ready_at = message.ready_at;
    row.failures = message.failures;
    whole.outbox_set.push_back(std::move(row));
  }
  for (const auto& [id, wait] : state.waits()) whole.waits_set.push_back(wait);
  if (lookup_salt) whole.lookup_keys = lookup_keys(state.record(), *lookup_salt);
  return whole;
}

store::Projection project(const CaseState& state, bool commands_left, std::string_view stranded, std::optional<std::int64_t> lookup_salt) {
  auto whole = project_but_tasks(state, commands_left, stranded, lookup_salt);
  whole.tasks.reserve(state.tasks().size());
  for (const auto& task : state.tasks()) whole.tasks.push_back(task_row(state, task));
  return whole;
}

namespace {

bool same(const store::TaskRow& a, const store::TaskRow& b) {
  return a.id == b.id && a.kind == b.kind && a.role == b.role && a.form == b.form && a.step == b.step && a.title == b.title && a.opened_at == b.opened_at && a.due_at == b.due_at && a.blocking == b.blocking &&
         a.status == b.status && a.answered_by == b.answered_by && a.detail == b.detail;
}

bool same(const store::OutboxRow& a, const store::OutboxRow& b) {
  return a.key == b.key && a.seq == b.seq && a.kind == b.kind && a.recipient == b.recipient && a.status == b.status && a.added_at == b.added_at && a.ready_at == b.ready_at && a.failures == b.failures;
}

}  // namespace

store::Projection difference(const store::Projection& before, const store::Projection& after) {
  store::Projection out;
  if (after.status != before.status) out.status = after.status;
  const auto attribute = [](const store::Projection& p, const std::string& name) -> const std::string* {
    for (const auto& [known, value] : p.attributes)
      if (known == name) return &value;
    return nullptr;
  };
  for (const auto& [name, value] : after.attributes)
    if (const auto* known = attribute(before, name); !known || *known != value) out.attributes.emplace_back(name, value);
  for (const auto& [name, value] : before.attributes)
    if (!attribute(after, name)) out.attributes.emplace_back(name, "");
  for (const auto& task : after.tasks)
    if (std::none_of(before.tasks.begin(), before.tasks.end(), [&](const auto& known) { return same(known, task); })) out.tasks.push_back(task);
  for (const auto& timer : after.timers_set)
    if (std::none_of(before.timers_set.begin(), before.timers_set.end(), [&](const auto& known) { return known.id == timer.id && known.due_at == timer.due_at; }))
      out.timers_set.push_back(timer);
  for (const auto& timer : before.timers_set)
    if (std::none_of(after.timers_set.begin(), after.timers_set.end(), [&](const auto& left) { return left.id == timer.id; })) out.timers_cancelled.push_back(timer.id);
  for (const auto& wait : after.waits_set)
    if (std::none_of(before.waits_set.begin(), before.waits_set.end(), [&](const auto& known) { return known.id == wait.id && known.key == wait.key && known.name == wait.name; }))
      out.waits_set.push_back(wait);
  for (const auto& wait : before.waits_set)
    if (std::none_of(after.waits_set.begin(), after.waits_set.end(), [&](const auto& left) { return left.id == wait.id; })) out.waits_cancelled.push_back(wait.id);
  for (const auto& message : after.outbox_set)
    if (std::none_of(before.outbox_set.begin(), before.outbox_set.end(), [&](const auto& known) { return same(known, message); })) out.outbox_set.push_back(message);
  for (const auto& message : before.outbox_set)
    if (std::none_of(after.outbox_set.begin(), after.outbox_set.end(), [&](const auto& left) { return left.key == message.key; })) out.outbox_removed.push_back(message.key);
  if (after.lookup_keys != before.lookup_keys) out.lookup_keys = after.lookup_keys;
  return out;
}

bool is_legal_timer(std::string_view id) { return id.starts_with("clock:"); }

bool answered_while_suspended(const TaskState& task) { return task.kind == "safety" || task.kind == "clock"; }

std::string listed_status(const CaseState& state, const TaskState& task) {
  const bool suspended = state.suspension() && task.status == "open" && !answered_while_suspended(task);
  return suspended || state.withholds(task) ? "withheld" : task.status;
}

std::vector<flow::Command> left_to_do(const CaseState& state) {
  if (state.suspension()) return {};
  auto commands = flow::outstanding(state.definition(), state.flow());
  using Kind = flow::CommandKind;
  // An `on` event of a parked step that could not be set waits for the person who resumes it.
  const auto rests = [&](const flow::Command& command) {
    if (command.id.find(":on:") == std::string::npos && command.id.find(":more:") == std::string::npos) return false;
    const auto* token = flow::token_at(state.flow(), command.step, command.visit);
    return token && token->state == flow::TokenState::parked;
  };
  std::erase_if(commands, [&](const flow::Command& command) {
    return rests(command) || (command.kind == Kind::open_task && state.task(command.id)) || (command.kind == Kind::set_timer && (state.timers().contains(command.id) || state.missing_dates().contains("timer:" + command.id))) ||
           (command.kind == Kind::await_message && state.waits().contains(command.id));
  });
  return commands;
}

}  // namespace amends::runtime
