// CaseState, continued: tasks. Which an answer of a stage asks for, what their answers do, and the approvals among them.
#include <algorithm>

#include "runtime/case_payload.hpp"
#include "runtime/case_state.hpp"

namespace amends::runtime {

std::string stage_task_id(std::string_view stage, std::string_view id, std::string_view item) {
  auto out = short_stage_id(stage) + "." + std::string(id);
  if (!item.empty()) out += "@" + std::string(item);
  return out;
}

std::vector<std::string> blocking_ids(const json::Value& envelope, std::string_view stage, std::string_view item) {
  const bool need_input = json::text_at(envelope, "status") == "need_input";
  std::vector<std::string> ids;
  for (const auto& task : json::list_at(envelope, "tasks"))
    if (json::bool_at(task, "blocking")) ids.push_back(stage_task_id(stage, json::text_at(task, "id"), item));
  std::vector<std::string> questions;
  for (const auto& question : json::list_at(envelope, "questions")) {
    const auto id = stage_task_id(stage, json::text_at(question, "id"), item);
    if (json::bool_at(question, "blocking")) ids.push_back(id);
    questions.push_back(id);
  }
  // A stage that needs input holds its step even when it forgot to mark its question.
  if (need_input && ids.empty()) ids = questions;
  return ids;
}

std::size_t CaseState::refusals(std::string_view task_id) const {
  const auto found = refusals_.find(task_id);
  return found == refusals_.end() ? 0 : found->second;
}

const Approval* CaseState::approval_of(std::string_view step, const ItemPath& at) const {
  const auto found = std::find_if(approvals_.rbegin(), approvals_.rend(), [&](const Approval& one) { return one.step == step && stands_around(one.items, at); });
  return found == approvals_.rend() ? nullptr : &*found;
}

void CaseState::use_approval(const json::Value& release, std::string_view step, std::string_view task_id) {
  const auto found = std::find_if(approvals_.rbegin(), approvals_.rend(), [&](const Approval& one) { return one.task == json::text_at(release, "task"); });
  if (found == approvals_.rend()) return;
  if (std::any_of(found->uses.begin(), found->uses.end(), [&](const Use& use) { return use.task == task_id; })) return;  // a stage that ran again in its visit
  Use use{std::string(step), std::string(task_id), std::nullopt};
  if (const auto* sum = json::find(release, "released"); !json::is_null(sum))
    if (const auto money = money_from_json(*sum)) use.released = *money;
  found->uses.push_back(std::move(use));
}

void CaseState::open_envelope_tasks(const SectionState& section, Instant at) {
  std::set<std::string> offered;
  const auto upsert = [&](TaskState task) {
    offered.insert(task.id);
    const auto* known = tasks_.find(task.id);
    if (!known) return tasks_.add(std::move(task));
    if (known->status == "answered") return;  // a person has spoken; the stage reads the answer
    tasks_.change(task.id, [&](TaskState& now) {
      task.opened_at = now.status == "open" ? now.opened_at : task.opened_at;
      task.escalated_to = now.escalated_to;
      if (now.status == "open") {  // it stays with who has it
        task.assignee = now.assignee;
        task.assignee_for = now.assignee_for;
        task.assigned_at = now.assigned_at;
        task.passed_by = now.passed_by;
      }
      task.acts = std::move(now.acts);
      now = std::move(task);
    });
  };
  // Safety first: such a task opens before the others are looked at, wherever it stands in the list.
  for (int pass = 0; pass < 2; ++pass) {
    for (const auto& item : json::list_at(section.envelope, "tasks")) {
      const bool is_safety = json::text_at(item, "kind") == "safety";
      if (is_safety != (pass == 0)) continue;
      TaskState task;
      task.id = stage_task_id(section.stage, json::text_at(item, "id"), section.item);
      task.item = section.item;
      task.items = section.items;
      task.kind = is_safety ? "safety" : "stage";
      task.role = json::text_at(item, "owner_role", "handler");
      task.form = json::text_at(item, "form");
      task.step = section.step;
      task.stage = section.stage;
      if (const auto* title = json::find(item, "title")) task.title = *title;
      task.opened_at = at;
      task.due_at = instant_at(item, "due_at");
      task.blocking = json::bool_at(item, "blocking");
      for (const auto& kind : json::list_at(item, "meets")) task.meets.emplace_back(json::text_or(&kind, ""));
      upsert(std::move(task));
    }
  }
  for (const auto& item : json::list_at(section.envelope, "questions")) {
    TaskState task;
    task.id = stage_task_id(section.stage, json::text_at(item, "id"), section.item);
    task.item = section.item;
      task.items = section.items;
    task.kind = "question";
    task.question = true;
    task.role = json::text_at(item, "to_role", "handler");
    task.form = json::text_at(item, "form_name");
    if (task.form.empty()) task.form = std::string(json::text_at(item, "id"));
    task.step = section.step;
    task.stage = section.stage;
    if (const auto* reason = json::find(item, "reason")) task.title = *reason;
    if (const auto* fields = json::find(item, "form")) task.fields = *fields;
    task.opened_at = at;
    task.due_at = instant_at(item, "due_at");
    task.blocking = json::bool_at(item, "blocking") || json::text_at(section.envelope, "status") == "need_input";
    upsert(std::move(task));
  }
  // What an earlier run asked and this one no longer does is closed.
  tasks_.change_open([&](TaskState& task) {
    if (task.stage != section.stage || task.item != section.item || offered.contains(task.id)) return false;
    task.status = "closed";
    return true;
  });
}

Result<std::vector<flow::Command>> CaseState::fold_task(std::string_view kind, const flow::Event& event, json::Value payload, Instant at) {
  const auto text = [&](std::string_view path) { return std::string(json::text_at(payload, path)); };
  if (kind == kinds::task_opened) {
    TaskState task;
    task.id = event.id;
    task.kind = text("kind");
    task.role = text("role");
    task.form = text("form");
    task.step = event.step;
    task.title = take_member(payload, "title");
    task.fields = take_member(payload, "fields");
    task.shows = take_member(payload, "shows");
    task.limits = take_member(payload, "limits");
    for (const auto& one : json::list_at(payload, "candidates.people")) task.candidate_people.emplace_back(json::text_or(&one, ""));
    for (const auto& one : json::list_at(payload, "candidates.roles")) task.candidate_roles.emplace_back(json::text_or(&one, ""));
    task.opened_at = at;
    task.due_at = instant_at(payload, "due_at");
    task.blocking = json::bool_at(payload, "blocking");
    if (const auto id = flow::parse_command_id(task.id); id && !task.step.empty()) task.items = items_at(id->step, id->visit);
    tasks_.add(std::move(task));
    return std::vector<flow::Command>{};
  }
  if (kind == kinds::task_escalated) {
    tasks_.change(event.id, [&](TaskState& task) { task.escalated_to.push_back(text("to")); });
    return std::vector<flow::Command>{};
  }
  tasks_.change(event.id, [&](TaskState& task) { task.due_at = instant_at(payload, "due_at"); });
  missing_dates_.erase("task:" + event.id);
  return std::vector<flow::Command>{};
}

Result<std::vector<flow::Command>> CaseState::fold_answered(flow::Event event, json::Value payload, Instant at, std::int64_t seq, std::string_view actor) {
  const auto text = [&](std::string_view path) { return std::string(json::text_at(payload, path)); };
  const auto* open = task(event.id);
  if (!open || open->status != "open") return fail(ErrorCode::state, "the task " + event.id + " is not open any more; read the case again", id_);
  std::vector<flow::Command> commands;
  const auto& tokens = flow_.tokens;
  const bool holds = std::any_of(tokens.begin(), tokens.end(), [&](const flow::Token& t) { return std::find(t.holds.begin(), t.holds.end(), event.id) != t.holds.end(); });
  if (open->kind == "human" || holds) {
    event.kind = flow::EventKind::task_answered;
    event.question = open->question;
    auto moved = advance(event);
    if (!moved) return moved;
    commands = std::move(*moved);
  }
  tasks_.change(event.id, [&](TaskState& answered) {
    answered.status = "answered";
    answered.answered_by = text("by");
    answered.answered_at = at;
    answered.answer = take_member(payload, "answer");
    answered.guards = take_member(payload, "guards");
    answered.answered_for = text("for");
  });
  const auto* task = this->task(event.id);
  if (const auto* given = json::find(payload, "approval")) {
    Approval approval;
    approval.step = task->step;
    approval.task = task->id;
    approval.items = task->items;
    approval.by = task->answered_by;
    approval.role = text("role");
    approval.on_behalf_of = task->answered_for;
    approval.at = at;
    approval.seq = seq;
    read_approval(*given, approval);
    approvals_.push_back(std::move(approval));
  }
  if (const auto* release = json::find(payload, "release")) use_approval(*release, task->step, task->id);
  missing_dates_.erase("task:" + event.id);
  if (!task->form.empty()) {
    auto answer = task->answer.is_object() ? task->answer : json::Value(json::Object{});
    answer.as_object()["who"] = task->answered_by;
    answer.as_object()["at"] = format_instant(at);
    // A stage that asks for a second person counts both, as approvals do.
    if (!task->answered_for.empty()) answer.as_object()["for"] = task->answered_for;
    answers_[task->form].put(task->items, answer);
    set_fact(std::string(kAnswers) + task->form, std::move(answer), actor);
  }
  if (task->kind == "human") results_[command_step(task->id)].put(task->items, task->answer);
  return commands;
}

}  // namespace amends::runtime
